//! What the colour of a mark stands for, and the scale it is read on.

mod choices;

pub use self::choices::{Choice, Group, choices, search};

use std::sync::Arc;

use super::atlas::Atlas;
use super::chart::{self, Subject};
use super::format;
use super::growth::{Windows, growth};
use super::growth_text;
use super::ratios::Ratios;
use super::scale::Scale;
use crate::tr;

/// Facet whose values are languages.
pub const LANGUAGE: &str = "language";
/// Facet that says whether the assistant refused, and its value where it did.
const REFUSAL: (&str, &str) = ("refusal", "yes");
/// How the facet of an older classifier's flags may be called, and its value where it flagged.
const FLAGS: [&str; 3] = ["flagged", "flag", "flags"];
const FLAGGED: [&str; 3] = ["true", "yes", "1"];

/// A value of a facet, both as the release names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The facet's name.
    pub facet: String,
    /// The value.
    pub value: String,
}

/// The quantity that colours the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ColourBy {
    /// Conversations in the cluster.
    #[default]
    Size,
    /// Mean concern, 1 (benign) to 5.
    Concern,
    /// What its conversations have in common, 0 to 1.
    Coherence,
    /// How nearly it is found again, 0 to 1.
    Stability,
    /// Its share of the conversations of one window of weeks over that of another.
    Growth(Windows),
    /// Share of the cluster's conversations that have the value.
    Share(FacetValue),
    /// That share over the share among all conversations.
    Ratio(FacetValue),
    /// The share that an older classifier flagged minus the share that the assistant refused.
    FlagsBeyondRefusals,
    /// Its share on one side of the chosen comparison over that on the other.
    Difference(Arc<Ratios>),
}

impl FacetValue {
    /// The value `value` of the facet called `facet`.
    #[must_use]
    pub fn new(facet: &str, value: &str) -> Self {
        Self {
            facet: facet.to_owned(),
            value: value.to_owned(),
        }
    }

    /// Whether the assistant refused, where the release tells.
    #[must_use]
    pub fn refusal(atlas: &Atlas) -> Option<Self> {
        let refusal = Self::new(REFUSAL.0, REFUSAL.1);
        refusal.is_in(atlas).then_some(refusal)
    }

    /// Whether an older classifier flagged the conversation, where the release tells.
    #[must_use]
    pub fn flagged(atlas: &Atlas) -> Option<Self> {
        let named = |facet: &str| {
            let value = FLAGGED.iter().map(move |value| Self::new(facet, value));
            value.into_iter().find(|flagged| flagged.is_in(atlas))
        };
        FLAGS.into_iter().find_map(named)
    }

    /// Whether the release has it.
    #[must_use]
    pub fn is_in(&self, atlas: &Atlas) -> bool {
        atlas.facet_values(&self.facet).contains(&self.value)
    }

    /// The value in words, with its facet where that does not say what it is.
    #[must_use]
    pub fn label(&self, atlas: &Atlas) -> String {
        atlas.facet(&self.facet).map_or_else(
            || self.value.clone(),
            |facet| chart::value_label(&facet.name, facet.kind, &self.value),
        )
    }

    /// Its share of the conversations of `subject`; `None` where it is withheld.
    #[must_use]
    pub fn share(&self, atlas: &Atlas, subject: Subject) -> Option<f64> {
        let values = atlas.facet_values(&self.facet);
        let place = values.iter().position(|value| *value == self.value)?;
        let (_, total) = subject.profile(atlas);
        let reading = *chart::readings(atlas, subject, &self.facet).get(place)?;
        Some(reading.known()? as f64 / total.max(1) as f64)
    }

    /// As it stands in links; colons part facet and value.
    fn key(&self) -> String {
        let facet = self.facet.replace('%', "%25").replace(':', "%3A");
        format!("{facet}:{}", self.value)
    }

    fn from_key(key: &str) -> Option<Self> {
        let (facet, value) = key.split_once(':')?;
        let facet = facet.replace("%3A", ":").replace("%25", "%");
        Some(Self::new(&facet, value))
    }
}

impl ColourBy {
    /// As it stands in links: `size`, `growth:0-5,6-11`, `share:language:fra`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Size => "size".to_owned(),
            Self::Concern => "concern".to_owned(),
            Self::Coherence => "coherence".to_owned(),
            Self::Stability => "stability".to_owned(),
            Self::Growth(windows) => format!("growth:{}", windows.key()),
            Self::Share(value) => format!("share:{}", value.key()),
            Self::Ratio(value) => format!("ratio:{}", value.key()),
            Self::FlagsBeyondRefusals => "flags-refusals".to_owned(),
            Self::Difference(_) => "difference".to_owned(),
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let (kind, rest) = key.split_once(':').unwrap_or((key, ""));
        match kind {
            "size" => Some(Self::Size),
            "concern" => Some(Self::Concern),
            "coherence" => Some(Self::Coherence),
            "stability" => Some(Self::Stability),
            "growth" => Windows::from_key(rest).map(Self::Growth),
            "share" => FacetValue::from_key(rest).map(Self::Share),
            "ratio" => FacetValue::from_key(rest).map(Self::Ratio),
            "flags-refusals" => Some(Self::FlagsBeyondRefusals),
            "difference" => Some(Self::Difference(Arc::default())),
            _ => None,
        }
    }

    /// Whether `atlas` has what it takes.
    #[must_use]
    pub fn fits(&self, atlas: &Atlas) -> bool {
        let any = |of: fn(&kleio_shared::release::Cluster) -> bool| atlas.clusters().iter().any(of);
        match self {
            Self::Size | Self::Concern | Self::Difference(_) => true,
            Self::Coherence => any(|cluster| cluster.coherence.is_some()),
            Self::Stability => any(|cluster| cluster.stability.is_some()),
            Self::Growth(windows) => windows.is_within(atlas.release().manifest().weeks.len()),
            Self::Share(value) | Self::Ratio(value) => value.is_in(atlas),
            Self::FlagsBeyondRefusals => {
                FacetValue::flagged(atlas).is_some() && FacetValue::refusal(atlas).is_some()
            }
        }
    }

    /// A name for lists and buttons.
    #[must_use]
    pub fn name(&self, atlas: &Atlas) -> String {
        match self {
            Self::Size => tr!("Size").to_owned(),
            Self::Concern => tr!("Concern").to_owned(),
            Self::Coherence => tr!("Coherence").to_owned(),
            Self::Stability => tr!("Stability").to_owned(),
            Self::Growth(_) => tr!("Growth").to_owned(),
            Self::Share(value) if FacetValue::refusal(atlas).as_ref() == Some(value) => {
                tr!("Refusals").to_owned()
            }
            Self::Share(value) if FacetValue::flagged(atlas).as_ref() == Some(value) => {
                tr!("Flag rate").to_owned()
            }
            Self::Share(value) => value.label(atlas),
            Self::Ratio(value) => tr!("{value}, against all", value = value.label(atlas)),
            Self::FlagsBeyondRefusals => tr!("Flag rate minus refusals").to_owned(),
            Self::Difference(_) => tr!("Difference of two sides").to_owned(),
        }
    }

    /// What the scale measures, with its unit.
    #[must_use]
    pub fn title(&self, atlas: &Atlas) -> String {
        match self {
            Self::Size => tr!("Conversations in the cluster").to_owned(),
            Self::Concern => tr!("Mean concern, from 1 benign to 5 severe").to_owned(),
            Self::Coherence => {
                tr!("Coherence, from 0 nothing in common to 1 all the same").to_owned()
            }
            Self::Stability => tr!("Stability, from 0 to 1 found again exactly").to_owned(),
            Self::Growth(windows) => growth_text::title(atlas, *windows),
            Self::Share(value) => tr!(
                "{facet}: {value}, % of conversations",
                facet = chart::facet_title(&value.facet),
                value = value.label(atlas)
            ),
            Self::Ratio(value) => tr!(
                "{facet}: {value}, its share over that of all",
                facet = chart::facet_title(&value.facet),
                value = value.label(atlas)
            ),
            Self::FlagsBeyondRefusals => {
                tr!("Flag rate minus refusal rate, percentage points").to_owned()
            }
            Self::Difference(ratios) => ratios.title.clone(),
        }
    }

    /// The value of the cluster at `index`; `None` where it is withheld.
    #[must_use]
    pub fn value(&self, atlas: &Atlas, index: usize) -> Option<f64> {
        let cluster = atlas.cluster(index);
        let subject = Subject::Cluster(index);
        match self {
            Self::Size => Some(cluster.conversations as f64),
            Self::Concern => Some(cluster.concern),
            Self::Coherence => cluster.coherence,
            Self::Stability => cluster.stability,
            Self::Growth(windows) => growth(atlas, *windows, &[index]).first()?.at_least(),
            Self::Share(value) => value.share(atlas, subject),
            Self::Ratio(value) => {
                let base = value.share(atlas, Subject::Overall)?;
                (base > 0.0).then_some(value.share(atlas, subject)? / base)
            }
            Self::FlagsBeyondRefusals => {
                let share = |value: FacetValue| value.share(atlas, subject);
                let flags = share(FacetValue::flagged(atlas)?)?;
                Some(flags - share(FacetValue::refusal(atlas)?)?)
            }
            Self::Difference(ratios) => ratios.value(index),
        }
    }

    /// The scale for `values`, those of all clusters that are known.
    #[must_use]
    pub fn scale(&self, values: impl Iterator<Item = f64>) -> Scale {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        let (low, high) = if low <= high { (low, high) } else { (1.0, 1.0) };
        match self {
            Self::Size => Scale::log(low, high),
            Self::Concern => Scale::linear(1.0, high.clamp(2.0, 5.0)),
            Self::Coherence | Self::Stability => Scale::linear(0.0, 1.0),
            Self::Growth(_) | Self::Ratio(_) | Self::Difference(_) => Scale::ratio(low, high),
            Self::Share(_) => Scale::linear(0.0, high.clamp(0.05, 1.0)),
            Self::FlagsBeyondRefusals => Scale::difference(low.abs().max(high.abs())),
        }
    }

    /// A value of the scale as text.
    #[must_use]
    pub fn write(&self, value: f64) -> String {
        match self {
            Self::Size => format::count(value.round() as u64),
            Self::Share(_) => format::percent(value),
            Self::Concern => format::decimal(value, 1),
            Self::Coherence | Self::Stability => format::decimal(value, 2),
            Self::Growth(_) | Self::Ratio(_) | Self::Difference(_) => format::times(value),
            Self::FlagsBeyondRefusals => format::points(value),
        }
    }

    /// What a cluster without a value lacks.
    #[must_use]
    pub fn why_unknown(&self, atlas: &Atlas, subject: Subject) -> String {
        match self {
            Self::Coherence | Self::Stability => tr!("cannot be told").to_owned(),
            Self::Growth(_) => tr!("weeks withheld").to_owned(),
            Self::Difference(_) => tr!("a side withheld").to_owned(),
            _ => chart::withheld_key(atlas, subject),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    fn every(atlas: &Atlas) -> Vec<ColourBy> {
        let groups = choices(atlas);
        let all = groups.iter().flat_map(|group| &group.choices);
        all.map(|choice| choice.colour.clone()).collect()
    }

    #[test]
    fn keys_go_both_ways() {
        let odd = FacetValue::new("a:b%", "c:d");
        let mut all = every(&fixture::atlas());
        all.extend([
            ColourBy::Share(odd.clone()),
            ColourBy::Ratio(odd),
            ColourBy::FlagsBeyondRefusals,
            ColourBy::Difference(Arc::default()),
        ]);
        for colour in all {
            assert_eq!(ColourBy::from_key(&colour.key()), Some(colour));
        }
        assert_eq!(ColourBy::from_key("flavour"), None);
        assert_eq!(ColourBy::from_key("growth:5-1,0-0"), None);
    }

    #[test]
    fn every_known_value_lies_on_the_scale() {
        let atlas = fixture::atlas();
        for colour in every(&atlas) {
            let values = || (0..atlas.clusters().len()).filter_map(|i| colour.value(&atlas, i));
            let scale = colour.scale(values());
            assert!(scale.low < scale.high, "{colour:?}");
            let clipped = matches!(colour, ColourBy::Ratio(_) | ColourBy::Growth(_));
            for value in values() {
                assert!(
                    clipped || (scale.low..=scale.high).contains(&value),
                    "{colour:?}"
                );
                assert!((0.0..=1.0).contains(&scale.fraction(value)));
            }
        }
    }

    #[test]
    fn a_withheld_share_is_unknown_and_not_zero() {
        let atlas = fixture::atlas();
        let french = FacetValue::new(LANGUAGE, "fra");
        for colour in [ColourBy::Share(french.clone()), ColourBy::Ratio(french)] {
            let values: Vec<_> = (0..atlas.clusters().len())
                .map(|i| colour.value(&atlas, i))
                .collect();
            assert!(values.iter().any(Option::is_none));
            assert!(values.iter().flatten().all(|&share| share > 0.0));
        }
    }

    #[test]
    fn a_ratio_compares_with_all_conversations() {
        let atlas = fixture::atlas();
        let english = FacetValue::new(LANGUAGE, "eng");
        let index = atlas.at_level(2)[0];
        let own = ColourBy::Share(english.clone()).value(&atlas, index);
        let ratio = ColourBy::Ratio(english).value(&atlas, index);
        // Half of all conversations of the fixture are in English.
        assert_eq!(ratio, own.map(|share| share / 0.5));
    }

    #[test]
    fn only_what_the_release_has_can_colour_the_map() {
        let atlas = fixture::atlas();
        assert!(!ColourBy::FlagsBeyondRefusals.fits(&atlas));
        assert!(!ColourBy::Share(FacetValue::new("shoe size", "44")).fits(&atlas));
        assert!(every(&atlas).iter().all(|colour| colour.fits(&atlas)));
    }
}
