//! The ground truth that lies beside a sample.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::eval::EvalError;

/// What the sample says of one conversation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Told {
    pub(super) conversation_id: String,
    pub(super) topic: String,
    pub(super) subtopic: String,
    pub(super) language: String,
    pub(super) concerning: bool,
    pub(super) concern: u8,
    pub(super) planted: Vec<Planted>,
}

/// A string that no release may show.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Planted {
    pub(super) kind: String,
    pub(super) text: String,
}

pub(super) fn read_truth(path: &Path) -> Result<Vec<Told>, EvalError> {
    let unreadable = |source| EvalError::Read {
        path: path.to_owned(),
        source,
    };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| unreadable(error.into())))
        .collect()
}

/// The truth in the order of the run's conversations.
pub(super) fn in_order(told: Vec<Told>, ids: &[String]) -> Vec<Told> {
    let mut by_id: BTreeMap<String, Told> = told
        .into_iter()
        .map(|told| (told.conversation_id.clone(), told))
        .collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}
