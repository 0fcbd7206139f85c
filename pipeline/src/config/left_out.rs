//! Names in `leave_out` that leave nothing out, told before any work is done.
//!
//! A field of the input may be missing from one day's conversations, and to leave it out is right all the
//! same. So a name that nothing has is an error only where it is nearly one that something has.

use std::collections::BTreeSet;
use std::path::PathBuf;

use toml::Spanned;

use super::{Config, ConfigError, ConfigFile, places};
use crate::facets::declared::shipped;
use crate::read::Corpus;

/// Letters that may be wrong in a name for it to be taken for another.
const SLIPS: usize = 2;

/// The file, and the line of every name in `leave_out`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOutAt {
    path: PathBuf,
    lines: Vec<usize>,
}

impl LeftOutAt {
    pub(super) fn of(file: &ConfigFile) -> Self {
        let line = |name: &Spanned<String>| places::line_of(&file.text, name.span().start);
        Self {
            path: file.path.clone(),
            lines: file.keys.leave_out.iter().map(line).collect(),
        }
    }
}

impl Config {
    /// Looks for every name of `leave_out` among the shipped facets and the fields of `corpus`, and says
    /// of which there is nothing.
    ///
    /// # Errors
    /// When a name is nearly that of a facet or field, with its line.
    pub fn left_out_of(&self, corpus: &Corpus) -> Result<Vec<String>, ConfigError> {
        let facets = shipped();
        let mut known: BTreeSet<&str> = facets.iter().map(|spec| spec.name.as_str()).collect();
        let fields = corpus.conversations.iter().flat_map(|c| c.metadata.keys());
        known.extend(fields.map(String::as_str));
        let mut notes = Vec::new();
        for (index, name) in self.leave_out.iter().enumerate() {
            if known.contains(name.as_str()) {
                continue;
            }
            let near = known
                .iter()
                .map(|known| (slips(name, known), *known))
                .filter(|(slips, known)| *slips <= SLIPS && *slips * 3 <= known.chars().count())
                .min();
            match near {
                Some((_, near)) => {
                    return Err(ConfigError::Wrong {
                        path: self.left_out_at.path.clone(),
                        line: self.left_out_at.lines.get(index).copied().unwrap_or(1),
                        reason: format!(
                            "leave_out names {name:?}, which is no shipped facet and no field of the input, but nearly {near:?}. Write {near:?}, or take {name:?} out."
                        ),
                    });
                }
                None => notes.push(format!(
                    "leave_out names {name:?}, which is no shipped facet and no field of this input: nothing is left out for it."
                )),
            }
        }
        Ok(notes)
    }
}

/// Letters to be inserted, taken out, changed or swapped with their neighbour that make `a` of `b`,
/// whatever their case.
fn slips(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::Overrides;
    use super::*;
    use crate::conversation::Conversation;

    fn check(names: &str) -> Result<Vec<String>, ConfigError> {
        let text = format!("seed = 1\nleave_out = [\n  {names}\n]\n");
        let config = ConfigFile::parse(&text)?.check(Overrides::default())?;
        let conversation = Conversation {
            metadata: [("country".to_owned(), "NZ".to_owned())].into(),
            ..Conversation::default()
        };
        config.left_out_of(&Corpus {
            conversations: vec![conversation],
            ..Corpus::default()
        })
    }

    #[test]
    fn a_misspelt_name_is_refused_with_its_line() {
        for (names, line, meant) in [
            ("\"refusal\", \"lenght\"", "line 3", "\"length\""),
            ("\"country\",\n\"contry\"", "line 4", "\"country\""),
            ("\"Turns\"", "line 3", "\"turns\""),
        ] {
            let error = check(names).unwrap_err().to_string();
            assert!(error.contains("kleio.toml"), "{error}");
            assert!(error.contains(line) && error.contains(meant), "{error}");
        }
    }

    #[test]
    fn a_field_that_is_not_there_today_is_only_told() {
        assert_eq!(check("\"country\", \"hour of week\"").unwrap(), [""; 0]);
        let notes = check("\"plan\"").unwrap();
        assert!(
            notes.len() == 1 && notes[0].contains("\"plan\""),
            "{notes:?}"
        );
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(slips("lenght", "length"), 1);
        assert_eq!(slips("", "abc"), 3);
        assert_eq!(slips("task", "tasks"), 1);
        assert_eq!(slips("same", "Same"), 0);
    }
}
