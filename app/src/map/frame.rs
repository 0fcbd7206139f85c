//! Composes the picture of one moment from the scene, the levels and the camera.

use super::camera::Camera;
use super::draw::{Discs, Fill, Pass, Picture, Radius, Stroke, Tint};
use super::scene::{Emphasis, Scene};
use crate::derive::levels::Levels;
use crate::derive::palette::{Palette, mix};

/// Smallest radius of a mark in CSS pixels.
pub const LEAST_RADIUS: f64 = 2.0;
/// Borders of finer territories are so much fainter than those of top clusters, 0 to 1.
const FAINTER: f64 = 0.55;
/// What is fainter than this is not drawn.
const LEAST_STRENGTH: f64 = 0.01;

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
    let mut passes = land(scene, levels, zoom, palette);
    let base_strength = levels.presence(0, zoom).mark;
    if base_strength < 1.0 {
        passes.push(Pass::Discs(Discs {
            layer: scene.level_slot(0),
            radius: Radius {
                constant: 1.1,
                per_root: 0.0,
                least: 0.0,
            },
            fill: Fill::Flat(palette.dust, 1.0 - base_strength),
            stroke: None,
        }));
    }
    let radius = Radius {
        constant: 0.0,
        per_root: scene.per_root(camera.fit_scale, zoom),
        least: LEAST_RADIUS,
    };
    for level in (0..=scene.atlas.top_level()).rev() {
        let presence = levels.presence(level, zoom);
        if presence.mark + presence.halo < LEAST_STRENGTH {
            continue;
        }
        passes.push(Pass::Discs(Discs {
            layer: scene.level_slot(level),
            radius,
            fill: Fill::Own(0.9 * presence.mark + 0.13 * presence.halo),
            stroke: Some(Stroke {
                tint: Tint::Own(palette.edge),
                opacity: presence.mark.max(0.35 * presence.halo),
                width: 1.0,
            }),
        }));
        passes.push(ring(
            scene.set_slot(level),
            radius,
            2.0,
            (palette.accent, presence.mark),
            2.0,
        ));
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

/// Land, the territory that is emphasised, and the borders that are seen at this zoom: those of the top
/// clusters always, finer ones from where their clusters are.
fn land(scene: &Scene, levels: &Levels, zoom: f64, palette: &Palette) -> Vec<Pass> {
    let mut passes = vec![
        Pass::Area {
            slot: Scene::LAND,
            colour: palette.land,
        },
        Pass::Area {
            slot: Scene::TERRITORY,
            colour: palette.territory,
        },
    ];
    let top = scene.atlas.top_level();
    for level in 1..=top {
        let strength = if level == top {
            1.0
        } else {
            FAINTER * levels.arrival(level, zoom)
        };
        if strength >= LEAST_STRENGTH {
            passes.push(Pass::Lines {
                slot: Scene::border_slot(level),
                colour: mix(palette.land, palette.border, strength),
                width: 1.0,
            });
        }
    }
    passes.push(Pass::Lines {
        slot: Scene::COAST,
        colour: palette.coast,
        width: 1.25,
    });
    passes
}

/// A line around the marks of a layer, at some distance.
fn ring(
    layer: usize,
    radius: Radius,
    gap: f64,
    (colour, opacity): (crate::derive::palette::Rgb, f64),
    width: f64,
) -> Pass {
    Pass::Discs(Discs {
        layer,
        radius: Radius {
            constant: gap,
            ..radius
        },
        fill: Fill::Flat(colour, 0.0),
        stroke: Some(Stroke {
            tint: Tint::Flat(colour),
            opacity,
            width,
        }),
    })
}

/// Rings around what is hovered, selected and focused.
fn rings(scene: &Scene, emphasis: Emphasis, radius: Radius, palette: &Palette) -> Vec<Pass> {
    let [hover, select, focus] = scene.emphasis_slots();
    let mut rings = Vec::new();
    if emphasis.hovered.is_some() {
        rings.push(ring(hover, radius, 1.5, (palette.ink, 1.0), 1.5));
    }
    if emphasis.selected.is_some() {
        rings.push(ring(select, radius, 3.0, (palette.accent, 1.0), 3.0));
    }
    if emphasis.focused.is_some() {
        rings.push(ring(focus, radius, 6.5, (palette.ink, 1.0), 2.0));
    }
    rings
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::derive::colour_by::ColourBy;
    use crate::derive::fixture;
    use crate::derive::home::home;
    use crate::derive::overlay::Overlay;
    use crate::derive::palette::Shade;

    fn camera_of(atlas: &crate::derive::atlas::Atlas) -> Camera {
        let viewport = [800.0, 600.0];
        Camera::new(&home(&atlas.bounds(), &[], viewport, &[]), viewport)
    }

    fn picture(zoom: f64, emphasis: Emphasis) -> Picture {
        let palette = Palette::of(Shade::Light);
        let atlas = Arc::new(fixture::atlas());
        let overlay = Arc::new(Overlay::new(&atlas, ColourBy::Size));
        let scene = Scene::new(Arc::clone(&atlas), overlay, palette);
        let mut camera = camera_of(&atlas);
        camera.look.zoom = zoom;
        let levels = Levels::new(&atlas, camera.fit_scale);
        compose(&scene, &levels, &camera, emphasis, palette, 1.0)
    }

    fn filled(picture: &Picture, slot: usize) -> f64 {
        let discs = picture.passes.iter().filter_map(|pass| match pass {
            Pass::Discs(discs) if discs.layer == slot => Some(discs.fill),
            _ => None,
        });
        discs
            .filter_map(|fill| match fill {
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

    #[test]
    fn finer_borders_come_with_their_clusters() {
        let borders = |zoom| {
            let picture = picture(zoom, Emphasis::default());
            let lines = picture
                .passes
                .iter()
                .filter(|pass| matches!(pass, Pass::Lines { .. }));
            lines.count()
        };
        assert_eq!((borders(0.0), borders(7.0)), (2, 3));
    }
}
