//! Values of facets: one that too few have in the whole release is not named, but counted as "other".
//!
//! Invariant: of a facet whose values come from the input, no value is named that fewer have than a cell
//! needs, and their order tells nothing of their frequency.

use kleio_shared::facet::{NOT_KNOWN, OTHER, ValueKind};
use kleio_shared::policy::{Policy, Profile};
use kleio_verify::texts;

use crate::measure::{Measured, Support};

/// `measured` with rare values counted as [`OTHER`]. Doing so twice changes nothing.
///
/// How many accounts share the rest is not known from its parts, so that of the largest part counts.
#[must_use]
pub fn fold(mut measured: Measured, policy: &Policy) -> Measured {
    if policy.profile == Profile::OpenData {
        return measured;
    }
    for list in 0..measured.facets.len() {
        let facet = &measured.facets[list];
        if !is_open(facet.kind) {
            continue;
        }
        let named = |place: usize| is_named(&measured, list, place, policy);
        let mut places: Vec<usize> = (0..facet.values.len()).filter(|&p| named(p)).collect();
        let folded: Vec<usize> = (0..facet.values.len()).filter(|&p| !named(p)).collect();
        if facet.kind == ValueKind::Language {
            places.sort_by_key(|&p| (is_rest(&facet.values[p]), facet.values[p].clone()));
        }
        let order = Order::new(&facet.values, places, folded);
        measured.facets[list].values = order.values(&measured.facets[list].values);
        let clusters = measured.levels.iter_mut().flatten();
        let rows = clusters.map(|cluster| &mut cluster.row);
        for row in rows.chain([&mut measured.overall]) {
            row.facets[list] = order.cells(&row.facets[list]);
        }
    }
    measured
}

/// Values that somebody has and too few to be named, over all facets.
#[must_use]
pub fn rare(measured: &Measured, policy: &Policy) -> u64 {
    if policy.profile == Profile::OpenData {
        return 0;
    }
    let lists = (0..measured.facets.len()).filter(|&list| is_open(measured.facets[list].kind));
    let rare = lists.map(|list| {
        let cells = measured.overall.facets[list].iter().enumerate();
        cells
            .filter(|(place, cell)| {
                cell.conversations > 0 && !is_named(measured, list, *place, policy)
            })
            .count() as u64
    });
    rare.sum()
}

const fn is_open(kind: ValueKind) -> bool {
    matches!(kind, ValueKind::Category | ValueKind::Language)
}

fn is_named(measured: &Measured, list: usize, place: usize, policy: &Policy) -> bool {
    let cell = measured.overall.facets[list][place];
    let value = &measured.facets[list].values[place];
    is_rest(value)
        || policy.cell.admits(cell.conversations, cell.accounts)
            && texts::level(value) >= policy.least_level()
}

fn is_rest(value: &str) -> bool {
    value == OTHER || value == NOT_KNOWN
}

/// Where the values of a facet go.
struct Order {
    /// Old places of the values that stay, in their new order.
    places: Vec<usize>,
    /// Old places of those that do not.
    folded: Vec<usize>,
    /// New place of the rest, where there is one.
    rest: Option<usize>,
    /// Whether the rest is a value of its own, that was not there before.
    new: bool,
}

impl Order {
    fn new(values: &[String], places: Vec<usize>, folded: Vec<usize>) -> Self {
        let is = |what: &str| places.iter().position(|&p| values[p] == what);
        let (rest, new) = match (is(OTHER), folded.is_empty()) {
            (rest, true) => (rest, false),
            (Some(rest), false) => (Some(rest), false),
            (None, false) => (Some(is(NOT_KNOWN).unwrap_or(places.len())), true),
        };
        Self {
            places,
            folded,
            rest,
            new,
        }
    }

    fn values(&self, old: &[String]) -> Vec<String> {
        let mut values: Vec<String> = self.places.iter().map(|&p| old[p].clone()).collect();
        if let (Some(rest), true) = (self.rest, self.new) {
            values.insert(rest, OTHER.to_owned());
        }
        values
    }

    fn cells(&self, old: &[Support]) -> Vec<Support> {
        let mut cells: Vec<Support> = self.places.iter().map(|&p| old[p]).collect();
        let Some(rest) = self.rest else { return cells };
        if self.new {
            cells.insert(rest, Support::default());
        }
        for &place in &self.folded {
            cells[rest].conversations += old[place].conversations;
            cells[rest].accounts = cells[rest].accounts.max(old[place].accounts);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_becomes_the_rest_and_stays_last_but_for_the_unknown() {
        let values: Vec<String> = ["b", "a", "rare", NOT_KNOWN].map(str::to_owned).into();
        let order = Order::new(&values, vec![1, 0, 3], vec![2]);
        assert_eq!(order.values(&values), ["a", "b", OTHER, NOT_KNOWN]);
        let cells: Vec<Support> = [30, 20, 2, 5]
            .map(|conversations| Support {
                conversations,
                accounts: 1,
            })
            .into();
        let counts: Vec<u64> = order
            .cells(&cells)
            .iter()
            .map(|c| c.conversations)
            .collect();
        assert_eq!(counts, [20, 30, 2, 5]);
        let again = order.values(&values);
        let settled = Order::new(&again, vec![0, 1, 2, 3], vec![]);
        assert_eq!(settled.values(&again), again);
    }
}
