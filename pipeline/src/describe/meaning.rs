//! Which candidate terms speak of one thing: oddities that many of a cluster happen to write lie far
//! from the others in meaning, what the cluster is about lies near them.
//!
//! The idea of choosing key words by sentence vectors is that of Grootendorst's KeyBERT (2020); here a
//! term is compared with the other candidates and not with the texts, so that no text is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kleio_shared::text::Tongue;

use super::Evidence;
use crate::embed::{Embedder, centre_by_group};
use crate::matrix::Matrix;

/// How strongly meaning counts: a term as far from the others as the corpus's standard deviation
/// loses this power of e of its score, one as near gains it.
const STRENGTH: f64 = 0.45;

/// Standard deviations beyond which nothing more is gained or lost.
const MOST: f64 = 2.0;

/// An embedder that knows what terms mean by themselves.
#[derive(Clone, Copy)]
pub(super) struct Meaning<'a>(pub(super) &'a dyn Embedder);

impl fmt::Debug for Meaning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Meaning").field(&self.0.name()).finish()
    }
}

/// Weighs the scored terms of every group, best first, by how near each is to the others of its
/// group. Without an embedder nothing changes.
pub(super) fn weigh(evidence: &Evidence<'_>, groups: &mut [Vec<(u32, f64)>]) {
    let Some(Meaning(embedder)) = evidence.meaning else {
        return;
    };
    let terms: BTreeSet<u32> = groups.iter().flatten().map(|(term, _)| *term).collect();
    let terms: Vec<u32> = terms.into_iter().collect();
    if terms.len() < 2 {
        return;
    }
    let texts: Vec<String> = terms
        .iter()
        .map(|&t| evidence.vocabulary.term(t).display.clone())
        .collect();
    let mut vectors = embedder.embed(&texts, &|_| {});
    let tongue = |&term: &u32| match evidence.vocabulary.term(term).tongue {
        Some(tongue) => tongue as u32,
        None => Tongue::ALL.len() as u32,
    };
    centre_by_group(&mut vectors, &terms.iter().map(tongue).collect::<Vec<_>>());
    let rows: BTreeMap<u32, usize> = terms.into_iter().zip(0..).collect();
    let nearness: Vec<Vec<f64>> = groups
        .iter()
        .map(|group| nearness(group, &rows, &vectors))
        .collect();
    let all: Vec<f64> = nearness.iter().flatten().copied().collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let spread = (all.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / all.len() as f64).sqrt();
    if spread <= 0.0 {
        return;
    }
    for (group, nearness) in groups.iter_mut().zip(nearness) {
        for ((_, score), near) in group.iter_mut().zip(nearness) {
            *score *= (STRENGTH * ((near - mean) / spread).clamp(-MOST, MOST)).exp();
        }
        group.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
}

/// The cosine of each term with the score-weighted mean of the others of its group.
fn nearness(group: &[(u32, f64)], rows: &BTreeMap<u32, usize>, vectors: &Matrix) -> Vec<f64> {
    let row = |term: u32| rows.get(&term).map(|&row| vectors.row(row));
    let mut sum = vec![0.0_f64; vectors.dims()];
    for &(term, score) in group {
        for (sum, &value) in sum.iter_mut().zip(row(term).unwrap_or_default()) {
            *sum += score * f64::from(value);
        }
    }
    group
        .iter()
        .map(|&(term, score)| {
            let (mut product, mut length) = (0.0, 0.0);
            for (sum, &value) in sum.iter().zip(row(term).unwrap_or_default()) {
                let others = sum - score * f64::from(value);
                product += others * f64::from(value);
                length += others * others;
            }
            product / length.sqrt().max(1e-12)
        })
        .collect()
}
