//! Looks into a vault from outside: everything that its files say.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader as _, SerializedFileReader};

use crate::corpus;

/// What every file of a directory says, by its path there: its bytes, and of a Parquet file, which is
/// packed, every row as text as well.
#[must_use]
pub fn said(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = corpus::files(directory);
    for (name, bytes) in &mut files {
        if bytes.starts_with(b"PAR1") {
            let file = File::open(directory.join(name)).expect("the file is there");
            let reader = SerializedFileReader::new(file).expect("it is a Parquet file");
            for row in reader.get_row_iter(None).expect("it has rows") {
                let row = row.expect("the row can be read");
                bytes.extend_from_slice(row.to_string().as_bytes());
                bytes.push(b'\n');
            }
        }
    }
    files
}

/// Whether `bytes` hold `part`.
#[must_use]
pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    aho_corasick::AhoCorasick::new([part])
        .expect("one pattern is not too many")
        .is_match(bytes)
}
