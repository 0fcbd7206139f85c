//! The forms of conversations that Kleio knows, and how a record shows which one it is.

use std::fmt;

use super::{Reason, transcript, wire::Record};

/// How a record writes a conversation, whatever the file around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Our own: `conversation_id`, `account_id` or `user_id`, `timestamp`, `messages`.
    Kleio,
    /// WildChat-1M: `conversation_hash`, `conversation`, `hashed_ip`, …
    WildChat,
    /// LMSYS-Chat-1M: `conversation_id`, `model`, `conversation`, …
    Lmsys,
    /// ShareGPT: `id`, `conversations` of `{from, value}`.
    ShareGpt,
    /// An account export of ChatGPT: `mapping`, a tree, and `current_node`.
    ChatGpt,
    /// An account export of Claude: `uuid`, `chat_messages`.
    Claude,
    /// OpenAssistant: `message_tree_id` and a tree under `prompt`.
    OpenAssistant,
    /// A text in which lines begin with `Human:` and `Assistant:`.
    Transcript,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Kleio,
        Self::WildChat,
        Self::Lmsys,
        Self::ShareGpt,
        Self::ChatGpt,
        Self::Claude,
        Self::OpenAssistant,
        Self::Transcript,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kleio => "kleio",
            Self::WildChat => "wildchat",
            Self::Lmsys => "lmsys",
            Self::ShareGpt => "sharegpt",
            Self::ChatGpt => "chatgpt",
            Self::Claude => "claude",
            Self::OpenAssistant => "openassistant",
            Self::Transcript => "transcript",
        }
    }

    /// The form that the keys of `record` show. A record of no known form is taken for ours, so
    /// that what is wrong with it can be said.
    pub(super) fn of(record: &Record) -> Result<Self, Reason> {
        Ok(if !record.mapping.is_absent() {
            Self::ChatGpt
        } else if !record.chat_messages.is_absent() {
            Self::Claude
        } else if matches!(record.prompt, super::loose::Loose::Is(_)) {
            Self::OpenAssistant
        } else if !record.messages.is_absent() {
            Self::Kleio
        } else if !record.conversations.is_absent() {
            Self::ShareGpt
        } else if !record.conversation.is_absent() {
            if record.conversation_hash.is_absent() {
                Self::Lmsys
            } else {
                Self::WildChat
            }
        } else if !record.message_tree_id.is_absent() && !record.message_id.is_absent() {
            return Err(Reason::LoneMessage);
        } else if record.transcript.text().is_some_and(transcript::begins) {
            Self::Transcript
        } else {
            Self::Kleio
        })
    }

    /// Whether `record` has what this form keeps its messages in.
    pub(super) fn fits(self, record: &Record) -> bool {
        match self {
            Self::Kleio => !record.messages.is_absent(),
            Self::WildChat | Self::Lmsys => !record.conversation.is_absent(),
            Self::ShareGpt => !record.conversations.is_absent() || !record.messages.is_absent(),
            Self::ChatGpt => !record.mapping.is_absent(),
            Self::Claude => !record.chat_messages.is_absent(),
            Self::OpenAssistant => !record.prompt.is_absent(),
            Self::Transcript => !record.transcript.is_absent(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
