//! Every known form, in every kind of file it comes in.

mod beside;

use std::{collections::BTreeSet, io::Write};

use super::{fixtures::*, *};
use crate::conversation::{Attachment, Conversation, Message, Role};

fn read_as(name: &str, bytes: &[u8], params: ReadParams) -> Result<Corpus, ReadError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    fs::write(&file, bytes).unwrap();
    read(
        &[Input::Path(file)],
        &params.check().unwrap(),
        &Progress::hidden(),
    )
}

fn one(json: &str) -> Conversation {
    let corpus = read_bytes("a.jsonl", compact(json).as_bytes()).unwrap();
    assert_eq!(corpus.rejected.total() + corpus.warnings.total(), 0);
    let [conversation] = &corpus.conversations[..] else {
        panic!("one conversation");
    };
    conversation.clone()
}

/// Messages as `role: text [attachments]`.
fn said(conversation: &Conversation) -> Vec<String> {
    let show = |message: &Message| {
        let kinds: Vec<_> = message.attachments.iter().map(|a| a.kind()).collect();
        format!("{:?}: {} {kinds:?}", message.role, message.content)
    };
    conversation.messages.iter().map(show).collect()
}

fn fields(conversation: &Conversation) -> Vec<(&str, &str)> {
    let fields = conversation.metadata.iter();
    fields.map(|(k, v)| (k.as_str(), v.as_str())).collect()
}

fn time(conversation: &Conversation) -> String {
    conversation.timestamp.unwrap().to_string()
}

#[test]
fn our_own_with_pictures_and_tools() {
    let chat = one(KLEIO);
    assert_eq!((&chat.id[..], chat.account.as_deref()), ("k1", Some("a1")));
    assert_eq!(chat.turns, 5);
    assert_eq!(fields(&chat), [("model", "small")]);
    insta::assert_snapshot!(said(&chat).join("\n"), @r#"
    System: Be brief. []
    User: What is on this picture? ["image"]
    Assistant:  ["tool call"]
    Tool: a heron []
    Assistant: A heron. []
    "#);
}

#[test]
fn wildchat() {
    let chat = one(WILDCHAT);
    assert_eq!(chat.id, "cc0d-102001");
    assert_eq!(chat.account.as_deref(), Some("ff12"));
    assert_eq!(time(&chat), "2023-04-09T00:02:53Z");
    assert_eq!(
        fields(&chat),
        [
            ("language", "English"),
            ("model", "gpt-4-0314"),
            ("redacted", "false"),
            ("toxic", "false"),
            ("turn", "1")
        ]
    );
    assert_eq!(chat.messages.len(), 2);
}

#[test]
fn places_are_metadata_only_where_asked_for() {
    let params = ReadParams {
        metadata: BTreeSet::from(["country".to_owned(), "hashed_ip".to_owned()]),
        ..ReadParams::default()
    };
    let corpus = read_as("a.jsonl", compact(WILDCHAT).as_bytes(), params).unwrap();
    let metadata = &corpus.conversations[0].metadata;
    assert_eq!(metadata["country"], "Atlantis");
    assert_eq!(metadata["hashed_ip"], "ff12");
    assert!(!metadata.contains_key("state"));
}

#[test]
fn lmsys() {
    let chat = one(LMSYS);
    assert_eq!(
        (&chat.id[..], &chat.account, chat.timestamp),
        ("33f0", &None, None)
    );
    assert_eq!(chat.metadata["model"], "vicuna-13b");
    assert_eq!(said(&chat)[1], "Assistant: Change its washer. []");
}

#[test]
fn sharegpt() {
    let chat = one(SHAREGPT);
    assert_eq!(chat.id, "QWJh_0");
    insta::assert_snapshot!(said(&chat).join("\n"), @r#"
    System: You have tools. []
    User: What is the weather on Mars? []
    Tool: {"name": "weather"} []
    Tool: dusty []
    Assistant: Dusty. []
    "#);
}

#[test]
fn chatgpt_follows_the_current_branch() {
    let chat = one(CHATGPT);
    assert_eq!(chat.id, "cg1");
    assert_eq!(chat.account.as_deref(), Some("export a~1"));
    assert_eq!(time(&chat), "2024-04-05T19:34:38.5Z");
    assert_eq!(
        fields(&chat),
        [("is_archived", "false"), ("model", "gpt-4o")]
    );
    insta::assert_snapshot!(said(&chat).join("\n"), @r#"
    System: Be short.
    I am a gardener. []
    User: Which plant is this? ["image", "file"]
    Tool: look('leaf') ["tool call"]
    Tool: fern []
    Assistant:  ["thought"]
    Assistant: A fern. []
    "#);
}

#[test]
fn chatgpt_without_a_current_node_ends_with_the_latest_message() {
    let mut json: serde_json::Value = serde_json::from_str(CHATGPT).unwrap();
    json["current_node"] = "gone".into();
    assert_eq!(said(&one(&json.to_string())), said(&one(CHATGPT)));
    // A circle is followed once.
    json["mapping"]["root"]["parent"] = "a2".into();
    assert_eq!(said(&one(&json.to_string())), said(&one(CHATGPT)));
    json["current_node"] = "a-old".into();
    let other = said(&one(&json.to_string()));
    assert!(other.last().unwrap().contains("thrown away"));
}

#[test]
fn claude_follows_the_branch_of_the_last_message() {
    let chat = one(CLAUDE);
    assert_eq!(
        (&chat.id[..], chat.account.as_deref()),
        ("cl1", Some("acc-9"))
    );
    assert_eq!(time(&chat), "2025-01-05T08:00:00.123456Z");
    assert_eq!(fields(&chat), []);
    insta::assert_snapshot!(said(&chat).join("\n"), @r#"
    User: Sum up this file. ["file", "image"]
    Assistant: It is short. ["thought", "tool call", "tool result"]
    "#);
    let mut json: serde_json::Value = serde_json::from_str(CLAUDE).unwrap();
    json["current_leaf_message_uuid"] = "m2".into();
    assert!(said(&one(&json.to_string()))[1].contains("another branch"));
}

#[test]
fn openassistant_follows_the_best_replies() {
    let chat = one(OPENASSISTANT);
    assert_eq!(
        (&chat.id[..], chat.account.as_deref()),
        ("oa1", Some("u-7"))
    );
    assert_eq!(time(&chat), "2023-02-05T14:23:50.983374Z");
    assert_eq!(chat.metadata["lang"], "en");
    let words: Vec<_> = chat.messages.iter().map(|m| m.content.as_str()).collect();
    assert_eq!(
        words,
        [
            "Why is the sky blue?",
            "Blue light is scattered most.",
            "Thanks!"
        ]
    );
}

#[test]
fn transcripts_in_json_and_as_plain_text() {
    let chat = one(TRANSCRIPT);
    assert_eq!((&chat.id[..], chat.turns), ("a:1", 4));
    let text = "Human: Do cats swim?\n\nAssistant: Some do.\n\nHuman: Which?\n\nAssistant: Turkish Vans.\n\n-----\n\nHuman: And dogs?\n";
    let corpus = read_bytes("talk.txt", text.as_bytes()).unwrap();
    assert_eq!(ids(&corpus), ["talk:1", "talk:11"]);
    assert_eq!(corpus.conversations[0].messages, chat.messages);
}

#[test]
fn every_form_is_read_alike_from_lines_arrays_and_packed() {
    let lines: String = JSON.iter().map(|(_, json)| compact(json) + "\n").collect();
    let whole: Vec<&str> = JSON.iter().map(|(_, json)| *json).collect();
    let expected = read_bytes("a.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(expected.conversations.len(), JSON.len());
    let array = format!("[\n{}\n]\n", whole.join(",\n"));
    let compact_array = format!("[{}]", lines.trim_end().replace('\n', ","));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(array.as_bytes()).unwrap();
    for (name, bytes) in [
        ("array", array.clone().into_bytes()),
        ("compact array", compact_array.into_bytes()),
        ("values", whole.join("\n").into_bytes()),
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd::encode_all(array.as_bytes(), 3).unwrap()),
    ] {
        let mut corpus = read_bytes("a.json", &bytes).unwrap();
        for (number, conversation) in (1..).zip(&mut corpus.conversations) {
            let place = conversation.place.as_mut().unwrap();
            assert_eq!(
                (place.source, place.unit, place.number),
                (0, Unit::Record, number)
            );
            // All else is as it is read from lines.
            place.unit = Unit::Line;
        }
        assert_eq!(corpus.conversations, expected.conversations, "{name}");
        assert!(corpus.incomplete.is_empty(), "{name}");
    }
    assert_eq!(expected.beside.system_messages, 3);
    assert_eq!(expected.beside.tool_messages, 5);
    assert_eq!(expected.beside.attachments[&Attachment::Image], 3);
    let words = expected.beside.in_words().join(", ");
    assert!(
        words.starts_with("3 system prompts, 5 tool messages, 3 images"),
        "{words}"
    );
}

#[test]
fn each_form_can_be_named_and_others_are_then_refused() {
    for &(format, json) in JSON {
        let read = |format| {
            let params = ReadParams {
                format: Some(format),
                ..ReadParams::default()
            };
            read_as("a.jsonl", compact(json).as_bytes(), params)
        };
        assert_eq!(
            read(format).unwrap().conversations[0],
            one(json),
            "{format}"
        );
        let other = if format == Format::Claude {
            Format::ChatGpt
        } else {
            Format::Claude
        };
        let error = read(other).unwrap_err().to_string();
        assert!(error.contains("--format"), "{error}");
    }
}

#[test]
fn a_broken_element_is_lost_alone_and_named_by_record_and_line() {
    let good = |id: &str| line(id, "hello").trim_end().to_owned();
    let array = format!(
        "[\n{},\n{{\"conversation_id\": secret-text}},\n{},\n{{\"messages\": [{{\"a\": 1}},\n{}\n]",
        good("a"),
        good("b"),
        good("c")
    );
    let corpus = read_bytes("chats.json", array.as_bytes()).unwrap();
    assert_eq!(ids(&corpus), ["a", "b", "c"]);
    assert_eq!(corpus.rejected.count(Reason::BrokenJson), 2);
    let shown = corpus.rejected.to_string();
    assert!(shown.contains("chats.json record 2 (line 3)"), "{shown}");
    assert!(shown.contains("record 4 (line 5)"), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
    assert!(corpus.incomplete.is_empty());
}

#[test]
fn a_cut_array_keeps_what_came_before_and_says_so() {
    let element = line("a", "hello");
    let cut = format!("[\n{element},\n{}", &line("b", "hello")[..40]);
    let corpus = read_bytes("chats.json", cut.as_bytes()).unwrap();
    assert_eq!(ids(&corpus), ["a"]);
    let [problem] = &corpus.incomplete[..] else {
        panic!("one problem: {:?}", corpus.incomplete);
    };
    assert_eq!(
        problem.to_string().split("chats.json ").nth(1),
        Some(
            "is cut off: its JSON is never closed. The 1 record before that are kept; get the file again for the rest."
        )
    );
}

#[test]
fn a_sample_is_drawn_and_the_fingerprint_knows() {
    let lines: String = (0..200).map(|i| line(&i.to_string(), "hello")).collect();
    let sample = |size: usize, by, seed| ReadParams {
        sample: Some(Sample {
            size: size.try_into().unwrap(),
            by,
            seed,
        }),
        ..ReadParams::default()
    };
    let read = |params| read_as("a.jsonl", lines.as_bytes(), params).unwrap();
    let all = read(ReadParams::default());
    assert_eq!((all.population, all.conversations.len()), (200, 200));
    let by = SampleBy::Conversation;
    let drawn = read(sample(20, by, 1));
    assert_eq!((drawn.population, drawn.conversations.len()), (200, 20));
    assert_eq!(drawn.conversations, read(sample(20, by, 1)).conversations);
    let fingerprints = BTreeSet::from([
        all.fingerprint,
        drawn.fingerprint.clone(),
        read(sample(21, by, 1)).fingerprint,
        read(sample(20, by, 2)).fingerprint,
        read(sample(20, SampleBy::Account, 1)).fingerprint,
    ]);
    assert_eq!(fingerprints.len(), 5);
    assert_eq!(drawn.fingerprint, read(sample(20, by, 1)).fingerprint);
    let numbers: Vec<u32> = drawn
        .conversations
        .iter()
        .map(|c| c.id.parse().unwrap())
        .collect();
    assert!(numbers.is_sorted());
}

#[test]
fn roles_of_hidden_messages_are_not_the_persons() {
    let chat = one(CHATGPT);
    assert_eq!(
        chat.user_texts().collect::<Vec<_>>(),
        ["Which plant is this?"]
    );
    assert!(
        chat.messages
            .iter()
            .all(|m| m.role != Role::User || !m.content.contains("gardener"))
    );
}

proptest::proptest! {
    /// Whatever a file holds, reading it ends with a corpus or an error.
    #[test]
    fn no_file_makes_reading_panic(
        head in proptest::sample::select(vec!["", "[", "{", "PAR1", "Human: ", "\u{1f}\u{8b}", "{\"messages\":[", "[{\"mapping\":{"]),
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
    ) {
        let whole = [head.as_bytes(), &bytes].concat();
        let _ = read_bytes("a.json", &whole);
    }

    /// A fixture that is damaged anywhere.
    #[test]
    fn no_damage_makes_reading_panic(
        which in 0..JSON.len(),
        place in proptest::prelude::any::<proptest::sample::Index>(),
        byte in proptest::prelude::any::<u8>(),
        cut in proptest::prelude::any::<bool>(),
    ) {
        let mut bytes = format!("[{0},\n{0}]", JSON[which].1).into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if cut {
            bytes.truncate(place);
        }
        let _ = read_bytes("a.json", &bytes);
    }
}
