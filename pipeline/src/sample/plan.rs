//! Which topics and languages the sample has, how often, and how they move over the weeks.

use serde::Deserialize;

use super::SampleError;

/// Weeks that a sample spans.
pub(super) const WEEKS: usize = 12;

/// The parsed plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// Every topic has material in each of them.
    pub languages: Vec<Language>,
    /// Everyday topics first.
    pub topics: Vec<Topic>,
}

/// One language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    /// ISO 639-1.
    pub code: String,
    /// Relative share of the conversations.
    pub weight: f64,
    /// Where most of its speakers live: local time minus UTC.
    pub hours_from_utc: i32,
    /// Whether sentences are set apart by spaces.
    #[serde(default = "yes")]
    pub spaces: bool,
}

/// One topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    /// Its name in the material and in the truth.
    pub id: String,
    /// Relative share of the conversations.
    pub weight: f64,
    /// Activity on a weekend day against that on a weekday.
    pub weekend: f64,
    /// How its share moves.
    #[serde(default)]
    pub weeks: Trend,
    /// 1 (none) to 5 (grave).
    #[serde(default = "one")]
    pub concern: u8,
    /// Whether it is one of the concerning topics.
    #[serde(default)]
    pub concerning: bool,
    /// Chance that the older classifier flags it: in English, in other languages.
    #[serde(default = "false_alarms")]
    pub flagged: [f64; 2],
    /// What the assistant does.
    #[serde(default)]
    pub replies: Replies,
    /// In falling order of frequency.
    pub subtopics: Vec<String>,
}

/// How a topic's share moves over the weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trend {
    /// It stays.
    #[default]
    Steady,
    /// It more than triples.
    Grows,
    /// It falls to a third.
    Shrinks,
    /// There is none before the last four weeks.
    Appears,
    /// It has one bump, in weeks 5 to 7.
    Peaks,
}

/// What the assistant does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Replies {
    /// It helps.
    #[default]
    Help,
    /// It declines, or stays general.
    Decline,
    /// It listens and points to people who can help.
    Support,
}

impl Trend {
    /// Activity in a week (0-based), in proportion to the other weeks.
    pub(super) fn activity(self, week: usize) -> f64 {
        let w = week as f64;
        match self {
            Self::Steady => 1.0,
            Self::Grows => 0.4 + 0.12 * w,
            Self::Shrinks => 1.6 - 0.1 * w,
            Self::Appears if week < WEEKS - 4 => 0.0,
            Self::Appears => 1.0 + 0.5 * (w - (WEEKS - 4) as f64),
            Self::Peaks => [1.0, 1.0, 1.0, 1.2, 2.2, 3.5, 3.0, 1.0, 0.8, 0.8, 0.8, 0.8]
                .get(week)
                .copied()
                .unwrap_or(1.0),
        }
    }
}

impl Plan {
    /// The plan that the sample is made from.
    pub(super) fn load() -> Result<Self, SampleError> {
        toml::from_str(include_str!("data/plan.toml")).map_err(|e| SampleError::Plan(e.to_string()))
    }
}

fn yes() -> bool {
    true
}

fn one() -> u8 {
    1
}

fn false_alarms() -> [f64; 2] {
    [0.004, 0.001]
}
