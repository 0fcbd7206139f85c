//! What each conversation is about, as the nearest of a public list of topics.
//!
//! A topic is a heading and a few ways of asking (`topics/catalogue.txt`), embedded like the
//! conversations themselves and compared by cosine: zero-shot classification by similarity (Yin, Hay,
//! Roth 2019, section 5.1). A multilingual model finds the topic in any of its languages.
//!
//! Invariant: the list is part of the program. A topic says which of these headings is nearest and
//! repeats no word of the conversation.

mod catalogue;

use rayon::prelude::*;

use crate::matrix::Matrix;
pub use catalogue::{Topic, catalogue};

/// Topics kept of each conversation, the nearest first.
pub const NEAREST: usize = 3;

/// The nearest topics of every conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics {
    /// For each conversation, [`NEAREST`] positions in the [`catalogue`], the nearest first.
    pub nearest: Vec<[u32; NEAREST]>,
}

/// All texts that stand for topics: what [`assign`] wants the vectors of, in this order.
#[must_use]
pub fn texts() -> Vec<String> {
    catalogue()
        .iter()
        .flat_map(|topic| topic.texts().map(str::to_owned))
        .collect()
}

/// The nearest topics of each row of `conversations`, given the vectors of [`texts`] by the same
/// model as `examples`. Rows have length 1; neither is centred.
#[must_use]
pub fn assign(conversations: &Matrix, examples: &Matrix) -> Topics {
    let topics = topic_vectors(examples);
    let nearest = (0..conversations.rows())
        .into_par_iter()
        .map(|row| nearest(conversations.row(row), &topics))
        .collect();
    Topics { nearest }
}

/// One unit vector a topic: the mean of its texts, less the mean of all, which only says that a text
/// is a short English request.
fn topic_vectors(examples: &Matrix) -> Matrix {
    let dims = examples.dims();
    let all: Vec<u32> = (0..examples.rows() as u32).collect();
    let mut common = vec![0.0; dims];
    crate::cluster::kmeans::mean_into(examples, &all, &mut common);
    let mut topics = Matrix::zeros(catalogue().len(), dims);
    let mut first = 0_u32;
    for (index, topic) in catalogue().iter().enumerate() {
        let next = first + topic.texts().count() as u32;
        let own: Vec<u32> = (first..next).collect();
        let row = topics.row_mut(index);
        crate::cluster::kmeans::mean_into(examples, &own, row);
        row.iter_mut().zip(&common).for_each(|(v, c)| *v -= c);
        first = next;
    }
    topics.normalise_rows();
    topics
}

fn nearest(vector: &[f32], topics: &Matrix) -> [u32; NEAREST] {
    let mut best = [(f32::NEG_INFINITY, 0_u32); NEAREST];
    for (index, topic) in topics.iter().enumerate() {
        let likeness: f32 = vector.iter().zip(topic).map(|(a, b)| a * b).sum();
        let place = best.iter().position(|(least, _)| likeness > *least);
        if let Some(place) = place {
            best[place..].rotate_right(1);
            best[place] = (likeness, index as u32);
        }
    }
    best.map(|(_, index)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_nearest_to_its_own_topic() {
        // A vector of its own for every topic, and a little of what all have in common.
        let dims = catalogue().len() + 1;
        let mut data = Vec::new();
        for (index, topic) in catalogue().iter().enumerate() {
            for _ in topic.texts() {
                let mut row = vec![0.0; dims];
                row[index] = 0.8;
                row[dims - 1] = 0.6;
                data.extend(row);
            }
        }
        let examples = Matrix::new(dims, data.clone());
        let found = assign(&Matrix::new(dims, data), &examples);
        let mut row = 0;
        for (index, topic) in catalogue().iter().enumerate() {
            for _ in topic.texts() {
                assert_eq!(found.nearest[row][0], index as u32);
                row += 1;
            }
        }
        assert_eq!(row, texts().len());
    }

    #[test]
    fn the_nearest_are_different_topics_in_order() {
        let topics = Matrix::new(1, vec![0.1, 0.9, 0.5, 0.7]);
        assert_eq!(nearest(&[1.0], &topics), [1, 3, 2]);
    }
}
