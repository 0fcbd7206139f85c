//! JSON lines, plain or under zstd, of one form; what is not of it is left out by line.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::eval::EvalError;

/// How a zstd frame begins (RFC 8878, section 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The lines of a file.
#[derive(Debug, Clone)]
pub struct Lines<T> {
    /// In order.
    pub good: Vec<T>,
    /// Lines that were left out, in order.
    pub refused: Vec<Refused>,
}

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// A sentence that holds nothing of the line's text.
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, line {}: {}",
            self.path.display(),
            self.line,
            self.reason
        )
    }
}

/// Reads the lines of a file; `check` says of a line of the right form what else is wrong with it.
pub(super) fn read<T: DeserializeOwned>(
    path: &Path,
    form: &'static str,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<Lines<T>, EvalError> {
    let failed = |source| EvalError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let packed = file.fill_buf().map_err(failed)?.starts_with(&ZSTD);
    let reader: Box<dyn Read> = if packed {
        Box::new(zstd::Decoder::with_buffer(file).map_err(failed)?)
    } else {
        Box::new(file)
    };
    let mut lines = Lines {
        good: Vec::new(),
        refused: Vec::new(),
    };
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            break;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let parsed = serde_json::from_slice::<T>(&bytes)
            .map_err(|error| reason(&error, form))
            .and_then(|value| check(&value).map(|()| value));
        match parsed {
            Ok(value) => lines.good.push(value),
            Err(reason) => lines.refused.push(Refused {
                path: path.to_owned(),
                line,
                reason,
            }),
        }
    }
    if lines.good.is_empty() {
        let first = lines.refused.first().map_or_else(
            || "it is empty.".to_owned(),
            |refused| format!("line {}: {}", refused.line, refused.reason),
        );
        return Err(EvalError::NothingGood {
            path: path.to_owned(),
            first,
            form,
        });
    }
    Ok(lines)
}

/// What is wrong, without the values that serde's own message would quote.
fn reason(error: &serde_json::Error, form: &str) -> String {
    let at = error.column();
    match error.classify() {
        serde_json::error::Category::Data => {
            format!("It is not of the form {form} (column {at}).")
        }
        _ => format!("It is not JSON (column {at})."),
    }
}
