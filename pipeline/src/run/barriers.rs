//! What each layer of the gate stopped, for the person who started the run (secure zone: exact numbers).

use std::fmt;

use super::stand;
use crate::cluster::distinct;
use crate::facets::Facets;
use crate::measure::Support;
use crate::protect::{Layer, Passage};

/// One line a layer, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Barriers {
    /// What clusters met on their way.
    pub(super) passage: Passage,
    /// Facet values that too few have to be named.
    pub(super) values: u64,
    /// Cells withheld.
    pub(super) cells: u64,
}

impl fmt::Display for Barriers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "What each layer of the gate stopped:")?;
        let words = some(self.passage.rare_words, "word", "not kept");
        line(f, "terms", &[words])?;
        if let Some(summaries) = self.passage.summaries {
            let replaced = some(
                summaries.conversations,
                "summary",
                "replaced by the builtin one",
            );
            line(f, "summaries", &[replaced])?;
        }
        for (layer, stopped) in Layer::ALL.iter().zip(&self.passage.stopped) {
            let parts = [
                some(stopped.texts, "text", "replaced"),
                some(stopped.clusters, "cluster", "withheld"),
                some(stopped.conversations, "conversation", "left out"),
            ];
            line(f, layer.name(), &parts)?;
        }
        let values = some(self.values, "facet value", "counted as “other”");
        line(f, "values", &[values])?;
        line(f, "cells", &[some(self.cells, "number", "withheld")])
    }
}

/// The conversations that a model gave no summary of, in the open answers `by`, or none that keeps the rules for
/// texts; none where no model wrote any.
pub(super) fn refused(facets: &Facets, by: &str, accounts: &[u32]) -> Option<Support> {
    let summaries = stand::summaries(facets, by)?;
    let refused: Vec<u32> = (0..)
        .zip(summaries)
        .filter(|(_, summary)| summary.is_none())
        .map(|(conversation, _)| conversation)
        .collect();
    Some(Support {
        conversations: refused.len() as u64,
        accounts: distinct(&refused, accounts),
    })
}

/// How many of something, and what became of them; none where there is none.
fn some(count: u64, one: &str, became: &str) -> Option<String> {
    let many = match one.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    };
    let word = if count == 1 { one } else { &many };
    (count > 0).then(|| format!("{count} {word} {became}"))
}

fn line(f: &mut fmt::Formatter<'_>, layer: &str, parts: &[Option<String>]) -> fmt::Result {
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    let said = match parts.as_slice() {
        [] => "nothing".to_owned(),
        parts => parts.join(", "),
    };
    writeln!(f, "  {layer}: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_has_its_line() {
        let mut passage = Passage {
            rare_words: 1_204,
            summaries: Some(Support {
                conversations: 1,
                accounts: 1,
            }),
            ..Passage::default()
        };
        passage.stopped(Layer::Size).clusters = 2;
        passage.stopped(Layer::Size).conversations = 41;
        passage.stopped(Layer::Words).texts = 1;
        let barriers = Barriers {
            passage,
            values: 3,
            cells: 210,
        };
        insta::assert_snapshot!(barriers, @r"
        What each layer of the gate stopped:
          terms: 1204 words not kept
          summaries: 1 summary replaced by the builtin one
          influence: nothing
          history: nothing
          size: 2 clusters withheld, 41 conversations left out
          words: 1 text replaced
          auditor: nothing
          values: 3 facet values counted as “other”
          cells: 210 numbers withheld
        ");
    }
}
