//! What a text is made of: its words, pairs of words, and groups of letters, as hashes with counts.

use std::iter::once;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a text that are read: a request is at its beginning.
const CHARACTERS: usize = 1_000;

/// Letters in a group within a word; the word's ends count as letters.
const GROUP: usize = 4;

/// Counts of the different features of a text, in order of hash.
pub(super) type Counts = Vec<(u32, u32)>;

/// The features of `text`.
pub(super) fn of(text: &str) -> Counts {
    let mut hashes = Vec::new();
    let mut before: Option<Vec<char>> = None;
    for word in words(text) {
        if word.iter().any(|&letter| is_written_without_spaces(letter)) {
            for length in 1..=3 {
                hashes.extend(word.windows(length).map(|group| hash(b'c', group)));
            }
            before = None;
            continue;
        }
        hashes.push(hash(b'w', &word));
        if let Some(before) = before {
            let pair: Vec<char> = before
                .into_iter()
                .chain(once(' '))
                .chain(word.clone())
                .collect();
            hashes.push(hash(b'p', &pair));
        }
        let bounded: Vec<char> = once(' ').chain(word.clone()).chain(once(' ')).collect();
        if bounded.len() > GROUP {
            hashes.extend(bounded.windows(GROUP).map(|group| hash(b'g', group)));
        }
        before = Some(word);
    }
    hashes.sort_unstable();
    hashes
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX)))
        .collect()
}

/// Runs of letters, digits and their marks, in lower case and compatibility form.
fn words(text: &str) -> Vec<Vec<char>> {
    let letters: Vec<char> = text
        .chars()
        .take(CHARACTERS)
        .nfkc()
        .flat_map(char::to_lowercase)
        .collect();
    letters
        .split(|&c| !(c.is_alphanumeric() || is_combining_mark(c)))
        .filter(|word| !word.is_empty())
        .map(<[char]>::to_vec)
        .collect()
}

/// Whether words of the letter's script follow each other without spaces: Thai to Myanmar, Khmer, kana
/// and Han. Hangul is written with spaces.
fn is_written_without_spaces(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// FNV-1a over the letters, folded to 32 bits. `kind` keeps words apart from groups of letters.
fn hash(kind: u8, letters: &[char]) -> u32 {
    let start = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(kind);
    let hash = letters.iter().fold(start, |hash, &letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_punctuation_do_not_matter() {
        assert_eq!(of("Book a table!"), of("ｂｏｏｋ — a, TABLE"));
        assert_ne!(of("book a table"), of("table a book"));
        assert!(of("?! …").is_empty());
    }

    #[test]
    fn counts_repetitions() {
        let once = of("tax");
        let thrice = of("tax. tax. tax");
        assert!(once.iter().all(|(_, count)| *count == 1));
        let repeated = thrice.iter().filter(|(_, count)| *count == 3);
        assert_eq!(repeated.count(), once.len());
    }

    #[test]
    fn scripts_without_spaces_share_their_characters() {
        let shared = |a: &str, b: &str| {
            let b = of(b);
            of(a)
                .iter()
                .filter(|(hash, _)| b.iter().any(|(other, _)| other == hash))
                .count()
        };
        assert!(shared("我想订一张机票", "帮我取消机票") >= 4);
        assert!(shared("ฉันอยากจองโรงแรม", "โรงแรมราคาถูก") >= 10);
        assert_eq!(shared("我想订一张机票", "weather"), 0);
    }
}
