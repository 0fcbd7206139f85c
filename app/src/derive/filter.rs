//! What the reader asks of clusters' numbers, and which clusters answer to it.

mod text;

pub use text::{outdated, write};

use super::atlas::Atlas;
use super::growth::Windows;
use super::matches::Answer;
use super::measure::{Known, Measure};

/// Which side of a number is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Test {
    /// The number or more.
    #[default]
    AtLeast,
    /// The number or less.
    AtMost,
    /// This very number.
    Is,
}

/// One thing asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Of which number.
    pub measure: Measure,
    /// Which side of `bound`.
    pub test: Test,
    /// In the measure's own unit: shares in 0..=1.
    pub bound: f64,
}

/// Conditions, combined.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// In the order in which they were added.
    pub conditions: Vec<Condition>,
    /// Whether one of them is enough; else all must hold.
    pub any: bool,
    /// Whether clusters match of which it cannot be told, because cells are withheld.
    pub unknown_too: bool,
}

impl Condition {
    /// What is known of the answer for a number.
    #[must_use]
    pub fn answer(&self, known: Known) -> Answer {
        // Numbers in links and fields have few digits; shares in the release have not.
        const SLACK: f64 = 1e-9;
        let bound = self.bound;
        let certainly = match self.test {
            Test::AtLeast => known.low >= bound - SLACK,
            Test::AtMost => known.high <= bound + SLACK,
            Test::Is => (known.low - bound).abs() <= SLACK && (known.high - bound).abs() <= SLACK,
        };
        let possibly = match self.test {
            Test::AtLeast => known.high >= bound - SLACK,
            Test::AtMost => known.low <= bound + SLACK,
            Test::Is => known.low <= bound + SLACK && known.high >= bound - SLACK,
        };
        match (certainly, possibly) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::Unknown,
            (false, false) => Answer::No,
        }
    }
}

impl Filter {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// One answer for every cluster of `atlas`, of growth between `windows`; all `Yes` where nothing is asked.
    #[must_use]
    pub fn answers(&self, atlas: &Atlas, windows: Option<Windows>) -> Vec<Answer> {
        let count = atlas.clusters().len();
        if self.is_empty() {
            return vec![Answer::Yes; count];
        }
        let mut answers = vec![Answer::known(!self.any); count];
        for condition in &self.conditions {
            for (index, answer) in answers.iter_mut().enumerate() {
                let here = condition.answer(condition.measure.known(atlas, windows, index));
                *answer = if self.any {
                    answer.or(here)
                } else {
                    answer.and(here)
                };
            }
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use proptest::prelude::*;

    fn filter(any: bool, conditions: Vec<Condition>) -> Filter {
        Filter {
            conditions,
            any,
            unknown_too: false,
        }
    }

    fn at_least(measure: Measure, bound: f64) -> Condition {
        Condition {
            measure,
            test: Test::AtLeast,
            bound,
        }
    }

    #[test]
    fn a_withheld_share_is_unknown_below_its_bound_and_no_above() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let french = |bound| {
            let asked = vec![at_least(Measure::of("language", "fra"), bound)];
            filter(false, asked).answers(&atlas, None)[base]
        };
        // At most 20 of 60 conversations can be in French.
        assert_eq!(french(0.3), Answer::Unknown);
        assert_eq!(french(0.34), Answer::No);
        assert_eq!(french(0.0), Answer::Yes);
    }

    #[test]
    fn levels_can_be_asked_for() {
        let atlas = fixture::atlas();
        let base = Condition {
            measure: Measure::Level,
            test: Test::Is,
            bound: 0.0,
        };
        let answers = filter(false, vec![base]).answers(&atlas, None);
        let yes = answers.iter().filter(|a| **a == Answer::Yes).count();
        assert_eq!(yes, atlas.at_level(0).len());
    }

    #[test]
    fn growth_that_withheld_weeks_bound_is_unknown_below_its_bound_and_no_above() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let windows = Windows::halves(3);
        let grown = |bound| {
            filter(false, vec![at_least(Measure::Growth, bound)]).answers(&atlas, windows)[base]
        };
        // Its share at most doubled, whatever the last week holds.
        assert_eq!([grown(0.0), grown(1.5)], [Answer::Yes, Answer::Unknown]);
        assert_eq!(grown(2.1), Answer::No);
    }

    #[test]
    fn nothing_asked_is_answered_by_all() {
        let atlas = fixture::atlas();
        let answers = Filter::default().answers(&atlas, None);
        assert!(answers.iter().all(|answer| *answer == Answer::Yes));
    }

    proptest! {
        /// Whatever the hidden number is, a certain answer is right.
        #[test]
        fn certain_answers_hold_for_every_number_in_the_range(
            ends in (0.0f64..1.0, 0.0f64..1.0), bound in 0.0f64..1.0, inside in 0.0f64..=1.0,
        ) {
            let (low, high) = (ends.0.min(ends.1), ends.0.max(ends.1));
            let hidden = low + (high - low) * inside;
            for test in [Test::AtLeast, Test::AtMost] {
                let condition = Condition { measure: Measure::Share, test, bound };
                let truth = if test == Test::AtLeast { hidden >= bound } else { hidden <= bound };
                match condition.answer(Known::between(low, high)) {
                    Answer::Yes => prop_assert!(truth || (hidden - bound).abs() < 1e-6),
                    Answer::No => prop_assert!(!truth || (hidden - bound).abs() < 1e-6),
                    Answer::Unknown => {}
                }
            }
        }
    }
}
