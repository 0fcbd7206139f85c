//! Opens a source, unpacks it, and hashes the raw bytes on the way.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
};

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};

use super::{container::HEAD_BYTES, discover::Source};

const BUFFER: usize = 1 << 18;

/// The raw bytes of a source; everything read through it is hashed and moves the bar.
pub(super) struct Raw<'a> {
    bytes: Box<dyn Read>,
    hash: &'a mut Sha256,
    bar: Option<&'a ProgressBar>,
    /// The bar's length does not count this source, so it grows with it.
    grows: bool,
}

impl<'a> Raw<'a> {
    pub(super) fn open(
        source: &Source,
        hash: &'a mut Sha256,
        bar: &'a ProgressBar,
    ) -> io::Result<Self> {
        let bytes: Box<dyn Read> = match &source.path {
            Some(path) => Box::new(File::open(path)?),
            None => Box::new(io::stdin()),
        };
        Ok(Self {
            bytes,
            hash,
            bar: Some(bar),
            grows: source.bytes == 0,
        })
    }

    /// What is read from here on does not move the bar.
    pub(super) fn silence(&mut self) {
        self.bar = None;
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.hash.update(&buffer[..n]);
        if let Some(bar) = self.bar {
            if self.grows {
                bar.inc_length(n as u64);
            }
            bar.inc(n as u64);
        }
        Ok(n)
    }
}

/// The unpacked bytes of a source.
pub(super) struct Unpacked<'r> {
    pub(super) bytes: Box<dyn BufRead + 'r>,
    /// At most [`HEAD_BYTES`] from the beginning; they are in `bytes` too.
    pub(super) head: Vec<u8>,
    /// Whether there was anything to unpack.
    pub(super) packed: bool,
}

/// Plain bytes, whatever the packing: the first bytes decide, not the name.
pub(super) fn unpack<'r, R: Read>(raw: &'r mut R) -> io::Result<Unpacked<'r>> {
    let mut head = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut head)?;
    let zstd = head == [0x28, 0xb5, 0x2f, 0xfd];
    let gzip = head.starts_with(&[0x1f, 0x8b]);
    let whole = BufReader::with_capacity(BUFFER, io::Cursor::new(head).chain(raw));
    let mut bytes: Box<dyn BufRead + 'r> = if zstd {
        let decoder = zstd::stream::read::Decoder::with_buffer(whole)?;
        Box::new(BufReader::with_capacity(BUFFER, decoder))
    } else if gzip {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(whole)))
    } else {
        Box::new(whole)
    };
    let mut head = Vec::new();
    let end = bytes
        .by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head);
    let rest: Box<dyn BufRead + 'r> = match end {
        Ok(_) => bytes,
        // What came before is read first, then this.
        Err(error) => Box::new(BufReader::new(Broken(Some(error)))),
    };
    Ok(Unpacked {
        bytes: Box::new(io::Cursor::new(head.clone()).chain(rest)),
        head,
        packed: zstd || gzip,
    })
}

/// Fails once.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn unpacked(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        unpack(&mut bytes)?.bytes.read_to_end(&mut text)?;
        Ok(text)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn magic_bytes_decide() {
        let text = b"one\ntwo\n".repeat(1000);
        assert_eq!(unpacked(&text).unwrap(), text);
        assert_eq!(unpacked(&gzip(&text)).unwrap(), text);
        assert_eq!(
            unpacked(&zstd::encode_all(&text[..], 3).unwrap()).unwrap(),
            text
        );
        for tiny in [&b""[..], b"{", b"\x1f", b"\x28\xb5\x2f"] {
            assert_eq!(unpacked(tiny).unwrap(), tiny);
        }
    }

    #[test]
    fn joined_files_are_read_through() {
        assert_eq!(
            unpacked(&[gzip(b"a\n"), gzip(b"b\n")].concat()).unwrap(),
            b"a\nb\n"
        );
        let parts = [
            zstd::encode_all(&b"a\n"[..], 3).unwrap(),
            zstd::encode_all(&b"b\n"[..], 3).unwrap(),
        ];
        assert_eq!(unpacked(&parts.concat()).unwrap(), b"a\nb\n");
    }

    #[test]
    fn a_cut_file_says_so() {
        let text: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        for packed in [gzip(&text), zstd::encode_all(&text[..], 3).unwrap()] {
            let error = unpacked(&packed[..packed.len() / 2]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
