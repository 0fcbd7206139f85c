//! What the reader sees: Leptos components over the state.
//!
//! Invariant: views read [`State`] and call [`Actions`]; they never write the state themselves.

pub mod bars;
pub mod card;
pub mod chip;
pub mod colour_choice;
pub mod compare;
pub mod detail;
pub mod dialog;
pub mod dock;
pub mod facet;
pub mod figure;
pub mod files;
pub mod filter_form;
pub mod filters;
pub mod found;
pub mod header;
pub mod highlighted;
pub mod hours;
pub mod icon;
pub mod kept_filters;
pub mod kept_sets;
pub mod keys;
pub mod later;
pub mod legend;
pub mod links;
pub mod map_area;
pub mod map_tools;
pub mod measure_choice;
pub mod minimap;
pub mod more;
pub mod overview;
pub mod palette;
pub mod panel;
pub mod plot;
pub mod pressed;
pub mod profile;
pub mod receipt;
pub mod recluster;
pub mod roving;
pub mod save;
pub mod scale_filter;
pub mod scroller;
pub mod search;
pub mod section;
pub mod set_panel;
pub mod share;
pub mod standing;
pub mod standout;
pub mod status;
pub mod table;
pub mod table_columns;
pub mod table_grid;
pub mod table_row;
pub mod time;
pub mod tour;
pub mod tree;
pub mod tree_head;
pub mod tree_row;
pub mod weeks;

use std::sync::Arc;

use leptos::prelude::*;

use crate::actions::Actions;
use crate::state::{self, Load, State};
use crate::tr;

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
    later::provide();
    actions.start();
    view! {
        <Show when=move || state.atlas().is_some()>
            <a class="skip" href="#panel">{tr!("Skip to the description")}</a>
        </Show>
        <header::Header/>
        <share::Notices/>
        <standing::Notices/>
        <recluster::banner::Banner/>
        <Show when=move || state.atlas().is_some()>
            <For each=move || state.atlas() key=|atlas| Arc::as_ptr(atlas) as usize let(atlas)>
                <filters::Filters atlas/>
            </For>
            <main class="workspace">
                // By atlas: another one gets views of its own, and those of the one before end. The panel
                // stays, so that who regroups there loses neither place nor focus.
                <For each=move || state.atlas() key=|atlas| Arc::as_ptr(atlas) as usize let(atlas)>
                    <tree::Tree atlas=atlas.clone()/>
                    <div class="middle">
                        <map_area::MapArea atlas=atlas.clone()/>
                        <dock::Dock atlas/>
                    </div>
                </For>
                <panel::Panel/>
            </main>
        </Show>
        {move || match state.load.get() {
            Load::Loading => status::Loading().into_any(),
            Load::Empty => status::Empty().into_any(),
            Load::Failed(error, other) => view! { <status::Failed error other/> }.into_any(),
            Load::Ready(_) => ().into_any(),
        }}
        <palette::Palette/>
        <keys::Keys/>
        <tour::Tour/>
        <p class="visually-hidden" role="status" aria-live="polite" data-testid="status">
            {move || state.announcement.get()}
        </p>
    }
}
