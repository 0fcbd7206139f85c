//! What happened to clusters on their way to the gate, and what readers already know.

use std::collections::BTreeSet;

use kleio_shared::policy::Threshold;
use kleio_shared::release::ClusterId;
use serde::{Deserialize, Serialize};

use super::history::{History, Kin, Told};
use crate::measure::{Measured, Support};

/// A layer of the gate that stops clusters or conversations, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Conversations of an account beyond those that count.
    Influence,
    /// What differs from the previous release by too little.
    History,
    /// Too few conversations or accounts.
    Size,
    /// Words and phrases that too few use.
    Words,
    /// Texts that identify someone.
    Auditor,
}

impl Layer {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Influence,
        Self::History,
        Self::Size,
        Self::Words,
        Self::Auditor,
    ];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Influence => "influence",
            Self::History => "history",
            Self::Size => "size",
            Self::Words => "words",
            Self::Auditor => "auditor",
        }
    }
}

/// How a cluster stands to the previous release of the same vault, as its receipt tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// There is none.
    #[default]
    First,
    /// It is of the same conversations as a cluster there.
    Same,
    /// It differs from each there by as much as a cell needs.
    Apart,
}

/// What one layer stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Clusters withheld.
    pub clusters: u64,
    /// Texts replaced by general ones.
    pub texts: u64,
    /// Conversations left out.
    pub conversations: u64,
    /// Distinct accounts of these, or fewer where that is not known.
    pub accounts: u64,
}

impl Stopped {
    /// The conversations left out, as a cell.
    #[must_use]
    pub const fn support(&self) -> Support {
        Support {
            conversations: self.conversations,
            accounts: self.accounts,
        }
    }
}

/// The way of a run's clusters to the gate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// What each of [`Layer::ALL`] stopped.
    pub stopped: [Stopped; 5],
    /// Clusters that are several too small ones together.
    pub merged: BTreeSet<ClusterId>,
    /// Too small clusters that are in these, by level.
    pub merged_from: Vec<u64>,
    /// Clusters whose own text failed.
    pub replaced: BTreeSet<ClusterId>,
    /// How clusters stand to the previous release, by level; empty where there is none.
    pub standing: Vec<Vec<Standing>>,
    /// Words that too few accounts of the input use.
    pub rare_words: u64,
    /// Conversations whose summary a model did not give, or not without breaking the rules for texts; `None` where no
    /// model was asked.
    pub summaries: Option<Support>,
    /// The previous release of the same vault, and for everything and each cluster, level by level, what
    /// it is to be compared with there.
    pub previous: Option<(Told, Vec<Option<Kin>>)>,
}

impl Passage {
    /// How the cluster at `index` of `level` stands to the previous release.
    pub(super) fn standing_of(&self, level: usize, index: usize) -> Standing {
        let of = self.standing.get(level).and_then(|level| level.get(index));
        of.copied().unwrap_or_default()
    }

    /// What `layer` stopped.
    pub fn stopped(&mut self, layer: Layer) -> &mut Stopped {
        &mut self.stopped[layer as usize]
    }

    pub(super) fn history(&self, measured: &Measured, threshold: Threshold) -> Option<History> {
        let (told, kin) = self.previous.as_ref()?;
        Some(History::new(told, measured, kin, threshold))
    }
}
