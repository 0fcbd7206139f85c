//! Support that a word needs beyond the policy's: an amount that nobody outside can know.
//!
//! With a known threshold somebody with accounts of their own lifts a word to just below it, and reads from
//! the release whether one more account, that of a person they aim at, uses it too. So every word needs a
//! few accounts more, drawn evenly and for each word apart. The draw is a hash keyed by the whole input: the
//! same input gives the same release, and who has not all of it cannot foretell the amount. One account
//! decides on a word with a chance of one in the number of amounts, whatever others supply
//! (docs/PRIVACY_EVALUATION.md, poisoning).

use sha2::{Digest, Sha256};

/// Accounts beyond the policy's at most.
const MOST: u64 = 10;

/// Of so many accounts of a cluster, one more may be asked for.
const EVERY: u64 = 3;

/// The amounts of one run; none are asked for by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Margin(Option<[u8; 32]>);

impl Margin {
    /// Draws with `key`, which holds a hash of the whole input.
    #[must_use]
    pub fn keyed(key: &str) -> Self {
        Self(Some(
            Sha256::digest(format!("margin of support\0{key}")).into(),
        ))
    }

    /// Accounts that `word`, folded, needs beyond the policy's in a cluster of `accounts` accounts: from 0 to
    /// a third of them, 10 at most.
    #[must_use]
    pub fn of(&self, word: &str, accounts: u64) -> u64 {
        let Some(key) = self.0 else {
            return 0;
        };
        let mut hash = Sha256::new();
        hash.update(key);
        hash.update(word.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.finalize()[..8]);
        let amounts = u128::from((accounts / EVERY).min(MOST) + 1);
        // The share of the range that the hash points at: it grows with the cluster and never jumps.
        ((u128::from(u64::from_be_bytes(first)) * amounts) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_spread_evenly_and_differ_by_word_and_by_input() {
        let (a, b) = (Margin::keyed("one input"), Margin::keyed("another"));
        let mut counts = [0_u32; 11];
        let mut same = 0;
        for i in 0..11_000 {
            let word = format!("word{i}");
            counts[a.of(&word, 60) as usize] += 1;
            same += u32::from(a.of(&word, 60) == b.of(&word, 60));
        }
        assert!(
            counts.iter().all(|count| (850..1_150).contains(count)),
            "{counts:?}"
        );
        assert!((850..1_150).contains(&same), "{same}");
    }

    #[test]
    fn small_clusters_ask_for_less_and_no_key_for_nothing() {
        let margin = Margin::keyed("one input");
        assert!((0..200).all(|i| margin.of(&format!("word{i}"), 10) <= 3));
        assert_eq!(Margin::default().of("word", 1_000), 0);
    }
}
