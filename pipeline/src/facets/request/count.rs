//! Counting the words of a share of the conversations, so that shares can be counted side by side.
//!
//! Conversations come account by account, so "distinct accounts" is a counter and the last account
//! seen: no set of accounts per word is ever held.

use std::collections::HashMap;

use kleio_shared::text::Tongue;

use super::roles::Cue;
use super::tokens::{Follows, tokens};
use crate::conversation::Conversation;

/// Spellings kept of one word in one share.
const SPELLINGS: usize = 12;

/// A token as a number: its word in the share's list, and which of the word's spellings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) word: u32,
    pub(super) spelling: u8,
    pub(super) follows: Follows,
}

/// What is counted of one word.
#[derive(Debug, Clone, Default)]
pub(super) struct WordCount {
    pub(super) accounts: u32,
    pub(super) conversations: u32,
    pub(super) tokens: u32,
    /// After an article or preposition.
    pub(super) as_noun: u32,
    /// After a pronoun, an auxiliary or `to`.
    pub(super) as_verb: u32,
    /// At the start of a clause.
    pub(super) at_start: u32,
    /// With no content word right after it.
    pub(super) last: u32,
    pub(super) unspaced: bool,
    /// Spelling, its count, and its count where it does not open a sentence.
    pub(super) spellings: Vec<(String, u32, u32)>,
    /// Conversations by language, in the order of `Tongue::ALL`.
    pub(super) tongues: [u32; Tongue::ALL.len()],
    seen_account: u32,
    seen_conversation: u32,
}

impl WordCount {
    /// Adds the counts of another share, whose accounts are others.
    pub(super) fn add(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.conversations += other.conversations;
        self.tokens += other.tokens;
        self.as_noun += other.as_noun;
        self.as_verb += other.as_verb;
        self.at_start += other.at_start;
        self.last += other.last;
        self.unspaced |= other.unspaced;
        for (sum, more) in self.tongues.iter_mut().zip(other.tongues) {
            *sum += more;
        }
        for (spelling, all, inside) in other.spellings {
            match self.spellings.iter_mut().find(|(s, ..)| *s == spelling) {
                Some(known) => {
                    known.1 += all;
                    known.2 += inside;
                }
                None => self.spellings.push((spelling, all, inside)),
            }
        }
    }
}

/// The words of one share of the conversations.
#[derive(Debug, Default)]
pub(super) struct Share {
    /// Folded words, in order of first use.
    pub(super) words: Vec<String>,
    /// Their counts.
    pub(super) counts: Vec<WordCount>,
    /// Each conversation's tokens, in the order given.
    pub(super) marks: Vec<Vec<Mark>>,
}

/// Counts the conversations numbered in `order`, which must come account by account.
pub(super) fn count(conversations: &[Conversation], accounts: &[u32], order: &[u32]) -> Share {
    let mut share = Share::default();
    let mut ids: HashMap<String, u32> = HashMap::new();
    for (i, &index) in order.iter().enumerate() {
        let account = accounts[index as usize];
        let mut marks: Vec<Mark> = Vec::new();
        let tongue = tokens(&conversations[index as usize], |token| {
            let id = match ids.get(token.folded) {
                Some(id) => *id,
                None => {
                    let id = share.words.len() as u32;
                    ids.insert(token.folded.to_owned(), id);
                    share.words.push(token.folded.to_owned());
                    share.counts.push(WordCount {
                        seen_account: u32::MAX,
                        seen_conversation: u32::MAX,
                        ..WordCount::default()
                    });
                    id
                }
            };
            let count = &mut share.counts[id as usize];
            count.tokens += 1;
            count.as_noun += u32::from(token.cue == Cue::Noun);
            count.as_verb += u32::from(token.cue == Cue::Verb);
            count.at_start += u32::from(token.cue == Cue::Start);
            count.last += u32::from(token.last);
            count.unspaced |= token.unspaced;
            if count.seen_account != account {
                count.seen_account = account;
                count.accounts += 1;
            }
            if count.seen_conversation != i as u32 {
                count.seen_conversation = i as u32;
                count.conversations += 1;
            }
            let inside = u32::from(!token.opens);
            let spelling = match count
                .spellings
                .iter_mut()
                .position(|(s, ..)| s == token.surface)
            {
                Some(known) => {
                    count.spellings[known].1 += 1;
                    count.spellings[known].2 += inside;
                    known as u8
                }
                None if count.spellings.len() < SPELLINGS => {
                    count.spellings.push((token.surface.to_owned(), 1, inside));
                    (count.spellings.len() - 1) as u8
                }
                None => u8::MAX,
            };
            marks.push(Mark {
                word: id,
                spelling,
                follows: token.follows,
            });
        });
        if let Some(tongue) = tongue {
            let mut seen: Vec<u32> = marks.iter().map(|m| m.word).collect();
            seen.sort_unstable();
            seen.dedup();
            for word in seen {
                share.counts[word as usize].tongues[tongue as usize] += 1;
            }
        }
        marks.shrink_to_fit();
        share.marks.push(marks);
    }
    share
}
