//! The forward pass, over the tokens of several texts laid one after the other, without padding.

use super::super::kernels::{add, add_rows, gelu};
use super::super::product::Rows;
use super::attention::Attention;
use super::weights::{DIMS, Weights};

impl Weights {
    /// The vectors, of length 1 and [`DIMS`] values each, of texts given as tokens.
    pub(super) fn forward(&self, texts: &[&[u32]]) -> Vec<f32> {
        let tokens: usize = texts.iter().map(|text| text.len()).sum();
        let mut rows = vec![0.0; tokens * DIMS];
        let places = texts.iter().flat_map(|text| text.iter().enumerate());
        for (row, (place, &token)) in rows.chunks_exact_mut(DIMS).zip(places) {
            self.look_up(token, place, row);
        }
        self.norm.apply(&mut rows);
        let mut attention = Attention::new(texts);
        let mut attended = vec![0.0; rows.len()];
        let (mut wide, mut narrow) = (Vec::new(), Vec::new());
        for layer in &self.layers {
            layer
                .attention
                .apply_into(Rows::whole(&rows, tokens, DIMS), &mut wide);
            attention.attend(&wide, &mut attended);
            layer
                .output
                .apply_into(Rows::whole(&attended, tokens, DIMS), &mut narrow);
            add(&mut rows, &narrow);
            layer.output_norm.apply(&mut rows);
            layer
                .up
                .apply_into(Rows::whole(&rows, tokens, DIMS), &mut wide);
            gelu(&mut wide);
            let inner = Rows::whole(&wide, tokens, 4 * DIMS);
            layer.down.apply_into(inner, &mut narrow);
            add(&mut rows, &narrow);
            layer.norm.apply(&mut rows);
        }
        pool(&rows, texts)
    }
}

/// The mean of each text's rows, scaled to length 1.
fn pool(rows: &[f32], texts: &[&[u32]]) -> Vec<f32> {
    let mut pooled = vec![0.0; texts.len() * DIMS];
    let mut start = 0;
    for (vector, text) in pooled.chunks_exact_mut(DIMS).zip(texts) {
        let end = start + text.len() * DIMS;
        add_rows(vector, &rows[start..end]);
        start = end;
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        let scale = 1.0 / length.max(f32::MIN_POSITIVE);
        vector.iter_mut().for_each(|value| *value *= scale);
    }
    pooled
}
