//! The refusal facet: whether the assistant said no, by the first words of its replies.
//!
//! A list of phrases in twenty languages. It sees that a reply begins with a refusal, not whether
//! refusing was right; a refusal in the middle of a reply, or by silence, is missed.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, BuildError};
use unicode_normalization::UnicodeNormalization;

use crate::conversation::{Conversation, Role};

/// Characters of a reply that are looked at: a refusal says so at once.
const OPENING: usize = 200;

static PHRASES: &str = include_str!("refusal/phrases.txt");

/// Finds refusals.
#[derive(Debug, Clone)]
pub(super) struct Refusals(AhoCorasick);

static REFUSALS: LazyLock<Result<Refusals, BuildError>> = LazyLock::new(|| {
    let phrases = PHRASES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
        .map(|phrase| {
            let folded = folded(phrase);
            if phrase.chars().any(unspaced) {
                folded.trim().to_owned()
            } else {
                folded.trim_end().to_owned()
            }
        });
    AhoCorasick::new(phrases).map(Refusals)
});

/// Whether a reply of the assistant begins with a refusal; none where there is no reply.
#[must_use]
pub fn refused(conversation: &Conversation) -> Option<bool> {
    let refusals = REFUSALS.as_ref().ok()?;
    let mut replies = conversation
        .messages
        .iter()
        .filter(|message| message.role == Role::Assistant && !message.content.trim().is_empty())
        .peekable();
    replies.peek()?;
    Some(replies.any(|reply| refusals.begins(&reply.content)))
}

impl Refusals {
    fn begins(&self, reply: &str) -> bool {
        let opening: String = reply.trim_start().chars().take(OPENING).collect();
        self.0.is_match(&folded(&opening))
    }
}

/// Lower case, words divided by one space and no other punctuation than apostrophes, with a space
/// before the first, so that a phrase that begins with a space begins a word.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    folded.push(' ');
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let c = if matches!(c, '’' | '`' | '‘') {
            '\''
        } else {
            c
        };
        // Vowel signs of Arabic are written or left out at will.
        if matches!(u32::from(c), 0x064B..=0x0652) {
            continue;
        }
        let inside = c.is_alphanumeric() || c == '\'' || is_mark(c);
        if inside {
            folded.push(c);
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded
}

/// Vowel signs of Thai and the scripts of India, which are no letters by themselves.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0900..=0x0E7F) && !matches!(c, '\u{964}' | '\u{965}' | '\u{E3F}')
}

/// Scripts without spaces between words.
fn unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Message;

    fn replied(replies: &[&str]) -> Conversation {
        let message = |&content: &&str| Message {
            role: Role::Assistant,
            content: content.to_owned(),
            ..Message::default()
        };
        Conversation {
            messages: replies.iter().map(message).collect(),
            ..Conversation::default()
        }
    }

    #[test]
    fn refusals_are_found_in_many_languages() {
        for reply in [
            "I’m sorry, but I can't help with that.",
            "Unfortunately, I cannot provide medical dosages.",
            "很抱歉，我无法满足您的请求。",
            "申し訳ありませんが、そのご質問にはお答えできません。",
            "죄송하지만 그 요청은 도와드릴 수 없습니다.",
            "Lo siento, pero no puedo ayudarte con eso.",
            "Je suis désolé, mais je ne peux pas vous aider.",
            "Es tut mir leid, aber ich kann dabei nicht helfen.",
            "Извините, но я не могу помочь с этим.",
            "عذرًا، لا يمكنني مساعدتك في ذلك.",
            "Xin lỗi, tôi không thể giúp bạn.",
            "ขออภัย ฉันไม่สามารถช่วยเรื่องนี้ได้",
            "क्षमा करें, मैं इसमें मदद नहीं कर सकता।",
        ] {
            assert_eq!(refused(&replied(&[reply])), Some(true), "{reply}");
        }
    }

    #[test]
    fn helpful_replies_are_no_refusals() {
        for reply in [
            "Sure! Here is the recipe.",
            "I can't wait to hear how it goes. First, preheat the oven.",
            "If the app says \"sorry\", restart it.",
            "当然可以，下面是做法。",
            "Ich kann Ihnen gern helfen.",
        ] {
            assert_eq!(refused(&replied(&[reply])), Some(false), "{reply}");
        }
    }

    #[test]
    fn one_refusal_is_enough_and_no_reply_is_unknown() {
        let both = ["Here you are.", "I cannot comply with this request."];
        assert_eq!(refused(&replied(&both)), Some(true));
        assert_eq!(refused(&replied(&[])), None);
        assert_eq!(refused(&replied(&[" "])), None);
    }

    #[test]
    fn a_phrase_begins_a_word() {
        let reply = "The word hierarchy is fine. Wi cannot provide-like strings.";
        assert_eq!(refused(&replied(&[reply])), Some(false));
    }
}
