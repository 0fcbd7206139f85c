//! The words of a conversation that could become terms, in order, with what stands around them.

use kleio_shared::text::{Gap, Script, Tongue, Word, fold, is_stop, is_stop_in, words};

use super::clean::prose;
use super::roles::{Cue, cue};
use super::segment::segments;
use crate::conversation::Conversation;

/// Words taken from the first message and from each later one, and from all together: the first
/// says what a conversation is about, a long paste must not drown it, and memory stays bounded.
const FIRST: usize = 300;
const LATER: usize = 40;
const ALL: usize = 600;

/// A word that may become a term, or part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is counted by.
    pub(super) folded: &'a str,
    /// As written.
    pub(super) surface: &'a str,
    /// Whether it opens a sentence, where its capital says nothing.
    pub(super) opens: bool,
    /// Whether it directly follows the token before, or one linking word after it.
    pub(super) follows: Follows,
    /// What the word before says of it.
    pub(super) cue: Cue,
    /// Whether no other content word follows it directly.
    pub(super) last: bool,
    /// Whether it is written without spaces.
    pub(super) unspaced: bool,
}

/// How a token is tied to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Not at all.
    Nothing,
    /// Directly.
    Token,
    /// Over one linking word (`of`, `de`), by its number in [`LINKS`].
    Link(u8),
}

/// Words that may stand inside a phrase.
pub(super) const LINKS: [&str; 9] = ["of", "de", "del", "du", "des", "da", "do", "di", "von"];

/// Hands every token of `conversation`'s user messages to `take`, and returns the language that
/// its words seem to be in.
pub(super) fn tokens(
    conversation: &Conversation,
    mut take: impl FnMut(Token<'_>),
) -> Option<Tongue> {
    let mut tongue = None;
    let mut left = ALL;
    for (i, text) in conversation.user_texts().enumerate() {
        if left == 0 {
            break;
        }
        let text = prose(text);
        let mut found = words(&text);
        found.truncate(left.min(if i == 0 { FIRST } else { LATER }));
        left -= found.len();
        tongue = tongue.or_else(|| Tongue::of(&found));
        message(&found, tongue, &mut take);
    }
    tongue
}

/// A word or a part of an undivided run.
struct Piece<'a> {
    surface: &'a str,
    folded: String,
    gap: Gap,
    content: bool,
    cue: Option<Cue>,
    unspaced: bool,
}

fn message(found: &[Word<'_>], tongue: Option<Tongue>, take: &mut impl FnMut(Token<'_>)) {
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(found.len());
    for word in found {
        if word.script.unspaced() {
            for (i, segment) in segments(word.surface, tongue).into_iter().enumerate() {
                let folded = fold(segment.text, word.script);
                let content = segment.content && !is_stop(&folded);
                pieces.push(Piece {
                    surface: segment.text,
                    folded,
                    gap: if i == 0 { word.gap } else { Gap::None },
                    content,
                    cue: Some(if segment.verb { Cue::Verb } else { Cue::Noun }),
                    unspaced: true,
                });
            }
        } else {
            pieces.push(Piece {
                surface: word.surface,
                folded: word.folded.clone(),
                gap: word.gap,
                content: is_candidate(word) && !stopped(&word.folded, tongue),
                cue: None,
                unspaced: false,
            });
        }
    }
    for (i, piece) in pieces.iter().enumerate() {
        if !piece.content {
            continue;
        }
        let tied = |at: usize| pieces[at].gap <= Gap::Space;
        let before = i.checked_sub(1).map(|b| &pieces[b]);
        let follows = match before {
            Some(b) if tied(i) && b.content => Follows::Token,
            Some(b) if i >= 2 && tied(i) && tied(i - 1) && pieces[i - 2].content => LINKS
                .iter()
                .position(|l| *l == b.folded)
                .map_or(Follows::Nothing, |l| Follows::Link(l as u8)),
            _ => Follows::Nothing,
        };
        let cue = piece.cue.unwrap_or_else(|| match before {
            Some(b) if tied(i) => cue(&b.folded, tongue),
            _ => Cue::Start,
        });
        take(Token {
            folded: &piece.folded,
            surface: piece.surface,
            opens: piece.gap == Gap::Sentence,
            follows,
            cue,
            last: !pieces.get(i + 1).is_some_and(|n| n.content && tied(i + 1)),
            unspaced: piece.unspaced,
        });
    }
}

/// English stop words are dropped everywhere: they stand in prompts of every language.
fn stopped(folded: &str, tongue: Option<Tongue>) -> bool {
    match tongue {
        Some(tongue) => is_stop_in(folded, tongue) || is_stop_in(folded, Tongue::English),
        None => is_stop(folded),
    }
}

/// Names written with a small first letter and a capital inside; others like that are code.
const MIXED: [&str; 12] = [
    "iphone", "ipad", "ios", "macos", "ebay", "icloud", "imessage", "jquery", "mrna", "ipod",
    "imac", "itune",
];

/// Names of two letters that people also write small.
const SHORT: [&str; 12] = [
    "ai", "js", "ui", "ux", "ip", "pc", "tv", "hr", "vr", "qa", "it", "seo",
];

fn is_candidate(word: &Word<'_>) -> bool {
    let length = word.surface.chars().count();
    let digits = word.surface.chars().filter(|c| c.is_numeric()).count();
    // Of two Latin letters only capitals and known short names say anything.
    if word.script == Script::Latin
        && length == 2
        && !word.surface.chars().all(char::is_uppercase)
        && !SHORT.contains(&word.folded.as_str())
    {
        return false;
    }
    if !(2..=24).contains(&length) || digits * 2 > length {
        return false;
    }
    let mut letters = word.surface.chars();
    let small_first = letters.next().is_some_and(char::is_lowercase);
    let capital_inside = letters.any(char::is_uppercase);
    !(small_first && capital_inside) || MIXED.contains(&word.folded.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Message, Role};

    fn folded(text: &str) -> Vec<String> {
        let conversation = Conversation {
            id: String::new(),
            account: None,
            timestamp: None,
            messages: vec![Message {
                role: Role::User,
                content: text.to_owned(),
                attachments: Vec::new(),
            }],
            turns: 1,
            ..Conversation::default()
        };
        let mut found = Vec::new();
        tokens(&conversation, |t| found.push(t.folded.to_owned()));
        found
    }

    #[test]
    fn only_words_that_may_name_a_topic_remain() {
        assert_eq!(
            folded("Please help me with getUserName in my React components on 12 iPhones, ok?"),
            ["react", "component", "iphone"]
        );
    }

    #[test]
    fn a_language_keeps_words_that_another_stops() {
        assert_eq!(
            folded("why do characters die in the war"),
            ["character", "die", "war"]
        );
    }
}
