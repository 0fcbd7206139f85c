//! How people type: in lower case, without a full stop, with slips of the finger.

use super::dice::{Dice, below, chance, weighted};

/// Scripts without letter case, and Turkish, whose dotless i a plain lower-casing gets wrong.
const KEEP_CASE: [&str; 5] = ["zh", "ja", "ko", "ar", "tr"];

/// The text as one of many people would type it.
pub(super) fn type_it(text: String, language: &str, dice: &mut Dice) -> String {
    match weighted(dice, &[0.64, 0.13, 0.13, 0.07, 0.03]) {
        1 if !KEEP_CASE.contains(&language) => without_end(&text.to_lowercase()),
        2 => without_end(&text),
        3 if language == "en" => with_slips(&text, dice),
        4 => text.replace('?', "???"),
        _ => text,
    }
}

fn without_end(text: &str) -> String {
    text.trim_end_matches(['.', '?', '!', '。', '？', '！', '؟'])
        .trim_end()
        .to_owned()
}

/// Swaps, drops or doubles a letter in some of the longer words.
fn with_slips(text: &str, dice: &mut Dice) -> String {
    let words = text.split(' ').map(|word| {
        let plain = word.len() >= 5 && word.chars().all(|c| c.is_ascii_lowercase());
        if plain && chance(dice, 0.25) {
            slip(word, dice)
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + below(dice, letters.len() - 2);
    match below(dice, 3) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}
