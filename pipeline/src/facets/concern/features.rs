//! Turns a text into hashed features: words, pairs of words and runs of characters.
//!
//! Signed feature hashing (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask
//! Learning"): no vocabulary is kept, so no training text can be read from a model.
//!
//! Invariant: training and scoring use this one extraction; changing it makes old model files
//! wrong, so [`VERSION`] must change with it.

/// Version of the extraction, written into model files.
pub(super) const VERSION: u8 = 1;
/// Buckets of the hash table are 2 to the power of this.
pub(super) const BITS: u32 = 17;
/// Number of buckets.
pub(super) const BUCKETS: usize = 1 << BITS;
/// Characters of a text that are looked at.
const CHARACTERS: usize = 1_200;
/// Value of a word or pair of words, where that of a run of characters is 1.
const WORD_VALUE: i32 = 3;
/// Runs of characters are at most this long.
const LONGEST_RUN: usize = 5;

/// A hashed feature: its sign in the lowest bit, its bucket, and above it whether it is a word.
pub(super) type Feature = u32;

/// Marks words and pairs of words.
const WORD: Feature = 1 << 31;

/// Bucket of a feature.
pub(super) const fn bucket(feature: Feature) -> usize {
    ((feature & !WORD) >> 1) as usize
}

/// Value of a feature with its sign: words weigh more than the many runs of characters.
pub(super) const fn value(feature: Feature) -> i32 {
    let size = if feature & WORD == 0 { 1 } else { WORD_VALUE };
    if feature & 1 == 0 { size } else { -size }
}

/// What a vector of these distinct features has to be divided by to have length 1.
pub(super) fn length(features: &[Feature]) -> f32 {
    let squares: i32 = features.iter().map(|&f| value(f) * value(f)).sum();
    (squares as f32).sqrt()
}

/// The distinct features of `text`, in order of first appearance.
///
/// Words and pairs of words in lower case, and the runs of 3 to 5 characters within a word with its
/// ends marked (1 to 3 in scripts that write no spaces). Each counts once however often it occurs;
/// the caller divides by their [`length`].
pub(super) fn extract(text: &str) -> Vec<Feature> {
    let mut seen = Seen::default();
    let mut word: Vec<char> = Vec::with_capacity(32);
    let mut previous = None;
    for c in text
        .chars()
        .take(CHARACTERS)
        .flat_map(char::to_lowercase)
        .chain([' '])
    {
        if c.is_alphanumeric() || (c == '\'' && !word.is_empty()) || is_mark(c) {
            word.push(c);
        } else if !word.is_empty() {
            let hash = add_word(&word, &mut seen);
            if let Some(before) = previous {
                seen.add(mix(fold(before, hash), 2), WORD);
            }
            previous = Some(hash);
            word.clear();
        }
    }
    seen.features
}

/// Vowel signs of Indic scripts and Thai, which are no letters but belong to words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{e7f}')
}

fn add_word(word: &[char], seen: &mut Seen) -> u64 {
    let hash = word
        .iter()
        .fold(SEED, |h, &c| fold(h, u64::from(u32::from(c))));
    seen.add(mix(hash, 1), WORD);
    let dense = word.iter().any(|&c| is_dense(c));
    let (shortest, longest) = if dense { (1, 3) } else { (3, LONGEST_RUN) };
    // The ends are marked with a character that no word holds.
    let at = |i: usize| match i.checked_sub(1).and_then(|i| word.get(i)) {
        Some(&c) => u64::from(u32::from(c)),
        None => u64::from(b' '),
    };
    let length = word.len() + 2;
    for start in 0..length {
        let mut run = SEED;
        for (size, i) in (start..length).enumerate().take(longest) {
            run = fold(run, at(i));
            // A run that spans the whole short word would only repeat the word.
            if size + 1 >= shortest && size + 1 < length {
                seen.add(mix(run, 3), 0);
            }
        }
    }
    hash
}

/// Whether one character stands for a syllable or more, or words are not set apart.
const fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{20000}'..)
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of FNV-1a over 64-bit symbols.
const fn fold(hash: u64, symbol: u64) -> u64 {
    (hash ^ symbol).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The finaliser of MurmurHash3, with the kind of feature mixed in.
const fn mix(hash: u64, kind: u64) -> u64 {
    let mut h = hash ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// Features so far, and which buckets they are in.
struct Seen {
    features: Vec<Feature>,
    buckets: Vec<u64>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            features: Vec::with_capacity(256),
            buckets: vec![0; BUCKETS / 64],
        }
    }
}

impl Seen {
    fn add(&mut self, hash: u64, kind: Feature) {
        // The top bits, which fit into 32 bits.
        let feature = (hash >> (63 - BITS)) as Feature;
        let (word, bit) = (bucket(feature) / 64, bucket(feature) % 64);
        if self.buckets[word] >> bit & 1 == 0 {
            self.buckets[word] |= 1 << bit;
            self.features.push(feature | kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_do_not_depend_on_case_spacing_or_repetition() {
        let plain = extract("how are you");
        assert_eq!(plain, extract("How  are YOU?"));
        let mut twice = extract("how are you how are you");
        // Only the pair "you how" is new.
        assert_eq!(twice.len(), plain.len() + 1);
        twice.retain(|f| plain.contains(f));
        assert_eq!(twice, plain);
    }

    #[test]
    fn every_feature_is_in_range_and_long_texts_are_bounded() {
        let long = "étrange 世界 ".repeat(10_000);
        let features = extract(&long);
        assert!(features.iter().all(|&f| bucket(f) < BUCKETS));
        assert!(features.len() < 200, "{}", features.len());
        assert!(extract(" \n?!").is_empty());
    }
}
