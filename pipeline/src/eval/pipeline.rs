//! A whole run in a directory that goes away, and what it left in its vault.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;
use tempfile::TempDir;

use super::EvalError;
use crate::cluster::BaseClusters;
use crate::config::{Config, ConfigFile, EmbedderChoice, Overrides};
use crate::embed::choose::Chosen;
use crate::facets::Facets;
use crate::matrix::Matrix;
use crate::outline::Outline;
use crate::progress::Progress;
use crate::read::{self, Input, ReadParams};
use crate::run::{self, Screened};
use crate::vault::{StageName, StageReader, StageWriter, Stored, Table, VaultError, VaultReader};

/// What a run found; lists have one entry a conversation.
pub struct Outcome {
    /// What made the vectors.
    pub chosen: Chosen,
    /// The facets.
    pub facets: Facets,
    /// The vectors, centred.
    pub vectors: Matrix,
    /// The base clusters as they were made.
    pub base: BaseClusters,
    /// What passed the gate, with its names.
    pub outline: Outline,
    /// What the run took, in seconds.
    pub seconds: f64,
}

impl Outcome {
    /// Base cluster of every conversation, before the gate; none where it was left unassigned.
    #[must_use]
    pub fn base_labels(&self) -> Vec<Option<u32>> {
        self.base.labels.clone()
    }
}

/// What is read of the stage that embeds: the vectors alone.
struct Vectors(Matrix);

impl Stored for Vectors {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table.matrix("vector", &self.0)?;
        to.table("vectors", &table)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        from.table("vectors")?.matrix("vector").map(Self)
    }
}

/// A directory for the time of an evaluation, which nobody else may read.
///
/// # Errors
/// When none can be made.
pub fn scratch() -> Result<TempDir, EvalError> {
    tempfile::Builder::new()
        .prefix("kleio-eval-")
        .tempdir()
        .map_err(|source| EvalError::Write {
            path: std::env::temp_dir(),
            source,
        })
}

/// The configuration of a run without a file, with the thresholds for analysts.
///
/// # Errors
/// Never, as things are; but a configuration is checked wherever it comes from.
pub fn config(embedder: EmbedderChoice, seed: u64) -> Result<Config, EvalError> {
    let mut config = ConfigFile::default().check(Overrides {
        seed: Some(seed),
        ..Overrides::default()
    })?;
    config.embedder = embedder;
    Ok(config)
}

/// Runs the pipeline on `inputs`.
///
/// # Errors
/// When the run fails, or what it left cannot be read.
pub fn run(inputs: &[Input], config: &Config, progress: &Progress) -> Result<Outcome, EvalError> {
    let out = scratch()?;
    let began = Instant::now();
    let reading = ReadParams::default().check()?;
    run::run(inputs, &reading, out.path(), config, progress)?;
    let seconds = began.elapsed().as_secs_f64();
    let corpus = read::read(inputs, &reading, &Progress::hidden())?;
    let vault = VaultReader::open(out.path())?;
    let screened: Screened = vault.load(StageName::Measure)?;
    Ok(Outcome {
        chosen: run::choose_embedder(config, &corpus.conversations, None)?,
        facets: vault.load(StageName::Facets)?,
        vectors: vault.load::<Vectors>(StageName::Embed)?.0,
        base: vault.load(StageName::BaseClusters)?,
        outline: screened.outline,
        seconds,
    })
}

#[derive(Serialize)]
struct Line<'a> {
    conversation_id: String,
    messages: [Message<'a>; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

/// Writes texts as conversations of one message, each with its position as its id.
///
/// # Errors
/// When the file cannot be written.
pub fn write_conversations(texts: &[String], path: &Path) -> Result<(), EvalError> {
    let written = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for (index, content) in texts.iter().enumerate() {
            let line = Line {
                conversation_id: index.to_string(),
                messages: [Message {
                    role: "user",
                    content,
                }],
            };
            serde_json::to_writer(&mut file, &line)?;
            file.write_all(b"\n")?;
        }
        file.flush()
    };
    written().map_err(|source| EvalError::Write {
        path: path.to_owned(),
        source,
    })
}
