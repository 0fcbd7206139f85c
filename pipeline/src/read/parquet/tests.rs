//! Parquet written here, with the columns of the real data sets.

use std::{fs, sync::Arc};

use ::parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int64Array, ListArray, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;

use super::*;
use crate::{
    conversation::{Attachment, Conversation},
    progress::Progress,
    read::{Corpus, Input, ReadError, ReadParams},
};

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Two messages for each of `rows` conversations, with further columns of each message.
fn conversations(rows: usize, more: Vec<(Field, ArrayRef)>) -> (Field, ArrayRef) {
    let turns = 2 * rows;
    let of = |user: &str, other: &str| {
        let values: Vec<String> = (0..turns)
            .map(|i| {
                if i % 2 == 0 {
                    format!("{user}{}", i / 2)
                } else {
                    other.to_owned()
                }
            })
            .collect();
        Arc::new(StringArray::from(values)) as ArrayRef
    };
    let roles: Vec<&str> = (0..turns).map(|i| ["user", "assistant"][i % 2]).collect();
    let mut columns = vec![
        (
            Field::new("content", DataType::Utf8, true),
            of("question ", "answer"),
        ),
        (Field::new("role", DataType::Utf8, true), texts(&roles)),
    ];
    columns.extend(more);
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let messages = StructArray::new(fields.clone().into(), arrays, None);
    let item = Arc::new(Field::new("element", DataType::Struct(fields.into()), true));
    let offsets = OffsetBuffer::from_lengths(vec![2; rows]);
    let list = ListArray::new(item.clone(), offsets, Arc::new(messages), None);
    (
        Field::new("conversation", DataType::List(item), true),
        Arc::new(list),
    )
}

fn wildchat(rows: usize) -> RecordBatch {
    let turn_identifiers: Vec<i64> = (0..2 * rows as i64).map(|i| 500 + i / 2).collect();
    let time = TimestampMicrosecondArray::from(vec![1_680_998_573_000_000; rows]);
    let time = time.with_timezone("UTC");
    let columns = vec![
        (
            Field::new("conversation_hash", DataType::Utf8, true),
            texts(&vec!["same"; rows]),
        ),
        (
            Field::new("model", DataType::Utf8, true),
            texts(&vec!["gpt-4-0314"; rows]),
        ),
        (
            Field::new("timestamp", time.data_type().clone(), true),
            Arc::new(time) as ArrayRef,
        ),
        conversations(
            rows,
            vec![(
                Field::new("turn_identifier", DataType::Int64, true),
                Arc::new(Int64Array::from(turn_identifiers)) as ArrayRef,
            )],
        ),
        (
            Field::new("turn", DataType::Int64, true),
            Arc::new(Int64Array::from(vec![1; rows])) as ArrayRef,
        ),
        (
            Field::new("toxic", DataType::Boolean, true),
            Arc::new(BooleanArray::from(vec![false; rows])) as ArrayRef,
        ),
        (
            Field::new("country", DataType::Utf8, true),
            texts(&vec!["Atlantis"; rows]),
        ),
        (
            Field::new("hashed_ip", DataType::Utf8, true),
            texts(&vec!["ff12"; rows]),
        ),
    ];
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// With at most 100 rows in a row group.
fn written(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(100))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn read_bytes(bytes: &[u8]) -> Result<Corpus, ReadError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("train.parquet");
    fs::write(&file, bytes).unwrap();
    let params = ReadParams::default().check().unwrap();
    crate::read::read(&[Input::Path(file)], &params, &Progress::hidden())
}

#[test]
fn wildchat_is_read_from_parquet_of_any_compression() {
    let batch = wildchat(350);
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
    ] {
        let corpus = read_bytes(&written(&batch, compression)).unwrap();
        assert_eq!(corpus.conversations.len(), 350);
        assert_eq!(corpus.rejected.total() + corpus.warnings.total(), 0);
        let Conversation {
            id,
            account,
            timestamp,
            messages,
            turns,
            metadata,
            place,
        } = &corpus.conversations[349];
        assert_eq!((&id[..], account.as_deref()), ("same-849", Some("ff12")));
        assert_eq!(timestamp.unwrap().to_string(), "2023-04-09T00:02:53Z");
        assert_eq!((messages[0].content.as_str(), *turns), ("question 349", 2));
        let place = place.unwrap();
        assert_eq!(
            (place.source, place.unit, place.number),
            (0, crate::read::Unit::Row, 350)
        );
        let metadata: Vec<_> = metadata.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(metadata, ["model=gpt-4-0314", "toxic=false", "turn=1"]);
    }
}

#[test]
fn instructions_and_tools_have_columns_of_their_own() {
    let (field, list) = conversations(2, Vec::new());
    let item = Arc::new(Field::new("element", DataType::Utf8, true));
    let offsets = OffsetBuffer::from_lengths(vec![1, 0]);
    let tools = ListArray::new(item.clone(), offsets, texts(&["look"]), None);
    let schema = Schema::new(vec![
        Field::new("system", DataType::Utf8, true),
        Field::new("tools", DataType::List(item), true),
        field,
    ]);
    let system = texts(&["Be brief.", "Be kind."]);
    let columns = vec![system, Arc::new(tools) as ArrayRef, list];
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let corpus = read_bytes(&written(&batch, Compression::SNAPPY)).unwrap();
    let [with, without] = &corpus.conversations[..] else {
        panic!("two conversations");
    };
    assert_eq!(with.messages[0].content, "Be brief.");
    assert_eq!(with.messages[0].attachments, [Attachment::Tools]);
    assert_eq!((with.turns, with.metadata.len()), (3, 0));
    assert_eq!(without.messages[0].content, "Be kind.");
    assert!(without.messages[0].attachments.is_empty());
}

#[test]
fn a_bad_row_is_named_and_lost_alone() {
    let (field, list) = conversations(3, Vec::new());
    let columns = vec![texts(&["a", "b", "a"]), list];
    let schema = Schema::new(vec![
        Field::new("conversation_id", DataType::Utf8, true),
        field,
    ]);
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let corpus = read_bytes(&written(&batch, Compression::SNAPPY)).unwrap();
    assert_eq!(corpus.conversations.len(), 2);
    let shown = corpus.rejected.to_string();
    assert!(
        shown.starts_with("1 row: ") && shown.contains("train.parquet row 3"),
        "{shown}"
    );
}

#[test]
fn a_damaged_row_group_loses_its_rows_alone() {
    let mut bytes = written(&wildchat(350), Compression::ZSTD(Default::default()));
    let second = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == [0x28, 0xb5, 0x2f, 0xfd])
        .map(|(at, _)| at)
        .nth(30)
        .unwrap();
    bytes[second..second + 12].fill(0xff);
    let corpus = read_bytes(&bytes).unwrap();
    assert_eq!(corpus.conversations.len() % 100, 50);
    assert!(corpus.conversations.len() < 350);
    let [problem] = &corpus.incomplete[..] else {
        panic!("one problem: {:?}", corpus.incomplete);
    };
    let problem = problem.to_string();
    assert!(
        problem.contains("train.parquet could not be read from row"),
        "{problem}"
    );
}

#[test]
fn more_rows_than_the_bytes_can_hold_are_not_read() {
    let nothing: ArrayRef = Arc::new(StringArray::new_null(2_000_000));
    let schema = Schema::new(vec![Field::new("text", DataType::Utf8, true)]);
    let batch = RecordBatch::try_new(Arc::new(schema), vec![nothing]).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &bytes).unwrap();
    let most = FREE_ROWS + ROWS_PER_BYTE * bytes.len() as u64;
    assert!(most < 1_000_000, "{} bytes", bytes.len());
    let params = ReadParams::default().check().unwrap();
    let mut taken = 0;
    let mut take = |_, rows: Vec<Result<Parsed, Fault>>| taken += rows.len() as u64;
    let (_, problems) = read(file.path(), &params, &ProgressBar::hidden(), &mut take);
    assert!(
        (most - BATCH_ROWS as u64..=most).contains(&taken),
        "{taken}"
    );
    // One for each of its row groups.
    assert!(problems.len() > 1, "{problems:?}");
    assert_eq!(problems[0].0, taken);
    for (_, problem) in &problems {
        assert!(
            matches!(problem, FileProblemKind::Rows(_, why) if why.contains("more rows than its bytes can hold")),
            "{problem:?}"
        );
    }
}

#[test]
fn packed_or_cut_parquet_is_refused_with_advice() {
    let bytes = written(&wildchat(10), Compression::SNAPPY);
    let packed = zstd::encode_all(&bytes[..], 3).unwrap();
    let error = read_bytes(&packed).unwrap_err().to_string();
    assert!(error.contains("unpacked"), "{error}");
    let error = read_bytes(&bytes[..bytes.len() / 2])
        .unwrap_err()
        .to_string();
    assert!(error.contains("could not be read after row 0"), "{error}");
}

#[test]
fn the_fingerprint_covers_every_byte() {
    let mut bytes = written(&wildchat(10), Compression::UNCOMPRESSED);
    let first = read_bytes(&bytes).unwrap().fingerprint;
    let place = bytes.windows(8).position(|w| w == b"Atlantis").unwrap();
    bytes[place] = b'a';
    assert_ne!(read_bytes(&bytes).unwrap().fingerprint, first);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_it_panic(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = written(&wildchat(20), Compression::SNAPPY);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read_bytes(&bytes);
    }
}
