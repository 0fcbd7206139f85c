//! Listens to pointer, wheel and keyboard on the map's container.

use web_sys::{Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use super::gesture::{Tip, wheel_zoom};
use super::lasso::Tool;
use super::view::MapView;
use crate::browser::{Listening, listening};
use crate::derive::directions::Direction;
use crate::derive::keys::{Deed, Pressed, Scope, deed};

/// Zoom of one press of a key or button, or of a double click.
pub const STEP: f64 = 0.6;

/// Connects `container` to `view`, for as long as what is given back is kept.
pub fn attach(container: &HtmlElement, view: &MapView) -> Vec<Listening> {
    let mut listening = Vec::from(attach_pointers(container, view));
    listening.extend(attach_mouse(container, view));
    listening.extend(attach_keyboard(container, view));
    listening
}

fn attach_pointers(container: &HtmlElement, view: &MapView) -> [Listening; 5] {
    let (map, area) = (view.clone(), container.clone());
    let down = listening(container, "pointerdown", move |event: PointerEvent| {
        if event.button() == 0 {
            // Refused only for a pointer that is gone already.
            let _ = area.set_pointer_capture(event.pointer_id());
            let touch = event.pointer_type() == "touch";
            let tip = if touch { Tip::Finger } else { Tip::Fine };
            let at = place(&area, &event);
            map.press(event.pointer_id(), at, event.shift_key(), tip);
        }
    });
    let (map, area) = (view.clone(), container.clone());
    let moved = listening(container, "pointermove", move |event: PointerEvent| {
        let mouse = event.pointer_type() != "touch";
        map.move_pointer(event.pointer_id(), place(&area, &event), mouse);
    });
    let (map, area) = (view.clone(), container.clone());
    let up = listening(container, "pointerup", move |event: PointerEvent| {
        map.release(event.pointer_id(), place(&area, &event));
    });
    let map = view.clone();
    let cancelled = listening(container, "pointercancel", move |event: PointerEvent| {
        map.cancel(event.pointer_id());
    });
    let map = view.clone();
    let left = listening(container, "pointerleave", move |_: PointerEvent| {
        map.leave();
    });
    [down, moved, up, cancelled, left]
}

fn attach_mouse(container: &HtmlElement, view: &MapView) -> [Listening; 2] {
    let (map, area) = (view.clone(), container.clone());
    let wheel = listening(container, "wheel", move |event: WheelEvent| {
        event.prevent_default();
        let by = wheel_zoom(event.delta_y(), event.delta_mode(), event.ctrl_key());
        map.zoom_at(place(&area, &event), by);
    });
    let (map, area) = (view.clone(), container.clone());
    let double = listening(container, "dblclick", move |event: MouseEvent| {
        event.prevent_default();
        let by = if event.shift_key() { -STEP } else { STEP };
        map.fly_zoom(Some(place(&area, &event)), 2.0 * by);
    });
    [wheel, double]
}

fn attach_keyboard(container: &HtmlElement, view: &MapView) -> [Listening; 2] {
    let map = view.clone();
    let keys = listening(container, "keydown", move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let pressed = Pressed {
            key: event.key(),
            command: false,
            shift: event.shift_key(),
        };
        if deed(Scope::Map, &pressed).is_some_and(|deed| follow(&map, deed)) {
            event.prevent_default();
        }
    });
    let map = view.clone();
    let blurred = listening(container, "blur", move |_: Event| map.unfocus());
    [keys, blurred]
}

/// Does what a key asks of the map. Whether it is anything.
fn follow(map: &MapView, deed: Deed) -> bool {
    match deed {
        Deed::Left => map.step(Direction::Left),
        Deed::Right => map.step(Direction::Right),
        Deed::Up => map.step(Direction::Up),
        Deed::Down => map.step(Direction::Down),
        Deed::ViewLeft => map.nudge(Direction::Left),
        Deed::ViewRight => map.nudge(Direction::Right),
        Deed::ViewUp => map.nudge(Direction::Up),
        Deed::ViewDown => map.nudge(Direction::Down),
        Deed::Gather => map.gather_focused(),
        Deed::Lasso => map.want_tool(Tool::Lasso),
        Deed::Rectangle => map.want_tool(Tool::Rectangle),
        Deed::ZoomIn => map.fly_zoom(None, STEP),
        Deed::ZoomOut => map.fly_zoom(None, -STEP),
        Deed::Fit => map.fit(),
        Deed::Choose => map.choose_focused(),
        Deed::Clear => map.clear(),
        _ => return false,
    }
    true
}

/// Where an event is within `area`, in CSS pixels from its top left.
fn place(area: &HtmlElement, event: &MouseEvent) -> [f64; 2] {
    let bounds = area.get_bounding_client_rect();
    [
        f64::from(event.client_x()) - bounds.left(),
        f64::from(event.client_y()) - bounds.top(),
    ]
}
