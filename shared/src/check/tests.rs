//! Each breach is found, and a sound release has none.

mod budget;

use serde_json::{Value, json};

use super::*;

/// Two base clusters of 100 and 60 under one top cluster, beside a second branch like it.
fn manifest() -> Value {
    json!({
        "schema": crate::release::SCHEMA, "generator": "test", "title": "Test",
        "policy": {
            "profile": "analyst",
            "cluster": {"conversations": 25, "accounts": 10},
            "cell": {"conversations": 15, "accounts": 5}
        },
        "accounts_known": true, "provider": "builtin", "embedder": "lexical", "seed": 1,
        "screened": null,
        "totals": {
            "conversations": 320, "accounts": {"at_least": 100, "below": 250}, "withheld": null, "unassigned": 20
        },
        "levels": [
            {"level": 0, "clusters": 4, "withheld": 0}, {"level": 1, "clusters": 2, "withheld": 0}
        ],
        "facets": [{
            "name": "language", "kind": "language", "question": null,
            "values": ["English", "French", "German"]
        }],
        "weeks": ["2026-03-02", "2026-03-09"],
        "overall": {"facets": {"language": [240, 80, null]}, "weeks": [160, 160]},
        "files": []
    })
}

fn cluster(id: &str, level: u8, parent: Option<&str>, conversations: u64) -> Value {
    json!({
        "id": id, "level": level, "parent": parent, "name": id, "description": "",
        "conversations": conversations, "accounts": {"at_least": 20, "below": 50},
        "share": {"estimate": 0.1, "low": 0.0, "high": 0.2}, "concern": 1.0, "position": [0.0, 0.0],
        "facets": {"language": [conversations - 20, null, null]}, "weeks": [conversations - 30, 30],
        "receipt": {}
    })
}

fn clusters() -> Vec<Value> {
    vec![
        cluster("top-a", 1, None, 160),
        cluster("top-b", 1, None, 160),
        cluster("a1", 0, Some("top-a"), 100),
        cluster("a2", 0, Some("top-a"), 60),
        cluster("b1", 0, Some("top-b"), 100),
        cluster("b2", 0, Some("top-b"), 60),
    ]
}

fn breaches(manifest: Value, clusters: Vec<Value>) -> Vec<Breach> {
    let manifest = serde_json::from_value(manifest).unwrap();
    let clusters: Vec<Cluster> = serde_json::from_value(Value::Array(clusters)).unwrap();
    check(&manifest, &clusters)
}

/// Breaches after `change` to the sound clusters.
fn after(change: impl FnOnce(&mut Vec<Value>)) -> Vec<Breach> {
    let mut clusters = clusters();
    change(&mut clusters);
    breaches(manifest(), clusters)
}

#[test]
fn a_sound_release_has_no_breach() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn thresholds_below_the_profile_are_found() {
    let mut manifest = manifest();
    manifest["policy"]["cell"]["accounts"] = json!(1);
    assert_eq!(breaches(manifest, clusters()), [Breach::WeakPolicy]);
}

#[test]
fn a_small_cluster_is_found() {
    let found = after(|c| c[3]["accounts"] = json!({"at_least": 5, "below": 10}));
    assert!(
        matches!(&found[..], [Breach::SmallCluster(id)] if id.as_str() == "a2"),
        "{found:?}"
    );
}

#[test]
fn a_small_cell_is_found() {
    let found = after(|c| c[3]["facets"]["language"] = json!([46, 14, null]));
    assert!(
        matches!(&found[..], [Breach::SmallCell { cluster, .. }] if cluster == "a2"),
        "{found:?}"
    );
}

#[test]
fn a_hidden_cell_that_follows_from_the_total_is_found() {
    let found = after(|c| c[3]["facets"]["language"] = json!([20, 20, null]));
    assert!(
        matches!(&found[..], [Breach::Derivable { .. }]),
        "{found:?}"
    );
    let found = after(|c| c[3]["facets"]["language"] = json!([57, null, null]));
    assert!(
        matches!(&found[..], [Breach::Derivable { .. }]),
        "a small rest: {found:?}"
    );
}

#[test]
fn rows_that_do_not_fit_are_found() {
    for row in [json!([30, null]), json!([90, null, null])] {
        let found = after(|c| c[3]["facets"]["language"] = row);
        assert!(matches!(&found[..], [Breach::BadRow { .. }]), "{found:?}");
    }
    let found = after(|c| c[3]["facets"]["account"] = json!([30]));
    assert!(
        matches!(&found[..], [Breach::BadRow { row, .. }] if row == "account"),
        "{found:?}"
    );
}

#[test]
fn facets_that_do_not_fit_their_kind_are_found() {
    let mut twice = manifest();
    twice["facets"] = json!([twice["facets"][0], twice["facets"][0]]);
    let mut hours = manifest();
    hours["facets"][0]["kind"] = json!("hour-of-week");
    for manifest in [twice, hours] {
        let found = breaches(manifest, clusters());
        assert!(matches!(&found[..], [Breach::BadFacet(_)]), "{found:?}");
    }
    let mut share = manifest();
    share["screened"] = json!({"question": "?", "by": "terms", "share": 1.5});
    assert_eq!(breaches(share, clusters()), [Breach::BadShare]);
}

#[test]
fn a_tree_that_does_not_fit_is_found() {
    let lonely = after(|c| {
        c[3]["parent"] = json!("top-b");
        c[1]["conversations"] = json!(220);
        c[0]["conversations"] = json!(100);
        c[0]["facets"]["language"] = json!([100, null, null]);
        c[0]["weeks"] = json!([100, null]);
    });
    assert!(
        lonely
            .iter()
            .any(|b| matches!(b, Breach::BadTree(id) if id.as_str() == "top-a")),
        "{lonely:?}"
    );
    let orphan = after(|c| c[3]["parent"] = json!("nowhere"));
    assert!(
        orphan
            .iter()
            .any(|b| matches!(b, Breach::BadTree(id) if id.as_str() == "a2")),
        "{orphan:?}"
    );
}

#[test]
fn a_name_that_stands_twice_is_found() {
    let found = after(|c| c[3]["name"] = json!("a1"));
    assert!(matches!(&found[..], [Breach::Duplicate(_)]), "{found:?}");
}

#[test]
fn numbers_whose_sums_wrap_around_are_found() {
    let found = after(|clusters| {
        clusters[2]["facets"]["language"] = json!([u64::MAX, 20, null]);
    });
    assert!(
        matches!(&found[..], [Breach::BadRow { cluster, .. }] if cluster == "a1"),
        "{found:?}"
    );
    let found = after(|clusters| {
        clusters[2]["conversations"] = json!(u64::MAX);
        clusters[3]["level"] = json!(255);
        clusters[3]["parent"] = json!("a2");
    });
    let trees = found
        .iter()
        .filter(|breach| matches!(breach, Breach::BadTree(_)));
    assert!(trees.count() >= 2, "{found:?}");
}
