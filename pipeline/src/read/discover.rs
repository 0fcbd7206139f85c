//! From what the user named to the list of files to read.
//!
//! Invariant: everything named is looked at before anything is read, so that a typing error costs
//! no time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    ReadError,
    container::Container,
    open::{self, Unpacked},
};

/// File names taken from directories, for messages.
pub(super) const ENDINGS: &str = ".jsonl, .ndjson, .json or .parquet (or, but for the last, one of these with .gz, .zst or .zstd after it), nor holds a transcript in a .txt file";

/// Something the user named as input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory that is searched with all directories in it.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl From<&str> for Input {
    /// `-` is standard input, everything else a path.
    fn from(argument: &str) -> Self {
        Self::from(PathBuf::from(argument))
    }
}

impl From<PathBuf> for Input {
    /// `-` is standard input, everything else a path.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::Path(path)
        }
    }
}

/// One stream to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// None is standard input.
    pub(super) path: Option<PathBuf>,
    /// Its place among the sources.
    pub(super) number: u32,
    /// For messages.
    pub(super) name: String,
    /// Begins the ids of conversations that have none; unlike that of every other source.
    pub(super) stem: String,
    /// Its size, 0 where not known.
    pub(super) bytes: u64,
}

impl Source {
    /// Its name with the directories it is in, for those who will look for it later.
    pub(super) fn full_name(&self) -> String {
        let full = self
            .path
            .as_ref()
            .and_then(|path| std::path::absolute(path).ok());
        full.map_or_else(|| self.name.clone(), |path| path.display().to_string())
    }

    /// Stands for the one account that an account export belongs to. Exports in parts
    /// (`conversations-000.json`, `conversations-001.json`) are of the same one.
    pub(super) fn account(&self) -> String {
        let (name, copy) = match self.stem.rsplit_once('~') {
            Some((name, copy)) if !copy.is_empty() && is_number(copy) => (name, copy),
            _ => (&self.stem[..], "1"),
        };
        let name = match name.rsplit_once('-') {
            Some((name, part)) if !name.is_empty() && is_number(part) => name,
            _ => name,
        };
        format!("export {name}~{copy}")
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Sources in reading order, and how many files in directories were passed over.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    pub(super) ignored: u64,
    seen: BTreeSet<PathBuf>,
    stems: BTreeMap<String, u32>,
}

/// Lists the sources behind `inputs`; a file that is named twice is read once.
pub(super) fn discover(inputs: &[Input]) -> Result<Found, ReadError> {
    if inputs.is_empty() {
        return Err(ReadError::NoInput);
    }
    let mut found = Found::default();
    for input in inputs {
        match input {
            Input::Stdin => found.add(None, 0),
            Input::Path(path) => {
                let about = fs::metadata(path).map_err(|e| unreadable(path, e))?;
                if about.is_dir() {
                    found.directory(path)?;
                } else {
                    found.add(Some(path), about.len());
                }
            }
        }
    }
    Ok(found)
}

impl Found {
    fn directory(&mut self, root: &Path) -> Result<(), ReadError> {
        let mut files = Vec::new();
        let ignored = walk(root, &mut files)?;
        if files.is_empty() {
            return Err(ReadError::NothingInDirectory {
                path: root.to_owned(),
                ignored,
            });
        }
        self.ignored += ignored;
        files.sort();
        for (path, bytes) in files {
            self.add(Some(&path), bytes);
        }
        Ok(())
    }

    fn add(&mut self, path: Option<&Path>, bytes: u64) {
        let (name, stem, identity) = match path {
            Some(path) => (
                path.display().to_string(),
                stem(path),
                path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            ),
            None => ("standard input".into(), "stdin".into(), PathBuf::from("-")),
        };
        if !self.seen.insert(identity) {
            return;
        }
        let uses = self.stems.entry(stem.clone()).or_default();
        *uses += 1;
        let stem = match *uses {
            1 => stem,
            n => format!("{stem}~{n}"),
        };
        self.sources.push(Source {
            number: self.sources.len() as u32,
            path: path.map(Path::to_owned),
            name,
            stem,
            bytes,
        });
    }
}

/// Adds the files under `directory` and returns how many others there are. Links to directories are
/// not followed (they may go in circles); hidden files are passed over.
fn walk(directory: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<u64, ReadError> {
    let mut ignored = 0;
    for entry in fs::read_dir(directory).map_err(|e| unreadable(directory, e))? {
        let entry = entry.map_err(|e| unreadable(directory, e))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|e| unreadable(&path, e))?;
        if kind.is_dir() {
            ignored += walk(&path, files)?;
            continue;
        }
        match fs::metadata(&path) {
            Ok(about) if about.is_file() && looks_like_conversations(&path) => {
                files.push((path, about.len()));
            }
            _ => ignored += 1,
        }
    }
    Ok(ignored)
}

fn unreadable(path: &Path, cause: io::Error) -> ReadError {
    let path = path.to_owned();
    if cause.kind() == io::ErrorKind::NotFound {
        ReadError::Missing(path)
    } else {
        ReadError::Unreadable { path, cause }
    }
}

/// By its ending; of plain text, which may be anything, only what begins as a transcript.
fn looks_like_conversations(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
        return false;
    };
    let bare = without_packing_ending(name);
    !name.starts_with('.')
        && (without_json_ending(bare).is_some()
            || without_ending(name, &[".parquet"]).is_some()
            || without_ending(bare, &[".txt"]).is_some() && is_transcript(path))
}

fn is_transcript(path: &Path) -> bool {
    let head = fs::File::open(path).and_then(|mut file| {
        let Unpacked { head, .. } = open::unpack(&mut file)?;
        Ok(head)
    });
    head.is_ok_and(|head| Container::of(&head, None) == Container::Text)
}

/// The file name without the endings that Kleio knows.
fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .map_or_else(|| "input".into(), |n| n.to_string_lossy().into_owned());
    let bare = without_packing_ending(&name);
    without_json_ending(bare)
        .or_else(|| without_ending(bare, &[".parquet", ".txt"]))
        .unwrap_or(bare)
        .to_owned()
}

fn without_packing_ending(name: &str) -> &str {
    without_ending(name, &[".gz", ".zst", ".zstd"]).unwrap_or(name)
}

fn without_json_ending(name: &str) -> Option<&str> {
    without_ending(name, &[".jsonl", ".ndjson", ".jsonlines", ".json"])
}

fn without_ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| {
        let cut = name.len().checked_sub(ending.len()).filter(|&c| c > 0)?;
        let (head, tail) = name.split_at_checked(cut)?;
        tail.eq_ignore_ascii_case(ending).then_some(head)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_lose_known_endings_only() {
        for (name, expected) in [
            ("a/chats.jsonl.zst", "chats"),
            ("chats.JSONL.GZ", "chats"),
            ("chats.2024.ndjson", "chats.2024"),
            ("chats", "chats"),
            (".zst", ".zst"),
            ("é.json", "é"),
            ("train.parquet", "train"),
            ("talk.txt.gz", "talk"),
        ] {
            assert_eq!(stem(Path::new(name)), expected);
        }
    }

    #[test]
    fn walks_directories_in_order_and_counts_what_it_ignores() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b/deep")).unwrap();
        for name in [
            "z.jsonl",
            "a.ndjson.gz",
            "b/deep/z.json",
            "notes.txt",
            ".hidden.jsonl",
        ] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let found = discover(&[Input::Path(dir.path().into())]).unwrap();
        let stems: Vec<_> = found.sources.iter().map(|s| s.stem.as_str()).collect();
        assert_eq!(stems, ["a", "z", "z~2"]);
        assert!(found.sources[1].name.ends_with("b/deep/z.json"));
        assert_eq!(found.ignored, 2);
    }

    #[test]
    fn parts_of_an_export_are_of_one_account() {
        let account = |stem: &str| {
            Source {
                number: 0,
                path: None,
                name: String::new(),
                stem: stem.to_owned(),
                bytes: 0,
            }
            .account()
        };
        assert_eq!(account("conversations"), account("conversations-001"));
        assert_eq!(
            account("conversations-000~2"),
            account("conversations-001~2")
        );
        assert_ne!(account("conversations"), account("conversations~2"));
        assert_ne!(account("jo"), account("mo"));
    }

    #[test]
    fn texts_in_directories_are_taken_where_they_are_transcripts() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("notes.txt"), "Remember the milk.").unwrap();
        fs::write(dir.path().join("talk.txt"), "Human: hello\n").unwrap();
        fs::write(dir.path().join("rows.parquet"), "PAR1").unwrap();
        let found = discover(&[Input::Path(dir.path().into())]).unwrap();
        let stems: Vec<_> = found.sources.iter().map(|s| s.stem.as_str()).collect();
        assert_eq!(stems, ["rows", "talk"]);
        assert_eq!(found.ignored, 1);
    }

    #[test]
    fn a_file_named_twice_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jsonl");
        fs::write(&file, "x").unwrap();
        let inputs = [
            Input::Path(file),
            Input::Path(dir.path().into()),
            Input::from("-"),
            Input::Stdin,
        ];
        assert_eq!(discover(&inputs).unwrap().sources.len(), 2);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let missing = discover(&[Input::from("no/such.jsonl")]).unwrap_err();
        insta::assert_snapshot!(missing, @"There is no file or directory no/such.jsonl. Check the path.");
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("notes.txt"), "x").unwrap();
        let error = discover(&[Input::Path(dir.path().into())]).unwrap_err();
        assert!(matches!(
            error,
            ReadError::NothingInDirectory { ignored: 1, .. }
        ));
        assert!(error.to_string().contains(".jsonl"));
    }
}
