//! Clustering as both sides see it: what is asked for, what comes back, and who can do it.
//!
//! The pipeline and the browser cluster with code of their own; both implement [`KMeans`], so that a
//! caller need not know which it has.

/// Points in a space of `dims` dimensions, row after row, borrowed from whoever keeps them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Points<'a> {
    dims: usize,
    values: &'a [f32],
}

impl Default for Points<'_> {
    /// No points, in one dimension.
    fn default() -> Self {
        Self {
            dims: 1,
            values: &[],
        }
    }
}

impl<'a> Points<'a> {
    /// `values` in rows of `dims`; nothing where they are not whole rows of at least one value.
    #[must_use]
    pub const fn new(dims: usize, values: &'a [f32]) -> Option<Self> {
        if dims == 0 || !values.len().is_multiple_of(dims) {
            return None;
        }
        Some(Self { dims, values })
    }

    /// Length of a row.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.dims
    }

    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.values.len() / self.dims
    }

    /// Row `index`, below [`Self::rows`].
    #[must_use]
    pub fn row(&self, index: usize) -> &'a [f32] {
        &self.values[index * self.dims..(index + 1) * self.dims]
    }

    /// All values, row after row.
    #[must_use]
    pub const fn values(&self) -> &'a [f32] {
        self.values
    }
}

/// What the centre of a cluster is while points are given to the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Centres {
    /// The mean of the cluster's points (Lloyd 1982).
    #[default]
    Means,
    /// Its direction, of length 1: the nearest is the one with the greatest cosine (Dhillon, Modha
    /// 2001, Machine Learning 42, section 3). For points of length 1. The mean of points that have
    /// little in common is short, and so near to whatever is far from everything; as a direction it
    /// draws none.
    Directions,
}

/// What k-means is asked for; see [`KMeansParams::check`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KMeansParams {
    /// Number of clusters, at least 1 and at most the number of points.
    pub clusters: usize,
    /// Most iterations, at least 1.
    pub iterations: usize,
    /// Stops when what is minimised, the sum of squared distances to the centres, falls by less than this share of itself, 0 or more.
    pub tolerance: f64,
    /// Fits from this many starts, at least 1; the best by the same sum counts.
    pub restarts: usize,
    /// Seed of the starts.
    pub seed: u64,
    /// What points are near to.
    pub centres: Centres,
}

/// Iterations after which a fit ends even where it still improves, unless parameters say otherwise.
pub const MOST_ITERATIONS: usize = 60;

/// Why parameters do not fit the points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KMeansError {
    /// More clusters than points, or none.
    #[error(
        "{clusters} clusters cannot be made of {points} points: ask for at least 1 and at most as many as there are points."
    )]
    Clusters {
        /// Clusters asked for.
        clusters: usize,
        /// Points given.
        points: usize,
    },
    /// No iterations, no starts, or a tolerance that is negative or not a number.
    #[error("K-means needs at least one iteration, one start, and a tolerance of 0 or more.")]
    Stopping,
    /// A point that lies nowhere.
    #[error("Point {row} has a coordinate that is not a finite number, so no cluster is near it.")]
    NotFinite {
        /// The first such point, counted from 0.
        row: usize,
    },
}

impl KMeansParams {
    /// `clusters` clusters, at most [`MOST_ITERATIONS`] iterations, tolerance 0.0001, one start, seed 0,
    /// near to means.
    #[must_use]
    pub const fn new(clusters: usize) -> Self {
        Self {
            clusters,
            iterations: MOST_ITERATIONS,
            tolerance: 1e-4,
            restarts: 1,
            seed: 0,
            centres: Centres::Means,
        }
    }

    /// Checks the parameters against `points`.
    ///
    /// # Errors
    /// When they do not fit.
    pub fn check<'a>(
        self,
        points: impl Into<Points<'a>>,
    ) -> Result<ValidKMeansParams, KMeansError> {
        let points = points.into();
        if self.clusters == 0 || self.clusters > points.rows() {
            return Err(KMeansError::Clusters {
                clusters: self.clusters,
                points: points.rows(),
            });
        }
        if self.iterations == 0
            || self.restarts == 0
            || self.tolerance.is_nan()
            || self.tolerance < 0.0
        {
            return Err(KMeansError::Stopping);
        }
        match points.values.iter().position(|value| !value.is_finite()) {
            Some(place) => Err(KMeansError::NotFinite {
                row: place / points.dims,
            }),
            None => Ok(ValidKMeansParams(self)),
        }
    }
}

/// Parameters known to fit points; to be used on those only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValidKMeansParams(KMeansParams);

impl ValidKMeansParams {
    /// The parameters.
    #[must_use]
    pub const fn params(&self) -> &KMeansParams {
        &self.0
    }
}

/// A fitted clustering.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Cluster of every point.
    pub labels: Vec<u32>,
    /// Mean of every cluster, row after row, each as long as a point.
    pub centroids: Vec<f32>,
    /// Sum of squared distances of all points to their centroids, which are means in any case.
    pub inertia: f64,
}

/// Something that does k-means.
pub trait KMeans {
    /// Clusters `points`, which `params` were checked against, calling `step` with the inertia after
    /// every iteration. The same points, parameters and implementation give the same clusters; none of
    /// them is empty unless fewer than `clusters` points differ.
    fn fit(
        &self,
        params: &ValidKMeansParams,
        points: Points<'_>,
        step: &mut dyn FnMut(f64),
    ) -> Fitted;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_whole_rows() {
        assert!(Points::new(0, &[]).is_none() && Points::new(2, &[1.0; 3]).is_none());
        let points = Points::new(2, &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((points.rows(), points.row(1)), (2, &[3.0, 4.0][..]));
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let values = [0.0; 6];
        let points = Points::new(2, &values).unwrap();
        for clusters in [0, 4] {
            let error = KMeansParams::new(clusters).check(points).unwrap_err();
            assert_eq!(
                error,
                KMeansError::Clusters {
                    clusters,
                    points: 3
                }
            );
        }
        let fine = KMeansParams::new(2);
        let wrong = [
            KMeansParams {
                iterations: 0,
                ..fine
            },
            KMeansParams {
                restarts: 0,
                ..fine
            },
            KMeansParams {
                tolerance: -1.0,
                ..fine
            },
            KMeansParams {
                tolerance: f64::NAN,
                ..fine
            },
        ];
        for params in wrong {
            assert_eq!(params.check(points).unwrap_err(), KMeansError::Stopping);
        }
        assert_eq!(fine.check(points).unwrap().params(), &fine);
    }

    #[test]
    fn a_point_that_is_nowhere_is_named() {
        let values = [0.0, 1.0, 2.0, f32::NAN];
        let points = Points::new(2, &values).unwrap();
        let error = KMeansParams::new(1).check(points).unwrap_err();
        assert_eq!(error, KMeansError::NotFinite { row: 1 });
    }
}
