//! Serves one Kleio release and the client over HTTP.
//!
//! What is served is read, checked and compressed once at the start ([`release_dir`]); afterwards
//! every answer comes from memory ([`content`]). The routes stand in one list ([`routes`]), with one
//! file a handler.
//!
//! Invariant: no request makes the server read a file, and nothing but a release's two files and
//! the client is ever served. The server has no code path to a vault.

pub mod address;
pub mod client;
mod compress;
pub mod content;
mod csp;
mod encoding;
mod error;
mod handlers;
mod headers;
pub mod release_dir;
pub mod routes;
pub mod serve;
pub mod state;
