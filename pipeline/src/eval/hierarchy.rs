//! (c) The hierarchy: its shape, how pure its parents are, and whether its names differ.

use std::collections::BTreeSet;

use super::data::Labelled;
use super::metrics::names::likeness;
use super::metrics::tree::{Shape, agreement_by_level};
use super::pipeline::{self, Outcome};
use super::report::{Cell, Table};
use super::{EvalError, reconstruct};
use crate::config::EmbedderChoice;
use crate::outline::Outline;
use crate::progress::Progress;
use crate::read::Input;
use kleio_shared::release::Release;

/// Runs the whole pipeline on every set, each text a conversation of an account of its own.
///
/// # Errors
/// When a run fails.
pub fn evaluate(
    sets: &[Labelled],
    embedder: EmbedderChoice,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let (mut rebuilt, mut shapes, mut parents) =
        (reconstruct::table(), shape_table(), parent_table());
    let mut by_language = reconstruct::language_table();
    for set in sets {
        let directory = pipeline::scratch()?;
        let path = directory.path().join("conversations.jsonl");
        pipeline::write_conversations(&set.texts, &path)?;
        let inputs = [Input::from(path.to_string_lossy().as_ref())];
        let outcome = pipeline::run(&inputs, &pipeline::config(embedder, seed)?, progress)?;
        drop(directory);
        let order: Vec<usize> = outcome
            .facets
            .ids
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect();
        let of = |labels: &[u32]| -> Vec<u32> { order.iter().map(|&text| labels[text]).collect() };
        let labels = of(&set.labels);
        let domains = set.domains.as_ref().map(|domains| of(domains));
        let base_labels = outcome.base_labels();
        let categories = reconstruct::Categories::new(&set.label_names, &[]);
        let assigned = reconstruct::assign(
            &outcome.base.centroids,
            &base_labels,
            &categories,
            &*outcome.chosen.embedder,
        );
        reconstruct::add_row(
            &mut rebuilt,
            &format!("{}, labels", set.name),
            set.label_names.len(),
            &labels,
            &assigned,
            &base_labels,
        );
        let languages = named_languages(set, &order);
        let mut add_languages = |what: &str, truth: &[u32], assigned: &[Option<u32>]| {
            if let Some(languages) = &languages {
                let set = format!("{}, {what}", set.name);
                reconstruct::add_languages(&mut by_language, &set, truth, assigned, languages);
            }
        };
        add_languages("labels", &labels, &assigned);
        if let (Some(domains), Some(of_texts)) = (&domains, &set.domains) {
            let parts: Vec<(u32, &str)> = of_texts
                .iter()
                .zip(&set.labels)
                .map(|(&domain, &label)| (domain, set.label_names[label as usize].as_str()))
                .collect();
            let categories = reconstruct::Categories::new(&set.domain_names, &parts);
            let assigned = reconstruct::assign(
                &outcome.base.centroids,
                &base_labels,
                &categories,
                &*outcome.chosen.embedder,
            );
            reconstruct::add_row(
                &mut rebuilt,
                &format!("{}, domains", set.name),
                set.domain_names.len(),
                domains,
                &assigned,
                &base_labels,
            );
            add_languages("domains", domains, &assigned);
        }
        add_shape(&mut shapes, &set.name, &outcome);
        add_parents(
            &mut parents,
            &format!("{}, labels", set.name),
            &outcome.outline,
            &labels,
        );
        if let Some(domains) = &domains {
            add_parents(
                &mut parents,
                &format!("{}, domains", set.name),
                &outcome.outline,
                domains,
            );
        }
    }
    let mut tables = vec![rebuilt];
    if !by_language.rows.is_empty() {
        tables.push(by_language);
    }
    tables.extend([shapes, parents]);
    Ok(tables)
}

/// The language of the texts in this `order`; `None` where the file does not name several.
fn named_languages(set: &Labelled, order: &[usize]) -> Option<Vec<String>> {
    let named = |&text: &usize| set.languages[text].clone().unwrap_or_default();
    let languages: Vec<String> = order.iter().map(named).collect();
    let distinct: BTreeSet<&String> = languages.iter().collect();
    (distinct.len() > 1).then(|| {
        let told = |language: String| match language.as_str() {
            "" => "not named".to_owned(),
            _ => language,
        };
        languages.iter().cloned().map(told).collect()
    })
}

/// The empty table of shapes and names.
#[must_use]
pub fn shape_table() -> Table {
    Table::new(
        "Hierarchy: shape and names",
        &[
            "set", "levels", "clusters by level", "mean children", "most", "single children",
            "childless", "orphans", "duplicate names", "near-duplicates",
        ],
    )
    .note("Single children: of the clusters above the base. Near-duplicates: names of which half of the words or more, stop words apart, stand in another name of their level; the worst level counts.")
}

/// The empty table of purity by level.
#[must_use]
pub fn parent_table() -> Table {
    Table::new(
        "Hierarchy: purity of clusters, by level",
        &["set", "level", "clusters", "purity", "NMI", "homogeneity", "completeness"],
    )
    .note("Level 0 are the base clusters; purity is the share of conversations whose label is the commonest of their cluster.")
}

/// Adds the shape of what a run found.
pub fn add_shape(table: &mut Table, set: &str, outcome: &Outcome) {
    let names: Vec<Vec<&str>> = outcome
        .outline
        .levels
        .iter()
        .map(|level| level.iter().map(|cluster| cluster.name.as_str()).collect())
        .collect();
    table.row(shape_row(set, &Shape::of_outline(&outcome.outline), &names));
}

/// Adds the shape of a release.
pub fn add_release(table: &mut Table, name: &str, release: &Release) {
    let clusters = release.clusters();
    let levels = clusters
        .iter()
        .map(|c| usize::from(c.level) + 1)
        .max()
        .unwrap_or(0);
    let of_level = |level: usize| {
        clusters
            .iter()
            .filter(move |c| usize::from(c.level) == level)
    };
    let parents: Vec<Vec<Option<usize>>> = (0..levels)
        .map(|level| {
            let position = |cluster: &kleio_shared::release::Cluster| {
                let parent = cluster.parent.as_ref()?;
                of_level(level + 1).position(|above| above.id == *parent)
            };
            of_level(level).map(position).collect()
        })
        .collect();
    let names: Vec<Vec<&str>> = (0..levels)
        .map(|level| {
            of_level(level)
                .map(|cluster| cluster.name.as_str())
                .collect()
        })
        .collect();
    table.row(shape_row(name, &Shape::of(&parents), &names));
}

fn shape_row(set: &str, shape: &Shape, names: &[Vec<&str>]) -> Vec<Cell> {
    let all: Vec<&str> = names.iter().flatten().copied().collect();
    let near = names
        .iter()
        .map(|level| likeness(level).near_duplicates)
        .fold(0.0, f64::max);
    let sizes: Vec<String> = shape.sizes.iter().map(u64::to_string).collect();
    vec![
        set.into(),
        shape.depth().into(),
        sizes.join(" → ").into(),
        Cell::Score(shape.mean_children),
        shape.most_children.into(),
        Cell::Share(shape.single_children),
        Cell::Share(shape.childless),
        shape.orphans.into(),
        Cell::Share(likeness(&all).duplicates),
        Cell::Share(near),
    ]
}

/// Adds the purity of every level against `truth`, one label a conversation.
pub fn add_parents(table: &mut Table, set: &str, outline: &Outline, truth: &[u32]) {
    let levels = agreement_by_level(outline, truth);
    for (level, agreement) in levels.iter().enumerate() {
        table.row(vec![
            set.into(),
            level.into(),
            outline.levels[level].len().into(),
            Cell::Score(agreement.purity),
            Cell::Score(agreement.nmi),
            Cell::Score(agreement.homogeneity),
            Cell::Score(agreement.completeness),
        ]);
    }
}
