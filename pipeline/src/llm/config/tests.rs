//! What `[models]` may say.

use crate::llm::{ModelsConfig, Stage, ValidModels};

fn parse(text: &str) -> ModelsConfig {
    toml::from_str(text).unwrap()
}

fn check(text: &str) -> ValidModels {
    parse(text).check().unwrap()
}

#[test]
fn nothing_said_means_no_model() {
    assert!(!check("").any());
    assert!(!check("model = \"builtin\"").any());
}

#[test]
fn temperatures_are_the_papers_unless_told() {
    let valid = check("provider = \"anthropic\"\nmodel = \"small\"\n[describe]\nmodel = \"large\"");
    let facets = valid.target(Stage::Facets).unwrap();
    let describe = valid.target(Stage::Describe).unwrap();
    assert_eq!(
        (facets.model.as_str(), facets.temperature),
        ("small", Some(0.2))
    );
    assert_eq!(
        (describe.model.as_str(), describe.temperature),
        ("large", Some(1.0))
    );
    assert_eq!(facets.key_env.as_deref(), Some("ANTHROPIC_API_KEY"));
    let left = check("provider = \"openai\"\nmodel = \"m\"\ntemperature = \"default\"");
    assert_eq!(left.target(Stage::Audit).unwrap().temperature, None);
}

#[test]
fn a_stage_may_go_without_or_have_the_only_model() {
    let valid = check("provider = \"openai\"\nmodel = \"m\"\n[facets]\nmodel = \"builtin\"");
    assert!(valid.target(Stage::Facets).is_none() && valid.target(Stage::Audit).is_some());
    let valid = check("[describe]\nprovider = \"ollama\"\nmodel = \"m\"");
    assert!(valid.target(Stage::Facets).is_none() && valid.target(Stage::Describe).is_some());
}

#[test]
fn a_key_stays_with_its_server() {
    let valid = check(
        "provider = \"openai\"\nmodel = \"m\"\nurl = \"https://a.example/v1\"\nkey_env = \"KEY_A\"\n\
         [describe]\nprovider = \"anthropic\"\n[audit]\nurl = \"http://localhost:1/v1\"",
    );
    assert_eq!(
        valid.target(Stage::Facets).unwrap().key_env.as_deref(),
        Some("KEY_A")
    );
    let describe = valid.target(Stage::Describe).unwrap();
    assert_eq!(describe.url, None);
    assert_eq!(describe.key_env.as_deref(), Some("ANTHROPIC_API_KEY"));
    assert_eq!(valid.target(Stage::Audit).unwrap().key_env, None);
}

#[test]
fn what_lacks_or_is_out_of_range_is_said() {
    for (text, part) in [
        ("model = \"m\"", "no provider"),
        ("provider = \"openai\"", "names no model"),
        ("[facets]\nprovider = \"openai\"", "[models.facets]"),
        (
            "provider = \"openai\"\nmodel = \"m\"\ntemperature = 3.0",
            "temperature",
        ),
        ("first_pause_seconds = -1.0", "first_pause_seconds"),
        ("budget = { dollars = -2.0 }", "budget.dollars"),
    ] {
        let error = parse(text).check().unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_wrong_value_has_its_line() {
    for text in [
        "provider = \"openai\"\nmax_failures = 7.0",
        "model = \"m\"\nprovider = \"opnai\"",
        "model = \"m\"\nkey = \"abc\"",
        "model = \"m\"\nurl = \"http://example.org\"",
        "model = \"m\"\nconcurrency = 0",
    ] {
        let error = toml::from_str::<ModelsConfig>(text)
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}

#[test]
fn what_an_answer_depends_on_leaves_out_keys_and_limits() {
    let valid = check("provider = \"openai\"\nmodel = \"m\"\nconcurrency = 3\nkey_env = \"K\"");
    insta::assert_json_snapshot!(valid.target(Stage::Facets), @r#"
    {
      "provider": "openai",
      "url": null,
      "model": "m",
      "temperature": 0.2,
      "effort": null
    }
    "#);
}

#[test]
fn the_examples_of_the_readme_are_right() {
    let readme = include_str!("../../../../README.md");
    let examples: Vec<_> = readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|example| example.contains("[models]"))
        .collect();
    assert!(examples.len() >= 3);
    for example in examples {
        let file: toml::Table = toml::from_str(example).unwrap();
        let models: ModelsConfig = file["models"].clone().try_into().unwrap();
        assert!(models.check().unwrap().any(), "{example}");
    }
}
