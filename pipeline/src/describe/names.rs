//! Names: a phrase of at most ten words from a subject, a heading or an act and some terms, each name
//! once, and no two of a level that share half of their content words where that can be helped.

mod frame;
mod naming;
mod taken;

use kleio_shared::text::Tongue;

use super::score::Portrait;
use super::template::Templates;
use super::{Evidence, Group, Text};
pub(super) use frame::Lead;
use naming::Naming;
use taken::Taken;

/// Times that names which are too much alike are chosen again.
const ROUNDS: usize = 4;

/// A name and the terms in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// The text.
    pub(super) text: String,
    /// Ids of the terms it uses, in order.
    pub(super) terms: Vec<u32>,
}

/// Names all groups, the largest first, apart from each other and from `lower` levels. Each group has the
/// beginnings that its name may have, the clearest first. Names that are still too much alike are chosen
/// again, now that all others are known.
pub(super) fn unique(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    portraits: &[Portrait],
    leads: &[Vec<Lead<'_>>],
    lower: &[Text],
) -> Vec<Name> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(groups[i].members.len()), i));
    let mut taken = Taken::default();
    for text in lower {
        taken.texts.insert(text.name.to_lowercase());
    }
    let namings: Vec<Naming<'_>> = (0..groups.len())
        .map(|i| Naming::of(evidence, &groups[i], &portraits[i], &leads[i]))
        .collect();
    let mut names: Vec<Name> = vec![Name::default(); groups.len()];
    for &i in &order {
        names[i] = namings[i].choose(&taken).name;
        taken.add(i, &names[i].text);
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for &i in &order {
            taken.remove(i, &names[i].text);
            let clashes = namings[i].clashes(&names[i].text, &taken);
            if clashes > 0 {
                let other = namings[i].choose(&taken);
                if other.clashes < clashes {
                    names[i] = other.name;
                    better = true;
                }
            }
            taken.add(i, &names[i].text);
        }
        if !better {
            break;
        }
    }
    names
}

/// A general phrase for a cluster without supported terms, or whose every name is taken: what it is about and what is
/// wanted, as far as either is known. It is unlike the names of others where that can be helped.
fn nothing_to_say(
    portrait: &Portrait,
    lead: Option<&str>,
    taken: &Taken,
    clashes: impl Fn(&str) -> usize,
) -> Name {
    let templates = Templates::of(Tongue::English);
    let after_lead = |phrase: &str| match lead {
        Some(lead) => format!("{lead}: {}", phrase.to_lowercase()),
        None => phrase.to_owned(),
    };
    let act = portrait.acts.leading();
    let wanted = act.and_then(|act| templates.get(&format!("nothing.{}", act.key())));
    let own = lead.map(str::to_owned).into_iter();
    let mut own = own
        .chain(wanted.map(after_lead))
        .chain(wanted.map(str::to_owned));
    let base = after_lead(templates.get("name.nothing").unwrap_or_default());
    let of_many = portrait.languages.first();
    let of_many = of_many.map(|(language, _)| format!("{base} in {language}"));
    let numbered = (1..10_000).map(|n| format!("{base}, group {}", letters(n)));
    let mut general = std::iter::once(base.clone()).chain(of_many).chain(numbered);
    let is_open = |text: &String| !taken.texts.contains(&text.to_lowercase());
    let text = own.find(|text| is_open(text) && clashes(text) == 0);
    Name {
        text: text.or_else(|| general.find(is_open)).unwrap_or_default(),
        terms: Vec::new(),
    }
}

/// 1 is A, 26 is Z, 27 is A A: single letters, which need no support.
pub(crate) fn letters(mut n: u32) -> String {
    let mut text = String::new();
    while n > 0 {
        n -= 1;
        if !text.is_empty() {
            text.insert(0, ' ');
        }
        text.insert(0, char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    text
}

/// Terms as they are shown.
pub(super) fn displays(evidence: &Evidence<'_>, terms: &[u32]) -> Vec<String> {
    let show = |term: &u32| calm(&evidence.vocabulary.term(*term).display);
    terms.iter().map(show).collect()
}

/// Without words of six capitals or more, which are shouted and no abbreviation.
fn calm(display: &str) -> String {
    let word = |word: &str| {
        let shouted = word.len() >= 6 && word.chars().all(|c| c.is_ascii_uppercase());
        if shouted {
            word.to_lowercase()
        } else {
            word.to_owned()
        }
    };
    display.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With a capital first letter, unless the first word has capitals of its own (`iPhone`).
pub(super) fn capitalised(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    if first_word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_without_words_are_lettered() {
        assert_eq!(
            (letters(1), letters(26), letters(27)),
            ("A".into(), "Z".into(), "A A".into())
        );
    }
}
