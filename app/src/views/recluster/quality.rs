//! How good the groups are.

use leptos::prelude::*;

use super::super::page;
use crate::derive::format;
use crate::tr;

/// Figures of the groups that are shown.
#[component]
pub fn QualityFigures() -> impl IntoView {
    let (state, _) = page();
    move || {
        let current = state.recluster.current.get()?;
        let outside = current.outside.len() as u64;
        let mut figures = vec![(
            "groups",
            format::count(current.groups.len() as u64),
            "Groups of your own",
        )];
        if outside > 0 {
            figures.push((
                "base clusters in no group",
                format::count(outside),
                "They lie alone",
            ));
        }
        if let Some(quality) = current.quality {
            if let Some(silhouette) = quality.silhouette {
                figures.push((
                    "silhouette (−1 to 1)",
                    format!("{silhouette:.2}"),
                    "How much nearer clusters lie to their own group than to the next, in the mean",
                ));
            }
            figures.push((
                "of the differences between groups",
                format::percent(quality.explained()),
                "The rest of the inertia lies within groups",
            ));
            figures.push((
                "inertia",
                format::count(quality.inertia.round() as u64),
                "Sum of squared distances to the groups' centres, by weight; the mean squared distance from the centre of all is the sum of the three sliders",
            ));
        }
        Some(view! {
            <h3 class="recluster-heading">{tr!("Your groups")}</h3>
            <dl class="figures" data-testid="recluster-quality">
                {figures.into_iter().map(|(label, value, title)| view! {
                    <div class="figure" title=title>
                        <dt>{label}</dt>
                        <dd>{value}</dd>
                    </div>
                }).collect_view()}
            </dl>
            <p class="recluster-hint" data-testid="recluster-recipe">
                {current.recipe.sentence()}
                {current.edited.then_some(" Changed by hand since; the figures of the computed groups no longer hold.")}
            </p>
        })
    }
}
