//! Names and descriptions of small corpora, and what must hold of every text.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use kleio_shared::text::{content_words, is_general, is_stop, words};
use proptest::prelude::*;

use super::*;
use crate::conversation::{Conversation, Message, Role};
use crate::facets::request::{RequestParams, extract};

/// Topics: what people write, with places for a thing.
const TOPICS: [(&str, &str, &[&str]); 5] = [
    (
        "English",
        "Fix this error in my {} component in React",
        &["button", "router", "form"],
    ),
    (
        "English",
        "Write a short story about a dragon and {}",
        &["magic", "castles", "knights"],
    ),
    (
        "English",
        "Please write a recipe for {} with chicken and rice",
        &["soup", "salad", "curry"],
    ),
    (
        "Chinese",
        "最近总是失眠，因为{}，很痛苦，怎么办？",
        &["考试", "工作", "分手"],
    ),
    (
        "Spanish",
        "Escribe un poema sobre el mar y {}",
        &["la luna", "el viento", "la noche"],
    ),
];

struct Corpus {
    requests: Requests,
    accounts: Vec<u32>,
    languages: Vec<&'static str>,
    groups: Vec<Vec<u32>>,
}

/// `each` conversations a topic, by `each / per_account` accounts.
fn corpus(each: usize, per_account: usize, min_accounts: u32) -> Corpus {
    let mut conversations = Vec::new();
    let (mut accounts, mut languages, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (topic, (language, text, things)) in TOPICS.iter().enumerate() {
        let mut members = Vec::new();
        for i in 0..each {
            members.push(conversations.len() as u32);
            conversations.push(Conversation {
                id: String::new(),
                account: None,
                timestamp: None,
                messages: vec![Message {
                    role: Role::User,
                    content: text.replace("{}", things[i % things.len()]),
                    attachments: Vec::new(),
                }],
                turns: 1,
                ..Conversation::default()
            });
            accounts.push((topic * each + i / per_account) as u32);
            languages.push(*language);
        }
        groups.push(members);
    }
    let params = RequestParams {
        min_accounts,
        ..RequestParams::default()
    };
    let requests = extract(&conversations, &accounts, params.check().unwrap(), &|_| {});
    Corpus {
        requests,
        accounts,
        languages,
        groups,
    }
}

impl Corpus {
    fn evidence(&self) -> Evidence<'_> {
        Evidence::new(&self.requests, &self.accounts, self.languages.clone())
    }

    fn describe(&self, support: u64) -> Vec<Text> {
        self.describe_by(params(support))
    }

    fn describe_by(&self, params: ValidDescribeParams) -> Vec<Text> {
        let groups: Vec<Group<'_>> = self
            .groups
            .iter()
            .map(|members| Group {
                members,
                ..Group::default()
            })
            .collect();
        params.describe(&self.evidence(), &groups, &[])
    }
}

fn params(word_support: u64) -> ValidDescribeParams {
    DescribeParams {
        word_support,
        cell: Threshold {
            conversations: 5,
            accounts: word_support,
        },
    }
    .check()
    .unwrap()
}

#[test]
fn names_say_what_is_asked_for_and_about_what() {
    let texts = corpus(30, 1, 5).describe(5);
    let names: Vec<&str> = texts.iter().map(|t| t.name.as_str()).collect();
    assert!(names[0].starts_with("Fix React code for "), "{names:?}");
    assert!(
        names[1].starts_with("Write short stories about "),
        "{names:?}"
    );
    assert!(names[1].contains("dragon"), "{names:?}");
    assert!(names[3].contains("失眠"), "{names:?}");
    assert!(names[4].starts_with("Escribir sobre "), "{names:?}");
    assert!(
        texts[3].description.contains("nearly all were in Chinese"),
        "{}",
        texts[3].description
    );
}

#[test]
fn a_conversation_is_told_by_its_act_and_terms_in_its_language() {
    let corpus = corpus(30, 1, 5);
    let phrases = phrases(&corpus.requests, &corpus.languages);
    assert!(
        phrases[0].starts_with("Fix problems with "),
        "{}",
        phrases[0]
    );
    assert!(phrases[0].contains("React"), "{}", phrases[0]);
    assert!(phrases[30].contains("dragon"), "{}", phrases[30]);
    assert!(phrases[90].contains("失眠"), "{}", phrases[90]);
    assert!(
        phrases[120].starts_with("Escribir sobre "),
        "{}",
        phrases[120]
    );
}

#[test]
fn a_conversation_without_terms_is_told_by_its_act() {
    let corpus = corpus(3, 1, 5);
    let phrases = phrases(&corpus.requests, &corpus.languages);
    assert_eq!(phrases[0], "To fix something");
}

#[test]
fn names_are_short_and_unique() {
    let corpus = corpus(30, 1, 5);
    let members: Vec<&[u32]> = corpus
        .groups
        .iter()
        .flat_map(|g| [&g[..], &g[..]])
        .collect();
    let groups: Vec<Group<'_>> = members
        .iter()
        .map(|members| Group {
            members,
            ..Group::default()
        })
        .collect();
    let (told, times) = (AtomicU64::new(0), AtomicU64::new(0));
    let step = |done| {
        told.fetch_add(done, Ordering::Relaxed);
        times.fetch_add(1, Ordering::Relaxed);
    };
    let texts = params(5).describe_watched(&corpus.evidence(), &groups, &[], &step);
    assert_eq!(told.into_inner(), ROUNDS * groups.len() as u64);
    assert!(
        times.into_inner() > groups.len() as u64,
        "it moves meanwhile"
    );
    let names: BTreeSet<String> = texts.iter().map(|t| t.name.to_lowercase()).collect();
    assert_eq!(names.len(), groups.len(), "{names:?}");
    for text in &texts {
        assert!(words(&text.name).len() <= 10, "{}", text.name);
    }
    let more = params(5).describe(&corpus.evidence(), &groups, &texts);
    assert!(
        more.iter()
            .all(|text| !names.contains(&text.name.to_lowercase())),
        "{more:?}"
    );
}

#[test]
fn groups_with_nothing_supported_still_get_different_names() {
    let corpus = corpus(3, 1, 5);
    let texts = corpus.describe(5);
    let names: BTreeSet<&str> = texts.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names.len(), texts.len(), "{names:?}");
    assert!(
        names.iter().all(|n| n.starts_with("Various requests")),
        "{names:?}"
    );
}

#[test]
fn groups_with_no_word_supported_are_named_by_what_is_wanted() {
    let more_than_there_are = DescribeParams {
        word_support: 31,
        cell: Threshold {
            conversations: 5,
            accounts: 5,
        },
    };
    let texts = corpus(30, 1, 5).describe_by(more_than_there_are.check().unwrap());
    assert_eq!(texts[0].name, "Problems with this and that");
    assert_eq!(texts[1].name, "Texts about this and that");
}

#[test]
fn one_busy_account_supports_nothing() {
    let corpus = corpus(30, 30, 1);
    for text in corpus.describe(2) {
        assert!(content_words(&text.name).is_empty(), "{}", text.name);
    }
}

#[test]
fn every_fixed_word_is_general() {
    for phrase in template::all_phrases()
        .into_iter()
        .chain(headings::all_headings())
        .chain(topical::all_headings())
    {
        for word in words(phrase) {
            assert!(
                is_general(&word.folded) || is_stop(&word.folded),
                "{} in {phrase}",
                word.surface
            );
        }
    }
}

#[test]
fn a_support_of_nothing_is_refused() {
    let params = DescribeParams {
        word_support: 0,
        ..DescribeParams::default()
    };
    assert_eq!(params.check(), Err(DescribeError::NoSupport));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_content_word_has_its_support(
        each in 1_usize..40,
        per_account in 1_usize..4,
        support in 1_u64..8,
        mixing in 0_usize..5,
    ) {
        let mut corpus = corpus(each, per_account, 1);
        // A share of every topic goes to the next: no cluster is ever pure.
        for topic in 0..corpus.groups.len() {
            let next = (topic + 1) % corpus.groups.len();
            let strays = mixing.min(corpus.groups[topic].len());
            let moved: Vec<u32> = corpus.groups[topic].drain(..strays).collect();
            corpus.groups[next].extend(moved);
            corpus.groups[next].sort_unstable();
        }
        let evidence = corpus.evidence();
        for (text, members) in corpus.describe(support).iter().zip(&corpus.groups) {
            for shown in [&text.name, &text.description] {
                let content = content_words(shown);
                for (word, accounts) in content.iter().zip(word_accounts(&evidence, members, &content)) {
                    prop_assert!(accounts >= support, "{} has {} accounts in {}", word, accounts, shown);
                }
            }
        }
    }
}
