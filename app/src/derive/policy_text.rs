//! The privacy policy of a release in plain words.

use kleio_shared::policy::{Policy, Profile};
use kleio_shared::release::{Band, Barrier, LeftOut, Manifest, WhyLeftOut, Withheld};

use super::format;
use crate::tr;

/// What the policy promises, one sentence each.
#[must_use]
pub fn promises(policy: &Policy) -> Vec<String> {
    if policy.profile == Profile::OpenData {
        return vec![
            tr!(
                "This release uses the profile open-data: it is meant for public or synthetic \
                 conversations only, and protects nobody."
            )
            .to_owned(),
        ];
    }
    [
        tr!(
            "A cluster is shown only with at least {n, plural, one {# conversation} other {# conversations}} from \
             at least {accounts, plural, one {# account} other {# accounts}}.",
            n = policy.cluster.conversations,
            accounts = policy.cluster.accounts
        ),
        tr!(
            "A number in a chart is shown only with at least \
             {n, plural, one {# conversation} other {# conversations}} from at least \
             {accounts, plural, one {# account} other {# accounts}}; what is hidden cannot be computed from the \
             rest.",
            n = policy.cell.conversations,
            accounts = policy.cell.accounts
        ),
        tr!(
            "A word of a name or description, and words side by side, are used by at least \
             {n, plural, one {# account} other {# accounts}} of the cluster.",
            n = policy.word_support()
        ),
        tr!(
            "Texts are at level {level} or more of an auditor's scale from 1, identifies someone, to 5.",
            level = policy.least_level()
        ),
    ]
    .into_iter()
    .chain(policy.influence().map(|limit| {
        tr!(
            "Of one account, at most {n, plural, one {# conversation} other {# conversations}} count in a cluster \
             and {all, plural, one {# conversation} other {# conversations}} in all.",
            n = limit.cluster,
            all = limit.release
        )
    }))
    .collect()
}

/// What every page says where conversations did not name their accounts.
#[must_use]
pub fn no_accounts() -> &'static str {
    tr!(
        "Accounts are unknown: each conversation counts as its own account, \
         so thresholds on accounts protect less."
    )
}

/// What every page says where noise was added to all numbers.
#[must_use]
pub fn noise(manifest: &Manifest) -> Option<String> {
    let dp = manifest.dp.as_ref()?;
    Some(tr!(
        "Every number is noisy: differential privacy for accounts with epsilon {epsilon} and delta {delta}. \
         Positions and the hierarchy are not covered.",
        epsilon = format::written(&dp.epsilon.to_string()),
        delta = format::written(&format!("{:e}", dp.delta))
    ))
}

/// How the population was narrowed before anything else, where it was.
#[must_use]
pub fn screened(manifest: &Manifest) -> Option<String> {
    let screened = manifest.screened.as_ref()?;
    Some(match screened.share {
        Some(share) => tr!(
            "Only conversations for which the answer to “{question}” was yes: about {share} of those read. \
             Answered by {by}.",
            question = &screened.question,
            share = format::percent(share),
            by = &screened.by
        ),
        None => tr!(
            "Only conversations for which the answer to “{question}” was yes: how large a share of those read that \
             is, is withheld. Answered by {by}.",
            question = &screened.question,
            by = &screened.by
        ),
    })
}

/// Conversations that are like no cluster, with their share of all that were clustered or left out.
fn unassigned(manifest: &Manifest) -> String {
    let totals = &manifest.totals;
    match totals.unassigned.shown() {
        Some(0) => {
            tr!("Every conversation was near enough to a cluster to be in it.").to_owned()
        }
        Some(count) => {
            let all = totals.conversations + totals.withheld.shown().unwrap_or(0) + count;
            tr!(
                "{n, plural, one {# conversation is} other {# conversations are}} unassigned, about {share}: too \
                 far from every cluster to be put into one.",
                n = count,
                share = format::percent(count as f64 / all.max(1) as f64)
            )
        }
        None => tr!(
            "A few conversations, too few to count, may be unassigned: too far from every cluster to be put into \
             one."
        )
        .to_owned(),
    }
}

/// What was left out of the release, in a sentence each.
#[must_use]
pub fn withheld(manifest: &Manifest) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.push(match manifest.totals.withheld.shown() {
        Some(0) => tr!("No conversation's cluster is withheld.").to_owned(),
        Some(count) => tr!(
            "{n, plural, one {# conversation is} other {# conversations are}} in clusters that are withheld.",
            n = count
        ),
        None => {
            tr!("A few conversations, too few to count, may be in clusters that are withheld.")
                .to_owned()
        }
    });
    sentences.push(unassigned(manifest));
    for level in manifest.levels.iter().rev() {
        match level.conversations.shown() {
            Some(inside) if level.withheld > 0 || inside > 0 => sentences.push(tr!(
                "On level {level}, {n, plural, one {# cluster is} other {# clusters are}} withheld, and \
                 {inside, plural, one {# conversation is} other {# conversations are}} in no cluster for it.",
                level = level.level,
                n = level.withheld,
                inside = inside
            )),
            None if level.withheld > 0 => sentences.push(tr!(
                "On level {level}, {n, plural, one {# cluster is} other {# clusters are}} withheld.",
                level = level.level,
                n = level.withheld
            )),
            _ => {}
        }
        if level.merged > 0 {
            sentences.push(tr!(
                "On level {level}, {n, plural, one {# cluster} other {# clusters}} too small to be shown are shown \
                 together.",
                level = level.level,
                n = level.merged
            ));
        }
    }
    sentences.extend(manifest.barriers.iter().filter_map(barrier));
    let facets = manifest
        .facets
        .iter()
        .map(|f| (f.name.as_str(), f.withheld));
    let lists = facets.chain([(tr!("Weeks"), manifest.weeks_withheld)]);
    sentences.extend(lists.filter_map(|(name, withheld)| of_list(name, withheld)));
    sentences.extend(manifest.left_out.iter().map(left_out));
    sentences
}

/// What is withheld of a facet or of the weeks, where something is.
fn of_list(name: &str, withheld: Withheld) -> Option<String> {
    (withheld.cells > 0).then(|| {
        tr!(
            "Of {facet}, {cells} of {n, plural, one {# number} other {# numbers}} of base clusters are \
             withheld, with {inside, plural, one {# conversation} other {# conversations}} in them.",
            facet = name,
            cells = withheld.cells,
            n = withheld.of,
            inside = withheld.conversations
        )
    })
}

fn left_out(left_out: &LeftOut) -> String {
    let name = match left_out.name.as_str() {
        "weeks" => tr!("Weeks"),
        name => name,
    };
    match left_out.reason {
        WhyLeftOut::Cells => tr!(
            "{facet}: left out whole, because some number of it would follow from the others, whatever is hidden.",
            facet = name
        ),
        WhyLeftOut::History => tr!(
            "{facet}: left out whole, because some number of it would follow from the others and the previous \
             release, whatever is hidden.",
            facet = name
        ),
    }
}

/// What one layer of the gate stopped, where it did.
fn barrier(barrier: &Barrier) -> Option<String> {
    let what = match barrier.name.as_str() {
        "terms" => tr!("Words that too few of all accounts use"),
        "summaries" => tr!("Summaries that are missing or break the rules for texts"),
        "influence" => tr!("Over the cap on one account"),
        "history" => tr!("Too near to the previous release"),
        "size" => tr!("Too few conversations or accounts"),
        "words" => tr!("Words that too few use"),
        "auditor" => tr!("Texts that may identify someone"),
        "values" => tr!("Values that too few have"),
        "cells" => tr!("Numbers that would tell of few"),
        _ => return None,
    };
    let mut parts = Vec::new();
    if let Some(range) = some(barrier.items) {
        parts.push(match barrier.name.as_str() {
            "terms" => tr!("{range} not kept", range = range),
            "summaries" => tr!("{range} replaced", range = range),
            _ => tr!("{range} counted as “other”", range = range),
        });
    }
    if barrier.cells > 0 {
        parts.push(tr!(
            "{n, plural, one {# number} other {# numbers}} withheld",
            n = barrier.cells
        ));
    }
    if let Some(count @ 1..) = barrier.conversations.shown() {
        parts.push(tr!(
            "{n, plural, one {# conversation} other {# conversations}} left out",
            n = count
        ));
    }
    if barrier.clusters > 0 {
        parts.push(tr!(
            "{n, plural, one {# cluster} other {# clusters}} withheld",
            n = barrier.clusters
        ));
    }
    if barrier.texts > 0 {
        parts.push(tr!(
            "{n, plural, one {# text} other {# texts}} replaced",
            n = barrier.texts
        ));
    }
    (!parts.is_empty()).then(|| {
        tr!(
            "{barrier}: {stopped}.",
            barrier = what,
            stopped = format::list(&parts)
        )
    })
}

/// How many things a layer kept back; none where it kept back nothing.
fn some(items: Band) -> Option<String> {
    match (items.at_least, items.below) {
        (0, Some(0 | 1)) => None,
        (0, Some(below)) => Some(tr!("fewer than {n}", n = below)),
        (0, None) => Some(tr!("some").to_owned()),
        _ => Some(format::band(items)),
    }
}

/// Whether every page must say that nothing is protected.
#[must_use]
pub fn protects_nothing(policy: &Policy) -> bool {
    policy.profile == Profile::OpenData
}

#[cfg(test)]
mod tests {
    use super::*;
    use kleio_shared::release::{Cell, Screened};

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
                items: Band::of(0),
                cells: 0,
                conversations: Cell::Shown(320),
            },
            Barrier {
                name: "values".to_owned(),
                clusters: 0,
                texts: 0,
                items: Band {
                    at_least: 0,
                    below: Some(15),
                },
                cells: 0,
                conversations: Cell::Shown(0),
            },
            Barrier {
                name: "auditor".to_owned(),
                clusters: 0,
                texts: 2,
                items: Band::of(0),
                cells: 0,
                conversations: Cell::Suppressed,
            },
        ];
        manifest.levels[0].conversations = Cell::Shown(75);
        manifest.weeks_withheld = Withheld {
            cells: 4,
            of: 108,
            conversations: 90,
        };
        manifest.left_out = vec![LeftOut {
            name: "country".to_owned(),
            reason: WhyLeftOut::History,
        }];
        let text = withheld(&manifest).join(" ");
        assert!(
            text.contains("cap on one account: 320 conversations left out."),
            "{text}"
        );
        assert!(text.contains("2 texts replaced"), "{text}");
        assert!(!text.contains("Too near"), "{text}");
        assert!(text.contains("have: fewer than 15 counted as"), "{text}");
        assert!(
            text.contains("On level 0, 1 cluster is withheld, and 75 conversations are"),
            "{text}"
        );
        assert!(text.contains("Of Weeks, 4 of 108 numbers"), "{text}");
        assert!(text.contains("country: left out whole"), "{text}");
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
