//! Data with a known truth: JSON lines, plain or under zstd, one file a set.
//!
//! Invariant: an unusable line is left out alone and named by file and line, and nothing of its text
//! is shown.

mod files;
mod lines;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

pub use files::{find, set_name};
pub use lines::{Lines, Refused};

use super::EvalError;

/// Texts with the label that each deserves; lists have one entry a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labelled {
    /// The file's name without its ending.
    pub name: String,
    /// What was written.
    pub texts: Vec<String>,
    /// Labels, as indices into `label_names`.
    pub labels: Vec<u32>,
    /// Names of the labels, in order.
    pub label_names: Vec<String>,
    /// A coarser label each, as indices into `domain_names`; none unless every text has one.
    pub domains: Option<Vec<u32>>,
    /// Names of the domains, in order.
    pub domain_names: Vec<String>,
    /// Language as the file names it.
    pub languages: Vec<Option<String>>,
    /// What translations of the same text have in common.
    pub ids: Vec<Option<String>>,
    /// Lines that were left out.
    pub refused: Vec<Refused>,
}

/// Texts that are safe or unsafe to answer; lists have one entry a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graded {
    /// The file's name without its ending.
    pub name: String,
    /// What was written.
    pub texts: Vec<String>,
    /// Whether it is unsafe by the set's own rules.
    pub is_unsafe: Vec<bool>,
    /// The set's name for the kind of text.
    pub categories: Vec<Option<String>>,
    /// Lines that were left out.
    pub refused: Vec<Refused>,
}

/// Texts in which personal data are marked; lists have one entry a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The file's name without its ending.
    pub name: String,
    /// What was written.
    pub texts: Vec<String>,
    /// What is personal in it.
    pub spans: Vec<Vec<Span>>,
    /// The language it is in, where the line says so.
    pub languages: Vec<Option<String>>,
    /// Lines that were left out.
    pub refused: Vec<Refused>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Span {
    /// First character, counted in code points.
    pub start: usize,
    /// One after the last character.
    pub end: usize,
    /// What it is, in the set's words.
    #[serde(rename = "type")]
    pub kind: String,
}

const LABELLED_FORM: &str = r#"{"text", "label", "domain"?, "lang"?, "id"?}"#;
const GRADED_FORM: &str = r#"{"text", "unsafe": true or false, "category"?}"#;
const MARKED_FORM: &str = r#"{"text", "spans": [{"start", "end", "type"}], "lang"?}"#;

#[derive(Deserialize)]
struct LabelledLine {
    text: String,
    label: String,
    domain: Option<String>,
    lang: Option<String>,
    id: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct GradedLine {
    text: String,
    #[serde(rename = "unsafe")]
    is_unsafe: bool,
    category: Option<String>,
}

#[derive(Deserialize)]
struct MarkedLine {
    text: String,
    spans: Vec<Span>,
    lang: Option<String>,
}

/// Numbers names in alphabetical order.
pub(super) fn number(names: &[String]) -> (Vec<u32>, Vec<String>) {
    let mut order: BTreeMap<&str, u32> = names.iter().map(|name| (name.as_str(), 0)).collect();
    for (index, number) in (0..).zip(order.values_mut()) {
        *number = index;
    }
    (
        names.iter().map(|name| order[name.as_str()]).collect(),
        order.keys().map(|&name| name.to_owned()).collect(),
    )
}

impl Labelled {
    /// Reads a file of labelled texts.
    ///
    /// # Errors
    /// When it cannot be read, or no line of it is a labelled text.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let lines: Lines<LabelledLine> =
            lines::read(path, LABELLED_FORM, |line: &LabelledLine| {
                filled(&line.text)
            })?;
        let names: Vec<String> = lines.good.iter().map(|line| line.label.clone()).collect();
        let (labels, label_names) = number(&names);
        let domains: Option<Vec<String>> =
            lines.good.iter().map(|line| line.domain.clone()).collect();
        let (domains, domain_names) = domains.map_or((None, Vec::new()), |domains| {
            let (domains, names) = number(&domains);
            (Some(domains), names)
        });
        let mut set = Self {
            name: set_name(path),
            labels,
            label_names,
            domains,
            domain_names,
            refused: lines.refused,
            ..Self::default()
        };
        for line in lines.good {
            set.texts.push(line.text);
            set.languages.push(line.lang);
            set.ids.push(line.id.map(|id| id.to_string()));
        }
        Ok(set)
    }

    /// Whether the same texts are there in several languages.
    #[must_use]
    pub fn is_parallel(&self) -> bool {
        let mut languages: Vec<&String> = self.languages.iter().flatten().collect();
        languages.sort_unstable();
        languages.dedup();
        languages.len() > 1 && self.ids.iter().any(Option::is_some)
    }
}

impl Graded {
    /// Reads a file of texts that are safe or unsafe.
    ///
    /// # Errors
    /// When it cannot be read, or no line of it is one.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let lines: Lines<GradedLine> =
            lines::read(path, GRADED_FORM, |line: &GradedLine| filled(&line.text))?;
        let mut set = Self {
            name: set_name(path),
            refused: lines.refused,
            ..Self::default()
        };
        for line in lines.good {
            set.texts.push(line.text);
            set.is_unsafe.push(line.is_unsafe);
            set.categories.push(line.category);
        }
        Ok(set)
    }
}

impl Marked {
    /// Reads a file of texts with personal data marked.
    ///
    /// # Errors
    /// When it cannot be read, or no line of it is one.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let lines: Lines<MarkedLine> = lines::read(path, MARKED_FORM, |line: &MarkedLine| {
            let length = line.text.chars().count();
            let inside = |span: &Span| span.start < span.end && span.end <= length;
            if line.spans.iter().all(inside) {
                Ok(())
            } else {
                Err("A span is empty or ends after the text.".to_owned())
            }
        })?;
        let mut set = Self {
            name: set_name(path),
            refused: lines.refused,
            ..Self::default()
        };
        for line in lines.good {
            set.texts.push(line.text);
            set.spans.push(line.spans);
            set.languages.push(line.lang);
        }
        Ok(set)
    }
}

fn filled(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        Err("Its text is empty.".to_owned())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
