//! Sentence vectors from a server that the user runs or pays.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Embedder;
use crate::llm::{VectorApi, VectorsConfig, VectorsError};
use crate::matrix::Matrix;

/// A model behind an API. Equal texts are sent once.
#[derive(Debug)]
pub struct Api {
    server: VectorApi,
    name: String,
    failure: Mutex<Option<VectorsError>>,
}

impl Api {
    /// Opens the server and asks for one vector, to learn its length.
    ///
    /// # Errors
    /// When the key is missing or the server gives no vector.
    pub fn open(config: &VectorsConfig, seed: u64) -> Result<Self, VectorsError> {
        Ok(Self {
            server: VectorApi::open(config, seed)?,
            name: format!("{} {}", config.provider.name(), config.model),
            failure: Mutex::new(None),
        })
    }
}

impl Embedder for Api {
    fn name(&self) -> &str {
        &self.name
    }

    fn dims(&self) -> usize {
        self.server.dims()
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let (mut distinct, mut places) = (Vec::new(), Vec::with_capacity(texts.len()));
        for text in texts {
            let next = distinct.len();
            let place = *seen.entry(text).or_insert(next);
            if place == next {
                distinct.push(text.clone());
            }
            places.push(place);
        }
        step((texts.len() - distinct.len()) as u64);
        let mut out = Matrix::zeros(texts.len(), self.dims());
        match self.server.vectors(&distinct, step) {
            Ok(vectors) => {
                for (index, place) in places.into_iter().enumerate() {
                    out.row_mut(index).copy_from_slice(&vectors[place]);
                }
                out.normalise_rows();
            }
            Err(error) => {
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert(error);
            }
        }
        out
    }

    fn failure(&self) -> Option<VectorsError> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.clone()
    }
}

#[cfg(test)]
mod tests;
