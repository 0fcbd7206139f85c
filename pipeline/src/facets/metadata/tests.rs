//! What is kept of fields, and what is not.

use super::*;

const THRESHOLD: Threshold = Threshold {
    conversations: 15,
    accounts: 5,
};

/// Conversations by ten accounts in turn, with the field `f` as `value` says.
fn corpus(count: usize, value: impl Fn(usize) -> Option<String>) -> (Vec<Conversation>, Vec<u32>) {
    let conversations = (0..count)
        .map(|i| Conversation {
            metadata: value(i)
                .map(|value| ("f".to_owned(), value))
                .into_iter()
                .collect(),
            ..Conversation::default()
        })
        .collect();
    (conversations, (0..count as u32).map(|i| i % 10).collect())
}

fn answers(count: usize, value: impl Fn(usize) -> Option<String>) -> Option<Answers> {
    let (conversations, accounts) = corpus(count, value);
    Fields::new(&conversations, &accounts, THRESHOLD).answers("f", "f", None)
}

#[test]
fn rare_values_are_other_and_missing_ones_unanswered() {
    let found = answers(100, |i| match i {
        0..40 => Some("small".into()),
        40..80 => Some("large".into()),
        80..90 => Some(format!("rare {i}")),
        _ => None,
    })
    .unwrap();
    assert_eq!(found.kind, ValueKind::Category);
    assert_eq!(found.values, ["large", "small", "other"]);
    assert_eq!(
        (found.cells[0], found.cells[85], found.cells[95]),
        (Some(1), Some(2), None)
    );
}

#[test]
fn a_value_of_few_accounts_is_not_kept() {
    let (conversations, _) = corpus(60, |i| Some(if i < 30 { "common" } else { "mine" }.into()));
    let accounts: Vec<u32> = (0..60).map(|i| if i < 30 { i } else { 99 }).collect();
    let fields = Fields::new(&conversations, &accounts, THRESHOLD);
    assert_eq!(
        fields.answers("f", "f", None).unwrap().values,
        ["common", "other"]
    );
}

#[test]
fn only_the_most_frequent_of_many_values_are_kept() {
    let found = answers(1_000, |i| Some(format!("model {:02}", i / 50))).unwrap();
    assert_eq!(found.values.len(), MOST_VALUES + 1);
    assert_eq!(found.values.last().map(String::as_str), Some(OTHER));
}

#[test]
fn identifiers_and_long_texts_make_no_facet() {
    assert_eq!(answers(200, |i| Some(format!("id-{i}"))), None);
    assert_eq!(answers(200, |_| Some("x".repeat(61))), None);
}

#[test]
fn few_numbers_are_listed_in_order_and_many_are_banded() {
    let few = answers(200, |i| Some((i % 3 * 9).to_string())).unwrap();
    assert_eq!(few.kind, ValueKind::Scale);
    assert_eq!(few.values, ["0", "9", "18"]);
    let many = answers(600, |i| Some(i.to_string())).unwrap();
    assert_eq!(many.kind, ValueKind::Bands);
    assert_eq!(many.values.first().map(String::as_str), Some("under 100"));
}

#[test]
fn fields_that_hardly_any_conversation_has_are_not_named() {
    let (conversations, accounts) = corpus(100, |i| (i < 14).then(|| "x".into()));
    assert!(
        Fields::new(&conversations, &accounts, THRESHOLD)
            .names()
            .is_empty()
    );
    let (conversations, accounts) = corpus(100, |_| Some("x".into()));
    assert_eq!(
        Fields::new(&conversations, &accounts, THRESHOLD).names(),
        ["f"]
    );
}
