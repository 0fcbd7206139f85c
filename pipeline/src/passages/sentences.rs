//! The sentences of conversations, of which those that many conversations share count little.

use std::collections::HashMap;

use super::common;
use crate::embed::Embedder;
use crate::matrix::Matrix;

/// Share of the conversations at which a sentence weighs half.
const COMMON: f64 = 5e-4;

/// Sentences embedded at once: bounds what is held of their vectors.
const CHUNK: usize = 8_192;

/// Different sentences, and the texts that they stand in.
pub(super) struct Sentences<'a> {
    /// In order of first appearance, with the texts that hold each, ascending.
    found: Vec<(&'a str, Vec<u32>)>,
    /// Texts of several sentences.
    pub(super) several: usize,
}

impl<'a> Sentences<'a> {
    pub(super) fn of(texts: &'a [String]) -> Self {
        let mut found: Vec<(&str, Vec<u32>)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut several = 0;
        for (text, whole) in (0..).zip(texts) {
            let mut count = 0;
            for sentence in split(whole) {
                count += 1;
                let at = *known.entry(sentence).or_insert_with(|| {
                    found.push((sentence, Vec::new()));
                    found.len() - 1
                });
                let holders = &mut found[at].1;
                if holders.last() != Some(&text) {
                    holders.push(text);
                }
            }
            several += usize::from(count > 1);
        }
        Self { found, several }
    }

    /// For each of `texts` texts the sum of its sentences, each weighed by how rare it is and by the
    /// root of its length.
    pub(super) fn pool(&self, embedder: &dyn Embedder, texts: usize) -> Matrix {
        let mut pooled = Matrix::zeros(texts, embedder.dims());
        for chunk in self.found.chunks(CHUNK) {
            let sentences: Vec<String> = chunk.iter().map(|(s, _)| (*s).to_owned()).collect();
            let vectors = embedder.embed(&sentences, &|_| {});
            for ((sentence, holders), vector) in chunk.iter().zip(vectors.iter()) {
                let length = (sentence.chars().count() as f64).sqrt();
                let weight = (length * common(holders.len(), texts, COMMON)) as f32;
                for &text in holders {
                    for (sum, value) in pooled.row_mut(text as usize).iter_mut().zip(vector) {
                        *sum += weight * value;
                    }
                }
            }
        }
        pooled
    }
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
        let texts = ["Help me. Help me. Bake bread.", "Help me. Fix code."].map(str::to_owned);
        let sentences = Sentences::of(&texts);
        assert_eq!(
            sentences.found,
            [
                ("Help me.", vec![0, 1]),
                ("Bake bread.", vec![0]),
                ("Fix code.", vec![1])
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
        let pooled = Sentences::of(&texts).pool(&Axes, texts.len());
        assert!(
            pooled.row(0)[0] > 10.0 * pooled.row(0)[1],
            "{:?}",
            pooled.row(0)
        );
    }
}
