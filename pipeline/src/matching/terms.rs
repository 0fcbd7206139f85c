//! Words and phrases, found in texts of any script.

use std::collections::BTreeMap;

use kleio_shared::text::{Gap, Word, words};

/// One word of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// The folded word as it is.
    Whole(String),
    /// A folded word that begins so.
    Start(String),
    /// Anywhere in a run of a script without spaces.
    Inside(String),
}

impl Part {
    fn fits(&self, word: &Word<'_>) -> bool {
        match self {
            Self::Whole(text) => word.folded == *text,
            Self::Start(text) => word.folded.starts_with(text),
            Self::Inside(text) => word.folded.contains(text),
        }
    }
}

/// Terms of several rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    rules: usize,
    /// Terms whose first word is whole, by that word: further words, and the term's number.
    by_word: BTreeMap<String, Vec<(Vec<Part>, usize)>>,
    /// All other terms.
    others: Vec<(Vec<Part>, usize)>,
    /// The rule of each term.
    rule_of: Vec<usize>,
}

/// Whether `term` has a word to look for.
pub(super) fn can_match(term: &str) -> bool {
    !parts(term).is_empty()
}

fn parts(term: &str) -> Vec<Part> {
    let open = term.trim_end().ends_with('*');
    let found = words(term);
    let last = found.len().saturating_sub(1);
    found
        .into_iter()
        .enumerate()
        .map(|(place, word)| {
            if word.script.unspaced() {
                Part::Inside(word.folded)
            } else if open && place == last {
                // Unfolded: the plural's s is not to be taken off the beginning of a word.
                Part::Start(word.surface.to_lowercase())
            } else {
                Part::Whole(word.folded)
            }
        })
        .collect()
}

impl Terms {
    /// `lists` holds the terms of each rule.
    pub(super) fn new(lists: &[&[String]]) -> Self {
        let mut terms = Self {
            rules: lists.len(),
            ..Self::default()
        };
        for (rule, list) in lists.iter().enumerate() {
            for term in *list {
                let number = terms.rule_of.len();
                let mut parts = parts(term);
                match parts.first() {
                    None => continue,
                    Some(Part::Whole(first)) => {
                        let first = first.clone();
                        parts.remove(0);
                        terms
                            .by_word
                            .entry(first)
                            .or_default()
                            .push((parts, number));
                    }
                    Some(_) => terms.others.push((parts, number)),
                }
                terms.rule_of.push(rule);
            }
        }
        terms
    }

    /// The rule of which most different terms occur in `texts`, the first of several.
    pub(super) fn best<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Option<u32> {
        if self.rule_of.is_empty() {
            return None;
        }
        let mut seen = vec![false; self.rule_of.len()];
        for text in texts {
            self.mark(&words(text), &mut seen);
        }
        let mut counts = vec![0_u32; self.rules];
        for (&rule, _) in self.rule_of.iter().zip(&seen).filter(|(_, seen)| **seen) {
            counts[rule] += 1;
        }
        let most = counts.iter().copied().max().filter(|&most| most > 0)?;
        counts
            .iter()
            .position(|&count| count == most)
            .map(|rule| rule as u32)
    }

    fn mark(&self, words: &[Word<'_>], seen: &mut [bool]) {
        for (at, word) in words.iter().enumerate() {
            let rest = &words[at + 1..];
            for (parts, number) in self.by_word.get(&word.folded).into_iter().flatten() {
                seen[*number] |= follows(parts, rest);
            }
            for (parts, number) in &self.others {
                seen[*number] |= parts[0].fits(word) && follows(&parts[1..], rest);
            }
        }
    }
}

/// Whether `words` go on with `parts`, with nothing but spaces between.
fn follows(parts: &[Part], words: &[Word<'_>]) -> bool {
    parts.len() <= words.len()
        && parts
            .iter()
            .zip(words)
            .all(|(part, word)| word.gap <= Gap::Space && part.fits(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(term: &str, text: &str) -> bool {
        let list = [term.to_owned()];
        Terms::new(&[&list]).best([text].into_iter()).is_some()
    }

    #[test]
    fn words_match_whole_in_any_case_and_number() {
        assert!(found("vote", "Where are VOTES counted?"));
        assert!(!found("vote", "a devoted friend"));
        assert!(found("mail-in ballot", "Is my mail-in  ballot valid"));
        assert!(!found("polling place", "polling. Place it there"));
        assert!(found("C++", "a c++ compiler"));
    }

    #[test]
    fn a_star_stands_for_further_letters() {
        assert!(found("elect*", "the electoral roll"));
        assert!(found("wahl*", "Wie läuft die Wahlbeteiligung?"));
        assert!(!found("elect*", "we select one"));
    }

    #[test]
    fn scripts_without_spaces_match_inside_a_run() {
        assert!(found("选举", "请介绍一下美国选举制度"));
        assert!(found("選挙", "次の選挙はいつですか"));
        assert!(!found("选举", "请介绍一下美国"));
    }

    #[test]
    fn nothing_to_look_for_is_no_term() {
        assert!(!can_match("… *"));
        assert!(can_match("x*"));
    }
}
