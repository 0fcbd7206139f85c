//! The supported terms of conversations, each by its meaning, of which common ones count little.

use std::collections::BTreeMap;

use kleio_shared::text::Tongue;

use super::common;
use crate::embed::{Embedder, centre_by_group};
use crate::facets::request::{Requests, Vocabulary};
use crate::matrix::Matrix;

/// Share of the conversations at which a term weighs half.
const COMMON: f64 = 1e-3;

/// For each conversation the sum of its terms' vectors, each weighed by how rare it is.
pub(super) fn pool(requests: &Requests, embedder: &dyn Embedder) -> Matrix {
    let vectors = meanings(&requests.vocabulary, embedder);
    let all = requests.terms.len();
    let weights: Vec<f32> = requests
        .vocabulary
        .terms()
        .iter()
        .map(|term| common(term.conversations as usize, all, COMMON) as f32)
        .collect();
    let mut pooled = Matrix::zeros(all, embedder.dims());
    for (conversation, terms) in requests.terms.iter().enumerate() {
        let row = pooled.row_mut(conversation);
        for &term in terms {
            let weight = weights[term as usize];
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
