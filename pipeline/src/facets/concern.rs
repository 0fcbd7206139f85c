//! The concern facet: how much a conversation should worry someone, from 1 (benign) to 5.

pub mod data;
mod features;
mod fit;
mod measure;
mod model;
pub mod train;

use std::fmt;

use crate::conversation::Conversation;
pub use measure::roc_auc;
pub use model::ModelError;
use model::Weights;

/// 1 (benign) … 5 (explicit threats, illegal acts).
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
    /// Log-odds of being severe.
    pub severe: f32,
}

/// The trained classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernModel {
    weights: Weights,
}

impl ConcernModel {
    /// Scores one text.
    #[must_use]
    pub fn score(&self, text: &str, _vector: Option<&[f32]>) -> Score {
        let features = features::extract(text);
        let w = &self.weights;
        let (log_odds, severe) = (w.any.logit(&features), w.severe.logit(&features));
        self.level(log_odds, severe)
    }

    fn level(&self, log_odds: f32, severe: f32) -> Score {
        let t = &self.weights.thresholds;
        let reached = t.any.iter().filter(|&&from| log_odds >= from).count() as u8 + 1;
        let level = if reached == 4 && severe >= t.severe {
            5
        } else {
            reached
        };
        Score {
            concern: Concern(level),
            log_odds,
            severe,
        }
    }

    /// Scores a conversation.
    #[must_use]
    pub fn conversation(&self, c: &Conversation, v: Option<&[f32]>) -> Score {
        let mut best: Option<Score> = None;
        for text in c.user_texts().take(64) {
            let s = self.score(text, v);
            if best.is_none_or(|b| s.log_odds > b.log_odds) {
                best = Some(s);
            }
        }
        best.unwrap_or(self.level(f32::MIN, f32::MIN))
    }
}
