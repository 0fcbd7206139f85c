//! What became of the answers that a model was asked for.

use serde::{Deserialize, Serialize};

/// Counts of one stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Answers asked for.
    pub asked: u64,
    /// Answers that never came in the form asked for.
    pub failed: u64,
    /// Texts, levels or facet values for which the builtin way took the model's place.
    pub replaced: u64,
}

impl Tally {
    /// Counts a batch of answers, of which the failed ones are `None`.
    pub(super) fn count<T>(&mut self, answers: &[Option<T>]) {
        self.asked += answers.len() as u64;
        self.failed += answers.iter().filter(|answer| answer.is_none()).count() as u64;
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.asked += other.asked;
        self.failed += other.failed;
        self.replaced += other.replaced;
    }
}
