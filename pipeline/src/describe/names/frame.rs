//! The fixed part of a name: a subject, a heading or an act, and the phrase that terms are set into.

use std::collections::BTreeSet;

use kleio_shared::text::Tongue;

use super::taken::telling_words;
use super::{Name, capitalised, displays};
use crate::describe::Evidence;
use crate::describe::headings::Heading;
use crate::describe::score::Portrait;
use crate::describe::template::{Templates, fill};
use crate::describe::topical::Subject;
use crate::facets::request::SpeechAct;

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

/// What a name begins with.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Lead<'a> {
    /// What the cluster is about.
    Subject(&'a Subject),
    /// A general heading.
    Heading(&'a Heading),
    /// What people want done.
    Act,
    /// Nothing: the terms alone.
    Terms,
}

impl<'a> Lead<'a> {
    /// All that a name may begin with, the clearest first, then what is wanted, then nothing; a
    /// subject that is `common` to many clusters tells least, as does what is wider than it.
    pub(in super::super) fn all(
        subjects: &'a [Subject],
        common: &BTreeSet<&'static str>,
        heading: Option<&'a Heading>,
    ) -> Vec<Self> {
        let is_common =
            matches!(subjects.first(), Some(Subject::One(topic)) if common.contains(topic));
        let subjects = subjects.iter().map(Self::Subject);
        let others = heading.map(Self::Heading).into_iter();
        let others = others.chain([Self::Act, Self::Terms]);
        if is_common {
            others.chain(subjects).collect()
        } else {
            subjects.chain(others).collect()
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
pub(super) struct Frame {
    templates: &'static Templates,
    phrase: &'static str,
    /// Text for the first place of the phrase, where it has two.
    pub(super) lead: Option<String>,
    /// Terms used by the fixed part.
    pub(super) fixed: Vec<u32>,
    /// Terms that follow.
    pub(super) terms: usize,
    /// The phrase with terms, where the lead was to stand alone.
    then: &'static str,
}

impl Frame {
    pub(super) fn of(evidence: &Evidence<'_>, portrait: &Portrait, lead: Lead<'_>) -> Self {
        let (heading, templates) = match lead {
            Lead::Subject(subject) => return Self::about(subject),
            Lead::Heading(heading) => (Some(heading), Templates::of(portrait.tongue)),
            Lead::Act | Lead::Terms => (None, Templates::of(portrait.tongue)),
        };
        let plain = |phrase, terms| Self {
            templates,
            phrase,
            lead: None,
            fixed: Vec::new(),
            terms,
            then: "{}, {}",
        };
        if matches!(lead, Lead::Terms) {
            return plain("{}", 3);
        }
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
            then: "{}, {}",
        };
        match subject {
            Subject::One(topic) => frame(
                (*topic).to_owned(),
                templates.get("name.heading").unwrap_or("{}: {}"),
                3,
            ),
            Subject::Several(broad, topics) => {
                let topics = in_a_list(topics, broad.is_some());
                // "Java and C# and Python" would be read wrongly.
                let list = match topics.iter().any(|topic| topic.contains(" and ")) {
                    true => topics.join(", "),
                    false => templates.list(&topics),
                };
                match broad {
                    Some(broad) => frame(format!("{broad}: {list}"), "{}", 0),
                    None => Self {
                        then: "{}: {}",
                        ..frame(list, "{}", 0)
                    },
                }
            }
        }
    }

    /// Whether the lead already says `term`.
    pub(super) fn says(&self, evidence: &Evidence<'_>, term: u32) -> bool {
        let Some(lead) = &self.lead else { return false };
        let said = telling_words(lead);
        let term = evidence.vocabulary.term(term);
        let shown = telling_words(&term.display);
        said.contains(&term.key) || (!shown.is_empty() && shown.is_subset(&said))
    }

    /// Makes room for terms after a lead that was to stand alone.
    pub(super) fn lead_and_terms(&mut self) {
        if self.terms == 0 {
            self.terms = 2;
            self.phrase = self.then;
        }
    }

    pub(super) fn name(&self, evidence: &Evidence<'_>, terms: &[u32]) -> Name {
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
