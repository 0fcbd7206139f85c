//! Facets in the vault: one table of conversations, and the vocabulary of supported terms.

use super::Facets;
use super::language::Language;
use super::request::{Requests, SpeechAct, Vocabulary};
use crate::vault::{AccountHash, StageReader, StageWriter, Stored, Table, VaultError};
use crate::week::Week;

impl Stored for Facets {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table
            .text("conversation_id", &self.ids)?
            .text("account", self.accounts.iter().map(ToString::to_string))?
            .optional_numbers("week", self.weeks.iter().map(|week| week.map(|w| i64::from(w.0))))?
            .text("language", self.languages.iter().map(|language| language.code()))?
            .numbers("turns", self.turns.iter().copied())?
            .numbers("concern", self.concern.iter().copied())?
            .text("request", self.requests.acts.iter().map(|act| act.label()))?
            .lists("terms", &self.requests.terms)?;
        to.table("facets", &table)?;
        to.json("vocabulary", &self.requests.vocabulary)?;
        to.json("accounts_known", &self.accounts_known)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let table = from.table("facets")?;
        let weeks: Vec<Option<i64>> = table.optional_numbers("week")?;
        let acts = table.text("request")?;
        let languages = table.text("language")?;
        let accounts = table.text("account")?;
        Ok(Self {
            ids: table.text("conversation_id")?,
            accounts: accounts
                .iter()
                .map(|account| account.parse::<AccountHash>())
                .collect::<Result<_, _>>()
                .map_err(|_| from.damaged("facets"))?,
            accounts_known: from.json("accounts_known")?,
            weeks: weeks.into_iter().map(|week| week.map(|w| Week(w as i32))).collect(),
            languages: languages
                .iter()
                .map(|code| Language::from_code(code))
                .collect::<Option<_>>()
                .ok_or_else(|| from.damaged("facets"))?,
            turns: table.numbers("turns")?,
            concern: table.numbers("concern")?,
            requests: Requests {
                vocabulary: from.json::<Vocabulary>("vocabulary")?,
                acts: acts
                    .iter()
                    .map(|label| SpeechAct::ALL.iter().copied().find(|act| act.label() == label))
                    .collect::<Option<_>>()
                    .ok_or_else(|| from.damaged("facets"))?,
                terms: table.lists("terms")?,
            },
        })
    }
}
