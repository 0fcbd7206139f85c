//! Data directories with releases published in them that anyone may read.

use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus;
use crate::programs::{kleio, kleio_server, success};

/// A small release for everyone, written into `directory`.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn small_release(directory: &Path, conversations: usize, seed: u64) -> PathBuf {
    fs::create_dir_all(directory).expect("a directory can be made");
    let sample = corpus::sample(directory, conversations, seed);
    let config = corpus::quick_config(directory);
    let out = directory.join("out");
    let mut run = kleio();
    run.arg("run").arg(sample).arg("--config").arg(config);
    success(run.args(["--profile", "open-data", "--out"]).arg(&out));
    out.join("release")
}

/// Publishes `release` in the series `series` of the data directory `data`.
///
/// # Panics
/// When it is refused.
pub fn publish(data: &Path, release: &Path, series: &str) {
    let mut publish = kleio_server();
    publish.args(["release", "publish"]).arg(release);
    success(publish.arg("--data").arg(data).args(["--series", series]));
}

/// A data directory below `directory` with two releases that share some clusters.
///
/// # Panics
/// When they cannot be made.
#[must_use]
pub fn two_releases(directory: &Path) -> PathBuf {
    let data = directory.join("data");
    for (series, seed) in [("first", 3), ("second", 4)] {
        let release = small_release(&directory.join(series), 1_200, seed);
        publish(&data, &release, series);
    }
    data
}
