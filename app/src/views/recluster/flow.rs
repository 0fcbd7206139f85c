//! The flow between two groupings: a drawing, whose bands come in parts, and the same as a table, made when it is
//! opened.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::more::more;
use super::super::plot::{Mark, tip_of};
use super::super::roving::{Roving, as_mark};
use super::super::save::save;
use super::growing::growing;
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
/// Bands drawn at a time: some milliseconds' work.
const AT_A_TIME: usize = 80;
/// Rows of the table that are shown at first.
const FIRST: usize = 60;

/// Bands from the blocks of the one grouping to those of the other. The keyboard goes through the blocks at the left, the
/// bands, and the blocks at the right; what has it says what it is and lights up its bands.
#[component]
pub fn FlowChart(
    /// The release.
    atlas: Arc<Atlas>,
    /// What goes where.
    flow: Arc<Flow>,
    /// What the left side is.
    title: String,
) -> impl IntoView {
    let height = ROW * flow.left.len().max(flow.right.len()).max(4) as f64;
    let roving = Roving::default();
    let first_band = flow.left.len();
    let first_right = first_band + flow.bands.len();
    let count = first_right + flow.right.len();
    let parts = flow.bands.len().div_ceil(AT_A_TIME);
    let drawn = growing(parts);
    let lit = move |place: usize, from: usize, to: usize| {
        roving.shown().is_some_and(|shown| {
            shown == first_band + place || shown == from || shown == first_right + to
        })
    };
    let for_bands = Arc::clone(&flow);
    let bands = move |part: usize| {
        let from = part * AT_A_TIME;
        let own = for_bands.bands.iter().enumerate();
        let own = own.skip(from).take(AT_A_TIME);
        own.map(|(place, band)| {
            let (from, to) = (band.from, band.to);
            let mark = first_band + place;
            view! {
                <path
                    d=outline(band, ENDS, 0.0, height)
                    class="flow-band"
                    class:is-lit=move || lit(place, from, to)
                    class:is-faint=move || roving.shown().is_some() && !lit(place, from, to)
                    role="img"
                    aria-label=for_bands.tell_band(band)
                    use:as_mark=(roving, mark)
                ></path>
            }
        })
        .collect_view()
    };
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
    let files = save(
        &atlas,
        Chart::Flow(Arc::clone(&flow), title.clone()),
        &heading,
    );
    let for_tips = Arc::clone(&flow);
    let tips = tip_of(
        roving,
        Box::new(move |place: usize| mark_at(&for_tips, place)),
    );
    let opened = RwSignal::new(false);
    let there = move || 0..drawn.get();
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
                    aria-busy=move || (drawn.get() < parts).to_string()
                    aria-label=tr!("Conversations that go from each group on the left to each on the right. The table below says the same.")
                    on:keydown=move |event| roving.on_key(&event, count, 1)
                >
                    <For each=there key=|part| *part let(part)>{bands(part)}</For>
                    {left}
                    {right}
                </svg>
                {tips}
            </div>
            <details
                class="recluster-more"
                data-testid="recluster-flow-table"
                on:toggle=move |_| opened.set(true)
            >
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
                    {move || opened.get().then(|| rows(Arc::clone(&flow)))}
                </table>
            </details>
        </figure>
    }
}

/// The mark at `place` in the order in which the keyboard goes: blocks at the left, bands, blocks at the right.
fn mark_at(flow: &Flow, place: usize) -> Option<Mark> {
    let block = |right: bool, place: usize| {
        let (x, blocks) = if right {
            (1.0, &flow.right)
        } else {
            (0.0, &flow.left)
        };
        let block = blocks.get(place)?;
        Some(([x, block.span.0], flow.tell(right, place)))
    };
    let Some(after_left) = place.checked_sub(flow.left.len()) else {
        return block(false, place);
    };
    let Some(band) = flow.bands.get(after_left) else {
        return block(true, after_left - flow.bands.len());
    };
    let y = f64::midpoint(band.left.0, band.right.0);
    Some(([0.5, y], flow.tell_band(band)))
}

/// The body of the table: from, to, conversations, share of the left group; at first not all of it.
fn rows(flow: Arc<Flow>) -> impl IntoView {
    let (all, set_all) = signal(false);
    let count = flow.bands.len();
    let shown = move || {
        let most = if all.get() { count } else { FIRST };
        let bands = flow.bands.iter().take(most);
        bands
            .map(|band| {
                view! {
                    <tr>
                        <td>{flow.left[band.from].name.clone()}</td>
                        <td>{flow.right[band.to].name.clone()}</td>
                        <td class="number">{format::count(band.weight)}</td>
                        <td class="number">{format::percent(band.share)}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <tbody>{shown}</tbody>
        {(count > FIRST).then(|| view! {
            <tfoot>
                <tr><td colspan="4">{more(all, set_all, count, "link")}</td></tr>
            </tfoot>
        })}
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::regroup::flow::Band;

    #[test]
    fn marks_are_told_of_in_the_order_of_the_keyboard() {
        let block = |name: &str| Block {
            name: name.to_owned(),
            weight: 60,
            span: (0.25, 0.75),
        };
        let flow = Flow {
            left: vec![block("Bread")],
            right: vec![block("Cake"), block("Pie")],
            bands: vec![Band {
                from: 0,
                to: 1,
                weight: 60,
                share: 1.0,
                left: (0.0, 0.5),
                right: (0.5, 1.0),
            }],
        };
        let marks: Vec<Mark> = (0..).map_while(|place| mark_at(&flow, place)).collect();
        let places: Vec<[f64; 2]> = marks.iter().map(|mark| mark.0).collect();
        assert_eq!(places, [[0.0, 0.25], [0.5, 0.25], [1.0, 0.25], [1.0, 0.25]]);
        assert_eq!(marks[0].1, flow.tell(false, 0));
        assert_eq!(marks[1].1, flow.tell_band(&flow.bands[0]));
        assert_eq!(marks[3].1, flow.tell(true, 1));
    }
}
