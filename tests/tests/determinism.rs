//! The same input and the same seed give the same release, byte for byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kleio_tests::corpus;
use kleio_tests::programs::{kleio, success};
use tempfile::TempDir;

/// What a run may vary in without any effect, and what it may not.
struct Run<'a> {
    sample: &'a Path,
    /// None for the sentence model, where the machine has it.
    config: Option<&'a Path>,
    threads: &'a str,
    seed: &'a str,
}

impl Run<'_> {
    /// The files of the release, made in a new directory.
    fn release(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let out = TempDir::new().unwrap();
        let mut run = kleio();
        run.env("RAYON_NUM_THREADS", self.threads)
            .arg("run")
            .arg(self.sample);
        run.args(["--seed", self.seed, "--out"]).arg(out.path());
        if let Some(config) = self.config {
            run.arg("--config").arg(config);
        }
        success(&mut run);
        corpus::files(&out.path().join("release"))
    }
}

#[test]
fn the_seed_alone_decides_whatever_the_number_of_threads() {
    let directory = TempDir::new().unwrap();
    let sample = corpus::sample(directory.path(), 2_000, 3);
    let lexical = corpus::quick_config(directory.path());
    for config in [None, Some(lexical.as_path())] {
        let run = |threads, seed| {
            Run {
                sample: &sample,
                config,
                threads,
                seed,
            }
            .release()
        };
        let (one, three) = (run("1", "5"), run("3", "5"));
        assert!(one.len() >= 2);
        assert_eq!(
            one.keys().collect::<Vec<_>>(),
            three.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &one {
            assert!(
                bytes == &three[name],
                "{} differs between two runs",
                name.display()
            );
        }
        assert!(
            one != run("2", "6"),
            "another seed gave the very same release"
        );
    }
}

#[test]
fn a_sample_is_decided_by_its_seed() {
    let directory = TempDir::new().unwrap();
    let write = |name: &str, seed| {
        let directory = directory.path().join(name);
        std::fs::create_dir(&directory).unwrap();
        corpus::sample(&directory, 300, seed);
        corpus::files(&directory)
    };
    let first = write("a", 1);
    assert!(first == write("b", 1), "the same seed wrote another sample");
    assert!(first != write("c", 2), "another seed wrote the same sample");
}
