//! The client's layers, held apart by reading its source.

#![allow(
    clippy::unwrap_used,
    reason = "a source that cannot be read fails the test"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Source files of the client below `part`, as (path, text), comments left out.
fn sources(part: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.join(part), root.join(format!("{part}.rs"))];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.is_file() {
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            files.push((path, code.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(!files.is_empty(), "no source below {part}");
    files
}

/// Fails where a file below `part` contains one of `words`, unless its name is `allowed`.
fn forbid(part: &str, words: &[&str], allowed: &str) {
    for (path, code) in sources(part) {
        if path.file_name().is_some_and(|name| name == allowed) {
            continue;
        }
        for word in words {
            assert!(!code.contains(word), "{} contains {word}", path.display());
        }
    }
}

#[test]
fn derivations_are_pure() {
    forbid(
        "derive",
        &[
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "leptos",
            "crate::browser",
            "crate::map",
        ],
        "",
    );
}

#[test]
fn the_map_does_not_know_leptos_or_the_state() {
    forbid(
        "map",
        &[
            "leptos",
            "crate::state",
            "crate::actions",
            "crate::views",
            "crate::api",
        ],
        "",
    );
}

#[test]
fn only_one_module_touches_the_window() {
    forbid(
        "",
        &["web_sys::window", "leptos::prelude::window"],
        "browser.rs",
    );
}

#[test]
fn views_change_the_state_through_actions_only() {
    // The page creates the state and hands its writing halves to the actions, unread.
    forbid("views", &["Writers", "writers."], "");
}

#[test]
fn no_markup_carries_style_attributes() {
    // A strict content security policy refuses them.
    forbid("", &["style=\"", "set_inner_html(&"], "");
}
