//! What grew and shrank between two windows, and what stands out in a cluster, as pictures: lists of names, each with its
//! ratio and the interval of it.

use super::super::super::atlas::Atlas;
use super::super::super::chart;
use super::super::super::compare::window_title;
use super::super::super::growth::Windows;
use super::super::super::movers::{Mover, movers};
use super::super::super::palette::Palette;
use super::super::super::represent::{Represented, Told, standout as standout_of};
use super::super::super::{format, growth_text, noise};
use super::super::Source;
use super::ratios::{Named, Row, ratios};
use crate::tr;

/// Names in each list at most.
const MOST: usize = 10;

/// The clusters of `level` that changed most between `windows`. Where too much is withheld there is no interval.
#[must_use]
pub fn growth(
    atlas: &Atlas,
    windows: Windows,
    level: u8,
    palette: &Palette,
    source: &Source,
) -> String {
    let found = movers(atlas, windows, level);
    let named = |Mover { index, growth }: &Mover| Named {
        name: atlas.cluster(*index).name.clone(),
        sure: growth.is_significant(),
        ratio: growth.ratio,
        interval: growth.interval,
        told: growth_text::short(growth),
    };
    let mut rows = list(tr!("Grew most"), &found.grew, named);
    rows.extend(list(tr!("Shrank most"), &found.shrank, named));
    rows.extend(list(tr!("New"), &found.new, named));
    rows.extend(list(tr!("Vanished"), &found.vanished, named));
    let title = tr!(
        "{after} against {before}",
        after = window_title(atlas, windows.after),
        before = window_title(atlas, windows.before)
    );
    let mut unit = vec![
        format!(
            "{}.",
            tr!(
                "{level}: {n} of {all} tested changed significantly",
                level = format::level(level, atlas.top_level()),
                n = found.significant,
                all = found.tested
            )
        ),
        tr!("Growth is a cluster's share of all conversations in the second window over that in the first.")
            .to_owned(),
    ];
    if found.unknown > 0 {
        unit.push(tr!(
            "Whether {n, plural, one {# more cluster} other {# more clusters}} grew or shrank cannot \
             be said, because weeks are withheld.",
            n = found.unknown
        ));
    }
    ratios(title, format::sentences(&unit), &rows, palette, source)
}

/// The values that stand out in the cluster at `index`.
#[must_use]
pub fn standout(atlas: &Atlas, index: usize, palette: &Palette, source: &Source) -> String {
    let found = standout_of(atlas, index);
    let named = |value: &Represented| {
        let ratio = format::ratio(value.ratio);
        Named {
            name: chart::titled(&chart::facet_title(&value.facet), value.label.clone()),
            sure: true,
            ratio: (value.told == Told::Exactly).then_some(value.ratio),
            interval: Some(value.interval),
            told: match value.told {
                Told::Exactly => ratio,
                Told::AtMost => tr!("≤ {number}", number = ratio),
                Told::AtLeast => format::at_least(ratio),
            },
        }
    };
    let mut rows = list(tr!("More than elsewhere"), &found.over, named);
    rows.extend(list(tr!("Less than elsewhere"), &found.under, named));
    let title = chart::titled(
        &atlas.cluster(index).name,
        tr!("What stands out").to_owned(),
    );
    let mut unit = vec![
        format!("{}.", tr!("Its share here over its share in the whole release")),
        tr!(
            "Those listed differ more than chance would make them: at most 5 in 100 of such findings are false \
             (Benjamini and Hochberg)."
        )
        .to_owned(),
    ];
    unit.extend(noise::in_tests(atlas).map(str::to_owned));
    ratios(title, format::sentences(&unit), &rows, palette, source)
}

/// A heading and the first of `found`; nothing where there are none.
fn list<T>(title: &str, found: &[T], named: impl Fn(&T) -> Named) -> Vec<Row> {
    if found.is_empty() {
        return Vec::new();
    }
    let more = found.len().saturating_sub(MOST);
    let title = if more > 0 {
        let others = tr!("and {n, plural, one {# other} other {# others}}", n = more);
        format!("{title} ({others})")
    } else {
        title.to_owned()
    };
    let mut rows = vec![Row::Title(title)];
    rows.extend(found.iter().take(MOST).map(|one| Row::Named(named(one))));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn lists_are_cut_and_say_how_many_more_there_are() {
        let atlas = fixture::atlas();
        let windows = Windows::halves(3).unwrap();
        let svg = growth(&atlas, windows, 0, Palette::of(Shade::Light), &example());
        assert!(svg.contains("Vanished (and 26 others)"), "{svg}");
        assert_eq!(svg.matches(">perhaps vanished<").count(), MOST);
        assert!(!svg.contains("Grew most"));
    }

    #[test]
    fn what_stands_out_has_its_facet_and_its_ratio() {
        let atlas = fixture::atlas();
        let index = atlas.at_level(2)[0];
        let found = standout_of(&atlas, index);
        let listed = found.over.len() + found.under.len();
        assert!(listed > 0);
        let svg = standout(&atlas, index, Palette::of(Shade::Light), &example());
        // One more in the key.
        assert_eq!(svg.matches(">●<").count(), listed + 1);
        assert!(svg.contains("Cluster 0 of level 2: What stands out"));
    }
}
