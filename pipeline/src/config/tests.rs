//! The file and the command line together, and what is refused.

use super::*;
use crate::facets::declared::FacetKind;

fn check(text: &str) -> Result<Config, ConfigError> {
    ConfigFile::parse(text)?.check(Overrides::default())
}

fn refusal(text: &str) -> String {
    check(text).unwrap_err().to_string()
}

#[test]
fn the_command_line_wins() {
    let file = ConfigFile::parse("profile = \"public\"\nseed = 3\n").unwrap();
    let config = file
        .check(Overrides {
            profile: Some(Profile::OpenData),
            seed: None,
            ..Overrides::default()
        })
        .unwrap();
    assert_eq!(config.policy, Policy::of(Profile::OpenData));
    assert_eq!(config.seed, 3);
}

#[test]
fn thresholds_can_only_be_raised() {
    let config = check("[thresholds]\ncluster = { conversations = 60, accounts = 30 }\n").unwrap();
    assert_eq!(config.policy.cluster.accounts, 30);
    let error = refusal("seed = 1\n\n[thresholds]\ncell = { conversations = 2, accounts = 1 }\n");
    assert!(
        error.contains("line 3") && error.contains("weaker"),
        "{error}"
    );
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let error = refusal("seed = 1\nsede = 2\n");
    assert!(
        error.contains("line 2") && error.contains("sede"),
        "{error}"
    );
    assert!(error.contains("kleio.toml"), "{error}");
}

#[test]
fn shipped_facets_come_first_and_can_be_left_out() {
    let config = check(
        "leave_out = [\"refusal\", \"country\"]\n[[facets]]\nname = \"model\"\nkind = \"metadata\"\nfield = \"model\"\n",
    )
    .unwrap();
    let names: Vec<&str> = config
        .facets
        .iter()
        .map(|spec| spec.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "language",
            "request",
            "task",
            "turns",
            "concern",
            "length",
            "hour of week",
            "model"
        ]
    );
    assert!(matches!(&config.facets[7].kind, FacetKind::Metadata { field } if field == "model"));
    assert_eq!(config.cluster.by, "request");
}

#[test]
fn what_needs_a_model_is_refused_without_one() {
    for text in [
        "[[facets]]\nname = \"mood\"\nkind = \"scale\"\nquestion = \"How glad?\"\n",
        "[[facets]]\nname = \"request\"\nkind = \"text\"\nquestion = \"What for?\"\n",
        "[screen]\nquestion = \"Is it about an election?\"\n",
        "[cluster]\nby = \"task\"\n",
    ] {
        let error = refusal(text);
        assert!(
            error.contains("language model") && error.contains("line "),
            "{error}"
        );
    }
}

#[test]
fn facets_that_clash_are_named_with_the_second_ones_line() {
    let facet = |field: &str| {
        format!("[[facets]]\nname = \"model\"\nkind = \"metadata\"\nfield = \"{field}\"\n")
    };
    let error = refusal(&format!("{}{}", facet("model"), facet("name")));
    assert!(
        error.contains("line 5") && error.contains("two facets model"),
        "{error}"
    );
}

#[test]
fn one_number_has_one_set_of_bands() {
    let bands = "[[facets]]\nname = \"size\"\nkind = \"computed\"\nof = \"turns\"\nbands = [4]\n";
    let error = refusal(bands);
    assert!(error.contains("leave_out"), "{error}");
    assert!(check(&format!("leave_out = [\"turns\"]\n{bands}")).is_ok());
}

#[test]
fn a_model_for_the_stage_answers_open_questions() {
    let open = "[[facets]]\nname = \"mood\"\nkind = \"scale\"\nquestion = \"How glad?\"\n";
    let model = "[models]\nprovider = \"openai\"\nurl = \"http://localhost:1/v1\"\nmodel = \"m\"\n";
    assert!(check(&format!("{model}{open}")).is_ok());
    let builtin = format!("{model}[models.facets]\nmodel = \"builtin\"\n{open}");
    assert!(refusal(&builtin).contains("language model"));
    assert!(refusal("seed = 1\n[models]\nmodel = \"m\"\n").contains("line 2"));
}

#[test]
fn what_is_wrong_below_models_has_its_own_line() {
    let models = "[models]\nprovider = \"openai\"\nurl = \"http://localhost:1/v1\"\n";
    for (text, line, says) in [
        (
            "[models.audit]\nconcurrency = 2\n",
            "line 4",
            "[models.audit] names no model",
        ),
        (
            "[models.audit]\nmodel = \"m\"\ntemperature = 3.0\n",
            "line 6",
            "temperature in [models.audit] is 3",
        ),
        (
            "model = \"m\"\ntemperature = 3.0\n",
            "line 5",
            "temperature in [models] is 3",
        ),
        (
            "model = \"m\"\nfirst_pause_seconds = 99\n",
            "line 5",
            "first_pause_seconds",
        ),
        (
            "model = \"m\"\nbudget = { dollars = -1.0 }\n",
            "line 5",
            "budget.dollars",
        ),
        (
            "model = \"m\"\nprompts = \"no/such/place\"\n",
            "line 5",
            "no/such/place",
        ),
        (
            "model = \"m\"\nprices = \"no/such/file\"\n",
            "line 5",
            "no/such/file",
        ),
    ] {
        let error = refusal(&format!("{models}{text}"));
        assert!(
            error.contains(line) && error.contains(says),
            "{text}: {error}"
        );
    }
}

#[test]
fn a_server_for_vectors_is_described_where_it_is_asked_for() {
    let error = refusal("seed = 1\nembedder = \"api\"\n");
    assert!(
        error.contains("line 2") && error.contains("[embedding]"),
        "{error}"
    );
    let table = "embedder = \"api\"\n[embedding]\nprovider = \"openai\"\nmodel = \"m\"\n";
    assert!(check(table).is_ok());
    let error = refusal(&format!("{table}first_pause_seconds = -1.0\n"));
    assert!(error.contains("line 5"), "{error}");
}

#[test]
fn clustering_is_by_open_text_only() {
    let error = refusal("[cluster]\nsize = 50\nby = \"language\"\n");
    assert!(
        error.contains("line 3") && error.contains("request, task"),
        "{error}"
    );
    assert!(refusal("[cluster]\nsize = 1\n").contains("line 2"));
    assert!(refusal("[cluster]\nunassigned = 1.5\n").contains("line 2"));
}

#[test]
fn a_screener_goes_by_terms_and_examples() {
    let config = check(
        "[screen]\nquestion = \"Is it about an election?\"\nterms = [\"vote\"]\nexamples = [\"How do I vote?\"]\n",
    )
    .unwrap();
    let screen = config.screen.unwrap();
    assert!(matches!(screen.by, crate::screener::ScreenBy::Rules(rule) if rule.terms == ["vote"]));
}
