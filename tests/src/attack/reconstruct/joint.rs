//! Facets of one release solved together: where a value of one is part of a value of another.
//!
//! Whoever knows what the values mean knows more than each table says: a day is in one month, a shelf in one hall.
//! Each cell of the coarser facet is then a sum of cells of the finer one, in every row. Two trees of sums over the
//! same cells are no network, so this is a linear program over the hidden cells of both; its bounds are rounded
//! inwards, because people come whole. All cells of both tables, in all rows, are in one program.
//!
//! An attacker who knows which values are part of which cannot know more than is assumed here: the map holds values that
//! the release does not name, too.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::facet::OTHER;
use kleio_shared::release::Release;

use super::{List, Recovered, columns, lists, table};
use crate::attack::flow::{Known, bounds};
use crate::attack::linear::{Solution, System};

/// Which value of one facet each value of another is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// The facet with more values.
    pub finer: String,
    /// The one whose values are unions of them.
    pub coarser: String,
    /// Every value of the finer that there is, named in the release or not, and what it is part of.
    pub part_of: BTreeMap<String, String>,
}

/// What two tables tell together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Together {
    /// Withheld cells of both, and what became of them; those known to be as many as a shown cell needs are not in it.
    pub recovered: Recovered,
    /// Withheld cells that are known, or lie in a range narrower than a cell's threshold, and are at least as many as a
    /// cell needs: sums that both tables show in other words.
    pub large: u64,
}

impl std::ops::AddAssign for Together {
    fn add_assign(&mut self, other: Self) {
        self.recovered += other.recovered;
        self.large += other.large;
    }
}

/// Solves the two tables of `following` as one. Nothing where the release has not both.
#[must_use]
pub fn together(release: &Release, following: &Following) -> Together {
    let all = lists(release);
    let list = |name: &str| List::Facet(name.to_owned());
    let (fine, coarse) = (list(&following.finer), list(&following.coarser));
    if !all.contains(&fine) || !all.contains(&coarse) {
        return Together::default();
    }
    let (fine_known, fine_shown) = table(release, &fine);
    let (coarse_known, coarse_shown) = table(release, &coarse);
    let parts = Parts::new(
        &columns(release, &fine),
        &columns(release, &coarse),
        &following.part_of,
    );
    let threshold = release.manifest().policy.cell.conversations;
    let mut sum = Together::default();
    sum.recovered.tables = 2;
    let shown = || fine_shown.iter().chain(&coarse_shown).flatten();
    sum.recovered.shown = shown().filter(|shown| **shown).count() as u64;
    sum.recovered.withheld = shown().filter(|shown| !**shown).count() as u64;
    let Some(found) = ranges(&fine_known, &coarse_known, &parts, threshold) else {
        sum.recovered.impossible = 2;
        return sum;
    };
    for (least, most) in found {
        match most.saturating_sub(least) {
            width if width >= threshold => {}
            0 if least == 0 => sum.recovered.nothing += 1,
            _ if least >= threshold => sum.large += 1,
            0 => sum.recovered.exact += 1,
            _ => sum.recovered.narrow += 1,
        }
    }
    sum
}

/// How the columns of a finer table stand to those of a coarser one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    /// By column of the coarser: columns of the finer that are part of it.
    of: Vec<Vec<usize>>,
    /// The column of the finer that holds what is not named there.
    rest: Option<usize>,
    /// Columns of the coarser that some of that is part of.
    mixed: Vec<usize>,
}

impl Parts {
    fn new(fine: &[String], coarse: &[String], part_of: &BTreeMap<String, String>) -> Self {
        let at = |names: &[String], value: &str| names.iter().position(|name| name == value);
        let target = |value: &str| at(coarse, value).or_else(|| at(coarse, OTHER));
        let rest = at(fine, OTHER);
        let mut of = vec![Vec::new(); coarse.len()];
        let mut mixed = BTreeSet::new();
        for (value, whole) in part_of {
            match (
                at(fine, value).filter(|at| Some(*at) != rest),
                target(whole),
            ) {
                (Some(column), Some(place)) => of[place].push(column),
                (None, Some(place)) => {
                    mixed.insert(place);
                }
                (_, None) => {}
            }
        }
        Self {
            of,
            rest,
            mixed: mixed.into_iter().collect(),
        }
    }
}

/// A cell: known, or an unknown of the program.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Known(u64),
    Unknown(usize),
}

/// Sums that are written down as one equation.
#[derive(Debug, Default)]
struct Sum {
    parts: Vec<(usize, f64)>,
    known: f64,
}

impl Sum {
    fn add(&mut self, place: Place, factor: f64) {
        match place {
            Place::Known(count) => self.known += factor * count as f64,
            Place::Unknown(at) => self.parts.push((at, factor)),
        }
    }

    /// Says that all that was added comes to `whole`.
    fn is(self, whole: f64, system: &mut System) {
        // Where nothing is unknown it holds, or nothing fits.
        if !self.parts.is_empty() || (whole - self.known).abs() > 0.5 {
            system.equation(self.parts, whole - self.known);
        }
    }
}

/// Least and most of every hidden cell of both tables; those at least `enough` wide are given as wide as was seen.
fn ranges(fine: &Known, coarse: &Known, parts: &Parts, enough: u64) -> Option<Vec<(u64, u64)>> {
    // What each table says by itself comes first: it is exact, and quick.
    let (fine_bounds, coarse_bounds) = (bounds(fine, u64::MAX)?, bounds(coarse, u64::MAX)?);
    let mut system = System::default();
    let mut hidden = Vec::new();
    let fine_places = places(fine, &fine_bounds, &mut system, &mut hidden);
    let coarse_places = places(coarse, &coarse_bounds, &mut system, &mut hidden);
    sums(fine, &fine_places, &mut system);
    sums(coarse, &coarse_places, &mut system);
    for (row, (fine, coarse)) in fine_places.iter().zip(&coarse_places).enumerate() {
        couple(
            parts,
            fine,
            coarse,
            fine_bounds[row].as_slice(),
            &mut system,
        );
    }
    let mut solution = system.solve()?;
    let unknowns: Vec<usize> = hidden.iter().filter_map(|(_, at)| *at).collect();
    let found = ends(&mut solution, &unknowns, enough as f64);
    let range = |(known, at): &(u64, Option<usize>)| match at {
        None => (*known, *known),
        Some(at) => {
            let (least, most) = found.get(at).copied().unwrap_or((0.0, f64::MAX));
            // Whole numbers lie within; what the arithmetic lost does not count.
            let (least, most) = ((least - 1e-4).ceil().max(0.0), (most + 1e-4).floor());
            (least as u64, most as u64)
        }
    };
    Some(hidden.iter().map(range).collect())
}

/// Every cell of a table as a place; cells that the table itself hides are added to `hidden`, with the value of those
/// that it gives away.
fn places(
    known: &Known,
    found: &[Vec<(u64, u64)>],
    system: &mut System,
    hidden: &mut Vec<(u64, Option<usize>)>,
) -> Vec<Vec<Place>> {
    let mut all = Vec::new();
    for (known, found) in known.bounds.iter().zip(found) {
        let mut row = Vec::new();
        for (&(low, high), &(least, most)) in known.iter().zip(found) {
            let place = if least == most {
                Place::Known(least)
            } else {
                Place::Unknown(system.unknown(least as f64, most as f64))
            };
            if low != high {
                hidden.push(match place {
                    Place::Known(count) => (count, None),
                    Place::Unknown(at) => (0, Some(at)),
                });
            }
            row.push(place);
        }
        all.push(row);
    }
    all
}

/// Rows sum to their totals, and a row's cells are the sums of its children's.
fn sums(known: &Known, places: &[Vec<Place>], system: &mut System) {
    for (row, &total) in places.iter().zip(&known.total) {
        let mut sum = Sum::default();
        row.iter().for_each(|&place| sum.add(place, 1.0));
        sum.is(total as f64, system);
    }
    for parent in 0..places.len() {
        let children: Vec<usize> = (0..places.len())
            .filter(|&row| known.parent[row] == Some(parent))
            .collect();
        if children.is_empty() {
            continue;
        }
        for (column, &whole) in places[parent].iter().enumerate() {
            let mut sum = Sum::default();
            sum.add(whole, -1.0);
            children
                .iter()
                .for_each(|&child| sum.add(places[child][column], 1.0));
            sum.is(0.0, system);
        }
    }
}

/// In one row, each cell of the coarser table is the sum of its parts, and of some of what is not named.
fn couple(
    parts: &Parts,
    fine: &[Place],
    coarse: &[Place],
    fine_bounds: &[(u64, u64)],
    system: &mut System,
) {
    let rest = parts.rest.map(|at| (fine[at], fine_bounds[at].1 as f64));
    let mut shares = Sum::default();
    for (column, of) in parts.of.iter().enumerate() {
        let mut sum = Sum::default();
        sum.add(coarse[column], -1.0);
        of.iter().for_each(|&part| sum.add(fine[part], 1.0));
        if let Some((_, most)) = rest.filter(|_| parts.mixed.contains(&column)) {
            let share = Place::Unknown(system.unknown(0.0, most));
            sum.add(share, 1.0);
            shares.add(share, 1.0);
        }
        sum.is(0.0, system);
    }
    if let Some((rest, _)) = rest {
        shares.add(rest, -1.0);
        shares.is(0.0, system);
    }
}

/// Least and most of every unknown in `unknowns`. On the way to the ends of some, others are seen at many values: those
/// seen far enough apart are not asked for any more.
fn ends(solution: &mut Solution, unknowns: &[usize], enough: f64) -> BTreeMap<usize, (f64, f64)> {
    let mut seen: BTreeMap<usize, (f64, f64)> = unknowns
        .iter()
        .map(|&at| (at, (solution.value(at), solution.value(at))))
        .collect();
    let look = |solution: &Solution, seen: &mut BTreeMap<usize, (f64, f64)>| {
        for (&at, range) in seen.iter_mut() {
            let value = solution.value(at);
            *range = (range.0.min(value), range.1.max(value));
        }
    };
    for &at in unknowns {
        let is_wide = |seen: &BTreeMap<usize, (f64, f64)>| {
            seen.get(&at)
                .is_some_and(|(least, most)| most - least >= enough)
        };
        for most in [true, false] {
            if is_wide(&seen) {
                break;
            }
            let end = if most {
                solution.most(at)
            } else {
                solution.least(at)
            };
            look(solution, &mut seen);
            if end.is_none() {
                // Not found in time: then nothing is known of it.
                seen.insert(at, (0.0, f64::MAX));
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests;
