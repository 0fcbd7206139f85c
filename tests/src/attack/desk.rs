//! A place in which an attack is set up and run: inputs, configurations, runs and what they wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, Release};
use serde_json::Value;
use tempfile::TempDir;

use crate::corpus;
use crate::programs::{Outcome, kleio, outcome, success};

/// A directory that goes away with the value.
#[derive(Debug)]
pub struct Desk {
    directory: TempDir,
}

/// What a run wrote and said.
#[derive(Debug)]
pub struct Ran {
    /// How the program ended.
    pub outcome: Outcome,
    /// Where the release lies, or would.
    pub release: PathBuf,
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// An empty desk.
    ///
    /// # Panics
    /// When no directory can be made.
    #[must_use]
    pub fn new() -> Self {
        Self {
            directory: TempDir::new().expect("a directory can be made"),
        }
    }

    /// A path on the desk.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A made-up sample of `conversations`, as lines.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn background(&self, conversations: usize, seed: u64) -> Vec<Value> {
        let path = corpus::sample(self.directory.path(), conversations, seed);
        fs::read_to_string(path)
            .expect("the sample can be read")
            .lines()
            .map(|line| serde_json::from_str(line).expect("the sample is JSON"))
            .collect()
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("the desk can be written");
        path
    }

    /// Writes conversations, one a line.
    pub fn write_lines(&self, name: &str, lines: &[Value]) -> PathBuf {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.write(name, text)
    }

    /// Conversations of each cluster of the last run into `out`, by id, as the vault knows.
    ///
    /// # Panics
    /// When the vault does not say.
    #[must_use]
    pub fn members(&self, out: &str) -> BTreeMap<String, BTreeSet<String>> {
        let said = success(kleio().arg("assignments").arg(self.path(out)));
        let mut members = BTreeMap::<String, BTreeSet<String>>::new();
        for line in said.lines().skip(1) {
            let mut cells = line.split(',');
            let conversation = cells.next().expect("a conversation");
            for id in cells.filter(|id| !id.is_empty()) {
                let cluster = members.entry(id.to_owned()).or_default();
                cluster.insert(conversation.to_owned());
            }
        }
        members
    }

    /// Runs `kleio run` on `inputs` with a configuration into `out`, however it ends.
    #[must_use]
    pub fn run(&self, inputs: &[&Path], config: &Path, out: &str) -> Ran {
        let out = self.path(out);
        let outcome = outcome(
            kleio()
                .arg("run")
                .args(inputs)
                .arg("--config")
                .arg(config)
                .arg("--out")
                .arg(&out),
        );
        Ran {
            outcome,
            release: out.join("release"),
        }
    }
}

impl Ran {
    /// The release as its readers see it; `None` where nothing was released.
    ///
    /// # Panics
    /// When what was written is no sound release.
    #[must_use]
    pub fn open(&self) -> Option<Release> {
        let read = |name| fs::read(self.release.join(name)).ok();
        let (manifest, clusters) = (read(MANIFEST_FILE)?, read(CLUSTERS_FILE)?);
        Some(Release::open(&manifest, &clusters).expect("a written release is sound"))
    }

    /// Every byte of the release as one text in lower case; empty where there is none.
    #[must_use]
    pub fn text(&self) -> String {
        if !self.release.is_dir() {
            return String::new();
        }
        corpus::files(&self.release)
            .into_values()
            .map(|bytes| String::from_utf8_lossy(&bytes).to_lowercase())
            .collect()
    }
}
