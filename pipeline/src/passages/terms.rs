//! The supported terms of conversations, each by its meaning, of which common ones count little.

use std::collections::{BTreeMap, HashMap};

use kleio_shared::text::Tongue;

use super::common;
use crate::embed::{Embedder, centre_by_group};
use crate::facets::request::{Requests, Vocabulary};
use crate::matrix::Matrix;

/// Share of a group's conversations at which a term weighs half.
const COMMON: f64 = 1e-3;

/// For each conversation the sum of its terms' vectors, each weighed by how rare it is in the
/// conversation's group.
pub(super) fn pool(requests: &Requests, groups: &[u32], embedder: &dyn Embedder) -> Matrix {
    let vectors = meanings(&requests.vocabulary, embedder);
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    let mut holders: HashMap<(u32, u32), usize> = HashMap::new();
    for (terms, &group) in requests.terms.iter().zip(groups) {
        *sizes.entry(group).or_default() += 1;
        for &term in terms {
            *holders.entry((group, term)).or_default() += 1;
        }
    }
    let mut pooled = Matrix::zeros(requests.terms.len(), embedder.dims());
    for (conversation, (terms, group)) in requests.terms.iter().zip(groups).enumerate() {
        let row = pooled.row_mut(conversation);
        for &term in terms {
            let weight = common(holders[&(*group, term)], sizes[group], COMMON) as f32;
            for (sum, value) in row.iter_mut().zip(vectors.row(term as usize)) {
                *sum += weight * value;
            }
        }
    }
    pooled
}

/// One vector a term, without what the terms of its language have in common.
fn meanings(vocabulary: &Vocabulary, embedder: &dyn Embedder) -> Matrix {
    let texts: Vec<String> = vocabulary
        .terms()
        .iter()
        .map(|term| term.display.clone())
        .collect();
    let mut vectors = embedder.embed(&texts, &|_| {});
    let tongues: BTreeMap<Tongue, u32> = Tongue::ALL.into_iter().zip(1..).collect();
    let languages: Vec<u32> = vocabulary
        .terms()
        .iter()
        .map(|term| term.tongue.map_or(0, |tongue| tongues[&tongue]))
        .collect();
    centre_by_group(&mut vectors, &languages);
    vectors
}
