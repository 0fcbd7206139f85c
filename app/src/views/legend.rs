//! What the colours mean, with units.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::chart::withheld;
use crate::derive::palette::{Palette, css};

/// The colour scale and its ticks; grey where values may be withheld.
#[component]
pub fn Legend(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    move || {
        let colour = state.colour.get();
        let palette = Palette::of(state.shade.get());
        let scale = colour.scale(&atlas);
        let unknown = (0..atlas.clusters().len()).any(|i| colour.value(&atlas, i).is_none());
        let threshold = atlas.release().manifest().policy.cell.conversations;
        let ticks = scale.ticks();
        view! {
            <div class="legend" data-testid="legend">
                <p class="legend-title">{colour.title()}</p>
                <div class="legend-scale" style:background=palette.css_gradient(colour.ramp())></div>
                <div class="legend-ticks">
                    {ticks.into_iter().map(|tick| {
                        let place = format!("{:.1}%", scale.fraction(tick) * 100.0);
                        view! { <span style:left=place>{colour.write(tick)}</span> }
                    }).collect_view()}
                </div>
                {unknown.then(|| view! {
                    <p class="legend-unknown" title=withheld(threshold)>
                        <i style:background=css(palette.unknown)></i>
                        {format!("withheld, fewer than {threshold}")}
                    </p>
                })}
                <p class="legend-note">"Area: conversations"</p>
            </div>
        }
    }
}
