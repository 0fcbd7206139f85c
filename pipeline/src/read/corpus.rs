//! The conversations that were read, and what is to be said about the reading.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    FileProblem, Place, ReadError, Reason, Tally, Unit, ValidReadParams, Warning,
    discover::Source,
    parse::{Fault, Parsed},
    sampling::{Offered, Sampler},
};
use crate::conversation::{Attachment, Conversation, ReadAt, Role};

/// Changes when the same input would be read differently.
const READER_VERSION: u32 = 3;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Good conversations, or the sample of them, in input order; at least one, with ids that
    /// differ.
    pub conversations: Vec<Conversation>,
    /// Good conversations of the input, also those that the sample leaves out.
    pub population: u64,
    /// Records that were left out.
    pub rejected: Tally<Reason>,
    /// Records that were kept without something.
    pub warnings: Tally<Warning>,
    /// Files that could not be read to the end. Where there are any, the job was not done.
    pub incomplete: Vec<FileProblem>,
    /// Files without a single record.
    pub empty_files: Vec<String>,
    /// Files read, standard input among them.
    pub files: usize,
    /// The names of these files, with the directories they are in.
    pub sources: Vec<String>,
    /// Conversations that were passed over as if they were not there: see [`super::read_without`].
    pub passed_over: u64,
    /// Files in directories that do not look like conversations.
    pub ignored_files: u64,
    /// Conversations of which only as much as the limits was kept.
    pub shortened: u64,
    /// Conversations that name an account.
    pub with_account: u64,
    /// Conversations with a time.
    pub with_time: u64,
    /// What messages hold beside the words of two people.
    pub beside: Beside,
    /// SHA-256 over all that decides what is read: the raw bytes, the names that ids are made
    /// from, and the parameters. In hex.
    pub fingerprint: String,
}

/// What the conversations hold that is noted but not analysed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// System prompts and other instructions, also where only the tools are known.
    pub system_messages: u64,
    /// Messages to and from tools.
    pub tool_messages: u64,
    /// Everything that is not text, by kind.
    pub attachments: BTreeMap<Attachment, u64>,
}

impl Beside {
    fn of(conversations: &[Conversation]) -> Self {
        let mut beside = Self::default();
        for message in conversations.iter().flat_map(|c| &c.messages) {
            beside.system_messages += u64::from(message.role == Role::System);
            beside.tool_messages += u64::from(message.role == Role::Tool);
            for &attachment in &message.attachments {
                *beside.attachments.entry(attachment).or_default() += 1;
            }
        }
        beside
    }

    /// Counts in words, such as `3 system prompts` or `1 image`; nothing that did not occur.
    #[must_use]
    pub fn in_words(&self) -> Vec<String> {
        let messages = [
            (self.system_messages, "system prompt"),
            (self.tool_messages, "tool message"),
        ];
        let messages = messages
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
        let attachments = self.attachments.iter().filter(|(_, count)| **count > 0);
        let attachments = attachments.map(|(kind, &count)| kind.count_in_words(count));
        messages.chain(attachments).collect()
    }
}

/// The corpus while it grows.
pub(super) struct Reading<'a> {
    pub(super) params: &'a ValidReadParams,
    pub(super) corpus: Corpus,
    pub(super) hash: Sha256,
    pass_over: PassOver<'a>,
    ids: HashSet<[u8; 16]>,
    sampler: Sampler<Offered>,
}

/// Which conversations are passed over as if the input did not hold them, by account and time.
pub type PassOver<'a> = &'a dyn Fn(Option<&str>, Option<Timestamp>) -> bool;

/// Where a record is, for messages and for ids.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) source: &'a Source,
    pub(super) unit: Unit,
    pub(super) number: u64,
    /// The line that it begins in.
    pub(super) line: Option<u64>,
}

impl At<'_> {
    fn place(&self, fault: Option<Fault>) -> Place {
        Place {
            file: self.source.name.clone(),
            unit: self.unit,
            number: self.number,
            line: self
                .line
                .map(|line| line + fault.map_or(0, |fault| fault.line)),
            column: fault.and_then(|fault| fault.column),
        }
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(params: &'a ValidReadParams, pass_over: PassOver<'a>) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!(
            "kleio read {READER_VERSION} {}",
            params.fingerprint()
        ));
        Self {
            params,
            corpus: Corpus::default(),
            hash,
            pass_over,
            ids: HashSet::new(),
            sampler: Sampler::new(params.sample()),
        }
    }

    /// Takes a record as it was parsed, or notes why it is none.
    pub(super) fn take(&mut self, at: At<'_>, result: Result<Parsed, Fault>) {
        let result = result.and_then(|parsed| self.keep(at, parsed));
        if let Err(fault) = result {
            self.corpus
                .rejected
                .add(fault.reason, || at.place(Some(fault)));
        }
    }

    fn keep(&mut self, at: At<'_>, parsed: Parsed) -> Result<(), Fault> {
        let account = parsed
            .account
            .or_else(|| parsed.of_one_account.then(|| at.source.account()));
        if (self.pass_over)(account.as_deref(), parsed.timestamp) {
            self.corpus.passed_over += 1;
            return Ok(());
        }
        let id = parsed
            .id
            .unwrap_or_else(|| format!("{}:{}", at.source.stem, at.number));
        let mut short = [0; 16];
        short.copy_from_slice(&Sha256::digest(&id)[..16]);
        if !self.ids.insert(short) {
            return Err(Reason::DuplicateId.into());
        }
        if let Some(warning) = parsed.warning {
            self.corpus.warnings.add(warning, || at.place(None));
        }
        let conversation = Conversation {
            id,
            account,
            timestamp: parsed.timestamp,
            messages: parsed.messages,
            turns: parsed.turns,
            metadata: parsed.metadata,
            place: Some(ReadAt {
                source: at.source.number,
                unit: at.unit,
                number: at.number,
            }),
        };
        let (id, account) = (conversation.id.clone(), conversation.account.clone());
        let offered = (conversation, parsed.shortened);
        self.sampler.offer(&id, account.as_deref(), offered);
        Ok(())
    }

    pub(super) fn finish(self, sources: Vec<Source>) -> Result<Corpus, ReadError> {
        let mut corpus = self.corpus;
        corpus.sources = sources.iter().map(Source::full_name).collect();
        corpus.population = self.sampler.seen();
        if corpus.population == 0 {
            if corpus.passed_over > 0 {
                return Err(ReadError::AllPurged(corpus.passed_over));
            }
            return Err(ReadError::NoConversation {
                files: sources.into_iter().map(|s| s.name).collect(),
                empty: corpus.empty_files,
                incomplete: corpus.incomplete,
                rejected: Box::new(corpus.rejected),
            });
        }
        for (conversation, shortened) in self.sampler.finish() {
            corpus.shortened += u64::from(shortened);
            corpus.with_account += u64::from(conversation.account.is_some());
            corpus.with_time += u64::from(conversation.timestamp.is_some());
            corpus.conversations.push(conversation);
        }
        corpus.beside = Beside::of(&corpus.conversations);
        corpus.fingerprint = hex::encode(self.hash.finalize());
        Ok(corpus)
    }
}
