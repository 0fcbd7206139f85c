//! Filters as text: for links and saved filters, and as sentences for readers.

use super::{Condition, Filter, Test};
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::measure::{Measure, Unit};
use crate::tr;

/// Growth in the text of a filter. `growth` was a change between halves of the weeks, of which the same number asks for
/// something else; so it is not read.
const GROWTH: &str = "growth-ratio";

impl Test {
    const fn key(self) -> &'static str {
        match self {
            Self::AtLeast => "ge",
            Self::AtMost => "le",
            Self::Is => "is",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::AtLeast, Self::AtMost, Self::Is]
            .into_iter()
            .find(|test| test.key() == key)
    }
}

impl Condition {
    fn text(&self) -> String {
        // Rounded to what a reader can type, so that the same view has the same link.
        let bound = (self.bound * 1e6).round() / 1e6;
        let measure = match &self.measure {
            Measure::Growth => GROWTH.to_owned(),
            other => other.key(),
        };
        format!("{measure}:{}:{bound}", self.test.key())
    }

    fn from_text(text: &str) -> Option<Self> {
        let (rest, bound) = text.rsplit_once(':')?;
        let (measure, test) = rest.rsplit_once(':')?;
        let bound: f64 = bound.parse().ok()?;
        let measure = match measure {
            GROWTH => Measure::Growth,
            other => Measure::from_key(other).filter(|measure| *measure != Measure::Growth)?,
        };
        Some(Self {
            measure,
            test: Test::from_key(test)?,
            bound: Some(bound).filter(|bound| bound.is_finite())?,
        })
    }

    /// The condition in words: `Languages: French at least 20%`.
    #[must_use]
    pub fn words(&self, atlas: &Atlas) -> String {
        let bound = write(self.measure.unit(), self.bound);
        let title = self.measure.title(atlas);
        match (&self.measure, self.test) {
            (Measure::Level, Test::Is) => {
                only(self.bound.clamp(0.0, 255.0) as u8, atlas.top_level())
            }
            (_, Test::AtLeast) => tr!("{title} at least {bound}", title = title, bound = bound),
            (_, Test::AtMost) => tr!("{title} at most {bound}", title = title, bound = bound),
            (_, Test::Is) => tr!("{title} exactly {bound}", title = title, bound = bound),
        }
    }
}

/// Only clusters of a level.
fn only(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("Only clusters").to_owned(),
        0 => tr!("Only base clusters").to_owned(),
        1 if top == 2 => tr!("Only middle clusters").to_owned(),
        _ if level == top => tr!("Only top clusters").to_owned(),
        _ => tr!("Only level {level} clusters", level = level),
    }
}

impl Filter {
    /// As it stands in links: `size:ge:100,facet:language:French:ge:0.2`, before it `any` and `unknown`
    /// where they hold. Empty where nothing is asked.
    #[must_use]
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        if self.any {
            parts.push("any".to_owned());
        }
        if self.unknown_too {
            parts.push("unknown".to_owned());
        }
        parts.extend(self.conditions.iter().map(Condition::text));
        parts.join(",")
    }

    /// The reverse of [`Self::text`]; `None` where a part cannot be read, because half a filter would
    /// show what was not asked for.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut filter = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            match part {
                "any" => filter.any = true,
                "unknown" => filter.unknown_too = true,
                _ => filter.conditions.push(Condition::from_text(part)?),
            }
        }
        Some(filter)
    }
}

/// Whether a text is a filter by growth as it was before it was a ratio, and why it is refused: `name` is what the reader
/// knows it by.
#[must_use]
pub fn outdated(text: &str, name: &str) -> Option<String> {
    let asks = text.split(',').any(|part| part.starts_with("growth:"));
    asks.then(|| {
        tr!(
            "“{filter}” asks for growth as Kleio measured it before, and is left out: growth is now the later share \
             over the earlier one. Ask for it anew.",
            filter = name
        )
    })
}

/// A number of a measure as readers see it in a condition.
#[must_use]
pub fn write(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count => format::count(value.max(0.0).round() as u64),
        Unit::Percent => format::percents(format::plain(value * 100.0)),
        Unit::Times => format::multiplied(format::plain(value)),
        Unit::Points => tr!(
            "{number} percentage points",
            number = format::signed(value < 0.0, format::plain(value.abs() * 100.0))
        ),
        Unit::Plain => format::plain(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use proptest::prelude::*;

    #[test]
    fn conditions_read_as_sentences() {
        let atlas = fixture::atlas();
        let words = |text: &str| Condition::from_text(text).unwrap().words(&atlas);
        assert_eq!(
            words("facet:language:fra:ge:0.2"),
            "Languages: French at least 20%"
        );
        assert_eq!(words("size:le:1200"), "Conversations at most 1,200");
        assert_eq!(words("growth-ratio:le:0.75"), "Growth at most ×0.75");
        assert_eq!(
            words("ratio:language:fra:ge:2"),
            "Languages: French, against all at least ×2"
        );
        assert_eq!(
            words("flags-refusals:ge:-0.02"),
            "Flag rate minus refusals at least −2 percentage points"
        );
        assert_eq!(words("level:is:0"), "Only base clusters");
    }

    #[test]
    fn broken_filters_are_refused_whole() {
        for broken in [
            "size:ge:100,flavour:ge:1",
            "size:ge",
            "size:gt:1",
            "size:ge:NaN",
            "growth:ge:0.25",
        ] {
            assert_eq!(Filter::from_text(broken), None, "{broken}");
        }
        assert_eq!(Filter::from_text(""), Some(Filter::default()));
    }

    #[test]
    fn growth_as_it_was_before_is_told_from_growth_as_it_is() {
        let growth = Condition {
            measure: Measure::Growth,
            test: Test::AtLeast,
            bound: 1.5,
        };
        assert_eq!(growth.text(), "growth-ratio:ge:1.5");
        assert_eq!(Condition::from_text(&growth.text()), Some(growth));
        assert_eq!(outdated("any,growth-ratio:ge:1.5,size:ge:9", "x"), None);
        let told = outdated("size:ge:9,growth:ge:0.5", "Mine").unwrap();
        assert!(told.contains("“Mine”"), "{told}");
    }

    proptest! {
        #[test]
        fn filters_go_both_ways(
            any in proptest::bool::ANY,
            unknown_too in proptest::bool::ANY,
            asked in proptest::collection::vec((0usize..3, "\\PC{0,8}", -1000i32..100_000), 0..5),
        ) {
            let conditions = asked.into_iter().map(|(which, value, bound)| Condition {
                measure: [Measure::Size, Measure::of("model", &value), Measure::of(&value, "x:,y")][which].clone(),
                test: [Test::AtLeast, Test::AtMost, Test::Is][which],
                bound: f64::from(bound) / 1000.0,
            }).collect();
            let filter = Filter { conditions, any, unknown_too };
            prop_assert_eq!(Filter::from_text(&filter.text()), Some(filter));
        }
    }
}
