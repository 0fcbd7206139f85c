//! Views and style sheets know each other: a class that one side renames is renamed on the other.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kleio_tests::workspace;

/// Whether a character may stand in the name of a class.
const fn names(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// The words after each `mark` in `text`, up to the first character that `ends` them.
fn after<'a>(
    text: &'a str,
    mark: &'a str,
    ends: fn(char) -> bool,
) -> impl Iterator<Item = &'a str> {
    text.split(mark)
        .skip(1)
        .filter_map(move |rest| rest.split(ends).next())
}

#[test]
fn every_class_of_a_view_has_a_style() {
    let mut styled: BTreeSet<String> = BTreeSet::new();
    for sheet in workspace::texts("style", "css").values() {
        let classes = after(sheet, ".", |c| !names(c));
        styled.extend(classes.map(str::to_owned));
    }
    let mut unknown: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (file, view) in workspace::texts("app/src/views", "rs") {
        let several = after(&view, "class=\"", |c| c == '"').flat_map(str::split_whitespace);
        let one = after(&view, "class:", |c| !names(c));
        let classes = several.chain(one).filter(|class| !class.is_empty());
        for class in classes.filter(|class| !styled.contains(*class)) {
            unknown.insert(class.to_owned(), file.clone());
        }
    }
    assert!(
        unknown.is_empty(),
        "No style sheet knows these classes; was one renamed? {unknown:#?}"
    );
}
