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

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

/// No replies of models are in these vaults.
fn no_replies(_: &Path, _: Option<&Seal>, _: Option<&Seal>) -> Result<(), anyhow::Error> {
    Ok(())
}

#[test]
fn a_change_of_the_encryption_that_was_stopped_goes_on() {
    let out = tempfile::tempdir().unwrap();
    let words = passphrase("correct horse battery");
    let vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 5);
    vault.log().append("{}").unwrap();
    let (path, hash) = (vault.path().to_owned(), vault.account_hash("alice"));
    drop(vault);
    let numbers = path.join("stages/facets/numbers.parquet");
    let (key, table) = (
        fs::read(path.join("key")).unwrap(),
        fs::read(&numbers).unwrap(),
    );

    let stopped = |_: &Path, _: Option<&Seal>, _: Option<&Seal>| anyhow::bail!("stopped");
    assert!(encrypt::<anyhow::Error>(out.path(), &words, &stopped).is_err());
    // As if it had been stopped before these two.
    fs::write(path.join("key"), &key).unwrap();
    fs::write(&numbers, &table).unwrap();
    fs::write(path.join(".tmp-converted"), "half").unwrap();
    let half = Vault::open_with(out.path(), &words).unwrap_err();
    assert!(half.to_string().contains("kleio vault encrypt"), "{half}");
    let wrong = encrypt(out.path(), &passphrase("another passphrase"), &no_replies);
    assert!(wrong.is_err());
    encrypt(out.path(), &words, &no_replies).unwrap();
    assert_ne!(fs::read(&numbers).unwrap(), table);

    let vault = Vault::open_with(out.path(), &words).unwrap();
    assert_eq!(vault.account_hash("alice"), hash);
    assert!(!run(&vault, keys(1).0, 6).2);
    assert_eq!(vault.log().verify(&[]).unwrap().entries, ["{}"]);
    drop(vault);
    assert!(decrypt::<anyhow::Error>(out.path(), &words, &stopped).is_err());
    assert!(Vault::open(out.path()).is_err());
    decrypt(out.path(), &words, &no_replies).unwrap();
    assert_eq!(fs::read(&numbers).unwrap(), table);
    let vault = Vault::open(out.path()).unwrap();
    assert_eq!(vault.log().verify(&[]).unwrap().entries, ["{}"]);
    assert!(!run(&vault, keys(1).0, 6).2);
}

#[test]
fn a_table_in_the_place_of_another_does_not_open() {
    let out = tempfile::tempdir().unwrap();
    let words = passphrase("correct horse battery");
    encrypt(out.path(), &words, &no_replies).unwrap();
    let vault = Vault::open_with(out.path(), &words).unwrap();
    let (first, second) = keys(1);
    run(&vault, first, 1);
    run(&vault, second, 2);
    let stages = vault.path().join("stages");
    for file in ["numbers.parquet", "length.json", "stage.json"] {
        fs::copy(
            stages.join("embed").join(file),
            stages.join("facets").join(file),
        )
        .unwrap();
    }
    assert!(matches!(run(&vault, first, 1).1, Origin::Repaired(_)));
}

#[test]
fn clearing_leaves_only_what_the_vault_is() {
    let out = tempfile::tempdir().unwrap();
    let mut vault = Vault::open(out.path()).unwrap();
    run(&vault, keys(1).0, 1);
    vault.write_file("something", b"else").unwrap();
    assert_eq!(vault.read_file("something").unwrap().unwrap(), b"else");
    vault.log().append("{}").unwrap();
    vault.leave_out_account("alice").unwrap();
    fs::write(vault.path().join("replies.sqlite"), "").unwrap();
    fs::create_dir(vault.path().join("stages/released")).unwrap();
    let hash = vault.account_hash("alice");
    vault.clear().unwrap();
    assert_eq!(
        files::names(vault.path()).unwrap(),
        [
            "access.head",
            "access.log",
            "key",
            "lock",
            "purged.json",
            "replies.sqlite",
            "stages",
            "vault.json"
        ]
    );
    assert!(
        files::names(&vault.path().join("stages"))
            .unwrap()
            .is_empty()
    );
    vault.renew_key().unwrap();
    assert_ne!(vault.account_hash("alice"), hash);
    assert!(vault.purged().holds(Some("alice"), None));
}

#[test]
fn a_vault_of_before_the_log_gets_its_id_once() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("vault");
    drop(Vault::open(out.path()).unwrap());
    fs::write(
        path.join("vault.json"),
        r#"{"kleio_vault":1,"made_by":"0.1.0"}"#,
    )
    .unwrap();
    let reader = VaultReader::open(out.path()).unwrap();
    reader.log().append("{}").unwrap();
    let id = reader.id().to_owned();
    assert_eq!(id.len(), 32);
    drop(reader);
    let vault = Vault::open(out.path()).unwrap();
    assert_eq!(vault.log().verify(&[]).unwrap().entries.len(), 1);
    drop(vault);
    assert_eq!(VaultReader::open(out.path()).unwrap().id(), id);
}
