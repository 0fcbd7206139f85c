//! Sentence vectors of texts, made and centred as a run makes them.

use std::time::Instant;

use rayon::prelude::*;

use super::EvalError;
use crate::config::EmbedderChoice;
use crate::conversation::{Conversation, Message};
use crate::embed;
use crate::embed::choose;
use crate::facets::language::{self, Language};
use crate::matrix::Matrix;
use crate::passages::{self, Watch};
use crate::progress::Progress;
use crate::run;

/// Vectors of texts; lists have one entry a text.
#[derive(Debug, Clone)]
pub struct Vectors {
    /// As the embedder gives them.
    pub raw: Matrix,
    /// As a run clusters them: refined, centred by language, with lexical vectors beside them where a run
    /// lays them there.
    pub centred: Matrix,
    /// Language as identified.
    pub languages: Vec<Language>,
    /// The embedder's name.
    pub embedder: String,
    /// What embedding the texts took, in seconds, without refining.
    pub seconds: f64,
}

/// Conversations of one message each.
#[must_use]
pub fn conversations(texts: &[String]) -> Vec<Conversation> {
    let of = |(index, text): (usize, &String)| Conversation {
        id: index.to_string(),
        messages: vec![Message {
            content: text.clone(),
            ..Message::default()
        }],
        turns: 1,
        ..Conversation::default()
    };
    texts.iter().enumerate().map(of).collect()
}

/// Embeds `texts` as a run embeds conversations of one message, each of an account of its own.
///
/// # Errors
/// When the sentence model is damaged, or asked for and not there.
pub fn embed(
    texts: &[String],
    choice: EmbedderChoice,
    seed: u64,
    progress: &Progress,
) -> Result<Vectors, EvalError> {
    let conversations = conversations(texts);
    let languages: Vec<Language> = conversations.par_iter().map(language::identify).collect();
    let texts: Vec<String> = conversations.iter().map(run::excerpt).collect();
    let lengths = texts.iter().map(|text| text.chars().count());
    let population = languages.iter().copied().zip(lengths).collect();
    let chosen = choose::open(choice, None, population, seed)?;
    let embedder = &*chosen.embedder;
    let groups: Vec<u32> = languages.iter().map(|&language| language as u32).collect();
    let bar = progress.stage("embed", "texts", texts.len() as u64);
    let began = Instant::now();
    let raw = embedder.embed(&texts, &|done| bar.inc(done));
    let seconds = began.elapsed().as_secs_f64();
    let centred = if embedder.reads_meaning() {
        passages::refine(raw.clone(), &texts, &groups, embedder, Watch::NOBODY)
    } else {
        let mut centred = raw.clone();
        embed::centre_by_group(&mut centred, &groups);
        centred
    };
    let centred = chosen.to_cluster(centred, &texts, &groups);
    bar.finish_and_clear();
    Ok(Vectors {
        raw,
        centred,
        languages,
        embedder: chosen.name(),
        seconds,
    })
}
