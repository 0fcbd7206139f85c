//! The two sides as two small maps of one scale, side by side.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use super::super::plot::{self, tip};
use super::super::roving::{Roving, as_mark};
use super::ranked::Ranked;
use crate::derive::atlas::Atlas;
use crate::derive::compare::Compared;
use crate::derive::compare::maps::{LARGEST, MOST, Mark, REACH, maps};
use crate::derive::format;
use crate::tr;

/// Half the width and height of the drawing.
const HALF: f64 = REACH + LARGEST;

/// A map of each side, marks sized by their share there; the table below them says the same in words.
#[component]
pub fn TwinMaps(
    /// The release.
    atlas: Arc<Atlas>,
    /// The comparison.
    compared: Compared,
) -> impl IntoView {
    let maps = maps(&atlas, &compared);
    let hidden = maps.has_withheld();
    let left_out = maps.left_out;
    let unit = tr!(
        "Area: % of the side's conversations; the largest mark is {share}",
        share = format::percent(maps.full)
    );
    let [first, second] = maps.sides;
    view! {
        <div class="twin-maps" data-testid="twin-maps">
            {map(&compared.a.0, first, "side-a")}
            {map(&compared.b.0, second, "side-b")}
        </div>
        <p class="key" data-testid="twin-key">
            <span>{unit}</span>
            {hidden.then(|| view! { <span class="key-withheld">{tr!("withheld on this side")}</span> })}
        </p>
        {(left_out > 0).then(|| view! {
            <p class="section-note">
                {tr!(
                    "The {most} largest clusters are drawn, {n} smaller ones are in the table only.",
                    most = MOST,
                    n = left_out
                )}
            </p>
        })}
        <Ranked atlas compared/>
    }
}

fn map(title: &str, marks: Vec<Mark>, class: &'static str) -> impl IntoView + use<> {
    let (state, actions) = page();
    let roving = Roving::default();
    let indices: Arc<[usize]> = marks.iter().map(|mark| mark.index).collect();
    let tips = marks.iter().map(|mark| {
        let [x, y] = mark.centre;
        let above = y - mark.radius;
        (
            [(x + HALF) / (2.0 * HALF), (above + HALF) / (2.0 * HALF)],
            mark.text.clone(),
        )
    });
    let tips = tips.collect();
    let circles = marks.into_iter().enumerate().map(|(place, mark)| {
        let index = mark.index;
        let [x, y] = mark.centre;
        let is_selected = move || state.selected.get() == Some(index);
        view! {
            <circle
                class=format!("twin-mark {class}")
                class:is-withheld=mark.withheld
                class:is-selected=is_selected
                role="button"
                aria-label=mark.text
                aria-pressed=move || is_selected().to_string()
                cx=format!("{x:.1}")
                cy=format!("{y:.1}")
                r=format!("{:.1}", mark.radius)
                on:click=move |_| actions.select(Some(index))
                use:as_mark=(roving, place)
            ></circle>
        }
    });
    let circles = circles.collect_view();
    view! {
        <figure class="twin-map">
            <figcaption class="twin-title">
                <span>{title.to_owned()}</span>
                <span class="unit">{tr!("% of conversations")}</span>
            </figcaption>
            <div class="plot">
                <svg
                    viewBox=format!("{} {} {} {}", -HALF, -HALF, 2.0 * HALF, 2.0 * HALF)
                    role="group"
                    aria-label=tr!(
                        "Map of {title}: marks sized by their share of it. The table below says the same.",
                        title = title
                    )
                    on:keydown=move |event| plot::on_key(&event, roving, indices.len(), |place| {
                        actions.select(indices.get(place).copied());
                    })
                >
                    {circles}
                </svg>
                {tip(roving, tips)}
            </div>
        </figure>
    }
}
