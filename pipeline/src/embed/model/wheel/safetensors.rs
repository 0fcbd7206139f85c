//! Reads the tensors of a safetensors file.
//!
//! Format: the length of a JSON header (u64, little-endian), the header, and the values. The header
//! names each tensor's type, shape, and where its values begin and end after the header.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file, its header read.
pub(super) struct SafeTensors<'a> {
    entries: BTreeMap<String, Entry>,
    values: &'a [u8],
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl<'a> SafeTensors<'a> {
    /// Reads the header.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let cut = || "the file of weights ends within its header".to_owned();
        let (length, rest) = bytes.split_first_chunk().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let (header, values) = rest.split_at_checked(length).ok_or_else(cut)?;
        let header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header)
            .map_err(|error| format!("the header of the weights is wrong: {error}"))?;
        let entries = header
            .into_iter()
            .filter(|(name, _)| name != "__metadata__")
            .map(|(name, entry)| match serde_json::from_value(entry) {
                Ok(entry) => Ok((name, entry)),
                Err(error) => Err(format!("`{name}` is described wrongly: {error}")),
            });
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
            values,
        })
    }

    /// The tensor `name`, which must be of 32-bit floats in the shape `expected`.
    pub(super) fn floats(&self, name: &str, expected: &[usize]) -> Result<Vec<f32>, String> {
        let entry = self
            .entries
            .get(name)
            .filter(|entry| entry.dtype == "F32" && entry.shape == expected)
            .ok_or_else(|| {
                format!("the weights hold no floats `{name}` in the shape {expected:?}")
            })?;
        let [start, end] = entry.data_offsets;
        let bytes = self.values.get(start..end);
        let (numbers, _) = bytes
            .filter(|bytes| bytes.len() == 4 * expected.iter().product::<usize>())
            .ok_or_else(|| format!("`{name}` lies outside of the file of weights"))?
            .as_chunks();
        Ok(numbers
            .iter()
            .map(|&bytes| f32::from_le_bytes(bytes))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, values: &[f32]) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        bytes
    }

    #[test]
    fn tensors_are_read_by_name_and_shape() {
        let header = r#"{"__metadata__":{"format":"pt"},
            "a":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},
            "b":{"dtype":"F32","shape":[2],"data_offsets":[8,99]}}"#;
        let bytes = file(header, &[1.0, 2.0, 3.0]);
        let tensors = SafeTensors::parse(&bytes).unwrap();
        assert_eq!(tensors.floats("a", &[1, 2]).unwrap(), [2.0, 3.0]);
        assert!(tensors.floats("a", &[2]).is_err());
        assert!(tensors.floats("b", &[2]).is_err());
        assert!(tensors.floats("c", &[2]).is_err());
    }

    #[test]
    fn a_cut_header_is_an_error() {
        let bytes = file("{}", &[]);
        for length in 0..bytes.len() {
            assert!(SafeTensors::parse(&bytes[..length]).is_err());
        }
    }
}
