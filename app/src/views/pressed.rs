//! Keyboard events as the list of keys knows them.

use leptos::ev::KeyboardEvent;

use crate::derive::keys::{Deed, Pressed, Scope, deed};

/// The key that was pressed. While a script is being composed, keys belong to whoever composes.
pub fn pressed(event: &KeyboardEvent) -> Option<Pressed> {
    if event.alt_key() || event.is_composing() {
        return None;
    }
    Some(Pressed {
        key: event.key(),
        command: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
    })
}

/// What the key does in `scope`.
pub fn deed_of(event: &KeyboardEvent, scope: Scope) -> Option<Deed> {
    deed(scope, &pressed(event)?)
}
