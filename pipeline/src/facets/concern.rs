//! The concern facet: how much a conversation should worry someone, from 1 (benign) to 5.
//!
//! A linear classifier over hashed words and runs of characters, trained by [`train`] on public
//! labelled texts; the weights ship with the program, and no text can be read from them. It can use
//! a sentence vector beside the words; the weights that ship use words alone.
//!
//! # What it can and cannot do
//!
//! `kleio train concern --data DIR --everyday FILE… --out FILE` makes the weights and prints these
//! figures. DIR held public sets of requests labelled safe or unsafe; the files held everyday
//! conversations and queries (SGD, BYU chit-chat, SmileChat, ConvAI2, Arena-Hard, CLINC150,
//! Banking77, SIB-200 in ten languages, Snips and others).
//!
//! | never trained on | ROC AUC | benign at 2+, 3+ | unsafe at 2+, 3+ |
//! |---|---|---|---|
//! | ToxicChat (2,801 real prompts) | .824 | 5.3 %, 1.9 % | 40.6 %, 31.0 % |
//! | OpenAI moderation (1,022 posts) | .700 | 25.5 %, 15.7 % | 54.2 %, 35.5 % |
//! | XSTest (220 contrasts) | .731 | 6.5 %, 0.0 % | 32.3 %, 17.7 % |
//!
//! Of the fifth not trained on, by hash of the text: harmful requests reach 3+ in 68.7 % (English
//! and Chinese, but also Vietnamese, of which it knows nothing), AILuminate in 63.5 %, jailbreaks
//! in 91.0 %. Everyday conversations are at 1: SGD 100 %, SmileChat 99.9 %, Taskmaster (never
//! trained on) 100 %, ShareGPT (never trained on, not all benign) 92.3 %, with 3.2 % at 3+. Sets of
//! another kind come out higher: counselling questions 25.7 % at 2+, Chinese assistant chats of MOSS
//! (many on ethics) 22.8 %.
//!
//! So: it is for comparing clusters. It misses most of what is implied rather than said, and knows
//! unsafe words of English and Chinese only; in other languages nearly everything is at 1.
//!
//! Invariant: the level is a coarse aid for aggregates, not a verdict on a conversation, and nothing
//! of a conversation's text is kept.

mod adam;
mod concepts;
pub mod data;
mod features;
mod fit;
mod heads;
mod measure;
mod model;
mod network;
mod report;
mod scoring;
pub mod train;
mod units;

use std::fmt;

use rayon::prelude::*;

use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::embed::model::{self as model_file, ModelError};
use crate::embed::muse::{Muse, MuseParams};
use concepts::Lexicon;
pub use measure::{roc_auc, spearman};
pub use model::ConcernError;
use model::Weights;
use units::units;

/// Written by `kleio train concern`.
static BUILTIN: &[u8] = include_bytes!("concern/weights.bin");

/// The [`Embedder::name`] of the only vectors that the model reads: MUSE's, neither centred nor cut.
pub const VECTORS: &str = "muse-v3";

/// Conversations whose units are in memory at one time.
const BLOCK: usize = 4_096;

/// 1 (benign) … 5 (explicit threats, illegal acts), Clio's scale (arXiv 2412.13678, appendix B.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concern(u8);

impl Concern {
    /// Every level, lowest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The number: 1..=5.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// MUSE, for [`ConcernModel::levels`], where its file is on this machine.
///
/// # Errors
/// When the file is there but cannot be used.
pub fn sentences() -> Result<Option<Muse>, ModelError> {
    let file = model_file::find();
    file.map(|path| Muse::open(&path, MuseParams::default()))
        .transpose()
}

/// What the model says of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The level.
    pub concern: Concern,
    /// Log-odds of being unsafe, as in the training data (far more unsafe texts than in life).
    pub log_odds: f32,
    /// Log-odds of being severe: weapons, violence, crimes, abuse of children, malware, self-harm.
    pub severe: f32,
}

/// The trained classifier.
#[derive(Debug, Clone)]
pub struct ConcernModel {
    weights: Weights,
    lexicon: &'static Lexicon,
}

impl PartialEq for ConcernModel {
    fn eq(&self, other: &Self) -> bool {
        self.weights == other.weights
    }
}

impl ConcernModel {
    /// The weights that ship with the program.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn builtin() -> Result<Self, ConcernError> {
        Self::from_bytes(BUILTIN)
    }

    /// A model from the bytes of a file that `kleio train concern` wrote.
    ///
    /// # Errors
    /// When they are anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ConcernError> {
        Ok(Self {
            weights: Weights::from_bytes(bytes)?,
            lexicon: Lexicon::shipped()?,
        })
    }

    /// The level of a conversation, by the words of the person's messages.
    #[must_use]
    pub fn concern(&self, conversation: &Conversation) -> Concern {
        let units = units(conversation.user_texts());
        self.by_words(&self.read(units)).concern
    }

    /// The level of every conversation, in order: by words and, where `sentences` is MUSE (see
    /// [`VECTORS`]), by the sentence vectors of what looks worst in each. Another embedder is not
    /// looked at.
    ///
    /// `step` is told how many further conversations are done.
    #[must_use]
    pub fn levels(
        &self,
        conversations: &[Conversation],
        sentences: Option<&dyn Embedder>,
        step: &(dyn Fn(u64) + Sync),
    ) -> Vec<Concern> {
        let sentences =
            sentences.filter(|s| s.name() == VECTORS && s.dims() == self.weights.dims());
        let Some(sentences) = sentences else {
            return conversations
                .par_iter()
                .map(|conversation| {
                    let concern = self.concern(conversation);
                    step(1);
                    concern
                })
                .collect();
        };
        let mut levels = Vec::with_capacity(conversations.len());
        for block in conversations.chunks(BLOCK) {
            let texts = block.par_iter().map(|c| units(c.user_texts()));
            let scores = self.score_all(texts, &|texts| sentences.embed(texts, &|_| {}));
            levels.extend(scores.iter().map(|score| score.concern));
            step(block.len() as u64);
        }
        levels
    }

    /// Scores one text, with the sentence vector of its beginning where there is one.
    ///
    /// `vector` has length 1 and is MUSE's (512 values), neither centred nor of another model; one of
    /// another length is not looked at.
    #[must_use]
    pub fn score(&self, text: &str, vector: Option<&[f32]>) -> Score {
        let read = self.read(units([text].into_iter()));
        let usable = vector.filter(|v| v.len() == self.weights.dims());
        match (usable, read.is_empty()) {
            (Some(vector), false) => self.by_vectors(&read, &[(0, vector)]),
            _ => self.by_words(&read),
        }
    }
}

#[cfg(test)]
mod tests;
