//! Serves Kleio releases and the client over HTTP.
//!
//! What is served is read, checked and compressed when it is published or the server starts
//! ([`release_dir`]); afterwards every answer comes from memory ([`content`]). The routes stand in one
//! list ([`routes`]), each behind a guard that decides who may call it, with one file a handler. Users,
//! tokens, sessions and the access log live in SQLite ([`store`]).
//!
//! Invariant: no request makes the server read a file of a release, and nothing but a release's two
//! files, the client and the server's own pages is ever served. The server has no code path to a vault.

pub mod access;
pub mod access_log;
pub mod address;
pub mod auth;
pub mod catalogue;
pub mod client;
pub mod cluster_index;
pub mod commands;
mod compress;
pub mod content;
mod csp;
mod encoding;
mod error;
mod fields;
pub mod front;
mod guard;
mod handlers;
mod headers;
pub mod limits;
pub mod listen;
pub mod metrics;
pub mod monitor;
pub mod openapi;
mod pages;
pub mod publish;
pub mod release_dir;
pub mod routes;
pub mod serve;
pub mod state;
pub mod store;
pub mod watch;
pub mod words;
