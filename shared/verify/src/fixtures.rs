//! Releases for tests, of numbers that were made up: what follows from others is filled in.
//!
//! Only in tests, and behind the feature `fixtures` for those of other crates.

use std::collections::BTreeMap;

use kleio_shared::release::{
    Band, CLUSTERS_FILE, Cluster, MANIFEST_FILE, Manifest, Past, Receipt, Withheld, sha256_hex,
};
use kleio_shared::stats::Share;
use serde_json::{Value, json};

use crate::canonical::written;
use crate::numbers::{LAYERS, withheld_of};
use crate::receipts::{base_clusters, expected};

/// The two files of a release, manifest first. What `manifest` and `clusters` have stays as it is; shares, receipts,
/// sums and counts that they lack are filled in, as is the digest of the clusters.
///
/// What is not of the release's form otherwise is written as it is.
#[must_use]
pub fn files(mut manifest: Value, mut clusters: Value) -> (Vec<u8>, Vec<u8>) {
    defaults(&mut manifest, &mut clusters);
    let read: (Option<Manifest>, Option<Vec<Cluster>>) = (
        serde_json::from_value(manifest.clone()).ok(),
        serde_json::from_value(clusters.clone()).ok(),
    );
    if let (Some(read), Some(parts)) = read {
        fill_clusters(&mut clusters, &read, &parts);
        fill_manifest(&mut manifest, &read, &parts);
    }
    let clusters = written(CLUSTERS_FILE, &clusters).unwrap_or_default();
    let digest = json!({
        "path": CLUSTERS_FILE, "bytes": clusters.len(), "sha256": sha256_hex(&clusters)
    });
    if let Some(files) = manifest["files"].as_array_mut()
        && files.iter().all(|file| file["path"] != CLUSTERS_FILE)
    {
        files.insert(0, digest);
    }
    let manifest = written(MANIFEST_FILE, &manifest).unwrap_or_default();
    (manifest, clusters)
}

/// Puts what follows from nothing where it is missing, so that the rest can be read.
fn defaults(manifest: &mut Value, clusters: &mut Value) {
    for list in ["barriers", "left_out", "files"] {
        absent(manifest, list, json!([]));
    }
    absent(manifest, "undated", json!(false));
    for level in manifest["levels"].as_array_mut().into_iter().flatten() {
        absent(level, "merged", json!(0));
    }
    for cluster in clusters.as_array_mut().into_iter().flatten() {
        absent(
            cluster,
            "share",
            json!({"estimate": -1.0, "low": 0.0, "high": 0.0}),
        );
        absent(cluster, "receipt", json!({}));
    }
}

fn absent(value: &mut Value, field: &str, default: Value) {
    if let Some(object) = value.as_object_mut() {
        object.entry(field).or_insert(default);
    }
}

fn fill_clusters(clusters: &mut Value, manifest: &Manifest, parts: &[Cluster]) {
    let bases: BTreeMap<_, _> = base_clusters(parts);
    for (value, part) in clusters.as_array_mut().into_iter().flatten().zip(parts) {
        if part.share.estimate < 0.0 {
            let share = Share::wilson(part.conversations, manifest.totals.conversations);
            value["share"] = json!(share);
        }
        let bases = bases.get(&part.id).copied().unwrap_or(1);
        let mut receipt = receipt(manifest, &expected(manifest, part, bases));
        for (field, told) in value["receipt"].as_object().cloned().unwrap_or_default() {
            receipt[field] = told;
        }
        value["receipt"] = receipt;
    }
}

fn receipt(manifest: &Manifest, receipt: &Receipt) -> Value {
    let history = match receipt.history {
        Past::First => "first",
        Past::Same => "same",
        Past::Apart => "apart",
    };
    json!({
        "terms": manifest.dp.is_none().then_some(10),
        "influence": receipt.influence,
        "history": history,
        "size": receipt.size,
        "words": band(receipt.words),
        "phrases": band(receipt.phrases),
        "support": 10,
        "auditor": receipt.auditor,
        "text_replaced": receipt.text_replaced,
        "merged": receipt.merged,
        "values": receipt.values,
        "cells": band(receipt.cells),
    })
}

fn band(band: Band) -> Value {
    json!({"at_least": band.at_least, "below": band.below})
}

fn fill_manifest(manifest: &mut Value, read: &Manifest, parts: &[Cluster]) {
    let count = |list: &str, columns: usize| {
        let Withheld {
            cells,
            of,
            conversations,
        } = withheld_of(read, parts, list, columns);
        json!({"cells": cells, "of": of, "conversations": conversations})
    };
    absent(manifest, "weeks_withheld", count("weeks", read.weeks.len()));
    for (value, facet) in manifest["facets"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .zip(&read.facets)
    {
        absent(value, "withheld", count(&facet.name, facet.values.len()));
    }
    let total = read.totals.conversations;
    for (value, level) in manifest["levels"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .zip(&read.levels)
    {
        let here = parts.iter().filter(|part| part.level == level.level);
        let sum: u64 = here.map(|part| part.conversations).sum();
        let outside = read.totals.withheld.shown();
        let outside = outside.map(|outside| outside + total.saturating_sub(sum));
        absent(value, "conversations", json!(outside));
    }
    if read.barriers.is_empty() && read.dp.is_none() {
        let hidden: usize = parts.iter().map(|part| part.profile.withheld()).sum();
        let hidden = hidden + read.overall.withheld();
        let gone: u64 = read.levels.iter().map(|level| level.withheld).sum();
        manifest["barriers"] = LAYERS
            .map(|name| {
                json!({
                    "name": name,
                    "clusters": if name == "size" { gone } else { 0 },
                    "texts": 0,
                    "items": {"at_least": 0, "below": 1},
                    "cells": if name == "cells" { hidden } else { 0 },
                    "conversations": 0,
                })
            })
            .into();
    }
}

#[cfg(test)]
pub(crate) use self::of_tests::{after, assert_one, small};

#[cfg(test)]
mod of_tests {
    use kleio_shared::release::ClusterId;

    use super::*;
    use crate::report::examine;

    fn cluster(level: u8, parent: Option<&str>, name: &str, conversations: u64) -> Value {
        json!({
            "id": ClusterId::new(level, name).as_str(), "level": level,
            "parent": parent.map(|name| ClusterId::new(level + 1, name).as_str().to_owned()),
            "name": name, "description": "", "conversations": conversations,
            "accounts": {"at_least": 20, "below": 50},
            "concern": 1.2, "position": [0.0, 0.25],
            "facets": {"language": [conversations - 70, 40, 30]},
            "weeks": [conversations / 2, conversations / 2],
        })
    }

    /// Two base clusters under one: 200 and 120 conversations.
    pub(crate) fn small() -> (Vec<u8>, Vec<u8>) {
        let manifest = json!({
            "schema": kleio_shared::release::SCHEMA, "generator": "test", "title": "Test",
            "policy": {
                "profile": "analyst",
                "cluster": {"conversations": 25, "accounts": 10},
                "cell": {"conversations": 15, "accounts": 5}
            },
            "accounts_known": true, "provider": "builtin", "embedder": "lexical", "seed": 1,
            "screened": null, "dp": null,
            "totals": {
                "conversations": 320, "accounts": {"at_least": 20, "below": 50},
                "withheld": 40, "unassigned": 0
            },
            "levels": [
                {"level": 0, "clusters": 2, "withheld": 1},
                {"level": 1, "clusters": 1, "withheld": 0}
            ],
            "facets": [{
                "name": "language", "kind": "language", "question": null,
                "values": ["English", "French", "German"]
            }],
            "weeks": ["2026-03-02", "2026-03-09"],
            "overall": {"facets": {"language": [180, 80, 60]}, "weeks": [160, 160]},
            "vectors": null, "files": []
        });
        let mut top = cluster(1, None, "Ask for help", 320);
        top["facets"]["language"] = json!([180, 80, 60]);
        let clusters = json!([
            top,
            cluster(0, Some("Ask for help"), "Ask about code", 200),
            cluster(0, Some("Ask for help"), "Plan a journey", 120),
        ]);
        files(manifest, clusters)
    }

    /// What an examination finds after `change` to the manifest and the clusters of a sound release.
    pub(crate) fn after(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<String> {
        let (manifest, clusters) = small();
        let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let mut clusters: Value = serde_json::from_slice(&clusters).unwrap();
        change(&mut manifest, &mut clusters);
        let manifest: Manifest = serde_json::from_value(manifest).unwrap();
        let clusters: Vec<Cluster> = serde_json::from_value(clusters).unwrap();
        let findings = examine(&manifest, &clusters).findings;
        findings.into_iter().map(|found| found.message).collect()
    }

    #[track_caller]
    pub(crate) fn assert_one(found: &[String], part: &str) {
        assert!(
            matches!(found, [only] if only.contains(part)),
            "{part}: {found:?}"
        );
    }
}
