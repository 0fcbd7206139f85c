//! Names and descriptions for all levels: what the namer is shown, and where its texts go.

use std::collections::BTreeMap;

use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;
use kleio_shared::text::{content_phrases, content_words};
use rayon::prelude::*;

use super::{Places, Qualities, RunError};
use crate::cluster::{BaseClusters, squared_distance};
use crate::describe::{self, DescribeParams, Group, Margin, Text};
use crate::embed::Embedder;
use crate::facets::Facets;
use crate::facets::request::Requests;
use crate::hierarchy::Hierarchy;
use crate::matrix::Matrix;
use crate::outline::{Outline, Sketch};
use crate::progress::Progress;
use crate::topics::Topics;

/// Conversations outside of a cluster that it is set apart from (Clio, arXiv 2412.13678, section 2.1).
const OUTSIDERS: usize = 50;

/// Nearest clusters among whose members they are looked for: more than enough to hold them.
const NEAREST: usize = 8;

/// What names are made of.
#[derive(Debug)]
pub(super) struct Evidence<'a>(pub(super) describe::Evidence<'a>);

/// Texts of the base clusters.
pub(super) struct Texts(pub(super) Vec<Text>);

/// The hierarchy and the texts of its levels above the base.
pub(super) struct Named {
    pub(super) hierarchy: Hierarchy,
    /// `texts[l - 1]` are those of level `l`.
    pub(super) texts: Vec<Vec<Text>>,
}

impl<'a> Evidence<'a> {
    /// `embedder` tells which terms belong together, where it can place a term by itself.
    pub(super) fn new(
        facets: &'a Facets,
        accounts: &'a [u32],
        topics: Option<&'a Topics>,
        embedder: Option<&'a dyn Embedder>,
    ) -> Self {
        let evidence = describe::Evidence::new(
            &facets.requests,
            accounts,
            facets
                .languages
                .iter()
                .map(|language| language.name())
                .collect(),
        );
        let evidence = evidence.with_topics(topics);
        Self(match embedder {
            Some(embedder) => evidence.with_meaning(embedder),
            None => evidence,
        })
    }

    /// Evidence of conversations that are made up from noisy numbers, one an account.
    pub(super) fn made_up(
        requests: &'a Requests,
        accounts: &'a [u32],
        languages: Vec<&'static str>,
    ) -> Self {
        Self(describe::Evidence::new(requests, accounts, languages))
    }

    /// Asks for more support than the policy, by amounts drawn from `key`.
    pub(super) fn with_margin(self, key: &str) -> Self {
        Self(self.0.with_margin(Margin::keyed(key)))
    }

    /// Accounts among `members` behind each content word and phrase of `text`, less their margins.
    pub(super) fn word_support(&self, text: &str, members: &[u32]) -> BTreeMap<String, u64> {
        let mut words = content_words(text);
        words.extend(content_phrases(text));
        let accounts = describe::word_accounts(&self.0, members, &words);
        words.into_iter().zip(accounts).collect()
    }
}

impl Evidence<'_> {
    /// Accounts of the whole input behind the rarest content word of `text`, less its margin.
    pub(super) fn input_support(&self, text: &str) -> Option<u64> {
        describe::input_accounts(&self.0, &content_words(text))
    }
}

/// Names the base clusters, each set apart from its nearest outsiders.
pub(super) fn describe_base(
    evidence: &Evidence<'_>,
    base: &BaseClusters,
    vectors: &Matrix,
    policy: &Policy,
    progress: &Progress,
) -> Result<Texts, RunError> {
    let members = base.members();
    let looks = members.len() as u64 * describe::ROUNDS;
    let bar = progress.stage("describe", "looks at clusters", looks);
    let unassigned = base.unassigned();
    let outsiders: Vec<Vec<u32>> = (0..members.len())
        .into_par_iter()
        .map(|cluster| outsiders(vectors, &base.centroids, &members, &unassigned, cluster))
        .collect();
    let groups: Vec<Group<'_>> = members
        .iter()
        .zip(&outsiders)
        .map(|(members, outsiders)| Group {
            members,
            outsiders,
            children: &[],
        })
        .collect();
    let params = params(policy).check()?;
    let texts = params.describe_watched(&evidence.0, &groups, &[], &|done| bar.inc(done));
    bar.finish();
    Ok(Texts(texts))
}

/// Names the parents, level by level, from the children that they got.
pub(super) fn describe_parents(
    evidence: &Evidence<'_>,
    base: &BaseClusters,
    hierarchy: Hierarchy,
    base_texts: &Texts,
    policy: &Policy,
    progress: &Progress,
) -> Result<Named, RunError> {
    let bar = progress.stage("hierarchy", "levels", hierarchy.parents.len() as u64);
    let params = params(policy).check()?;
    let base_members = base.members();
    let mut taken: Vec<Text> = base_texts.0.clone();
    let mut below: Vec<Text> = base_texts.0.clone();
    let mut texts = Vec::new();
    for (level, parents) in hierarchy.parents.iter().enumerate() {
        let count = parents.iter().max().map_or(0, |&last| last as usize + 1);
        let mut members = vec![Vec::new(); count];
        let of_base = hierarchy.base_to(level + 1, base_members.len());
        for (cluster, parent) in base_members.iter().zip(of_base) {
            members[parent as usize].extend_from_slice(cluster);
        }
        members
            .iter_mut()
            .for_each(|members| members.sort_unstable());
        let mut children = vec![Vec::new(); count];
        for (text, &parent) in below.iter().zip(parents) {
            children[parent as usize].push(text.clone());
        }
        let others: Vec<Vec<u32>> = (0..count)
            .map(|own| {
                (0..count)
                    .filter(|&c| c != own)
                    .flat_map(|c| members[c].iter().copied())
                    .collect()
            })
            .collect();
        let groups: Vec<Group<'_>> = members
            .iter()
            .zip(&others)
            .zip(&children)
            .map(|((members, outsiders), children)| Group {
                members,
                outsiders,
                children,
            })
            .collect();
        let named = params.describe(&evidence.0, &groups, &taken);
        taken.extend_from_slice(&named);
        below.clone_from(&named);
        texts.push(named);
        bar.inc(1);
    }
    bar.finish();
    Ok(Named { hierarchy, texts })
}

/// Puts names, places, qualities and parents together.
pub(super) fn outline(
    base: &BaseClusters,
    base_texts: &Texts,
    named: &Named,
    places: &Places,
    qualities: &Qualities,
) -> Outline {
    let texts = std::iter::once(&base_texts.0).chain(&named.texts);
    let levels = texts
        .zip(&places.0)
        .enumerate()
        .map(|(level, (texts, places))| {
            let parents = named.hierarchy.parents.get(level);
            texts
                .iter()
                .zip(places)
                .enumerate()
                .map(|(index, (text, &position))| Sketch {
                    id: ClusterId::new(level as u8, &text.name),
                    name: text.name.clone(),
                    description: text.description.clone(),
                    position,
                    quality: qualities.of(level, index),
                    parent: parents.map(|parents| parents[index] as usize),
                })
                .collect()
        });
    Outline {
        levels: levels.collect(),
        labels: base.labels.clone(),
        unassigned: base.unassigned(),
    }
}

pub(super) fn params(policy: &Policy) -> DescribeParams {
    DescribeParams {
        word_support: policy.word_support(),
        cell: policy.cell,
    }
}

/// The conversations nearest to the centre of `cluster` that are not its own, ascending.
fn outsiders(
    vectors: &Matrix,
    centroids: &Matrix,
    members: &[Vec<u32>],
    unassigned: &[u32],
    cluster: usize,
) -> Vec<u32> {
    let own = centroids.row(cluster);
    let others = nearest(0..members.len() as u32, NEAREST + 1, |other| {
        squared_distance(own, centroids.row(other as usize))
    });
    let candidates = others
        .into_iter()
        .filter(|&other| other as usize != cluster)
        .flat_map(|other| members[other as usize].iter())
        .chain(unassigned)
        .copied();
    let mut outsiders = nearest(candidates, OUTSIDERS, |conversation| {
        squared_distance(own, vectors.row(conversation as usize))
    });
    outsiders.sort_unstable();
    outsiders
}

/// The `count` of `candidates` at the least distance, nearest first; the lower number on a tie.
fn nearest(
    candidates: impl Iterator<Item = u32>,
    count: usize,
    distance: impl Fn(u32) -> f32,
) -> Vec<u32> {
    let mut found: Vec<(f32, u32)> = candidates.map(|c| (distance(c), c)).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.truncate(count);
    found.into_iter().map(|(_, c)| c).collect()
}
