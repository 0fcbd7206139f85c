//! Shares of facet values, by themselves, against all conversations, and one less the other, with what is not known.

use super::Known;
use crate::derive::atlas::Atlas;
use crate::derive::cells::{self, Reading, Row};
use crate::derive::chart::Subject;
use crate::derive::colour_by::FacetValue;
use crate::derive::noise;

/// The share of a facet value in the cluster at `index`. A withheld one lies between what is shown of it
/// within the cluster and what the shown cells leave; where counts are noisy they leave nothing certain.
pub(super) fn of(atlas: &Atlas, index: usize, facet: &str, value: &str) -> Known {
    let anything = Known::between(0.0, 1.0);
    let values = atlas.facet_values(facet);
    let Some(place) = values.iter().position(|each| each == value) else {
        return anything;
    };
    let (subject, cells) = (Subject::Cluster(index), Row::Facet(facet));
    let row = cells::read_own(atlas, subject, cells);
    let total = atlas.cluster(index).conversations.max(1) as f64;
    match row.get(place).copied() {
        None => anything,
        Some(Reading::Count(count)) => Known::exactly(count as f64 / total),
        Some(Reading::None) => Known::exactly(0.0),
        Some(_) if noise::is_noisy(atlas) => anything,
        Some(_) => {
            let shown: u64 = row.iter().filter_map(|reading| reading.known()).sum();
            let least = cells::least(atlas, subject, cells, place) as f64 / total;
            Known::between(least, (1.0 - shown as f64 / total).max(least))
        }
    }
}

/// That share over the one among all conversations. Nothing is known where that is withheld, or nothing.
pub(super) fn against_all(atlas: &Atlas, index: usize, facet: &str, value: &str) -> Known {
    let base = FacetValue::new(facet, value).share(atlas, Subject::Overall);
    let Some(base) = base.filter(|&base| base > 0.0) else {
        return Known::between(0.0, f64::INFINITY);
    };
    let Known { value, low, high } = of(atlas, index, facet, value);
    Known {
        value: value.map(|share| share / base),
        low: low / base,
        high: high / base,
    }
}

/// The share that an older classifier flagged minus the share that the assistant refused.
pub(super) fn flags_beyond_refusals(atlas: &Atlas, index: usize) -> Known {
    let share =
        |of_it: Option<FacetValue>| of_it.map(|of_it| of(atlas, index, &of_it.facet, &of_it.value));
    let (flags, refusals) = (FacetValue::flagged(atlas), FacetValue::refusal(atlas));
    match (share(flags), share(refusals)) {
        (Some(flags), Some(refusals)) => less(flags, refusals),
        _ => Known::between(-1.0, 1.0),
    }
}

fn less(one: Known, other: Known) -> Known {
    Known {
        value: one.value.zip(other.value).map(|(one, other)| one - other),
        low: one.low - other.high,
        high: one.high - other.low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::colour_by::ColourBy;
    use crate::derive::fixture;
    use crate::derive::grid::usual_columns;
    use crate::derive::measure::Measure;
    use crate::derive::order::{By, Order, ranks};

    #[test]
    fn a_share_against_all_is_that_of_the_overlay_and_a_withheld_one_is_a_range() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let english = against_all(&atlas, base, "language", "eng");
        let overlay = ColourBy::Ratio(FacetValue::new("language", "eng"));
        assert_eq!(english.value, overlay.value(&atlas, base));
        // At most a third is in French, of which there is a quarter among all.
        let french = against_all(&atlas, base, "language", "fra");
        assert_eq!(french.value, None);
        assert!(french.low == 0.0 && (french.high - 4.0 / 3.0).abs() < 1e-12);
        let absent = against_all(&atlas, base, "language", "tlh");
        assert_eq!((absent.value, absent.high), (None, f64::INFINITY));
    }

    #[test]
    fn a_difference_of_ranges_is_a_range() {
        let known = less(Known::exactly(0.5), Known::exactly(0.2));
        assert!(known.value.is_some_and(|value| (value - 0.3).abs() < 1e-12));
        let range = less(Known::between(0.1, 0.4), Known::exactly(0.2));
        assert_eq!(range.value, None);
        assert!((range.low + 0.1).abs() < 1e-12 && (range.high - 0.2).abs() < 1e-12);
        // A release with neither flags nor refusals.
        let unknown = flags_beyond_refusals(&fixture::atlas(), 0);
        assert_eq!(
            (unknown.value, unknown.low, unknown.high),
            (None, -1.0, 1.0)
        );
    }

    #[test]
    fn flags_minus_refusals_are_those_of_the_overlay_and_sort_the_unknown_last() {
        let atlas = fixture::flagged();
        let unknown = fixture::FLAGGED_UNKNOWN;
        for index in 0..atlas.clusters().len() {
            let known = flags_beyond_refusals(&atlas, index);
            let overlay = ColourBy::FlagsBeyondRefusals.value(&atlas, index);
            assert_eq!(known.value, overlay);
            let wanted = if index == unknown { None } else { Some(0.25) };
            assert_eq!(known.value, wanted);
        }
        // Half is flagged, and all of it may have been refused, or none.
        let known = flags_beyond_refusals(&atlas, unknown);
        assert_eq!((known.low, known.high), (-0.5, 0.5));
        let measure = Measure::FlagsBeyondRefusals;
        assert!(measure.is_in(&atlas) && !usual_columns(&atlas).contains(&measure));
        let ranks = ranks(&atlas, &Order::of(By::Measure(measure)), None);
        assert_eq!(ranks[unknown] as usize, atlas.clusters().len() - 1);
    }
}
