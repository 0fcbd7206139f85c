//! Fuzzing: whatever the bytes, readers, configuration and the loader of releases refuse and never panic.
//!
//! Good inputs are spoiled by proptest: bits turned, parts cut, doubled, moved and replaced by what
//! parsers stumble over. A failure is shrunk to a short list of changes. Nothing here looks at results,
//! only that there is one.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kleio::config::{ConfigFile, Overrides};
use kleio::progress::Progress;
use kleio::read::{self, Input, ReadParams};
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, Release, sha256_hex};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use tempfile::TempDir;

use super::desk::Desk;
use super::reconstruct::reconstruct;

/// Cases between two looks at the clock.
const ROUND: u32 = 64;

/// What is fuzzed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Every form of input, packed and not.
    Readers,
    /// `kleio.toml`.
    Configuration,
    /// The two files of a release, hashes put right, and what works on what is let in.
    Loader,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Readers, Self::Configuration, Self::Loader];

    /// A name for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readers => "readers",
            Self::Configuration => "configuration",
            Self::Loader => "release loader",
        }
    }
}

/// One change of an input; places are shares of its length.
#[derive(Debug, Clone)]
enum Change {
    Turn(f64, u8),
    Cut(f64, f64),
    Double(f64, f64),
    Put(f64, usize),
    Replace(f64, f64, usize),
    End(f64),
}

/// What parsers stumble over.
const TOKENS: [&[u8]; 30] = [
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"-0.0",
    b"18446744073709551615",
    b"9223372036854775808",
    b"[]",
    b"{}",
    b"\"\"",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"\\",
    b"\"",
    b",",
    b":",
    b"]",
    b"}",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"Human:",
    b"\n\nAssistant:",
    "\u{202e}".as_bytes(),
    "é".as_bytes(),
];

fn change() -> impl Strategy<Value = Change> {
    let place = || 0.0..1.0_f64;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, mask)| Change::Turn(at, mask)),
        (place(), place()).prop_map(|(from, to)| Change::Cut(from, to)),
        (place(), place()).prop_map(|(from, to)| Change::Double(from, to)),
        (place(), 0..TOKENS.len()).prop_map(|(at, token)| Change::Put(at, token)),
        (place(), 0.0..0.01_f64, 0..TOKENS.len())
            .prop_map(|(at, size, token)| Change::Replace(at, size, token)),
        place().prop_map(Change::End),
    ]
}

fn spoil(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for change in changes {
        let place = |share: f64| (share * bytes.len() as f64) as usize;
        match *change {
            Change::Turn(at, mask) => {
                let at = place(at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Change::Cut(a, b) => {
                let (from, to) = (place(a.min(b)), place(a.max(b)));
                // Small cuts are the interesting ones: most of the input stays.
                bytes.drain(from..to.min(from + 64));
            }
            Change::Double(a, b) => {
                let (from, to) = (place(a.min(b)), place(a.max(b)));
                let part = bytes[from..to.min(from + 4_096)].to_vec();
                bytes.splice(to..to, part);
            }
            Change::Put(at, token) => {
                let at = place(at);
                bytes.splice(at..at, TOKENS[token].iter().copied());
            }
            Change::Replace(at, size, token) => {
                let from = place(at);
                let to = place((at + size).min(1.0)).max(from);
                bytes.splice(from..to, TOKENS[token].iter().copied());
            }
            Change::End(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

/// Fuzzes one part for `time`; gives the number of cases.
///
/// # Errors
/// The shortest list of changes that made it panic.
pub fn fuzz(part: Part, time: Duration, seed: u64) -> Result<u64, String> {
    let seeds = seeds(part);
    let directory = TempDir::new().expect("a directory can be made");
    let quiet = Quiet::new();
    let started = Instant::now();
    let mut cases = 0;
    let mut round = seed;
    while started.elapsed() < time {
        let mut runner = runner(round);
        round += 1;
        let strategy = (0..seeds.len(), prop::collection::vec(change(), 1..6));
        let run = runner.run(&strategy, |(which, changes)| {
            check(part, &seeds[which], &changes, directory.path());
            Ok(())
        });
        match run {
            Ok(()) => cases += u64::from(ROUND),
            Err(TestError::Fail(reason, (which, changes))) => {
                return Err(format!("input {which} with {changes:?}: {reason}"));
            }
            Err(TestError::Abort(reason)) => return Err(reason.to_string()),
        }
    }
    drop(quiet);
    Ok(cases)
}

type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync>;

/// While it lives, panics say nothing: the reader of Parquet catches those of its library, and what nobody
/// catches is reported as a failure.
struct Quiet(Option<Hook>);

impl Quiet {
    fn new() -> Self {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        Self(Some(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(before) = self.0.take()
            && !std::thread::panicking()
        {
            std::panic::set_hook(before);
        }
    }
}

fn runner(seed: u64) -> TestRunner {
    let config = Config {
        cases: ROUND,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let generator = proptest::test_runner::TestRng::from_seed(
        proptest::test_runner::RngAlgorithm::ChaCha,
        &bytes,
    );
    TestRunner::new_with_rng(config, generator)
}

/// A good input: its files in order.
type Good = Vec<Vec<u8>>;

fn check(part: Part, good: &Good, changes: &[Change], directory: &Path) {
    match part {
        Part::Readers => {
            let path = directory.join("input");
            fs::write(&path, spoil(&good[0], changes)).expect("it can be written");
            let params = ReadParams::default()
                .check()
                .expect("the defaults are right");
            let inputs = [Input::from(path.to_string_lossy().as_ref())];
            // A refusal is as good as a corpus.
            let _ = read::read(&inputs, &params, &Progress::hidden());
        }
        Part::Configuration => {
            let text = String::from_utf8_lossy(&spoil(&good[0], changes)).into_owned();
            if let Ok(file) = ConfigFile::parse(&text) {
                let _ = file.check(Overrides::default());
            }
        }
        Part::Loader => {
            // Changes of even length go to the clusters, so that both files get their share.
            let (mut manifest, mut clusters) = (good[0].clone(), good[1].clone());
            let before = sha256_hex(&clusters);
            if changes.len().is_multiple_of(2) {
                clusters = spoil(&clusters, changes);
            } else {
                manifest = spoil(&manifest, changes);
            }
            let text = String::from_utf8_lossy(&manifest).replace(&before, &sha256_hex(&clusters));
            if let Ok(release) = Release::open(text.as_bytes(), &clusters) {
                let _ = reconstruct(&release, &[]);
            }
        }
    }
}

fn seeds(part: Part) -> Vec<Good> {
    let desk = Desk::new();
    match part {
        Part::Readers => readers(&desk),
        Part::Configuration => CONFIGURATIONS
            .iter()
            .map(|text| vec![text.as_bytes().to_vec()])
            .collect(),
        Part::Loader => {
            let input = desk.write_lines("sample.jsonl", &desk.background(400, 3));
            let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
            let ran = desk.run(&[&input], &config, "out");
            let file = |name| fs::read(ran.release.join(name)).expect("the sample has a release");
            vec![vec![file(MANIFEST_FILE), file(CLUSTERS_FILE)]]
        }
    }
}

/// Inputs of every form; a few packed, and one in Parquet.
fn readers(desk: &Desk) -> Vec<Good> {
    let ours = desk.write_lines("sample.jsonl", &desk.background(12, 3));
    let ours = fs::read(ours).expect("it was just written");
    let mut all: Vec<Vec<u8>> = FORMS.iter().map(|text| text.as_bytes().to_vec()).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &ours).expect("memory takes it");
    all.push(gzip.finish().expect("memory takes it"));
    all.push(zstd::encode_all(&ours[..], 1).expect("memory takes it"));
    all.push(ours);
    all.extend(parquet(desk));
    all.into_iter().map(|bytes| vec![bytes]).collect()
}

/// Tables as the vault keeps them: not conversations, but Parquet all the same.
fn parquet(desk: &Desk) -> Vec<Vec<u8>> {
    let input = desk.write_lines("small.jsonl", &desk.background(300, 4));
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let ran = desk.run(&[&input], &config, "small");
    let vault = ran.release.with_file_name("vault");
    crate::corpus::files(&vault)
        .into_iter()
        .filter(|(name, _)| name.extension().is_some_and(|end| end == "parquet"))
        .map(|(_, bytes)| bytes)
        .filter(|bytes| bytes.len() < 200_000)
        .take(3)
        .collect()
}

const FORMS: [&str; 8] = [
    r#"{"conversation_hash":"h1","model":"m","timestamp":"2024-01-02T03:04:05Z","conversation":[{"role":"user","content":"Bake bread","language":"English","country":"X","hashed_ip":"i","toxic":false,"turn_identifier":1},{"role":"assistant","content":"Yes."}],"turn":1,"language":"English","openai_moderation":[{"flagged":false}],"hashed_ip":"i","header":{"a":"b"}}
"#,
    r#"{"conversation_id":"c1","model":"m","conversation":[{"role":"user","content":"Bake bread"},{"role":"assistant","content":"Yes."}],"turn":1,"language":"English","redacted":false}
"#,
    r#"[{"id":"s1","conversations":[{"from":"human","value":"Bake bread"},{"from":"gpt","value":"Yes."}]},{"id":"s2","conversations":[{"from":"human","value":"And cake"},{"from":"gpt","value":"No."}]}]"#,
    r#"[{"title":"t","create_time":1700000000.5,"mapping":{"a":{"id":"a","message":null,"parent":null,"children":["b"]},"b":{"id":"b","message":{"id":"b","author":{"role":"user"},"create_time":1700000001.0,"content":{"content_type":"text","parts":["Bake bread"]}},"parent":"a","children":["c"]},"c":{"id":"c","message":{"id":"c","author":{"role":"assistant"},"content":{"content_type":"text","parts":["Yes."]}},"parent":"b","children":[]}},"current_node":"c","conversation_id":"x"}]"#,
    r#"[{"uuid":"u","name":"n","created_at":"2024-01-02T03:04:05Z","account":{"uuid":"a"},"chat_messages":[{"uuid":"1","text":"Bake bread","sender":"human","created_at":"2024-01-02T03:04:05Z","attachments":[],"files":[]},{"uuid":"2","text":"Yes.","sender":"assistant","content":[{"type":"text","text":"Yes."}]}]}]"#,
    r#"{"message_tree_id":"t1","tree_state":"ready","prompt":{"message_id":"m1","user_id":"u1","created_date":"2024-01-02T03:04:05Z","text":"Bake bread","role":"prompter","lang":"en","replies":[{"message_id":"m2","text":"Yes.","role":"assistant","rank":0,"replies":[{"message_id":"m3","text":"How?","role":"prompter","replies":[]}]}]}}
"#,
    "Human: Bake bread\n\nAssistant: Yes.\n\nHuman: How?\n\nAssistant: Slowly.\n---\nHuman: And cake\n\nAssistant: No.\n",
    r#"{"conversation_id":"k1","account_id":"a","timestamp":"2026-03-02T10:15:00Z","model":"m","score":3.5,"tags":["x"],"meta":{"a":{"b":1}},"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:x"}}]},{"role":"assistant","content":"Yes.","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"r"}]}
"#,
];

const CONFIGURATIONS: [&str; 3] = [
    "title = \"T\"\nprofile = \"analyst\"\nseed = 1\nembedder = \"lexical\"\nleave_out = [\"turns\"]\n\n[thresholds]\ncluster = { conversations = 30, accounts = 12 }\ncell = { conversations = 20, accounts = 6 }\n\n[cluster]\nsize = 80\nunassigned = 0.1\n",
    "[screen]\nquestion = \"Is it about an election?\"\nterms = [\"vote\", \"ballot\"]\nexamples = [\"How do I vote?\"]\n\n[[facets]]\nname = \"channel\"\nfield = \"channel\"\n\n[[facets]]\nname = \"subject\"\nquestion = \"What is it about?\"\nvalues = [\"food\", \"other\"]\n",
    "[models]\nprovider = \"openai\"\nurl = \"http://localhost:1/v1\"\nmodel = \"m\"\nconcurrency = 2\nbudget = { dollars = 2.5, tokens = 1000 }\nmax_failures = 0.5\ntemperature = 0.2\nrequests_per_minute = 50\n\n[models.describe]\nmodel = \"n\"\neffort = \"low\"\n\n[models.screen]\nmodel = \"builtin\"\n",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_change() {
        let good = b"{\"a\": 1, \"b\": [2, 3]}";
        assert_eq!(spoil(good, &[Change::End(0.5)]).len(), good.len() / 2);
        assert_eq!(spoil(good, &[Change::Put(0.0, 0)])[..4], *b"null");
        assert_eq!(
            spoil(
                b"",
                &[
                    Change::Turn(0.5, 1),
                    Change::Cut(0.1, 0.9),
                    Change::Double(0.0, 0.9)
                ]
            ),
            b""
        );
    }
}
