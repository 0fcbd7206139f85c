//! Elements of arrays that are whole, broken and cut off.

use std::io::BufReader;

use proptest::prelude::*;

use super::*;

type Found = Vec<(u64, Result<String, Reason>)>;

/// Elements by line, and the end, read in small steps.
fn elements(text: &[u8], limit: usize) -> (Found, Result<(), Break>) {
    let from = BufReader::with_capacity(3, text);
    let mut elements = Elements::new(Box::new(from), limit);
    let mut found = Vec::new();
    while let Some(batch) = elements.next_batch() {
        found.extend((0..batch.len()).map(|i| {
            let piece = batch.piece(i);
            let text = piece
                .bytes
                .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            (piece.line, text)
        }));
    }
    (found, elements.finish().result)
}

fn good(text: &str) -> Vec<String> {
    let (found, _) = elements(text.as_bytes(), 1000);
    found
        .into_iter()
        .filter_map(|(_, text)| text.ok())
        .collect()
}

#[test]
fn whole_arrays_and_values_are_cut_into_elements() {
    let (found, end) = elements(b" [{\"a\":[1,\"}]\\\"\"]},\n\n[2] ,{}]\n", 100);
    assert_eq!(
        found,
        [
            (1, Ok("{\"a\":[1,\"}]\\\"\"]}".into())),
            (3, Ok("[2]".into())),
            (3, Ok("{}".into()))
        ]
    );
    assert!(end.is_ok());
    let (found, end) = elements(b"{\n\"a\": 1\n}\n{}", 100);
    assert_eq!(
        found,
        [(1, Ok("{\n\"a\": 1\n}".into())), (4, Ok("{}".into()))]
    );
    assert!(end.is_ok());
    assert!(elements(b"[]", 10).0.is_empty());
}

#[test]
fn broken_elements_are_lost_alone() {
    for broken in [
        // A closing bracket is missing, there is one too many, a wrong one, a quote is missing.
        "{\"k\": {\"x\": 2}",
        "{\"k\": 2}}",
        "{\"k\": [2}}",
        "{\"k\": \"2}",
        "7",
        "\"text\"",
    ] {
        for (before, between) in [("[\n  ", ",\n  "), ("[\n", ",\n"), ("[", ", ")] {
            let text = format!(
                "{before}{{\"k\": {{\"k\": 1}}}}{between}{broken}{between}{{\"k\": 3}}{between}{{\"k\": 4}}]"
            );
            let good = good(&text);
            let kept = good.iter().filter(|element| {
                ["{\"k\": {\"k\": 1}}", "{\"k\": 3}", "{\"k\": 4}"].contains(&element.as_str())
            });
            let expected = if broken == "{\"k\": \"2}" && between == ", " {
                // Without line ends nobody can tell where the text was meant to end.
                2
            } else {
                3
            };
            assert!(kept.count() >= expected, "{text:?} gave {good:?}");
        }
    }
}

#[test]
fn a_cut_array_keeps_what_came_before() {
    let text = b"[\n {\"k\": 1},\n {\"k\": 2},\n {\"k\": [3";
    let (found, end) = elements(text, 100);
    let kept: Vec<_> = found.iter().filter(|(_, text)| text.is_ok()).collect();
    assert_eq!(kept.len(), 2);
    assert!(matches!(end, Err(Break::Unclosed)));
}

#[test]
fn an_element_over_the_limit_is_passed_over_alone() {
    let text = format!("[{{\"k\":\"{}\"}},\n{{\"k\":2}}]", "x".repeat(200));
    let (found, end) = elements(text.as_bytes(), 100);
    assert_eq!(
        found,
        [(1, Err(Reason::TooLong)), (2, Ok("{\"k\":2}".into()))]
    );
    assert!(end.is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = elements(&text, 50);
    }

    #[test]
    fn anything_like_json_is_read_to_its_end(text in "[\\[\\]{}\",:\\\\ \nak1]{0,120}") {
        let _ = elements(text.as_bytes(), 40);
    }

    #[test]
    fn whole_elements_come_back(values in proptest::collection::vec("[a-z\"\\\\{}\\[\\], \n]{0,20}", 0..8), pretty: bool) {
        let values: Vec<_> = values.into_iter().map(|v| serde_json::json!({"k": [v]})).collect();
        let text = if pretty {
            serde_json::to_string_pretty(&values)
        } else {
            serde_json::to_string(&values)
        }.unwrap();
        let (found, end) = elements(text.as_bytes(), 1000);
        prop_assert!(end.is_ok());
        let read: Vec<serde_json::Value> = found
            .into_iter()
            .map(|(_, text)| serde_json::from_str(&text.unwrap()).unwrap())
            .collect();
        prop_assert_eq!(read, values);
    }
}
