//! Clusters as JSON: what the release says of them, with its origin.

use kleio_shared::release::{self, Cell, ClusterId, Manifest};
use kleio_shared::stats::Share;
use serde::Serialize;

use super::super::atlas::Atlas;
use super::Source;

/// The file's layout; rises when a field changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    title: &'a str,
    release: &'a str,
    date: &'a str,
    link: &'a str,
    policy: &'a [String],
    facets: Vec<Facet<'a>>,
    weeks: &'a [String],
    clusters: Vec<Cluster<'a>>,
}

#[derive(Serialize)]
struct Facet<'a> {
    name: &'a str,
    values: &'a [String],
}

#[derive(Serialize)]
struct Cluster<'a> {
    id: &'a str,
    level: u8,
    parent: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    conversations: u64,
    share: Share,
    /// `null` where accounts are unknown.
    accounts: Option<Accounts>,
    concern: f64,
    /// `null` where it cannot be told, and so for the next.
    coherence: Option<f64>,
    stability: Option<f64>,
    /// Cells by facet, in the order of its values; `null` is withheld.
    facets: Vec<(&'a str, Vec<Option<u64>>)>,
    /// Cells by week; `null` is withheld.
    weeks: Vec<Option<u64>>,
}

#[derive(Serialize)]
struct Accounts {
    at_least: u64,
    /// `null` for the open band at the top.
    below: Option<u64>,
}

/// `clusters` of `atlas` in their order, indented. `null` stands for a withheld cell, and for what the release
/// does not tell.
///
/// # Errors
/// When serialisation fails, which it does not for these types.
pub fn clusters(
    atlas: &Atlas,
    clusters: &[usize],
    source: &Source,
) -> Result<String, serde_json::Error> {
    let manifest = atlas.release().manifest();
    let facets = manifest.facets.iter().map(|facet| Facet {
        name: &facet.name,
        values: &facet.values,
    });
    let clusters = clusters
        .iter()
        .map(|&index| one(manifest, atlas.cluster(index)));
    serde_json::to_string_pretty(&File {
        format: "kleio-clusters",
        version: VERSION,
        title: &source.title,
        release: &source.release,
        date: &source.date,
        link: &source.link,
        policy: &source.policy,
        facets: facets.collect(),
        weeks: &manifest.weeks,
        clusters: clusters.collect(),
    })
}

fn one<'a>(manifest: &Manifest, cluster: &'a release::Cluster) -> Cluster<'a> {
    let told = |cells: &[Cell]| cells.iter().map(|c| c.shown()).collect();
    let accounts = manifest.accounts_known.then_some(cluster.accounts);
    Cluster {
        id: cluster.id.as_str(),
        level: cluster.level,
        parent: cluster.parent.as_ref().map(ClusterId::as_str),
        name: &cluster.name,
        description: &cluster.description,
        conversations: cluster.conversations,
        share: cluster.share,
        accounts: accounts.map(|band| Accounts {
            at_least: band.at_least,
            below: band.below,
        }),
        concern: cluster.concern,
        coherence: cluster.coherence,
        stability: cluster.stability,
        facets: cluster
            .profile
            .facets
            .iter()
            .map(|(name, cells)| (name.as_str(), told(cells)))
            .collect(),
        weeks: told(&cluster.profile.weeks),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::source::example;
    use super::*;

    #[test]
    fn a_withheld_cell_is_null() {
        let atlas = fixture::atlas();
        let text = clusters(&atlas, &atlas.at_level(0)[..2], &example()).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["clusters"].as_array().unwrap().len(), 2);
        assert!(file["clusters"][0]["weeks"][1].is_null());
        assert_eq!(file["clusters"][0]["weeks"][0], 30);
        assert_eq!(file["link"], "https://example.org/?cluster=0-1");
    }

    #[test]
    fn every_number_of_a_cluster_is_there_and_null_where_it_is_not_told() {
        let atlas = fixture::atlas();
        let mut manifest = atlas.release().manifest().clone();
        let mut cluster = atlas.cluster(atlas.at_level(0)[0]).clone();
        let told = serde_json::to_value(one(&manifest, &cluster)).unwrap();
        assert_eq!(told["share"]["estimate"], 0.1);
        assert_eq!(told["share"]["low"], 0.05);
        assert_eq!(told["share"]["high"], 0.2);
        assert_eq!(told["accounts"]["at_least"], 20);
        assert_eq!(told["accounts"]["below"], 50);
        assert_eq!(told["concern"], cluster.concern);
        assert_eq!(told["coherence"], 0.61);
        assert_eq!(told["stability"], 0.83);
        manifest.accounts_known = false;
        cluster.coherence = None;
        cluster.stability = None;
        let told = serde_json::to_value(one(&manifest, &cluster)).unwrap();
        for name in ["accounts", "coherence", "stability"] {
            assert_eq!(told.get(name), Some(&serde_json::Value::Null), "{name}");
        }
    }
}
