//! A run that is killed goes on from its last finished stage, and comes to the same release.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use kleio_tests::corpus;
use kleio_tests::programs::{kleio, success};
use tempfile::TempDir;

/// Finished stages and when each was finished.
fn stages(out: &Path) -> BTreeMap<String, SystemTime> {
    let Ok(entries) = fs::read_dir(out.join("vault/stages")) else {
        return BTreeMap::new();
    };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let finished = fs::metadata(path.join("stage.json"))
                .ok()?
                .modified()
                .ok()?;
            let name = path.file_name()?.to_str()?.to_owned();
            // Names that begin with a dot or an underscore are being written.
            name.starts_with(|c: char| c.is_alphanumeric())
                .then_some((name, finished))
        })
        .collect()
}

/// A sample, and a directory for runs on it.
struct Desk {
    directory: TempDir,
    sample: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), 2_000, 3);
        Self { directory, sample }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, out: &Path) -> Command {
        let mut command = kleio();
        command.arg("run").arg(&self.sample).arg("--out").arg(out);
        command
    }

    /// Starts a run and kills it as soon as `enough` of its stages are finished; gives those that
    /// were.
    fn kill_after(&self, enough: usize, out: &Path) -> BTreeMap<String, SystemTime> {
        let mut child = self
            .run(out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while stages(out).len() < enough && child.try_wait().unwrap().is_none() {
            assert!(
                started.elapsed() < Duration::from_secs(300),
                "the run hangs"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        // SIGKILL: no handler of the program can tidy up.
        child.kill().unwrap();
        child.wait().unwrap();
        stages(out)
    }
}

#[test]
fn a_killed_run_goes_on_where_it_was_and_gives_the_same_release() {
    let desk = Desk::new();
    let undisturbed = desk.out("undisturbed");
    success(&mut desk.run(&undisturbed));
    let whole = corpus::files(&undisturbed.join("release"));
    let all = stages(&undisturbed).len();
    assert!(
        all >= 5,
        "a whole run leaves its stages in the vault: {all}"
    );
    let mut interrupted = 0;
    for enough in [0, 1, 2, 3, all] {
        let out = desk.out(&format!("after-{enough}"));
        let before = desk.kill_after(enough, &out);
        interrupted += usize::from(!out.join("release").exists());
        success(&mut desk.run(&out));
        let after = stages(&out);
        assert_eq!(after.len(), all, "killed after {enough}: {after:?}");
        for (stage, finished) in &before {
            assert_eq!(
                after.get(stage),
                Some(finished),
                "stage {stage} was done again"
            );
        }
        let release = corpus::files(&out.join("release"));
        assert!(
            release == whole,
            "killed after {enough} stages, another release came out"
        );
    }
    assert!(
        interrupted >= 3,
        "only {interrupted} runs were killed before they were done"
    );
}

#[test]
fn a_run_that_is_already_done_does_nothing_again() {
    let desk = Desk::new();
    let out = desk.out("out");
    success(&mut desk.run(&out));
    let (before, release) = (stages(&out), corpus::files(&out.join("release")));
    success(&mut desk.run(&out));
    assert_eq!(stages(&out), before);
    assert!(corpus::files(&out.join("release")) == release);

    // Another seed is another run: its stages are not taken for those of the first.
    success(desk.run(&out).args(["--seed", "99"]));
    let after = stages(&out);
    assert_eq!(after.len(), before.len());
    assert!(
        after
            .iter()
            .any(|(stage, finished)| before.get(stage) != Some(finished)),
        "with another seed, nothing was done again"
    );
}
