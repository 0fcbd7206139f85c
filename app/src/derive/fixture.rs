//! A small release for tests: 3 top clusters of 3 middle ones of 4 base clusters.

use kleio_shared::release::{CLUSTERS_FILE, ClusterId, Release, SCHEMA, sha256_hex};
use serde_json::{Value, json};

use super::atlas::Atlas;

const BASE: u64 = 36;
const CONVERSATIONS: u64 = 60;

/// A row of 28 parts of the week, of which Monday's first and second are shown.
fn hours(first: u64, second: u64) -> Vec<Value> {
    let mut cells = vec![Value::Null; 28];
    cells[0] = first.into();
    cells[1] = second.into();
    cells
}

fn cluster(level: u64, number: u64, children: u64, parent: Option<&str>) -> Value {
    let conversations = CONVERSATIONS * children;
    let angle = number as f64 / (BASE / children) as f64 * std::f64::consts::TAU;
    json!({
        "id": format!("{level}-{number}"),
        "level": level,
        "parent": parent,
        "name": format!("Cluster {number} of level {level}"),
        "description": "People ask for help.",
        "conversations": conversations,
        "accounts": { "at_least": 20, "below": 50 },
        "share": { "estimate": 0.1, "low": 0.05, "high": 0.2 },
        "concern": 1.0 + number as f64 % 4.0 * 0.5,
        "coherence": 0.61,
        "stability": 0.83,
        "position": [angle.cos() * 0.9, angle.sin() * 0.9],
        "facets": {
            "language": [conversations / 3 * 2, null, null],
            "turns": [conversations / 4, conversations / 2, null, null],
            "model": [null, conversations / 2, null],
            "hour of week": hours(conversations / 2, conversations / 4),
        },
        "weeks": [conversations / 2, null, null],
        "receipt": {
            "terms": 5, "influence": 5, "size": 2, "words": { "at_least": 2, "below": 5 },
            "phrases": { "at_least": 0, "below": 1 }, "support": 1, "auditor": 5, "values": 2,
            "cells": { "at_least": 2, "below": 5 },
        },
    })
}

fn facet(name: &str, kind: &str, values: &[&str]) -> Value {
    json!({ "name": name, "kind": kind, "question": "What is it?", "values": values })
}

/// The release as an atlas.
pub(crate) fn atlas() -> Atlas {
    with(Value::Null)
}

/// The same, said to be noisy.
pub(crate) fn noisy() -> Atlas {
    // Eleven entries share the budget; a scale of 33 is what three conversations of an account ask for.
    let spent = |on: &str, within: u64| json!({ "on": on, "epsilon": 1.0 / 11.0, "delta": 1e-6 / 11.0, "scale": 33.0, "within": within });
    with(json!({
        "epsilon": 1.0, "delta": 1e-6, "contributions": 3,
        "ledger": [
            spent("accounts", 45), spent("clusters", 30), spent("words", 70),
            spent("values of language", 70), spent("facet language", 70), spent("facet turns", 70),
            spent("values of model", 70), spent("facet model", 70), spent("facet hour of week", 70),
            spent("range of weeks", 80), spent("weeks", 80),
        ],
    }))
}

/// The same, with what an older classifier flagged and what the assistant refused: half and a quarter of each
/// cluster, but for one of which refusals are withheld.
pub(crate) fn flagged() -> Atlas {
    let (mut manifest, mut clusters) = parts(Value::Null);
    let row = |total: u64, parts: u64| json!([total / parts, total - total / parts]);
    for cluster in &mut clusters {
        let total = cluster["conversations"].as_u64().unwrap();
        cluster["facets"]["flagged"] = row(total, 2);
        cluster["facets"]["refusal"] = row(total, 4);
    }
    clusters[FLAGGED_UNKNOWN]["facets"]["refusal"] = json!([null, null]);
    let total = BASE * CONVERSATIONS;
    for (name, parts) in [("flagged", 2), ("refusal", 4)] {
        let facets = manifest["facets"].as_array_mut().unwrap();
        facets.push(facet(name, "boolean", &["yes", "no"]));
        manifest["overall"]["facets"][name] = row(total, parts);
    }
    open(manifest, &clusters)
}

/// The cluster of [`flagged`] whose refusals are withheld.
pub(crate) const FLAGGED_UNKNOWN: usize = 20;

fn with(dp: Value) -> Atlas {
    let (manifest, clusters) = parts(dp);
    open(manifest, &clusters)
}

fn open(mut manifest: Value, clusters: &[Value]) -> Atlas {
    let bytes = serde_json::to_vec(clusters).unwrap();
    manifest["files"] =
        json!([{ "path": CLUSTERS_FILE, "bytes": bytes.len(), "sha256": sha256_hex(&bytes) }]);
    Atlas::new(Release::open(&serde_json::to_vec(&manifest).unwrap(), &bytes).unwrap())
}

/// The manifest without its files, and the clusters.
fn parts(dp: Value) -> (Value, Vec<Value>) {
    let mut clusters = Vec::new();
    for top in 0..3 {
        clusters.push(cluster(2, top, 12, None));
    }
    for middle in 0..9 {
        clusters.push(cluster(1, middle, 4, Some(&format!("2-{}", middle / 3))));
    }
    for base in 0..BASE {
        let mut cluster = cluster(0, base, 1, Some(&format!("1-{}", base / 4)));
        if base == 0 {
            // One whose shown values are not those of the others.
            cluster["facets"]["model"] = json!([CONVERSATIONS / 2, null, null]);
        }
        clusters.push(cluster);
    }
    let total = BASE * CONVERSATIONS;
    let manifest = json!({
        "schema": SCHEMA,
        "generator": "test",
        "title": "Fixture",
        "policy": {
            "profile": "analyst",
            "cluster": { "conversations": 25, "accounts": 10 },
            "cell": { "conversations": 15, "accounts": 5 },
        },
        "accounts_known": true,
        "provider": "builtin",
        "embedder": "lexical",
        "seed": 1,
        "screened": null,
        "dp": dp,
        "totals": {
            "conversations": total,
            "accounts": { "at_least": 500, "below": 1000 },
            "withheld": null,
            "unassigned": 40,
        },
        "levels": [
            { "level": 0, "clusters": BASE, "withheld": 1 },
            { "level": 1, "clusters": 9, "withheld": 0 },
            { "level": 2, "clusters": 3, "withheld": 0 },
        ],
        "facets": [
            facet("language", "language", &["eng", "fra", "deu"]),
            facet("turns", "bands", &["1–2", "3–4", "5–8", "not known"]),
            facet("model", "category", &["other", "small-2", "large-1"]),
            facet("hour of week", "hour-of-week", &[""; 28]),
        ],
        "weeks": ["2025-09-01", "2025-09-08", "2025-09-15"],
        "overall": {
            "facets": {
                "language": [total / 2, total / 4, total / 4],
                "turns": [total / 4, total / 2, total / 8, total / 8],
                "model": [total / 2, total / 4, total / 4],
                "hour of week": hours(total / 2, total / 4),
            },
            "weeks": [total / 2, total / 4, total / 4],
        },
    });
    (manifest, clusters)
}

/// A release of one level with clusters of these names, and nothing known of them but their size.
pub(crate) fn named(names: &[&str]) -> Atlas {
    let clusters: Vec<Value> = (names.iter())
        .map(|name| {
            let mut cluster = cluster(0, 0, 1, None);
            cluster["id"] = ClusterId::new(0, name).as_str().into();
            cluster["name"] = (*name).into();
            cluster["facets"] = json!({});
            cluster["weeks"] = json!([]);
            cluster
        })
        .collect();
    let bytes = serde_json::to_vec(&clusters).unwrap();
    let total = CONVERSATIONS * names.len() as u64;
    let manifest = json!({
        "schema": SCHEMA, "generator": "test", "title": "Named",
        "policy": {
            "profile": "analyst",
            "cluster": { "conversations": 25, "accounts": 10 },
            "cell": { "conversations": 15, "accounts": 5 },
        },
        "accounts_known": true, "provider": "builtin", "embedder": "lexical", "seed": 1, "screened": null,
        "totals": {
            "conversations": total, "accounts": { "at_least": 20, "below": 50 },
            "withheld": null, "unassigned": 40,
        },
        "levels": [{ "level": 0, "clusters": names.len(), "withheld": 1 }],
        "facets": [], "weeks": [], "overall": { "facets": {}, "weeks": [] },
        "files": [{ "path": CLUSTERS_FILE, "bytes": bytes.len(), "sha256": sha256_hex(&bytes) }],
    });
    Atlas::new(Release::open(&serde_json::to_vec(&manifest).unwrap(), &bytes).unwrap())
}
