//! Sentence vectors of texts, made and centred as a run makes them.

use std::time::Instant;

use crate::config::EmbedderChoice;
use crate::embed::{self, Embedder, model};
use crate::facets::language::{self, Language};
use crate::matrix::Matrix;
use crate::progress::Progress;

use super::EvalError;
use rayon::prelude::*;

/// Vectors of texts; lists have one entry a text.
#[derive(Debug, Clone)]
pub struct Vectors {
    /// As the embedder gives them.
    pub raw: Matrix,
    /// Centred by language.
    pub centred: Matrix,
    /// Language as identified.
    pub languages: Vec<Language>,
    /// The embedder's name.
    pub embedder: String,
    /// What embedding took, in seconds.
    pub seconds: f64,
}

/// The embedder that a run would use.
///
/// # Errors
/// When the sentence model is damaged, or asked for and not there.
pub fn embedder(choice: EmbedderChoice, seed: u64) -> Result<Box<dyn Embedder>, EvalError> {
    let found = match choice {
        EmbedderChoice::Lexical => None,
        EmbedderChoice::Auto => model::find(),
        EmbedderChoice::Muse => Some(model::find().ok_or(EvalError::NoModel)?),
    };
    Ok(embed::choose(found.as_deref(), seed)?)
}

/// Embeds `texts`.
///
/// # Errors
/// When the sentence model is damaged, or asked for and not there.
pub fn embed(
    texts: &[String],
    choice: EmbedderChoice,
    seed: u64,
    progress: &Progress,
) -> Result<Vectors, EvalError> {
    let languages: Vec<Language> = texts
        .par_iter()
        .map(|text| language::identify_text(text))
        .collect();
    let embedder = embedder(choice, seed)?;
    let bar = progress.stage("embed", "texts", texts.len() as u64);
    let began = Instant::now();
    let raw = embedder.embed(texts, &|done| bar.inc(done));
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let mut centred = raw.clone();
    let groups: Vec<u32> = languages.iter().map(|&language| language as u32).collect();
    embed::centre_by_group(&mut centred, &groups);
    Ok(Vectors {
        raw,
        centred,
        languages,
        embedder: embedder.name().to_owned(),
        seconds,
    })
}
