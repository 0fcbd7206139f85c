//! From the units of a conversation to its level.

use rayon::prelude::*;

use super::concepts::{Concept, Concepts};
use super::model::{Scorer, Thresholds};
use super::network::Words;
use super::{Concern, ConcernModel, Score, features};
use crate::facets::language;
use crate::matrix::Matrix;

/// Units of a conversation that sentence vectors are made of, at most: those whose words look worst.
/// More would cost time without finding much.
const EMBEDDED: usize = 2;
/// A second unit is embedded only where its words give it log-odds of this or more.
const SUSPECT: f32 = -3.0;
/// Characters of a unit that a vector can be made of: MUSE reads 64 tokens.
const READ_BY_MODEL: usize = 800;
/// Characters of each unit that tell the language.
const TELL_LANGUAGE: usize = 300;

/// A unit that has been read.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    text: String,
    words: Words,
    /// Log-odds of unsafe and severe by words.
    odds: [f32; 2],
}

impl ConcernModel {
    /// Reads the units of one conversation: the worst by their words first.
    pub(super) fn read(&self, units: Vec<String>) -> Vec<Unit> {
        let beginnings = units
            .iter()
            .flat_map(|u| u.chars().take(TELL_LANGUAGE).chain(['\n']));
        let language = language::identify_text(&beginnings.collect::<String>());
        let mut read: Vec<Unit> = units
            .into_iter()
            .map(|text| {
                let words = self.words(&text, language);
                let odds = self.weights.words.network.logits(words, None);
                Unit { text, words, odds }
            })
            .collect();
        read.sort_by(|a, b| b.odds[0].total_cmp(&a.odds[0]));
        read
    }

    /// What the words of `text` say.
    fn words(&self, text: &str, language: language::Language) -> Words {
        let features = features::extract(text);
        Words {
            lexical: [&self.weights.any, &self.weights.severe].map(|head| head.logit(&features)),
            concepts: self.lexicon.concepts(text, language),
        }
    }

    /// Scores a conversation by its words alone.
    pub(super) fn by_words(&self, read: &[Unit]) -> Score {
        // Nothing was written: no worry.
        let worst = read.first().map_or([f32::MIN; 2], |unit| unit.odds);
        decide(worst, read, &self.weights.words)
    }

    /// Scores a conversation by words and the vectors of some of its units, given by their place.
    pub(super) fn by_vectors(&self, read: &[Unit], vectors: &[(usize, &[f32])]) -> Score {
        let Some(scorer) = &self.weights.vector else {
            return self.by_words(read);
        };
        let odds = vectors.iter().filter_map(|&(place, vector)| {
            let unit = read.get(place)?;
            Some(scorer.network.logits(unit.words, Some(vector)))
        });
        match odds.max_by(|a, b| a[0].total_cmp(&b[0])) {
            Some(worst) => decide(worst, read, scorer),
            None => self.by_words(read),
        }
    }

    /// Scores conversations given as units, embedding the worst units of each in one go.
    pub(super) fn score_all(
        &self,
        conversations: impl IndexedParallelIterator<Item = Vec<String>>,
        embed: &(dyn Fn(&[String]) -> Matrix + Sync),
    ) -> Vec<Score> {
        let mut read: Vec<Vec<Unit>> = conversations.map(|units| self.read(units)).collect();
        let mut places = Vec::new();
        let mut texts = Vec::new();
        for units in &mut read {
            let worst = units.iter_mut().take(EMBEDDED).enumerate();
            let chosen = worst.filter(|(place, unit)| *place == 0 || unit.odds[0] >= SUSPECT);
            let start = texts.len();
            texts.extend(chosen.map(|(_, unit)| opening(&unit.text)));
            places.push(start..texts.len());
        }
        let vectors = embed(&texts);
        read.par_iter()
            .zip(&places)
            .map(|(units, range)| {
                // The chosen units are the first of each conversation.
                let rows = range
                    .clone()
                    .map(|row| (row - range.start, vectors.row(row)));
                self.by_vectors(units, &rows.collect::<Vec<_>>())
            })
            .collect()
    }
}

/// The part of a unit that its sentence vector is made of.
pub(super) fn opening(text: &str) -> String {
    text.chars().take(READ_BY_MODEL).collect()
}

/// The level that follows from the log-odds of the worst unit; a single alarm weighs less the more
/// units there are, as each is a chance of a false one.
fn decide([any, severe]: [f32; 2], read: &[Unit], scorer: &Scorer) -> Score {
    let log_odds = any - 0.5 * (read.len().max(1) as f32).ln();
    let least = read
        .iter()
        .map(|unit| least_level(unit.words.concepts))
        .max();
    let reached = level(log_odds, severe, &scorer.thresholds);
    Score {
        concern: Concern(reached.max(least.unwrap_or(1))),
        log_odds,
        severe,
    }
}

fn level(log_odds: f32, severe: f32, thresholds: &Thresholds) -> u8 {
    let from = thresholds.any.iter();
    let reached = 1 + from.filter(|&&from| log_odds >= from).count() as u8;
    let grave = reached >= 3 && severe >= thresholds.severe;
    reached + u8::from(grave)
}

/// The level that what a unit speaks of calls for whatever the classifier says.
///
/// Public data sets have next to no people who speak of killing or hurting themselves, and count
/// those that they have as harmless, as they are to the assistant; Clio's scale counts them high.
const fn least_level(concepts: Concepts) -> u8 {
    match (
        concepts.has(Concept::Suicide),
        concepts.has(Concept::Despair),
        concepts.has(Concept::Benign),
    ) {
        (true, true, _) => 4,
        (true, false, false) => 3,
        (true, false, true) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_with_the_odds_and_severe_ones_go_higher() {
        let thresholds = Thresholds {
            any: [0.0, 1.0, 2.0],
            severe: 0.0,
        };
        let at = |any, severe| level(any, severe, &thresholds);
        assert_eq!([-1.0, 0.0, 1.5, 2.0].map(|any| at(any, -1.0)), [1, 2, 3, 4]);
        assert_eq!([-1.0, 0.0, 1.5, 2.0].map(|any| at(any, 0.0)), [1, 2, 4, 5]);
    }

    #[test]
    fn self_harm_is_never_at_one() {
        let least = |concepts: &[Concept]| least_level(concepts.iter().copied().collect());
        assert_eq!(least(&[]), 1);
        assert_eq!(least(&[Concept::Despair]), 1);
        assert_eq!(least(&[Concept::Suicide]), 3);
        assert_eq!(least(&[Concept::Suicide, Concept::Benign]), 2);
        assert_eq!(least(&[Concept::Suicide, Concept::Despair]), 4);
    }
}
