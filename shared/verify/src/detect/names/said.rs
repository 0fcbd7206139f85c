//! Names in messages that are typed in a hurry: without capitals, as an answer, or after "my name is".
//!
//! Whoever is asked for a name answers with it, perhaps with a number behind it. What stands there is a
//! name whether a list has it or not, so these rules go by the place, and by lists only where the place
//! says little.

use super::{Finding, Kind, LISTS, Word, gap};
use kleio_shared::text::is_stop;

/// Words of a name at most.
const LONGEST: usize = 3;

/// What may stand before a name at the beginning of an answer.
const OPENERS: [&str; 24] = [
    "hi", "hello", "hey", "yes", "yeah", "yep", "sure", "ok", "okay", "well", "oh", "mr", "mrs",
    "ms", "miss", "dear", "thanks", "here", "it", "its", "it's", "is", "so", "sir",
];

/// Words that stand behind "name" and are none: what is said of a name, or whose it is.
const NO_NAMES: [&str; 76] = [
    "number",
    "numbers",
    "confirmation",
    "password",
    "pin",
    "wrong",
    "right",
    "spelled",
    "spelt",
    "misspelled",
    "correct",
    "changed",
    "change",
    "missing",
    "required",
    "email",
    "mail",
    "phone",
    "address",
    "account",
    "ssn",
    "booking",
    "reservation",
    "flight",
    "bank",
    "card",
    "file",
    "files",
    "first",
    "last",
    "full",
    "middle",
    "user",
    "name",
    "names",
    "company",
    "product",
    "brand",
    "domain",
    "variable",
    "variables",
    "function",
    "class",
    "table",
    "column",
    "server",
    "host",
    "empty",
    "null",
    "unknown",
    "available",
    "taken",
    "generator",
    "list",
    "list's",
    "tag",
    "field",
    "called",
    "given",
    "above",
    "below",
    "please",
    "appears",
    "appear",
    "shows",
    "looks",
    "seems",
    "means",
    "sounds",
    "printed",
    "written",
    "shown",
    "incorrectly",
    "changes",
    "thank",
    "thanks",
];

/// What makes the words before it the name of a business or a street.
const BUSINESS: [&str; 26] = [
    "shop",
    "store",
    "stores",
    "music",
    "musical",
    "musicals",
    "musics",
    "company",
    "solution",
    "solutions",
    "academy",
    "pvt",
    "ltd",
    "inc",
    "bank",
    "street",
    "road",
    "avenue",
    "lane",
    "nagar",
    "hotel",
    "restaurant",
    "school",
    "college",
    "electronics",
    "instruments",
];

/// What may stand between "my" and "name": everything else makes it the name of a thing.
const QUALIFIERS: [&str; 17] = [
    "my",
    "his",
    "her",
    "the",
    "full",
    "first",
    "last",
    "middle",
    "second",
    "complete",
    "whole",
    "given",
    "family",
    "legal",
    "customer",
    "passenger",
    "and",
];

/// Names by the place at which they stand.
pub(super) fn find(text: &str, words: &[Word]) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(answer(text, words));
    for at in 0..words.len() {
        findings.extend(introduced(text, words, at));
    }
    findings
}

/// A message that begins with a given name in small letters, behind which nothing, a number, or a word
/// of grammar stands.
fn answer(text: &str, words: &[Word]) -> Option<Finding> {
    let opened = words
        .iter()
        .take(3)
        .take_while(|word| OPENERS.contains(&word.plain.as_str()))
        .count();
    let first = words.get(opened)?;
    let begins = text[..first.range.start]
        .chars()
        .all(|c| c.is_alphabetic() || c.is_whitespace() || ",.!:'".contains(c));
    let listed = LISTS.is_given(&first.plain) && !LISTS.is_word(&first.plain);
    if !begins || !listed || first.plain.len() < 4 || LISTS.is_place(&first.plain) {
        return None;
    }
    let count = words_of(text, &words[opened..]);
    let business = |word: &Word| BUSINESS.contains(&word.plain.as_str());
    if words.iter().skip(opened + 1).take(count + 1).any(business) {
        return None;
    }
    let last = &words[opened + count - 1];
    let after = &text[last.range.end..];
    let ends = after.trim().chars().all(|c| c.is_ascii_punctuation());
    let number = after
        .trim_start_matches([' ', ',', '-', ':'])
        .starts_with(|c: char| c.is_ascii_digit());
    let stops = words
        .get(opened + count)
        .is_some_and(|next| gap(text, last, next) && is_stop(&next.plain));
    let alone = opened == 0 || count > 1 || ends || number;
    ((ends || number || stops) && alone).then(|| finding(first, last, count))
}

/// What stands behind "my name is", "name:" and the like.
fn introduced(text: &str, words: &[Word], at: usize) -> Option<Finding> {
    let plain = |at: usize| words.get(at).map_or("", |word| word.plain.as_str());
    let mine = (1..=3).any(|back| {
        at >= back && ["my", "his", "her", "mine", "myself"].contains(&plain(at - back))
    });
    let bare = (0..at)
        .all(|before| OPENERS.contains(&plain(before)) || QUALIFIERS.contains(&plain(before)));
    let person = at == 0 || bare || QUALIFIERS.contains(&plain(at - 1));
    let mut next = match plain(at) {
        "name" | "names" if person && (mine || bare) => at + 1,
        "myself" if at < 4 => at + 1,
        _ => return None,
    };
    if ["is", "was", "s", "as", "would"].contains(&plain(next)) {
        next += 1;
    }
    if plain(next) == "be" {
        next += 1;
    }
    let first = words.get(next)?;
    let between = &text[words[at].range.end..first.range.start];
    let near = between.len() <= 8
        && !between.contains(['.', '?', '!', '(', '"', '\n', '`', '<', '_', '=']);
    // "First name is ann and last name is lee": the second one is found on its own.
    if !near || !first.may_be_a_name() || NO_NAMES.contains(&first.plain.as_str()) {
        return None;
    }
    let count = words_of(text, &words[next..]);
    let last = &words[next + count - 1];
    Some(finding(first, last, count))
}

/// How many of the first words make up a name, from one on: up to a word of grammar or a sign.
fn words_of(text: &str, words: &[Word]) -> usize {
    let mut count = 1;
    while count < LONGEST {
        let Some(next) = words.get(count) else { break };
        let initial = next.plain.len() == 1
            && next.plain != "i"
            && words
                .get(count + 1)
                .is_some_and(|after| gap(text, next, after) && after.may_be_a_name());
        // Behind a name with a capital, a word in small letters is the next word of the sentence.
        let written_alike = next.capital || !words[0].capital;
        let goes_on = gap(text, &words[count - 1], next)
            && (initial || next.may_be_a_name() || LISTS.is_family(&next.plain))
            && written_alike
            && !NO_NAMES.contains(&next.plain.as_str());
        if !goes_on {
            break;
        }
        count += 1;
    }
    count
}

fn finding(first: &Word, last: &Word, count: usize) -> Finding {
    Finding {
        kind: if count > 1 {
            Kind::Person
        } else {
            Kind::GivenName
        },
        range: first.range.start..last.range.end,
    }
}
