//! The concern facet: how much a conversation should worry someone, from 1 (benign) to 5.
//!
//! A linear classifier over hashed words and runs of characters, trained by [`train`] on public
//! labelled texts; the weights ship with the program.
//!
//! Invariant: the level is a coarse aid for aggregates, not a verdict on a conversation, and nothing
//! of a conversation's text is kept.

pub mod data;
mod features;
mod fit;
mod measure;
mod model;
pub mod train;
mod units;

use std::fmt;

use crate::conversation::Conversation;
pub use measure::roc_auc;
pub use model::ConcernError;
use model::Weights;

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

    /// The level of a conversation, by what the person wrote.
    #[must_use]
    pub fn concern(&self, conversation: &Conversation) -> Concern {
        self.messages(conversation.user_texts()).concern
    }

    /// Scores one text.
    #[must_use]
    pub fn score(&self, text: &str) -> Score {
        let features = features::extract(text);
        self.level(
            self.weights.any.logit(&features),
            self.weights.severe.logit(&features),
        )
    }

    /// Scores the most worrying unit of the person's messages (see `units`); a single alarm weighs
    /// less the more units there are, as each is a chance of a false one.
    fn messages<'a>(&self, messages: impl Iterator<Item = &'a str>) -> Score {
        let units = units::units(messages);
        let worst = units
            .iter()
            .map(|unit| self.score(unit))
            .max_by(|a, b| a.log_odds.total_cmp(&b.log_odds));
        worst.map_or_else(
            || self.level(f32::MIN, f32::MIN),
            |worst| {
                self.level(
                    worst.log_odds - 0.5 * (units.len() as f32).ln(),
                    worst.severe,
                )
            },
        )
    }

    fn level(&self, log_odds: f32, severe: f32) -> Score {
        let thresholds = &self.weights.thresholds;
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
}

#[cfg(test)]
mod tests;
