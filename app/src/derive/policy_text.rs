//! The privacy policy of a release in plain words.

use kleio_shared::policy::{Policy, Profile};
use kleio_shared::release::{Barrier, Manifest};

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
    [
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
            "A word of a name or description, and words side by side, are used by at least {} of \
             the cluster.",
            accounts(policy.word_support())
        ),
        format!(
            "Texts are at level {} or more of an auditor's scale from 1, identifies someone, to 5.",
            policy.least_level()
        ),
    ]
    .into_iter()
    .chain(policy.influence().map(|limit| {
        format!(
            "Of one account, at most {} count in a cluster and {} in all.",
            format::conversations(limit.cluster),
            format::conversations(limit.release)
        )
    }))
    .collect()
}

/// What every page says where conversations did not name their accounts.
pub const NO_ACCOUNTS: &str = "Accounts are unknown: each conversation counts as its own account, \
    so thresholds on accounts protect less.";

/// What every page says where noise was added to all numbers.
#[must_use]
pub fn noise(manifest: &Manifest) -> Option<String> {
    let dp = manifest.dp.as_ref()?;
    Some(format!(
        "Every number is noisy: differential privacy for accounts with epsilon {} and delta {:e}. \
         Positions and the hierarchy are not covered.",
        dp.epsilon, dp.delta
    ))
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
    for level in manifest.levels.iter().rev() {
        if level.withheld > 0 {
            let clusters = format::counted(level.withheld, "cluster is", "clusters are");
            sentences.push(format!("On level {}, {clusters} withheld.", level.level));
        }
        if level.merged > 0 {
            let clusters = format::counted(level.merged, "cluster", "clusters");
            sentences.push(format!(
                "On level {}, {clusters} too small to be shown are shown together.",
                level.level
            ));
        }
    }
    sentences.extend(manifest.barriers.iter().filter_map(barrier));
    sentences.extend(manifest.facets.iter().filter_map(|facet| {
        let withheld = facet.withheld;
        (withheld.cells > 0).then(|| {
            format!(
                "Of {}, {} of {} numbers of base clusters are withheld, with {} in them.",
                facet.name,
                format::count(withheld.cells),
                format::count(withheld.of),
                format::conversations(withheld.conversations)
            )
        })
    }));
    sentences
}

/// What one layer of the gate stopped, where it did.
fn barrier(barrier: &Barrier) -> Option<String> {
    let what = match barrier.name.as_str() {
        "influence" => "Over the cap on one account",
        "history" => "Too near to the previous release",
        "size" => "Too few conversations or accounts",
        "words" => "Words that too few use",
        "auditor" => "Texts that may identify someone",
        _ => return None,
    };
    let mut parts = Vec::new();
    if let Some(count @ 1..) = barrier.conversations.shown() {
        parts.push(format!("{} left out", format::conversations(count)));
    }
    if barrier.clusters > 0 {
        parts.push(format!(
            "{} withheld",
            format::counted(barrier.clusters, "cluster", "clusters")
        ));
    }
    if barrier.texts > 0 {
        parts.push(format!(
            "{} replaced",
            format::counted(barrier.texts, "text", "texts")
        ));
    }
    (!parts.is_empty()).then(|| format!("{what}: {}.", parts.join(", ")))
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
        assert!(text.contains("100 conversations in all"), "{text}");
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
    fn what_a_layer_stopped_is_said_where_it_did() {
        let mut manifest = crate::derive::fixture::atlas().release().manifest().clone();
        manifest.barriers = vec![
            Barrier {
                name: "influence".to_owned(),
                clusters: 0,
                texts: 0,
                cells: 0,
                conversations: kleio_shared::release::Cell::Shown(320),
            },
            Barrier {
                name: "auditor".to_owned(),
                clusters: 0,
                texts: 2,
                cells: 0,
                conversations: kleio_shared::release::Cell::Suppressed,
            },
        ];
        let text = withheld(&manifest).join(" ");
        assert!(
            text.contains("cap on one account: 320 conversations left out."),
            "{text}"
        );
        assert!(text.contains("2 texts replaced"), "{text}");
        assert!(!text.contains("previous release"), "{text}");
    }

    #[test]
    fn noise_is_said_with_its_budget() {
        let exact = crate::derive::fixture::atlas();
        assert_eq!(noise(exact.release().manifest()), None);
        let noisy = crate::derive::fixture::noisy();
        let text = noise(noisy.release().manifest()).unwrap();
        assert!(text.contains("epsilon 1 and delta 1e-6"), "{text}");
    }

    #[test]
    fn open_data_promises_nothing() {
        let policy = Policy::of(Profile::OpenData);
        assert!(protects_nothing(&policy));
        assert!(promises(&policy)[0].contains("protects nobody"));
    }
}
