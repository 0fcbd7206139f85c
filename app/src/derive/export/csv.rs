//! Clusters as comma-separated values (RFC 4180), after lines on their origin that begin with `#`.
//!
//! Invariant: a withheld cell is the word `withheld`, never empty and never 0.

mod charts;
mod differences;

pub use self::charts::{facet, flow, map, silhouettes, weeks};
pub use self::differences::{differences, growth, standout};

use kleio_shared::release::Manifest;

use super::super::atlas::Atlas;
use super::super::cells::{Reading, read_row};
use super::Source;

/// What stands for a cell that is not shown.
pub const WITHHELD: &str = "withheld";

/// A table of `clusters`: one row each, in their order, with every number that the release has of them.
#[must_use]
pub fn clusters(atlas: &Atlas, clusters: &[usize], source: &Source) -> String {
    let manifest = atlas.release().manifest();
    let mut head: Vec<String> = HEAD.map(str::to_owned).to_vec();
    for facet in &manifest.facets {
        let values = facet.values.iter();
        head.extend(values.map(|value| format!("{}: {value}", facet.name)));
    }
    head.extend(manifest.weeks.iter().map(|week| format!("week of {week}")));
    let rows = clusters.iter().map(|&index| row(atlas, manifest, index));
    table(source, &[], &head, rows)
}

/// A whole file: the origin, `notes` on what is in it, `head`, and `rows`.
fn table(
    source: &Source,
    notes: &[String],
    head: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let mut text = String::new();
    for line in source.lines().iter().chain(notes) {
        text.push_str("# ");
        text.push_str(&line.replace(['\n', '\r'], " "));
        text.push_str("\r\n");
    }
    push_row(&mut text, head);
    for row in rows {
        push_row(&mut text, &row);
    }
    text
}

/// Names of columns.
fn head<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// A number, or the word for one that is not shown.
fn told<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| WITHHELD.to_owned(), |value| value.to_string())
}

const HEAD: [&str; 15] = [
    "id",
    "level",
    "parent",
    "path",
    "name",
    "description",
    "conversations",
    "share",
    "share low",
    "share high",
    "accounts at least",
    "accounts below",
    "concern",
    "coherence",
    "stability",
];

fn row(atlas: &Atlas, manifest: &Manifest, index: usize) -> Vec<String> {
    let cluster = atlas.cluster(index);
    let path = atlas.path(index);
    let names = path.iter().map(|&above| atlas.cluster(above).name.as_str());
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let count = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    // Where each conversation counts as an account, there is no number of accounts.
    let accounts = manifest.accounts_known.then_some(cluster.accounts);
    let mut row = vec![
        cluster.id.as_str().to_owned(),
        cluster.level.to_string(),
        cluster
            .parent
            .as_ref()
            .map_or_else(String::new, |id| id.as_str().to_owned()),
        names.collect::<Vec<_>>().join(" > "),
        cluster.name.clone(),
        cluster.description.clone(),
        cluster.conversations.to_string(),
        cluster.share.estimate.to_string(),
        cluster.share.low.to_string(),
        cluster.share.high.to_string(),
        count(accounts.map(|band| band.at_least)),
        count(accounts.and_then(|band| band.below)),
        cluster.concern.to_string(),
        number(cluster.coherence),
        number(cluster.stability),
    ];
    let threshold = manifest.policy.cell.conversations;
    let weeks = std::iter::once(&cluster.profile.weeks);
    let lists = manifest.facets.iter().map(|facet| {
        let none = const { &Vec::new() };
        let cells = cluster.profile.facets.get(&facet.name);
        (cells.unwrap_or(none), facet.values.len())
    });
    for (cells, wanted) in lists.chain(weeks.map(|weeks| (weeks, manifest.weeks.len()))) {
        let readings = read_row(cells, cluster.conversations, threshold);
        let told = readings.iter().map(|reading| match reading {
            Reading::Count(count) => count.to_string(),
            Reading::None => "0".to_owned(),
            Reading::AtLeast(_) | Reading::Withheld => WITHHELD.to_owned(),
        });
        row.extend(
            told.chain(std::iter::repeat(WITHHELD.to_owned()))
                .take(wanted),
        );
    }
    row
}

fn push_row(text: &mut String, fields: &[String]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_field(text, field);
    }
    text.push_str("\r\n");
}

/// Quotes what needs it. A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn push_field(text: &mut String, field: &str) {
    let formula =
        field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    let quoted = formula || field.contains([',', '"', '\n', '\r']);
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    text.push_str(&field.replace('"', "\"\""));
    if quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::source::example;
    use super::*;

    fn fields(line: &str) -> Vec<&str> {
        line.trim_end().split(',').collect()
    }

    #[test]
    fn every_row_has_every_column_and_says_what_is_withheld() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0);
        let table = clusters(&atlas, base, &example());
        let lines: Vec<&str> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(lines.len(), base.len() + 1);
        let columns = fields(lines[0]).len();
        let facets = atlas.release().manifest().facets.iter();
        let values: usize = facets.map(|facet| facet.values.len()).sum();
        assert_eq!(columns, HEAD.len() + values + 3);
        for line in &lines[1..] {
            assert_eq!(fields(line).len(), columns, "{line}");
            assert!(line.contains(WITHHELD));
        }
        assert!(table.starts_with("# "));
        assert!(table.contains("https://example.org/?cluster=0-1"));
    }

    #[test]
    fn accounts_that_are_unknown_are_empty() {
        let atlas = fixture::atlas();
        let mut manifest = atlas.release().manifest().clone();
        let index = atlas.at_level(0)[0];
        let place = HEAD
            .iter()
            .position(|head| *head == "accounts at least")
            .unwrap();
        let known = row(&atlas, &manifest, index);
        assert_eq!(known[place], "20");
        assert_eq!(known[place + 1], "50");
        manifest.accounts_known = false;
        let unknown = row(&atlas, &manifest, index);
        assert_eq!(unknown[place], "");
        assert_eq!(unknown[place + 1], "");
        assert_eq!(unknown.len(), known.len());
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        let mut text = String::new();
        for field in ["=1+1", "a,b", "say \"hi\"", "-0.5", "@cmd"] {
            push_field(&mut text, field);
            text.push('|');
        }
        assert_eq!(text, "\"'=1+1\"|\"a,b\"|\"say \"\"hi\"\"\"|-0.5|\"'@cmd\"|");
    }
}
