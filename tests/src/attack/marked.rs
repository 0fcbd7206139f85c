//! (g) Detectors in a short form: made-up texts with marked personal data, and what `kleio eval detectors` makes of them.
//!
//! The whole form measures texts of others (`DATA`), beside Presidio's detectors. Here every kind stands in texts of
//! several languages, among texts with nothing in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::desk::Desk;
use crate::programs::{kleio, success};

/// What the detectors made of one type of marks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Marks.
    pub marked: u64,
    /// Share of them that any finding touches.
    pub touched: f64,
    /// Share of them found as what they are.
    pub found: f64,
    /// Share of the findings of that kind that are right.
    pub right: f64,
}

/// Language and text; marks are `[TYPE|text]`.
const TEXTS: [(&str, &str); 36] = [
    (
        "en",
        "Please write to [EMAIL|tilda.marsh88@mail.example] before noon.",
    ),
    (
        "de",
        "Schreib bitte an [EMAIL|j.kestner@post.example], danke.",
    ),
    (
        "fr",
        "Mon adresse est [EMAIL|odile-brun@courrier.example] depuis mars.",
    ),
    ("zh", "请写信到[EMAIL|xiao.lin@mail.example]。"),
    ("en", "Call me at [PHONE|+44 20 7946 0321] or leave a note."),
    ("en", "My number is [PHONE|(555) 318-4402]."),
    ("de", "Mein Handy: [PHONE|0171 9988776]"),
    ("zh", "我的手机是[PHONE|13800138000]。"),
    ("en", "Charge it to [CREDIT_CARD|5555 5555 5555 4444] then."),
    ("es", "La tarjeta es [CREDIT_CARD|4012 8888 8888 1881]."),
    ("en", "card [CREDIT_CARD|3782 822463 10005]"),
    (
        "de",
        "Meine IBAN ist [BANK_ACCOUNT|DE89 3704 0044 0532 0130 00].",
    ),
    (
        "en",
        "IBAN [BANK_ACCOUNT|GB82 WEST 1234 5698 7654 32] is mine.",
    ),
    (
        "fr",
        "IBAN: [BANK_ACCOUNT|FR14 2004 1010 0505 0001 3M02 606]",
    ),
    ("en", "My SSN is [NATIONAL_ID|219-09-9999], do you need it?"),
    ("en", "my passport number is [NATIONAL_ID|K7654321]"),
    ("zh", "身份证号码[NATIONAL_ID|11010519491231002X]"),
    ("en", "The host [IP|203.0.113.77] does not answer."),
    ("de", "Der Server [IP|198.51.100.23] antwortet nicht."),
    (
        "en",
        "I was born on [DATE_OF_BIRTH|7 April 1979] in the north.",
    ),
    ("en", "DOB: [DATE_OF_BIRTH|1991-11-30]"),
    (
        "en",
        "We live at [ADDRESS|48 Harbour Street], second floor.",
    ),
    ("de", "Er wohnt in der [ADDRESS|Birkenstraße 7]."),
    ("fr", "J'habite au [ADDRESS|31 rue de la Gare]."),
    (
        "en",
        "My key is [SECRET|sk-proj-q9W8e7R6t5Y4u3I2o1P0], is it safe?",
    ),
    ("en", "The password is [SECRET|Gr4nite!Tower9]"),
    ("en", "my name is [PERSON|Maria Gonzalez] and I am late"),
    ("en", "[PERSON|Dr. Okonjo] asked me to rest."),
    ("ru", "[PERSON|Анна Петрова] позвонила утром."),
    ("zh", "我叫[PERSON|王小明]。"),
    ("en", "How do I fix a TypeError in Python 3.11.4?"),
    (
        "en",
        "Convert 1,234,567 metres to miles, and 3.14159265358979 to a fraction.",
    ),
    (
        "en",
        "Plan a trip for 2 people, 2025-06-01 to 2025-06-14, 1,500 euros.",
    ),
    ("de", "Wie lange muss ein Brot mit 500 g Mehl backen?"),
    ("fr", "Explique la formule quadratique avec trois exemples."),
    ("es", "Escribe un poema sobre el otoño en cuatro versos."),
];

/// The made-up texts as lines of a file.
#[must_use]
pub fn made_up() -> Vec<Value> {
    TEXTS
        .iter()
        .map(|(language, marked)| {
            let (text, spans) = unmark(marked);
            json!({"text": text, "spans": spans, "lang": language})
        })
        .collect()
}

/// A text without its marks, and where they stand, in characters.
fn unmark(marked: &str) -> (String, Vec<Value>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (mark, behind) = after.split_once(']').expect("a mark ends");
        let (kind, part) = mark.split_once('|').expect("a mark has a type");
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(part);
        spans.push(json!({"start": start, "end": text.chars().count(), "type": kind}));
        rest = behind;
    }
    (text + rest, spans)
}

/// What `kleio eval detectors` makes of files of marked texts, by type.
///
/// # Panics
/// When it fails.
#[must_use]
pub fn measure(desk: &Desk, files: &Path) -> BTreeMap<String, Measured> {
    let report = desk.path("detectors.json");
    let mut eval = kleio();
    eval.args(["eval", "detectors"]).arg(files);
    success(eval.arg("--json").arg(&report));
    let report = fs::read(report).expect("the report is there");
    let report: Value = serde_json::from_slice(&report).expect("the report is JSON");
    let table = &report["tables"][0];
    let columns: Vec<&str> = table["columns"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let at = |name: &str| {
        let place = columns.iter().position(|column| *column == name);
        place.unwrap_or_else(|| panic!("the report has no column {name}"))
    };
    let places = ["type", "marked", "touched", "found as its kind", "right"].map(at);
    let share = |cell: &Value| cell.as_f64().unwrap_or(0.0);
    let rows = table["rows"].as_array().into_iter().flatten();
    rows.map(|row| {
        let [kind, marked, touched, found, right] = places.map(|place| &row[place]);
        let measured = Measured {
            marked: marked.as_u64().unwrap_or(0),
            touched: share(touched),
            found: share(found),
            right: share(right),
        };
        (kind.as_str().unwrap_or_default().to_owned(), measured)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_counted_in_characters() {
        let (text, spans) = unmark("é [A|bü] and [B|c].");
        assert_eq!(text, "é bü and c.");
        let at = |place: usize| (spans[place]["start"].clone(), spans[place]["end"].clone());
        assert_eq!(at(0), (json!(2), json!(4)));
        assert_eq!(at(1), (json!(9), json!(10)));
    }
}
