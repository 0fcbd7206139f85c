//! The budget of differential privacy: what a run writes is accepted, and each way to forge it is found.

use serde_json::{Value, json};

use super::super::Breach;
use super::{breaches, clusters, manifest};

fn entry(on: &str) -> Value {
    json!({"on": on, "epsilon": 0.1, "delta": 1e-7, "scale": 30.0, "within": 90})
}

/// The same release, with noise: every entry that a run writes for it, in its order.
fn noisy() -> Value {
    let ledger = [
        "accounts",
        "clusters",
        "words",
        "values of language",
        "facet language",
        "range of weeks",
        "weeks",
    ]
    .map(entry);
    let mut manifest = manifest();
    manifest["dp"] = json!({"epsilon": 0.7, "delta": 7e-7, "contributions": 3, "ledger": ledger});
    manifest
}

/// Breaches after `change` to the manifest of the noisy release.
fn after(change: impl FnOnce(&mut Value)) -> Vec<Breach> {
    let mut manifest = noisy();
    change(&mut manifest);
    breaches(manifest, clusters())
}

/// Breaches where the ledger's last entry, the weeks, has another `number`, and so has the whole.
fn with_weeks(key: &str, number: f64, whole: f64) -> Vec<Breach> {
    after(|manifest| {
        manifest["dp"]["ledger"][6][key] = json!(number);
        if key != "scale" {
            manifest["dp"][key] = json!(whole);
        }
    })
}

fn missing(on: &str) -> Breach {
    Breach::NoEntry(on.to_owned())
}

#[test]
fn a_budget_that_pays_for_everything_is_sound() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn a_budget_as_a_run_writes_it_is_sound() {
    // From a run with epsilon 40: scales are a little larger than asked for, and epsilons rounded up.
    let found = after(|manifest| {
        let epsilon = 40.0 * 0.15;
        let scale = 3.0 / epsilon * (1.0 + 1e-9);
        let entry = &mut manifest["dp"]["ledger"][1];
        entry["epsilon"] = json!(3.0 / scale);
        entry["scale"] = json!(scale);
        manifest["dp"]["epsilon"] = json!(0.6 + 3.0 / scale);
    });
    assert_eq!(found, []);
}

#[test]
fn what_is_paid_for_and_not_shown_is_no_breach() {
    let mut manifest = noisy();
    manifest["weeks"] = json!([]);
    manifest["overall"]["weeks"] = json!([]);
    let mut clusters = clusters();
    for cluster in &mut clusters {
        cluster["weeks"] = json!([]);
    }
    assert_eq!(breaches(manifest, clusters), []);
}

#[test]
fn an_empty_ledger_pays_for_nothing() {
    let all = [
        missing("accounts"),
        missing("clusters"),
        missing("words"),
        missing("facet language"),
        missing("values of language"),
        missing("weeks"),
        missing("range of weeks"),
    ];
    let empty = |epsilon: f64, delta: f64| {
        after(|manifest| {
            manifest["dp"] = json!({
                "epsilon": epsilon, "delta": delta, "contributions": 3, "ledger": []
            });
        })
    };
    assert_eq!(empty(0.0, 0.0), all);
    let found = empty(1.0, 1e-6);
    assert_eq!(found[..7], all);
    assert_eq!(found[7..], [Breach::BadSum]);
}

#[test]
fn a_table_that_is_not_paid_for_is_found() {
    let found = after(|manifest| {
        let more = json!({
            "name": "turns", "kind": "bands", "question": null, "values": ["1", "2 or more"]
        });
        manifest["facets"] = json!([manifest["facets"][0], more]);
    });
    // Nothing is counted either, which is a breach of its own.
    assert!(found.contains(&missing("facet turns")), "{found:?}");
    assert!(!found.contains(&missing("values of turns")), "{found:?}");
    let renamed = after(|manifest| manifest["dp"]["ledger"][4]["on"] = json!("language"));
    assert_eq!(renamed, [missing("facet language")]);
}

#[test]
fn a_table_that_is_paid_for_twice_is_found() {
    let found = after(|manifest| {
        manifest["dp"]["ledger"][5] = entry("weeks");
        manifest["weeks"] = json!([]);
        manifest["overall"]["weeks"] = json!([]);
    });
    let twice = Breach::DoubleEntry("weeks".to_owned());
    assert_eq!(found.first(), Some(&twice), "{found:?}");
}

#[test]
fn sums_that_do_not_match_are_found() {
    for key in ["epsilon", "delta"] {
        let found = after(|manifest| manifest["dp"][key] = json!(1e-8));
        assert_eq!(found, [Breach::BadSum], "{key}");
    }
    // Sums too large for a number match nothing.
    let found = after(|manifest| {
        for place in [0_usize, 1] {
            manifest["dp"]["ledger"][place]["epsilon"] = json!(1e308);
        }
    });
    assert_eq!(found, [Breach::BadSum]);
}

#[test]
fn costs_that_no_query_has_are_found() {
    let bad = || [Breach::BadCost("weeks".to_owned())];
    assert_eq!(with_weeks("epsilon", 0.0, 0.6), bad());
    assert_eq!(with_weeks("epsilon", -0.1, 0.5), bad());
    assert_eq!(with_weeks("delta", -1e-7, 5e-7), bad());
}

#[test]
fn noise_too_small_for_its_epsilon_is_found() {
    let little = || [Breach::LittleNoise("weeks".to_owned())];
    for scale in [-30.0, 0.0, 29.0] {
        assert_eq!(with_weeks("scale", scale, 0.0), little(), "{scale}");
    }
    let cheap = with_weeks("epsilon", 0.01, 0.61);
    assert_eq!(cheap, little());
}

#[test]
fn a_budget_that_protects_nobody_is_found() {
    let found = after(|manifest| manifest["dp"]["contributions"] = json!(0));
    assert_eq!(found, [Breach::NoPromise]);
    let found = with_weeks("delta", 1.0, 1.0 + 6e-7);
    assert_eq!(found, [Breach::NoPromise]);
}

#[test]
fn small_clusters_and_rows_that_do_not_fit_are_found_under_noise() {
    let mut clusters = clusters();
    clusters[3]["accounts"] = json!({"at_least": 5, "below": 10});
    clusters[2]["weeks"] = json!([10]);
    clusters[2]["facets"]["language"] = json!([u64::MAX, 1, 0]);
    let found = breaches(noisy(), clusters);
    let row = |row: &str| Breach::BadRow {
        cluster: "a1".to_owned(),
        row: row.to_owned(),
    };
    assert!(
        matches!(&found[..], [one, two, Breach::SmallCluster(id)]
            if *one == row("language") && *two == row("weeks") && id.as_str() == "a2"),
        "{found:?}"
    );
}
