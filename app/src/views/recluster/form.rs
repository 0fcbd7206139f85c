//! What is asked for: clusters, method, likeness, and the button that begins.

use leptos::prelude::*;

use super::super::page;
use super::{alike, method};
use crate::derive::regroup::{Recipe, Scope, scope_of};
use crate::lean::{memo, own};
use crate::state::State;
use crate::state::recluster::{Doing, Work};
use crate::tr;

/// The form, once there is something to ask for.
#[component]
pub fn Form() -> impl IntoView {
    let (state, actions) = page();
    let recluster = state.recluster;
    let draft = own(recluster.draft);
    let busy = memo(move || matches!(recluster.work.get(), Work::Busy(..)));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            actions.cancel_work();
        } else {
            actions.regroup();
        }
    };
    view! {
        <Show when=move || draft.with(Option::is_some)>
            <form class="recluster-form" on:submit=submit>
                <ScopeChoice draft/>
                <method::MethodChoice draft/>
                <alike::Alike draft/>
                <div class="recluster-go">
                    <button
                        class="button button-primary"
                        type="submit"
                        data-testid="recluster-run"
                    >
                        {move || if busy.get() { tr!("Cancel") } else { tr!("Group") }}
                    </button>
                    <Progress/>
                </div>
                {move || match recluster.work.get() {
                    Work::Failed(reason) => Some(view! {
                        <p class="recluster-problem" role="alert" data-testid="recluster-problem">{reason}</p>
                    }),
                    _ => None,
                }}
            </form>
        </Show>
    }
}

/// Which clusters are grouped.
#[component]
fn ScopeChoice(
    /// What is about to be asked for.
    draft: Memo<Option<Recipe>>,
) -> impl IntoView {
    let (state, actions) = page();
    let scope = move || draft.get().map(|draft| draft.scope).unwrap_or_default();
    let choose = move |event| {
        let value = event_target_value(&event);
        match value.split_once(':') {
            Some(("branch", id)) => actions.set_scope(Scope::Branch(id.to_owned())),
            Some(("set", _)) => actions.recluster_only(&untrack(|| in_set(&state))),
            Some(("matching", _)) => actions.recluster_only(&untrack(|| matching(&state))),
            // The chosen ones can only be kept, not chosen again.
            Some(_) => {}
            None => actions.set_scope(Scope::All),
        }
    };
    // The top clusters of the release; any other branch comes here by being selected.
    let options = move || {
        let release = state.recluster.release.get()?;
        let mut branches = Vec::new();
        for &top in release.at_level(release.top_level()) {
            if !branches.contains(&top) {
                branches.push(top);
            }
        }
        branches.retain(|&index| !release.tree().children(index).is_empty());
        let chosen = scope();
        let ids = branches.iter().map(|&index| release.id(index).as_str());
        let known = match &chosen {
            Scope::Branch(id) => ids.clone().any(|other| other == id),
            _ => true,
        };
        let mut options = vec![(
            String::new(),
            tr!(
                "All {n, plural, one {# base cluster} other {# base clusters}}",
                n = release.at_level(0).len()
            ),
            chosen == Scope::All,
        )];
        if let Scope::Chosen(_) = chosen {
            let label = tr!(
                "The {n, plural, one {# base cluster} other {# base clusters}} that you chose",
                n = scope_of(&release, &chosen).len()
            );
            options.push(("chosen:".to_owned(), label, true));
        }
        let in_set = in_set(&state).len();
        if in_set > 0 {
            let label = tr!(
                "The {n, plural, one {# base cluster} other {# base clusters}} in your set",
                n = in_set
            );
            options.push(("set:".to_owned(), label, false));
        }
        let matching = matching(&state).len();
        if matching > 0 {
            let label = tr!(
                "The {n, plural, one {# base cluster} other {# base clusters}} that match",
                n = matching
            );
            options.push(("matching:".to_owned(), label, false));
        }
        if let (Scope::Branch(id), false) = (&chosen, known)
            && let Some(index) = release.find(id)
        {
            let label = tr!("Within “{name}”", name = &release.cluster(index).name);
            options.push((format!("branch:{id}"), label, true));
        }
        for index in branches {
            let id = release.id(index).as_str();
            let label = tr!("Within “{name}”", name = &release.cluster(index).name);
            let selected = chosen == Scope::Branch(id.to_owned());
            options.push((format!("branch:{id}"), label, selected));
        }
        Some(options)
    };
    view! {
        <label class="recluster-field">
            <span class="recluster-label">{tr!("Clusters")}</span>
            <select class="select" data-testid="recluster-scope" on:change=choose>
                {move || options().unwrap_or_default().into_iter().map(|(value, label, selected)| view! {
                    <option value=value selected=selected>{label}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

/// Base clusters of the reader's set.
fn in_set(state: &State) -> Vec<usize> {
    let set = state.map.set.get();
    set.map_or_else(Vec::new, |set| set.base().to_vec())
}

/// Base clusters that match what is looked for; none where nothing is.
fn matching(state: &State) -> Vec<usize> {
    let (Some(atlas), Some(matches)) = (state.atlas(), state.find.matches.get()) else {
        return Vec::new();
    };
    let base = atlas.at_level(0).iter().copied();
    base.filter(|&index| matches.contains(index)).collect()
}

/// How far the worker is.
#[component]
fn Progress() -> impl IntoView {
    let (state, _) = page();
    move || {
        let Work::Busy(doing, share) = state.recluster.work.get() else {
            return None;
        };
        let label = match doing {
            Doing::Starting => tr!("Starting…"),
            Doing::Grouping => tr!("Grouping…"),
            Doing::Suggesting => tr!("Trying numbers of groups…"),
            Doing::Splitting => tr!("Splitting…"),
            Doing::Showing => tr!("Showing…"),
        };
        Some(view! {
            <label class="recluster-progress" data-testid="recluster-progress">
                <progress max="1" value=format!("{share:.2}")></progress>
                <span>{label}</span>
            </label>
        })
    }
}
