//! The same vectors through scikit-learn's k-means, where Python with scikit-learn is at hand.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::thread;

use serde::Deserialize;

use crate::matrix::Matrix;

/// Reads vectors from standard input and clusters them once a seed.
const SCRIPT: &str = include_str!("python/kmeans.py");

/// A Python that has scikit-learn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScikitLearn {
    python: PathBuf,
    version: String,
}

/// One clustering by scikit-learn.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Fitted {
    /// Cluster of every row.
    pub labels: Vec<u32>,
    /// Sum of squared distances to the centres.
    pub inertia: f64,
    /// What fitting took, in seconds.
    pub seconds: f64,
}

impl ScikitLearn {
    /// Asks `python` (else `python3`) for scikit-learn; `None` where either is missing.
    #[must_use]
    pub fn find(python: Option<&Path>) -> Option<Self> {
        let python = python.unwrap_or(Path::new("python3"));
        let asked = Command::new(python)
            .args(["-c", "import sklearn; print(sklearn.__version__)"])
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let version = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        (asked.status.success() && !version.is_empty()).then(|| Self {
            python: python.to_owned(),
            version,
        })
    }

    /// The version of scikit-learn.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Clusters the rows of `vectors` into `clusters`, once for each of `seeds`, by `KMeans` with
    /// one k-means++ start and its other defaults.
    ///
    /// # Errors
    /// When Python fails, with the last line of what it said.
    pub fn kmeans(
        &self,
        vectors: &Matrix,
        clusters: usize,
        seeds: &[u64],
    ) -> Result<Vec<Fitted>, String> {
        let seeds: Vec<String> = seeds
            .iter()
            .map(|&seed| (seed as u32).to_string())
            .collect();
        let mut command = Command::new(&self.python);
        command
            .args(["-c", SCRIPT])
            .arg(vectors.rows().to_string())
            .arg(vectors.dims().to_string())
            .arg(clusters.to_string())
            .arg(seeds.join(","));
        let said = talk(&mut command, |input| {
            vectors
                .iter()
                .try_for_each(|row| input.write_all(&little_endian(row)))
        })?;
        serde_json::from_slice(&said)
            .map_err(|error| format!("Python's answer is not understood: {error}."))
    }
}

/// Runs a Python that is told by `write` and answers when it is done; what it said.
///
/// # Errors
/// When Python fails, with the last line of what it complained of.
pub(super) fn talk(
    command: &mut Command,
    write: impl FnOnce(&mut ChildStdin) -> io::Result<()> + Send,
) -> Result<Vec<u8>, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            let python = Path::new(command.get_program()).display();
            format!("{python} cannot be started: {error}.")
        })?;
    let input = child.stdin.take();
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            // A Python that stops reading has failed and says so itself.
            let _ = input.map(|mut input| write(&mut input));
        });
        child.wait_with_output()
    })
    .map_err(|error| format!("Python cannot be waited for: {error}."))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.trim().lines().last().unwrap_or("it said nothing");
        return Err(format!("Python failed: {last}."));
    }
    Ok(output.stdout)
}

fn little_endian(row: &[f32]) -> Vec<u8> {
    row.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(ScikitLearn::find(Some(Path::new("no-such-python"))), None);
        assert_eq!(ScikitLearn::find(Some(Path::new("true"))), None);
    }

    #[test]
    fn clear_groups_come_back() {
        let Some(scikit_learn) = ScikitLearn::find(None) else {
            // Nothing to compare with on this machine: the figures are then left out.
            return;
        };
        let vectors = Matrix::new(2, vec![0.0, 0.0, 0.1, 0.0, 9.0, 9.0, 9.1, 9.0]);
        let fitted = scikit_learn.kmeans(&vectors, 2, &[1, 2]).unwrap();
        assert_eq!(fitted.len(), 2);
        let labels = &fitted[0].labels;
        assert!(labels[0] == labels[1] && labels[2] == labels[3] && labels[0] != labels[2]);
    }
}
