//! One message: who says it, its text, and what stands beside the text.

use crate::conversation::{Attachment, Message, Role};
use crate::read::{
    Reason,
    loose::Loose,
    wire::{self, Content},
};

/// None where nothing was said: neither text nor anything else.
pub(super) fn message(given: wire::Message) -> Result<Option<Message>, Reason> {
    let Some(role) = given.role.text().map(role) else {
        return Err(Reason::BadMessage);
    };
    let content = match (given.content, given.text) {
        // Claude's exports give the text twice; older ones leave the parts empty.
        (Loose::Is(content), Loose::Is(text)) if content == Content::default() => text,
        (Loose::Is(content), _) | (Loose::Absent, Loose::Is(content)) => content,
        (Loose::Absent, Loose::Absent) => Content::default(),
        (Loose::Other, _) | (Loose::Absent, Loose::Other) => return Err(Reason::BadMessage),
    };
    let mut attachments = content.attachments;
    // A picture shown in the text is listed beside it once more.
    let shown = attachments.contains(&Attachment::Image);
    let beside = given.attachments.into_iter();
    attachments.extend(beside.filter(|&a| !(shown && a == Attachment::Image)));
    let calls = given.recipient.text().is_some_and(|to| to != "all");
    let role = match role {
        Role::Assistant if calls => {
            attachments.push(Attachment::ToolCall);
            Role::Tool
        }
        Role::User if content.context || given.hidden => Role::System,
        role => role,
    };
    let text = content.text;
    let content = if text.trim().is_empty() {
        String::new()
    } else {
        text
    };
    Ok(
        (!content.is_empty() || !attachments.is_empty()).then_some(Message {
            role,
            content,
            attachments,
        }),
    )
}

fn role(name: &str) -> Role {
    let is = |names: &[&str]| names.iter().any(|n| name.trim().eq_ignore_ascii_case(n));
    if is(&["user", "human", "prompter"]) {
        Role::User
    } else if is(&[
        "assistant",
        "gpt",
        "bot",
        "model",
        "chatbot",
        "ai",
        "chatgpt",
        "claude",
        "bing",
        "bard",
    ]) {
        Role::Assistant
    } else if is(&[
        "tool",
        "tools",
        "function",
        "function_call",
        "function_response",
        "function-call",
        "function-response",
        "tool_call",
        "tool_response",
        "tool-response",
        "observation",
        "execution",
        "ipython",
    ]) {
        Role::Tool
    } else {
        Role::System
    }
}
