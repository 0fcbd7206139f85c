//! The chart of a facet, whichever kind it is.

use std::sync::Arc;

use kleio_shared::facet::ValueKind;
use leptos::prelude::*;

use super::{bars, hours};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;

/// Parts of the week as a table, everything else as bars.
#[component]
pub fn Facet(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the chart is about.
    subject: Subject,
    /// Name of the facet.
    name: String,
) -> impl IntoView {
    let kind = atlas.facet(&name).map(|facet| facet.kind);
    match kind {
        Some(ValueKind::HourOfWeek) => view! { <hours::Hours atlas subject name/> }.into_any(),
        _ => view! { <bars::Bars atlas subject name/> }.into_any(),
    }
}
