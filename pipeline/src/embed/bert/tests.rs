//! Tests of the encoders against reference tokens and vectors.

use super::*;
use crate::embed::model::ModelKind;

/// A text, its tokens, and the first four values of its vector.
type Reference = (&'static str, &'static [u32], [f32; 4]);

/// Tokens by Hugging Face's `tokenizers` from the published tokeniser; vectors by onnxruntime from the
/// published weights.
const MINILM: [Reference; 6] = [
    (
        "I would like to book a table for two on Friday evening.",
        &[
            101, 1045, 2052, 2066, 2000, 2338, 1037, 2795, 2005, 2048, 2006, 5958, 3944, 1012, 102,
        ],
        [0.06442, -0.027123, -0.052055, 0.046206],
    ),
    (
        "我想预订星期五晚上的两人桌。",
        &[
            101, 1855, 100, 100, 100, 1866, 100, 1753, 100, 1742, 1916, 100, 1756, 100, 1636, 102,
        ],
        [0.033608, 0.11592, 0.07088, -0.041393],
    ),
    (
        "أود حجز طاولة لشخصين مساء الجمعة.",
        &[
            101, 1270, 29836, 15394, 1276, 29819, 29823, 1286, 25573, 29836, 23673, 19433, 1294,
            29825, 29821, 29826, 14498, 15915, 1295, 29824, 25573, 29815, 1270, 23673, 29819,
            22192, 29830, 19433, 1012, 102,
        ],
        [0.002809, 0.12294, -0.007238, -0.008176],
    ),
    (
        "def add(a, b):\n    return a + b  # returns the sum",
        &[
            101, 13366, 5587, 1006, 1037, 1010, 1038, 1007, 1024, 2709, 1037, 1009, 1038, 1001,
            5651, 1996, 7680, 102,
        ],
        [-0.037898, -0.010683, -0.037391, 0.012625],
    ),
    (
        "Crème brûlée — naïve façade; don’t stop… 100%!",
        &[
            101, 13675, 21382, 7987, 9307, 2063, 1517, 15743, 8508, 1025, 2123, 1521, 1056, 2644,
            1529, 2531, 1003, 999, 102,
        ],
        [0.041008, 0.018065, 0.030883, -0.068933],
    ),
    (
        "ｆｕｌｌ ｗｉｄｔｈ ① ﬁne",
        &[101, 100, 100, 100, 1984, 2638, 102],
        [0.010772, 0.05391, 0.059246, 0.031652],
    ),
];

/// Tokens by `tokenizers` from the pieces and scores of the file, with its rules of normalisation;
/// vectors by the equations in double precision (NumPy). Those of the package that the weights come
/// from, which rounds to eight bits in between, have a cosine of .9999 with these.
const E5_TEXTS: [Reference; 6] = [
    (
        "I would like to book a table for two on Friday evening.",
        &[
            0, 41, 1294, 12, 87, 2806, 1884, 47, 12877, 10, 23180, 100, 6626, 98, 41626, 105_216,
            5, 2,
        ],
        [0.032896, -0.019867, -0.036013, -0.055638],
    ),
    (
        "我想预订星期五晚上的两人桌。",
        &[
            0, 41, 1294, 12, 6, 23638, 209_093, 32999, 5137, 23730, 43, 59672, 49696, 30, 2,
        ],
        [0.039717, -0.020719, -0.037265, -0.036344],
    ),
    (
        "أود حجز طاولة لشخصين مساء الجمعة.",
        &[
            0, 41, 1294, 12, 2000, 826, 6, 181_287, 71145, 41572, 795, 80500, 755, 74206, 27987, 5,
            2,
        ],
        [0.007469, -0.04774, -0.049588, -0.038563],
    ),
    (
        "def add(a, b):\n    return a + b  # returns the sum",
        &[
            0, 41, 1294, 12, 8, 420, 15190, 132, 11, 4, 876, 2077, 30646, 10, 997, 876, 468, 30646,
            7, 70, 10554, 2,
        ],
        [0.018647, -0.013471, -0.01686, -0.067711],
    ),
    (
        "Crème brûlée — naïve façade; don’t stop… 100%!",
        &[
            0, 41, 1294, 12, 41802, 23846, 5491, 83555, 4170, 292, 24, 9392, 272, 65335, 112, 74,
            2301, 26, 18, 7279, 27, 3555, 38, 2,
        ],
        [0.037981, -0.050648, -0.066783, -0.062917],
    ),
    (
        "ｆｕｌｌ ｗｉｄｔｈ ① ﬁne",
        &[0, 41, 1294, 12, 4393, 6, 146_984, 106, 5885, 2],
        [0.038654, -0.065973, -0.0372, -0.08264],
    ),
];

/// A model, where this machine has it; tests that need it say so and pass where it has not.
fn model<T>(kind: ModelKind, open: fn(&Path, BertParams) -> Result<T, ModelError>) -> Option<T> {
    let Some(path) = kind.find() else {
        println!(
            "Skipped: {} is not here. `make models` fetches it.",
            kind.name()
        );
        return None;
    };
    Some(open(&path, BertParams::default()).unwrap())
}

fn texts(references: &[Reference]) -> Vec<String> {
    references
        .iter()
        .map(|(text, ..)| (*text).to_owned())
        .collect()
}

fn assert_vectors(embedder: &dyn Embedder, references: &[Reference], tolerance: f32) {
    let vectors = embedder.embed(&texts(references), &|_| {});
    for (row, (text, _, first)) in vectors.iter().zip(references) {
        let length: f32 = row.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-5);
        for (value, expected) in row.iter().zip(first) {
            assert!(
                (value - expected).abs() < tolerance,
                "{text}: {value}, not {expected}"
            );
        }
    }
}

#[test]
fn minilm_has_the_reference_tokens_and_vectors() {
    let Some(minilm) = model(ModelKind::MiniLm, MiniLm::open) else {
        return;
    };
    for (text, tokens, _) in MINILM {
        assert_eq!(minilm.pieces.tokens(text, 100), tokens, "{text}");
    }
    assert_vectors(&minilm, &MINILM, 1e-5);
}

#[test]
fn e5_has_the_reference_tokens_and_vectors() {
    let Some(e5) = model(ModelKind::E5, E5::open) else {
        return;
    };
    for (text, tokens, _) in E5_TEXTS {
        assert_eq!(e5.tokens(text), tokens, "{text}");
    }
    assert_vectors(&e5, &E5_TEXTS, 1e-5);
}

#[test]
fn company_and_threads_change_nothing() {
    let Some(minilm) = model(ModelKind::MiniLm, MiniLm::open) else {
        return;
    };
    let mut many = texts(&MINILM);
    many.extend((0..60).map(|number| format!("Number {number} of some words")));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build()
            .unwrap()
            .install(|| minilm.embed(&many, &|_| {}))
    };
    let vectors = with(1);
    assert_eq!(with(4), vectors);
    let alone = minilm.embed(&many[..1], &|_| {});
    let cosine: f32 = alone
        .row(0)
        .iter()
        .zip(vectors.row(0))
        .map(|(a, b)| a * b)
        .sum();
    assert!((cosine - 1.0).abs() < 1e-5);
}

#[test]
fn texts_of_any_length_have_vectors() {
    let Some(minilm) = model(ModelKind::MiniLm, MiniLm::open) else {
        return;
    };
    let texts = [String::new(), "☃".into(), "word ".repeat(5_000)];
    let vectors = minilm.embed(&texts, &|_| {});
    assert!(vectors.as_slice().iter().all(|value| value.is_finite()));
    assert_eq!(minilm.embed(&[], &|_| {}).rows(), 0);
}
