//! Names and descriptions for all levels: what the namer is shown, and where its texts go.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;
use kleio_shared::text::content_words;

use super::{Places, RunError};
use crate::cluster::{BaseClusters, squared_distance};
use crate::describe::support::word_accounts;
use crate::describe::{self, DescribeParams, Group, Text};
use crate::facets::Facets;
use crate::hierarchy::Hierarchy;
use crate::matrix::Matrix;
use crate::outline::{Outline, Sketch};
use crate::progress::Progress;

/// Clusters whose members are the nearest outsiders of a cluster.
const NEAREST: usize = 3;

/// What names are made of.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    facets: &'a Facets,
    accounts: &'a [u32],
    languages: Vec<&'static str>,
}

/// Texts of the base clusters.
pub(super) struct Texts(pub(super) Vec<Text>);

/// The hierarchy and the texts of its levels above the base.
pub(super) struct Named {
    pub(super) hierarchy: Hierarchy,
    /// `texts[l - 1]` are those of level `l`.
    pub(super) texts: Vec<Vec<Text>>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(facets: &'a Facets, accounts: &'a [u32]) -> Self {
        let languages = facets.languages.iter().map(|language| language.name()).collect();
        Self { facets, accounts, languages }
    }

    fn view(&self) -> describe::Evidence<'_> {
        let requests = &self.facets.requests;
        describe::Evidence {
            vocabulary: &requests.vocabulary,
            terms: &requests.terms,
            acts: &requests.acts,
            accounts: self.accounts,
            languages: &self.languages,
        }
    }

    /// Accounts among `members` behind each content word of `text`.
    pub(super) fn word_support(&self, text: &str, members: &[u32]) -> BTreeMap<String, u64> {
        let words = content_words(text);
        let accounts = word_accounts(&self.view(), members, &words);
        words.into_iter().zip(accounts).collect()
    }
}

/// A cluster on its way to the namer.
struct Shown {
    level: u8,
    members: Vec<u32>,
    outsiders: Vec<u32>,
    children: Vec<usize>,
}

/// Names the base clusters, each set apart from its nearest outsiders.
pub(super) fn describe_base(
    evidence: &Evidence<'_>,
    base: &BaseClusters,
    policy: &Policy,
    progress: &Progress,
) -> Result<Texts, RunError> {
    describe(evidence, &shown_base(base), policy, &progress.stage("describe", "clusters", 0)).map(Texts)
}

/// Names the parents from the children that they got, set apart from everything else.
pub(super) fn describe_parents(
    evidence: &Evidence<'_>,
    base: &BaseClusters,
    hierarchy: Hierarchy,
    policy: &Policy,
    progress: &Progress,
) -> Result<Named, RunError> {
    let mut shown = shown_base(base);
    let mut below = 0;
    let mut starts = Vec::new();
    for (level, parents) in hierarchy.parents.iter().enumerate() {
        let start = shown.len();
        let count = parents.iter().max().map_or(0, |&last| last as usize + 1);
        shown.extend((0..count).map(|_| Shown {
            level: level as u8 + 1,
            members: Vec::new(),
            outsiders: Vec::new(),
            children: Vec::new(),
        }));
        for (child, &parent) in parents.iter().enumerate() {
            let (children, parents) = shown.split_at_mut(start);
            let parent = &mut parents[parent as usize];
            parent.children.push(below + child);
            parent.members.extend_from_slice(&children[below + child].members);
        }
        shown[start..].iter_mut().for_each(|cluster| cluster.members.sort_unstable());
        below = start;
        starts.push(start);
    }
    let mut texts = describe(evidence, &shown, policy, &progress.stage("hierarchy", "clusters", 0))?;
    let mut levels = Vec::new();
    for start in starts.into_iter().rev() {
        levels.push(texts.split_off(start));
    }
    levels.reverse();
    Ok(Named { hierarchy, texts: levels })
}

fn shown_base(base: &BaseClusters) -> Vec<Shown> {
    let members = base.members();
    (0..members.len())
        .map(|cluster| Shown {
            level: 0,
            members: members[cluster].clone(),
            outsiders: outsiders(&base.centroids, &members, cluster),
            children: Vec::new(),
        })
        .collect()
}

fn describe(
    evidence: &Evidence<'_>,
    shown: &[Shown],
    policy: &Policy,
    bar: &ProgressBar,
) -> Result<Vec<Text>, RunError> {
    bar.set_length(shown.len() as u64);
    let groups: Vec<Group<'_>> = shown
        .iter()
        .map(|cluster| Group {
            level: cluster.level,
            members: &cluster.members,
            contrast: &cluster.outsiders,
            children: &cluster.children,
        })
        .collect();
    let texts = describe::describe(&evidence.view(), &groups, DescribeParams::of(policy).check()?);
    bar.inc(shown.len() as u64);
    bar.finish();
    Ok(texts)
}

/// Puts names, places and parents together.
pub(super) fn outline(
    base: &BaseClusters,
    base_texts: &Texts,
    named: &Named,
    places: &Places,
) -> Outline {
    let texts = std::iter::once(&base_texts.0).chain(&named.texts);
    let levels = texts.zip(&places.0).enumerate().map(|(level, (texts, places))| {
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
                parent: parents.map(|parents| parents[index] as usize),
            })
            .collect()
    });
    Outline { levels: levels.collect(), labels: base.labels.iter().map(|&l| Some(l)).collect() }
}

/// Members of the clusters nearest to `cluster`, ascending.
fn outsiders(centroids: &Matrix, members: &[Vec<u32>], cluster: usize) -> Vec<u32> {
    let own = centroids.row(cluster);
    let mut others: Vec<usize> = (0..members.len()).filter(|&other| other != cluster).collect();
    others.sort_by(|&a, &b| {
        let to = |other: usize| squared_distance(own, centroids.row(other));
        to(a).total_cmp(&to(b)).then(a.cmp(&b))
    });
    let mut outsiders: Vec<u32> =
        others.into_iter().take(NEAREST).flat_map(|other| members[other].iter().copied()).collect();
    outsiders.sort_unstable();
    outsiders
}
