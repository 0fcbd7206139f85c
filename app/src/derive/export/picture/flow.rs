//! Which group went where as a picture: bands between two columns of blocks with their names and sizes.

use super::super::super::format;
use super::super::super::palette::{Palette, css};
use super::super::super::regroup::flow::{Block, Flow, outline};
use super::super::Source;
use super::frame::{Frame, INK_SOFT};
use super::{cut, label, rectangle, sized};
use crate::tr;

/// Where names begin at the left, and where blocks are.
const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
const BLOCK: f64 = 12.0;
const BLOCKS: (f64, f64) = (300.0, WIDTH - 300.0);

/// Height of a block with its gap at least, and of the titles above the columns.
const ROW: f64 = 30.0;
const HEAD: f64 = 26.0;

/// The flow from the grouping called `title` to the reader's own groups.
#[must_use]
pub fn flow(flow: &Flow, title: &str, palette: &Palette, source: &Source) -> String {
    let height = ROW * flow.left.len().max(flow.right.len()).max(4) as f64;
    let frame = Frame {
        title: tr!("Which cluster went where").to_owned(),
        unit: tr!("The height of a block and of a band is in proportion to its conversations.")
            .to_owned(),
        width: WIDTH,
        height: HEAD + height,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        let room = BLOCKS.0 - MARGIN - 10.0;
        let ink = css(palette.ink);
        let middle = top + HEAD / 2.0;
        label(svg, BLOCKS.0, middle, &cut(title, room), "end", INK_SOFT);
        label(svg, BLOCKS.1, middle, tr!("Your groups"), "start", INK_SOFT);
        let top = top + HEAD;
        let ends = (BLOCKS.0 + BLOCK, BLOCKS.1 - BLOCK);
        for band in &flow.bands {
            svg.element(
                "path",
                &[
                    ("d", outline(band, ends, top, height)),
                    ("fill", css(palette.border)),
                    ("fill-opacity", "0.55".to_owned()),
                ],
            );
        }
        let columns = [
            (&flow.left, BLOCKS.0, BLOCKS.0 - 8.0, "end"),
            (&flow.right, BLOCKS.1 - BLOCK, BLOCKS.1 + 8.0, "start"),
        ];
        for (blocks, x, beside, anchor) in columns {
            for Block { name, weight, span } in blocks {
                let [from, to] = [top + span.0 * height, top + span.1 * height];
                let tall = (to - from).max(1.0);
                rectangle(svg, x, from, BLOCK, tall, &css(palette.accent));
                let middle = f64::midpoint(from, to);
                let name = cut(name, room);
                label(svg, beside, middle - 6.0, &name, anchor, &ink);
                let size = format::conversations(*weight);
                sized(svg, 11.0, [beside, middle + 8.0], &size, anchor, INK_SOFT);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::palette::Shade;
    use super::super::super::super::regroup::flow::Band;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn blocks_are_named_with_their_sizes_and_bands_join_them() {
        let block = |name: &str, weight, span| Block {
            name: name.to_owned(),
            weight,
            span,
        };
        let band = |to, share, right| Band {
            from: 0,
            to,
            weight: 20,
            share,
            left: right,
            right,
        };
        let example_flow = Flow {
            left: vec![block("Tea", 40, (0.0, 1.0))],
            right: vec![
                block("Green", 20, (0.0, 0.4)),
                block("Black", 20, (0.6, 1.0)),
            ],
            bands: vec![band(0, 0.5, (0.0, 0.4)), band(1, 0.5, (0.6, 1.0))],
        };
        let light = Palette::of(Shade::Light);
        let svg = flow(&example_flow, "Release", light, &example());
        assert_eq!(svg.matches("<path").count(), 2);
        for text in [
            "Tea",
            "Green",
            "Black",
            "Release",
            "Your groups",
            "40 conversations",
        ] {
            assert!(svg.contains(&format!(">{text}</text>")), "{text}");
        }
    }
}
