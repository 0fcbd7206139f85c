//! The screener's answers in the vault: one a conversation that was read.

use serde::{Deserialize, Serialize};

use super::Screening;
use crate::vault::{StageReader, StageWriter, Stored, Table, VaultError};

#[derive(Serialize, Deserialize)]
struct Asked {
    question: String,
    by: String,
}

impl Stored for Screening {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table.numbers("kept", self.kept.iter().map(|&kept| u8::from(kept)))?;
        to.table("screen", &table)?;
        to.json(
            "screen",
            &Asked {
                question: self.question.clone(),
                by: self.by.clone(),
            },
        )
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let asked: Asked = from.json("screen")?;
        let kept: Vec<u8> = from.table("screen")?.numbers("kept")?;
        Ok(Self {
            question: asked.question,
            by: asked.by,
            kept: kept.into_iter().map(|kept| kept != 0).collect(),
        })
    }
}
