//! Where the checkout is, and where tests may write in it.

use std::fs::{self, File};
use std::path::PathBuf;

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
