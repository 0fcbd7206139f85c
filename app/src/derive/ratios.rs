//! A ratio for every cluster, for a map coloured by what differs.

use super::scale::{Scale, Spread};

/// What the ratios are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Growth between the two windows.
    Growth,
    /// The comparison that is chosen.
    Difference,
}

/// Ratios of all clusters of a release, computed elsewhere, with what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratios {
    /// What they are of.
    pub of: Of,
    /// What the scale measures.
    pub title: String,
    /// A ratio a cluster, 0 to infinity; `None` where it is withheld or cannot be told.
    pub values: Vec<Option<f64>>,
}

/// Least and greatest number of doublings that the scale reaches.
const REACH: (f64, f64) = (1.0, 4.0);

impl Of {
    /// As it stands in links: `growth`, `difference`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Growth => "growth",
            Self::Difference => "difference",
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Growth, Self::Difference]
            .into_iter()
            .find(|of| of.key() == key)
    }
}

impl Ratios {
    /// Ratios that are not known yet.
    #[must_use]
    pub fn awaited(of: Of) -> Self {
        let title = match of {
            Of::Growth => "Growth between two windows of weeks",
            Of::Difference => "Difference between the two sides",
        };
        Self {
            of,
            title: title.to_owned(),
            values: Vec::new(),
        }
    }

    /// Doublings from the second side to the first of the cluster at `index`: negative for halvings.
    #[must_use]
    pub fn doublings(&self, index: usize) -> Option<f64> {
        let ratio = (*self.values.get(index)?)?;
        // A scale has ends, so that nothing and infinity lie on them.
        Some(ratio.log2().clamp(-REACH.1, REACH.1))
    }

    /// A scale of doublings with 0 in its middle, which nine of ten clusters lie within.
    #[must_use]
    pub fn scale(&self) -> Scale {
        let mut sizes: Vec<f64> = (0..self.values.len())
            .filter_map(|index| self.doublings(index))
            .map(f64::abs)
            .collect();
        sizes.sort_by(f64::total_cmp);
        let reach = sizes.get(sizes.len() * 9 / 10).copied().unwrap_or(0.0);
        let reach = reach.ceil().clamp(REACH.0, REACH.1);
        Scale {
            spread: Spread::Linear,
            low: -reach,
            high: reach,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratios(values: &[Option<f64>]) -> Ratios {
        Ratios {
            values: values.to_vec(),
            ..Ratios::awaited(Of::Growth)
        }
    }

    #[test]
    fn no_change_is_in_the_middle_and_extremes_are_at_the_ends() {
        let ratios = ratios(&[Some(1.0), Some(f64::INFINITY), Some(0.0), None, Some(2.0)]);
        let scale = ratios.scale();
        let place = |index| ratios.doublings(index).map(|value| scale.fraction(value));
        assert_eq!(place(0), Some(0.5));
        assert_eq!((place(1), place(2)), (Some(1.0), Some(0.0)));
        assert_eq!(place(3), None);
        assert!(place(4) > Some(0.5));
    }

    #[test]
    fn a_scale_of_little_still_reaches_a_doubling() {
        assert_eq!(ratios(&[Some(1.02)]).scale().high, 1.0);
        assert_eq!(ratios(&[]).scale().high, 1.0);
    }
}
