//! Kleio's secure zone: reads conversations and writes privacy-filtered releases.
//!
//! The modules are the stages of a run, in this order: [`read`], [`facets`], [`embed`], [`cluster`],
//! [`describe`], [`hierarchy`], [`project`], [`measure`], [`protect`]. [`run`] strings them together
//! and keeps what each one finished in the [`vault`].
//!
//! Invariant: only [`protect`] can build a value that is written into a release.

pub mod cli;
pub mod cluster;
pub mod config;
pub mod conversation;
pub mod describe;
pub mod embed;
pub mod facets;
pub mod hierarchy;
pub mod matrix;
pub mod measure;
pub mod outline;
pub mod progress;
pub mod project;
pub mod protect;
pub mod read;
pub mod release_dir;
pub mod run;
pub mod sample;
pub mod topics;
pub mod vault;
pub mod week;
