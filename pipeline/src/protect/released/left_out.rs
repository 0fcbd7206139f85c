//! What a release had to leave out whole, because some cell of it could not be protected whatever was hidden.

use serde::Serialize;

use super::super::suppress::{Cells, Kept};
use super::Release;
use crate::measure::Measured;

/// Something without numbers, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct LeftOut {
    name: String,
    reason: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Why {
    Cells,
    History,
}

impl LeftOut {
    /// Facets of `measured` in their order, and the weeks.
    pub(super) fn all(measured: &Measured, cells: &Cells) -> Vec<Self> {
        let facets = measured.facets.iter().map(|facet| facet.name.as_str());
        let lists = facets.chain(["weeks"]).zip(&cells.why);
        lists
            .filter_map(|(name, kept)| {
                let reason = match kept {
                    Kept::Shown => return None,
                    Kept::Derivable => Why::Cells,
                    Kept::DerivableBeside => Why::History,
                };
                let name = name.to_owned();
                Some(Self { name, reason })
            })
            .collect()
    }
}

impl Release {
    /// Names of facets that are not in the release, and `weeks`.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        let left_out = self.manifest.left_out.iter();
        left_out.map(|left_out| left_out.name.clone()).collect()
    }
}
