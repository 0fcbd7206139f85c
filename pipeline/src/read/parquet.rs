//! Rows of a Parquet file, one row group after the other.
//!
//! Invariant: a damaged row group loses its own rows only, memory is bounded by the pages of one row group and a
//! batch of rows, and time by the length of the file, whatever number of rows it says it has.

mod cell;

use std::{
    fs::File,
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use ::parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
};
use arrow_array::{RecordBatch, StructArray};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Deserialize;

use super::{
    FileProblemKind, Reason, ValidReadParams,
    loose::Loose,
    parse::{Fault, Parsed, interpret},
    wire::Record,
};
use cell::Cell;

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 256;

/// Rows that a file may have beside those that its bytes allow: a repeated row takes next to none.
const FREE_ROWS: u64 = 1 << 18;

/// Rows that each byte of a file allows. No conversation, however well compressed, is shorter than two bits.
const ROWS_PER_BYTE: u64 = 4;

/// Columns of lists and structures that are read; of others only single values are.
const NESTED: &[&str] = &[
    "messages",
    "conversation",
    "conversations",
    "items",
    "chat_messages",
    "account",
    "prompt",
    "system",
    "system_prompt",
    "system_message",
    "tools",
    "functions",
];

/// Takes the rows from a number on (counted from 1).
pub(super) type Take<'a> = dyn FnMut(u64, Vec<Result<Parsed, Fault>>) + 'a;

/// Hands all rows of the file at `path` to `take`, in order. Returns how many there are, and what
/// could not be read, after which row.
pub(super) fn read(
    path: &Path,
    params: &ValidReadParams,
    bar: &ProgressBar,
    take: &mut Take<'_>,
) -> (u64, Vec<(u64, FileProblemKind)>) {
    let (file, metadata) = match open(path) {
        Ok(opened) => opened,
        Err(why) => return (0, vec![(0, FileProblemKind::Unreadable(why))]),
    };
    let length = file.metadata().map_or(0, |about| about.len());
    let mut open_rows = FREE_ROWS + ROWS_PER_BYTE * length;
    let mut read = 0;
    let mut problems = Vec::new();
    for (index, group) in metadata.metadata().row_groups().iter().enumerate() {
        // Which a damaged file may say to be any number.
        let claimed = u64::try_from(group.num_rows()).unwrap_or(0);
        let last = claimed.saturating_add(read);
        let counts = (&mut open_rows, &mut read);
        if let Err(why) = rows(&file, &metadata, index, params, counts, take) {
            problems.push((read, FileProblemKind::Rows(last, why)));
        }
        read = last;
        bar.inc(u64::try_from(group.compressed_size()).unwrap_or(0));
    }
    (read, problems)
}

fn open(path: &Path) -> Result<(File, ArrowReaderMetadata), String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    // The plain types of Parquet; what Arrow would make of them differs between writers.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = guarded(|| ArrowReaderMetadata::load(&file, options))?;
    Ok((file, metadata))
}

fn rows(
    file: &File,
    metadata: &ArrowReaderMetadata,
    group: usize,
    params: &ValidReadParams,
    (open_rows, read): (&mut u64, &mut u64),
    take: &mut Take<'_>,
) -> Result<(), String> {
    let file = file.try_clone().map_err(|e| e.to_string())?;
    let mut batches = guarded(|| {
        let schema = metadata.parquet_schema();
        let roots = metadata.schema().fields().iter().enumerate();
        let wanted = roots
            .filter(|(_, f)| !f.data_type().is_nested() || NESTED.contains(&f.name().as_str()))
            .map(|(index, _)| index);
        let mask = ProjectionMask::roots(schema, wanted);
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
    })?;
    while let Some(batch) = guarded(|| batches.next().transpose())? {
        let results = parse(&batch, params);
        let count = results.len() as u64;
        *open_rows = open_rows
            .checked_sub(count)
            .ok_or("it has more rows than its bytes can hold")?;
        take(*read + 1, results);
        *read += count;
    }
    Ok(())
}

fn parse(batch: &RecordBatch, params: &ValidReadParams) -> Vec<Result<Parsed, Fault>> {
    let rows = StructArray::from(batch.clone());
    (0..batch.num_rows())
        .into_par_iter()
        .map(
            |row| match Loose::<Record>::deserialize(Cell::new(&rows, row)) {
                Ok(Loose::Is(record)) => Ok(interpret(record, params)?),
                Ok(Loose::Absent | Loose::Other) | Err(_) => Err(Reason::NotAnObject.into()),
            },
        )
        .collect()
}

/// Reading damaged Parquet may panic in the library; that loses a row group, not the run.
fn guarded<T, E: ToString>(work: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|e| e.to_string()),
        Err(_) => Err("its data is damaged".to_owned()),
    }
}

#[cfg(test)]
mod tests;
