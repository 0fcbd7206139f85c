//! The numbers behind one chart as comma-separated values.
//!
//! Invariant: as in every table, a withheld cell is a word; what it is at least has a column of its own.

use super::super::super::atlas::Atlas;
use super::super::super::cells::{self, Reading, Row};
use super::super::super::chart::{self, Subject};
use super::super::super::overlay::Overlay;
use super::super::super::regroup::flow::Flow;
use super::super::Source;
use super::{head, table, told};

/// A facet of `subject`, a row a value, in the order of the release.
#[must_use]
pub fn facet(atlas: &Atlas, subject: Subject, name: &str, source: &Source) -> String {
    let (_, total) = subject.profile(atlas);
    let (_, all) = Subject::Overall.profile(atlas);
    let base = chart::readings(atlas, Subject::Overall, name);
    let mut columns = head(["value", "conversations", "at least", "share"]);
    let compares = subject != Subject::Overall;
    if compares {
        columns.push("share of the whole release".to_owned());
    }
    let readings = chart::readings(atlas, subject, name);
    let rows = atlas.facet_values(name).iter().zip(readings).enumerate();
    let rows = rows.map(|(place, (value, reading))| {
        let [count, least] = counts(reading);
        let mut row = vec![
            value.clone(),
            count,
            least,
            told(chart::share(reading, total)),
        ];
        if compares {
            let base = base.get(place);
            row.push(told(base.and_then(|&base| chart::share(base, all))));
        }
        row
    });
    table(source, &[about(atlas, subject, name)], &columns, rows)
}

/// The weekly series of `subject`, a row a week.
#[must_use]
pub fn weeks(atlas: &Atlas, subject: Subject, source: &Source) -> String {
    let weeks = atlas.release().manifest().weeks.iter();
    let readings = cells::read(atlas, subject, Row::Weeks);
    let rows = weeks.zip(readings).map(|(week, reading)| {
        let [count, least] = counts(reading);
        vec![week.clone(), count, least]
    });
    let columns = head(["week from Monday", "conversations", "at least"]);
    table(source, &[about(atlas, subject, "weeks")], &columns, rows)
}

/// What colours the map, a row a cluster.
#[must_use]
pub fn map(atlas: &Atlas, overlay: &Overlay, source: &Source) -> String {
    let columns = head(["id", "level", "name", "x", "y", "conversations", "colour"]);
    let rows = atlas.clusters().iter().enumerate().map(|(index, cluster)| {
        let value = overlay.values.get(index).copied().flatten();
        let [x, y] = cluster.position;
        vec![
            cluster.id.as_str().to_owned(),
            cluster.level.to_string(),
            cluster.name.clone(),
            x.to_string(),
            y.to_string(),
            cluster.conversations.to_string(),
            told(value),
        ]
    });
    let note = format!("colour: {}", overlay.colour.title(atlas));
    table(source, &[note], &columns, rows)
}

/// Mean silhouettes, a row a number of groups.
#[must_use]
pub fn silhouettes(found: &[(u32, f64)], source: &Source) -> String {
    let rows = found
        .iter()
        .map(|(groups, silhouette)| vec![groups.to_string(), silhouette.to_string()]);
    let columns = head(["groups", "mean silhouette"]);
    table(source, &[], &columns, rows)
}

/// What went from where to where, a row a band.
#[must_use]
pub fn flow(flow: &Flow, title: &str, source: &Source) -> String {
    let rows = flow.bands.iter().map(|band| {
        vec![
            flow.left[band.from].name.clone(),
            flow.right[band.to].name.clone(),
            band.weight.to_string(),
            band.share.to_string(),
        ]
    });
    let columns = head(["from", "to", "conversations", "share of what it is from"]);
    let note = format!("from: {title}; to: the reader's own groups");
    table(source, &[note], &columns, rows)
}

/// The count, and what it is at least where it is withheld and something is known of it.
fn counts(reading: Reading) -> [String; 2] {
    let least = reading.least();
    let least = (least > 0).then(|| least.to_string());
    [told(reading.known()), least.unwrap_or_default()]
}

fn about(atlas: &Atlas, subject: Subject, what: &str) -> String {
    match subject {
        Subject::Overall => format!("{what} of all released conversations"),
        Subject::Cluster(index) => {
            let cluster = atlas.cluster(index);
            format!("{what} of {} ({})", cluster.name, cluster.id.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn a_facet_has_every_value_in_the_release_s_own_words() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let table = facet(&atlas, subject, "language", &example());
        let rows: Vec<&str> = table.lines().filter(|l| !l.starts_with('#')).collect();
        assert!(rows[1].starts_with("eng,40,40,0.666"), "{}", rows[1]);
        assert_eq!(rows[2], "fra,withheld,,withheld,0.25");
        assert_eq!(rows.len(), 4);
        assert!(table.contains("# language of Cluster 0 of level 0 (0-0)"));
        let whole = facet(&atlas, Subject::Overall, "language", &example());
        assert!(whole.contains("value,conversations,at least,share\r\n"));
    }

    #[test]
    fn weeks_are_dates_and_withheld_ones_say_so() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let table = weeks(&atlas, subject, &example());
        assert!(table.contains("2025-09-01,30,30\r\n2025-09-08,withheld,\r\n"));
    }

    #[test]
    fn silhouettes_are_numbers() {
        let table = silhouettes(&[(2, -0.25)], &example());
        assert!(table.ends_with("groups,mean silhouette\r\n2,-0.25\r\n"));
    }
}
