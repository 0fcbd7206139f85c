//! Grouping the clusters of a release anew: methods, measures, names, and what a worker is asked.
//!
//! Invariant: pure. The same request gives the same answer on every machine: random numbers are our own
//! and seeded, sums run in a fixed order, and nothing depends on the order of a hash map.
//!
//! The feature `methods` adds what only the worker needs, so that the page that asks stays small.

pub mod agreement;
pub mod protocol;

#[cfg(feature = "methods")]
pub mod density;
#[cfg(feature = "methods")]
mod dice;
#[cfg(feature = "methods")]
pub mod job;
#[cfg(feature = "methods")]
pub mod kmeans;
#[cfg(feature = "methods")]
pub mod names;
#[cfg(feature = "methods")]
pub mod silhouette;
#[cfg(feature = "methods")]
pub mod suggest;
#[cfg(feature = "methods")]
pub mod vector;
#[cfg(feature = "methods")]
pub mod ward;
