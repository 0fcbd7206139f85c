//! Everything that is computed from a release and a view of it, and shown somewhere.
//!
//! Invariant: pure. Nothing here knows the browser, Leptos or the renderers, so all of it is tested
//! natively.

pub mod atlas;
pub mod cells;
pub mod chart;
pub mod colour_by;
pub mod directions;
pub mod format;
pub mod hours;
pub mod labels;
pub mod language;
pub mod levels;
pub mod link;
pub mod noise;
pub mod palette;
pub mod policy_text;
pub mod regroup;
pub mod rows;
pub mod scale;
pub mod sums;
pub mod weeks;
pub mod wrap;

#[cfg(test)]
pub(crate) mod fixture;
