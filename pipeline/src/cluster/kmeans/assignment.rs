//! Which cluster each point is in, and how near that is known to be.
//!
//! Source: Hamerly, "Making k-means Even Faster", SDM 2010: a point keeps an upper bound on the distance
//! to its own centre and a lower bound on that to any other. While the upper one is the lesser, no
//! product is needed. When centres move, the bounds give way by as much.

use kleio_shared::cluster::Points;
use rayon::prelude::*;

use super::super::nearest::{BLOCK, Centres, squared_distance};

/// The label of a point that is in no cluster yet.
pub(super) const NONE: u32 = u32::MAX;

/// Points that one thread looks at together, in blocks of [`BLOCK`] where they need products.
const CHUNK: usize = 4 * BLOCK;

/// By how much more than they seem to centres may have moved, for what rounding hides.
const SLACK: f32 = 1.0 + 1e-5;

/// A point that changes its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) point: u32,
    /// [`NONE`] at first.
    pub(super) from: u32,
    pub(super) to: u32,
}

/// The state of all points.
#[derive(Debug)]
pub(super) struct Assignment {
    labels: Vec<u32>,
    /// No less than the distance to the own centre.
    upper: Vec<f32>,
    /// No more than the distance to any other centre.
    lower: Vec<f32>,
    rounds: usize,
}

impl Assignment {
    /// `points` points in no cluster.
    pub(super) fn new(points: usize) -> Self {
        Self {
            labels: vec![NONE; points],
            upper: vec![f32::INFINITY; points],
            lower: vec![0.0; points],
            rounds: 0,
        }
    }

    /// How often [`Self::update`] was called.
    pub(super) const fn rounds(&self) -> usize {
        self.rounds
    }

    pub(super) fn labels(&self) -> &[u32] {
        &self.labels
    }

    pub(super) fn into_labels(self) -> Vec<u32> {
        self.labels
    }

    pub(super) fn label(&self, point: u32) -> u32 {
        self.labels[point as usize]
    }

    /// Puts `point` into the cluster `to`, whose centre will be the point itself; returns where it was.
    pub(super) fn reassign(&mut self, point: u32, to: u32) -> u32 {
        let index = point as usize;
        (self.upper[index], self.lower[index]) = (0.0, 0.0);
        std::mem::replace(&mut self.labels[index], to)
    }

    /// Moves every point to the nearest of `centroids`; returns the moves in order of the points.
    pub(super) fn update(&mut self, points: Points<'_>, centroids: &[f32]) -> Vec<Move> {
        self.rounds += 1;
        let dims = points.dims();
        let centres = Centres::new(centroids, dims);
        let chunks = points.values().par_chunks(CHUNK * dims);
        let states = self
            .labels
            .par_chunks_mut(CHUNK)
            .zip(self.upper.par_chunks_mut(CHUNK))
            .zip(self.lower.par_chunks_mut(CHUNK));
        let moves: Vec<Vec<Move>> = chunks
            .zip(states)
            .enumerate()
            .map_init(Scratch::default, |scratch, (number, (rows, state))| {
                let ((labels, upper), lower) = state;
                let mut chunk = Chunk {
                    first: (number * CHUNK) as u32,
                    rows,
                    dims,
                    labels,
                    upper,
                    lower,
                };
                chunk.find_open(centroids, &mut scratch.open);
                chunk.settle(&centres, scratch)
            })
            .collect();
        moves.concat()
    }

    /// Lets the bounds give way after each centre has moved as far as `steps` says.
    pub(super) fn loosen(&mut self, steps: &[f32]) {
        let (mut farthest, mut largest, mut second) = (0, 0.0_f32, 0.0_f32);
        for (centre, &step) in steps.iter().enumerate() {
            if step > largest {
                (farthest, second, largest) = (centre, largest, step);
            } else {
                second = second.max(step);
            }
        }
        let bounds = self.upper.par_iter_mut().zip(&mut self.lower);
        bounds
            .zip(&self.labels)
            .with_min_len(CHUNK)
            .for_each(|((upper, lower), &label)| {
                let label = label as usize;
                let other = if label == farthest { second } else { largest };
                *upper += steps[label] * SLACK;
                *lower -= other * SLACK;
            });
    }
}

#[derive(Default)]
struct Scratch {
    /// Points whose nearest centre is not known, by their place in the chunk.
    open: Vec<usize>,
    rows: Vec<f32>,
    products: Vec<f32>,
}

/// Consecutive points and their states.
struct Chunk<'a> {
    first: u32,
    rows: &'a [f32],
    dims: usize,
    labels: &'a mut [u32],
    upper: &'a mut [f32],
    lower: &'a mut [f32],
}

impl Chunk<'_> {
    fn row(&self, index: usize) -> &[f32] {
        &self.rows[index * self.dims..(index + 1) * self.dims]
    }

    /// Lists the points whose bounds leave open which centre is nearest. Where that is so, the distance
    /// to the own centre is measured first, which often is enough.
    fn find_open(&mut self, centroids: &[f32], open: &mut Vec<usize>) {
        open.clear();
        for index in 0..self.labels.len() {
            if self.upper[index] < self.lower[index] {
                continue;
            }
            if self.labels[index] != NONE && self.lower[index] > 0.0 {
                let own = self.labels[index] as usize * self.dims;
                let centre = &centroids[own..own + self.dims];
                let distance = squared_distance(self.row(index), centre).sqrt();
                self.upper[index] = distance;
                if distance < self.lower[index] {
                    continue;
                }
            }
            open.push(index);
        }
    }

    /// Compares the open points with every centre.
    fn settle(&mut self, centres: &Centres<'_>, scratch: &mut Scratch) -> Vec<Move> {
        let mut moves = Vec::new();
        for block in scratch.open.chunks(BLOCK) {
            scratch.rows.clear();
            for &index in block {
                scratch.rows.extend_from_slice(self.row(index));
            }
            centres.nearest(&scratch.rows, &mut scratch.products, |place, found| {
                let index = block[place];
                self.upper[index] = found.squared.sqrt();
                self.lower[index] = found.second.sqrt();
                let from = std::mem::replace(&mut self.labels[index], found.index);
                if from != found.index {
                    moves.push(Move {
                        point: self.first + index as u32,
                        from,
                        to: found.index,
                    });
                }
            });
        }
        moves
    }
}
