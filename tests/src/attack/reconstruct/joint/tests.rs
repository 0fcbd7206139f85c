//! What two tables tell together, on tables small enough to solve by hand.

use super::*;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn part_of(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pair = |(part, whole): &(&str, &str)| ((*part).to_owned(), (*whole).to_owned());
    pairs.iter().map(pair).collect()
}

/// Everything and two base clusters of 60 and 40.
fn known(rows: [Vec<(u64, u64)>; 3]) -> Known {
    Known {
        parent: vec![None, Some(0), Some(0)],
        total: vec![100, 60, 40],
        bounds: rows.to_vec(),
    }
}

const ANY: (u64, u64) = (0, 100);

fn is(count: u64) -> (u64, u64) {
    (count, count)
}

#[test]
fn a_shown_sum_tells_of_the_last_of_its_parts() {
    let pairs = [("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b")];
    let parts = Parts::new(
        &names(&["a1", "a2", "b1", "b2"]),
        &names(&["a", "b"]),
        &part_of(&pairs),
    );
    // Both tables are safe by themselves: every hidden cell of the finer has room in its row and column.
    let fine = known([
        vec![ANY, ANY, ANY, ANY],
        vec![is(20), ANY, ANY, ANY],
        vec![ANY, ANY, ANY, ANY],
    ]);
    let coarse = known([
        vec![is(60), is(40)],
        vec![is(23), is(37)],
        vec![is(37), is(3)],
    ]);
    let alone = bounds(&fine, u64::MAX).unwrap();
    assert!(alone[1][1].1 - alone[1][1].0 >= 40);
    let found = ranges(&fine, &coarse, &parts, 15).unwrap();
    // In the order of the rows: of the first cluster a2 is 23 - 20.
    assert_eq!(found.len(), 11);
    assert_eq!(found[4], (3, 3), "{found:?}");
    assert!(found[5].1 - found[5].0 >= 15, "{found:?}");
}

#[test]
fn what_is_not_named_leaves_room() {
    let all = [("a1", "a"), ("a2", "a"), ("b1", "b"), ("c1", "b")];
    let (fine, coarse) = (names(&["a1", "b1", OTHER]), names(&["a", "b"]));
    let parts = Parts::new(&fine, &coarse, &part_of(&all));
    assert_eq!(parts.of, [vec![0], vec![1]]);
    assert_eq!((parts.rest, parts.mixed.clone()), (Some(2), vec![0, 1]));
    let fine = known([
        vec![ANY, ANY, ANY],
        vec![ANY, ANY, is(30)],
        vec![ANY, ANY, ANY],
    ]);
    let coarse = known([
        vec![is(60), is(40)],
        vec![is(23), is(37)],
        vec![is(37), is(3)],
    ]);
    let found = ranges(&fine, &coarse, &parts, 100).unwrap();
    // 30 of the 60 are named: of a none to 23, the others of b.
    assert_eq!((found[3], found[4]), ((0, 23), (7, 30)), "{found:?}");
}

#[test]
fn what_contradicts_itself_is_found() {
    let parts = Parts::new(
        &names(&["a1", "b1"]),
        &names(&["a", "b"]),
        &part_of(&[("a1", "a"), ("b1", "b")]),
    );
    let fine = known([vec![ANY, ANY], vec![is(20), ANY], vec![ANY, ANY]]);
    let coarse = known([vec![ANY, ANY], vec![is(23), is(37)], vec![ANY, ANY]]);
    assert_eq!(ranges(&fine, &coarse, &parts, 15), None);
}
