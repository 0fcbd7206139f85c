//! A `[[facets]]` table as it stands in the file, and what makes it a [`FacetSpec`].

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{FacetKind, FacetSpec, REQUEST, SpecError, TASK, shipped};
use crate::facets::measures::Measure;
use crate::matching::MatchSpec;

/// Values that a category may have at most: more would be hidden cell by cell.
const MOST_VALUES: usize = 40;

/// All keys that a facet of any kind may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: String,
    kind: String,
    question: Option<String>,
    answer_prefix: Option<String>,
    criteria: Option<String>,
    values: Option<Vec<String>>,
    terms: Option<Phrases>,
    examples: Option<Phrases>,
    similarity: Option<f32>,
    from: Option<u8>,
    to: Option<u8>,
    of: Option<Measure>,
    bands: Option<Vec<u32>>,
    field: Option<String>,
}

/// Terms or sentences: of the answer yes, or of each value of a category.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a list of texts, or for a category a table that gives a list for each value"
)]
enum Phrases {
    Yes(Vec<String>),
    Each(BTreeMap<String, Vec<String>>),
}

impl TryFrom<Written> for FacetSpec {
    type Error = SpecError;

    fn try_from(written: Written) -> Result<Self, SpecError> {
        check_name(&written.name)?;
        check_not_shipped(&written)?;
        written.check_keys()?;
        let kind = written.kind()?;
        let spec = Self {
            name: written.name,
            kind,
            question: written.question,
            answer_prefix: written.answer_prefix,
            criteria: written.criteria,
            shipped: false,
        };
        if spec.needs_model() && spec.question.is_none() {
            return Err(SpecError::Missing {
                name: spec.name,
                kind: written.kind,
                key: "question",
                example: "which a model answers for every conversation",
            });
        }
        Ok(spec)
    }
}

fn check_name(name: &str) -> Result<(), SpecError> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let edge = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let fits = name.chars().count() <= 40
        && name.chars().all(inside)
        && edge(name.chars().next())
        && edge(name.chars().last());
    if fits {
        Ok(())
    } else {
        Err(SpecError::Name(name.to_owned()))
    }
}

/// Only the question of the two open-text facets can be put in other words.
fn check_not_shipped(written: &Written) -> Result<(), SpecError> {
    let rewords = [REQUEST, TASK].contains(&written.name.as_str()) && written.kind == "text";
    let taken = shipped().iter().any(|spec| spec.name == written.name);
    if taken && !rewords {
        return Err(SpecError::Shipped(written.name.clone()));
    }
    Ok(())
}

impl Written {
    /// Refuses keys that the kind has no use for.
    fn check_keys(&self) -> Result<(), SpecError> {
        let kind = self.kind.as_str();
        let asked = matches!(kind, "text" | "category" | "scale" | "boolean" | "language");
        let ruled = matches!(kind, "category" | "boolean");
        let keys = [
            ("answer_prefix", self.answer_prefix.is_some(), asked),
            ("criteria", self.criteria.is_some(), kind == "text"),
            ("values", self.values.is_some(), kind == "category"),
            ("terms", self.terms.is_some(), ruled),
            ("examples", self.examples.is_some(), ruled),
            ("similarity", self.similarity.is_some(), ruled),
            ("from", self.from.is_some(), kind == "scale"),
            ("to", self.to.is_some(), kind == "scale"),
            ("of", self.of.is_some(), kind == "computed"),
            ("bands", self.bands.is_some(), kind == "computed"),
            ("field", self.field.is_some(), kind == "metadata"),
        ];
        let known = [
            "text", "category", "scale", "boolean", "language", "computed", "metadata",
        ];
        if !known.contains(&kind) {
            return Err(SpecError::Kind {
                name: self.name.clone(),
                kind: self.kind.clone(),
            });
        }
        match keys.iter().find(|(_, there, allowed)| *there && !allowed) {
            Some((key, _, _)) => Err(SpecError::Foreign {
                name: self.name.clone(),
                kind: self.kind.clone(),
                key,
            }),
            None => Ok(()),
        }
    }

    fn kind(&self) -> Result<FacetKind, SpecError> {
        match self.kind.as_str() {
            "category" => self.category(),
            "scale" => self.scale(),
            "boolean" => Ok(FacetKind::Boolean {
                rule: self.rule_of_yes()?,
            }),
            "language" => Ok(FacetKind::Language),
            "computed" => self.computed(),
            "metadata" => Ok(FacetKind::Metadata {
                field: self.field.clone().ok_or_else(|| {
                    self.missing("field", "the name of a further field of the input")
                })?,
            }),
            _ => Ok(FacetKind::Text),
        }
    }

    fn category(&self) -> Result<FacetKind, SpecError> {
        let values = self
            .values
            .clone()
            .ok_or_else(|| self.missing("values", "for example [\"formal\", \"casual\"]"))?;
        let distinct: BTreeSet<&str> = values.iter().map(|value| value.trim()).collect();
        if values.len() < 2 || values.len() > MOST_VALUES {
            return Err(self.wrong(format!(
                "it has {} values; a category has 2 to {MOST_VALUES}",
                values.len()
            )));
        }
        if distinct.len() != values.len() || distinct.contains("") {
            return Err(self.wrong("two of its values are the same, or one is empty".into()));
        }
        let terms = self.each(self.terms.as_ref(), "terms", &values)?;
        let examples = self.each(self.examples.as_ref(), "examples", &values)?;
        let rules = if self.terms.is_none() && self.examples.is_none() {
            Vec::new()
        } else {
            let of = |lists: &BTreeMap<String, Vec<String>>, value: &str| {
                lists.get(value).cloned().unwrap_or_default()
            };
            values
                .iter()
                .map(|value| self.rule(of(&terms, value), of(&examples, value)))
                .collect::<Result<_, _>>()?
        };
        Ok(FacetKind::Category { values, rules })
    }

    fn each(
        &self,
        phrases: Option<&Phrases>,
        key: &str,
        values: &[String],
    ) -> Result<BTreeMap<String, Vec<String>>, SpecError> {
        match phrases {
            None => Ok(BTreeMap::new()),
            Some(Phrases::Yes(_)) => Err(self.wrong(format!(
                "a category gives its {key} by value, for example {key} = {{ {} = [\"…\"] }}",
                values[0]
            ))),
            Some(Phrases::Each(lists)) => match lists.keys().find(|key| !values.contains(key)) {
                Some(stranger) => Err(self.wrong(format!(
                    "{key} are given for {stranger:?}, which is none of its values"
                ))),
                None => Ok(lists.clone()),
            },
        }
    }

    fn rule_of_yes(&self) -> Result<MatchSpec, SpecError> {
        let list = |phrases: Option<&Phrases>, key: &str| match phrases {
            None => Ok(Vec::new()),
            Some(Phrases::Yes(list)) => Ok(list.clone()),
            Some(Phrases::Each(_)) => Err(self.wrong(format!(
                "the {key} of a boolean are one list, for example {key} = [\"…\"]"
            ))),
        };
        self.rule(
            list(self.terms.as_ref(), "terms")?,
            list(self.examples.as_ref(), "examples")?,
        )
    }

    fn rule(&self, terms: Vec<String>, examples: Vec<String>) -> Result<MatchSpec, SpecError> {
        let rule = MatchSpec {
            terms,
            examples,
            similarity: self.similarity,
        };
        rule.check()
            .map_err(|error| self.wrong(error.to_string()))?;
        Ok(rule)
    }

    fn scale(&self) -> Result<FacetKind, SpecError> {
        let (from, to) = (self.from.unwrap_or(1), self.to.unwrap_or(5));
        if from >= to || to - from > 20 {
            return Err(self.wrong(format!(
                "a scale from {from} to {to} has no use; it rises, by at most 20"
            )));
        }
        Ok(FacetKind::Scale { from, to })
    }

    fn computed(&self) -> Result<FacetKind, SpecError> {
        let of = self.of.ok_or_else(|| {
            self.missing("of", "one of turns, length, reply-length, hour-of-week")
        })?;
        let bands = self.bands.clone().unwrap_or_else(|| of.bands().to_vec());
        if of == Measure::HourOfWeek && self.bands.is_some() {
            return Err(
                self.wrong("the hour of the week has bands of its own; take bands out".into())
            );
        }
        if !bands.is_sorted_by(|a, b| a < b)
            || bands.first() == Some(&0)
            || bands.len() > MOST_VALUES
        {
            return Err(self.wrong(format!(
                "bands are the lower ends of the second band and all above: they rise, begin above 0, and are at most {MOST_VALUES}"
            )));
        }
        Ok(FacetKind::Computed { of, bands })
    }

    fn missing(&self, key: &'static str, example: &'static str) -> SpecError {
        SpecError::Missing {
            name: self.name.clone(),
            kind: self.kind.clone(),
            key,
            example,
        }
    }

    fn wrong(&self, why: String) -> SpecError {
        SpecError::Wrong {
            name: self.name.clone(),
            why,
        }
    }
}
