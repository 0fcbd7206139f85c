//! A cluster's receipt: what the gate checked, or for a group of the reader's own, where its numbers are from.

use leptos::prelude::*;

use super::recluster;
use crate::derive::atlas::Atlas;
use crate::derive::receipt_text;

/// The receipt of the cluster at `index`, as a list.
#[must_use]
pub fn receipt(atlas: &Atlas, index: usize) -> AnyView {
    let lines = if atlas.is_own(index) {
        vec![recluster::receipt(atlas.cluster(index).profile.withheld())]
    } else {
        receipt_text::receipt(atlas, index)
    };
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    view! { <ul class="notes" data-testid="receipt">{lines.collect_view()}</ul> }.into_any()
}
