//! What a cluster has more and less of than the whole release, and how it grew.

use std::sync::Arc;

use leptos::prelude::*;

use super::more::more;
use super::page;
use super::roving::{Roving, Tip, as_stop, as_tipped};
use super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::export::Chart;
use crate::derive::growth::growth;
use crate::derive::represent::{self, Represented, Told};
use crate::derive::{chart, compare, format, growth_text, noise};
use crate::lean::memo;
use crate::tr;

/// Values shown of each kind before the reader asks for all.
const FIRST: usize = 5;

/// Over- and under-represented values of the cluster at `index`, the surest first.
#[component]
pub fn Standout(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let found = represent::standout(&atlas, index);
    let none = found.over.is_empty() && found.under.is_empty();
    let noisy = noise::in_tests(&atlas);
    let compared = match (found.tested, found.withheld) {
        (tested, 0) => tr!(
            "{n, plural, one {# value} other {# values}} of this cluster compared with all other conversations.",
            n = tested
        ),
        (tested, withheld) => tr!(
            "{n, plural, one {# value} other {# values}} of this cluster compared with all other conversations; \
             {withheld, plural, one {# value is} other {# values are}} withheld and cannot be.",
            n = tested,
            withheld = withheld
        ),
    };
    let listed = tr!(
        "Those listed differ more than chance would make them: at most 5 in 100 of such findings are false \
         (Benjamini and Hochberg)."
    );
    let tested = format::sentences(&[compared, listed.to_owned()]);
    view! {
        {none.then(|| view! {
            <p class="section-note" data-testid="standout-none">
                {tr!("Nothing that chance would not do as well: as far as its numbers are shown, this cluster is like the rest of the release.")}
            </p>
        })}
        <List title=tr!("More than elsewhere") values=found.over testid="over"/>
        <List title=tr!("Less than elsewhere") values=found.under testid="under"/>
        <div class="section-foot">
            <p class="section-note">{tested}</p>
            {(!none).then(|| save(&atlas, Chart::Standout(index), tr!("What stands out")))}
        </div>
        {noisy.map(|noisy| view! { <p class="section-note">{noisy}</p> })}
    }
}

/// Values of one kind; nothing where there are none.
#[component]
fn List(
    /// Its heading.
    title: &'static str,
    /// The values.
    values: Vec<Represented>,
    /// For tests.
    testid: &'static str,
) -> impl IntoView {
    let (all, set_all) = signal(false);
    let count = values.len();
    let shown = move || if all.get() { count } else { count.min(FIRST) };
    let roving = Roving::default();
    (count > 0).then(|| view! {
        <table class="standout" data-testid=testid>
            <thead>
                <tr>
                    <th scope="col">{title}</th>
                    <th scope="col" class="number" title=tr!("Its share here over its share in the whole release")>
                        {tr!("times the whole")}
                    </th>
                </tr>
            </thead>
            <tbody on:keydown=move |event| roving.on_key(&event, shown(), 1)>
                {move || {
                    let rows = values.iter().take(shown()).enumerate();
                    rows.map(|(place, value)| row(value, place, roving)).collect_view()
                }}
            </tbody>
        </table>
        {(count > FIRST).then(|| more(all, set_all, count, "link section-more"))}
    })
}

fn row(value: &Represented, place: usize, roving: Roving) -> impl IntoView + use<> {
    let (share, base) = (format::percent(value.share), format::percent(value.base));
    let ratio = format::ratio(value.ratio);
    let (shares, ratio) = match value.told {
        Told::Exactly => (
            tr!(
                "{share} here, {base} in the whole release",
                share = share,
                base = base
            ),
            ratio,
        ),
        Told::AtMost => (
            tr!(
                "withheld here, at most {share}; {base} in the whole release",
                share = share,
                base = base
            ),
            tr!("≤ {number}", number = ratio),
        ),
        Told::AtLeast => (
            tr!(
                "withheld here, at least {share}; {base} in the whole release",
                share = share,
                base = base
            ),
            format::at_least(ratio),
        ),
    };
    let interval = if value.interval.0 > 0.0 {
        format::ratios(value.interval)
    } else {
        tr!("up to {number}", number = format::ratio(value.interval.1))
    };
    let text = tr!(
        "95% interval {interval}; {p}",
        interval = &interval,
        p = p_value(value.corrected)
    );
    view! {
        <tr use:as_tipped=(roving, place)>
            <th scope="row" class="tipped" use:as_stop=(roving, place)>
                <span class="standout-value">{value.label.clone()}</span>
                <span class="standout-facet">{chart::facet_title(&value.facet)}</span>
                <span class="standout-shares">{shares}</span>
                <Tip roving place text=text.clone()/>
            </th>
            <td class="number">
                <strong>{ratio}</strong>
                <span class="standout-interval" aria-hidden="true">{interval}</span>
                <span class="visually-hidden">{text}</span>
            </td>
        </tr>
    }
}

/// A corrected p-value in words.
pub fn p_value(p: f64) -> String {
    if p < 0.001 {
        tr!(
            "corrected p below {number}",
            number = format::decimal(0.001, 3)
        )
    } else {
        tr!("corrected p {number}", number = format::decimal(p, 3))
    }
}

/// Growth of the cluster at `index` between the windows, as a sentence.
#[component]
pub fn GrowthNote(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let (state, _) = page();
    let for_windows = Arc::clone(&atlas);
    let windows = memo(move || state.time.windows_of(&for_windows));
    move || {
        let windows = windows.get()?;
        let level = atlas.at_level(atlas.cluster(index).level);
        // Corrected for its whole level, as everywhere else.
        let place = level.iter().position(|&other| other == index)?;
        let found = *growth(&atlas, windows, level).get(place)?;
        let threshold = atlas.release().manifest().policy.cell.conversations;
        let range = tr!(
            "{after} against {before}",
            after = compare::window_title(&atlas, windows.after),
            before = compare::window_title(&atlas, windows.before)
        );
        Some(view! {
            <p class="growth-note" data-testid="growth">
                <strong>{growth_text::short(&found)}</strong>
                <span>{range}</span>
            </p>
            <p class="section-note">{growth_text::sentence(&found, threshold)}</p>
        })
    }
}
