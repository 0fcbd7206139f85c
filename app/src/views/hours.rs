//! The parts of the week as a table of shades.

use std::sync::Arc;

use leptos::prelude::*;

use super::figure;
use super::roving::{Roving, Tip, as_mark};
use super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, Subject};
use crate::derive::export::Chart;
use crate::derive::hours::{self, Day, PARTS};
use crate::derive::noise;
use crate::tr;

/// Shares of `subject` by day and part of the day, the darker the more; where all of them are withheld, that they
/// are, and why.
#[component]
pub fn Hours(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the table is about.
    subject: Subject,
    /// Name of the facet.
    name: String,
) -> impl IntoView {
    let week = hours::week(&atlas, subject, &name);
    let title = chart::facet_title(&name);
    let unit = noise::beside_title(
        &atlas,
        subject,
        &noise::facet(&name),
        tr!("% of conversations"),
    );
    let shown = match hours::withheld_whole(&atlas, subject, &week) {
        Some(why) => {
            view! { <p class="section-note" data-testid="hours-withheld">{why}</p> }.into_any()
        }
        None => {
            let caption = tr!("{title} ({unit})", title = &title, unit = &unit);
            table(&atlas, subject, caption, week).into_any()
        }
    };
    view! {
        <figure class="chart" data-testid=format!("facet-{name}")>
            <figcaption class="chart-title">
                <span class="chart-name">{title.clone()}</span>
                <span class="unit">{unit}</span>
                {save(&atlas, Chart::Facet(subject, name.clone()), &title)}
            </figcaption>
            {shown}
        </figure>
    }
}

fn table(
    atlas: &Atlas,
    subject: Subject,
    caption: String,
    week: Vec<Day>,
) -> impl IntoView + use<> {
    let slots = week.iter().flat_map(|day| &day.slots);
    let hidden = chart::key_of_hatch(atlas, subject, slots.map(|slot| slot.reading));
    let count = week.len() * PARTS.len();
    let roving = Roving::default();
    view! {
        <table class="hours" on:keydown=move |event| roving.on_key(&event, count, PARTS.len())>
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <td></td>
                    {PARTS.map(|part| view! { <th scope="col">{tr!("{hours} h", hours = part)}</th> })}
                </tr>
            </thead>
            <tbody>
                {week.into_iter().enumerate().map(|(place, day)| row(day, place * PARTS.len(), roving)).collect_view()}
            </tbody>
        </table>
        {hidden.map(|key| view! {
            <p class="key">{figure::key_of_hatch(atlas, subject, key)}</p>
        })}
    }
}

/// A day, whose first part is the mark at `first`.
fn row(day: Day, first: usize, roving: Roving) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{day.name}</th>
            {day.slots.into_iter().enumerate().map(|(part, slot)| {
                let place = first + part;
                let withheld = slot.reading.is_withheld();
                let spoken = slot.text.clone();
                view! {
                    <td class="hour" class:hour-hatch=withheld use:as_mark=(roving, place)>
                        <i class="hour-shade" style:opacity=format!("{:.2}", slot.strength)></i>
                        <span class="hour-share" aria-hidden="true">{slot.label}</span>
                        <span class="visually-hidden">{spoken}</span>
                        <Tip roving place text=slot.text/>
                    </td>
                }
            }).collect_view()}
        </tr>
    }
}
