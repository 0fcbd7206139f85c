//! Encrypted files that can be read from any place, without being decrypted whole.
//!
//! A file is eight bytes that say what it is, a nonce, and pieces of 64 KiB, each encrypted with its
//! number and whether it is the last one, so that none can be taken away, moved or appended (STREAM:
//! Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015).
//!
//! Invariant: nothing of a piece is given out before the whole piece was found to be unchanged.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, PoisonError},
};

use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::{XChaCha20Poly1305, aead::Payload};

use super::{Broken, Seal, random};
use crate::vault::VaultError;

const MAGIC: &[u8; 8] = b"KLEIOSF1";
const NONCE: usize = 19;
const TAG: usize = 16;
const PIECE: usize = 64 << 10;
const HEAD: u64 = (MAGIC.len() + NONCE) as u64;
const PURPOSE: &str = "files";

type Stream = StreamBE32<XChaCha20Poly1305>;

fn stream(seal: &Seal, nonce: [u8; NONCE]) -> Stream {
    Stream::from_aead(seal.cipher(PURPOSE), &nonce.into())
}

/// Whether a file that begins like this is an encrypted one.
pub(in crate::vault) fn is_sealed(beginning: &[u8]) -> bool {
    beginning.starts_with(MAGIC)
}

/// Encrypts what is written to it. Without [`Self::finish`] the file cannot be opened again.
pub(in crate::vault) struct SealedWriter {
    file: File,
    stream: Stream,
    name: Vec<u8>,
    piece: Vec<u8>,
    number: u32,
}

impl SealedWriter {
    /// Writes to the empty file `file`, which opens under `name` only.
    pub(in crate::vault) fn new(
        seal: &Seal,
        name: &str,
        mut file: File,
    ) -> Result<Self, VaultError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        file.write_all(MAGIC)
            .and_then(|()| file.write_all(&nonce))
            .map_err(|e| VaultError::unstorable(name, &e))?;
        Ok(Self {
            file,
            stream: stream(seal, nonce),
            name: name.as_bytes().to_vec(),
            piece: Vec::with_capacity(PIECE),
            number: 0,
        })
    }

    fn put(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload {
            msg: &self.piece,
            aad: &self.name,
        };
        let sealed = self
            .stream
            .encrypt(self.number, last, payload)
            .map_err(|_| io::Error::other("it cannot be encrypted"))?;
        self.file.write_all(&sealed)?;
        self.piece.clear();
        self.number = self
            .number
            .checked_add(1)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(())
    }

    /// Writes the end; gives the file.
    pub(in crate::vault) fn finish(mut self) -> io::Result<File> {
        self.put(true)?;
        Ok(self.file)
    }
}

impl Write for SealedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece is kept back until more comes: only then it is known not to be the last.
        if self.piece.len() == PIECE && !bytes.is_empty() {
            self.put(false)?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Does not write a piece that is not full: pieces have one length.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An encrypted file, open for reading.
#[derive(Clone)]
pub(in crate::vault) struct SealedFile(Arc<Opened>);

struct Opened {
    file: Mutex<File>,
    stream: Stream,
    name: Vec<u8>,
    pieces: u32,
    clear: u64,
    stored: u64,
}

impl std::fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedFile(..)")
    }
}

impl SealedFile {
    /// Opens what was written under `name`.
    pub(in crate::vault) fn open(seal: &Seal, name: &str, mut file: File) -> io::Result<Self> {
        let mut head = [0; HEAD as usize];
        file.read_exact(&mut head).map_err(|_| broken())?;
        let nonce = head
            .strip_prefix(MAGIC)
            .and_then(|nonce| nonce.try_into().ok())
            .ok_or_else(|| io::Error::other("it is not encrypted, as everything else here is"))?;
        let stored = file.metadata()?.len() - HEAD;
        let pieces = stored.div_ceil((PIECE + TAG) as u64);
        let clear = stored.checked_sub(pieces * TAG as u64).ok_or_else(broken)?;
        Ok(Self(Arc::new(Opened {
            file: Mutex::new(file),
            stream: stream(seal, nonce),
            name: name.as_bytes().to_vec(),
            pieces: u32::try_from(pieces).map_err(|_| broken())?,
            clear,
            stored,
        })))
    }

    /// Bytes of its content.
    pub(in crate::vault) fn len(&self) -> u64 {
        self.0.clear
    }

    /// Reads on from byte `start` of the content.
    pub(in crate::vault) fn from(&self, start: u64) -> SealedReader {
        SealedReader {
            file: self.clone(),
            at: start,
            held: None,
        }
    }

    fn piece(&self, number: u32) -> io::Result<Vec<u8>> {
        let opened = &*self.0;
        if number >= opened.pieces {
            return Err(broken());
        }
        let from = u64::from(number) * (PIECE + TAG) as u64;
        let bytes = (opened.stored - from).min((PIECE + TAG) as u64) as usize;
        let mut sealed = vec![0; bytes];
        {
            let mut file = opened.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(HEAD + from))?;
            file.read_exact(&mut sealed)?;
        }
        let payload = Payload {
            msg: &sealed,
            aad: &opened.name,
        };
        opened
            .stream
            .decrypt(number, number + 1 == opened.pieces, payload)
            .map_err(|_| broken())
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Broken)
}

/// Reads an encrypted file in order.
pub(in crate::vault) struct SealedReader {
    file: SealedFile,
    at: u64,
    held: Option<(u32, Vec<u8>)>,
}

impl Read for SealedReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.file.len() {
            // The end is only believed once the last piece says that it is the last.
            let last = self.file.0.pieces.checked_sub(1).ok_or_else(broken)?;
            if self.held.as_ref().is_none_or(|(number, _)| *number != last) {
                self.held = Some((last, self.file.piece(last)?));
            }
            return Ok(0);
        }
        let number = (self.at / PIECE as u64) as u32;
        if self.held.as_ref().is_none_or(|(held, _)| *held != number) {
            self.held = Some((number, self.file.piece(number)?));
        }
        let within = (self.at % PIECE as u64) as usize;
        let piece = self.held.as_ref().map_or(&[][..], |(_, piece)| piece);
        let rest = piece.get(within..).unwrap_or_default();
        let taken = rest.len().min(into.len());
        into[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn write(seal: &Seal, path: &Path, bytes: &[u8]) {
        let file = File::create(path).unwrap();
        let mut writer = SealedWriter::new(seal, "name", file).unwrap();
        // In uneven parts, as Parquet does.
        for part in bytes.chunks(10_007) {
            writer.write_all(part).unwrap();
        }
        writer.finish().unwrap();
    }

    fn read(seal: &Seal, name: &str, path: &Path) -> io::Result<Vec<u8>> {
        let file = SealedFile::open(seal, name, File::open(path)?)?;
        let mut bytes = Vec::new();
        file.from(0).read_to_end(&mut bytes)?;
        assert_eq!(file.len(), bytes.len() as u64);
        Ok(bytes)
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 31 % 251) as u8).collect()
    }

    #[test]
    fn every_length_comes_back_and_from_any_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let seal = Seal::new().unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000] {
            let clear = bytes(length);
            write(&seal, &path, &clear);
            assert!(read(&seal, "name", &path).unwrap() == clear, "{length}");
            let file = SealedFile::open(&seal, "name", File::open(&path).unwrap()).unwrap();
            for start in [
                0,
                length.min(1),
                length / 2,
                length.saturating_sub(3),
                length,
            ] {
                let mut rest = Vec::new();
                file.from(start as u64).read_to_end(&mut rest).unwrap();
                assert!(rest == clear[start..], "{length} from {start}");
            }
        }
    }

    #[test]
    fn any_change_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let seal = Seal::new().unwrap();
        write(&seal, &path, &bytes(3 * PIECE + 5));
        let stored = fs::read(&path).unwrap();
        let piece = PIECE + TAG;
        let head = HEAD as usize;
        let mut swapped = stored.clone();
        swapped[head..head + 2 * piece].rotate_left(piece);
        let mut flipped = stored.clone();
        flipped[head + piece + 9] ^= 4;
        let mut nonce = stored.clone();
        nonce[9] ^= 1;
        let without_first = [&stored[..head], &stored[head + piece..]].concat();
        let longer = [&stored[..], b"x"].concat();
        for (what, changed) in [
            ("swapped", &swapped[..]),
            ("flipped", &flipped),
            ("nonce", &nonce),
            ("without its first piece", &without_first),
            ("longer", &longer),
            ("without its last piece", &stored[..head + 3 * piece]),
            ("cut within a piece", &stored[..head + 2 * piece + 99]),
            ("without any piece", &stored[..head]),
            ("cut within its head", &stored[..5]),
            ("in clear", b"{\"a\": 1}, and long enough for a head"),
        ] {
            fs::write(&path, changed).unwrap();
            assert!(read(&seal, "name", &path).is_err(), "{what}");
        }
        fs::write(&path, &stored).unwrap();
        assert!(read(&seal, "name", &path).is_ok());
        assert!(read(&seal, "another name", &path).is_err());
        assert!(read(&Seal::new().unwrap(), "name", &path).is_err());
    }
}
