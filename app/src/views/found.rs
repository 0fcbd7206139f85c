//! A cluster that a search found: its name, where it belongs, and why.

use std::sync::Arc;

use leptos::prelude::*;

use super::highlighted::Highlighted;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::search::Hits;
use crate::derive::search::highlight::{from_first, has_any, parts};
use crate::derive::{format, noise};
use crate::tr;

/// The cluster at `index`, with what was found in it.
#[component]
pub fn Found(
    /// The release.
    atlas: Arc<Atlas>,
    /// What was found.
    hits: Arc<Hits>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let cluster = atlas.cluster(index);
    let path = atlas.path(index);
    let above: Vec<&str> = path[..path.len() - 1]
        .iter()
        .map(|&parent| atlas.cluster(parent).name.as_str())
        .collect();
    let place = if above.is_empty() {
        format::level_of_one(cluster.level, atlas.top_level())
    } else {
        tr!("in {place}", place = above.join(" › "))
    };
    // The description is shown only where it has what the name has not.
    let missing = hits
        .terms
        .iter()
        .any(|term| !has_any(&cluster.name, std::slice::from_ref(term)));
    let why = missing.then(|| from_first(&cluster.description, &hits.terms));
    view! {
        <span class="choice-name"><Highlighted parts=parts(&cluster.name, &hits.terms)/></span>
        <span class="choice-count">{noise::conversations(&atlas, Subject::Cluster(index))}</span>
        {why.map(|parts| view! { <span class="choice-why"><Highlighted parts/></span> })}
        <span class="choice-place">{place}</span>
    }
}
