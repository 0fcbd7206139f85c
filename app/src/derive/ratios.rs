//! A ratio for every cluster, for a map coloured by the difference of two sides.

use crate::tr;

/// Ratios of all clusters of a release, computed elsewhere, with what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratios {
    /// What the scale measures.
    pub title: String,
    /// A ratio a cluster, 0 to infinity; `None` where it is withheld or cannot be told.
    pub values: Vec<Option<f64>>,
}

impl Default for Ratios {
    /// Ratios that are not known yet.
    fn default() -> Self {
        Self {
            title: tr!("Difference of two sides").to_owned(),
            values: Vec::new(),
        }
    }
}

impl Ratios {
    /// The ratio of the cluster at `index`.
    #[must_use]
    pub fn value(&self, index: usize) -> Option<f64> {
        self.values.get(index).copied().flatten()
    }
}
