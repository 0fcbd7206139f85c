//! Why reading did not start, or gave nothing; and what was wrong with whole files.
//!
//! The cause is part of each message, so it is not given as a source too: it would be shown twice.

use std::{fmt, io, path::PathBuf};

use super::{Reason, Tally, Unit};

/// Why there is nothing to go on with.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The command names no input.
    #[error(
        "No input was given. Name files or directories of conversations, or - for standard input."
    )]
    NoInput,
    /// A named file or directory does not exist; nothing has been read.
    #[error("There is no file or directory {}. Check the path.", .0.display())]
    Missing(PathBuf),
    /// A file or directory that cannot be opened; nothing has been read.
    #[error("{} cannot be read: {cause}. Check that this user may read it.", .path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A directory in which no file looks like conversations; nothing has been read.
    #[error(
        "The directory {} holds no conversations: {}. Name the right directory, or name the file itself.",
        .path.display(), other_files(*.ignored)
    )]
    NothingInDirectory {
        /// The directory.
        path: PathBuf,
        /// Files of other kinds found there.
        ignored: u64,
    },
    /// A field that names an account is asked for as metadata.
    #[error(
        "The field {0} names an account or a person, so it cannot become a facet. Take it out of the configuration; accounts are read from account_id or user_id by themselves."
    )]
    AccountField(String),
    /// Nothing is left of what was read.
    #[error(
        "All {0} conversations of the input were purged from this vault, so nothing is left to read. Name another input."
    )]
    AllPurged(u64),
    /// All was read, and not one conversation was good.
    #[error("{}", no_conversation(.files, .empty, .incomplete, .rejected))]
    NoConversation {
        /// The files that were read.
        files: Vec<String>,
        /// Those of them that are empty.
        empty: Vec<String>,
        /// Those of them that could not be read to the end.
        incomplete: Vec<FileProblem>,
        /// Why records were rejected.
        rejected: Box<Tally<Reason>>,
    },
}

fn other_files(ignored: u64) -> String {
    let endings = super::discover::ENDINGS;
    match ignored {
        0 => "there is no file in it".into(),
        1 => format!("the only file in it does not end in {endings}"),
        n => format!("none of the {n} files in it ends in {endings}"),
    }
}

fn no_conversation(
    files: &[String],
    empty: &[String],
    incomplete: &[FileProblem],
    rejected: &Tally<Reason>,
) -> String {
    const NAMED: usize = 5;
    let mut named = files
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if files.len() > NAMED {
        named = format!("{named} and {} more files", files.len() - NAMED);
    }
    let mut text = format!("No conversation was found in {named}.");
    if empty.len() == files.len() {
        let it = if files.len() == 1 {
            "It is"
        } else {
            "They are"
        };
        text = format!("{text} {it} empty.");
    }
    for problem in incomplete {
        text = format!("{text}\n{problem}");
    }
    if rejected.total() > 0 {
        text = format!("{text}\n{rejected}");
    }
    format!(
        "{text}\nKleio reads WildChat, LMSYS-Chat, ShareGPT, OpenAssistant, account exports of ChatGPT and Claude, Human:/Assistant: transcripts, and one JSON object a line: {{\"conversation_id\": \"...\", \"account_id\": \"...\", \"timestamp\": \"...\", \"messages\": [{{\"role\": \"user\", \"content\": \"...\"}}]}}."
    )
}

/// A file that could not be read to its end; what came before is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file as it was named or found.
    pub file: String,
    /// Lines, records or rows that were read whole before the problem.
    pub read: u64,
    /// Which of them.
    pub unit: Unit,
    /// What happened.
    pub kind: FileProblemKind,
}

/// What can be wrong with a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblemKind {
    /// The compressed data stops before its end.
    Truncated,
    /// A JSON array stops before its end.
    Unclosed,
    /// So many records of an array are broken that looking for the next would take forever.
    Hopeless,
    /// Rows of a Parquet file from here up to that one cannot be read; why.
    Rows(u64, String),
    /// Parquet that cannot be read from its end, as it must be.
    NotSeekable,
    /// It could not be opened, or reading failed; what the system or the decoder said.
    Unreadable(String),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            read,
            unit,
            kind,
        } = self;
        let (one, many) = (unit.word(1), unit.word(*read));
        match kind {
            FileProblemKind::Truncated => write!(
                f,
                "{file} is cut off: its compressed data ends too early. The {read} {many} before that are kept; get the file again for the rest."
            ),
            FileProblemKind::Unclosed => write!(
                f,
                "{file} is cut off: its JSON is never closed. The {read} {many} before that are kept; get the file again for the rest."
            ),
            FileProblemKind::Hopeless => write!(
                f,
                "{file} is read up to {one} {read} only: too much of it is broken JSON. Write it again, one JSON object a line."
            ),
            FileProblemKind::Rows(last, why) => write!(
                f,
                "{file} could not be read from {one} {} to {last}: {why}. The other {} are kept; get the file again for the rest.",
                read + 1,
                unit.word(2)
            ),
            FileProblemKind::NotSeekable => write!(
                f,
                "{file} is Parquet, which is read from its end. Name the file itself, unpacked."
            ),
            FileProblemKind::Unreadable(why) => write!(
                f,
                "{file} could not be read after {one} {read}: {why}. The {} before that are kept.",
                unit.word(2)
            ),
        }
    }
}
