//! Inputs for `kleio`: samples, and lines to spoil.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::programs::{kleio, success};

/// Writes a sample to `directory/sample.jsonl`, its truth beside it.
pub fn sample(directory: &Path, conversations: usize, seed: u64) -> PathBuf {
    let path = directory.join("sample.jsonl");
    success(
        kleio()
            .args(["sample", "--conversations", &conversations.to_string()])
            .args(["--seed", &seed.to_string(), "--out"])
            .arg(&path),
    );
    path
}

/// The truth that belongs to a sample, by conversation.
#[must_use]
pub fn truth(sample: &Path) -> BTreeMap<String, Value> {
    let path = sample.with_extension("truth.jsonl");
    fs::read_to_string(path)
        .expect("the truth lies beside the sample")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("the truth is JSON"))
        .map(|truth| {
            (
                truth["conversation_id"].as_str().expect("an id").to_owned(),
                truth,
            )
        })
        .collect()
}

/// A configuration file that asks for lexical vectors: quick, and the same on every machine.
#[must_use]
pub fn quick_config(directory: &Path) -> PathBuf {
    let path = directory.join("kleio.toml");
    fs::write(&path, "embedder = \"lexical\"\n").expect("a configuration can be written");
    path
}

/// Every file under `directory`, by its path within it.
#[must_use]
pub fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(&next).expect("the directory can be listed") {
            let path = entry.expect("the directory can be listed").path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path
                    .strip_prefix(directory)
                    .expect("it lies within")
                    .to_owned();
                found.insert(name, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    found
}
