//! Labelled data as it is read from files, whole, damaged and missing.

use std::io::Write;

use super::*;

fn file(name: &str, text: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

#[test]
fn labels_are_numbered_by_name() {
    let text = br#"{"text": "b", "label": "two", "domain": "d", "lang": "en", "id": 7}
{"text": "a", "label": "one", "domain": "c"}

{"text": "c", "label": "two", "domain": "d"}
"#;
    let (_directory, path) = file("set.jsonl", text);
    let set = Labelled::read(&path).unwrap();
    assert_eq!(set.name, "set");
    assert_eq!(set.label_names, ["one", "two"]);
    assert_eq!(set.labels, [1, 0, 1]);
    assert_eq!(set.domains, Some(vec![1, 0, 1]));
    assert_eq!(set.ids[0].as_deref(), Some("7"));
    assert!(!set.is_parallel());
}

#[test]
fn a_bad_line_is_named_and_costs_the_others_nothing() {
    let text = br#"{"text": "a", "unsafe": true, "category": "x"}
{"text": "a secret", "unsafe": "perhaps"}
{"text": "a secret"
{"text": "  ", "unsafe": false}
"#;
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packed.write_all(text).unwrap();
    let (_directory, path) = file("set.jsonl.zst", &packed.finish().unwrap());
    let set = Graded::read(&path).unwrap();
    assert_eq!((set.name.as_str(), set.texts.len()), ("set", 1));
    let lines: Vec<usize> = set.refused.iter().map(|refused| refused.line).collect();
    assert_eq!(lines, [2, 3, 4]);
    for refused in &set.refused {
        assert!(!refused.to_string().contains("secret"), "{refused}");
        assert!(!refused.to_string().contains("perhaps"), "{refused}");
    }
}

#[test]
fn a_file_without_a_good_line_says_what_was_expected() {
    let (_directory, path) = file(
        "spans.jsonl",
        br#"{"text": "abc", "spans": [{"start": 2, "end": 9, "type": "X"}]}"#,
    );
    let message = Marked::read(&path).unwrap_err().to_string();
    assert!(
        message.contains("line 1") && message.contains("\"spans\""),
        "{message}"
    );
    let (_directory, path) = file("empty.jsonl", b"");
    let message = Labelled::read(&path).unwrap_err().to_string();
    assert!(message.contains("it is empty"), "{message}");
}

#[test]
fn a_directory_gives_its_files_by_name() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["b.jsonl", "a.jsonl.zst", "notes.txt"] {
        std::fs::write(directory.path().join(name), b"").unwrap();
    }
    let found = find(&[directory.path().to_owned()]).unwrap();
    let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
    assert_eq!(names, ["a.jsonl.zst", "b.jsonl"]);
    let empty = tempfile::tempdir().unwrap();
    assert!(find(&[empty.path().to_owned()]).is_err());
}
