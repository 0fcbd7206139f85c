//! Measuring, and mending or pruning what the gate withholds, until it lets everything through.
//!
//! Order: what one account may count, what the previous release asks for, then round by round what the
//! gate says. A text that fails gives way to a general one; clusters too small to be shown are shown
//! together where they have one parent; the rest is withheld. Every round takes out a cluster or a text,
//! so it ends.

use std::collections::BTreeSet;

use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;

use super::near::{Beside, Relation};
use super::texts::Evidence;
use crate::cluster::distinct;
use crate::describe::letters;
use crate::facets::Facets;
use crate::measure::{self, Measured, MeasuredCluster, Survey};
use crate::outline::Outline;
use crate::progress::Progress;
use crate::protect::{
    self, Kin, Kinship, Layer, Passage, Reason, Standing, Withheld, influence, judge_text,
};

/// Names of clusters whose own name may not be shown, and of those that are several together.
const GENERAL: &str = "Various requests";
const TOGETHER: &str = "Other requests";

/// The outline that the gate admits.
#[derive(Debug, Clone, PartialEq)]
pub struct Screened {
    /// What is left.
    pub outline: Outline,
    /// Clusters withheld, by level.
    pub withheld: Vec<u64>,
    /// Why, and how often.
    pub reasons: Vec<(String, u64)>,
    /// What happened on the way; without the previous release.
    pub passage: Passage,
}

/// What everything is measured by.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) facets: &'a Facets,
    pub(super) accounts: &'a [u32],
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) policy: &'a Policy,
    pub(super) beside: Option<&'a Beside<'a>>,
    /// Whether the release is the vault's first; so it is for a run that makes its first one again.
    pub(super) first: bool,
}

impl Sources<'_> {
    /// Measures an outline.
    pub(super) fn measure(&self, outline: &Outline) -> Measured {
        let columns = self.facets.columns();
        let survey = Survey {
            accounts: self.accounts,
            weeks: &self.facets.weeks,
            concern: &self.facets.concern,
            columns: &columns,
        };
        let mut measured = measure::measure(&survey, outline, |text, members| {
            self.evidence.word_support(text, members)
        });
        for cluster in measured.levels.iter_mut().flatten() {
            let text = format!("{}. {}", cluster.name, cluster.description);
            cluster.in_input = self.evidence.input_support(&text);
        }
        measured
    }

    /// How each cluster stands to the previous release, for its receipt.
    fn standing(&self, outline: &Outline) -> Vec<Vec<Standing>> {
        let Some(beside) = self.beside.filter(|_| !self.first) else {
            return Vec::new();
        };
        let standing = |relation: Option<Relation>| match relation {
            Some(Relation::Apart(kin)) if kin.kinship == Kinship::Same => Standing::Same,
            _ => Standing::Apart,
        };
        (0..outline.levels.len())
            .map(|level| {
                beside
                    .relations(outline, level)
                    .into_iter()
                    .map(standing)
                    .collect()
            })
            .collect()
    }

    /// What everything and each cluster is to be compared with in the previous release.
    pub(super) fn kin(&self, outline: &Outline) -> Vec<Option<Kin>> {
        let Some(beside) = self.beside else {
            return Vec::new();
        };
        let apart = |relation: Option<Relation>| match relation {
            Some(Relation::Apart(kin)) => Some(kin),
            _ => None,
        };
        let mut all = vec![apart(Some(beside.overall(outline)))];
        for level in 0..outline.levels.len() {
            all.extend(beside.relations(outline, level).into_iter().map(apart));
        }
        all
    }

    /// Clusters too near to those of the previous release.
    fn near(&self, outline: &Outline) -> Vec<Withheld> {
        let Some(beside) = self.beside else {
            return Vec::new();
        };
        let mut near = Vec::new();
        for (level, clusters) in outline.levels.iter().enumerate() {
            let relations = beside.relations(outline, level);
            for (index, (cluster, relation)) in clusters.iter().zip(relations).enumerate() {
                if matches!(relation, Some(Relation::Near(_))) {
                    near.push(Withheld {
                        level,
                        index,
                        id: cluster.id.clone(),
                        reason: Reason::Near,
                    });
                }
            }
        }
        near
    }

    fn admits(&self, members: &[u32]) -> bool {
        let accounts = distinct(members, self.accounts);
        self.policy.cluster.admits(members.len() as u64, accounts)
    }
}

/// Mends and prunes until the gate has no objection.
pub(super) fn screen(outline: Outline, sources: &Sources<'_>, progress: &Progress) -> Screened {
    let total = outline.levels.iter().map(|level| level.len() as u64).sum();
    let bar = progress.stage("measure", "clusters", total);
    let mut work = Work::new(outline, sources);
    work.before();
    while !work.outline.levels[0].is_empty() {
        let near = sources.near(&work.outline);
        if !near.is_empty() {
            work.withhold(&near);
            continue;
        }
        let measured = sources.measure(&work.outline);
        let objections = protect::screen(&measured, sources.policy);
        if !objections.is_empty() {
            work.mend(&measured, &objections);
        } else if work.is_near() {
            work.withhold_smallest(&measured);
        } else {
            break;
        }
    }
    bar.finish();
    work.passage.standing = sources.standing(&work.outline);
    Screened {
        outline: work.outline,
        withheld: work.withheld,
        reasons: work.reasons,
        passage: work.passage,
    }
}

struct Work<'a> {
    outline: Outline,
    sources: &'a Sources<'a>,
    withheld: Vec<u64>,
    reasons: Vec<(String, u64)>,
    passage: Passage,
}

impl<'a> Work<'a> {
    fn new(outline: Outline, sources: &'a Sources<'a>) -> Self {
        let levels = outline.levels.len();
        Self {
            outline,
            sources,
            withheld: vec![0; levels],
            reasons: Vec::new(),
            passage: Passage {
                merged_from: vec![0; levels],
                ..Passage::default()
            },
        }
    }

    /// What comes before any cluster is judged.
    fn before(&mut self) {
        let barred = self.cap();
        let Some(beside) = self.sources.beside else {
            return;
        };
        let mut waiting = beside.settle(&mut self.outline, &barred);
        if matches!(beside.overall(&self.outline), Relation::Near(_)) {
            waiting.extend(beside.hold_back(&mut self.outline));
        }
        waiting.sort_unstable();
        self.left_out(Layer::History, &waiting);
    }

    /// Takes out what stands above the cap on one account, and gives it.
    fn cap(&mut self) -> Vec<u32> {
        let Some(limit) = self.sources.policy.influence() else {
            return Vec::new();
        };
        let barred = influence::cap(&mut self.outline.labels, self.sources.accounts, limit);
        self.left_out(Layer::Influence, &barred);
        barred
    }

    /// Whether everything together differs from everything of before by few.
    fn is_near(&self) -> bool {
        let beside = self.sources.beside;
        beside.is_some_and(|b| matches!(b.overall(&self.outline), Relation::Near(_)))
    }

    /// Takes out one cluster more, so that what is gone since the previous release does not stand alone.
    fn withhold_smallest(&mut self, measured: &Measured) {
        let sizes = measured.levels[0]
            .iter()
            .map(|c| c.row.support.conversations);
        if let Some((index, _)) = sizes.enumerate().min_by_key(|&(_, size)| size) {
            self.withhold(&[Withheld {
                level: 0,
                index,
                id: measured.levels[0][index].id.clone(),
                reason: Reason::Near,
            }]);
        }
    }

    fn left_out(&mut self, layer: Layer, conversations: &[u32]) {
        let stopped = self.passage.stopped(layer);
        stopped.conversations += conversations.len() as u64;
        // Those of two rounds may share accounts: the larger number is certain.
        let accounts = distinct(conversations, self.sources.accounts);
        stopped.accounts = stopped.accounts.max(accounts);
    }

    fn mend(&mut self, measured: &Measured, objections: &[Withheld]) {
        let mut hopeless = Vec::new();
        let mut small = Vec::new();
        for objection in objections {
            let cluster = &measured.levels[objection.level][objection.index];
            if objection.reason.is_text() && self.retell(objection, cluster) {
                self.passage.stopped(objection.reason.layer()).texts += 1;
            } else if objection.reason == Reason::TooSmall && objection.level == 0 {
                small.push(objection.clone());
            } else {
                hopeless.push(objection.clone());
            }
        }
        // Indices change with what is pruned: what is small is seen to once nothing else is left.
        if !hopeless.is_empty() {
            self.withhold(&hopeless);
        } else if !small.is_empty() {
            let left = self.together(&small);
            self.withhold(&left);
        }
    }

    /// Puts a general text in the place of one that failed; false where it is general already. What comes
    /// before the colon of a name is a heading of the public list, and stays where it passes by itself.
    fn retell(&mut self, objection: &Withheld, cluster: &MeasuredCluster) -> bool {
        let fails = |text: &str| judge_text(cluster, text, self.sources.policy).is_some();
        let heading = cluster.name.split_once(": ").map(|(heading, _)| heading);
        let beginning = heading.filter(|text| !fails(text)).unwrap_or(GENERAL);
        let name = fails(&cluster.name).then(|| self.free_name(beginning));
        if name.is_some() && cluster.name.starts_with(GENERAL) {
            return false;
        }
        let sketch = &mut self.outline.levels[objection.level][objection.index];
        if fails(&cluster.description) {
            sketch.description.clear();
        }
        self.passage.replaced.remove(&sketch.id);
        if let Some(name) = name {
            sketch.id = ClusterId::new(objection.level as u8, &name);
            sketch.name = name;
        }
        self.passage.replaced.insert(sketch.id.clone());
        true
    }

    fn free_name(&self, beginning: &str) -> String {
        let names: BTreeSet<&str> = self
            .outline
            .levels
            .iter()
            .flatten()
            .map(|sketch| sketch.name.as_str())
            .collect();
        (1..)
            .map(|n| format!("{beginning}, group {}", letters(n)))
            .find(|name| !names.contains(name.as_str()))
            .unwrap_or_default()
    }

    /// Shows small clusters of one parent together, where that is enough; gives the others.
    fn together(&mut self, small: &[Withheld]) -> Vec<Withheld> {
        let parent = |w: &Withheld| self.outline.levels[0][w.index].parent;
        let mut parents: Vec<Option<usize>> = small.iter().map(parent).collect();
        parents.sort_unstable();
        parents.dedup();
        let mut left = Vec::new();
        let mut gone = Vec::new();
        for parent in parents {
            let group: Vec<&Withheld> = small
                .iter()
                .filter(|w| self.outline.levels[0][w.index].parent == parent)
                .collect();
            let indices: Vec<usize> = group.iter().map(|w| w.index).collect();
            let members = self.outline.members(&indices);
            if indices.len() < 2 || !self.sources.admits(&members) {
                left.extend(group.into_iter().cloned());
                continue;
            }
            let name = self.free_name(TOGETHER);
            let id = self.outline.join(&indices, name);
            self.passage.merged.insert(id);
            self.passage.merged_from[0] += indices.len() as u64;
            gone.extend(indices.into_iter().skip(1));
        }
        // Those that were joined hold nothing any more. The others' places are as they were: both go at once.
        let mut places: Vec<(usize, usize)> = gone.into_iter().map(|index| (0, index)).collect();
        if places.is_empty() {
            return left;
        }
        self.count(&left);
        places.extend(left.iter().map(|w| (w.level, w.index)));
        self.outline.prune(&places);
        // Together, they are one cluster, of which an account may have more than counts in one.
        self.cap();
        Vec::new()
    }

    /// Counts clusters that are about to be taken out.
    fn count(&mut self, objections: &[Withheld]) {
        for objection in objections {
            if let Some(withheld) = self.withheld.get_mut(objection.level) {
                *withheld += 1;
            }
            let layer = objection.reason.layer();
            self.passage.stopped(layer).clusters += 1;
            if objection.level == 0 {
                let members = self.outline.members(&[objection.index]);
                self.left_out(layer, &members);
            }
            let reason = objection.reason.to_string();
            match self.reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => self.reasons.push((reason, 1)),
            }
        }
    }

    fn withhold(&mut self, objections: &[Withheld]) {
        if objections.is_empty() {
            return;
        }
        self.count(objections);
        let places: Vec<(usize, usize)> = objections.iter().map(|o| (o.level, o.index)).collect();
        self.outline.prune(&places);
    }
}
