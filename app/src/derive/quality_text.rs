//! How far a cluster can be trusted, and what the gate checked, in words.

use kleio_shared::policy::Policy;
use kleio_shared::release::Cluster;

use super::format;

/// What the coherence of a cluster means: 0 (nothing in common) to 1 (all the same).
#[must_use]
pub fn coherence(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.6 => format!(
            "Coherence {value:.2} of 1: its conversations have a lot in common, so its name fits most of them."
        ),
        Some(value) if value >= 0.35 => format!(
            "Coherence {value:.2} of 1: its conversations have something in common, and differ in the particulars."
        ),
        Some(value) => format!(
            "Coherence {value:.2} of 1: its conversations are about many things, so its name is a rough summary."
        ),
        None => "Coherence is not known: it is not measured for several clusters shown as one, nor where numbers have noise.".to_owned(),
    }
}

/// What the stability of a cluster means (Hennig 2007: .75 and more is stable, less than .6 doubtful).
#[must_use]
pub fn stability(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.75 => format!(
            "Stability {value:.2} of 1: stable. Half of the accounts alone give nearly the same cluster."
        ),
        Some(value) if value >= 0.6 => format!(
            "Stability {value:.2} of 1: fairly stable. Half of the accounts alone give a similar cluster, with other edges."
        ),
        Some(value) => format!(
            "Stability {value:.2} of 1: doubtful. With half of the accounts, its conversations are grouped otherwise; take its edges lightly."
        ),
        None => "Stability is not known for this cluster.".to_owned(),
    }
}

/// What the gate checked before it let `cluster` through, a sentence each.
#[must_use]
pub fn receipt(cluster: &Cluster, policy: &Policy) -> Vec<String> {
    let receipt = &cluster.receipt;
    let mut lines = Vec::new();
    let needs = format!(
        "a cluster needs {} by {}",
        format::conversations(policy.cluster.conversations),
        format::counted(policy.cluster.accounts, "account", "accounts")
    );
    lines.push(match receipt.threshold_multiple {
        0 | 1 => format!("Large enough: {needs}, and this one has a little more."),
        10.. => format!("Large enough: {needs}, and this one has 10 times as many or more."),
        times => format!("Large enough: {needs}, and this one has {times} times as many."),
    });
    let words = format::counted(u64::from(receipt.words_supported), "word", "words");
    let accounts = format::counted(policy.word_support(), "account", "accounts");
    lines.push(format!(
        "Every word counts: {words} of its text had to be used by at least {accounts} of this cluster each."
    ));
    if receipt.phrases_supported > 0 {
        let phrases = format::counted(u64::from(receipt.phrases_supported), "phrase", "phrases");
        lines.push(format!("So had {phrases} as a whole."));
    }
    match receipt.support_multiple {
        0 => {}
        1 => lines.push("The rarest of them is just frequent enough.".to_owned()),
        10.. => {
            lines.push("Even the rarest has 10 times the accounts asked for, or more.".to_owned());
        }
        times => lines.push(format!(
            "Even the rarest has {times} times the accounts asked for."
        )),
    }
    if receipt.auditor_level > 0 {
        lines.push(format!(
            "The auditor gives its text {} of 5, where 1 tells of a person and 5 of nobody in particular.",
            receipt.auditor_level
        ));
    }
    if receipt.text_replaced {
        lines.push("Its own text did not pass; a general one stands in its place.".to_owned());
    }
    if receipt.merged {
        lines.push(
            "It is several clusters that were too small to be shown by themselves.".to_owned(),
        );
    }
    lines.push(match receipt.cells_suppressed {
        0 => "No number of it is withheld.".to_owned(),
        cells => format!(
            "{} withheld, because too few conversations are behind it or because it would give away another number.",
            format::counted(u64::from(cells), "number of it is", "numbers of it are")
        ),
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn every_range_has_its_own_words() {
        assert!(coherence(Some(0.7)).contains("a lot in common"));
        assert!(coherence(Some(0.2)).contains("many things"));
        assert!(coherence(None).contains("not known"));
        assert!(stability(Some(0.75)).contains("stable."));
        assert!(stability(Some(0.59)).contains("doubtful"));
    }

    #[test]
    fn a_receipt_names_the_policy_and_what_is_withheld() {
        let atlas = fixture::atlas();
        let policy = &atlas.release().manifest().policy;
        let text = receipt(atlas.cluster(0), policy).join(" ");
        assert!(text.contains("25 conversations by 10 accounts"), "{text}");
        assert!(
            text.contains("2 times as many") && text.contains("5 accounts"),
            "{text}"
        );
        assert!(text.contains("2 numbers of it are withheld"), "{text}");
    }
}
