//! What a release under differential privacy may not tell: exact numbers, and a total that is not the sum of
//! noisy ones.
//!
//! Its budget is checked with its policy, in `kleio_shared::check`.

use kleio_shared::release::{Cluster, Manifest};

/// What is wrong, each as a sentence; nothing where the release promises no noise.
pub(crate) fn findings(manifest: &Manifest, clusters: &[Cluster]) -> Vec<String> {
    let mut found = Vec::new();
    if manifest.dp.is_none() {
        return found;
    }
    for what in exact(manifest, clusters) {
        found.push(format!(
            "The release tells {what}, which is exact, though it promises noise on every number. Do not publish it; write it again with kleio run."
        ));
    }
    let total = manifest.totals.conversations;
    let base = clusters.iter().filter(|cluster| cluster.level == 0);
    let sum = base.fold(0_u64, |sum, cluster| {
        sum.saturating_add(cluster.conversations)
    });
    if sum != total {
        found.push(format!(
            "The base clusters hold {sum} noisy conversations together; the manifest says {total}, which may be exact. Do not publish the release; write it again with kleio run."
        ));
    }
    found
}

/// What no noise covers and stands in the release all the same.
fn exact(manifest: &Manifest, clusters: &[Cluster]) -> Vec<&'static str> {
    let totals = &manifest.totals;
    let levels = manifest.levels.iter().map(|level| level.conversations);
    let mut outside = levels.chain([totals.withheld, totals.unassigned]);
    let share = manifest
        .screened
        .as_ref()
        .and_then(|screened| screened.share);
    let told = [
        (
            !manifest.barriers.is_empty(),
            "what each layer of the gate stopped",
        ),
        (
            outside.any(|cell| cell.shown().is_some()),
            "how many conversations are in none of its clusters",
        ),
        (share.is_some(), "the share that the screener left"),
        (
            clusters
                .iter()
                .any(|cluster| cluster.coherence.is_some() || cluster.stability.is_some()),
            "how good its clusters are",
        ),
    ];
    let told = told.into_iter().filter(|(told, _)| *told);
    told.map(|(_, what)| what).collect()
}

#[cfg(test)]
mod tests {
    use kleio_shared::release::{ClusterId, ReleaseError};
    use serde_json::{Value, json};

    use super::*;
    use crate::fixtures;
    use crate::report::{examine, verify};

    fn cluster(name: &str, conversations: u64, concern: [u64; 5], mean: f64) -> Value {
        json!({
            "id": ClusterId::new(0, name).as_str(), "level": 0, "parent": null, "name": name,
            "description": "", "conversations": conversations,
            "accounts": {"at_least": 20, "below": 50},
            "concern": mean,
            "position": [0.0, 0.0], "coherence": null, "stability": null,
            "facets": {"concern": concern}, "weeks": [conversations / 2]
        })
    }

    fn spent(on: &str) -> Value {
        json!({"on": on, "epsilon": 0.25, "delta": 1e-7, "scale": 12.0, "within": 37})
    }

    /// A manifest and two clusters as a run with noise writes them: rows sum to no cluster.
    fn release() -> (Value, Value) {
        let ledger = [
            "accounts",
            "clusters",
            "words",
            "facet concern",
            "range of weeks",
            "weeks",
        ]
        .map(spent);
        let manifest = json!({
            "schema": kleio_shared::release::SCHEMA, "generator": "test", "title": "Test",
            "policy": {
                "profile": "analyst",
                "cluster": {"conversations": 25, "accounts": 10},
                "cell": {"conversations": 15, "accounts": 5}
            },
            "accounts_known": true, "provider": "builtin", "embedder": "lexical", "seed": 1,
            "screened": null,
            "dp": {"epsilon": 1.5, "delta": 6e-7, "contributions": 3, "ledger": ledger},
            "totals": {
                "conversations": 160, "accounts": {"at_least": 20, "below": 50},
                "withheld": null, "unassigned": null
            },
            "levels": [{"level": 0, "clusters": 2, "withheld": 0}],
            "facets": [{
                "name": "concern", "kind": "scale", "question": null,
                "values": ["1", "2", "3", "4", "5"]
            }],
            "weeks": ["2026-03-02"], "undated": true, "vectors": null,
            "overall": {"facets": {"concern": [120, 30, 5, 0, 0]}, "weeks": [80]},
            "files": []
        });
        let clusters = json!([
            cluster("Ask about code", 100, [90, 10, 0, 0, 0], 1.1),
            cluster("Plan a journey", 60, [30, 20, 5, 0, 0], 1.5),
        ]);
        let (manifest, clusters) = fixtures::files(manifest, clusters);
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap();
        (read(&manifest), read(&clusters))
    }

    /// What an examination finds after `change` to the manifest and the clusters.
    fn after(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<String> {
        let (mut manifest, mut clusters) = release();
        change(&mut manifest, &mut clusters);
        let manifest: Manifest = serde_json::from_value(manifest).unwrap();
        let clusters: Vec<Cluster> = serde_json::from_value(clusters).unwrap();
        let report = examine(&manifest, &clusters);
        let messages = report.findings.into_iter().map(|finding| finding.message);
        messages.collect()
    }

    fn assert_one(found: &[String], part: &str) {
        assert!(
            matches!(found, [only] if only.contains(part)),
            "{part}: {found:?}"
        );
    }

    #[test]
    fn noisy_numbers_that_follow_from_each_other_are_sound() {
        assert_eq!(after(|_, _| {}), Vec::<String>::new());
    }

    #[test]
    fn exact_numbers_beside_noisy_ones_are_found() {
        let found = after(|manifest, _| manifest["totals"]["unassigned"] = json!(20));
        assert_one(&found, "in none of its clusters");
        let found = after(|manifest, _| manifest["levels"][0]["conversations"] = json!(20));
        assert_one(&found, "in none of its clusters");
        let found = after(|manifest, _| {
            manifest["barriers"] = json!([{
                "name": "size", "clusters": 1, "texts": 0, "cells": 0, "conversations": 20
            }]);
        });
        assert_one(&found, "each layer of the gate");
        let found = after(|manifest, _| {
            manifest["screened"] = json!({"question": "?", "by": "terms", "share": 0.31});
        });
        assert_one(&found, "the screener");
        let found = after(|_, clusters| clusters[1]["stability"] = json!(0.83));
        assert_one(&found, "how good");
        let found = after(|manifest, _| manifest["totals"]["conversations"] = json!(158));
        let part = "hold 160 noisy conversations";
        assert!(found.iter().any(|f| f.contains(part)), "{found:?}");
    }

    #[test]
    fn what_the_manifest_repeats_is_compared_under_noise_too() {
        let found = after(|_, clusters| clusters[0]["concern"] = json!(2.0));
        assert_one(&found, "The mean concern of cluster");
        let found = after(|manifest, _| manifest["facets"][0]["withheld"]["cells"] = json!(1));
        assert_one(&found, "counts other withheld cells of concern");
        for list in ["concern", "weeks"] {
            let found = after(|manifest, _| {
                let overall = &mut manifest["overall"];
                let row = if list == "weeks" {
                    &mut overall["weeks"]
                } else {
                    &mut overall["facets"][list]
                };
                row[0] = json!(79);
            });
            assert_one(
                &found,
                &format!("The numbers of {list} contradict each other"),
            );
        }
    }

    #[test]
    fn a_release_is_verified_with_the_budget_that_pays_for_it() {
        let (mut manifest, clusters) = release();
        let verified = |manifest: &Value| {
            let (manifest, clusters) = fixtures::files(manifest.clone(), clusters.clone());
            verify(&manifest, &clusters, None).map(|(_, report)| report.is_sound())
        };
        let sound = verified(&manifest);
        assert!(matches!(sound, Ok(true)), "{sound:?}");
        manifest["dp"]["ledger"] = json!([]);
        let refused = verified(&manifest);
        assert!(
            matches!(&refused, Err(ReleaseError::Policy(breaches)) if !breaches.is_empty()),
            "{refused:?}"
        );
    }
}
