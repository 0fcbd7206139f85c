//! What the reader sees: Leptos components over the state.
//!
//! Invariant: views read [`State`] and call [`Actions`]; they never write the state themselves.

pub mod bars;
pub mod card;
pub mod detail;
pub mod facet;
pub mod header;
pub mod hours;
pub mod legend;
pub mod map_area;
pub mod overview;
pub mod panel;
pub mod recluster;
pub mod status;
pub mod table;
pub mod tree;
pub mod tree_row;
pub mod weeks;

use std::sync::Arc;

use leptos::prelude::*;

use crate::actions::Actions;
use crate::state::{self, Load, State};

/// State and actions of the page.
fn page() -> (State, Actions) {
    (expect_context::<State>(), expect_context::<Actions>())
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let (state, writers) = state::create();
    let actions = Actions::new(state, writers);
    provide_context(state);
    provide_context(actions);
    actions.start();
    view! {
        <a class="skip" href="#panel">"Skip to the description"</a>
        <header::Header/>
        <recluster::banner::Banner/>
        <Show when=move || state.atlas().is_some()>
            <main class="workspace">
                // By atlas: another one gets views of its own, and those of the one before end. The panel
                // stays, so that who regroups there loses neither place nor focus.
                <For each=move || state.atlas() key=|atlas| Arc::as_ptr(atlas) as usize let(atlas)>
                    <tree::Tree atlas=atlas.clone()/>
                    <map_area::MapArea atlas/>
                </For>
                <panel::Panel/>
            </main>
        </Show>
        {move || match state.load.get() {
            Load::Loading => status::Loading().into_any(),
            Load::Empty => status::Empty().into_any(),
            Load::Failed(reason) => view! { <status::Failed reason/> }.into_any(),
            Load::Ready(_) => ().into_any(),
        }}
        <p class="visually-hidden" role="status" aria-live="polite" data-testid="status">
            {move || state.announcement.get()}
        </p>
    }
}
