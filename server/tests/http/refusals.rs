//! Directories that are not a sound release are refused, each with a message that says what to do.

use std::path::Path;

use kleio_server::release_dir::{LoadError, ServedRelease};
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{clusters, write_release, write_release_of};

fn refusal(directory: &Path) -> LoadError {
    ServedRelease::load(directory).expect_err("the directory was accepted")
}

fn assert_names(error: &LoadError, parts: &[&str]) {
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
    assert!(message.ends_with(['.', '?']), "a sentence: {message}");
}

#[test]
fn a_missing_directory() {
    let error = refusal(Path::new("/nowhere/release"));
    assert!(matches!(error, LoadError::Missing(_)));
    assert_names(&error, &["/nowhere/release", "does not exist", "kleio run"]);
}

#[test]
fn a_file_instead_of_a_directory() {
    let directory = TempDir::new().unwrap();
    write_release(directory.path());
    let file = directory.path().join("manifest.json");
    assert_names(&refusal(&file), &["manifest.json", "is not a directory"]);
}

#[test]
fn a_directory_of_something_else() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().display().to_string();
    assert_names(
        &refusal(directory.path()),
        &[&path, "is not a Kleio release", "manifest.json"],
    );
}

#[test]
fn the_output_directory_instead_of_the_release_in_it() {
    let directory = TempDir::new().unwrap();
    let inner = directory.path().join("release");
    std::fs::create_dir(&inner).unwrap();
    write_release(&inner);
    let suggestion = format!("Did you mean {}?", inner.display());
    assert_names(&refusal(directory.path()), &[&suggestion]);
}

#[test]
fn half_a_release() {
    let directory = TempDir::new().unwrap();
    write_release(directory.path());
    std::fs::remove_file(directory.path().join("clusters.json")).unwrap();
    assert_names(
        &refusal(directory.path()),
        &["it has no file clusters.json"],
    );
}

#[test]
fn clusters_changed_after_they_were_written() {
    let directory = TempDir::new().unwrap();
    write_release(directory.path());
    let file = directory.path().join("clusters.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Bread baking", "Bread faking")).unwrap();
    assert_names(
        &refusal(directory.path()),
        &[
            "was refused",
            "clusters.json",
            "changed or damaged",
            "Copy the release again",
        ],
    );
}

#[test]
fn a_manifest_that_is_not_one() {
    let directory = TempDir::new().unwrap();
    write_release(directory.path());
    std::fs::write(directory.path().join("manifest.json"), "{\"schema\":5}").unwrap();
    assert_names(
        &refusal(directory.path()),
        &["manifest.json", "missing field"],
    );
}

#[test]
fn a_release_of_another_version() {
    let directory = TempDir::new().unwrap();
    write_release_of(directory.path(), &clusters(), |m| m["schema"] = json!(99));
    assert_names(&refusal(directory.path()), &["schema 99", "again"]);
}

#[test]
fn a_release_that_breaks_its_policy_though_its_hashes_fit() {
    let directory = TempDir::new().unwrap();
    let mut small = clusters();
    small[1]["accounts"]["at_least"] = json!(3);
    write_release_of(directory.path(), &small, |_| {});
    assert_names(
        &refusal(directory.path()),
        &[
            "privacy policy",
            "fewer conversations or accounts",
            "Do not publish",
        ],
    );
}

#[test]
fn a_release_whose_policy_was_weakened() {
    let directory = TempDir::new().unwrap();
    write_release_of(directory.path(), &clusters(), |manifest| {
        manifest["policy"]["cell"]["accounts"] = json!(1);
    });
    assert_names(
        &refusal(directory.path()),
        &["weaker than those of the profile"],
    );
}
