//! The output of a stage with what became of the model's answers in it, so that a run that takes the
//! stage from the vault reports the same.

use crate::prompted::Tally;
use crate::vault::{StageReader, StageWriter, Stored, VaultError};

/// A stage's output and its tally; all zeros where no model was asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted<T> {
    pub(super) value: T,
    pub(super) tally: Tally,
}

impl<T> Counted<T> {
    /// An output that no model had a part in.
    pub(super) fn builtin(value: T) -> Self {
        Self {
            value,
            tally: Tally::default(),
        }
    }
}

impl<T: Stored> Stored for Counted<T> {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        self.value.save(to)?;
        to.json("model-answers", &self.tally)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        Ok(Self {
            value: T::load(from)?,
            tally: from.json("model-answers")?,
        })
    }
}
