//! Names: a phrase of at most ten words from a subject, a heading or an act and some terms, each name
//! once, and no two of a level that share half of their content words where that can be helped.

mod frame;
mod naming;
mod taken;

use super::score::Portrait;
use super::{Evidence, Group, Text};
pub(super) use frame::Lead;
use naming::Naming;
use taken::Taken;

/// Times that names which are too much alike are chosen again.
const ROUNDS: usize = 4;

/// A name and the terms in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// The text.
    pub(super) text: String,
    /// Ids of the terms it uses, in order.
    pub(super) terms: Vec<u32>,
}

/// Names all groups, the largest first, apart from each other and from `lower` levels. Each group has the
/// beginnings that its name may have, the clearest first. Names that are still too much alike are chosen
/// again, now that all others are known.
pub(super) fn unique(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    portraits: &[Portrait],
    leads: &[Vec<Lead<'_>>],
    lower: &[Text],
) -> Vec<Name> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(groups[i].members.len()), i));
    let mut taken = Taken::default();
    for text in lower {
        taken.texts.insert(text.name.to_lowercase());
    }
    let namings: Vec<Naming<'_>> = (0..groups.len())
        .map(|i| Naming::of(evidence, &groups[i], &portraits[i], &leads[i]))
        .collect();
    let mut names: Vec<Name> = vec![Name::default(); groups.len()];
    for &i in &order {
        names[i] = namings[i].choose(&taken).name;
        taken.add(i, &names[i].text);
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for &i in &order {
            taken.remove(i, &names[i].text);
            let clashes = namings[i].clashes(&names[i].text, &taken);
            if clashes > 0 {
                let other = namings[i].choose(&taken);
                if other.clashes < clashes {
                    names[i] = other.name;
                    better = true;
                }
            }
            taken.add(i, &names[i].text);
        }
        if !better {
            break;
        }
    }
    names
}

/// 1 is A, 26 is Z, 27 is A A: single letters, which need no support.
pub(crate) fn letters(mut n: u32) -> String {
    let mut text = String::new();
    while n > 0 {
        n -= 1;
        if !text.is_empty() {
            text.insert(0, ' ');
        }
        text.insert(0, char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    text
}

/// Terms as they are shown.
pub(super) fn displays(evidence: &Evidence<'_>, terms: &[u32]) -> Vec<String> {
    let show = |term: &u32| calm(&evidence.vocabulary.term(*term).display);
    terms.iter().map(show).collect()
}

/// Without words of six capitals or more, which are shouted and no abbreviation.
fn calm(display: &str) -> String {
    let word = |word: &str| {
        let shouted = word.len() >= 6 && word.chars().all(|c| c.is_ascii_uppercase());
        if shouted {
            word.to_lowercase()
        } else {
            word.to_owned()
        }
    };
    display.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With a capital first letter, unless the first word has capitals of its own (`iPhone`).
pub(super) fn capitalised(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    if first_word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_without_words_are_lettered() {
        assert_eq!(
            (letters(1), letters(26), letters(27)),
            ("A".into(), "Z".into(), "A A".into())
        );
    }
}
