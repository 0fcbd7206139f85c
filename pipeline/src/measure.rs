//! Stage 8: every number of every cluster, each with the accounts behind it.
//!
//! Invariant: counts leave this stage only together with their distinct accounts, so that the gate
//! can judge each of them.

mod follows;
mod tally;

use std::collections::BTreeMap;

use kleio_shared::facet::ValueKind;
use kleio_shared::release::ClusterId;

use crate::outline::Outline;
use crate::project::Position;
use crate::quality::Quality;
use crate::week::Week;

pub use follows::Follows;

/// Conversations, and the distinct accounts that had them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    /// Conversations.
    pub conversations: u64,
    /// Distinct accounts.
    pub accounts: u64,
}

/// One facet as a column: for every conversation one of a closed list of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Facet name.
    pub name: String,
    /// What the values are.
    pub kind: ValueKind,
    /// What was asked of every conversation, where a question says more than the name.
    pub question: Option<String>,
    /// Values, in the order of display.
    pub values: Vec<String>,
    /// Index into `values` for every conversation.
    pub cells: Vec<u32>,
}

/// What is counted: one entry a conversation in each column.
#[derive(Debug, Clone)]
pub struct Survey<'a> {
    /// Dense account index.
    pub accounts: &'a [u32],
    /// Week, where known.
    pub weeks: &'a [Option<Week>],
    /// Concern, 1 to 5.
    pub concern: &'a [u8],
    /// Facets.
    pub columns: &'a [Column],
}

/// One row of the cross table: a cluster, or everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The row's total.
    pub support: Support,
    /// One list of cells a facet, in the order of [`Survey::columns`].
    pub facets: Vec<Vec<Support>>,
    /// One cell a week, in the order of [`Measured::weeks`].
    pub weeks: Vec<Support>,
    /// Mean concern, every account counted once.
    pub concern: f64,
}

/// A measured cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredCluster {
    /// Identifier.
    pub id: ClusterId,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Place on the map.
    pub position: Position,
    /// How good it is as a cluster.
    pub quality: Quality,
    /// Index on the next level.
    pub parent: Option<usize>,
    /// Its numbers.
    pub row: Row,
    /// Content words of its name and description → accounts of the cluster that used them.
    pub words: BTreeMap<String, u64>,
    /// Accounts of the whole input behind the rarest of these words, where that was asked for.
    pub in_input: Option<u64>,
}

/// A facet that rows have cells of: a [`Column`] without the conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredFacet {
    /// Facet name.
    pub name: String,
    /// What the values are.
    pub kind: ValueKind,
    /// What was asked of every conversation.
    pub question: Option<String>,
    /// Values, in the order of display.
    pub values: Vec<String>,
}

/// Everything that the gate judges.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Facets, in the order of display.
    pub facets: Vec<MeasuredFacet>,
    /// Consecutive weeks that weekly cells refer to.
    pub weeks: Vec<Week>,
    /// Clusters by level, base first.
    pub levels: Vec<Vec<MeasuredCluster>>,
    /// All conversations that are in a base cluster.
    pub overall: Row,
    /// Conversations in no cluster because theirs is withheld.
    pub outside: Support,
    /// Conversations in no cluster because they are far from every one.
    pub unassigned: Support,
    /// Lists of cells that follow from others.
    pub follows: Vec<Follows>,
}

/// Measures every cluster of `outline`.
///
/// `words` gives, for a text and the members of its cluster (ascending), the accounts behind each
/// of the text's content words.
#[must_use]
pub fn measure(
    survey: &Survey<'_>,
    outline: &Outline,
    mut words: impl FnMut(&str, &[u32]) -> BTreeMap<String, u64>,
) -> Measured {
    let weeks = tally::week_range(survey, &outline.labels);
    let order = tally::by_account(survey.accounts);
    let mut levels = Vec::new();
    for (level, sketches) in outline.levels.iter().enumerate() {
        let labels = outline.labels_at(level);
        let rows = tally::rows(survey, &order, &labels, sketches.len(), &weeks);
        let mut members = vec![Vec::new(); sketches.len()];
        for (conversation, label) in labels.iter().enumerate() {
            if let Some(label) = label {
                members[*label as usize].push(conversation as u32);
            }
        }
        let clusters = sketches
            .iter()
            .zip(rows)
            .zip(&members)
            .map(|((sketch, row), members)| {
                let text = format!("{}. {}", sketch.name, sketch.description);
                MeasuredCluster {
                    id: sketch.id.clone(),
                    name: sketch.name.clone(),
                    description: sketch.description.clone(),
                    position: sketch.position,
                    quality: sketch.quality,
                    parent: sketch.parent,
                    row,
                    words: words(&text, members),
                    in_input: None,
                }
            });
        levels.push(clusters.collect());
    }
    let stray = |i: usize| outline.unassigned.binary_search(&(i as u32)).is_ok();
    let part = |of: &dyn Fn(usize) -> bool| {
        let labels: Vec<Option<u32>> = (0..outline.labels.len())
            .map(|i| of(i).then_some(0))
            .collect();
        tally::rows(survey, &order, &labels, 1, &weeks)
            .pop()
            .unwrap_or_default()
    };
    let overall = part(&|i| outline.labels[i].is_some());
    let outside = part(&|i| outline.labels[i].is_none() && !stray(i)).support;
    let unassigned = part(&|i| outline.labels[i].is_none() && stray(i)).support;
    Measured {
        facets: survey
            .columns
            .iter()
            .map(|c| MeasuredFacet {
                name: c.name.clone(),
                kind: c.kind,
                question: c.question.clone(),
                values: c.values.clone(),
            })
            .collect(),
        weeks,
        levels,
        overall,
        outside,
        unassigned,
        follows: follows::follows(survey),
    }
}
