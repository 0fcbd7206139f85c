//! Tests of the lexical vectors.

use super::*;

const TOPICS: [[&str; 4]; 3] = [
    [
        "how do I bake sourdough bread at home",
        "bread recipe with rye flour and sourdough",
        "my sourdough starter does not rise",
        "which flour is best for baking bread",
    ],
    [
        "fix a null pointer exception in my Java program",
        "Java program throws an exception at start",
        "why does this Java code not compile",
        "unit tests for a Java program",
    ],
    [
        "北京有什么好吃的餐厅",
        "推荐北京的餐厅",
        "北京哪家餐厅便宜",
        "北京餐厅推荐一下",
    ],
];

fn corpus(copies: usize) -> Vec<String> {
    let texts = TOPICS.iter().flatten();
    let numbered = (0..copies).flat_map(|copy| texts.clone().map(move |t| format!("{t} {copy}")));
    numbered.collect()
}

fn embedded(texts: &[String]) -> Matrix {
    let lexical = Lexical::new(LexicalParams {
        dims: at_least_one(6),
        ..LexicalParams::default()
    });
    lexical.embed(texts, &|_| {})
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[test]
fn texts_of_one_topic_are_nearest() {
    let vectors = embedded(&corpus(10));
    for (index, row) in vectors.iter().enumerate() {
        let mean_cosine = |topic: usize| {
            let others = (0..vectors.rows()).filter(|&i| i != index && i % 12 / 4 == topic);
            let cosines: Vec<f32> = others.map(|i| cosine(row, vectors.row(i))).collect();
            cosines.iter().sum::<f32>() / cosines.len() as f32
        };
        let own = index % 12 / 4;
        for other in (0..3).filter(|&topic| topic != own) {
            assert!(mean_cosine(own) > mean_cosine(other) + 0.2, "text {index}");
        }
    }
}

#[test]
fn rows_have_length_one_and_progress_adds_up() {
    let texts = corpus(20);
    let steps = std::sync::atomic::AtomicU64::new(0);
    let vectors = Lexical::new(LexicalParams::default()).embed(&texts, &|count| {
        steps.fetch_add(count, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(steps.into_inner(), 240);
    assert_eq!(vectors.dims(), 128);
    for row in vectors.iter() {
        assert!((cosine(row, row) - 1.0).abs() < 1e-4);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let texts = corpus(30);
    let with_threads = |count| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .unwrap();
        pool.install(|| embedded(&texts))
    };
    assert_eq!(with_threads(1), with_threads(5));
}

#[test]
fn a_sample_stands_for_the_rest() {
    let texts = corpus(40);
    let lexical = Lexical::new(LexicalParams {
        dims: at_least_one(6),
        sample: at_least_one(100),
        seed: 3,
    });
    let vectors = lexical.embed(&texts, &|_| {});
    assert!(cosine(vectors.row(0), vectors.row(120)) > 0.7);
    assert!(cosine(vectors.row(0), vectors.row(124)) < 0.5);
}

#[test]
fn tiny_and_empty_corpora_work() {
    assert_eq!(embedded(&[]).rows(), 0);
    let one = embedded(&["one text".into()]);
    assert!((cosine(one.row(0), one.row(0)) - 1.0).abs() < 1e-4);
    let silent = embedded(&["?!".into(), "…".into()]);
    assert!(silent.as_slice().iter().all(|value| *value == 0.0));
}
