//! The forward pass, over the tokens of several texts laid one after the other.
//!
//! Each token's vector goes through three convolutions (windows of 2, 3 and 5 tokens that stop at the
//! text's ends); vector and convolutions side by side are normalised, summed over the text, projected
//! and divided by the root of its length; four dense layers and tanh follow.

use super::super::kernels::{add_rows, dequantise, rectify, rectify_and_add};
use super::super::product::{Rows, Update, multiply};
use super::weights::{Branch, CHANNELS, DIMS, FEATURES, Table, Tower, Weights};

impl Weights {
    /// The vectors, of length 1 and [`DIMS`] values each, of texts given as tokens.
    pub(super) fn forward(&self, texts: &[&[u32]]) -> Vec<f32> {
        let tokens: usize = texts.iter().map(|text| text.len()).sum();
        let mut features = vec![0.0; tokens * FEATURES];
        let rows = features.chunks_exact_mut(FEATURES);
        for (row, &token) in rows.zip(texts.iter().copied().flatten()) {
            self.table.look_up(token as usize, &mut row[..DIMS]);
        }
        let mut column = DIMS;
        for branch in &self.branches {
            let convolved = branch.forward(&features, texts);
            let rows = features.chunks_exact_mut(FEATURES);
            for (row, values) in rows.zip(convolved.chunks_exact(CHANNELS)) {
                row[column..column + CHANNELS].copy_from_slice(values);
            }
            column += CHANNELS;
        }
        self.norm.apply(&mut features);
        self.tower.forward(&self.pool(&features, texts))
    }

    /// Sums each text's features, projects the sum, and divides it by the root of the text's length.
    fn pool(&self, features: &[f32], texts: &[&[u32]]) -> Vec<f32> {
        let mut sums = vec![0.0; texts.len() * FEATURES];
        let mut start = 0;
        for (sum, text) in sums.chunks_exact_mut(FEATURES).zip(texts) {
            let end = start + text.len() * FEATURES;
            add_rows(sum, &features[start..end]);
            start = end;
        }
        let mut pooled = vec![0.0; texts.len() * DIMS];
        let sums = Rows::whole(&sums, texts.len(), FEATURES);
        multiply(sums, &self.output.weights, &mut pooled, Update::Replace);
        for (row, text) in pooled.chunks_exact_mut(DIMS).zip(texts) {
            let length = text.len() as f32;
            let root = length.sqrt();
            for (value, bias) in row.iter_mut().zip(&self.output.bias) {
                *value = (*value + length * bias) / root;
            }
        }
        pooled
    }
}

impl Table {
    /// Writes the vector of `token`.
    fn look_up(&self, token: usize, out: &mut [f32]) {
        let block = token % self.scale.len();
        let codes = &self.codes[token * DIMS..(token + 1) * DIMS];
        dequantise(codes, self.scale[block], self.offset[block], out);
    }
}

impl Branch {
    /// Convolves the word vectors at the start of each row of `features`; [`CHANNELS`] values a token.
    fn forward(&self, features: &[f32], texts: &[&[u32]]) -> Vec<f32> {
        let tokens = features.len() / FEATURES;
        let vectors = Rows::part(features, tokens, DIMS, FEATURES);
        let mut values = self.project.apply(vectors);
        self.norm.apply(&mut values);
        let mut windows = vec![0.0; tokens * self.width * CHANNELS];
        for step in &self.steps {
            self.gather(&values, texts, &mut windows);
            let rows = Rows::whole(&windows, tokens, self.width * CHANNELS);
            let mut convolved = step.apply(rows);
            rectify_and_add(&mut convolved, &values);
            values = convolved;
        }
        values
    }

    /// Lays each token's window out as one row. What would lie outside of the text stays as it is in
    /// `windows`: zero.
    fn gather(&self, values: &[f32], texts: &[&[u32]], windows: &mut [f32]) {
        let width = self.width * CHANNELS;
        let mut start = 0;
        for text in texts {
            for position in 0..text.len() {
                let first = position.saturating_sub(self.before);
                let last = (position + self.width - self.before).min(text.len());
                let skipped = first + self.before - position;
                let source = &values[(start + first) * CHANNELS..(start + last) * CHANNELS];
                let window = (start + position) * width + skipped * CHANNELS;
                windows[window..window + source.len()].copy_from_slice(source);
            }
            start += text.len();
        }
    }
}

impl Tower {
    /// From pooled vectors to sentence vectors, both of [`DIMS`] values.
    fn forward(&self, pooled: &[f32]) -> Vec<f32> {
        let texts = pooled.len() / DIMS;
        let hidden = rectified_product(pooled, texts, &self.first);
        let hidden = with_skip(&hidden, &self.second, pooled, &self.second_skip, texts);
        let hidden = rectified(hidden);
        let outer = rectified_product(&hidden, texts, &self.third);
        let mut out = with_skip(&outer, &self.fourth, &hidden, &self.fourth_skip, texts);
        for row in out.chunks_exact_mut(DIMS) {
            row.iter_mut().for_each(|value| *value = value.tanh());
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            let scale = 1.0 / length.max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|value| *value *= scale);
        }
        out
    }
}

fn product(rows: &[f32], count: usize, weights: &[f32]) -> Vec<f32> {
    let inputs = rows.len() / count.max(1);
    let mut out = vec![0.0; count * weights.len() / inputs.max(1)];
    multiply(
        Rows::whole(rows, count, inputs),
        weights,
        &mut out,
        Update::Replace,
    );
    out
}

fn rectified(mut values: Vec<f32>) -> Vec<f32> {
    rectify(&mut values);
    values
}

fn rectified_product(rows: &[f32], count: usize, weights: &[f32]) -> Vec<f32> {
    rectified(product(rows, count, weights))
}

/// `rows · weights + skipped · skip_weights`.
fn with_skip(
    rows: &[f32],
    weights: &[f32],
    skipped: &[f32],
    skip_weights: &[f32],
    count: usize,
) -> Vec<f32> {
    let mut out = product(skipped, count, skip_weights);
    let inputs = rows.len() / count.max(1);
    multiply(
        Rows::whole(rows, count, inputs),
        weights,
        &mut out,
        Update::Add,
    );
    out
}
