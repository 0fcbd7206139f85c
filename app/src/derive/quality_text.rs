//! How far a cluster can be trusted, and what the gate checked, in words.

use kleio_shared::policy::Policy;
use kleio_shared::release::Cluster;

use super::format;
use crate::tr;

/// What the coherence of a cluster means: 0 (nothing in common) to 1 (all the same).
#[must_use]
pub fn coherence(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.6 => tr!(
            "Coherence {value} of 1: its conversations have a lot in common, so its name fits most of them.",
            value = format::decimal(value, 2)
        ),
        Some(value) if value >= 0.35 => tr!(
            "Coherence {value} of 1: its conversations have something in common, and differ in the particulars.",
            value = format::decimal(value, 2)
        ),
        Some(value) => tr!(
            "Coherence {value} of 1: its conversations are about many things, so its name is a rough summary.",
            value = format::decimal(value, 2)
        ),
        None => tr!(
            "Coherence is not known: it is not measured for several clusters shown as one, nor where numbers have \
             noise."
        )
        .to_owned(),
    }
}

/// What the stability of a cluster means (Hennig 2007: .75 and more is stable, less than .6 doubtful).
#[must_use]
pub fn stability(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.75 => tr!(
            "Stability {value} of 1: stable. Half of the accounts alone give nearly the same cluster.",
            value = format::decimal(value, 2)
        ),
        Some(value) if value >= 0.6 => tr!(
            "Stability {value} of 1: fairly stable. Half of the accounts alone give a similar cluster, with other \
             edges.",
            value = format::decimal(value, 2)
        ),
        Some(value) => tr!(
            "Stability {value} of 1: doubtful. With half of the accounts, its conversations are grouped otherwise; \
             take its edges lightly.",
            value = format::decimal(value, 2)
        ),
        None => tr!("Stability is not known for this cluster.").to_owned(),
    }
}

/// What the gate checked before it let `cluster` through, a sentence each.
#[must_use]
pub fn receipt(cluster: &Cluster, policy: &Policy) -> Vec<String> {
    let receipt = &cluster.receipt;
    let mut lines = Vec::new();
    let (conversations, accounts) = (policy.cluster.conversations, policy.cluster.accounts);
    lines.push(match receipt.threshold_multiple {
        0 | 1 => tr!(
            "Large enough: a cluster needs {n, plural, one {# conversation} other {# conversations}} by \
             {accounts, plural, one {# account} other {# accounts}}, and this one has a little more.",
            n = conversations,
            accounts = accounts
        ),
        10.. => tr!(
            "Large enough: a cluster needs {n, plural, one {# conversation} other {# conversations}} by \
             {accounts, plural, one {# account} other {# accounts}}, and this one has 10 times as many or more.",
            n = conversations,
            accounts = accounts
        ),
        times => tr!(
            "Large enough: a cluster needs {n, plural, one {# conversation} other {# conversations}} by \
             {accounts, plural, one {# account} other {# accounts}}, and this one has {times} times as many.",
            n = conversations,
            accounts = accounts,
            times = times
        ),
    });
    lines.push(tr!(
        "Every word counts: {words, plural, one {# word} other {# words}} of its text had to be used by at least \
         {accounts, plural, one {# account} other {# accounts}} of this cluster each.",
        words = receipt.words_supported,
        accounts = policy.word_support()
    ));
    if receipt.phrases_supported > 0 {
        lines.push(tr!(
            "So had {n, plural, one {# phrase} other {# phrases}} as a whole.",
            n = receipt.phrases_supported
        ));
    }
    match receipt.support_multiple {
        0 => {}
        1 => lines.push(tr!("The rarest of them is just frequent enough.").to_owned()),
        10.. => lines
            .push(tr!("Even the rarest has 10 times the accounts asked for, or more.").to_owned()),
        times => lines.push(tr!(
            "Even the rarest has {times} times the accounts asked for.",
            times = times
        )),
    }
    if receipt.auditor_level > 0 {
        lines.push(tr!(
            "The auditor gives its text {level} of 5, where 1 tells of a person and 5 of nobody in particular.",
            level = receipt.auditor_level
        ));
    }
    if receipt.text_replaced {
        let line = tr!("Its own text did not pass; a general one stands in its place.");
        lines.push(line.to_owned());
    }
    if receipt.merged {
        let line = tr!("It is several clusters that were too small to be shown by themselves.");
        lines.push(line.to_owned());
    }
    lines.push(match receipt.cells_suppressed {
        0 => tr!("No number of it is withheld.").to_owned(),
        cells => tr!(
            "{n, plural, one {# number of it is} other {# numbers of it are}} withheld, because too few \
             conversations are behind it or because it would give away another number.",
            n = cells
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
