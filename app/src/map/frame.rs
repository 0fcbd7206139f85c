//! Composes the picture of one moment from the scene, the levels and the camera.

use super::camera::Camera;
use super::draw::{Fill, Pass, Picture, Radius, Stroke, Tint};
use super::scene::{Emphasis, Scene};
use crate::derive::levels::Levels;
use crate::derive::palette::Palette;

/// Smallest radius of a mark in CSS pixels.
pub const LEAST_RADIUS: f64 = 2.0;

/// The picture that `camera` sees.
#[must_use]
pub fn compose(
    scene: &Scene,
    levels: &Levels,
    camera: &Camera,
    emphasis: Emphasis,
    palette: &Palette,
    pixel_ratio: f64,
) -> Picture {
    let zoom = camera.look.zoom;
    let base = scene.level_slot(0);
    let mut passes = land(scene, camera, base, palette).to_vec();
    let territory = scene.land_pixels(camera.fit_scale, zoom);
    passes.push(Pass {
        layer: scene.territory_slot(),
        radius: constant(territory),
        fill: Fill::Flat(palette.territory, 1.0),
        stroke: None,
    });
    let base_strength = levels.presence(0, zoom).mark;
    if base_strength < 1.0 {
        passes.push(Pass {
            layer: base,
            radius: constant(1.1),
            fill: Fill::Flat(palette.dust, 1.0 - base_strength),
            stroke: None,
        });
    }
    let radius = Radius {
        constant: 0.0,
        per_root: scene.per_root(camera.fit_scale, zoom),
        least: LEAST_RADIUS,
    };
    for level in (0..=scene.atlas.top_level()).rev() {
        let presence = levels.presence(level, zoom);
        if presence.mark + presence.halo < 0.01 {
            continue;
        }
        passes.push(Pass {
            layer: scene.level_slot(level),
            radius,
            fill: Fill::Own(0.9 * presence.mark + 0.13 * presence.halo),
            stroke: Some(Stroke {
                tint: Tint::Own(palette.outline),
                opacity: presence.mark.max(0.35 * presence.halo),
                width: 1.0,
            }),
        });
    }
    passes.extend(rings(scene, emphasis, radius, palette));
    Picture {
        ground: palette.sea,
        centre: camera.look.centre,
        scale: camera.scale(),
        viewport: camera.viewport,
        pixel_ratio,
        passes,
    }
}

fn constant(pixels: f64) -> Radius {
    Radius {
        constant: pixels,
        per_root: 0.0,
        least: 0.0,
    }
}

/// The land that base clusters lie on: discs that run together, with an edge.
fn land(scene: &Scene, camera: &Camera, base: usize, palette: &Palette) -> [Pass; 2] {
    let radius = scene.land_pixels(camera.fit_scale, camera.look.zoom);
    let disc = |radius, colour| Pass {
        layer: base,
        radius: constant(radius),
        fill: Fill::Flat(colour, 1.0),
        stroke: None,
    };
    [
        disc(radius + 1.0, palette.coast),
        disc(radius, palette.land),
    ]
}

/// Rings around what is hovered, selected and focused.
fn rings(scene: &Scene, emphasis: Emphasis, radius: Radius, palette: &Palette) -> Vec<Pass> {
    let [hover, select, focus] = scene.emphasis_slots();
    let ring = |layer, gap: f64, width, colour| Pass {
        layer,
        radius: Radius {
            constant: gap,
            ..radius
        },
        fill: Fill::Flat(colour, 0.0),
        stroke: Some(Stroke {
            tint: Tint::Flat(colour),
            opacity: 1.0,
            width,
        }),
    };
    let mut rings = Vec::new();
    if emphasis.hovered.is_some() {
        rings.push(ring(hover, 1.5, 1.5, palette.ink));
    }
    if emphasis.selected.is_some() {
        rings.push(ring(select, 3.0, 3.0, palette.accent));
    }
    if emphasis.focused.is_some() {
        rings.push(ring(focus, 6.5, 2.0, palette.ink));
    }
    rings
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::derive::colour_by::ColourBy;
    use crate::derive::fixture;
    use crate::derive::palette::Shade;

    fn picture(zoom: f64, emphasis: Emphasis) -> Picture {
        let palette = Palette::of(Shade::Light);
        let atlas = Arc::new(fixture::atlas());
        let scene = Scene::new(Arc::clone(&atlas), &ColourBy::Size, palette);
        let mut camera = Camera::fit(&atlas.bounds(), [800.0, 600.0]);
        camera.look.zoom = zoom;
        let levels = Levels::new(&atlas, camera.fit_scale);
        compose(&scene, &levels, &camera, emphasis, palette, 1.0)
    }

    fn filled(picture: &Picture, slot: usize) -> f64 {
        let own = picture.passes.iter().filter(|pass| pass.layer == slot);
        own.filter_map(|pass| match pass.fill {
            Fill::Own(opacity) => Some(opacity),
            Fill::Flat(..) => None,
        })
        .sum()
    }

    #[test]
    fn far_out_top_clusters_and_close_by_base_clusters_are_filled() {
        let far = picture(0.0, Emphasis::default());
        assert!(filled(&far, 2) > 0.8 && filled(&far, 0) == 0.0);
        let near = picture(7.0, Emphasis::default());
        assert!(filled(&near, 0) > 0.8 && filled(&near, 2) == 0.0);
    }

    #[test]
    fn only_what_is_emphasised_gets_a_ring() {
        let plain = picture(0.0, Emphasis::default()).passes.len();
        let selected = Emphasis {
            selected: Some(0),
            ..Emphasis::default()
        };
        assert_eq!(picture(0.0, selected).passes.len(), plain + 1);
    }
}
