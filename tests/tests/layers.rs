//! The architecture, as the tree and the manifests must show it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};
use kleio_shared::release::{
    Band, Barrier, Cell, Cluster, ClusterId, Facet, FacetProfile, FileDigest, LeftOut,
    LevelSummary, Manifest, Noise, Receipt, Release, Screened, Spent, Totals, Tree, Vectors,
    VectorsSummary, Withheld,
};
use kleio_tests::workspace;
use serde::Serialize;
use serde::de::DeserializeOwned;
use static_assertions::assert_not_impl_any;

// What a server can hold of a release, it cannot write.
assert_not_impl_any!(Release: Serialize);
assert_not_impl_any!(Manifest: Serialize);
assert_not_impl_any!(Totals: Serialize);
assert_not_impl_any!(Screened: Serialize);
assert_not_impl_any!(LevelSummary: Serialize);
assert_not_impl_any!(Facet: Serialize);
assert_not_impl_any!(FileDigest: Serialize);
assert_not_impl_any!(Cluster: Serialize);
assert_not_impl_any!(ClusterId: Serialize);
assert_not_impl_any!(FacetProfile: Serialize);
assert_not_impl_any!(Band: Serialize);
assert_not_impl_any!(Receipt: Serialize);
assert_not_impl_any!(Cell: Serialize);
assert_not_impl_any!(Tree: Serialize);
assert_not_impl_any!(Barrier: Serialize);
assert_not_impl_any!(Withheld: Serialize);
assert_not_impl_any!(LeftOut: Serialize);
assert_not_impl_any!(Noise: Serialize);
assert_not_impl_any!(Spent: Serialize);
assert_not_impl_any!(Vectors: Serialize);
assert_not_impl_any!(VectorsSummary: Serialize);
// What may be written comes from the gate alone: not from JSON, not from nothing.
assert_not_impl_any!(kleio::protect::Release: DeserializeOwned, Default);
assert_not_impl_any!(kleio::protect::ReleaseFiles: DeserializeOwned, Default);
// Raw text is never written.
assert_not_impl_any!(kleio::conversation::Conversation: Serialize);
assert_not_impl_any!(kleio::conversation::Message: Serialize);

/// A manifest's packages and who needs whom, tests aside.
struct Dependencies {
    metadata: Metadata,
}

impl Dependencies {
    fn read() -> Self {
        let metadata = MetadataCommand::new()
            .manifest_path(workspace::root().join("Cargo.toml"))
            .other_options(vec!["--offline".to_owned(), "--locked".to_owned()])
            .exec()
            .unwrap();
        Self { metadata }
    }

    /// Names of everything that ends up in programs made of `package`.
    fn closure(&self, package: &str) -> BTreeSet<String> {
        let nodes: BTreeMap<&PackageId, _> = self
            .metadata
            .resolve
            .as_ref()
            .unwrap()
            .nodes
            .iter()
            .map(|node| (&node.id, node))
            .collect();
        let start = self
            .metadata
            .packages
            .iter()
            .find(|p| p.name.as_str() == package)
            .unwrap();
        let mut left = vec![&start.id];
        let mut seen = BTreeSet::new();
        while let Some(id) = left.pop() {
            for dependency in &nodes[id].deps {
                let used = dependency
                    .dep_kinds
                    .iter()
                    .any(|kind| kind.kind != DependencyKind::Development);
                if used && seen.insert(&dependency.pkg) {
                    left.push(&dependency.pkg);
                }
            }
        }
        seen.into_iter()
            .map(|id| self.metadata[id].name.to_string())
            .collect()
    }

    /// Names that `package` itself lists, tests aside.
    fn direct(&self, package: &str) -> BTreeSet<String> {
        let package = self
            .metadata
            .packages
            .iter()
            .find(|p| p.name.as_str() == package)
            .unwrap();
        package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.clone())
            .collect()
    }
}

const PACKAGES: [&str; 8] = [
    "shared",
    "shared/verify",
    "pipeline",
    "server",
    "app",
    "app/regroup",
    "app/worker",
    "tests",
];

#[test]
fn the_server_and_the_client_have_no_code_path_to_the_secure_zone() {
    let dependencies = Dependencies::read();
    for package in ["kleio-server", "kleio-app", "kleio-worker"] {
        let closure = dependencies.closure(package);
        assert!(closure.contains("kleio-shared"), "{package}: {closure:?}");
        assert!(
            !closure.contains("kleio"),
            "{package} depends on the pipeline"
        );
        // What reads vaults. The server has a database of its own, of users and tokens.
        let readers: &[&str] = match package {
            "kleio-server" => &["parquet"],
            _ => &["parquet", "rusqlite"],
        };
        for reader in readers {
            assert!(!closure.contains(*reader), "{package} depends on {reader}");
        }
    }
    assert!(
        dependencies.closure("kleio-tests").contains("kleio"),
        "the check would find it"
    );
}

#[test]
fn shared_depends_on_nothing_that_does_input_output_async_or_web() {
    let direct = Dependencies::read().direct("kleio-shared");
    let allowed: BTreeSet<String> = [
        "hex",
        "serde",
        "serde_json",
        "sha2",
        "thiserror",
        "unicode-normalization",
        "unicode-segmentation",
    ]
    .map(str::to_owned)
    .into();
    let others: Vec<_> = direct.difference(&allowed).collect();
    assert!(
        others.is_empty(),
        "shared took on {others:?}: if it does no I/O, async or web, add it to this list"
    );
}

/// Rust files under `directory` of the checkout, with their text.
fn sources(directory: &str) -> BTreeMap<PathBuf, String> {
    workspace::texts(directory, "rs")
}

/// Lines of `text` that are code, not comments, with their numbers from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn shared_names_no_input_output_async_or_web() {
    for (path, text) in sources("shared/src") {
        for (number, line) in code(&text) {
            for banned in [
                "std::fs",
                "std::net",
                "std::io",
                "std::env",
                "std::process",
                "std::thread",
                "std::time",
                "tokio",
                "web_sys",
                "js_sys",
                "wasm_bindgen",
                "async ",
                ".await",
            ] {
                assert!(
                    !line.contains(banned),
                    "{}:{number}: {banned}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn public_signatures_name_no_matrix_library() {
    for package in &PACKAGES[..7] {
        for (path, text) in sources(&format!("{package}/src")) {
            for (number, line) in code(&text) {
                let public = line.trim_start().starts_with("pub ");
                let foreign = line.contains("ndarray::") || line.contains("linfa");
                assert!(!(public && foreign), "{}:{number}: {line}", path.display());
            }
        }
    }
}

#[test]
fn one_module_of_the_client_reaches_for_the_window() {
    let module = workspace::root().join("app/src/browser");
    let calls = [
        "web_sys::window",
        "prelude::window",
        " window()",
        "document()",
    ];
    let mut inside = 0;
    for (path, text) in sources("app/src") {
        let reaching = code(&text).find(|(_, line)| calls.iter().any(|call| line.contains(call)));
        let Some((number, line)) = reaching else {
            continue;
        };
        inside += 1;
        assert!(
            path.with_extension("") == module || path.starts_with(&module),
            "{}:{number} goes around the module browser: {line}",
            path.display()
        );
    }
    assert!(inside > 0, "the check would find it");
}

#[test]
fn what_draws_the_map_does_not_know_the_framework() {
    for (path, text) in sources("app/src/map") {
        for (number, line) in code(&text) {
            assert!(!line.contains("leptos"), "{}:{number}", path.display());
        }
    }
    let map = fs::read_to_string(workspace::root().join("app/src/map.rs")).unwrap();
    assert!(
        code(&map).all(|(_, line)| !line.contains("leptos")),
        "app/src/map.rs"
    );
}

#[test]
fn only_the_gate_makes_what_can_be_written_into_a_release() {
    let gate = workspace::root().join("pipeline/src/protect");
    let written = sources("pipeline/src/protect/released");
    let released = gate.join("released.rs");
    let text = fs::read_to_string(&released).unwrap();
    for (released, (number, line)) in code(&text).map(|line| (&released, line)).chain(
        written
            .iter()
            .flat_map(|(path, text)| code(text).map(move |line| (path, line))),
    ) {
        let line = line.trim_start();
        let public_field = line.starts_with("pub ") && line.contains(": ") && !line.contains("fn ");
        assert!(
            !public_field,
            "{}:{number}: a public field: {line}",
            released.display()
        );
    }
    for (path, text) in sources("pipeline/src") {
        let inside = path.starts_with(workspace::root().join("pipeline/src/protect"))
            || path.ends_with("pipeline/src/protect.rs");
        assert!(
            inside || !text.contains("Release::assemble"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_source_file_says_what_it_is_for_and_is_short() {
    let mut faults = Vec::new();
    for package in PACKAGES {
        for (path, text) in sources(package) {
            let name = path.display();
            if !text.starts_with("//! ") {
                faults.push(format!("{name} does not begin with what it is for"));
            }
            let lines = text.lines().count();
            // A test that leads a browser through a page is a story, and longer.
            let most = if name.to_string().contains("tests/tests/") {
                600
            } else {
                400
            };
            if lines > most {
                faults.push(format!("{name} has {lines} lines: one idea a file"));
            }
            if path.ends_with("mod.rs") {
                faults.push(format!("{name}: foo.rs and foo/, not foo/mod.rs"));
            }
            // In two parts, because this file is looked at too.
            for word in [["TO", "DO"], ["FIX", "ME"], ["unimplemented", "!("]].map(|w| w.concat()) {
                if text.contains(&word) {
                    faults.push(format!("{name} is unfinished: {word}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_top_level_is_as_agreed() {
    let root = workspace::root();
    for name in [
        "Cargo.toml",
        "Trunk.toml",
        "app",
        "server",
        "shared",
        "shared/verify",
        "pipeline",
        "style",
        "tests",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Makefile",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        ".ci/run",
        ".github/workflows/ci.yml",
        "deny.toml",
        "clippy.toml",
        "rustfmt.toml",
    ] {
        assert!(root.join(name).exists(), "{name} is missing");
    }
    let metadata = Dependencies::read().metadata;
    let members: BTreeSet<_> = metadata
        .workspace_packages()
        .iter()
        .map(|p| p.name.to_string())
        .collect();
    let agreed = [
        "kleio",
        "kleio-app",
        "kleio-regroup",
        "kleio-server",
        "kleio-shared",
        "kleio-tests",
        "kleio-verify",
        "kleio-worker",
    ];
    assert_eq!(members, agreed.map(str::to_owned).into());
}

#[test]
fn versions_stand_in_one_place() {
    let root = workspace::root();
    for package in PACKAGES {
        let manifest = fs::read_to_string(root.join(package).join("Cargo.toml")).unwrap();
        let lints = manifest.contains("[lints]\nworkspace = true");
        assert!(lints, "{package}: lints");
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && line.contains('=') {
                assert!(line.contains("workspace = true"), "{package}: {line}");
            }
        }
    }
}
