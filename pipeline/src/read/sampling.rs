//! A random sample of the conversations, taken while they stream by.
//!
//! Source: Clio, arXiv 2412.13678, appendix G.1: conversations are drawn directly, or accounts are
//! drawn first and then one conversation of each.
//!
//! Every account and conversation has a rank that its id and the seed decide; the lowest ranks are
//! the sample. So it does not depend on the order of the input, and its memory is the sample's.

use std::{collections::BTreeMap, num::NonZeroUsize};

use sha2::{Digest, Sha256};

use crate::conversation::Conversation;

/// How many conversations to draw, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Conversations at most.
    pub size: NonZeroUsize,
    /// What is drawn.
    pub by: SampleBy,
    /// The same one draws the same sample.
    pub seed: u64,
}

/// What a sample is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleBy {
    /// Accounts, and then one conversation of each. Where a conversation names no account, it is
    /// its own.
    Account,
    /// Conversations, each with the same chance.
    Conversation,
}

/// A place in a random order of all ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank([u8; 16]);

impl Rank {
    fn of(seed: u64, kind: &str, id: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"kleio sample");
        hash.update(seed.to_le_bytes());
        hash.update(kind);
        hash.update([0]);
        hash.update(id);
        let mut rank = [0; 16];
        rank.copy_from_slice(&hash.finalize()[..16]);
        Self(rank)
    }
}

/// The lowest rank of an account so far.
#[derive(Debug)]
struct Drawn<T> {
    rank: Rank,
    place: u64,
    value: T,
}

/// Draws from a stream of conversations that have different ids.
#[derive(Debug)]
pub(super) struct Sampler<T> {
    sample: Option<Sample>,
    seen: u64,
    all: Vec<T>,
    drawn: BTreeMap<Rank, Drawn<T>>,
}

impl<T> Sampler<T> {
    /// Without a sample, everything is taken.
    pub(super) const fn new(sample: Option<Sample>) -> Self {
        Self {
            sample,
            seen: 0,
            all: Vec::new(),
            drawn: BTreeMap::new(),
        }
    }

    /// Conversations offered so far.
    pub(super) const fn seen(&self) -> u64 {
        self.seen
    }

    /// Takes or leaves `value`, which belongs to `conversation`.
    pub(super) fn offer(&mut self, id: &str, account: Option<&str>, value: T) {
        let place = self.seen;
        self.seen += 1;
        let Some(Sample { size, by, seed }) = self.sample else {
            self.all.push(value);
            return;
        };
        let rank = Rank::of(seed, "conversation", id);
        let group = match (by, account) {
            (SampleBy::Conversation, _) => rank,
            (SampleBy::Account, Some(account)) => Rank::of(seed, "account", account),
            (SampleBy::Account, None) => Rank::of(seed, "account of", id),
        };
        if self.drawn.len() == size.get()
            && self
                .drawn
                .last_key_value()
                .is_some_and(|(last, _)| *last < group)
        {
            return;
        }
        if self.drawn.get(&group).is_none_or(|drawn| rank < drawn.rank) {
            self.drawn.insert(group, Drawn { rank, place, value });
        }
        if self.drawn.len() > size.get() {
            self.drawn.pop_last();
        }
    }

    /// What was taken, in input order.
    pub(super) fn finish(self) -> Vec<T> {
        if self.sample.is_none() {
            return self.all;
        }
        let mut drawn: Vec<Drawn<T>> = self.drawn.into_values().collect();
        drawn.sort_by_key(|drawn| drawn.place);
        drawn.into_iter().map(|drawn| drawn.value).collect()
    }
}

/// A conversation that may be drawn, and whether it was shortened.
pub(super) type Offered = (Conversation, bool);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Numbers of `count` conversations; account `a` has those whose number `account` maps to it.
    fn draw(
        sample: (usize, SampleBy, u64),
        numbers: impl Iterator<Item = usize>,
        account: impl Fn(usize) -> Option<String>,
    ) -> Vec<usize> {
        let (size, by, seed) = sample;
        let mut sampler = Sampler::new(Some(Sample {
            size: size.try_into().unwrap(),
            by,
            seed,
        }));
        for number in numbers {
            sampler.offer(&format!("c{number}"), account(number).as_deref(), number);
        }
        sampler.finish()
    }

    #[test]
    fn a_sample_is_decided_by_seed_and_ids_and_keeps_the_order() {
        let none = |_| None;
        let first = draw((50, SampleBy::Conversation, 1), 0..1000, none);
        assert_eq!(first.len(), 50);
        assert!(first.is_sorted());
        let mut backwards = draw((50, SampleBy::Conversation, 1), (0..1000).rev(), none);
        backwards.reverse();
        assert_eq!(first, backwards);
        assert_ne!(first, draw((50, SampleBy::Conversation, 2), 0..1000, none));
        assert_eq!(draw((50, SampleBy::Account, 1), 0..20, none).len(), 20);
    }

    #[test]
    fn accounts_are_drawn_alike_however_much_they_write() {
        // Account 0 has half of the conversations, the other 99 share the rest.
        let account = |n: usize| Some([0, 1 + n / 2 % 99][n % 2].to_string());
        let mut times = 0;
        for seed in 0..200 {
            let drawn = draw((10, SampleBy::Account, seed), 0..2000, account);
            assert_eq!(drawn.len(), 10);
            let accounts: BTreeSet<_> = drawn.iter().map(|&n| account(n)).collect();
            assert_eq!(accounts.len(), 10, "one conversation an account");
            times += usize::from(accounts.contains(&Some("0".into())));
        }
        // Ten of a hundred accounts: expected 20 of 200 times, deviation 4.2.
        assert!((5..=38).contains(&times), "{times}");
    }

    #[test]
    fn the_conversation_of_an_account_is_drawn_evenly() {
        let mut firsts = 0;
        for seed in 0..400 {
            let drawn = draw((1, SampleBy::Account, seed), 0..2, |_| Some("a".into()));
            firsts += usize::from(drawn == [0]);
        }
        assert!((150..=250).contains(&firsts), "{firsts}");
    }

    #[test]
    fn without_a_sample_everything_is_taken() {
        let mut sampler = Sampler::new(None);
        sampler.offer("a", None, 1);
        sampler.offer("b", None, 2);
        assert_eq!(sampler.seen(), 2);
        assert_eq!(sampler.finish(), [1, 2]);
    }
}
