//! Scaled dot-product attention among the tokens of each text.
//!
//! Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, section 3.2.

use super::super::kernels::{softmax, weigh_rows};
use super::weights::{DIMS, HEAD, HEADS};

/// Tokens of a text are padded to a multiple of this, so that loops over them run in full registers.
const WIDTH: usize = 16;

/// Where the texts lie, and what one head of one text needs in between.
pub(super) struct Attention {
    lengths: Vec<usize>,
    /// A head's keys, transposed: [`HEAD`] rows of as many values as the padded text has tokens.
    keys: Vec<f32>,
    /// A query, scaled.
    query: [f32; HEAD],
    scores: Vec<f32>,
}

impl Attention {
    /// For texts that lie one after the other.
    pub(super) fn new(texts: &[&[u32]]) -> Self {
        let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let padded = longest.next_multiple_of(WIDTH);
        Self {
            lengths,
            keys: vec![0.0; HEAD * padded],
            query: [0.0; HEAD],
            scores: vec![0.0; padded],
        }
    }

    /// From rows of queries, keys and values side by side ([`DIMS`] each) to rows of [`DIMS`] values.
    pub(super) fn attend(&mut self, rows: &[f32], out: &mut [f32]) {
        let mut start = 0;
        for text in 0..self.lengths.len() {
            let end = start + self.lengths[text];
            let rows = &rows[start * 3 * DIMS..end * 3 * DIMS];
            let out = &mut out[start * DIMS..end * DIMS];
            for head in 0..HEADS {
                self.attend_with(head, rows, out);
            }
            start = end;
        }
    }

    fn attend_with(&mut self, head: usize, rows: &[f32], out: &mut [f32]) {
        let scale = 1.0 / (HEAD as f32).sqrt();
        let tokens = rows.len() / (3 * DIMS);
        let padded = tokens.next_multiple_of(WIDTH);
        let column = head * HEAD;
        let keys = &mut self.keys[..HEAD * padded];
        for (token, row) in rows.chunks_exact(3 * DIMS).enumerate() {
            let key = &row[DIMS + column..DIMS + column + HEAD];
            for (axis, &value) in key.iter().enumerate() {
                keys[axis * padded + token] = value;
            }
        }
        for axis in keys.chunks_exact_mut(padded) {
            axis[tokens..].fill(0.0);
        }
        let scores = &mut self.scores[..padded];
        let values = &rows[2 * DIMS + column..];
        for (row, out) in rows.chunks_exact(3 * DIMS).zip(out.chunks_exact_mut(DIMS)) {
            let query = &row[column..column + HEAD];
            for (scaled, &value) in self.query.iter_mut().zip(query) {
                *scaled = value * scale;
            }
            weigh_rows(&self.query, keys, padded, scores);
            softmax(scores, tokens);
            let out = &mut out[column..column + HEAD];
            weigh_rows(&scores[..tokens], values, 3 * DIMS, out);
        }
    }
}
