//! The texts that a model is fitted to, and how much each counts.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::ConcernError;
use super::super::concepts::{Concept, Concepts, Lexicon};
use super::super::data::{EverydaySet, Grade, LabelledSet, Part, grade, part};
use super::super::features::{self, Feature};
use super::super::units::units;
use crate::facets::language::{self, Language};

/// Conversations of an everyday set that are trained on, at most (about), and units of each.
const CONVERSATIONS: usize = 800;
const UNITS: usize = 2;
/// Unsafe and benign texts of one set that count in full; larger sets count no more than that, and
/// small ones up to twice what they have.
const IN_FULL: [f32; 2] = [600.0, 2_000.0];
const LEAST_AND_MOST: [(f32, f32); 2] = [(0.3, 2.0), (0.3, 1.0)];
/// What everyday conversations are not trusted to be harmless about: nobody labelled them.
const NOT_EVERYDAY: [Concept; 5] = [
    Concept::Suicide,
    Concept::Despair,
    Concept::Abuse,
    Concept::Weapon,
    Concept::Drug,
];

/// A text to learn from.
#[derive(Debug)]
pub(super) struct Row {
    /// Name of its set.
    pub(super) set: String,
    pub(super) text: String,
    pub(super) features: Vec<Feature>,
    pub(super) concepts: Concepts,
    pub(super) grade: Grade,
}

/// The rows to fit: the part for fitting of every set.
pub(super) fn fitted(
    sets: &[LabelledSet],
    everyday: &[EverydaySet],
) -> Result<Vec<Row>, ConcernError> {
    let lexicon = Lexicon::shipped()?;
    let mut texts: Vec<(&str, String, Grade, bool)> = Vec::new();
    for set in sets {
        for example in set.examples.iter().filter(|e| part(&e.text) == Part::Fit) {
            let unit = units([example.text.as_str()].into_iter()).pop();
            if let (Some(grade), Some(unit)) = (grade(&set.name, example), unit) {
                texts.push((&set.name, unit, grade, true));
            }
        }
    }
    for set in everyday.iter().filter(|set| set.fit) {
        let step = set.conversations.len() / CONVERSATIONS + 1;
        let chosen = set.conversations.iter().step_by(step);
        for messages in chosen.filter(|c| everyday_part(c) == Part::Fit) {
            let units = units(messages.iter().map(String::as_str));
            let units = units.into_iter().take(UNITS);
            texts.extend(units.map(|unit| (set.name.as_str(), unit, Grade::Benign, false)));
        }
    }
    let rows: Vec<(Language, bool, Row)> = texts
        .into_par_iter()
        .map(|(set, text, grade, labelled)| {
            let language = language::identify_text(&text);
            let row = Row {
                set: set.to_owned(),
                features: features::extract(&text),
                concepts: lexicon.concepts(&text, language),
                text,
                grade,
            };
            (language, labelled, row)
        })
        .collect();
    let foreign = one_sided_languages(&rows);
    let trusted = |labelled: bool, row: &Row| {
        labelled
            || !NOT_EVERYDAY
                .iter()
                .any(|&concept| row.concepts.has(concept))
    };
    let rows = rows.into_iter().filter(|(language, labelled, row)| {
        trusted(*labelled, row) && (row.grade == Grade::Benign || !foreign.contains(language))
    });
    Ok(rows.map(|(_, _, row)| row).collect())
}

/// The part of a whole conversation.
pub(super) fn everyday_part(messages: &[String]) -> Part {
    part(messages.first().map_or("", String::as_str))
}

/// How much each row counts, so that no set speaks louder than the others.
pub(super) fn weights(rows: &[&Row]) -> Vec<f32> {
    let mut counts: BTreeMap<(&str, bool), f32> = BTreeMap::new();
    let key = |row: &Row| row.grade == Grade::Benign;
    for row in rows {
        *counts.entry((&row.set, key(row))).or_default() += 1.0;
    }
    rows.iter()
        .map(|row| {
            let kind = usize::from(key(row));
            let (least, most) = LEAST_AND_MOST[kind];
            let count = counts.get(&(row.set.as_str(), key(row)));
            (IN_FULL[kind] / count.copied().unwrap_or(1.0)).clamp(least, most)
        })
        .collect()
}

/// Languages with more unsafe than benign texts. Their unsafe texts are left out: what is learnt from
/// them is that the language itself is unsafe.
fn one_sided_languages(rows: &[(Language, bool, Row)]) -> Vec<Language> {
    let count = |language, benign: bool| {
        let of = rows
            .iter()
            .filter(|(l, _, r)| *l == language && (r.grade == Grade::Benign) == benign);
        of.count()
    };
    let all = Language::ALL.iter().copied();
    all.filter(|&language| count(language, false) > count(language, true))
        .collect()
}
