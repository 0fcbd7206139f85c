//! The worker's program: takes requests from the page, answers them, and says how far it is.
//!
//! A request is an array: its header in JSON, then the buffers that belong to it (see
//! [`kleio_regroup::protocol`]). It has no network, no storage and no page: what it is given is all it knows.

#[cfg(target_arch = "wasm32")]
mod messages;

fn main() {
    #[cfg(target_arch = "wasm32")]
    messages::listen();
}
