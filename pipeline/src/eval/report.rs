//! Tables of results, for reading on a terminal, as Markdown and as JSON.
//!
//! Invariant: the three say the same, and rows stay in the order in which they were added.

use std::fmt::Write;

use serde::Serialize;

/// The results of one evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// What was evaluated.
    pub title: String,
    /// The command line that made it.
    pub command: String,
    /// The day it was made (ISO 8601).
    pub date: String,
    /// Cores that the program could use.
    pub cores: usize,
    /// The results.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// How to read it; may be empty.
    pub note: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// As many cells a row as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A number of things.
    Count(u64),
    /// A measure, shown with three decimals.
    Score(f64),
    /// A share of 1, shown in per cent.
    Share(f64),
    /// A duration in seconds, shown with two decimals.
    Seconds(f64),
    /// Not to be had; `null` in JSON.
    Missing,
}

impl Cell {
    /// A score, or a gap.
    #[must_use]
    pub fn score(value: impl Into<Option<f64>>) -> Self {
        value.into().map_or(Self::Missing, Self::Score)
    }

    /// A share, or a gap.
    #[must_use]
    pub fn share(value: impl Into<Option<f64>>) -> Self {
        value.into().map_or(Self::Missing, Self::Share)
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => thousands(*count),
            Self::Score(value) => format!("{value:.3}"),
            Self::Share(value) => format!("{:.1} %", value * 100.0),
            Self::Seconds(value) => format!("{value:.2} s"),
            Self::Missing => "–".to_owned(),
        }
    }

    const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            title: title.into(),
            note: String::new(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Says how to read it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Adds a row; cells that are missing at its end are gaps, and cells too many are dropped.
    pub fn row(&mut self, mut cells: Vec<Cell>) {
        cells.resize(self.columns.len(), Cell::Missing);
        self.rows.push(cells);
    }

    /// Texts to the left and numbers to the right, judged by the first row that has a value.
    fn left_aligned(&self, column: usize) -> bool {
        self.rows
            .iter()
            .map(|row| &row[column])
            .find(|cell| **cell != Cell::Missing)
            .is_none_or(Cell::is_text)
    }

    fn text(&self) -> String {
        let shown: Vec<Vec<String>> = std::iter::once(self.columns.clone())
            .chain(
                self.rows
                    .iter()
                    .map(|row| row.iter().map(Cell::shown).collect()),
            )
            .collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                shown
                    .iter()
                    .map(|row| row[column].chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut text = format!("{}\n", self.title);
        for row in &shown {
            let mut line = String::from("  ");
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(width - cell.chars().count());
                if self.left_aligned(column) {
                    line.push_str(cell);
                    line.push_str(&gap);
                } else {
                    line.push_str(&gap);
                    line.push_str(cell);
                }
                line.push_str("  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if !self.note.is_empty() {
            text.push_str(&format!("  {}\n", self.note));
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n", self.title);
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        text.push_str(&line(self.columns.iter().map(|c| escaped(c)).collect()));
        let rule = (0..self.columns.len()).map(|column| {
            if self.left_aligned(column) {
                "---".to_owned()
            } else {
                "---:".to_owned()
            }
        });
        text.push_str(&line(rule.collect()));
        for row in &self.rows {
            text.push_str(&line(
                row.iter().map(|cell| escaped(&cell.shown())).collect(),
            ));
        }
        if !self.note.is_empty() {
            text.push_str(&format!("\n{}\n", self.note));
        }
        text
    }
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

impl Report {
    /// For a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let tables: Vec<String> = self.tables.iter().map(Table::text).collect();
        format!("{}\n\n{}", self.title, tables.join("\n"))
    }

    /// A section of a Markdown file.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n\n", self.title);
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "`{}`, {}, {} cores.\n\n",
            self.command, self.date, self.cores
        );
        let tables: Vec<String> = self.tables.iter().map(Table::markdown).collect();
        text.push_str(&tables.join("\n"));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut table = Table::new("Base clusters", &["set", "texts", "NMI", "purity", "time"])
            .note("k is the number of labels.");
        table.row(vec![
            "banking|77".into(),
            10_003_usize.into(),
            Cell::Score(0.78125),
            Cell::Share(0.7),
            Cell::Seconds(1.5),
        ]);
        table.row(vec!["other".into(), 7_u64.into(), Cell::score(None)]);
        Report {
            title: "Labelled sets".into(),
            command: "kleio eval labelled data".into(),
            date: "2026-01-02".into(),
            cores: 2,
            tables: vec![table],
        }
    }

    #[test]
    fn text_is_aligned() {
        insta::assert_snapshot!(report().text(), @r"
        Labelled sets

        Base clusters
          set          texts    NMI  purity    time
          banking|77  10,003  0.781  70.0 %  1.50 s
          other            7      –       –       –
          k is the number of labels.
        ");
    }

    #[test]
    fn markdown_is_a_section() {
        insta::assert_snapshot!(report().markdown(), @r"
        ## Labelled sets

        `kleio eval labelled data`, 2026-01-02, 2 cores.

        ### Base clusters

        | set | texts | NMI | purity | time |
        | --- | ---: | ---: | ---: | ---: |
        | banking\|77 | 10,003 | 0.781 | 70.0 % | 1.50 s |
        | other | 7 | – | – | – |

        k is the number of labels.
        ");
    }

    #[test]
    fn json_keeps_gaps() {
        let json = serde_json::to_value(report()).unwrap();
        assert_eq!(
            json["tables"][0]["rows"][1],
            serde_json::json!(["other", 7, null, null, null])
        );
    }
}
