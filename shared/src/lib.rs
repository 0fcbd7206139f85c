//! What crosses Kleio's privacy boundary, and what both sides of it use.
//!
//! Invariant: this crate does no input or output, knows nothing of async runtimes or the web, and
//! cannot *write* a release: its release types can be deserialised and checked, never serialised.
//! Only the gate in the `kleio` crate has serialisable twins of them, with private constructors.

pub mod band;
pub mod chain;
pub mod check;
pub mod cluster;
pub mod facet;
pub mod language;
pub mod policy;
pub mod release;
pub mod stats;
pub mod text;
