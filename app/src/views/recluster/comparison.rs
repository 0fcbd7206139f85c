//! How the groups agree with the release's, or with others that are kept.

use leptos::prelude::*;

use super::super::page;
use super::flow;
use crate::derive::regroup::compare::{compare, of_level, of_regrouping};
use crate::derive::regroup::flow::flow;
use crate::derive::{format, level_text};
use crate::lean::{memo, own};
use crate::tr;

/// The level of the release that is nearest in number of groups to so many.
fn nearest_level(atlas: &crate::derive::atlas::Atlas, groups: usize) -> u8 {
    let distance = |&level: &u8| atlas.at_level(level).len().abs_diff(groups);
    (1..=atlas.top_level()).min_by_key(distance).unwrap_or(0)
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
    let compared = memo(move || {
        let release = state.recluster.release.get()?;
        let current = state.recluster.current.get()?;
        let kept = kept.get();
        let against = against.get();
        let other = against.and_then(|name| kept.iter().find(|kept| kept.name == name).cloned());
        let first = match &other {
            Some(kept) => of_regrouping(&kept.regrouping),
            None => {
                let level = nearest_level(&release, current.groups.len());
                let title = level_text::of_release(level, release.top_level());
                of_level(&release, level, &title)
            }
        };
        let second = of_regrouping(&current);
        let agreement = compare(&release, &first, &second);
        Some((flow(&first, &second, &agreement), first.title, agreement))
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
        {move || compared.get().zip(state.recluster.release.get()).map(|((flow, title, agreement), atlas)| view! {
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
        })}
    }
}
