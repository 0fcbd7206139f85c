//! Languages in Latin script: statistics, checked against function words.

use whatlang::{Detector, Lang};
use whichlang::Lang as Which;

use super::Language as L;
use super::words;

/// Characters that `whatlang` is shown: its accuracy gains little beyond, its time much.
const SHOWN: usize = 500;
/// Votes by which one language must lead all others to need no statistics.
const CLEAR_LEAD: i32 = 3;

/// The language of a text in Latin letters (see `script::only`).
///
/// `whichlang` proposes one of the ten it knows. The proposal stands where no language has more
/// votes by function words and letters; otherwise `whatlang` chooses among those with the most.
pub(super) fn identify(text: &str) -> L {
    let proposed = which(text);
    let lower = text.to_lowercase().replace('’', "'");
    let votes = words::votes(&lower);
    let most = votes.iter().map(|&(_, n)| n).max().unwrap_or(0);
    let with = |least: i32| {
        votes
            .iter()
            .filter(move |&&(_, n)| n >= least)
            .map(|&(l, _)| l)
    };
    let for_proposed = votes
        .iter()
        .find(|(l, _)| *l == proposed)
        .map_or(0, |&(_, n)| n);
    let needed = if with(most).any(is_widespread) { 0 } else { 1 };
    if for_proposed + needed >= most {
        if most > 0 {
            return proposed;
        }
        // No word is known: statistics alone, and only where they are sure.
        return match what(text, &with(most).collect::<Vec<_>>()) {
            Some((language, true)) if !WHICH_KNOWS.contains(&language) => language,
            _ => proposed,
        };
    }
    let leaders: Vec<L> = with(most).collect();
    if let [leader] = leaders[..]
        && with(most - CLEAR_LEAD + 1).count() == 1
    {
        return leader;
    }
    let near: Vec<L> = with(most - 1).collect();
    what(text, &near).map_or(leaders[0], |(language, _)| language)
}

/// Languages that are not easily taken for a larger relative by a vote or two.
fn is_widespread(language: L) -> bool {
    !matches!(
        language,
        L::Afrikaans | L::Catalan | L::Welsh | L::Swahili | L::Tagalog | L::Uzbek
    )
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

/// The answer of `whatlang` among `languages` and whether it calls it reliable.
fn what(text: &str, languages: &[L]) -> Option<(L, bool)> {
    let end = text
        .char_indices()
        .nth(SHOWN)
        .map_or(text.len(), |(at, _)| at);
    let allowed = LATIN
        .iter()
        .filter(|(_, language)| languages.contains(language));
    let info =
        Detector::with_allowlist(allowed.map(|&(lang, _)| lang).collect()).detect(&text[..end])?;
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
