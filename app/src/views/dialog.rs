//! A dialog above the page, by the browser's own element: it keeps the keyboard inside, closes on
//! Escape, and gives the keyboard back to where it was.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::lean::effect;

/// A dialog that is shown while `open`.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Its name for those who listen.
    label: &'static str,
    /// A class for its size.
    class: &'static str,
    /// Called when the reader closes it.
    on_close: Callback<()>,
    /// What is in it; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let children = StoredValue::new(children);
    // The browser gives the keyboard back by itself; but what was done in the dialog may have moved what
    // had it, which takes it away again.
    let before = StoredValue::new_local(None::<web_sys::HtmlElement>);
    effect(move || {
        let Some(dialog) = element.get() else { return };
        if open.get() {
            // Once its content is in the page, so that the keyboard goes there.
            browser::on_next_frame(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    before.set_value(browser::focused());
                    // Refused only for a dialog that is open or gone.
                    drop(dialog.show_modal());
                }
            });
        } else if dialog.open() {
            dialog.close();
            browser::on_next_frame(move || {
                let element = before.try_get_value().flatten();
                if let Some(element) = element.filter(|_| browser::is_focus_lost()) {
                    // Fails only where focus is impossible.
                    drop(element.focus());
                }
            });
        }
    });
    view! {
        <dialog
            class=format!("dialog {class}")
            node_ref=element
            aria-label=label
            on:close=move |_| {
                if open.get_untracked() {
                    on_close.run(());
                }
            }
            on:click=move |event| {
                // The dialog itself is hit only beside its content.
                let beside = element.get_untracked().is_some_and(|dialog| {
                    event.target().as_ref() == Some(dialog.as_ref())
                });
                if beside {
                    on_close.run(());
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog-body">{children.with_value(|children| children())}</div>
            </Show>
        </dialog>
    }
}
