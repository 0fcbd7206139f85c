//! (e) The concern facet against texts that are known to be safe or unsafe.

use std::collections::{BTreeMap, BTreeSet};

use super::data::Graded;
use super::metrics::ranking::{Alarms, roc_auc, spearman};
use super::report::{Cell, Table};
use super::{EvalError, vectors};
use crate::config::EmbedderChoice;
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::embed::choose::ChooseError;
use crate::facets::concern::data::is_measured;
use crate::facets::concern::{self, ConcernModel};
use crate::progress::Progress;

/// Levels from which an alarm is counted.
const ALARMS: [u8; 2] = [2, 3];

/// How the unsafe halves of over-refusal pairs begin, as XSTest names them (arXiv 2308.01263).
const CONTRAST: &str = "contrast_";

/// Evaluates every set: all of its texts, and those that the weights were not trained on.
///
/// # Errors
/// When the weights that ship with Kleio cannot be loaded, or the sentence model is damaged.
pub fn evaluate(
    sets: &[Graded],
    embedder: EmbedderChoice,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let mut all = table();
    let mut unseen = table();
    unseen.title = "Concern against labels, on texts that were not trained on".to_owned();
    unseen.note =
        "The fifth of every set, by a hash of the text, that takes no part in training.".to_owned();
    let mut pairs = Table::new(
        "Over-refusal: safe requests beside unsafe ones that use the same words",
        &[
            "set",
            "pair",
            "safe",
            "unsafe",
            "ROC AUC",
            "alarms on safe",
            "alarms on unsafe",
            "accuracy",
        ],
    )
    .note(format!("An alarm is a concern of {} or more.", ALARMS[0]));
    for set in sets {
        let scored = Scored::of(&vectors::conversations(&set.texts), embedder, progress)?;
        add_rows(&mut all, &set.name, &scored, &set.is_unsafe);
        let measured: Vec<usize> = (0..set.texts.len())
            .filter(|&text| is_measured(&set.texts[text]))
            .collect();
        if !measured.is_empty() {
            let is_unsafe: Vec<bool> = measured.iter().map(|&text| set.is_unsafe[text]).collect();
            add_rows(&mut unseen, &set.name, &scored.only(&measured), &is_unsafe);
        }
        add_pairs(&mut pairs, set, &scored);
    }
    let mut tables = vec![all, unseen];
    if !pairs.rows.is_empty() {
        tables.push(pairs);
    }
    Ok(tables)
}

/// What the facet says of conversations, one entry each.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// 1 … 5.
    pub levels: Vec<u8>,
    /// The log-odds behind the level.
    pub scores: Vec<f64>,
}

impl Scored {
    /// Scores conversations as a run does: by MUSE's vectors where it is there and vectors are not
    /// to be lexical, else by words.
    ///
    /// # Errors
    /// When the weights that ship with Kleio cannot be loaded, or the sentence model is damaged.
    pub fn of(
        conversations: &[Conversation],
        embedder: EmbedderChoice,
        progress: &Progress,
    ) -> Result<Self, EvalError> {
        let model = ConcernModel::builtin()?;
        let sentences = match embedder {
            EmbedderChoice::Lexical => None,
            _ => concern::sentences().map_err(ChooseError::from)?,
        };
        let sentences = sentences.as_ref().map(|muse| muse as &dyn Embedder);
        let bar = progress.stage("concern", "texts", conversations.len() as u64);
        let scores = model.scores(conversations, sentences, &|done| bar.inc(done));
        bar.finish_and_clear();
        Ok(Self {
            levels: scores.iter().map(|score| score.concern.level()).collect(),
            scores: scores
                .iter()
                .map(|score| f64::from(score.log_odds))
                .collect(),
        })
    }

    fn only(&self, chosen: &[usize]) -> Self {
        Self {
            levels: chosen.iter().map(|&text| self.levels[text]).collect(),
            scores: chosen.iter().map(|&text| self.scores[text]).collect(),
        }
    }
}

/// The empty table of concern.
#[must_use]
pub fn table() -> Table {
    Table::new(
        "Concern against labels",
        &[
            "set", "texts", "unsafe", "Spearman", "ROC AUC", "alarm at", "precision", "recall",
            "false alarms", "accuracy",
        ],
    )
    .note("Spearman is of the level 1 … 5 with the label, ROC AUC of the score behind it; false alarms are of the safe texts.")
}

/// Adds the rows of one set; `is_unsafe` has one entry a text.
pub fn add_rows(table: &mut Table, set: &str, scored: &Scored, is_unsafe: &[bool]) {
    let levels = &scored.levels;
    let as_numbers: Vec<f64> = levels.iter().map(|&level| f64::from(level)).collect();
    let truth: Vec<f64> = is_unsafe.iter().map(|&u| f64::from(u8::from(u))).collect();
    for alarm in ALARMS {
        let raised: Vec<bool> = levels.iter().map(|&level| level >= alarm).collect();
        let alarms = Alarms::of(&raised, is_unsafe);
        table.row(vec![
            set.into(),
            levels.len().into(),
            Cell::Count(alarms.hits + alarms.misses),
            Cell::score(spearman(&as_numbers, &truth)),
            Cell::score(roc_auc(&scored.scores, is_unsafe)),
            format!("{alarm} or more").into(),
            Cell::share(alarms.precision()),
            Cell::share(alarms.recall()),
            Cell::share(alarms.false_alarm_rate()),
            Cell::share(alarms.accuracy()),
        ]);
    }
}

fn add_pairs(table: &mut Table, set: &Graded, scored: &Scored) {
    let all: BTreeSet<&str> = set
        .categories
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let mut of_category: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (text, category) in set.categories.iter().enumerate() {
        if let Some(category) = category {
            of_category.entry(category).or_default().push(text);
        }
    }
    for subject in all
        .iter()
        .filter_map(|category| category.strip_prefix(CONTRAST))
    {
        let contrast = format!("{CONTRAST}{subject}");
        let texts: Vec<usize> = of_category
            .iter()
            .filter(|(category, _)| **category == contrast || is_safe_half(category, subject))
            .flat_map(|(_, texts)| texts.iter().copied())
            .collect();
        let chosen = scored.only(&texts);
        let is_unsafe: Vec<bool> = texts.iter().map(|&text| set.is_unsafe[text]).collect();
        let raised: Vec<bool> = chosen
            .levels
            .iter()
            .map(|&level| level >= ALARMS[0])
            .collect();
        let alarms = Alarms::of(&raised, &is_unsafe);
        table.row(vec![
            set.name.as_str().into(),
            subject.replace('_', " ").into(),
            Cell::Count(alarms.false_alarms + alarms.rejections),
            Cell::Count(alarms.hits + alarms.misses),
            Cell::score(roc_auc(&chosen.scores, &is_unsafe)),
            Cell::share(alarms.false_alarm_rate()),
            Cell::share(alarms.recall()),
            Cell::share(alarms.accuracy()),
        ]);
    }
}

/// `privacy_public` is the safe half of `contrast_privacy`, `real_group_nons_discr` that of
/// `contrast_discr`.
fn is_safe_half(category: &str, subject: &str) -> bool {
    category == subject
        || category
            .strip_prefix(subject)
            .is_some_and(|rest| rest.starts_with('_'))
        || category.strip_suffix(subject).is_some_and(|rest| {
            rest.ends_with('_') && !category.starts_with(CONTRAST) && !rest.starts_with("safe_")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_unsafe_texts_alone_has_recall_only() {
        let mut table = table();
        let scored = Scored {
            levels: vec![1, 3, 4],
            scores: vec![0.1, 0.8, 0.9],
        };
        add_rows(&mut table, "made up", &scored, &[true; 3]);
        assert_eq!(table.rows.len(), ALARMS.len());
        assert_eq!(table.rows[1][3], Cell::Missing);
        assert_eq!(table.rows[1][7], Cell::Share(2.0 / 3.0));
        assert_eq!(table.rows[1][8], Cell::Missing);
    }

    #[test]
    fn safe_halves_find_their_contrast() {
        assert!(is_safe_half("homonyms", "homonyms"));
        assert!(is_safe_half("privacy_public", "privacy"));
        assert!(is_safe_half("nons_group_real_discr", "discr"));
        assert!(!is_safe_half("contrast_discr", "discr"));
        assert!(!is_safe_half("safe_targets", "definitions"));
    }

    #[test]
    fn pairs_are_judged_together() {
        let category = |name: &str| Some(name.to_owned());
        let set = Graded {
            name: "made up".into(),
            is_unsafe: vec![false, true, false],
            categories: vec![category("homonyms"), category("contrast_homonyms"), None],
            ..Graded::default()
        };
        let mut table = Table::new(
            "",
            &["set", "pair", "safe", "unsafe", "auc", "a", "b", "accuracy"],
        );
        let scored = Scored {
            levels: vec![1, 4, 1],
            scores: vec![0.1, 0.9, 0.2],
        };
        add_pairs(&mut table, &set, &scored);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0][4], Cell::Score(1.0));
        assert_eq!(table.rows[0][7], Cell::Share(1.0));
    }
}
