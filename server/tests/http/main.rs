//! The server as a client sees it, without a network: every route, every refusal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod api;
mod browser;
mod client;
mod encodings;
mod fixture;
mod house;
mod languages;
mod logins;
mod managing;
mod monitor;
mod oidc;
mod proxies;
mod publishing;
mod refusals;
mod roles;
mod vectors;
mod ways;
