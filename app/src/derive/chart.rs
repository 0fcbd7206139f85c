//! Bars of a facet: which, how long, and in words.

use super::atlas::Atlas;
use super::cells::{Reading, read_row};
use super::format;
use super::language;
use kleio_shared::release::FacetProfile;

/// A row of the release's cross tables: a cluster's, or that of all conversations together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// All released conversations.
    Overall,
    /// The cluster at this index.
    Cluster(usize),
}

impl Subject {
    /// The profile and the conversations it is about.
    #[must_use]
    pub fn profile(self, atlas: &Atlas) -> (&FacetProfile, u64) {
        let manifest = atlas.release().manifest();
        match self {
            Self::Overall => (&manifest.overall, manifest.totals.conversations),
            Self::Cluster(index) => {
                let cluster = atlas.cluster(index);
                (&cluster.profile, cluster.conversations)
            }
        }
    }
}

/// One bar of a facet.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The facet value in words.
    pub label: String,
    /// What is known of it.
    pub reading: Reading,
    /// Share of the subject's conversations; `None` where withheld.
    pub share: Option<f64>,
    /// Share of all released conversations, for comparison; `None` where withheld or not asked for.
    pub base: Option<f64>,
    /// The whole bar as a sentence.
    pub text: String,
}

/// Bars of a facet, those that count for something first, and what was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Bars to draw.
    pub bars: Vec<Bar>,
    /// The share at the right end of the chart.
    pub full: f64,
    /// Values known to be empty, which are not drawn.
    pub empty: usize,
}

/// Bars of the facet called `name` for `subject`. Languages and requests are sorted by size, other
/// facets keep the manifest's order (their values are ordered).
#[must_use]
pub fn bars(atlas: &Atlas, subject: Subject, name: &str) -> Bars {
    let threshold = atlas.release().manifest().policy.cell.conversations;
    let (profile, total) = subject.profile(atlas);
    let (overall, all) = Subject::Overall.profile(atlas);
    let readings = |profile: &FacetProfile, total| {
        profile
            .facets
            .get(name)
            .map(|row| read_row(row, total, threshold))
            .unwrap_or_default()
    };
    let mine = readings(profile, total);
    let base = readings(overall, all);
    let share = |reading: Reading, total: u64| Some(reading.known()? as f64 / total.max(1) as f64);
    let mut bars: Vec<Bar> = atlas
        .facet_values(name)
        .iter()
        .zip(&mine)
        .enumerate()
        .map(|(place, (value, &reading))| {
            let label = value_label(name, value);
            let share_here = share(reading, total);
            Bar {
                text: describe(&label, reading, share_here, threshold),
                label,
                reading,
                share: share_here,
                base: match subject {
                    Subject::Overall => None,
                    Subject::Cluster(_) => base.get(place).and_then(|&reading| share(reading, all)),
                },
            }
        })
        .collect();
    let empty = bars.iter().filter(|b| b.reading == Reading::None).count();
    bars.retain(|bar| bar.reading != Reading::None);
    if matches!(name, "language" | "request") {
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.reading.known().unwrap_or(0)));
    }
    let greatest = bars.iter().filter_map(|bar| bar.share).fold(0.0, f64::max);
    Bars {
        bars,
        full: if greatest > 0.0 { greatest } else { 1.0 },
        empty,
    }
}

/// The most frequent value of a facet that is shown for a cluster, in words, with its share.
#[must_use]
pub fn leading(atlas: &Atlas, index: usize, name: &str) -> Option<(String, f64)> {
    let bars = bars(atlas, Subject::Cluster(index), name);
    bars.bars
        .into_iter()
        .filter_map(|bar| Some((bar.label, bar.share?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Why a cell is not shown, where the policy shows cells from `threshold` conversations.
#[must_use]
pub fn withheld(threshold: u64) -> String {
    format!("withheld (fewer than {threshold}, or hidden to protect another number)")
}

fn describe(label: &str, reading: Reading, share: Option<f64>, threshold: u64) -> String {
    match (reading, share) {
        (Reading::Count(count), Some(share)) => format!(
            "{label}: {}, {}",
            format::conversations(count),
            format::percent(share)
        ),
        (Reading::None, _) => format!("{label}: none"),
        _ => format!("{label}: {}", withheld(threshold)),
    }
}

/// A facet as a heading.
#[must_use]
pub fn facet_title(name: &str) -> String {
    match name {
        "language" => "Languages".to_owned(),
        "turns" => "Turns in a conversation".to_owned(),
        "concern" => "Concern".to_owned(),
        "request" => "What people ask for".to_owned(),
        other => capitalised(other),
    }
}

/// A facet value in words.
#[must_use]
pub fn value_label(facet: &str, value: &str) -> String {
    match (facet, value) {
        ("language", code) => language::name(code),
        ("turns", "1") => "1 turn".to_owned(),
        ("turns", range) => format!("{} turns", range.replace('-', " to ")),
        ("concern", "1") => "1, benign".to_owned(),
        ("concern", "5") => "5, severe".to_owned(),
        (_, other) => capitalised(other),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn withheld_bars_have_no_share_and_say_so() {
        let atlas = fixture::atlas();
        let bars = bars(&atlas, Subject::Cluster(atlas.at_level(0)[0]), "language");
        let hidden: Vec<&Bar> = bars
            .bars
            .iter()
            .filter(|bar| bar.reading == Reading::Withheld)
            .collect();
        assert!(!hidden.is_empty());
        assert!(
            hidden
                .iter()
                .all(|bar| bar.share.is_none() && bar.text.contains("fewer than 15"))
        );
    }

    #[test]
    fn bars_of_languages_fall_in_size_and_fill_the_chart() {
        let atlas = fixture::atlas();
        let bars = bars(&atlas, Subject::Overall, "language");
        let shares: Vec<f64> = bars.bars.iter().filter_map(|bar| bar.share).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b));
        assert_eq!(shares.first(), Some(&bars.full));
    }

    #[test]
    fn the_leading_language_is_named() {
        let atlas = fixture::atlas();
        let (name, share) = leading(&atlas, atlas.at_level(0)[0], "language").unwrap();
        assert_eq!(name, "English");
        assert!(share > 0.5);
    }
}
