//! Fuzzing: whatever the bytes, readers, configuration, the loader of releases and every parameter of the
//! API refuse and never panic.
//!
//! Good inputs are spoiled by proptest: bits turned, parts cut, doubled, moved and replaced by what
//! parsers stumble over. A failure is shrunk to a short list of changes. Nothing here looks at results,
//! only that there is one.

mod api;
mod seeds;
mod spoil;
mod twist;

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kleio::config::{ConfigFile, Overrides};
use kleio::progress::Progress;
use kleio::read::{self, Input, ReadParams};
use kleio_shared::release::{Vectors, sha256_hex};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use tempfile::TempDir;

use self::api::House;
use self::seeds::seeds;
use self::spoil::{Change, change, spoil};
use self::twist::twist;
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
    if let Ok((release, _)) = kleio_verify::verify(&manifest, clusters, vectors(good)) {
        let _ = reconstruct(&release, &[]);
    }
}

/// The file of vectors, where the release has one.
fn vectors(good: &[Vec<u8>]) -> Option<&[u8]> {
    good.get(2).map(Vec::as_slice)
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
