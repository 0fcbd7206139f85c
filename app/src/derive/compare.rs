//! Two sides compared cluster by cluster: two facet values, two windows of weeks, or two releases.
//!
//! Invariant: a side whose number is withheld has no share, and a cluster with such a side has at most the
//! bounds that [`super::growth`] finds; it is listed as withheld and coloured grey.

pub mod maps;
mod matching;
mod sides;

pub use matching::{Matches, matches};

use crate::derive::sorting::Sorting as _;
use crate::tr;
use std::sync::Arc;

use kleio_shared::facet::ValueKind;

use super::atlas::Atlas;
use super::chart::{self, Subject};
use super::growth::{Window, Windows};
use super::statistics::FALSE_DISCOVERIES;
use super::{format, noise};

/// What is compared with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// Where conversations with one value of a facet are, and those with another; with all
    /// conversations where there is no second value.
    Values {
        /// Name of the facet.
        facet: String,
        /// The value, as the manifest has it.
        a: String,
        /// The other value.
        b: Option<String>,
    },
    /// The second window of weeks and the first.
    Windows,
    /// This release and another one of the server, by its identifier.
    Releases(String),
}

/// What a comparison needs besides the release itself.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The windows of weeks.
    pub windows: Option<Windows>,
    /// The other release, once it is loaded.
    pub other: Option<Arc<Atlas>>,
}

/// One side of a cluster: its conversations there and their share of all conversations of that side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Conversations; a range where weeks are withheld, nothing where it is withheld.
    pub count: Option<(u64, u64)>,
    /// Share of the side's conversations that are in the cluster, 0 to 1; `None` where withheld or a
    /// range.
    pub share: Option<f64>,
}

/// A cluster on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The cluster in the release that is shown.
    pub index: usize,
    /// The first side.
    pub a: Side,
    /// The second side.
    pub b: Side,
    /// The first share over the second, 0 to infinity; `None` where either is not known.
    pub ratio: Option<f64>,
    /// 95 % interval of the ratio; where a side is a range, over all of it.
    pub interval: Option<(f64, f64)>,
    /// P-value corrected for all clusters of the level; `None` where not tested.
    pub corrected: Option<f64>,
    /// What the cluster is called on the second side, where that is another release and another name.
    pub other_name: Option<String>,
}

impl Line {
    /// Whether it is called a difference at the level of [`FALSE_DISCOVERIES`].
    #[must_use]
    pub fn is_significant(&self) -> bool {
        self.corrected.is_some_and(|p| p <= FALSE_DISCOVERIES)
    }

    /// How surely the sides differ: the logarithm of the end of the interval nearer to 1, without its sign.
    #[must_use]
    pub fn strength(&self) -> f64 {
        match self.interval {
            Some((low, _)) if low > 1.0 => low.ln(),
            Some((_, high)) if high < 1.0 => -high.ln(),
            _ => 0.0,
        }
    }
}

/// A comparison at one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The first side in words, and its conversations.
    pub a: (String, Option<u64>),
    /// The second side in words, and its conversations.
    pub b: (String, Option<u64>),
    /// Clusters, those that differ most surely first, those that are withheld last.
    pub lines: Vec<Line>,
    /// Clusters that were tested.
    pub tested: usize,
    /// Clusters of this release that are in no cluster's place in the other one.
    pub only_here: Vec<usize>,
    /// Clusters of the other release likewise.
    pub only_there: Vec<Elsewhere>,
}

/// A cluster of the other release, which has none in its place here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its name.
    pub name: String,
    /// Its conversations.
    pub conversations: u64,
    /// These in words, with how far they may be off.
    pub told: String,
}

impl Compared {
    /// Both sides in words.
    #[must_use]
    pub fn title(&self) -> String {
        tr!(
            "{after} against {before}",
            after = &self.a.0,
            before = &self.b.0
        )
    }

    /// The greatest share on either side, above 0: where both scales end.
    #[must_use]
    pub fn full(&self) -> f64 {
        let shares = |line: &Line| [line.a.share, line.b.share];
        let known = self.lines.iter().flat_map(shares).flatten();
        known.fold(1e-9, f64::max)
    }
}

/// Compares at `level`; `None` where what is needed is not there (yet), or a value does not exist.
#[must_use]
pub fn compare(atlas: &Atlas, what: &Comparison, given: &Given, level: u8) -> Option<Compared> {
    let clusters = atlas.at_level(level);
    let mut compared = match what {
        Comparison::Values { facet, a, b } => {
            let lines = sides::values(atlas, facet, a, b.as_deref(), clusters)?;
            labelled(
                value_side(atlas, facet, a),
                match b {
                    Some(b) => value_side(atlas, facet, b),
                    None => everything(atlas, tr!("All conversations")),
                },
                lines,
            )
        }
        Comparison::Windows => {
            let windows = given.windows?;
            let lines = sides::windows(atlas, windows, clusters);
            let side = |window| (window_title(atlas, window), None);
            labelled(side(windows.after), side(windows.before), lines)
        }
        Comparison::Releases(_) => {
            let other = given.other.as_deref()?;
            let matches = matches(atlas, other, level);
            let lines = sides::releases(atlas, other, &matches);
            let mut compared = labelled(
                everything(atlas, tr!("This release")),
                everything(other, tr!("The other release")),
                lines,
            );
            compared.only_here = matches.only_here;
            let named = |&index: &usize| {
                let cluster = other.cluster(index);
                Elsewhere {
                    name: cluster.name.clone(),
                    conversations: cluster.conversations,
                    told: noise::conversations(other, Subject::Cluster(index)),
                }
            };
            compared.only_there = matches.only_there.iter().map(named).collect();
            compared
        }
    };
    compared.tested = compared
        .lines
        .iter()
        .filter(|l| l.corrected.is_some())
        .count();
    rank(&mut compared.lines);
    Some(compared)
}

/// The ratio of every cluster of `atlas`, whatever its level, for colours: where only bounds are known, the
/// one nearer to 1; `None` where not known.
#[must_use]
pub fn ratios(atlas: &Atlas, what: &Comparison, given: &Given) -> Vec<Option<f64>> {
    let mut values = vec![None; atlas.clusters().len()];
    for level in 0..=atlas.top_level() {
        let lines = compare(atlas, what, given, level).map_or_else(Vec::new, |c| c.lines);
        for line in lines {
            values[line.index] = line.ratio.or(match line.interval {
                Some((low, _)) if low > 1.0 => Some(low),
                Some((_, high)) if high < 1.0 => Some(high),
                _ => None,
            });
        }
    }
    values
}

/// A window in words: `2 Mar to 12 Apr`, from its first Monday to its last Sunday.
#[must_use]
pub fn window_title(atlas: &Atlas, window: Window) -> String {
    let weeks = &atlas.release().manifest().weeks;
    let day = |place: usize| {
        weeks
            .get(place)
            .map_or_else(String::new, |w| format::short_date(w))
    };
    let last = weeks.get(window.last).map_or_else(String::new, |week| {
        format::short_date(&format::days_after(week, 6))
    });
    format::from_to(day(window.first), last)
}

fn value_side(atlas: &Atlas, facet: &str, value: &str) -> (String, Option<u64>) {
    let kind = atlas
        .facet(facet)
        .map_or(ValueKind::Category, |facet| facet.kind);
    let place = atlas.facet_values(facet).iter().position(|v| v == value);
    let readings = chart::readings(atlas, Subject::Overall, facet);
    let count = place.and_then(|place| readings.get(place)?.known());
    (chart::value_label(facet, kind, value), count)
}

fn everything(atlas: &Atlas, title: &str) -> (String, Option<u64>) {
    let (_, total) = Subject::Overall.profile(atlas);
    (title.to_owned(), Some(total))
}

fn labelled(a: (String, Option<u64>), b: (String, Option<u64>), lines: Vec<Line>) -> Compared {
    Compared {
        a,
        b,
        lines,
        tested: 0,
        only_here: Vec::new(),
        only_there: Vec::new(),
    }
}

/// Significant ones first, within them and the others the surest first; withheld ones last.
fn rank(lines: &mut Vec<Line>) {
    let key = |line: &Line| (line.interval.is_none(), !line.is_significant());
    let spread = |line: &Line| line.ratio.map_or(0.0, |ratio| ratio.ln().abs().min(1e9));
    lines.order_by(|a, b| {
        key(a)
            .cmp(&key(b))
            .then(b.strength().total_cmp(&a.strength()))
            .then(spread(b).total_cmp(&spread(a)))
            .then(a.index.cmp(&b.index))
    });
}

/// Whether `atlas` is noisy, so that no number of the comparison is exact.
#[must_use]
pub fn is_noisy(atlas: &Atlas, given: &Given) -> bool {
    noise::is_noisy(atlas) || given.other.as_deref().is_some_and(noise::is_noisy)
}

#[cfg(test)]
mod tests;
