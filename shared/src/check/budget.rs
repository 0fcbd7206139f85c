//! Whether a release under differential privacy states a budget that pays for all that it tells.
//!
//! Invariant: judged by what the release says of itself, as everything here is. Whether the noise was drawn
//! at all cannot be seen from outside.

use super::Breach;
use crate::facet::ValueKind;
use crate::release::{Manifest, Noise, Spent};

/// How far a sum or a product may be off by rounding, as a share of itself.
const ROUNDING: f64 = 1e-9;

/// The entry of the words that names and descriptions are made of.
const WORDS: &str = "words";

/// Adds what is wrong with `noise`, the budget of `manifest`. Entries for what is not shown are allowed: the
/// weeks are asked for even where none turns out to have enough, and what was spent counts.
pub(super) fn check_budget(manifest: &Manifest, noise: &Noise, breaches: &mut Vec<Breach>) {
    for (place, spent) in noise.ledger.iter().enumerate() {
        let earlier = &noise.ledger[..place];
        if earlier.iter().any(|other| other.on == spent.on) {
            breaches.push(Breach::DoubleEntry(spent.on.clone()));
        }
        if !is_cost(spent) {
            breaches.push(Breach::BadCost(spent.on.clone()));
        } else if !has_noise(spent, noise.contributions) {
            breaches.push(Breach::LittleNoise(spent.on.clone()));
        }
    }
    for on in needed(manifest) {
        if noise.ledger.iter().all(|spent| spent.on != on) {
            breaches.push(Breach::NoEntry(on));
        }
    }
    let epsilons = noise.ledger.iter().map(|spent| spent.epsilon);
    let deltas = noise.ledger.iter().map(|spent| spent.delta);
    if !is_sum(noise.epsilon, epsilons) || !is_sum(noise.delta, deltas) {
        breaches.push(Breach::BadSum);
    }
    if noise.contributions == 0 || noise.delta >= 1.0 {
        breaches.push(Breach::NoPromise);
    }
}

/// What the ledger has to pay for, as the pipeline names it: which clusters are shown and with how many
/// accounts, their conversations, their texts, every facet, and the weeks.
fn needed(manifest: &Manifest) -> Vec<String> {
    let mut needed = vec![
        "accounts".to_owned(),
        "clusters".to_owned(),
        WORDS.to_owned(),
    ];
    for facet in &manifest.facets {
        needed.push(format!("facet {}", facet.name));
        // Which names of the input there are is asked before they are counted.
        if matches!(facet.kind, ValueKind::Category | ValueKind::Language) {
            needed.push(format!("values of {}", facet.name));
        }
    }
    if !manifest.weeks.is_empty() {
        needed.push("weeks".to_owned());
        needed.push("range of weeks".to_owned());
    }
    needed
}

fn is_cost(spent: &Spent) -> bool {
    spent.epsilon > 0.0
        && spent.epsilon.is_finite()
        && spent.delta >= 0.0
        && spent.delta.is_finite()
}

/// Whether the scale of the noise is at least what one account can change, divided by epsilon, as for any
/// Laplace noise.
///
/// Of an account `contributions` conversations count, which change a table by as much in sum. How many of its
/// words count, the manifest does not say; it is at least one.
fn has_noise(spent: &Spent, contributions: u32) -> bool {
    let change = match spent.on.as_str() {
        WORDS => 1.0,
        _ => f64::from(contributions),
    };
    spent.scale > 0.0 && spent.scale * spent.epsilon * (1.0 + ROUNDING) >= change
}

/// Whether `whole` is the sum of `parts` but for rounding.
fn is_sum(whole: f64, parts: impl Iterator<Item = f64>) -> bool {
    let sum: f64 = parts.sum();
    sum.is_finite() && (sum - whole).abs() <= ROUNDING * sum.abs().max(whole.abs())
}
