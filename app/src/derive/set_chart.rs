//! Bars of a facet for a set of clusters: sums where they are shown, and where they are not, that.

use crate::derive::sorting::Sorting as _;
use crate::tr;
use kleio_shared::release::{Cell, FacetProfile};

use super::atlas::Atlas;
use super::chart::{self, Subject};
use super::format;

/// A value of a facet, or a week, in a set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetBar {
    /// The value in words.
    pub label: String,
    /// Share of the set's conversations; `None` where withheld.
    pub share: Option<f64>,
    /// Share of all released conversations; `None` where withheld.
    pub base: Option<f64>,
    /// All of that as a sentence.
    pub text: String,
}

/// Bars of the facet called `name` for a set of `total` conversations whose sums are `profile`. Where the order of
/// the values means nothing, the greatest come first; withheld ones always last, in the facet's order. Known
/// zeros are left out.
#[must_use]
pub fn bars(atlas: &Atlas, profile: &FacetProfile, total: u64, name: &str) -> Vec<SetBar> {
    let (Some(facet), Some(row)) = (atlas.facet(name), profile.facets.get(name)) else {
        return Vec::new();
    };
    let base = chart::readings(atlas, Subject::Overall, name);
    let (_, all) = Subject::Overall.profile(atlas);
    // The cells shown are the whole set: nothing is left for the others.
    let complete = row.iter().filter_map(|cell| cell.shown()).sum::<u64>() >= total;
    let mut bars: Vec<SetBar> = facet
        .values
        .iter()
        .zip(row)
        .enumerate()
        .filter(|(_, (_, cell))| match cell {
            Cell::Shown(count) => *count > 0,
            Cell::Suppressed => !complete,
        })
        .map(|(place, (value, cell))| {
            let label = chart::value_label(name, facet.kind, value);
            let share = cell.shown().map(|count| count as f64 / total.max(1) as f64);
            let base = base
                .get(place)
                .and_then(|&reading| chart::share(reading, all));
            SetBar {
                text: sentence(&label, *cell, share, base),
                label,
                share,
                base,
            }
        })
        .collect();
    if facet.kind.is_ordered() {
        bars.order_by_key(|bar| bar.share.is_none());
    } else {
        bars.order_by(|a, b| {
            b.share
                .partial_cmp(&a.share)
                .unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    bars
}

fn sentence(label: &str, cell: Cell, share: Option<f64>, base: Option<f64>) -> String {
    match (cell.shown(), share, base) {
        (Some(count), Some(share), Some(base)) => tr!(
            "{label}: {n, plural, one {# conversation} other {# conversations}}, {share} ({base} in the whole release)",
            label = label,
            n = count,
            share = format::percent(share),
            base = format::percent(base)
        ),
        (Some(count), Some(share), None) => tr!(
            "{label}: {n, plural, one {# conversation} other {# conversations}}, {share}",
            label = label,
            n = count,
            share = format::percent(share)
        ),
        _ => tr!(
            "{label}: withheld, because the release withholds it for a cluster of the set",
            label = label
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::sums::sums;

    #[test]
    fn a_sum_with_a_withheld_part_is_withheld_and_not_zero() {
        let atlas = fixture::atlas();
        let sums = sums(&atlas, &atlas.at_level(0)[..3]);
        let bars = bars(&atlas, &sums.profile, sums.conversations, "language");
        assert_eq!(bars.len(), 3);
        assert_eq!(bars[0].label, "English");
        assert_eq!(bars[0].share, Some(2.0 / 3.0));
        assert!(
            bars[0].text.contains("120 conversations, 67%"),
            "{}",
            bars[0].text
        );
        assert_eq!(bars[1].share, None);
        assert!(bars[1].text.contains("withheld"));
    }

    #[test]
    fn an_unknown_facet_has_no_bars() {
        let atlas = fixture::atlas();
        let sums = sums(&atlas, &atlas.at_level(0)[..1]);
        assert!(bars(&atlas, &sums.profile, 60, "shoe size").is_empty());
    }
}
