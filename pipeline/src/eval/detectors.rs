//! (g) of the attack suite: the detectors of personal data by type and by language, beside Presidio's.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::data::{Marked, Span};
use super::metrics::labels::share;
use super::personal::{bytes, expected, touch};
use super::presidio;
use super::report::{Cell, Table};
use crate::detect::{self, Finding, Kind};
use crate::progress::Progress;

/// What one detector made of the marks of one type: marked, touched, found as its kind; findings of that
/// kind, of them on a mark of the type, of them on any mark.
type Counts = [u64; 6];

/// Recall and precision of our detectors and, where `python` has it, of Presidio with the spaCy model in
/// a directory, on the same rows.
#[must_use]
pub fn evaluate(
    sets: &[Marked],
    python: Option<&Path>,
    model: Option<&Path>,
    progress: &Progress,
) -> Vec<Table> {
    let head = [
        "marked",
        "touched",
        "found as its kind",
        "findings",
        "right",
        "on any mark",
        "Presidio: touched",
        "found as its kind",
        "findings",
        "right",
        "on any mark",
    ];
    let columns = |first: [&'static str; 2]| [&first[..], &head[..]].concat();
    let mut by_type = Table::new("Detectors by type", &columns(["set", "type"])).note(
        "Touched: the share of marks that any finding touches. Found: by a finding of that kind. Right: the share of findings of that kind that touch a mark of that type. Presidio's street addresses are its locations.",
    );
    let mut by_language = Table::new("Detectors by language", &columns(["set", "language"]))
        .note("Over all types that are looked for; languages with at least 50 marks.");
    let mut names = Vec::new();
    for set in sets {
        let ours: Vec<Vec<Finding>> = set
            .texts
            .par_iter()
            .map(|text| detect::find(text))
            .collect();
        let theirs = python.and_then(|python| match presidio::find(python, model, &set.texts) {
            Ok(found) => Some(found),
            Err(why) => {
                progress.say(&format!("{} is not compared: {why}", set.name));
                None
            }
        });
        let theirs = theirs.map(|found| {
            names.push(found.name);
            found.findings
        });
        let rows = |of: &dyn Fn(usize, &str) -> Option<String>| {
            let ours = count(set, &ours, of);
            let theirs = theirs.as_ref().map(|theirs| count(set, theirs, of));
            (ours, theirs)
        };
        let (ours_by, theirs_by) = rows(&|_, kind| Some(kind.to_lowercase().replace('_', " ")));
        add(&mut by_type, &set.name, &ours_by, theirs_by.as_ref(), 1);
        let (ours_by, theirs_by) = rows(&|text, _| set.languages[text].clone());
        add(
            &mut by_language,
            &set.name,
            &ours_by,
            theirs_by.as_ref(),
            50,
        );
    }
    names.dedup();
    if !names.is_empty() {
        by_type.note.push_str(&format!(
            " Beside them: {}, in English, its default recognisers and threshold, organisations switched on.",
            names.join("; ")
        ));
    }
    vec![by_type, by_language]
}

fn add(
    table: &mut Table,
    set: &str,
    ours: &BTreeMap<String, Counts>,
    theirs: Option<&BTreeMap<String, Counts>>,
    least: u64,
) {
    let shares = |counts: Option<&Counts>| {
        counts.map_or_else(
            || vec![Cell::Missing; 5],
            |counts| {
                vec![
                    Cell::share(share(counts[1], counts[0])),
                    Cell::share(share(counts[2], counts[0])),
                    Cell::Count(counts[3]),
                    Cell::share(share(counts[4], counts[3])),
                    Cell::share(share(counts[5], counts[3])),
                ]
            },
        )
    };
    for (group, counts) in ours.iter().filter(|(_, counts)| counts[0] >= least) {
        let mut row = vec![set.into(), group.as_str().into(), Cell::Count(counts[0])];
        row.extend(shares(Some(counts)));
        row.extend(shares(theirs.and_then(|theirs| theirs.get(group))));
        table.row(row);
    }
}

/// Counts by the group that `of` gives for a text and a mark's type; findings count for every type of
/// their kind in the set.
fn count(
    set: &Marked,
    findings: &[Vec<Finding>],
    of: &dyn Fn(usize, &str) -> Option<String>,
) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut types: Vec<&str> = set
        .spans
        .iter()
        .flatten()
        .map(|span| span.kind.as_str())
        .collect();
    types.sort_unstable();
    types.dedup();
    let types: Vec<(&str, Vec<Kind>)> = types
        .into_iter()
        .filter_map(|kind| Some((kind, accepted(kind)?)))
        .collect();
    for (index, ((text, spans), findings)) in
        set.texts.iter().zip(&set.spans).zip(findings).enumerate()
    {
        let marks: Vec<(&Span, Range<usize>)> =
            spans.iter().map(|span| (span, bytes(text, span))).collect();
        for (span, range) in &marks {
            let (Some(kinds), Some(group)) = (accepted(&span.kind), of(index, &span.kind)) else {
                continue;
            };
            let touching: Vec<&Finding> =
                findings.iter().filter(|f| touch(&f.range, range)).collect();
            let counts = counts.entry(group).or_default();
            counts[0] += 1;
            counts[1] += u64::from(!touching.is_empty());
            counts[2] += u64::from(touching.iter().any(|f| kinds.contains(&f.kind)));
        }
        for finding in findings {
            let mut groups: BTreeMap<String, bool> = BTreeMap::new();
            for (kind, kinds) in types
                .iter()
                .filter(|(_, kinds)| kinds.contains(&finding.kind))
            {
                let Some(group) = of(index, kind) else {
                    continue;
                };
                let right = marks.iter().any(|(span, range)| {
                    kinds_of(&span.kind, kinds) && touch(&finding.range, range)
                });
                *groups.entry(group).or_default() |= right;
            }
            let any = marks.iter().any(|(_, range)| touch(&finding.range, range));
            for (group, right) in groups {
                let counts = counts.entry(group).or_default();
                counts[3] += 1;
                counts[4] += u64::from(right);
                counts[5] += u64::from(any);
            }
        }
    }
    counts
}

/// Whether a mark of type `mark` may be found as one of `kinds`.
fn kinds_of(mark: &str, kinds: &[Kind]) -> bool {
    expected(mark).is_some_and(|of| of.iter().any(|kind| kinds.contains(kind)))
}

/// The kinds that count for a mark of this type. A place within an address counts for it.
fn accepted(mark: &str) -> Option<Vec<Kind>> {
    let mut kinds = expected(mark)?.to_vec();
    if mark == "ADDRESS" {
        kinds.push(Kind::Place);
    }
    Some(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recall_and_precision_are_counted_by_type_and_by_language() {
        let mark = |start, end, kind: &str| Span {
            start,
            end,
            kind: kind.into(),
        };
        let set = Marked {
            name: "made up".into(),
            texts: vec![
                "Write to maria.quill@mail.example".into(),
                "Ask Maria Gonzalez and Odette".into(),
            ],
            spans: vec![
                vec![mark(9, 33, "EMAIL")],
                vec![mark(4, 18, "PERSON"), mark(23, 29, "ORG")],
            ],
            languages: vec![Some("en".into()), Some("fr".into())],
            refused: Vec::new(),
        };
        let found: Vec<Vec<Finding>> = set.texts.iter().map(|text| detect::find(text)).collect();
        let by_type = count(&set, &found, &|_, kind| Some(kind.to_owned()));
        assert_eq!(by_type["EMAIL"], [1, 1, 1, 1, 1, 1]);
        // Odette is a given name, marked as an organisation: found, but not as its kind.
        assert_eq!(by_type["PERSON"], [1, 1, 1, 2, 1, 2]);
        assert_eq!(by_type["ORG"], [1, 1, 0, 0, 0, 0]);
        let by_language = count(&set, &found, &|text, _| set.languages[text].clone());
        assert_eq!(by_language["fr"][..2], [2, 2]);
        let tables = evaluate(&[set], None, None, &Progress::hidden());
        assert_eq!(tables[0].rows.len(), 3);
        assert_eq!(tables[0].rows[0][8], Cell::Missing);
    }
}
