//! Rows of the table as text for spreadsheets.

use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::format;
use crate::derive::growth::Windows;
use crate::derive::measure::Measure;
use crate::derive::noise;
use crate::tr;

/// `rows` as lines of cells divided by tabs, with a heading: name, level, and `columns`. Numbers are as
/// they are, shares in parts of one and with their interval in columns of their own, accounts in two
/// columns for their band, growth between `windows`. What is withheld is the word, what a release does not tell is empty.
#[must_use]
pub fn tab_separated(
    atlas: &Atlas,
    columns: &[Measure],
    windows: Option<Windows>,
    rows: &[usize],
) -> String {
    let mut heading = vec![tr!("Cluster").to_owned(), tr!("Level").to_owned()];
    for measure in columns.iter().filter(|measure| **measure != Measure::Level) {
        let title = measure.title(atlas);
        match measure {
            Measure::Share => heading.extend([
                tr!("{title} (0 to 1)", title = &title),
                tr!("{title}, low", title = &title),
                tr!("{title}, high", title = &title),
            ]),
            Measure::Accounts => {
                heading.extend([
                    tr!("{title}, at least", title = &title),
                    tr!("{title}, fewer than", title = &title),
                ]);
            }
            Measure::Value { .. } => heading.push(tr!("{title} (0 to 1)", title = &title)),
            // Which weeks, and that it is a ratio.
            Measure::Growth | Measure::FlagsBeyondRefusals => {
                heading.push(measure.explained(atlas, windows));
            }
            _ => heading.push(title),
        }
        if *measure == Measure::Size && noise::is_noisy(atlas) {
            heading.push(tr!("{title}, ±", title = measure.title(atlas)));
        }
    }
    let mut lines = vec![heading.join("\t")];
    lines.extend(
        rows.iter()
            .map(|&index| line(atlas, columns, windows, index)),
    );
    lines.join("\n") + "\n"
}

fn line(atlas: &Atlas, columns: &[Measure], windows: Option<Windows>, index: usize) -> String {
    let cluster = atlas.cluster(index);
    let mut cells = vec![
        plain(&cluster.name),
        format::level_of_one(cluster.level, atlas.top_level()),
    ];
    for measure in columns.iter().filter(|measure| **measure != Measure::Level) {
        let known = measure.known(atlas, windows, index);
        match (measure, known.value) {
            (Measure::Share, _) => cells.extend(
                [
                    cluster.share.estimate,
                    cluster.share.low,
                    cluster.share.high,
                ]
                .map(number),
            ),
            (Measure::Accounts, Some(_)) => cells.extend([
                cluster.accounts.at_least.to_string(),
                cluster
                    .accounts
                    .below
                    .map_or_else(String::new, |below| below.to_string()),
            ]),
            (Measure::Accounts, None) => cells.extend([String::new(), String::new()]),
            (Measure::FlagsBeyondRefusals, Some(value)) => cells.push(number(value * 100.0)),
            (_, Some(value)) if value.is_infinite() => cells.push(tr!("new").to_owned()),
            (_, Some(value)) => cells.push(number(value)),
            (Measure::Coherence | Measure::Stability, None) => cells.push(String::new()),
            (_, None) => cells.push(tr!("withheld").to_owned()),
        }
        if *measure == Measure::Size && noise::is_noisy(atlas) {
            let within = noise::within(atlas, Subject::Cluster(index), "clusters");
            cells.push(within.map_or_else(String::new, |within| within.to_string()));
        }
    }
    cells.join("\t")
}

/// A number with at most six digits behind the point.
fn number(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

/// Text without what divides cells, and without what a spreadsheet would take for a formula.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::grid::usual_columns;

    #[test]
    fn every_line_has_the_cells_of_the_heading() {
        for atlas in [fixture::atlas(), fixture::noisy()] {
            let mut columns = usual_columns(&atlas);
            columns.push(Measure::of("language", "fra"));
            let rows: Vec<usize> = (0..atlas.clusters().len()).collect();
            let text = tab_separated(&atlas, &columns, Windows::halves(3), &rows);
            let widths: Vec<usize> = text.lines().map(|l| l.split('\t').count()).collect();
            assert_eq!(widths.len(), rows.len() + 1);
            assert!(widths.iter().all(|width| *width == widths[0]));
        }
    }

    #[test]
    fn what_is_withheld_is_the_word() {
        let atlas = fixture::atlas();
        let columns = [Measure::Size, Measure::of("language", "fra")];
        let text = tab_separated(&atlas, &columns, None, &atlas.at_level(0)[..1]);
        assert_eq!(
            text.lines().nth(1),
            Some("Cluster 0 of level 0\tBase cluster\t60\twithheld")
        );
    }

    #[test]
    fn names_are_no_formulas() {
        assert_eq!(plain("=1+1\tx"), "'=1+1 x");
    }
}
