//! How the groups agree with the release's, or with others that are kept: worked out in steps, between which the page
//! answers.

use std::sync::Arc;

use kleio_regroup::agreement::Agreement;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::page;
use super::flow;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::regroup::Regrouping;
use crate::derive::regroup::compare::{compare, of_level, of_regrouping};
use crate::derive::regroup::flow::{Flow, flow};
use crate::derive::{format, level_text};
use crate::lean::{effect, memo, own};
use crate::state::recluster::Kept;
use crate::tr;

/// What goes where, what is compared with, and how far they agree.
type Compared = (Arc<Flow>, String, Agreement);

/// The level of the release that is nearest in number of groups to so many.
fn nearest_level(atlas: &Atlas, groups: usize) -> u8 {
    let distance = |&level: &u8| atlas.at_level(level).len().abs_diff(groups);
    (1..=atlas.top_level()).min_by_key(distance).unwrap_or(0)
}

/// Compares the groups `current` of `release` with `other`, or with the release, a step at a time; `None` where they are
/// not asked for any more.
async fn compared(
    release: &Atlas,
    current: &Regrouping,
    other: Option<&Kept>,
    asked_for: impl Fn() -> bool,
) -> Option<Compared> {
    let next = async || {
        browser::pause().await;
        asked_for().then_some(())
    };
    next().await?;
    let first = match other {
        Some(kept) => of_regrouping(&kept.regrouping),
        None => {
            let level = nearest_level(release, current.groups.len());
            let title = level_text::of_release(level, release.top_level());
            of_level(release, level, &title)
        }
    };
    next().await?;
    let second = of_regrouping(current);
    next().await?;
    let agreement = compare(release, &first, &second);
    next().await?;
    let flow = flow(&first, &second, &agreement);
    Some((Arc::new(flow), first.title, agreement))
}

/// Agreement and flow between the groups that are shown and something else.
#[component]
pub fn Comparison() -> impl IntoView {
    let (state, actions) = page();
    let choose = move |event| {
        let value = event_target_value(&event);
        actions.compare_groups_with((!value.is_empty()).then_some(value));
    };
    let kept = own(state.recluster.kept);
    let against = own(state.recluster.against);
    let other = memo(move || {
        let name = against.get()?;
        kept.with(|kept| kept.iter().find(|kept| kept.name == name).cloned())
    });
    let shown = RwSignal::new(None::<Compared>);
    let busy = RwSignal::new(true);
    // Which comparison is asked for.
    let turn = StoredValue::new(0_u32);
    effect(move || {
        let (release, current) = (state.recluster.release.get(), state.recluster.current.get());
        let other = other.get();
        let now = turn.get_value() + 1;
        turn.set_value(now);
        let Some((release, current)) = release.zip(current) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let asked_for = || turn.try_get_value() == Some(now);
            let found = compared(&release, &current, other.as_ref(), asked_for).await;
            if found.is_some() && asked_for() {
                shown.set(found);
                busy.set(false);
            }
        });
    });
    view! {
        <h3 class="recluster-heading">{tr!("Which cluster went where")}</h3>
        <label class="recluster-field">
            <span class="recluster-label">{tr!("Compared with")}</span>
            <select class="select" data-testid="recluster-against" on:change=choose>
                <option value="" selected=move || against.with(Option::is_none)>{tr!("The release")}</option>
                {move || kept.get().iter().map(|kept| {
                    let name = kept.name.clone();
                    view! {
                        <option
                            value=kept.name.clone()
                            selected=move || against.with(|against| against.as_ref() == Some(&name))
                        >{kept.regrouping.title.clone()}</option>
                    }
                }).collect_view()}
            </select>
        </label>
        // What is compared no longer stays until its successor is there, so that nothing below it jumps.
        <div aria-busy=move || busy.get().to_string() data-testid="recluster-comparison">
            {move || match shown.get().zip(state.recluster.release.get()) {
                Some(((flow, title, agreement), atlas)) => view! {
                    <dl class="figures" data-testid="recluster-agreement">
                        <div class="figure" title=tr!("Adjusted Rand index by conversations: 1 for the same groups, 0 for what chance gives")>
                            <dt>{tr!("adjusted Rand index")}</dt>
                            <dd>{format::decimal(agreement.adjusted_rand, 2)}</dd>
                        </div>
                        <div class="figure" title=tr!("Normalised mutual information by conversations: 0 to 1")>
                            <dt>{tr!("mutual information")}</dt>
                            <dd>{format::decimal(agreement.mutual_information, 2)}</dd>
                        </div>
                    </dl>
                    <flow::FlowChart atlas flow title/>
                }.into_any(),
                None => view! { <p class="note">{tr!("Loading…")}</p> }.into_any(),
            }}
        </div>
    }
}
