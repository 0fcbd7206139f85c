//! What the whole sample promises.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::{SampleParams, SampleSummary, truth_path};

struct Made {
    corpus: String,
    lines: Vec<(Value, Value)>,
    summary: SampleSummary,
}

fn make(conversations: usize, seed: u64) -> (String, String, SampleSummary) {
    let (mut out, mut truth) = (Vec::new(), Vec::new());
    let sample = SampleParams {
        conversations,
        seed,
    }
    .check()
    .unwrap();
    let summary = sample.write(&mut out, &mut truth).unwrap();
    (
        String::from_utf8(out).unwrap(),
        String::from_utf8(truth).unwrap(),
        summary,
    )
}

static WHOLE: LazyLock<Made> = LazyLock::new(|| {
    let (corpus, truth, summary) = make(20_000, 7);
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let lines = corpus
        .lines()
        .zip(truth.lines())
        .map(|(c, t)| (parse(c), parse(t)))
        .collect();
    Made {
        corpus,
        lines,
        summary,
    }
});

fn count_by<'a>(key: impl Fn(&'a (Value, Value)) -> &'a str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for line in &WHOLE.lines {
        *counts.entry(key(line)).or_insert(0) += 1;
    }
    counts
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

fn week(line: &(Value, Value)) -> usize {
    let time: jiff::Timestamp = text(&line.0, "timestamp").parse().unwrap();
    usize::try_from((time.as_second() - super::calendar::START) / (7 * 86_400)).unwrap()
}

/// Conversations about `topic`, outside the campaign, in each week.
fn weeks_of(topic: &str) -> Vec<usize> {
    let mut weeks = vec![0; 12];
    for line in &WHOLE.lines {
        if text(&line.1, "topic") == topic && line.1["campaign"] == false {
            weeks[week(line)] += 1;
        }
    }
    weeks
}

#[test]
fn same_seed_same_bytes_and_another_seed_others() {
    assert_eq!(make(300, 1), make(300, 1));
    assert_ne!(make(300, 1).0, make(300, 2).0);
}

#[test]
fn small_and_absurd_numbers() {
    assert_eq!(make(1, 0).0.lines().count(), 1);
    for conversations in [0, SampleParams::MOST + 1] {
        let error = SampleParams {
            conversations,
            seed: 0,
        }
        .check()
        .unwrap_err()
        .to_string();
        assert!(error.contains(&conversations.to_string()), "{error}");
    }
}

#[test]
fn the_truth_lies_beside_the_corpus() {
    let names = [
        ("a/sample.jsonl", "a/sample.truth.jsonl"),
        ("x", "x.truth.jsonl"),
    ];
    for (out, truth) in names {
        assert_eq!(truth_path(out.as_ref()), std::path::Path::new(truth));
    }
}

#[test]
fn every_line_has_a_unique_id_and_its_truth() {
    let ids: BTreeSet<&str> = WHOLE
        .lines
        .iter()
        .map(|l| text(&l.0, "conversation_id"))
        .collect();
    assert_eq!(ids.len(), 20_000);
    for (line, truth) in &WHOLE.lines {
        assert_eq!(line["conversation_id"], truth["conversation_id"]);
        let messages = line["messages"].as_array().unwrap();
        assert!((1..=12).contains(&messages.len()));
        for message in messages {
            let content = text(message, "content");
            assert!(!content.trim().is_empty(), "{line}");
            assert!(
                !content.contains("  ") || content.contains('\n'),
                "{content}"
            );
        }
    }
}

#[test]
fn topics_are_skewed_and_none_is_tiny() {
    let everyday: Vec<usize> = {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, truth) in WHOLE.lines.iter().filter(|l| l.1["concerning"] == false) {
            *counts.entry(text(truth, "topic")).or_default() += 1;
        }
        counts.into_values().collect()
    };
    assert_eq!(everyday.len(), 20);
    assert!(everyday.iter().all(|&n| n >= 220), "{everyday:?}");
    assert!(everyday.iter().max().unwrap() > &2_000);
    let concerning = 20_000 - everyday.iter().sum::<usize>();
    assert!((800..=1_200).contains(&concerning), "{concerning}");
    assert_eq!(WHOLE.summary.topics, 26);
}

#[test]
fn every_language_speaks_of_every_topic() {
    let cells: BTreeSet<(&str, &str)> = WHOLE
        .lines
        .iter()
        .map(|l| (text(&l.1, "language"), text(&l.1, "topic")))
        .collect();
    assert_eq!(cells.len(), WHOLE.summary.languages * WHOLE.summary.topics);
    assert!(WHOLE.summary.languages >= 10);
    let english = count_by(|l| text(&l.1, "language"))["en"];
    assert!((10_000..=12_000).contains(&english), "{english}");
}

#[test]
fn first_messages_hardly_ever_repeat() {
    let mut seen = BTreeSet::new();
    let firsts = WHOLE.lines.iter().filter(|l| l.1["campaign"] == false);
    let repeats = firsts
        .filter(|l| !seen.insert(text(&l.0["messages"][0], "content")))
        .count();
    assert!(
        repeats < 100,
        "{repeats} of 20,000 first messages are repeats"
    );
}

#[test]
fn accounts_have_a_long_tail() {
    let counts = count_by(|l| text(&l.0, "account_id"));
    let few = counts.values().filter(|&&n| n <= 3).count();
    assert!(few * 10 > counts.len() * 7, "{few} of {}", counts.len());
    assert!(counts.values().filter(|&&n| n >= 50).count() >= 5);
    assert!(counts.values().all(|&n| n < 200));
}

#[test]
fn topics_grow_shrink_appear_and_peak() {
    let half = |weeks: &[usize]| {
        (
            weeks[..6].iter().sum::<usize>() as f64,
            weeks[6..].iter().sum::<usize>() as f64,
        )
    };
    let (early, late) = half(&weeks_of("travel"));
    assert!(late > 1.7 * early, "travel: {early} then {late}");
    let (early, late) = half(&weeks_of("careers"));
    assert!(early > 1.2 * late, "careers: {early} then {late}");
    let (early, late) = half(&weeks_of("mathematics"));
    assert!(
        late / early < 1.5 && early / late < 1.5,
        "mathematics: {early} then {late}"
    );
    let clips = weeks_of("video_prompts");
    assert!(
        clips[..8].iter().all(|&n| n == 0) && clips[8..].iter().all(|&n| n > 20),
        "{clips:?}"
    );
    let money = weeks_of("finance");
    assert!(
        money[5] > 2 * money[0] && money[5] > 2 * money[11],
        "{money:?}"
    );
}

#[test]
fn the_campaign_is_short_and_wide() {
    let campaign: Vec<_> = WHOLE
        .lines
        .iter()
        .filter(|l| l.1["campaign"] == true)
        .collect();
    assert!((150..=200).contains(&campaign.len()));
    let accounts: BTreeSet<&str> = campaign.iter().map(|l| text(&l.0, "account_id")).collect();
    assert!((50..=70).contains(&accounts.len()), "{}", accounts.len());
    let weeks: BTreeSet<usize> = campaign.iter().map(|l| week(l)).collect();
    assert!(weeks.len() <= 3, "{weeks:?}");
    assert!(campaign.iter().all(|l| {
        l.0["messages"][0]["content"]
            .to_string()
            .contains("KEYWORDS")
    }));
}

#[test]
fn canaries_stand_in_the_corpus_once() {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for word in WHOLE.corpus.split(|c: char| !c.is_alphanumeric()) {
        *words.entry(word).or_default() += 1;
    }
    let mut canaries = BTreeSet::new();
    let mut places = BTreeSet::new();
    for (line, truth) in &WHOLE.lines {
        for planted in truth["planted"].as_array().unwrap() {
            let word = text(planted, "text");
            assert!(
                line.to_string().contains(word),
                "{word} is not where it should be"
            );
            if planted["kind"] == "canary" {
                let own = word.rsplit('-').next().unwrap();
                assert_eq!(words[own], 1, "{word}");
                assert!(canaries.insert(word));
                places.insert(text(planted, "place"));
            }
        }
    }
    assert_eq!(canaries.len(), 200);
    assert_eq!(places.len(), 4, "{places:?}");
    assert!((350..=400).contains(&WHOLE.summary.personal));
}

#[test]
fn the_older_classifier_has_blind_spots_and_false_alarms() {
    let rate = |topic: &str, english: bool| {
        let about = WHOLE.lines.iter().filter(|l| text(&l.1, "topic") == topic);
        let about: Vec<_> = about
            .filter(|l| (text(&l.1, "language") == "en") == english)
            .collect();
        let flagged = about.iter().filter(|l| l.0["flagged"] == true).count();
        flagged as f64 / about.len() as f64
    };
    assert!(rate("weapons", true) > 0.75);
    assert!(rate("weapons", false) < 0.5);
    assert!(rate("scams", true) < 0.1);
    assert!(rate("linux", true) > 0.2);
    assert!(rate("cooking", true) < 0.02);
}
