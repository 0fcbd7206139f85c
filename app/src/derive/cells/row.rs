//! A row of a release's cross tables as a reader can read it: its own cells, and what cells below it add.
//!
//! Invariant: everything here follows from cells that the release shows. Under noise nothing does, since
//! noisy cells do not add up.

use kleio_shared::release::{Cell, FacetProfile};

use super::{Reading, read_row};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::noise;

/// A row of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// The facet of this name, a cell for each value.
    Facet(&'a str),
    /// A cell for each week.
    Weeks,
}

impl Row<'_> {
    /// Its cells in `profile`; none where the release has no such facet.
    #[must_use]
    pub fn cells(self, profile: &FacetProfile) -> &[Cell] {
        match self {
            Self::Facet(name) => profile.facets.get(name).map_or(&[], Vec::as_slice),
            Self::Weeks => &profile.weeks,
        }
    }
}

/// What the release tells of `row` for `subject`, cell by cell. A withheld cell is at least what the shown
/// cells of clusters within add up to.
#[must_use]
pub fn read(atlas: &Atlas, subject: Subject, row: Row<'_>) -> Vec<Reading> {
    let mut readings = read_own(atlas, subject, row);
    for (place, reading) in readings.iter_mut().enumerate() {
        if *reading == Reading::Withheld {
            let least = least(atlas, subject, row, place);
            if least > 0 {
                *reading = Reading::AtLeast(least);
            }
        }
    }
    readings
}

/// As [`read`], by the row's own cells alone, which is quicker.
#[must_use]
pub fn read_own(atlas: &Atlas, subject: Subject, row: Row<'_>) -> Vec<Reading> {
    let threshold = atlas.release().manifest().policy.cell.conversations;
    let (profile, total) = subject.profile(atlas);
    read_row(row.cells(profile), total, threshold)
}

/// The least that the cell at `place` can be by the shown cells of clusters within `subject`; 0 where they
/// say nothing.
#[must_use]
pub fn least(atlas: &Atlas, subject: Subject, row: Row<'_>, place: usize) -> u64 {
    if noise::is_noisy(atlas) {
        return 0;
    }
    let within = match subject {
        Subject::Overall => atlas.at_level(atlas.top_level()),
        Subject::Cluster(index) => atlas.tree().children(index),
    };
    within
        .iter()
        .map(|&child| {
            let cells = row.cells(&atlas.cluster(child).profile);
            let shown = cells.get(place).and_then(|cell| cell.shown());
            shown.unwrap_or_else(|| least(atlas, Subject::Cluster(child), row, place))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::regroup::regrouped;
    use crate::derive::regroup::tests::regrouping;

    #[test]
    fn a_withheld_cell_is_at_least_what_is_shown_within() {
        let release = fixture::atlas();
        let atlas = regrouped::regrouped(&release, &regrouping());
        let mut bounded = 0;
        for &group in atlas.at_level(1) {
            for row in [Row::Facet("model"), Row::Facet("turns"), Row::Weeks] {
                let readings = read(&atlas, Subject::Cluster(group), row);
                let total = atlas.cluster(group).conversations;
                assert!(readings.iter().map(|r| r.least()).sum::<u64>() <= total);
                for (place, reading) in readings.iter().enumerate() {
                    let Reading::AtLeast(least) = reading else {
                        continue;
                    };
                    bounded += 1;
                    let below: u64 = atlas
                        .tree()
                        .children(group)
                        .iter()
                        .filter_map(|&c| row.cells(&atlas.cluster(c).profile)[place].shown())
                        .sum();
                    assert_eq!(*least, below);
                }
            }
        }
        assert!(bounded > 0);
    }

    #[test]
    fn base_clusters_and_noisy_ones_have_no_bounds_from_below() {
        let atlas = fixture::atlas();
        let base = Subject::Cluster(atlas.at_level(0)[0]);
        let row = Row::Facet("language");
        assert_eq!(read(&atlas, base, row), read_own(&atlas, base, row));
        let noisy = fixture::noisy();
        let top = Subject::Cluster(noisy.at_level(noisy.top_level())[0]);
        assert_eq!(least(&noisy, top, row, 0), 0);
    }
}
