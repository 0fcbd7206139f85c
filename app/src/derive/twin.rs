//! A chart as a table, for those who would rather read numbers.

use super::cells::Reading;
use super::chart::{Bars, withheld};
use super::format;
use super::weeks::Weeks;
use crate::tr;

/// Text of a table: a heading a column, and as many cells a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Headings.
    pub head: Vec<String>,
    /// Rows; the first cell of each is its heading.
    pub rows: Vec<Vec<String>>,
}

/// The bars of a facet, where the policy shows cells from `threshold` conversations. Without a column for
/// the whole release where `bars` has none.
#[must_use]
pub fn of_bars(bars: &Bars, threshold: u64) -> Table {
    let compares = bars.bars.iter().any(|bar| bar.base.is_some());
    let mut head = vec![
        tr!("Value").to_owned(),
        tr!("Conversations").to_owned(),
        tr!("Share of conversations").to_owned(),
    ];
    if compares {
        head.push(tr!("Whole release").to_owned());
    }
    let share =
        |share: Option<f64>| share.map_or_else(|| tr!("withheld").to_owned(), format::percent);
    let rows = bars.bars.iter().map(|bar| {
        let count = count(bar.reading, threshold);
        let mut row = vec![bar.label.clone(), count, share(bar.share)];
        if compares {
            row.push(share(bar.base));
        }
        row
    });
    Table {
        head,
        rows: rows.collect(),
    }
}

/// The weeks of a row, by the Mondays `weeks`.
#[must_use]
pub fn of_weeks(chart: &Weeks, weeks: &[String], threshold: u64) -> Table {
    let rows = weeks
        .iter()
        .zip(&chart.columns)
        .map(|(week, column)| vec![format::date(week), count(column.reading, threshold)]);
    Table {
        head: vec![
            tr!("Week from Monday").to_owned(),
            tr!("Conversations").to_owned(),
        ],
        rows: rows.collect(),
    }
}

fn count(reading: Reading, threshold: u64) -> String {
    reading
        .known()
        .map_or_else(|| withheld(threshold), format::count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::chart::{Subject, bars};
    use crate::derive::fixture;
    use crate::derive::weeks::weeks;

    #[test]
    fn withheld_cells_are_words_in_the_table_too() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let languages = of_bars(&bars(&atlas, subject, "language"), 15);
        assert_eq!(languages.head.len(), 4);
        assert_eq!(languages.rows[0], ["English", "40", "67%", "50%"]);
        assert!(languages.rows[1][1].starts_with("withheld"));
        let table = of_weeks(
            &weeks(&atlas, subject),
            &atlas.release().manifest().weeks,
            15,
        );
        assert_eq!(table.rows[0], ["1 September 2025", "30"]);
        assert!(table.rows.iter().all(|row| row[1] != "0"));
    }
}
