//! The turns facet: how long a conversation is, as one of a few ordered bands.

use std::fmt;

/// A band of message counts. The order of the variants is the order of length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnBand {
    /// One or two messages: a question, perhaps answered.
    UpTo2,
    /// Three or four.
    UpTo4,
    /// Five to eight.
    UpTo8,
    /// Nine to sixteen.
    UpTo16,
    /// Seventeen or more.
    Over16,
}

impl TurnBand {
    /// Every band, shortest first.
    pub const ALL: [Self; 5] = [
        Self::UpTo2,
        Self::UpTo4,
        Self::UpTo8,
        Self::UpTo16,
        Self::Over16,
    ];

    /// The band of `turns` messages (see `Conversation::turns`).
    #[must_use]
    pub const fn of(turns: u32) -> Self {
        match turns {
            0..=2 => Self::UpTo2,
            3..=4 => Self::UpTo4,
            5..=8 => Self::UpTo8,
            9..=16 => Self::UpTo16,
            17.. => Self::Over16,
        }
    }

    /// The facet value, as shown to readers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::UpTo2 => "1–2",
            Self::UpTo4 => "3–4",
            Self::UpTo8 => "5–8",
            Self::UpTo16 => "9–16",
            Self::Over16 => "17+",
        }
    }
}

impl fmt::Display for TurnBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_falls_into_the_band_that_its_label_names() {
        for (turns, label) in [
            (1, "1–2"),
            (2, "1–2"),
            (3, "3–4"),
            (5, "5–8"),
            (8, "5–8"),
            (9, "9–16"),
            (16, "9–16"),
            (17, "17+"),
            (u32::MAX, "17+"),
        ] {
            assert_eq!(TurnBand::of(turns).label(), label, "{turns} messages");
        }
    }

    #[test]
    fn bands_are_ordered_by_length() {
        assert!(TurnBand::ALL.is_sorted_by(|a, b| a < b));
        assert!((0..40).map(TurnBand::of).is_sorted());
    }
}
