//! Times the worker's weighted k-means on files, for `pipeline/benches/peers/compare.py` to set beside
//! scikit-learn's. Natively and on one core; a browser with SIMD takes about half as long again.
//!
//! Prints one line of JSON. Reading files does not count.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Instant;

use kleio_regroup::kmeans::fit_weighted;
use kleio_shared::cluster::{KMeansParams, Points};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [values, weights, dims, groups, seed, restarts] = arguments[..] else {
        println!("Nothing was timed. Run: make bench");
        return Ok(());
    };
    let (values, weights) = (read_floats(values)?, read_floats(weights)?);
    let points = Points::new(dims.parse()?, &values).ok_or("the values are not whole rows")?;
    let params = KMeansParams {
        seed: seed.parse()?,
        restarts: restarts.parse()?,
        ..KMeansParams::new(groups.parse()?)
    };
    let begun = Instant::now();
    let fitted = fit_weighted(&params.check(points)?, points, &weights, &mut |_| {});
    let seconds = begun.elapsed().as_secs_f64();
    println!(r#"{{"seconds":{seconds},"inertia":{}}}"#, fitted.inertia);
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
