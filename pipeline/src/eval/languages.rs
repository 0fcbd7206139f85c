//! (d) Whether the same text in another language lands in the same cluster.

use std::collections::BTreeMap;

use super::base::usual_count;
use super::data::{self, Labelled};
use super::metrics::agreement::{Agreement, nmi};
use super::report::{Cell, Table};
use super::{EvalError, vectors};
use crate::cluster::{self, kmeans::Fit};
use crate::config::EmbedderChoice;
use crate::matrix::Matrix;
use crate::progress::Progress;

/// Evaluates a set that has the same texts in several languages: with vectors as they are, and
/// centred by language as in a run.
///
/// # Errors
/// When texts cannot be embedded or clustered.
pub fn evaluate(
    sets: &[Labelled],
    embedder: EmbedderChoice,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let mut whole = Table::new(
        "Language invariance",
        &[
            "set", "texts", "languages", "vectors", "k", "NMI with labels", "NMI with language",
            "purity of labels", "translations together", "by chance",
        ],
    )
    .note(
        "Translations together: of all pairs of the same text in two languages, those in one cluster.",
    );
    let mut by_language = Table::new(
        "Language invariance by language, at n/100 clusters, centred",
        &[
            "set",
            "language",
            "texts",
            "with most of its translations",
            "purity of labels",
        ],
    );
    for set in sets {
        let vectors = vectors::embed(&set.texts, embedder, seed, progress)?;
        let names: Vec<String> = set
            .languages
            .iter()
            .map(|language| language.clone().unwrap_or_default())
            .collect();
        let (languages, language_names) = data::number(&names);
        let usual = usual_count(set.texts.len());
        for (how, matrix) in [("as they are", &vectors.raw), ("centred", &vectors.centred)] {
            for clusters in [set.label_names.len(), usual] {
                let found = cluster(matrix, clusters, seed)?;
                let agreement = Agreement::of(&set.labels, &found);
                whole.row(vec![
                    set.name.as_str().into(),
                    set.texts.len().into(),
                    language_names.len().into(),
                    format!("{}, {how}", vectors.embedder).into(),
                    clusters.into(),
                    Cell::Score(agreement.nmi),
                    Cell::Score(nmi(&languages, &found)),
                    Cell::Score(agreement.purity),
                    Cell::share(together(&set.ids, &found)),
                    Cell::Share(chance(&found)),
                ]);
            }
        }
        let found = cluster(&vectors.centred, usual, seed)?;
        add_languages(&mut by_language, set, &languages, &language_names, &found);
    }
    Ok(vec![whole, by_language])
}

fn cluster(vectors: &Matrix, clusters: usize, seed: u64) -> Result<Vec<u32>, EvalError> {
    let params = cluster::params(clusters.min(vectors.rows()), vectors.rows(), seed);
    Ok(params.check(vectors)?.fit(vectors, |_| {}).labels)
}

/// Texts with the same id.
fn families(ids: &[Option<String>]) -> BTreeMap<&str, Vec<usize>> {
    let mut families: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (text, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            families.entry(id).or_default().push(text);
        }
    }
    families
}

/// Share of the pairs with the same id whose two are in one cluster, 0 … 1; `None` without pairs.
fn together(ids: &[Option<String>], found: &[u32]) -> Option<f64> {
    let (mut pairs, mut same) = (0_u64, 0_u64);
    for family in families(ids).values() {
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for &text in family {
            *sizes.entry(found[text]).or_default() += 1;
        }
        let of = |n: u64| n * n.saturating_sub(1) / 2;
        pairs += of(family.len() as u64);
        same += sizes.values().map(|&size| of(size)).sum::<u64>();
    }
    (pairs > 0).then(|| same as f64 / pairs as f64)
}

/// The chance that two things are in one cluster, 0 … 1.
fn chance(found: &[u32]) -> f64 {
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    for &cluster in found {
        *sizes.entry(cluster).or_default() += 1;
    }
    let total = found.len() as f64;
    sizes
        .values()
        .map(|&size| (size as f64 / total).powi(2))
        .sum()
}

fn add_languages(
    table: &mut Table,
    set: &Labelled,
    languages: &[u32],
    names: &[String],
    found: &[u32],
) {
    let families = families(&set.ids);
    // The cluster of most of the translations of a text, that text itself left out.
    let with_most = |text: usize| {
        let id = set.ids[text].as_deref()?;
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for &other in families.get(id)?.iter().filter(|&&other| other != text) {
            *sizes.entry(found[other]).or_default() += 1;
        }
        let most = sizes.values().copied().max()?;
        Some(sizes.get(&found[text]) == Some(&most))
    };
    for (language, name) in (0..).zip(names) {
        let texts: Vec<usize> = (0..languages.len())
            .filter(|&text| languages[text] == language)
            .collect();
        let judged: Vec<bool> = texts.iter().filter_map(|&text| with_most(text)).collect();
        let right = judged.iter().filter(|&&right| right).count();
        let (labels, clusters): (Vec<u32>, Vec<u32>) = texts
            .iter()
            .map(|&text| (set.labels[text], found[text]))
            .unzip();
        table.row(vec![
            set.name.as_str().into(),
            name.as_str().into(),
            texts.len().into(),
            Cell::share((!judged.is_empty()).then(|| right as f64 / judged.len() as f64)),
            Cell::Score(Agreement::of(&labels, &clusters).purity),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_in_one_cluster_are_together() {
        let ids: Vec<Option<String>> = ["a", "a", "a", "b", "b"]
            .into_iter()
            .map(|id| Some(id.to_owned()))
            .chain([None])
            .collect();
        // Of a's three pairs one is together, b's only pair is.
        assert_eq!(together(&ids, &[0, 0, 1, 2, 2, 2]), Some(0.5));
        assert_eq!(together(&[None, None], &[0, 0]), None);
        assert!((chance(&[0, 0, 1, 1]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_language_that_strays_is_seen() {
        let set = Labelled {
            name: "made up".into(),
            labels: vec![0; 6],
            ids: ["a", "a", "a", "b", "b", "b"]
                .map(|id| Some(id.to_owned()))
                .to_vec(),
            ..Labelled::default()
        };
        let mut table = Table::new("", &["set", "language", "texts", "with", "purity"]);
        let names = ["en", "fr", "xx"].map(str::to_owned);
        add_languages(
            &mut table,
            &set,
            &[0, 1, 2, 0, 1, 2],
            &names,
            &[0, 0, 5, 1, 1, 6],
        );
        let shares: Vec<&Cell> = table.rows.iter().map(|row| &row[3]).collect();
        assert_eq!(
            shares,
            [&Cell::Share(1.0), &Cell::Share(1.0), &Cell::Share(0.0)]
        );
    }
}
