//! What was asked, answered, failed and spent, for the summary of a run.

use std::collections::BTreeMap;
use std::fmt;

use super::budget::dollars;
use super::{Failure, Stage, Tokens};

/// The counts of one stage, since the program began.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StageReport {
    /// Questions.
    pub asked: usize,
    /// Replies taken from the vault, of first and second answers.
    pub kept: usize,
    /// Replies received.
    pub received: usize,
    /// Calls tried again after a passing trouble.
    pub retried: usize,
    /// Answers that could not be read, so that a second one was asked for.
    pub repairs: usize,
    /// Questions whose second answer could not be read either.
    pub malformed: usize,
    /// Questions that the model refused.
    pub refused: usize,
    /// Questions that the provider did not answer.
    pub unanswered: usize,
    /// Tokens of replies received.
    pub tokens: Tokens,
    /// What they cost in US dollars; `None` where no price is known.
    pub dollars: Option<f64>,
}

impl StageReport {
    /// Questions without a usable answer.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.malformed + self.refused + self.unanswered
    }

    pub(super) fn count<T>(&mut self, answers: &[Option<Result<T, Failure>>]) {
        for answer in answers {
            self.asked += 1;
            match answer {
                Some(Err(Failure::Malformed { .. })) => self.malformed += 1,
                Some(Err(Failure::Refused)) => self.refused += 1,
                Some(Err(Failure::NoAnswer(_))) => self.unanswered += 1,
                Some(Ok(_)) | None => {}
            }
        }
    }
}

impl fmt::Display for StageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} questions, {} failed ({} unreadable, {} refused, {} unanswered); {} replies received, {} from the vault, {} asked for again, {} calls retried; {} tokens asked, {} answered",
            self.asked,
            self.failed(),
            self.malformed,
            self.refused,
            self.unanswered,
            self.received,
            self.kept,
            self.repairs,
            self.retried,
            self.tokens.input,
            self.tokens.output,
        )?;
        match self.dollars {
            Some(amount) => write!(f, ", {}", dollars(amount)),
            None => f.write_str(", no price known"),
        }
    }
}

/// The reports of all stages that asked anything.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<Stage, StageReport>);

impl Tally {
    pub(super) fn of(&mut self, stage: Stage) -> &mut StageReport {
        self.0.entry(stage).or_default()
    }

    pub(super) fn stages(&self) -> Vec<(Stage, StageReport)> {
        self.0
            .iter()
            .map(|(stage, report)| (*stage, *report))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart() {
        let mut report = StageReport::default();
        report.count(&[
            Some(Ok(1)),
            Some(Err(Failure::Refused)),
            Some(Err(Failure::NoAnswer("No.".to_owned()))),
            Some(Err(Failure::Malformed {
                reason: "no number".to_owned(),
            })),
        ]);
        report.dollars = Some(0.012);
        insta::assert_snapshot!(report, @"4 questions, 3 failed (1 unreadable, 1 refused, 1 unanswered); 0 replies received, 0 from the vault, 0 asked for again, 0 calls retried; 0 tokens asked, 0 answered, 0.0120 USD");
    }
}
