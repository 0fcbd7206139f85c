//! (c) Differencing: what two releases tell that differ by one conversation or by one account. What two views of one
//! release tell is in `views.rs`.
//!
//! The attacker knows which conversation or account was added and that nothing else was, and takes every
//! difference between the two releases.

use std::collections::BTreeMap;
use std::path::Path;

use kleio_shared::release::Release;
use serde_json::Value;

use super::desk::Desk;
use super::kin::Kin;
use super::reconstruct::{Earlier, List, Recovered, cells, columns, lists, reconstruct};

/// What one pair of releases gave away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Difference {
    /// Pairs.
    pub pairs: u64,
    /// Of those: pairs of which one has no release.
    pub without: u64,
    /// Clusters that both releases have.
    pub matched: u64,
    /// Pairs in which the difference names the changed conversations' only base cluster: one matched base
    /// cluster changed by that number, all others stayed, and the totals changed by as much.
    pub located: u64,
    /// Cells of matched clusters, shown in both, that differ by fewer conversations than a cell may have.
    pub small: u64,
    /// Of those: in pairs that are located, so that the values follow for the changed conversations.
    pub values: u64,
    /// Withheld cells of the later release, solved together with the earlier one, by an attacker who knows the
    /// clusters of both that have the same conversations, and those that have more.
    pub recovered: Recovered,
    /// Cells that an attacker takes for known beyond those, because another cluster has the name and the number of one
    /// of before.
    pub mistaken: u64,
}

impl std::ops::AddAssign for Difference {
    fn add_assign(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.without += other.without;
        self.matched += other.matched;
        self.located += other.located;
        self.small += other.small;
        self.values += other.values;
        self.recovered += other.recovered;
        self.mistaken += other.mistaken;
    }
}

/// Compares a release with a later one, to which `added` conversations were added; `kin` is how its clusters
/// stand to those of before.
#[must_use]
pub fn compare(before: &Release, after: &Release, added: u64, kin: &Kin) -> Difference {
    let tree = before.tree();
    let threshold = after.manifest().policy.cell.conversations;
    let matched: Vec<_> = after
        .clusters()
        .iter()
        .filter_map(|cluster| Some((&before.clusters()[tree.find(&cluster.id)?], cluster)))
        .collect();
    let changed = |level: Option<u8>| -> Vec<u64> {
        matched
            .iter()
            .filter(|(_, new)| level.is_none_or(|level| new.level == level))
            .map(|(old, new)| new.conversations.abs_diff(old.conversations))
            .filter(|&difference| difference > 0)
            .collect()
    };
    let all_base = |release: &Release| release.clusters().iter().filter(|c| c.level == 0).count();
    let base = matched.iter().filter(|(_, new)| new.level == 0).count();
    let located =
        base == all_base(before) && base == all_base(after) && changed(Some(0)) == [added];
    let mut small = 0;
    for list in lists(after) {
        let places = places(before, &list);
        for (old, new) in &matched {
            for (column, cell) in columns(after, &list).iter().zip(cells(&new.profile, &list)) {
                let earlier = places
                    .get(column)
                    .and_then(|&at| cells(&old.profile, &list).get(at))
                    .and_then(|cell| cell.shown());
                if let (Some(old), Some(new)) = (earlier, cell.shown())
                    && (1..threshold).contains(&new.abs_diff(old))
                {
                    small += 1;
                }
            }
        }
    }
    let solved = |kin: &Kin| {
        let earlier = Earlier {
            release: before,
            kin,
        };
        reconstruct(after, &[earlier])
    };
    let (recovered, believed) = (solved(kin), solved(&Kin::guessed(before, after)));
    Difference {
        pairs: 1,
        without: 0,
        matched: matched.len() as u64,
        located: u64::from(located),
        small,
        values: if located { small } else { 0 },
        recovered,
        mistaken: believed.exact.saturating_sub(recovered.exact),
    }
}

fn places(release: &Release, list: &List) -> BTreeMap<String, usize> {
    columns(release, list).into_iter().zip(0..).collect()
}

/// Takes `pairs` conversations (or accounts) out of the made-up conversations, one at a time; releases
/// what is left, and then, into the same vault, everything.
#[must_use]
pub fn attack(conversations: usize, pairs: usize, by_account: bool, seed: u64) -> Difference {
    let desk = Desk::new();
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let all = desk.background(conversations, seed);
    let whole = desk.write_lines("whole.jsonl", &all);
    let mut sum = Difference::default();
    for pair in 0..pairs {
        let target = &all[(pair * 7_919 + 13) % all.len()];
        let stays = |line: &&Value| {
            if by_account {
                line["account_id"] != target["account_id"]
            } else {
                line["conversation_id"] != target["conversation_id"]
            }
        };
        let rest: Vec<Value> = all.iter().filter(stays).cloned().collect();
        let added = (all.len() - rest.len()) as u64;
        let rest = desk.write_lines("rest.jsonl", &rest);
        let out = format!("out-{by_account}-{pair}");
        let release = |input: &Path| {
            let release = desk.run(&[input], &config, &out).open()?;
            let members = desk.members(&out);
            Some((release, members))
        };
        // Opened before the second run replaces it.
        let (before, after) = (release(&rest), release(&whole));
        sum += match (before, after) {
            (Some((before, old)), Some((after, new))) => {
                let kin = Kin::known((&before, &old), (&after, &new));
                compare(&before, &after, added, &kin)
            }
            _ => Difference {
                pairs: 1,
                without: 1,
                ..Difference::default()
            },
        };
    }
    sum
}
