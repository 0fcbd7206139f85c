//! Where every conversation was read: its file and its place in it, for those who may trace it.

use crate::read::{Corpus, Unit};
use crate::vault::{StageReader, StageWriter, Stored, Table, VaultError};

/// Where the conversations of a run were read; lists have one entry a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// Names of the files.
    pub files: Vec<String>,
    /// Conversation ids.
    pub ids: Vec<String>,
    /// Index into `files`.
    pub file: Vec<u32>,
    /// What is counted in that file.
    pub unit: Vec<Unit>,
    /// The number there, from 1.
    pub number: Vec<u64>,
}

const UNITS: [Unit; 3] = [Unit::Line, Unit::Record, Unit::Row];

impl References {
    /// Of all conversations that were read; one that came from nowhere is left out.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Self {
        let mut references = Self {
            files: corpus.sources.clone(),
            ids: Vec::new(),
            file: Vec::new(),
            unit: Vec::new(),
            number: Vec::new(),
        };
        for conversation in &corpus.conversations {
            if let Some(place) = conversation.place {
                references.ids.push(conversation.id.clone());
                references.file.push(place.source);
                references.unit.push(place.unit);
                references.number.push(place.number);
            }
        }
        references
    }
}

impl Stored for References {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table
            .text("conversation_id", &self.ids)?
            .numbers("file", self.file.iter().copied())?
            .text("unit", self.unit.iter().map(|unit| unit.word(1)))?
            .numbers("number", self.number.iter().copied())?;
        to.table("sources", &table)?;
        to.json("files", &self.files)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let table = from.table("sources")?;
        let units = table.text("unit")?;
        let unit = |word: &String| UNITS.into_iter().find(|unit| unit.word(1) == word);
        Ok(Self {
            files: from.json("files")?,
            ids: table.text("conversation_id")?,
            file: table.numbers("file")?,
            unit: units
                .iter()
                .map(unit)
                .collect::<Option<_>>()
                .ok_or_else(|| {
                    from.damaged("sources", "it counts what this version does not know")
                })?,
            number: table.numbers("number")?,
        })
    }
}
