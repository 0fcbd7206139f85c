//! Every byte that a server sends to somebody who follows all its links.

use std::collections::BTreeSet;

use serde_json::Value;

use super::addresses::{addresses, known};
use crate::server::{Answer, Server};

/// Addresses to begin with: the API's, the client's, and such as should not be there.
const STARTS: [&str; 8] = [
    "/",
    "/api/v1/health",
    "/api/v1/releases",
    "/api/v1/openapi.json",
    "/api/v1/nothing",
    "/login",
    "/metrics",
    "/../vault/vault.json",
];

/// Asks for every address in every encoding, and hands over what came: the address, and the bytes of
/// head and body, as sent and unpacked.
///
/// # Panics
/// When the server does not answer, or has too many requests: start it without a limit.
pub fn everything(server: &Server, mut see: impl FnMut(&str, &[u8])) {
    let mut paths: Vec<String> = STARTS.map(str::to_owned).to_vec();
    let openapi = server.json("/api/v1/openapi.json");
    let releases = server.json("/api/v1/releases");
    for release in releases["releases"].as_array().into_iter().flatten() {
        let id = release["id"].as_str().expect("a release has an id");
        let clusters = server.json(&format!("/api/v1/releases/{id}/clusters.json"));
        let clusters: &[Value] = clusters.as_array().map_or(&[], Vec::as_slice);
        paths.push(format!("/api/v1/releases/{id}"));
        paths.extend(addresses(&openapi, &known(id, clusters)));
    }
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        for encoding in ["identity", "gzip", "br"] {
            let answer = server.get(&path, encoding);
            assert_ne!(answer.status, 429, "{path} was not answered");
            for bytes in bytes(&answer) {
                see(&path, bytes);
            }
            if !path.starts_with("/api/") && answer.status == 200 {
                paths.extend(named_files(&String::from_utf8_lossy(&answer.body)));
            }
        }
    }
}

/// All of an answer: as it came, unpacked, and its head.
#[must_use]
pub fn bytes(answer: &Answer) -> [&[u8]; 3] {
    [&answer.raw, &answer.body, answer.head.as_bytes()]
}

/// Absolute paths in quotes.
#[must_use]
pub fn named_files(text: &str) -> Vec<String> {
    text.split(['"', '\''])
        .filter(|part| part.starts_with('/') && part.len() > 1 && part.len() < 200)
        .filter(|part| part.contains('.') && part.bytes().all(|b| b.is_ascii_graphic()))
        .map(str::to_owned)
        .collect()
}
