//! Parts of the page that it does not begin with: their code comes when a reader first does anything.
//!
//! Invariant: only the function `parts` names what makes them. Named elsewhere, too, their code would come with the first view.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    compare, files, filter_form, keys, palette, receipt, recluster, set_panel, share, time,
};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::export::Chart;
use crate::tr;

/// The place of the condition that the form changes, if any, and what chooses it.
pub type Edited = (ReadSignal<Option<usize>>, WriteSignal<Option<usize>>);

/// What makes each part.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What can be done or gone to, by typing.
    pub commands: fn(Arc<Atlas>) -> AnyView,
    /// The list of keys.
    pub keys: fn() -> AnyView,
    /// What can be taken away.
    pub share: fn(Arc<Atlas>) -> AnyView,
    /// The files in which a chart can be saved.
    pub save: fn(Arc<Atlas>, Chart) -> AnyView,
    /// The form that asks one thing more, or changes a condition.
    pub filter: fn(Arc<Atlas>, Edited) -> AnyView,
    /// The panel of the reader's set.
    pub set: fn(Arc<Atlas>) -> AnyView,
    /// The panel in which clusters are grouped anew.
    pub recluster: fn() -> AnyView,
    /// The receipt of a cluster.
    pub receipt: fn(Arc<Atlas>, usize) -> AnyView,
    /// The weeks.
    pub time: fn(Arc<Atlas>) -> AnyView,
    /// The comparison.
    pub compare: fn(Arc<Atlas>) -> AnyView,
}

#[allow(
    improper_ctypes_definitions,
    reason = "both sides of the split are one program"
)]
#[wasm_split(parts, fallible)]
fn parts() -> Result<Parts, SplitLoaderError> {
    Ok(Parts {
        commands: |atlas| view! { <palette::Choices atlas/> }.into_any(),
        keys: || view! { <keys::List/> }.into_any(),
        share: |atlas| view! { <share::Menu atlas/> }.into_any(),
        save: |atlas, chart| view! { <files::Files atlas chart/> }.into_any(),
        filter: |atlas, (edited, set_edited)| {
            view! { <filter_form::FilterForm atlas edited set_edited/> }.into_any()
        },
        set: |atlas| view! { <set_panel::SetPanel atlas/> }.into_any(),
        recluster: || view! { <recluster::Recluster/> }.into_any(),
        receipt: |atlas, index| receipt::receipt(&atlas, index),
        time: |atlas| view! { <time::Time atlas/> }.into_any(),
        compare: |atlas| view! { <compare::Compare atlas/> }.into_any(),
    })
}

#[derive(Clone, Copy)]
enum Code {
    Elsewhere,
    Coming,
    Here(Parts),
    Failed,
}

/// Where the code of the parts is.
#[derive(Clone, Copy)]
struct Later(RwSignal<Code>);

impl Later {
    fn fetch(self) {
        if matches!(self.0.get_untracked(), Code::Coming | Code::Here(_)) {
            return;
        }
        self.0.set(Code::Coming);
        spawn_local(async move {
            let code = parts().await.map_or(Code::Failed, Code::Here);
            self.0.set(code);
        });
    }
}

/// Lets the page show parts, and fetches them before the reader asks for one.
pub fn provide() {
    let later = Later(RwSignal::new(Code::Elsewhere));
    provide_context(later);
    browser::on_first_deed(move || later.fetch());
}

/// What `make` makes of the parts; what is said until they are here. To be called where a view is rendered: it is
/// rendered again when they come.
pub fn later(make: impl FnOnce(Parts) -> AnyView) -> AnyView {
    let later = expect_context::<Later>();
    match later.0.get() {
        Code::Here(parts) => make(parts),
        Code::Failed => failed(later),
        Code::Elsewhere | Code::Coming => {
            later.fetch();
            view! { <p class="note" aria-busy="true" data-testid="part-coming">{tr!("Loading…")}</p> }
                .into_any()
        }
    }
}

fn failed(later: Later) -> AnyView {
    view! {
        <div role="alert" data-testid="part-failed">
            <p class="note">
                {tr!("This part of the page could not be loaded. The server may be out of reach.")}
            </p>
            <button class="button" on:click=move |_| later.fetch()>{tr!("Try again")}</button>
        </div>
    }
    .into_any()
}
