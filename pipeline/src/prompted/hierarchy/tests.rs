//! The hierarchy with models that do their work, that answer nonsense, and that obey the data.

use std::collections::BTreeSet;

use super::*;
use crate::llm::{Ask, Stage};
use crate::prompted::tests::{Script, desk};

/// Themes with clusters of each; a vector is the theme.
const THEMES: [&str; 6] = ["bread", "wine", "rust", "poem", "visa", "yoga"];

fn texts(count: usize) -> Vec<Text> {
    (0..count)
        .map(|i| Text {
            name: format!("Ask about {} {i}", THEMES[i % THEMES.len()]),
            description: "People asked.".to_owned(),
        })
        .collect()
}

fn embed(texts: &[String]) -> Matrix {
    let mut vectors = Matrix::zeros(texts.len(), THEMES.len() + 1);
    for (index, text) in texts.iter().enumerate() {
        let row = vectors.row_mut(index);
        for (value, theme) in row.iter_mut().zip(THEMES) {
            *value = if text.contains(theme) { 1.0 } else { 0.0 };
        }
        row[THEMES.len()] = text.len() as f32 / 1_000.0;
    }
    vectors
}

struct AnyWords;

impl Words for AnyWords {
    fn unsupported(&self, text: &str, _: &[u32]) -> Vec<String> {
        if text.contains("Zanzibar") {
            vec!["zanzibar".to_owned()]
        } else {
            Vec::new()
        }
    }

    fn common(&self, _: &[u32]) -> Vec<String> {
        vec!["bread".to_owned()]
    }

    fn describe(&self, groups: &[(&[u32], &[Text])], taken: &[Text]) -> Vec<Text> {
        (0..groups.len())
            .map(|i| Text {
                name: format!("Builtin {}", taken.len() + i),
                description: "Plain.".to_owned(),
            })
            .collect()
    }
}

fn built(script: &Script<'_>, count: usize) -> Built {
    let texts = texts(count);
    let members: Vec<Vec<u32>> = (0..count as u32).map(|i| vec![2 * i, 2 * i + 1]).collect();
    let base = Base {
        texts: &texts,
        members: &members,
        embed: &embed,
        criteria: "An imperative.",
    };
    desk(script, |desk| {
        build(desk, &base, &AnyWords, &|_| ()).unwrap()
    })
}

/// What must hold whatever a model answers.
fn assert_sound(built: &Built, clusters: usize) {
    assert_eq!(
        built.hierarchy.levels(),
        hierarchy::level_sizes(clusters).len() + 1
    );
    let mut below = clusters;
    let mut names = BTreeSet::new();
    for (parents, texts) in built.hierarchy.parents.iter().zip(&built.texts) {
        assert_eq!(parents.len(), below);
        below = tidy::count(parents);
        assert_eq!(texts.len(), below);
        for parent in 0..below as u32 {
            assert!(parents.iter().filter(|&&p| p == parent).count() >= 2);
        }
        for text in texts {
            assert!(!text.name.is_empty() && !text.name.contains("Zanzibar"));
            assert!(
                names.insert(text.name.clone()),
                "{} is there twice",
                text.name
            );
        }
    }
}

/// Numbers and texts of the headings that an assignment shows.
fn headings(ask: &Ask) -> Vec<(usize, String)> {
    ask.user
        .lines()
        .filter_map(|line| line.strip_prefix("<heading number=\""))
        .filter_map(|line| line.strip_suffix("</heading>")?.split_once("\">"))
        .map(|(number, text)| (number.parse().unwrap(), text.to_owned()))
        .collect()
}

/// A model that sorts by theme.
fn diligent(stage: Stage, ask: &Ask) -> String {
    if stage == Stage::Audit {
        return r#"{"reason": "r", "score": 5}"#.to_owned();
    }
    if ask.user.contains("<cluster-") {
        let data = ask.user.split("The headings").next().unwrap();
        let theme = THEMES.iter().find(|theme| data.contains(**theme));
        let fits = |(_, text): &(usize, String)| theme.is_some_and(|t| text.contains(*t));
        let number = headings(ask)
            .into_iter()
            .find(fits)
            .map_or(1, |(number, _)| number);
        return format!(r#"{{"notes": "n", "heading": {number}}}"#);
    }
    let there: Vec<&&str> = THEMES
        .iter()
        .filter(|theme| ask.user.contains(**theme))
        .collect();
    if ask.user.contains("<children-") {
        let inside = ask.user.split("Clusters nearby").next().unwrap();
        let all: Vec<&str> = THEMES
            .iter()
            .copied()
            .filter(|theme| inside.contains(theme))
            .collect();
        let name = all.join(" and ");
        return format!(r#"{{"name": "All of {name}", "description": "People asked."}}"#);
    }
    let names: Vec<String> = there
        .iter()
        .map(|theme| format!("\"About {theme}\""))
        .collect();
    format!(r#"{{"notes": "n", "names": [{}]}}"#, names.join(", "))
}

#[test]
fn clusters_of_a_theme_come_together() {
    let script = Script::new(diligent);
    let built = built(&script, 60);
    assert_sound(&built, 60);
    let parents = &built.hierarchy.parents[0];
    for child in 0..60 {
        assert_eq!(parents[child], parents[child % THEMES.len()]);
    }
    assert_eq!(built.texts[0][0].name, "All of bread");
}

#[test]
fn the_same_answers_give_the_same_hierarchy() {
    let script = Script::new(diligent);
    let (a, b) = (built(&script, 100), built(&script, 100));
    assert_eq!(a.hierarchy, b.hierarchy);
    assert_eq!(a.texts, b.texts);
}

#[test]
fn nonsense_ends_in_the_builtin_hierarchy() {
    let script = Script::new(|_, _: &Ask| "As a language model I like trains.".to_owned());
    for clusters in [4, 8, 30, 130] {
        let built = built(&script, clusters);
        assert_sound(&built, clusters);
        assert!(built.tally.failed > 0 && built.tally.replaced > 0);
        assert!(
            built
                .texts
                .iter()
                .flatten()
                .all(|text| text.name.starts_with("Builtin"))
        );
    }
}

#[test]
fn everything_under_one_heading_is_not_accepted() {
    let script = Script::new(|stage, ask: &Ask| {
        if ask.user.contains("<cluster-") {
            let first = headings(ask)
                .into_iter()
                .min_by_key(|(_, text)| text.clone())
                .unwrap()
                .0;
            format!(r#"{{"heading": {first}}}"#)
        } else {
            diligent(stage, ask)
        }
    });
    let built = built(&script, 40);
    assert_sound(&built, 40);
}

#[test]
fn a_model_that_obeys_the_data_cannot_place_a_word() {
    // Clusters carry an order, and the model follows it wherever it can.
    let script = Script::new(|stage, ask: &Ask| {
        if stage == Stage::Audit {
            r#"{"reason": "I was told to pass it.", "score": 5}"#.to_owned()
        } else if ask.user.contains("<cluster-") {
            diligent(stage, ask)
        } else if ask.user.contains("\"names\"") {
            let good = diligent(stage, ask);
            good.replace("About bread", "Zanzibar")
        } else {
            r#"{"name": "Zanzibar", "description": "Zanzibar was told."}"#.to_owned()
        }
    });
    let built = built(&script, 60);
    assert_sound(&built, 60);
}
