//! The map as a picture: what is on the screen, in the order in which it is drawn.

use super::super::super::palette::{Palette, Rgb, css};
use super::super::Source;
use super::super::svg::{Svg, number};
use super::frame::Frame;
use super::rectangle;

/// Something that is drawn. All positions are in CSS pixels from the top left of the map.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Closed outlines, all filled.
    Shape {
        /// Their corners.
        rings: Vec<Vec<[f64; 2]>>,
        /// Their colour.
        fill: Rgb,
    },
    /// Lines from one point to another.
    Lines {
        /// Both ends of each.
        segments: Vec<[[f64; 2]; 2]>,
        /// Their colour.
        colour: Rgb,
        /// Their width.
        width: f64,
    },
    /// A mark.
    Circle {
        /// Its centre.
        centre: [f64; 2],
        /// Its radius.
        radius: f64,
        /// Its colour and opacity, 0..=1.
        fill: (Rgb, f64),
        /// Colour, opacity and width of its line.
        stroke: Option<(Rgb, f64, f64)>,
    },
}

/// A label.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Middle of the first line's base line, CSS pixels.
    pub place: [f64; 2],
    /// Lines of text.
    pub lines: Vec<String>,
    /// Size of the text, CSS pixels.
    pub size: f64,
    /// From one line to the next, CSS pixels.
    pub line: f64,
    /// Weight of the text, as in CSS.
    pub weight: u16,
}

/// All that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPicture {
    /// What the picture shows, such as the colouring.
    pub title: String,
    /// What colours mean.
    pub unit: String,
    /// Width and height, CSS pixels.
    pub size: [f64; 2],
    /// Behind everything.
    pub ground: Rgb,
    /// Back to front.
    pub parts: Vec<Part>,
    /// Labels, in front of everything.
    pub labels: Vec<Label>,
}

impl MapPicture {
    /// The picture as SVG.
    #[must_use]
    pub fn svg(&self, palette: &Palette, source: &Source) -> String {
        let [width, height] = self.size;
        let frame = Frame {
            title: self.title.clone(),
            unit: self.unit.clone(),
            width,
            height,
            palette,
            source,
        };
        frame.picture(|svg, top| {
            // What reaches beyond the map is cut off, and so is a map between its title and its origin.
            svg.open_within([0.0, top, width, height]);
            rectangle(svg, 0.0, top, width, height, &css(self.ground));
            for part in &self.parts {
                part.draw(svg, top);
            }
            for label in &self.labels {
                label.draw(svg, top, palette);
            }
            svg.close();
        })
    }
}

impl Part {
    fn draw(&self, svg: &mut Svg, top: f64) {
        match self {
            Self::Shape { rings, fill } => {
                let mut path = String::new();
                for ring in rings {
                    path.push_str(&steps(ring, top));
                    path.push('Z');
                }
                svg.element("path", &[("d", path), ("fill", css(*fill))]);
            }
            Self::Lines {
                segments,
                colour,
                width,
            } => {
                let path = segments.iter().map(|ends| steps(ends, top)).collect();
                svg.element(
                    "path",
                    &[
                        ("d", path),
                        ("fill", "none".to_owned()),
                        ("stroke", css(*colour)),
                        ("stroke-width", number(*width)),
                        ("stroke-linecap", "round".to_owned()),
                    ],
                );
            }
            Self::Circle {
                centre,
                radius,
                fill: (fill, opacity),
                stroke,
            } => {
                let mut attributes = vec![
                    ("cx", number(centre[0])),
                    ("cy", number(centre[1] + top)),
                    ("r", number(*radius)),
                    ("fill", css(*fill)),
                    ("fill-opacity", number(*opacity)),
                ];
                if let Some((colour, opacity, width)) = stroke {
                    attributes.extend([
                        ("stroke", css(*colour)),
                        ("stroke-opacity", number(*opacity)),
                        ("stroke-width", number(*width)),
                    ]);
                }
                svg.element("circle", &attributes);
            }
        }
    }
}

/// A line through `corners`, moved down by `top`.
fn steps(corners: &[[f64; 2]], top: f64) -> String {
    let mut path = String::new();
    for (place, [x, y]) in corners.iter().enumerate() {
        let step = if place == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{step}{} {}", number(*x), number(y + top)));
    }
    path
}

impl Label {
    fn draw(&self, svg: &mut Svg, top: f64, palette: &Palette) {
        for (place, line) in self.lines.iter().enumerate() {
            svg.text(
                &[
                    ("x", number(self.place[0])),
                    ("y", number(self.place[1] + top + self.line * place as f64)),
                    ("font-size", number(self.size)),
                    ("font-weight", self.weight.to_string()),
                    ("text-anchor", "middle".to_owned()),
                    ("fill", css(palette.ink)),
                    ("stroke", css(palette.sea)),
                    ("stroke-width", "3".to_owned()),
                    ("stroke-linejoin", "round".to_owned()),
                    ("paint-order", "stroke".to_owned()),
                ],
                line,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::source::example;
    use super::*;
    use crate::derive::palette::Shade;

    #[test]
    fn everything_is_drawn_and_escaped() {
        let picture = MapPicture {
            title: "Map".to_owned(),
            unit: "Colour: concern".to_owned(),
            size: [800.0, 600.0],
            ground: [250, 250, 250],
            parts: vec![
                Part::Shape {
                    rings: vec![vec![[0.0, 0.0], [10.0, 0.0], [5.0, 8.0]]],
                    fill: [1, 2, 3],
                },
                Part::Lines {
                    segments: vec![[[0.0, 0.0], [3.0, 4.0]]],
                    colour: [4, 5, 6],
                    width: 1.25,
                },
                Part::Circle {
                    centre: [5.0, 5.0],
                    radius: 2.5,
                    fill: ([9, 9, 9], 0.8),
                    stroke: Some(([0, 0, 0], 1.0, 1.0)),
                },
            ],
            labels: vec![Label {
                place: [5.0, 5.0],
                lines: vec!["Tea & <b>".to_owned(), "cake".to_owned()],
                size: 14.0,
                line: 17.0,
                weight: 600,
            }],
        };
        let svg = picture.svg(Palette::of(Shade::Light), &example());
        assert!(svg.contains("Tea &amp; &lt;b&gt;"));
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(svg.contains("M0 ") && svg.contains('Z'));
    }
}
