//! Which terms set a cluster apart.

use kleio_shared::text::{Tongue, content_words};

use super::act::Acts;
use super::choose::{self, Choice};
use super::counts::{Corpus, Counts};
use super::{DescribeParams, Evidence, Group};
use crate::facets::request::Role;

/// Weight of the corpus as a prior on the rates of a cluster and of its contrast, in accounts.
const PRIOR: f64 = 20.0;

/// Share of a cluster's accounts from which a language is the cluster's own.
const OWN_LANGUAGE: f64 = 0.6;

/// How the language facet calls a language that could not be told.
const UNKNOWN: &str = "Unknown";

/// All that a cluster's text is written from.
#[derive(Debug, Clone)]
pub(super) struct Portrait {
    /// Supported terms that set it apart, best first, no two alike.
    pub(super) choices: Vec<Choice>,
    /// What people want done.
    pub(super) acts: Acts,
    /// Languages of at least the cell threshold, with their share of the accounts, commonest first.
    pub(super) languages: Vec<(String, f64)>,
    /// The language that the name is written in.
    pub(super) tongue: Tongue,
}

/// Draws the portrait of `group`.
pub(super) fn portrait(
    evidence: &Evidence<'_>,
    corpus: &Corpus,
    group: &Group<'_>,
    params: DescribeParams,
) -> Portrait {
    let counts = Counts::of(evidence, group.members);
    let contrast = Counts::of(evidence, group.outsiders);
    let languages = languages(evidence, group.members, params);
    let tongue = languages
        .first()
        .filter(|(_, share)| *share >= OWN_LANGUAGE)
        .and_then(|(name, _)| Tongue::named(name))
        .unwrap_or(Tongue::English);
    let mut scored: Vec<(u32, f64)> = counts
        .terms
        .iter()
        .filter(|(_, users)| u64::from(*users) >= params.word_support)
        .map(|&(term, users)| {
            let score = log_odds(evidence, corpus, term, users, &counts, &contrast)
                * fitness(evidence, term, tongue);
            (term, score)
        })
        .filter(|(_, score)| *score > 0.0)
        .collect();
    if !group.children.is_empty() {
        spread(evidence, group, &mut scored);
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Portrait {
        choices: choose::diverse(evidence, &counts, &scored),
        acts: Acts::of(evidence, group.members, params.cell),
        languages,
        tongue,
    }
}

/// How much more the cluster uses a term than its neighbours and than everybody: the mean of the two
/// log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, "Fightin'
/// Words", section 3.5), times a power of the share that uses it, so that a rare oddity does not
/// name a cluster.
fn log_odds(
    evidence: &Evidence<'_>,
    corpus: &Corpus,
    term: u32,
    users: u32,
    counts: &Counts,
    contrast: &Counts,
) -> f64 {
    let base = corpus.rate(evidence, term);
    let smooth = |users: u32, all: u32| {
        let rate = (f64::from(users) + PRIOR * base) / (f64::from(all) + PRIOR);
        (rate / (1.0 - rate).max(1e-9)).ln()
    };
    let inside = smooth(users, counts.accounts);
    let overall = (base / (1.0 - base).max(1e-9)).ln();
    let nearby = if contrast.accounts == 0 {
        overall
    } else {
        smooth(contrast.get(term), contrast.accounts)
    };
    let share = f64::from(users) / f64::from(counts.accounts.max(1));
    (inside - 0.5 * overall - 0.5 * nearby).max(0.0) * share.powf(0.6)
}

/// How well a term can stand in a name, 0 to 1.5: nouns and phrases well, verbs hardly, words of
/// another language than the name's hardly.
fn fitness(evidence: &Evidence<'_>, id: u32, tongue: Tongue) -> f64 {
    let term = evidence.vocabulary.term(id);
    if choose::is_weak(&term.key) {
        return 0.0;
    }
    let phrase = !term.parts.is_empty();
    let role = match (term.role, phrase) {
        (Role::Noun, true) => 1.4,
        (Role::Noun, false) => 1.0,
        (Role::Modifier, true) => 0.9,
        (Role::Modifier, false) => 0.6,
        (Role::Verb, true) => 0.5,
        (Role::Verb, false) => 0.35,
    };
    let foreign = term
        .tongue
        .is_some_and(|t| t != tongue && t != Tongue::English);
    let weak_part = term
        .parts
        .iter()
        .any(|p| choose::is_weak(&evidence.vocabulary.term(*p).key));
    role * if foreign { 0.3 } else { 1.0 } * if weak_part { 0.5 } else { 1.0 }
}

/// A parent's term should hold for its children: the score grows with the share of children whose
/// own texts use the term.
fn spread(evidence: &Evidence<'_>, group: &Group<'_>, scored: &mut [(u32, f64)]) {
    let said: Vec<Vec<String>> = group
        .children
        .iter()
        .map(|child| content_words(&format!("{}. {}", child.name, child.description)))
        .collect();
    for (id, score) in scored {
        let term = evidence.vocabulary.term(*id);
        let says = |words: &&Vec<String>| {
            if term.parts.is_empty() {
                words.contains(&term.key)
            } else {
                let part = |p: &u32| words.contains(&evidence.vocabulary.term(*p).key);
                words.contains(&term.key) || term.parts.iter().all(part)
            }
        };
        let saying = said.iter().filter(says).count();
        *score *= 0.5 + saying as f64 / said.len().max(1) as f64;
    }
}

fn languages(
    evidence: &Evidence<'_>,
    members: &[u32],
    params: DescribeParams,
) -> Vec<(String, f64)> {
    let mut pairs: Vec<(&str, u32)> = members
        .iter()
        .map(|&m| {
            (
                evidence.languages[m as usize],
                evidence.accounts[m as usize],
            )
        })
        .collect();
    pairs.sort_unstable();
    let mut found: Vec<(&str, u64, u64)> = Vec::new();
    let mut last = None;
    for pair in pairs {
        let new = u64::from(last != Some(pair));
        match found.last_mut() {
            Some((language, conversations, accounts)) if *language == pair.0 => {
                *conversations += 1;
                *accounts += new;
            }
            _ => found.push((pair.0, 1, new)),
        }
        last = Some(pair);
    }
    let all: u64 = found.iter().map(|f| f.2).sum();
    found.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    found
        .into_iter()
        .filter(|(language, ..)| *language != UNKNOWN)
        .filter(|(_, conversations, accounts)| params.cell.admits(*conversations, *accounts))
        .map(|(language, _, accounts)| (language.to_owned(), accounts as f64 / all.max(1) as f64))
        .collect()
}
