//! One form for all spellings that a reader means the same by, and the words in it.
//!
//! Unlike [`kleio_shared::text::fold`], which decides what needs support, this form keeps endings, for
//! what is typed so far must stay the beginning of what will be typed.

use std::ops::Range;

use kleio_shared::text::Script;

use super::letters;

/// The folded form of `text`: decomposed, lower case, without accents and vowel points, with one kind
/// of Japanese syllables and Korean in letters, so that half a syllable is found.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        push(c, &mut folded);
    }
    folded
}

/// The folded form of `text`, and for every byte of it the place in `text` that it came from.
#[must_use]
pub fn fold_with_places(text: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        push(c, &mut folded);
        places.resize(folded.len(), place);
    }
    (folded, places)
}

fn push(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
    } else {
        letters::each(c, &mut |c| folded.push(c));
    }
}

/// Where the words of a folded text are, in bytes. Scripts without spaces make one word of a whole run,
/// apart from words of other scripts beside it.
#[must_use]
pub fn words(folded: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (place, c) in folded.char_indices() {
        let kind = match Script::of(c) {
            // Voicing marks of Japanese syllables, which stand apart once decomposed.
            None if matches!(c, '\u{3099}' | '\u{309A}' | 'ー') => Some(true),
            // C++, C#.
            None if matches!(c, '+' | '#') && open.is_some() => Some(false),
            script => script.map(Script::unspaced),
        };
        match (open, kind) {
            (Some((_, before)), Some(now)) if before == now => {}
            (Some((from, _)), _) => {
                found.push(from..place);
                open = kind.map(|kind| (place, kind));
            }
            (None, _) => open = kind.map(|kind| (place, kind)),
        }
    }
    if let Some((from, _)) = open {
        found.push(from..folded.len());
    }
    found
}

/// Whether a folded word is of a script without spaces.
#[must_use]
pub fn is_unspaced(word: &str) -> bool {
    let script = word.chars().next().and_then(Script::of);
    script.is_some_and(Script::unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<String> {
        let folded = fold(text);
        let words = words(&folded);
        words
            .into_iter()
            .map(|range| folded[range].to_owned())
            .collect()
    }

    #[test]
    fn spellings_meet() {
        for (one, other) in [
            ("Größe", "GROSSE"),
            ("ＡＩ", "ai"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("カレー", "かれー"),
            ("ガス", "がす"),
            ("مُعَلِّم", "معلم"),
            ("أسئلة", "اسئله"),
            ("Οδός", "οδοσ"),
            ("Việt", "viet"),
            ("Ёлка", "елка"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
        // Voicing tells words apart.
        assert_ne!(fold("が"), fold("か"));
    }

    #[test]
    fn words_are_divided_by_spaces_marks_and_change_of_script() {
        assert_eq!(
            split("Fix C++, C# (Node.js)"),
            ["fix", "c++", "c#", "node", "js"]
        );
        assert_eq!(split("用Rust写诗歌"), ["用", "rust", "写诗歌"]);
        assert_eq!(split("ガス料金"), [fold("ガス料金")]);
        assert_eq!(split("GPT-4 und 3D"), ["gpt", "4", "und", "3d"]);
    }

    proptest! {
        #[test]
        fn every_folded_byte_has_a_place(text in "\\PC{0,40}") {
            let (folded, places) = fold_with_places(&text);
            prop_assert_eq!(folded.len(), places.len());
            prop_assert_eq!(&folded, &fold(&text));
            prop_assert!(places.is_sorted());
            prop_assert!(places.iter().all(|&place| text.is_char_boundary(place)));
            for range in words(&folded) {
                prop_assert!(!folded[range].is_empty());
            }
        }
    }
}
