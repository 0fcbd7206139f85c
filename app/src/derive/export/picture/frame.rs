//! What every picture has around its contents: title and unit above, the origin below.

use super::super::super::palette::{Palette, css};
use super::super::super::wrap::wrap;
use super::super::Source;
use super::super::svg::{Attribute, Svg, number};

/// Secondary text and rules, legible on light and dark.
pub(super) const INK_SOFT: &str = "#7a7a80";
pub(super) const LINE: &str = "#9a9aa055";

/// Space at the sides.
const MARGIN: f64 = 24.0;

/// Height of a line of small text.
const LINE_HEIGHT: f64 = 15.0;

/// Lines that a text below or above a picture may take.
const MOST_LINES: usize = 12;

/// A picture without its contents.
pub(super) struct Frame<'a> {
    pub(super) title: String,
    /// What is counted and how it is drawn; it also describes the picture to those who do not see it.
    pub(super) unit: String,
    pub(super) width: f64,
    /// Height of the contents.
    pub(super) height: f64,
    pub(super) palette: &'a Palette,
    pub(super) source: &'a Source,
}

impl Frame<'_> {
    /// The picture with what `draw` draws below the height that it is given.
    pub(super) fn picture(&self, draw: impl FnOnce(&mut Svg, f64)) -> String {
        let across = self.width - 2.0 * MARGIN;
        let unit = wrap(&self.unit, across, MOST_LINES, advance).lines;
        let origin: Vec<String> = self
            .source
            .lines()
            .iter()
            .flat_map(|line| wrap(line, across, MOST_LINES, advance).lines)
            .collect();
        let top = 52.0 + LINE_HEIGHT * unit.len() as f64 + 10.0;
        let below = top + self.height + 30.0;
        let height = below + LINE_HEIGHT * origin.len() as f64 + 8.0;
        let mut svg = Svg::new(self.width, height, &self.title, &self.unit);
        svg.element(
            "rect",
            &[
                ("width", "100%".to_owned()),
                ("height", "100%".to_owned()),
                ("fill", css(self.palette.sea)),
            ],
        );
        svg.text(
            &[
                ("font-size", "18".to_owned()),
                ("font-weight", "600".to_owned()),
                ("fill", css(self.palette.ink)),
                ("x", number(MARGIN)),
                ("y", "38".to_owned()),
            ],
            &self.title,
        );
        let small = |y: f64| -> [Attribute<'static>; 4] {
            [
                ("font-size", "11.5".to_owned()),
                ("fill", INK_SOFT.to_owned()),
                ("x", number(MARGIN)),
                ("y", number(y)),
            ]
        };
        for (place, line) in unit.iter().enumerate() {
            svg.text(&small(58.0 + LINE_HEIGHT * place as f64), line);
        }
        draw(&mut svg, top);
        for (place, line) in origin.iter().enumerate() {
            svg.text(&small(below + LINE_HEIGHT * place as f64), line);
        }
        svg.finish()
    }
}

/// Width of a letter of small text, on the wide side: there is no browser to ask what font it will be.
pub(super) fn advance(letter: char) -> f64 {
    if letter > '\u{2e80}' { 11.5 } else { 6.0 }
}
