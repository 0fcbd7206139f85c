//! What the gate checked before it let a cluster through, in words: a line for each of its layers, with the margin.

use kleio_shared::policy::Profile;
use kleio_shared::release::Past;

use super::atlas::Atlas;
use super::format;
use crate::tr;

/// The receipt of the cluster at `index`, a sentence or two for each layer of the gate, in their order.
#[must_use]
pub fn receipt(atlas: &Atlas, index: usize) -> Vec<String> {
    let (cluster, manifest) = (atlas.cluster(index), atlas.release().manifest());
    let (receipt, policy) = (&cluster.receipt, &manifest.policy);
    let mut lines = Vec::new();
    if let Some(terms) = receipt.terms {
        let rule = tr!(
            "Terms: a word is kept only where {n, plural, one {# account} other {# accounts}} of the whole input use \
             it.",
            n = policy.word_support()
        );
        lines.push(with_margin(&rule, terms));
    }
    let cap = match &manifest.dp {
        Some(noise) => Some(u64::from(noise.contributions)),
        None => (policy.influence()).map(|cap| cap.within(atlas.leaves_below(index).len() as u64)),
    };
    lines.push(match (cap, receipt.influence) {
        (Some(cap), Some(times)) => tr!(
            "Influence: of one account, at most {n, plural, one {# conversation counts} other {# conversations count}} \
             here, {share} of it or less.",
            n = cap,
            share = format::percent(1.0 / f64::from(times.max(1)))
        ),
        _ => tr!("Influence: all conversations of an account count; there is no cap.").to_owned(),
    });
    lines.push(history(atlas, receipt.history));
    let rule = tr!(
        "Size: a cluster needs {n, plural, one {# conversation} other {# conversations}} by \
         {accounts, plural, one {# account} other {# accounts}}.",
        n = policy.cluster.conversations,
        accounts = policy.cluster.accounts
    );
    let mut size = with_margin(&rule, receipt.size);
    if receipt.merged {
        let line = tr!("It is several clusters that were too small to be shown by themselves.");
        size = format::sentences(&[size, line.to_owned()]);
    }
    lines.push(size);
    let rule = tr!(
        "Words: each word of its text ({words}), and each phrase as a whole ({phrases}), is used by \
         {n, plural, one {# account} other {# accounts}} of this cluster or more.",
        words = format::band(receipt.words),
        phrases = format::band(receipt.phrases),
        n = policy.word_support()
    );
    lines.push(with_margin(&rule, receipt.support));
    let mut auditor = tr!(
        "Auditor: its text has level {level} of 5, where 1 tells of a person and 5 of nobody in particular; {least} is \
         asked for.",
        level = receipt.auditor,
        least = policy.least_level()
    );
    if receipt.text_replaced {
        let line = tr!("Its own text did not pass; a general one stands in its place.");
        auditor = format::sentences(&[auditor, line.to_owned()]);
    }
    lines.push(auditor);
    if policy.profile != Profile::OpenData {
        let rule = tr!(
            "Values: a facet’s value is named only where {n, plural, one {# conversation} other {# conversations}} by \
             {accounts, plural, one {# account} other {# accounts}} have it.",
            n = policy.cell.conversations,
            accounts = policy.cell.accounts
        );
        lines.push(with_margin(&rule, receipt.values));
    }
    lines.push(match receipt.cells.at_least {
        0 => tr!("Cells: no number of it is withheld.").to_owned(),
        _ => tr!(
            "Cells: {range} of its numbers are withheld; what is shown leaves each of them {n} possible values or more.",
            range = format::band(receipt.cells),
            n = policy.cell.conversations
        ),
    });
    lines
}

fn history(atlas: &Atlas, past: Past) -> String {
    let cell = atlas.release().manifest().policy.cell;
    match past {
        Past::First => {
            tr!("History: there is no previous release to compare it with.").to_owned()
        }
        Past::Same => tr!(
            "History: it holds the same conversations as in the previous release, and shows and hides the same \
             numbers."
        )
        .to_owned(),
        Past::Apart => tr!(
            "History: it differs from every cluster of the previous release by \
             {n, plural, one {# conversation} other {# conversations}} by \
             {accounts, plural, one {# account} other {# accounts}} or more.",
            n = cell.conversations,
            accounts = cell.accounts
        ),
    }
}

fn with_margin(rule: &str, times: u8) -> String {
    let margin = match times {
        0 | 1 => tr!("Margin: just enough.").to_owned(),
        times => tr!(
            "Margin: {times} times what is asked for, or more.",
            times = times
        ),
    };
    format::sentences(&[rule.to_owned(), margin])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn each_layer_has_its_line_with_the_policy_and_the_margin() {
        let lines = receipt(&fixture::atlas(), 0);
        let beginnings = [
            "Terms: ",
            "Influence: ",
            "History: ",
            "Size: ",
            "Words: ",
            "Auditor: ",
            "Values: ",
            "Cells: ",
        ];
        assert_eq!(lines.len(), beginnings.len(), "{lines:?}");
        for (line, beginning) in lines.iter().zip(beginnings) {
            assert!(line.starts_with(beginning), "{line}");
        }
        assert!(lines[1].contains("100 conversations count here, 20% of it"));
        assert!(lines[3].contains("25 conversations by 10 accounts"));
        assert!(lines[3].contains("Margin: 2 times"), "{}", lines[3]);
        assert!(lines[4].contains("Margin: just enough."), "{}", lines[4]);
        assert!(lines[7].contains("2–4 of its numbers"), "{}", lines[7]);
    }

    #[test]
    fn under_noise_the_cap_is_what_the_noise_covers() {
        let lines = receipt(&fixture::noisy(), 0);
        assert!(lines[1].contains("3 conversations count"), "{}", lines[1]);
    }
}
