//! The numbers by which clusters are filtered, sorted and listed, each with what is not known of it.
//!
//! Invariant: a withheld cell is a range and never zero. Where the shown cells of a row leave it less
//! room than the whole cluster, the range says so.

mod growth;
pub(super) mod key;
mod shares;
mod spread;

pub use spread::{Spread, spread};

use super::atlas::Atlas;
use super::chart::{facet_title, titled, value_label};
use super::colour_by::{ColourBy, FacetValue};
use super::growth::Windows;
use super::growth_text;
use crate::tr;
use kleio_shared::facet::ValueKind;

/// A number of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Conversations.
    Size,
    /// Share of all released conversations, 0..=1.
    Share,
    /// The lower end of the band of accounts.
    Accounts,
    /// Mean concern, 1 (benign) to 5.
    Concern,
    /// Its share of all conversations of the second window of weeks over that of the first.
    Growth,
    /// What its conversations have in common, 0..=1.
    Coherence,
    /// How nearly it is found again, 0..=1.
    Stability,
    /// 0 for base clusters, growing towards the top.
    Level,
    /// The share that an older classifier flagged minus the share that the assistant refused, -1..=1.
    FlagsBeyondRefusals,
    /// Share of the cluster's conversations that have a value of a facet, 0..=1.
    Value {
        /// The facet's name.
        facet: String,
        /// The value, as the release has it.
        value: String,
    },
    /// That share over the share among all conversations.
    Ratio {
        /// The facet's name.
        facet: String,
        /// The value, as the release has it.
        value: String,
    },
}

/// How numbers of a measure are written and typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers.
    Count,
    /// Parts of one, written in percent.
    Percent,
    /// So many times something else: 1 is as much.
    Times,
    /// A difference of parts of one, written in percentage points with its sign.
    Points,
    /// As it is.
    Plain,
}

/// What is known of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The number, where it is shown.
    pub value: Option<f64>,
    /// It is at least this.
    pub low: f64,
    /// It is at most this.
    pub high: f64,
}

impl Known {
    /// A number that is shown.
    #[must_use]
    pub const fn exactly(value: f64) -> Self {
        Self {
            value: Some(value),
            low: value,
            high: value,
        }
    }

    /// A number that is withheld or does not exist, within these bounds.
    #[must_use]
    pub const fn between(low: f64, high: f64) -> Self {
        Self {
            value: None,
            low,
            high,
        }
    }
}

/// Measures that are of no single facet value, in the order of display.
pub const PLAIN: [Measure; 8] = [
    Measure::Size,
    Measure::Share,
    Measure::Accounts,
    Measure::Concern,
    Measure::Growth,
    Measure::Coherence,
    Measure::Stability,
    Measure::FlagsBeyondRefusals,
];

impl Measure {
    /// The share of `value` of the facet called `facet`.
    #[must_use]
    pub fn of(facet: &str, value: &str) -> Self {
        Self::Value {
            facet: facet.to_owned(),
            value: value.to_owned(),
        }
    }

    /// The share of `value` of the facet called `facet` over that among all conversations.
    #[must_use]
    pub fn against_all(facet: &str, value: &str) -> Self {
        Self::Ratio {
            facet: facet.to_owned(),
            value: value.to_owned(),
        }
    }

    /// A heading.
    #[must_use]
    pub fn title(&self, atlas: &Atlas) -> String {
        match self {
            Self::Size => tr!("Conversations").to_owned(),
            Self::Share => tr!("Share of all").to_owned(),
            Self::Accounts => tr!("Accounts").to_owned(),
            Self::Concern => tr!("Concern").to_owned(),
            Self::Growth => tr!("Growth").to_owned(),
            Self::Coherence => tr!("Coherence").to_owned(),
            Self::Stability => tr!("Stability").to_owned(),
            Self::Level => tr!("Level").to_owned(),
            Self::Value { facet, value } => {
                let kind = atlas.facet(facet).map_or(ValueKind::Category, |f| f.kind);
                titled(&facet_title(facet), value_label(facet, kind, value))
            }
            Self::Ratio { facet, value } => tr!(
                "{value}, against all",
                value = Self::of(facet, value).title(atlas)
            ),
            Self::FlagsBeyondRefusals => ColourBy::FlagsBeyondRefusals.name(atlas),
        }
    }

    /// What the number says, in a sentence; growth between `windows`.
    #[must_use]
    pub fn explained(&self, atlas: &Atlas, windows: Option<Windows>) -> String {
        let plain = match self {
            Self::Growth => {
                return windows.map_or_else(
                    || self.title(atlas),
                    |windows| growth_text::title(atlas, windows),
                );
            }
            Self::Ratio { facet, value } => {
                return ColourBy::Ratio(FacetValue::new(facet, value)).title(atlas);
            }
            Self::FlagsBeyondRefusals => return ColourBy::FlagsBeyondRefusals.title(atlas),
            Self::Size => tr!("Conversations in the cluster."),
            Self::Share => {
                tr!("Share of all released conversations, with its 95% confidence interval.")
            }
            Self::Accounts => tr!("Distinct accounts, as a band."),
            Self::Concern => tr!("Mean concern, from 1 (benign) to 5 (severe)."),
            Self::Coherence => tr!("What its conversations have in common, from 0 to 1."),
            Self::Stability => {
                tr!("How nearly it is found again in half of the accounts, from 0 to 1.")
            }
            Self::Level => tr!("The level of the hierarchy."),
            Self::Value { .. } => {
                tr!("Share of the cluster's conversations with this facet value.")
            }
        };
        plain.to_owned()
    }

    /// How its numbers are written.
    #[must_use]
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Size | Self::Accounts | Self::Level => Unit::Count,
            Self::Share | Self::Value { .. } => Unit::Percent,
            Self::Growth | Self::Ratio { .. } => Unit::Times,
            Self::FlagsBeyondRefusals => Unit::Points,
            Self::Concern | Self::Coherence | Self::Stability => Unit::Plain,
        }
    }

    /// Whether the release of `atlas` has it.
    #[must_use]
    pub fn is_in(&self, atlas: &Atlas) -> bool {
        match self {
            Self::Value { facet, value } | Self::Ratio { facet, value } => {
                atlas.facet_values(facet).contains(value)
            }
            Self::FlagsBeyondRefusals => ColourBy::FlagsBeyondRefusals.fits(atlas),
            Self::Growth => atlas.release().manifest().weeks.len() > 1,
            Self::Accounts => atlas.release().manifest().accounts_known,
            Self::Coherence => atlas.clusters().iter().any(|c| c.coherence.is_some()),
            Self::Stability => atlas.clusters().iter().any(|c| c.stability.is_some()),
            Self::Size | Self::Share | Self::Concern | Self::Level => true,
        }
    }

    /// What is known of it for the cluster at `index`; of growth, between `windows`, which nothing else asks for.
    #[must_use]
    pub fn known(&self, atlas: &Atlas, windows: Option<Windows>, index: usize) -> Known {
        let cluster = atlas.cluster(index);
        let part = |value: Option<f64>| value.map_or(Known::between(0.0, 1.0), Known::exactly);
        match self {
            Self::Size => Known::exactly(cluster.conversations as f64),
            Self::Share => Known::exactly(cluster.share.estimate),
            Self::Accounts if !atlas.release().manifest().accounts_known => {
                Known::between(0.0, f64::INFINITY)
            }
            Self::Accounts => Known {
                value: Some(cluster.accounts.at_least as f64),
                low: cluster.accounts.at_least as f64,
                high: cluster
                    .accounts
                    .below
                    .map_or(f64::INFINITY, |below| below.saturating_sub(1) as f64),
            },
            Self::Concern => Known::exactly(cluster.concern),
            Self::Growth => growth::known(atlas, windows, index),
            Self::Coherence => part(cluster.coherence),
            Self::Stability => part(cluster.stability),
            Self::Level => Known::exactly(f64::from(cluster.level)),
            Self::Value { facet, value } => shares::of(atlas, index, facet, value),
            Self::Ratio { facet, value } => shares::against_all(atlas, index, facet, value),
            Self::FlagsBeyondRefusals => shares::flags_beyond_refusals(atlas, index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use proptest::prelude::*;

    #[test]
    fn a_withheld_share_is_a_range_that_the_shown_cells_bound() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        assert_eq!(
            Measure::of("language", "eng")
                .known(&atlas, None, base)
                .value,
            Some(40.0 / 60.0)
        );
        let withheld = Measure::of("language", "fra").known(&atlas, None, base);
        assert_eq!(withheld.value, None);
        assert!(withheld.low == 0.0 && (withheld.high - 1.0 / 3.0).abs() < 1e-12);
        // Noise does not add up, so it bounds nothing.
        let noisy = fixture::noisy();
        assert_eq!(
            Measure::of("language", "fra")
                .known(&noisy, None, base)
                .high,
            1.0
        );
    }

    #[test]
    fn what_a_release_lacks_is_unknown_and_not_offered() {
        let atlas = fixture::atlas();
        let absent = Measure::of("language", "tlh");
        assert!(!absent.is_in(&atlas));
        assert_eq!(absent.known(&atlas, None, 0).value, None);
    }

    proptest! {
        #[test]
        fn a_known_number_lies_within_its_bounds(index in 0usize..48, which in 0usize..11) {
            let atlas = fixture::atlas();
            let facet = Measure::of("turns", "3–4");
            let others = [Measure::Level, facet, Measure::against_all("turns", "5–8")];
            let measure = PLAIN.into_iter().chain(others).nth(which).unwrap();
            for windows in ["0-0,1-1", "0-0,1-2"].map(Windows::from_key) {
                let known = measure.known(&atlas, windows, index);
                prop_assert!(known.low <= known.high);
                if let Some(value) = known.value {
                    prop_assert!((known.low..=known.high).contains(&value));
                }
            }
        }
    }
}
