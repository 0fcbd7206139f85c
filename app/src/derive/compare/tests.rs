//! Comparisons of the fixture with itself and with a changed copy.

use super::*;
use crate::derive::fixture;

fn values(a: &str, b: Option<&str>) -> Comparison {
    Comparison::Values {
        facet: "language".to_owned(),
        a: a.to_owned(),
        b: b.map(str::to_owned),
    }
}

#[test]
fn a_value_beside_everything_is_its_ratio_to_the_base_rate() {
    let atlas = fixture::atlas();
    let compared = compare(&atlas, &values("eng", None), &Given::default(), 0).unwrap();
    assert_eq!(compared.a, ("English".to_owned(), Some(1_080)));
    let line = &compared.lines[0];
    // 40 of 60 over 1,080 of 2,160; of the sides, 40 of 1,080 and 60 of 2,160.
    assert!((line.ratio.unwrap() - 4.0 / 3.0).abs() < 1e-9);
    assert!((line.a.share.unwrap() / line.b.share.unwrap() - 4.0 / 3.0).abs() < 1e-9);
    assert_eq!(compared.tested, 36);
}

#[test]
fn withheld_sides_have_no_share_no_ratio_and_no_colour() {
    let atlas = fixture::atlas();
    let what = values("eng", Some("fra"));
    let compared = compare(&atlas, &what, &Given::default(), 0).unwrap();
    assert!(compared.lines.iter().all(|line| line.a.share.is_some()));
    assert!(
        compared
            .lines
            .iter()
            .all(|line| line.b.share.is_none() && line.ratio.is_none())
    );
    assert_eq!(compared.tested, 0);
    assert!(
        ratios(&atlas, &what, &Given::default())
            .iter()
            .all(Option::is_none)
    );
    assert_eq!(
        compare(&atlas, &values("tlh", None), &Given::default(), 0),
        None
    );
}

#[test]
fn windows_are_compared_as_growth_is() {
    let atlas = fixture::atlas();
    let given = Given {
        windows: Windows::halves(3),
        other: None,
    };
    let compared = compare(&atlas, &Comparison::Windows, &given, 2).unwrap();
    assert_eq!(compared.a.0, "15 Sep to 21 Sep");
    // The first week is shown; the last is withheld and one of two.
    assert!(
        compared
            .lines
            .iter()
            .all(|line| line.b.share.is_some() && line.a.share.is_none())
    );
    assert_eq!(
        compare(&atlas, &Comparison::Windows, &Given::default(), 2),
        None
    );
}

#[test]
fn a_release_compared_with_itself_does_not_differ() {
    let atlas = fixture::atlas();
    let given = Given {
        windows: None,
        other: Some(Arc::new(fixture::atlas())),
    };
    let what = Comparison::Releases("other".to_owned());
    let compared = compare(&atlas, &what, &given, 1).unwrap();
    assert_eq!(compared.lines.len(), 9);
    assert!(
        compared
            .lines
            .iter()
            .all(|l| l.ratio == Some(1.0) && !l.is_significant())
    );
    assert!(compared.only_here.is_empty() && compared.only_there.is_empty());
    assert!(
        ratios(&atlas, &what, &given)
            .iter()
            .all(|ratio| *ratio == Some(1.0))
    );
}

#[test]
fn other_names_are_matched_by_their_words_and_the_rest_is_listed() {
    let names = |names: &[&str]| fixture::named(names);
    let here = names(&[
        "Python errors and debugging",
        "Recipes for dinner",
        "Poems about autumn",
    ]);
    let there = names(&[
        "Travel to Lisbon",
        "Debugging errors in Python",
        "Recipes for dinner",
    ]);
    let found = matches(&here, &there, 0);
    let pair = |(a, b): &(usize, usize)| {
        (
            here.cluster(*a).name.clone(),
            there.cluster(*b).name.clone(),
        )
    };
    let pairs: Vec<(String, String)> = found.pairs.iter().map(pair).collect();
    let expected = [
        ("Python errors and debugging", "Debugging errors in Python"),
        ("Recipes for dinner", "Recipes for dinner"),
    ];
    assert_eq!(pairs, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(here.cluster(found.only_here[0]).name, "Poems about autumn");
    assert_eq!(there.cluster(found.only_there[0]).name, "Travel to Lisbon");
}
