//! Trains the concern model on labelled texts and measures it on texts it was not trained on.

mod rows;

use rayon::prelude::*;
use thiserror::Error;

use super::adam::{self, NetworkRow};
use super::concepts::Lexicon;
use super::data::{EverydaySet, Grade, LEFT_OUT, LabelledSet, Part, grade, part};
use super::heads::{self, Question};
use super::measure::threshold;
use super::model::{LexicalHead, Scorer, Thresholds, Weights};
use super::network::{OUTPUTS, WORDS, Words};
use super::scoring::opening;
use super::units::units;
use super::{ConcernError, ConcernModel, Score};
use crate::matrix::Matrix;
use rows::{Row, everyday_part};

pub use super::report::{Alarm, Measured, SetReport};

/// Conversations of an everyday set that are measured, at most (about).
const MEASURED: usize = 2_000;
/// Shares of everyday conversations that may reach levels 2, 3 and 4.
const EVERYDAY_ALARMS: [f64; 3] = [0.02, 0.007, 0.002];
/// The same for texts that a labelled set calls safe: many of them are meant to look unsafe.
const LABELLED_ALARMS: [f64; 3] = [0.05, 0.02, 0.006];
/// Share of unsafe but not severe texts that may be taken for severe.
const SEVERE_ALARMS: f64 = 0.1;
/// Draws the first weights and what is dropped.
const SEED: u64 = 0;

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
    /// The lists of terms in the program are broken.
    #[error(transparent)]
    Concern(#[from] ConcernError),
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

/// Everything that is trained and measured on.
#[derive(Clone, Copy)]
struct Material<'a> {
    sets: &'a [LabelledSet],
    everyday: &'a [EverydaySet],
    embed: Option<Embed<'a>>,
}

/// Fits the heads and networks, sets the thresholds and measures.
///
/// Seven tenths of every set are fitted, one tenth sets the thresholds, two tenths are measured, by a
/// hash of the text. Each set of `LEFT_OUT` is also measured whole by a model fitted without it.
/// With `embed`, a network that sees a sentence vector is fitted too. The same texts give the same
/// bytes.
///
/// # Errors
/// When there are no texts of one kind.
pub fn train(
    sets: &[LabelledSet],
    everyday: &[EverydaySet],
    embed: Option<Embed<'_>>,
) -> Result<Trained, TrainError> {
    let material = Material {
        sets,
        everyday,
        embed,
    };
    let rows = rows::fitted(sets, everyday)?;
    let vectors =
        embed.map(|embed| embed(&rows.iter().map(|r| opening(&r.text)).collect::<Vec<_>>()));
    let model = material.model(&rows, vectors.as_ref(), None)?;
    let mut report = Vec::new();
    let others = LEFT_OUT
        .par_iter()
        .filter(|name| sets.len() > 1 && sets.iter().any(|set| set.name == **name))
        .map(|name| Ok((*name, material.model(&rows, vectors.as_ref(), Some(name))?)))
        .collect::<Result<Vec<_>, TrainError>>()?;
    for embed in [None, embed]
        .into_iter()
        .take(1 + usize::from(embed.is_some()))
    {
        let measured = Material { embed, ..material };
        report.extend(measured.measure(&model));
        for (name, other) in &others {
            let set = sets.iter().find(|set| set.name == *name);
            report.extend(set.and_then(|set| measured.measure_set(other, set, Measured::LeftOut)));
        }
    }
    Ok(Trained {
        bytes: model.weights.to_bytes(),
        model,
        report,
    })
}

impl Material<'_> {
    /// A model fitted to the rows of all sets but `without`.
    fn model(
        self,
        rows: &[Row],
        vectors: Option<&Matrix>,
        without: Option<&str>,
    ) -> Result<ConcernModel, TrainError> {
        let used = rows.iter().enumerate();
        let used: Vec<(usize, &Row)> = used
            .filter(|(_, r)| Some(r.set.as_str()) != without)
            .collect();
        let rows: Vec<&Row> = used.iter().map(|(_, row)| *row).collect();
        check(&rows)?;
        let (any, severe) = rayon::join(
            || lexical(rows.iter().copied(), Question::Any),
            || lexical(rows.iter().copied(), Question::Severe),
        );
        let words = cross_fitted(&rows);
        let weights = rows::weights(&rows);
        let fit = |vectors: Option<&Matrix>| {
            let inputs = WORDS + vectors.map_or(0, Matrix::dims);
            let network_row = |(place, row): (usize, &&Row)| NetworkRow {
                inputs: words[place].inputs(vectors.map(|v| v.row(used[place].0))),
                labels: [Question::Any, Question::Severe].map(|q| q.label(row.grade)),
                weight: weights[place],
            };
            let rows: Vec<_> = rows.iter().enumerate().map(network_row).collect();
            Scorer {
                network: adam::fit(&rows, inputs, SEED),
                thresholds: Thresholds {
                    any: [0.0; 3],
                    severe: 0.0,
                },
            }
        };
        let (by_words, by_vectors) = rayon::join(|| fit(None), || vectors.map(|v| fit(Some(v))));
        let mut model = ConcernModel {
            weights: Weights {
                any,
                severe,
                words: by_words,
                vector: by_vectors,
            },
            lexicon: Lexicon::shipped()?,
        };
        let words_only = Material {
            embed: None,
            ..self
        };
        model.weights.words.thresholds = words_only.thresholds(&model, without);
        if model.weights.vector.is_some() {
            let thresholds = self.thresholds(&model, without);
            if let Some(scorer) = &mut model.weights.vector {
                scorer.thresholds = thresholds;
            }
        }
        Ok(model)
    }

    /// Thresholds by the share of benign texts that may reach each level.
    fn thresholds(self, model: &ConcernModel, without: Option<&str>) -> Thresholds {
        let calibrates = |text: &str| part(text) == Part::Calibrate;
        let (mut benign, mut not_severe) = (Vec::new(), Vec::new());
        for set in self
            .sets
            .iter()
            .filter(|set| Some(set.name.as_str()) != without)
        {
            let graded = set.examples.iter().filter(|e| calibrates(&e.text));
            let graded: Vec<_> = graded
                .filter_map(|e| Some((e, grade(&set.name, e)?)))
                .collect();
            let texts = graded.iter().map(|(e, _)| vec![e.text.clone()]).collect();
            for (score, (_, grade)) in self.score(model, texts).iter().zip(&graded) {
                match grade {
                    Grade::Benign => benign.push(score.log_odds),
                    Grade::Unsafe => not_severe.push(score.severe),
                    Grade::Severe | Grade::Ungraded => {}
                }
            }
        }
        let everyday = self.everyday.iter().filter(|set| set.fit).flat_map(|set| {
            let chosen = set
                .conversations
                .iter()
                .filter(|c| everyday_part(c) == Part::Calibrate);
            let scores = self.score(model, chosen.cloned().collect());
            scores.into_iter().map(|score| score.log_odds)
        });
        let everyday: Vec<f32> = everyday.collect();
        let mut any = [f32::MIN; 3];
        for (level, from) in any.iter_mut().enumerate() {
            for (scores, shares) in [(&everyday, EVERYDAY_ALARMS), (&benign, LABELLED_ALARMS)] {
                if !scores.is_empty() {
                    *from = from.max(threshold(scores.clone(), shares[level]));
                }
            }
        }
        Thresholds {
            any,
            severe: threshold(not_severe, SEVERE_ALARMS),
        }
    }

    fn score(self, model: &ConcernModel, conversations: Vec<Vec<String>>) -> Vec<Score> {
        let units = |messages: Vec<String>| units(messages.iter().map(String::as_str));
        let conversations = conversations.into_par_iter().map(units);
        match self.embed {
            Some(embed) => model.score_all(conversations, embed),
            None => conversations
                .map(|u| model.by_words(&model.read(u)))
                .collect(),
        }
    }

    /// Figures of every set that has texts to measure.
    fn measure(self, model: &ConcernModel) -> Vec<SetReport> {
        let labelled = self.sets.iter();
        let labelled = labelled.filter_map(|set| self.measure_set(model, set, Measured::Fifth));
        let everyday = self.everyday.iter().filter_map(|set| {
            let (measured, all) = match set.fit {
                true => (Measured::Fifth, false),
                false => (Measured::Untrained, true),
            };
            let chosen = set.conversations.iter();
            let chosen: Vec<_> = chosen
                .filter(|c| all || everyday_part(c) == Part::Test)
                .collect();
            let step = chosen.len() / MEASURED + 1;
            let texts: Vec<_> = chosen.into_iter().step_by(step).cloned().collect();
            let labels = vec![false; texts.len()];
            self.report(model, (&set.name, measured), labels, texts)
        });
        labelled.chain(everyday).collect()
    }

    fn measure_set(
        self,
        model: &ConcernModel,
        set: &LabelledSet,
        measured: Measured,
    ) -> Option<SetReport> {
        let all = measured != Measured::Fifth;
        let examples = set.examples.iter();
        let examples = examples.filter(|e| all || part(&e.text) == Part::Test);
        let (labels, texts) = examples
            .filter_map(|e| Some((grade(&set.name, e)? != Grade::Benign, vec![e.text.clone()])))
            .unzip();
        self.report(model, (&set.name, measured), labels, texts)
    }

    fn report(
        self,
        model: &ConcernModel,
        (name, measured): (&str, Measured),
        labels: Vec<bool>,
        conversations: Vec<Vec<String>>,
    ) -> Option<SetReport> {
        let scores = self.score(model, conversations);
        let scored: Vec<_> = scores.into_iter().zip(labels).collect();
        let with_vectors = self.embed.is_some();
        (!scored.is_empty()).then(|| SetReport::new(name, measured, with_vectors, &scored))
    }
}

fn lexical<'a>(rows: impl Iterator<Item = &'a Row>, question: Question) -> LexicalHead {
    heads::lexical(rows.map(|r| (r.features.as_slice(), r.grade)), question)
}

/// What the words of each row say to heads that were fitted to the other half of the rows: a head's
/// scores of its own texts are too sure for a network to learn from.
fn cross_fitted(rows: &[&Row]) -> Vec<Words> {
    let half =
        |parity: usize, question| lexical(rows.iter().skip(parity).step_by(2).copied(), question);
    let both = |question| rayon::join(|| half(0, question), || half(1, question));
    let (any, severe) = rayon::join(|| both(Question::Any), || both(Question::Severe));
    let words = |(place, row): (usize, &&Row)| {
        let other = |(even, odd): &(LexicalHead, LexicalHead)| {
            let head = if place % 2 == 0 { odd } else { even };
            head.logit(&row.features)
        };
        Words {
            lexical: [other(&any), other(&severe)] as [f32; OUTPUTS],
            concepts: row.concepts,
        }
    };
    rows.iter().enumerate().map(words).collect()
}

fn check(rows: &[&Row]) -> Result<(), TrainError> {
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
