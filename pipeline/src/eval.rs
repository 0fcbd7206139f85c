//! `kleio eval`: how good each stage is, measured against data whose truth is known.
//!
//! The measures are in [`metrics`]; each of the other modules fills one kind of table of a
//! [`Report`]. What is measured is the code that a run uses, not a copy of it.
//!
//! Invariant: a report holds names of files and labels, and numbers; never a text.

pub mod base;
pub mod concern;
pub mod data;
pub mod detectors;
mod error;
pub mod hierarchy;
pub mod languages;
pub mod metrics;
pub mod personal;
pub mod pipeline;
pub mod presidio;
pub mod python;
pub mod reconstruct;
pub mod report;
pub mod sample;
pub mod stability;
pub mod vectors;

pub use error::EvalError;
pub use report::Report;
