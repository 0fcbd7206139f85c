//! Good facets are taken as written, and each mistake is named.

use super::*;

#[derive(Debug, Deserialize)]
struct File {
    facets: Vec<FacetSpec>,
}

fn parse(text: &str) -> Result<FacetSpec, String> {
    let text = format!("[[facets]]\n{text}");
    let file: File = toml::from_str(&text).map_err(|error| error.to_string())?;
    Ok(file.facets[0].clone())
}

#[test]
fn every_kind_can_be_declared() {
    let kinds = [
        (
            "kind = \"text\"\nquestion = \"What for?\"\nanswer_prefix = \"For\"\ncriteria = \"A purpose.\"",
            true,
        ),
        (
            "kind = \"category\"\nvalues = [\"a\", \"b\"]\nquestion = \"Which?\"",
            true,
        ),
        (
            "kind = \"category\"\nvalues = [\"a\", \"b\"]\nterms = { a = [\"apple\"], b = [\"pear\"] }",
            false,
        ),
        (
            "kind = \"scale\"\nfrom = 1\nto = 7\nquestion = \"How much?\"",
            true,
        ),
        ("kind = \"boolean\"\nquestion = \"Is it?\"", true),
        (
            "kind = \"boolean\"\nterms = [\"homework\"]\nexamples = [\"Help me with school.\"]",
            false,
        ),
        (
            "kind = \"language\"\nquestion = \"Which language is wanted?\"",
            true,
        ),
        ("kind = \"computed\"\nof = \"reply-length\"", false),
        (
            "kind = \"computed\"\nof = \"turns\"\nbands = [3, 10]",
            false,
        ),
        ("kind = \"metadata\"\nfield = \"model\"", false),
    ];
    for (text, needs_model) in kinds {
        let spec = parse(&format!("name = \"my facet\"\n{text}")).unwrap();
        assert_eq!(spec.needs_model(), needs_model, "{text}");
        assert!(!spec.shipped);
    }
}

#[test]
fn the_question_of_a_shipped_text_facet_can_be_reworded() {
    let spec =
        parse("name = \"request\"\nkind = \"text\"\nquestion = \"What is wanted?\"").unwrap();
    assert!(
        spec.needs_model(),
        "builtin phrases do not answer another question"
    );
}

#[test]
fn mistakes_are_named_with_their_line() {
    let mistakes = [
        (
            "name = \"a\"\nkind = \"number\"",
            "there is no kind \"number\"",
        ),
        ("name = \" a\"\nkind = \"language\"", "a name has 1 to 40"),
        ("name = \"concern\"\nkind = \"boolean\"", "Kleio ships"),
        ("name = \"a\"\nkind = \"text\"", "needs the key question"),
        (
            "name = \"a\"\nkind = \"category\"\nquestion = \"?\"",
            "needs the key values",
        ),
        (
            "name = \"a\"\nkind = \"category\"\nvalues = [\"x\"]",
            "it has 1 values",
        ),
        (
            "name = \"a\"\nkind = \"category\"\nvalues = [\"x\", \"x\"]",
            "the same",
        ),
        (
            "name = \"a\"\nkind = \"category\"\nvalues = [\"x\", \"y\"]\nterms = { z = [\"q\"] }",
            "none of its values",
        ),
        (
            "name = \"a\"\nkind = \"category\"\nvalues = [\"x\", \"y\"]\nterms = [\"q\"]",
            "by value",
        ),
        (
            "name = \"a\"\nkind = \"boolean\"\nterms = { z = [\"q\"] }",
            "one list",
        ),
        (
            "name = \"a\"\nkind = \"boolean\"\nterms = [\"…\"]",
            "no letter or digit",
        ),
        (
            "name = \"a\"\nkind = \"boolean\"\nexamples = [\"Go.\"]\nsimilarity = 3.0",
            "similarity",
        ),
        (
            "name = \"a\"\nkind = \"scale\"\nfrom = 5\nto = 1\nquestion = \"?\"",
            "it rises",
        ),
        ("name = \"a\"\nkind = \"computed\"", "needs the key of"),
        (
            "name = \"a\"\nkind = \"computed\"\nof = \"turns\"\nbands = [5, 2]",
            "they rise",
        ),
        (
            "name = \"a\"\nkind = \"computed\"\nof = \"weight\"",
            "weight",
        ),
        ("name = \"a\"\nkind = \"metadata\"", "needs the key field"),
        (
            "name = \"a\"\nkind = \"metadata\"\nfield = \"m\"\nvalues = [\"x\"]",
            "has no key values",
        ),
        ("name = \"a\"\nkind = \"language\"\ncolour = 3", "colour"),
    ];
    for (text, reason) in mistakes {
        let error = parse(text).unwrap_err();
        assert!(error.contains(reason), "{text}\n{error}");
        assert!(error.contains("at line "), "{error}");
    }
}

#[test]
fn shipped_facets_never_need_a_model() {
    let names: Vec<String> = shipped()
        .into_iter()
        .map(|spec| {
            assert!(!spec.needs_model(), "{}", spec.name);
            spec.name
        })
        .collect();
    assert_eq!(
        names,
        [
            "language",
            "request",
            "task",
            "turns",
            "concern",
            "refusal",
            "length",
            "hour of week"
        ]
    );
}
