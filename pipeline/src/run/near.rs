//! Clusters beside those of the previous release of the same vault: the same conversations, or as many
//! others as a cell needs.
//!
//! A cluster that differs by fewer is put back as it was: new conversations wait, and those that changed
//! cluster stay where they were. What cannot be put back, because conversations are gone, is withheld.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::policy::Threshold;

use super::ledger::{Ledger, hash};
use crate::facets::Facets;
use crate::outline::Outline;
use crate::protect::{Kin, Kinship};
use crate::vault::AccountHash;

/// Rounds of putting back: moving a conversation out of one cluster may make another one near.
const ROUNDS: usize = 4;

/// The previous release, beside the conversations of this run.
pub(super) struct Beside<'a> {
    ledger: &'a Ledger,
    accounts: &'a [AccountHash],
    /// For each conversation of this run, its clusters then, by level; empty where it was in none.
    then: Vec<Vec<usize>>,
    /// Those of the previous release that are gone: their clusters, and the account.
    gone: Vec<(Vec<usize>, AccountHash)>,
    threshold: Threshold,
}

/// How a cluster stands to its kin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// As [`Kinship`] says.
    Apart(Kin),
    /// By fewer conversations or accounts than a cell needs; with the place of the kin.
    Near(Option<(usize, usize)>),
}

/// Conversations in one of two clusters only.
#[derive(Debug, Clone, Default)]
struct Difference {
    conversations: u64,
    accounts: BTreeSet<AccountHash>,
    lost: bool,
}

impl<'a> Beside<'a> {
    pub(super) fn new(ledger: &'a Ledger, facets: &'a Facets, threshold: Threshold) -> Self {
        let mut found = BTreeSet::new();
        let path = |cluster: Option<u32>| cluster.map_or_else(Vec::new, |base| ledger.path(base));
        let then = facets
            .ids
            .iter()
            .map(|id| {
                let id = hash(id);
                found.insert(id);
                path(ledger.members.get(&id).and_then(|member| member.cluster))
            })
            .collect();
        let gone = ledger
            .members
            .iter()
            .filter(|(id, _)| !found.contains(*id))
            .map(|(_, member)| (path(member.cluster), member.account))
            .filter(|(path, _)| !path.is_empty())
            .collect();
        Self {
            ledger,
            accounts: &facets.accounts,
            then,
            gone,
            threshold,
        }
    }

    /// The previous release.
    pub(super) fn ledger(&self) -> &Ledger {
        self.ledger
    }

    /// Puts clusters that are near to their kin back as they were. Gives the conversations that were taken
    /// out of every cluster for it. `barred` are those that may be put into none.
    pub(super) fn settle(&self, outline: &mut Outline, barred: &[u32]) -> Vec<u32> {
        let was: Vec<bool> = outline.labels.iter().map(Option::is_some).collect();
        for _ in 0..ROUNDS {
            let relations = self.relations(outline, 0);
            let mut home: BTreeMap<usize, u32> = BTreeMap::new();
            let mut back = BTreeSet::new();
            for (cluster, relation) in relations.iter().enumerate() {
                match relation {
                    Some(Relation::Near(Some((0, then)))) => {
                        home.insert(*then, cluster as u32);
                        back.insert(cluster as u32);
                    }
                    Some(Relation::Apart(Kin {
                        place: Some((0, then)),
                        ..
                    })) => {
                        home.insert(*then, cluster as u32);
                    }
                    _ => {}
                }
            }
            if back.is_empty() {
                break;
            }
            for (conversation, label) in outline.labels.iter_mut().enumerate() {
                let then = self.then[conversation].first();
                let at_home = then.and_then(|then| home.get(then)).copied();
                let leaves = label.is_some_and(|now| back.contains(&now)) && at_home != *label;
                let returns = at_home.is_some_and(|home| back.contains(&home));
                if (leaves || returns) && barred.binary_search(&(conversation as u32)).is_err() {
                    *label = at_home;
                }
            }
        }
        let out = |&i: &usize| was[i] && outline.labels[i].is_none();
        (0..was.len()).filter(out).map(|i| i as u32).collect()
    }

    /// Takes all conversations that were in no cluster before out of theirs, so that everything is what it
    /// was but for what is gone. Gives them.
    pub(super) fn hold_back(&self, outline: &mut Outline) -> Vec<u32> {
        let mut out = Vec::new();
        for (conversation, label) in (0..).zip(&mut outline.labels) {
            if self.then[conversation as usize].is_empty() && label.take().is_some() {
                out.push(conversation);
            }
        }
        out
    }

    /// How everything stands to everything of before.
    pub(super) fn overall(&self, outline: &Outline) -> Relation {
        let mut difference = Difference::default();
        for (conversation, label) in outline.labels.iter().enumerate() {
            let then = !self.then[conversation].is_empty();
            if label.is_some() != then {
                difference.add(self.accounts[conversation], then);
            }
        }
        for (_, account) in &self.gone {
            difference.add(*account, true);
        }
        difference.relation(None, self.threshold)
    }

    /// How each cluster of `level` stands to the one of before that it shares most with; none where it
    /// shares less than half with any.
    pub(super) fn relations(&self, outline: &Outline, level: usize) -> Vec<Option<Relation>> {
        let labels = outline.labels_at(level);
        let mut sizes = vec![0_u64; outline.levels[level].len()];
        let mut past: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        let mut shared: BTreeMap<(u32, (usize, usize)), u64> = BTreeMap::new();
        for (label, then) in labels.iter().zip(&self.then) {
            for place in then.iter().copied().enumerate() {
                *past.entry(place).or_default() += 1;
                if let Some(label) = label {
                    *shared.entry((*label, place)).or_default() += 1;
                }
            }
            if let Some(label) = label {
                sizes[*label as usize] += 1;
            }
        }
        for place in self
            .gone
            .iter()
            .flat_map(|(path, _)| path.iter().copied().enumerate())
        {
            *past.entry(place).or_default() += 1;
        }
        type Best = Option<((usize, usize), u64, u64)>;
        let mut kin: Vec<Best> = vec![None; sizes.len()];
        for (&(label, place), &both) in &shared {
            let any = sizes[label as usize] + past[&place] - both;
            let best = &mut kin[label as usize];
            // Compared as fractions, both over any.
            let better = best.is_none_or(|(_, b, a)| both * a > b * any);
            if better && both * 2 >= any {
                *best = Some((place, both, any));
            }
        }
        let kin: Vec<Option<(usize, usize)>> = kin
            .into_iter()
            .map(|kin| kin.map(|(place, ..)| place))
            .collect();
        self.differences(&labels, &kin)
    }

    fn differences(
        &self,
        labels: &[Option<u32>],
        kin: &[Option<(usize, usize)>],
    ) -> Vec<Option<Relation>> {
        let mut differences = vec![Difference::default(); kin.len()];
        let mut of: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (cluster, place) in kin.iter().enumerate() {
            if let Some(place) = place {
                of.entry(*place).or_default().push(cluster);
            }
        }
        for (conversation, label) in labels.iter().enumerate() {
            let account = self.accounts[conversation];
            let then = &self.then[conversation];
            let at = |place: (usize, usize)| then.get(place.0) == Some(&place.1);
            if let Some(cluster) = label.map(|label| label as usize)
                && kin[cluster].is_some_and(|place| !at(place))
            {
                differences[cluster].add(account, false);
            }
            for place in then.iter().copied().enumerate() {
                for &cluster in of.get(&place).into_iter().flatten() {
                    if *label != Some(cluster as u32) {
                        differences[cluster].add(account, true);
                    }
                }
            }
        }
        for (path, account) in &self.gone {
            for place in path.iter().copied().enumerate() {
                for &cluster in of.get(&place).into_iter().flatten() {
                    differences[cluster].add(*account, true);
                }
            }
        }
        kin.iter()
            .zip(differences)
            .map(|(place, difference)| {
                place.map(|place| difference.relation(Some(place), self.threshold))
            })
            .collect()
    }
}

impl Difference {
    fn add(&mut self, account: AccountHash, lost: bool) {
        self.conversations += 1;
        self.accounts.insert(account);
        self.lost |= lost;
    }

    fn relation(&self, place: Option<(usize, usize)>, threshold: Threshold) -> Relation {
        let kinship = if self.conversations == 0 {
            Kinship::Same
        } else if threshold.admits(self.conversations, self.accounts.len() as u64) {
            Kinship::Other { grown: !self.lost }
        } else {
            return Relation::Near(place);
        };
        Relation::Apart(Kin { place, kinship })
    }
}
