//! One release of a sample with planted canaries, made once and shared by every test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kleio_shared::release::sha256_hex;

use crate::programs::{self, kleio, success};
use crate::{corpus, workspace};

/// Conversations in the sample: enough for 200 canaries and three levels.
pub const CONVERSATIONS: usize = 6_000;

/// A finished run.
#[derive(Debug, Clone)]
pub struct Demo {
    directory: PathBuf,
}

impl Demo {
    /// The conversations.
    #[must_use]
    pub fn sample(&self) -> PathBuf {
        self.directory.join("sample.jsonl")
    }

    /// The directory given as `--out`.
    #[must_use]
    pub fn out(&self) -> PathBuf {
        self.directory.join("out")
    }

    /// The release.
    #[must_use]
    pub fn release(&self) -> PathBuf {
        self.out().join("release")
    }
}

/// The shared run; the first test process that asks makes it, and one made by this very program
/// before is taken as it is.
#[must_use]
pub fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let program = fs::read(programs::path("kleio")).expect("the program can be read");
        let directory = workspace::scratch().join(format!("demo-{}", &sha256_hex(&program)[..16]));
        let _lock = workspace::lock("demo");
        if !directory.is_dir() {
            remove_old_ones();
            make(&directory);
        }
        Demo { directory }
    })
}

fn make(directory: &Path) {
    let partial = directory.with_extension("partial");
    fs::create_dir_all(&partial).expect("target/tests can be written");
    let sample = corpus::sample(&partial, CONVERSATIONS, 7);
    success(
        kleio()
            .arg("run")
            .arg(sample)
            .arg("--out")
            .arg(partial.join("out")),
    );
    fs::rename(&partial, directory).expect("target/tests can be written");
}

fn remove_old_ones() {
    for entry in fs::read_dir(workspace::scratch()).expect("target/tests can be listed") {
        let path = entry.expect("target/tests can be listed").path();
        if path.is_dir()
            && path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with("demo-"))
        {
            fs::remove_dir_all(&path).expect("an old demo can be removed");
        }
    }
}
