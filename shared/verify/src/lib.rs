//! Checks a Kleio release without a vault: its files and policy, what its sums tell of withheld cells, and
//! personal data in its texts. `kleio verify`, the gate and `kleio-server` use the same code.
//!
//! Invariant: nothing here reads or writes a file, and nothing here can make a release; `fixtures`, which makes one of
//! made-up numbers, is there in tests alone.

pub mod bounds;
mod canonical;
pub mod detect;
pub mod fill;
#[cfg(any(test, feature = "fixtures"))]
pub mod fixtures;
pub mod network;
mod noisy;
mod numbers;
mod receipts;
pub mod report;
pub mod table;
pub mod texts;

pub use report::{Finding, Layer, Report, verify};
