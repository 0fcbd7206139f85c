//! The privacy policy of a release in plain words.

use kleio_shared::policy::{Policy, Profile};
use kleio_shared::release::Manifest;

use super::format;

/// What the policy promises, one sentence each.
#[must_use]
pub fn promises(policy: &Policy) -> Vec<String> {
    if policy.profile == Profile::OpenData {
        return vec![
            "This release uses the profile open-data: it is meant for public or synthetic \
             conversations only, and protects nobody."
                .to_owned(),
        ];
    }
    vec![
        format!(
            "A cluster is shown only with at least {} from at least {}.",
            format::conversations(policy.cluster.conversations),
            accounts(policy.cluster.accounts)
        ),
        format!(
            "A number in a chart is shown only with at least {} from at least {}; what is hidden \
             cannot be computed from the rest.",
            format::conversations(policy.cell.conversations),
            accounts(policy.cell.accounts)
        ),
        format!(
            "A word of a name or description is used by at least {} of the cluster.",
            accounts(policy.word_support())
        ),
    ]
}

fn accounts(count: u64) -> String {
    format::counted(count, "account", "accounts")
}

/// How the population was narrowed before anything else, where it was.
#[must_use]
pub fn screened(manifest: &Manifest) -> Option<String> {
    let screened = manifest.screened.as_ref()?;
    let share = match screened.share {
        Some(share) => format!("about {} of those read", format::percent(share)),
        None => "how large a share of those read that is, is withheld".to_owned(),
    };
    Some(format!(
        "Only conversations for which the answer to “{}” was yes: {share}. Answered by {}.",
        screened.question, screened.by
    ))
}

/// Conversations that are like no cluster, with their share of all that were clustered or left out.
fn unassigned(manifest: &Manifest) -> String {
    let totals = &manifest.totals;
    match totals.unassigned.shown() {
        Some(0) => "Every conversation was near enough to a cluster to be in it.".to_owned(),
        Some(count) => {
            let all = totals.conversations + totals.withheld.shown().unwrap_or(0) + count;
            format!(
                "{} unassigned, about {}: too far from every cluster to be put into one.",
                format::counted(count, "conversation is", "conversations are"),
                format::percent(count as f64 / all.max(1) as f64)
            )
        }
        None => "A few conversations, too few to count, may be unassigned: too far from every cluster to be put into one.".to_owned(),
    }
}

/// What was left out of the release, in a sentence each.
#[must_use]
pub fn withheld(manifest: &Manifest) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.push(match manifest.totals.withheld.shown() {
        Some(0) => "No conversation's cluster is withheld.".to_owned(),
        Some(count) => format!(
            "{} in clusters that are withheld.",
            format::counted(count, "conversation is", "conversations are")
        ),
        None => "A few conversations, too few to count, may be in clusters that are withheld."
            .to_owned(),
    });
    sentences.push(unassigned(manifest));
    let clusters: u64 = manifest.levels.iter().map(|level| level.withheld).sum();
    if clusters > 0 {
        sentences.push(format!(
            "{} withheld because too few conversations or accounts stood behind them.",
            format::counted(clusters, "cluster was", "clusters were")
        ));
    }
    sentences
}

/// Whether every page must say that nothing is protected.
#[must_use]
pub fn protects_nothing(policy: &Policy) -> bool {
    policy.profile == Profile::OpenData
}

#[cfg(test)]
mod tests {
    use super::*;
    use kleio_shared::release::Screened;

    #[test]
    fn promises_state_the_thresholds() {
        let text = promises(&Policy::of(Profile::Analyst)).join(" ");
        assert!(text.contains("25 conversations"), "{text}");
        assert!(text.contains("10 accounts"), "{text}");
        assert!(text.contains("15 conversations"), "{text}");
    }

    #[test]
    fn a_narrowed_population_is_said_with_its_share_or_without() {
        let mut manifest = crate::derive::fixture::atlas().release().manifest().clone();
        assert_eq!(screened(&manifest), None);
        manifest.screened = Some(Screened {
            question: "Is it about an election?".to_owned(),
            by: "terms".to_owned(),
            share: Some(0.042),
        });
        let text = screened(&manifest).unwrap();
        assert!(text.contains("4.2") && text.contains("by terms"), "{text}");
        manifest.screened.as_mut().unwrap().share = None;
        assert!(screened(&manifest).unwrap().contains("withheld"));
    }

    #[test]
    fn open_data_promises_nothing() {
        let policy = Policy::of(Profile::OpenData);
        assert!(protects_nothing(&policy));
        assert!(promises(&policy)[0].contains("protects nobody"));
    }
}
