//! The vault as a whole: resuming, being killed, being shared, being damaged.

use std::cell::Cell;
use std::fs;

use super::*;

/// The output of an imagined stage.
#[derive(Debug, PartialEq, Clone)]
struct Output(Vec<u32>);

impl Stored for Output {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table.numbers("n", self.0.iter().copied())?;
        to.table("numbers", &table)?;
        to.json("length", &self.0.len())
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let numbers = from.table("numbers")?.numbers("n")?;
        assert_eq!(from.json::<usize>("length")?, numbers.len());
        Ok(Self(numbers))
    }
}

fn keys(config: u32) -> (StageKey, StageKey) {
    let first = RootKey::new("input", "code")
        .then(StageName::Facets, &config)
        .unwrap();
    (first, first.then(StageName::Embed, &"same").unwrap())
}

/// Runs a stage and says whether it was computed.
fn run(vault: &Vault, key: StageKey, value: u32) -> (Output, Origin, bool) {
    let computed = Cell::new(false);
    let (output, origin) = vault
        .stage(key, || {
            computed.set(true);
            Ok::<_, VaultError>(Output(vec![value]))
        })
        .unwrap();
    (output, origin, computed.get())
}

#[test]
fn a_finished_stage_is_taken_up_again() {
    let out = tempfile::tempdir().unwrap();
    let (key, _) = keys(1);
    let vault = Vault::open(out.path()).unwrap();
    assert_eq!(
        run(&vault, key, 5),
        (Output(vec![5]), Origin::Computed, true)
    );
    drop(vault);
    let vault = Vault::open(out.path()).unwrap();
    assert_eq!(
        run(&vault, key, 6),
        (Output(vec![5]), Origin::Resumed, false)
    );
}

#[test]
fn a_failed_stage_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    let failed = vault.stage(keys(1).0, || {
        Err::<Output, _>(VaultError::Random("no luck".into()))
    });
    assert!(failed.is_err());
    assert!(run(&vault, keys(1).0, 5).2);
}

#[test]
fn another_configuration_takes_later_stages_away() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    let ((first, second), (other, _)) = (keys(1), keys(2));
    run(&vault, first, 1);
    run(&vault, second, 2);
    run(&vault, other, 3);
    drop(vault);
    let reader = VaultReader::open(out.path()).unwrap();
    assert_eq!(
        reader.load::<Output>(StageName::Facets).unwrap(),
        Output(vec![3])
    );
    let gone = reader.load::<Output>(StageName::Embed);
    assert!(matches!(
        gone,
        Err(VaultError::NotFinished { stage: "embed", .. })
    ));
}

#[test]
fn a_damaged_stage_is_made_anew_and_later_ones_stay() {
    for (file, text) in [
        ("numbers.parquet", Some("PAR1 but no table PAR1")),
        ("length.json", Some("7")),
        ("stage.json", Some("{")),
        ("numbers.parquet", None),
        ("stage.json", None),
    ] {
        let out = tempfile::tempdir().unwrap();
        let vault = Vault::open(out.path()).unwrap();
        let (first, second) = keys(1);
        run(&vault, first, 1);
        run(&vault, second, 2);
        let path = vault.path().join("stages/facets").join(file);
        match text {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let (output, origin, computed) = run(&vault, first, 1);
        assert!(computed, "{file}");
        assert_eq!(output, Output(vec![1]));
        let Origin::Repaired(note) = origin else {
            panic!("{file}: {origin:?}");
        };
        assert!(note.contains(file), "{note}");
        assert!(!run(&vault, first, 1).2);
        if file != "stage.json" {
            assert!(!run(&vault, second, 2).2, "{file}");
        }
    }
}

#[test]
fn what_a_killed_run_leaves_is_cleared() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 1);
    let stages = vault.path().join("stages");
    drop(vault);
    // Killed while writing a stage, and between taking the old one away and putting the new one in.
    fs::create_dir(stages.join(".tmp-embed")).unwrap();
    fs::write(stages.join(".tmp-embed/numbers.parquet"), "half").unwrap();
    fs::rename(stages.join("facets"), stages.join(".tmp-old-facets")).unwrap();
    let vault = Vault::open(out.path()).unwrap();
    assert!(files::names(&stages).unwrap().is_empty());
    assert_eq!(
        run(&vault, keys(1).0, 1),
        (Output(vec![1]), Origin::Computed, true)
    );
}

#[test]
fn a_vault_whose_first_run_was_killed_early_is_finished() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("vault");
    fs::create_dir(&path).unwrap();
    for name in ["lock", ".tmp-vault.json"] {
        fs::write(path.join(name), "").unwrap();
        Vault::open(out.path()).unwrap();
        fs::remove_file(path.join("vault.json")).unwrap();
        fs::remove_file(path.join("key")).unwrap();
        fs::remove_dir(path.join("stages")).unwrap();
    }
}

#[test]
fn two_runs_do_not_share_a_vault() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    let error = Vault::open(out.path()).unwrap_err();
    let process = format!("process {}", std::process::id());
    assert!(matches!(error, VaultError::Locked { .. }));
    assert!(error.to_string().contains(&process), "{error}");
    assert!(matches!(
        VaultReader::open(out.path()),
        Err(VaultError::Locked { .. })
    ));
    drop(vault);
    let readers = (VaultReader::open(out.path()), VaultReader::open(out.path()));
    assert!(readers.0.is_ok() && readers.1.is_ok());
    assert!(matches!(
        Vault::open(out.path()),
        Err(VaultError::Locked { pid: None, .. })
    ));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    fn check(path: &Path) {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            for name in files::names(path).unwrap() {
                check(&path.join(name));
            }
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    }

    let out = tempfile::tempdir().unwrap();
    fs::create_dir(out.path().join("vault")).unwrap();
    let vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 1);
    check(vault.path());
}

#[test]
fn places_that_are_no_vault_are_refused() {
    let out = tempfile::tempdir().unwrap();
    assert!(matches!(
        VaultReader::open(out.path()),
        Err(VaultError::NotAVault(_))
    ));
    let file = out.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(
        VaultReader::open(&file),
        Err(VaultError::NotAVault(_))
    ));
    let error = Vault::open(&file).unwrap_err();
    assert!(matches!(error, VaultError::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("is in the way"), "{error}");
    let below = Vault::open(&file.join("deeper")).unwrap_err();
    assert!(matches!(below, VaultError::Unwritable { .. }), "{below}");
    fs::create_dir(out.path().join("vault")).unwrap();
    fs::write(out.path().join("vault/thesis.txt"), "x").unwrap();
    assert!(matches!(
        Vault::open(out.path()),
        Err(VaultError::Foreign(_))
    ));
    fs::write(
        out.path().join("vault/vault.json"),
        r#"{"kleio_vault":99,"made_by":"9"}"#,
    )
    .unwrap();
    assert!(matches!(
        Vault::open(out.path()),
        Err(VaultError::Format { found: 99, .. })
    ));
}

#[test]
fn a_reader_takes_the_directory_or_the_vault_in_it() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 1);
    let path = vault.path().to_owned();
    drop(vault);
    for path in [out.path(), &path] {
        let reader = VaultReader::open(path).unwrap();
        assert_eq!(
            reader.load::<Output>(StageName::Facets).unwrap(),
            Output(vec![1])
        );
    }
}

#[test]
fn a_lost_key_makes_old_output_useless() {
    let out = tempfile::tempdir().unwrap();
    let vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 1);
    fs::remove_file(vault.path().join("key")).unwrap();
    drop(vault);
    let vault = Vault::open(out.path()).unwrap();
    assert!(run(&vault, keys(1).0, 1).2);
}
