//! Measuring, and pruning what the gate withholds, until it lets everything through.

use kleio_shared::policy::Policy;

use super::texts::Evidence;
use crate::facets::Facets;
use crate::measure::{self, Measured, Survey};
use crate::outline::Outline;
use crate::progress::Progress;
use crate::protect;

/// The outline that the gate admits.
#[derive(Debug, Clone, PartialEq)]
pub struct Screened {
    /// What is left.
    pub outline: Outline,
    /// Clusters withheld, by level.
    pub withheld: Vec<u64>,
    /// Why, and how often.
    pub reasons: Vec<(String, u64)>,
}

/// Prunes until the gate has no objection. Every round takes out at least one cluster, so it ends.
pub(super) fn screen(
    mut outline: Outline,
    facets: &Facets,
    accounts: &[u32],
    evidence: &Evidence<'_>,
    policy: &Policy,
    progress: &Progress,
) -> Screened {
    let total = outline.levels.iter().map(|level| level.len() as u64).sum();
    let bar = progress.stage("measure", "clusters", total);
    let mut withheld = vec![0; outline.levels.len()];
    let mut reasons: Vec<(String, u64)> = Vec::new();
    while !outline.levels[0].is_empty() {
        let measured = measure(&outline, facets, accounts, evidence);
        let objections = protect::screen(&measured, policy);
        if objections.is_empty() {
            break;
        }
        for objection in &objections {
            withheld[objection.level] += 1;
            let reason = objection.reason.to_string();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
        let places: Vec<(usize, usize)> = objections.iter().map(|o| (o.level, o.index)).collect();
        outline.prune(&places);
    }
    bar.finish();
    Screened {
        outline,
        withheld,
        reasons,
    }
}

/// Measures an outline on these facets.
pub(super) fn measure(
    outline: &Outline,
    facets: &Facets,
    accounts: &[u32],
    evidence: &Evidence<'_>,
) -> Measured {
    let columns = facets.columns();
    let survey = Survey {
        accounts,
        weeks: &facets.weeks,
        concern: &facets.concern,
        columns: &columns,
    };
    measure::measure(&survey, outline, |text, members| {
        evidence.word_support(text, members)
    })
}
