//! The two sides as two small maps of one scale, side by side.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use super::ranked::Ranked;
use crate::derive::atlas::Atlas;
use crate::derive::chart::titled;
use crate::derive::compare::{Compared, Line, Side};
use crate::derive::format;
use crate::derive::sorting::Sorting as _;
use crate::tr;

/// Marks on a map at most: the largest.
const MOST: usize = 400;
/// Half the width and height of the drawing.
const REACH: f64 = 112.0;
/// Radius of the largest mark.
const LARGEST: f64 = 14.0;

/// A map of each side, marks sized by their share there; the table below them says the same in words.
#[component]
pub fn TwinMaps(
    /// The release.
    atlas: Arc<Atlas>,
    /// The comparison.
    compared: Compared,
) -> impl IntoView {
    let full = compared.full();
    let mut largest: Vec<&Line> = compared.lines.iter().collect();
    let size = |line: &Line| line.a.share.unwrap_or(0.0).max(line.b.share.unwrap_or(0.0));
    // Large ones first, so that small ones lie above them.
    largest.order_by(|a, b| size(b).total_cmp(&size(a)).then(a.index.cmp(&b.index)));
    let hidden = largest
        .iter()
        .any(|line| line.a.share.is_none() || line.b.share.is_none());
    let left_out = largest.len().saturating_sub(MOST);
    largest.truncate(MOST);
    let first = map(
        &atlas,
        &compared.a.0,
        &largest,
        |line| line.a,
        full,
        "side-a",
    );
    let second = map(
        &atlas,
        &compared.b.0,
        &largest,
        |line| line.b,
        full,
        "side-b",
    );
    view! {
        <div class="twin-maps" data-testid="twin-maps">{first}{second}</div>
        {hidden.then(|| view! {
            <p class="key"><span class="key-withheld">{tr!("withheld on this side")}</span></p>
        })}
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

fn map(
    atlas: &Atlas,
    title: &str,
    lines: &[&Line],
    side: fn(&Line) -> Side,
    full: f64,
    class: &'static str,
) -> impl IntoView + use<> {
    let (state, actions) = page();
    let bounds = atlas.bounds();
    let scale = 2.0 * REACH / bounds.size[0].max(bounds.size[1]);
    let place = move |at: [f64; 2]| {
        [
            (at[0] - bounds.centre[0]) * scale,
            (bounds.centre[1] - at[1]) * scale,
        ]
    };
    let marks = lines.iter().map(|line| {
        let index = line.index;
        let cluster = atlas.cluster(index);
        let [x, y] = place(cluster.position);
        let share = side(line).share;
        // By area, as on the large map; a withheld side is a hatched ring of one size.
        let radius = share.map_or(3.0, |share| (share / full).sqrt() * LARGEST);
        let text = match share {
            Some(share) => titled(&cluster.name, format::percent(share)),
            None => titled(&cluster.name, tr!("withheld").to_owned()),
        };
        view! {
            <circle
                class=format!("twin-mark {class}")
                class:is-withheld=share.is_none()
                class:is-selected=move || state.selected.get() == Some(index)
                cx=format!("{x:.1}")
                cy=format!("{y:.1}")
                r=format!("{:.1}", radius.max(1.0))
                on:click=move |_| actions.select(Some(index))
            >
                <title>{text}</title>
            </circle>
        }
    });
    let marks = marks.collect_view();
    view! {
        <figure class="twin-map">
            <figcaption class="twin-title">{title.to_owned()}</figcaption>
            <svg
                viewBox=format!("{} {} {} {}", -REACH - LARGEST, -REACH - LARGEST, 2.0 * (REACH + LARGEST), 2.0 * (REACH + LARGEST))
                role="img"
                aria-label=tr!(
                    "Map of {title}: marks sized by their share of it. The table below says the same.",
                    title = title
                )
            >
                {marks}
            </svg>
        </figure>
    }
}
