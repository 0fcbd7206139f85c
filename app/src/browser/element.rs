//! Elements of the page: making, marking and removing them.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::document;

/// Sets an attribute of the root element, or removes it.
pub fn mark_root(name: &str, value: Option<&str>) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root {
        match value {
            Some(value) => set_attribute(&root, name, value),
            // Fails only for a malformed name.
            None => drop(root.remove_attribute(name)),
        }
    }
}

/// Sets the page's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets an attribute, if it is not so already.
pub fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        // Fails only for a malformed name.
        drop(element.set_attribute(name, value));
    }
}

/// The elements within the parent of `element` that a selector finds, in the order of the page.
#[must_use]
pub fn beside(element: &Element, selector: &str) -> Vec<Element> {
    let found = element
        .parent_element()
        .and_then(|parent| parent.query_selector_all(selector).ok());
    let Some(found) = found else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|place| found.get(place)?.dyn_into().ok())
        .collect()
}

/// Sets a CSS property of an element's own style.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    // Fails only for a read-only style, which an element's own is not.
    drop(element.style().set_property(property, value));
}

/// Moves the keyboard to the element with this id, without scrolling.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        // Marks of drawings are no HTML, but take the focus by the same method. It fails only where focus is
        // impossible; then it stays where it was.
        drop(element.unchecked_into::<HtmlElement>().focus());
    }
}

/// Moves the keyboard back to the element with this id, where it is nowhere, and scrolls nothing.
pub fn focus_if_lost(id: &str) {
    if !is_focus_lost() {
        return;
    }
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // Fails only where focus is impossible.
        drop(element.focus_with_options(&options));
    }
}

/// Whether the keyboard is on nothing but the page itself.
#[must_use]
pub fn is_focus_lost() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_none_or(|element| element.tag_name() == "BODY")
}

/// What the keyboard is on.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Scrolls just so far that the element with this id is seen.
pub fn reveal(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls the element that `selector` finds to the top of the window.
pub fn bring_up(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    if let Some(element) = found {
        element.scroll_into_view();
    }
}

/// A new element with a class.
#[must_use]
pub fn element(name: &str, class: &str) -> Option<HtmlElement> {
    let element = document()?.create_element(name).ok()?;
    element.set_class_name(class);
    element.dyn_into().ok()
}

/// Takes the element with this id out of the page.
pub fn remove(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}
