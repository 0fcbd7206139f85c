//! Family names that no list has, told by how family names of a language end.

use super::{LISTS, PARTICLES, Word, gap};

/// Endings that words of English, German, French or Spanish hardly have, without accents. A longer word
/// that begins with a capital and ends so is a family name wherever it stands.
const ALONE: [&str; 32] = [
    "ovic", "evic", "ovich", "evich", "owicz", "ewicz", "owski", "ewski", "ovska", "ovsky",
    "evsky", "owska", "ewska", "inska", "nsky", "kova", "czyk", "sson", "sdottir", "enko", "chuk",
    "shvili", "poulos", "oglu", "escu", "qvist", "nsen", "rsen", "ssen", "lsen", "inen", "onen",
];

/// Endings that other words have as well: they count behind another word with a capital.
const BEHIND: [&str; 22] = [
    "dsen", "tsen", "ksen", "nova", "rova", "lova", "tova", "sova", "dova", "aeva", "ieva", "nov",
    "kov", "rov", "aev", "yev", "strom", "berg", "mann", "quez", "guez", "ndez",
];

/// Letters of a name that an ending is looked for in, at least.
const LEAST: usize = 6;

/// The words of the name that begins with the first of `words`, where its ending gives it away.
pub(super) fn person(text: &str, words: &[Word]) -> Option<usize> {
    let first = words.first().filter(|first| first.capital)?;
    if ends(first, &ALONE) {
        return Some(1);
    }
    if !first.may_be_a_name() {
        return None;
    }
    let mut at = 1;
    while let Some(middle) = words.get(at).filter(|w| gap(text, &words[at - 1], w)) {
        let initial = middle.capital && middle.range.len() == 1;
        if !initial && !PARTICLES.contains(&middle.plain.as_str()) {
            break;
        }
        at += 1;
    }
    let last = words
        .get(at)
        .filter(|last| last.capital && gap(text, &words[at - 1], last))?;
    (ends(last, &ALONE) || ends(last, &BEHIND)).then_some(at + 1)
}

fn ends(word: &Word, endings: &[&str]) -> bool {
    word.plain.chars().count() >= LEAST
        && !LISTS.is_place(&word.plain)
        && endings.iter().any(|ending| word.plain.ends_with(ending))
}
