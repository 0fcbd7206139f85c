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
            tr!("groups"),
            format::count(current.groups.len() as u64),
            tr!("Groups of your own"),
        )];
        if outside > 0 {
            figures.push((
                tr!("base clusters in no group"),
                format::count(outside),
                tr!("They lie alone"),
            ));
        }
        if let Some(quality) = current.quality {
            if let Some(silhouette) = quality.silhouette {
                figures.push((
                    tr!("silhouette (−1 to 1)"),
                    format::decimal(silhouette, 2),
                    tr!("How much nearer clusters lie to their own group than to the next, in the mean"),
                ));
            }
            figures.push((
                tr!("of the differences between groups"),
                format::percent(quality.explained()),
                tr!("The rest of the inertia lies within groups"),
            ));
            figures.push((
                tr!("inertia"),
                format::count(quality.inertia.round() as u64),
                tr!(
                    "Sum of squared distances to the groups' centres, by weight; the mean squared distance from the \
                     centre of all is the sum of the three sliders"
                ),
            ));
        }
        let mut recipe = vec![current.recipe.sentence()];
        if current.edited {
            recipe.push(
                tr!("Changed by hand since; the figures of the computed groups no longer hold.")
                    .to_owned(),
            );
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
                {format::sentences(&recipe)}
            </p>
        })
    }
}
