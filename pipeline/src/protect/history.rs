//! What readers of the previous release of the same vault know, and what that means for the next one.
//!
//! Whoever holds both releases can subtract one from the other. So a cluster is either of the same
//! conversations as before, and then the same cells are shown and hidden; or it differs by as many
//! conversations and accounts as a cell needs (`run/near.rs` sees to that), and then no cell is shown that
//! differs by fewer. Where a cluster only grew, no cell is below what it was.

use kleio_shared::policy::Threshold;
use serde::{Deserialize, Serialize};

use super::suppress::{self, Cells, Shown, lists};
use crate::measure::{Measured, Row};
use crate::week::Week;

/// What a release told, as far as the next one depends on it: cells, totals, and which cluster is part of
/// which. The vault remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    facets: Vec<(String, Vec<String>)>,
    weeks: Vec<i32>,
    overall: ToldRow,
    levels: Vec<Vec<ToldRow>>,
    /// Of everything, then of each cluster, level by level; nothing in vaults of before it was kept.
    #[serde(default)]
    totals: Vec<u64>,
    /// As [`super::suppress::parents`].
    #[serde(default)]
    parents: Vec<usize>,
    /// Whether some conversations were in no week.
    #[serde(default)]
    undated: bool,
}

/// The cells of one row: by facet, then value; weeks last. `None`: hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ToldRow(Vec<Vec<Option<u64>>>);

/// How a row of the new release stands to one of the previous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Of the very same conversations.
    Same,
    /// Of others, or of as many others as a cell needs.
    Other {
        /// Whether every conversation of before is still there.
        grown: bool,
    },
}

/// Which row of the previous release a row is to be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kin {
    /// Level and index there; `None` is everything.
    pub place: Option<(usize, usize)>,
    /// How they stand to each other.
    pub kinship: Kinship,
}

/// What is known of one cell from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Unknown,
    /// It is not below this.
    Floor(u64),
    /// Its very value.
    Same,
    /// It was hidden and holds the same conversations.
    Hidden,
    /// It was shown and differs by few; it is not below this.
    Near(u64),
}

impl Before {
    pub(super) const fn floor(self) -> u64 {
        match self {
            Self::Floor(floor) | Self::Near(floor) => floor,
            Self::Unknown | Self::Same | Self::Hidden => 0,
        }
    }
}

/// The previous release, laid beside the rows of the new one.
#[derive(Debug, Clone)]
pub(super) struct History {
    /// For each row (everything, then level by level) how it stands to its kin, and the kin's cells in
    /// the new release's order; a cell that was not there is `None`.
    rows: Vec<Option<(Kinship, Vec<Vec<Past>>)>>,
    /// For each row its kin's number there, everything first.
    kin: Vec<Option<usize>>,
    /// For each list and column, where it stood.
    order: Vec<Vec<Option<(usize, usize)>>>,
    told: Told,
    threshold: Threshold,
}

/// One list of cells of the previous release, as its readers see it.
#[derive(Debug, Clone)]
pub(super) struct OldTable<'a> {
    /// As [`super::suppress::parents`].
    pub(super) parents: &'a [usize],
    /// Of each row.
    pub(super) totals: &'a [u64],
    /// By row, then column; `None`: hidden. Conversations of no week are a last column.
    pub(super) cells: Vec<Vec<Option<u64>>>,
    /// For each column of the new release, the last for those of no week, which one it is here.
    pub(super) columns: Vec<Option<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Past {
    Absent,
    Hidden,
    Shown(u64),
}

impl History {
    /// Lays `told` beside `measured`; `kin` has an entry for everything, then for each cluster, level by level.
    pub(super) fn new(
        told: &Told,
        measured: &Measured,
        kin: &[Option<Kin>],
        threshold: Threshold,
    ) -> Self {
        let order = told.order(measured);
        let rows = kin
            .iter()
            .map(|kin| {
                let kin = kin.as_ref()?;
                let row = match kin.place {
                    None => &told.overall,
                    Some((level, index)) => told.levels.get(level)?.get(index)?,
                };
                Some((kin.kinship, row.in_order(&order)))
            })
            .collect();
        let starts: Vec<usize> = told
            .levels
            .iter()
            .scan(1, |start, level| {
                let first = *start;
                *start += level.len();
                Some(first)
            })
            .collect();
        let number = |kin: &Option<Kin>| match kin.as_ref()?.place {
            None => Some(0),
            Some((level, index)) => Some(starts.get(level)? + index),
        };
        Self {
            rows,
            kin: kin.iter().map(number).collect(),
            order,
            told: told.clone(),
            threshold,
        }
    }

    /// The row of the previous release that `row` is compared with, and how they stand to each other.
    pub(super) fn kin(&self, row: usize) -> Option<(usize, Kinship)> {
        let (kinship, _) = self.rows.get(row)?.as_ref()?;
        Some(((*self.kin.get(row)?)?, *kinship))
    }

    /// The list `list` of the new release as it was, where it had the same values; weeks may come and go.
    pub(super) fn table(&self, list: usize) -> Option<OldTable<'_>> {
        let told = &self.told;
        let places = self.order.get(list)?;
        let is_weeks = list + 1 == self.order.len();
        let (there, wide) = if is_weeks {
            (told.facets.len(), told.weeks.len())
        } else {
            let there = places.first()?.as_ref()?.0;
            (there, told.facets.get(there)?.1.len())
        };
        let all_known = places.len() == wide && places.iter().all(Option::is_some);
        let rows: Vec<&ToldRow> = std::iter::once(&told.overall)
            .chain(told.levels.iter().flatten())
            .collect();
        let is_whole = told.totals.len() == rows.len() && told.parents.len() == rows.len();
        if wide == 0 || !is_whole || !(is_weeks || all_known) {
            return None;
        }
        let rest = is_weeks && told.undated;
        let cells = |row: &&ToldRow| {
            let mut cells = row
                .0
                .get(there)
                .filter(|cells| cells.len() == wide)?
                .clone();
            cells.extend(rest.then_some(None));
            Some(cells)
        };
        let mut columns: Vec<Option<usize>> = places
            .iter()
            .map(|place| place.map(|(_, column)| column))
            .collect();
        columns.push(rest.then_some(wide));
        Some(OldTable {
            parents: &told.parents,
            totals: &told.totals,
            cells: rows.iter().map(cells).collect::<Option<_>>()?,
            columns,
        })
    }

    /// What is known of a cell that holds `count` now.
    pub(super) fn cell(&self, row: usize, list: usize, column: usize, count: u64) -> Before {
        let Some(Some((kinship, cells))) = self.rows.get(row) else {
            return Before::Unknown;
        };
        let past = cells.get(list).and_then(|cells| cells.get(column));
        let floor = |value: u64| match kinship {
            Kinship::Other { grown: true } => value,
            _ => 0,
        };
        match (kinship, past.copied().unwrap_or(Past::Absent)) {
            (Kinship::Same, Past::Shown(value)) if value == count => Before::Same,
            (Kinship::Same, Past::Hidden) => Before::Hidden,
            (_, Past::Shown(value)) => {
                let apart = value.abs_diff(count);
                if (1..self.threshold.conversations).contains(&apart) {
                    Before::Near(floor(value))
                } else {
                    Before::Floor(floor(value))
                }
            }
            (_, Past::Hidden | Past::Absent) => Before::Unknown,
        }
    }
}

impl ToldRow {
    fn of(row: &Row, shown: &Shown) -> Self {
        let list = |(cells, shown): (&[crate::measure::Support], &Vec<bool>)| {
            let told = cells.iter().zip(shown);
            told.map(|(cell, &shown)| shown.then_some(cell.conversations))
                .collect()
        };
        Self(lists(row).zip(shown).map(list).collect())
    }

    fn in_order(&self, order: &[Vec<Option<(usize, usize)>>]) -> Vec<Vec<Past>> {
        let past = |place: &Option<(usize, usize)>| {
            let cell = place.and_then(|(list, column)| self.0.get(list)?.get(column));
            match cell {
                None => Past::Absent,
                Some(None) => Past::Hidden,
                Some(Some(value)) => Past::Shown(*value),
            }
        };
        order
            .iter()
            .map(|columns| columns.iter().map(past).collect())
            .collect()
    }
}

impl Told {
    /// What a release of these cells tells.
    pub(super) fn of(measured: &Measured, cells: &Cells) -> Self {
        let level = |(clusters, shown): (&Vec<crate::measure::MeasuredCluster>, &Vec<Shown>)| {
            let rows = clusters.iter().zip(shown);
            rows.map(|(cluster, shown)| ToldRow::of(&cluster.row, shown))
                .collect()
        };
        Self {
            facets: measured
                .facets
                .iter()
                .map(|facet| (facet.name.clone(), facet.values.clone()))
                .collect(),
            weeks: measured.weeks.iter().map(|week| week.0).collect(),
            overall: ToldRow::of(&measured.overall, &cells.overall),
            levels: measured
                .levels
                .iter()
                .zip(&cells.levels)
                .map(level)
                .collect(),
            totals: suppress::rows(measured)
                .iter()
                .map(|row| row.support.conversations)
                .collect(),
            parents: suppress::parents(measured),
            undated: cells.undated,
        }
    }

    /// For each list and column of `measured`, where it stands here.
    fn order(&self, measured: &Measured) -> Vec<Vec<Option<(usize, usize)>>> {
        let mut order: Vec<Vec<Option<(usize, usize)>>> = measured
            .facets
            .iter()
            .map(|facet| {
                let list = self.facets.iter().position(|(name, _)| *name == facet.name);
                let place = |value: &String| {
                    let list = list?;
                    let column = self.facets[list].1.iter().position(|v| v == value)?;
                    Some((list, column))
                };
                facet.values.iter().map(place).collect()
            })
            .collect();
        let week = |week: &Week| {
            let column = self.weeks.iter().position(|w| *w == week.0)?;
            Some((self.facets.len(), column))
        };
        order.push(measured.weeks.iter().map(week).collect());
        order
    }
}
