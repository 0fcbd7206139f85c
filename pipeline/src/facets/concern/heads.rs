//! Fits the linear models over hashed features.

use super::data::Grade;
use super::features::{self, BUCKETS, Feature};
use super::fit::{Objective, logistic, minimise};
use super::model::LexicalHead;

/// Strength of the quadratic penalty on weights of hashed features.
const LEXICAL_PENALTY: f64 = 5e-6;
/// Steps of a fit, at most.
const ITERATIONS: usize = 120;

/// Which question a head answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Is the text unsafe at all?
    Any,
    /// Is it severe?
    Severe,
}

impl Question {
    /// 1 for yes, -1 for no, none where the grade does not tell.
    pub(super) const fn label(self, grade: Grade) -> Option<f64> {
        match (self, grade) {
            (_, Grade::Benign) | (Self::Severe, Grade::Unsafe) => Some(-1.0),
            (Self::Severe, Grade::Ungraded) => None,
            _ => Some(1.0),
        }
    }
}

/// Fits a head over hashed features; texts without any are left out.
pub(super) fn lexical<'a>(
    rows: impl Iterator<Item = (&'a [Feature], Grade)>,
    question: Question,
) -> LexicalHead {
    let rows = rows
        .filter(|(features, _)| !features.is_empty())
        .filter_map(|(features, grade)| Some((features, question.label(grade)?)))
        .collect();
    let mut weights = minimise(&Lexical { rows }, ITERATIONS);
    let bias = weights.pop().unwrap_or_default();
    LexicalHead::quantise(&weights, bias)
}

/// Mean logistic loss over rows of hashed features; the bias is last and not penalised.
struct Lexical<'a> {
    rows: Vec<(&'a [Feature], f64)>,
}

impl Objective for Lexical<'_> {
    fn len(&self) -> usize {
        BUCKETS + 1
    }

    fn evaluate(&self, weights: &[f32], gradient: &mut [f32]) -> f64 {
        let each = 1.0 / self.rows.len() as f64;
        let mut loss = penalise(LEXICAL_PENALTY, weights, gradient, BUCKETS);
        for (features, label) in &self.rows {
            let norm = 1.0 / features::length(features);
            let sum: f32 = features
                .iter()
                .map(|&f| features::value(f) as f32 * weights[features::bucket(f)])
                .sum();
            let (row_loss, slope) = logistic(f64::from(sum * norm + weights[BUCKETS]), *label);
            loss += each * row_loss;
            let slope = (slope * each) as f32;
            gradient[BUCKETS] += slope;
            for &f in *features {
                gradient[features::bucket(f)] += features::value(f) as f32 * slope * norm;
            }
        }
        loss
    }
}

/// Sets the gradient to that of the penalty on the first `many` weights, and gives the penalty.
fn penalise(strength: f64, weights: &[f32], gradient: &mut [f32], many: usize) -> f64 {
    gradient.fill(0.0);
    let mut squares = 0.0;
    for (g, w) in gradient.iter_mut().zip(&weights[..many]) {
        *g = strength as f32 * w;
        squares += f64::from(w * w);
    }
    strength / 2.0 * squares
}
