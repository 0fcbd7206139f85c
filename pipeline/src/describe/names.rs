//! Names: a phrase of at most ten words from an act or a heading and two or three terms, each name
//! once, and no two that share half of their words where that can be helped.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::{Tongue, is_stop, words};

use super::choose::alike;
use super::headings::Heading;
use super::score::Portrait;
use super::template::{Templates, fill};
use super::topical::Subject;
use super::{Evidence, Group, Text};
use crate::facets::request::SpeechAct;

/// Words of a name at most.
const LONGEST: usize = 10;

/// Terms a name may be made of.
const POOL: usize = 14;

/// Weakest term in a name, relative to the strongest.
const WEAKEST: f64 = 0.15;

/// What sharing half of the words with another name costs, relative to a name's terms.
const CLASH: f64 = 0.6;

/// Programming languages, as folded terms.
const CODE_LANGUAGES: [&str; 25] = [
    "python",
    "javascript",
    "java",
    "c++",
    "c#",
    "typescript",
    "php",
    "sql",
    "rust",
    "golang",
    "ruby",
    "swift",
    "kotlin",
    "html",
    "css",
    "matlab",
    "bash",
    "powershell",
    "vba",
    "solidity",
    "scala",
    "dart",
    "react",
    "lua",
    "arduino",
];

/// A name and the terms in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The text.
    pub(super) text: String,
    /// Ids of the terms it uses, in order.
    pub(super) terms: Vec<u32>,
}

/// Names all groups, the largest first, apart from each other and from `lower` levels.
pub(super) fn unique(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    portraits: &[Portrait],
    leads: &[Lead<'_>],
    lower: &[Text],
) -> Vec<Name> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(groups[i].members.len()), i));
    let mut taken = Taken::default();
    for text in lower {
        taken.add(&text.name);
    }
    let mut names: Vec<Option<Name>> = vec![None; groups.len()];
    for i in order {
        let name = best(evidence, &portraits[i], leads[i], &taken);
        taken.add(&name.text);
        names[i] = Some(name);
    }
    names.into_iter().flatten().collect()
}

/// The names given so far, by their words.
#[derive(Default)]
struct Taken {
    texts: BTreeSet<String>,
    sizes: Vec<usize>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Taken {
    fn add(&mut self, text: &str) {
        let words = name_words(text);
        for word in &words {
            self.by_word
                .entry(word.clone())
                .or_default()
                .push(self.sizes.len());
        }
        self.sizes.push(words.len());
        self.texts.insert(text.to_lowercase());
    }

    /// Names that share at least half of the words of the shorter of the two.
    /// A parent may share one word with anyone: it is about what its children are about.
    fn clashes(&self, text: &str, parent: bool) -> usize {
        let least = if parent { 3 } else { 1 };
        let words = name_words(text);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &words {
            for name in self.by_word.get(word).into_iter().flatten() {
                *shared.entry(*name).or_default() += 1;
            }
        }
        shared
            .into_iter()
            .filter(|(name, n)| n * 2 >= self.sizes[*name].min(words.len()).max(least))
            .count()
    }
}

fn name_words(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .map(|w| w.folded)
        .filter(|w| !is_stop(w))
        .collect()
}

fn best(evidence: &Evidence<'_>, portrait: &Portrait, lead: Lead<'_>, taken: &Taken) -> Name {
    let mut frame = Frame::of(evidence, portrait, lead);
    let pool: Vec<(u32, f64)> = portrait
        .choices
        .iter()
        .filter(|c| frame.fixed.iter().all(|f| !alike(evidence, *f, c.term)))
        .filter(|c| !frame.says(evidence, c.term))
        .take(POOL)
        .map(|c| (c.term, c.score))
        .collect();
    let bare = frame.name(evidence, &[]);
    if frame.terms == 0 && !taken.texts.contains(&bare.text.to_lowercase()) {
        return bare;
    }
    frame.lead_and_terms();
    let strongest = pool.first().map_or(0.0, |p| p.1);
    let mut found: Option<(f64, Name)> = None;
    let least = if portrait.parent { 3 } else { 2 };
    for picked in combinations(pool.len(), frame.terms.max(1)) {
        if frame.lead.is_none() && picked.len() < least.min(pool.len()) {
            continue;
        }
        let scores: f64 = picked.iter().map(|&p| pool[p].1 / strongest).sum();
        let weak = picked
            .iter()
            .skip(1)
            .any(|&p| pool[p].1 < WEAKEST * strongest);
        // Fewer terms are worth less, but a weak third term is worth nothing.
        let worth = if weak { scores - 1.0 } else { scores } / frame.terms.max(1) as f64;
        if found.as_ref().is_some_and(|(best, _)| worth <= *best) {
            continue;
        }
        let terms: Vec<u32> = picked.iter().map(|&p| pool[p].0).collect();
        let name = frame.name(evidence, &terms);
        if words(&name.text).len() > LONGEST || taken.texts.contains(&name.text.to_lowercase()) {
            continue;
        }
        let worth = worth - CLASH * taken.clashes(&name.text, portrait.parent).min(3) as f64;
        if found.as_ref().is_none_or(|(best, _)| worth > *best) {
            found = Some((worth, name));
        }
    }
    found.map_or_else(|| nothing_to_say(portrait, taken), |(_, name)| name)
}

/// A general phrase for a cluster without supported terms, or whose every name is taken.
fn nothing_to_say(portrait: &Portrait, taken: &Taken) -> Name {
    let templates = Templates::of(Tongue::English);
    let base = templates.get("name.nothing").unwrap_or_default();
    let mut phrases = vec![base.to_owned()];
    if let Some((language, _)) = portrait.languages.first() {
        phrases.push(format!("{base} in {language}"));
    }
    phrases.extend(
        (1..).map_while(|n: u32| (n < 10_000).then(|| format!("{base}, group {}", letters(n)))),
    );
    let text = phrases
        .into_iter()
        .find(|p| !taken.texts.contains(&p.to_lowercase()))
        .unwrap_or_default();
    Name {
        text,
        terms: Vec::new(),
    }
}

/// 1 is A, 26 is Z, 27 is A A: single letters, which need no support.
fn letters(mut n: u32) -> String {
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

/// Choices of up to `most` of `count` positions, each in rising order, full ones first.
fn combinations(count: usize, most: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for size in (1..=most.min(count)).rev() {
        let mut picked: Vec<usize> = (0..size).collect();
        loop {
            all.push(picked.clone());
            let Some(at) = (0..size).rev().find(|&i| picked[i] < count - size + i) else {
                break;
            };
            picked[at] += 1;
            for i in at + 1..size {
                picked[i] = picked[i - 1] + 1;
            }
        }
    }
    all
}

/// What a name begins with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lead<'a> {
    /// What the cluster is about.
    Subject(&'a Subject),
    /// A general heading.
    Heading(&'a Heading),
    /// What people want done.
    Act,
}

impl<'a> Lead<'a> {
    /// The clearest of what is known.
    pub(super) fn of(subject: Option<&'a Subject>, heading: Option<&'a Heading>) -> Self {
        match (subject, heading) {
            (Some(subject), _) => Self::Subject(subject),
            (None, Some(heading)) => Self::Heading(heading),
            (None, None) => Self::Act,
        }
    }
}

/// Topics as they stand within a name: small, but for the first word of it and for names.
fn in_a_list(topics: &[&str], follows: bool) -> Vec<String> {
    let small = |(i, topic): (usize, &&str)| {
        let second = topic.chars().nth(1);
        let name = second.is_none_or(|c| !c.is_lowercase()) || PROPER.contains(topic);
        if name || (i == 0 && !follows) {
            (*topic).to_owned()
        } else {
            let mut letters = topic.chars();
            letters
                .next()
                .map(|first| first.to_lowercase().chain(letters).collect())
                .unwrap_or_default()
        }
    };
    topics.iter().enumerate().map(small).collect()
}

/// Topics that are names and keep their capital.
const PROPER: [&str; 3] = ["Python", "Java and C#", "Git"];

/// The fixed part of a name.
struct Frame {
    templates: &'static Templates,
    phrase: &'static str,
    /// Text for the first place of the phrase, where it has two.
    lead: Option<String>,
    /// Terms used by the fixed part.
    fixed: Vec<u32>,
    /// Terms that follow.
    terms: usize,
}

impl Frame {
    fn of(evidence: &Evidence<'_>, portrait: &Portrait, lead: Lead<'_>) -> Self {
        let (heading, templates) = match lead {
            Lead::Subject(subject) => return Self::about(subject),
            Lead::Heading(heading) => (Some(heading), Templates::of(portrait.tongue)),
            Lead::Act => (None, Templates::of(portrait.tongue)),
        };
        let plain = |phrase, terms| Self {
            templates,
            phrase,
            lead: None,
            fixed: Vec::new(),
            terms,
        };
        if let Some(topics) = heading.and_then(|h| h.topics(portrait.tongue)) {
            return Self {
                lead: Some(templates.list(&topics)),
                ..plain("{}", 0)
            };
        }
        if let Some(text) = heading.and_then(|h| h.text(portrait.tongue))
            && let Some(phrase) = templates.get("name.heading")
        {
            return Self {
                lead: Some(text.to_owned()),
                ..plain(phrase, 3)
            };
        }
        let act = portrait.acts.leading().filter(|_| !portrait.plain);
        if let Some(act @ (SpeechAct::Code | SpeechAct::Fix)) = act {
            let language = portrait
                .choices
                .iter()
                .take(6)
                .map(|c| c.term)
                .find(|t| CODE_LANGUAGES.contains(&evidence.vocabulary.term(*t).key.as_str()));
            let phrase = templates.get(&format!("name.{}.language", act.key()));
            if let (Some(language), Some(phrase)) = (language, phrase) {
                return Self {
                    lead: Some(evidence.vocabulary.term(language).display.clone()),
                    fixed: vec![language],
                    ..plain(phrase, 2)
                };
            }
        }
        if act == Some(SpeechAct::Write) && !portrait.genres.is_empty() {
            let genres: Vec<String> = portrait.genres.iter().map(|g| g.1.to_owned()).collect();
            if let Some(phrase) = templates.get("name.write.genre") {
                return Self {
                    lead: Some(templates.list(&genres)),
                    fixed: portrait.genres.iter().map(|g| g.0).collect(),
                    ..plain(phrase, 2)
                };
            }
        }
        let none = if portrait.parent || portrait.plain {
            "name.parent"
        } else {
            "name.none"
        };
        let phrase = act
            .and_then(|act| templates.get(&format!("name.{}", act.key())))
            .or_else(|| templates.get(none))
            .unwrap_or("{}");
        plain(phrase, 3)
    }

    /// The frame of a cluster with this subject. Headings are English, whatever the terms are.
    fn about(subject: &Subject) -> Self {
        let templates = Templates::of(Tongue::English);
        let frame = |lead: String, phrase, terms| Self {
            templates,
            phrase,
            lead: Some(lead),
            fixed: Vec::new(),
            terms,
        };
        match subject {
            Subject::One(topic) => frame(
                (*topic).to_owned(),
                templates.get("name.heading").unwrap_or("{}: {}"),
                3,
            ),
            Subject::Several(broad, topics) => {
                let list = templates.list(&in_a_list(topics, broad.is_some()));
                let lead = match broad {
                    Some(broad) => format!("{broad}: {list}"),
                    None => list,
                };
                frame(lead, "{}", 0)
            }
        }
    }

    /// Whether the lead already says `term`.
    fn says(&self, evidence: &Evidence<'_>, term: u32) -> bool {
        let Some(lead) = &self.lead else { return false };
        let said = name_words(lead);
        let term = evidence.vocabulary.term(term);
        let shown = name_words(&term.display);
        said.contains(&term.key) || (!shown.is_empty() && shown.is_subset(&said))
    }

    /// Makes room for terms after a lead that was to stand alone.
    fn lead_and_terms(&mut self) {
        if self.terms == 0 {
            self.terms = 2;
            self.phrase = "{}, {}";
        }
    }

    fn name(&self, evidence: &Evidence<'_>, terms: &[u32]) -> Name {
        let list = self.templates.list(&displays(evidence, terms));
        let text = match &self.lead {
            Some(lead) => fill(self.phrase, &[lead, &list]),
            None => fill(self.phrase, &[&list]),
        };
        Name {
            text: capitalised(&text),
            terms: self.fixed.iter().chain(terms).copied().collect(),
        }
    }
}

/// Terms as they are shown.
pub(super) fn displays(evidence: &Evidence<'_>, terms: &[u32]) -> Vec<String> {
    terms
        .iter()
        .map(|t| evidence.vocabulary.term(*t).display.clone())
        .collect()
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
    fn combinations_are_all_there_once() {
        assert_eq!(
            combinations(3, 2),
            [
                vec![0, 1],
                vec![0, 2],
                vec![1, 2],
                vec![0],
                vec![1],
                vec![2]
            ]
        );
        assert!(combinations(0, 3).is_empty());
    }

    #[test]
    fn groups_without_words_are_lettered() {
        assert_eq!(
            (letters(1), letters(26), letters(27)),
            ("A".into(), "Z".into(), "A A".into())
        );
    }
}
