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
    /// Of the stage's texts, what the auditor was asked, …
    pub audited: u64,
    /// … what it gave no usable answer to, so that the text is not used, …
    pub unjudged: u64,
    /// … and what it did not let through.
    pub objected: u64,
}

impl Tally {
    /// Counts the auditor's scores, of which the failed ones are `None` and those below `least` object.
    pub(super) fn count_audit(&mut self, scores: &[Option<u8>], least: u8) {
        let of = |is: &dyn Fn(&Option<u8>) -> bool| scores.iter().filter(|s| is(s)).count() as u64;
        self.audited += scores.len() as u64;
        self.unjudged += of(&|score| score.is_none());
        self.objected += of(&|score| score.is_some_and(|score| score < least));
    }

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
        self.audited += other.audited;
        self.unjudged += other.unjudged;
        self.objected += other.objected;
    }
}
