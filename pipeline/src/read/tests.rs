//! Reading as a whole: what a user may point it at.

pub(in crate::read) mod fixtures;
mod forms;

use std::{fs, num::NonZeroUsize, path::Path};

use super::*;

fn line(id: &str, text: &str) -> String {
    format!(
        "{{\"conversation_id\":\"{id}\",\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}]}}\n"
    )
}

fn read_path(path: &Path) -> Result<Corpus, ReadError> {
    read(
        &[Input::Path(path.into())],
        &ReadParams::default().check().unwrap(),
        &Progress::hidden(),
    )
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Corpus, ReadError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    fs::write(&file, bytes).unwrap();
    read_path(&file)
}

fn ids(corpus: &Corpus) -> Vec<&str> {
    corpus.conversations.iter().map(|c| c.id.as_str()).collect()
}

#[test]
fn bad_lines_are_rejected_alone() {
    let mut bytes = line("a", "good").into_bytes();
    bytes.extend_from_slice(b"{\"conversation_id\": secret-text\n");
    bytes.extend_from_slice(b"{\"conversation_id\":\"x\"}\n");
    bytes.extend_from_slice(b"{\"messages\":[{\"role\":\"user\",\"content\":\"\xff\"}]}\n");
    bytes.extend_from_slice(line("a", "again").as_bytes());
    bytes.extend_from_slice(
        b"{\"timestamp\":-1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}\n",
    );
    bytes.extend_from_slice(line("b", "good").as_bytes());
    let corpus = read_bytes("chats.jsonl", &bytes).unwrap();
    assert_eq!(ids(&corpus), ["a", "chats:6", "b"]);
    assert_eq!(
        corpus.rejected.counts().collect::<Vec<_>>(),
        [
            (Reason::BrokenJson, 1),
            (Reason::InvalidUtf8, 1),
            (Reason::NoMessages, 1),
            (Reason::DuplicateId, 1),
        ]
    );
    assert_eq!(corpus.rejected.examples(Reason::DuplicateId)[0].number, 5);
    assert_eq!(corpus.warnings.count(Warning::AbsurdTime), 1);
    assert_eq!(corpus.conversations[1].timestamp, None);
    assert!(corpus.incomplete.is_empty());
    let shown = format!("{}\n{}", corpus.rejected, corpus.warnings);
    assert!(
        !shown.contains("secret"),
        "a message holds text of a line: {shown}"
    );
}

#[test]
fn packing_does_not_matter() {
    let text: String = (0..500).map(|i| line(&i.to_string(), "hello")).collect();
    let plain = read_bytes("a.jsonl", text.as_bytes()).unwrap();
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    let zstd = read_bytes("a.jsonl", &packed).unwrap();
    assert_eq!(plain.conversations.len(), 500);
    assert_eq!(plain.conversations, zstd.conversations);
    assert_ne!(plain.fingerprint, zstd.fingerprint);
    assert_eq!(
        read_bytes("a.jsonl.gz", &packed).unwrap().fingerprint,
        zstd.fingerprint
    );
}

#[test]
fn a_cut_file_keeps_what_came_before_and_says_so() {
    let text: String = (0..40_000)
        .map(|i| line(&format!("{i:x}"), &format!("{}", i * i)))
        .collect();
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    let corpus = read_bytes("a.jsonl.zst", &packed[..packed.len() / 2]).unwrap();
    let [problem] = &corpus.incomplete[..] else {
        panic!("one problem: {:?}", corpus.incomplete);
    };
    assert_eq!(problem.kind, FileProblemKind::Truncated);
    assert_eq!(problem.read, corpus.conversations.len() as u64);
    assert!(problem.read > 1000);
    assert_eq!(corpus.rejected.total(), 0);
    assert!(problem.to_string().contains("a.jsonl.zst is cut off"));
}

#[test]
fn damaged_packing_is_reported_and_hashed_to_its_end() {
    let good = zstd::encode_all(line("first", "x").as_bytes(), 3).unwrap();
    let mut joined = good.clone();
    joined.extend(vec![0xff; 1 << 20]);
    let corpus = read_bytes("a.jsonl.zst", &joined).unwrap();
    assert_eq!(ids(&corpus), ["first"]);
    let [problem] = &corpus.incomplete[..] else {
        panic!("one problem: {:?}", corpus.incomplete);
    };
    assert!(matches!(problem.kind, FileProblemKind::Unreadable(_)));
    assert!(problem.to_string().contains("after line 1"), "{problem}");
    let last = joined.len() - 1;
    joined[last] ^= 1;
    let other = read_bytes("a.jsonl.zst", &joined).unwrap();
    assert_ne!(other.fingerprint, corpus.fingerprint);
}

#[test]
fn nothing_to_read_is_an_error_that_says_where() {
    let error = read_bytes("empty.jsonl", b"").unwrap_err().to_string();
    assert!(error.contains("empty.jsonl. It is empty."), "{error}");
    let error = read_bytes("bad.jsonl", b"no json\n7\n")
        .unwrap_err()
        .to_string();
    assert!(error.contains("bad.jsonl:1:2"), "{error}");
    assert!(error.contains("bad.jsonl:2"), "{error}");
    assert!(matches!(
        read_path(Path::new("no/such")),
        Err(ReadError::Missing(_))
    ));
    assert!(matches!(
        read_path(tempfile::tempdir().unwrap().path()),
        Err(ReadError::NothingInDirectory { .. })
    ));
}

#[test]
fn directories_are_read_in_order_and_ids_differ_between_files() {
    let dir = tempfile::tempdir().unwrap();
    let no_id = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n";
    fs::create_dir(dir.path().join("b")).unwrap();
    fs::write(dir.path().join("b/chats.jsonl"), no_id).unwrap();
    fs::write(dir.path().join("chats.jsonl"), no_id).unwrap();
    fs::write(dir.path().join("empty.jsonl"), "\n").unwrap();
    fs::write(dir.path().join("readme.md"), "x").unwrap();
    let corpus = read_path(dir.path()).unwrap();
    assert_eq!(ids(&corpus), ["chats:1", "chats~2:1"]);
    assert_eq!((corpus.files, corpus.ignored_files), (3, 1));
}

#[test]
fn the_fingerprint_follows_the_bytes_and_the_parameters() {
    let text = line("a", "hello");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.jsonl");
    fs::write(&file, &text).unwrap();
    let first = read_path(&file).unwrap();
    assert_eq!(read_path(&file).unwrap().fingerprint, first.fingerprint);
    let params = ReadParams {
        limits: ReadLimits {
            characters: NonZeroUsize::MIN,
            ..ReadLimits::default()
        },
        ..ReadParams::default()
    };
    let params = params.check().unwrap();
    let short = read(&[Input::Path(file)], &params, &Progress::hidden()).unwrap();
    assert_ne!(short.fingerprint, first.fingerprint);
    assert_eq!(short.conversations[0].messages[0].content, "h");
    assert_eq!(short.shortened, 1);
    assert_ne!(
        read_bytes("a.jsonl", line("a", "hellO").as_bytes())
            .unwrap()
            .fingerprint,
        first.fingerprint
    );
}

#[test]
fn unicode_is_kept_as_it_is() {
    let text = "e\u{301} \u{1f469}\u{200d}\u{1f4bb} \u{fffd} 好";
    let corpus = read_bytes("a.jsonl", line("a", text).as_bytes()).unwrap();
    assert_eq!(corpus.conversations[0].messages[0].content, text);
}

/// Reads real data when `KLEIO_SHARED_DATA` names a directory that holds it.
#[test]
#[ignore = "needs real data; run with --release and --nocapture for timings"]
fn real_data_reads_well() {
    let Some(root) = std::env::var_os("KLEIO_SHARED_DATA") else {
        println!("skipped: KLEIO_SHARED_DATA is not set");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(Path::new(&root).join("conversations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let start = std::time::Instant::now();
        let corpus = read_path(&file).unwrap();
        println!(
            "{}: {} conversations, {} accounts known, {} times, {} shortened, {} rejected, {:.2?}",
            file.file_name().unwrap().to_string_lossy(),
            corpus.conversations.len(),
            corpus.with_account,
            corpus.with_time,
            corpus.shortened,
            corpus.rejected.total(),
            start.elapsed()
        );
        assert!(corpus.incomplete.is_empty() && corpus.warnings.total() == 0);
    }
}
