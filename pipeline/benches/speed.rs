//! Times sentence vectors and k-means on files, for `peers/compare.py` to set beside Python's libraries.
//!
//! Prints one line of JSON. Loading a model and reading files do not count.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::num::NonZeroUsize;
use std::time::Instant;

use kleio::cluster::kmeans::{Fit, KMeansParams};
use kleio::embed::Embedder;
use kleio::embed::bert::{BertParams, E5, MiniLm};
use kleio::embed::lexical::{Lexical, LexicalParams};
use kleio::embed::model::ModelKind;
use kleio::embed::muse::{Muse, MuseParams};
use kleio::matrix::Matrix;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["embed", model, tokens, texts, out] => embed(model, tokens.parse()?, texts, out),
        ["kmeans", values, dims, clusters, seed, out] => kmeans(
            Matrix::new(dims.parse()?, read_floats(values)?),
            clusters.parse()?,
            seed.parse()?,
            out,
        ),
        _ => {
            println!("Nothing was timed. Run: make bench");
            Ok(())
        }
    }
}

/// Embeds the strings of a JSON array; writes the vectors as little-endian floats.
fn embed(
    model: &str,
    max_tokens: NonZeroUsize,
    texts: &str,
    out: &str,
) -> Result<(), Box<dyn Error>> {
    let texts: Vec<String> = serde_json::from_slice(&std::fs::read(texts)?)?;
    let path = |kind: ModelKind| kind.find().ok_or("the model is not here; run make models");
    let params = BertParams { max_tokens };
    let embedder: Box<dyn Embedder> = match model {
        "muse" => Box::new(Muse::open(
            &path(ModelKind::Muse)?,
            MuseParams { max_tokens },
        )?),
        "minilm" => Box::new(MiniLm::open(&path(ModelKind::MiniLm)?, params)?),
        "e5" => Box::new(E5::open(&path(ModelKind::E5)?, params)?),
        "lexical" => Box::new(Lexical::new(LexicalParams::default())),
        _ => return Err(format!("there is no model {model}").into()),
    };
    let begun = Instant::now();
    let vectors = embedder.embed(&texts, &|_| {});
    let seconds = begun.elapsed().as_secs_f64();
    std::fs::write(out, bytes(vectors.as_slice()))?;
    println!(r#"{{"seconds":{seconds},"dims":{}}}"#, embedder.dims());
    Ok(())
}

/// Clusters vectors; writes the centroids.
fn kmeans(points: Matrix, clusters: usize, seed: u64, out: &str) -> Result<(), Box<dyn Error>> {
    let params = KMeansParams {
        seed,
        ..KMeansParams::new(clusters)
    };
    let begun = Instant::now();
    let mut iterations = 0;
    let fitted = params.check(&points)?.fit(&points, |_| iterations += 1);
    let seconds = begun.elapsed().as_secs_f64();
    std::fs::write(out, bytes(fitted.centroids.as_slice()))?;
    println!(
        r#"{{"seconds":{seconds},"inertia":{},"iterations":{iterations}}}"#,
        fitted.inertia
    );
    Ok(())
}

fn read_floats(path: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let (numbers, _) = bytes.as_chunks();
    Ok(numbers
        .iter()
        .map(|&bytes| f32::from_le_bytes(bytes))
        .collect())
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}
