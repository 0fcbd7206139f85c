//! Columns of the weekly chart: how high, and in words.

use super::atlas::Atlas;
use super::cells::{self, Reading, Row};
use super::chart::{Subject, withheld};
use super::format;
use super::scale::round_up;
use crate::tr;

/// One column of the weekly chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What is known of the week.
    pub reading: Reading,
    /// Height in 0..=1 of the chart, of what it is at least where it is withheld; 0 where nothing is known.
    pub height: f64,
    /// The whole column as a sentence.
    pub text: String,
}

/// The weekly chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Weeks {
    /// One column a week; empty where the release knows no times.
    pub columns: Vec<Column>,
    /// Conversations at the top of the chart.
    pub full: u64,
    /// First and last Monday, short.
    pub ends: Option<(String, String)>,
    /// The chart in a sentence.
    pub summary: String,
}

/// The weekly chart of `subject`.
#[must_use]
pub fn weeks(atlas: &Atlas, subject: Subject) -> Weeks {
    let manifest = atlas.release().manifest();
    let readings = cells::read(atlas, subject, Row::Weeks);
    let greatest = readings.iter().map(|r| r.least()).max().unwrap_or(0);
    let full = round_up(greatest.max(1) as f64).ceil() as u64;
    let columns = manifest
        .weeks
        .iter()
        .zip(&readings)
        .map(|(week, &reading)| Column {
            reading,
            height: reading.least() as f64 / full as f64,
            text: match reading {
                Reading::Count(count) => tr!(
                    "Week of {date}: {n, plural, one {# conversation} other {# conversations}}",
                    date = format::date(week),
                    n = count
                ),
                Reading::AtLeast(least) => tr!(
                    "Week of {date}: at least {n, plural, one {# conversation} other {# conversations}}; more may be withheld",
                    date = format::date(week),
                    n = least
                ),
                Reading::None => tr!("Week of {date}: none", date = format::date(week)),
                Reading::Withheld => tr!(
                    "Week of {date}: {why}",
                    date = format::date(week),
                    why = withheld(atlas, subject)
                ),
            },
        })
        .collect();
    let ends = manifest
        .weeks
        .first()
        .zip(manifest.weeks.last())
        .map(|(first, last)| (format::short_date(first), format::short_date(last)));
    Weeks {
        columns,
        full,
        summary: summarise(&readings, &manifest.weeks),
        ends,
    }
}

fn summarise(readings: &[Reading], weeks: &[String]) -> String {
    let known: Vec<(u64, &String)> = readings
        .iter()
        .zip(weeks)
        .filter_map(|(reading, week)| Some((reading.known()?, week)))
        .collect();
    let hidden = readings.len() - known.len();
    let Some(most) = known.iter().max_by_key(|(count, _)| *count) else {
        return tr!("All weeks are withheld.").to_owned();
    };
    let date = format::date(most.1);
    if hidden > 0 {
        tr!(
            "{n, plural, one {# conversation} other {# conversations}} in the busiest week, of {date}; \
             {hidden, plural, one {# week is} other {# weeks are}} withheld.",
            n = most.0,
            date = date,
            hidden = hidden
        )
    } else {
        tr!(
            "{n, plural, one {# conversation} other {# conversations}} in the busiest week, of {date}.",
            n = most.0,
            date = date
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn columns_stay_within_the_chart() {
        let atlas = fixture::atlas();
        let weeks = weeks(&atlas, Subject::Overall);
        assert_eq!(weeks.columns.len(), atlas.release().manifest().weeks.len());
        assert!(
            weeks
                .columns
                .iter()
                .all(|c| (0.0..=1.0).contains(&c.height))
        );
        assert!(weeks.summary.contains("busiest week"), "{}", weeks.summary);
    }
}
