//! One form for all the spellings of a word.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::Script;

/// The form by which `word`, of one script, is compared: compatibility-composed, lower case,
/// without possessive `'s` and plural `s`, without Arabic vowel signs and article, and without the
/// particles that end Korean nouns. Folding a folded word changes nothing.
#[must_use]
pub fn fold(word: &str, script: Script) -> String {
    let lower = lower(word);
    match script {
        Script::Latin => latin(lower),
        Script::Arabic => arabic(&lower),
        Script::Hangul => korean(&lower),
        _ => lower,
    }
}

fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower: String = if is_nfkc_quick(word.chars()) == IsNormalized::Yes {
        word.chars().flat_map(char::to_lowercase).collect()
    } else {
        word.nfkc().flat_map(char::to_lowercase).nfkc().collect()
    };
    lower.replace('’', "'").replace('‑', "-")
}

/// Words that end in `s` in the singular and would lose it below.
const SINGULAR: &[&str] = &[
    "always",
    "asus",
    "besides",
    "canvas",
    "chaos",
    "christmas",
    "diabetes",
    "gps",
    "herpes",
    "james",
    "kubernetes",
    "las",
    "lens",
    "mars",
    "news",
    "paris",
    "perhaps",
    "physics",
    "politics",
    "economics",
    "ethics",
    "mathematics",
    "statistics",
    "graphics",
    "electronics",
    "genetics",
    "robotics",
    "series",
    "species",
    "texas",
    "thesis",
    "vegas",
    "wales",
    "whereas",
];

/// Words in `us` whose plural is not to be read as one of a word in `use`.
const IN_US: &[&str] = &["bonus", "bus", "campus", "focus", "status", "virus"];

fn latin(mut word: String) -> String {
    if let Some(owner) = word.strip_suffix("'s") {
        word.truncate(owner.len());
    }
    if word.len() <= 3 || !word.ends_with('s') || SINGULAR.contains(&word.as_str()) {
        return word;
    }
    let keeps = ["ss", "us", "is", "'s", "js"];
    if word.ends_with("uses") && IN_US.contains(&&word[..word.len() - 2]) {
        word.truncate(word.len() - 2);
    } else if word.ends_with("ies") && word.len() > 4 {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "ches", "shes", "xes"]
        .iter()
        .any(|e| word.ends_with(e))
    {
        word.truncate(word.len() - 2);
    } else if !keeps.iter().any(|e| word.ends_with(e)) {
        word.truncate(word.len() - 1);
    }
    word
}

fn arabic(word: &str) -> String {
    let bare: String = word
        .chars()
        .filter(|c| !matches!(u32::from(*c), 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670))
        .collect();
    let mut stem = bare.as_str();
    while let Some(rest) = ["وال", "بال", "لل", "ال"]
        .iter()
        .find_map(|article| stem.strip_prefix(article))
        .filter(|rest| rest.chars().count() >= 3)
    {
        stem = rest;
    }
    stem.to_owned()
}

/// Particles that end Korean nouns, longest first.
const PARTICLES: &[&str] = &[
    "에서는",
    "으로는",
    "에게서",
    "이라는",
    "입니다",
    "이라고",
    "에서",
    "에게",
    "으로",
    "까지",
    "부터",
    "처럼",
    "보다",
    "이나",
    "라는",
    "라고",
    "하고",
    "한테",
    "들의",
    "들을",
    "들이",
    "들은",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "로",
    "와",
    "과",
    "도",
    "만",
    "들",
];

fn korean(word: &str) -> String {
    let mut stem = word;
    while let Some(rest) = PARTICLES
        .iter()
        .find_map(|particle| stem.strip_suffix(particle))
        .filter(|rest| rest.chars().count() >= 2)
    {
        stem = rest;
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plurals_fold_to_singulars() {
        for (word, folded) in [
            ("Stories", "story"),
            ("classes", "class"),
            ("errors", "error"),
            ("analysis", "analysis"),
            ("CSS", "css"),
            ("Company’s", "company"),
            ("businesses", "business"),
            ("síntomas", "síntoma"),
            ("Node.js", "node.js"),
            ("virus", "virus"),
            ("buses", "bus"),
            ("houses", "house"),
        ] {
            assert_eq!(fold(word, Script::Latin), folded);
        }
    }

    #[test]
    fn other_scripts_lose_their_light_endings() {
        assert_eq!(fold("한국어를", Script::Hangul), "한국어");
        assert_eq!(fold("والمدرسة", Script::Arabic), "مدرسة");
        assert_eq!(fold("ＡＩ", Script::Latin), "ai");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(word in "[a-zA-Zéß'’]{1,12}|[가-힣]{1,6}|[ا-ي]{1,8}") {
            for word in crate::text::words(&word) {
                let again = fold(&word.folded, word.script);
                prop_assert_eq!(&again, &word.folded);
            }
        }
    }
}
