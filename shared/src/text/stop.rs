//! Words too common to say anything, in eighteen languages.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Tongue, words};

/// One list a language, in the order of [`Tongue::ALL`].
const LISTS: [&str; Tongue::ALL.len()] = [
    include_str!("stop/en.txt"),
    include_str!("stop/es.txt"),
    include_str!("stop/fr.txt"),
    include_str!("stop/de.txt"),
    include_str!("stop/pt.txt"),
    include_str!("stop/it.txt"),
    include_str!("stop/nl.txt"),
    include_str!("stop/pl.txt"),
    include_str!("stop/tr.txt"),
    include_str!("stop/ru.txt"),
    include_str!("stop/ar.txt"),
    include_str!("stop/zh.txt"),
    include_str!("stop/ja.txt"),
    include_str!("stop/ko.txt"),
    include_str!("stop/vi.txt"),
    include_str!("stop/id.txt"),
    include_str!("stop/sv.txt"),
    include_str!("stop/uk.txt"),
];

/// Bit `i` is set where language `i` of [`Tongue::ALL`] stops `folded`.
pub(super) fn mask(folded: &str) -> u32 {
    static MASKS: OnceLock<HashMap<String, u32>> = OnceLock::new();
    let masks = MASKS.get_or_init(|| {
        let mut masks: HashMap<String, u32> = HashMap::new();
        for (i, list) in LISTS.iter().enumerate() {
            for word in words(list) {
                *masks.entry(word.folded).or_default() |= 1 << i;
            }
        }
        masks
    });
    masks.get(folded).copied().unwrap_or(0)
}

/// Whether any language stops the `folded` word.
#[must_use]
pub fn is_stop(folded: &str) -> bool {
    mask(folded) != 0
}

/// Whether `tongue` stops the `folded` word.
#[must_use]
pub fn is_stop_in(folded: &str, tongue: Tongue) -> bool {
    mask(folded) & (1 << tongue as u32) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_stopped_in_its_own_language_only() {
        assert!(is_stop_in("die", Tongue::German));
        assert!(!is_stop_in("die", Tongue::English));
        assert!(is_stop_in("怎么办", Tongue::Chinese));
        assert!(is_stop("the") && !is_stop("python"));
    }
}
