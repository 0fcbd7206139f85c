//! The flow between two groupings: a drawing, and the same as a table.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::plot::{Mark, tip};
use super::super::roving::{Roving, as_mark};
use super::super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::export::Chart;
use crate::derive::format;
use crate::derive::regroup::flow::{Block, Flow, outline};
use crate::tr;

// Units of the drawing.
const WIDTH: f64 = 336.0;
const ROW: f64 = 26.0;
const BLOCK: f64 = 8.0;
/// Where bands end: beside the blocks.
const ENDS: (f64, f64) = (BLOCK, WIDTH - BLOCK);

/// Bands from the blocks of the one grouping to those of the other. The keyboard goes through the blocks at the left, the
/// bands, and the blocks at the right; what has it says what it is and lights up its bands.
#[component]
pub fn FlowChart(
    /// The release.
    atlas: Arc<Atlas>,
    /// What goes where.
    flow: Flow,
    /// What the left side is.
    title: String,
) -> impl IntoView {
    let height = ROW * flow.left.len().max(flow.right.len()).max(4) as f64;
    let roving = Roving::default();
    let first_band = flow.left.len();
    let first_right = first_band + flow.bands.len();
    let count = first_right + flow.right.len();
    let tips = tips(&flow);
    let rows = rows(&flow);
    let lit = move |place: usize, from: usize, to: usize| {
        roving.shown().is_some_and(|shown| {
            shown == first_band + place || shown == from || shown == first_right + to
        })
    };
    let bands: Vec<_> = flow
        .bands
        .iter()
        .enumerate()
        .map(|(place, band)| {
            let (from, to) = (band.from, band.to);
            let mark = first_band + place;
            view! {
                <path
                    d=outline(band, ENDS, 0.0, height)
                    class="flow-band"
                    class:is-lit=move || lit(place, from, to)
                    class:is-faint=move || roving.shown().is_some() && !lit(place, from, to)
                    role="img"
                    aria-label=flow.tell_band(band)
                    use:as_mark=(roving, mark)
                ></path>
            }
        })
        .collect();
    let column = |blocks: &[Block], right: bool| {
        blocks
            .iter()
            .enumerate()
            .map(|(place, block)| {
                let mark = if right { first_right + place } else { place };
                let (top, bottom) = (block.span.0 * height, block.span.1 * height);
                let x = if right { ENDS.1 } else { 0.0 };
                let text_x = if right { ENDS.1 - 4.0 } else { ENDS.0 + 4.0 };
                view! {
                    <g
                        class="flow-block"
                        role="img"
                        aria-label=flow.tell(right, place)
                        use:as_mark=(roving, mark)
                    >
                        <rect x=x y=top width=BLOCK height=(bottom - top).max(1.0) class="flow-rect"/>
                        <text
                            x=text_x
                            y=f64::midpoint(top, bottom)
                            class="flow-label"
                            class:is-end=right
                            aria-hidden="true"
                        >{short(&block.name)}</text>
                    </g>
                }
            })
            .collect_view()
    };
    let (left, right) = (column(&flow.left, false), column(&flow.right, true));
    let heading = tr!(
        "{after} against {before}",
        after = tr!("Your groups"),
        before = &title
    );
    let files = save(&atlas, Chart::Flow(Arc::new(flow), title.clone()), &heading);
    view! {
        <figure class="chart" data-testid="recluster-flow">
            <figcaption class="chart-title">
                <span class="chart-name">{heading}</span>
                <span class="unit">{tr!("conversations")}</span>
                {files}
            </figcaption>
            <p class="flow-sides"><span>{title.clone()}</span><span>{tr!("Your groups")}</span></p>
            <div class="plot">
                <svg
                    class="flow"
                    viewBox=format!("0 0 {WIDTH} {height}")
                    role="group"
                    aria-label=tr!("Conversations that go from each group on the left to each on the right. The table below says the same.")
                    on:keydown=move |event| roving.on_key(&event, count, 1)
                >
                    {bands}
                    {left}
                    {right}
                </svg>
                {tip(roving, tips)}
            </div>
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

/// Tips in the order in which the keyboard goes: blocks at the left, bands, blocks at the right.
fn tips(flow: &Flow) -> Vec<Mark> {
    let side = |blocks: &[Block], right: bool| -> Vec<Mark> {
        let x = if right { 1.0 } else { 0.0 };
        let blocks = blocks.iter().enumerate();
        blocks
            .map(|(place, block)| ([x, block.span.0], flow.tell(right, place)))
            .collect()
    };
    let mut tips = side(&flow.left, false);
    tips.extend(flow.bands.iter().map(|band| {
        let y = f64::midpoint(band.left.0, band.right.0);
        ([0.5, y], flow.tell_band(band))
    }));
    tips.extend(side(&flow.right, true));
    tips
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
