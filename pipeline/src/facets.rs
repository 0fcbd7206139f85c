//! Stage 2: what is kept of a conversation: request, language, turns, concern.

pub mod request;
