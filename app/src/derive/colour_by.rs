//! What the colour of a mark stands for, and the scale it is read on.

use std::sync::Arc;

use super::atlas::Atlas;
use super::cells::read_row;
use super::format;
use super::language;
use super::palette::Ramp;
use super::ratios::{Of, Ratios};
use super::scale::Scale;

/// Facet whose values are languages.
pub const LANGUAGE: &str = "language";

/// The quantity that colours the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ColourBy {
    /// Conversations in the cluster.
    #[default]
    Size,
    /// Share of the cluster's conversations in this language (a value of the facet `language`).
    Language(String),
    /// Mean concern, 1 (benign) to 5.
    Concern,
    /// How many times its share on one side of a comparison is that on the other.
    Ratios(Arc<Ratios>),
}

impl ColourBy {
    /// As it stands in links and in the selection list: `size`, `concern`, `language:fra`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Size => "size".to_owned(),
            Self::Concern => "concern".to_owned(),
            Self::Language(code) => format!("language:{code}"),
            Self::Ratios(ratios) => ratios.of.key().to_owned(),
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "size" => Some(Self::Size),
            "concern" => Some(Self::Concern),
            _ => match key.strip_prefix("language:") {
                Some(code) => Some(Self::Language(code.to_owned())),
                None => Of::from_key(key).map(Self::awaited),
            },
        }
    }

    /// What the scale measures, with its unit.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Size => "Conversations in the cluster".to_owned(),
            Self::Concern => "Mean concern (1 benign to 5 severe)".to_owned(),
            Self::Language(code) => {
                format!("Share of conversations in {}", language::name(code))
            }
            Self::Ratios(ratios) => ratios.title.clone(),
        }
    }

    /// The value of the cluster at `index`; `None` where it is withheld.
    #[must_use]
    pub fn value(&self, atlas: &Atlas, index: usize) -> Option<f64> {
        let cluster = atlas.cluster(index);
        match self {
            Self::Size => Some(cluster.conversations as f64),
            Self::Concern => Some(cluster.concern),
            Self::Language(code) => {
                let place = atlas
                    .facet_values(LANGUAGE)
                    .iter()
                    .position(|value| value == code)?;
                let row = cluster.profile.facets.get(LANGUAGE)?;
                let threshold = atlas.release().manifest().policy.cell.conversations;
                let reading = *read_row(row, cluster.conversations, threshold).get(place)?;
                Some(reading.known()? as f64 / cluster.conversations.max(1) as f64)
            }
            Self::Ratios(ratios) => ratios.doublings(index),
        }
    }

    /// The scale over every cluster of `atlas`.
    #[must_use]
    pub fn scale(&self, atlas: &Atlas) -> Scale {
        let values = (0..atlas.clusters().len()).filter_map(|i| self.value(atlas, i));
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        match self {
            Self::Size => Scale::log(if low.is_finite() { low } else { 1.0 }, high),
            Self::Language(_) => Scale::linear(0.0, high.clamp(0.05, 1.0)),
            Self::Concern => Scale::linear(1.0, high.clamp(2.0, 5.0)),
            Self::Ratios(ratios) => ratios.scale(),
        }
    }

    /// A value of the scale as text.
    #[must_use]
    pub fn write(&self, value: f64) -> String {
        match self {
            Self::Size => format::count(value.round() as u64),
            Self::Language(_) => format::percent(value),
            Self::Concern => format!("{value:.1}"),
            Self::Ratios(_) => format::ratio(value.exp2()),
        }
    }

    /// The colours it is shown in.
    #[must_use]
    pub const fn ramp(&self) -> Ramp {
        match self {
            Self::Ratios(_) => Ramp::Diverging,
            Self::Size | Self::Language(_) | Self::Concern => Ramp::Sequential,
        }
    }

    /// Ratios that are not known yet.
    #[must_use]
    pub fn awaited(of: Of) -> Self {
        Self::Ratios(Ratios::awaited(of).into())
    }

    /// What the ratios are of, where it is ratios.
    #[must_use]
    pub fn of_ratios(&self) -> Option<Of> {
        match self {
            Self::Ratios(ratios) => Some(ratios.of),
            _ => None,
        }
    }

    /// Whether it is ratios of that.
    #[must_use]
    pub fn is_of(&self, of: Of) -> bool {
        self.of_ratios() == Some(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn keys_go_both_ways() {
        for colour in [
            ColourBy::Size,
            ColourBy::Concern,
            ColourBy::Language("fra".to_owned()),
            ColourBy::awaited(Of::Growth),
            ColourBy::awaited(Of::Difference),
        ] {
            assert_eq!(ColourBy::from_key(&colour.key()), Some(colour));
        }
        assert_eq!(ColourBy::from_key("flavour"), None);
    }

    #[test]
    fn every_known_value_lies_on_the_scale() {
        let atlas = fixture::atlas();
        for colour in [ColourBy::Size, ColourBy::Concern] {
            let scale = colour.scale(&atlas);
            for index in 0..atlas.clusters().len() {
                let value = colour.value(&atlas, index).unwrap();
                assert!((scale.low..=scale.high).contains(&value));
            }
        }
    }

    #[test]
    fn a_withheld_language_share_is_unknown_and_not_zero() {
        let atlas = fixture::atlas();
        let colour = ColourBy::Language("fra".to_owned());
        let values: Vec<_> = (0..atlas.clusters().len())
            .map(|i| colour.value(&atlas, i))
            .collect();
        assert!(values.iter().any(Option::is_none));
        assert!(values.iter().flatten().all(|&share| share > 0.0));
    }
}
