//! Growth on made-up weeks: what is known, what is bounded, and what stays unknown.

use kleio_shared::release::{CLUSTERS_FILE, Release, sha256_hex};
use serde_json::{Value, json};

use super::*;

/// Weeks of a cluster; `None` is withheld.
type Row = [Option<u64>; 4];

/// A release of one level with four weeks. What is in no cluster's row is in `rest`.
fn atlas(rows: &[(u64, Row)], overall: Row, undated: bool, dp: Value) -> Atlas {
    let cluster = |(place, (conversations, weeks)): (usize, &(u64, Row))| {
        json!({
            "id": format!("0-{place}"), "level": 0, "parent": null,
            "name": format!("Cluster {place}"), "description": "People ask for help.",
            "conversations": conversations,
            "accounts": { "at_least": 20, "below": 50 },
            "share": { "estimate": 0.1, "low": 0.05, "high": 0.2 },
            "concern": 1.0, "position": [0.1, 0.2], "facets": {}, "weeks": weeks,
            "receipt": {},
        })
    };
    let clusters: Vec<Value> = rows.iter().enumerate().map(cluster).collect();
    let bytes = serde_json::to_vec(&clusters).unwrap();
    let manifest = json!({
        "schema": kleio_shared::release::SCHEMA, "generator": "test", "title": "Weeks",
        "policy": {
            "profile": "analyst",
            "cluster": { "conversations": 25, "accounts": 10 },
            "cell": { "conversations": 15, "accounts": 5 },
        },
        "accounts_known": true, "provider": "builtin", "embedder": "lexical", "seed": 1,
        "screened": null, "dp": dp,
        "totals": {
            "conversations": 20_000, "accounts": { "at_least": 500, "below": 1000 },
            "withheld": null, "unassigned": 40,
        },
        "levels": [{ "level": 0, "clusters": rows.len(), "withheld": 1 }],
        "facets": [],
        "weeks": ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"],
        "undated": undated,
        "overall": { "facets": {}, "weeks": overall },
        "files": [{ "path": CLUSTERS_FILE, "bytes": bytes.len(), "sha256": sha256_hex(&bytes) }],
    });
    Atlas::new(Release::open(&serde_json::to_vec(&manifest).unwrap(), &bytes).unwrap())
}

const EVEN: Row = [Some(5_000); 4];

fn one(total: u64, row: Row) -> Growth {
    let atlas = atlas(&[(total, row)], EVEN, false, Value::Null);
    growth(&atlas, Windows::halves(4).unwrap(), &[0])[0]
}

#[test]
fn known_weeks_give_the_ratio_of_rates_with_its_interval() {
    let grown = one(300, [Some(40), Some(60), Some(90), Some(110)]);
    // scipy 1.17.1, relative_risk(200, 10000, 100, 10000): 2, 1.576 to 2.538.
    assert_eq!(grown.ratio, Some(2.0));
    let (low, high) = grown.interval.unwrap();
    assert!(
        (low - 1.576_0).abs() < 1e-3 && (high - 2.538_1).abs() < 1e-3,
        "{low} {high}"
    );
    assert_eq!(grown.change, Change::Grew);
    let still = one(300, [Some(70), Some(75), Some(80), Some(75)]);
    assert_eq!(still.change, Change::Unclear);
}

#[test]
fn rates_are_shares_of_all_conversations_of_the_window() {
    // Twice as many conversations in all: the cluster that stays as large shrinks.
    let overall = [Some(2_000), Some(2_000), Some(8_000), Some(8_000)];
    let atlas = atlas(&[(400, [Some(100); 4])], overall, false, Value::Null);
    let shrunk = growth(&atlas, Windows::halves(4).unwrap(), &[0])[0];
    assert_eq!((shrunk.ratio, shrunk.change), (Some(0.25), Change::Shrank));
}

#[test]
fn withheld_weeks_widen_the_interval_and_never_count_as_nothing() {
    // 20 conversations are in the two withheld weeks, nobody knows how many in which.
    let bounded = one(420, [Some(50), None, Some(350), None]);
    assert_eq!(bounded.ratio, None);
    assert_eq!((bounded.before.low, bounded.before.high), (50, Some(70)));
    assert_eq!((bounded.after.low, bounded.after.high), (350, Some(370)));
    assert_eq!(
        bounded.change,
        Change::Grew,
        "at least five times, whatever they hold"
    );
    let (low, high) = bounded.interval.unwrap();
    assert!(low < 350.0 / 70.0 && high > 370.0 / 50.0, "{low} {high}");
    assert_eq!(bounded.at_least(), Some(low));
    // Here they may hold growth or shrinking.
    let open = one(400, [Some(100), None, Some(110), None]);
    assert_eq!((open.change, open.ratio), (Change::Unclear, None));
    assert_eq!((open.corrected, open.at_least()), (Some(1.0), None));
}

#[test]
fn weeks_withheld_in_one_window_only_are_known_in_sum_unless_some_have_no_week() {
    let row = [None, None, Some(90), Some(110)];
    assert_eq!(one(300, row).ratio, Some(2.0));
    let atlas = atlas(&[(300, row)], EVEN, true, Value::Null);
    let undated = growth(&atlas, Windows::halves(4).unwrap(), &[0])[0];
    assert_eq!(undated.change, Change::PerhapsNew);
    assert_eq!((undated.ratio, undated.interval), (None, None));
}

#[test]
fn new_and_vanished_are_said_of_known_weeks_only() {
    let new = one(200, [Some(0), Some(0), Some(90), Some(110)]);
    assert_eq!((new.change, new.ratio), (Change::New, Some(f64::INFINITY)));
    assert!(new.is_significant());
    let gone = one(200, [Some(90), Some(110), Some(0), Some(0)]);
    assert_eq!((gone.change, gone.ratio), (Change::Vanished, Some(0.0)));
    let dark = one(100, [None; 4]);
    assert_eq!((dark.change, dark.corrected), (Change::Unknown, None));
}

#[test]
fn nothing_is_known_where_a_week_of_everybody_is_withheld() {
    let overall = [None, None, Some(5_000), Some(5_000)];
    let atlas = atlas(&[(300, [Some(75); 4])], overall, false, Value::Null);
    let growth = growth(&atlas, Windows::halves(4).unwrap(), &[0])[0];
    assert_eq!((growth.change, growth.ratio), (Change::Unknown, None));
}

#[test]
fn many_clusters_need_stronger_evidence() {
    let weak = (370, [Some(75), Some(80), Some(105), Some(110)]);
    let alone = atlas(&[weak], EVEN, false, Value::Null);
    let windows = Windows::halves(4).unwrap();
    assert_eq!(growth(&alone, windows, &[0])[0].change, Change::Grew);
    let still = (300, [Some(75); 4]);
    let many = atlas(
        &[weak, still, still, still, still, still, still],
        EVEN,
        false,
        Value::Null,
    );
    let growths = growth(&many, windows, &[0, 1, 2, 3, 4, 5, 6]);
    assert!((growths[0].ratio.unwrap() - 215.0 / 155.0).abs() < 1e-12);
    assert!(growths[0].corrected.unwrap() > 0.01, "{:?}", growths[0]);
    assert!(growths[1..].iter().all(|g| g.change == Change::Unclear));
}

#[test]
fn noise_is_part_of_the_interval() {
    let row = (300, [Some(40), Some(60), Some(90), Some(110)]);
    let spent =
        |on: &str| json!({ "on": on, "epsilon": 0.2, "delta": 2e-7, "scale": 15.0, "within": 60 });
    let ledger = ["accounts", "clusters", "words", "range of weeks", "weeks"].map(spent);
    let dp = json!({
        "epsilon": 1.0, "delta": 1e-6, "contributions": 3,
        "ledger": ledger,
    });
    let noisy = atlas(&[row], EVEN, false, dp);
    let growth = growth(&noisy, Windows::halves(4).unwrap(), &[0])[0];
    assert_eq!(growth.change, Change::Unclear);
    let (low, high) = growth.interval.unwrap();
    assert!(low < 1.0 && high > 4.0, "{low} {high}");
}
