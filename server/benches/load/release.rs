//! A made-up release of 5,000 base clusters under 250 parents, with rows as full as real ones.

use std::path::Path;

use kleio_shared::release::{ClusterId, sha256_hex};
use kleio_verify::fixtures;
use serde_json::{Value, json};

/// Base clusters.
pub(crate) const BASE: u64 = 5_000;
/// Children of every parent.
const FAN: u64 = 20;
/// Conversations of a base cluster; divides by the number of languages and of weeks.
const CONVERSATIONS: u64 = 1_040;
const LANGUAGES: [&str; 13] = [
    "Arabic", "Chinese", "Dutch", "English", "French", "German", "Hindi", "Italian", "Japanese",
    "Korean", "Polish", "Spanish", "Turkish",
];
const WEEKS: u64 = 26;

/// What was written.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) manifest: Vec<u8>,
    pub(crate) clusters: Vec<u8>,
}

/// The name of a made-up cluster.
pub(crate) fn name(level: u64, number: u64) -> String {
    format!("Topic {number} of level {level}: questions about gardens, bread and bicycles")
}

fn cells(conversations: u64, count: u64) -> Vec<u64> {
    vec![conversations / count; usize::try_from(count).unwrap()]
}

fn cluster(level: u64, number: u64) -> Value {
    let conversations = CONVERSATIONS * FAN.pow(u32::try_from(level).unwrap());
    let id =
        |level: u64, number| ClusterId::new(u8::try_from(level).unwrap(), &name(level, number));
    let parent = (level == 0).then(|| id(level + 1, number / FAN).to_string());
    let angle = number as f64;
    json!({
        "id": id(level, number).to_string(),
        "level": level,
        "parent": parent,
        "name": name(level, number),
        "description": "People ask how to plan a garden, bake bread and repair a bicycle, and compare what others do. They want steps, tools and reasons.",
        "conversations": conversations,
        "accounts": {"at_least": 500, "below": 1000},
        "concern": 1.1,
        "position": [angle.sin() * 0.9, angle.cos() * 0.9],
        "facets": {"language": cells(conversations, LANGUAGES.len() as u64)},
        "weeks": cells(conversations, WEEKS),
    })
}

/// Writes it; under the analyst profile for a `login`, otherwise so that anyone may see it.
pub(crate) fn write(directory: &Path, login: bool) -> Made {
    let mut all = Vec::new();
    let parents = BASE / FAN;
    for (level, count) in [(1, parents), (0, BASE)] {
        // Those of a level are of one size: their order is that of their ids.
        let mut made: Vec<Value> = (0..count).map(|number| cluster(level, number)).collect();
        made.sort_by_cached_key(|cluster| cluster["id"].to_string());
        all.append(&mut made);
    }
    let total = BASE * CONVERSATIONS;
    let (profile, cluster, cell) = if login {
        ("analyst", (25, 10), (15, 5))
    } else {
        ("open-data", (2, 1), (1, 1))
    };
    let threshold = |(conversations, accounts): (u64, u64)| json!({"conversations": conversations, "accounts": accounts});
    let weeks: Vec<String> = (0..WEEKS).map(|week| format!("2025-W{week:02}")).collect();
    let manifest = json!({
        "schema": kleio_shared::release::SCHEMA,
        "generator": "load",
        "title": "Load",
        "policy": {"profile": profile, "cluster": threshold(cluster), "cell": threshold(cell)},
        "accounts_known": true,
        "provider": "builtin",
        "embedder": "lexical",
        "seed": 1,
        "screened": null,
        "totals": {
            "conversations": total,
            "accounts": {"at_least": 100_000, "below": null},
            "withheld": null,
            "unassigned": null,
        },
        "levels": [
            {"level": 0, "clusters": BASE, "withheld": 0},
            {"level": 1, "clusters": parents, "withheld": 0},
        ],
        "facets": [{"name": "language", "kind": "language", "question": null, "values": LANGUAGES}],
        "weeks": weeks,
        "overall": {
            "facets": {"language": cells(total, LANGUAGES.len() as u64)},
            "weeks": cells(total, WEEKS),
        },
    });
    let (manifest, clusters) = fixtures::files(manifest, all.into());
    std::fs::create_dir_all(directory).unwrap();
    std::fs::write(directory.join("clusters.json"), &clusters).unwrap();
    std::fs::write(directory.join("manifest.json"), &manifest).unwrap();
    Made {
        id: sha256_hex(&manifest)[..12].to_owned(),
        manifest,
        clusters,
    }
}
