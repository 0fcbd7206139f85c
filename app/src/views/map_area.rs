//! The middle of the page: the map with what lies above it, or the table in its stead.

use std::sync::Arc;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::{card, legend, page, table};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::map::listen::STEP;
use crate::map::view::{MapView, Place, Showing};

/// The map of `atlas`, or its table.
#[component]
pub fn MapArea(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let container = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let labels = NodeRef::<Div>::new();
    let map = StoredValue::new_local(None::<MapView>);

    let shown = Arc::clone(&atlas);
    Effect::new(move |_| {
        let (Some(container), Some(canvas), Some(labels)) =
            (container.get(), canvas.get(), labels.get())
        else {
            return;
        };
        let place = Place {
            container: container.into(),
            canvas,
            labels: labels.into(),
        };
        let atlas = Arc::clone(&shown);
        // In a task of its own: the rest of the page is shown first.
        browser::on_next_frame(move || {
            let showing = Showing {
                atlas,
                colour: state.colour.get_untracked(),
                shade: state.shade.get_untracked(),
                look: state.look.get_untracked(),
                selected: state.selected.get_untracked(),
                renderer: state.renderer.get_untracked(),
            };
            let view = MapView::new(place, showing, move |event| actions.map_event(event));
            // Refused where the page has gone on to another release in the meantime.
            let _ = map.try_update_value(|map| *map = Some(view));
        });
    });
    let tell = move |order: &dyn Fn(&MapView)| {
        map.with_value(|map| map.iter().for_each(order));
    };
    Effect::new(move |_| {
        let (shade, colour) = (state.shade.get(), state.colour.get());
        tell(&|map| map.show(shade, &colour));
    });
    Effect::new(move |_| {
        let selected = state.selected.get();
        tell(&|map| map.select(selected));
    });
    Effect::new(move |before: Option<u32>| {
        let request = state.request.get();
        if before.is_some_and(|before| before != request.number) {
            tell(&|map| map.go(request.look));
        }
        request.number
    });

    let for_level = Arc::clone(&atlas);
    let for_card = Arc::clone(&atlas);
    let for_legend = Arc::clone(&atlas);
    view! {
        <section class="map-area" aria-label="Map of clusters">
            <div class="map-frame" class:is-hidden=move || state.shows_table()>
                <div
                    class="map"
                    node_ref=container
                    data-testid="map-container"
                    tabindex="0"
                    role="application"
                    aria-roledescription="map"
                    aria-label="Map of clusters. Arrow keys move between clusters, plus and minus zoom, Enter selects, Escape clears, 0 shows all. The Table button shows the same as a table."
                >
                    <canvas class="map-canvas" node_ref=canvas data-testid="map" aria-hidden="true"></canvas>
                    <div class="map-labels" node_ref=labels data-testid="map-labels" aria-hidden="true"></div>
                </div>
                <p class="map-level" data-testid="level">
                    {move || format::level_in(&for_level, state.level.get())}
                </p>
                <card::Card atlas=for_card/>
                <legend::Legend atlas=for_legend/>
                <div class="map-buttons" role="group" aria-label="Zoom">
                    <button
                        class="button button-icon"
                        data-testid="zoom-in"
                        aria-label="Zoom in"
                        title="Zoom in (+)"
                        on:click=move |_| tell(&|map| map.fly_zoom(None, STEP))
                    >
                        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                            <path d="M10 4v12M4 10h12" class="icon-line"/>
                        </svg>
                    </button>
                    <button
                        class="button button-icon"
                        data-testid="zoom-out"
                        aria-label="Zoom out"
                        title="Zoom out (-)"
                        on:click=move |_| tell(&|map| map.fly_zoom(None, -STEP))
                    >
                        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                            <path d="M4 10h12" class="icon-line"/>
                        </svg>
                    </button>
                    <button
                        class="button button-icon"
                        data-testid="fit"
                        aria-label="Show the whole map"
                        title="Show the whole map (0)"
                        on:click=move |_| tell(&|map| map.fit())
                    >
                        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                            <path d="M4 7.5V4h3.5M12.5 4H16v3.500M16 12.500V16h-3.500M7.5 16H4v-3.5" class="icon-line"/>
                        </svg>
                    </button>
                </div>
            </div>
            <Show when=move || state.shows_table()>
                <table::Table atlas=Arc::clone(&atlas)/>
            </Show>
        </section>
    }
}
