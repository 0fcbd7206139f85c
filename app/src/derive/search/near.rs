//! Words close to a term: by slips of the hand, or by pairs of characters where there are no spaces.

use super::fold;

/// How near the folded `word` is to the folded `term` of so many characters; below what any word has
/// that holds the term. `None` where it is too far.
pub(super) fn quality(term: &str, characters: usize, word: &str) -> Option<f32> {
    if fold::is_unspaced(term) {
        return by_pairs(term, word);
    }
    let allowed = match characters {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let slips = slips(term, word, allowed)?;
    Some(0.35 - 0.1 * slips as f32)
}

/// The least number of slips that turn `term` into the beginning of `word`: a character too many, too
/// few, another one, or two in the wrong order. `None` where there are more than `allowed`.
///
/// Optimal string alignment (Boytsov 2011, "Indexing methods for approximate dictionary searching",
/// ACM JEA 16), with the end of the word left open.
fn slips(term: &str, word: &str, allowed: usize) -> Option<usize> {
    let term: Vec<char> = term.chars().collect();
    let word: Vec<char> = word.chars().take(term.len() + allowed).collect();
    if word.len() + allowed < term.len() {
        return None;
    }
    let width = word.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    let mut here = vec![0; width];
    for (i, &c) in term.iter().enumerate() {
        here[0] = i + 1;
        for j in 0..word.len() {
            let other = usize::from(c != word[j]);
            let mut best = (above[j] + other).min(above[j + 1] + 1).min(here[j] + 1);
            if i > 0 && j > 0 && c == word[j - 1] && term[i - 1] == word[j] {
                best = best.min(before[j - 1] + 1);
            }
            here[j + 1] = best;
        }
        if here.iter().all(|&slips| slips > allowed) {
            return None;
        }
        (before, above, here) = (above, here, before);
    }
    above.into_iter().min().filter(|&slips| slips <= allowed)
}

/// The share of the term's pairs of neighbouring characters that the word has, where it is more than half.
fn by_pairs(term: &str, word: &str) -> Option<f32> {
    let pairs = pairs(term);
    if pairs.len() < 2 {
        return None;
    }
    let held = pairs.iter().filter(|pair| word.contains(**pair)).count();
    let share = held as f32 / pairs.len() as f32;
    (share > 0.5).then_some(0.35 * share)
}

/// Pairs of neighbouring characters.
pub(super) fn pairs(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
    starts.push(text.len());
    starts.windows(3).map(|at| &text[at[0]..at[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        for (term, word, least) in [
            ("pyhton", "python", Some(1)),
            ("pythn", "python", Some(1)),
            ("pyython", "python", Some(1)),
            ("pithon", "pythonic", Some(1)),
            ("recipy", "recipes", Some(1)),
            ("cooking", "python", None),
        ] {
            assert_eq!(slips(term, word, 1), least, "{term} {word}");
        }
    }

    #[test]
    fn short_terms_are_never_close() {
        assert_eq!(quality("fro", 3, "for"), None);
    }

    proptest! {
        #[test]
        fn the_beginning_of_a_word_has_no_slips(word in "[a-z]{4,12}", cut in 4usize..12) {
            let term: String = word.chars().take(cut).collect();
            prop_assert_eq!(slips(&term, &word, 1), Some(0));
        }

        #[test]
        fn one_slip_costs_at_most_one(word in "[a-z]{6,12}", at in 0usize..6, c in "[a-z]") {
            let mut term = word.clone();
            term.replace_range(at..=at, &c);
            prop_assert!(slips(&term, &word, 1).is_some());
        }
    }
}
