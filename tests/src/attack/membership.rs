//! (e) Membership inference on releases under differential privacy: was this account among the people?
//!
//! The attacker has everything but the answer: all conversations, those of the target, and as many releases
//! of their own making with and without the target as they like. From half of the runs they learn the
//! direction in which the target moves every published number (a linear discriminant with one variance a
//! number), and they judge the other half by it. How sure one can be of what comes out is in `membership/evidence.rs`.

mod evidence;

use std::collections::BTreeMap;

use kleio_shared::release::{FacetProfile, Release};
use serde_json::Value;

use super::desk::Desk;
use crate::programs::{kleio, outcome};

/// How well the attacker told releases with the target from those without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inferred {
    /// Releases judged, with and without the target.
    pub judged: (usize, usize),
    /// Area under the ROC curve: the chance that one with the target gets the higher score.
    pub auc: f64,
    /// Lower and upper end of its interval at 95 %.
    pub interval: (f64, f64),
    /// The least epsilon that the attacker's errors leave possible, at 95 %.
    pub epsilon: f64,
}

/// How the attack is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Epsilon of every release; `None` for exact counts, on which the attacker must succeed.
    pub epsilon: Option<f64>,
    /// Made-up conversations, the target's among them.
    pub conversations: usize,
    /// Releases with the target, and as many without.
    pub runs: usize,
    /// The configuration of every run: [`WHOLE`] or [`SHORT`].
    pub config: &'static str,
}

/// The most that an attacker can reach against ε-differential privacy (Kairouz, Oh, Viswanath 2015, "The
/// composition theorem for differential privacy": the region of error rates is bounded by two lines).
#[must_use]
pub fn bound(epsilon: f64) -> f64 {
    let false_alarms = 1.0 / (1.0 + epsilon.exp());
    let found = 1.0 - false_alarms;
    0.5 * false_alarms * found + (1.0 - false_alarms) * 0.5 * (1.0 + found)
}

/// Whether this `kleio` can release under differential privacy.
#[must_use]
pub fn is_there() -> bool {
    outcome(kleio().args(["run", "--help"]))
        .text()
        .contains("--dp-epsilon")
}

/// Few clusters, so that some of them are surely large enough under the noise of a small epsilon.
pub const WHOLE: &str = "embedder = \"lexical\"\n\n[cluster]\nsize = 1500\n";

/// Two clusters of a few thousand conversations: so few that there is a release of so little.
pub const SHORT: &str =
    "embedder = \"lexical\"\n\n[thresholds]\ncluster = { conversations = 600, accounts = 10 }\n";

/// Makes releases with the account that wrote most, and as many without it. `None` where so few of them released
/// anything that there is nothing to learn from.
///
/// # Panics
/// When the sample has no accounts.
#[must_use]
pub fn attack(plan: Plan) -> Option<Inferred> {
    let desk = Desk::new();
    let all = desk.background(plan.conversations, 61);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &all {
        *counts
            .entry(line["account_id"].as_str().unwrap_or_default())
            .or_default() += 1;
    }
    let target = counts
        .iter()
        .max_by_key(|(name, count)| (**count, **name))
        .map(|(name, _)| (*name).to_owned());
    let target = target.expect("the sample has accounts");
    let without: Vec<Value> = all
        .iter()
        .filter(|line| line["account_id"] != target.as_str())
        .cloned()
        .collect();
    let inputs = [
        desk.write_lines("with.jsonl", &all),
        desk.write_lines("without.jsonl", &without),
    ];
    let config = desk.write("kleio.toml", plan.config);
    let budget = plan.epsilon.map(|epsilon| epsilon.to_string());
    let budget: Vec<&str> = budget
        .as_deref()
        .map_or_else(Vec::new, |epsilon| vec!["--dp-epsilon", epsilon]);
    let mut numbers: [Vec<Numbers>; 2] = [Vec::new(), Vec::new()];
    let mut delta = 0.0;
    for run in 0..plan.runs {
        for (side, input) in inputs.iter().enumerate() {
            // A vault of its own: what was released before must not matter.
            let name = format!("out-{side}-{run}");
            let said = outcome(
                kleio()
                    .arg("run")
                    .arg(input)
                    .args(&budget)
                    .arg("--config")
                    .arg(&config)
                    .args(["--seed", &(2 * run + side).to_string(), "--out"])
                    .arg(desk.path(&name)),
            );
            let ran = super::desk::Ran {
                outcome: said,
                release: desk.path(&name).join("release"),
            };
            if let Some(release) = ran.open() {
                delta = release
                    .manifest()
                    .dp
                    .as_ref()
                    .map_or(0.0, |noise| noise.delta);
                numbers[side].push(published(&release));
            }
            std::fs::remove_dir_all(desk.path(&name)).ok();
        }
    }
    infer(&numbers[0], &numbers[1], delta)
}

/// Published numbers by where they stand.
type Numbers = BTreeMap<String, f64>;

fn published(release: &Release) -> Numbers {
    let manifest = release.manifest();
    let mut numbers = Numbers::new();
    let mut add = |name: &str, total: u64, profile: &FacetProfile| {
        numbers.insert(format!("{name}/all"), total as f64);
        for facet in &manifest.facets {
            let cells = profile
                .facets
                .get(&facet.name)
                .map_or(&[][..], Vec::as_slice);
            for (value, cell) in facet.values.iter().zip(cells) {
                if let Some(count) = cell.shown() {
                    numbers.insert(format!("{name}/{}/{value}", facet.name), count as f64);
                }
            }
        }
        for (week, cell) in manifest.weeks.iter().zip(&profile.weeks) {
            if let Some(count) = cell.shown() {
                numbers.insert(format!("{name}/weeks/{week}"), count as f64);
            }
        }
    };
    add("overall", manifest.totals.conversations, &manifest.overall);
    for cluster in release.clusters() {
        add(cluster.id.as_str(), cluster.conversations, &cluster.profile);
    }
    let totals = &manifest.totals;
    for (name, cell) in [
        ("withheld", totals.withheld),
        ("unassigned", totals.unassigned),
    ] {
        if let Some(count) = cell.shown() {
            numbers.insert(name.to_owned(), count as f64);
        }
    }
    numbers
}

fn infer(with: &[Numbers], without: &[Numbers], delta: f64) -> Option<Inferred> {
    let (learn_with, judge_with) = with.split_at(with.len() / 2);
    let (learn_without, judge_without) = without.split_at(without.len() / 2);
    if learn_with.is_empty() || learn_without.is_empty() {
        return None;
    }
    let weights = learn(learn_with, learn_without);
    let score = |numbers: &Numbers| -> f64 {
        weights
            .iter()
            .filter_map(|(name, (middle, weight))| Some((numbers.get(name)? - middle) * weight))
            .sum()
    };
    let scores = |of: &[Numbers]| of.iter().map(score).collect::<Vec<f64>>();
    let (members, others) = (scores(judge_with), scores(judge_without));
    let mut wins = 0.0;
    for a in &members {
        for b in &others {
            wins += match a.partial_cmp(b) {
                Some(std::cmp::Ordering::Greater) => 1.0,
                Some(std::cmp::Ordering::Less) => 0.0,
                _ => 0.5,
            };
        }
    }
    let auc = wins / (members.len() as f64 * others.len() as f64);
    // Where to draw the line was learnt, too: halfway between both means, which is at nothing.
    let above = |scores: &[f64]| scores.iter().filter(|score| **score > 0.0).count();
    let judged = (members.len(), others.len());
    Some(Inferred {
        judged,
        auc,
        interval: evidence::interval(auc, judged),
        epsilon: evidence::least_epsilon(
            (above(&members), members.len()),
            (above(&others), others.len()),
            delta,
        ),
    })
}

/// The middle between both means of every number, and its weight.
fn learn(with: &[Numbers], without: &[Numbers]) -> BTreeMap<String, (f64, f64)> {
    let mut names: Vec<&String> = with
        .iter()
        .chain(without)
        .flat_map(BTreeMap::keys)
        .collect();
    names.sort_unstable();
    names.dedup();
    let values = |of: &[Numbers], name: &String| {
        of.iter()
            .filter_map(|n| n.get(name).copied())
            .collect::<Vec<f64>>()
    };
    names
        .into_iter()
        .filter_map(|name| {
            let (a, b) = (values(with, name), values(without, name));
            // A number that is hardly ever published teaches nothing.
            if a.len() < 3 || b.len() < 3 {
                return None;
            }
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            let spread = |v: &[f64], mean: f64| {
                v.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / v.len() as f64
            };
            let (ma, mb) = (mean(&a), mean(&b));
            let variance = spread(&a, ma) + spread(&b, mb) + 1e-9;
            Some((name.clone(), (0.5 * (ma + mb), (ma - mb) / variance)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(shift: f64) -> Vec<Numbers> {
        let noise = |i: usize| ((i * 7_919 + 31) % 101) as f64 / 50.0 - 1.0;
        (0..60)
            .map(|i| Numbers::from([("overall/all".to_owned(), 100.0 + shift + noise(i))]))
            .collect()
    }

    #[test]
    fn a_target_that_shows_is_found_and_one_that_does_not_is_not() {
        let sure = infer(&runs(5.0), &runs(0.0), 0.0).unwrap();
        assert!(sure.auc > 0.99 && sure.epsilon > 1.5, "{sure:?}");
        assert_eq!(infer(&runs(5.0), &[], 0.0), None);
        let blind = infer(&runs(0.0), &runs(0.0), 0.0).unwrap();
        assert!(
            blind.interval.0 < 0.5 && blind.interval.1 > 0.5,
            "{blind:?}"
        );
        assert!(blind.epsilon < 0.5, "{blind:?}");
    }

    #[test]
    fn the_bound_grows_with_epsilon() {
        assert!((bound(0.0) - 0.5).abs() < 1e-12);
        assert!((bound(1.0) - 0.731).abs() < 0.001);
        assert!(bound(10.0) > 0.999);
    }
}
