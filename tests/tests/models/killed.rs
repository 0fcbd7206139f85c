//! A run that is killed in the middle of its questions.

use std::path::Path;
use std::time::{Duration, Instant};

use kleio::llm::{Models, ModelsConfig};
use kleio_tests::model_server::{ModelServer, Say};

use super::{ask, double, doubles, times, vault};

const CHILD_URL: &str = "KLEIO_TEST_MODEL_URL";
const CHILD_VAULT: &str = "KLEIO_TEST_MODEL_VAULT";

/// Asks, in a process of its own that is killed meanwhile; by itself it does nothing.
#[test]
fn child_that_asks() {
    let (Ok(url), Ok(vault)) = (std::env::var(CHILD_URL), std::env::var(CHILD_VAULT)) else {
        return;
    };
    let text = format!("provider = \"openai\"\nmodel = \"m\"\nurl = {url:?}\nconcurrency = 4");
    let config: ModelsConfig = toml::from_str(&text).unwrap();
    let models = Models::open(&config, Path::new(&vault), 7).unwrap();
    let _ = ask(&models, 40);
}

#[test]
fn a_run_that_is_killed_repeats_no_call_that_was_answered() {
    let server =
        ModelServer::start(|call| Say::After(Duration::from_millis(30), Box::new(double(call))));
    let vault = vault();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_that_asks"])
        .env(CHILD_URL, server.url())
        .env(CHILD_VAULT, vault.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while server.calls().len() < 16 && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = server.calls().len();
    assert!((16..40).contains(&before), "{before}");
    let config: ModelsConfig = toml::from_str(&format!(
        "provider = \"openai\"\nmodel = \"m\"\nurl = {:?}",
        server.url()
    ))
    .unwrap();
    let models = Models::open(&config, vault.path(), 7).unwrap();
    assert_eq!(ask(&models, 40).unwrap(), doubles(40));
    // Only what was under way when the kill came, four at most, is asked again.
    let twice = times(&server).values().filter(|n| **n > 1).count();
    assert!(twice <= 4, "{twice}");
    assert!(models.report()[0].1.kept >= before - 4);
}
