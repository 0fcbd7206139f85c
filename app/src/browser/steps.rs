//! The address and the browser's history: views as numbered steps, so that back is undo.

use wasm_bindgen::JsValue;

use super::{listen, window};

/// The query string of the page's address, with its `?`.
#[must_use]
pub fn query() -> String {
    window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// The whole address, as it is given to somebody else.
#[must_use]
pub fn address() -> String {
    window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default()
}

/// Shows `query` in the address: as step number `step` of the history, or in place of the current one.
pub fn set_query(query: &str, step: Option<u32>) {
    let Some(window) = window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    let address = format!("{path}{query}");
    if let Ok(history) = window.history() {
        // Browsers refuse when asked too often; the next change writes the address again.
        let _ = match step {
            Some(step) => history.push_state_with_url(&JsValue::from(step), "", Some(&address)),
            None => {
                let same = history.state().unwrap_or(JsValue::NULL);
                history.replace_state_with_url(&same, "", Some(&address))
            }
        };
    }
}

/// The number of the current step; 0 for the one that the page was opened with.
#[must_use]
pub fn step() -> u32 {
    let state = window().and_then(|window| window.history().ok()?.state().ok());
    state
        .and_then(|state| state.as_f64())
        .map_or(0, |number| number as u32)
}

/// Goes `by` steps back (below 0) or forth.
pub fn go(by: i32) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Refused where there is no such step: then nothing is to be done.
        let _ = history.go_with_delta(by);
    }
}

/// Calls `callback` whenever the reader goes back or forth, for as long as the page lives.
pub fn on_history(callback: impl Fn() + 'static) {
    if let Some(window) = window() {
        listen(&window, "popstate", move |_: web_sys::Event| callback());
    }
}
