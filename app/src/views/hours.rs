//! The parts of the week as a table of shades.

use std::sync::Arc;

use leptos::prelude::*;

use super::figure;
use super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, Subject};
use crate::derive::export::Chart;
use crate::derive::hours::{self, Day, PARTS};
use crate::derive::noise;
use crate::tr;

/// Shares of `subject` by day and part of the day, the darker the more; nothing where all of them
/// are withheld.
#[component]
pub fn Hours(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the table is about.
    subject: Subject,
    /// Name of the facet.
    name: String,
) -> impl IntoView {
    let week = hours::week(&atlas, subject, &name)?;
    let slots = week.iter().flat_map(|day| &day.slots);
    let hidden = chart::key_of_hatch(&atlas, subject, slots.map(|slot| slot.reading));
    Some(view! {
        <figure class="chart" data-testid=format!("facet-{name}")>
            <figcaption class="chart-title">
                <span class="chart-name">{chart::facet_title(&name)}</span>
                <span class="unit">
                    {noise::beside_title(&atlas, subject, &noise::facet(&name), tr!("% of conversations"))}
                </span>
                {save(&atlas, Chart::Facet(subject, name.clone()), &chart::facet_title(&name))}
            </figcaption>
            <table class="hours">
                <thead>
                    <tr>
                        <td></td>
                        {PARTS.map(|part| view! { <th scope="col">{tr!("{hours} h", hours = part)}</th> })}
                    </tr>
                </thead>
                <tbody>{week.into_iter().map(row).collect_view()}</tbody>
            </table>
            {hidden.map(|key| view! {
                <p class="key">{figure::key_of_hatch(&atlas, subject, key)}</p>
            })}
        </figure>
    })
}

fn row(day: Day) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{day.name}</th>
            {day.slots.into_iter().map(|slot| {
                let withheld = slot.reading.is_withheld();
                let spoken = slot.text.clone();
                view! {
                    <td class="hour" class:hour-hatch=withheld title=slot.text>
                        <i class="hour-shade" style:opacity=format!("{:.2}", slot.strength)></i>
                        <span aria-hidden="true">{slot.label}</span>
                        <span class="visually-hidden">{spoken}</span>
                    </td>
                }
            }).collect_view()}
        </tr>
    }
}
