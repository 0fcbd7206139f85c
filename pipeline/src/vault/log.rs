//! The access log of a vault: a line an entry, each chained to the one before.
//!
//! A line is the entry's number, the hash of the chain so far (see [`chain`]) and the entry as JSON; in
//! an encrypted vault, all of that sealed, in hexadecimal. `access.head` keeps the last number and hash
//! beside the log, so that it is noticed when the end of the log is missing.
//!
//! Invariant: entries are only ever added. An entry is on the disk before [`Log::append`] returns.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::PathBuf,
};

use kleio_shared::chain::{Fault, Head, Verifier};

use super::{VaultError, files, store::Store};

pub(super) const NAME: &str = "access.log";
pub(super) const HEAD: &str = "access.head";
const PURPOSE: &str = "access log";

/// Why the log cannot be used, or was changed.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A line is none of the log's.
    #[error(
        "Line {line} of {} is no entry of the log: it was changed after it was written.",
        .path.display()
    )]
    Line {
        /// The log.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// The chain is broken.
    #[error("{}: {fault}", .path.display())]
    Chain {
        /// The log.
        path: PathBuf,
        /// Where and how.
        fault: Fault,
    },
    /// The head is missing or none.
    #[error(
        "{} is missing or was changed: whether the end of the log is missing can no longer be told.",
        .0.display()
    )]
    Head(PathBuf),
    /// A file cannot be read or written.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// The log of one vault.
#[derive(Debug, Clone)]
pub struct Log {
    store: Store,
    id: String,
}

/// The log as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// Each entry's JSON, in order.
    pub entries: Vec<String>,
    /// Where the log stands.
    pub head: Head,
    /// The last entry was written and its head was not: a kleio was killed in between.
    pub head_is_behind: bool,
}

impl Log {
    pub(super) fn new(store: &Store, id: &str) -> Self {
        Self {
            store: store.clone(),
            id: id.to_owned(),
        }
    }

    /// Adds an entry, which must be one line of JSON. Several processes may do so.
    ///
    /// # Errors
    /// When the log was changed, or cannot be written.
    pub fn append(&self, entry: &str) -> Result<Head, LogError> {
        let path = self.path();
        let mut file = files::private()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(VaultError::unwritable(&path))?;
        // Waits for others, and ends with the file.
        file.lock().map_err(VaultError::unwritable(&path))?;
        let (read, whole) = self.read_and_check(&[])?;
        // What a killed kleio left of a line.
        file.set_len(whole).map_err(VaultError::unwritable(&path))?;
        let head = read.head.after(entry.as_bytes());
        let line = self.line(head, entry)?;
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(VaultError::unwritable(&path))?;
        self.store
            .write_whole(HEAD, head.to_string().as_bytes())
            .map_err(LogError::from)?;
        Ok(head)
    }

    /// Reads the log and checks every link of it, against the head beside it and against `noted`, heads
    /// that were written down elsewhere.
    ///
    /// # Errors
    /// The first thing that is not as it was written.
    pub fn verify(&self, noted: &[Head]) -> Result<Entries, LogError> {
        let path = self.path();
        let lock = match File::open(&path) {
            Ok(file) => Some(file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => return Err(VaultError::unreadable(&path)(e).into()),
        };
        if let Some(lock) = &lock {
            lock.lock_shared().map_err(VaultError::unreadable(&path))?;
        }
        Ok(self.read_and_check(noted)?.0)
    }

    /// The entries, and how many bytes of the file they are.
    fn read_and_check(&self, noted: &[Head]) -> Result<(Entries, u64), LogError> {
        let path = self.path();
        let (lines, whole) = self.lines()?;
        let kept = match self.kept_head()? {
            Some(head) => head,
            None if lines.is_empty() => self.start(),
            // A vault whose very first entry was being written.
            None if lines.len() == 1 => self.start(),
            None => return Err(LogError::Head(self.store.root().join(HEAD))),
        };
        let broken = |fault| LogError::Chain {
            path: path.clone(),
            fault,
        };
        let mut head = self.start();
        for noted in noted.iter().copied().chain([kept]) {
            let mut verifier = Verifier::new(&self.name(), Some(noted));
            for (stored, entry) in &lines {
                verifier.entry(*stored, entry.as_bytes()).map_err(broken)?;
            }
            head = verifier.finish().map_err(broken)?;
        }
        let ahead = head.entries() - kept.entries();
        if ahead > 1 {
            return Err(LogError::Head(self.store.root().join(HEAD)));
        }
        let read = Entries {
            entries: lines.into_iter().map(|(_, entry)| entry).collect(),
            head,
            head_is_behind: ahead == 1,
        };
        Ok((read, whole))
    }

    fn kept_head(&self) -> Result<Option<Head>, LogError> {
        let damaged = || LogError::Head(self.store.root().join(HEAD));
        let bytes = self.store.read_if_there(HEAD).map_err(|_| damaged())?;
        bytes
            .map(|bytes| {
                let text = String::from_utf8(bytes).map_err(|_| damaged())?;
                text.parse().map_err(|_| damaged())
            })
            .transpose()
    }

    /// Every whole line, and how many bytes they are together.
    fn lines(&self) -> Result<(Vec<(Head, String)>, u64), LogError> {
        let path = self.path();
        let mut text = Vec::new();
        match File::open(&path) {
            Ok(mut file) => {
                file.read_to_end(&mut text)
                    .map_err(VaultError::unreadable(&path))?;
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok((Vec::new(), 0)),
            Err(e) => return Err(VaultError::unreadable(&path)(e).into()),
        }
        let (mut lines, mut whole) = (Vec::new(), 0);
        for (index, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let number = index as u64 + 1;
            let unknown = || LogError::Line {
                path: path.clone(),
                line: number,
            };
            whole += line.len() as u64;
            let Some(line) = line.strip_suffix(b"\n") else {
                // Being written when a kleio was killed; if it was whole once, the head tells.
                whole -= line.len() as u64;
                break;
            };
            lines.push(self.parse(line, number).ok_or_else(unknown)?);
        }
        Ok((lines, whole))
    }

    fn line(&self, head: Head, entry: &str) -> Result<String, VaultError> {
        let clear = format!("{} {} {entry}", head.entries(), hex::encode(head.hash()));
        let line = match self.store.seal() {
            None => clear,
            Some(seal) => {
                let place = head.entries().to_be_bytes();
                hex::encode(seal.seal(PURPOSE, &place, clear.as_bytes())?)
            }
        };
        Ok(line + "\n")
    }

    fn parse(&self, line: &[u8], number: u64) -> Option<(Head, String)> {
        let clear = match self.store.seal() {
            None => line.to_vec(),
            Some(seal) => {
                let sealed = hex::decode(line).ok()?;
                let clear = seal.open(PURPOSE, &number.to_be_bytes(), &sealed).ok()?;
                clear.to_vec()
            }
        };
        let text = String::from_utf8(clear).ok()?;
        let mut parts = text.splitn(3, ' ');
        let entries = parts.next()?.parse().ok()?;
        let mut hash = [0; 32];
        hex::decode_to_slice(parts.next()?, &mut hash).ok()?;
        Some((Head::stored(entries, hash), parts.next()?.to_owned()))
    }

    /// Writes the same log anew into `to`, whose encryption is another.
    pub(super) fn convert(&self, to: &Store) -> Result<(), LogError> {
        let other = Self::new(to, &self.id);
        let mut text = String::new();
        for (head, entry) in self.lines()?.0 {
            text.push_str(&other.line(head, &entry)?);
        }
        if !text.is_empty() {
            files::write_whole(to.root(), NAME, text.as_bytes())?;
        }
        Ok(())
    }

    /// Whether the log can be read as it is, encrypted or not.
    pub(super) fn can_be_read(&self) -> bool {
        self.lines().is_ok()
    }

    fn path(&self) -> PathBuf {
        self.store.root().join(NAME)
    }

    fn start(&self) -> Head {
        Head::start(&self.name())
    }

    fn name(&self) -> String {
        format!("vault {}", self.id)
    }
}

/// Whether there is a log at all.
pub(super) fn exists(store: &Store) -> bool {
    fs::exists(store.root().join(NAME)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::super::seal::Seal;
    use super::*;

    struct Desk {
        dir: tempfile::TempDir,
        log: Log,
    }

    impl Desk {
        fn new(seal: Option<Seal>) -> Self {
            let dir = tempfile::tempdir().unwrap();
            let log = Log::new(&Store::new(dir.path(), seal), "v");
            for entry in ["{\"a\":1}", "{\"b\":\"two words\"}", "{\"c\":3}"] {
                log.append(entry).unwrap();
            }
            Self { dir, log }
        }

        fn text(&self) -> String {
            fs::read_to_string(self.dir.path().join(NAME)).unwrap()
        }

        fn write(&self, text: &str) {
            fs::write(self.dir.path().join(NAME), text).unwrap();
        }
    }

    fn both() -> [Desk; 2] {
        [Desk::new(None), Desk::new(Some(Seal::new().unwrap()))]
    }

    #[test]
    fn entries_come_back_in_order() {
        for desk in both() {
            let read = desk.log.verify(&[]).unwrap();
            assert_eq!(read.entries[1], "{\"b\":\"two words\"}");
            assert_eq!((read.head.entries(), read.head_is_behind), (3, false));
            assert_eq!(desk.log.verify(&[read.head]).unwrap(), read);
        }
        let sealed = Desk::new(Some(Seal::new().unwrap()));
        assert!(!sealed.text().contains("two"), "{}", sealed.text());
    }

    #[test]
    fn change_deletion_reordering_and_truncation_are_found() {
        for desk in both() {
            let text = desk.text();
            let lines: Vec<&str> = text.lines().collect();
            let all = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect();
            let changed: [String; 8] = [
                text.replacen(char::is_numeric, "9", 1),
                text[..text.len() - 1].to_owned(),
                all(&[lines[0], lines[2]]),
                all(&[lines[1], lines[0], lines[2]]),
                all(&[lines[0], lines[1]]),
                all(&[lines[0], lines[1], lines[1], lines[2]]),
                all(&[lines[0], lines[1], lines[2], lines[2]]),
                String::new(),
            ];
            for changed in changed.iter().filter(|changed| **changed != text) {
                desk.write(changed);
                assert!(desk.log.verify(&[]).is_err(), "{changed}");
                assert!(desk.log.append("{}").is_err(), "{changed}");
            }
            fs::remove_file(desk.dir.path().join(NAME)).unwrap();
            assert!(desk.log.verify(&[]).is_err(), "without the log");
            desk.write(&text);
            fs::remove_file(desk.dir.path().join(HEAD)).unwrap();
            assert!(matches!(desk.log.verify(&[]), Err(LogError::Head(_))));
        }
    }

    #[test]
    fn a_log_that_was_written_anew_meets_no_head_noted_before() {
        let (desk, other) = (Desk::new(None), Desk::new(None));
        let noted = desk.log.verify(&[]).unwrap().head;
        let forged = tempfile::tempdir().unwrap();
        let log = Log::new(&Store::new(forged.path(), None), "v");
        for entry in ["{}", "{}", "{}", "{}"] {
            log.append(entry).unwrap();
        }
        assert!(log.verify(&[]).is_ok());
        assert!(matches!(log.verify(&[noted]), Err(LogError::Chain { .. })));
        // Both files put back to an earlier state.
        let (text, head) = (desk.text(), fs::read(desk.dir.path().join(HEAD)).unwrap());
        let later = desk.log.append("{}").unwrap();
        desk.write(&text);
        fs::write(desk.dir.path().join(HEAD), head).unwrap();
        assert!(desk.log.verify(&[]).is_ok());
        assert!(desk.log.verify(&[later]).is_err());
        assert!(other.log.verify(&[noted]).is_ok());
    }

    #[test]
    fn killed_between_entry_and_head_it_goes_on() {
        for desk in both() {
            let head = fs::read(desk.dir.path().join(HEAD)).unwrap();
            desk.log.append("{\"d\":4}").unwrap();
            fs::write(desk.dir.path().join(HEAD), head).unwrap();
            assert!(desk.log.verify(&[]).unwrap().head_is_behind);
            desk.log.append("{}").unwrap();
            let read = desk.log.verify(&[]).unwrap();
            assert_eq!((read.entries.len(), read.head_is_behind), (5, false));
        }
    }

    #[test]
    fn another_encryption_keeps_the_chain() {
        let desk = Desk::new(None);
        let before = desk.log.verify(&[]).unwrap();
        let sealed = Store::new(desk.dir.path(), Some(Seal::new().unwrap()));
        desk.log.convert(&sealed).unwrap();
        sealed
            .write_whole(HEAD, before.head.to_string().as_bytes())
            .unwrap();
        assert_eq!(Log::new(&sealed, "v").verify(&[]).unwrap(), before);
        assert!(!desk.text().contains("two"));
    }
}
