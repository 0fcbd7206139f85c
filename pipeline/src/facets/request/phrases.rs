//! Which words belong together: collocations of two and three words.
//!
//! Two words are a phrase where they meet far more often than chance would have it: normalised
//! pointwise mutual information (Bouma 2009, "Normalized (Pointwise) Mutual Information in
//! Collocation Extraction"), and enough accounts. Three are, where two of them are one and the
//! third is there in at least half of its uses.

use std::collections::HashMap;

use super::tokens::Follows;

/// The least normalised mutual information of a phrase.
const NPMI: f64 = 0.25;

/// A token whose word is known by its number in the vocabulary; `u32::MAX` where it has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) word: u32,
    pub(super) spelling: u32,
    pub(super) follows: Follows,
}

/// No linking word.
pub(super) const DIRECT: u8 = u8::MAX;

/// Two or three words: word, link, word, word (`u32::MAX` for two).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Phrase {
    pub(super) first: u32,
    pub(super) link: u8,
    pub(super) second: u32,
    pub(super) third: u32,
}

/// What is counted of a phrase.
#[derive(Debug, Clone, Default)]
pub(super) struct PhraseCount {
    pub(super) accounts: u32,
    pub(super) conversations: u32,
    pub(super) tokens: u32,
    /// Spellings (numbers of its words' spellings) and their counts.
    pub(super) spellings: Vec<([u32; 3], u32)>,
    seen_account: Option<u32>,
    seen_conversation: Option<u32>,
}

/// The phrases that start at position `at` of `tokens`, by length.
pub(super) fn starting_at(tokens: &[Known], at: usize) -> [Option<(Phrase, [u32; 3])>; 2] {
    let first = tokens[at];
    let Some(&second) = tokens.get(at + 1) else {
        return [None, None];
    };
    let link = match second.follows {
        Follows::Nothing => return [None, None],
        Follows::Token => DIRECT,
        Follows::Link(link) => link,
    };
    if first.word == u32::MAX || second.word == u32::MAX || first.word == second.word {
        return [None, None];
    }
    let two = Phrase {
        first: first.word,
        link,
        second: second.word,
        third: u32::MAX,
    };
    let three = tokens
        .get(at + 2)
        .filter(|t| t.follows == Follows::Token && t.word != u32::MAX && link == DIRECT)
        .map(|t| {
            let phrase = Phrase {
                third: t.word,
                ..two
            };
            (phrase, [first.spelling, second.spelling, t.spelling])
        });
    [
        Some((two, [first.spelling, second.spelling, u32::MAX])),
        three,
    ]
}

/// Conversations, in account order: the account and the tokens of each.
pub(super) type Sequences<'a> = &'a [(u32, Vec<Known>)];

/// All phrases used by at least `min_accounts` accounts that stick together, in a fixed order.
/// `tokens_of` gives how often each word is used, `all_tokens` how many tokens there are.
pub(super) fn phrases(
    sequences: Sequences<'_>,
    min_accounts: u32,
    tokens_of: &dyn Fn(u32) -> u32,
) -> Vec<(Phrase, PhraseCount)> {
    let sieve = Sieve::over(sequences, min_accounts);
    let mut counts: HashMap<Phrase, PhraseCount> = HashMap::new();
    for (conversation, (account, tokens)) in sequences.iter().enumerate() {
        for at in 0..tokens.len() {
            for (phrase, spelling) in starting_at(tokens, at).into_iter().flatten() {
                if !sieve.may_reach(&phrase) {
                    continue;
                }
                let count = counts.entry(phrase).or_default();
                count.tokens += 1;
                if count.seen_account != Some(*account) {
                    count.seen_account = Some(*account);
                    count.accounts += 1;
                }
                if count.seen_conversation != Some(conversation as u32) {
                    count.seen_conversation = Some(conversation as u32);
                    count.conversations += 1;
                }
                match count.spellings.iter().position(|(s, _)| *s == spelling) {
                    Some(known) => count.spellings[known].1 += 1,
                    None if count.spellings.len() < 16 => count.spellings.push((spelling, 1)),
                    None => {}
                }
            }
        }
    }
    let all_tokens: f64 = sequences.iter().map(|(_, t)| t.len() as f64).sum();
    let sticks = |phrase: &Phrase, count: &PhraseCount| {
        let p = f64::from(count.tokens) / all_tokens;
        let of = |word| f64::from(tokens_of(word)) / all_tokens;
        (p / (of(phrase.first) * of(phrase.second))).ln() / -p.ln() >= NPMI
    };
    let two = |first, second| Phrase {
        first,
        link: DIRECT,
        second,
        third: u32::MAX,
    };
    let mut kept: Vec<(Phrase, PhraseCount)> = counts
        .iter()
        .filter(|(phrase, count)| {
            if count.accounts < min_accounts {
                return false;
            }
            if phrase.third == u32::MAX {
                return sticks(phrase, count);
            }
            let inner = [
                two(phrase.first, phrase.second),
                two(phrase.second, phrase.third),
            ];
            inner.iter().any(|pair| {
                counts
                    .get(pair)
                    .is_some_and(|c| sticks(pair, c) && count.accounts * 2 >= c.accounts)
            })
        })
        .map(|(phrase, count)| (*phrase, count.clone()))
        .collect();
    kept.sort_by_key(|(phrase, _)| *phrase);
    kept
}

/// A small table that forgets rare phrases before they cost memory: a phrase is counted under a
/// hash, so that what does not reach the threshold even with its collisions need not be counted.
struct Sieve {
    counts: Vec<u8>,
    least: u8,
}

impl Sieve {
    const BITS: u32 = 23;

    fn over(sequences: Sequences<'_>, min_accounts: u32) -> Self {
        let mut counts = vec![0_u8; 1 << Self::BITS];
        for (_, tokens) in sequences {
            for at in 0..tokens.len() {
                for (phrase, _) in starting_at(tokens, at).into_iter().flatten() {
                    let count = &mut counts[Self::slot(&phrase)];
                    *count = count.saturating_add(1);
                }
            }
        }
        let least = min_accounts.min(255) as u8;
        Self { counts, least }
    }

    fn may_reach(&self, phrase: &Phrase) -> bool {
        self.counts[Self::slot(phrase)] >= self.least
    }

    /// Fibonacci hashing of the four numbers.
    fn slot(phrase: &Phrase) -> usize {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut hash = 0_u64;
        for part in [
            phrase.first,
            u32::from(phrase.link),
            phrase.second,
            phrase.third,
        ] {
            hash = (hash.rotate_left(23) ^ u64::from(part)).wrapping_mul(ODD);
        }
        (hash >> (64 - Self::BITS)) as usize
    }
}
