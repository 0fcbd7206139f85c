//! (f) Personal data: what the detectors find of marked texts, and what is left after each stage.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::data::{Marked, Span};
use super::metrics::labels::share;
use super::report::{Cell, Table};
use super::{EvalError, pipeline};
use crate::config::Config;
use crate::conversation::Conversation;
use crate::detect::{self, Finding, Kind, Level};
use crate::facets::Facets;
use crate::outline::Outline;
use crate::progress::Progress;
use crate::read::{self, Input, ReadParams};

/// Evaluates the detectors on texts whose personal data are marked.
#[must_use]
pub fn evaluate(sets: &[Marked]) -> Vec<Table> {
    let mut whole = Table::new(
        "Detectors on marked texts",
        &[
            "set", "texts", "marked", "found", "found as its kind", "findings", "of them on marked",
            "unmarked texts", "of them at level 1 or 2",
        ],
    )
    .note("Counted are marks of the kinds that the detectors look for; a finding is right where it touches any mark.");
    let mut by_type = Table::new(
        "Marks found, by type",
        &["set", "type", "marked", "found", "found as its kind"],
    );
    let mut by_kind = Table::new(
        "Findings that touch a mark, by kind",
        &["set", "kind", "findings", "on marked"],
    );
    for set in sets {
        add_set(&mut whole, &mut by_type, &mut by_kind, set);
    }
    vec![whole, by_type, by_kind]
}

/// Marked, found, found as its kind.
type Recall = [u64; 3];

fn add_set(whole: &mut Table, by_type: &mut Table, by_kind: &mut Table, set: &Marked) {
    let findings: Vec<Vec<Finding>> = set
        .texts
        .par_iter()
        .map(|text| detect::find(text))
        .collect();
    let mut types: BTreeMap<&str, Recall> = BTreeMap::new();
    let mut kinds: BTreeMap<Kind, [u64; 2]> = BTreeMap::new();
    let (mut unmarked, mut alarms) = (0, 0);
    for ((text, spans), findings) in set.texts.iter().zip(&set.spans).zip(&findings) {
        let marks: Vec<(&Span, std::ops::Range<usize>)> =
            spans.iter().map(|span| (span, bytes(text, span))).collect();
        for (span, range) in &marks {
            let Some(expected) = expected(&span.kind) else {
                continue;
            };
            let touching: Vec<&Finding> =
                findings.iter().filter(|f| touch(&f.range, range)).collect();
            let counts = types.entry(&span.kind).or_default();
            counts[0] += 1;
            counts[1] += u64::from(!touching.is_empty());
            counts[2] += u64::from(touching.iter().any(|f| expected.contains(&f.kind)));
        }
        for finding in findings {
            let counts = kinds.entry(finding.kind).or_default();
            counts[0] += 1;
            counts[1] += u64::from(marks.iter().any(|(_, range)| touch(&finding.range, range)));
        }
        if spans.is_empty() {
            unmarked += 1;
            alarms += u64::from(detect::level(findings).is_personal());
        }
    }
    let sum = types.values().fold([0; 3], |sum: Recall, counts| {
        [sum[0] + counts[0], sum[1] + counts[1], sum[2] + counts[2]]
    });
    let made = kinds.values().fold([0; 2], |sum: [u64; 2], counts| {
        [sum[0] + counts[0], sum[1] + counts[1]]
    });
    whole.row(vec![
        set.name.as_str().into(),
        set.texts.len().into(),
        sum[0].into(),
        Cell::share(share(sum[1], sum[0])),
        Cell::share(share(sum[2], sum[0])),
        made[0].into(),
        Cell::share(share(made[1], made[0])),
        Cell::Count(unmarked),
        Cell::share(share(alarms, unmarked)),
    ]);
    for (name, counts) in types {
        by_type.row(vec![
            set.name.as_str().into(),
            name.to_lowercase().replace('_', " ").into(),
            counts[0].into(),
            Cell::share(share(counts[1], counts[0])),
            Cell::share(share(counts[2], counts[0])),
        ]);
    }
    for (kind, counts) in kinds {
        by_kind.row(vec![
            set.name.as_str().into(),
            kind.name().into(),
            counts[0].into(),
            Cell::share(share(counts[1], counts[0])),
        ]);
    }
}

/// Where a mark, given in characters, stands in bytes.
pub(super) fn bytes(text: &str, span: &Span) -> std::ops::Range<usize> {
    let byte = |character: usize| {
        text.char_indices()
            .nth(character)
            .map_or(text.len(), |(byte, _)| byte)
    };
    byte(span.start)..byte(span.end)
}

pub(super) fn touch(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The kinds that a mark of this type may be found as; `None` for types that are not looked for
/// (ages, dates, professions, medicines …).
pub(super) fn expected(mark: &str) -> Option<&'static [Kind]> {
    Some(match mark {
        "EMAIL" => &[Kind::Email],
        "PHONE" => &[Kind::Phone],
        "CREDIT_CARD" => &[Kind::Card],
        "BANK_ACCOUNT" | "BANK_ROUTING_NUMBER" | "SWIFT_BIC_CODE" | "CRYPTOCURRENCY_ADDRESS" => {
            &[Kind::BankAccount]
        }
        "NATIONAL_ID" | "TAX_ID" | "VISA_NUMBER" => &[Kind::NationalId],
        "SECRET" | "AUTHENTICATION_TOKEN" => &[Kind::Secret],
        "IP" | "DEVICE_ID" | "DEVICE_IDENTIFIER" => &[Kind::NetworkAddress],
        "URL" | "USERNAME" | "SOCIAL_MEDIA_HANDLE" => &[Kind::Profile, Kind::Handle],
        "ADDRESS" => &[Kind::Address],
        "DATE_OF_BIRTH" => &[Kind::BirthDate],
        "PERSON" => &[Kind::Person, Kind::GivenName],
        "ORG" => &[Kind::Organisation],
        "LOCATION" | "LOCATION_NAME" => &[Kind::Place],
        "MEDICAL_RECORD_NUMBER"
        | "HEALTH_INSURANCE_ID"
        | "NPI_NUMBER"
        | "COURT_CASE_NUMBER"
        | "BAR_NUMBER"
        | "DOCKET_NUMBER"
        | "EMPLOYEE_ID"
        | "INSURANCE_POLICY_NUMBER"
        | "DEA_NUMBER"
        | "PRESCRIPTION_NUMBER"
        | "LICENSE_PLATE"
        | "VEHICLE_IDENTIFICATION_NUMBER" => &[Kind::RecordNumber],
        _ => return None,
    })
}

/// All messages of every conversation.
#[must_use]
pub fn raw(conversations: &[Conversation]) -> Vec<String> {
    conversations
        .iter()
        .map(|conversation| {
            let messages: Vec<&str> = conversation
                .messages
                .iter()
                .map(|m| m.content.as_str())
                .collect();
            messages.join("\n")
        })
        .collect()
}

/// What is kept of every conversation in words: its act and its terms.
#[must_use]
pub fn summaries(facets: &Facets) -> Vec<String> {
    let requests = &facets.requests;
    requests
        .acts
        .iter()
        .zip(&requests.terms)
        .map(|(act, terms)| {
            let words: Vec<&str> = terms
                .iter()
                .map(|&id| requests.vocabulary.term(id).display.as_str())
                .collect();
            format!("{}: {}", act.key(), words.join(", "))
        })
        .collect()
}

/// Name and description of every cluster of every level.
#[must_use]
pub fn cluster_texts(outline: &Outline) -> Vec<String> {
    let clusters = outline.levels.iter().flatten();
    clusters
        .map(|cluster| format!("{}. {}", cluster.name, cluster.description))
        .collect()
}

/// Runs the pipeline on conversations and adds what each stage leaves of their personal data.
///
/// # Errors
/// When they cannot be read, or the run fails.
pub fn add_run(
    table: &mut Table,
    name: &str,
    inputs: &[Input],
    config: &Config,
    progress: &Progress,
) -> Result<(), EvalError> {
    let outcome = pipeline::run(inputs, config, progress)?;
    let corpus = read::read(inputs, &ReadParams::default().check()?, &Progress::hidden())?;
    add_stage(table, name, "raw", &raw(&corpus.conversations));
    add_stage(table, name, "summaries", &summaries(&outcome.facets));
    add_stage(
        table,
        name,
        "cluster text",
        &cluster_texts(&outcome.outline),
    );
    Ok(())
}

/// The empty table of what is left after each stage.
#[must_use]
pub fn stages() -> Table {
    Table::new(
        "Personal data left after each stage",
        &["set", "stage", "texts", "level 1", "level 2", "level 3", "level 4", "level 5", "1 or 2"],
    )
    .note("By the detectors: 1 identifies a person, 5 is nothing specific. In the paper, by a model: 10 % raw, 1.5 % after summaries, 0 after cluster text.")
}

/// Adds the row of one stage: the share of `texts` at each level.
pub fn add_stage(table: &mut Table, set: &str, stage: &str, texts: &[String]) {
    let levels: Vec<Level> = texts
        .par_iter()
        .map(|text| detect::level(&detect::find(text)))
        .collect();
    let of = |wanted: &dyn Fn(Level) -> bool| {
        let count = levels.iter().filter(|&&level| wanted(level)).count();
        Cell::share(share(count as u64, levels.len() as u64))
    };
    let mut row = vec![set.into(), stage.into(), texts.len().into()];
    row.extend(Level::ALL.map(|wanted| of(&|level| level == wanted)));
    row.push(of(&Level::is_personal));
    table.row(row);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_in_characters() {
        let set = Marked {
            name: "made up".into(),
            texts: vec!["çé maria.quill@mail.example".into(), "Bake bread".into()],
            spans: vec![
                vec![Span {
                    start: 3,
                    end: 27,
                    kind: "EMAIL".into(),
                }],
                Vec::new(),
            ],
            languages: vec![None, None],
            refused: Vec::new(),
        };
        let tables = evaluate(&[set]);
        assert_eq!(
            tables[0].rows[0][2..],
            [
                Cell::Count(1),
                Cell::Share(1.0),
                Cell::Share(1.0),
                Cell::Count(1),
                Cell::Share(1.0),
                Cell::Count(1),
                Cell::Share(0.0),
            ]
        );
    }

    #[test]
    fn stages_are_shares_of_texts() {
        let mut table = stages();
        let texts = ["Bake bread", "Write to maria.quill@mail.example"].map(str::to_owned);
        add_stage(&mut table, "made up", "raw", &texts);
        assert_eq!(table.rows[0][3], Cell::Share(0.5));
        assert_eq!(table.rows[0][7], Cell::Share(0.5));
        assert_eq!(table.rows[0][8], Cell::Share(0.5));
    }
}
