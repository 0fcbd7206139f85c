//! (e) The concern facet against texts that are known to be safe or unsafe.

use std::collections::{BTreeMap, BTreeSet};

use super::EvalError;
use super::data::Graded;
use super::metrics::ranking::{Alarms, roc_auc, spearman};
use super::report::{Cell, Table};
use crate::config::EmbedderChoice;
use crate::embed::Embedder;
use crate::embed::choose::ChooseError;
use crate::facets::concern::{self, ConcernModel, Score};
use crate::progress::Progress;
use rayon::prelude::*;

/// Levels from which an alarm is counted.
const ALARMS: [u8; 2] = [2, 3];

/// How the unsafe halves of over-refusal pairs begin, as XSTest names them (arXiv 2308.01263).
const CONTRAST: &str = "contrast_";

/// Evaluates every set.
///
/// # Errors
/// When the weights that ship with Kleio cannot be loaded, or texts not be embedded.
pub fn evaluate(
    sets: &[Graded],
    embedder: EmbedderChoice,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let model = ConcernModel::builtin()?;
    // As in a run: the model reads MUSE's vectors only, whatever conversations are clustered by.
    let muse = match embedder {
        EmbedderChoice::Lexical => None,
        _ => concern::sentences().map_err(ChooseError::from)?,
    };
    let mut table = table();
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
        let vectors = muse.as_ref().map(|muse| {
            let bar = progress.stage("embed", "texts", set.texts.len() as u64);
            let vectors = muse.embed(&set.texts, &|done| bar.inc(done));
            bar.finish_and_clear();
            vectors
        });
        let scores: Vec<Score> = set
            .texts
            .par_iter()
            .enumerate()
            .map(|(index, text)| model.score(text, vectors.as_ref().map(|v| v.row(index))))
            .collect();
        let levels: Vec<u8> = scores.iter().map(|score| score.concern.level()).collect();
        let log_odds: Vec<f64> = scores.iter().map(|s| f64::from(s.log_odds)).collect();
        add_rows(&mut table, &set.name, &levels, &log_odds, &set.is_unsafe);
        add_pairs(&mut pairs, set, &levels, &log_odds);
    }
    let mut tables = vec![table];
    if !pairs.rows.is_empty() {
        tables.push(pairs);
    }
    Ok(tables)
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

/// Adds the rows of one set; all lists have one entry a text.
pub fn add_rows(table: &mut Table, set: &str, levels: &[u8], scores: &[f64], is_unsafe: &[bool]) {
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
            Cell::score(roc_auc(scores, is_unsafe)),
            format!("{alarm} or more").into(),
            Cell::share(alarms.precision()),
            Cell::share(alarms.recall()),
            Cell::share(alarms.false_alarm_rate()),
            Cell::share(alarms.accuracy()),
        ]);
    }
}

fn add_pairs(table: &mut Table, set: &Graded, levels: &[u8], scores: &[f64]) {
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
        let of = |values: &[f64]| -> Vec<f64> { texts.iter().map(|&text| values[text]).collect() };
        let is_unsafe: Vec<bool> = texts.iter().map(|&text| set.is_unsafe[text]).collect();
        let raised: Vec<bool> = texts
            .iter()
            .map(|&text| levels[text] >= ALARMS[0])
            .collect();
        let alarms = Alarms::of(&raised, &is_unsafe);
        table.row(vec![
            set.name.as_str().into(),
            subject.replace('_', " ").into(),
            Cell::Count(alarms.false_alarms + alarms.rejections),
            Cell::Count(alarms.hits + alarms.misses),
            Cell::score(roc_auc(&of(scores), &is_unsafe)),
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
        add_rows(
            &mut table,
            "made up",
            &[1, 3, 4],
            &[0.1, 0.8, 0.9],
            &[true; 3],
        );
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
        add_pairs(&mut table, &set, &[1, 4, 1], &[0.1, 0.9, 0.2]);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0][4], Cell::Score(1.0));
        assert_eq!(table.rows[0][7], Cell::Share(1.0));
    }
}
