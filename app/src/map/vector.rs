//! Draws the same pictures as parts of a file: for export, sharp at every size.

use super::draw::{Discs, Fill, Layer, Pass, Picture, Stock};
use crate::derive::export::picture::Part;
use crate::derive::regions::{Area, Segment};

/// What pictures are made of.
#[derive(Debug, Default)]
pub struct Vector {
    layers: Vec<Layer>,
    areas: Vec<Area>,
    lines: Vec<Vec<Segment>>,
}

impl Vector {
    /// The parts of `picture`, back to front, in CSS pixels.
    #[must_use]
    pub fn parts(&self, picture: &Picture) -> Vec<Part> {
        let mut parts = Vec::new();
        for pass in &picture.passes {
            match pass {
                Pass::Discs(discs) => self.discs(discs, picture, &mut parts),
                Pass::Area { slot, colour } => parts.extend(self.areas.get(*slot).map(|area| {
                    let ring = |corners: &[[f32; 2]]| {
                        corners
                            .iter()
                            .map(|&corner| on_screen(picture, corner))
                            .collect()
                    };
                    Part::Shape {
                        rings: area.polygons().map(ring).collect(),
                        fill: *colour,
                    }
                })),
                Pass::Lines {
                    slot,
                    colour,
                    width,
                } => parts.extend(self.lines.get(*slot).map(|lines| {
                    Part::Lines {
                        segments: lines
                            .iter()
                            .map(|ends| ends.map(|end| on_screen(picture, end)))
                            .collect(),
                        colour: *colour,
                        width: *width,
                    }
                })),
            }
        }
        parts
    }

    fn discs(&self, pass: &Discs, picture: &Picture, parts: &mut Vec<Part>) {
        let Some(layer) = self.layers.get(pass.layer) else {
            return;
        };
        for ((&centre, &root), ink) in layer.centres.iter().zip(&layer.roots).zip(&layer.inks) {
            let radius = pass.radius.of(f64::from(root));
            let centre = on_screen(picture, centre);
            let seen =
                |axis: usize| (-radius..=picture.viewport[axis] + radius).contains(&centre[axis]);
            if !seen(0) || !seen(1) {
                continue;
            }
            parts.push(Part::Circle {
                centre,
                radius,
                fill: match pass.fill {
                    Fill::Own(opacity) => (ink.colour, opacity * f64::from(ink.fill) / 255.0),
                    Fill::Flat(colour, opacity) => (colour, opacity),
                },
                stroke: pass
                    .stroke
                    .map(|stroke| (stroke.tint.of(ink.colour), stroke.opacity, stroke.width)),
            });
        }
    }
}

/// A place of the world in CSS pixels from the top left.
fn on_screen(picture: &Picture, [x, y]: [f32; 2]) -> [f64; 2] {
    let [width, height] = picture.viewport;
    [
        (f64::from(x) - picture.centre[0]) * picture.scale + width / 2.0,
        (picture.centre[1] - f64::from(y)) * picture.scale + height / 2.0,
    ]
}

/// Puts `value` into a slot.
fn put<T: Default>(slots: &mut Vec<T>, slot: usize, value: T) {
    if slots.len() <= slot {
        slots.resize_with(slot + 1, T::default);
    }
    slots[slot] = value;
}

impl Stock for Vector {
    fn load(&mut self, slot: usize, layer: &Layer) {
        put(&mut self.layers, slot, layer.clone());
    }

    fn load_area(&mut self, slot: usize, area: &Area) {
        put(&mut self.areas, slot, area.clone());
    }

    fn load_lines(&mut self, slot: usize, lines: &[Segment]) {
        put(&mut self.lines, slot, lines.to_vec());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::draw::{Ink, Radius};

    #[test]
    fn discs_lie_where_the_camera_sees_them() {
        let mut vector = Vector::default();
        let ink = Ink {
            colour: [10, 20, 30],
            fill: 255,
        };
        vector.load(
            0,
            &Layer {
                centres: vec![[0.5, 0.5], [9.0, 9.0]],
                roots: vec![3.0, 3.0],
                inks: vec![ink, ink],
            },
        );
        let picture = Picture {
            ground: [0; 3],
            centre: [0.0, 0.0],
            scale: 100.0,
            viewport: [400.0, 300.0],
            pixel_ratio: 2.0,
            passes: vec![Pass::Discs(Discs {
                layer: 0,
                radius: Radius {
                    constant: 0.0,
                    per_root: 2.0,
                    least: 1.0,
                },
                fill: Fill::Own(0.5),
                stroke: None,
            })],
        };
        assert_eq!(
            vector.parts(&picture),
            [Part::Circle {
                centre: [250.0, 100.0],
                radius: 6.0,
                fill: ([10, 20, 30], 0.5),
                stroke: None,
            }],
            "the other one is out of sight"
        );
    }
}
