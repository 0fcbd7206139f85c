//! What readers type, and what they should find.

use proptest::prelude::*;

use super::*;
use crate::derive::fixture;

/// An index of clusters with these names and descriptions, the first the largest.
fn index(texts: &[(&str, &str)]) -> Index {
    let mut builder = Builder::default();
    for (place, (name, description)) in texts.iter().enumerate() {
        let name = fold::fold(name);
        let at = u32::try_from(place).unwrap() * 2;
        builder.add_words(&name, at);
        builder.add_words(&fold::fold(description), at + 1);
        builder.names.push(name);
        builder.sizes.push(1_000 - place as u64);
    }
    builder.finish()
}

fn find(texts: &[(&str, &str)], query: &str) -> Vec<usize> {
    index(texts).search(query).unwrap().best
}

const CLUSTERS: &[(&str, &str)] = &[
    (
        "Debug Python web applications",
        "People asked for help with Flask.",
    ),
    (
        "Recipes: cake and crème brûlée",
        "People asked about baking.",
    ),
    ("编写和调试程序", "人们询问如何修复错误。"),
    ("料理のレシピを探す", "レシピについての質問。"),
    ("한국어 요리법 찾기", "요리에 대한 질문."),
    ("Плановый ремонт", "Люди спрашивали о ремонте."),
    ("وصفات الطبخ", "أسئلة عن الطعام."),
    (
        "Plan a trip",
        "People asked about Python-free holidays and trains.",
    ),
    ("आहार योजना", "लोगों ने भोजन के बारे में पूछा।"),
    ("สูตรอาหารไทย", "คำถามเกี่ยวกับอาหาร"),
];

#[test]
fn names_come_before_descriptions() {
    assert_eq!(find(CLUSTERS, "python"), [0, 7]);
}

#[test]
fn the_beginning_of_a_word_is_enough_and_every_word_counts() {
    assert_eq!(find(CLUSTERS, "pyt deb"), [0]);
    assert!(find(CLUSTERS, "python cake").is_empty());
}

#[test]
fn accents_and_case_do_not_matter() {
    assert_eq!(find(CLUSTERS, "CREME brulee"), [1]);
    assert_eq!(find(CLUSTERS, "Crème"), [1]);
}

#[test]
fn slips_of_the_hand_are_forgiven_where_nothing_is_spelt_so() {
    let hits = index(CLUSTERS).search("pyhton").unwrap();
    assert!(hits.is_close());
    assert_eq!(hits.best, [0, 7]);
    assert!(!index(CLUSTERS).search("plan").unwrap().is_close());
}

#[test]
fn every_script_is_found_by_a_part_of_a_word() {
    for (query, found) in [
        ("调试", 2),
        ("レシピ", 3),
        // Syllables of either kind.
        ("れしぴ", 3),
        // As it is typed: the last syllable is not whole yet.
        ("요ㄹ", 4),
        ("요리", 4),
        ("ремонт", 5),
        ("الطبخ", 6),
        ("طبخ", 6),
        ("योजना", 8),
        ("อาหาร", 9),
    ] {
        assert_eq!(find(CLUSTERS, query).first(), Some(&found), "{query}");
    }
}

#[test]
fn scripts_without_spaces_are_found_by_pairs_of_characters() {
    let hits = index(CLUSTERS).search("料理レシピ").unwrap();
    assert_eq!(hits.best, [3]);
    assert!(hits.is_close());
}

#[test]
fn nothing_typed_is_no_search() {
    let index = index(CLUSTERS);
    for blank in ["", "  ", "…", "!?"] {
        assert_eq!(index.search(blank), None, "{blank:?}");
    }
}

#[test]
fn an_index_made_in_parts_is_the_same() {
    let atlas = fixture::atlas();
    let mut builder = Builder::default();
    while builder.add(&atlas, 7) {}
    assert_eq!(builder.finish(), Index::new(&atlas));
}

#[test]
fn the_whole_query_in_a_name_comes_first() {
    let texts = [
        ("Trips and planning", ""),
        ("Plan trips by train", ""),
        ("Planning", "All about trips"),
    ];
    assert_eq!(find(&texts, "plan trip"), [1, 0, 2]);
}

/// A word that looks drawn: three or four of twenty syllables.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "cor", "de", "fin", "gra", "hel", "is", "jo", "kan", "lu", "mer", "no", "pos", "qui",
        "ra", "sten", "tu", "vor", "wa", "zi",
    ];
    let mut rest = number;
    let mut word = String::new();
    while rest > 0 || word.len() < 5 {
        word.push_str(SYLLABLES[rest % 20]);
        rest /= 20;
    }
    word
}

/// The page must not stand still while one types: 50 ms, and this build is not the fastest.
#[test]
fn ten_thousand_clusters_are_searched_at_once() {
    let mut builder = Builder::default();
    for place in 0..10_000_usize {
        let text = |from: usize, count: usize| -> String {
            let words = (0..count).map(|at| word((place * 31 + (from + at) * 1_009) % 8_000));
            words.collect::<Vec<_>>().join(" ")
        };
        let at = u32::try_from(place).unwrap() * 2;
        builder.add_words(&text(0, 5), at);
        builder.add_words(&text(5, 25), at + 1);
        builder.names.push(text(0, 5));
        builder.sizes.push(place as u64);
    }
    let index = builder.finish();
    for query in ["ba", "corde", "gra hel", "coorde", "finbaxxxx lumer"] {
        let times = (0..5).map(|_| {
            let started = std::time::Instant::now();
            assert!(index.search(query).is_some());
            started.elapsed()
        });
        let fastest = times.min().unwrap();
        assert!(fastest.as_millis() < 50, "{query}: {fastest:?}");
    }
}

proptest! {
    #[test]
    fn every_word_of_a_name_finds_its_cluster(word in "[a-z]{1,9}|[а-я]{1,9}|[가-힣]{1,5}|[一-龥]{1,6}|[ア-ン]{1,6}") {
        let name = format!("Help with {word}");
        let found = find(&[("Something else", ""), (&name, "")], &word);
        prop_assert!(found.contains(&1), "{:?}", found);
    }

    #[test]
    fn no_query_breaks_it(query in "\\PC{0,40}") {
        let index = index(CLUSTERS);
        if let Some(hits) = index.search(&query) {
            prop_assert!(hits.best.iter().all(|&i| i < CLUSTERS.len()));
        }
    }
}
