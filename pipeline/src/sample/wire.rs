//! The lines of the two files: conversations, and the truth about them.

use serde::Serialize;

/// One line of the corpus, in Kleio's own schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Line {
    pub conversation_id: String,
    pub account_id: String,
    pub timestamp: String,
    pub model: &'static str,
    pub client: &'static str,
    /// What the imagined older classifier said.
    pub flagged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    pub messages: Vec<Message>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Message {
    pub role: &'static str,
    pub content: String,
}

/// One line of the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Truth<'a> {
    pub conversation_id: &'a str,
    pub topic: &'a str,
    pub subtopic: &'a str,
    pub language: &'a str,
    pub concerning: bool,
    /// 1 (none) to 5 (grave).
    pub concern: u8,
    pub campaign: bool,
    pub planted: &'a [Planted],
}

/// One string that no release may show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Planted {
    /// `canary`, or for personal data `name`, `email`, `phone`, `address`, `card`.
    pub kind: &'static str,
    /// `user_message`, `assistant_reply`, `account_id` or `metadata`.
    pub place: &'static str,
    /// The string as it stands in the corpus.
    pub text: String,
}

pub(super) const USER: &str = "user";
pub(super) const ASSISTANT: &str = "assistant";
