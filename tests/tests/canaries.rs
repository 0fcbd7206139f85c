//! No string planted in a conversation is in any byte of a release or of what the server sends.

use std::collections::BTreeSet;
use std::fs;

use kleio_tests::corpus;
use kleio_tests::demo::demo;
use kleio_tests::server::Server;

/// Every planted string, in the forms in which it could come out.
fn planted() -> BTreeSet<String> {
    let truth = corpus::truth(&demo().sample());
    let texts: Vec<String> = truth
        .values()
        .flat_map(|conversation| conversation["planted"].as_array().unwrap())
        .filter(|planted| {
            // A given name such as "Anna" may be an ordinary word of another cluster.
            ["canary", "email", "phone", "card"].contains(&planted["kind"].as_str().unwrap())
        })
        .map(|planted| planted["text"].as_str().unwrap().to_owned())
        .collect();
    texts
        .iter()
        .cloned()
        .chain(texts.iter().map(|text| text.to_lowercase()))
        .collect()
}

/// The first planted string in `bytes`, upper and lower case alike.
fn leak<'a>(bytes: &[u8], planted: &'a BTreeSet<String>) -> Option<&'a String> {
    let text = String::from_utf8_lossy(bytes);
    let lower = text.to_lowercase();
    planted
        .iter()
        .find(|word| text.contains(*word) || lower.contains(*word))
}

#[test]
fn the_sample_holds_them() {
    let corpus = fs::read(demo().sample()).unwrap();
    let truth = corpus::truth(&demo().sample());
    let with_canary = truth.values().filter(|conversation| {
        conversation["planted"]
            .as_array()
            .unwrap()
            .iter()
            .any(|p| p["kind"] == "canary")
    });
    assert_eq!(with_canary.count(), 200);
    let missing: Vec<_> = truth
        .values()
        .flat_map(|conversation| conversation["planted"].as_array().unwrap())
        .map(|planted| planted["text"].as_str().unwrap())
        .filter(|word| leak(&corpus, &BTreeSet::from([(*word).to_owned()])).is_none())
        .collect();
    assert!(
        missing.is_empty(),
        "said to be planted, but not there: {missing:?}"
    );
}

#[test]
fn no_file_of_the_release_holds_one() {
    let planted = planted();
    assert!(planted.len() > 200, "{}", planted.len());
    let files = corpus::files(&demo().release());
    assert!(files.len() >= 2, "{files:?}");
    for (name, bytes) in files {
        assert_eq!(leak(&bytes, &planted), None, "{}", name.display());
        assert_eq!(leak(name.to_string_lossy().as_bytes(), &planted), None);
    }
}

#[test]
fn no_byte_that_the_server_sends_holds_one() {
    let planted = planted();
    let server = Server::start(&demo().release());
    let id = server.json("/api/v1/releases")["releases"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut paths: Vec<String> = [
        "/".to_owned(),
        "/api/v1/health".to_owned(),
        "/api/v1/releases".to_owned(),
        "/api/v1/nothing".to_owned(),
        format!("/api/v1/releases/{id}/manifest.json"),
        format!("/api/v1/releases/{id}/clusters.json"),
        "/../vault/vault.json".to_owned(),
    ]
    .to_vec();
    // Every file that the start page names, and every file that those name.
    let mut seen = BTreeSet::new();
    let mut sent = 0_usize;
    while let Some(path) = paths.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        for encoding in ["identity", "gzip", "br"] {
            let answer = server.get(&path, encoding);
            for bytes in [&answer.raw, &answer.body, answer.head.as_bytes()] {
                assert_eq!(leak(bytes, &planted), None, "{path} as {encoding}");
            }
            sent += answer.raw.len();
            if !path.starts_with("/api/") && answer.status == 200 {
                paths.extend(named_files(&String::from_utf8_lossy(&answer.body)));
            }
        }
    }
    assert!(sent > 10_000, "only {sent} bytes were looked at");
    let log = server.stop("TERM");
    assert_eq!(
        leak(log.text().as_bytes(), &planted),
        None,
        "the server's log"
    );
}

/// Absolute paths in quotes.
fn named_files(text: &str) -> Vec<String> {
    text.split(['"', '\''])
        .filter(|part| part.starts_with('/') && part.len() > 1 && part.len() < 200)
        .filter(|part| part.contains('.') && part.bytes().all(|b| b.is_ascii_graphic()))
        .map(str::to_owned)
        .collect()
}
