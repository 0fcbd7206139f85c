//! Clusters by their size as a picture: a bar each.

use super::super::super::atlas::Atlas;
use super::super::super::chart::Subject;
use super::super::super::noise;
use super::super::super::palette::{Palette, css};
use super::super::Source;
use super::frame::{Frame, INK_SOFT};
use super::{BAR, WIDTH, cut, label, rectangle};
use crate::tr;

/// Where bars begin, and where they end.
const LEFT: f64 = 290.0;
const RIGHT: f64 = 600.0;

/// `clusters` of `atlas` in their order.
#[must_use]
pub fn sizes(atlas: &Atlas, clusters: &[usize], palette: &Palette, source: &Source) -> String {
    let count = |index: usize| atlas.cluster(index).conversations;
    let largest = clusters.iter().map(|&index| count(index)).max();
    let largest = largest.unwrap_or(0).max(1) as f64;
    let frame = Frame {
        title: tr!("Your groups").to_owned(),
        unit: tr!("Conversations").to_owned(),
        width: WIDTH,
        height: BAR * clusters.len() as f64,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        for (place, &index) in clusters.iter().enumerate() {
            let middle = top + BAR * (place as f64 + 0.5);
            let name = cut(&atlas.cluster(index).name, LEFT - 34.0);
            label(svg, LEFT - 10.0, middle, &name, "end", &css(palette.ink));
            let width = (RIGHT - LEFT) * count(index) as f64 / largest;
            rectangle(svg, LEFT, middle - 8.0, width, 16.0, &css(palette.accent));
            let size = noise::conversations(atlas, Subject::Cluster(index));
            label(svg, RIGHT + 12.0, middle, &size, "start", INK_SOFT);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn each_group_has_a_bar_and_its_size() {
        let atlas = fixture::atlas();
        let groups = atlas.at_level(2);
        let svg = sizes(&atlas, groups, Palette::of(Shade::Light), &example());
        assert_eq!(svg.matches("height=\"16\"").count(), 3);
        assert_eq!(svg.matches(">720<").count(), 3);
    }
}
