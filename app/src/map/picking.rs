//! Which cluster is under the pointer.

use super::camera::Camera;
use super::frame::LEAST_RADIUS;
use super::lasso::encloses;
use super::scene::Scene;
use crate::derive::levels::Levels;

/// Marks below this strength are not there for the pointer.
const LEAST_STRENGTH: f64 = 0.3;

/// Levels whose marks are strong enough to be meant, finest first.
pub fn active_levels(levels: &Levels, top: u8, zoom: f64) -> impl Iterator<Item = u8> + '_ {
    (0..=top).filter(move |&level| {
        let presence = levels.presence(level, zoom);
        presence.mark.max(presence.halo) >= LEAST_STRENGTH
    })
}

/// The cluster whose mark is at `point_on_screen`, or within `reach` pixels of it: finer levels first, then the nearest
/// relative to its edge.
#[must_use]
pub fn pick(
    scene: &Scene,
    levels: &Levels,
    camera: &Camera,
    point_on_screen: [f64; 2],
    reach: f64,
) -> Option<usize> {
    let atlas = &scene.atlas;
    let zoom = camera.look.zoom;
    let per_root = scene.per_root(camera.fit_scale, zoom);
    active_levels(levels, atlas.top_level(), zoom).find_map(|level| {
        let mut best: Option<(usize, f64)> = None;
        for &index in atlas.at_level(level) {
            let cluster = atlas.cluster(index);
            let [x, y] = camera.to_screen(cluster.position);
            let distance = (x - point_on_screen[0]).hypot(y - point_on_screen[1]);
            let radius = (per_root * (cluster.conversations as f64).sqrt()).max(LEAST_RADIUS);
            let beyond = distance - radius;
            // Within several overlapping marks the nearest centre is meant.
            let rank = if beyond <= 0.0 {
                distance - 1e6
            } else {
                beyond
            };
            if beyond <= reach && best.is_none_or(|(_, least)| rank < least) {
                best = Some((index, rank));
            }
        }
        best.map(|(index, _)| index)
    })
}

/// The clusters of the finest level seen whose marks are on screen within `corners`, and in colour.
#[must_use]
pub fn enclosed(
    scene: &Scene,
    levels: &Levels,
    camera: &Camera,
    corners: &[[f64; 2]],
) -> Vec<usize> {
    let level = levels.finest(camera.look.zoom);
    let mut enclosed: Vec<usize> = scene
        .atlas
        .at_level(level)
        .iter()
        .copied()
        .filter(|&index| {
            let at = camera.to_screen(scene.atlas.cluster(index).position);
            scene.is_lit(index) && encloses(corners, at)
        })
        .collect();
    enclosed.sort_unstable();
    enclosed
}

/// The number of marks on screen that are visible.
#[must_use]
pub fn visible(scene: &Scene, levels: &Levels, camera: &Camera) -> usize {
    let atlas = &scene.atlas;
    let zoom = camera.look.zoom;
    let per_root = scene.per_root(camera.fit_scale, zoom);
    (0..=atlas.top_level())
        .filter(|&level| levels.presence(level, zoom).mark > 0.01)
        .flat_map(|level| atlas.at_level(level))
        .filter(|&&index| {
            let cluster = atlas.cluster(index);
            let radius = per_root * (cluster.conversations as f64).sqrt();
            camera.sees(camera.to_screen(cluster.position), radius.max(LEAST_RADIUS))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::derive::colour_by::ColourBy;
    use crate::derive::fixture;
    use crate::derive::home::home;
    use crate::derive::overlay::Overlay;
    use crate::derive::palette::{Palette, Shade};

    fn setting(zoom: f64) -> (Scene, Levels, Camera) {
        let palette = Palette::of(Shade::Light);
        let atlas = Arc::new(fixture::atlas());
        let overlay = Arc::new(Overlay::new(&atlas, ColourBy::Size));
        let scene = Scene::new(Arc::clone(&atlas), overlay, palette);
        let viewport = [800.0, 600.0];
        let mut camera = Camera::new(&home(&atlas.bounds(), &[], viewport, &[]), viewport);
        camera.look.zoom = zoom;
        let levels = Levels::new(&atlas, camera.fit_scale);
        (scene, levels, camera)
    }

    #[test]
    fn the_mark_under_the_pointer_is_picked_at_the_level_seen() {
        for (zoom, level) in [(0.0, 2), (8.0, 0)] {
            let (scene, levels, mut camera) = setting(zoom);
            let wanted = scene.atlas.at_level(level)[0];
            camera.look.centre = scene.atlas.cluster(wanted).position;
            let hit = pick(&scene, &levels, &camera, [400.0, 300.0], 6.0);
            assert_eq!(hit, Some(wanted));
        }
    }

    #[test]
    fn empty_space_picks_nothing() {
        let (scene, levels, camera) = setting(0.0);
        assert_eq!(pick(&scene, &levels, &camera, [1.0, 1.0], 14.0), None);
    }

    #[test]
    fn all_top_clusters_are_visible_when_the_map_fits() {
        let (scene, levels, camera) = setting(0.0);
        assert_eq!(visible(&scene, &levels, &camera), 3);
    }

    #[test]
    fn a_line_around_the_map_takes_in_the_level_seen_but_nothing_grey() {
        let (mut scene, levels, camera) = setting(0.0);
        let all = [[0.0, 0.0], [800.0, 0.0], [800.0, 600.0], [0.0, 600.0]];
        let mut top = scene.atlas.at_level(2).to_vec();
        top.sort_unstable();
        assert_eq!(enclosed(&scene, &levels, &camera, &all), top);
        let lit = (0..scene.atlas.clusters().len()).map(|index| index != top[0]);
        scene.dim(Some(lit.collect()), Palette::of(Shade::Light));
        assert_eq!(enclosed(&scene, &levels, &camera, &all), top[1..]);
    }
}
