//! A small sample, and runs on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kleio_tests::corpus;
use kleio_tests::programs::{kleio, success};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Desk {
    pub(crate) directory: TempDir,
    pub(crate) sample: PathBuf,
    config: PathBuf,
}

impl Desk {
    pub(crate) fn new(conversations: usize) -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), conversations, 11);
        let config = corpus::quick_config(directory.path());
        Self {
            directory,
            sample,
            config,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A run on `input`, to be given more arguments.
    pub(crate) fn command(&self, input: &Path, out: &Path) -> Command {
        let mut command = kleio();
        command.arg("run").arg(input).arg("--out").arg(out);
        command.args(["--profile", "open-data", "--config"]);
        command.arg(&self.config);
        command
    }

    /// Runs on `input` into a vault in clear; gives the release's files.
    pub(crate) fn run(&self, input: &Path, out: &Path) -> Vec<Vec<u8>> {
        success(&mut self.command(input, out));
        release(out)
    }

    /// The sample's lines for which `keep` says yes, in a file `name`.
    pub(crate) fn only(&self, name: &str, keep: impl Fn(&Value) -> bool) -> PathBuf {
        let path = self.path(name);
        let text = fs::read_to_string(&self.sample).unwrap();
        let lines = text.lines().filter(|line| keep(&line_of(line)));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        fs::write(&path, text).unwrap();
        path
    }

    /// The sample's lines.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.sample).unwrap();
        text.lines().map(line_of).collect()
    }
}

fn line_of(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// The bytes of a release, file by file.
pub(crate) fn release(out: &Path) -> Vec<Vec<u8>> {
    let files = corpus::files(&out.join("release"));
    assert!(files.len() >= 2, "{:?}", files.keys());
    files.into_values().collect()
}
