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

pub mod data;
mod features;
mod fit;
mod heads;
mod measure;
mod model;
mod report;
pub mod train;
mod units;

use std::fmt;

use crate::conversation::Conversation;
pub use measure::roc_auc;
pub use model::ConcernError;
use model::{Thresholds, Weights};

/// Written by `kleio train concern`.
static BUILTIN: &[u8] = include_bytes!("concern/weights.bin");

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

/// What the model says of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The level.
    pub concern: Concern,
    /// Log-odds of being unsafe, as in the training data (far more unsafe texts than in life).
    pub log_odds: f32,
    /// Log-odds of being severe: weapons, violence, crimes, abuse of children, malware.
    pub severe: f32,
}

/// The trained classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernModel {
    weights: Weights,
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
        })
    }

    /// The level of a conversation, by the words of the person's messages.
    #[must_use]
    pub fn concern(&self, conversation: &Conversation) -> Concern {
        self.messages(conversation.user_texts(), None).concern
    }

    /// The level of a conversation, by words and by the sentence vector of how it begins.
    ///
    /// `vector` has length 1 and is MUSE's (512 values), neither centred nor of another model; one
    /// of another length is not looked at.
    #[must_use]
    pub fn concern_with_vector(&self, conversation: &Conversation, vector: &[f32]) -> Concern {
        self.messages(conversation.user_texts(), Some(vector))
            .concern
    }

    /// Scores one text, with its sentence vector where there is one (see
    /// [`concern_with_vector`](Self::concern_with_vector)).
    #[must_use]
    pub fn score(&self, text: &str, vector: Option<&[f32]>) -> Score {
        self.messages([text].into_iter(), vector)
    }

    /// Scores the most worrying unit of the person's messages (see `units`); a single alarm weighs
    /// less the more units there are, as each is a chance of a false one.
    fn messages<'a>(
        &self,
        messages: impl Iterator<Item = &'a str>,
        vector: Option<&[f32]>,
    ) -> Score {
        let weights = &self.weights;
        let units = units::units(messages);
        let (any, severe) = units
            .iter()
            .map(|unit| {
                let features = features::extract(unit);
                (
                    weights.any.logit(&features),
                    weights.severe.logit(&features),
                )
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            // Nothing was written: no features, no worry.
            .unwrap_or((f32::MIN, f32::MIN));
        let any = any - 0.5 * (units.len().max(1) as f32).ln();
        let usable = weights.vector.as_ref().zip(vector);
        match usable.filter(|(w, v)| w.any.weights.len() == v.len() && !units.is_empty()) {
            Some((with_vector, vector)) => level(
                with_vector.any.logit(vector, any),
                with_vector.severe.logit(vector, severe),
                &with_vector.thresholds,
            ),
            None => level(any, severe, &weights.thresholds),
        }
    }
}

fn level(log_odds: f32, severe: f32, thresholds: &Thresholds) -> Score {
    let reached = 1 + thresholds
        .any
        .iter()
        .filter(|&&from| log_odds >= from)
        .count() as u8;
    let grave = reached == 4 && severe >= thresholds.severe;
    Score {
        concern: Concern(reached + u8::from(grave)),
        log_odds,
        severe,
    }
}

#[cfg(test)]
mod tests;
