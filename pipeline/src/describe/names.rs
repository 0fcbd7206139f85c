//! Names: a phrase of at most ten words from an act or a heading and two or three terms, each name
//! once, and no two of a level that share half of their content words where that can be helped.

mod frame;
mod taken;

use kleio_shared::text::{Tongue, words};

use super::choose::alike;
use super::score::Portrait;
use super::template::Templates;
use super::{Evidence, Group, Text};
use frame::Frame;
pub(super) use frame::Lead;
use taken::Taken;

/// Words of a name at most.
const LONGEST: usize = 10;

/// Terms a name may be made of.
const POOL: usize = 14;

/// Weakest term in a name, relative to the strongest.
const WEAKEST: f64 = 0.15;

/// What sharing half of the content words with another name costs, relative to a name's terms: more
/// than all of them are worth.
const CLASH: f64 = 2.0;

/// A name and the terms in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The text.
    pub(super) text: String,
    /// Ids of the terms it uses, in order.
    pub(super) terms: Vec<u32>,
}

/// Names all groups, the largest first, apart from each other and from `lower` levels. Each group has the
/// beginnings that its name may have, the clearest first.
pub(super) fn unique(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    portraits: &[Portrait],
    leads: &[Vec<Lead<'_>>],
    lower: &[Text],
) -> Vec<Name> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(groups[i].members.len()), i));
    let mut taken = Taken::default();
    for text in lower {
        taken.texts.insert(text.name.to_lowercase());
    }
    // A name must be unlike those of its own level and of its children.
    let mut names: Vec<Option<Name>> = vec![None; groups.len()];
    for i in order {
        let mut children = Taken::default();
        for child in groups[i].children {
            children.add(&child.name);
        }
        let mut found: Option<(usize, Name)> = None;
        for lead in &leads[i] {
            // Better another beginning than a name that says what another one says. But what a parent is
            // about, even in the words of a child, tells more than that people asked.
            let tells = groups[i].children.is_empty() && !portraits[i].choices.is_empty();
            if matches!(lead, Lead::Act) && found.is_some() && !tells {
                continue;
            }
            let name = best(evidence, &portraits[i], *lead, &taken, &children);
            let clashes = taken.clashes(&name.text) + children.clashes(&name.text);
            if found.as_ref().is_none_or(|(least, _)| clashes < *least) {
                found = Some((clashes, name));
            }
            if clashes == 0 {
                break;
            }
        }
        let Some((_, name)) = found else { continue };
        taken.add(&name.text);
        names[i] = Some(name);
    }
    names.into_iter().flatten().collect()
}

fn best(
    evidence: &Evidence<'_>,
    portrait: &Portrait,
    lead: Lead<'_>,
    taken: &Taken,
    children: &Taken,
) -> Name {
    let mut frame = Frame::of(evidence, portrait, lead);
    let pool: Vec<(u32, f64)> = portrait
        .choices
        .iter()
        .filter(|c| frame.fixed.iter().all(|f| !alike(evidence, *f, c.term)))
        .filter(|c| !frame.says(evidence, c.term))
        .take(POOL)
        .map(|c| (c.term, c.score))
        .collect();
    let bare = frame.name(evidence, &[]);
    let bare_is_new = !taken.texts.contains(&bare.text.to_lowercase())
        && taken.clashes(&bare.text) + children.clashes(&bare.text) == 0;
    if frame.terms == 0 && bare_is_new {
        return bare;
    }
    frame.lead_and_terms();
    let strongest = pool.first().map_or(0.0, |p| p.1);
    let mut found: Option<(f64, Name)> = None;
    let least = if portrait.parent { 3 } else { 2 };
    for picked in combinations(pool.len(), frame.terms.max(1)) {
        if frame.lead.is_none() && picked.len() < least.min(pool.len()) {
            continue;
        }
        let scores: f64 = picked.iter().map(|&p| pool[p].1 / strongest).sum();
        let weak = picked
            .iter()
            .skip(1)
            .any(|&p| pool[p].1 < WEAKEST * strongest);
        // Fewer terms are worth less, but a weak third term is worth nothing.
        let worth = if weak { scores - 1.0 } else { scores } / frame.terms.max(1) as f64;
        if found.as_ref().is_some_and(|(best, _)| worth <= *best) {
            continue;
        }
        let terms: Vec<u32> = picked.iter().map(|&p| pool[p].0).collect();
        let name = frame.name(evidence, &terms);
        if words(&name.text).len() > LONGEST || taken.texts.contains(&name.text.to_lowercase()) {
            continue;
        }
        let clashes = taken.clashes(&name.text) + children.clashes(&name.text);
        let worth = worth - CLASH * clashes.min(3) as f64;
        if found.as_ref().is_none_or(|(best, _)| worth > *best) {
            found = Some((worth, name));
        }
    }
    found.map_or_else(
        || nothing_to_say(portrait, frame.lead.as_deref(), taken),
        |(_, name)| name,
    )
}

/// A general phrase for a cluster without supported terms, or whose every name is taken; it says what
/// the cluster is about, where that is known.
fn nothing_to_say(portrait: &Portrait, lead: Option<&str>, taken: &Taken) -> Name {
    let templates = Templates::of(Tongue::English);
    let nothing = templates.get("name.nothing").unwrap_or_default();
    let base = match lead {
        Some(lead) => format!("{lead}: {}", nothing.to_lowercase()),
        None => nothing.to_owned(),
    };
    let mut phrases = vec![base.clone()];
    if let Some((language, _)) = portrait.languages.first() {
        phrases.push(format!("{base} in {language}"));
    }
    phrases.extend(
        (1..).map_while(|n: u32| (n < 10_000).then(|| format!("{base}, group {}", letters(n)))),
    );
    let text = phrases
        .into_iter()
        .find(|p| !taken.texts.contains(&p.to_lowercase()))
        .unwrap_or_default();
    Name {
        text,
        terms: Vec::new(),
    }
}

/// 1 is A, 26 is Z, 27 is A A: single letters, which need no support.
pub(crate) fn letters(mut n: u32) -> String {
    let mut text = String::new();
    while n > 0 {
        n -= 1;
        if !text.is_empty() {
            text.insert(0, ' ');
        }
        text.insert(0, char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    text
}

/// Choices of up to `most` of `count` positions, each in rising order, full ones first.
fn combinations(count: usize, most: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for size in (1..=most.min(count)).rev() {
        let mut picked: Vec<usize> = (0..size).collect();
        loop {
            all.push(picked.clone());
            let Some(at) = (0..size).rev().find(|&i| picked[i] < count - size + i) else {
                break;
            };
            picked[at] += 1;
            for i in at + 1..size {
                picked[i] = picked[i - 1] + 1;
            }
        }
    }
    all
}

/// Terms as they are shown.
pub(super) fn displays(evidence: &Evidence<'_>, terms: &[u32]) -> Vec<String> {
    let show = |term: &u32| calm(&evidence.vocabulary.term(*term).display);
    terms.iter().map(show).collect()
}

/// Without words of six capitals or more, which are shouted and no abbreviation.
fn calm(display: &str) -> String {
    let word = |word: &str| {
        let shouted = word.len() >= 6 && word.chars().all(|c| c.is_ascii_uppercase());
        if shouted {
            word.to_lowercase()
        } else {
            word.to_owned()
        }
    };
    display.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With a capital first letter, unless the first word has capitals of its own (`iPhone`).
pub(super) fn capitalised(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    if first_word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_all_there_once() {
        assert_eq!(
            combinations(3, 2),
            [
                vec![0, 1],
                vec![0, 2],
                vec![1, 2],
                vec![0],
                vec![1],
                vec![2]
            ]
        );
        assert!(combinations(0, 3).is_empty());
    }

    #[test]
    fn groups_without_words_are_lettered() {
        assert_eq!(
            (letters(1), letters(26), letters(27)),
            ("A".into(), "Z".into(), "A A".into())
        );
    }
}
