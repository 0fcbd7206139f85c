//! One conversation's request as an abstracted phrase: what was wanted, and its most telling terms.
//!
//! Invariant: as a conversation's terms are, every content word is one that enough accounts of the
//! corpus use; the phrase still stays in the vault, as it tells of one person.

use kleio_shared::text::Tongue;
use rayon::prelude::*;

use super::Evidence;
use super::choose::alike;
use super::names::{capitalised, displays};
use super::score::fitness;
use super::template::{Templates, fill};
use crate::facets::request::{Requests, SpeechAct};

/// Terms of a phrase at most.
const TERMS: usize = 3;

/// Conversations that use a term below which rarity tells nothing more.
const RARE: f64 = 20.0;

/// A phrase for every conversation, such as `Write about dragons and magic`; `languages` has the
/// English name of each one's language.
#[must_use]
pub fn phrases(requests: &Requests, languages: &[&'static str]) -> Vec<String> {
    let evidence = Evidence::new(requests, &[], Vec::new());
    (0..requests.acts.len())
        .into_par_iter()
        .map(|conversation| {
            let tongue = languages.get(conversation).copied().and_then(Tongue::named);
            phrase(
                &evidence,
                requests.acts[conversation],
                &requests.terms[conversation],
                tongue.unwrap_or(Tongue::English),
            )
        })
        .collect()
}

fn phrase(evidence: &Evidence<'_>, act: SpeechAct, terms: &[u32], tongue: Tongue) -> String {
    let templates = Templates::of(tongue);
    let chosen = telling(evidence, terms, tongue);
    if chosen.is_empty() {
        let english = Templates::of(Tongue::English);
        let wish = english.get(&format!("do.{}", act.key()));
        return capitalised(wish.or(english.get("name.nothing")).unwrap_or_default());
    }
    let frame = templates
        .get(&format!("name.{}", act.key()))
        .or(templates.get("name.none"))
        .unwrap_or("{}");
    capitalised(&fill(
        frame,
        &[&templates.list(&displays(evidence, &chosen))],
    ))
}

/// The terms that say most, no two alike.
fn telling(evidence: &Evidence<'_>, terms: &[u32], tongue: Tongue) -> Vec<u32> {
    let all = evidence.terms.len().max(1) as f64;
    let mut scored: Vec<(f64, u32)> = terms
        .iter()
        .map(|&term| {
            let uses = f64::from(evidence.vocabulary.term(term).conversations).max(RARE);
            let score = (1.0 + all / uses).ln() * fitness(evidence, term, tongue);
            (score, term)
        })
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: Vec<u32> = Vec::new();
    for (_, term) in scored {
        if chosen.len() < TERMS && chosen.iter().all(|&c| !alike(evidence, c, term)) {
            chosen.push(term);
        }
    }
    chosen
}
