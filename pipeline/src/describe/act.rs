//! What the people of a cluster want done, and whether that is one thing.

use kleio_shared::policy::Threshold;

use super::Evidence;
use crate::facets::request::SpeechAct;

/// Share of a cluster from which one act speaks for it.
const LEADS: f64 = 0.28;

/// Share from which acts of one family speak for it together.
const FAMILY: f64 = 0.45;

/// Share of the corpus from which an act is so common that it names nothing.
const EVERYWHERE: f64 = 0.45;

/// Acts that shade into each other.
const FAMILIES: [&[SpeechAct]; 5] = [
    &[
        SpeechAct::Ask,
        SpeechAct::Explain,
        SpeechAct::Recommend,
        SpeechAct::Compare,
    ],
    &[SpeechAct::Code, SpeechAct::Fix],
    &[SpeechAct::Write, SpeechAct::Rewrite, SpeechAct::Summarise],
    &[SpeechAct::Create, SpeechAct::Brainstorm, SpeechAct::Plan],
    &[SpeechAct::Find, SpeechAct::Book],
];

/// The acts of a cluster: each with its share of the accounts, the commonest first. Acts below the
/// cell threshold are left out, and so is what was not recognised.
#[derive(Debug, Clone, Default)]
pub(super) struct Acts(pub(super) Vec<(SpeechAct, f64)>);

impl Acts {
    /// Counts the acts of `members`.
    pub(super) fn of(evidence: &Evidence<'_>, members: &[u32], cell: Threshold) -> Self {
        let mut pairs: Vec<(SpeechAct, u32)> = members
            .iter()
            .map(|&m| (evidence.acts[m as usize], evidence.accounts[m as usize]))
            .collect();
        let mut conversations = [0_u64; SpeechAct::ALL.len()];
        for (act, _) in &pairs {
            conversations[*act as usize] += 1;
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut accounts = [0_u64; SpeechAct::ALL.len()];
        for (act, _) in &pairs {
            accounts[*act as usize] += 1;
        }
        let all = pairs.len().max(1) as f64;
        let mut shares: Vec<(SpeechAct, f64)> = SpeechAct::ALL
            .into_iter()
            .filter(|act| *act != SpeechAct::Other)
            .filter(|act| cell.admits(conversations[*act as usize], accounts[*act as usize]))
            .map(|act| (act, accounts[act as usize] as f64 / all))
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Self(shares)
    }

    /// Whether the act that leads here leads nearly everywhere, so that it sets nothing apart.
    pub(super) fn lead_as_everywhere(&self, everywhere: &Self) -> bool {
        let Some(act) = self.leading() else {
            return false;
        };
        let of = |acts: &Self| acts.0.iter().find(|s| s.0 == act).map_or(0.0, |s| s.1);
        of(everywhere) >= EVERYWHERE && of(self) < 1.2 * of(everywhere)
    }

    /// The act that names the cluster, if there is one.
    pub(super) fn leading(&self) -> Option<SpeechAct> {
        let (first, share) = *self.0.first()?;
        let second = self.0.get(1).map_or(0.0, |s| s.1);
        if share >= LEADS && share >= 1.2 * second {
            return Some(first);
        }
        let of = |act: &SpeechAct| self.0.iter().find(|s| s.0 == *act).map_or(0.0, |s| s.1);
        FAMILIES
            .iter()
            .find(|family| family.iter().map(of).sum::<f64>() >= FAMILY)
            .and_then(|family| {
                family
                    .iter()
                    .copied()
                    .reduce(|best, act| if of(&act) > of(&best) { act } else { best })
            })
    }
}
