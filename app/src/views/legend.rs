//! What the colours mean, with units; and the means to choose them and to leave only some in colour.

use std::sync::Arc;

use leptos::prelude::*;

use super::save::save;
use super::{colour_choice, page, scale_filter};
use crate::derive::atlas::Atlas;
use crate::derive::chart::{Subject, withheld};
use crate::derive::export::Chart;
use crate::derive::level_text;
use crate::derive::overlay::{Overlay, Range};
use crate::derive::palette::{Palette, Shade, css};
use crate::lean::own;
use crate::tr;

/// The colour scale with its ticks, its thumbs, and what is hollow on the map.
#[component]
pub fn Legend(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let for_scale = Arc::clone(&atlas);
    let top = atlas.top_level();
    let for_count = Arc::clone(&atlas);
    let range = own(state.map.range);
    let overlay = own(state.overlay);
    let shade = own(state.shade);
    let level = own(state.level);
    let narrowed = move || {
        let (range, overlay) = (range.get()?, overlay.get()?);
        let level = level.get();
        let lit = overlay.within(range);
        let all = for_count.at_level(level);
        let count = all.iter().filter(|&&index| lit[index]).count();
        Some(level_text::in_colour(count, all.len(), level, top))
    };
    view! {
        <section class="legend" data-testid="legend" data-chrome="" aria-label=tr!("Colours")>
            <colour_choice::ColourChoice atlas=Arc::clone(&atlas)/>
            {move || {
                let overlay = overlay.get()?;
                Some(scale(&for_scale, &overlay, shade.get()))
            }}
            {move || narrowed().map(|text| view! {
                <p class="legend-narrowed" data-testid="legend-narrowed">
                    <span>{text}</span>
                    <button class="link" on:click=move |_| actions.narrow_scale(Range::ALL)>{tr!("Show all")}</button>
                </p>
            })}
        </section>
    }
}

fn scale(atlas: &Arc<Atlas>, overlay: &Arc<Overlay>, shade: Shade) -> impl IntoView + use<> {
    let palette = Palette::of(shade);
    // One of those that the map shows.
    let marks = atlas.at_level(atlas.top_level()).first();
    let marks = marks.map_or(Subject::Overall, |&index| Subject::Cluster(index));
    let Overlay { colour, scale, .. } = &**overlay;
    let ticks = scale.ticks();
    let ends = tr!(
        "The colours run from {low} to {high}.",
        low = colour.write(scale.low),
        high = colour.write(scale.high)
    );
    view! {
        <div class="legend-title">
            <span>{colour.title(atlas)}</span>
            {save(atlas, Chart::Map(Arc::clone(overlay)), &colour.title(atlas))}
        </div>
        <p class="visually-hidden">{ends}</p>
        <div class="legend-scale">
            <div class="legend-ramp" style:background=palette.css_gradient(scale)></div>
            <scale_filter::ScaleFilter overlay=Arc::clone(overlay)/>
        </div>
        <div class="legend-ticks" aria-hidden="true">
            {ticks.into_iter().map(|tick| {
                let place = format!("{:.1}%", scale.fraction(tick) * 100.0);
                view! { <span style:left=place>{colour.write(tick)}</span> }
            }).collect_view()}
        </div>
        <p class="legend-note">
            <span>{tr!("Area: conversations")}</span>
            {overlay.has_unknown().then(|| view! {
                <span class="legend-unknown" title=withheld(atlas, marks)>
                    <i style:border-color=css(palette.line(palette.unknown))></i>
                    {colour.why_unknown(atlas, marks)}
                </span>
            })}
        </p>
    }
}
