//! Statistics that say how sure a comparison is: ratios of proportions, exact tests, many tests at once.
//!
//! Invariant: nothing here knows what is counted. What is withheld is sorted out before.

mod exact;
mod many;
mod normal;
mod proportions;

pub use exact::fisher;
pub use many::benjamini_hochberg;
pub use normal::{Z95, two_sided};
pub use proportions::{Part, Ratio, Relation, compare};

/// The share of false ones that is allowed among all that are called significant.
pub const FALSE_DISCOVERIES: f64 = 0.05;
