//! Everything the client asks of the browser's window.
//!
//! Invariant: this is the only module that touches `web_sys::window`. What the browser may refuse
//! (storage, history) is asked for and, where refused, done without.

mod clipboard;
mod element;
mod file;
pub mod kept;
mod keyboard;
mod language;
mod steps;
mod text;
pub mod worker;

pub use self::clipboard::{copy, has_selected_text};
pub use self::element::{
    beside, bring_up, element, focus, focus_if_lost, focused, is_focus_lost, mark_root, remove,
    reveal, set_attribute, set_style, set_title,
};
pub use self::file::{chosen, download, download_png, print, today};
pub use self::keyboard::{on_first_deed, on_key};
pub use self::language::{change_language, mark_language, wanted_language};
pub use self::steps::{address, go, on_history, query, set_query, step};
pub use self::text::Characters;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, EventTarget, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The page.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// Device pixels of a CSS pixel, within 1..=3.
#[must_use]
pub fn pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio().clamp(1.0, 3.0))
}

/// Milliseconds since the page was opened.
#[must_use]
pub fn now_ms() -> f64 {
    window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Milliseconds since 1970.
#[must_use]
pub fn clock_ms() -> f64 {
    js_sys::Date::now()
}

/// Calls `callback` once, before the next repaint.
pub fn on_next_frame(callback: impl FnOnce() + 'static) {
    ask_for_frame(Box::new(callback));
}

// Boxed, here and below: one piece of code for all callers, which the page is the lighter for.
fn ask_for_frame(callback: Box<dyn FnOnce()>) {
    if let Some(window) = window() {
        let callback = Closure::once_into_js(callback);
        // Refused only for something that is not a function.
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}

/// Calls `callback` once, after `delay_ms`.
pub fn after(delay_ms: i32, callback: impl FnOnce() + 'static) {
    ask_for_time(delay_ms, Box::new(callback));
}

fn ask_for_time(delay_ms: i32, callback: Box<dyn FnOnce()>) {
    if let Some(window) = window() {
        let callback = Closure::once_into_js(callback);
        // Refused only for something that is not a function.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            callback.unchecked_ref(),
            delay_ms,
        );
    }
}

/// Lets the browser do other things before what follows.
pub async fn pause() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        after(0, move || {
            // Fails only for something that is not a function.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    // A promise that is only ever resolved.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Milliseconds of work after which the browser may do other things.
const WORK_MS: f64 = 8.0;

/// Long work that is done in parts, and when it began or paused last.
pub struct Parts(f64);

impl Parts {
    /// Begins now.
    #[must_use]
    pub fn begin() -> Self {
        Self(now_ms())
    }

    /// As [`pause`], where that was some milliseconds ago. Called between parts of a few milliseconds each.
    pub async fn rest(&mut self) {
        if now_ms() - self.0 > WORK_MS {
            pause().await;
            self.0 = now_ms();
        }
    }
}

/// Whether a media query matches now.
#[must_use]
pub fn matches(query: &str) -> bool {
    window()
        .and_then(|window| window.match_media(query).ok()?)
        .is_some_and(|list| list.matches())
}

/// Whether the reader asked for less motion.
#[must_use]
pub fn prefers_reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// The reader's system is dark.
pub const DARK: &str = "(prefers-color-scheme: dark)";
/// It asks for more contrast.
pub const MORE_CONTRAST: &str = "(prefers-contrast: more)";
/// It insists on colours of its own.
pub const FORCED: &str = "(forced-colors: active)";

/// Calls `callback` whenever one of these is another than before, for as long as the page lives.
pub fn on_system_theme(callback: impl Fn() + Copy + 'static) {
    for query in [DARK, MORE_CONTRAST, FORCED] {
        let list = window().and_then(|window| window.match_media(query).ok()?);
        if let Some(list) = list {
            listen(&list, "change", move |_: web_sys::Event| callback());
        }
    }
}

/// Calls `callback` for every event called `name` on `target`, for as long as the page lives.
pub fn listen<E: JsCast + 'static>(
    target: &EventTarget,
    name: &'static str,
    callback: impl Fn(E) + 'static,
) {
    std::mem::forget(listening(target, name, callback));
}

/// A callback that is called for as long as this is kept.
#[must_use]
pub struct Listening {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn Fn(JsValue)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Refused only for something that is not a function.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}

/// Calls `callback` for every event called `name` on `target`, for as long as what is given back is kept.
pub fn listening<E: JsCast + 'static>(
    target: &EventTarget,
    name: &'static str,
    callback: impl Fn(E) + 'static,
) -> Listening {
    let callback = move |event: JsValue| callback(event.unchecked_into());
    listening_boxed(target, name, Box::new(callback))
}

fn listening_boxed(
    target: &EventTarget,
    name: &'static str,
    callback: Box<dyn Fn(JsValue)>,
) -> Listening {
    let callback = Closure::wrap(callback);
    // Not passive, so that the map can keep the page from scrolling. Refused only for something
    // that is not a function.
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        name,
        callback.as_ref().unchecked_ref(),
        &options,
    );
    Listening {
        target: target.clone(),
        name,
        callback,
    }
}

/// Calls `callback` for the first event called `name` on `target`.
pub fn listen_once(target: &EventTarget, name: &str, callback: impl FnOnce() + 'static) {
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    options.set_passive(true);
    // Refused only for something that is not a function.
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        name,
        &Closure::once_into_js(callback).unchecked_into(),
        &options,
    );
}

/// Calls `callback` whenever `element` changes its size, for as long as it is in the page.
pub fn on_resize(element: &Element, callback: impl Fn() + 'static) {
    observe_size(element, Box::new(callback));
}

fn observe_size(element: &Element, callback: Box<dyn Fn()>) {
    type Kept = Rc<RefCell<Option<(web_sys::ResizeObserver, Closure<dyn Fn()>)>>>;
    let kept: Kept = Rc::default();
    let (watched, own) = (element.clone(), Rc::clone(&kept));
    let closure = Closure::<dyn Fn()>::new(move || {
        if watched.is_connected() {
            callback();
        } else if let Some((observer, closure)) = own.borrow_mut().take() {
            observer.disconnect();
            // Not now: it is this very closure that runs.
            after(0, move || drop(closure));
        }
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(element);
        *kept.borrow_mut() = Some((observer, closure));
    }
}

/// Whether another page shows this one within itself.
#[must_use]
pub fn is_framed() -> bool {
    let outer = window().and_then(|window| window.parent().ok()?);
    outer.is_some_and(|outer| Some(outer) != window())
}

/// Calls `callback` whenever the reader comes back to the page, and when the network comes or goes, for as long as the
/// page lives.
pub fn on_return(callback: &Rc<dyn Fn()>) {
    if let Some(window) = window() {
        for event in ["focus", "online", "offline"] {
            let callback = Rc::clone(callback);
            listen(&window, event, move |_: web_sys::Event| callback());
        }
    }
}

/// Calls `callback` whenever the page is about to be printed, for as long as it lives.
pub fn before_printing(callback: impl Fn() + 'static) {
    if let Some(window) = window() {
        listen(&window, "beforeprint", move |_: web_sys::Event| callback());
    }
}

/// A remembered value; `None` where there is none or the browser remembers nothing.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a value, or forgets it, where the browser lets us.
pub fn remember(key: &str, value: Option<&str>) {
    let storage = window().and_then(|window| window.local_storage().ok()?);
    if let Some(storage) = storage {
        // Refused in private windows: then nothing is remembered.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// A JavaScript object of flags.
#[must_use]
pub fn object(flags: &[(&str, bool)]) -> JsValue {
    let object = Object::new();
    for (name, value) in flags {
        // Fails only for something that is not an object.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object.into()
}
