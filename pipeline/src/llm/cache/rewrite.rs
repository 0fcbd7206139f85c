//! Writes the cache anew: with another encryption, or without what was purged.
//!
//! Invariant: of a reply that goes, nothing stays but what it cost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::row::{Row, damaged};
use super::{CLEAR, Cache, CacheError, FILE, SEALED, version};
use crate::llm::{Owner, Stage};
use crate::vault::Seal;

/// While it is being written; the vault takes a name that begins like this away.
const PARTIAL: &str = ".tmp-replies.sqlite";
/// What SQLite keeps beside a file.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// The key of the row that keeps what replies cost that are gone; no question has it.
const COST: [u8; 32] = [0; 32];

/// Which replies stay.
pub(crate) enum Keep<'a> {
    /// All of them.
    All,
    /// None of them.
    Nothing,
    /// Those to questions about one conversation of somebody for whom this says yes. Replies about
    /// clusters are made from many conversations, so they all go; and so do those of which nobody
    /// knows whose they are, as of vectors: many people may have written a word or sentence.
    Of(&'a dyn Fn(&Owner) -> bool),
}

/// Writes the replies in the directory `vault` anew, from one encryption to another; nothing is done
/// where there are none, or where they all stay and have the encryption already. Gives how many went.
///
/// # Errors
/// When the cache cannot be read or written.
pub(crate) fn rewrite(
    vault: &Path,
    from: Option<&Seal>,
    to: Option<&Seal>,
    keep: &Keep<'_>,
) -> Result<usize, CacheError> {
    let path = vault.join(FILE);
    if !path.is_file() || (matches!(keep, Keep::All) && has_encryption(&path, to)?) {
        return Ok(0);
    }
    let old = Cache::open(vault, from)?;
    let partial = vault.join(PARTIAL);
    let open_error = |cause| CacheError::Open {
        path: partial.clone(),
        cause,
    };
    remove(vault, PARTIAL).map_err(open_error)?;
    let new = Cache::at(partial.clone(), to)?;
    let gone = copy(&old, &new, keep).map_err(|cause| new.failed(cause))?;
    close(new)?;
    close(old)?;
    let replace = || {
        for end in BESIDE {
            remove_file(&vault.join(format!("{FILE}{end}")))?;
            remove_file(&vault.join(format!("{PARTIAL}{end}")))?;
        }
        fs::File::open(&partial)?.sync_all()?;
        fs::rename(&partial, &path)
    };
    replace().map_err(open_error)?;
    Ok(gone)
}

fn copy(old: &Cache, new: &Cache, keep: &Keep<'_>) -> rusqlite::Result<usize> {
    let owners = owners(old)?;
    let stays = |row: &Row| match keep {
        Keep::All => true,
        Keep::Nothing => false,
        Keep::Of(says_yes) => {
            let of = owners.get(&old.codec().key(&row.key));
            is_about_one(&row.stage) && of.is_some_and(|of| of.iter().any(says_yes))
        }
    };
    let mut cost = Row {
        key: COST.to_vec(),
        stage: String::new(),
        model: String::new(),
        text: String::new(),
        ended: 0,
        tokens_in: 0,
        tokens_out: 0,
        dollars: 0.0,
    };
    let mut gone = 0;
    new.connection.execute_batch("BEGIN")?;
    old.each_row(&mut |row| {
        let is_cost = row.key == COST;
        if is_cost || !stays(&row) {
            cost.tokens_in = cost.tokens_in.saturating_add(row.tokens_in);
            cost.tokens_out = cost.tokens_out.saturating_add(row.tokens_out);
            cost.dollars += row.dollars;
            gone += usize::from(!is_cost);
            return Ok(());
        }
        new.insert(&row)?;
        for owner in owners.get(&old.codec().key(&row.key)).into_iter().flatten() {
            let stays = match keep {
                Keep::Of(says_yes) => says_yes(owner),
                Keep::All | Keep::Nothing => true,
            };
            if stays {
                new.insert_owner(&row.key, owner)?;
            }
        }
        Ok(())
    })?;
    if cost.tokens_in > 0 || cost.tokens_out > 0 || cost.dollars > 0.0 {
        new.insert(&cost)?;
    }
    new.connection.execute_batch("COMMIT")?;
    Ok(gone)
}

/// Owners by the key that stands in the table of replies.
fn owners(cache: &Cache) -> rusqlite::Result<BTreeMap<Vec<u8>, BTreeSet<Owner>>> {
    let mut statement = cache.connection.prepare("SELECT key, about FROM owner")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    let mut owners: BTreeMap<Vec<u8>, BTreeSet<Owner>> = BTreeMap::new();
    for row in rows {
        let (key, about) = row?;
        let owner = cache.codec().decode_owner(&key, &about);
        owners
            .entry(key)
            .or_default()
            .insert(owner.map_err(|_| damaged())?);
    }
    Ok(owners)
}

fn is_about_one(stage: &str) -> bool {
    [Stage::Screen, Stage::Facets]
        .map(Stage::name)
        .contains(&stage)
}

fn has_encryption(path: &Path, seal: Option<&Seal>) -> Result<bool, CacheError> {
    let format = Connection::open(path).and_then(|connection| version(&connection));
    let format = format.map_err(|cause| CacheError::Sqlite {
        path: path.to_owned(),
        cause,
    })?;
    Ok(format == if seal.is_some() { SEALED } else { CLEAR })
}

/// Puts everything into the one file.
fn close(cache: Cache) -> Result<(), CacheError> {
    let checkpoint = |connection: &Connection| {
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        connection.pragma_update(None, "journal_mode", "delete")
    };
    checkpoint(&cache.connection).map_err(|cause| cache.failed(cause))?;
    let Cache {
        path, connection, ..
    } = cache;
    connection
        .close()
        .map_err(|(_, cause)| CacheError::Sqlite { path, cause })
}

fn remove(vault: &Path, name: &str) -> std::io::Result<()> {
    for end in ["", BESIDE[0], BESIDE[1], BESIDE[2]] {
        remove_file(&vault.join(format!("{name}{end}")))?;
    }
    Ok(())
}

fn remove_file(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{End, Reply};
    use super::*;
    use crate::llm::Tokens;
    use crate::llm::prompt::Key;

    fn reply(text: &str) -> Reply {
        Reply {
            text: text.to_owned(),
            end: End::Whole,
            tokens: Tokens {
                input: 1,
                output: 2,
            },
        }
    }

    /// Three replies about one conversation each, of which two people share one, and one about a cluster.
    fn filled(vault: &Path, seal: Option<&Seal>) {
        let cache = Cache::open(vault, seal).unwrap();
        let owners = ["aa", "bb"].map(Owner::for_tests);
        for (number, stage, of) in [
            (1, Stage::Facets, &[&owners[0]][..]),
            (2, Stage::Facets, &[&owners[1]]),
            (3, Stage::Screen, &[&owners[0], &owners[1]]),
            (4, Stage::Describe, &[]),
        ] {
            let key = Key([number; 32]);
            let text = format!("reply {number}");
            cache.put(key, stage, "m", &reply(&text), 1.0).unwrap();
            cache.own(key, of).unwrap();
        }
    }

    fn there(vault: &Path, seal: Option<&Seal>) -> Vec<u8> {
        let cache = Cache::open(vault, seal).unwrap();
        (1..=4)
            .filter(|&number| cache.get(Key([number; 32])).unwrap().is_some())
            .collect()
    }

    #[test]
    fn what_is_of_one_account_goes_and_what_it_cost_stays() {
        for seal in [None, Some(Seal::for_tests())] {
            let vault = tempfile::tempdir().unwrap();
            let (vault, seal) = (vault.path(), seal.as_ref());
            filled(vault, seal);
            let others = |owner: &Owner| *owner != Owner::for_tests("aa");
            assert_eq!(rewrite(vault, seal, seal, &Keep::Of(&others)).unwrap(), 2);
            assert_eq!(there(vault, seal), [2, 3]);
            let bytes = fs::read(vault.join(FILE)).unwrap();
            for trace in [&b"reply 1"[..], b"\"aa\"", &[1; 32]] {
                assert!(!bytes.windows(trace.len()).any(|part| part == trace));
            }
            let spent = Cache::open(vault, seal).unwrap().spent().unwrap();
            assert_eq!((spent.dollars, spent.tokens), (4.0, 12));
            assert_eq!(rewrite(vault, seal, seal, &Keep::Of(&others)).unwrap(), 0);
            assert_eq!(rewrite(vault, seal, seal, &Keep::Nothing).unwrap(), 2);
            let spent = Cache::open(vault, seal).unwrap().spent().unwrap();
            assert_eq!((spent.dollars, spent.tokens), (4.0, 12));
        }
    }

    #[test]
    fn vectors_go_with_whatever_is_purged_and_their_cost_stays() {
        for seal in [None, Some(Seal::for_tests())] {
            let vault = tempfile::tempdir().unwrap();
            let (vault, seal) = (vault.path(), seal.as_ref());
            let cache = Cache::open(vault, seal).unwrap();
            let key = Key([9; 32]);
            let vectors = [(key, reply("vector"), 0.5), (Key([8; 32]), reply("v"), 0.5)];
            cache.put_all(Stage::Embed, "m", &vectors).unwrap();
            assert_eq!(cache.get(key).unwrap(), Some(reply("vector")));
            drop(cache);
            assert_eq!(rewrite(vault, seal, seal, &Keep::Of(&|_| true)).unwrap(), 2);
            let cache = Cache::open(vault, seal).unwrap();
            assert_eq!(cache.get(key).unwrap(), None);
            assert_eq!(cache.spent().unwrap().dollars, 1.0);
        }
    }

    #[test]
    fn another_encryption_changes_nothing_else() {
        let vault = tempfile::tempdir().unwrap();
        let (vault, seal) = (vault.path(), Seal::for_tests());
        filled(vault, None);
        for (from, to) in [(None, Some(&seal)), (Some(&seal), None)] {
            // A second time there is nothing to do.
            for _ in 0..2 {
                assert_eq!(rewrite(vault, from, to, &Keep::All).unwrap(), 0);
                assert_eq!(there(vault, to), [1, 2, 3, 4]);
            }
        }
        let others = |owner: &Owner| *owner != Owner::for_tests("aa");
        assert_eq!(rewrite(vault, None, None, &Keep::Of(&others)).unwrap(), 2);
    }
}
