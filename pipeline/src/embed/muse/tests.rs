//! Tests of the sentence model.

use super::*;

/// Texts with their tokens and the first four values of their vectors.
///
/// The tokens are those of the Python package that the weights come from. The vectors are the
/// package's too, after its layer normalisation was changed to treat each branch alone, as the
/// published graph does: the package normalises the three branches as one, which lowers the cosine
/// between translations and gives vectors that are off by a cosine of .991 to .996.
const REFERENCE: [(&str, &[u32], [f32; 4]); 6] = [
    (
        "I would like to book a table for two on Friday evening.",
        &[
            1, 33, 186, 174, 15, 2170, 10, 3924, 48, 537, 54, 5529, 13394, 8, 2,
        ],
        [-0.015547, -0.030982, -0.002116, 0.012918],
    ),
    (
        "我想预订星期五晚上的两人桌。",
        &[
            1, 325, 320, 9620, 21055, 6814, 1880, 6862, 36, 53465, 10315, 27, 2,
        ],
        [0.007481, 0.011864, -0.036181, 0.045603],
    ),
    (
        "أود حجز طاولة لشخصين مساء الجمعة.",
        &[
            1, 2137, 5698, 8886, 41673, 6, 33797, 71084, 1203, 105161, 1239, 1150, 48117, 121094,
            8, 2,
        ],
        [-0.028081, -0.026465, -0.065129, 0.012433],
    ),
    (
        "ฉันต้องการจองโต๊ะสำหรับสองคนในเย็นวันศุกร์",
        &[
            1, 6, 47893, 43676, 97657, 108237, 11699, 93490, 973, 46037, 115479, 2,
        ],
        [-0.012741, -0.042771, -0.007024, 0.028073],
    ),
    (
        "def add(a, b):\n    return a + b  # returns the sum",
        &[
            1, 18554, 2058, 44, 29, 7, 254, 1920, 2292, 10, 322, 254, 1546, 13891, 12, 9057, 2,
        ],
        [-0.072524, 0.027476, -0.052091, 0.013378],
    ),
    (
        "ｆｕｌｌ ｗｉｄｔｈ ① ﬁne",
        &[1, 1969, 16050, 116, 1668, 2],
        [0.084791, -0.055642, -0.000677, 0.001263],
    ),
];

/// The model, where this machine has it; tests that need it say so and pass where it has not.
fn model() -> Option<Muse> {
    let Some(path) = model::ModelKind::Muse.find() else {
        println!("Skipped: there is no sentence model here. `make setup` fetches it.");
        return None;
    };
    Some(Muse::open(&path, MuseParams::default()).unwrap())
}

fn reference_texts() -> Vec<String> {
    REFERENCE
        .iter()
        .map(|(text, ..)| (*text).to_owned())
        .collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[test]
fn tokens_are_the_reference_ones() {
    let Some(muse) = model() else { return };
    for (text, tokens, _) in REFERENCE {
        assert_eq!(muse.tokeniser.tokens(text, 100), tokens, "{text}");
    }
}

#[test]
fn vectors_are_the_reference_ones() {
    let Some(muse) = model() else { return };
    let vectors = muse.embed(&reference_texts(), &|_| {});
    for (row, (text, _, first)) in vectors.iter().zip(REFERENCE) {
        assert!((cosine(row, row) - 1.0).abs() < 1e-5);
        for (value, expected) in row.iter().zip(first) {
            assert!(
                (value - expected).abs() < 1e-5,
                "{text}: {value}, not {expected}"
            );
        }
    }
}

#[test]
fn translations_are_near_and_other_texts_far() {
    let Some(muse) = model() else { return };
    let vectors = muse.embed(&reference_texts(), &|_| {});
    for translation in 1..4 {
        assert!(cosine(vectors.row(0), vectors.row(translation)) > 0.7);
    }
    assert!(cosine(vectors.row(0), vectors.row(4)) < 0.2);
}

#[test]
fn order_company_and_threads_change_nothing() {
    let Some(muse) = model() else { return };
    let mut texts = reference_texts();
    texts.extend(reference_texts());
    let done = std::sync::atomic::AtomicU64::new(0);
    let step = |count| {
        done.fetch_add(count, std::sync::atomic::Ordering::Relaxed);
    };
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let vectors = one.install(|| muse.embed(&texts, &step));
    assert_eq!(done.into_inner(), 12);
    assert_eq!(vectors.row(0), vectors.row(6));
    let many = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .unwrap();
    assert_eq!(many.install(|| muse.embed(&texts, &|_| {})), vectors);
    let alone = muse.embed(&texts[..1], &|_| {});
    assert!((cosine(alone.row(0), vectors.row(0)) - 1.0).abs() < 1e-5);
}

#[test]
fn texts_without_a_word_have_vectors_too() {
    let Some(muse) = model() else { return };
    let vectors = muse.embed(&[String::new(), "☃".into()], &|_| {});
    assert!(vectors.as_slice().iter().all(|value| value.is_finite()));
    assert_eq!(muse.embed(&[], &|_| {}).rows(), 0);
}

#[test]
fn a_damaged_file_says_what_to_run() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("muse-v3.kleio");
    std::fs::write(&path, b"KLEIOMDL but no more").unwrap();
    let message = Muse::open(&path, MuseParams::default())
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("muse-v3.kleio") && message.contains("make setup"),
        "{message}"
    );
    let missing = directory.path().join("missing");
    assert!(matches!(
        Muse::open(&missing, MuseParams::default()),
        Err(ModelError::Io { .. })
    ));
}
