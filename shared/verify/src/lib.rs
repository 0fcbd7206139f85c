//! Checks a Kleio release without a vault: its files and policy, what its sums tell of withheld cells, and
//! personal data in its texts. `kleio verify`, the gate and `kleio-server` use the same code.
//!
//! Invariant: nothing here reads or writes a file, and nothing here can make a release.

pub mod bounds;
pub mod detect;
pub mod fill;
pub mod network;
mod noisy;
pub mod report;
pub mod table;
pub mod texts;

pub use report::{Finding, Layer, Report, verify};
