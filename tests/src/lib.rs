//! What the cross-crate tests share: the built programs, a sample release, a server, a browser.
//!
//! The tests themselves are in `tests/tests`, one file a promise that Kleio makes. They use the
//! programs as people do, from outside.
//!
//! # The gate cannot be walked around
//!
//! Outside the gate a release value can be named and passed on:
//!
//! ```
//! fn write_elsewhere(release: kleio::protect::Release) -> usize {
//!     release.files().map_or(0, |files| files.len())
//! }
//! ```
//!
//! but not made from parts, because its fields and its constructor are private to the gate:
//!
//! ```compile_fail,E0451
//! fn forge(release: kleio::protect::Release) -> kleio::protect::Release {
//!     kleio::protect::Release { ..release }
//! }
//! ```
//!
//! ```compile_fail,E0624
//! let _ = kleio::protect::Release::assemble;
//! ```
//!
//! nor changed on its way out:
//!
//! ```compile_fail,E0616
//! fn tamper(release: kleio::protect::Release) {
//!     drop(release.clusters);
//! }
//! ```
//!
//! The reader's types, which the server holds, can be read from JSON:
//!
//! ```
//! fn read(text: &str) -> serde_json::Result<kleio_shared::release::Cluster> {
//!     serde_json::from_str(text)
//! }
//! ```
//!
//! but not written, so a server cannot make a release of its own:
//!
//! ```compile_fail,E0277
//! fn write(cluster: &kleio_shared::release::Cluster) -> serde_json::Result<String> {
//!     serde_json::to_string(cluster)
//! }
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "these are parts of tests, where a panic is the report"
)]

pub mod attack;
pub mod browser;
pub mod corpus;
pub mod demo;
pub mod large;
pub mod model_server;
pub mod programs;
pub mod published;
pub mod readings;
pub mod server;
pub mod vault;
pub mod workspace;
