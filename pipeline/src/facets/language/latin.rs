//! Languages in Latin script: statistics, checked against function words.

use whatlang::{Detector, Lang};
use whichlang::Lang as Which;

use super::Language as L;
use super::words::HINTS;

/// Characters that `whatlang` is shown: its accuracy gains little beyond, its time much.
const SHOWN: usize = 500;
/// Votes by which function words must lead to overrule the statistics alone.
const CLEAR_LEAD: usize = 3;

/// The language of a text in Latin letters (see `script::only`).
///
/// `whichlang` proposes one of the ten it knows. If function words agree, it stands; otherwise
/// `whatlang` is asked too, and what two of the three say, or what the words say clearly, is taken.
pub(super) fn identify(text: &str) -> L {
    let proposed = which(text);
    let lower = text.to_lowercase().replace('’', "'");
    let mut votes: Vec<(L, usize)> = HINTS
        .iter()
        .map(|h| (h.language, h.votes(&lower)))
        .collect();
    let for_proposed = votes
        .iter()
        .find(|(l, _)| *l == proposed)
        .map_or(0, |&(_, n)| n);
    // Stable, so that equal votes keep the order of the table.
    votes.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let (voted, most) = votes[0];
    if most > 0 && for_proposed == most {
        return proposed;
    }
    let second = votes[1].1;
    let asked = what(text);
    if most > 0 {
        if let Some((language, _)) = asked
            && votes.iter().any(|&(l, n)| l == language && n == most)
        {
            return language;
        }
        if most >= second + CLEAR_LEAD {
            return voted;
        }
    }
    match asked {
        Some((language, true)) if for_proposed == 0 && !WHICH_KNOWS.contains(&language) => language,
        Some((language, _)) if language == voted && most > for_proposed + 1 => language,
        _ if most >= for_proposed + 2 => voted,
        _ => proposed,
    }
}

/// The languages in Latin script that `whichlang` was trained on.
const WHICH_KNOWS: [L; 10] = [
    L::German,
    L::English,
    L::French,
    L::Italian,
    L::Dutch,
    L::Portuguese,
    L::Spanish,
    L::Swedish,
    L::Turkish,
    L::Vietnamese,
];

fn which(text: &str) -> L {
    match whichlang::detect_language(text) {
        Which::Deu => L::German,
        Which::Fra => L::French,
        Which::Ita => L::Italian,
        Which::Nld => L::Dutch,
        Which::Por => L::Portuguese,
        Which::Spa => L::Spanish,
        Which::Swe => L::Swedish,
        Which::Tur => L::Turkish,
        Which::Vie => L::Vietnamese,
        _ => L::English,
    }
}

/// The answer of `whatlang` and whether it calls it reliable.
fn what(text: &str) -> Option<(L, bool)> {
    let end = text
        .char_indices()
        .nth(SHOWN)
        .map_or(text.len(), |(at, _)| at);
    let info = Detector::with_allowlist(LATIN.iter().map(|&(lang, _)| lang).collect())
        .detect(&text[..end])?;
    let language = LATIN.iter().find(|(lang, _)| *lang == info.lang())?.1;
    Some((language, info.is_reliable()))
}

/// The living languages in Latin script that `whatlang` knows and people type to assistants.
const LATIN: [(Lang, L); 28] = [
    (Lang::Afr, L::Afrikaans),
    (Lang::Aze, L::Azerbaijani),
    (Lang::Cat, L::Catalan),
    (Lang::Hrv, L::Croatian),
    (Lang::Ces, L::Czech),
    (Lang::Dan, L::Danish),
    (Lang::Nld, L::Dutch),
    (Lang::Eng, L::English),
    (Lang::Est, L::Estonian),
    (Lang::Fin, L::Finnish),
    (Lang::Fra, L::French),
    (Lang::Deu, L::German),
    (Lang::Hun, L::Hungarian),
    (Lang::Ind, L::Indonesian),
    (Lang::Ita, L::Italian),
    (Lang::Lav, L::Latvian),
    (Lang::Lit, L::Lithuanian),
    (Lang::Nob, L::Norwegian),
    (Lang::Pol, L::Polish),
    (Lang::Por, L::Portuguese),
    (Lang::Ron, L::Romanian),
    (Lang::Slk, L::Slovak),
    (Lang::Slv, L::Slovenian),
    (Lang::Spa, L::Spanish),
    (Lang::Swe, L::Swedish),
    (Lang::Tgl, L::Tagalog),
    (Lang::Tur, L::Turkish),
    (Lang::Vie, L::Vietnamese),
];
