//! Sentence vectors from a server that the user runs or pays.
//!
//! A text whose vector cannot be had has a row of zeros, as long as there are few of them; what that means
//! is for the stages to decide.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Embedder;
use crate::llm::{Book, VectorApi, VectorsConfig, VectorsError};
use crate::matrix::Matrix;

/// A model behind an API. Equal texts are sent once.
#[derive(Debug)]
pub struct Api {
    server: VectorApi,
    name: String,
    failure: Mutex<Option<VectorsError>>,
}

impl Api {
    /// Opens the server and asks for one vector, to learn its length. `book` keeps the vectors and has the
    /// budget.
    ///
    /// # Errors
    /// When the key is missing or the server gives no vector.
    pub fn open(config: &VectorsConfig, book: Book) -> Result<Self, VectorsError> {
        Ok(Self {
            server: VectorApi::open(config, book)?,
            name: name(config),
            failure: Mutex::new(None),
        })
    }

    fn stopped(&self) -> MutexGuard<'_, Option<VectorsError>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the embedder is called that `config` describes.
#[must_use]
pub fn name(config: &VectorsConfig) -> String {
    format!("{} {}", config.provider.name(), config.model)
}

impl Embedder for Api {
    fn name(&self) -> &str {
        &self.name
    }

    fn dims(&self) -> usize {
        self.server.dims()
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        let mut out = Matrix::zeros(texts.len(), self.dims());
        if self.stopped().is_some() {
            // The run ends at the next look at it; until then nothing more is paid.
            return out;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let (mut distinct, mut places) = (Vec::new(), Vec::with_capacity(texts.len()));
        for text in texts {
            let next = distinct.len();
            let place = *seen.entry(text).or_insert(next);
            if place == next {
                distinct.push(text.as_str());
            }
            places.push(place);
        }
        step((texts.len() - distinct.len()) as u64);
        match self.server.vectors(&distinct, step) {
            Ok(vectors) => {
                for (index, place) in places.into_iter().enumerate() {
                    if let Some(vector) = &vectors[place] {
                        out.row_mut(index).copy_from_slice(vector);
                    }
                }
                out.normalise_rows();
            }
            Err(error) => {
                self.stopped().get_or_insert(error);
            }
        }
        out
    }

    fn failure(&self) -> Option<VectorsError> {
        self.stopped().clone()
    }

    fn loses_texts(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
