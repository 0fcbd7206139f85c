//! From many good terms a few different ones.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use kleio_shared::text::words;

use super::Evidence;
use super::counts::Counts;

/// Terms kept of a cluster.
const KEPT: usize = 16;

/// Terms looked at.
const POOL: usize = 80;

/// A phrase takes the place of its words where at least this share of their users write the phrase.
const PHRASE_SHARE: f64 = 0.45;

/// A term that may stand in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// Its id.
    pub(super) term: u32,
    /// How well it sets the cluster apart; above 0.
    pub(super) score: f64,
}

/// Whether a `folded` word is too vague, too personal or too technical to name anything.
pub(super) fn is_weak(folded: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS
        .get_or_init(|| {
            words(include_str!("weak.txt"))
                .into_iter()
                .map(|w| w.folded)
                .collect()
        })
        .contains(folded)
}

/// The best of `scored` (best first) that do not say the same twice: neither share a word, nor stand
/// for the same people. Each further term is worth more the more accounts it adds, so that a few
/// terms speak for much of the cluster, and a prompt that many copied gives one term, not all.
pub(super) fn diverse(
    evidence: &Evidence<'_>,
    members: &[u32],
    counts: &Counts,
    scored: &[(u32, f64)],
) -> Vec<Choice> {
    let pool = &scored[..scored.len().min(POOL)];
    let dropped = worded_better(evidence, counts, pool);
    let mut open: Vec<(u32, f64)> = pool
        .iter()
        .copied()
        .filter(|(term, _)| !dropped.contains(term))
        .collect();
    let users = users(evidence, members, &open);
    let mut covered: HashSet<u32> = HashSet::new();
    let mut chosen: Vec<Choice> = Vec::new();
    while chosen.len() < KEPT && !open.is_empty() {
        let worth = |(term, score): &(u32, f64)| {
            let users = &users[term];
            let new = users.iter().filter(|u| !covered.contains(u)).count();
            score * (0.3 + 0.7 * new as f64 / users.len().max(1) as f64)
        };
        let Some(best) = open
            .iter()
            .map(|offer| (offer.0, worth(offer)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        else {
            break;
        };
        covered.extend(&users[&best.0]);
        open.retain(|(term, _)| !alike(evidence, *term, best.0));
        chosen.push(Choice {
            term: best.0,
            score: best.1,
        });
    }
    chosen
}

/// The accounts among `members` that use each of `terms`.
fn users(
    evidence: &Evidence<'_>,
    members: &[u32],
    terms: &[(u32, f64)],
) -> BTreeMap<u32, Vec<u32>> {
    let mut users: BTreeMap<u32, Vec<u32>> = terms.iter().map(|(t, _)| (*t, Vec::new())).collect();
    for &member in members {
        for term in &evidence.terms[member as usize] {
            if let Some(users) = users.get_mut(term) {
                users.push(evidence.accounts[member as usize]);
            }
        }
    }
    for accounts in users.values_mut() {
        accounts.sort_unstable();
        accounts.dedup();
    }
    users
}

/// Words whose phrase says more, and phrases that most users of their words do not write.
fn worded_better(evidence: &Evidence<'_>, counts: &Counts, pool: &[(u32, f64)]) -> HashSet<u32> {
    let mut dropped = HashSet::new();
    for &(phrase, _) in pool {
        let parts = &evidence.vocabulary.term(phrase).parts;
        let users = f64::from(counts.get(phrase));
        for part in parts {
            if users >= PHRASE_SHARE * f64::from(counts.get(*part)) {
                dropped.insert(*part);
            }
        }
    }
    dropped
}

/// Whether two terms share a word or its stem.
pub(super) fn alike(evidence: &Evidence<'_>, a: u32, b: u32) -> bool {
    let words_of = |term: u32| -> Vec<&str> {
        let term = evidence.vocabulary.term(term);
        if term.parts.is_empty() {
            vec![term.key.as_str()]
        } else {
            term.parts
                .iter()
                .map(|p| evidence.vocabulary.term(*p).key.as_str())
                .collect()
        }
    };
    let (a, b) = (words_of(a), words_of(b));
    if same_stem(&a.concat(), &b.concat()) {
        return true;
    }
    a.iter().any(|x| b.iter().any(|y| same_stem(x, y)))
}

/// Whether two folded words begin alike for most of their length: `write`, `writer`; `编程`, `编程语言`.
fn same_stem(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (long, short) = {
        let (a, b) = (a.chars().count(), b.chars().count());
        (a.max(b), a.min(b))
    };
    let wide = a
        .chars()
        .next()
        .is_some_and(|c| !c.is_ascii() && c > '\u{2e80}');
    if wide {
        return shared >= 2 && shared == short || a.contains(b) || b.contains(a);
    }
    shared >= 4 && shared == short && long - short <= 4 || shared >= 5 && shared * 10 >= long * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_stem_are_alike() {
        for (a, b) in [
            ("write", "writer"),
            ("develop", "developer"),
            ("心理", "心理咨询"),
            ("marketing", "market"),
        ] {
            assert!(same_stem(a, b), "{a} {b}");
        }
        for (a, b) in [("java", "javascript"), ("cat", "cats!"), ("story", "store")] {
            assert!(!same_stem(a, b), "{a} {b}");
        }
    }
}
