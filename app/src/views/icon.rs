//! Icons, and small buttons that show nothing else.

use leptos::prelude::*;

/// Two strokes across: close, clear, take away.
pub const CROSS: &str = "M5 5l10 10M15 5L5 15";
/// A funnel.
pub const FUNNEL: &str = "M4 4.500h12l-4.500 5.500v5l-3 1.500v-6.500z";
/// Apart.
pub const OPEN: &str = "M6 8l4-4 4 4M6 12l4 4 4-4";
/// Together.
pub const SHUT: &str = "M6 3.500l4 4 4-4M6 16.500l4-4 4 4";
/// Down.
pub const ARROW: &str = "M10 4v12M5.500 11.500L10 16l4.500-4.500";
/// A glass.
pub const GLASS: &str =
    "M13.750 8.500a5.250 5.250 0 1 1-10.500 0 5.250 5.250 0 0 1 10.500 0M12.500 12.500L17 17";

/// Down, into a tray.
pub const SAVE: &str = "M10 3v9M6.500 8.500L10 12l3.500-3.500M3.500 13v3.500h13V13";

/// Back.
pub const BACK: &str = "M7 4L3.500 7.500 7 11M4 7.500h8a4.250 4.250 0 0 1 0 8.500H8";
/// Forth.
pub const FORTH: &str = "M13 4l3.500 3.500L13 11M16 7.500H8a4.250 4.250 0 0 0 0 8.500h4";

/// The icon of `path` in a box of 20, `side` pixels wide. One function for all, so that the client does
/// not hold the code of each.
pub fn icon(path: &'static str, side: &'static str) -> AnyView {
    view! {
        <svg viewBox="0 0 20 20" width=side height=side aria-hidden="true">
            <path d=path class="icon-line"/>
        </svg>
    }
    .into_any()
}

/// A button that shows an icon only.
#[component]
pub fn IconButton(
    /// What it does, for those who listen and as a tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// For tests.
    testid: &'static str,
    /// One of the icons above.
    path: &'static str,
    /// A class.
    class: &'static str,
    /// Called when it is pressed.
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class=class
            data-testid=testid
            aria-label=label
            title=label
            on:click=move |_| on_press.run(())
        >{icon(path, "18")}</button>
    }
    .into_any()
}
