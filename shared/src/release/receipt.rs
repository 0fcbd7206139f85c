//! A cluster's receipt: which barriers of the gate it met, each with a banded margin.

use serde::Deserialize;

/// A range that a number lies in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lower end, inclusive.
    pub at_least: u64,
    /// Upper end, exclusive; `None` for the open band at the top.
    pub below: Option<u64>,
}

impl Band {
    /// The range of a number that is no secret: see [`crate::band::band`].
    #[must_use]
    pub fn of(count: u64) -> Self {
        let (at_least, below) = crate::band::band(count, 1);
        Self { at_least, below }
    }
}

/// How a cluster stands to the previous release of the same vault.
///
/// It is told no finer: beside the two numbers of conversations, any bound on how many came and went together
/// would bound how many went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Past {
    /// There is none.
    #[default]
    First,
    /// It is of the same conversations as a cluster there.
    Same,
    /// It differs from each cluster there by as many conversations and accounts as a cell needs, or more.
    Apart,
}

/// What the gate checked before it let a cluster through, in the order of its layers. Multiples are 0, 1, 2, 5,
/// or 10 for that and more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Receipt {
    /// Terms: how many times the accounts asked for use the rarest word of its text, in the whole input; `None`
    /// where numbers have noise.
    pub terms: Option<u8>,
    /// Influence: how many times the conversations of one account that count, at most, go into it; `None` where
    /// there is no cap. Of what the cap allows, since what the most active account did is that account's number.
    pub influence: Option<u8>,
    /// History: how it stands to the previous release.
    pub history: Past,
    /// Size: how many times the cluster threshold goes into it, in conversations and accounts.
    pub size: u8,
    /// Words: content words of its name and description, each used by enough accounts.
    pub words: Band,
    /// Words: phrases of two and more of them, each used as a whole by enough accounts.
    pub phrases: Band,
    /// Words: how many times the accounts asked for use the rarest of them; 10 where there are none.
    pub support: u8,
    /// Auditor: what the builtin one makes of the text, 1 (identifies someone) to 5 (nothing particular).
    pub auditor: u8,
    /// Whether another text failed at a barrier and a general one stands in its place.
    pub text_replaced: bool,
    /// Whether it is what several clusters too small to be shown are together.
    pub merged: bool,
    /// Values: how many times a cell's conversations have the rarest facet value that it shows, in all; see
    /// [`crate::band::values_margin`].
    pub values: u8,
    /// Cells: those of its row that are withheld.
    pub cells: Band,
}
