//! The filters: what is asked, as parts that can be taken away, and how much answers to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::chip::{Chip, chip};
use super::later::later;
use super::{kept_filters, page};
use crate::derive::atlas::Atlas;
use crate::derive::matches::Matches;
use crate::lean::{memo, own};
use crate::tr;

/// The filters, while they are open or something is asked.
#[component]
pub fn Filters(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let open = own(find.filters_open);
    let asked = memo(move || find.filter.with(|filter| !filter.is_empty()));
    // The condition that the form changes, by its place.
    let (edited, set_edited) = signal(None::<usize>);
    let atlas = StoredValue::new(atlas);
    view! {
        <Show when=move || open.get() || asked.get()>
            <section class="filters" aria-label=tr!("Filters") data-testid="filters">
                <Show when=move || asked.get()>
                    <div class="filters-line">
                        <Chips atlas=atlas.get_value() edited set_edited/>
                        <button
                            class="button"
                            data-testid="filters-clear"
                            on:click=move |_| {
                                set_edited.set(None);
                                actions.clear_finding();
                            }
                        >{tr!("Clear")}</button>
                    </div>
                </Show>
                <Note atlas=atlas.get_value()/>
                <Show when=move || open.get()>
                    <div class="filters-line">
                        {move || later(|parts| (parts.filter)(atlas.get_value(), (edited, set_edited)))}
                    </div>
                    <kept_filters::KeptFilters asked/>
                </Show>
            </section>
        </Show>
    }
}

/// The conditions, and whether all of them must hold.
#[component]
fn Chips(
    /// The release.
    atlas: Arc<Atlas>,
    /// The condition that the form changes.
    edited: ReadSignal<Option<usize>>,
    /// Chooses another.
    set_edited: WriteSignal<Option<usize>>,
) -> impl IntoView {
    let (state, actions) = page();
    let filter = state.find.filter;
    view! {
        <Show when=move || filter.with(|filter| filter.conditions.len() > 1)>
            <select
                class="select"
                aria-label=tr!("How conditions are combined")
                data-testid="filters-combine"
                on:change=move |event| actions.combine(event_target_value(&event) == "any")
            >
                <option value="all" selected=move || filter.with(|filter| !filter.any)>{tr!("All of")}</option>
                <option value="any" selected=move || filter.with(|filter| filter.any)>{tr!("Any of")}</option>
            </select>
        </Show>
        <ul class="chips" aria-label=tr!("Conditions")>
            {move || filter.with(|filter| {
                filter.conditions.iter().enumerate().map(|(place, condition)| {
                    let words = condition.words(&atlas);
                    let title = if condition.measure.is_in(&atlas) {
                        tr!("Change it")
                    } else {
                        tr!("This release does not have it")
                    };
                    chip(Chip {
                        drop_label: tr!("Take away: {condition}", condition = &words),
                        text: words,
                        on_press: Some((title, Callback::new(move |()| {
                            actions.open_filters(true);
                            set_edited.set(Some(place));
                        }))),
                        on_drop: Callback::new(move |()| {
                            set_edited.set(None);
                            actions.drop_condition(place);
                        }),
                        testid: "chip",
                        edited: Signal::derive(move || edited.get() == Some(place)),
                    })
                }).collect_view()
            })}
        </ul>
    }
}

/// How many clusters match, and of how many it cannot be told.
#[component]
fn Note(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let all: Vec<usize> = (0..atlas.clusters().len()).collect();
    let unknown = {
        let all = all.clone();
        memo(move || {
            find.matches
                .with(|matches| matches.as_ref().map_or(0, |m| m.count(&all).1))
        })
    };
    view! {
        <div class="filters-line filters-note" data-testid="filters-note">
            {move || find.matches.get().map(|matches| view! {
                <p>{note(&matches, &all, unknown.get(), find.filter.with(|f| f.unknown_too))}</p>
            })}
            <Show when=move || unknown.get().gt(&0)>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="unknown-too"
                        prop:checked=move || find.filter.with(|filter| filter.unknown_too)
                        on:change=move |event| actions.let_unknown_through(event_target_checked(&event))
                    />
                    <span>{tr!("Show those as well of which it cannot be told")}</span>
                </label>
            </Show>
        </div>
    }
}

fn note(matches: &Matches, all: &[usize], unknown: usize, unknown_too: bool) -> String {
    let (fits, _) = matches.count(all);
    let certain = if unknown_too { fits - unknown } else { fits };
    let of = all.len();
    if unknown == 0 {
        tr!(
            "{n} of {all, plural, one {# cluster} other {# clusters}} match.",
            n = certain,
            all = of
        )
    } else {
        tr!(
            "{n} of {all, plural, one {# cluster} other {# clusters}} match. Of {unknown} it cannot be told, because \
             cells are withheld.",
            n = certain,
            all = of,
            unknown = unknown
        )
    }
}
