//! Answers to one facet: for every conversation one of a closed list of values, or none.

use kleio_shared::facet::{NOT_KNOWN, ValueKind};

use crate::measure::Column;

/// One closed-list facet of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The facet's name.
    pub name: String,
    /// What the values are, which decides how they are ordered and shown.
    pub kind: ValueKind,
    /// The question, where there is one.
    pub question: Option<String>,
    /// The values, in the order of display.
    pub values: Vec<String>,
    /// Place in `values` for every conversation; none where there is no answer.
    pub cells: Vec<Option<u32>>,
}

/// One open-text facet of a corpus, as a model answered it: free of personal data by the model's
/// instructions, kept in the vault and never released as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAnswers {
    /// The facet's name.
    pub name: String,
    /// One text a conversation; none where the model gave no usable answer.
    pub texts: Vec<Option<String>>,
}

impl Answers {
    /// The column that is measured. Conversations without an answer get a value of their own, so
    /// that every row sums to its cluster; values that no conversation has are kept only where their
    /// order means something.
    #[must_use]
    pub fn column(&self) -> Column {
        let mut values = self.values.clone();
        let missing = values.len() as u32;
        let cells: Vec<u32> = self
            .cells
            .iter()
            .map(|cell| cell.filter(|&place| place < missing).unwrap_or(missing))
            .collect();
        if cells.contains(&missing) {
            values.push(NOT_KNOWN.to_owned());
        }
        Column {
            name: self.name.clone(),
            kind: self.kind,
            question: self.question.clone(),
            values,
            cells,
        }
    }

    /// Whether it says anything: some conversation has an answer, and not all have the same.
    #[must_use]
    pub fn tells_apart(&self) -> bool {
        let mut cells = self.cells.iter();
        let first = cells.next();
        first.is_some() && cells.any(|cell| Some(cell) != first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_is_a_value_of_its_own_and_stands_last() {
        let mut answers = Answers {
            name: "tone".into(),
            kind: ValueKind::Category,
            question: None,
            values: vec!["formal".into(), "casual".into()],
            cells: vec![Some(1), None, Some(0), Some(9)],
        };
        let column = answers.column();
        assert_eq!(column.values, ["formal", "casual", NOT_KNOWN]);
        assert_eq!(column.cells, [1, 2, 0, 2]);
        assert!(answers.tells_apart());
        answers.cells = vec![Some(1); 3];
        assert_eq!(answers.column().values, ["formal", "casual"]);
        assert!(!answers.tells_apart());
    }
}
