//! Names of a release under differential privacy: the builtin namer on conversations that are made up from
//! noisy numbers.
//!
//! For every noisy account of a cluster there is one conversation. It uses the words that were selected for
//! the cluster, each in as many of them as its noisy number says, and wants what the noisy numbers of the
//! task facet say. What the namer makes of them tells nothing that the numbers do not.

use std::collections::BTreeMap;

use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;
use kleio_shared::text::Tongue;

use super::RunError;
use super::private::Drawn;
use super::texts::{self, Evidence};
use crate::describe::{Group, Text, letters};
use crate::facets::Facets;
use crate::facets::declared::{LANGUAGE, TASK};
use crate::facets::request::{Requests, SpeechAct, Term, Vocabulary};
use crate::measure::{Measured, MeasuredCluster, Support};
use crate::outline::Outline;
use crate::protect::judge_text;
use crate::quality::Quality;

/// The noisy clusters with their names, ready for the gate. `outline` is as it was before the gate.
pub(super) fn measured(
    drawn: &Drawn,
    outline: &Outline,
    facets: &Facets,
    policy: &Policy,
) -> Result<(Outline, Measured), RunError> {
    let mut outline = outline.clone();
    let all = outline.levels[0].len();
    let gone: Vec<(usize, usize)> = (0..all)
        .filter(|cluster| drawn.clusters.binary_search(cluster).is_err())
        .map(|cluster| (0, cluster))
        .collect();
    outline.prune(&gone);
    let made = MadeUp::of(drawn, facets);
    let accounts: Vec<u32> = (0..made.requests.terms.len() as u32).collect();
    let evidence = Evidence::made_up(&made.requests, &accounts, made.languages);
    let mut taken: Vec<Text> = Vec::new();
    let mut below: Vec<Text> = Vec::new();
    let mut levels: Vec<Vec<MeasuredCluster>> = Vec::new();
    for level in 0..outline.levels.len() {
        let places = places_at(&outline, level);
        let members: Vec<Vec<u32>> = places
            .iter()
            .map(|places| {
                let of = |&place: &usize| made.members[place].iter().copied();
                places.iter().flat_map(of).collect()
            })
            .collect();
        let mut children = vec![Vec::new(); places.len()];
        if let Some(lower) = level.checked_sub(1) {
            for (text, sketch) in below.iter().zip(&outline.levels[lower]) {
                if let Some(parent) = sketch.parent {
                    children[parent].push(text.clone());
                }
            }
        }
        let groups: Vec<Group<'_>> = members
            .iter()
            .zip(&children)
            .map(|(members, children)| Group {
                members,
                outsiders: &[],
                children,
            })
            .collect();
        let named = texts::params(policy)
            .check()?
            .describe(&evidence.0, &groups, &taken);
        let mut clusters = Vec::new();
        for (index, text) in named.into_iter().enumerate() {
            let sketch = &outline.levels[level][index];
            let mut cluster = MeasuredCluster {
                id: ClusterId::new(level as u8, &text.name),
                words: evidence.word_support(
                    &format!("{}. {}", text.name, text.description),
                    &members[index],
                ),
                name: text.name,
                description: text.description,
                position: sketch.position,
                // Not covered by the noise.
                quality: Quality::default(),
                parent: sketch.parent,
                row: drawn.row(&places[index]),
                in_input: None,
            };
            settle(&mut cluster, level as u8, index, policy);
            let text = Text {
                name: cluster.name.clone(),
                description: cluster.description.clone(),
            };
            outline.levels[level][index].id = cluster.id.clone();
            outline.levels[level][index].name.clone_from(&cluster.name);
            taken.push(text);
            clusters.push(cluster);
        }
        below = taken[taken.len() - clusters.len()..].to_vec();
        levels.push(clusters);
    }
    let everything: Vec<usize> = (0..drawn.clusters.len()).collect();
    let noisy = Measured {
        facets: drawn.facets(),
        weeks: drawn.weeks().to_vec(),
        levels,
        overall: drawn.row(&everything),
        outside: Support::default(),
        unassigned: Support::default(),
        // Noisy numbers add up to nothing, so none follows from others.
        follows: Vec::new(),
    };
    Ok((outline, noisy))
}

/// A general text where the gate would not take this one.
fn settle(cluster: &mut MeasuredCluster, level: u8, index: usize, policy: &Policy) {
    if judge_text(cluster, &cluster.description, policy).is_some() {
        cluster.description.clear();
    }
    if judge_text(cluster, &cluster.name, policy).is_some() {
        cluster.name = format!(
            "Various requests, set {}, group {}",
            letters(u32::from(level) + 1),
            letters(index as u32 + 1)
        );
        cluster.id = ClusterId::new(level, &cluster.name);
    }
}

/// For each cluster of a level, the base clusters in it.
fn places_at(outline: &Outline, level: usize) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::new(); outline.levels[level].len()];
    for base in 0..outline.levels[0].len() {
        let mut at = base;
        for sketches in &outline.levels[..level] {
            at = sketches[at].parent.unwrap_or(at);
        }
        places[at].push(base);
    }
    places
}

/// Conversations that never were.
struct MadeUp {
    requests: Requests,
    languages: Vec<&'static str>,
    /// Those of each shown cluster.
    members: Vec<Vec<u32>>,
}

impl MadeUp {
    fn of(drawn: &Drawn, facets: &Facets) -> Self {
        let vocabulary = &facets.requests.vocabulary;
        let mut users: BTreeMap<u32, u64> = BTreeMap::new();
        for (term, accounts) in drawn.words.iter().flatten() {
            *users.entry(*term).or_default() += accounts;
        }
        // A phrase can only be written where its words may be.
        let whole = |term: &Term| term.parts.iter().all(|part| users.contains_key(part));
        let kept: Vec<u32> = users
            .keys()
            .copied()
            .filter(|&id| whole(vocabulary.term(id)))
            .collect();
        let place = |id: u32| kept.binary_search(&id).ok().map(|at| at as u32);
        let terms = kept.iter().map(|&id| {
            let term = vocabulary.term(id);
            let count = u32::try_from(users[&id]).unwrap_or(u32::MAX);
            Term {
                parts: term.parts.iter().filter_map(|&part| place(part)).collect(),
                accounts: count,
                conversations: count,
                ..term.clone()
            }
        });
        let mut made = Self {
            requests: Requests {
                vocabulary: Vocabulary::new(terms.collect()),
                acts: Vec::new(),
                terms: Vec::new(),
                rare: 0,
            },
            languages: Vec::new(),
            members: Vec::new(),
        };
        for (cluster, words) in drawn.words.iter().enumerate() {
            let words: Vec<(u32, u64)> = words
                .iter()
                .filter_map(|&(term, accounts)| Some((place(term)?, accounts)))
                .collect();
            let acts = drawn.values(TASK, cluster);
            let tongues = drawn.values(LANGUAGE, cluster);
            let first = made.requests.terms.len() as u32;
            let size = drawn.accounts(cluster);
            for account in 0..size {
                let used = words.iter().filter(|(_, accounts)| account < *accounts);
                made.requests
                    .terms
                    .push(used.map(|(term, _)| *term).collect());
                let act = at_share(&acts, account, size).unwrap_or_default();
                let act = SpeechAct::ALL.into_iter().find(|known| known.key() == act);
                made.requests.acts.push(act.unwrap_or_default());
                let tongue = at_share(&tongues, account, size).and_then(Tongue::named);
                made.languages
                    .push(tongue.unwrap_or(Tongue::English).name());
            }
            made.members.push((first..first + size as u32).collect());
        }
        made
    }
}

/// The value that the `number`th of `of` has, where values are dealt out by their counts.
fn at_share<'a>(values: &[(&'a str, u64)], number: u64, of: u64) -> Option<&'a str> {
    let all: u64 = values.iter().map(|(_, count)| count).sum();
    let mut left = number * all / of.max(1);
    for (value, count) in values {
        if left < *count {
            return Some(value);
        }
        left -= count;
    }
    None
}
