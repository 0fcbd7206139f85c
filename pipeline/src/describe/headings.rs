//! General headings for the clusters near the top, chosen by what their conversations are about.
//!
//! The headings are public vocabulary, not corpus words. A heading is given only where a good part
//! of a cluster's accounts use several of its terms, clearly more than people elsewhere do, and each
//! heading is given once.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::Tongue;

use super::counts::Counts;
use super::{DescribeParams, Evidence, Group, Text};

/// Part of a cluster that a heading must hold for.
const SHARE: f64 = 0.2;

/// How many times more than in the corpus.
const LIFT: f64 = 1.5;

/// Different terms of a heading that the cluster must use, each by a twentieth of its accounts: one
/// ambiguous word is no topic.
const KINDS: usize = 4;

/// Terms of a heading that make a conversation wholly its own.
const FULL: u32 = 3;

/// Part of a large mixed cluster, and excess over the corpus, from which a broad heading is one of
/// the things that the cluster is about.
const TOPIC_SHARE: f64 = 0.08;
const TOPIC_LIFT: f64 = 1.15;

/// How strong a topic must be to stand alone: its share times the logarithm of its excess.
const TOPIC_ALONE: f64 = 0.05;

/// How strong a further topic must be, relative to the first.
const TOPIC_RANK: f64 = 0.4;

/// A heading as text, with its Chinese form where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Heading {
    english: &'static str,
    chinese: Option<&'static str>,
    /// Short forms of two or three broad headings, for a mixed cluster.
    topics: Vec<&'static str>,
}

impl Heading {
    /// The topics of a mixed cluster, in `tongue`, if it is one.
    pub(super) fn topics(&self, tongue: Tongue) -> Option<Vec<String>> {
        let mixed = tongue == Tongue::English && !self.topics.is_empty();
        mixed.then(|| {
            let small = |(i, topic): (usize, &&str)| {
                if i == 0 {
                    (*topic).to_owned()
                } else {
                    topic.to_lowercase()
                }
            };
            self.topics.iter().enumerate().map(small).collect()
        })
    }

    /// The heading in `tongue`, if it exists there.
    pub(super) fn text(&self, tongue: Tongue) -> Option<&'static str> {
        match tongue {
            Tongue::English => Some(self.english).filter(|text| !text.is_empty()),
            Tongue::Chinese => self.chinese,
            _ => None,
        }
    }
}

/// One line of the data file.
struct Line {
    broad: &'static str,
    heading: Heading,
    seeds: Vec<&'static str>,
}

fn lines() -> Vec<Line> {
    include_str!("headings.txt")
        .lines()
        .filter_map(|line| {
            let (path, seeds) = line.split_once(": ")?;
            let (broad, fine) = path.split_once(" > ")?;
            let (english, chinese) = match fine.split_once(" | ") {
                Some((english, chinese)) => (english, Some(chinese)),
                None => (fine, None),
            };
            Some(Line {
                broad,
                heading: Heading {
                    english,
                    chinese,
                    topics: Vec::new(),
                },
                seeds: seeds.split(", ").collect(),
            })
        })
        .collect()
}

/// How strongly each conversation belongs under each heading.
pub(super) struct Hits {
    headings: Vec<(Heading, bool)>,
    /// One list a conversation: heading and weight in 0..=1, by rising heading.
    weights: Vec<Vec<(u16, f32)>>,
    corpus: Vec<f64>,
    /// The terms under each heading.
    seeds: Vec<BTreeSet<u32>>,
}

impl Hits {
    /// Looks for the terms of every heading in every conversation.
    pub(super) fn of(evidence: &Evidence<'_>) -> Self {
        let lines = lines();
        let mut headings: Vec<(Heading, bool)> =
            lines.iter().map(|l| (l.heading.clone(), false)).collect();
        let mut under: BTreeMap<u32, Vec<u16>> = BTreeMap::new();
        let mut broad_of: Vec<u16> = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            let known = headings
                .iter()
                .position(|(h, broad)| *broad && h.english == line.broad);
            broad_of.push(known.unwrap_or(headings.len()) as u16);
            if known.is_none() {
                let heading = Heading {
                    english: line.broad,
                    ..Heading::default()
                };
                headings.push((heading, true));
            }
            for seed in &line.seeds {
                if let Some(term) = evidence.vocabulary.find(seed) {
                    under.entry(term).or_default().push(i as u16);
                }
            }
        }
        let weigh = |terms: &Vec<u32>| -> Vec<(u16, f32)> {
            let mut hits: BTreeMap<u16, BTreeSet<u32>> = BTreeMap::new();
            for term in terms {
                for fine in under.get(term).into_iter().flatten() {
                    hits.entry(*fine).or_default().insert(*term);
                    hits.entry(broad_of[*fine as usize])
                        .or_default()
                        .insert(*term);
                }
            }
            hits.into_iter()
                .map(|(heading, terms)| {
                    let count = (terms.len() as u32).min(FULL);
                    (heading, count as f32 / FULL as f32)
                })
                .collect()
        };
        let weights: Vec<Vec<(u16, f32)>> = evidence.terms.iter().map(weigh).collect();
        let everybody: Vec<u32> = (0..weights.len() as u32).collect();
        let mut seeds: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); headings.len()];
        for (term, fines) in &under {
            for fine in fines {
                seeds[*fine as usize].insert(*term);
                seeds[broad_of[*fine as usize] as usize].insert(*term);
            }
        }
        let mut hits = Self {
            corpus: vec![0.0; headings.len()],
            seeds,
            headings,
            weights,
        };
        hits.corpus = hits
            .rates(evidence, &everybody)
            .into_iter()
            .map(|(rate, _)| rate)
            .collect();
        hits
    }

    /// Two or three broad topics of a cluster that no single heading fits, or the one it has.
    fn mixture(
        &self,
        evidence: &Evidence<'_>,
        members: &[u32],
        params: DescribeParams,
    ) -> Option<Heading> {
        let counts = Counts::of(evidence, members);
        let mut topics: Vec<(f64, &'static str, usize)> = self
            .rates(evidence, members)
            .into_iter()
            .enumerate()
            .filter(|(h, (rate, accounts))| {
                self.headings[*h].1
                    && *rate >= TOPIC_SHARE
                    && *rate >= TOPIC_LIFT * self.corpus[*h]
                    && *accounts >= params.word_support
                    && self.varied(&counts, *h, params)
            })
            .map(|(h, (rate, _))| {
                let short = self.headings[h]
                    .0
                    .english
                    .split(" and ")
                    .next()
                    .unwrap_or_default();
                (rate * (rate / self.corpus[h].max(1e-6)).ln(), short, h)
            })
            .collect();
        topics.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        let least = topics.first().map_or(0.0, |t| t.0 * TOPIC_RANK);
        topics.retain(|t| t.0 >= least);
        topics.truncate(3);
        if topics.len() < 2 {
            return topics
                .first()
                .filter(|t| t.0 >= TOPIC_ALONE)
                .map(|t| self.headings[t.2].0.clone());
        }
        Some(Heading {
            topics: topics.into_iter().map(|t| t.1).collect(),
            ..Heading::default()
        })
    }

    /// The number of a heading; `None` for a mixture.
    fn position(&self, heading: &Heading) -> Option<usize> {
        self.headings.iter().position(|(known, _)| known == heading)
    }

    /// Whether a group with these counts uses enough different terms of heading `h`.
    fn varied(&self, counts: &Counts, h: usize, params: DescribeParams) -> bool {
        let enough = |term: &&u32| {
            let users = counts.get(**term);
            u64::from(users) >= params.word_support && users * 20 >= counts.accounts
        };
        self.seeds[h].iter().filter(enough).count() >= KINDS
    }

    /// For each heading, the mean weight over the accounts of `members` and the accounts it has.
    fn rates(&self, evidence: &Evidence<'_>, members: &[u32]) -> Vec<(f64, u64)> {
        let mut by_account: Vec<(u32, u32)> = members
            .iter()
            .map(|&m| (evidence.accounts[m as usize], m))
            .collect();
        by_account.sort_unstable();
        let mut sums = vec![(0.0_f64, 0_u64); self.headings.len()];
        let mut accounts = 0_u64;
        for group in by_account.chunk_by(|a, b| a.0 == b.0) {
            accounts += 1;
            let mut mine = vec![0.0_f64; self.headings.len()];
            for (_, member) in group {
                for (heading, weight) in &self.weights[*member as usize] {
                    mine[*heading as usize] += f64::from(*weight) / group.len() as f64;
                }
            }
            for (sum, weight) in sums.iter_mut().zip(mine) {
                sum.0 += weight;
                sum.1 += u64::from(weight > 0.0);
            }
        }
        for sum in &mut sums {
            sum.0 /= accounts.max(1) as f64;
        }
        sums
    }
}

/// Share of all conversations from which a group is large enough for a broad heading.
const BROAD: f64 = 0.12;

/// A heading for each group that one fits; base clusters get none, and no heading is given twice,
/// here or in `lower`, the texts of lower levels.
pub(super) fn assign(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    lower: &[Text],
    params: DescribeParams,
) -> Vec<Option<Heading>> {
    let mut given: Vec<Option<Heading>> = vec![None; groups.len()];
    if groups.iter().all(|group| group.children.is_empty()) {
        return given;
    }
    let hits = Hits::of(evidence);
    let heads = |name: &str, text: Option<&str>| text.is_some_and(|t| name.starts_with(t));
    let mut used: BTreeSet<usize> = (0..hits.headings.len())
        .filter(|&h| {
            let heading = &hits.headings[h].0;
            lower.iter().any(|text| {
                heads(&text.name, Some(heading.english)) || heads(&text.name, heading.chinese)
            })
        })
        .collect();
    let mut offers: Vec<(f64, usize, usize)> = Vec::new();
    for (i, group) in groups.iter().enumerate() {
        if group.children.is_empty() {
            continue;
        }
        let large = group.members.len() as f64 >= BROAD * evidence.terms.len() as f64;
        let counts = Counts::of(evidence, group.members);
        for (h, (rate, accounts)) in hits.rates(evidence, group.members).into_iter().enumerate() {
            let lift = rate / hits.corpus[h].max(1e-6);
            if rate < SHARE || lift < LIFT || accounts < params.word_support {
                continue;
            }
            if !hits.varied(&counts, h, params) {
                continue;
            }
            let fits = match (hits.headings[h].1, large) {
                (true, true) => 1.2,
                (true, false) => continue,
                (false, _) => 1.0,
            };
            offers.push((rate * lift.ln() * fits, i, h));
        }
    }
    offers.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, group, heading) in offers {
        if given[group].is_none() && used.insert(heading) {
            given[group] = Some(hits.headings[heading].0.clone());
        }
    }
    for (group, given) in groups.iter().zip(&mut given) {
        let large = group.members.len() as f64 >= BROAD * evidence.terms.len() as f64;
        if given.is_none() && large && !group.children.is_empty() {
            *given = hits
                .mixture(evidence, group.members, params)
                .filter(|found| hits.position(found).is_none_or(|h| used.insert(h)));
        }
    }
    given
}

/// Every heading, to compare with the list of general words.
#[cfg(test)]
pub(super) fn all_headings() -> Vec<&'static str> {
    lines()
        .iter()
        .flat_map(|l| [Some(l.broad), Some(l.heading.english), l.heading.chinese])
        .flatten()
        .collect()
}
