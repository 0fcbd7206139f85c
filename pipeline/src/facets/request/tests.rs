//! The request facet on small corpora in several languages.

use super::*;
use crate::conversation::{Message, Role as Speaker};

fn conversation(text: &str) -> Conversation {
    Conversation {
        id: String::new(),
        account: None,
        timestamp: None,
        messages: vec![Message {
            role: Speaker::User,
            content: text.to_owned(),
            attachments: Vec::new(),
        }],
        turns: 1,
        ..Conversation::default()
    }
}

/// Conversation `i` belongs to account `i` unless `accounts` says otherwise.
fn requests(texts: &[&str], accounts: &[u32], min_accounts: u32) -> Requests {
    let conversations: Vec<Conversation> = texts.iter().map(|t| conversation(t)).collect();
    let params = RequestParams {
        min_accounts,
        ..RequestParams::default()
    };
    extract(&conversations, accounts, params.check().unwrap(), &|_| {})
}

#[test]
fn a_word_needs_accounts_not_uses() {
    let texts = [
        "fix my parser",
        "another parser",
        "the parser again",
        "a lexer",
        "my lexer",
    ];
    let found = requests(&texts, &[1, 1, 1, 2, 3], 2);
    assert!(found.vocabulary.find("parser").is_none());
    let lexer = found.vocabulary.find("lexer").unwrap();
    assert_eq!(found.vocabulary.term(lexer).accounts, 2);
    assert_eq!(found.terms[3], [lexer]);
    assert!(found.terms[0].is_empty());
}

#[test]
fn phrases_are_found_and_their_words_stay() {
    let texts = [
        "explain machine learning and gardens",
        "what is machine learning",
        "machine learning for cooking",
        "gardens and cooking",
        "cooking with herbs from gardens",
    ];
    let found = requests(&texts, &[0, 1, 2, 3, 4], 3);
    let phrase = found.vocabulary.find("machine learning").unwrap();
    let term = found.vocabulary.term(phrase);
    assert_eq!(
        (term.display.as_str(), term.accounts),
        ("machine learning", 3)
    );
    assert!(found.terms[1].contains(&phrase));
    for part in &term.parts {
        assert!(found.terms[1].contains(part));
    }
}

#[test]
fn the_usual_spelling_is_shown() {
    let texts = [
        "I use sqlite here",
        "my SQLite file",
        "in SQLite please",
        "a recipe",
        "two recipes",
        "recipes!",
    ];
    let found = requests(&texts, &[0, 1, 2, 3, 4, 5], 3);
    let display = |key| {
        found
            .vocabulary
            .term(found.vocabulary.find(key).unwrap())
            .display
            .clone()
    };
    assert_eq!(display("sqlite"), "SQLite");
    assert_eq!(display("recipe"), "recipes");
}

#[test]
fn words_without_spaces_between_them_are_found() {
    let texts = [
        "最近总是失眠怎么办",
        "失眠很痛苦",
        "我失眠了，想做心理咨询",
        "心理咨询有用吗",
        "心理咨询多少钱",
    ];
    let found = requests(&texts, &[0, 1, 2, 3, 4], 3);
    assert!(found.vocabulary.find("失眠").is_some());
    assert!(found.vocabulary.find("心理咨询").is_some());
    assert_eq!(found.acts[1], SpeechAct::Support);
}

#[test]
fn the_order_of_accounts_changes_nothing() {
    let texts = [
        "red wine",
        "wine and cheese",
        "cheese from France",
        "wine from France",
    ];
    let one = requests(&texts, &[0, 1, 2, 3], 2);
    let two = requests(&texts, &[3, 0, 2, 1], 2);
    assert_eq!(one, two);
}

#[test]
fn code_and_links_never_become_terms() {
    let text = "look at https://secret.example/path_x\n```\nlet hidden = 1;\n```\nwhy?";
    let found = requests(&[text, text, text], &[0, 1, 2], 1);
    for word in ["secret", "hidden", "path_x", "https"] {
        assert!(found.vocabulary.find(word).is_none(), "{word}");
    }
}

#[test]
fn parameters_of_zero_are_refused() {
    let params = RequestParams {
        min_accounts: 0,
        ..RequestParams::default()
    };
    assert_eq!(
        params.check(),
        Err(RequestError::Zero("least number of accounts"))
    );
}
