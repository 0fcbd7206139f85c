//! What the small word before a word says of its part of speech: `the` comes before a noun, `to`
//! before a verb. No dictionary is needed, and new words are covered.

use kleio_shared::text::Tongue;

/// What the word before points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// An article, possessive or preposition.
    Noun,
    /// A pronoun or auxiliary.
    Verb,
    /// The start of a clause: an imperative, or anything.
    Start,
    /// Says nothing.
    None,
}

/// What `before`, a folded word, says of the word after it in `tongue`.
pub(super) fn cue(before: &str, tongue: Option<Tongue>) -> Cue {
    let (nouns, verbs): (&[&str], &[&str]) = match tongue {
        Some(Tongue::English) | None => (
            &[
                "a", "an", "the", "my", "your", "his", "our", "their", "its", "of", "for", "about",
                "with", "in", "on", "from", "this", "these", "some", "any", "no", "between", "as",
                "by", "at", "into", "what", "which", "each", "every", "many", "all",
            ],
            &[
                "to", "i", "you", "we", "they", "he", "she", "it", "can", "could", "will", "would",
                "should", "must", "may", "might", "not", "don't", "doesn't", "didn't", "can't",
                "won't", "is", "are", "was", "were", "be", "been", "being", "let", "please", "i'm",
                "very", "more", "so", "too", "get", "who", "how", "have", "has", "had",
            ],
        ),
        Some(Tongue::Spanish) => (
            &[
                "el", "la", "los", "las", "un", "una", "de", "del", "sobre", "mi", "su", "en",
                "con",
            ],
            &[
                "que", "se", "no", "para", "a", "me", "te", "es", "son", "muy", "más",
            ],
        ),
        Some(Tongue::French) => (
            &[
                "le", "la", "les", "un", "une", "de", "des", "du", "sur", "mon", "ma", "en", "avec",
            ],
            &[
                "que", "se", "ne", "pour", "je", "tu", "il", "on", "nous", "vous", "est", "très",
            ],
        ),
        Some(Tongue::German) => (
            &[
                "der", "die", "das", "den", "dem", "ein", "eine", "einen", "einer", "mit", "von",
                "für", "über", "zum", "zur", "im", "mein", "meine",
            ],
            &[
                "zu", "nicht", "ich", "du", "er", "wir", "sie", "sehr", "ist", "sind",
            ],
        ),
        Some(Tongue::Portuguese) => (
            &[
                "o", "a", "os", "as", "um", "uma", "de", "do", "da", "sobre", "meu", "minha", "em",
                "no", "na", "com",
            ],
            &[
                "que", "se", "não", "para", "me", "é", "são", "muito", "mais",
            ],
        ),
        Some(Tongue::Italian) => (
            &[
                "il", "lo", "la", "i", "gli", "le", "un", "una", "di", "del", "della", "sul",
                "sulla", "mio", "mia", "in", "con",
            ],
            &["che", "si", "non", "per", "mi", "è", "sono", "molto", "più"],
        ),
        _ => (&[], &[]),
    };
    if nouns.contains(&before) {
        Cue::Noun
    } else if verbs.contains(&before) {
        Cue::Verb
    } else {
        Cue::None
    }
}
