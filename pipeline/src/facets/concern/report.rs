//! What a trained model is measured by: each data set's figures, on texts it was not trained on.

use std::fmt;

use super::Score;
use super::measure::{roc_auc, spearman};

/// What the measured texts have to do with the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// The fifth of a set whose other texts were trained on.
    Fifth,
    /// All of a set, by a model that was fitted without it.
    LeftOut,
    /// All of a set that nobody trains on.
    Untrained,
}

/// Figures of one data set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetReport {
    /// Name of the set.
    pub name: String,
    /// Which of its texts were measured.
    pub measured: Measured,
    /// Whether sentence vectors were used beside the words.
    pub with_vectors: bool,
    /// Texts or conversations that are safe, and unsafe.
    pub texts: [usize; 2],
    /// Area under the ROC curve, where there are both.
    pub auc: Option<f64>,
    /// Spearman's rank correlation of the level with the label.
    pub spearman: Option<f64>,
    /// From levels 2, 3, 4 and 5.
    pub alarms: [Alarm; 4],
}

/// What happens where all from one level up are taken for unsafe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alarm {
    /// Unsafe texts at that level or above.
    pub right: usize,
    /// Safe ones.
    pub wrong: usize,
}

impl SetReport {
    /// The figures of texts with these scores; the labels say whether they are unsafe.
    pub(super) fn new(
        name: &str,
        measured: Measured,
        with_vectors: bool,
        scored: &[(Score, bool)],
    ) -> Self {
        let unsafe_texts = scored.iter().filter(|(_, label)| *label).count();
        let odds: Vec<_> = scored
            .iter()
            .map(|(s, label)| (s.log_odds, *label))
            .collect();
        let level = |s: &Score| f32::from(s.concern.level());
        let levels: Vec<_> = scored.iter().map(|(s, label)| (level(s), *label)).collect();
        let alarms = [2, 3, 4, 5].map(|from| {
            let raised = scored.iter().filter(|(s, _)| s.concern.level() >= from);
            let (right, wrong): (Vec<bool>, Vec<bool>) =
                raised.map(|(_, label)| *label).partition(|label| *label);
            Alarm {
                right: right.len(),
                wrong: wrong.len(),
            }
        });
        Self {
            name: name.to_owned(),
            measured,
            with_vectors,
            texts: [scored.len() - unsafe_texts, unsafe_texts],
            auc: roc_auc(&odds),
            spearman: spearman(&levels),
            alarms,
        }
    }

    /// Share of texts that are at level 2 or above just where they are unsafe.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        let [safe, unsafe_texts] = self.texts;
        let [Alarm { right, wrong }, ..] = self.alarms;
        (right + safe - wrong) as f64 / (safe + unsafe_texts).max(1) as f64
    }
}

impl fmt::Display for SetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.measured {
            Measured::Fifth => "the fifth not trained on",
            Measured::LeftOut => "all, by a model trained without this set",
            Measured::Untrained => "all, never trained on",
        };
        let means = if self.with_vectors {
            "words and vectors"
        } else {
            "words"
        };
        let [safe, unsafe_texts] = self.texts;
        write!(
            f,
            "{}, {means}, {part}: {safe} safe, {unsafe_texts} unsafe",
            self.name
        )?;
        if let Some(auc) = self.auc {
            write!(f, "; ROC AUC {auc:.3}, accuracy {:.3}", self.accuracy())?;
        }
        if let Some(spearman) = self.spearman {
            write!(f, ", Spearman {spearman:.3}")?;
        }
        let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        for (alarm, level) in self.alarms.iter().zip(2..) {
            write!(f, "; from {level}")?;
            if safe > 0 {
                write!(f, " false alarms {:.1} %", share(alarm.wrong, safe))?;
            }
            if unsafe_texts > 0 {
                write!(f, " recall {:.1} %", share(alarm.right, unsafe_texts))?;
            }
            if safe > 0 && unsafe_texts > 0 {
                let precision = share(alarm.right, alarm.right + alarm.wrong);
                write!(f, " precision {precision:.1} %")?;
            }
        }
        Ok(())
    }
}
