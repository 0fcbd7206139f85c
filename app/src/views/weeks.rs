//! The weekly chart: one column a week.

use std::sync::Arc;

use leptos::prelude::*;

use crate::derive::atlas::Atlas;
use crate::derive::cells::Reading;
use crate::derive::chart::{self, Subject};
use crate::derive::weeks::{self, Column};
use crate::derive::{format, noise};

// Units of the drawing; it is scaled to the panel's width.
const WIDTH: f64 = 336.0;
const HEIGHT: f64 = 96.0;
/// Height of the hatched stub of a withheld week: the same for all, so that it is no number.
const STUB: f64 = 14.0;

/// Conversations a week of `subject`; nothing where the release knows no times.
#[component]
pub fn Weeks(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the chart is about.
    subject: Subject,
) -> impl IntoView {
    let weeks = weeks::weeks(&atlas, subject);
    let (first, last) = weeks.ends.clone()?;
    let step = WIDTH / weeks.columns.len() as f64;
    let hidden = weeks.columns.iter().any(|c| c.reading == Reading::Withheld);
    let threshold = atlas.release().manifest().policy.cell.conversations;
    Some(view! {
        <figure class="chart" data-testid="weeks">
            <figcaption class="chart-title">
                "Weeks"
                <span class="unit">
                    {noise::beside_title(&atlas, subject, noise::WEEKS, "conversations a week")}
                </span>
            </figcaption>
            <p class="weeks-full" aria-hidden="true">{format::count(weeks.full)}</p>
            <svg
                class="weeks"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                role="img"
                aria-label=format!("Conversations a week. {}", weeks.summary)
            >
                <defs>
                    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect width="2" height="5" class="hatch-line"/>
                    </pattern>
                </defs>
                <line x1="0" x2=WIDTH y1="0.5" y2="0.5" class="grid-line"/>
                <line x1="0" x2=WIDTH y1=HEIGHT / 2.0 y2=HEIGHT / 2.0 class="grid-line"/>
                {weeks.columns.iter().enumerate().map(|(place, column)| {
                    draw(column, place as f64 * step, step)
                }).collect_view()}
                <line x1="0" x2=WIDTH y1=HEIGHT - 0.5 y2=HEIGHT - 0.5 class="axis-line"/>
            </svg>
            <p class="weeks-ends" aria-hidden="true"><span>{first}</span><span>{last}</span></p>
            {hidden.then(|| view! {
                <p class="key">
                    <span class="key-hatch" title=chart::withheld(threshold)>
                        {format!("withheld, fewer than {threshold}")}
                    </span>
                </p>
            })}
        </figure>
    })
}

fn draw(column: &Column, x: f64, step: f64) -> impl IntoView + use<> {
    let gap = (step * 0.18).min(4.0);
    let (height, class) = match column.reading {
        Reading::Withheld => (STUB, "week-hatch"),
        Reading::Count(_) | Reading::None => (column.height * (HEIGHT - 2.0), "week"),
    };
    view! {
        <g class="week-slot">
            <rect x=x y="0" width=step height=HEIGHT class="week-hit"/>
            <rect x=x + gap / 2.0 y=HEIGHT - height width=step - gap height=height class=class/>
            <title>{column.text.clone()}</title>
        </g>
    }
}
