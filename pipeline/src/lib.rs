//! Kleio's secure zone: reads conversations and writes privacy-filtered releases.
//!
//! The modules are the stages of a run, in this order: [`read`], [`screener`], [`facets`], [`embed`], [`cluster`],
//! [`describe`], [`hierarchy`], [`project`], [`measure`], [`protect`]. [`run`] strings them together
//! and keeps what each one finished in the [`vault`].
//!
//! Invariant: only [`protect`] can build a value that is written into a release.

pub mod access;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod conversation;
pub mod custody;
pub mod describe;
pub use kleio_verify::detect;
mod eigen;
pub mod embed;
pub mod eval;
pub mod facets;
pub mod hierarchy;
pub mod llm;
pub mod matching;
pub mod matrix;
pub mod measure;
pub mod noise;
pub mod outline;
pub mod passages;
pub mod plan;
mod principal;
pub mod progress;
pub mod project;
pub mod prompted;
pub mod protect;
pub mod quality;
pub mod read;
pub mod release_dir;
pub mod run;
pub mod sample;
pub mod screener;
pub mod topics;
pub mod trace;
pub mod vault;
mod vectorised;
pub mod week;
