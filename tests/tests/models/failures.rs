//! Answers that do not come or cannot be read: repaired once, counted, and too many stop the run.

use kleio::llm::{Failure, LlmError, Models, ModelsConfig};
use kleio_tests::model_server::{ModelServer, Say};

use super::{ask, double, doubles, number, open, times, vault};

#[test]
fn one_repair_and_then_a_failure_that_is_counted() {
    let server = ModelServer::start(|call| match number(call) {
        1 => Say::text("many"),
        2 => Say::Refuse,
        3 => Say::Cut("12".to_owned()),
        4 if !call.is_repair() => Say::text(""),
        _ => double(call),
    });
    let vault = vault();
    let models = open(&server, vault.path(), "max_failures = 0.1");
    let answers = ask(&models, 30).unwrap();
    let failed = |n: usize| answers[n].clone().unwrap_err();
    assert!(matches!(failed(1), Failure::Malformed { .. }));
    assert_eq!(failed(2), Failure::Refused);
    assert!(matches!(failed(3), Failure::Malformed { reason } if reason.contains("50 tokens")));
    assert_eq!(answers[4], Ok(8));
    assert_eq!(server.calls().len(), 33);
    let report = models.report()[0].1;
    assert_eq!(
        (report.malformed, report.refused, report.repairs),
        (2, 1, 3)
    );
    // What was paid for and cannot be read is not paid for again either.
    drop(models);
    let models = open(&server, vault.path(), "max_failures = 0.1");
    assert_eq!(ask(&models, 30).unwrap(), answers);
    assert_eq!(server.calls().len(), 33);
}

#[test]
fn more_failures_than_allowed_stop_the_run() {
    let server = ModelServer::start(|call| {
        if number(call).is_multiple_of(2) {
            Say::text("?")
        } else {
            double(call)
        }
    });
    let vault = vault();
    let error = ask(&open(&server, vault.path(), "max_failures = 0.1"), 40).unwrap_err();
    assert!(
        matches!(
            error,
            LlmError::TooManyFailures {
                asked: 40,
                allowed: 4,
                ..
            }
        ),
        "{error}"
    );
    let answered = ask(&open(&server, vault.path(), "max_failures = 0.5"), 40).unwrap();
    assert_eq!(answered.iter().filter(|answer| answer.is_err()).count(), 20);
    assert!(
        times(&server).values().all(|n| *n == 1),
        "{:?}",
        times(&server)
    );
}

#[test]
fn what_a_server_does_not_answer_is_asked_again_by_the_next_run() {
    let server = ModelServer::start(|call| match call.number {
        1 => Say::Error(400, "context_length_exceeded", vec![]),
        _ => double(call),
    });
    let vault = vault();
    let answers = ask(&open(&server, vault.path(), "concurrency = 1"), 3).unwrap();
    assert!(
        matches!(&answers[1], Err(Failure::NoAnswer(why)) if why.contains("400") && why.contains("context_length_exceeded"))
    );
    assert_eq!(
        ask(&open(&server, vault.path(), ""), 3).unwrap(),
        doubles(3)
    );
    assert_eq!(server.calls().len(), 4);
}

#[test]
fn a_server_that_answers_nothing_is_not_asked_for_long() {
    let server = ModelServer::start(|_| Say::Error(404, "model_not_found", vec![]));
    let vault = vault();
    let models = open(&server, vault.path(), "max_failures = 1.0\nconcurrency = 2");
    let error = ask(&models, 1_000).unwrap_err();
    assert!(matches!(error, LlmError::Refused { .. }), "{error}");
    assert!(error.to_string().contains("model_not_found"), "{error}");
    assert!(server.calls().len() < 12);
    // Nor one that is not there.
    let url = server.url();
    drop(server);
    let gone: ModelsConfig = toml::from_str(&format!(
        "provider = \"openai\"\nmodel = \"m\"\nurl = {url:?}\nfirst_pause_seconds = 0.001\nmax_failures = 1.0"
    ))
    .unwrap();
    let error = ask(&Models::open(&gone, vault.path(), 7).unwrap(), 100).unwrap_err();
    assert!(error.to_string().contains("No connection"), "{error}");
}
