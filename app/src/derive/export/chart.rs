//! A chart of the page as what a reader takes away: its picture as SVG, and the numbers behind it.
//!
//! Invariant: pictures of charts are in the light colours, whatever the page is in: they end up on paper and slides.

use std::sync::Arc;

use kleio_shared::facet::ValueKind;

use super::super::atlas::Atlas;
use super::super::chart::Subject;
use super::super::compare::Compared;
use super::super::growth::Windows;
use super::super::overlay::Overlay;
use super::super::palette::{Palette, Shade};
use super::super::regroup::flow::Flow;
use super::source::plain;
use super::{Source, csv, picture};

/// A chart, with what it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// The map as it is on the screen, with what colours it. Only the map itself can make its picture.
    Map(Arc<Overlay>),
    /// A facet.
    Facet(Subject, String),
    /// The weekly series.
    Weeks(Subject),
    /// A comparison, cluster by cluster.
    Differences(Arc<Compared>),
    /// A comparison as two maps.
    Maps(Arc<Compared>),
    /// What grew and shrank between two windows, of a level.
    Growth(Windows, u8),
    /// What stands out in the cluster at this index.
    Standout(usize),
    /// Groups of the reader's own by their size.
    Sizes(Vec<usize>),
    /// Mean silhouettes by number of groups.
    Silhouettes(Arc<Vec<(u32, f64)>>),
    /// The flow from a grouping of this title to the reader's own.
    Flow(Arc<Flow>, String),
}

impl Chart {
    /// What its files are called, that of a cluster by the cluster, too: charts of two clusters are two files.
    #[must_use]
    pub fn file_name(&self, atlas: &Atlas) -> String {
        let cluster = match self {
            Self::Facet(Subject::Cluster(index), _)
            | Self::Weeks(Subject::Cluster(index))
            | Self::Standout(index) => atlas.cluster(*index),
            _ => return self.name().to_owned(),
        };
        // Names of two clusters may begin with the same words; their identifiers are not the same.
        let kind = plain(self.name(), 16);
        format!("{kind}-{}-{}", cluster.id.as_str(), cluster.name)
    }

    /// What it is called among the charts of one subject.
    fn name(&self) -> &str {
        match self {
            Self::Map(_) => "map",
            Self::Facet(_, name) => name,
            Self::Weeks(_) => "weeks",
            Self::Differences(_) => "comparison",
            Self::Maps(_) => "two-maps",
            Self::Growth(..) => "growth",
            Self::Standout(_) => "standing-out",
            Self::Sizes(_) => "groups",
            Self::Silhouettes(_) => "silhouettes",
            Self::Flow(..) => "flow",
        }
    }

    /// Its picture; `None` for the map.
    #[must_use]
    pub fn svg(&self, atlas: &Atlas, source: &Source) -> Option<String> {
        let palette = Palette::of(Shade::Light);
        Some(match self {
            Self::Map(_) => return None,
            Self::Facet(subject, name) => match atlas.facet(name).map(|facet| facet.kind) {
                Some(ValueKind::HourOfWeek) => {
                    picture::hours(atlas, *subject, name, palette, source)
                }
                _ => picture::facet(atlas, *subject, name, palette, source),
            },
            Self::Weeks(subject) => picture::weekly(atlas, *subject, palette, source),
            Self::Differences(compared) => picture::differences(atlas, compared, palette, source),
            Self::Maps(compared) => picture::maps(atlas, compared, palette, source),
            Self::Growth(windows, level) => {
                picture::growth(atlas, *windows, *level, palette, source)
            }
            Self::Standout(index) => picture::standout(atlas, *index, palette, source),
            Self::Sizes(groups) => picture::sizes(atlas, groups, palette, source),
            Self::Silhouettes(found) => picture::silhouettes(found, palette, source),
            Self::Flow(flow, title) => picture::flow(flow, title, palette, source),
        })
    }

    /// Its numbers as comma-separated values.
    #[must_use]
    pub fn csv(&self, atlas: &Atlas, source: &Source) -> String {
        match self {
            Self::Map(overlay) => csv::map(atlas, overlay, source),
            Self::Facet(subject, name) => csv::facet(atlas, *subject, name, source),
            Self::Weeks(subject) => csv::weeks(atlas, *subject, source),
            Self::Differences(compared) | Self::Maps(compared) => {
                csv::differences(atlas, compared, source)
            }
            Self::Growth(windows, level) => csv::growth(atlas, *windows, *level, source),
            Self::Standout(index) => csv::standout(atlas, *index, source),
            Self::Sizes(groups) => csv::clusters(atlas, groups, source),
            Self::Silhouettes(found) => csv::silhouettes(found, source),
            Self::Flow(flow, title) => csv::flow(flow, title, source),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::super::colour_by::ColourBy;
    use super::super::super::compare::{Comparison, Given, compare};
    use super::super::super::fixture;
    use super::super::super::regroup::flow::{Band, Block};
    use super::super::csv::WITHHELD;
    use super::super::source::example;
    use super::*;

    fn all(atlas: &Atlas) -> Vec<Chart> {
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: Some("fra".to_owned()),
        };
        let compared = Arc::new(compare(atlas, &what, &Given::default(), 0).unwrap());
        let block = Block {
            name: "Tea, \"cake\" <b>".to_owned(),
            weight: 30,
            span: (0.0, 1.0),
        };
        let flow = Flow {
            left: vec![block.clone()],
            right: vec![block],
            bands: vec![Band {
                from: 0,
                to: 0,
                weight: 30,
                share: 1.0,
                left: (0.0, 1.0),
                right: (0.0, 1.0),
            }],
        };
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        vec![
            Chart::Facet(subject, "language".to_owned()),
            Chart::Facet(Subject::Overall, "turns".to_owned()),
            Chart::Facet(subject, "hour of week".to_owned()),
            Chart::Weeks(subject),
            Chart::Differences(Arc::clone(&compared)),
            Chart::Maps(compared),
            Chart::Growth(Windows::halves(3).unwrap(), 0),
            Chart::Sizes(atlas.at_level(2).to_vec()),
            Chart::Standout(atlas.at_level(2)[0]),
            Chart::Silhouettes(Arc::new(vec![(2, 0.21), (4, 0.34), (8, -0.02)])),
            Chart::Flow(Arc::new(flow), "Release".to_owned()),
        ]
    }

    #[test]
    fn every_chart_has_a_picture_that_stands_alone_and_says_where_it_is_from() {
        let atlas = fixture::atlas();
        for chart in all(&atlas) {
            let name = chart.name().to_owned();
            let svg = chart.svg(&atlas, &example()).unwrap();
            assert!(svg.starts_with("<svg xmlns="), "{name}");
            assert!(svg.contains("<title>") && svg.contains("<desc>"), "{name}");
            for wanted in ["2026-11-25", "https://example.org/", &example().release] {
                assert!(svg.contains(wanted), "{name} lacks {wanted}");
            }
            for foreign in ["class=", "var(", "url(", "<style", "<b>", "NaN", "inf"] {
                assert!(!svg.contains(foreign), "{name} has {foreign}");
            }
        }
    }

    #[test]
    fn charts_of_two_clusters_are_files_of_two_names() {
        let atlas = fixture::atlas();
        let source = example();
        let named = |chart: Chart| source.file_name(&chart.file_name(&atlas), "csv");
        let clusters = 0..atlas.clusters().len();
        let of_cluster = |index| {
            let subject = Subject::Cluster(index);
            [
                named(Chart::Facet(subject, "hour of week".to_owned())),
                named(Chart::Weeks(subject)),
                named(Chart::Standout(index)),
            ]
        };
        let names: BTreeSet<String> = clusters.clone().flat_map(of_cluster).collect();
        assert_eq!(names.len(), 3 * clusters.len());
        let safe = |letter: char| letter.is_alphanumeric() || "-.".contains(letter);
        assert!(names.iter().all(|name| name.chars().all(safe)), "{names:?}");
        let overall = Chart::Facet(Subject::Overall, "language".to_owned());
        assert_eq!(overall.file_name(&atlas), "language");
    }

    #[test]
    fn every_chart_has_its_numbers_with_a_column_for_each_field() {
        let atlas = fixture::atlas();
        let map = Overlay::new(&atlas, ColourBy::Size);
        let charts = all(&atlas).into_iter().chain([Chart::Map(Arc::new(map))]);
        for chart in charts {
            let name = chart.name().to_owned();
            let table = chart.csv(&atlas, &example());
            assert!(table.starts_with("# "), "{name}");
            assert!(table.contains("https://example.org/"), "{name}");
            let rows: Vec<&str> = table.lines().filter(|l| !l.starts_with('#')).collect();
            assert!(rows.len() > 1, "{name}");
            let columns = |row: &str| {
                let mut quoted = false;
                let commas = row.chars().filter(|&letter| {
                    quoted ^= letter == '"';
                    letter == ',' && !quoted
                });
                commas.count()
            };
            for row in &rows {
                assert_eq!(columns(row), columns(rows[0]), "{name}: {row}");
            }
        }
    }

    #[test]
    fn what_is_withheld_is_said_and_never_nothing() {
        let atlas = fixture::atlas();
        for chart in &all(&atlas)[..7] {
            if matches!(chart, Chart::Facet(Subject::Overall, _)) {
                continue;
            }
            let table = chart.csv(&atlas, &example());
            assert!(table.contains(WITHHELD), "{}", chart.name());
            let told = table.lines().filter(|line| !line.starts_with('#'));
            let zeros = told.flat_map(|line| line.split(',')).filter(|f| *f == "0");
            assert_eq!(zeros.count(), 0, "{}", chart.name());
        }
    }
}
