//! Where the checkout is, and where tests may write in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The checkout's top directory.
#[must_use]
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("the tests crate lies in the checkout")
        .to_owned()
}

/// A directory for what tests keep between runs; git ignores it.
#[must_use]
pub fn scratch() -> PathBuf {
    let path = root().join("target/tests");
    fs::create_dir_all(&path).expect("target/tests can be made");
    path
}

/// Waits until no other test process holds the lock `name`; it is free again when the value is dropped.
#[must_use]
pub fn lock(name: &str) -> File {
    let file =
        File::create(scratch().join(format!("{name}.lock"))).expect("a lock file can be made");
    file.lock().expect("the lock can be taken");
    file
}

/// Files under `directory` of the checkout whose names end in `.ending`, with their text; what is built is none of them.
///
/// # Panics
/// When there is none, or one cannot be read.
#[must_use]
pub fn texts(directory: &str, ending: &str) -> BTreeMap<PathBuf, String> {
    fn walk(directory: &Path, ending: &str, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(directory).expect("a directory of the checkout can be listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("dist") {
                    walk(&path, ending, found);
                }
            } else if path.extension().is_some_and(|own| own == ending) {
                let text = fs::read_to_string(&path).expect("a source is text");
                found.insert(path, text);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&root().join(directory), ending, &mut found);
    assert!(!found.is_empty(), "there is no .{ending} under {directory}");
    found
}
