//! Drawings whose marks the keyboard reaches, and the tip of a mark, where the mark is: a drawing itself has only the
//! browser's tips, which are for the mouse.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::roving::Roving;

/// A mark: its place, as shares of the drawing's width and height from the top left, and what is said of it.
pub type Mark = ([f64; 2], String);

/// The tip of the mark that has the pointer or the keyboard. To stand beside the drawing in an element of its size.
pub fn tip(roving: Roving, marks: Vec<Mark>) -> AnyView {
    tip_of(
        roving,
        Box::new(move |place: usize| marks.get(place).cloned()),
    )
}

/// A [`tip`] where marks are so many that each is told of only when it is asked for.
pub fn tip_of(roving: Roving, mark: Box<dyn Fn(usize) -> Option<Mark> + Send + Sync>) -> AnyView {
    let shown = move || {
        let ([x, y], text) = mark(roving.shown()?)?;
        // Moved by as much of its own width as lies to the left of it, it never leaves the drawing.
        Some(view! {
            <span
                class="tip"
                role="tooltip"
                style:left=format!("{:.1}%", x * 100.0)
                style:bottom=format!("calc({:.1}% + 8px)", (1.0 - y) * 100.0)
                style:transform=format!("translateX({:.1}%)", x * -100.0)
            >{text}</span>
        })
    };
    shown.into_any()
}

/// Moves among `count` marks, and chooses the one that has the keyboard by Enter or the space bar.
pub fn on_key(event: &KeyboardEvent, roving: Roving, count: usize, choose: impl Fn(usize)) {
    if matches!(event.key().as_str(), "Enter" | " ") {
        event.prevent_default();
        event.stop_propagation();
        choose(roving.at());
    } else {
        roving.on_key(event, count, 1);
    }
}
