//! The words of conversations, each by its meaning, of which common ones count little.
//!
//! In a language whose words take many endings, a request is often one sentence of a common frame
//! ("the best way to … is what?") about a few rare words, and a sentence model that knows the language
//! less well hears the frame. Words by themselves say what it is about. Every word counts, not only those
//! that enough accounts use: nothing but vectors comes of them, as of the sentences.

use std::collections::{BTreeMap, HashMap};

use kleio_shared::text::{Tongue, words};
use rayon::prelude::*;

use super::{Watch, common};
use crate::embed::{Embedder, centre_by_group};
use crate::facets::request::segment::segments;
use crate::matrix::Matrix;

/// Share of a group's conversations at which a word weighs half.
const COMMON: f64 = 1e-2;

/// Different words that are embedded at most, those of most texts first: bounds time and memory.
const MOST: usize = 50_000;

/// Texts that are cut into words at once: bounds what is held of them.
const CHUNK: usize = 4_096;

/// Different words, and the texts that they stand in.
pub(super) struct Words {
    /// Each once; in lower case.
    found: Vec<String>,
    /// Words of each text, by their place in `found`, ascending, each once.
    of: Vec<Vec<u32>>,
}

impl Words {
    /// Of `texts`: the [`MOST`] that stand in most of them.
    pub(super) fn of(texts: &[String]) -> Self {
        Self::most(texts, MOST)
    }

    fn most(texts: &[String], most: usize) -> Self {
        let mut found: Vec<String> = Vec::new();
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut holders: Vec<u32> = Vec::new();
        let mut of: Vec<Vec<u32>> = Vec::with_capacity(texts.len());
        for chunk in texts.chunks(CHUNK) {
            let cut: Vec<Vec<String>> = chunk.par_iter().map(|text| split(text)).collect();
            for words in cut {
                let mut own: Vec<u32> = Vec::with_capacity(words.len());
                for word in words {
                    let next = found.len() as u32;
                    let number = *known.entry(word).or_insert_with_key(|word| {
                        found.push(word.clone());
                        holders.push(0);
                        next
                    });
                    own.push(number);
                }
                own.sort_unstable();
                own.dedup();
                own.iter().for_each(|&word| holders[word as usize] += 1);
                of.push(own);
            }
        }
        let mut order: Vec<u32> = (0..found.len() as u32).collect();
        order.sort_by_key(|&word| (std::cmp::Reverse(holders[word as usize]), word));
        order.truncate(most);
        order.sort_unstable();
        let mut places: Vec<Option<u32>> = vec![None; found.len()];
        for (place, &word) in (0..).zip(&order) {
            places[word as usize] = Some(place);
        }
        for words in &mut of {
            *words = words.iter().filter_map(|&w| places[w as usize]).collect();
        }
        Self {
            found: order
                .iter()
                .map(|&word| std::mem::take(&mut found[word as usize]))
                .collect(),
            of,
        }
    }

    /// Each once.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(String::as_str)
    }

    /// For each text the sum of its words' vectors, each weighed by how rare it is in the text's group.
    /// `groups` has one number a text.
    pub(super) fn pool(&self, groups: &[u32], embedder: &dyn Embedder, watch: Watch<'_>) -> Matrix {
        (watch.begins)("words", self.found.len() as u64);
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        let mut holders: HashMap<(u32, u32), usize> = HashMap::new();
        for (words, &group) in self.of.iter().zip(groups) {
            *sizes.entry(group).or_default() += 1;
            for &word in words {
                *holders.entry((group, word)).or_default() += 1;
            }
        }
        let vectors = self.meanings(&holders, embedder, watch);
        let mut pooled = Matrix::zeros(self.of.len(), embedder.dims());
        for (text, (words, group)) in self.of.iter().zip(groups).enumerate() {
            let row = pooled.row_mut(text);
            for &word in words {
                let weight = common(holders[&(*group, word)], sizes[group], COMMON) as f32;
                for (sum, value) in row.iter_mut().zip(vectors.row(word as usize)) {
                    *sum += weight * value;
                }
            }
        }
        pooled
    }

    /// One vector a word, without what the words of the group that uses it most have in common.
    fn meanings(
        &self,
        holders: &HashMap<(u32, u32), usize>,
        embedder: &dyn Embedder,
        watch: Watch<'_>,
    ) -> Matrix {
        // The most texts, and the lowest of the groups with as many.
        let mut most = vec![(0, u32::MAX); self.found.len()];
        let mut counts: Vec<(u32, u32, usize)> = holders
            .iter()
            .map(|(&(g, w), &count)| (g, w, count))
            .collect();
        counts.sort_unstable();
        for (group, word, count) in counts {
            let best = &mut most[word as usize];
            if count > best.0 {
                *best = (count, group);
            }
        }
        let groups: Vec<u32> = most.into_iter().map(|(_, group)| group).collect();
        let mut vectors = embedder.embed(&self.found, watch.done);
        centre_by_group(&mut vectors, &groups);
        vectors
    }
}

/// The words of a text in lower case, in order; runs without spaces are cut by dictionaries.
fn split(text: &str) -> Vec<String> {
    let runs = words(text);
    let tongue = Tongue::of(&runs);
    let mut found = Vec::with_capacity(runs.len());
    for run in runs {
        if run.script.unspaced() {
            let parts = segments(run.surface, tongue);
            found.extend(parts.into_iter().map(|part| part.text.to_owned()));
        } else {
            found.push(run.surface.to_lowercase());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of its own axis each, in the order of the alphabet.
    struct Letters;

    impl Embedder for Letters {
        fn name(&self) -> &'static str {
            "letters"
        }
        fn dims(&self) -> usize {
            26
        }
        fn embed(&self, texts: &[String], _: &(dyn Fn(u64) + Sync)) -> Matrix {
            let mut vectors = Matrix::zeros(texts.len(), 26);
            for (row, text) in texts.iter().enumerate() {
                let axis = text.bytes().next().map_or(0, |b| b.wrapping_sub(b'a'));
                vectors.row_mut(row)[usize::from(axis % 26)] = 1.0;
            }
            vectors
        }
    }

    #[test]
    fn words_are_found_in_any_script() {
        assert_eq!(split("Fix my Tap!"), ["fix", "my", "tap"]);
        assert_eq!(split("피벗 테이블을"), ["피벗", "테이블을"]);
        assert_eq!(split("心理咨询很贵"), ["心理咨询", "很", "贵"]);
    }

    #[test]
    fn a_word_counts_once_a_text_and_the_rarest_give_way() {
        let texts = ["b a a", "a c b", "A"].map(str::to_owned);
        let words = Words::most(&texts, 2);
        assert_eq!(words.found, ["b", "a"]);
        assert_eq!(words.of, [vec![0, 1], vec![0, 1], vec![1]]);
    }

    #[test]
    fn what_everybody_writes_counts_little() {
        let texts: Vec<String> = ('a'..='y').map(|c| format!("please {c}")).collect();
        let mut texts = texts;
        texts.extend(vec!["please z".to_owned(); 400]);
        let pooled = Words::of(&texts).pool(&vec![0; texts.len()], &Letters, Watch::NOBODY);
        let row = pooled.row(0);
        assert!(
            row[0] > 10.0 * row[usize::from(b'p' - b'a')].abs(),
            "{row:?}"
        );
    }
}
