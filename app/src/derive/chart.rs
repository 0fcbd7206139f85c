//! Bars of a facet: which, how long, and in words.

use super::atlas::Atlas;
use super::cells::{self, Reading, Row};
use super::format;
use super::hours;
use super::language;
use crate::derive::sorting::Sorting as _;
use crate::tr;
use kleio_shared::facet::{NOT_KNOWN, ValueKind};
use kleio_shared::release::FacetProfile;

/// Values that stand for all that is not listed.
pub const REST: [&str; 3] = ["other", "none of these", NOT_KNOWN];

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
    /// What that share is at least, where it is withheld and something is known of it.
    pub least: Option<f64>,
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

/// What is known of every value of the facet `name` for `subject`, in the order of the values.
#[must_use]
pub fn readings(atlas: &Atlas, subject: Subject, name: &str) -> Vec<Reading> {
    cells::read(atlas, subject, Row::Facet(name))
}

/// Bars of the facet called `name` for `subject`. Where the order of the values means something it
/// is kept; other values are sorted by size, and those that stand for a rest come last.
#[must_use]
pub fn bars(atlas: &Atlas, subject: Subject, name: &str) -> Bars {
    let (_, total) = subject.profile(atlas);
    let (_, all) = Subject::Overall.profile(atlas);
    let kind = atlas
        .facet(name)
        .map_or(ValueKind::Category, |facet| facet.kind);
    let values = atlas.facet_values(name);
    let base = readings(atlas, Subject::Overall, name);
    let mut bars: Vec<(bool, Bar)> = values
        .iter()
        .zip(readings(atlas, subject, name))
        .enumerate()
        .map(|(place, (value, reading))| {
            let label = value_label(name, kind, value);
            let bar = Bar {
                text: describe(atlas, subject, &label, reading),
                label,
                reading,
                share: share(reading, total),
                least: least_share(reading, total),
                base: match subject {
                    Subject::Overall => None,
                    Subject::Cluster(_) => base.get(place).and_then(|&reading| share(reading, all)),
                },
            };
            (REST.contains(&value.as_str()), bar)
        })
        .collect();
    let empty = bars
        .iter()
        .filter(|(_, b)| b.reading == Reading::None)
        .count();
    bars.retain(|(_, bar)| bar.reading != Reading::None);
    if !kind.is_ordered() {
        let size = |bar: &Bar| std::cmp::Reverse(bar.reading.least());
        bars.order_by_key(|(rest, bar)| (*rest, size(bar)));
    }
    let bars: Vec<Bar> = bars.into_iter().map(|(_, bar)| bar).collect();
    let drawn = bars.iter().filter_map(|bar| bar.share.or(bar.least));
    let greatest = drawn.fold(0.0, f64::max);
    Bars {
        bars,
        full: if greatest > 0.0 { greatest } else { 1.0 },
        empty,
    }
}

/// The share of `total` that `reading` is; `None` where withheld.
#[must_use]
pub fn share(reading: Reading, total: u64) -> Option<f64> {
    Some(reading.known()? as f64 / total.max(1) as f64)
}

/// The share of `total` that `reading` is at least; `None` where it is known, or nothing is.
#[must_use]
pub fn least_share(reading: Reading, total: u64) -> Option<f64> {
    match reading {
        Reading::AtLeast(least) => Some(least as f64 / total.max(1) as f64),
        _ => None,
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

/// Why a cell of `subject` is not shown.
#[must_use]
pub fn withheld(atlas: &Atlas, subject: Subject) -> String {
    if is_own(atlas, subject) {
        return tr!("withheld, because the release withholds it for a cluster within").to_owned();
    }
    tr!(
        "withheld (fewer than {threshold}, or hidden to protect another number)",
        threshold = atlas.release().manifest().policy.cell.conversations
    )
}

/// As [`withheld`], for the key of a chart.
#[must_use]
pub fn withheld_key(atlas: &Atlas, subject: Subject) -> String {
    if is_own(atlas, subject) {
        return tr!("withheld for a cluster within").to_owned();
    }
    tr!(
        "withheld, fewer than {threshold}",
        threshold = atlas.release().manifest().policy.cell.conversations
    )
}

/// What hatching stands for among `readings` of `subject`, in a few words; `None` where nothing is withheld.
#[must_use]
pub fn key_of_hatch(
    atlas: &Atlas,
    subject: Subject,
    readings: impl IntoIterator<Item = Reading>,
) -> Option<String> {
    let mut key = None;
    for reading in readings.into_iter().filter(|reading| reading.is_withheld()) {
        if reading.least() > 0 {
            return Some(tr!("withheld; at least what is shown").to_owned());
        }
        key.get_or_insert_with(|| withheld_key(atlas, subject));
    }
    key
}

fn is_own(atlas: &Atlas, subject: Subject) -> bool {
    matches!(subject, Subject::Cluster(index) if atlas.is_own(index))
}

/// What is known of the value `label` of `subject`, as a sentence.
pub(super) fn describe(atlas: &Atlas, subject: Subject, label: &str, reading: Reading) -> String {
    let (_, total) = subject.profile(atlas);
    let share = |count| format::percent(count as f64 / total.max(1) as f64);
    match reading {
        Reading::Count(count) => tr!(
            "{label}: {n, plural, one {# conversation} other {# conversations}}, {share}",
            label = label,
            n = count,
            share = share(count)
        ),
        Reading::AtLeast(least) => tr!(
            "{label}: at least {n, plural, one {# conversation} other {# conversations}}, {share}; more may be withheld",
            label = label,
            n = least,
            share = share(least)
        ),
        Reading::None => tr!("{label}: none", label = label),
        Reading::Withheld => titled(label, withheld(atlas, subject)),
    }
}

/// What a heading or a name says, and after a colon what is said of it.
#[must_use]
pub fn titled(title: &str, what: String) -> String {
    tr!("{title}: {what}", title = title, what = what)
}

/// A facet as a heading.
#[must_use]
pub fn facet_title(name: &str) -> String {
    match name {
        "language" => tr!("Languages").to_owned(),
        "turns" => tr!("Turns in a conversation").to_owned(),
        "task" => tr!("What people ask for").to_owned(),
        "refusal" => tr!("Did the assistant refuse?").to_owned(),
        "length" => tr!("Characters that the person wrote").to_owned(),
        "hour of week" => tr!("Day and hour (UTC)").to_owned(),
        // As many releases call it.
        "concern" => tr!("Concern").to_owned(),
        other => capitalised(other),
    }
}

/// A facet value in words.
#[must_use]
pub fn value_label(facet: &str, kind: ValueKind, value: &str) -> String {
    match (facet, kind, value) {
        (_, _, "other") => tr!("Other").to_owned(),
        (_, _, "none of these") => tr!("None of these").to_owned(),
        (_, _, NOT_KNOWN) => tr!("Not known").to_owned(),
        (_, ValueKind::Language, code) => language::name(code),
        (_, ValueKind::Boolean, "yes") => tr!("Yes").to_owned(),
        (_, ValueKind::Boolean, "no") => tr!("No").to_owned(),
        (_, ValueKind::Boolean, answer) => capitalised(answer),
        ("turns", _, range) => turns(range),
        ("concern", _, "1") => tr!("1, benign").to_owned(),
        ("concern", _, "5") => tr!("5, severe").to_owned(),
        (_, ValueKind::HourOfWeek, slot) => hours::value_label(slot),
        ("task", _, act) => capitalised(act),
        // As it was given: the names of models, for example, are not to be changed.
        (_, _, other) => other.to_owned(),
    }
}

/// `1 turn`, `3 turns`, `3–4 turns`, `33+ turns`.
fn turns(range: &str) -> String {
    match range.parse::<u64>() {
        Ok(count) => tr!("{n, plural, one {# turn} other {# turns}}", n = count),
        Err(_) => tr!("{range} turns", range = range),
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
            .filter(|bar| bar.reading.is_withheld())
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

    fn labels(name: &str) -> Vec<String> {
        let bars = bars(&fixture::atlas(), Subject::Overall, name).bars;
        bars.into_iter().map(|bar| bar.label).collect()
    }

    #[test]
    fn ordered_values_keep_their_order_and_names_fall_in_size() {
        assert_eq!(
            labels("turns"),
            ["1–2 turns", "3–4 turns", "5–8 turns", "Not known"]
        );
        assert_eq!(
            labels("model"),
            ["small-2", "large-1", "Other"],
            "the rest is last"
        );
    }

    #[test]
    fn answers_are_sentences_and_given_names_stay() {
        assert_eq!(value_label("spam", ValueKind::Boolean, "yes"), "Yes");
        assert_eq!(value_label("model", ValueKind::Category, "gpt-x"), "gpt-x");
        assert_eq!(value_label("task", ValueKind::Category, "write"), "Write");
        assert_eq!(facet_title("my facet"), "My facet");
    }

    #[test]
    fn the_leading_language_is_named() {
        let atlas = fixture::atlas();
        let (name, share) = leading(&atlas, atlas.at_level(0)[0], "language").unwrap();
        assert_eq!(name, "English");
        assert!(share > 0.5);
    }
}
