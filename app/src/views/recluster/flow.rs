//! The flow between two groupings: a drawing, and the same as a table.

use leptos::prelude::*;

use crate::derive::format;
use crate::derive::regroup::flow::{Band, Block, Flow};
use crate::tr;

// Units of the drawing.
const WIDTH: f64 = 336.0;
const ROW: f64 = 26.0;
const BLOCK: f64 = 8.0;
/// Where bands end: beside the blocks.
const ENDS: (f64, f64) = (BLOCK, WIDTH - BLOCK);

/// Bands from the blocks of the one grouping to those of the other.
#[component]
pub fn FlowChart(
    /// What goes where.
    flow: Flow,
    /// What the left side is.
    title: String,
) -> impl IntoView {
    let height = ROW * flow.left.len().max(flow.right.len()).max(4) as f64;
    // The block that is looked at: left or right, and its place.
    let (focus, set_focus) = signal(None::<(bool, usize)>);
    let rows = rows(&flow);
    let lit = move |band: (usize, usize)| match focus.get() {
        None => false,
        Some((false, place)) => band.0 == place,
        Some((true, place)) => band.1 == place,
    };
    let bands: Vec<_> = flow
        .bands
        .iter()
        .map(|band| {
            let ends = (band.from, band.to);
            view! {
                <path
                    d=path(band, height)
                    class="flow-band"
                    class:is-lit=move || lit(ends)
                    class:is-faint=move || focus.get().is_some() && !lit(ends)
                >
                    <title>{sentence(&flow, band)}</title>
                </path>
            }
        })
        .collect();
    let column = |blocks: &[Block], right: bool| {
        blocks
            .iter()
            .enumerate()
            .map(|(place, block)| {
                let at = (right, place);
                let (top, bottom) = (block.span.0 * height, block.span.1 * height);
                let x = if right { ENDS.1 } else { 0.0 };
                let text_x = if right { ENDS.1 - 4.0 } else { ENDS.0 + 4.0 };
                let label = tr!(
                    "{name}, {n, plural, one {# conversation} other {# conversations}}",
                    name = &block.name,
                    n = block.weight
                );
                let spoken = label.clone();
                view! {
                    <g
                        class="flow-block"
                        role="button"
                        tabindex="0"
                        aria-label=spoken
                        aria-pressed=move || (focus.get() == Some(at)).to_string()
                        on:focus=move |_| set_focus.set(Some(at))
                        on:blur=move |_| set_focus.set(None)
                        on:mouseenter=move |_| set_focus.set(Some(at))
                        on:mouseleave=move |_| set_focus.set(None)
                    >
                        <rect x=x y=top width=BLOCK height=(bottom - top).max(1.0) class="flow-rect"/>
                        <text
                            x=text_x
                            y=f64::midpoint(top, bottom)
                            class="flow-label"
                            class:is-end=right
                            aria-hidden="true"
                        >{short(&block.name)}</text>
                        <title>{label}</title>
                    </g>
                }
            })
            .collect_view()
    };
    let (left, right) = (column(&flow.left, false), column(&flow.right, true));
    view! {
        <figure class="chart" data-testid="recluster-flow">
            <figcaption class="chart-title">
                {title.clone()}
                <span class="unit">{tr!("Your groups")}</span>
            </figcaption>
            <svg
                class="flow"
                viewBox=format!("0 0 {WIDTH} {height}")
                role="group"
                aria-label=tr!("Conversations that go from each group on the left to each on the right. The table below says the same.")
            >
                {bands}
                {left}
                {right}
            </svg>
            <details class="recluster-more" data-testid="recluster-flow-table">
                <summary>{tr!("The same as a table")}</summary>
                <table class="recluster-table">
                    <thead>
                        <tr>
                            <th scope="col">{title}</th>
                            <th scope="col">{tr!("Your group")}</th>
                            <th scope="col" class="number">{tr!("Conversations")}</th>
                            <th scope="col" class="number">{tr!("Share")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.into_iter().map(|[from, to, weight, share]| view! {
                            <tr>
                                <td>{from}</td>
                                <td>{to}</td>
                                <td class="number">{weight}</td>
                                <td class="number">{share}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </details>
        </figure>
    }
}

/// Rows of the table: from, to, conversations, share of the left group.
fn rows(flow: &Flow) -> Vec<[String; 4]> {
    flow.bands
        .iter()
        .map(|band| {
            [
                flow.left[band.from].name.clone(),
                flow.right[band.to].name.clone(),
                format::count(band.weight),
                format::percent(band.share),
            ]
        })
        .collect()
}

fn sentence(flow: &Flow, band: &Band) -> String {
    tr!(
        "{n} of {all, plural, one {# conversation} other {# conversations}} ({share}) went from “{from}” to “{to}”.",
        n = band.weight,
        all = flow.left[band.from].weight,
        share = format::percent(band.share),
        from = &flow.left[band.from].name,
        to = &flow.right[band.to].name
    )
}

/// A band as a path whose sides leave and arrive level.
fn path(band: &Band, height: f64) -> String {
    let (x, y) = ENDS;
    let middle = f64::midpoint(x, y);
    let [a, b] = [band.left.0 * height, band.left.1 * height];
    let [c, d] = [band.right.0 * height, band.right.1 * height];
    format!(
        "M{x:.1} {a:.1}C{middle:.1} {a:.1} {middle:.1} {c:.1} {y:.1} {c:.1}\
         L{y:.1} {d:.1}C{middle:.1} {d:.1} {middle:.1} {b:.1} {x:.1} {b:.1}Z"
    )
}

/// A name that fits beside a block, cut after a word where it has one.
fn short(name: &str) -> String {
    const MOST: usize = 24;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    let words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([' ', ',', ':', ';']))
}
