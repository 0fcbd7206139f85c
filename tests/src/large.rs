//! Releases as large as one likes, made of numbers: for measuring how fast they are shown.
//!
//! They are written by hand, not by the gate, under the profile that protects nothing; the server checks them like
//! any other. Positions, sizes and cells come from one seeded sequence, so that a release of a size is always the
//! same.

use std::fs;
use std::path::PathBuf;

use kleio_shared::release::{
    CLUSTERS_FILE, ClusterId, MANIFEST_FILE, SCHEMA, VECTORS_FILE, sha256_hex,
};
use kleio_verify::fixtures;
use serde_json::{Map, Value, json};

use crate::workspace;

/// Children of a top cluster and of a middle one.
const CHILDREN: [usize; 2] = [16, 24];
/// Values of a vector.
const DIMS: usize = 48;
const WEEKS: [&str; 8] = [
    "2026-01-05",
    "2026-01-12",
    "2026-01-19",
    "2026-01-26",
    "2026-02-02",
    "2026-02-09",
    "2026-02-16",
    "2026-02-23",
];
const FACETS: [(&str, &str, &[&str]); 4] = [
    (
        "language",
        "language",
        &["English", "Spanish", "Chinese", "French", "German", "other"],
    ),
    (
        "task",
        "category",
        &[
            "write",
            "explain",
            "code",
            "translate",
            "plan",
            "fix",
            "ask",
            "other",
        ],
    ),
    ("concern", "scale", &["1", "2", "3", "4", "5"]),
    ("refusal", "boolean", &["yes", "no"]),
];
const FIRST: [&str; 12] = [
    "Write",
    "Explain",
    "Translate",
    "Plan",
    "Compare",
    "Summarise",
    "Mend",
    "Choose",
    "Describe",
    "Calculate",
    "Draw",
    "Review",
];
const SECOND: [&str; 16] = [
    "recipes",
    "letters",
    "gardens",
    "tables",
    "lessons",
    "journeys",
    "budgets",
    "stories",
    "questions",
    "programs",
    "contracts",
    "essays",
    "machines",
    "proofs",
    "songs",
    "menus",
];

/// A cheap seeded sequence (Steele, Lea and Flood 2014, SplitMix).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Between 0 and 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A cluster as it grows: its own rows, or the sums of its children's.
#[derive(Clone)]
struct Grown {
    level: u8,
    name: String,
    parent: Option<usize>,
    position: [f64; 2],
    conversations: u64,
    rows: Vec<Vec<u64>>,
}

/// A directory with a release of about `base` base clusters, in three levels. Made once; what another version of
/// this file made is not taken for it.
///
/// # Panics
/// When it cannot be written.
#[must_use]
pub fn release(base: usize) -> PathBuf {
    let (manifest, clusters, vectors) = files(base);
    let made = &sha256_hex(&manifest)[..8];
    let directory = workspace::scratch().join(format!("large-{base}-{made}"));
    let _lock = workspace::lock("large");
    if !directory.is_dir() {
        let partial = directory.with_extension("partial");
        fs::create_dir_all(&partial).expect("target/tests can be written");
        fs::write(partial.join(CLUSTERS_FILE), clusters).expect("clusters can be written");
        fs::write(partial.join(VECTORS_FILE), vectors).expect("vectors can be written");
        fs::write(partial.join(MANIFEST_FILE), manifest).expect("a manifest can be written");
        fs::rename(&partial, &directory).expect("target/tests can be written");
    }
    directory
}

/// Manifest, clusters and vectors.
fn files(base: usize) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let grown = grow(base);
    let total: u64 = grown
        .iter()
        .filter(|cluster| cluster.parent.is_none())
        .map(|cluster| cluster.conversations)
        .sum();
    let mut clusters: Vec<&Grown> = grown.iter().collect();
    clusters.sort_by_key(|c| {
        (
            std::cmp::Reverse(c.level),
            std::cmp::Reverse(c.conversations),
            id(c),
        )
    });
    let vectors: Vec<u8> = clusters
        .iter()
        .filter(|cluster| cluster.level == 0)
        .flat_map(|cluster| vector(cluster))
        .collect();
    let written: Vec<Value> = clusters.iter().map(|c| cluster(&grown, c)).collect();
    let mut overall = vec![Vec::new(); FACETS.len() + 1];
    for cluster in grown.iter().filter(|cluster| cluster.parent.is_none()) {
        add(&mut overall, &cluster.rows);
    }
    let count = |level: u8| {
        grown
            .iter()
            .filter(|cluster| cluster.level == level)
            .count()
    };
    let manifest = json!({
        "schema": SCHEMA,
        "generator": "kleio-tests",
        "title": "A large release",
        "policy": {
            "profile": "open-data",
            "cluster": { "conversations": 2, "accounts": 1 },
            "cell": { "conversations": 1, "accounts": 1 },
        },
        "accounts_known": true,
        "provider": "builtin",
        "embedder": "lexical",
        "seed": 1,
        "screened": null,
        "totals": {
            "conversations": total,
            "accounts": { "at_least": 5000, "below": null },
            "withheld": 0,
            "unassigned": 0,
        },
        "levels": (0..3).map(|level| json!({
            "level": level, "clusters": count(level), "withheld": 0, "merged": 0, "conversations": 0,
        })).collect::<Vec<Value>>(),
        "facets": FACETS.map(|(name, kind, values)| json!({
            "name": name, "kind": kind, "question": null, "values": values,
        })),
        "weeks": WEEKS,
        "overall": profile(&overall),
        "vectors": { "model": "lexical", "dims": DIMS, "rows": count(0), "scale": 0.01 },
        "files": [
            { "path": VECTORS_FILE, "bytes": vectors.len(), "sha256": sha256_hex(&vectors) },
        ],
    });
    let (manifest, clusters) = fixtures::files(manifest, written.into());
    (manifest, clusters, vectors)
}

/// A row of the file of vectors: about where the others of the same parent are.
fn vector(cluster: &Grown) -> impl Iterator<Item = u8> + use<> {
    let mut of_parent = Sequence(cluster.parent.map_or(0, |parent| parent as u64));
    let mut own = Sequence(cluster.conversations ^ cluster.position[0].to_bits());
    (0..DIMS).map(move |_| {
        let value = of_parent.below(121) as i64 - 60 + own.below(101) as i64 - 50;
        (value as i8).cast_unsigned()
    })
}

/// The hierarchy, parents before children.
fn grow(base: usize) -> Vec<Grown> {
    let mut sequence = Sequence(7);
    let tops = base.div_ceil(CHILDREN[0] * CHILDREN[1]).max(2);
    let mut grown = Vec::new();
    let child = |parent: Option<usize>, level: u8, at: [f64; 2], number: usize| Grown {
        level,
        name: format!(
            "{} {} {number}",
            FIRST[number % FIRST.len()],
            SECOND[number / FIRST.len() % SECOND.len()]
        ),
        parent,
        position: at.map(|c| (c.clamp(-1.0, 1.0) * 1e4).round() / 1e4),
        conversations: 0,
        rows: vec![Vec::new(); FACETS.len() + 1],
    };
    let mut around = |centre: [f64; 2], reach: f64| {
        let (turn, far) = (
            sequence.part() * std::f64::consts::TAU,
            sequence.part().sqrt(),
        );
        [
            centre[0] + turn.cos() * far * reach,
            centre[1] + turn.sin() * far * reach,
        ]
    };
    let mut middles = Vec::new();
    for number in 0..tops {
        // Evenly over a disc, by the golden angle.
        let far = ((number as f64 + 0.5) / tops as f64).sqrt() * 0.86;
        let turn = number as f64 * 2.399_963;
        let top = grown.len();
        let at = [turn.cos() * far, turn.sin() * far];
        grown.push(child(None, 2, at, top));
        for _ in 0..CHILDREN[0] {
            let at = around(grown[top].position, 0.62 / (tops as f64).sqrt());
            middles.push(grown.len());
            grown.push(child(Some(top), 1, at, grown.len()));
        }
    }
    for number in 0..base.max(2 * middles.len()) {
        let parent = middles[number % middles.len()];
        let at = around(grown[parent].position, 0.2 / (tops as f64).sqrt());
        grown.push(child(Some(parent), 0, at, grown.len()));
    }
    let mut draw = Sequence(11);
    for index in (0..grown.len()).rev() {
        if grown[index].level == 0 {
            let conversations = 8 + (400.0 * draw.part().powi(6)) as u64 + draw.below(12);
            grown[index].conversations = conversations;
            let lengths = FACETS.map(|(_, _, values)| values.len());
            grown[index].rows = lengths
                .into_iter()
                .chain([WEEKS.len()])
                .map(|length| scatter(&mut draw, conversations, length))
                .collect();
        }
        if let Some(parent) = grown[index].parent {
            let child = grown[index].clone();
            grown[parent].conversations += child.conversations;
            add(&mut grown[parent].rows, &child.rows);
        }
    }
    grown
}

/// `total` scattered over some places, more to the first.
fn scatter(draw: &mut Sequence, total: u64, length: usize) -> Vec<u64> {
    let mut row = vec![0; length];
    for _ in 0..total {
        let place = draw.below(length as u64).min(draw.below(length as u64));
        row[place as usize] += 1;
    }
    row
}

fn add(sums: &mut [Vec<u64>], rows: &[Vec<u64>]) {
    for (sum, row) in sums.iter_mut().zip(rows) {
        sum.resize(row.len(), 0);
        for (total, count) in sum.iter_mut().zip(row) {
            *total += count;
        }
    }
}

/// Nothing is written as a cell that is not shown, as the gate does.
fn cells(row: &[u64]) -> Vec<Value> {
    let cell = |&count: &u64| {
        if count == 0 {
            Value::Null
        } else {
            count.into()
        }
    };
    row.iter().map(cell).collect()
}

fn profile(rows: &[Vec<u64>]) -> Value {
    let facets: Map<String, Value> = FACETS
        .iter()
        .zip(rows)
        .map(|((name, ..), row)| ((*name).to_owned(), cells(row).into()))
        .collect();
    json!({ "facets": facets, "weeks": cells(&rows[FACETS.len()]) })
}

fn id(cluster: &Grown) -> ClusterId {
    ClusterId::new(cluster.level, &cluster.name)
}

fn cluster(grown: &[Grown], cluster: &Grown) -> Value {
    let concern = &cluster.rows[2];
    let weighted: u64 = concern
        .iter()
        .zip(1..)
        .map(|(count, step)| count * step)
        .sum();
    let mean = weighted as f64 / cluster.conversations as f64;
    let mut written = json!({
        "id": id(cluster).as_str(),
        "level": cluster.level,
        "parent": cluster.parent.map(|parent| id(&grown[parent]).as_str().to_owned()),
        "name": cluster.name,
        "description": "People asked for help.",
        "conversations": cluster.conversations,
        "accounts": { "at_least": 1, "below": null },
        "concern": (mean * 10.0).round() / 10.0,
        "position": cluster.position,
        "coherence": 0.5,
        "stability": (concern[0] as f64 / cluster.conversations as f64 * 100.0).round() / 100.0,
    });
    if let (Value::Object(whole), Value::Object(part)) = (&mut written, profile(&cluster.rows)) {
        whole.extend(part);
    }
    written
}

#[cfg(test)]
mod tests {
    use kleio_shared::release::{Release, Vectors};

    use super::*;

    #[test]
    fn a_large_release_can_be_opened_and_is_always_the_same() {
        let (manifest, clusters, vectors) = files(800);
        let release = Release::open(&manifest, &clusters).expect("it is a release");
        assert_eq!(release.manifest().levels[0].clusters, 800);
        assert!(Vectors::open(release.manifest(), &vectors).is_ok());
        assert_eq!(files(800), (manifest, clusters, vectors));
    }
}
