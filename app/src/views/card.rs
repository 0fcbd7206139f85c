//! The card beside the mark under the pointer, or under the keyboard.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::colour_by::LANGUAGE;
use crate::derive::{chart, format, noise};
use crate::lean::own;
use crate::map::view::Card as Place;
use crate::tr;

/// Width of a card, as in its style sheet, and its distance from the mark.
const WIDTH_PX: f64 = 248.0;
const GAP_PX: f64 = 10.0;
/// Room that a card above a mark needs, and the room that the mark's label takes below it.
const HEIGHT_PX: f64 = 108.0;
const LABEL_PX: f64 = 44.0;

/// Names the cluster that the pointer or the keyboard is on.
#[component]
pub fn Card(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    let place = own(state.card);
    move || {
        let place = place.get()?;
        let cluster = atlas.cluster(place.index);
        let language = chart::leading(&atlas, place.index, LANGUAGE);
        let (left, top, above) = beside(&place);
        Some(view! {
            <div
                class="card"
                class:is-above=above
                data-testid="card"
                aria-hidden="true"
                style:left=format!("{left}px")
                style:top=format!("{top}px")
            >
                <p class="card-name">{cluster.name.clone()}</p>
                <p class="card-line">
                    {tr!(
                        "{count} conversations, {share} of all",
                        count = noise::conversations(&atlas, Subject::Cluster(place.index)),
                        share = noise::about(&atlas, format::percent(cluster.share.estimate))
                    )}
                </p>
                {language.map(|(name, share)| view! {
                    <p class="card-line">
                        {tr!("{share} {language}", share = format::percent(share), language = name)}
                    </p>
                })}
            </div>
        })
    }
}

/// Left and top of the card, and whether it lies above the mark: below, and below the mark's label,
/// only where there is no room above.
fn beside(place: &Place) -> (f64, f64, bool) {
    let [width, height] = place.viewport;
    let left = (place.at[0] - WIDTH_PX / 2.0).clamp(8.0, (width - WIDTH_PX - 8.0).max(8.0));
    let reach = place.radius.min(height / 3.0) + GAP_PX;
    let above = place.at[1] - reach > HEIGHT_PX;
    let top = if above {
        place.at[1] - reach
    } else {
        place.at[1] + reach + LABEL_PX
    };
    (left, top.clamp(8.0, (height - 8.0).max(8.0)), above)
}
