//! The middle of the page: the map with what lies above it, or the table in its stead.

use std::sync::Arc;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use leptos::svg::Path;
use leptos::task::spawn_local;

use super::{card, legend, map_tools, minimap, page, table};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::directions::Direction;
use crate::derive::format;
use crate::derive::overlay::both;
use crate::lean::{effect, effect_of_last, memo, own};
use crate::map::made::Made;
use crate::map::view::{MapView, Place, Presence, Showing};
use crate::tr;

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
    let lasso = NodeRef::<Path>::new();
    let mini = NodeRef::<Canvas>::new();
    let map = StoredValue::new_local(None::<(MapView, Presence)>);

    // Marks that keep their colour.
    let lit: Memo<Option<Arc<[bool]>>> = memo(move || {
        let range = state.map.range.get().zip(state.overlay.get());
        let within = range.map(|(range, overlay)| overlay.within(range).into());
        let matches = state.find.matches.get();
        both(within, matches.map(|matches| matches.lit()))
    });
    let for_set = Arc::clone(&atlas);
    let within: Memo<Arc<[bool]>> = memo(move || {
        let set = state.map.set.get();
        set.map_or_else(Vec::new, |set| set.within(&for_set)).into()
    });

    let level = own(state.level);
    let in_table = memo(move || state.shows_table());
    let whole = memo(move || state.look.with(Option::is_none));

    let shown = Arc::clone(&atlas);
    effect(move || {
        let (Some(container), Some(canvas), Some(labels), Some(lasso), Some(mini)) = (
            container.get(),
            canvas.get(),
            labels.get(),
            lasso.get(),
            mini.get(),
        ) else {
            return;
        };
        let place = Place {
            container: container.into(),
            canvas,
            labels: labels.into(),
            lasso: lasso.into(),
            mini,
        };
        let atlas = Arc::clone(&shown);
        // The rest of the page is shown first.
        let make = async move {
            browser::set_attribute(&place.container, "aria-busy", "true");
            // They are gone where the page has gone on to another atlas in the meantime.
            let wanted = || map.try_with_value(|_| ()).is_some();
            let Some(made) = Made::of(&atlas, &place.container, &wanted).await else {
                return;
            };
            browser::set_attribute(&place.container, "aria-busy", "false");
            let (Some(overlay), Some(lit), Some(within)) = (
                state.overlay.get_untracked(),
                lit.try_get_untracked(),
                within.try_get_untracked(),
            ) else {
                return;
            };
            let showing = Showing {
                atlas,
                made,
                overlay,
                lit,
                within,
                shade: state.shade.get_untracked(),
                look: state.look.get_untracked(),
                selected: state.selected.get_untracked(),
                renderer: state.renderer.get_untracked(),
            };
            let view = MapView::new(place, showing, move |event| actions.map_event(event));
            // Refused where the page has gone on.
            let _ = map.try_update_value(|map| *map = Some(view));
        };
        browser::on_next_frame(move || spawn_local(make));
    });
    let tell = move |order: &dyn Fn(&MapView)| {
        // Frames and observers may come after the page has gone on to another atlas.
        let _ = map.try_with_value(|map| map.iter().for_each(|(map, _)| order(map)));
    };
    // The first time each of these runs there is no map yet, which begins with what is then so.
    effect(move || {
        if let (shade, Some(overlay)) = (state.shade.get(), state.overlay.get()) {
            tell(&|map| map.show(shade, Arc::clone(&overlay)));
            // The legend has another size, once it is laid out.
            browser::on_next_frame(move || tell(&MapView::chrome_changed));
        }
    });
    effect(move || {
        let lit = lit.get();
        tell(&|map| map.dim(lit.clone()));
    });
    effect(move || {
        let within = within.get();
        tell(&|map| map.mark_set(Arc::clone(&within)));
    });
    effect(move || {
        let tool = state.map.tool.get();
        tell(&|map| map.take_up(tool));
    });
    effect(move || {
        // Both decide whether the mini-map is there. A memo that is never read would notice nothing.
        state.map.minimap.track();
        let _ = whole.get();
        // The name of the level is as wide as it is long.
        let _ = level.get();
        browser::on_next_frame(move || tell(&MapView::chrome_changed));
    });
    effect(move || {
        let selected = state.selected.get();
        tell(&|map| map.select(selected));
    });
    effect_of_last(move |before: Option<u32>| {
        let request = state.request.get();
        if before.is_some_and(|before| before != request.number) {
            tell(&|map| map.go(request.look));
        }
        request.number
    });
    let for_picture = Arc::clone(&atlas);
    effect_of_last(move |before: Option<u32>| {
        let (number, format) = state.share.map_wanted.get();
        if before.is_some_and(|before| before != number) {
            let manifest = for_picture.release().manifest();
            let colour = state.colour.get_untracked().title(&for_picture);
            let unit = tr!(
                "Colour: {colour}. The area of a mark is in proportion to its conversations.",
                colour = colour
            );
            tell(&|map| {
                if let Some(picture) = map.picture(manifest.title.clone(), unit.clone()) {
                    actions.save_map(picture, format);
                }
            });
        }
        number
    });
    let nudge = move |key: &str| {
        let direction = match key {
            "ArrowLeft" => Direction::Left,
            "ArrowRight" => Direction::Right,
            "ArrowUp" => Direction::Up,
            "ArrowDown" => Direction::Down,
            _ => return false,
        };
        tell(&|map| map.nudge(direction));
        true
    };

    let for_level = Arc::clone(&atlas);
    view! {
        <section class="map-area" aria-label=tr!("Map of clusters")>
            <div class="map-frame" class:is-hidden=move || in_table.get()>
                <div
                    class="map"
                    node_ref=container
                    data-testid="map-container"
                    tabindex="0"
                    role="application"
                    aria-roledescription=tr!("map")
                    aria-label=tr!("Map of clusters. Arrow keys move between clusters, with Shift they move the map. Plus and minus zoom, Enter selects, A adds to the set, L and R pick with a lasso or a rectangle, Escape clears, 0 shows all. The Table button shows the same as a table.")
                >
                    <canvas class="map-canvas" node_ref=canvas data-testid="map" aria-hidden="true"></canvas>
                    <div class="map-labels" node_ref=labels data-testid="map-labels" aria-hidden="true"></div>
                    <svg class="map-lasso" aria-hidden="true"><path node_ref=lasso data-testid="lasso-line"/></svg>
                </div>
                <p class="map-level" data-testid="level" data-chrome="">
                    {move || format::level_in(&for_level, level.get())}
                </p>
                <card::Card atlas=Arc::clone(&atlas)/>
                <legend::Legend atlas=Arc::clone(&atlas)/>
                <minimap::Minimap
                    atlas=Arc::clone(&atlas)
                    canvas=mini
                    go=move |centre| tell(&|map| map.look_at(centre))
                    nudge=nudge
                />
                <map_tools::MapTools tell=tell/>
            </div>
            <Show when=move || in_table.get()>
                <table::Table atlas=Arc::clone(&atlas)/>
            </Show>
        </section>
    }
}
