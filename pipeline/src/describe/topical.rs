//! What a cluster is about, in the words of the public list of [topics](crate::topics).
//!
//! Each account has one vote in a cluster, shared among the nearest topics of its conversations.
//!
//! Invariant: a topic is named only where as many accounts stand behind it as behind any word.

use kleio_shared::text::Tongue;

use super::{DescribeParams, Evidence, Group};
use crate::topics::{NEAREST, catalogue};

/// Weight of a conversation's nearest topic, of the next and of the third.
const VOTES: [f64; NEAREST] = [1.0, 0.5, 0.25];

/// Mean vote from which a base cluster is about a topic.
const BASE: f64 = 0.3;

/// Mean vote from which a parent is about one topic, and first votes from which about one heading.
const PARENT: f64 = 0.5;
const BROAD: f64 = 0.5;

/// Mean vote of a topic worth naming among several, and how many are named.
const AMONG: f64 = 0.1;
const MOST: usize = 3;

/// First votes from which a heading is worth naming where no topic is, in a large mixed cluster.
const AMONG_BROAD: f64 = 0.12;

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

/// The subject of `group`; `None` where it has no clear one, or where no topics are known.
///
/// Headings are English, so a cluster in another language for which there are own phrases keeps to
/// those where that language is `main`, the language most of the corpus is in.
pub(super) fn subject(
    evidence: &Evidence<'_>,
    group: &Group<'_>,
    tongue: Tongue,
    main: Tongue,
    params: DescribeParams,
) -> Option<Subject> {
    if main != Tongue::English && tongue == main {
        return None;
    }
    let tally = tally(evidence, group.members)?;
    let mut ranked: Vec<usize> = (0..catalogue().len())
        .filter(|&t| tally.accounts[t] >= params.word_support)
        .collect();
    ranked.sort_by(|&a, &b| tally.votes[b].total_cmp(&tally.votes[a]).then(a.cmp(&b)));
    let best = *ranked.first()?;
    if group.children.is_empty() {
        return (tally.votes[best] >= BASE).then(|| Subject::One(catalogue()[best].short));
    }
    if tally.votes[best] >= PARENT {
        return Some(Subject::One(catalogue()[best].name));
    }
    let worth_naming = |topics: &mut dyn Iterator<Item = usize>| -> Vec<&'static str> {
        topics
            .filter(|&t| tally.votes[t] >= AMONG)
            .take(MOST)
            .map(|t| catalogue()[t].short)
            .collect()
    };
    let under = |broad: &str| -> f64 {
        let own = (0..catalogue().len()).filter(|&t| catalogue()[t].broad == broad);
        own.map(|t| tally.first[t]).sum()
    };
    let broad = ranked
        .iter()
        .map(|&t| catalogue()[t].broad)
        .find(|broad| under(broad) >= BROAD);
    if let Some(broad) = broad {
        let mut own = ranked
            .iter()
            .copied()
            .filter(|&t| catalogue()[t].broad == broad);
        let topics = worth_naming(&mut own);
        return Some(match topics.as_slice() {
            [] | [_] => Subject::One(broad),
            _ => Subject::Several(Some(broad), topics),
        });
    }
    let topics = worth_naming(&mut ranked.iter().copied());
    if topics.len() >= 2 {
        return Some(Subject::Several(None, topics));
    }
    let mut broads: Vec<&'static str> = Vec::new();
    for broad in ranked.iter().map(|&t| catalogue()[t].broad) {
        if !broads.contains(&broad) && under(broad) >= AMONG_BROAD {
            broads.push(broad);
        }
    }
    broads.sort_by(|a, b| under(b).total_cmp(&under(a)).then(a.cmp(b)));
    broads.truncate(MOST);
    (!broads.is_empty()).then_some(Subject::Several(None, broads))
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
