//! One number of a cross table: shown, or suppressed.

use serde::{Deserialize, Deserializer};

/// A count of conversations in a cluster × facet value or cluster × week.
///
/// On the wire a number, or `null` where suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cell {
    /// The count, which meets the policy's cell threshold; or 0 where the other counts leave nothing.
    Shown(u64),
    /// Withheld: below the threshold (perhaps none at all), or hidden to protect another cell.
    #[default]
    Suppressed,
}

impl Cell {
    /// The count where it is shown.
    #[must_use]
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(count) => Some(count),
            Self::Suppressed => None,
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map_or(Self::Suppressed, Self::Shown))
    }
}
