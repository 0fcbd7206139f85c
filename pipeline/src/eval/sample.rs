//! Everything at once on `kleio sample`, whose truth is known: (a) to (g) except translations.

mod truth;

use std::collections::BTreeMap;
use std::path::Path;

use super::base::{self, BaseParams, Truth};
use super::concern::Scored;
use super::metrics::agreement::nmi;
use super::pipeline::{self, Outcome};
use super::reconstruct::{self, Categories};
use super::report::{Cell, Table};
use super::{EvalError, concern, data, hierarchy, personal, stability};
use crate::conversation::Conversation;
use crate::progress::Progress;
use crate::read::{self, Input, ReadParams};
use crate::sample::{SampleParams, about, truth_path};
use truth::{Told, in_order, read_truth};

/// Makes a sample, runs the pipeline on it, and evaluates every stage.
///
/// # Errors
/// When the sample or the run fails.
pub fn evaluate(
    sample: SampleParams,
    params: &BaseParams,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let directory = pipeline::scratch()?;
    let path = directory.path().join("sample.jsonl");
    write(sample, &path)?;
    let config = pipeline::config(params.embedder, params.seed)?;
    let inputs = [Input::from(path.to_string_lossy().as_ref())];
    let outcome = pipeline::run(&inputs, &config, progress)?;
    let corpus = read::read(
        &inputs,
        &ReadParams::default().check()?,
        &Progress::hidden(),
    )?;
    let told = in_order(read_truth(&truth_path(&path))?, &outcome.facets.ids);
    drop(directory);
    let set = format!("sample of {}", told.len());
    let mut tables = vec![run_table(&set, &outcome)];
    tables.extend(reconstruction(&set, &outcome, &told)?);
    tables.extend(clusters(&set, &outcome, &told, params, progress)?);
    tables.extend(shape(&set, &outcome, &told));
    tables.push(concern_table(
        &set,
        &corpus.conversations,
        &told,
        params,
        progress,
    )?);
    tables.extend(personal_tables(
        &set,
        &outcome,
        &corpus.conversations,
        &told,
    ));
    let mut stable = stability::table();
    stability::add_row(&mut stable, &set, &outcome.vectors, params.seed, progress)?;
    tables.push(stable);
    Ok(tables)
}

fn write(sample: SampleParams, path: &Path) -> Result<(), EvalError> {
    let create = |path: &Path| {
        std::fs::File::create(path).map_err(|source| EvalError::Write {
            path: path.to_owned(),
            source,
        })
    };
    let (mut conversations, mut truth) = (create(path)?, create(&truth_path(path))?);
    sample.check()?.write(&mut conversations, &mut truth)?;
    Ok(())
}

fn run_table(set: &str, outcome: &Outcome) -> Table {
    let mut table = Table::new(
        "The run",
        &[
            "set",
            "conversations",
            "base clusters",
            "released",
            "in one of them",
            "time",
        ],
    );
    let inside = outcome.outline.labels.iter().flatten().count();
    table.row(vec![
        set.into(),
        outcome.facets.ids.len().into(),
        outcome.base.centroids.rows().into(),
        outcome.outline.levels[0].len().into(),
        Cell::Share(inside as f64 / outcome.outline.labels.len().max(1) as f64),
        Cell::Seconds(outcome.seconds),
    ]);
    table
}

fn numbers(told: &[Told], of: impl Fn(&Told) -> String) -> (Vec<u32>, Vec<String>) {
    data::number(&told.iter().map(of).collect::<Vec<_>>())
}

fn reconstruction(set: &str, outcome: &Outcome, told: &[Told]) -> Result<Vec<Table>, EvalError> {
    let (topics, names) = numbers(told, |told| told.topic.clone());
    let parts: Vec<(u32, &str)> = topics
        .iter()
        .zip(told)
        .filter_map(|(&topic, told)| {
            let name = format!("{}/{}", told.topic, told.subtopic);
            Some((topic, about(&name)?))
        })
        .collect();
    let described: Vec<String> = names
        .iter()
        .map(|name| about(name).unwrap_or(name).to_owned())
        .collect();
    let categories = Categories::new(&described, &parts);
    let base_labels = outcome.base_labels();
    let assigned = reconstruct::assign(
        &outcome.base.centroids,
        &base_labels,
        &categories,
        &*outcome.chosen.embedder,
    );
    let mut table = reconstruct::table();
    let mut by_language = reconstruct::language_table();
    for (part, wanted) in [("everyday topics", false), ("concerning topics", true)] {
        let chosen: Vec<usize> = (0..told.len())
            .filter(|&i| told[i].concerning == wanted)
            .collect();
        let truth: Vec<u32> = chosen.iter().map(|&i| topics[i]).collect();
        let found: Vec<Option<u32>> = chosen.iter().map(|&i| assigned[i]).collect();
        let clusters: Vec<Option<u32>> = chosen.iter().map(|&i| base_labels[i]).collect();
        let languages: Vec<String> = chosen.iter().map(|&i| told[i].language.clone()).collect();
        let name = format!("{set}, {part}");
        let mut categories = truth.clone();
        categories.sort_unstable();
        categories.dedup();
        reconstruct::add_row(
            &mut table,
            &name,
            categories.len(),
            &truth,
            &found,
            &clusters,
        );
        reconstruct::add_languages(&mut by_language, part, &truth, &found, &languages);
    }
    Ok(vec![
        table,
        topic_table(set, &topics, &names, &assigned),
        by_language,
    ])
}

fn topic_table(set: &str, topics: &[u32], names: &[String], assigned: &[Option<u32>]) -> Table {
    let mut table = Table::new(
        "Reconstruction by topic",
        &[
            "set",
            "topic",
            "conversations",
            "of these found",
            "assigned",
            "of these right",
        ],
    );
    for (topic, name) in (0..).zip(names) {
        let count = |of: &dyn Fn(u32, Option<u32>) -> bool| {
            let pairs = topics.iter().zip(assigned);
            pairs
                .filter(|&(&topic, &assigned)| of(topic, assigned))
                .count()
        };
        let deserved = count(&|truth, _| truth == topic);
        let given = count(&|_, found| found == Some(topic));
        let right = count(&|truth, found| truth == topic && found == Some(topic));
        let share = |whole: usize| Cell::share((whole > 0).then(|| right as f64 / whole as f64));
        table.row(vec![
            set.into(),
            name.replace('_', " ").into(),
            deserved.into(),
            share(deserved),
            given.into(),
            share(given),
        ]);
    }
    table
}

fn clusters(
    set: &str,
    outcome: &Outcome,
    told: &[Told],
    params: &BaseParams,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let (topics, topic_names) = numbers(told, |told| told.topic.clone());
    let (subtopics, subtopic_names) =
        numbers(told, |told| format!("{}/{}", told.topic, told.subtopic));
    let (languages, _) = numbers(told, |told| told.language.clone());
    let truths = [
        Truth {
            name: "topics",
            labels: &topics,
            count: topic_names.len(),
        },
        Truth {
            name: "subtopics",
            labels: &subtopics,
            count: subtopic_names.len(),
        },
    ];
    let mut table = base::table();
    base::add_rows(&mut table, set, &outcome.vectors, &truths, params, progress)?;
    let mut invariance = Table::new(
        "Language invariance of the run's base clusters",
        &[
            "set",
            "NMI with topics",
            "NMI with language",
            "NMI of topics with language",
        ],
    )
    .note("Topics and languages are drawn apart, so their own NMI is what there is to find.");
    let labels = outcome.base_labels();
    let against = |truth: &[u32]| {
        let pairs = truth.iter().zip(&labels);
        let (truth, found): (Vec<u32>, Vec<u32>) =
            pairs.filter_map(|(&t, f)| Some((t, (*f)?))).unzip();
        Cell::Score(nmi(&truth, &found))
    };
    invariance.row(vec![
        set.into(),
        against(&topics),
        against(&languages),
        Cell::Score(nmi(&topics, &languages)),
    ]);
    Ok(vec![table, invariance])
}

fn shape(set: &str, outcome: &Outcome, told: &[Told]) -> Vec<Table> {
    let (topics, _) = numbers(told, |told| told.topic.clone());
    let mut shapes = hierarchy::shape_table();
    hierarchy::add_shape(&mut shapes, set, outcome);
    let mut parents = hierarchy::parent_table();
    hierarchy::add_parents(
        &mut parents,
        &format!("{set}, topics"),
        &outcome.outline,
        &topics,
    );
    vec![shapes, parents]
}

fn concern_table(
    set: &str,
    conversations: &[Conversation],
    told: &[Told],
    params: &BaseParams,
    progress: &Progress,
) -> Result<Table, EvalError> {
    let scored = Scored::of(conversations, params.embedder, progress)?;
    let mut table = concern::table();
    let concern: Vec<bool> = told.iter().map(|told| told.concern >= 3).collect();
    concern::add_rows(
        &mut table,
        &format!("{set}, concern of 3 or more"),
        &scored,
        &concern,
    );
    let topics: Vec<bool> = told.iter().map(|told| told.concerning).collect();
    concern::add_rows(
        &mut table,
        &format!("{set}, concerning topics"),
        &scored,
        &topics,
    );
    Ok(table)
}

fn personal_tables(
    set: &str,
    outcome: &Outcome,
    conversations: &[Conversation],
    told: &[Told],
) -> Vec<Table> {
    let stages = [
        ("raw", personal::raw(conversations)),
        ("summaries", personal::summaries(&outcome.facets)),
        ("cluster text", personal::cluster_texts(&outcome.outline)),
    ];
    let mut left = personal::stages();
    for (stage, texts) in &stages {
        personal::add_stage(&mut left, set, stage, texts);
    }
    let mut table = Table::new(
        "Planted strings left after each stage",
        &[
            "set",
            "kind",
            "planted",
            "in raw",
            "in summaries",
            "in cluster text",
        ],
    )
    .note(
        "Names, addresses, numbers and canaries that the sample plants, searched letter by letter.",
    );
    let haystacks = stages.map(|(_, texts)| texts.join("\n").to_lowercase());
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for planted in told.iter().flat_map(|told| &told.planted) {
        kinds
            .entry(&planted.kind)
            .or_default()
            .push(planted.text.to_lowercase());
    }
    for (kind, strings) in kinds {
        let mut row = vec![set.into(), kind.into(), strings.len().into()];
        row.extend(haystacks.iter().map(|haystack| {
            Cell::from(
                strings
                    .iter()
                    .filter(|string| haystack.contains(*string))
                    .count(),
            )
        }));
        table.row(row);
    }
    vec![left, table]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EmbedderChoice;

    #[test]
    fn a_small_sample_is_evaluated_whole() {
        let sample = SampleParams {
            conversations: 400,
            seed: 3,
        };
        let params = BaseParams {
            embedder: EmbedderChoice::Lexical,
            seed: 0,
            runs: 1,
            scikit_learn: None,
        };
        let tables = evaluate(sample, &params, &Progress::hidden()).unwrap();
        let titled = |title: &str| tables.iter().find(|t| t.title.starts_with(title)).unwrap();
        assert_eq!(titled("Reconstruction:").rows.len(), 2);
        let planted = titled("Planted strings");
        assert!(!planted.rows.is_empty());
        for row in &planted.rows {
            assert_eq!(row[4..], [Cell::Count(0), Cell::Count(0)], "{row:?}");
        }
        let left = titled("Personal data left");
        assert_eq!(left.rows[2][8], Cell::Share(0.0), "cluster text");
    }
}
