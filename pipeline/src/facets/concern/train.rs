//! Trains the concern model on labelled texts and measures it on texts it was not trained on.

use std::fmt;

use rayon::prelude::*;
use thiserror::Error;

use super::data::{EverydaySet, Grade, HELD_OUT, LabelledSet, Part, grade, part};
use super::features::{self, BUCKETS, Feature};
use super::fit::{Objective, logistic, minimise};
use super::measure::{roc_auc, threshold};
use super::model::{LexicalHead, Thresholds, Weights};
use super::units::units;
use super::{Concern, ConcernModel};

/// Strength of the penalty on the lexical weights, per text.
const PENALTY: f64 = 5e-6;
/// Steps of the fit, at most.
const ITERATIONS: usize = 120;
/// Conversations of an everyday set that are trained on, at most (about), and parts of each.
const CONVERSATIONS: usize = 3_000;
const UNITS: usize = 3;
/// Shares of benign texts that may reach levels 2, 3 and 4.
const ALARMS: [f64; 3] = [0.03, 0.015, 0.005];
/// Share of unsafe but not severe texts that may be taken for severe.
const SEVERE_ALARMS: f64 = 0.1;

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
    /// Measured on texts that it was not trained on.
    pub report: Vec<SetReport>,
}

/// Figures of one data set, of those texts that were not trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct SetReport {
    /// Name of the set.
    pub name: String,
    /// Whether nothing of the set was trained on; else a fifth of it is measured.
    pub held_out: bool,
    /// Texts measured.
    pub texts: usize,
    /// Area under the ROC curve, where the set has safe and unsafe texts.
    pub auc: Option<f64>,
    /// Share of the benign texts at levels 2, 3, 4 and 5 or above, where there are any.
    pub benign: Option<[f64; 4]>,
    /// The same of the unsafe texts.
    pub unsafe_texts: Option<[f64; 4]>,
}

struct Row {
    features: Vec<Feature>,
    grade: Grade,
    part: Part,
}

/// Fits both lexical heads, sets the thresholds and measures.
///
/// Seven tenths of every set that is not held out are fitted, one tenth sets the thresholds, two
/// tenths are measured. No randomness: the same texts give the same bytes.
///
/// # Errors
/// When there are no texts of one kind.
pub fn train(sets: &[LabelledSet], everyday: &[EverydaySet]) -> Result<Trained, TrainError> {
    let mut rows = Vec::new();
    for set in sets
        .iter()
        .filter(|set| !HELD_OUT.contains(&set.name.as_str()))
    {
        for example in &set.examples {
            if let Some(grade) = grade(&set.name, example) {
                rows.push((example.text.clone(), grade, part(&example.text)));
            }
        }
    }
    for set in everyday.iter().filter(|set| set.fit) {
        let step = set.conversations.len() / CONVERSATIONS + 1;
        for conversation in set.conversations.iter().step_by(step) {
            let part = everyday_part(conversation);
            let units = units(conversation.iter().map(String::as_str));
            rows.extend(
                units
                    .into_iter()
                    .take(UNITS)
                    .map(|unit| (unit, Grade::Benign, part)),
            );
        }
    }
    let rows: Vec<Row> = rows
        .into_par_iter()
        .filter(|(_, _, part)| *part != Part::Test)
        .map(|(text, grade, part)| Row {
            features: features::extract(&text),
            grade,
            part,
        })
        .collect();
    let fitted: Vec<&Row> = rows.iter().filter(|r| r.part == Part::Fit).collect();
    let count = |wanted: fn(Grade) -> bool| fitted.iter().filter(|r| wanted(r.grade)).count();
    let benign = count(|g| g == Grade::Benign);
    let severe = count(|g| g == Grade::Severe);
    let unsafe_texts = fitted.len() - benign;
    if benign == 0 || severe == 0 || unsafe_texts == 0 {
        return Err(TrainError::OneSided {
            unsafe_texts,
            severe,
            benign,
        });
    }
    let (any, severe) = rayon::join(
        || fit_head(&fitted, |g| Some(g != Grade::Benign)),
        || {
            fit_head(&fitted, |g| {
                (g != Grade::Ungraded).then_some(g == Grade::Severe)
            })
        },
    );
    let calibration: Vec<&Row> = rows.iter().filter(|r| r.part == Part::Calibrate).collect();
    let scores = |head: &LexicalHead, wanted: fn(Grade) -> bool| -> Vec<f32> {
        calibration
            .iter()
            .filter(|r| wanted(r.grade))
            .map(|r| head.logit(&r.features))
            .collect()
    };
    let benign = scores(&any, |g| g == Grade::Benign);
    let thresholds = Thresholds {
        any: ALARMS.map(|share| threshold(benign.clone(), share)),
        severe: threshold(scores(&severe, |g| g == Grade::Unsafe), SEVERE_ALARMS),
    };
    let model = ConcernModel {
        weights: Weights {
            any,
            severe,
            thresholds,
            vector: None,
        },
    };
    let labelled = sets.iter().filter_map(|set| measure(&model, set));
    let report = labelled
        .chain(
            everyday
                .iter()
                .filter_map(|set| measure_everyday(&model, set)),
        )
        .collect();
    Ok(Trained {
        bytes: model.weights.to_bytes(),
        model,
        report,
    })
}

/// Fits one head; `label` gives none for texts to leave out.
fn fit_head(rows: &[&Row], label: impl Fn(Grade) -> Option<bool>) -> LexicalHead {
    let rows: Vec<(&[Feature], f64)> = rows
        .iter()
        .filter(|r| !r.features.is_empty())
        .filter_map(|r| {
            Some((
                r.features.as_slice(),
                if label(r.grade)? { 1.0 } else { -1.0 },
            ))
        })
        .collect();
    let mut weights = minimise(&Lexical { rows }, ITERATIONS);
    let bias = weights.pop().unwrap_or_default();
    LexicalHead::quantise(&weights, bias)
}

/// Mean logistic loss over rows of hashed features, the bias last and not penalised.
struct Lexical<'a> {
    rows: Vec<(&'a [Feature], f64)>,
}

impl Objective for Lexical<'_> {
    fn len(&self) -> usize {
        BUCKETS + 1
    }

    fn evaluate(&self, weights: &[f32], gradient: &mut [f32]) -> f64 {
        let each = 1.0 / self.rows.len() as f64;
        for (g, w) in gradient.iter_mut().zip(weights) {
            *g = PENALTY as f32 * w;
        }
        gradient[BUCKETS] = 0.0;
        let squares: f64 = weights[..BUCKETS].iter().map(|w| f64::from(w * w)).sum();
        let mut loss = PENALTY / 2.0 * squares;
        for (features, label) in &self.rows {
            let norm = 1.0 / features::length(features);
            let sum: f32 = features
                .iter()
                .map(|&f| features::value(f) as f32 * weights[features::bucket(f)])
                .sum();
            let (row_loss, slope) = logistic(f64::from(sum * norm + weights[BUCKETS]), *label);
            loss += each * row_loss;
            let slope = (slope * each) as f32;
            gradient[BUCKETS] += slope;
            for &f in *features {
                gradient[features::bucket(f)] += features::value(f) as f32 * slope * norm;
            }
        }
        loss
    }
}

fn measure(model: &ConcernModel, set: &LabelledSet) -> Option<SetReport> {
    let held_out = HELD_OUT.contains(&set.name.as_str());
    let scored: Vec<_> = set
        .examples
        .iter()
        .filter(|e| held_out || part(&e.text) == Part::Test)
        .filter_map(|e| Some((grade(&set.name, e)? != Grade::Benign, model.score(&e.text))))
        .collect();
    if scored.is_empty() {
        return None;
    }
    let shares = |of_unsafe: bool| {
        let levels = scored
            .iter()
            .filter(|(u, _)| *u == of_unsafe)
            .map(|(_, s)| s.concern);
        shares_from(&levels.collect::<Vec<_>>())
    };
    let pairs: Vec<_> = scored.iter().map(|(u, s)| (s.log_odds, *u)).collect();
    Some(SetReport {
        name: set.name.clone(),
        held_out,
        texts: scored.len(),
        auc: roc_auc(&pairs),
        benign: shares(false),
        unsafe_texts: shares(true),
    })
}

fn measure_everyday(model: &ConcernModel, set: &EverydaySet) -> Option<SetReport> {
    let levels: Vec<Concern> = set
        .conversations
        .par_iter()
        .filter(|messages| !set.fit || everyday_part(messages) == Part::Test)
        .map(|messages| model.messages(messages.iter().map(String::as_str)).concern)
        .collect();
    Some(SetReport {
        name: set.name.clone(),
        held_out: !set.fit,
        texts: levels.len(),
        auc: None,
        benign: Some(shares_from(&levels)?),
        unsafe_texts: None,
    })
}

fn everyday_part(messages: &[String]) -> Part {
    part(messages.first().map_or("", String::as_str))
}

/// Shares of `levels` at 2, 3, 4 and 5 or above; `None` of none.
fn shares_from(levels: &[Concern]) -> Option<[f64; 4]> {
    let all = levels.len() as f64;
    (!levels.is_empty()).then(|| {
        [2, 3, 4, 5].map(|from| levels.iter().filter(|l| l.level() >= from).count() as f64 / all)
    })
}

impl fmt::Display for SetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.held_out {
            "whole set, never trained on"
        } else {
            "a fifth, not trained on"
        };
        write!(f, "{} ({} texts: {kind})", self.name, self.texts)?;
        if let Some(auc) = self.auc {
            write!(f, ", ROC AUC {auc:.3}")?;
        }
        for (name, shares) in [("benign", self.benign), ("unsafe", self.unsafe_texts)] {
            if let Some([two, three, four, five]) = shares {
                write!(
                    f,
                    "; {name} at 2+ {:.1} %, 3+ {:.1} %, 4+ {:.1} %, 5 {:.1} %",
                    100.0 * two,
                    100.0 * three,
                    100.0 * four,
                    100.0 * five
                )?;
            }
        }
        Ok(())
    }
}
