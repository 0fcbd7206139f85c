//! A set as a file for others: its clusters, what the release tells of them together, and where it is from.

use crate::derive::sorting::map_of;
use std::collections::BTreeMap;

use kleio_shared::release::{Band, Cell, Manifest};
use serde_json::{Value, json};

use super::ClusterSet;
use crate::derive::atlas::Atlas;
use crate::derive::export::source::protection;
use crate::derive::sums::sums;
use crate::tr;

/// `set` of `atlas` in JSON, written on the day `date`, with the address `link` that shows it again.
///
/// Numbers that the release withholds are `null`, and so are sums of which a part is withheld.
#[must_use]
pub fn export(atlas: &Atlas, set: &ClusterSet, date: &str, link: &str) -> String {
    let release = atlas.release();
    let manifest = release.manifest();
    let sums = sums(atlas, set.base());
    let cells = |row: &[Cell]| -> Vec<Value> {
        let cell = |cell: &Cell| cell.shown().map_or(Value::Null, Value::from);
        row.iter().map(cell).collect()
    };
    let named = |names: &[String], row: &[Cell]| -> Vec<Value> {
        names
            .iter()
            .zip(cells(row))
            .map(|(value, conversations)| json!({ "value": value, "conversations": conversations }))
            .collect()
    };
    let facets: BTreeMap<&str, Value> = map_of(manifest.facets.iter().filter_map(|facet| {
        let row = sums.profile.facets.get(&facet.name)?;
        Some((facet.name.as_str(), named(&facet.values, row).into()))
    }));
    let clusters: Vec<Value> = set
        .base()
        .iter()
        .map(|&index| {
            let cluster = atlas.cluster(index);
            json!({
                "id": cluster.id.as_str(),
                "name": cluster.name,
                "description": cluster.description,
                "conversations": cluster.conversations,
                "accounts": accounts(manifest, cluster.accounts),
            })
        })
        .collect();
    let file = json!({
        "format": "kleio-set",
        "version": 1,
        "name": set.name,
        "date": date,
        "link": link,
        "source": {
            "release": release.id(),
            "title": manifest.title,
            "generator": manifest.generator,
        },
        "policy": {
            "profile": manifest.policy.profile.name(),
            "promises": protection(manifest),
        },
        "note": tr!("Numbers that are null are withheld by the release, which does not mean zero."),
        "totals": {
            "conversations": sums.conversations,
            "share": {
                "estimate": sums.share.estimate,
                "low": sums.share.low,
                "high": sums.share.high,
            },
            "accounts": accounts(manifest, sums.accounts),
            "concern": sums.concern,
            "facets": facets,
            "weeks": named(&manifest.weeks, &sums.profile.weeks),
        },
        "clusters": clusters,
    });
    format!("{file:#}\n")
}

/// A band of accounts; `null` where accounts are unknown.
fn accounts(manifest: &Manifest, band: Band) -> Value {
    if manifest.accounts_known {
        json!({ "at_least": band.at_least, "below": band.below })
    } else {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn the_file_says_where_it_is_from_and_never_zero_for_what_is_withheld() {
        let atlas = fixture::atlas();
        let mut set = ClusterSet::new(&atlas, &atlas.at_level(0)[..3]).unwrap();
        set.name = Some("Three".to_owned());
        let text = export(&atlas, &set, "2026-11-25", "http://localhost/?set=x");
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["source"]["release"], atlas.release().id());
        assert_eq!(file["policy"]["profile"], "analyst");
        assert_eq!(file["date"], "2026-11-25");
        assert_eq!(file["link"], "http://localhost/?set=x");
        assert_eq!(file["totals"]["conversations"], 180);
        assert_eq!(file["clusters"].as_array().unwrap().len(), 3);
        let languages = file["totals"]["facets"]["language"].as_array().unwrap();
        assert_eq!(languages[0]["value"], "eng");
        assert_eq!(languages[0]["conversations"], 120);
        assert_eq!(languages[1]["conversations"], Value::Null);
        assert_eq!(file["clusters"][0]["accounts"]["at_least"], 20);
    }

    #[test]
    fn the_file_says_that_there_is_noise() {
        let atlas = fixture::noisy();
        let set = ClusterSet::new(&atlas, &atlas.at_level(0)[..3]).unwrap();
        let text = export(&atlas, &set, "2026-11-25", "http://localhost/?set=x");
        let file: Value = serde_json::from_str(&text).unwrap();
        let promises = file["policy"]["promises"].as_array().unwrap();
        let last = promises.last().unwrap().as_str().unwrap();
        assert!(last.contains("epsilon 1"), "{last}");
    }

    #[test]
    fn accounts_that_are_unknown_are_null() {
        let mut manifest = fixture::atlas().release().manifest().clone();
        let band = manifest.totals.accounts;
        assert_eq!(accounts(&manifest, band)["at_least"], 500);
        manifest.accounts_known = false;
        assert_eq!(accounts(&manifest, band), Value::Null);
    }
}
