//! A chart as a table, for those who would rather read numbers.

use super::atlas::Atlas;
use super::cells::Reading;
use super::chart::{Bars, Subject, withheld};
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

/// The bars of a facet for `subject`. Without a column for the whole release where `bars` has none.
#[must_use]
pub fn of_bars(atlas: &Atlas, subject: Subject, bars: &Bars) -> Table {
    let compares = bars.bars.iter().any(|bar| bar.base.is_some());
    let mut head = vec![
        tr!("Value").to_owned(),
        tr!("Conversations").to_owned(),
        tr!("Share of conversations").to_owned(),
    ];
    if compares {
        head.push(tr!("Whole release").to_owned());
    }
    let share = |share, least| match (share, least) {
        (None, None) => tr!("withheld").to_owned(),
        _ => format::share_or_least(share, least),
    };
    let rows = bars.bars.iter().map(|bar| {
        let count = count(atlas, subject, bar.reading);
        let mut row = vec![bar.label.clone(), count, share(bar.share, bar.least)];
        if compares {
            row.push(share(bar.base, None));
        }
        row
    });
    Table {
        head,
        rows: rows.collect(),
    }
}

/// The weeks of `subject`.
#[must_use]
pub fn of_weeks(atlas: &Atlas, subject: Subject, chart: &Weeks) -> Table {
    let weeks = atlas.release().manifest().weeks.iter();
    let rows = weeks
        .zip(&chart.columns)
        .map(|(week, column)| vec![format::date(week), count(atlas, subject, column.reading)]);
    Table {
        head: vec![
            tr!("Week from Monday").to_owned(),
            tr!("Conversations").to_owned(),
        ],
        rows: rows.collect(),
    }
}

fn count(atlas: &Atlas, subject: Subject, reading: Reading) -> String {
    match (reading, reading.known()) {
        (_, Some(count)) => format::count(count),
        (Reading::AtLeast(least), _) => format::at_least(format::count(least)),
        _ => withheld(atlas, subject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::chart::bars;
    use crate::derive::fixture;
    use crate::derive::weeks::weeks;

    #[test]
    fn withheld_cells_are_words_in_the_table_too() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let languages = of_bars(&atlas, subject, &bars(&atlas, subject, "language"));
        assert_eq!(languages.head.len(), 4);
        assert_eq!(languages.rows[0], ["English", "40", "67%", "50%"]);
        assert!(languages.rows[1][1].starts_with("withheld"));
        let table = of_weeks(&atlas, subject, &weeks(&atlas, subject));
        assert_eq!(table.rows[0], ["1 September 2025", "30"]);
        assert!(table.rows.iter().all(|row| row[1] != "0"));
    }
}
