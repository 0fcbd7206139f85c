//! The file of vectors: served where the release has one, refused where it is not what the manifest says.

use std::path::Path;

use axum::http::StatusCode;
use kleio_server::release_dir::ServedRelease;
use kleio_server::state::Settings;
use kleio_shared::release::sha256_hex;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{Server, client, clusters, write_release_of};

/// Two values for each of the two base clusters.
const BYTES: [u8; 4] = [127, 0, 0x81, 3];

/// Makes a manifest tell of vectors with the bytes `told`.
fn tell(manifest: &mut Value, told: &[u8]) {
    manifest["vectors"] = json!({"model": "lexical", "dims": 2, "rows": 2, "scale": 0.5});
    let file = json!({"path": "vectors.bin", "bytes": 4, "sha256": sha256_hex(told)});
    manifest["files"] = json!([file]);
}

/// Writes vectors beside a release that is still without, for its manifest to tell of.
pub(crate) fn write_beside(directory: &Path, manifest: &mut Value) {
    tell(manifest, &BYTES);
    std::fs::write(directory.join("vectors.bin"), BYTES).unwrap();
}

/// Writes a release whose manifest tells of `told`, with `bytes` as its vectors.
fn write(directory: &Path, told: &[u8], bytes: Option<&[u8]>) {
    write_release_of(directory, &clusters(), |manifest| tell(manifest, told));
    if let Some(bytes) = bytes {
        std::fs::write(directory.join("vectors.bin"), bytes).unwrap();
    }
}

#[test]
fn vectors_are_served_byte_for_byte() {
    let directory = TempDir::new().unwrap();
    write(directory.path(), &BYTES, Some(&BYTES));
    let server = Server::of(directory, client(), Settings::default());
    let path = format!("/api/v1/releases/{}/vectors.bin", server.id());
    let answer = server.get(&path, &[]);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body[..], BYTES);
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let again = server.get(&path, &[("if-none-match", answer.header("etag"))]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn a_release_without_vectors_has_none() {
    let server = Server::new();
    let answer = server.get(
        &format!("/api/v1/releases/{}/vectors.bin", server.id()),
        &[],
    );
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[test]
fn vectors_that_are_missing_changed_or_too_few_are_refused() {
    let changed = [126, 0, 0x81, 3];
    let cases: [(&[u8], Option<&[u8]>); 3] = [
        (&BYTES, None),
        (&BYTES, Some(&changed)),
        (&BYTES[..2], Some(&BYTES[..2])),
    ];
    for (told, bytes) in cases {
        let directory = TempDir::new().unwrap();
        write(directory.path(), told, bytes);
        let refused = ServedRelease::load(directory.path()).expect_err("it was accepted");
        assert!(refused.to_string().contains("vectors.bin"), "{refused}");
    }
}
