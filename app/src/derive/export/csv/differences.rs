//! What differs, cluster by cluster, as comma-separated values: a comparison of two sides, and growth.
//!
//! Invariant: where weeks are withheld a count is what it is at least and at most, and where nothing is known of it,
//! the word for that.

use super::super::super::atlas::Atlas;
use super::super::super::compare::{Compared, Side, window_title};
use super::super::super::growth::{self, Change, Span, Windows};
use super::super::super::represent::{self, Told};
use super::super::Source;
use super::{WITHHELD, head, table, told};

/// A row a cluster of a comparison, in the order in which they are ranked; then those that only one release has.
#[must_use]
pub fn differences(atlas: &Atlas, compared: &Compared, source: &Source) -> String {
    let columns = head([
        "id",
        "name",
        "name on the second side",
        "first side at least",
        "first side at most",
        "first share",
        "second side at least",
        "second side at most",
        "second share",
        "ratio",
        "ratio low",
        "ratio high",
        "corrected p",
        "significant",
    ]);
    let lines = compared.lines.iter().map(|line| {
        let cluster = atlas.cluster(line.index);
        let mut row = vec![
            cluster.id.as_str().to_owned(),
            cluster.name.clone(),
            line.other_name.clone().unwrap_or_default(),
        ];
        row.extend(side(&line.a));
        row.extend(side(&line.b));
        row.push(told(line.ratio));
        row.extend(verdict(
            line.interval,
            line.corrected,
            line.is_significant(),
        ));
        row
    });
    // Nothing is in its place: that is no number that is withheld.
    let alone = |id: String, name: String, place: usize, count: u64| {
        let mut row = vec![String::new(); columns.len()];
        row[0] = id;
        row[if place == 0 { 1 } else { 2 }] = name;
        row[3 + 3 * place] = count.to_string();
        row[4 + 3 * place] = count.to_string();
        row
    };
    let here = compared.only_here.iter().map(|&index| {
        let cluster = atlas.cluster(index);
        let id = cluster.id.as_str().to_owned();
        alone(id, cluster.name.clone(), 0, cluster.conversations)
    });
    let there = compared.only_there.iter().map(|cluster| {
        let name = cluster.name.clone();
        alone(String::new(), name, 1, cluster.conversations)
    });
    let notes = [format!(
        "first side: {}; second side: {}",
        compared.a.0, compared.b.0
    )];
    table(source, &notes, &columns, lines.chain(here).chain(there))
}

/// Growth of every cluster of `level` between `windows`, in the order of the release.
#[must_use]
pub fn growth(atlas: &Atlas, windows: Windows, level: u8, source: &Source) -> String {
    let clusters = atlas.at_level(level);
    let columns = head([
        "id",
        "name",
        "change",
        "first window at least",
        "first window at most",
        "second window at least",
        "second window at most",
        "ratio",
        "ratio low",
        "ratio high",
        "corrected p",
        "significant",
    ]);
    let found = growth::growth(atlas, windows, clusters);
    let rows = clusters.iter().zip(found).map(|(&index, growth)| {
        let cluster = atlas.cluster(index);
        let mut row = vec![
            cluster.id.as_str().to_owned(),
            cluster.name.clone(),
            word(growth.change).to_owned(),
        ];
        row.extend(span(&growth.before));
        row.extend(span(&growth.after));
        row.push(told(growth.ratio));
        row.extend(verdict(
            growth.interval,
            growth.corrected,
            growth.is_significant(),
        ));
        row
    });
    let notes = [format!(
        "first window: {}; second window: {}",
        window_title(atlas, windows.before),
        window_title(atlas, windows.after)
    )];
    table(source, &notes, &columns, rows)
}

/// What stands out in the cluster at `index`: values that it has more of, then those that it has less of. What is
/// withheld has a share that is a bound, and says which.
#[must_use]
pub fn standout(atlas: &Atlas, index: usize, source: &Source) -> String {
    let columns = head([
        "facet",
        "value",
        "share",
        "share is",
        "share of the whole release",
        "ratio",
        "ratio low",
        "ratio high",
        "corrected p",
    ]);
    let found = represent::standout(atlas, index);
    let rows = found.over.iter().chain(&found.under).map(|value| {
        let name = atlas.facet_values(&value.facet).get(value.place);
        let told = match value.told {
            Told::Exactly => "shown",
            Told::AtLeast => "withheld, at least this",
            Told::AtMost => "withheld, at most this",
        };
        vec![
            value.facet.clone(),
            name.cloned().unwrap_or_default(),
            value.share.to_string(),
            told.to_owned(),
            value.base.to_string(),
            value.ratio.to_string(),
            value.interval.0.to_string(),
            value.interval.1.to_string(),
            value.corrected.to_string(),
        ]
    });
    let cluster = atlas.cluster(index);
    let notes = [format!(
        "what stands out in {} ({})",
        cluster.name,
        cluster.id.as_str()
    )];
    table(source, &notes, &columns, rows)
}

const fn word(change: Change) -> &'static str {
    match change {
        Change::Grew => "grew",
        Change::Shrank => "shrank",
        Change::Unclear => "not clear",
        Change::New => "new",
        Change::Vanished => "vanished",
        Change::PerhapsNew => "perhaps new",
        Change::PerhapsVanished => "perhaps vanished",
        Change::Unknown => WITHHELD,
    }
}

/// Least and greatest count, and share.
fn side(side: &Side) -> [String; 3] {
    let [low, high] = match side.count {
        Some((low, high)) => ends(low, Some(high)),
        None => [WITHHELD, WITHHELD].map(str::to_owned),
    };
    [low, high, told(side.share)]
}

fn span(span: &Span) -> [String; 2] {
    if span.is_dark() {
        return [WITHHELD, WITHHELD].map(str::to_owned);
    }
    ends(span.low, span.high)
}

/// What a count is at least and at most; that it is at least nothing says nothing.
fn ends(low: u64, high: Option<u64>) -> [String; 2] {
    let known = high == Some(low) || low > 0;
    [told(known.then_some(low)), told(high)]
}

/// Both ends of the interval, the p-value, and whether it is called a difference.
fn verdict(interval: Option<(f64, f64)>, corrected: Option<f64>, sure: bool) -> [String; 4] {
    let tested = |text: String| match corrected {
        Some(_) => text,
        None => "not tested".to_owned(),
    };
    let p = corrected.map_or_else(String::new, |p| p.to_string());
    [
        told(interval.map(|(low, _)| low)),
        told(interval.map(|(_, high)| high)),
        tested(p),
        tested(if sure { "yes" } else { "no" }.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::super::super::compare::{Comparison, Elsewhere, Given, compare};
    use super::super::super::super::fixture;
    use super::super::super::source::example;
    use super::*;

    fn fields(table: &str) -> Vec<Vec<String>> {
        let told = table.lines().filter(|line| !line.starts_with('#'));
        told.map(|line| line.split(',').map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn both_sides_of_a_cluster_are_there_and_a_withheld_one_says_so() {
        let atlas = fixture::atlas();
        let what = |b: Option<&str>| Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: b.map(str::to_owned),
        };
        let compared = compare(&atlas, &what(None), &Given::default(), 0).unwrap();
        let rows = fields(&differences(&atlas, &compared, &example()));
        assert_eq!(rows.len(), 37);
        assert_eq!(rows[1][3..5], ["40", "40"]);
        assert_eq!(rows[1][6..8], ["60", "60"]);
        assert!(rows[1][9].starts_with("1.33"), "{:?}", rows[1]);
        let compared = compare(&atlas, &what(Some("fra")), &Given::default(), 0).unwrap();
        let rows = fields(&differences(&atlas, &compared, &example()));
        assert_eq!(rows[1][6..10], [WITHHELD; 4]);
        assert_eq!(rows[1][12..], ["not tested", "not tested"]);
    }

    #[test]
    fn clusters_of_one_release_alone_have_one_side() {
        let atlas = fixture::atlas();
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: None,
        };
        let mut compared = compare(&atlas, &what, &Given::default(), 2).unwrap();
        compared.lines.clear();
        compared.only_here = vec![atlas.at_level(2)[0]];
        compared.only_there = vec![Elsewhere {
            name: "Elsewhere".to_owned(),
            conversations: 90,
            told: "90".to_owned(),
        }];
        let rows = fields(&differences(&atlas, &compared, &example()));
        assert_eq!(
            rows[1][..5],
            ["2-0", "Cluster 0 of level 2", "", "720", "720"]
        );
        assert_eq!(rows[2][..3], ["", "", "Elsewhere"]);
        assert_eq!(rows[2][6..8], ["90", "90"]);
    }

    #[test]
    fn a_window_that_is_withheld_is_no_zero() {
        let atlas = fixture::atlas();
        let windows = Windows::halves(3).unwrap();
        let rows = fields(&growth(&atlas, windows, 0, &example()));
        assert_eq!(rows.len(), 37);
        for row in &rows[1..] {
            assert_eq!(row[2], "perhaps vanished");
            assert_eq!(row[5..8], [WITHHELD; 3]);
            assert_eq!(row[11], "not tested");
        }
    }
}
