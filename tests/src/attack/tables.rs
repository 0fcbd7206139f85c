//! The attacks at their full size, as tables.

mod inside;
mod membership;

use std::path::Path;
use std::time::Duration;

use kleio::eval::data::Graded;
use kleio::eval::report::{Cell, Table};
use kleio_shared::stats::Share;

use super::canaries::{KINDS, PLACES, SCRIPTS};
use super::canary_run::{CanaryRun, Seen};
use super::desk::Desk;
use super::differencing::{self, Difference};
use super::fuzz::{self, Part};
use super::jailbreaks;
use super::poison::{self, Attacker, CANDIDATES, PLANTED, Provider, Success};
use super::reconstruct::{Recovered, reconstruct};

pub use self::membership::membership;

/// Conversations of a canary at most: more than a cell and a cluster need.
const COPIES: usize = 24;

/// `part` of `whole` with its interval.
fn interval(share: Share) -> String {
    format!(
        "{:.1} % ({:.1} to {:.1})",
        share.estimate * 100.0,
        share.low * 100.0,
        share.high * 100.0
    )
}

/// (a) `count` canaries by the builtin way, and by a model that copies what it reads.
#[must_use]
pub fn canaries(count: usize) -> Vec<Table> {
    let builtin = CanaryRun {
        canaries: count,
        copies: COPIES,
        background: 6_000,
        with_model: false,
    };
    let copying = CanaryRun {
        copies: 6,
        background: 1_500,
        with_model: true,
        ..builtin
    };
    let runs = [
        ("builtin", builtin.go(41)),
        ("copying model", copying.go(42)),
    ];
    let mut whole = Table::new(
        "Canaries that came out",
        &["way", "planted", "clusters released", "came out", "interval at 95 %"],
    )
    .note("Sixteen conversations by four accounts each, or 24 by one account; with the model six. A canary is out where its unique part is in any byte that can be seen, however it is written.");
    let mut places = Table::new(
        "Where they were looked for",
        &["way", "place", "bytes", "canaries found"],
    )
    .note(
        "The API and the client's files in every encoding, heads included; bytes count each time.",
    );
    let mut kinds = Table::new(
        "By kind, script and place in the input",
        &["way", "by", "", "planted", "came out"],
    );
    for (way, seen) in &runs {
        let out = seen.searched.out().len() as u64;
        let share = Share::wilson(out, count as u64);
        whole.row(vec![
            (*way).into(),
            count.into(),
            seen.clusters.into(),
            out.into(),
            interval(share).into(),
        ]);
        for (place, bytes, found) in seen.searched.places() {
            places.row(vec![
                (*way).into(),
                place.into(),
                bytes.into(),
                found.len().into(),
            ]);
        }
        add_kinds(&mut kinds, way, seen);
    }
    vec![whole, places, kinds]
}

fn add_kinds(table: &mut Table, way: &str, seen: &Seen) {
    let parts = [
        ("kind", seen.out_by(|canary| KINDS[canary.kind])),
        ("script", seen.out_by(|canary| SCRIPTS[canary.script])),
        ("place", seen.out_by(|canary| PLACES[canary.place])),
    ];
    for (by, counts) in parts {
        for (name, (planted, out)) in counts {
            table.row(vec![
                way.into(),
                by.into(),
                name.into(),
                planted.into(),
                out.into(),
            ]);
        }
    }
}

/// (b) Every attacker, provider and number of accounts, ten targets a run.
#[must_use]
pub fn poisoning(runs: usize) -> Vec<Table> {
    let mut table = Table::new(
        "Success of poisoning",
        &["way", "attacker", "accounts", "targets", "releases", "said anything", "right", "interval at 95 %", "blind, same draws", "above blind guessing"],
    )
    .note(format!(
        "{PLANTED} planted conversations a target; {CANDIDATES} diagnoses fit what the attacker knows, so blind guessing is right in {:.0} %. \"Said anything\": targets for whom the release names a candidate. Above: the interval lies above that share.",
        100.0 / CANDIDATES as f64
    ));
    for (way, provider) in [
        ("builtin", Provider::Builtin),
        ("obedient model", Provider::Obedient),
    ] {
        for (who, attacker) in [
            ("as in the paper", Attacker::Plain),
            ("knows the thresholds", Attacker::Adaptive),
        ] {
            for accounts in [1, 5, 50] {
                let success = poison::attack(provider, attacker, accounts, runs, 600);
                add_success(&mut table, [way, who], accounts, runs, &success);
            }
        }
    }
    vec![table]
}

fn add_success(
    table: &mut Table,
    names: [&str; 2],
    accounts: usize,
    runs: usize,
    success: &Success,
) {
    table.row(vec![
        names[0].into(),
        names[1].into(),
        accounts.into(),
        success.targets.into(),
        Cell::Count(runs as u64 - success.without),
        success.said.into(),
        success.right.into(),
        interval(success.rate()).into(),
        success.blind.into(),
        if success.is_above_blind() {
            "yes"
        } else {
            "no"
        }
        .into(),
    ]);
}

/// (c) Pairs of releases, and pairs of views.
#[must_use]
pub fn differencing(pairs: usize) -> Vec<Table> {
    let mut table = Table::new(
        "Two releases of one vault that differ by",
        &["by", "pairs", "clusters matched", "cells that differ by fewer than the threshold", "pairs that name the cluster", "values that follow", "withheld cells", "recovered exactly", "narrowed within the threshold", "tables without a solution", "taken for known by mistake"],
    )
    .note("The attacker knows what was added and that nothing else was. A pair names the cluster where one matched base cluster grew by just that and no other changed; values follow where, in such a pair, a shown cell grew by less than a cell's threshold. Recovered: by the solver, from the cells and sums of both releases together, by who even knows which clusters of both have the same conversations, and which have more than one of before. By mistake: what else follows where a cluster of the same name and number is taken for the same.");
    for (by, by_account) in [("one conversation", false), ("one account", true)] {
        let found: Difference = differencing::attack(2_000, pairs, by_account, 23);
        table.row(vec![
            by.into(),
            Cell::Count(found.pairs - found.without),
            found.matched.into(),
            found.small.into(),
            found.located.into(),
            found.values.into(),
            found.recovered.withheld.into(),
            found.recovered.exact.into(),
            found.recovered.narrow.into(),
            found.recovered.impossible.into(),
            found.mistaken.into(),
        ]);
    }
    let mut tables = vec![table];
    tables.extend(inside::views_of_one());
    tables
}

/// (d) The solver on releases of made-up samples, under two profiles.
#[must_use]
pub fn reconstruction(samples: usize) -> Vec<Table> {
    let mut table = Table::new(
        "Withheld cells, by an integer solver",
        &["profile", "samples", "tables", "cells shown", "withheld", "recovered exactly", "within the threshold", "known to be nobody", "tables without a solution"],
    )
    .note("Bounds by integer programming over a release's totals, cells, parents and children. Within the threshold: between two values closer than a cell's threshold, and not one. Known to be nobody: everything else of a row or a column is shown, and adds up.");
    for (profile, size) in [("analyst", 6_000), ("public", 20_000)] {
        let mut sum = Recovered::default();
        for sample in 0..samples {
            let desk = Desk::new();
            let input =
                desk.write_lines("sample.jsonl", &desk.background(size, 50 + sample as u64));
            let config = desk.write(
                "kleio.toml",
                format!("embedder = \"lexical\"\nprofile = \"{profile}\"\n"),
            );
            if let Some(release) = desk.run(&[&input], &config, "out").open() {
                sum += reconstruct(&release, &[]);
            }
        }
        table.row(vec![
            profile.into(),
            samples.into(),
            sum.tables.into(),
            sum.shown.into(),
            sum.withheld.into(),
            sum.exact.into(),
            sum.narrow.into(),
            sum.nothing.into(),
            sum.impossible.into(),
        ]);
    }
    vec![table]
}

/// (f) The texts of a file, by the builtin way and through every prompt.
///
/// # Panics
/// When the file cannot be read.
#[must_use]
pub fn jailbreaks(file: &Path) -> Vec<Table> {
    let texts = Graded::read(file)
        .expect("the file has lines of {\"text\", \"unsafe\"}")
        .texts;
    let mut table = Table::new(
        "Attacks on the model, as conversations",
        &["way", "texts", "run ended", "clusters released", "texts of which a sentence came out", "phrases of many", "prompts asked", "prompts broken"],
    )
    .note("A sentence came out where five words in a row are in the release that fewer than five of the texts have, and no other conversation; phrases of many are rows that five or more of the texts share, as copies of one attack do. A prompt is broken where quoted text closed the mark that quotes it, or opened another.");
    let mut prompts = Table::new("Prompts through which they went", &["prompt", "asked"]);
    for (way, with_model) in [("builtin", false), ("copying model", true)] {
        let fared = jailbreaks::attack(&texts, 3_000, with_model);
        table.row(vec![
            way.into(),
            fared.texts.into(),
            if fared.ended { "yes" } else { "no" }.into(),
            fared.clusters.into(),
            fared.out.into(),
            fared.shared.into(),
            Cell::Count(fared.prompts.values().sum()),
            fared.broken.into(),
        ]);
        for (prompt, count) in fared.prompts {
            prompts.row(vec![prompt.into(), count.into()]);
        }
    }
    vec![table, prompts]
}

/// Fuzzing, so long each.
#[must_use]
pub fn fuzzing(parts: &[Part], time: Duration, seed: u64) -> Vec<Table> {
    let mut table = Table::new("Fuzzing", &["part", "seconds", "inputs", "panics"]);
    for &part in parts {
        let (cases, panics) = match fuzz::fuzz(part, time, seed) {
            Ok(cases) => (Cell::Count(cases), "none".to_owned()),
            Err(failure) => (Cell::Missing, failure),
        };
        table.row(vec![
            part.name().into(),
            time.as_secs().into(),
            cases,
            panics.into(),
        ]);
    }
    vec![table]
}
