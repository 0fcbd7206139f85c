//! A conversation as the readers hand it to the stages.
//!
//! Invariant: these types never implement `Serialize`: raw text is read, used and dropped.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// One conversation between a person and an assistant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conversation {
    /// Unique within a run.
    pub id: String,
    /// The person's account, where the input names it.
    pub account: Option<String>,
    /// When it began, where the input says so.
    pub timestamp: Option<Timestamp>,
    /// In order; at least one of them is the user's and not empty.
    pub messages: Vec<Message>,
    /// Messages the input held, also those cut off by the reader's length limit.
    pub turns: u32,
    /// Further fields of the input, by name, as text.
    pub metadata: BTreeMap<String, String>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// Its text, perhaps cut (see `read`).
    pub content: String,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The person.
    #[default]
    User,
    /// The assistant.
    Assistant,
    /// Instructions, tools and everything else.
    Other,
}

impl Conversation {
    /// The person's messages, in order.
    pub fn user_texts(&self) -> impl Iterator<Item = &str> {
        self.messages
            .iter()
            .filter(|m| m.role == Role::User)
            .map(|m| m.content.as_str())
    }
}
