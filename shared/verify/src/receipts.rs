//! Whether every cluster's receipt says what its numbers and texts say.
//!
//! What depends on the input or on an earlier release cannot be computed here; of that it is only asked that it be
//! possible.

use std::collections::BTreeMap;

use kleio_shared::band::{multiple, values_margin};
use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Profile;
use kleio_shared::release::{Band, Cluster, ClusterId, Manifest, Past, Receipt};
use kleio_shared::text::{content_phrases, content_words};

use crate::texts;

/// What is wrong, each as a sentence.
pub(crate) fn findings(manifest: &Manifest, clusters: &[Cluster]) -> Vec<String> {
    let bases = base_clusters(clusters);
    let mut found = Vec::new();
    for cluster in clusters {
        let bases = bases.get(&cluster.id).copied().unwrap_or(1);
        let expected = expected(manifest, cluster, bases);
        let told = &cluster.receipt;
        let layers = [
            ("terms", terms_fit(manifest, told)),
            ("influence", told.influence == expected.influence),
            ("size", told.size == expected.size && told.size > 0),
            (
                "words",
                (told.words, told.phrases) == (expected.words, expected.phrases)
                    && told.support > 0,
            ),
            ("auditor", told.auditor == expected.auditor),
            ("values", told.values == expected.values),
            ("cells", told.cells == expected.cells),
        ];
        for (layer, _) in layers.into_iter().filter(|(_, fits)| !fits) {
            found.push(format!(
                "The receipt of cluster {} does not agree with the cluster on the layer {layer}.",
                cluster.id
            ));
        }
    }
    let first = clusters.iter().filter(|c| c.receipt.history == Past::First);
    let first = first.count();
    if first > 0 && (first < clusters.len() || history_stopped(manifest)) {
        found.push(
            "Some parts of the release say that there is a previous release, and others that there is none."
                .to_owned(),
        );
    }
    let merged = clusters.iter().filter(|cluster| cluster.receipt.merged);
    let merged: Vec<u8> = merged.map(|cluster| cluster.level).collect();
    let told = manifest.levels.first().map_or(0, |level| level.merged);
    // Each holds two or more; one that was withheld afterwards is counted with the level all the same.
    if merged.iter().any(|&level| level > 0) || told < 2 * merged.len() as u64 {
        found.push(
            "More clusters are said to be several shown together than the manifest counts."
                .to_owned(),
        );
    }
    found
}

/// Layer 1 asks for as many accounts of the whole input as layer 5 for accounts of the cluster.
fn terms_fit(manifest: &Manifest, told: &Receipt) -> bool {
    match told.terms {
        None => manifest.dp.is_some(),
        Some(terms) => manifest.dp.is_none() && terms >= told.support,
    }
}

fn history_stopped(manifest: &Manifest) -> bool {
    let mut layers = manifest.barriers.iter();
    layers.any(|layer| {
        layer.name == "history"
            && (layer.clusters > 0 || layer.conversations.shown().is_some_and(|count| count > 0))
    })
}

/// How many base clusters each cluster is made of.
pub(crate) fn base_clusters(clusters: &[Cluster]) -> BTreeMap<ClusterId, u64> {
    let mut bases: BTreeMap<ClusterId, u64> = BTreeMap::new();
    // From the base up: a release holds them from the top down.
    for cluster in clusters.iter().rev() {
        let own = if cluster.level == 0 {
            1
        } else {
            bases.get(&cluster.id).copied().unwrap_or(0)
        };
        bases.insert(cluster.id.clone(), own);
        if let Some(parent) = &cluster.parent {
            *bases.entry(parent.clone()).or_default() += own;
        }
    }
    bases
}

/// The receipt that follows from `cluster`, which `bases` base clusters are in; what does not follow is taken from
/// the one that it has.
pub(crate) fn expected(manifest: &Manifest, cluster: &Cluster, bases: u64) -> Receipt {
    let policy = &manifest.policy;
    let cap = match &manifest.dp {
        Some(noise) => Some(u64::from(noise.contributions)),
        None => policy.influence().map(|cap| cap.within(bases)),
    };
    let distinct = |of: fn(&str) -> Vec<String>| {
        let mut keys = of(&cluster.name);
        keys.extend(of(&cluster.description));
        keys.sort_unstable();
        keys.dedup();
        Band::of(keys.len() as u64)
    };
    Receipt {
        influence: cap.map(|cap| multiple(cluster.conversations, cap)),
        size: multiple(cluster.conversations, policy.cluster.conversations)
            .min(multiple(cluster.accounts.at_least, policy.cluster.accounts)),
        words: distinct(content_words),
        phrases: distinct(content_phrases),
        auditor: texts::level(&cluster.name).min(texts::level(&cluster.description)),
        values: values(manifest, cluster),
        cells: Band::of(cluster.profile.withheld() as u64),
        ..cluster.receipt.clone()
    }
}

fn values(manifest: &Manifest, cluster: &Cluster) -> u8 {
    // Where nothing is folded there is no barrier, and so the least margin.
    if manifest.policy.profile == Profile::OpenData {
        return 0;
    }
    let facets = manifest.facets.iter();
    let open = facets.filter(|f| matches!(f.kind, ValueKind::Category | ValueKind::Language));
    let cells = open.flat_map(|facet| {
        let row = |profile: &kleio_shared::release::FacetProfile| {
            let cells = profile.facets.get(&facet.name).cloned();
            cells.unwrap_or_default()
        };
        let (here, all) = (row(&cluster.profile), row(&manifest.overall));
        let shown = |(here, all): (kleio_shared::release::Cell, kleio_shared::release::Cell)| {
            (here.shown(), all.shown())
        };
        let pairs = here.into_iter().zip(all).map(shown);
        facet
            .values
            .iter()
            .zip(pairs)
            .map(|(value, (here, all))| (value.as_str(), here, all))
            .collect::<Vec<_>>()
    });
    values_margin(cells, manifest.policy.cell.conversations)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixtures::{after, assert_one};

    #[test]
    fn each_layer_of_a_receipt_that_was_changed_is_found() {
        let changes = [
            ("terms", json!(0)),
            ("terms", json!(null)),
            ("influence", json!(5)),
            ("influence", json!(null)),
            ("size", json!(10)),
            ("words", json!({"at_least": 10, "below": 20})),
            ("words", json!({"at_least": 0, "below": null})),
            ("auditor", json!(4)),
            ("values", json!(1)),
            ("cells", json!({"at_least": 5, "below": 10})),
        ];
        for (layer, value) in changes {
            let found = after(|_, clusters| clusters[1]["receipt"][layer] = value);
            assert_one(&found, &format!("on the layer {layer}."));
        }
        let found = after(|_, clusters| {
            clusters[1]["receipt"]["phrases"] = json!({"at_least": 50, "below": 100});
        });
        assert_one(&found, "on the layer words.");
    }

    #[test]
    fn an_earlier_release_is_there_for_all_or_for_none() {
        let found = after(|_, clusters| clusters[1]["receipt"]["history"] = json!("same"));
        assert_one(&found, "a previous release");
        let found = after(|manifest, _| manifest["barriers"][2]["clusters"] = json!(1));
        assert_one(&found, "a previous release");
        let found = after(|_, clusters| {
            for cluster in clusters.as_array_mut().unwrap() {
                cluster["receipt"]["history"] = json!("apart");
            }
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn clusters_shown_together_are_counted() {
        let found = after(|_, clusters| clusters[1]["receipt"]["merged"] = json!(true));
        assert_one(&found, "several shown together");
        let found = after(|manifest, clusters| {
            clusters[1]["receipt"]["merged"] = json!(true);
            manifest["levels"][0]["merged"] = json!(3);
        });
        assert_eq!(found, Vec::<String>::new());
    }
}
