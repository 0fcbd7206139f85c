//! Budgets of tokens and dollars, and calls a minute.

use std::time::{Duration, Instant};

use kleio::llm::{LlmError, Models, ModelsConfig};
use kleio_tests::model_server::ModelServer;

use super::{ask, double, doubles, open, times, vault};

#[test]
fn a_budget_stops_the_run_which_goes_on_once_it_is_raised() {
    let server = ModelServer::start(double);
    let vault = vault();
    // A question is about 30 tokens by estimate with 50 of its answer, and 5 in fact.
    let budget = |tokens: u64| format!("budget = {{ tokens = {tokens} }}");
    let error = ask(&open(&server, vault.path(), &budget(200)), 60).unwrap_err();
    assert!(matches!(error, LlmError::Budget { .. }), "{error}");
    assert!(error.to_string().contains("Raise budget"), "{error}");
    let paid = server.calls().len();
    assert!((5..60).contains(&paid), "{paid}");
    // The same budget is used up in this vault, whoever asks.
    ask(&open(&server, vault.path(), &budget(200)), 60).unwrap_err();
    assert!(server.calls().len() <= paid + 1);
    assert_eq!(
        ask(&open(&server, vault.path(), &budget(2_000)), 60).unwrap(),
        doubles(60)
    );
    assert!(times(&server).values().all(|n| *n == 1));
}

#[test]
fn a_budget_in_dollars_needs_prices() {
    let server = ModelServer::start(double);
    let vault = vault();
    let prices = vault.path().join("prices.toml");
    std::fs::write(
        &prices,
        "[openai]\nm = { input = 1_000.0, output = 1_000.0 }\n",
    )
    .unwrap();
    let priced = format!(
        "prices = {:?}\nbudget = {{ dollars = 0.2 }}",
        prices.display()
    );
    let models = open(&server, vault.path(), &priced);
    let error = ask(&models, 60).unwrap_err();
    assert!(error.to_string().contains("0.20 USD"), "{error}");
    let report = models.report()[0].1;
    let dollars = report.dollars.unwrap();
    assert!(dollars <= 0.2 && dollars > 0.1, "{dollars}");
    assert!((dollars - report.tokens.total() as f64 / 1_000.0).abs() < 1e-9);
    let text = "provider = \"groq\"\nmodel = \"m\"\nkey_env = \"CARGO_PKG_NAME\"\nbudget = { dollars = 1.0 }";
    let unpriced: ModelsConfig = toml::from_str(text).unwrap();
    let error = Models::open(&unpriced, vault.path(), 7).unwrap_err();
    assert!(matches!(error, LlmError::NoPrice { .. }), "{error}");
}

#[test]
fn calls_a_minute_are_kept_to() {
    let server = ModelServer::start(double);
    let vault = vault();
    let models = open(&server, vault.path(), "requests_per_minute = 600");
    let start = Instant::now();
    ask(&models, 11).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(1_000));
}
