//! No string planted in a conversation is in any byte of a release or of what the server sends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use kleio_tests::attack::exports::exports;
use kleio_tests::attack::served;
use kleio_tests::attack::visited::visit;
use kleio_tests::browser::serve;
use kleio_tests::corpus;
use kleio_tests::demo::demo;
use kleio_tests::server::Server;

/// Finds planted strings, in upper and lower case alike.
struct Planted {
    words: Vec<String>,
    finder: AhoCorasick,
}

impl Planted {
    fn of_the_sample() -> Self {
        let truth = corpus::truth(&demo().sample());
        let words: BTreeSet<String> = truth
            .values()
            .flat_map(|conversation| conversation["planted"].as_array().unwrap())
            .map(|planted| planted["text"].as_str().unwrap().to_owned())
            .collect();
        let words: Vec<String> = words.into_iter().collect();
        // Case outside ASCII is left out of account by the finder, so both forms are looked for.
        let forms = words
            .iter()
            .cloned()
            .chain(words.iter().map(|word| word.to_lowercase()));
        let finder = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .build(forms)
            .unwrap();
        Self { words, finder }
    }

    /// The planted strings in `bytes`.
    fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        self.finder
            .find_overlapping_iter(bytes)
            .map(|found| self.words[found.pattern().as_usize() % self.words.len()].as_str())
            .collect()
    }

    fn assert_absent(&self, bytes: &[u8], place: &str) {
        let found = self.found_in(bytes);
        assert!(found.is_empty(), "{place} holds planted strings: {found:?}");
    }
}

#[test]
fn the_sample_holds_them() {
    let truth = corpus::truth(&demo().sample());
    let with_canary = truth.values().filter(|conversation| {
        conversation["planted"]
            .as_array()
            .unwrap()
            .iter()
            .any(|p| p["kind"] == "canary")
    });
    assert_eq!(with_canary.count(), 200);
    let planted = Planted::of_the_sample();
    let corpus = fs::read(demo().sample()).unwrap();
    assert_eq!(
        planted.found_in(&corpus).len(),
        planted.words.len(),
        "what is said to be planted is there, and the finder finds it"
    );
}

#[test]
fn no_file_of_the_release_holds_one() {
    let planted = Planted::of_the_sample();
    let files = corpus::files(&demo().release());
    assert!(files.len() >= 2, "{:?}", files.keys());
    for (name, bytes) in files {
        let name = name.display().to_string();
        planted.assert_absent(&bytes, &name);
        planted.assert_absent(name.as_bytes(), "the name of a file");
    }
}

#[test]
fn no_byte_that_the_server_sends_holds_one() {
    let planted = Planted::of_the_sample();
    let server = Server::without_limit(&demo().release());
    let mut sent = 0_usize;
    served::everything(&server, |path, bytes| {
        planted.assert_absent(bytes, path);
        sent += bytes.len();
    });
    assert!(sent > 10_000, "only {sent} bytes were looked at");
    let log = server.stop("TERM");
    planted.assert_absent(log.text().as_bytes(), "the server's log");
}

#[test]
fn nothing_that_a_server_with_users_shows_keeps_or_says_holds_one() {
    let planted = Planted::of_the_sample();
    let mut seen = BTreeMap::new();
    visit(&demo().release(), &mut |place, bytes| {
        planted.assert_absent(bytes, place);
        *seen.entry(place.to_owned()).or_insert(0) += bytes.len();
    });
    for place in [
        "API",
        "pages",
        "metrics",
        "files of the server",
        "commands of the server",
        "log of the server",
    ] {
        let bytes = seen.get(place).copied().unwrap_or(0);
        assert!(bytes > 50, "hardly anything of {place} was seen: {seen:?}");
    }
}

#[test]
fn no_page_and_no_file_that_the_client_makes_holds_one() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let planted = Planted::of_the_sample();
    let mut seen = BTreeMap::<String, usize>::new();
    exports(&server, |place, bytes| {
        planted.assert_absent(bytes, place);
        *seen.entry(place.to_owned()).or_default() += 1;
    });
    // Nothing where there is no browser, which says so itself.
    if seen.is_empty() {
        return;
    }
    for (place, least) in [
        ("client, as a browser shows it", 5),
        ("client's exports", 60),
        ("client's own groups: link", 1),
        ("client's own groups: database", 1),
    ] {
        let times = seen.get(place).copied().unwrap_or(0);
        assert!(times >= least, "{place} was seen {times} times: {seen:?}");
    }
}
