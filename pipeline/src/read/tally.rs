//! Counts of what was wrong with records, with a few places to look at.
//!
//! Invariant: a place is a file and a number, never text of the record: conversations are private.

use std::fmt;

/// How many places of each kind are kept.
const EXAMPLES: usize = 3;

/// A closed set of kinds, each with a sentence for people.
pub trait Kind: Copy + Eq + fmt::Debug + 'static {
    /// Every kind, in the order in which they are shown.
    const ALL: &'static [Self];

    /// What is wrong and what was done about it, without a final full stop.
    fn sentence(self) -> &'static str;
}

/// Why a record was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not JSON, or cut off.
    BrokenJson,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// Longer than [`ReadLimits::record_bytes`](super::ReadLimits::record_bytes).
    TooLong,
    /// JSON, but not an object.
    NotAnObject,
    /// Not of the form that the user named.
    OtherForm,
    /// A single message of OpenAssistant's, outside its tree.
    LoneMessage,
    /// No `messages`, or none in it.
    NoMessages,
    /// `messages` is not a list of `{role, content}`.
    BadMessage,
    /// None of the messages is the user's and has text.
    NoUserText,
    /// A `conversation_id`, `account_id` or `user_id` that is no id.
    BadId,
    /// An id that an earlier record had.
    DuplicateId,
}

impl Kind for Reason {
    const ALL: &'static [Self] = &[
        Self::BrokenJson,
        Self::InvalidUtf8,
        Self::TooLong,
        Self::NotAnObject,
        Self::OtherForm,
        Self::LoneMessage,
        Self::NoMessages,
        Self::BadMessage,
        Self::NoUserText,
        Self::BadId,
        Self::DuplicateId,
    ];

    fn sentence(self) -> &'static str {
        match self {
            Self::BrokenJson => {
                "broken JSON; each line, or each element of an array, must be one whole JSON object"
            }
            Self::InvalidUtf8 => "not UTF-8; save the file as UTF-8",
            Self::TooLong => "longer than Kleio reads (64 MiB)",
            Self::NotAnObject => "JSON, but not an object such as {\"messages\": [...]}",
            Self::OtherForm => {
                "not of the form that --format names; name another, or leave --format out"
            }
            Self::LoneMessage => {
                "a single message of OpenAssistant; give its file of whole trees (.trees.jsonl.gz)"
            }
            Self::NoMessages => "no messages; \"messages\" must be a list with at least one",
            Self::BadMessage => {
                "a message is not of the form {\"role\": \"user\", \"content\": \"...\"}"
            }
            Self::NoUserText => "no message of the user has any text",
            Self::BadId => {
                "an id is neither text of at most 512 bytes nor a whole number below 2^64"
            }
            Self::DuplicateId => {
                "an earlier conversation has the same conversation_id; the first is kept"
            }
        }
    }
}

/// What was wrong with a record that was kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// A time that is negative, before the year 2000 or after 2099.
    AbsurdTime,
    /// A time in no known form.
    UnreadableTime,
}

impl Kind for Warning {
    const ALL: &'static [Self] = &[Self::AbsurdTime, Self::UnreadableTime];

    fn sentence(self) -> &'static str {
        match self {
            Self::AbsurdTime => {
                "the timestamp is not between 2000 and 2099; the conversation is kept without a time"
            }
            Self::UnreadableTime => {
                "the timestamp is neither RFC 3339 nor Unix seconds or milliseconds; the conversation is kept without a time"
            }
        }
    }
}

/// What the records of a file are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Lines of a text.
    Line,
    /// Elements of a JSON array, or JSON values after each other.
    Record,
    /// Rows of a Parquet file.
    Row,
}

impl Unit {
    /// In words, for so many of them.
    #[must_use]
    pub const fn word(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::Line, 1) => "line",
            (Self::Line, _) => "lines",
            (Self::Record, 1) => "record",
            (Self::Record, _) => "records",
            (Self::Row, 1) => "row",
            (Self::Row, _) => "rows",
        }
    }
}

/// Where a record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named on the command line, or found under a directory named there.
    pub file: String,
    /// What `number` counts.
    pub unit: Unit,
    /// Counted from 1.
    pub number: u64,
    /// For records of JSON, the line to look at, counted from 1.
    pub line: Option<u64>,
    /// Byte within the line, counted from 1, where that helps.
    pub column: Option<usize>,
}

/// `chats.jsonl:4:17`, `export.json record 4 (line 120)` or `train.parquet row 7`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Line => {
                write!(f, "{}:{}", self.file, self.number)?;
                match self.column {
                    Some(column) => write!(f, ":{column}"),
                    None => Ok(()),
                }
            }
            Unit::Record | Unit::Row => {
                write!(f, "{} {} {}", self.file, self.unit.word(1), self.number)?;
                match self.line {
                    Some(line) => write!(f, " (line {line})"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Counts by kind, and the first places of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally<K> {
    entries: Vec<(K, u64, Vec<Place>)>,
}

impl<K: Kind> Default for Tally<K> {
    fn default() -> Self {
        Self {
            entries: K::ALL.iter().map(|&k| (k, 0, Vec::new())).collect(),
        }
    }
}

impl<K: Kind> Tally<K> {
    pub(super) fn add(&mut self, kind: K, place: impl FnOnce() -> Place) {
        if let Some((_, count, places)) = self.entries.iter_mut().find(|(k, ..)| *k == kind) {
            *count += 1;
            if places.len() < EXAMPLES {
                places.push(place());
            }
        }
    }

    /// All of them together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.entries.iter().map(|(_, count, _)| count).sum()
    }

    /// How many are of this kind.
    #[must_use]
    pub fn count(&self, kind: K) -> u64 {
        self.counts()
            .find(|(k, _)| *k == kind)
            .map_or(0, |(_, n)| n)
    }

    /// The kinds that occurred, with their counts, in the order of [`Kind::ALL`].
    pub fn counts(&self) -> impl Iterator<Item = (K, u64)> {
        self.entries
            .iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(kind, count, _)| (*kind, *count))
    }

    /// The first places of a kind, at most three.
    #[must_use]
    pub fn examples(&self, kind: K) -> &[Place] {
        self.entries
            .iter()
            .find(|(k, ..)| *k == kind)
            .map_or(&[], |(.., places)| places)
    }
}

/// One line for each kind that occurred: `3 lines: broken JSON; … (chats.jsonl:4:17, …)`.
impl<K: Kind> fmt::Display for Tally<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (kind, count)) in self.counts().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            // Counted by lines where all examples are, for that is what most files have.
            let examples = self.examples(kind);
            let unit = match examples.first() {
                Some(first) if examples.iter().all(|place| place.unit == first.unit) => first.unit,
                _ => Unit::Record,
            };
            let mut places: Vec<_> = examples.iter().map(Place::to_string).collect();
            if count > EXAMPLES as u64 {
                places.push("...".to_owned());
            }
            write!(
                f,
                "{count} {}: {} ({})",
                unit.word(count),
                kind.sentence(),
                places.join(", ")
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(number: u64) -> Place {
        Place {
            file: "a.jsonl".into(),
            unit: Unit::Line,
            number,
            line: None,
            column: None,
        }
    }

    #[test]
    fn places_say_what_they_count() {
        let place = |unit, line, column| Place {
            unit,
            line,
            column,
            ..at(4)
        };
        insta::assert_snapshot!(place(Unit::Line, None, Some(17)), @"a.jsonl:4:17");
        insta::assert_snapshot!(place(Unit::Record, Some(120), None), @"a.jsonl record 4 (line 120)");
        insta::assert_snapshot!(place(Unit::Row, None, None), @"a.jsonl row 4");
        let mut tally = Tally::default();
        tally.add(Reason::BadId, || place(Unit::Row, None, None));
        tally.add(Reason::BadId, || place(Unit::Row, None, None));
        assert!(tally.to_string().starts_with("2 rows: "));
    }

    #[test]
    fn counts_all_but_names_only_the_first_places() {
        let mut tally = Tally::default();
        for line in 1..=5 {
            tally.add(Reason::NoUserText, || at(line));
        }
        tally.add(Reason::BrokenJson, || at(9));
        assert_eq!(tally.total(), 6);
        assert_eq!(tally.count(Reason::NoUserText), 5);
        assert_eq!(tally.examples(Reason::NoUserText).len(), EXAMPLES);
        insta::assert_snapshot!(tally, @r"
        1 line: broken JSON; each line, or each element of an array, must be one whole JSON object (a.jsonl:9)
        5 lines: no message of the user has any text (a.jsonl:1, a.jsonl:2, a.jsonl:3, ...)
        ");
    }

    #[test]
    fn every_kind_is_listed() {
        let mut tally = Tally::default();
        for &kind in Reason::ALL {
            tally.add(kind, || at(1));
        }
        assert_eq!(tally.total() as usize, Reason::ALL.len());
        assert_eq!(tally.counts().count(), Reason::ALL.len());
    }
}
