//! Labelled texts for training: reads them, grades them and splits them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why training data could not be read.
#[derive(Debug, Error)]
pub enum DataError {
    /// A file or directory could not be opened or read.
    #[error("{path} could not be read: {source}. Check that it is there and that you may read it.")]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not what is expected.
    #[error(
        "{path}, line {line}: {source}. Labelled texts need \"text\" and \"unsafe\", everyday ones \"text\" or \"messages\"."
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What was wrong with it.
        source: serde_json::Error,
    },
    /// The directory has nothing to train on.
    #[error(
        "{path} holds no file named *.jsonl or *.jsonl.zst. Give a directory with labelled texts."
    )]
    Empty {
        /// The directory.
        path: PathBuf,
    },
}

/// One labelled text.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// What a person wrote.
    pub text: String,
    /// Whether it is unsafe by the data set's own rules.
    #[serde(rename = "unsafe")]
    pub is_unsafe: bool,
    /// The data set's name for the kind of harm, if it has one.
    #[serde(default)]
    pub category: Option<String>,
}

/// A data set: all lines of one file.
#[derive(Debug, Clone)]
pub struct LabelledSet {
    /// The file's name without its ending.
    pub name: String,
    /// In the order of the file.
    pub examples: Vec<Example>,
}

/// Conversations that are taken for benign as a whole, to learn what everyday use looks like.
#[derive(Debug, Clone)]
pub struct EverydaySet {
    /// The file's name without its ending.
    pub name: String,
    /// The person's messages of each conversation.
    pub conversations: Vec<Vec<String>>,
    /// Whether it may be trained on; else it is only measured.
    pub fit: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EverydayLine {
    Conversation { messages: Vec<EverydayMessage> },
    Text { text: String },
}

#[derive(Deserialize)]
struct EverydayMessage {
    role: String,
    content: String,
}

/// Reads a file of conversations (`{"messages":[{"role","content"}]}`) or single texts (`{"text"}`).
///
/// # Errors
/// When it cannot be read or a line is neither.
pub fn read_everyday(path: &Path, fit: bool) -> Result<EverydaySet, DataError> {
    let conversations = read_lines(path)?
        .into_iter()
        .map(|line| match line {
            EverydayLine::Text { text } => vec![text],
            EverydayLine::Conversation { messages } => messages
                .into_iter()
                .filter(|m| m.role == "user")
                .map(|m| m.content)
                .collect(),
        })
        .collect();
    Ok(EverydaySet {
        name: set_name(path).unwrap_or_default().to_owned(),
        conversations,
        fit,
    })
}

/// Reads every `*.jsonl` and `*.jsonl.zst` in `directory`, by name.
///
/// # Errors
/// When one cannot be read, a line is broken, or there is none.
pub fn read_directory(directory: &Path) -> Result<Vec<LabelledSet>, DataError> {
    let failed = |source| DataError::Read {
        path: directory.to_owned(),
        source,
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if set_name(&path).is_some() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(DataError::Empty {
            path: directory.to_owned(),
        });
    }
    paths.sort();
    paths.iter().map(|path| read_set(path)).collect()
}

fn set_name(path: &Path) -> Option<&str> {
    let name = path.file_name()?.to_str()?;
    name.strip_suffix(".jsonl.zst")
        .or_else(|| name.strip_suffix(".jsonl"))
}

fn read_set(path: &Path) -> Result<LabelledSet, DataError> {
    Ok(LabelledSet {
        name: set_name(path).unwrap_or_default().to_owned(),
        examples: read_lines(path)?,
    })
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, DataError> {
    let failed = |source| DataError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|e| e == "zst") {
        Box::new(zstd::Decoder::new(file).map_err(failed)?)
    } else {
        Box::new(file)
    };
    let mut all = Vec::new();
    for (index, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        all.push(
            serde_json::from_str(&line).map_err(|source| DataError::Line {
                path: path.to_owned(),
                line: index + 1,
                source,
            })?,
        );
    }
    Ok(all)
}

/// Name of the set of [`contrasts`].
const CONTRASTS: &str = "contrasts";

/// The sentences that ship with the program: what public sets lack, harm in many languages and words
/// of harm in harmless sentences. A line in brackets says what those below it are: `[safe]`,
/// `[unsafe]` or `[severe]`.
#[must_use]
pub fn contrasts() -> LabelledSet {
    let mut kind = "";
    let mut examples = Vec::new();
    let lines = include_str!("contrasts.txt").lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(heading) => kind = heading,
            None => examples.push(Example {
                text: line.to_owned(),
                is_unsafe: kind != "safe",
                category: Some(kind.to_owned()),
            }),
        }
    }
    LabelledSet {
        name: CONTRASTS.to_owned(),
        examples,
    }
}

/// What a text is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Seven in ten: the weights are fitted to them.
    Fit,
    /// One in ten: the thresholds are set on them.
    Calibrate,
    /// Two in ten: only measured.
    Test,
}

/// Whether `text` belongs to the fifth of every data set that the weights that ship with the program
/// were not trained on.
#[must_use]
pub fn is_measured(text: &str) -> bool {
    part(text) == Part::Test
}

/// The part of a text, by a hash of its letters alone, so that copies stay together.
pub(super) fn part(text: &str) -> Part {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
    {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
    }
    match (hash >> 32) % 10 {
        0..=6 => Part::Fit,
        7 => Part::Calibrate,
        _ => Part::Test,
    }
}

/// How bad a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// Not unsafe.
    Benign,
    /// Unsafe: hate, deception, sexual content, attacks on the assistant.
    Unsafe,
    /// Threats and grave crimes: weapons, violence, abuse of children, malware; self-harm.
    Severe,
    /// Unsafe, and the data set does not say of what kind.
    Ungraded,
}

/// The grade of an example; `None` where its label does not fit the question.
///
/// Left out: labels about replies instead of requests, offensive but not hateful words, requests
/// for copyrighted texts or personal advice (unsafe to answer, but of no concern), emergencies.
pub(super) fn grade(set: &str, example: &Example) -> Option<Grade> {
    let category = example.category.as_deref().unwrap_or_default();
    match (set, category) {
        ("diasafety" | "gptfuzz_responses", _)
        | ("davidson_tweets", "offensive")
        | ("medical_queries", "Critical")
        | ("harmful_requests", "copyright" | "Tailored Financial Advice")
        | ("ailuminate_demo", "spc_fin" | "spc_hlt" | "spc_ele" | "spc_lgl") => None,
        _ if !example.is_unsafe => Some(Grade::Benign),
        (
            _,
            "cse"
            | "iwp"
            | "vcr"
            | "Child Abuse"
            | "chemical_biological"
            | "Malware Viruses"
            | "Physical Harm"
            | "cybercrime_intrusion"
            | "threat_dir_h"
            | "threat_norm_h"
            | "Illegal Activity"
            | "illegal"
            | "ncr"
            | "ssh"
            | "self-harm"
            | "severe",
        ) => Some(Grade::Severe),
        (_, "") => Some(Grade::Ungraded),
        _ => Some(Grade::Unsafe),
    }
}

/// Data sets that a model is also fitted without, to measure on texts of another origin.
pub(super) const LEFT_OUT: [&str; 3] = ["openai_moderation_1680", "toxicchat", "xstest"];
