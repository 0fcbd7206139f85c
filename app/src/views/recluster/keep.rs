//! What can be done with groups as a whole: kept, shared, taken away, brought.

use leptos::html::Input;
use leptos::prelude::*;

use super::super::page;
use crate::tr;

/// Keeping, links and files.
#[component]
pub fn Keep() -> impl IntoView {
    let (state, actions) = page();
    let recluster = state.recluster;
    let grouped = move || recluster.current.get().is_some();
    let title = NodeRef::<Input>::new();
    let file = NodeRef::<Input>::new();
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(title) = title.get_untracked() {
            actions.keep_groups(&title.value());
        }
    };
    let bring = move |_| {
        if let Some(file) = file.get_untracked() {
            actions.import_groups(file);
        }
    };
    view! {
        <h3 class="recluster-heading">{tr!("Keep and share")}</h3>
        <Show when=grouped>
            <form class="recluster-row" on:submit=keep>
                <input
                    class="input"
                    node_ref=title
                    maxlength="120"
                    aria-label=tr!("A name for these groups")
                    data-testid="recluster-title"
                    prop:value=move || recluster.current.get().map(|current| current.title.clone()).unwrap_or_default()
                />
                <button class="button" type="submit" data-testid="recluster-keep">{tr!("Keep in this browser")}</button>
            </form>
            <div class="recluster-row">
                <button class="button" type="button" data-testid="recluster-link" on:click=move |_| actions.copy_groups_link()>
                    {tr!("Copy link")}
                </button>
                <button class="button" type="button" data-testid="recluster-export" on:click=move |_| actions.export_groups()>
                    {tr!("Export JSON")}
                </button>
            </div>
            <p class="recluster-hint">
                {tr!(
                    "A link holds how the groups were computed, and gives the same ones on any machine. Changes by \
                     hand do not fit into it: they travel in the file."
                )}
            </p>
        </Show>
        <label class="recluster-file">
            <span class="recluster-label">{tr!("Import groups (JSON)")}</span>
            <input
                type="file"
                accept="application/json,.json"
                node_ref=file
                data-testid="recluster-import"
                on:change=bring
            />
        </label>
        {move || recluster.notice.get().map(|notice| view! {
            <p class="recluster-hint" data-testid="recluster-notice">{notice}</p>
        })}
        <ul class="recluster-kept" data-testid="recluster-kept">
            {move || recluster.kept.get().iter().map(|kept| {
                let (shown, gone) = (kept.name.clone(), kept.name.clone());
                let title = kept.regrouping.title.clone();
                view! {
                    <li>
                        <button class="link" type="button" on:click=move |_| actions.show_kept(&shown)>
                            {title.clone()}
                        </button>
                        <button
                            class="button button-icon"
                            type="button"
                            aria-label=tr!("Forget {title}", title = &title)
                            title=tr!("Forget")
                            on:click=move |_| actions.forget_groups(gone.clone())
                        >
                            <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
                                <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                            </svg>
                        </button>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
}
