//! What a run says at its end about the models that it asked.

use std::fmt;

use crate::prompted::Tally;

/// The models of a run and what became of their answers, stage by stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ModelReport {
    /// The models, as in the release.
    pub(super) name: String,
    /// Stage, and what its builtin way took over.
    pub(super) stages: Vec<(&'static str, &'static str, Tally)>,
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Model: {}.", self.name)?;
        for (stage, unit, tally) in &self.stages {
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
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told() {
        let tally = |asked, failed, replaced| Tally {
            asked,
            failed,
            replaced,
        };
        let report = ModelReport {
            name: "small (ollama)".to_owned(),
            stages: vec![
                ("screen", "", tally(0, 0, 0)),
                ("facets", "conversations got a facet", tally(900, 4, 4)),
                ("describe", "names were made", tally(20, 0, 2)),
                ("hierarchy", "", tally(30, 0, 0)),
            ],
        };
        insta::assert_snapshot!(report, @r"
        Model: small (ollama).
          facets: 900 questions, 4 with no usable answer; 4 conversations got a facet the builtin way instead
          describe: 20 questions; 2 names were made the builtin way instead
          hierarchy: 30 questions
        ");
    }
}
