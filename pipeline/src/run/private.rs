//! A release under differential privacy for accounts: what is asked, what it costs, and what it becomes.
//!
//! Covered: every number, which clusters are shown, which values and weeks are named, and every text.
//! Not covered, and taken as public: which base clusters there are and how conversations are put into
//! them, the hierarchy, positions, which terms the vocabulary has, and the bands of numeric fields.
//!
//! Invariant: after [`draw`] nothing looks at a conversation; all that is released is made of what it gave.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::facet::{CONCERN, NOT_KNOWN, OTHER, ValueKind};
use kleio_shared::policy::{Influence, Policy};
use kleio_shared::stats::mean_of_shown;
use serde::{Deserialize, Serialize};

use super::screen::Sources;
use crate::measure::{Measured, MeasuredFacet, Row, Support};
use crate::noise::{Entry, Noise, NoiseError, Reach};
use crate::outline::Outline;
use crate::protect::influence;
use crate::vault::{StageReader, StageWriter, Stored, VaultError};
use crate::week::Week;

/// Conversations of one account that count, at most.
pub(super) const CONTRIBUTIONS: u32 = 3;
/// Words of one account that count towards names, at most: each once in each cluster it is used in.
const WORDS: u32 = 8;

/// How epsilon is divided; facets and weeks share what is left in equal parts.
const FOR_CLUSTERS: f64 = 0.10;
const FOR_CONVERSATIONS: f64 = 0.15;
const FOR_WORDS: f64 = 0.25;
/// Of the part of a facet, what choosing its values costs.
const FOR_VALUES: f64 = 0.25;

/// Everything that was drawn, once; a run that is repeated takes it from the vault and spends nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Drawn {
    /// Base clusters that are shown, ascending, as they are numbered before anything is taken out.
    pub(super) clusters: Vec<usize>,
    /// Conversations and accounts of each.
    supports: Vec<(u64, u64)>,
    /// Facets and the weeks, with one row a shown cluster.
    lists: Vec<List>,
    weeks: Vec<Week>,
    /// For each shown cluster, terms and the accounts that use them.
    pub(super) words: Vec<Vec<(u32, u64)>>,
    /// What it cost.
    pub(super) ledger: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct List {
    name: String,
    kind: ValueKind,
    question: Option<String>,
    values: Vec<String>,
    rows: Vec<Vec<u64>>,
}

impl Stored for Drawn {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("drawn", self)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        from.json("drawn")
    }
}

/// One account's reach in a table of conversations.
const CONVERSATIONS: Reach = Reach {
    cells: CONTRIBUTIONS,
    most: CONTRIBUTIONS,
    all: CONTRIBUTIONS,
};

/// Asks for every noisy number of a release. `outline` is as it is before the gate; of an account, the
/// first conversations of the input count.
pub(super) fn draw(
    outline: &Outline,
    sources: &Sources<'_>,
    (epsilon, delta): (f64, f64),
) -> Result<Drawn, NoiseError> {
    let mut outline = outline.clone();
    let limit = Influence {
        cluster: u64::from(CONTRIBUTIONS),
        release: u64::from(CONTRIBUTIONS),
    };
    influence::cap(&mut outline.labels, sources.accounts, limit);
    outline.levels.truncate(1);
    outline.levels[0]
        .iter_mut()
        .for_each(|sketch| sketch.parent = None);
    let exact = sources.measure(&outline);
    let base = &exact.levels[0];
    let policy = sources.policy;
    let mut noise = Noise::default();

    let chosen = choose(
        &exact,
        policy,
        (epsilon * FOR_CLUSTERS, delta / 4.0),
        &mut noise,
    )?;
    let counts: Vec<u64> = chosen
        .keys()
        .map(|&cluster| base[cluster as usize].row.support.conversations)
        .collect();
    let on = "clusters";
    let counts = noise.counts(on, &counts, CONVERSATIONS, epsilon * FOR_CONVERSATIONS)?;
    let shown: Vec<(usize, (u64, u64))> = chosen
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count >= policy.cluster.conversations)
        .map(|((&cluster, &accounts), count)| (cluster as usize, (count, accounts.min(count))))
        .filter(|(_, (_, accounts))| *accounts >= policy.cluster.accounts)
        .collect();
    let clusters: Vec<usize> = shown.iter().map(|(cluster, _)| *cluster).collect();

    let words = count_words(&outline, sources, &clusters);
    let words_delta = delta / 4.0;
    let words = if clusters.is_empty() {
        BTreeMap::new()
    } else {
        noise.selected(
            "words",
            &words,
            Reach {
                cells: WORDS,
                most: 1,
                all: WORDS,
            },
            (epsilon * FOR_WORDS, words_delta),
            policy.word_support(),
        )?
    };
    let mut by_cluster = vec![Vec::new(); clusters.len()];
    for (key, accounts) in words {
        by_cluster[(key >> 32) as usize].push((key as u32, accounts));
    }

    let rest = 1.0 - FOR_CLUSTERS - FOR_CONVERSATIONS - FOR_WORDS;
    let lists = exact.facets.len() + 1;
    let share = (epsilon * rest / lists as f64, delta / 2.0 / lists as f64);
    let mut drawn = Drawn {
        clusters,
        supports: shown.into_iter().map(|(_, support)| support).collect(),
        lists: Vec::new(),
        weeks: Vec::new(),
        words: by_cluster,
        ledger: Vec::new(),
    };
    for place in 0..exact.facets.len() {
        drawn.facet(&exact, place, share, policy, &mut noise)?;
    }
    drawn.series(&exact, share, policy, &mut noise)?;
    drawn.ledger = noise.ledger().to_vec();
    Ok(drawn)
}

/// Clusters that enough accounts are in, with noisy numbers of accounts.
fn choose(
    exact: &Measured,
    policy: &Policy,
    budget: (f64, f64),
    noise: &mut Noise,
) -> Result<BTreeMap<u64, u64>, NoiseError> {
    let accounts = (0..)
        .zip(&exact.levels[0])
        .map(|(cluster, measured)| (cluster, measured.row.support.accounts))
        .collect();
    let reach = Reach {
        most: 1,
        ..CONVERSATIONS
    };
    noise.selected(
        "accounts",
        &accounts,
        reach,
        budget,
        policy.cluster.accounts,
    )
}

/// Accounts by cluster (its place among those shown, in the upper half of the key) and term. Of an
/// account, the terms that are first in the vocabulary count: those that others are likeliest to use.
fn count_words(outline: &Outline, sources: &Sources<'_>, clusters: &[usize]) -> BTreeMap<u64, u64> {
    let terms = &sources.facets.requests.terms;
    let mut used: BTreeMap<u32, BTreeSet<(u32, u64)>> = BTreeMap::new();
    for (conversation, label) in outline.labels.iter().enumerate() {
        let place = label.and_then(|label| clusters.binary_search(&(label as usize)).ok());
        if let Some(place) = place {
            let account = used.entry(sources.accounts[conversation]).or_default();
            account.extend(terms[conversation].iter().map(|&term| (term, place as u64)));
        }
    }
    let mut counts = BTreeMap::new();
    for pairs in used.values() {
        for &(term, place) in pairs.iter().take(WORDS as usize) {
            *counts.entry(place << 32 | u64::from(term)).or_default() += 1;
        }
    }
    counts
}

impl Drawn {
    fn facet(
        &mut self,
        exact: &Measured,
        place: usize,
        (epsilon, delta): (f64, f64),
        policy: &Policy,
        noise: &mut Noise,
    ) -> Result<(), NoiseError> {
        let facet = &exact.facets[place];
        let on = format!("facet {}", facet.name);
        let open = matches!(facet.kind, ValueKind::Category | ValueKind::Language);
        let mut kept: Vec<usize> = (0..facet.values.len()).collect();
        let mut left = epsilon;
        if open {
            let all = counted(&exact.overall.facets[place]);
            let budget = (epsilon * FOR_VALUES, delta);
            let on = format!("values of {}", facet.name);
            let named =
                noise.selected(&on, &all, CONVERSATIONS, budget, policy.cell.conversations)?;
            let ours = |place: &usize| [OTHER, NOT_KNOWN].contains(&facet.values[*place].as_str());
            kept.retain(|place| named.contains_key(&(*place as u64)) || ours(place));
            left -= budget.0;
        }
        let mut values: Vec<String> = kept.iter().map(|&p| facet.values[p].clone()).collect();
        let rest = if kept.len() == facet.values.len() {
            None
        } else {
            let known = values.iter().position(|value| value == OTHER);
            Some(known.unwrap_or_else(|| {
                let last = values.iter().position(|value| value == NOT_KNOWN);
                let at = last.unwrap_or(values.len());
                values.insert(at, OTHER.to_owned());
                kept.insert(at, usize::MAX);
                at
            }))
        };
        let mut rows = Vec::new();
        for &cluster in &self.clusters {
            let cells = &exact.levels[0][cluster].row.facets[place];
            let cell = |p: &usize| cells.get(*p).map_or(0, |cell| cell.conversations);
            let mut row: Vec<u64> = kept.iter().map(cell).collect();
            if let Some(rest) = rest {
                let all: u64 = cells.iter().map(|cell| cell.conversations).sum();
                row[rest] += all - row.iter().sum::<u64>();
            }
            rows.extend(row);
        }
        let noisy = noise.counts(&on, &rows, CONVERSATIONS, left)?;
        let width = values.len().max(1);
        self.lists.push(List {
            name: facet.name.clone(),
            kind: facet.kind,
            question: facet.question.clone(),
            rows: noisy.chunks(width).map(<[u64]>::to_vec).collect(),
            values,
        });
        Ok(())
    }

    /// The weeks, from the first to the last in which there is enough.
    fn series(
        &mut self,
        exact: &Measured,
        (epsilon, delta): (f64, f64),
        policy: &Policy,
        noise: &mut Noise,
    ) -> Result<(), NoiseError> {
        let all = counted(&exact.overall.weeks);
        let budget = (epsilon * FOR_VALUES, delta);
        let least = policy.cell.conversations;
        let named = noise.selected("range of weeks", &all, CONVERSATIONS, budget, least)?;
        let ends = (named.keys().next(), named.keys().next_back());
        let range = match ends {
            (Some(&first), Some(&last)) => first as usize..last as usize + 1,
            _ => 0..0,
        };
        self.weeks = exact.weeks[range.clone()].to_vec();
        let mut rows = Vec::new();
        for &cluster in &self.clusters {
            let cells = &exact.levels[0][cluster].row.weeks[range.clone()];
            rows.extend(cells.iter().map(|cell| cell.conversations));
        }
        let noisy = noise.counts("weeks", &rows, CONVERSATIONS, epsilon - budget.0)?;
        let rows = match self.weeks.len() {
            0 => vec![Vec::new(); self.clusters.len()],
            width => noisy.chunks(width).map(<[u64]>::to_vec).collect(),
        };
        self.lists.push(List {
            name: String::new(),
            kind: ValueKind::Category,
            question: None,
            values: Vec::new(),
            rows,
        });
        Ok(())
    }

    /// Facets, without their numbers.
    pub(super) fn facets(&self) -> Vec<MeasuredFacet> {
        let facets = self.lists.iter().take(self.lists.len().saturating_sub(1));
        facets
            .map(|list| MeasuredFacet {
                name: list.name.clone(),
                kind: list.kind,
                question: list.question.clone(),
                values: list.values.clone(),
            })
            .collect()
    }

    /// Weeks that are shown.
    pub(super) fn weeks(&self) -> &[Week] {
        &self.weeks
    }

    /// Values of the facet `name`, and their counts in the shown cluster `place`.
    pub(super) fn values(&self, name: &str, place: usize) -> Vec<(&str, u64)> {
        let list = self.lists.iter().find(|list| list.name == name);
        let cells = list.and_then(|list| Some((list, list.rows.get(place)?)));
        cells.map_or_else(Vec::new, |(list, row)| {
            let values = list.values.iter().map(String::as_str);
            values.zip(row.iter().copied()).collect()
        })
    }

    /// Noisy accounts of the shown cluster `place`.
    pub(super) fn accounts(&self, place: usize) -> u64 {
        self.supports.get(place).map_or(0, |support| support.1)
    }

    /// The row of shown clusters together.
    pub(super) fn row(&self, places: &[usize]) -> Row {
        let sum = |of: &dyn Fn(usize) -> u64| places.iter().map(|&place| of(place)).sum::<u64>();
        let mut lists: Vec<Vec<Support>> = self
            .lists
            .iter()
            .map(|list| {
                let width = list.rows.first().map_or(0, Vec::len);
                (0..width)
                    .map(|column| {
                        let conversations = sum(&|place| list.rows[place][column]);
                        // Noisy numbers are told whoever they come from.
                        Support {
                            conversations,
                            accounts: conversations,
                        }
                    })
                    .collect()
            })
            .collect();
        let weeks = lists.pop().unwrap_or_default();
        let concern = self.lists.iter().position(|list| list.name == CONCERN);
        let concern = concern
            .and_then(|list| lists.get(list))
            .map_or(1.0, |cells| {
                let told: Vec<Option<u64>> = cells.iter().map(|c| Some(c.conversations)).collect();
                mean_of_shown(&told, told.iter().flatten().sum(), &told)
            });
        Row {
            support: Support {
                conversations: sum(&|place| self.supports[place].0),
                accounts: sum(&|place| self.supports[place].1),
            },
            facets: lists,
            weeks,
            concern,
        }
    }
}

fn counted(cells: &[Support]) -> BTreeMap<u64, u64> {
    let counts = (0..).zip(cells);
    counts
        .map(|(place, cell)| (place, cell.conversations))
        .collect()
}
