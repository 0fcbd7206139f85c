//! The form that asks one thing more of clusters' numbers.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::measure_choice::MeasureChoice;
use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::filter::{Condition, Test, write};
use crate::derive::growth::Windows;
use crate::derive::measure::{Measure, Unit, spread};
use crate::derive::{chart, format};
use crate::lean::{effect, memo};
use crate::tr;

/// Asks one thing more, or changes the condition at the place `edited`.
#[component]
pub fn FilterForm(
    /// The release.
    atlas: Arc<Atlas>,
    /// The condition that is changed.
    edited: ReadSignal<Option<usize>>,
    /// Changes none any more.
    set_edited: WriteSignal<Option<usize>>,
) -> impl IntoView {
    let (state, actions) = page();
    let (measure, set_measure) = signal(Measure::Size);
    let (test, set_test) = signal(Test::AtLeast);
    let (typed, set_typed) = signal(String::new());
    let for_choice = Arc::clone(&atlas);
    let choose = move |chosen: Measure| {
        let windows = untrack(|| state.time.windows_for(&chosen, &for_choice));
        let spread = spread(&for_choice, &chosen, windows);
        let middle = spread.map_or(0.0, |spread| spread.middle);
        set_typed.set(shown(chosen.unit(), middle));
        set_test.set(if chosen == Measure::Level {
            Test::Is
        } else {
            Test::AtLeast
        });
        set_measure.set(chosen);
    };
    choose(Measure::Size);
    let choose = StoredValue::new(choose);
    // The form shows the condition that the reader wants to change.
    effect(move || {
        let Some(place) = edited.get() else { return };
        let conditions = state
            .find
            .filter
            .with_untracked(|filter| filter.conditions.clone());
        if let Some(condition) = conditions.get(place) {
            set_measure.set(condition.measure.clone());
            set_test.set(condition.test);
            set_typed.set(shown(condition.measure.unit(), condition.bound));
        }
    });
    let bound = memo(move || read(measure.with(Measure::unit), &typed.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(bound) = bound.get_untracked() {
            actions.ask(
                edited.get_untracked(),
                Condition {
                    measure: measure.get_untracked(),
                    test: test.get_untracked(),
                    bound,
                },
            );
            set_edited.set(None);
        }
    };
    let top = atlas.top_level();
    let is_level = memo(move || measure.with(|measure| *measure == Measure::Level));
    let sign = move || match measure.with(Measure::unit) {
        Unit::Percent => Some(view! { <span class="field-label">{"%"}</span> }),
        Unit::Points => Some(view! { <span class="field-label">{tr!("percentage points")}</span> }),
        Unit::Times => Some(view! { <span class="field-label">{tr!("times")}</span> }),
        Unit::Count | Unit::Plain => None,
    };
    let for_range = Arc::clone(&atlas);
    let level = ("level".to_owned(), tr!("Level").to_owned());
    view! {
        <form class="filter-form" on:submit=submit>
            <MeasureChoice
                atlas
                label=tr!("Number to filter by")
                testid="filter-measure"
                others=vec![level]
                chosen=Signal::derive(move || measure.with(Measure::key))
                on_choose=Callback::new(move |key: String| {
                    if let Some(chosen) = Measure::from_key(&key) {
                        choose.with_value(|choose| choose(chosen));
                    }
                })
            />
            <Show
                when=move || is_level.get()
                fallback=move || view! {
                    <select
                        class="select"
                        aria-label=tr!("At least or at most")
                        data-testid="filter-test"
                        on:change=move |event| set_test.set(match event_target_value(&event).as_str() {
                            "le" => Test::AtMost,
                            _ => Test::AtLeast,
                        })
                    >
                        <option value="ge" selected=move || test.get() != Test::AtMost>{tr!("at least")}</option>
                        <option value="le" selected=move || test.get() == Test::AtMost>{tr!("at most")}</option>
                    </select>
                    <input
                        class="number-field"
                        type="number"
                        step="any"
                        aria-label=tr!("Bound")
                        aria-describedby="filter-range"
                        data-testid="filter-bound"
                        prop:value=move || typed.get()
                        on:input=move |event| set_typed.set(event_target_value(&event))
                    />
                    {sign}
                }
            >
                <select
                    class="select"
                    aria-label=tr!("Level")
                    data-testid="filter-level"
                    on:change=move |event| set_typed.set(event_target_value(&event))
                >
                    {(0..=top).rev().map(|level| view! {
                        <option
                            value=level.to_string()
                            selected=move || typed.get() == level.to_string()
                        >{format::level(level, top)}</option>
                    }).collect_view()}
                </select>
            </Show>
            <button
                class="button button-main"
                data-testid="filter-add"
                disabled=move || bound.get().is_none()
            >
                {move || if edited.get().is_some() { tr!("Change") } else { tr!("Add") }}
            </button>
            <p class="filter-range" id="filter-range">
                {move || (!is_level.get()).then(|| measure.with(|measure| {
                    range(&for_range, measure, state.time.windows_for(measure, &for_range))
                }))}
            </p>
        </form>
    }
}

/// A bound as it stands in its field: shares in percent.
fn shown(unit: Unit, bound: f64) -> String {
    let value = match unit {
        Unit::Percent | Unit::Points => bound * 100.0,
        Unit::Count | Unit::Times | Unit::Plain => bound,
    };
    format!("{}", (value * 100.0).round() / 100.0)
}

/// The reverse of [`shown`]; `None` where there is no number.
fn read(unit: Unit, typed: &str) -> Option<f64> {
    let value: f64 = typed
        .trim()
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())?;
    Some(match unit {
        Unit::Percent | Unit::Points => value / 100.0,
        Unit::Count | Unit::Times | Unit::Plain => value,
    })
}

/// Where the known numbers lie, in a sentence; of growth, which and between which weeks.
fn range(atlas: &Atlas, measure: &Measure, windows: Option<Windows>) -> String {
    let range = spread_of(atlas, measure, windows);
    match measure {
        Measure::Growth => chart::titled(&measure.explained(atlas, windows), range),
        _ => range,
    }
}

fn spread_of(atlas: &Atlas, measure: &Measure, windows: Option<Windows>) -> String {
    let unit = measure.unit();
    let all = atlas.clusters().len();
    match spread(atlas, measure, windows) {
        Some(spread) if spread.known == all => tr!(
            "From {low} to {high}.",
            low = write(unit, spread.low),
            high = write(unit, spread.high)
        ),
        Some(spread) => tr!(
            "From {low} to {high} in {n} of {all, plural, one {# cluster} other {# clusters}}; in the others it is \
             withheld.",
            low = write(unit, spread.low),
            high = write(unit, spread.high),
            n = spread.known,
            all = all
        ),
        None => tr!("It is withheld in every cluster.").to_owned(),
    }
}
