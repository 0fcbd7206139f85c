//! Language models: whatever their server does, every question is paid once, answers are the same
//! whatever order they arrive in, and a run stops cleanly and goes on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod failures;
mod killed;
mod limits;
mod vectors;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kleio::llm::{Ask, Failure, LlmError, Models, ModelsConfig, Stage};
use kleio_tests::model_server::{Call, ModelServer, Protocol, Say};

/// A variable that holds something in every test; its value is the key.
const KEY_ENV: &str = "CARGO_PKG_NAME";
const KEY: &str = env!("CARGO_PKG_NAME");
/// In every question, and nowhere else.
const CANARY: &str = "canary-in-the-question";

fn config(server: &ModelServer, more: &str) -> ModelsConfig {
    let text = format!(
        "provider = \"openai\"\nmodel = \"m\"\nurl = {:?}\nkey_env = {KEY_ENV:?}\nfirst_pause_seconds = 0.01\n{more}",
        server.url()
    );
    toml::from_str(&text).unwrap()
}

fn open(server: &ModelServer, vault: &Path, more: &str) -> Models {
    Models::open(&config(server, more), vault, 7).unwrap()
}

fn asks(count: usize) -> Vec<Ask> {
    let ask = |number: usize| Ask {
        system: "Double the number.".to_owned(),
        user: format!("{CANARY} {number}"),
        max_tokens: 50,
        owner: None,
    };
    (0..count).map(ask).collect()
}

fn number(call: &Call) -> usize {
    call.user().rsplit(' ').next().unwrap().parse().unwrap()
}

fn double(call: &Call) -> Say {
    Say::text((number(call) * 2).to_string())
}

fn parse(reply: &str) -> Result<usize, String> {
    reply
        .trim()
        .parse()
        .map_err(|_| "It is not a number".to_owned())
}

type Answers = Vec<Result<usize, Failure>>;

fn ask(models: &Models, count: usize) -> Result<Answers, LlmError> {
    models.ask_all(Stage::Facets, &asks(count), &parse, &|_| {})
}

fn doubles(count: usize) -> Answers {
    (0..count).map(|n| Ok(n * 2)).collect()
}

fn vault() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// How often each question was asked for the first time.
fn times(server: &ModelServer) -> BTreeMap<usize, usize> {
    let mut times = BTreeMap::new();
    for call in server.calls().iter().filter(|call| !call.is_repair()) {
        *times.entry(number(call)).or_default() += 1;
    }
    times
}

#[test]
fn both_protocols_are_spoken_as_they_should_be() {
    // The library would take the end of the first name for how long the model should think.
    for (provider, protocol, model) in [
        ("openai", Protocol::OpenAi, "qwen-max"),
        ("anthropic", Protocol::Anthropic, "claude-haiku-4-5"),
    ] {
        let server = ModelServer::with_key(Some(KEY), |call| {
            if call.is_repair() {
                Say::text("4")
            } else {
                Say::text("four")
            }
        });
        let text = format!(
            "provider = {provider:?}\nmodel = {model:?}\nurl = {:?}\nkey_env = {KEY_ENV:?}",
            server.url()
        );
        let config: ModelsConfig = toml::from_str(&text).unwrap();
        let vault = vault();
        let models = Models::open(&config, vault.path(), 7).unwrap();
        let answers = models
            .ask_all(Stage::Describe, &asks(1), &parse, &|_| {})
            .unwrap();
        assert_eq!(answers, [Ok(4)]);
        let calls = server.calls();
        assert_eq!(calls.len(), 2);
        let call = &calls[0];
        assert_eq!(
            (call.protocol, call.system.as_str()),
            (protocol, "Double the number.")
        );
        assert_eq!(call.body["temperature"], 1.0);
        assert_eq!(call.body["max_tokens"], 50);
        assert_eq!(call.body["model"], model);
        assert!(call.body["reasoning_effort"].is_null());
        assert!(!call.body["stream"].as_bool().unwrap_or(false));
        if protocol == Protocol::OpenAi {
            assert_eq!(call.body["seed"], 7);
        }
        let [_, (_, wrong), (_, please)] = &calls[1].messages[..] else {
            panic!("a repair has three messages");
        };
        assert_eq!(wrong, "four");
        assert!(please.contains("It is not a number."), "{please}");
        let report = models.report()[0].1;
        assert_eq!(
            (report.received, report.repairs, report.failed()),
            (2, 1, 0)
        );
        assert!(report.tokens.input > 0 && report.tokens.output == 2);
    }
}

#[test]
fn answers_come_in_the_order_of_the_questions() {
    let server = ModelServer::start(|call| {
        let wait = Duration::from_millis([40, 0, 20, 10][number(call) % 4]);
        Say::After(wait, Box::new(double(call)))
    });
    let vault = vault();
    let models = open(&server, vault.path(), "concurrency = 3");
    let steps = AtomicU64::new(0);
    let step = |n| {
        steps.fetch_add(n, Ordering::SeqCst);
    };
    let answers = models
        .ask_all(Stage::Facets, &asks(24), &parse, &step)
        .unwrap();
    assert_eq!(answers, doubles(24));
    assert_eq!(steps.into_inner(), 24);
    assert_eq!(server.most_at_once(), 3, "as many as allowed, and no more");
}

#[test]
fn the_same_question_is_asked_once() {
    let server = ModelServer::start(double);
    let vault = vault();
    let models = open(&server, vault.path(), "");
    let twice: Vec<Ask> = asks(3).into_iter().chain(asks(3)).collect();
    let answers = models
        .ask_all(Stage::Facets, &twice, &parse, &|_| {})
        .unwrap();
    assert_eq!(answers, [Ok(0), Ok(2), Ok(4), Ok(0), Ok(2), Ok(4)]);
    assert_eq!(ask(&models, 4).unwrap(), doubles(4));
    assert_eq!(server.calls().len(), 4);
    let report = models.report()[0].1;
    assert_eq!((report.asked, report.kept, report.received), (10, 3, 4));
    // Another stage has another temperature, and so another answer.
    let described = models.ask_all(Stage::Describe, &asks(1), &parse, &|_| {});
    assert_eq!(described.unwrap(), doubles(1));
    assert_eq!(server.calls().len(), 5);
}

#[test]
fn passing_troubles_pass() {
    let server = ModelServer::start(|call| match call.number {
        0 => Say::Error(500, "server_error", vec![]),
        1 => Say::Error(529, "overloaded_error", vec![]),
        2 => Say::BreakOff,
        3 => Say::HangUp,
        4 => Say::Raw("{\"choices\": [{\"mess".to_owned()),
        5 => Say::After(Duration::from_secs(3), Box::new(double(call))),
        _ => double(call),
    });
    let vault = vault();
    let models = open(
        &server,
        vault.path(),
        "retries = 6\ntimeout_seconds = 1\nconcurrency = 1",
    );
    assert_eq!(ask(&models, 1).unwrap(), doubles(1));
    assert_eq!(models.report()[0].1.retried, 6);
    assert_eq!(server.calls().len(), 7);
}

#[test]
fn a_server_that_wants_a_pause_has_it_from_all() {
    let server = ModelServer::start(|call| match call.number {
        0 => Say::Error(
            429,
            "rate_limit_exceeded",
            vec![("retry-after", "1".to_owned())],
        ),
        _ => double(call),
    });
    let vault = vault();
    let models = open(&server, vault.path(), "concurrency = 1");
    let start = Instant::now();
    assert_eq!(ask(&models, 3).unwrap(), doubles(3));
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.calls().len(), 4);
}

#[test]
fn a_crowded_server_gets_to_everybody_in_time() {
    let last = Mutex::new(None::<Instant>);
    let server = ModelServer::start(move |call| {
        let mut last = last.lock().unwrap();
        if last.is_some_and(|last| last.elapsed() < Duration::from_millis(15)) {
            let soon = vec![("retry-after-ms", "10".to_owned())];
            return Say::Error(429, "rate_limit_exceeded", soon);
        }
        *last = Some(Instant::now());
        double(call)
    });
    let vault = vault();
    let models = open(&server, vault.path(), "retries = 2\nconcurrency = 8");
    assert_eq!(ask(&models, 24).unwrap(), doubles(24));
}

#[test]
fn a_pause_of_hours_ends_the_run_and_says_when_to_come_back() {
    let server = ModelServer::start(|_| {
        Say::Error(
            429,
            "rate_limit_exceeded",
            vec![("retry-after", "7200".to_owned())],
        )
    });
    let vault = vault();
    let error = ask(&open(&server, vault.path(), ""), 3).unwrap_err();
    assert!(matches!(error, LlmError::Pause { .. }), "{error}");
    assert!(error.to_string().contains("120 minutes"), "{error}");
}

#[test]
fn no_message_holds_a_key_or_what_was_asked_and_no_file_does_either() {
    let wrong_key = ModelServer::with_key(Some("another"), double);
    let errors = [400, 401, 403, 404, 418].map(|status| {
        ModelServer::start(move |call| {
            if number(call) == 0 {
                Say::text(KEY)
            } else {
                Say::Error(status, KEY, vec![])
            }
        })
    });
    let servers = errors.iter().chain([&wrong_key]);
    for (server, provider) in servers.flat_map(|server| [(server, "openai"), (server, "anthropic")])
    {
        let vault = vault();
        let text = format!(
            "provider = {provider:?}\nmodel = \"m\"\nurl = {:?}\nkey_env = {KEY_ENV:?}\nconcurrency = 1",
            server.url()
        );
        let config: ModelsConfig = toml::from_str(&text).unwrap();
        let models = Models::open(&config, vault.path(), 7).unwrap();
        let error = ask(&models, 5).unwrap_err();
        for text in [
            error.to_string(),
            format!("{error:?}"),
            format!("{models:?}"),
            format!("{config:?}"),
        ] {
            assert!(
                !text.contains(&format!("{KEY}\"")) && !text.contains(CANARY),
                "{text}"
            );
        }
        assert!(!error.to_string().contains(KEY), "{error}");
        drop(models);
        for entry in std::fs::read_dir(vault.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(CANARY));
        }
    }
}
