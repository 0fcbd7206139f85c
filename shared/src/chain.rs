//! A chain of hashes over the entries of a log, so that any change to what was logged is found.
//!
//! Each entry's hash covers the hash before it: who changes, removes, inserts or reorders an entry
//! breaks the chain from there on. Someone who can write the log can also compute a whole new chain,
//! or cut entries off its end; both are found by whoever noted an earlier [`Head`] elsewhere.
//!
//! Invariant: no input or output, and no reading of entries: they are canonical bytes here, which the
//! caller makes the same way when it writes and when it verifies.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Keeps these hashes apart from every other use of SHA-256.
const DOMAIN: &[u8] = b"kleio log 1\0";

/// Where a log stands: how many entries it has, and the hash over all of them.
///
/// As text, for people to note down: `42:` and 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    entries: u64,
    hash: [u8; 32],
}

impl Head {
    /// The head of an empty log called `log`. Two logs of different names share no hash, so an entry
    /// cannot be moved from one to the other.
    #[must_use]
    pub fn start(log: &str) -> Self {
        let hash = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(log.as_bytes())
            .finalize()
            .into();
        Self { entries: 0, hash }
    }

    /// The head after `entry` (its canonical bytes) was appended: SHA-256 of the head before it, the
    /// entry's number, its length and its bytes.
    #[must_use]
    pub fn after(&self, entry: &[u8]) -> Self {
        let entries = self.entries + 1;
        let hash = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(self.hash)
            .chain_update(entries.to_be_bytes())
            .chain_update((entry.len() as u64).to_be_bytes())
            .chain_update(entry)
            .finalize()
            .into();
        Self { entries, hash }
    }

    /// A head as it was stored: `entries` from 1, and the hash of the entry of that number.
    #[must_use]
    pub const fn stored(entries: u64, hash: [u8; 32]) -> Self {
        Self { entries, hash }
    }

    /// Entries so far; also the number of the last entry, counted from 1.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// The hash over all entries so far.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.entries, hex::encode(self.hash))
    }
}

/// A text is not a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "This is not the head of a log. Give it as it was printed: a number, a colon and 64 hex digits."
)]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (entries, digits) = text.trim().split_once(':').ok_or(NotAHead)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(digits, &mut hash).map_err(|_| NotAHead)?;
        let entries = entries.parse().map_err(|_| NotAHead)?;
        Ok(Self { entries, hash })
    }
}

/// Where and how a log was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Numbers do not follow one another.
    #[error(
        "Entry {expected} of the log is missing: entry {found} stands in its place. Entries were removed, inserted or reordered."
    )]
    Number {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry does not fit its hash.
    #[error(
        "Entry {0} of the log does not fit its hash: it, or its hash, was changed after it was written."
    )]
    Hash(u64),
    /// The log ends before a head noted earlier.
    #[error(
        "The log has {found} entries, but it had {noted} when its head was noted: its end was cut off."
    )]
    Shortened {
        /// Entries when the head was noted.
        noted: u64,
        /// Entries now.
        found: u64,
    },
    /// The log does not pass through a head noted earlier.
    #[error(
        "Up to entry {0} the log is another one than when its head was noted: it was written anew."
    )]
    Rewritten(u64),
}

/// Checks a whole log, entry by entry; see [`verify`] where all entries are at hand.
#[derive(Debug, Clone)]
pub struct Verifier {
    head: Head,
    noted: Option<Head>,
}

impl Verifier {
    /// For the log called `log`; `noted` is a head from earlier that it must pass through.
    #[must_use]
    pub fn new(log: &str, noted: Option<Head>) -> Self {
        Self::after(Head::start(log), noted)
    }

    /// For a log whose first entries were removed on purpose, at the end of their time: `start` is
    /// the head that was kept of them.
    #[must_use]
    pub const fn after(start: Head, noted: Option<Head>) -> Self {
        Self { head: start, noted }
    }

    /// Takes the next entry: the head stored with it, and its canonical bytes.
    ///
    /// # Errors
    /// When it is not the entry that was written there.
    pub fn entry(&mut self, stored: Head, entry: &[u8]) -> Result<(), Fault> {
        self.meets_noted()?;
        let expected = self.head.after(entry);
        if stored.entries != expected.entries {
            return Err(Fault::Number {
                expected: expected.entries,
                found: stored.entries,
            });
        }
        if stored.hash != expected.hash {
            return Err(Fault::Hash(expected.entries));
        }
        self.head = expected;
        Ok(())
    }

    /// The head of the whole log.
    ///
    /// # Errors
    /// When it does not reach, or did not pass through, the head noted earlier.
    pub fn finish(self) -> Result<Head, Fault> {
        self.meets_noted()?;
        match self.noted {
            Some(noted) if noted.entries > self.head.entries => Err(Fault::Shortened {
                noted: noted.entries,
                found: self.head.entries,
            }),
            _ => Ok(self.head),
        }
    }

    fn meets_noted(&self) -> Result<(), Fault> {
        match self.noted {
            Some(noted) if noted.entries == self.head.entries && noted != self.head => {
                Err(Fault::Rewritten(noted.entries))
            }
            _ => Ok(()),
        }
    }
}

/// Checks the log called `log`: `entries` in their order, each with the head stored with it.
/// `noted` is a head from earlier that the log must pass through. Gives the head of the whole log.
///
/// # Errors
/// The first fault.
pub fn verify<E: AsRef<[u8]>>(
    log: &str,
    entries: impl IntoIterator<Item = (Head, E)>,
    noted: Option<Head>,
) -> Result<Head, Fault> {
    let mut verifier = Verifier::new(log, noted);
    for (stored, entry) in entries {
        verifier.entry(stored, entry.as_ref())?;
    }
    verifier.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn log(entries: &[Vec<u8>]) -> Vec<(Head, Vec<u8>)> {
        let mut head = Head::start("test");
        let chain = |entry: &Vec<u8>| {
            head = head.after(entry);
            (head, entry.clone())
        };
        entries.iter().map(chain).collect()
    }

    fn three() -> Vec<(Head, Vec<u8>)> {
        log(&[b"a opened".to_vec(), b"b opened".to_vec(), b"a".to_vec()])
    }

    #[test]
    fn an_untouched_log_verifies_to_its_last_head() {
        let log = three();
        let last = log[2].0;
        assert_eq!(verify("test", log.clone(), None), Ok(last));
        for noted in [Head::start("test"), log[0].0, last] {
            assert_eq!(verify("test", log.clone(), Some(noted)), Ok(last));
        }
        assert_eq!(
            verify("other", log, None),
            Err(Fault::Hash(1)),
            "an entry of another log"
        );
    }

    #[test]
    fn removing_inserting_reordering_and_cutting_off_are_named() {
        let whole = three();
        let mut log = whole.clone();
        log.remove(1);
        let missing = Fault::Number {
            expected: 2,
            found: 3,
        };
        assert_eq!(verify("test", log, None), Err(missing));
        let mut log = whole.clone();
        log.swap(0, 1);
        assert!(matches!(
            verify("test", log, None),
            Err(Fault::Number { .. })
        ));
        let mut log = whole.clone();
        let last = log.pop().unwrap().0;
        assert!(verify("test", log.clone(), None).is_ok());
        let cut = Fault::Shortened { noted: 3, found: 2 };
        assert_eq!(verify("test", log, Some(last)), Err(cut));
    }

    #[test]
    fn a_chain_computed_anew_is_found_by_a_head_noted_before() {
        let noted = three()[1].0;
        let forged = log(&[b"nothing".to_vec(), b"b opened".to_vec(), b"a".to_vec()]);
        assert!(verify("test", forged.clone(), None).is_ok());
        let found = verify("test", forged.clone(), Some(noted));
        assert_eq!(found, Err(Fault::Rewritten(2)));
        let found = verify("test", forged[..2].to_vec(), Some(noted));
        assert_eq!(found, Err(Fault::Rewritten(2)), "at its very end");
    }

    #[test]
    fn the_rest_of_a_log_is_checked_after_the_head_kept_of_its_beginning() {
        let whole = three();
        let mut verifier = Verifier::after(whole[0].0, Some(whole[1].0));
        for (head, entry) in &whole[1..] {
            verifier.entry(*head, entry).unwrap();
        }
        assert_eq!(verifier.finish(), Ok(whole[2].0));
        let mut verifier = Verifier::after(Head::stored(1, [7; 32]), None);
        assert_eq!(verifier.entry(whole[1].0, &whole[1].1), Err(Fault::Hash(2)));
    }

    #[test]
    fn the_hash_is_as_documented() {
        // By: h = sha256(b"kleio log 1\0" + b"test"), then
        // sha256(b"kleio log 1\0" + h + (1).to_bytes(8, "big") + (1).to_bytes(8, "big") + b"a"), in Python.
        let head = Head::start("test").after(b"a");
        assert_eq!(
            head.to_string(),
            "1:719819ab198021a2c11d04e1278ce2d7dad3f981222b285cfaba3875e4ca97c8"
        );
    }

    #[test]
    fn a_head_is_read_back_from_its_text() {
        let head = three()[2].0;
        assert_eq!(head.to_string().parse(), Ok(head));
        for bad in ["", "3", "3:", "3:abcd", "x:00", ":"] {
            assert_eq!(bad.parse::<Head>(), Err(NotAHead), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_found(
            entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 1..8),
            which in any::<prop::sample::Index>(),
            byte in any::<prop::sample::Index>(),
            bit in 0..8_u32,
        ) {
            let mut log = log(&entries);
            let which = which.index(log.len());
            let entry = &mut log[which].1;
            let byte = byte.index(entry.len());
            entry[byte] ^= 1 << bit;
            prop_assert_eq!(verify("test", log, None), Err(Fault::Hash(which as u64 + 1)));
        }
    }
}
