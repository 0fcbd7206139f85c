//! The buttons on the map: picking clusters, the mini-map, zoom.

use leptos::prelude::*;

use super::icon::icon;
use super::page;
use crate::lean::own;
use crate::map::lasso::Tool;
use crate::map::listen::STEP;
use crate::map::view::MapView;
use crate::tr;

/// Paths of the icons, in a square of 20.
const LASSO: &str = "M10 3.500c4 0 7 1.900 7 4.500s-3 4.500-7 4.500c-1.200 0-2.300-.2-3.300-.5M6.500 12C4.400 11.200 3 9.700 3 8c0-2.600 3-4.500 7-4.500M6.800 11.600a1.700 1.700 0 1 0-1.400 3c1.200.2 1.300 1.300.4 2.400";
const RECTANGLE: &str = "M3.500 7V4.500h3M9 4.500h2M13.500 4.500h3V7M16.500 9v2M16.500 13v2.500h-3M11 15.500H9M6.500 15.500h-3V13M3.500 11V9";
const MINIMAP: &str = "M3.500 4.500h13v11h-13zM9.500 10h5v3.500h-5z";
const PLUS: &str = "M10 4v12M4 10h12";
const MINUS: &str = "M4 10h12";
const FIT: &str = "M4 7.500V4h3.500M12.500 4H16v3.500M16 12.500V16h-3.500M7.500 16H4v-3.500";

/// Tools, and below them zoom; `tell` gives orders to the map.
#[component]
pub fn MapTools(
    /// Gives an order to the map, where there is one.
    tell: impl Fn(&dyn Fn(&MapView)) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (state, actions) = page();
    let held = own(state.map.tool);
    let minimap = own(state.map.minimap);
    let tool = move |tool: Tool, label: &'static str, name: &'static str, path: &'static str| {
        view! {
            <button
                class="button button-icon"
                data-testid=name
                aria-label=label
                title=label
                aria-pressed=move || (held.get() == tool).to_string()
                on:click=move |_| {
                    let now = state.map.tool.get_untracked();
                    actions.take_up(if now == tool { Tool::Move } else { tool });
                }
            >{icon(path, "18")}</button>
        }
    };
    let zoom = move |name: &'static str,
                     label: &'static str,
                     title: &'static str,
                     path: &'static str,
                     order: &'static (dyn Fn(&MapView) + Sync)| {
        view! {
            <button
                class="button button-icon"
                data-testid=name
                aria-label=label
                title=title
                on:click=move |_| tell(order)
            >{icon(path, "18")}</button>
        }
    };
    view! {
        <div class="map-tools" data-chrome="">
            <div class="map-buttons" role="group" aria-label=tr!("Pick clusters")>
                {tool(Tool::Lasso, tr!("Pick clusters with a lasso (L)"), "lasso", LASSO)}
                {tool(Tool::Rectangle, tr!("Pick clusters with a rectangle (R, or Shift and drag)"), "rectangle", RECTANGLE)}
            </div>
            <div class="map-buttons" role="group" aria-label=tr!("View")>
                <button
                    class="button button-icon minimap-toggle"
                    data-testid="minimap-toggle"
                    aria-label=tr!("Mini-map")
                    title=tr!("Mini-map, where the map does not show everything")
                    aria-pressed=move || minimap.get().to_string()
                    on:click=move |_| actions.show_minimap(!state.map.minimap.get_untracked())
                >{icon(MINIMAP, "18")}</button>
                {zoom("zoom-in", tr!("Zoom in"), tr!("Zoom in (+)"), PLUS, &|map| map.fly_zoom(None, STEP))}
                {zoom("zoom-out", tr!("Zoom out"), tr!("Zoom out (-)"), MINUS, &|map| map.fly_zoom(None, -STEP))}
                {zoom("fit", tr!("Show the whole map"), tr!("Show the whole map (0)"), FIT, &|map| map.fit())}
            </div>
        </div>
    }
}
