//! What a vault promises: what is not in it, who can read it, encryption, purging, traces and their log.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod desk;
mod encrypted;
mod kept;
mod purged;
mod replies;
mod traced;
