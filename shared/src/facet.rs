//! What the values of a facet are, which decides how they are ordered and shown.

use serde::{Deserialize, Serialize};

/// The value that stands for "no answer", always the last of its facet.
pub const NOT_KNOWN: &str = "not known";

/// The value that stands for all that too few have to be named.
pub const OTHER: &str = "other";

/// The facet of concern, 1 (benign) to 5; see [`crate::stats::mean_of_shown`].
pub const CONCERN: &str = "concern";

/// Parts that [`ValueKind::HourOfWeek`] cuts a day into.
pub const PARTS_OF_DAY: usize = 4;

/// The kind of a facet's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Names without an order.
    Category,
    /// Yes and no.
    Boolean,
    /// Numbers, rising.
    Scale,
    /// Ranges of numbers, rising.
    Bands,
    /// Human languages.
    Language,
    /// Seven days, from Monday, times [`PARTS_OF_DAY`] parts of the day, day by day.
    HourOfWeek,
}

impl ValueKind {
    /// Whether values may come from the input: those of the others are ours, or numbers.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Category | Self::Language | Self::Scale)
    }

    /// Whether the order of the values means something.
    #[must_use]
    pub const fn is_ordered(self) -> bool {
        !matches!(self, Self::Category | Self::Language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_languages_have_no_order() {
        let ordered = |kind: &str| {
            serde_json::from_value::<ValueKind>(kind.into())
                .unwrap()
                .is_ordered()
        };
        assert!(!ordered("category") && !ordered("language"));
        assert!(ordered("boolean") && ordered("scale") && ordered("bands"));
        assert!(ordered("hour-of-week"));
    }
}
