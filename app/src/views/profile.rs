//! The numbers of a cluster or of a set as a whole: figures, what stands out, weeks, facets.

use std::sync::Arc;

use kleio_shared::stats::Share;
use leptos::prelude::*;

use super::roving::{Roving, Tip, as_mark};
use super::section::Section;
use super::{facet, standout, weeks};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::sorting::Sorting as _;
use crate::derive::{format, noise};
use crate::tr;

/// The facet whose chart comes first.
const FIRST: &str = "language";

/// What stands out in the cluster at `index`, its weeks and its facets, in the order in which they are asked
/// for.
#[component]
pub fn Profile(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let manifest = atlas.release().manifest();
    let mut names: Vec<String> = manifest.facets.iter().map(|f| f.name.clone()).collect();
    names.order_by_key(|name| name != FIRST);
    let has_weeks = !manifest.weeks.is_empty();
    let names = StoredValue::new(names);
    let shared = StoredValue::new(atlas);
    view! {
        <Section name=tr!("What stands out")>
            <standout::Standout atlas=shared.get_value() index/>
        </Section>
        {has_weeks.then(|| view! {
            <Section name=tr!("Over time")>
                <weeks::Weeks
                    atlas=shared.get_value()
                    subject=Subject::Cluster(index)
                    title=tr!("Weeks").to_owned()
                    testid="weeks"
                />
                <standout::GrowthNote atlas=shared.get_value() index/>
            </Section>
        })}
        <Section name=tr!("Facets")>
            {names.get_value().into_iter().map(|name| view! {
                <facet::Facet atlas=shared.get_value() subject=Subject::Cluster(index) name/>
            }).collect_view()}
        </Section>
    }
}

/// Conversations, share, accounts and concern of the cluster at `index`.
#[component]
pub fn Figures(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let cluster = atlas.cluster(index);
    let subject = Subject::Cluster(index);
    let accounts = if atlas.release().manifest().accounts_known {
        noise::accounts(&atlas, subject)
    } else {
        tr!("unknown").to_owned()
    };
    let figures = [
        (
            of_all(&cluster.share),
            noise::about(&atlas, format::percent(cluster.share.estimate)),
        ),
        (tr!("accounts").to_owned(), accounts),
        (
            tr!("concern (1–5)").to_owned(),
            noise::about(&atlas, format::decimal(cluster.concern, 1)),
        ),
    ];
    let explained = [
        tr!("Share of all released conversations, with its 95% confidence interval"),
        tr!("Distinct accounts, as a range, so that no single account can be told"),
        tr!("Mean concern as far as the numbers below tell: 1 is benign, 5 is severe"),
    ];
    let roving = Roving::default();
    view! {
        <div class="tipped" on:keydown=move |event| roving.on_key(&event, explained.len(), 1)>
            <dl class="figures" data-testid="figures">
                <div class="figure">
                    <dt>{tr!("conversations")}</dt>
                    <dd>{noise::conversations(&atlas, subject)}</dd>
                </div>
                {figures.into_iter().zip(explained).enumerate().map(|(place, ((name, number), text))| view! {
                    <div class="figure" use:as_mark=(roving, place)>
                        <dt>{name}</dt>
                        <dd>{number}<span class="visually-hidden">{text}</span></dd>
                    </div>
                }).collect_view()}
            </dl>
            // Beside them, because their frame would cut it off.
            {explained.into_iter().enumerate().map(|(place, text)| view! {
                <Tip roving place text=text.to_owned()/>
            }).collect_view()}
        </div>
    }
}

/// What a share of all conversations is called, with its interval.
fn of_all(share: &Share) -> String {
    let range = format::range(format::percent(share.low), format::percent(share.high));
    tr!("of all ({range})", range = range)
}
