//! The model file's format: named tensors one after the other, with a checksum at the end.
//!
//! All numbers are little-endian: the magic bytes `KLEIOMDL`, the version (u32), the number of tensors
//! (u32), the tensors, and the CRC-32 (u32) of all before it. A tensor is its name (u32 length, UTF-8),
//! its kind (u32: 0 bytes, 1 u32, 2 f32), its shape (u32 number of axes, then u64 each) and its values.
//!
//! Values are read straight into place: loading takes no more memory than the file is long.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use crc32fast::Hasher;
use thiserror::Error;

const MAGIC: &[u8; 8] = b"KLEIOMDL";
const VERSION: u32 = 1;

/// Tensors by name.
pub(in crate::embed) type Tensors = BTreeMap<String, Tensor>;

/// An array of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::embed) struct Tensor {
    /// Length along each axis; the last one varies fastest.
    pub(in crate::embed) shape: Vec<usize>,
    /// As many as the product of the shape.
    pub(in crate::embed) values: Values,
}

/// A tensor's numbers.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::embed) enum Values {
    /// Bytes.
    U8(Vec<u8>),
    /// Integers.
    U32(Vec<u32>),
    /// Floating point numbers.
    F32(Vec<f32>),
}

/// Why a file could not be read.
#[derive(Debug, Error)]
pub(in crate::embed) enum ReadError {
    /// The system's reason.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The file is there but not a whole model file.
    #[error("{0}")]
    Damaged(String),
}

/// Writes `tensors` to a new file at `path`.
pub(super) fn write(tensors: &Tensors, path: &Path) -> io::Result<()> {
    let mut out = Summed::new(BufWriter::new(File::create(path)?));
    out.write_all(MAGIC)?;
    out.write_u32(VERSION)?;
    out.write_length(tensors.len())?;
    for (name, tensor) in tensors {
        out.write_length(name.len())?;
        out.write_all(name.as_bytes())?;
        out.write_u32(match tensor.values {
            Values::U8(_) => 0,
            Values::U32(_) => 1,
            Values::F32(_) => 2,
        })?;
        out.write_length(tensor.shape.len())?;
        for &length in &tensor.shape {
            out.write_all(&(length as u64).to_le_bytes())?;
        }
        match &tensor.values {
            Values::U8(values) => out.write_all(values)?,
            Values::U32(values) => values.iter().try_for_each(|v| out.write_u32(*v))?,
            Values::F32(values) => values.iter().try_for_each(|v| out.write_u32(v.to_bits()))?,
        }
    }
    let sum = out.sum.clone().finalize();
    out.write_u32(sum)?;
    out.inner.into_inner()?.sync_all()
}

/// Reads what [`write`] wrote.
pub(in crate::embed) fn read(path: &Path) -> Result<Tensors, ReadError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut input = Summed::new(BufReader::new(file));
    let mut magic = [0; MAGIC.len()];
    input.fill(&mut magic)?;
    if &magic != MAGIC {
        return Err(ReadError::Damaged(
            "it does not begin like a model file".into(),
        ));
    }
    let version = input.read_u32()?;
    if version != VERSION {
        return Err(ReadError::Damaged(format!(
            "it is of version {version}, and this program reads version {VERSION}"
        )));
    }
    let mut tensors = Tensors::new();
    for _ in 0..input.read_u32()? {
        let (name, tensor) = read_tensor(&mut input, size)?;
        tensors.insert(name, tensor);
    }
    let sum = input.sum.clone().finalize();
    if input.read_u32()? != sum {
        return Err(ReadError::Damaged("its checksum is wrong".into()));
    }
    if input.inner.read(&mut [0])? != 0 {
        return Err(ReadError::Damaged("something follows its end".into()));
    }
    Ok(tensors)
}

/// Reads one tensor of a file of `size` bytes; no length in a damaged file makes it reserve more.
fn read_tensor(input: &mut Summed<impl Read>, size: u64) -> Result<(String, Tensor), ReadError> {
    let bounded = |length: Option<u64>, bytes: u64| {
        length
            .filter(|length| length.checked_mul(bytes).is_some_and(|total| total <= size))
            .and_then(|length| usize::try_from(length).ok())
            .ok_or_else(|| ReadError::Damaged("a length in it cannot be right".into()))
    };
    let mut name = vec![0; bounded(Some(input.read_u32()?.into()), 1)?];
    input.fill(&mut name)?;
    let name = String::from_utf8(name)
        .map_err(|_| ReadError::Damaged("a tensor's name is not text".into()))?;
    let kind = input.read_u32()?;
    let axes = bounded(Some(input.read_u32()?.into()), 8)?;
    let mut shape = Vec::with_capacity(axes);
    let mut count = Some(1_u64);
    for _ in 0..axes {
        let mut length = [0; 8];
        input.fill(&mut length)?;
        let length = u64::from_le_bytes(length);
        count = count.and_then(|count| count.checked_mul(length));
        shape.push(bounded(Some(length), 1)?);
    }
    let values = match kind {
        0 => {
            let mut values = vec![0; bounded(count, 1)?];
            input.fill(&mut values)?;
            Values::U8(values)
        }
        1 => {
            let mut values = vec![0_u32; bounded(count, 4)?];
            input.fill(bytemuck::cast_slice_mut(&mut values))?;
            values.iter_mut().for_each(|v| *v = u32::from_le(*v));
            Values::U32(values)
        }
        2 => {
            let mut values = vec![0_f32; bounded(count, 4)?];
            input.fill(bytemuck::cast_slice_mut(&mut values))?;
            let native = |v: &mut f32| *v = f32::from_bits(u32::from_le(v.to_bits()));
            values.iter_mut().for_each(native);
            Values::F32(values)
        }
        other => {
            return Err(ReadError::Damaged(format!(
                "`{name}` is of unknown kind {other}"
            )));
        }
    };
    Ok((name, Tensor { shape, values }))
}

/// A stream and the checksum of what has passed through it.
struct Summed<T> {
    inner: T,
    sum: Hasher,
}

impl<T> Summed<T> {
    fn new(inner: T) -> Self {
        Self {
            inner,
            sum: Hasher::new(),
        }
    }
}

impl<T: Write> Summed<T> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.inner.write_all(bytes)
    }

    fn write_u32(&mut self, value: u32) -> io::Result<()> {
        self.write_all(&value.to_le_bytes())
    }

    fn write_length(&mut self, length: usize) -> io::Result<()> {
        self.write_u32(u32::try_from(length).map_err(io::Error::other)?)
    }
}

impl<T: Read> Summed<T> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ReadError> {
        self.inner
            .read_exact(bytes)
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => ReadError::Damaged("it ends too early".into()),
                _ => ReadError::Io(error),
            })?;
        self.sum.update(bytes);
        Ok(())
    }

    fn read_u32(&mut self) -> Result<u32, ReadError> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Tensors {
        let tensor = |shape: &[usize], values| Tensor {
            shape: shape.to_vec(),
            values,
        };
        Tensors::from([
            ("codes".into(), tensor(&[3], Values::U8(vec![1, 2, 255]))),
            ("empty".into(), tensor(&[0, 4], Values::F32(vec![]))),
            ("ends".into(), tensor(&[2], Values::U32(vec![7, u32::MAX]))),
            (
                "w".into(),
                tensor(&[2, 2], Values::F32(vec![0.5, -1.0, f32::MIN, 3e-9])),
            ),
        ])
    }

    fn written() -> (tempfile::TempDir, std::path::PathBuf, Vec<u8>) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("model");
        write(&example(), &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        (directory, path, bytes)
    }

    #[test]
    fn what_is_written_is_read() {
        let (_directory, path, _) = written();
        assert_eq!(read(&path).unwrap(), example());
    }

    #[test]
    fn every_cut_is_noticed() {
        let (_directory, path, bytes) = written();
        for length in 0..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(
                matches!(read(&path), Err(ReadError::Damaged(_))),
                "{length}"
            );
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (_directory, path, bytes) = written();
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[position] ^= 0x81;
            std::fs::write(&path, &changed).unwrap();
            assert!(
                matches!(read(&path), Err(ReadError::Damaged(_))),
                "{position}"
            );
        }
    }

    #[test]
    fn a_missing_file_is_not_called_damaged() {
        let missing = Path::new("/nonexistent/model");
        assert!(matches!(read(missing), Err(ReadError::Io(_))));
    }
}
