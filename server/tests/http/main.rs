//! The server as a client sees it, without a network: every route, every refusal.

mod api;
mod client;
mod encodings;
mod fixture;
mod refusals;
