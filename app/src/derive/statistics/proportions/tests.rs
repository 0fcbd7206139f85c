//! Ratios against values of scipy 1.17.1.

use super::*;

fn close(ours: f64, theirs: f64) {
    assert!(
        (ours / theirs - 1.0).abs() < 1e-9,
        "{ours} instead of {theirs}"
    );
}

#[test]
fn ratios_of_separate_wholes_match_scipy() {
    // scipy.stats.contingency.relative_risk, and chi2_contingency without correction.
    let ratio = compare(
        &Part::exact(60, 400),
        &Part::exact(30, 410),
        Relation::Separate,
    )
    .unwrap();
    close(ratio.estimate, 2.05);
    close(ratio.low, 1.352_273_234_105_999_8);
    close(ratio.high, 3.107_729_927_656_456_5);
    close(ratio.p, 0.000_504_053_367_570_383_7);
    let fall = compare(
        &Part::exact(150, 9_000),
        &Part::exact(210, 9_600),
        Relation::Separate,
    );
    let fall = fall.unwrap();
    close(fall.low, 0.619_105_323_999_728_5);
    close(fall.high, 0.937_641_534_824_543_9);
    close(fall.p, 0.009_977_486_566_673_131);
}

#[test]
fn few_conversations_are_tested_exactly() {
    let ratio = compare(
        &Part::exact(3, 40),
        &Part::exact(20, 900),
        Relation::Separate,
    )
    .unwrap();
    close(ratio.p, 0.070_035_897_543_472_53);
    close(ratio.high, 10.889_815_292_656_309);
}

#[test]
fn a_part_is_tested_against_the_rest_and_its_ratio_is_to_the_whole() {
    let ratio = compare(
        &Part::exact(60, 400),
        &Part::exact(300, 5_000),
        Relation::Within,
    )
    .unwrap();
    close(ratio.estimate, 2.5);
    // chi2_contingency([[60, 340], [240, 4360]]).
    close(ratio.p, 2.743_827_154_935_709_8e-15);
    // Two million draws from binomials: standard deviation of the logarithm 0.10906,
    // 2.5 % and 97.5 % of the ratio at 1.982 and 3.039.
    close_to(
        ((ratio.high / ratio.low).ln()) / (2.0 * Z95),
        0.109_06,
        0.02,
    );
    close_to(ratio.low, 1.982, 0.03);
    close_to(ratio.high, 3.039, 0.03);
}

fn close_to(ours: f64, theirs: f64, within: f64) {
    assert!(
        (ours / theirs - 1.0).abs() < within,
        "{ours} instead of {theirs}"
    );
}

#[test]
fn counts_of_nothing_have_one_finite_end() {
    let gone = compare(
        &Part::exact(0, 500),
        &Part::exact(40, 480),
        Relation::Separate,
    )
    .unwrap();
    assert_eq!((gone.estimate, gone.low), (0.0, 0.0));
    // binomtest(0, 500).proportion_ci(method="exact") and binomtest(40, 480).proportion_ci(method="wilson").
    close(gone.high, 0.091_310_379_970_795_91);
    let new = compare(
        &Part::exact(40, 480),
        &Part::exact(0, 500),
        Relation::Separate,
    )
    .unwrap();
    assert_eq!((new.estimate, new.high), (f64::INFINITY, f64::INFINITY));
    close(new.low, 1.0 / 0.091_310_379_970_795_91);
    assert!(new.p < 1e-6, "{new:?}");
    let nothing = Part::exact(0, 500);
    assert_eq!(compare(&nothing, &nothing, Relation::Separate), None);
    assert_eq!(
        compare(&Part::default(), &nothing, Relation::Separate),
        None
    );
}

#[test]
fn none_of_a_part_is_at_most_half_of_what_the_whole_has() {
    let none = Part::exact(0, 233);
    let ratio = compare(&none, &Part::exact(594, 19_822), Relation::Within).unwrap();
    close(ratio.high, 0.522_462_909_596_569_2);
    assert!(ratio.p < 0.05, "{ratio:?}");
}

#[test]
fn the_whole_compared_with_itself_is_once_itself() {
    let all = Part::exact(30, 100);
    let ratio = compare(&all, &all, Relation::Within).unwrap();
    assert_eq!((ratio.estimate, ratio.p), (1.0, 1.0));
}

#[test]
fn noise_widens_intervals_and_weakens_tests() {
    let exact = Part::exact(60, 400);
    let noisy = Part {
        noise: 15.0,
        ..exact
    };
    let reference = Part::exact(300, 5_000);
    for relation in [Relation::Separate, Relation::Within] {
        let sure = compare(&exact, &reference, relation).unwrap();
        let unsure = compare(&noisy, &reference, relation).unwrap();
        assert!(unsure.low < sure.low && unsure.high > sure.high && unsure.p > sure.p);
    }
}
