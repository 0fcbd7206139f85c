//! Attacks on what Kleio promises: each a function of its size, that counts and judges nothing.
//!
//! `make attack` runs them whole and writes docs/PRIVACY_EVALUATION.md; `make test` runs them small and
//! asserts. They use the programs from outside, as an attacker sees them, and the library only for what
//! both sides know: the form of a release, and tables to write down.
//!
//! Invariant: a table holds counts and names of kinds; never a text of a data set, and no canary.

pub mod addresses;
pub mod canaries;
pub mod canary_run;
pub mod copying;
pub mod desk;
pub mod differencing;
pub mod exports;
pub mod flow;
pub mod fuzz;
pub mod jailbreaks;
pub mod kin;
pub mod linear;
pub mod marked;
pub mod membership;
pub mod own_groups;
pub mod pictures;
pub mod poison;
pub mod reconstruct;
pub mod served;
pub mod tables;
pub mod views;
pub mod visited;
