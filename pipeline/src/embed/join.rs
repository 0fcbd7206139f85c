//! Embedders side by side: each sees what the other misses.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Embedder;
use crate::matrix::Matrix;

/// Several embedders whose vectors are laid end to end, so that the cosine is a weighted mean of theirs.
pub struct Joined {
    name: String,
    /// With what each one's vectors are multiplied.
    parts: Vec<(f32, Box<dyn Embedder>)>,
}

impl Joined {
    /// `parts` side by side, under a name of their own; each counts as the square of its weight.
    #[must_use]
    pub fn new(name: &str, parts: Vec<(f32, Box<dyn Embedder>)>) -> Self {
        Self {
            name: name.to_owned(),
            parts,
        }
    }
}

impl Embedder for Joined {
    fn name(&self) -> &str {
        &self.name
    }

    fn dims(&self) -> usize {
        self.parts.iter().map(|(_, part)| part.dims()).sum()
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        // A text counts when it is done by as many embedders as there are; in between, in fractions.
        let parts = self.parts.len().max(1) as u64;
        let done = AtomicU64::new(0);
        let part_step = |count: u64| {
            let before = done.fetch_add(count, Ordering::Relaxed);
            step((before + count) / parts - before / parts);
        };
        let mut joined = Matrix::zeros(texts.len(), self.dims());
        let mut column = 0;
        for (weight, part) in &self.parts {
            let vectors = part.embed(texts, &part_step);
            for (index, vector) in vectors.iter().enumerate() {
                let place = &mut joined.row_mut(index)[column..column + vector.len()];
                for (value, own) in place.iter_mut().zip(vector) {
                    *value = weight * own;
                }
            }
            column += part.dims();
        }
        joined.normalise_rows();
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Constant(&'static [f32]);

    impl Embedder for Constant {
        fn name(&self) -> &str {
            "constant"
        }

        fn dims(&self) -> usize {
            self.0.len()
        }

        fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
            texts.iter().for_each(|_| step(1));
            Matrix::new(self.0.len(), self.0.repeat(texts.len()))
        }
    }

    #[test]
    fn vectors_lie_end_to_end_and_texts_count_once() {
        let parts: Vec<(f32, Box<dyn Embedder>)> = vec![
            (2.0, Box::new(Constant(&[1.0]))),
            (1.0, Box::new(Constant(&[0.0, 1.0]))),
        ];
        let joined = Joined::new("both", parts);
        let told = AtomicU64::new(0);
        let step = |count| {
            told.fetch_add(count, Ordering::Relaxed);
        };
        let vectors = joined.embed(&["a".into(), "b".into(), "c".into()], &step);
        assert_eq!((vectors.rows(), vectors.dims()), (3, 3));
        assert!((vectors.row(2)[0] - 0.8_f32.sqrt()).abs() < 1e-6);
        assert!((vectors.row(2)[2] - 0.2_f32.sqrt()).abs() < 1e-6);
        assert_eq!(told.into_inner(), 3);
    }
}
