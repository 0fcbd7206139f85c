//! What is spoiled: good inputs of every form, configurations, and releases of every kind.

use std::fs;

use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, VECTORS_FILE};

use super::{Good, Part, api, vectors};
use crate::attack::desk::{Desk, Ran};
use crate::programs::{kleio, outcome};

pub(super) fn seeds(part: Part) -> Vec<Good> {
    let desk = Desk::new();
    match part {
        Part::Readers => readers(&desk),
        Part::Configuration => CONFIGURATIONS
            .iter()
            .map(|text| vec![text.as_bytes().to_vec()])
            .collect(),
        Part::Loader => releases(&desk),
        Part::Vectors => releases(&desk)
            .into_iter()
            .filter(|good| vectors(good).is_some())
            .collect(),
        Part::Api => api::requests(&release(&desk)),
    }
}

/// Releases of every kind: a first one, one that follows two others of its vault, one under differential privacy, and
/// one without vectors.
///
/// # Panics
/// When one of them is not let in as it is: spoiling it would show nothing.
fn releases(desk: &Desk) -> Vec<Good> {
    let first = release(desk);
    let all = vec![
        without_vectors(&first),
        first,
        third(desk),
        with_noise(desk),
    ];
    for good in &all {
        match kleio_verify::verify(&good[0], &good[1], vectors(good)) {
            Ok((_, report)) => assert!(report.is_sound(), "a good release is refused: {report}"),
            Err(error) => panic!("a good release is refused: {error}"),
        }
    }
    all
}

/// The files of a small release: manifest, clusters, vectors.
fn release(desk: &Desk) -> Good {
    let input = desk.write_lines("sample.jsonl", &desk.background(400, 3));
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    files(&desk.run(&[&input], &config, "out"))
}

/// The third release of one vault, to which conversations were added twice.
fn third(desk: &Desk) -> Good {
    let lines = desk.background(560, 5);
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let release = |count: usize| {
        let input = desk.write_lines("growing.jsonl", &lines[..count]);
        files(&desk.run(&[&input], &config, "growing"))
    };
    release(400);
    release(480);
    release(560)
}

/// A release with noise, and so with a ledger of what it cost.
fn with_noise(desk: &Desk) -> Good {
    let input = desk.write_lines("noisy.jsonl", &desk.background(1_500, 6));
    let config = desk.write(
        "noisy.toml",
        "embedder = \"lexical\"\n\n[cluster]\nsize = 500\n",
    );
    let out = desk.path("noisy");
    let mut run = kleio();
    run.arg("run").arg(&input).arg("--config").arg(&config);
    run.args(["--dp-epsilon", "40", "--dp-delta", "0.00001", "--out"]);
    files(&Ran {
        outcome: outcome(run.arg(&out)),
        release: out.join("release"),
    })
}

/// What a run released.
fn files(ran: &Ran) -> Good {
    let said = &ran.outcome;
    let file = |name: &str| fs::read(ran.release.join(name)).ok();
    let needed = |name: &str| file(name).unwrap_or_else(|| panic!("no {name}: {said:#?}"));
    let mut good = vec![needed(MANIFEST_FILE), needed(CLUSTERS_FILE)];
    good.extend(file(VECTORS_FILE));
    good
}

/// A release as it is without its vectors. Changed as text, because a release has one form in which it is written.
///
/// # Panics
/// When the manifest is not written as it was when this was.
fn without_vectors(good: &Good) -> Good {
    let text = String::from_utf8_lossy(&good[0]).into_owned();
    let summary = between(&text, "\"vectors\": {", "}").replacen("\"vectors\": ", "", 1);
    let named = format!("\"path\": \"{VECTORS_FILE}\"");
    let file = between(&text, &named, "}");
    // Vectors are the last file, behind a comma.
    let at = text.find(&file).expect("it was just found");
    let from = text[..at].rfind(',').expect("another file is before it");
    let whole = &text[from..at + file.len()];
    let text = text.replacen(whole, "", 1).replacen(&summary, "null", 1);
    vec![text.into_bytes(), good[1].clone()]
}

/// The part of `text` from the first `start` to the first `end` behind it.
fn between(text: &str, start: &str, end: &str) -> String {
    let from = text.find(start).expect("the manifest has this part");
    let to = text[from..].find(end).expect("the part has an end");
    text[from..from + to + end.len()].to_owned()
}

/// Inputs of every form; a few packed, and one in Parquet.
fn readers(desk: &Desk) -> Vec<Good> {
    let ours = desk.write_lines("sample.jsonl", &desk.background(12, 3));
    let ours = fs::read(ours).expect("it was just written");
    let mut all: Vec<Vec<u8>> = FORMS.iter().map(|text| text.as_bytes().to_vec()).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &ours).expect("memory takes it");
    all.push(gzip.finish().expect("memory takes it"));
    all.push(zstd::encode_all(&ours[..], 1).expect("memory takes it"));
    all.push(ours);
    all.extend(parquet(desk));
    all.into_iter().map(|bytes| vec![bytes]).collect()
}

/// Tables as the vault keeps them: not conversations, but Parquet all the same.
fn parquet(desk: &Desk) -> Vec<Vec<u8>> {
    let input = desk.write_lines("small.jsonl", &desk.background(300, 4));
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let ran = desk.run(&[&input], &config, "small");
    let vault = ran.release.with_file_name("vault");
    crate::corpus::files(&vault)
        .into_iter()
        .filter(|(name, _)| name.extension().is_some_and(|end| end == "parquet"))
        .map(|(_, bytes)| bytes)
        .filter(|bytes| bytes.len() < 200_000)
        .take(3)
        .collect()
}

const FORMS: [&str; 8] = [
    r#"{"conversation_hash":"h1","model":"m","timestamp":"2024-01-02T03:04:05Z","conversation":[{"role":"user","content":"Bake bread","language":"English","country":"X","hashed_ip":"i","toxic":false,"turn_identifier":1},{"role":"assistant","content":"Yes."}],"turn":1,"language":"English","openai_moderation":[{"flagged":false}],"hashed_ip":"i","header":{"a":"b"}}
"#,
    r#"{"conversation_id":"c1","model":"m","conversation":[{"role":"user","content":"Bake bread"},{"role":"assistant","content":"Yes."}],"turn":1,"language":"English","redacted":false}
"#,
    r#"[{"id":"s1","conversations":[{"from":"human","value":"Bake bread"},{"from":"gpt","value":"Yes."}]},{"id":"s2","conversations":[{"from":"human","value":"And cake"},{"from":"gpt","value":"No."}]}]"#,
    r#"[{"title":"t","create_time":1700000000.5,"mapping":{"a":{"id":"a","message":null,"parent":null,"children":["b"]},"b":{"id":"b","message":{"id":"b","author":{"role":"user"},"create_time":1700000001.0,"content":{"content_type":"text","parts":["Bake bread"]}},"parent":"a","children":["c"]},"c":{"id":"c","message":{"id":"c","author":{"role":"assistant"},"content":{"content_type":"text","parts":["Yes."]}},"parent":"b","children":[]}},"current_node":"c","conversation_id":"x"}]"#,
    r#"[{"uuid":"u","name":"n","created_at":"2024-01-02T03:04:05Z","account":{"uuid":"a"},"chat_messages":[{"uuid":"1","text":"Bake bread","sender":"human","created_at":"2024-01-02T03:04:05Z","attachments":[],"files":[]},{"uuid":"2","text":"Yes.","sender":"assistant","content":[{"type":"text","text":"Yes."}]}]}]"#,
    r#"{"message_tree_id":"t1","tree_state":"ready","prompt":{"message_id":"m1","user_id":"u1","created_date":"2024-01-02T03:04:05Z","text":"Bake bread","role":"prompter","lang":"en","replies":[{"message_id":"m2","text":"Yes.","role":"assistant","rank":0,"replies":[{"message_id":"m3","text":"How?","role":"prompter","replies":[]}]}]}}
"#,
    "Human: Bake bread\n\nAssistant: Yes.\n\nHuman: How?\n\nAssistant: Slowly.\n---\nHuman: And cake\n\nAssistant: No.\n",
    r#"{"conversation_id":"k1","account_id":"a","timestamp":"2026-03-02T10:15:00Z","model":"m","score":3.5,"tags":["x"],"meta":{"a":{"b":1}},"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:x"}}]},{"role":"assistant","content":"Yes.","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"r"}]}
"#,
];

const CONFIGURATIONS: [&str; 3] = [
    "title = \"T\"\nprofile = \"analyst\"\nseed = 1\nembedder = \"lexical\"\nleave_out = [\"turns\"]\n\n[thresholds]\ncluster = { conversations = 30, accounts = 12 }\ncell = { conversations = 20, accounts = 6 }\n\n[cluster]\nsize = 80\nunassigned = 0.1\n",
    "[screen]\nquestion = \"Is it about an election?\"\nterms = [\"vote\", \"ballot\"]\nexamples = [\"How do I vote?\"]\n\n[[facets]]\nname = \"channel\"\nfield = \"channel\"\n\n[[facets]]\nname = \"subject\"\nquestion = \"What is it about?\"\nvalues = [\"food\", \"other\"]\n",
    "[models]\nprovider = \"openai\"\nurl = \"http://localhost:1/v1\"\nmodel = \"m\"\nconcurrency = 2\nbudget = { dollars = 2.5, tokens = 1000 }\nmax_failures = 0.5\ntemperature = 0.2\nrequests_per_minute = 50\n\n[models.describe]\nmodel = \"n\"\neffort = \"low\"\n\n[models.screen]\nmodel = \"builtin\"\n",
];
