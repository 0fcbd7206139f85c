//! Two windows of weeks as two bars, each with a thumb at either end.

use std::sync::Arc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::super::page;
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::growth::{Thumb, Window, Windows};
use crate::tr;

/// Weeks that Page Up and Page Down move a thumb by.
const PAGE: usize = 4;

/// The two windows, to be moved by mouse, touch and keyboard.
#[component]
pub fn Brush(
    /// The release.
    atlas: Arc<Atlas>,
    /// The windows.
    windows: Memo<Option<Windows>>,
) -> impl IntoView {
    let track = NodeRef::<Div>::new();
    view! {
        <div class="brush" node_ref=track role="group" aria-label=tr!("Two windows of weeks") data-testid="brush">
            <Lane
                atlas=Arc::clone(&atlas)
                windows
                track
                name=tr!("first")
                ends=[tr!("First week of the first window"), tr!("Last week of the first window")]
                thumbs=[Thumb::BeforeFirst, Thumb::BeforeLast]
                of=|windows| windows.before
            />
            <Lane
                atlas
                windows
                track
                name=tr!("second")
                ends=[tr!("First week of the second window"), tr!("Last week of the second window")]
                thumbs=[Thumb::AfterFirst, Thumb::AfterLast]
                of=|windows| windows.after
            />
        </div>
    }
}

/// One window.
#[component]
fn Lane(
    /// The release.
    atlas: Arc<Atlas>,
    /// Both windows.
    windows: Memo<Option<Windows>>,
    /// What positions are measured in.
    track: NodeRef<Div>,
    /// What it is called.
    name: &'static str,
    /// What its thumbs are called.
    ends: [&'static str; 2],
    /// Its thumbs: first week, last week.
    thumbs: [Thumb; 2],
    /// The window itself.
    of: fn(&Windows) -> Window,
) -> impl IntoView {
    let (_, actions) = page();
    let weeks = atlas.release().manifest().weeks.len();
    let chosen = move || windows.get().as_ref().map(of);
    let percent = move |place: usize| format!("{:.3}%", place as f64 / weeks as f64 * 100.0);
    let left = move || chosen().map_or_else(String::new, |w| percent(w.first));
    let width = move || chosen().map_or_else(String::new, |w| percent(w.len()));
    // Where the pointer took hold of the bar: the place in weeks, and the window's first week then.
    let hold = RwSignal::new(None::<(f64, usize)>);
    let grab = move |event: PointerEvent| {
        if let (Some(place), Some(window)) = (place_of(track, &event, weeks), chosen()) {
            capture(&event);
            hold.set(Some((place, window.first)));
        }
    };
    let drag = move |event: PointerEvent| {
        let (Some((from, first)), Some(window)) = (hold.get_untracked(), chosen()) else {
            return;
        };
        let Some(place) = place_of(track, &event, weeks) else {
            return;
        };
        let wanted = (first as f64 + (place - from).round()).max(0.0) as usize;
        // The leading end first, so that the window keeps its length.
        let last = wanted + window.len() - 1;
        let mut order = [(thumbs[0], wanted), (thumbs[1], last)];
        if wanted > window.first {
            order.reverse();
        }
        let room = windows.get_untracked().map(|w| w.range(order[0].0, weeks));
        if room.is_some_and(|(low, high)| (low..=high).contains(&order[0].1)) {
            for (thumb, week) in order {
                actions.put_thumb(thumb, week);
            }
        }
    };
    let [first, last] = thumbs;
    view! {
        <div class="lane">
            <span
                class="lane-bar"
                class:is-second=matches!(first, Thumb::AfterFirst)
                style:left=left
                style:width=width
                on:pointerdown=grab
                on:pointermove=drag
                on:pointerup=move |_| hold.set(None)
                on:pointercancel=move |_| hold.set(None)
            >
                <span class="lane-name">{name}</span>
            </span>
            <Handle atlas=Arc::clone(&atlas) windows track thumb=first label=ends[0]/>
            <Handle atlas windows track thumb=last label=ends[1]/>
        </div>
    }
}

/// A thumb.
#[component]
fn Handle(
    /// The release.
    atlas: Arc<Atlas>,
    /// Both windows.
    windows: Memo<Option<Windows>>,
    /// What positions are measured in.
    track: NodeRef<Div>,
    /// Which end.
    thumb: Thumb,
    /// What it is called.
    label: &'static str,
) -> impl IntoView {
    let (_, actions) = page();
    let mondays = atlas.release().manifest().weeks.clone();
    let weeks = mondays.len();
    let is_last = matches!(thumb, Thumb::BeforeLast | Thumb::AfterLast);
    let week = move || windows.get().map_or(0, |windows| windows.at(thumb));
    let range = move || {
        windows
            .get()
            .map_or((0, 0), |windows| windows.range(thumb, weeks))
    };
    let left = move || {
        let edge = week() + usize::from(is_last);
        format!("{:.3}%", edge as f64 / weeks as f64 * 100.0)
    };
    let text = move || {
        let monday = mondays
            .get(week())
            .map_or_else(String::new, |week| format::date(week));
        tr!(
            "Week of {date}, week {n} of {all}",
            date = monday,
            n = week() + 1,
            all = weeks
        )
    };
    let dragging = RwSignal::new(false);
    let drag = move |event: PointerEvent| {
        if !dragging.get_untracked() {
            return;
        }
        if let Some(place) = place_of(track, &event, weeks) {
            let edge = place.round().clamp(0.0, weeks as f64) as usize;
            actions.put_thumb(thumb, edge.saturating_sub(usize::from(is_last)));
        }
    };
    let key = move |event: KeyboardEvent| {
        let (low, high) = range();
        let here = week();
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => here.saturating_sub(1),
            "ArrowRight" | "ArrowUp" => here + 1,
            "PageDown" => here.saturating_sub(PAGE),
            "PageUp" => here + PAGE,
            "Home" => low,
            "End" => high,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        actions.put_thumb(thumb, to);
    };
    view! {
        <span
            class="thumb"
            class:is-last=is_last
            role="slider"
            tabindex="0"
            aria-label=label
            aria-valuemin=move || (range().0 + 1).to_string()
            aria-valuemax=move || (range().1 + 1).to_string()
            aria-valuenow=move || (week() + 1).to_string()
            aria-valuetext=text
            style:left=left
            on:keydown=key
            on:pointerdown=move |event| {
                capture(&event);
                dragging.set(true);
            }
            on:pointermove=drag
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
        ></span>
    }
}

/// Lets the element have all that the pointer does until it is released.
fn capture(event: &PointerEvent) {
    event.stop_propagation();
    let target = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok());
    if let Some(target) = target {
        // Refused for a pointer that is gone already.
        drop(target.set_pointer_capture(event.pointer_id()));
    }
}

/// Where the pointer is over the track, in weeks from its left end.
fn place_of(track: NodeRef<Div>, event: &PointerEvent, weeks: usize) -> Option<f64> {
    let place = track.get_untracked()?.get_bounding_client_rect();
    (place.width() > 0.0)
        .then(|| (f64::from(event.client_x()) - place.left()) / place.width() * weeks as f64)
}
