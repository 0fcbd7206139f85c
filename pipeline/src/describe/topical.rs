//! What a cluster is about, in the words of the public list of [topics](crate::topics).
//!
//! Each account has one vote in a cluster, shared among the nearest topics of its conversations.
//!
//! Invariant: a topic is named only where as many accounts stand behind it as behind any word.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::Tongue;

use super::{DescribeParams, Evidence, Group};
use crate::topics::{NEAREST, catalogue};

/// Weight of a conversation's nearest topic, of the next and of the third.
const VOTES: [f64; NEAREST] = [1.0, 0.5, 0.25];

/// Mean vote from which a base cluster is about a topic, and from which it is about two together.
const BASE: f64 = 0.3;
const BETWEEN: f64 = 0.15;

/// Mean vote from which a parent is about one topic, and first votes from which about one heading.
const PARENT: f64 = 0.5;
const BROAD: f64 = 0.5;

/// Mean vote of a topic worth naming among several, and how many are named.
const AMONG: f64 = 0.1;
const MOST: usize = 3;

/// First votes from which a heading is worth naming where no topic is, in a large mixed cluster.
const AMONG_BROAD: f64 = 0.12;

/// Share of a level's clusters, and their number at least, up to which a topic sets the clusters about it
/// apart from the others.
const COMMON: f64 = 0.15;
const COMMON_LEAST: usize = 3;

/// The subject of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// One topic, to be followed by terms.
    One(&'static str),
    /// Several topics, under a common heading where they have one.
    Several(Option<&'static str>, Vec<&'static str>),
}

/// The votes of a group.
struct Tally {
    /// Mean vote of each topic.
    votes: Vec<f64>,
    /// Mean of first votes alone.
    first: Vec<f64>,
    /// Accounts with the topic among their nearest.
    accounts: Vec<u64>,
}

/// The subjects that `group` can be named by, the clearest first, wider ones for where that is taken;
/// none where it has no clear one, or where no topics are known.
///
/// Headings are English, so a cluster in another language for which there are own phrases keeps to
/// those where that language is `main`, the language most of the corpus is in.
pub(super) fn subjects(
    evidence: &Evidence<'_>,
    group: &Group<'_>,
    tongue: Tongue,
    main: Tongue,
    params: DescribeParams,
) -> Vec<Subject> {
    if main != Tongue::English && tongue == main {
        return Vec::new();
    }
    let Some(tally) = tally(evidence, group.members) else {
        return Vec::new();
    };
    let mut ranked: Vec<usize> = (0..catalogue().len())
        .filter(|&t| tally.accounts[t] >= params.word_support)
        .collect();
    ranked.sort_by(|&a, &b| tally.votes[b].total_cmp(&tally.votes[a]).then(a.cmp(&b)));
    let found = match group.children {
        [] => tally.of_base(&ranked),
        _ => tally.of_parent(&ranked),
    };
    let Some(clearest) = found else {
        return Vec::new();
    };
    let wider = tally.wider(&clearest, &ranked);
    std::iter::once(clearest).chain(wider).collect()
}

/// Topics that so many clusters of a level are about that naming them tells nobody which one is meant, as
/// "money" does not among the customers of a bank.
pub(super) fn common(subjects: &[Vec<Subject>]) -> BTreeSet<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for clearest in subjects.iter().filter_map(|subjects| subjects.first()) {
        if let Subject::One(topic) = clearest {
            *counts.entry(topic).or_default() += 1;
        }
    }
    let most = COMMON_LEAST.max((COMMON * subjects.len() as f64) as usize);
    counts.retain(|_, count| *count > most);
    counts.into_keys().collect()
}

impl Tally {
    fn of_base(&self, ranked: &[usize]) -> Option<Subject> {
        let best = *ranked.first()?;
        if self.votes[best] >= BASE {
            return Some(Subject::One(catalogue()[best].short));
        }
        let between = ranked.iter().take(2);
        let topics: Vec<&'static str> = between
            .filter(|&&t| self.votes[t] >= BETWEEN)
            .map(|&t| catalogue()[t].short)
            .collect();
        (topics.len() == 2).then_some(Subject::Several(None, topics))
    }

    fn of_parent(&self, ranked: &[usize]) -> Option<Subject> {
        let best = *ranked.first()?;
        if self.votes[best] >= PARENT {
            return Some(Subject::One(catalogue()[best].name));
        }
        let broads = ranked.iter().map(|&t| catalogue()[t].broad);
        if let Some(broad) = broads.clone().find(|broad| self.under(broad) >= BROAD) {
            let own = ranked.iter().filter(|&&t| catalogue()[t].broad == broad);
            let topics = self.worth_naming(own);
            return Some(match topics.as_slice() {
                [] | [_] => Subject::One(broad),
                _ => Subject::Several(Some(broad), topics),
            });
        }
        let topics = self.worth_naming(ranked.iter());
        if topics.len() >= 2 {
            return Some(Subject::Several(None, topics));
        }
        let broads = self.broads(broads);
        (!broads.is_empty()).then_some(Subject::Several(None, broads))
    }

    /// What says less than `subject`, but is still true.
    fn wider(&self, subject: &Subject, ranked: &[usize]) -> Option<Subject> {
        let of = |name: &&str| {
            let topics = catalogue().iter();
            let mut under = topics.filter(|t| t.short == *name || t.name == *name);
            under.next().map(|topic| topic.broad)
        };
        match subject {
            Subject::One(topic) => of(topic).filter(|broad| broad != topic).map(Subject::One),
            Subject::Several(Some(broad), _) => Some(Subject::One(broad)),
            Subject::Several(None, topics) => {
                let named: Vec<&'static str> = topics.iter().filter_map(of).collect();
                let ranked = ranked.iter().map(|&t| catalogue()[t].broad);
                let mut broads = self.broads(ranked.filter(|broad| named.contains(broad)));
                broads.truncate(2);
                (broads.len() == 2).then_some(Subject::Several(None, broads))
            }
        }
    }

    /// First votes for the topics under a heading.
    fn under(&self, broad: &str) -> f64 {
        let own = (0..catalogue().len()).filter(|&t| catalogue()[t].broad == broad);
        own.map(|t| self.first[t]).sum()
    }

    fn worth_naming<'a>(&self, topics: impl Iterator<Item = &'a usize>) -> Vec<&'static str> {
        topics
            .filter(|&&t| self.votes[t] >= AMONG)
            .take(MOST)
            .map(|&t| catalogue()[t].short)
            .collect()
    }

    /// The headings among `candidates` that are worth naming, the one with most votes first.
    fn broads(&self, candidates: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
        let mut broads: Vec<&'static str> = Vec::new();
        for broad in candidates {
            if !broads.contains(&broad) && self.under(broad) >= AMONG_BROAD {
                broads.push(broad);
            }
        }
        broads.sort_by(|a, b| self.under(b).total_cmp(&self.under(a)).then(a.cmp(b)));
        broads.truncate(MOST);
        broads
    }
}

fn tally(evidence: &Evidence<'_>, members: &[u32]) -> Option<Tally> {
    let topics = evidence.topics?;
    let mut by_account: Vec<(u32, u32)> = members
        .iter()
        .map(|&m| (evidence.accounts[m as usize], m))
        .collect();
    by_account.sort_unstable();
    let count = catalogue().len();
    let mut tally = Tally {
        votes: vec![0.0; count],
        first: vec![0.0; count],
        accounts: vec![0; count],
    };
    let mut accounts = 0.0;
    for group in by_account.chunk_by(|a, b| a.0 == b.0) {
        accounts += 1.0;
        let share = 1.0 / group.len() as f64;
        let mut mine = Vec::new();
        for (_, member) in group {
            for (&topic, weight) in topics.nearest[*member as usize].iter().zip(VOTES) {
                tally.votes[topic as usize] += weight * share;
                mine.push(topic);
            }
            tally.first[topics.nearest[*member as usize][0] as usize] += share;
        }
        mine.sort_unstable();
        mine.dedup();
        mine.iter().for_each(|&t| tally.accounts[t as usize] += 1);
    }
    for vote in tally.votes.iter_mut().chain(&mut tally.first) {
        *vote /= f64::max(accounts, 1.0);
    }
    Some(tally)
}

/// Every heading, to compare with the list of general words.
#[cfg(test)]
pub(super) fn all_headings() -> Vec<&'static str> {
    catalogue()
        .iter()
        .flat_map(|t| [t.broad, t.name, t.short])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_of_many_clusters_tells_none_of_them_apart() {
        let about = |topics: &[&'static str]| -> Vec<Vec<Subject>> {
            let one = |topic: &&'static str| vec![Subject::One(topic), Subject::One("Finance")];
            topics.iter().map(one).collect()
        };
        let bank = about(&["Money", "Money", "Cooking", "Money", "Money", "Travel"]);
        assert_eq!(common(&bank), BTreeSet::from(["Money"]));
        // Three clusters are few, whatever share of a level they are.
        assert!(common(&about(&["Money", "Money", "Money"])).is_empty());
        assert!(common(&[]).is_empty());
    }
}
