//! Sentence vectors of texts, made and centred as a run makes them.

use std::time::Instant;

use crate::config::EmbedderChoice;
use crate::embed;
use crate::embed::choose::{self, Chosen};
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
    /// Centred by language, with lexical vectors beside them where a run lays them there.
    pub centred: Matrix,
    /// Language as identified.
    pub languages: Vec<Language>,
    /// The embedder's name.
    pub embedder: String,
    /// What embedding took, in seconds.
    pub seconds: f64,
}

/// The embedder that a run on texts in these languages would use.
///
/// # Errors
/// When the sentence model is damaged, or asked for and not there.
pub fn embedder(
    choice: EmbedderChoice,
    languages: &[Language],
    seed: u64,
) -> Result<Chosen, EvalError> {
    let tongues = languages.iter().copied().collect();
    Ok(choose::open(choice, None, tongues, seed)?)
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
    let chosen = embedder(choice, &languages, seed)?;
    let bar = progress.stage("embed", "texts", texts.len() as u64);
    let began = Instant::now();
    let raw = chosen.embedder.embed(texts, &|done| bar.inc(done));
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let mut centred = raw.clone();
    let groups: Vec<u32> = languages.iter().map(|&language| language as u32).collect();
    embed::centre_by_group(&mut centred, &groups);
    let centred = chosen.to_cluster(centred, texts, &groups);
    Ok(Vectors {
        raw,
        centred,
        languages,
        embedder: chosen.name(),
        seconds,
    })
}
