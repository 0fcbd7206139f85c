//! Which features count, and how much: tf-idf.
//!
//! Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.

use super::features::Counts;

/// Most columns kept, the most frequent ones; what is rarer hardly moves a dimension.
const MOST: usize = 40_000;

/// From this many texts on, what only one of them holds, or more than half of them, is left out.
const ENOUGH_TEXTS: usize = 50;

/// The features that are kept, in order of hash; a feature's place is its column.
#[derive(Debug)]
pub(super) struct Columns {
    hashes: Vec<u32>,
    /// Inverse document frequency of each.
    rarity: Vec<f32>,
}

impl Columns {
    /// Chooses columns by the number of texts that hold a feature.
    pub(super) fn choose(texts: &[Counts]) -> Self {
        let mut all: Vec<u32> = texts.iter().flatten().map(|(hash, _)| *hash).collect();
        all.sort_unstable();
        let (fewest, most) = if texts.len() < ENOUGH_TEXTS {
            (1, texts.len())
        } else {
            (2, texts.len() / 2)
        };
        let mut kept: Vec<(usize, u32)> = all
            .chunk_by(|a, b| a == b)
            .map(|run| (run.len(), run[0]))
            .filter(|(count, _)| (fewest..=most).contains(count))
            .collect();
        kept.sort_unstable_by_key(|&(count, hash)| (std::cmp::Reverse(count), hash));
        kept.truncate(MOST);
        kept.sort_unstable_by_key(|&(_, hash)| hash);
        let rarity = |count: usize| ((1 + texts.len()) as f32 / (1 + count) as f32).ln() + 1.0;
        Self {
            rarity: kept.iter().map(|&(count, _)| rarity(count)).collect(),
            hashes: kept.into_iter().map(|(_, hash)| hash).collect(),
        }
    }

    /// Number of columns.
    pub(super) const fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The weights of a text's features that are kept, by column; the squares of the weights add up to 1.
    pub(super) fn weigh(&self, counts: &Counts) -> Vec<(u32, f32)> {
        let mut weights: Vec<(u32, f32)> = counts
            .iter()
            .filter_map(|&(hash, count)| {
                let column = self.hashes.binary_search(&hash).ok()?;
                let weight = (1.0 + (count as f32).ln()) * self.rarity[column];
                Some((u32::try_from(column).ok()?, weight))
            })
            .collect();
        let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        weights.iter_mut().for_each(|(_, w)| *w /= length);
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ubiquitous_and_the_unique_are_left_out() {
        // Feature 1 is in every text, 2 in every fourth, 1000 and up in one each.
        let texts: Vec<Counts> = (0..100)
            .map(|i| {
                let rare = (1_000 + i, 1);
                if i % 4 == 0 {
                    vec![(1, 1), (2, 3), rare]
                } else {
                    vec![(1, 1), rare]
                }
            })
            .collect();
        let columns = Columns::choose(&texts);
        assert_eq!(columns.hashes, [2]);
        assert_eq!(columns.weigh(&texts[0]), [(0, 1.0)]);
        assert!(columns.weigh(&texts[1]).is_empty());
    }

    #[test]
    fn rarer_features_weigh_more() {
        let texts: Vec<Counts> = vec![vec![(1, 1), (2, 1)], vec![(1, 1)], vec![(1, 1), (3, 1)]];
        let weights = Columns::choose(&texts).weigh(&texts[0]);
        assert_eq!(weights.len(), 2);
        assert!(weights[1].1 > weights[0].1);
        let length: f32 = weights.iter().map(|(_, w)| w * w).sum();
        assert!((length - 1.0).abs() < 1e-6);
    }
}
