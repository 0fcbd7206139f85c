//! Files of data, named one by one or by their directory.

use std::path::{Path, PathBuf};

use crate::eval::EvalError;

const ENDINGS: [&str; 2] = [".jsonl", ".jsonl.zst"];

/// The files that `inputs` name: each file itself, and of a directory those that end in `.jsonl` or
/// `.jsonl.zst`, by name.
///
/// # Errors
/// When a directory cannot be read or holds none.
pub fn find(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, EvalError> {
    let mut files = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            files.push(input.clone());
            continue;
        }
        let failed = |source| EvalError::Read {
            path: input.clone(),
            source,
        };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(input).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.to_string_lossy();
            if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                inside.push(path);
            }
        }
        if inside.is_empty() {
            return Err(EvalError::NoFiles(input.clone()));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// The file's name without its ending.
#[must_use]
pub fn set_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    ending.unwrap_or(&name).to_owned()
}
