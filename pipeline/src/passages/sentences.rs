//! The sentences of conversations, of which those that many conversations of a group share count little.

use std::collections::{BTreeMap, HashMap};

use super::{Watch, common};
use crate::embed::Embedder;
use crate::matrix::Matrix;

/// Share of a group's conversations at which a sentence weighs half.
const COMMON: f64 = 1e-3;

/// Sentences embedded at once: bounds what is held of their vectors.
const CHUNK: usize = 8_192;

/// A sentence as one of its group first writes it.
#[derive(Debug, PartialEq, Eq)]
struct Sentence<'a> {
    text: &'a str,
    group: u32,
    /// The texts that hold it, ascending.
    holders: Vec<u32>,
}

/// Different sentences, and the texts that they stand in.
pub(super) struct Sentences<'a> {
    /// In order of first appearance.
    found: Vec<Sentence<'a>>,
    /// Texts of each group.
    sizes: BTreeMap<u32, usize>,
    /// Texts of several sentences.
    pub(super) several: usize,
}

impl<'a> Sentences<'a> {
    /// Of `texts`, each in a group. Sentences of one group that differ in case and marks alone are one.
    pub(super) fn of(texts: &'a [String], groups: &[u32]) -> Self {
        let mut found: Vec<Sentence<'_>> = Vec::new();
        let mut known: HashMap<(u32, String), usize> = HashMap::new();
        let mut sizes = BTreeMap::new();
        let mut several = 0;
        for ((index, whole), &group) in (0..).zip(texts).zip(groups) {
            *sizes.entry(group).or_default() += 1;
            let mut count = 0;
            for text in split(whole) {
                count += 1;
                let at = *known.entry((group, folded(text))).or_insert_with(|| {
                    found.push(Sentence {
                        text,
                        group,
                        holders: Vec::new(),
                    });
                    found.len() - 1
                });
                let holders = &mut found[at].holders;
                if holders.last() != Some(&index) {
                    holders.push(index);
                }
            }
            several += usize::from(count > 1);
        }
        Self {
            found,
            sizes,
            several,
        }
    }

    /// Each once.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|sentence| sentence.text)
    }

    /// For each of `texts` texts the sum of its sentences, each weighed by how rare it is in its group
    /// and by the root of its length.
    pub(super) fn pool(&self, embedder: &dyn Embedder, texts: usize, watch: Watch<'_>) -> Matrix {
        (watch.begins)("sentences", self.found.len() as u64);
        let mut pooled = Matrix::zeros(texts, embedder.dims());
        for chunk in self.found.chunks(CHUNK) {
            let sentences: Vec<String> = chunk.iter().map(|s| s.text.to_owned()).collect();
            let vectors = embedder.embed(&sentences, watch.done);
            for (sentence, vector) in chunk.iter().zip(vectors.iter()) {
                let length = (sentence.text.chars().count() as f64).sqrt();
                let rare = common(sentence.holders.len(), self.sizes[&sentence.group], COMMON);
                let weight = (length * rare) as f32;
                for &text in &sentence.holders {
                    for (sum, value) in pooled.row_mut(text as usize).iter_mut().zip(vector) {
                        *sum += weight * value;
                    }
                }
            }
        }
        pooled
    }
}

/// A sentence without its case and marks.
fn folded(sentence: &str) -> String {
    let words = sentence.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// The sentences of a text: cut after a mark that ends one, and at line breaks.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut before = None;
    text.split_inclusive(move |c: char| {
        let ends = match (before, c) {
            // A full stop inside a word or number ends nothing.
            (Some('.' | '!' | '?' | '…'), c) => c.is_whitespace(),
            (_, c) => matches!(c, '\n' | '。' | '！' | '？' | '؟'),
        };
        before = Some(c);
        ends
    })
    .map(str::trim)
    .filter(|sentence| sentence.chars().nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let found: Vec<&str> =
            split("Hi! Is v1.2 out?\nReally... yes. 请问怎么办？谢谢。").collect();
        assert_eq!(
            found,
            [
                "Hi!",
                "Is v1.2 out?",
                "Really...",
                "yes.",
                "请问怎么办？",
                "谢谢。"
            ]
        );
        assert_eq!(split(" . \n").count(), 0);
    }

    #[test]
    fn a_sentence_counts_once_a_text_and_is_embedded_once() {
        let texts = [
            "Help me. Help me! Bake bread.",
            "help me. Fix code.",
            "Help me.",
        ]
        .map(str::to_owned);
        let sentences = Sentences::of(&texts, &[7, 7, 8]);
        let sentence = |text, group, holders| Sentence {
            text,
            group,
            holders,
        };
        assert_eq!(
            sentences.found,
            [
                sentence("Help me.", 7, vec![0, 1]),
                sentence("Bake bread.", 7, vec![0]),
                sentence("Fix code.", 7, vec![1]),
                sentence("Help me.", 8, vec![2]),
            ]
        );
        assert_eq!(sentences.several, 2);
    }

    #[test]
    fn what_everybody_writes_counts_little() {
        struct Axes;
        impl Embedder for Axes {
            fn name(&self) -> &'static str {
                "axes"
            }
            fn dims(&self) -> usize {
                2
            }
            fn embed(&self, texts: &[String], _: &(dyn Fn(u64) + Sync)) -> Matrix {
                let row = |text: &String| match text.as_str() {
                    "Thanks." => [0.0, 1.0],
                    _ => [1.0, 0.0],
                };
                Matrix::new(2, texts.iter().flat_map(row).collect())
            }
        }
        let texts: Vec<String> = (0..200).map(|i| format!("Text{i} one.\nThanks.")).collect();
        let pooled =
            Sentences::of(&texts, &vec![0; texts.len()]).pool(&Axes, texts.len(), Watch::NOBODY);
        assert!(
            pooled.row(0)[0] > 10.0 * pooled.row(0)[1],
            "{:?}",
            pooled.row(0)
        );
    }
}
