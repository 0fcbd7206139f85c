//! The same input and the same seed give the same release, byte for byte.

use std::path::Path;

use kleio_tests::corpus;
use kleio_tests::demo::demo;
use kleio_tests::programs::{kleio, success};
use tempfile::TempDir;

/// Runs `kleio` on the shared sample with `threads` threads and returns the release's files.
fn release(
    out: &Path,
    threads: &str,
    seed: &str,
) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    success(
        kleio()
            .env("RAYON_NUM_THREADS", threads)
            .arg("run")
            .arg(demo().sample())
            .args(["--seed", seed, "--out"])
            .arg(out),
    );
    corpus::files(&out.join("release"))
}

#[test]
fn the_seed_alone_decides_whatever_the_number_of_threads() {
    let directory = TempDir::new().unwrap();
    let one = release(&directory.path().join("one"), "1", "5");
    let three = release(&directory.path().join("three"), "3", "5");
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
    let other = release(&directory.path().join("other"), "2", "6");
    assert!(one != other, "another seed gave the very same release");
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
