//! What a trained model is measured by: each data set's figures, on texts it was not trained on.

use std::fmt;

use super::Concern;

/// Figures of one data set, of those texts that were not trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct SetReport {
    /// Name of the set.
    pub name: String,
    /// Whether nothing of the set was trained on; else a fifth of it is measured.
    pub held_out: bool,
    /// Whether sentence vectors were used beside the words.
    pub with_vectors: bool,
    /// Texts or conversations measured.
    pub texts: usize,
    /// Area under the ROC curve, where the set has safe and unsafe texts.
    pub auc: Option<f64>,
    /// Of the benign texts, where there are any.
    pub benign: Option<LevelShares>,
    /// Of the unsafe texts.
    pub unsafe_texts: Option<LevelShares>,
}

/// Shares (0..=1) of texts at level 2, 3, 4 and 5 or above.
pub type LevelShares = [f64; 4];

/// The shares among `levels`; `None` of none.
pub(super) fn shares(levels: &[Concern]) -> Option<LevelShares> {
    let all = levels.len() as f64;
    let from = |least| levels.iter().filter(|l| l.level() >= least).count() as f64 / all;
    (!levels.is_empty()).then(|| [2, 3, 4, 5].map(from))
}

impl fmt::Display for SetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.held_out {
            "all, none trained on"
        } else {
            "the fifth not trained on"
        };
        let means = if self.with_vectors {
            "words and vectors"
        } else {
            "words"
        };
        write!(f, "{}, {means}: {} texts ({part})", self.name, self.texts)?;
        if let Some(auc) = self.auc {
            write!(f, "; ROC AUC {auc:.3}")?;
        }
        for (kind, shares) in [("benign", self.benign), ("unsafe", self.unsafe_texts)] {
            if let Some([two, three, four, five]) = shares.map(|s| s.map(|share| 100.0 * share)) {
                write!(
                    f,
                    "; {kind} at 2+ {two:.1} %, 3+ {three:.1} %, 4+ {four:.1} %, 5 {five:.1} %"
                )?;
            }
        }
        Ok(())
    }
}
