//! Everything that is computed from a release and a view of it, and shown somewhere.
//!
//! Invariant: pure. Nothing here knows the browser, Leptos or the renderers, so all of it is tested
//! natively.

pub mod atlas;
pub mod cells;
pub mod chart;
pub mod choices;
pub mod colour_by;
pub mod commands;
pub mod compare;
pub mod directions;
pub mod export;
pub mod filter;
pub mod format;
pub mod grid;
pub mod growth;
pub mod growth_text;
pub mod home;
pub mod hours;
pub mod keys;
pub mod labels;
pub mod language;
pub mod level_text;
pub mod levels;
pub mod link;
pub mod matches;
pub mod meaning;
pub mod measure;
pub mod minimap;
pub mod movers;
pub mod neighbours;
pub mod noise;
pub mod order;
pub mod overlay;
pub mod palette;
pub mod policy_text;
pub mod quality_text;
pub mod ratios;
pub mod receipt_text;
pub mod regions;
pub mod regroup;
pub mod represent;
pub mod rows;
pub mod scale;
pub mod search;
pub mod sets;
pub mod silhouettes;
pub mod sorting;
pub mod statistics;
pub mod steps;
pub mod sums;
pub mod twin;
pub mod undo;
pub mod weeks;
pub mod wrap;

#[cfg(test)]
pub(crate) mod fixture;
