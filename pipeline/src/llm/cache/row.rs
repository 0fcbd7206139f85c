//! A reply as it lies in the table: as it is, or in an encrypted vault sealed.
//!
//! Sealed, the row's key is a stand-in for the question's, and all else is in the column of the text.
//! How many replies there are and about how long each is can still be seen.

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::{End, Owner, Reply};
use crate::llm::Tokens;
use crate::llm::prompt::Key;
use crate::vault::Seal;

const PURPOSE: &str = "replies";
const OWNERS: &str = "owners of replies";

/// A row of `reply`, with the key of its question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) key: Vec<u8>,
    pub(super) stage: String,
    pub(super) model: String,
    pub(super) text: String,
    pub(super) ended: u8,
    pub(super) tokens_in: i64,
    pub(super) tokens_out: i64,
    pub(super) dollars: f64,
}

/// Something in the cache is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reply in it was changed, or belongs to another vault")]
pub(super) struct Damaged;

impl Row {
    pub(super) fn new(key: Key, stage: &str, model: &str, reply: &Reply, dollars: f64) -> Self {
        let signed = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
        Self {
            key: key.0.to_vec(),
            stage: stage.to_owned(),
            model: model.to_owned(),
            text: reply.text.clone(),
            ended: reply.end.code(),
            tokens_in: signed(reply.tokens.input),
            tokens_out: signed(reply.tokens.output),
            dollars,
        }
    }

    pub(super) fn reply(self) -> Result<Reply, Damaged> {
        let end = End::ALL.into_iter().find(|end| end.code() == self.ended);
        Ok(Reply {
            text: self.text,
            end: end.ok_or(Damaged)?,
            tokens: Tokens {
                input: u64::try_from(self.tokens_in).unwrap_or(0),
                output: u64::try_from(self.tokens_out).unwrap_or(0),
            },
        })
    }
}

/// In clear, or the vault's key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Codec<'a>(pub(super) Option<&'a Seal>);

impl Codec<'_> {
    /// What stands in the column of the key.
    pub(super) fn key(self, key: &[u8]) -> Vec<u8> {
        match self.0 {
            None => key.to_vec(),
            Some(seal) => seal.stand_in(PURPOSE, key).to_vec(),
        }
    }

    /// The columns of a row.
    pub(super) fn encode(self, row: &Row) -> Result<[Value; 8], Damaged> {
        let key = self.key(&row.key);
        let Some(seal) = self.0 else {
            return Ok([
                key.into(),
                row.stage.clone().into(),
                row.model.clone().into(),
                row.text.clone().into(),
                i64::from(row.ended).into(),
                row.tokens_in.into(),
                row.tokens_out.into(),
                row.dollars.into(),
            ]);
        };
        let json = serde_json::to_vec(row).map_err(|_| Damaged)?;
        let sealed = seal.seal(PURPOSE, &key, &json).map_err(|_| Damaged)?;
        let none = || Value::from(0);
        let empty = || Value::from(String::new());
        Ok([
            key.into(),
            empty(),
            empty(),
            sealed.into(),
            none(),
            none(),
            none(),
            none(),
        ])
    }

    pub(super) fn decode(self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
        let key: Vec<u8> = row.get("key")?;
        let Some(seal) = self.0 else {
            return Ok(Row {
                key,
                stage: row.get("stage")?,
                model: row.get("model")?,
                text: row.get("text")?,
                ended: row.get("ended")?,
                tokens_in: row.get("tokens_in")?,
                tokens_out: row.get("tokens_out")?,
                dollars: row.get("dollars")?,
            });
        };
        let sealed: Vec<u8> = row.get("text")?;
        let json = seal.open(PURPOSE, &key, &sealed).map_err(|_| damaged())?;
        serde_json::from_slice(&json).map_err(|_| damaged())
    }

    /// What stands for an owner in the table of owners: a key of the row, and the owner. `key` is as
    /// [`Self::key`] gave it.
    pub(super) fn encode_owner(
        self,
        key: &[u8],
        owner: &Owner,
    ) -> Result<(Vec<u8>, Vec<u8>), Damaged> {
        let json = serde_json::to_vec(owner).map_err(|_| Damaged)?;
        let id = [key, &json].concat();
        match self.0 {
            None => Ok((id, json)),
            Some(seal) => {
                let sealed = seal.seal(OWNERS, key, &json).map_err(|_| Damaged)?;
                Ok((seal.stand_in(OWNERS, &id).to_vec(), sealed))
            }
        }
    }

    pub(super) fn decode_owner(self, key: &[u8], about: &[u8]) -> Result<Owner, Damaged> {
        let parsed = match self.0 {
            None => serde_json::from_slice(about),
            Some(seal) => {
                let json = seal.open(OWNERS, key, about).map_err(|_| Damaged)?;
                serde_json::from_slice(&json)
            }
        };
        parsed.map_err(|_| Damaged)
    }
}

pub(super) fn damaged() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(Damaged))
}
