//! The map as a picture: what is on the screen, in the order in which it is drawn.

use super::super::super::palette::{Palette, Rgb, css};
use super::super::Source;
use super::super::svg::number;
use super::frame::Frame;

/// A filled outline; positions in CSS pixels from the top left of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Closed rings; overlapping ones are both filled.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Its colour.
    pub fill: Rgb,
}

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Centre, CSS pixels.
    pub centre: [f64; 2],
    /// Radius, CSS pixels.
    pub radius: f64,
    /// Its colour.
    pub fill: Rgb,
    /// Opacity in 0..=1.
    pub opacity: f64,
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
    /// Whether it names a large region.
    pub strong: bool,
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
    /// Regions, the lowest first.
    pub shapes: Vec<Shape>,
    /// Marks, the lowest first.
    pub circles: Vec<Circle>,
    /// Labels.
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
            for shape in &self.shapes {
                let mut path = String::new();
                for ring in &shape.rings {
                    for (place, [x, y]) in ring.iter().enumerate() {
                        let step = if place == 0 { 'M' } else { 'L' };
                        path.push_str(&format!("{step}{} {}", number(*x), number(y + top)));
                    }
                    path.push('Z');
                }
                svg.element("path", &[("d", path), ("fill", css(shape.fill))]);
            }
            for circle in &self.circles {
                svg.element(
                    "circle",
                    &[
                        ("cx", number(circle.centre[0])),
                        ("cy", number(circle.centre[1] + top)),
                        ("r", number(circle.radius)),
                        ("fill", css(circle.fill)),
                        ("fill-opacity", number(circle.opacity)),
                        ("stroke", css(palette.sea)),
                    ],
                );
            }
            for label in &self.labels {
                for (place, line) in label.lines.iter().enumerate() {
                    let y = label.place[1] + top + label.size * 1.2 * place as f64;
                    let weight = if label.strong { "600" } else { "450" };
                    svg.text(
                        &[
                            ("x", number(label.place[0])),
                            ("y", number(y)),
                            ("font-size", number(label.size)),
                            ("font-weight", weight.to_owned()),
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
        })
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
            shapes: vec![Shape {
                rings: vec![vec![[0.0, 0.0], [10.0, 0.0], [5.0, 8.0]]],
                fill: [1, 2, 3],
            }],
            circles: vec![Circle {
                centre: [5.0, 5.0],
                radius: 2.5,
                fill: [9, 9, 9],
                opacity: 0.8,
            }],
            labels: vec![Label {
                place: [5.0, 5.0],
                lines: vec!["Tea & <b>".to_owned(), "cake".to_owned()],
                size: 14.0,
                strong: true,
            }],
        };
        let svg = picture.svg(Palette::of(Shade::Light), &example());
        assert!(svg.contains("Tea &amp; &lt;b&gt;"));
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(svg.contains("M0 ") && svg.contains('Z'));
    }
}
