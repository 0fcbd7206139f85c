//! Kleio's client: the map of clusters, the tree and the panel, in the reader's browser.
//!
//! Layers, each knowing only those named before it: [`words`] (the interface's language), [`mod@derive`] (pure),
//! [`browser`] (the window), [`map`] (drawing and input, without Leptos), [`api`], [`lean`] (Leptos' parts at less
//! weight), [`state`], [`actions`] (the only way to change the state), and [`views`].

pub mod actions;
pub mod api;
pub mod browser;
pub mod derive;
pub mod lean;
pub mod map;
pub mod state;
#[allow(
    clippy::needless_pass_by_value,
    reason = "components own what they are given"
)]
pub mod views;
pub mod words;

/// Puts the client into the page, in the reader's language; in English where its words do not come.
pub fn start() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let wanted = browser::wanted_language();
        let catalogue = api::catalogue(wanted).await;
        if wanted == words::Language::English || catalogue.is_some() {
            words::speak(wanted, catalogue);
        }
        browser::mark_language(words::language());
        browser::remove("boot");
        leptos::mount::mount_to_body(views::App);
    });
}
