//! Compression and caching as browsers use them.

use std::io::Read as _;

use axum::http::StatusCode;

use crate::fixture::{SCRIPT, Server};

#[test]
fn a_release_is_sent_in_the_encoding_asked_for() {
    let server = Server::new();
    let path = format!("/api/v1/releases/{}/clusters.json", server.id());
    let plain = server.get(&path, &[]);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "accept-encoding");

    let gzip = server.get(&path, &[("accept-encoding", "gzip;q=1.0, br;q=0.2")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..])
        .read_to_end(&mut body)
        .unwrap();
    assert_eq!(body, plain.body);
    assert!(gzip.body.len() < plain.body.len());

    let brotli = server.get(&path, &[("accept-encoding", "gzip, deflate, br, zstd")]);
    assert_eq!(brotli.header("content-encoding"), "br");
    let mut body = Vec::new();
    brotli::BrotliDecompress(&mut &brotli.body[..], &mut body).unwrap();
    assert_eq!(body, plain.body);
    assert_eq!(brotli.header("vary"), "accept-encoding");
}

#[test]
fn the_client_is_sent_as_it_was_compressed_when_built() {
    let server = Server::new();
    let brotli = server.get(SCRIPT, &[("accept-encoding", "br")]);
    assert_eq!(&brotli.body[..], b"in brotli");
    let gzip = server.get(SCRIPT, &[("accept-encoding", "gzip")]);
    assert_eq!(&gzip.body[..], b"in gzip");
    assert_eq!(&server.get(SCRIPT, &[]).body[..], b"start();");
}

#[test]
fn a_copy_that_is_still_good_is_not_sent_again() {
    let server = Server::new();
    let path = format!("/api/v1/releases/{}/manifest.json", server.id());
    let accept = ("accept-encoding", "br");
    let first = server.get(&path, &[accept]);
    let tag = first.header("etag");
    assert!(
        tag.starts_with('"') && tag.len() > 64,
        "a strong tag: {tag}"
    );

    let again = server.get(&path, &[accept, ("if-none-match", tag)]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    assert_eq!(again.header("etag"), tag);
    assert_eq!(again.header("cache-control"), first.header("cache-control"));
    assert_eq!(again.header("vary"), "accept-encoding");

    let other = server.get(&path, &[accept, ("if-none-match", "\"another\"")]);
    assert_eq!(other.status, StatusCode::OK);
    assert_eq!(other.body, first.body);
}
