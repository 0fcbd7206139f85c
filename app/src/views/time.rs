//! The weeks below the map: a brush for two windows, play, and what grew and shrank between them.

pub mod brush;
pub mod movers;

use std::sync::Arc;

use leptos::prelude::*;

use super::{page, weeks};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::colour_by::ColourBy;
use crate::derive::compare::window_title;
use crate::derive::growth::Windows;
use crate::lean::memo;
use crate::tr;

/// The weeks of `atlas`, which has at least two.
#[component]
pub fn Time(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    let for_windows = Arc::clone(&atlas);
    let windows = memo(move || state.time.windows_of(&for_windows));
    let selected = Arc::clone(&atlas);
    view! {
        <div class="time" data-testid="time">
            <div class="time-chart">
                <Controls atlas=Arc::clone(&atlas) windows/>
                <weeks::Weeks
                    atlas=Arc::clone(&atlas)
                    subject=Subject::Overall
                    title=tr!("All conversations").to_owned()
                    testid="time-all"
                    windows=Some(windows)
                />
                {move || state.selected.get().map(|index| {
                    let title = selected.cluster(index).name.clone();
                    view! {
                        <weeks::Weeks
                            atlas=Arc::clone(&selected)
                            subject=Subject::Cluster(index)
                            title
                            testid="time-selected"
                            windows=Some(windows)
                        />
                    }
                })}
                <brush::Brush atlas=Arc::clone(&atlas) windows/>
            </div>
            <movers::Movers atlas windows/>
        </div>
    }
}

/// Play, the two halves, and the colours of the map.
#[component]
fn Controls(
    /// The release.
    atlas: Arc<Atlas>,
    /// The windows.
    windows: Memo<Option<Windows>>,
) -> impl IntoView {
    let (state, actions) = page();
    let playing = move || state.time.playing.get();
    let coloured = move || {
        state
            .colour
            .with(|colour| matches!(colour, ColourBy::Growth(_)))
    };
    let colour = move |_| actions.colour_by_growth(!coloured());
    let said = move || {
        windows.get().map(|windows| {
            tr!(
                "{after} against {before}",
                after = window_title(&atlas, windows.after),
                before = window_title(&atlas, windows.before)
            )
        })
    };
    view! {
        <div class="time-controls">
            <button
                class="button"
                data-testid="play"
                aria-pressed=move || playing().to_string()
                title=tr!("Moves both windows through the weeks and colours the map by growth")
                on:click=move |_| if playing() { actions.pause() } else { actions.play() }
            >
                <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                    <path
                        class="icon-fill"
                        d=move || if playing() { "M2.500 2h2.500v8h-2.500zM7 2h2.500v8h-2.500z" } else { "M3 1.500l7 4.500-7 4.500z" }
                    />
                </svg>
                {move || if playing() { tr!("Pause") } else { tr!("Play") }}
            </button>
            <button
                class="button"
                data-testid="halves"
                title=tr!("Compares the later half of the weeks with the earlier one")
                disabled=move || state.time.windows.get().is_none()
                on:click=move |_| actions.reset_windows()
            >{tr!("Halves")}</button>
            <button
                class="button"
                data-testid="colour-growth"
                aria-pressed=move || coloured().to_string()
                on:click=colour
            >{tr!("Colour the map by growth")}</button>
            <p class="time-said" data-testid="windows">{said}</p>
        </div>
    }
}
