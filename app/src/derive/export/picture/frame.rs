//! What every picture has around its contents: title and unit above, the origin below.

use super::super::super::palette::{Palette, css};
use super::super::super::wrap::wrap;
use super::super::Source;
use super::super::svg::{Attribute, Svg, letters, number, small};

/// Secondary text and rules, legible on light and dark.
pub(super) const INK_SOFT: &str = "#7a7a80";
pub(super) const LINE: &str = "#9a9aa055";

/// Space at the sides.
const MARGIN: f64 = 24.0;

/// Height of a line of small text.
const LINE_HEIGHT: f64 = 15.0;

/// Height of a line of the title.
const TITLE_HEIGHT: f64 = 23.0;

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
        let title = wrap(&self.title, across, MOST_LINES, letters(18.0, 10.6)).lines;
        let lower = TITLE_HEIGHT * (title.len() - 1) as f64;
        let unit = wrap(&self.unit, across, MOST_LINES, small).lines;
        let origin: Vec<String> = self
            .source
            .lines()
            .iter()
            .flat_map(|line| wrap(line, across, MOST_LINES, small).lines)
            .collect();
        let top = 52.0 + lower + LINE_HEIGHT * unit.len() as f64 + 10.0;
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
        for (place, line) in title.iter().enumerate() {
            svg.text(
                &[
                    ("font-size", "18".to_owned()),
                    ("font-weight", "600".to_owned()),
                    ("fill", css(self.palette.ink)),
                    ("x", number(MARGIN)),
                    ("y", number(38.0 + TITLE_HEIGHT * place as f64)),
                ],
                line,
            );
        }
        let line_at = |y: f64| -> [Attribute<'static>; 4] {
            [
                ("font-size", "11.5".to_owned()),
                ("fill", INK_SOFT.to_owned()),
                ("x", number(MARGIN)),
                ("y", number(y)),
            ]
        };
        for (place, line) in unit.iter().enumerate() {
            svg.text(&line_at(58.0 + lower + LINE_HEIGHT * place as f64), line);
        }
        draw(&mut svg, top);
        for (place, line) in origin.iter().enumerate() {
            svg.text(&line_at(below + LINE_HEIGHT * place as f64), line);
        }
        svg.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn a_long_title_goes_on_in_a_line_of_its_own_above_all_else() {
        let drawn_from = |title: &str| {
            let source = example();
            let frame = Frame {
                title: title.to_owned(),
                unit: "Conversations".to_owned(),
                width: 720.0,
                height: 100.0,
                palette: Palette::of(Shade::Light),
                source: &source,
            };
            let mut from = 0.0;
            let picture = frame.picture(|_, top| from = top);
            (picture.matches("font-size=\"18\"").count(), from)
        };
        let (lines, top) = drawn_from("Languages");
        assert_eq!(lines, 1);
        let long = "What people ask for: Learning a language and translation: English and letters";
        assert_eq!(drawn_from(long), (2, top + TITLE_HEIGHT));
    }
}
