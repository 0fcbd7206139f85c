//! The language facet: which human language the person wrote in.
//!
//! The dominant script decides first, then letters peculiar to one language (Ukrainian, Persian,
//! Urdu …), then statistics: `whichlang` for Latin script, `whatlang` for the languages that it
//! does not know, function words where the two disagree.
//!
//! Invariant: code, URLs and numbers never decide the language; a text without enough letters is
//! [`Language::Unknown`], never a guess.

mod clean;
mod latin;
mod letters;
mod names;
mod script;
mod words;

pub use names::Language;

use crate::conversation::Conversation;
use script::Script;

/// Characters looked at, at most, of one conversation.
const BUDGET: usize = 2_000;
/// Characters looked at, at least, of each message while the budget lasts.
const PER_MESSAGE: usize = 400;

/// The language of all the person's messages taken together.
///
/// At most 2,000 characters are looked at, spread over the messages so that one pasted text does
/// not decide alone. Deterministic.
#[must_use]
pub fn identify(conversation: &Conversation) -> Language {
    let messages = conversation.user_texts().count().max(1);
    let share = (BUDGET / messages).max(PER_MESSAGE);
    let mut text = String::new();
    let mut left = BUDGET;
    for message in conversation.user_texts() {
        left -= clean::append_prose(message, share.min(left), &mut text);
        if left == 0 {
            break;
        }
    }
    of_prose(&text)
}

/// The language of one text, with the same care and the same limit as [`identify`].
#[must_use]
pub fn identify_text(text: &str) -> Language {
    let mut prose = String::new();
    clean::append_prose(text, BUDGET, &mut prose);
    of_prose(&prose)
}

fn of_prose(text: &str) -> Language {
    let Some(dominant) = script::dominant(text) else {
        return Language::Unknown;
    };
    match dominant {
        Script::Latin => latin::identify(&script::only(text, Script::Latin)),
        Script::Cyrillic => letters::cyrillic(&script::only(text, Script::Cyrillic)),
        Script::Arabic => letters::arabic(text),
        Script::Devanagari => letters::devanagari(&script::only(text, Script::Devanagari)),
        Script::Han => Language::Chinese,
        Script::Kana => Language::Japanese,
        Script::Single(language) => language,
    }
}

#[cfg(test)]
mod tests;
