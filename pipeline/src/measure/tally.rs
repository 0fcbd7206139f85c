//! Counting in one pass over conversations ordered by account.

use super::{Row, Support, Survey};
use crate::week::Week;

/// More weeks than this are not shown; the latest are kept.
const MOST_WEEKS: i32 = 520;

/// Conversations in order of account, so that distinct accounts are counted by comparing with the
/// one before.
pub(super) fn by_account(accounts: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..accounts.len() as u32).collect();
    order.sort_by_key(|&conversation| (accounts[conversation as usize], conversation));
    order
}

/// All weeks from the first to the last one in which a labelled conversation began.
pub(super) fn week_range(survey: &Survey<'_>, labels: &[Option<u32>]) -> Vec<Week> {
    let known = || {
        survey
            .weeks
            .iter()
            .zip(labels)
            .filter_map(|(week, label)| label.and(*week))
    };
    match (known().min(), known().max()) {
        (Some(first), Some(last)) => (first.0.max(last.0 - MOST_WEEKS + 1)..=last.0)
            .map(Week)
            .collect(),
        _ => Vec::new(),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counter {
    support: Support,
    last: Option<u32>,
}

impl Counter {
    fn add(&mut self, account: u32) {
        self.support.conversations += 1;
        if self.last.replace(account) != Some(account) {
            self.support.accounts += 1;
        }
    }
}

/// A mean in which every account counts once.
#[derive(Debug, Clone, Copy, Default)]
struct MeanOfMeans {
    account: Option<u32>,
    sum: f64,
    count: f64,
    means: f64,
    accounts: f64,
}

impl MeanOfMeans {
    fn add(&mut self, account: u32, value: f64) {
        if self.account != Some(account) {
            self.close();
            self.account = Some(account);
        }
        self.sum += value;
        self.count += 1.0;
    }

    fn close(&mut self) {
        if self.count > 0.0 {
            self.means += self.sum / self.count;
            self.accounts += 1.0;
            (self.sum, self.count) = (0.0, 0.0);
        }
    }

    fn mean(mut self) -> f64 {
        self.close();
        if self.accounts > 0.0 {
            self.means / self.accounts
        } else {
            0.0
        }
    }
}

/// One row for each of `clusters` clusters; `labels` says which one a conversation is in.
pub(super) fn rows(
    survey: &Survey<'_>,
    order: &[u32],
    labels: &[Option<u32>],
    clusters: usize,
    weeks: &[Week],
) -> Vec<Row> {
    let counters = |len: usize| vec![Counter::default(); len];
    let mut totals = counters(clusters);
    let mut concern = vec![MeanOfMeans::default(); clusters];
    let mut facets: Vec<Vec<Counter>> = survey
        .columns
        .iter()
        .map(|column| counters(clusters * column.values.len()))
        .collect();
    let mut by_week = counters(clusters * weeks.len());
    for &conversation in order {
        let i = conversation as usize;
        let Some(cluster) = labels[i].map(|label| label as usize) else {
            continue;
        };
        let account = survey.accounts[i];
        totals[cluster].add(account);
        concern[cluster].add(account, f64::from(survey.concern[i]));
        for (column, cells) in survey.columns.iter().zip(&mut facets) {
            cells[cluster * column.values.len() + column.cells[i] as usize].add(account);
        }
        if let (Some(week), Some(first)) = (survey.weeks[i], weeks.first())
            && week >= *first
        {
            by_week[cluster * weeks.len() + (week.0 - first.0) as usize].add(account);
        }
    }
    let cells = |counters: &[Counter], cluster: usize, len: usize| {
        counters[cluster * len..(cluster + 1) * len]
            .iter()
            .map(|c| c.support)
            .collect()
    };
    (0..clusters)
        .map(|cluster| Row {
            support: totals[cluster].support,
            facets: survey
                .columns
                .iter()
                .zip(&facets)
                .map(|(column, counters)| cells(counters, cluster, column.values.len()))
                .collect(),
            weeks: cells(&by_week, cluster, weeks.len()),
            concern: concern[cluster].mean(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Column;

    #[test]
    fn accounts_are_counted_once_a_cell_and_once_in_the_mean() {
        let columns = [Column {
            name: "language".into(),
            kind: kleio_shared::facet::ValueKind::Language,
            question: None,
            values: vec!["English".into(), "French".into()],
            cells: vec![0, 0, 1, 0, 0],
        }];
        let survey = Survey {
            accounts: &[7, 3, 7, 7, 3],
            weeks: &[
                Some(Week(10)),
                Some(Week(12)),
                None,
                Some(Week(10)),
                Some(Week(12)),
            ],
            concern: &[5, 1, 5, 5, 1],
            columns: &columns,
        };
        let labels = [Some(0), Some(0), Some(0), Some(0), None];
        let weeks = week_range(&survey, &labels);
        assert_eq!(weeks, [Week(10), Week(11), Week(12)]);
        let row = &rows(&survey, &by_account(survey.accounts), &labels, 1, &weeks)[0];
        let support = |conversations, accounts| Support {
            conversations,
            accounts,
        };
        assert_eq!(row.support, support(4, 2));
        assert_eq!(row.facets[0], [support(3, 2), support(1, 1)]);
        assert_eq!(row.weeks, [support(2, 1), support(0, 0), support(1, 1)]);
        // Three conversations of concern 5 by one account weigh as much as one of concern 1.
        assert!((row.concern - 3.0).abs() < 1e-9);
    }
}
