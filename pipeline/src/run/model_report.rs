//! What a run says at its end about the models that it asked: what became of the answers, and what this
//! run spent.

use std::fmt;

use crate::llm::{Book, Stage, StageReport};
use crate::prompted::Tally;

/// The models of a run and what became of their answers, stage by stage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ModelReport {
    /// The models, as in the release; none where only vectors came from a server.
    pub(super) name: Option<String>,
    /// Stage, and what its builtin way took over.
    pub(super) stages: Vec<(&'static str, &'static str, Tally)>,
    /// Conversations whose vector could not be had.
    pub(super) without_vector: usize,
    /// What this run asked and spent.
    pub(super) calls: Vec<(Stage, StageReport)>,
    /// What all runs in the vault spent.
    pub(super) spent: String,
}

impl ModelReport {
    /// Of a run that is done; `book` has its calls.
    pub(super) fn of(
        book: &Book,
        name: Option<String>,
        stages: Vec<(&'static str, &'static str, Tally)>,
        without_vector: usize,
    ) -> Self {
        Self {
            name,
            stages,
            without_vector,
            calls: book.report(),
            spent: book.spent(),
        }
    }
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            writeln!(f, "Model: {name}.")?;
        }
        let mut audit = Tally::default();
        for (stage, unit, tally) in &self.stages {
            audit += *tally;
            if tally.asked == 0 {
                continue;
            }
            write!(f, "  {stage}: {} questions", tally.asked)?;
            if tally.failed > 0 {
                write!(f, ", {} with no usable answer", tally.failed)?;
            }
            if tally.replaced > 0 {
                write!(f, "; {} {unit} the builtin way instead", tally.replaced)?;
            }
            writeln!(f)?;
        }
        if audit.audited > 0 {
            write!(f, "  audit: {} questions", audit.audited)?;
            if audit.unjudged > 0 {
                write!(f, ", {} with no usable answer", audit.unjudged)?;
            }
            if audit.unjudged + audit.objected > 0 {
                let not_used = audit.unjudged + audit.objected;
                write!(f, "; {not_used} texts were not used for it")?;
            }
            writeln!(f)?;
        }
        if self.without_vector > 0 {
            writeln!(
                f,
                "  embed: conversations without a vector, because the server gave none: {}; they are unassigned",
                self.without_vector
            )?;
        }
        if self.calls.is_empty() {
            writeln!(f, "This run asked nothing: every answer was in the vault.")?;
        } else {
            writeln!(f, "Asked by this run:")?;
        }
        for (stage, report) in &self.calls {
            writeln!(f, "  {}: {report}", stage.name())?;
        }
        writeln!(f, "Spent in this vault so far: {}.", self.spent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(asked: u64, failed: u64, replaced: u64) -> Tally {
        Tally {
            asked,
            failed,
            replaced,
            ..Tally::default()
        }
    }

    #[test]
    fn failures_are_told() {
        let audited = |audited, unjudged, objected, tally| Tally {
            audited,
            unjudged,
            objected,
            ..tally
        };
        let report = ModelReport {
            name: Some("small (ollama)".to_owned()),
            stages: vec![
                ("screen", "", tally(0, 0, 0)),
                ("facets", "conversations got a facet", tally(900, 4, 4)),
                (
                    "describe",
                    "names were made",
                    audited(20, 3, 1, tally(20, 0, 5)),
                ),
                ("hierarchy", "", audited(5, 0, 0, tally(30, 0, 0))),
            ],
            without_vector: 2,
            calls: vec![(
                Stage::Facets,
                StageReport {
                    asked: 900,
                    kept: 100,
                    received: 800,
                    ..StageReport::default()
                },
            )],
            spent: "0.00 USD and 3 tokens".to_owned(),
        };
        insta::assert_snapshot!(report, @r"
        Model: small (ollama).
          facets: 900 questions, 4 with no usable answer; 4 conversations got a facet the builtin way instead
          describe: 20 questions; 5 names were made the builtin way instead
          hierarchy: 30 questions
          audit: 25 questions, 3 with no usable answer; 4 texts were not used for it
          embed: conversations without a vector, because the server gave none: 2; they are unassigned
        Asked by this run:
          facets: 900 questions, 0 failed (0 unreadable, 0 refused, 0 unanswered); 800 replies received, 100 from the vault, 0 asked for again, 0 calls retried; 0 tokens asked, 0 answered, no price known
        Spent in this vault so far: 0.00 USD and 3 tokens.
        ");
    }

    #[test]
    fn a_run_that_asked_nothing_says_so() {
        let report = ModelReport {
            name: None,
            stages: Vec::new(),
            without_vector: 0,
            calls: Vec::new(),
            spent: "0.10 USD and 70 tokens".to_owned(),
        };
        insta::assert_snapshot!(report, @r"
        This run asked nothing: every answer was in the vault.
        Spent in this vault so far: 0.10 USD and 70 tokens.
        ");
    }
}
