//! From the counted shares to one vocabulary, and to the list of terms of each conversation.
//!
//! Invariant: the outcome does not depend on how the conversations were shared out.

use std::collections::{HashMap, HashSet};

use kleio_shared::text::Tongue;
use rayon::prelude::*;

use super::RequestParams;
use super::count::{Share, WordCount};
use super::phrases::{DIRECT, Known, Phrase, PhraseCount, phrases, starting_at};
use super::spelling::{Spellings, phrase_display, word_display};
use super::tokens::LINKS;
use super::vocabulary::{Role, Term, Vocabulary};

/// The vocabulary of all `shares`, in the order of `accounts` the terms of each conversation, and how many words have
/// too few accounts to be in it.
pub(super) fn assemble(
    shares: Vec<(Vec<u32>, Share)>,
    accounts: &[u32],
    params: RequestParams,
) -> (Vocabulary, Vec<Vec<u32>>, u64) {
    let (unigrams, ids, rare) = merge(&shares, params);
    let mut sequences: Vec<(u32, Vec<Known>)> = Vec::with_capacity(accounts.len());
    let mut order: Vec<u32> = Vec::with_capacity(accounts.len());
    let mut spellings = Spellings::default();
    for (indices, share) in shares {
        let known: Vec<u32> = share
            .words
            .iter()
            .map(|w| ids.get(w.as_str()).copied().unwrap_or(u32::MAX))
            .collect();
        for (&index, marks) in indices.iter().zip(share.marks) {
            let tokens = marks
                .into_iter()
                .map(|mark| Known {
                    word: known[mark.word as usize],
                    spelling: share.counts[mark.word as usize]
                        .spellings
                        .get(mark.spelling as usize)
                        .map_or(u32::MAX, |(s, ..)| spellings.number(s)),
                    follows: mark.follows,
                })
                .collect();
            sequences.push((accounts[index as usize], tokens));
            order.push(index);
        }
    }
    let mut found = phrases(&sequences, params.min_accounts, &|w| {
        unigrams[w as usize].1.tokens
    });
    found.sort_by(|a, b| (b.1.conversations, a.0).cmp(&(a.1.conversations, b.0)));
    found.truncate(params.max_terms.saturating_sub(unigrams.len()));

    let (vocabulary, words_at, phrases_at) = number(&unigrams, &found, &spellings);
    let mut terms = vec![Vec::new(); accounts.len()];
    let lists: Vec<Vec<u32>> = sequences
        .par_iter()
        .map(|(_, tokens)| term_list(tokens, &words_at, &phrases_at))
        .collect();
    for (index, list) in order.into_iter().zip(lists) {
        terms[index as usize] = list;
    }
    (vocabulary, terms, rare)
}

/// The supported words of all shares, most used first, the number of each, and how many are not supported.
fn merge(
    shares: &[(Vec<u32>, Share)],
    params: RequestParams,
) -> (Vec<(String, WordCount)>, HashMap<String, u32>, u64) {
    let mut sums: HashMap<&str, WordCount> = HashMap::new();
    for (_, share) in shares {
        for (word, count) in share.words.iter().zip(&share.counts) {
            sums.entry(word).or_default().add(count.clone());
        }
    }
    let all = sums.len();
    let mut kept: Vec<(String, WordCount)> = sums
        .into_iter()
        .filter(|(_, count)| count.accounts >= params.min_accounts)
        .map(|(word, count)| (word.to_owned(), count))
        .collect();
    let rare = (all - kept.len()) as u64;
    kept.sort_by(|a, b| (b.1.conversations, &a.0).cmp(&(a.1.conversations, &b.0)));
    kept.truncate(params.max_terms);
    let ids = kept
        .iter()
        .enumerate()
        .map(|(id, (word, _))| (word.clone(), id as u32))
        .collect();
    (kept, ids, rare)
}

/// Numbers words and phrases together, most used first: the vocabulary, the id of each word and of
/// each phrase.
fn number(
    unigrams: &[(String, WordCount)],
    found: &[(Phrase, PhraseCount)],
    spellings: &Spellings,
) -> (Vocabulary, Vec<u32>, HashMap<Phrase, u32>) {
    let mut terms: Vec<(Term, Option<Phrase>, u32)> = Vec::new();
    for (i, (key, count)) in unigrams.iter().enumerate() {
        let term = Term {
            key: key.clone(),
            display: word_display(key, count),
            parts: Vec::new(),
            accounts: count.accounts,
            conversations: count.conversations,
            role: role_of(count),
            tongue: tongue_of(count),
        };
        terms.push((term, None, i as u32));
    }
    let mut keys: HashSet<String> = unigrams.iter().map(|(key, _)| key.clone()).collect();
    for (phrase, count) in found {
        let parts: Vec<u32> = [phrase.first, phrase.second, phrase.third]
            .into_iter()
            .filter(|w| *w != u32::MAX)
            .collect();
        let key = phrase_key(phrase, unigrams);
        // A phrase of an undivided script may spell a word of the dictionary.
        if !keys.insert(key.clone()) {
            continue;
        }
        let last = &unigrams[parts[parts.len() - 1] as usize].1;
        let term = Term {
            key,
            display: phrase_display(phrase, count, unigrams, spellings),
            accounts: count.accounts,
            conversations: count.conversations,
            role: if role_of(&unigrams[phrase.first as usize].1) == Role::Verb {
                Role::Verb
            } else {
                role_of(last)
            },
            tongue: tongue_of(last),
            parts,
        };
        terms.push((term, Some(*phrase), 0));
    }
    terms.sort_by(|a, b| (b.0.conversations, &a.0.key).cmp(&(a.0.conversations, &b.0.key)));
    let mut words_at = vec![0; unigrams.len()];
    let mut phrases_at = HashMap::new();
    for (id, (_, phrase, word)) in terms.iter().enumerate() {
        match phrase {
            Some(phrase) => {
                phrases_at.insert(*phrase, id as u32);
            }
            None => words_at[*word as usize] = id as u32,
        }
    }
    let terms = terms
        .into_iter()
        .map(|(mut term, ..)| {
            for part in &mut term.parts {
                *part = words_at[*part as usize];
            }
            term
        })
        .collect();
    (Vocabulary::new(terms), words_at, phrases_at)
}

fn phrase_key(phrase: &Phrase, unigrams: &[(String, WordCount)]) -> String {
    let mut key = unigrams[phrase.first as usize].0.clone();
    if phrase.link != DIRECT {
        key.push(' ');
        key.push_str(LINKS[phrase.link as usize]);
    }
    for word in [phrase.second, phrase.third] {
        if word == u32::MAX {
            continue;
        }
        let (text, count) = &unigrams[word as usize];
        if !(count.unspaced && unigrams[phrase.first as usize].1.unspaced) {
            key.push(' ');
        }
        key.push_str(text);
    }
    key
}

fn role_of(count: &WordCount) -> Role {
    let noun = f64::from(count.as_noun);
    let verb = f64::from(count.as_verb + count.at_start / 2);
    let all = f64::from(count.tokens.max(1));
    if verb > noun && verb > 0.25 * all {
        Role::Verb
    } else if f64::from(count.last) < 0.35 * all {
        Role::Modifier
    } else {
        Role::Noun
    }
}

fn tongue_of(count: &WordCount) -> Option<Tongue> {
    let (tongue, most) = Tongue::ALL
        .into_iter()
        .zip(count.tongues)
        .max_by_key(|(tongue, n)| (*n, std::cmp::Reverse(*tongue)))?;
    (most > 0).then_some(tongue)
}

fn term_list(tokens: &[Known], words_at: &[u32], phrases_at: &HashMap<Phrase, u32>) -> Vec<u32> {
    let mut list: Vec<u32> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.word == u32::MAX {
            continue;
        }
        list.push(words_at[token.word as usize]);
        for (phrase, _) in starting_at(tokens, at).into_iter().flatten() {
            list.extend(phrases_at.get(&phrase));
        }
    }
    list.sort_unstable();
    list.dedup();
    list
}
