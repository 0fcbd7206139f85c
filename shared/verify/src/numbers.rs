//! Whether what a release repeats follows from what it repeats: shares, sums, bands of accounts, and everything in
//! the manifest that is counted from clusters.

use std::collections::BTreeMap;

use kleio_shared::facet::CONCERN;
use kleio_shared::release::{Band, Cell, Cluster, ClusterId, Manifest, Withheld};
use kleio_shared::stats::{Share, mean_of_shown};

/// How far apart two numbers of six decimals may be to be one.
const ROUNDING: f64 = 1.5e-6;

/// The list of weeks, where facets are called by their names.
const WEEKS: &str = "weeks";

/// What is wrong, each as a sentence.
pub(crate) fn findings(manifest: &Manifest, clusters: &[Cluster]) -> Vec<String> {
    let mut found = Vec::new();
    levels(manifest, clusters, &mut found);
    order(clusters, &mut found);
    shares(manifest, clusters, &mut found);
    accounts(manifest, clusters, &mut found);
    withheld(manifest, clusters, &mut found);
    left_out(manifest, &mut found);
    concern(manifest, clusters, &mut found);
    found
}

fn levels(manifest: &Manifest, clusters: &[Cluster], found: &mut Vec<String>) {
    let total = manifest.totals.conversations;
    for (place, summary) in manifest.levels.iter().enumerate() {
        if usize::from(summary.level) != place {
            found.push("The manifest's levels are not numbered from the base up.".to_owned());
        }
        let here = clusters.iter().filter(|c| c.level == summary.level);
        let count = here.clone().count() as u64;
        if count != summary.clusters {
            found.push(format!(
                "Level {} holds {count} clusters; the manifest says {}.",
                summary.level, summary.clusters
            ));
        }
        let sum = here.fold(0_u64, |sum, c| sum.saturating_add(c.conversations));
        if place == 0 && sum != total && manifest.dp.is_none() {
            found.push(format!(
                "The base clusters hold {sum} conversations together; the manifest says {total}."
            ));
        }
        let outside = manifest.totals.withheld.shown();
        let outside = outside.map(|outside| outside.saturating_add(total.saturating_sub(sum)));
        if summary.conversations.shown() != outside && manifest.dp.is_none() {
            found.push(format!(
                "The conversations that are in no cluster of level {} do not follow from those that are.",
                summary.level
            ));
        }
    }
}

fn order(clusters: &[Cluster], found: &mut Vec<String>) {
    for cluster in clusters {
        if cluster.id != ClusterId::new(cluster.level, &cluster.name) {
            found.push(format!(
                "The id of cluster {} does not come from its name.",
                cluster.id
            ));
        }
    }
    // Top level first, within a level by falling size, then by id.
    let key = |cluster: &Cluster| {
        let falling = std::cmp::Reverse((cluster.level, cluster.conversations));
        (falling, cluster.id.clone())
    };
    if !clusters.is_sorted_by_key(key) {
        found.push(
            "The clusters do not stand in their order, which the same input always gives."
                .to_owned(),
        );
    }
}

fn shares(manifest: &Manifest, clusters: &[Cluster], found: &mut Vec<String>) {
    for cluster in clusters {
        let share = Share::wilson(cluster.conversations, manifest.totals.conversations);
        let pairs = [
            (share.estimate, cluster.share.estimate),
            (share.low, cluster.share.low),
            (share.high, cluster.share.high),
        ];
        if pairs.iter().any(|(is, told)| (is - told).abs() > ROUNDING) {
            found.push(format!(
                "The share of cluster {}, or its interval, does not follow from its conversations.",
                cluster.id
            ));
        }
    }
}

fn accounts(manifest: &Manifest, clusters: &[Cluster], found: &mut Vec<String>) {
    let is_band = |band: Band, conversations: u64| {
        band.below.is_none_or(|below| band.at_least < below) && band.at_least <= conversations
    };
    let all = manifest.totals.accounts;
    if !is_band(all, manifest.totals.conversations) {
        found.push("The band of all accounts holds no number that is possible.".to_owned());
    }
    let of: BTreeMap<&ClusterId, Band> = clusters.iter().map(|c| (&c.id, c.accounts)).collect();
    for cluster in clusters {
        let whole = cluster.parent.as_ref().and_then(|id| of.get(id).copied());
        let fits = |whole: Band| {
            whole
                .below
                .is_none_or(|below| cluster.accounts.at_least < below)
        };
        if !is_band(cluster.accounts, cluster.conversations)
            || !fits(all)
            || !whole.is_none_or(fits)
        {
            found.push(format!(
                "The band of accounts of cluster {} holds no number that is possible.",
                cluster.id
            ));
        }
    }
}

fn withheld(manifest: &Manifest, clusters: &[Cluster], found: &mut Vec<String>) {
    let facets = manifest.facets.iter().map(|facet| {
        let name = facet.name.as_str();
        (name, facet.values.len(), facet.withheld)
    });
    let weeks = (WEEKS, manifest.weeks.len(), manifest.weeks_withheld);
    for (list, columns, told) in facets.chain([weeks]) {
        if withheld_of(manifest, clusters, list, columns) != told {
            found.push(format!(
                "The manifest counts other withheld cells of {list} than there are."
            ));
        }
    }
    let hidden = clusters.iter().map(|c| c.profile.withheld());
    let hidden = hidden.sum::<usize>() + manifest.overall.withheld();
    let mut names = Vec::new();
    for barrier in &manifest.barriers {
        names.push(barrier.name.as_str());
        let cells = if barrier.name == "cells" { hidden } else { 0 };
        if barrier.cells != cells as u64 {
            found.push(format!(
                "The manifest's layer {} counts other withheld cells than there are.",
                barrier.name
            ));
        }
    }
    names.retain(|name| *name != "summaries");
    if manifest.dp.is_none() && names != LAYERS {
        found.push("The manifest does not tell what each layer of the gate stopped.".to_owned());
    }
    // Levels that are no more had some as well.
    let stopped = manifest.barriers.iter().map(|barrier| barrier.clusters);
    let stopped = stopped.fold(0, u64::saturating_add);
    let gone = manifest.levels.iter().map(|level| level.withheld);
    if manifest.dp.is_none() && stopped < gone.fold(0, u64::saturating_add) {
        found.push("The layers of the gate stopped fewer clusters than are withheld.".to_owned());
    }
}

/// The layers of the gate, in their order; a model's `summaries` come after the first.
pub(crate) const LAYERS: [&str; 8] = [
    "terms",
    "influence",
    "history",
    "size",
    "words",
    "auditor",
    "values",
    "cells",
];

/// What is withheld in base clusters of a facet, or of the weeks.
pub(crate) fn withheld_of(
    manifest: &Manifest,
    clusters: &[Cluster],
    list: &str,
    columns: usize,
) -> Withheld {
    let mut withheld = Withheld::default();
    for cluster in clusters.iter().filter(|c| c.level == 0) {
        let row = match list {
            WEEKS => Some(&cluster.profile.weeks),
            name => cluster.profile.facets.get(name),
        };
        let row = shown(row);
        withheld.of += columns as u64;
        withheld.cells += row.iter().filter(|cell| cell.is_none()).count() as u64;
        let told = row.iter().flatten();
        let told = told.fold(0_u64, |sum, &count| sum.saturating_add(count));
        let rest = cluster.conversations.saturating_sub(told);
        // Noisy cells do not sum to their cluster, and a row without cells tells of nobody.
        if manifest.dp.is_none() && columns > 0 {
            withheld.conversations = withheld.conversations.saturating_add(rest);
        }
    }
    withheld
}

fn left_out(manifest: &Manifest, found: &mut Vec<String>) {
    for (place, left_out) in manifest.left_out.iter().enumerate() {
        let name = &left_out.name;
        let twice = manifest.left_out[..place].iter().any(|l| l.name == *name);
        let is_there = match name.as_str() {
            WEEKS => !manifest.weeks.is_empty(),
            name => manifest.facets.iter().any(|facet| facet.name == name),
        };
        if twice || is_there {
            found.push(format!(
                "{name} is said to be left out, and is there or said twice."
            ));
        }
    }
}

fn concern(manifest: &Manifest, clusters: &[Cluster], found: &mut Vec<String>) {
    let everything = shown(manifest.overall.facets.get(CONCERN));
    for cluster in clusters {
        let Some(cells) = cluster.profile.facets.get(CONCERN).filter(|c| c.len() == 5) else {
            continue;
        };
        let mean = mean_of_shown(&shown(Some(cells)), cluster.conversations, &everything);
        if (mean - cluster.concern).abs() > 1e-9 {
            found.push(format!(
                "The mean concern of cluster {} tells more than its cells do.",
                cluster.id
            ));
        }
    }
}

fn shown(cells: Option<&Vec<Cell>>) -> Vec<Option<u64>> {
    cells.map_or_else(Vec::new, |cells| cells.iter().map(|c| c.shown()).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::fixtures::{after, assert_one};

    /// What is found after a change to the manifest.
    fn of_manifest(change: impl FnOnce(&mut Value)) -> Vec<String> {
        after(|manifest, _| change(manifest))
    }

    #[test]
    fn numbers_that_follow_from_each_other_are_sound() {
        assert_eq!(after(|_, _| {}), Vec::<String>::new());
    }

    #[test]
    fn shares_follow_from_totals() {
        for part in ["estimate", "low", "high"] {
            let found = after(|_, clusters| {
                let told = &mut clusters[1]["share"][part];
                *told = json!(told.as_f64().unwrap() + 0.001);
            });
            assert_one(&found, "does not follow from its conversations");
        }
    }

    #[test]
    fn sums_follow_from_their_parts() {
        let found = of_manifest(|manifest| manifest["totals"]["conversations"] = json!(321));
        assert!(found.iter().any(|f| f.contains("hold 320")), "{found:?}");
        for list in ["language", "weeks"] {
            let found = of_manifest(|manifest| {
                let overall = &mut manifest["overall"];
                let row = match list {
                    "weeks" => &mut overall["weeks"],
                    _ => &mut overall["facets"][list],
                };
                row[0] = json!(row[0].as_u64().unwrap() + 1);
            });
            let part = format!("The numbers of {list} contradict each other");
            assert!(found.iter().any(|f| f.contains(&part)), "{found:?}");
        }
        let found = of_manifest(|manifest| manifest["levels"][1]["clusters"] = json!(2));
        assert_one(&found, "Level 1 holds 1 clusters");
        let found = of_manifest(|manifest| manifest["levels"][0]["conversations"] = json!(41));
        assert_one(&found, "in no cluster of level 0");
    }

    #[test]
    fn bands_of_accounts_are_possible() {
        let found = after(|_, clusters| clusters[1]["accounts"]["below"] = json!(20));
        assert_one(&found, "The band of accounts of cluster");
        let found = after(|_, clusters| {
            clusters[1]["accounts"] = json!({"at_least": 100, "below": 250});
        });
        assert!(
            found.iter().any(|f| f.contains("holds no number")),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_withheld_is_counted() {
        let changes: [fn(&mut Value); 4] = [
            |manifest| manifest["facets"][0]["withheld"]["of"] = json!(8),
            |manifest| manifest["facets"][0]["withheld"]["conversations"] = json!(9),
            |manifest| manifest["weeks_withheld"]["cells"] = json!(1),
            |manifest| manifest["barriers"][7]["cells"] = json!(1),
        ];
        for change in changes {
            assert_one(&of_manifest(change), "counts other withheld cells");
        }
        let found = of_manifest(|manifest| {
            manifest["barriers"].as_array_mut().unwrap().remove(6);
        });
        assert_one(&found, "what each layer of the gate stopped");
        let found = of_manifest(|manifest| manifest["levels"][0]["withheld"] = json!(3));
        assert_one(&found, "fewer clusters than are withheld");
        for name in ["language", "weeks"] {
            let left_out = json!([{"name": name, "reason": "cells"}]);
            let found = of_manifest(|manifest| manifest["left_out"] = left_out);
            assert_one(&found, "is said to be left out");
        }
    }
}
