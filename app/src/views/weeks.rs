//! The weekly chart: one column a week.

use std::sync::Arc;

use leptos::prelude::*;

use super::figure::{self, Figure};
use super::roving::{Roving, Tip, as_mark};
use crate::derive::atlas::Atlas;
use crate::derive::cells::Reading;
use crate::derive::chart::{self, Subject};
use crate::derive::export::Chart;
use crate::derive::growth::Windows;
use crate::derive::weeks::{self, Column};
use crate::derive::{format, noise, twin};
use crate::tr;

/// Conversations a week of `subject`; nothing where the release knows no times.
#[component]
pub fn Weeks(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the chart is about.
    subject: Subject,
    /// What it is called.
    title: String,
    /// For tests.
    testid: &'static str,
    /// Weeks that are set apart as the two windows.
    #[prop(optional_no_strip)]
    windows: Option<Memo<Option<Windows>>>,
) -> impl IntoView {
    let weeks = weeks::weeks(&atlas, subject);
    let (first, last) = weeks.ends.clone()?;
    let manifest = atlas.release().manifest();
    let readings = weeks.columns.iter().map(|week| week.reading);
    let hidden = chart::key_of_hatch(&atlas, subject, readings);
    let table = twin::of_weeks(&atlas, subject, &weeks);
    let unit = noise::beside_title(&atlas, subject, noise::WEEKS, tr!("conversations a week"));
    let count = weeks.columns.len();
    let full = weeks.full;
    let half = full.is_multiple_of(2).then_some(full / 2);
    let summary = tr!("Conversations a week. {summary}", summary = &weeks.summary);
    let middle = (count > 8).then(|| format::short_date(&manifest.weeks[count / 2]));
    let columns = StoredValue::new(weeks.columns);
    let ends = StoredValue::new((summary, first, middle, last));
    let roving = Roving::default();
    Some(view! {
        <Figure atlas=Arc::clone(&atlas) chart=Chart::Weeks(subject) title unit testid=testid.to_owned() table>
            <div class="columns-frame">
                <div class="columns-axis" aria-hidden="true">
                    <span>{format::count(full)}</span>
                    <span>{half.map(format::count)}</span>
                    <span>"0"</span>
                </div>
                <div
                    class="columns"
                    role="group"
                    aria-label=ends.with_value(|ends| ends.0.clone())
                    on:keydown=move |event| roving.on_key(&event, count, 1)
                >
                    {columns.with_value(|columns| {
                        let all = columns.iter().enumerate();
                        all.map(|(place, column)| draw(column, place, roving, windows)).collect_view()
                    })}
                </div>
                <p class="columns-ends" aria-hidden="true">
                    {ends.with_value(|(_, first, middle, last)| view! {
                        <span>{first.clone()}</span>
                        <span>{middle.clone()}</span>
                        <span>{last.clone()}</span>
                    })}
                </p>
            </div>
            {hidden.clone().map(|key| view! {
                <p class="key">{figure::key_of_hatch(&atlas, subject, key)}</p>
            })}
        </Figure>
    })
}

fn draw(
    column: &Column,
    place: usize,
    roving: Roving,
    windows: Option<Memo<Option<Windows>>>,
) -> impl IntoView + use<> {
    let windows = move || windows.and_then(|windows| windows.get());
    let height = format!("{:.2}%", column.height * 100.0);
    let withheld = column.reading.is_withheld();
    // All stubs of withheld weeks are as high, so that their height is no number.
    let stub = withheld.then(|| height.clone());
    let known = (column.reading != Reading::Withheld).then_some(height);
    let text = column.text.clone();
    let spoken = text.clone();
    view! {
        <div
            class="column"
            class:is-before=move || windows().is_some_and(|w| w.before.holds(place))
            class:is-after=move || windows().is_some_and(|w| w.after.holds(place))
            role="img"
            aria-label=spoken
            use:as_mark=(roving, place)
        >
            {known.map(|height| view! { <i class="column-fill" style:height=height></i> })}
            {stub.map(|bottom| view! { <i class="column-fill is-withheld" style:bottom=bottom></i> })}
            <Tip roving place text/>
        </div>
    }
}
