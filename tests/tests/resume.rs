//! A run that is killed goes on from its last finished stage, and comes to the same release.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use kleio_tests::corpus;
use kleio_tests::demo::demo;
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

fn run(out: &Path) -> std::process::Command {
    let mut command = kleio();
    command
        .arg("run")
        .arg(demo().sample())
        .arg("--out")
        .arg(out);
    command
}

/// Starts a run and kills it as soon as `enough` of its stages are finished; returns those that were.
fn killed_after(enough: usize, out: &Path) -> BTreeMap<String, SystemTime> {
    let mut child = run(out)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
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

#[test]
fn a_killed_run_goes_on_where_it_was_and_gives_the_same_release() {
    let directory = TempDir::new().unwrap();
    let whole = corpus::files(&demo().release());
    let all = stages(&demo().out()).len();
    assert!(
        all >= 5,
        "a whole run leaves its stages in the vault: {all}"
    );
    let mut interrupted = 0;
    for enough in [0, 1, 2, 3, all] {
        let out = directory.path().join(format!("after-{enough}"));
        let before = killed_after(enough, &out);
        let unfinished = before.len() < all || !out.join("release").exists();
        interrupted += usize::from(unfinished);
        success(&mut run(&out));
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
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("out");
    success(&mut run(&out));
    let (before, release) = (stages(&out), corpus::files(&out.join("release")));
    success(&mut run(&out));
    assert_eq!(stages(&out), before);
    assert!(corpus::files(&out.join("release")) == release);
}

#[test]
fn another_seed_or_input_is_not_taken_for_the_same_run() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("out");
    success(&mut run(&out));
    let before = stages(&out);
    success(run(&out).args(["--seed", "99"]));
    let after = stages(&out);
    assert_eq!(after.len(), before.len());
    assert!(
        after
            .iter()
            .any(|(stage, finished)| before.get(stage) != Some(finished)),
        "with another seed, nothing was done again"
    );
}
