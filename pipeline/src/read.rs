//! Stage 1: conversations from files, directories and standard input.

use crate::conversation::Conversation;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Good conversations, in input order.
    pub conversations: Vec<Conversation>,
}
