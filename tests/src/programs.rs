//! The programs under test, and what they said.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use crate::workspace;

/// `kleio`, to be given arguments. It does not see the caller's terminal.
#[must_use]
pub fn kleio() -> Command {
    command("kleio")
}

/// `kleio-server`, to be given arguments.
#[must_use]
pub fn kleio_server() -> Command {
    command("kleio-server")
}

/// Where a program is: in `KLEIO_BIN_DIR`, which `make test` sets, or built now.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| match std::env::var_os("KLEIO_BIN_DIR") {
        Some(directory) => PathBuf::from(directory),
        None => build(),
    });
    let path = directory.join(name);
    assert!(
        path.is_file(),
        "There is no program {}. Run make build, or unset KLEIO_BIN_DIR.",
        path.display()
    );
    path
}

fn command(name: &str) -> Command {
    let mut command = Command::new(path(name));
    command.stdin(Stdio::null());
    command
}

/// Builds both programs as `cargo test` would, and gives the directory they are in.
fn build() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--package", "kleio", "--package", "kleio-server"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(workspace::root())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the programs do not build");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .find(|path| path.file_name() == Some(OsStr::new("kleio")))
        .and_then(|path| path.parent().map(Path::to_owned))
        .expect("cargo names the program it built")
}

/// How a program ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs a command to its end.
#[must_use]
pub fn outcome(command: &mut Command) -> Outcome {
    command.output().expect("the program starts").into()
}

/// Runs a command that must end well; gives its standard output.
///
/// # Panics
/// When it does not, with what it said.
pub fn success(command: &mut Command) -> String {
    let outcome = outcome(command);
    assert_eq!(outcome.code, Some(0), "{command:?} failed: {outcome:#?}");
    outcome.stdout
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Outcome {
    /// Both streams.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Asserts that the job was reported as not done, in one message that holds every part of
    /// `names` (what, where, what to do), without a panic or a backtrace.
    ///
    /// # Panics
    /// When it was not.
    pub fn assert_failed_naming(&self, names: &[&str]) {
        assert!(
            self.code.is_some_and(|code| code != 0),
            "the exit code does not say that the job was not done: {self:#?}"
        );
        self.assert_says(names);
    }

    /// Asserts that every part of `names` was said, and nothing that only a programmer understands.
    ///
    /// # Panics
    /// When it was not.
    pub fn assert_says(&self, names: &[&str]) {
        let text = self.text();
        for name in names {
            assert!(text.contains(name), "{name:?} is not in: {text}");
        }
        for noise in ["panicked at", "RUST_BACKTRACE", "Os { code"] {
            assert!(!text.contains(noise), "{noise:?} is in: {text}");
        }
    }
}
