//! What counts as alike: three sliders, what each counts for, and the seed.

use leptos::prelude::*;

use super::super::page;
use super::number::NumberField;
use crate::derive::format;
use crate::derive::regroup::{Recipe, Shares};
use crate::lean::memo;
use crate::tr;

/// Sliders for meaning, facets and time.
#[component]
pub fn Alike(
    /// What is about to be asked for.
    draft: Memo<Option<Recipe>>,
) -> impl IntoView {
    let (state, actions) = page();
    let shares = memo(move || {
        draft.get().map_or(
            Shares {
                meaning: 0,
                facets: 0,
                time: 0,
            },
            |draft| draft.shares,
        )
    });
    let release = move || state.recluster.release.get();
    let has_vectors = move || release().is_some_and(|r| r.release().manifest().vectors.is_some());
    let has_weeks = move || release().is_some_and(|r| !r.release().manifest().weeks.is_empty());
    view! {
        <fieldset class="recluster-alike">
            <legend class="recluster-label">{tr!("What counts as alike")}</legend>
            <Slider
                label=tr!("Meaning")
                hint=tr!("What names and descriptions say")
                id="meaning"
                value=Signal::derive(move || shares.get().meaning)
                shares
                can=Signal::derive(has_vectors)
                set=move |meaning| actions.set_shares(Shares { meaning, ..shares.get_untracked() })
            />
            <Show when=move || !has_vectors()>
                <p class="recluster-hint" data-testid="recluster-no-vectors">
                    {tr!(
                        "This release was written without vectors of its texts, so meaning cannot be compared. A \
                         release written by this version of kleio has them."
                    )}
                </p>
            </Show>
            <Slider
                label=tr!("Facets")
                hint=tr!("Shares of facet values; what is withheld is taken to be as in the whole release")
                id="facets"
                value=Signal::derive(move || shares.get().facets)
                shares
                can=Signal::derive(|| true)
                set=move |facets| actions.set_shares(Shares { facets, ..shares.get_untracked() })
            />
            <Slider
                label=tr!("Time")
                hint=tr!("How conversations spread over the weeks")
                id="time"
                value=Signal::derive(move || shares.get().time)
                shares
                can=Signal::derive(has_weeks)
                set=move |time| actions.set_shares(Shares { time, ..shares.get_untracked() })
            />
            <Show when=move || !has_weeks()>
                <p class="recluster-hint">{tr!("This release has no weeks.")}</p>
            </Show>
        </fieldset>
        <div class="recluster-row">
            <label class="recluster-check">
                <input
                    type="checkbox"
                    data-testid="recluster-weights"
                    disabled=move || draft.get().is_some_and(|draft| !draft.weighs())
                    prop:checked=move || draft.get().is_some_and(|draft| draft.by_conversations && draft.weighs())
                    on:change=move |event| actions.weigh_by_conversations(event_target_checked(&event))
                />
                {tr!("Count each cluster by its conversations")}
            </label>
            <NumberField
                label=tr!("Seed")
                testid="recluster-seed"
                min="0"
                title=tr!("The same seed gives the same groups on any machine")
                value=Signal::derive(move || draft.get().map(|draft| draft.seed.to_string()).unwrap_or_default())
                on_change=Callback::new(move |typed: String| {
                    if let Ok(seed) = typed.parse() {
                        actions.set_seed(seed);
                    }
                })
            />
        </div>
    }
}

#[component]
fn Slider(
    /// What it is for.
    label: &'static str,
    /// What that means.
    hint: &'static str,
    /// For tests.
    id: &'static str,
    /// 0 to 100.
    value: Signal<u8>,
    /// All three, for the blend.
    shares: Memo<Shares>,
    /// Whether the release has it.
    can: Signal<bool>,
    /// Takes another value.
    set: impl Fn(u8) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let blend = move || {
        let Shares {
            meaning,
            facets,
            time,
        } = shares.get();
        let total = f64::from(meaning) + f64::from(facets) + f64::from(time);
        let share = if total > 0.0 {
            f64::from(value.get()) / total
        } else {
            0.0
        };
        format::percent(share)
    };
    view! {
        <label class="recluster-slider" title=hint>
            <span>{label}</span>
            <input
                type="range"
                min="0"
                max="100"
                step="5"
                data-testid=format!("recluster-{id}")
                disabled=move || !can.get()
                aria-valuetext=move || tr!("{share} of the blend", share = blend())
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    if let Ok(value) = event_target_value(&event).parse() {
                        set(value);
                    }
                }
            />
            <output aria-hidden="true">{blend}</output>
        </label>
    }
}
