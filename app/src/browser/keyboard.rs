//! Keys that are pressed anywhere on the page, and the first thing that a reader does there.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{document, listen, listen_once};

/// Fields that take characters.
const FIELDS: &str = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]";

/// Calls `callback` for every key pressed on the page, for as long as it lives, with whether the
/// keyboard is in a field that takes characters.
pub fn on_key(callback: impl Fn(&KeyboardEvent, bool) + 'static) {
    if let Some(document) = document() {
        listen(&document, "keydown", move |event: KeyboardEvent| {
            let typing = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .is_some_and(|element| element.matches(FIELDS).unwrap_or(false));
            callback(&event, typing);
        });
    }
}

/// What a reader who is about to do something does first.
const FIRST: [&str; 4] = ["pointermove", "pointerdown", "keydown", "focusin"];

/// Calls `callback` when the reader first does anything on the page, and maybe again.
pub fn on_first_deed(callback: impl Fn() + 'static) {
    let Some(document) = document() else { return };
    let callback = Rc::new(callback);
    for name in FIRST {
        let callback = Rc::clone(&callback);
        listen_once(&document, name, move || callback());
    }
}
