//! e5's file within its wheel: a header, a vocabulary, rules of normalisation, and named tensors.
//!
//! All numbers are little-endian. The header is the bytes `E5S1`, a version, then the width of a row,
//! layers, heads, inner width, words, places, types, the addend of the normalisation and the size of a
//! block (i32 or f32 each). The vocabulary follows: the number of pieces, four marks, the length of the
//! texts (u64), where each begins, the scores, the texts. The rules are skipped: they are those of
//! [`crate::embed::unigram`]. The list of tensors has a name (u16 length), a kind (u8), the number of
//! values (u32) and, from the file's beginning, where they lie and how long they are (u64 each).

use std::collections::BTreeMap;

use super::super::flat::{Tensor, Tensors, Values};
use super::super::quarter;
use super::{Entry, add_to_rows, floats, turned, vocabulary};

const MAGIC: &[u8] = b"E5S1";
const DIMS: usize = 384;
const INNER: usize = 4 * DIMS;

/// All tensors that [`crate::embed::bert`] asks for.
pub(super) fn tensors(file: &[u8]) -> Result<Tensors, String> {
    let mut cursor = Cursor { rest: file };
    if cursor.take(MAGIC.len())? != MAGIC {
        return Err("the file of weights does not begin as it should".into());
    }
    let [_version, width, layers, _heads, inner] = cursor.numbers()?;
    let [words, places, types, _epsilon, _block] = cursor.numbers()?;
    if (width, inner) != (DIMS, INNER) {
        return Err(format!("its rows have {width} and {inner} values"));
    }
    let mut tensors = Tensors::new();
    tensors.extend(pieces(&mut cursor)?);
    let [_rules, bytes] = cursor.numbers()?;
    cursor.take(bytes)?;
    let source = Source {
        places: directory(&mut cursor)?,
        file,
    };
    let codes = source.bytes("emb.word", quarter::bytes(words * DIMS))?;
    let table = Tensor {
        shape: vec![words, quarter::bytes(DIMS)],
        values: Values::U8(codes.to_vec()),
    };
    tensors.insert("words".into(), table);
    let mut rows = source.floats("emb.pos", places * DIMS)?;
    // All tokens are of the first type, whose vector goes wherever a place's does.
    add_to_rows(&mut rows, &source.floats("emb.type", types * DIMS)?[..DIMS]);
    tensors.extend([floats("places", &[places, DIMS], rows)]);
    tensors.extend(norm(&source, "emb.ln", "norm")?);
    for number in 0..layers {
        tensors.extend(layer(&source, number)?);
    }
    Ok(tensors)
}

/// The vocabulary; marks are left out, as no text may turn into one.
fn pieces(cursor: &mut Cursor<'_>) -> Result<[(String, Tensor); 4], String> {
    let [count, start, end, padding, unknown] = cursor.numbers()?;
    let length = cursor.long()?;
    let starts = cursor.many(count + 1, u32::from_le_bytes)?;
    let scores = cursor.many(count, f32::from_le_bytes)?;
    let texts = cursor.take(length)?;
    let marks = [start, end, padding, unknown];
    let mut entries = Vec::with_capacity(count);
    for id in (0..count).filter(|id| !marks.contains(id)) {
        let text = texts
            .get(starts[id] as usize..starts[id + 1] as usize)
            .and_then(|text| str::from_utf8(text).ok())
            .ok_or("a piece of the vocabulary is not text")?;
        let score = scores[id];
        entries.push(Entry { text, id, score });
    }
    vocabulary("vocabulary", entries)
}

fn layer(source: &Source<'_>, number: usize) -> Result<Tensors, String> {
    let from = |name: &str| format!("l{number}.{name}");
    let weights = |name: &str, count| source.quarters(&from(&format!("{name}.w")), count);
    let bias = |name: &str, count| source.floats(&from(&format!("{name}.b")), count);
    let [query, key, value] = ["q", "k", "v"].map(|name| weights(name, DIMS * DIMS));
    let attention = turned(&[&query?, &key?, &value?], DIMS);
    let mut attention_bias = Vec::with_capacity(3 * DIMS);
    for name in ["q", "k", "v"] {
        attention_bias.extend(bias(name, DIMS)?);
    }
    let to = |name: &str| format!("{number}.{name}");
    let output = turned(&[&weights("ao", DIMS * DIMS)?], DIMS);
    let up = turned(&[&weights("fi", DIMS * INNER)?], DIMS);
    let down = turned(&[&weights("fo", INNER * DIMS)?], INNER);
    let mut tensors = Tensors::from([
        floats(to("attention.weights"), &[DIMS, 3 * DIMS], attention),
        floats(to("attention.bias"), &[3 * DIMS], attention_bias),
        floats(to("output.weights"), &[DIMS, DIMS], output),
        floats(to("output.bias"), &[DIMS], bias("ao", DIMS)?),
        floats(to("up.weights"), &[DIMS, INNER], up),
        floats(to("up.bias"), &[INNER], bias("fi", INNER)?),
        floats(to("down.weights"), &[INNER, DIMS], down),
        floats(to("down.bias"), &[DIMS], bias("fo", DIMS)?),
    ]);
    tensors.extend(norm(source, &from("aln"), &to("output_norm"))?);
    tensors.extend(norm(source, &from("oln"), &to("norm"))?);
    Ok(tensors)
}

fn norm(source: &Source<'_>, from: &str, to: &str) -> Result<[(String, Tensor); 2], String> {
    let gain = source.floats(&format!("{from}.w"), DIMS)?;
    let bias = source.floats(&format!("{from}.b"), DIMS)?;
    Ok([
        floats(format!("{to}.gain"), &[DIMS], gain),
        floats(format!("{to}.bias"), &[DIMS], bias),
    ])
}

/// The file's tensors.
struct Source<'a> {
    /// Where each begins, and its length in bytes.
    places: BTreeMap<String, (usize, usize)>,
    file: &'a [u8],
}

impl<'a> Source<'a> {
    fn bytes(&self, name: &str, length: usize) -> Result<&'a [u8], String> {
        self.places
            .get(name)
            .filter(|&&(_, found)| found == length)
            .and_then(|&(start, _)| self.file.get(start..start.checked_add(length)?))
            .ok_or_else(|| format!("the weights hold no `{name}` of {length} bytes"))
    }

    fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let (numbers, _) = self.bytes(name, 4 * count)?.as_chunks();
        Ok(numbers
            .iter()
            .map(|&bytes| f32::from_le_bytes(bytes))
            .collect())
    }

    fn quarters(&self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let mut values = vec![0.0; count];
        quarter::expand(self.bytes(name, quarter::bytes(count))?, &mut values);
        Ok(values)
    }
}

fn directory(cursor: &mut Cursor<'_>) -> Result<BTreeMap<String, (usize, usize)>, String> {
    let [count] = cursor.numbers()?;
    let mut places = BTreeMap::new();
    for _ in 0..count {
        let &[low, high] = cursor.take(2)? else {
            return Err(CUT.into());
        };
        let name = cursor.take(u16::from_le_bytes([low, high]).into())?;
        let name = str::from_utf8(name).map_err(|_| "a tensor's name is not text")?;
        cursor.take(1)?;
        let [_values] = cursor.numbers()?;
        places.insert(name.to_owned(), (cursor.long()?, cursor.long()?));
    }
    Ok(places)
}

const CUT: &str = "the file of weights ends too early";

/// What is left to read.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Numbers of four bytes.
    fn many<T>(&mut self, count: usize, parse: fn([u8; 4]) -> T) -> Result<Vec<T>, String> {
        let bytes = self.take(count.checked_mul(4).ok_or(CUT)?)?;
        let (numbers, _) = bytes.as_chunks();
        Ok(numbers.iter().map(|&bytes| parse(bytes)).collect())
    }

    fn numbers<const N: usize>(&mut self) -> Result<[usize; N], String> {
        let numbers = self.many(N, u32::from_le_bytes)?;
        let mut out = [0; N];
        for (out, number) in out.iter_mut().zip(numbers) {
            *out = number as usize;
        }
        Ok(out)
    }

    fn long(&mut self) -> Result<usize, String> {
        let bytes = self.take(8)?.first_chunk().ok_or(CUT)?;
        usize::try_from(u64::from_le_bytes(*bytes)).map_err(|_| CUT.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_or_another_file_is_an_error() {
        assert!(tensors(b"").is_err());
        assert!(tensors(b"E5S1").is_err());
        assert!(tensors(b"GGUF0000000000000000000000000000000000000000").is_err());
    }

    #[test]
    fn the_list_of_tensors_says_where_they_lie() {
        let mut list = 1_u32.to_le_bytes().to_vec();
        list.extend(2_u16.to_le_bytes());
        list.extend(b"ab\x00");
        list.extend(2_u32.to_le_bytes());
        list.extend(3_u64.to_le_bytes());
        list.extend(8_u64.to_le_bytes());
        let places = directory(&mut Cursor { rest: &list }).unwrap();
        assert_eq!(places["ab"], (3, 8));
        let mut file = vec![9; 3];
        file.extend([1.5_f32, -2.0].iter().flat_map(|value| value.to_le_bytes()));
        let source = Source {
            places,
            file: &file,
        };
        assert_eq!(source.floats("ab", 2).unwrap(), [1.5, -2.0]);
        assert!(source.floats("ab", 3).is_err() && source.floats("b", 2).is_err());
    }
}
