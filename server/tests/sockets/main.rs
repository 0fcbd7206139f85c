//! The server on real sockets: TLS and its renewal, slow clients, limits, and the way it stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod refused;
mod running;
mod slow;
mod tls;
