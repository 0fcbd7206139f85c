//! Fuzzing: whatever the bytes, readers, configuration, the loader of releases and every parameter of the
//! API refuse and never panic.
//!
//! Good inputs are spoiled by proptest: bits turned, parts cut, doubled, moved and replaced by what
//! parsers stumble over. A failure is shrunk to a short list of changes. Nothing here looks at results,
//! only that there is one.

mod api;
mod spoil;
mod twist;

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kleio::config::{ConfigFile, Overrides};
use kleio::progress::Progress;
use kleio::read::{self, Input, ReadParams};
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, VECTORS_FILE, Vectors, sha256_hex};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use tempfile::TempDir;

use self::api::House;
use self::spoil::{Change, change, spoil};
use self::twist::twist;
use super::desk::Desk;
use super::reconstruct::reconstruct;

/// Cases of one seed, and of one server.
const ROUND: u32 = 64;

/// What is fuzzed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Every form of input, packed and not.
    Readers,
    /// `kleio.toml`.
    Configuration,
    /// The two files of a release, hashes put right, all that a server checks of them, and what works on
    /// what is let in.
    Loader,
    /// `vectors.bin` and what the manifest says of it, hashes put right.
    Vectors,
    /// Every part of every request that the server knows.
    Api,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Readers,
        Self::Configuration,
        Self::Loader,
        Self::Vectors,
        Self::Api,
    ];

    /// A name for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readers => "readers",
            Self::Configuration => "configuration",
            Self::Loader => "release loader",
            Self::Vectors => "vectors of a release",
            Self::Api => "API",
        }
    }
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
    let cases = Cell::new(0);
    let mut round = seed;
    while started.elapsed() < time {
        let mut runner = runner(round);
        round += 1;
        // A server anew: requests take its releases back and shut its users out.
        let house = (part == Part::Api).then(|| House::new(&seeds));
        let strategy = (0..seeds.len(), prop::collection::vec(change(), 1..6));
        let run = runner.run(&strategy, |(which, changes)| {
            // Some cases take seconds, and there may be many to go.
            if started.elapsed() >= time {
                return Ok(());
            }
            cases.set(cases.get() + 1);
            match &house {
                Some(house) => house.check(&seeds[which], &changes),
                None => check(part, &seeds[which], &changes, directory.path()),
            }
            Ok(())
        });
        match run {
            Ok(()) => {}
            Err(TestError::Fail(reason, (which, changes))) => {
                return Err(format!("input {which} with {changes:?}: {reason}"));
            }
            Err(TestError::Abort(reason)) => return Err(reason.to_string()),
        }
    }
    drop(quiet);
    Ok(cases.get())
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
            if changes.len().is_multiple_of(2) {
                clusters = spoil(&clusters, changes);
            } else {
                manifest = spoil(&manifest, changes);
            }
            load(good, &manifest, &clusters);
            // And once more so that more than the first check looks at it.
            let (manifest, clusters) = twist(&good[0], &good[1], changes);
            load(good, &manifest, &clusters);
        }
        Part::Vectors => {
            let (mut manifest, mut vectors) = (good[0].clone(), good[2].clone());
            if changes.len().is_multiple_of(2) {
                vectors = spoil(&vectors, changes);
            } else {
                manifest = spoil_summary(&manifest, changes);
            }
            let manifest = with_hash_of(&manifest, &good[2], &vectors);
            if let Ok((release, _)) = kleio_verify::verify(&manifest, &good[1], Some(&vectors)) {
                let read = Vectors::open(release.manifest(), &vectors).expect("it was let in");
                let points = read.points();
                assert_eq!(points.rows() * points.dims(), vectors.len());
            }
        }
        Part::Api => {}
    }
}

/// What a server does with the files of a release, hashes put right, and the attacks' solver with what is a
/// release at all.
fn load(good: &[Vec<u8>], manifest: &[u8], clusters: &[u8]) {
    let manifest = with_hash_of(manifest, &good[1], clusters);
    if let Ok((release, _)) = kleio_verify::verify(&manifest, clusters, Some(&good[2])) {
        let _ = reconstruct(&release, &[]);
    }
}

/// The manifest with the hash of `after` in the place of that of `before`.
fn with_hash_of(manifest: &[u8], before: &[u8], after: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(manifest)
        .replace(&sha256_hex(before), &sha256_hex(after))
        .into_bytes()
}

/// The manifest with what it says of its vectors spoiled.
fn spoil_summary(manifest: &[u8], changes: &[Change]) -> Vec<u8> {
    let text = String::from_utf8_lossy(manifest);
    let from = text.find("\"vectors\"").expect("the sample has vectors");
    let to = text[from..]
        .find('}')
        .map_or(text.len(), |end| from + end + 1);
    let mut bytes = manifest[..from].to_vec();
    bytes.extend(spoil(&manifest[from..to], changes));
    bytes.extend(&manifest[to..]);
    bytes
}

fn seeds(part: Part) -> Vec<Good> {
    let desk = Desk::new();
    match part {
        Part::Readers => readers(&desk),
        Part::Configuration => CONFIGURATIONS
            .iter()
            .map(|text| vec![text.as_bytes().to_vec()])
            .collect(),
        Part::Loader | Part::Vectors => vec![release(&desk)],
        Part::Api => api::requests(&release(&desk)),
    }
}

/// The files of a small release: manifest, clusters, vectors.
fn release(desk: &Desk) -> Good {
    let input = desk.write_lines("sample.jsonl", &desk.background(400, 3));
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let ran = desk.run(&[&input], &config, "out");
    let file = |name| fs::read(ran.release.join(name)).expect("the sample has a release");
    [MANIFEST_FILE, CLUSTERS_FILE, VECTORS_FILE]
        .map(file)
        .into()
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
