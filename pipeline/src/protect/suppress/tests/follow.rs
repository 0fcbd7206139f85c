//! Properties of suppression where one facet follows from another.

use std::collections::BTreeSet;

use super::*;
use crate::measure::Follows;

/// The table with a second facet, of pairs of values of the first; the last value of the first is rare, and
/// stands as "other".
fn with_pairs(base: &[Vec<u64>]) -> Measured {
    let mut measured = table(base);
    let values = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    measured.facets[0].values = values(&["a", "b", "c", "d", "other"]);
    measured.facets.push(MeasuredFacet {
        values: values(&["ab", "cd"]),
        ..measured.facets[0].clone()
    });
    let pairs = |row: &Row| {
        let sum = |parts: &[usize]| {
            let cells = parts.iter().map(|&part| row.facets[0][part]);
            cells.fold(Support::default(), |sum, cell| Support {
                conversations: sum.conversations + cell.conversations,
                accounts: sum.accounts + cell.accounts,
            })
        };
        vec![sum(&[0, 1]), sum(&[2, 3, 4])]
    };
    let clusters = measured.levels.iter_mut().flatten();
    for row in clusters.map(|c| &mut c.row).chain([&mut measured.overall]) {
        let pairs = pairs(row);
        row.facets.push(pairs);
    }
    let of = [
        ("a", "ab"),
        ("b", "ab"),
        ("c", "cd"),
        ("d", "cd"),
        ("rare", "cd"),
    ];
    measured.follows = vec![Follows {
        finer: 0,
        coarser: 1,
        values: of
            .map(|(fine, coarse)| (fine.to_owned(), coarse.to_owned()))
            .into(),
        mixed: BTreeSet::new(),
    }];
    measured
}

proptest! {
    /// The coarser facet says nothing that the finer does not, and no number of what is not named.
    #[test]
    fn what_follows_is_shown_only_where_all_parts_are(
        base in prop::collection::vec(prop::collection::vec(prop_oneof![0_u64..20, 10_u64..60], 5), 4..12)
    ) {
        let measured = with_pairs(&base);
        let cells = suppress(&measured, &policy(), None);
        let rows = std::iter::once((&measured.overall, &cells.overall)).chain(
            measured.levels.iter().flatten().map(|c| &c.row).zip(cells.levels.iter().flatten()),
        );
        for (row, shown) in rows.filter(|_| cells.kept[0] && cells.kept[1]) {
            let rare = row.facets[0][4].conversations;
            prop_assert!(!shown[1][0] || shown[0][0] && shown[0][1]);
            prop_assert!(!shown[1][1] || shown[0][2] && shown[0][3] && rare >= 15);
        }
    }
}

#[test]
fn what_is_large_is_shown_in_both() {
    let measured = with_pairs(&vec![vec![40, 30, 20, 20, 20]; 4]);
    let cells = suppress(&measured, &policy(), None);
    assert!(cells.overall.iter().flatten().all(|shown| *shown));
}

/// Where what is not named is part of several values, no value is whole, and none is shown whose rest is few.
#[test]
fn what_may_be_anything_is_a_part_of_everything() {
    let mut measured = with_pairs(&vec![vec![40, 30, 20, 20, 20]; 4]);
    let follows = &mut measured.follows[0];
    follows.values.remove("rare");
    follows.mixed = BTreeSet::from(["ab".to_owned(), "cd".to_owned()]);
    let cells = suppress(&measured, &policy(), None);
    let rows = std::iter::once(&cells.overall).chain(cells.levels.iter().flatten());
    for shown in rows {
        assert!(!shown[1][0], "nobody else is there, and that would be told");
        assert!(shown[0][0] && shown[0][1], "the finer facet is as it was");
    }
}
