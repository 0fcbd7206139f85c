//! A pattern for one kind of personal data, and the check that a match of it must pass.

use regex::Regex;

use super::{Finding, Kind};

/// Bytes before a match that a check may look at, at most.
const BEFORE: usize = 48;

/// How one kind is found.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub kind: Kind,
    /// A regular expression; where it has a group, the group is what is personal.
    pub pattern: &'static str,
    /// Whether a match is one.
    pub accept: fn(&Match<'_>) -> bool,
}

/// A match of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'a> {
    /// What is personal.
    pub text: &'a str,
    /// What stands before it.
    pub before: &'a str,
    /// What stands after it, to the end of the text.
    pub after: &'a str,
}

impl Match<'_> {
    /// The digits of the match.
    pub(super) fn digits(&self) -> Vec<u8> {
        self.text
            .chars()
            .filter_map(|c| c.to_digit(10).map(|digit| digit as u8))
            .collect()
    }

    /// Whether one of `words`, in lower case, stands shortly before the match.
    pub(super) fn follows(&self, words: &[&str]) -> bool {
        let before = self.before.to_lowercase();
        words.iter().any(|word| before.contains(word))
    }
}

/// For patterns that need no check.
pub(super) fn always(_: &Match<'_>) -> bool {
    true
}

/// All rules, compiled.
///
/// Invariant: none is lost, which a test sees to: compiling leaves out what is no regular expression.
pub(super) struct Patterns {
    rules: Vec<(Rule, Regex)>,
}

impl Patterns {
    pub(super) fn compile(families: &[&[Rule]]) -> Self {
        let compiled = |rule: &Rule| Some((*rule, Regex::new(rule.pattern).ok()?));
        Self {
            rules: families
                .iter()
                .copied()
                .flatten()
                .filter_map(compiled)
                .collect(),
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }

    /// What the rules find; findings may overlap.
    pub(super) fn find(&self, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (rule, regex) in &self.rules {
            for captures in regex.captures_iter(text) {
                let Some(found) = captures.get(1).or_else(|| captures.get(0)) else {
                    continue;
                };
                let candidate = Match {
                    text: found.as_str(),
                    before: ending(&text[..found.start()]),
                    after: &text[found.end()..],
                };
                if !found.is_empty() && (rule.accept)(&candidate) {
                    findings.push(Finding {
                        kind: rule.kind,
                        range: found.range(),
                    });
                }
            }
        }
        findings
    }
}

/// The last [`BEFORE`] bytes, or a little less where they would cut a character.
fn ending(text: &str) -> &str {
    let mut from = text.len().saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}
