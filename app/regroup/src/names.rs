//! Names of groups: the words that set the released texts of a group apart from all others.
//!
//! A term's worth is the share of the group that uses it, times the logarithm of how much larger that
//! share is than everywhere: its part in the divergence of the two (Kullback, Leibler 1951).
//!
//! Invariant: a name holds nothing but words and phrases of released names and descriptions.

use std::collections::BTreeMap;

use kleio_shared::text::{Gap, is_stop, words};

/// Terms of a name.
const TERMS: usize = 3;

/// Longest phrase, in words.
const LONGEST: usize = 3;

/// How much a term of a name counts beside one of a description, which says more in passing.
const IN_NAME: f64 = 1.0;
const IN_DESCRIPTION: f64 = 0.3;

/// A term, folded, with the form it was written in first.
type Terms = BTreeMap<String, (f64, String)>;

/// Names for the groups `0..groups` of clusters: `labels`, `weights` and `texts` (name and description)
/// stand in the same order. No two are the same, but for empty ones of groups whose texts say nothing: what to
/// call these is a matter of the reader's language.
#[must_use]
pub fn names(
    groups: usize,
    labels: &[Option<u32>],
    weights: &[f32],
    texts: &[(&str, &str)],
) -> Vec<String> {
    let mut of_group: Vec<Terms> = vec![Terms::new(); groups];
    let mut mass = vec![0.0; groups];
    let mut overall: BTreeMap<String, f64> = BTreeMap::new();
    let mut total = 0.0;
    for ((text, label), &weight) in texts.iter().zip(labels).zip(weights) {
        let weight = f64::from(weight);
        total += weight;
        let terms = terms(*text);
        for (folded, (value, _)) in &terms {
            *overall.entry(folded.clone()).or_default() += value * weight;
        }
        let Some(group) = label.map(|label| label as usize).filter(|&g| g < groups) else {
            continue;
        };
        mass[group] += weight;
        for (folded, (value, surface)) in terms {
            let entry = of_group[group].entry(folded).or_insert((0.0, surface));
            entry.0 += value * weight;
        }
    }
    let mut taken = Vec::with_capacity(groups);
    for (group, terms) in of_group.iter().enumerate() {
        let name = name_of(&ranked(terms, mass[group], &overall, total), &taken);
        taken.push(name);
    }
    taken
}

/// The terms of a group, the one that sets it apart most first.
fn ranked(
    terms: &Terms,
    mass: f64,
    overall: &BTreeMap<String, f64>,
    total: f64,
) -> Vec<(String, String)> {
    let mut ranked: Vec<(f64, &String, &String)> = terms
        .iter()
        .filter_map(|(folded, (value, surface))| {
            let here = value / mass;
            let everywhere = overall.get(folded)? / total;
            let words = folded.split(' ').count() as f64;
            // A phrase says more than each of its words, which it stands beside in the same texts.
            let worth = here * (here / everywhere).ln() * (1.0 + 0.15 * (words - 1.0));
            (worth > 0.0).then_some((worth, folded, surface))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let pair = |(_, folded, surface): (f64, &String, &String)| (folded.clone(), surface.clone());
    ranked.into_iter().map(pair).collect()
}

/// The best terms that share no word; another last one, or a number, where the name is taken.
fn name_of(ranked: &[(String, String)], taken: &[String]) -> String {
    let mut chosen: Vec<&(String, String)> = Vec::new();
    let mut spare = Vec::new();
    for term in ranked {
        let shares = |other: &&(String, String)| {
            term.0
                .split(' ')
                .any(|word| other.0.split(' ').any(|w| w == word))
        };
        if chosen.iter().any(shares) {
            continue;
        }
        if chosen.len() < TERMS {
            chosen.push(term);
        } else {
            spare.push(term);
        }
    }
    let written = |chosen: &[&(String, String)]| {
        let surfaces: Vec<&str> = chosen.iter().map(|(_, surface)| surface.as_str()).collect();
        capitalised(&surfaces.join(", "))
    };
    if chosen.is_empty() {
        return String::new();
    }
    let name = written(&chosen);
    if !taken.contains(&name) {
        return name;
    }
    for other in spare {
        chosen.pop();
        chosen.push(other);
        let name = written(&chosen);
        if !taken.contains(&name) {
            return name;
        }
    }
    numbered(&name, taken)
}

fn numbered(name: &str, taken: &[String]) -> String {
    (1_u32..)
        .map(|number| format!("{name} {number}"))
        .find(|name| !taken.contains(name))
        .unwrap_or_default()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// The words and phrases of a cluster's texts: of the name, and of the description's first sentence, for
/// the others are about numbers.
fn terms((name, description): (&str, &str)) -> Terms {
    let mut terms = Terms::new();
    add_terms(name, IN_NAME, &mut terms);
    let first = description.split_inclusive(". ").next().unwrap_or_default();
    add_terms(first, IN_DESCRIPTION, &mut terms);
    terms
}

fn add_terms(text: &str, value: f64, terms: &mut Terms) {
    let mut run: Vec<(String, &str)> = Vec::new();
    let mut add = |run: &mut Vec<(String, &str)>| {
        let mut one = |words: &[(String, &str)]| {
            let folded: Vec<&str> = words.iter().map(|(folded, _)| folded.as_str()).collect();
            let surface: Vec<&str> = words.iter().map(|(_, surface)| *surface).collect();
            terms
                .entry(folded.join(" "))
                .and_modify(|entry| entry.0 = entry.0.max(value))
                .or_insert_with(|| (value, surface.join(" ")));
        };
        run.chunks(1).for_each(&mut one);
        if (2..=LONGEST).contains(&run.len()) {
            one(run);
        }
        run.clear();
    };
    for word in words(text) {
        if word.gap > Gap::Space || is_stop(&word.folded) {
            add(&mut run);
        }
        let long = word.folded.chars().count() > 1 || !word.folded.is_ascii();
        if long && !is_stop(&word.folded) {
            run.push((word.folded, word.surface));
        }
    }
    add(&mut run);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, &str); 6] = [
        (
            "Recipes: cake and brioche",
            "People asked about cake. About half were in English.",
        ),
        (
            "Recipes: sourdough bread",
            "People asked about bread. About half were in English.",
        ),
        (
            "Git: merge and rebase",
            "People asked about Git. Most were in English.",
        ),
        (
            "Git: branches",
            "People asked about branches. Most were in English.",
        ),
        (
            "Trains to Rome",
            "People asked about trains. About half were in Italian.",
        ),
        ("列车：罗马", ""),
    ];

    #[test]
    fn names_say_what_sets_a_group_apart() {
        let labels = [0, 0, 1, 1, 2, 3].map(Some);
        let names = names(4, &labels, &[10.0; 6], &TEXTS);
        assert!(names[0].starts_with("Recipes"), "{names:?}");
        assert!(names[1].starts_with("Git"), "{names:?}");
        assert!(names[2].to_lowercase().contains("rome"), "{names:?}");
        assert!(names[3].contains("罗马"), "{names:?}");
        for name in &names {
            assert!(
                !name.contains("English") && !name.to_lowercase().contains("asked"),
                "{names:?}"
            );
        }
    }

    #[test]
    fn every_word_of_a_name_stands_in_a_released_text() {
        let labels = [0, 1, 0, 1, 0, 1].map(Some);
        let all: String = TEXTS.iter().map(|(n, d)| format!("{n} {d} ")).collect();
        let known: Vec<String> = words(&all).into_iter().map(|word| word.folded).collect();
        for name in names(2, &labels, &[1.0; 6], &TEXTS) {
            for word in words(&name) {
                assert!(known.contains(&word.folded), "{name}");
            }
        }
    }

    #[test]
    fn no_two_groups_have_one_name() {
        let texts = ["Bread", "Bread", "Trains", "Trains"].map(|name| (name, ""));
        let labels = [0, 1, 2, 3].map(Some);
        let mut names = names(4, &labels, &[1.0; 4], &texts);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn a_group_whose_texts_say_nothing_has_no_name() {
        let labels = [0, 1].map(Some);
        let names = names(2, &labels, &[1.0; 2], &[("Bread", ""); 2]);
        assert_eq!(names, ["", ""]);
    }
}
