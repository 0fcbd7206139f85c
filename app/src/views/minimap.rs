//! The whole map in a corner, and where on it one is; not there while the map itself shows everything.

use std::sync::Arc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::minimap;
use crate::lean::{memo, own};
use crate::tr;

/// The mini-map; `go` moves the map so that a point of the world is in its middle, `nudge` by the arrow keys.
#[component]
pub fn Minimap(
    /// The release.
    atlas: Arc<Atlas>,
    /// Receives the picture.
    canvas: NodeRef<Canvas>,
    /// Moves the map.
    go: impl Fn([f64; 2]) + Copy + 'static,
    /// Moves the map by the key of this name. Whether it is such a key.
    nudge: impl Fn(&str) -> bool + Copy + 'static,
) -> impl IntoView {
    let (state, _) = page();
    let bounds = atlas.bounds();
    let area = NodeRef::<Div>::new();
    let (held, set_held) = signal(false);
    let frame = own(state.map.seen);
    let is_hidden = memo(move || !state.map.minimap.get() || state.look.with(Option::is_none));
    let seen = move |side: usize| {
        frame.get().map_or_else(String::new, |seen| {
            format!("{:.1}px", minimap::seen(&bounds, seen)[side])
        })
    };
    let follow = move |event: &PointerEvent| {
        if let Some(area) = area.get_untracked() {
            let from = area.get_bounding_client_rect();
            let at = [
                f64::from(event.client_x()) - from.left(),
                f64::from(event.client_y()) - from.top(),
            ];
            go(minimap::to_world(&bounds, at));
        }
    };
    let press = move |event: PointerEvent| {
        if let Some(area) = area.get_untracked() {
            // Refused only for a pointer that is gone already.
            let _ = area.set_pointer_capture(event.pointer_id());
        }
        set_held.set(true);
        follow(&event);
    };
    let key = move |event: KeyboardEvent| {
        if nudge(&event.key()) {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="minimap"
            class:is-hidden=move || is_hidden.get()
            node_ref=area
            data-testid="minimap"
            data-chrome=""
            tabindex="0"
            role="application"
            aria-roledescription=tr!("mini-map")
            aria-label=tr!("Mini-map: the whole map, and in a frame what is seen of it. Arrow keys move the frame.")
            on:pointerdown=press
            on:pointermove=move |event| {
                if held.get_untracked() {
                    follow(&event);
                }
            }
            on:pointerup=move |_| set_held.set(false)
            on:pointercancel=move |_| set_held.set(false)
            on:keydown=key
        >
            <canvas class="minimap-canvas" node_ref=canvas aria-hidden="true"></canvas>
            <span
                class="minimap-seen"
                data-testid="minimap-seen"
                style:left=move || seen(0)
                style:top=move || seen(1)
                style:width=move || seen(2)
                style:height=move || seen(3)
            ></span>
        </div>
    }
}
