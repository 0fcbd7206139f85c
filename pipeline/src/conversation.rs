//! A conversation as the readers hand it to the stages.
//!
//! Invariant: these types never implement `Serialize`: raw text is read, used and dropped.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;

use crate::read::Unit;

/// One conversation between a person and an assistant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Unique within a run.
    pub id: String,
    /// The person's account, where the input names it.
    pub account: Option<String>,
    /// When it began, where the input says so.
    pub timestamp: Option<Timestamp>,
    /// In order; at least one of them is the user's and has text.
    pub messages: Vec<Message>,
    /// Messages the input held, also those cut off by the reader's length limit.
    pub turns: u32,
    /// Further short fields of the input by name, as text (see `read::fields`).
    pub metadata: BTreeMap<String, String>,
    /// Where it was read, if it was read from anywhere.
    pub place: Option<ReadAt>,
}

/// Where a conversation was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadAt {
    /// Its file, as an index into the sources of the corpus.
    pub source: u32,
    /// What is counted in that file.
    pub unit: Unit,
    /// Its number there, from 1.
    pub number: u64,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// Its text, perhaps cut (see `read`); empty where it held attachments only.
    pub content: String,
    /// What it held beside text, in order.
    pub attachments: Vec<Attachment>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The person.
    #[default]
    User,
    /// The assistant.
    Assistant,
    /// Instructions to the assistant, and whatever else nobody said.
    System,
    /// What a tool was asked, or what it answered.
    Tool,
}

/// Something in a message that is not text: its kind only, never what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attachment {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Any other file.
    File,
    /// The assistant's call of a tool.
    ToolCall,
    /// The answer of a tool.
    ToolResult,
    /// The tools that the assistant may call, described to it.
    Tools,
    /// What a model wrote for itself before it answered.
    Reasoning,
    /// Of no known kind.
    Other,
}

impl Conversation {
    /// The person's messages that have text, in order.
    pub fn user_texts(&self) -> impl Iterator<Item = &str> {
        self.messages
            .iter()
            .filter(|m| m.role == Role::User && !m.content.is_empty())
            .map(|m| m.content.as_str())
    }
}

impl Attachment {
    /// Its kind in words, for so many.
    #[must_use]
    pub fn count_in_words(self, count: u64) -> String {
        match self {
            Self::Tools if count != 1 => format!("{count} lists of tools"),
            _ => format!(
                "{count} {}{}",
                self.kind(),
                if count == 1 { "" } else { "s" }
            ),
        }
    }

    /// Its kind in words, singular.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "sound",
            Self::Video => "video",
            Self::File => "file",
            Self::ToolCall => "tool call",
            Self::ToolResult => "tool result",
            Self::Tools => "list of tools",
            Self::Reasoning => "thought",
            Self::Other => "other attachment",
        }
    }
}

impl fmt::Display for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}
