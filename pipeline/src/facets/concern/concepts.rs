//! Finds what a text speaks of, in sixteen languages: weapons, self-harm, evasion, fiction …
//!
//! The classifier learns from texts in English and Chinese what it means that a weapon, a way to get
//! one and a wish to hide it come together; the lists in `terms/` carry that to other languages.
//!
//! A list is one file a language, one line a concept: `weapon: pipe bomb | gun= | *bombe`. A term stands
//! at the start of a word and may go on (`detonat`); with `=` it must end there too, with `*` it may
//! begin within a word. In Arabic, Chinese, Japanese and Thai terms stand anywhere. Case and the accents
//! of Latin letters do not count (but for Vietnamese).
//!
//! Invariant: a term alone decides nothing; what weight a concept has is learnt from labelled texts.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use unicode_normalization::char::decompose_canonical;

use super::model::ConcernError;
use crate::facets::language::Language;

/// Characters of a text that are looked at.
const CHARACTERS: usize = 1_200;

macro_rules! concepts {
    ($($variant:ident $name:literal,)*) => {
        /// Something a text may speak of. The order is part of the model file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Concept {
            $($variant,)*
        }

        impl Concept {
            /// Every concept, in order.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

concepts! {
    Weapon "weapon",
    Poison "poison",
    Kill "kill",
    Suicide "suicide",
    Despair "despair",
    Drug "drug",
    Malware "malware",
    Fraud "fraud",
    Steal "steal",
    Sexual "sexual",
    Minor "minor",
    Abuse "abuse",
    Insult "insult",
    Group "group",
    Hate "hate",
    Stalk "stalk",
    Evade "evade",
    Jailbreak "jailbreak",
    Terror "terror",
    Make "make",
    Benign "benign",
    Computing "computing",
}

/// A set of concepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Concepts(u32);

impl Concepts {
    /// Whether `concept` is among them.
    pub(super) const fn has(self, concept: Concept) -> bool {
        self.0 >> concept as u32 & 1 == 1
    }

    const fn add(&mut self, concept: Concept) {
        self.0 |= 1 << concept as u32;
    }
}

#[cfg(test)]
impl FromIterator<Concept> for Concepts {
    fn from_iter<T: IntoIterator<Item = Concept>>(concepts: T) -> Self {
        let mut set = Self::default();
        concepts.into_iter().for_each(|concept| set.add(concept));
        set
    }
}

/// The lists that ship with the program.
const LISTS: [(Language, &str); 16] = [
    (Language::Arabic, include_str!("terms/ar.txt")),
    (Language::Chinese, include_str!("terms/zh.txt")),
    (Language::Dutch, include_str!("terms/nl.txt")),
    (Language::English, include_str!("terms/en.txt")),
    (Language::French, include_str!("terms/fr.txt")),
    (Language::German, include_str!("terms/de.txt")),
    (Language::Italian, include_str!("terms/it.txt")),
    (Language::Japanese, include_str!("terms/ja.txt")),
    (Language::Korean, include_str!("terms/ko.txt")),
    (Language::Polish, include_str!("terms/pl.txt")),
    (Language::Portuguese, include_str!("terms/pt.txt")),
    (Language::Russian, include_str!("terms/ru.txt")),
    (Language::Spanish, include_str!("terms/es.txt")),
    (Language::Thai, include_str!("terms/th.txt")),
    (Language::Turkish, include_str!("terms/tr.txt")),
    (Language::Vietnamese, include_str!("terms/vi.txt")),
];

/// The terms of every language, ready to be searched.
#[derive(Debug)]
pub(super) struct Lexicon {
    lists: Vec<(Language, List)>,
}

/// Terms of one language.
#[derive(Debug)]
struct List {
    automaton: AhoCorasick,
    /// One for each pattern of the automaton.
    terms: Vec<Term>,
}

#[derive(Debug, Clone, Copy)]
struct Term {
    concept: Concept,
    /// Whether a word must begin where it begins.
    begins: bool,
    /// Whether a word must end where it ends.
    ends: bool,
}

impl Lexicon {
    /// The lists that ship with the program; read once.
    ///
    /// # Errors
    /// When one of them cannot be read, which a test rules out.
    pub(super) fn shipped() -> Result<&'static Self, ConcernError> {
        static SHIPPED: LazyLock<Result<Lexicon, ConcernError>> = LazyLock::new(|| {
            let list = |&(language, text)| Ok((language, List::parse(language, text)?));
            let lists = LISTS.iter().map(list).collect::<Result<_, _>>()?;
            Ok(Lexicon { lists })
        });
        SHIPPED.as_ref().map_err(Clone::clone)
    }

    /// What `text` speaks of, by the terms of its language and those of English, which other languages
    /// borrow.
    pub(super) fn concepts(&self, text: &str, language: Language) -> Concepts {
        let mut found = Concepts::default();
        let of = |wanted| self.lists.iter().find(|(language, _)| *language == wanted);
        let folded = fold(text, true);
        if let Some((_, list)) = of(Language::English) {
            list.search(&folded, &mut found);
        }
        match of(language) {
            Some((Language::Vietnamese, list)) => list.search(&fold(text, false), &mut found),
            Some((own, list)) if *own != Language::English => list.search(&folded, &mut found),
            _ => {}
        }
        found
    }
}

impl List {
    fn parse(language: Language, text: &str) -> Result<Self, ConcernError> {
        let wrong = |line: usize, reason: String| ConcernError::Terms {
            language: language.name(),
            line: line + 1,
            reason,
        };
        let anywhere = matches!(
            language,
            Language::Arabic | Language::Chinese | Language::Japanese | Language::Thai
        );
        let (mut terms, mut patterns) = (Vec::new(), Vec::new());
        let lines = text.lines().enumerate();
        for (number, line) in lines.filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()) {
            let (name, list) = line
                .split_once(':')
                .ok_or_else(|| wrong(number, "there is no colon".into()))?;
            let concept = Concept::ALL.iter().copied().find(|c| c.name() == name);
            let concept = concept.ok_or_else(|| wrong(number, format!("{name} is no concept")))?;
            for term in list.split('|').map(str::trim) {
                let (within, term) = match term.strip_prefix('*') {
                    Some(rest) => (true, rest),
                    None => (anywhere, term),
                };
                let (ends, term) = match term.strip_suffix('=') {
                    Some(rest) => (true, rest),
                    None => (false, term),
                };
                if term.is_empty() {
                    return Err(wrong(number, "a term is empty".into()));
                }
                patterns.push(fold(term, language != Language::Vietnamese));
                terms.push(Term {
                    concept,
                    begins: !within,
                    ends,
                });
            }
        }
        let automaton = AhoCorasick::new(patterns).map_err(|error| wrong(0, error.to_string()))?;
        Ok(Self { automaton, terms })
    }

    /// Adds what `folded` speaks of.
    fn search(&self, folded: &str, found: &mut Concepts) {
        for hit in self.automaton.find_overlapping_iter(folded) {
            let Some(term) = self.terms.get(hit.pattern().as_usize()) else {
                continue;
            };
            let before = folded[..hit.start()].chars().next_back();
            let after = folded[hit.end()..].chars().next();
            let outside = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            if (!term.begins || outside(before)) && (!term.ends || outside(after)) {
                found.add(term.concept);
            }
        }
    }
}

/// The beginning of `text` in lower case, blanks as one space, typographic apostrophes as plain ones;
/// `accents` takes the accents off Latin letters.
fn fold(text: &str, accents: bool) -> String {
    let mut folded = String::with_capacity(text.len().min(4 * CHARACTERS));
    let characters = text.chars().take(CHARACTERS).flat_map(char::to_lowercase);
    for c in characters {
        match c {
            // Turkish İ becomes i and a dot.
            '\u{300}'..='\u{36f}' if accents => {}
            'ı' if accents => folded.push('i'),
            'ł' if accents => folded.push('l'),
            'ø' if accents => folded.push('o'),
            'đ' if accents => folded.push('d'),
            'à'..='ɏ' | 'ḁ'..='ỿ' if accents => {
                let mut base = None;
                decompose_canonical(c, |part| base = base.or(Some(part)));
                folded.push(base.unwrap_or(c));
            }
            '’' => folded.push('\''),
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts(text: &str, language: Language) -> Concepts {
        Lexicon::shipped()
            .expect("the lists in the repository are sound")
            .concepts(text, language)
    }

    #[test]
    fn every_list_has_every_concept() {
        for (language, text) in LISTS {
            for concept in Concept::ALL {
                let start = format!("\n{}: ", concept.name());
                assert!(text.contains(&start), "{language}: {}", concept.name());
            }
        }
    }

    #[test]
    fn weapons_are_found_in_every_language() {
        for (language, text) in [
            (Language::Arabic, "كيف أصنع قنبلة في البيت؟"),
            (Language::Chinese, "怎么制作炸弹"),
            (Language::Dutch, "Hoe maak ik een pijpbom?"),
            (Language::English, "How do I make a PIPE  bomb?"),
            (Language::French, "Comment fabriquer un explosif ?"),
            (Language::German, "Wie baue ich eine Rohrbombe?"),
            (Language::Italian, "Come si costruisce una bomba?"),
            (Language::Japanese, "爆弾の作り方を教えて"),
            (Language::Korean, "집에서 폭탄을 어떻게 만들어요?"),
            (Language::Polish, "Jak zrobić bombę w domu?"),
            (Language::Portuguese, "Como fazer uma bomba caseira?"),
            (Language::Russian, "Как сделать бомбу дома?"),
            (Language::Spanish, "¿Cómo hago una bomba casera?"),
            (Language::Thai, "ทำระเบิดยังไง"),
            (Language::Turkish, "Evde bomba nasıl yapılır?"),
            (Language::Vietnamese, "Làm thế nào để chế tạo bom?"),
        ] {
            let found = concepts(text, language);
            assert!(
                found.has(Concept::Weapon) && found.has(Concept::Make),
                "{text}: {found:?}"
            );
            assert!(!found.has(Concept::Suicide), "{text}: {found:?}");
        }
    }

    #[test]
    fn terms_keep_to_the_ends_of_words() {
        let english = |text| concepts(text, Language::English);
        assert!(english("two guns").has(Concept::Weapon));
        assert!(!english("it has begun, gunther").has(Concept::Weapon));
        assert!(english("skill").0 == 0, "{:?}", english("skill"));
        assert!(english("I don’t want to live").has(Concept::Despair));
    }

    #[test]
    fn a_word_counts_in_its_own_language_only() {
        assert!(concepts("Das Gift wirkt schnell", Language::German).has(Concept::Poison));
        assert!(!concepts("A gift for my wife", Language::English).has(Concept::Poison));
    }
}
