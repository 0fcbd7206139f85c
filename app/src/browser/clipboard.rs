//! Copying text.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

use super::{document, window};

/// Copies `text`; whether the browser let it be copied.
pub async fn copy(text: &str) -> bool {
    // There is a clipboard only where the page came over a secure connection, or from this machine.
    let clipboard = window()
        .filter(web_sys::Window::is_secure_context)
        .map(|window| window.navigator().clipboard());
    if let Some(clipboard) = clipboard
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return true;
    }
    copy_by_selection(text).unwrap_or(false)
}

/// Whether the reader has selected some of the page's text.
#[must_use]
pub fn has_selected_text() -> bool {
    window()
        .and_then(|window| window.get_selection().ok()?)
        .is_some_and(|selection| !selection.is_collapsed())
}

/// Copies as a person would: from a field that is selected.
fn copy_by_selection(text: &str) -> Option<bool> {
    let document = document()?;
    let before = document.active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_value(text);
    field.set_class_name("visually-hidden");
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = document
        .unchecked_ref::<HtmlDocument>()
        .exec_command("copy")
        .unwrap_or(false);
    field.remove();
    if let Some(before) = before.and_then(|before| before.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Fails only where focus is impossible; then it stays where it was.
        drop(before.focus());
    }
    Some(copied)
}
