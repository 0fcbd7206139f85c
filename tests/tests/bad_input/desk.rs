//! A place to work in, with a good sample to spoil.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kleio_tests::corpus;
use kleio_tests::programs::{Outcome, kleio, outcome};
use tempfile::TempDir;

/// Conversations in the good part of every input.
pub(crate) const GOOD: usize = 300;

/// A place to work in, with a good sample and a configuration that makes runs quick.
pub(crate) struct Desk {
    pub(crate) directory: TempDir,
    pub(crate) good: Vec<u8>,
    pub(crate) config: PathBuf,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), GOOD, 11);
        let good = fs::read(sample).unwrap();
        let config = corpus::quick_config(directory.path());
        Self {
            directory,
            good,
            config,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The good lines with `line` put in after the first ten, so that it is line 11.
    pub(crate) fn spoiled(&self, name: &str, line: &[u8]) -> PathBuf {
        let lines: Vec<&[u8]> = self.good.split_inclusive(|&b| b == b'\n').collect();
        let mut bytes = lines[..10].concat();
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
        bytes.extend(lines[10..].concat());
        self.file(name, &bytes)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn command(&self, input: &Path) -> Command {
        let mut command = kleio();
        command
            .arg("run")
            .arg(input)
            .args(["--profile", "open-data", "--config"]);
        command.arg(&self.config).arg("--out").arg(self.path("out"));
        command
    }

    pub(crate) fn run(&self, input: &Path) -> Outcome {
        outcome(&mut self.command(input))
    }

    /// Conversations of the finished release, with those in no cluster.
    pub(crate) fn read(&self) -> usize {
        let csv = outcome(kleio().arg("assignments").arg(self.path("out/vault")));
        csv.stdout.lines().count().saturating_sub(1)
    }

    /// Asserts that the run was done, said `names`, and read so many conversations.
    pub(crate) fn assert_kept(&self, outcome: &Outcome, names: &[&str], conversations: usize) {
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        outcome.assert_says(names);
        assert_eq!(self.read(), conversations, "{outcome:#?}");
        assert!(self.path("out/release/manifest.json").exists());
    }

    pub(crate) fn assert_no_release(&self) {
        assert!(
            !self.path("out/release").exists(),
            "a release was written all the same"
        );
    }
}
