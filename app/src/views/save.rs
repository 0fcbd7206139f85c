//! What saves a chart: a button beside its title, which opens the kinds of files that there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::icon::{SAVE, icon};
use super::later::later;
use crate::derive::atlas::Atlas;
use crate::derive::export::Chart;
use crate::tr;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The control of `chart`, which is of `atlas` and called `title`. One function for all charts, so that the client
/// does not hold the code of each; the files themselves are made in a part that comes later.
pub fn save(atlas: &Arc<Atlas>, chart: Chart, title: &str) -> AnyView {
    let id = format!("files-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let opened = RwSignal::new(false);
    let given = StoredValue::new((Arc::clone(atlas), chart));
    let label = tr!("Save: {title}", title = title);
    view! {
        <button
            class="chart-save"
            type="button"
            popovertarget=id.clone()
            aria-label=label.clone()
            title=tr!("Save the picture or its numbers")
        >{icon(SAVE, "14")}</button>
        <div
            class="chart-files"
            id=id
            popover="auto"
            role="group"
            aria-label=label
            on:beforetoggle=move |_: web_sys::Event| opened.set(true)
        >
            {move || opened.get().then(|| later(|parts| {
                let (atlas, chart) = given.get_value();
                (parts.save)(atlas, chart)
            }))}
        </div>
    }
    .into_any()
}
