//! Trains the concern model on labelled texts and measures it on texts it was not trained on.

use rayon::prelude::*;
use thiserror::Error;

use super::ConcernModel;
use super::data::{EverydaySet, Grade, HELD_OUT, LabelledSet, Part, grade, part};
use super::features::{self, Feature};
use super::heads::{self, Question, VectorRow};
use super::measure::{roc_auc, threshold};
use super::model::{LexicalHead, Thresholds, VectorHead, VectorWeights, Weights};
use super::report;
pub use super::report::{LevelShares, SetReport};
use super::units::{opening, units};
use crate::facets::language::{self, Language};
use crate::matrix::Matrix;

/// Conversations of an everyday set that are trained on, at most (about), and units of each.
const CONVERSATIONS: usize = 2_000;
const UNITS: usize = 2;
/// Conversations of an everyday set that are measured, at most (about).
const MEASURED: usize = 2_000;
/// Shares of benign texts that may reach levels 2, 3 and 4.
const ALARMS: [f64; 3] = [0.02, 0.008, 0.002];
/// Share of unsafe but not severe texts that may be taken for severe.
const SEVERE_ALARMS: f64 = 0.1;

/// Turns texts into sentence vectors, a row each; the same model must be used when scoring.
pub type Embed<'a> = &'a (dyn Fn(&[String]) -> Matrix + Sync);

/// Why no model was trained.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TrainError {
    /// One kind of text is missing.
    #[error(
        "There are {unsafe_texts} unsafe, {severe} severe and {benign} benign texts to train on; a model needs some of each. Add labelled texts with \"unsafe\" true and false and a \"category\"."
    )]
    OneSided {
        /// Unsafe texts in the part for fitting.
        unsafe_texts: usize,
        /// Severe ones among them.
        severe: usize,
        /// Benign texts in the part for fitting.
        benign: usize,
    },
}

/// A trained model and how well it does.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model file.
    pub bytes: Vec<u8>,
    /// The model itself.
    pub model: ConcernModel,
    /// Measured on texts that it was not trained on: first by words alone, then with vectors.
    pub report: Vec<SetReport>,
}

/// A text to learn from.
struct Row {
    text: String,
    features: Vec<Feature>,
    grade: Grade,
}

/// Fits the heads, sets the thresholds and measures.
///
/// Seven tenths of every set that is not held out are fitted, one tenth sets the thresholds, two
/// tenths are measured. With `embed`, heads that see a sentence vector are fitted too. No
/// randomness: the same texts give the same bytes.
///
/// # Errors
/// When there are no texts of one kind.
pub fn train(
    sets: &[LabelledSet],
    everyday: &[EverydaySet],
    embed: Option<Embed<'_>>,
) -> Result<Trained, TrainError> {
    let (fitted, calibration) = rows(sets, everyday);
    check(&fitted)?;
    let lexical = |rows: &[&Row], question| {
        heads::lexical(
            rows.iter().map(|r| (r.features.as_slice(), r.grade)),
            question,
        )
    };
    let all: Vec<&Row> = fitted.iter().collect();
    let (any, severe) = rayon::join(
        || lexical(&all, Question::Any),
        || lexical(&all, Question::Severe),
    );
    let scores = |head: &LexicalHead| {
        calibration
            .iter()
            .map(|r| head.logit(&r.features))
            .collect()
    };
    let thresholds = thresholds(&calibration, scores(&any), scores(&severe));
    let mut weights = Weights {
        any,
        severe,
        thresholds,
        vector: None,
    };
    weights.vector = embed.map(|embed| with_vectors(&weights, &fitted, &calibration, embed));
    let model = ConcernModel { weights };
    let mut report = measure(&model, sets, everyday, None);
    if embed.is_some() {
        report.extend(measure(&model, sets, everyday, embed));
    }
    Ok(Trained {
        bytes: model.weights.to_bytes(),
        model,
        report,
    })
}

/// The rows to fit and those to set the thresholds by.
fn rows(sets: &[LabelledSet], everyday: &[EverydaySet]) -> (Vec<Row>, Vec<Row>) {
    let mut texts = Vec::new();
    for set in sets.iter().filter(|set| !is_held_out(set)) {
        for example in &set.examples {
            if let Some(grade) = grade(&set.name, example) {
                texts.push((example.text.clone(), grade, part(&example.text)));
            }
        }
    }
    for set in everyday.iter().filter(|set| set.fit) {
        let step = set.conversations.len() / CONVERSATIONS + 1;
        for messages in set.conversations.iter().step_by(step) {
            let part = everyday_part(messages);
            let units = units(messages.iter().map(String::as_str))
                .into_iter()
                .take(UNITS);
            texts.extend(units.map(|unit| (unit, Grade::Benign, part)));
        }
    }
    texts.retain(|(_, _, part)| *part != Part::Test);
    let rows: Vec<(Part, Language, Row)> = texts
        .into_par_iter()
        .map(|(text, grade, part)| {
            let features = features::extract(&text);
            let language = language::identify_text(&text);
            (
                part,
                language,
                Row {
                    text,
                    features,
                    grade,
                },
            )
        })
        .collect();
    let foreign = one_sided_languages(&rows);
    let rows = rows
        .into_iter()
        .filter(|(_, language, row)| row.grade == Grade::Benign || !foreign.contains(language));
    let (fitted, calibration): (Vec<_>, Vec<_>) = rows.partition(|(part, _, _)| *part == Part::Fit);
    let strip =
        |rows: Vec<(Part, Language, Row)>| rows.into_iter().map(|(_, _, row)| row).collect();
    (strip(fitted), strip(calibration))
}

/// Languages with more unsafe than benign texts. Their unsafe texts are left out: what is learnt from
/// them is that the language itself is unsafe.
fn one_sided_languages(rows: &[(Part, Language, Row)]) -> Vec<Language> {
    let count = |language, benign: bool| {
        let of = rows
            .iter()
            .filter(|(_, l, r)| *l == language && (r.grade == Grade::Benign) == benign);
        of.count()
    };
    let all = Language::ALL.iter().copied();
    all.filter(|&language| count(language, false) > count(language, true))
        .collect()
}

fn check(rows: &[Row]) -> Result<(), TrainError> {
    let count = |wanted: fn(Grade) -> bool| rows.iter().filter(|r| wanted(r.grade)).count();
    let benign = count(|g| g == Grade::Benign);
    let severe = count(|g| g == Grade::Severe);
    let unsafe_texts = rows.len() - benign;
    if benign == 0 || severe == 0 || unsafe_texts == 0 {
        return Err(TrainError::OneSided {
            unsafe_texts,
            severe,
            benign,
        });
    }
    Ok(())
}

/// Thresholds by the share of benign texts that may reach each level.
fn thresholds(calibration: &[Row], any: Vec<f32>, severe: Vec<f32>) -> Thresholds {
    let of = |scores: Vec<f32>, wanted| -> Vec<f32> {
        let kept = calibration
            .iter()
            .zip(scores)
            .filter(|(r, _)| r.grade == wanted);
        kept.map(|(_, score)| score).collect()
    };
    let benign = of(any, Grade::Benign);
    Thresholds {
        any: ALARMS.map(|share| threshold(benign.clone(), share)),
        severe: threshold(of(severe, Grade::Unsafe), SEVERE_ALARMS),
    }
}

/// Fits the heads that see a vector too. The lexical scores that they learn from come from heads
/// fitted to the other half of the texts; a head's scores of its own texts are too sure.
fn with_vectors(
    lexical: &Weights,
    fitted: &[Row],
    calibration: &[Row],
    embed: Embed<'_>,
) -> VectorWeights {
    let texts = |rows: &[Row]| {
        embed(
            &rows
                .iter()
                .map(|r| opening([r.text.as_str()].into_iter()))
                .collect::<Vec<_>>(),
        )
    };
    let (vectors, calibration_vectors) = (texts(fitted), texts(calibration));
    let head = |question| {
        let half = |parity: usize| {
            fitted
                .iter()
                .skip(parity)
                .step_by(2)
                .map(|r| (r.features.as_slice(), r.grade))
        };
        let (even, odd) = rayon::join(
            || heads::lexical(half(0), question),
            || heads::lexical(half(1), question),
        );
        let rows: Vec<VectorRow<'_>> = fitted
            .iter()
            .zip(vectors.iter())
            .enumerate()
            .map(|(i, (row, vector))| VectorRow {
                vector,
                lexical: if i % 2 == 0 { &odd } else { &even }.logit(&row.features),
                grade: row.grade,
            })
            .collect();
        heads::vector(&rows, vectors.dims(), question)
    };
    let (any, severe) = (head(Question::Any), head(Question::Severe));
    let scores = |head: &VectorHead, words: &LexicalHead| {
        let pairs = calibration.iter().zip(calibration_vectors.iter());
        pairs
            .map(|(r, vector)| head.logit(vector, words.logit(&r.features)))
            .collect()
    };
    let thresholds = thresholds(
        calibration,
        scores(&any, &lexical.any),
        scores(&severe, &lexical.severe),
    );
    VectorWeights {
        any,
        severe,
        thresholds,
    }
}

/// Figures of every set that has texts to measure.
fn measure(
    model: &ConcernModel,
    sets: &[LabelledSet],
    everyday: &[EverydaySet],
    embed: Option<Embed<'_>>,
) -> Vec<SetReport> {
    let labelled = sets.iter().filter_map(|set| {
        let examples = set
            .examples
            .iter()
            .filter(|e| is_held_out(set) || part(&e.text) == Part::Test);
        let (labels, texts): (Vec<bool>, Vec<_>) = examples
            .filter_map(|e| Some((grade(&set.name, e)? != Grade::Benign, vec![e.text.clone()])))
            .unzip();
        report_on(model, (&set.name, is_held_out(set)), &labels, &texts, embed)
    });
    let everyday = everyday.iter().filter_map(|set| {
        let measured = set
            .conversations
            .iter()
            .filter(|c| !set.fit || everyday_part(c) == Part::Test);
        let texts: Vec<_> = measured.collect();
        let step = texts.len() / MEASURED + 1;
        let texts: Vec<_> = texts.into_iter().step_by(step).cloned().collect();
        report_on(
            model,
            (&set.name, !set.fit),
            &vec![false; texts.len()],
            &texts,
            embed,
        )
    });
    labelled.chain(everyday).collect()
}

fn report_on(
    model: &ConcernModel,
    (name, held_out): (&str, bool),
    labels: &[bool],
    conversations: &[Vec<String>],
    embed: Option<Embed<'_>>,
) -> Option<SetReport> {
    if conversations.is_empty() {
        return None;
    }
    let vectors = embed.map(|embed| {
        embed(
            &conversations
                .iter()
                .map(|c| opening(c.iter().map(String::as_str)))
                .collect::<Vec<_>>(),
        )
    });
    let scored: Vec<_> = conversations
        .par_iter()
        .enumerate()
        .map(|(i, messages)| {
            let vector = vectors.as_ref().map(|v| v.row(i));
            model.messages(messages.iter().map(String::as_str), vector)
        })
        .collect();
    let levels = |of_unsafe: bool| {
        let kept = scored
            .iter()
            .zip(labels)
            .filter(|(_, label)| **label == of_unsafe);
        report::shares(&kept.map(|(score, _)| score.concern).collect::<Vec<_>>())
    };
    let pairs: Vec<_> = scored
        .iter()
        .map(|s| s.log_odds)
        .zip(labels.iter().copied())
        .collect();
    Some(SetReport {
        name: name.to_owned(),
        held_out,
        with_vectors: embed.is_some(),
        texts: scored.len(),
        auc: roc_auc(&pairs),
        benign: levels(false),
        unsafe_texts: levels(true),
    })
}

fn is_held_out(set: &LabelledSet) -> bool {
    HELD_OUT.contains(&set.name.as_str())
}

/// The part of a whole conversation.
fn everyday_part(messages: &[String]) -> Part {
    part(messages.first().map_or("", String::as_str))
}
