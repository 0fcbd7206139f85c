//! Runs a model over a list of texts: each different one once, in chunks by length, on all cores.
//!
//! Invariant: how the work is cut depends on the texts alone, never on the number of threads, and so
//! does every bit of the result.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::matrix::Matrix;

/// Tokens that go through a model's layers together: enough to use each weight many times while it is
/// in the cache, few enough for the intermediate values to stay there too.
const TOKENS_PER_CHUNK: usize = 512;

/// Embeds texts given as tokens. `forward` is given some of them and returns `dims` values for each;
/// `step` is told how many further texts are done.
pub(super) fn embed(
    texts: &[Vec<u32>],
    dims: usize,
    forward: impl Fn(&[&[u32]]) -> Vec<f32> + Sync,
    step: &(dyn Fn(u64) + Sync),
) -> Matrix {
    let distinct = Distinct::new(texts);
    let chunks = chunks(&distinct.tokens);
    let vectors: Vec<Vec<f32>> = chunks
        .par_iter()
        .with_max_len(1)
        .map(|chunk| {
            let tokens: Vec<&[u32]> = chunk.iter().map(|&i| distinct.tokens[i]).collect();
            let vectors = forward(&tokens);
            step(chunk.iter().map(|&i| distinct.copies[i]).sum());
            vectors
        })
        .collect();
    let mut place = vec![(0, 0); distinct.tokens.len()];
    for (number, chunk) in chunks.iter().enumerate() {
        for (row, &index) in chunk.iter().enumerate() {
            place[index] = (number, row * dims);
        }
    }
    let mut out = Matrix::zeros(texts.len(), dims);
    for (index, &original) in distinct.original.iter().enumerate() {
        let (chunk, start) = place[original];
        let vector = &vectors[chunk][start..start + dims];
        out.row_mut(index).copy_from_slice(vector);
    }
    out
}

/// The different texts of a list, compared by their tokens: each is embedded once.
struct Distinct<'a> {
    /// Each once, in order of first appearance.
    tokens: Vec<&'a [u32]>,
    /// How often each of `tokens` appears.
    copies: Vec<u64>,
    /// For each text of the list, its place in `tokens`.
    original: Vec<usize>,
}

impl<'a> Distinct<'a> {
    fn new(texts: &'a [Vec<u32>]) -> Self {
        let mut seen: HashMap<&[u32], usize> = HashMap::with_capacity(texts.len());
        let mut distinct = Self {
            tokens: Vec::new(),
            copies: Vec::new(),
            original: Vec::with_capacity(texts.len()),
        };
        for text in texts {
            let index = *seen.entry(text).or_insert_with(|| {
                distinct.tokens.push(text);
                distinct.copies.push(0);
                distinct.tokens.len() - 1
            });
            distinct.copies[index] += 1;
            distinct.original.push(index);
        }
        distinct
    }
}

/// Cuts the texts, longest first, into chunks of at most [`TOKENS_PER_CHUNK`] tokens (or one text).
fn chunks(texts: &[&[u32]]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(texts[index].len()));
    let mut chunks: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for index in order {
        let length = texts[index].len();
        match chunks.last_mut() {
            Some(chunk) if length <= room => {
                chunk.push(index);
                room -= length;
            }
            _ => {
                chunks.push(vec![index]);
                room = TOKENS_PER_CHUNK.saturating_sub(length);
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn chunks_hold_every_text_once_and_stay_small() {
        let lengths = [3, 700, 60, 60, 511, 1, 400, 2];
        let tokens: Vec<Vec<u32>> = lengths.iter().map(|&length| vec![7; length]).collect();
        let tokens: Vec<&[u32]> = tokens.iter().map(Vec::as_slice).collect();
        let chunks = chunks(&tokens);
        for chunk in &chunks {
            let total: usize = chunk.iter().map(|&index| lengths[index]).sum();
            assert!(total <= TOKENS_PER_CHUNK || chunk.len() == 1);
        }
        let mut all: Vec<usize> = chunks.into_iter().flatten().collect();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..lengths.len()));
    }

    #[test]
    fn copies_are_counted() {
        let texts = [vec![1, 2], vec![1, 3], vec![1, 2], vec![1, 2]];
        let distinct = Distinct::new(&texts);
        assert_eq!(distinct.tokens, [&[1, 2], &[1, 3]]);
        assert_eq!(distinct.copies, [3, 1]);
        assert_eq!(distinct.original, [0, 1, 0, 0]);
    }

    #[test]
    fn each_different_text_is_run_once_and_every_text_is_counted() {
        let texts = [vec![4], vec![5, 6], vec![4], vec![4]];
        let (run, told) = (AtomicU64::new(0), AtomicU64::new(0));
        let forward = |texts: &[&[u32]]| {
            run.fetch_add(texts.len() as u64, Ordering::Relaxed);
            texts.iter().map(|text| text[0] as f32).collect()
        };
        let step = |count| {
            told.fetch_add(count, Ordering::Relaxed);
        };
        let vectors = embed(&texts, 1, forward, &step);
        assert_eq!(vectors.as_slice(), [4.0, 5.0, 4.0, 4.0]);
        assert_eq!((run.into_inner(), told.into_inner()), (2, 4));
    }
}
