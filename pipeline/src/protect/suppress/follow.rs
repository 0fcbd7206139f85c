//! Facets that follow from others: what a coarser facet may show beside a finer one.
//!
//! Each value of the coarser facet is then a union of values of the finer one, so a shown cell of it is a
//! sum of cells of the finer. Two tables bound together in that way are no network any more. So the finer
//! facet is decided first, as if it were alone, and the coarser shows a cell only where all cells that it is
//! the sum of are shown: it then says nothing that the finer does not.

use std::collections::BTreeSet;

use kleio_shared::facet::OTHER;

use super::rows;
use crate::measure::{Follows, Measured, Row};

/// For each row and column of the coarser list, whether it may be shown beside what `shown` says, by row and
/// column, of the finer one. `least`: conversations that a cell needs.
pub(super) fn allowed(
    measured: &Measured,
    follows: &Follows,
    shown: &[&Vec<bool>],
    least: u64,
) -> Vec<Vec<bool>> {
    let (finer, coarser) = (
        names(measured, follows.finer),
        names(measured, follows.coarser),
    );
    let at = |value: &str| coarser.iter().position(|name| name == value);
    let target = |value: &str| at(value).or_else(|| at(OTHER));
    // Values of the finer that are not named stand in its "other" together, whatever they are part of here.
    let is_folded = follows.values.keys().any(|value| !finer.contains(value));
    let is_named = |value: &String| finer.contains(value) && !(is_folded && value == OTHER);
    let mixed: BTreeSet<usize> = follows
        .values
        .iter()
        .filter(|(fine, _)| !is_named(fine))
        .map(|(_, coarse)| coarse)
        .chain(&follows.mixed)
        .filter_map(|coarse| target(coarse))
        .collect();
    let part_of: Vec<Option<usize>> = finer
        .iter()
        .map(|fine| {
            let coarse = follows.values.get(fine).filter(|_| is_named(fine))?;
            target(coarse)
        })
        .collect();
    // Conversations of no known week may be part of anything.
    let is_loose = follows.finer == measured.facets.len();
    let row = |(row, shown): (&Row, &&Vec<bool>)| {
        let (fine, coarse) = (cells(row, follows.finer), cells(row, follows.coarser));
        let is_shown = |part: usize| shown.get(part) == Some(&true);
        // A coarser cell tells how much of it is in what may be anything. Where that is hidden itself, this bounds it, and
        // so what is hidden beside it.
        let is_rest_known =
            (0..finer.len()).all(|part| is_shown(part) || !is_loose && part_of[part].is_some());
        (0..coarser.len())
            .map(|column| {
                let parts = || (0..finer.len()).filter(|&part| part_of[part] == Some(column));
                let named: u64 = parts().map(|part| fine[part].conversations).sum();
                let rest = coarse[column].conversations.saturating_sub(named);
                let is_whole = rest == 0 && !is_loose && !mixed.contains(&column);
                parts().all(is_shown) && (is_whole || rest >= least && is_rest_known)
            })
            .collect()
    };
    rows(measured).into_iter().zip(shown).map(row).collect()
}

fn names(measured: &Measured, list: usize) -> Vec<String> {
    match measured.facets.get(list) {
        Some(facet) => facet.values.clone(),
        None => measured
            .weeks
            .iter()
            .map(|week| week.0.to_string())
            .collect(),
    }
}

fn cells(row: &Row, list: usize) -> &[crate::measure::Support] {
    row.facets.get(list).unwrap_or(&row.weeks)
}
