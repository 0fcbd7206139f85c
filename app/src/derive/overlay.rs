//! The quantity that colours the map, worked out once for every cluster, and the part of its scale that the
//! reader picked.

use super::atlas::Atlas;
use super::colour_by::ColourBy;
use super::growth::growth;
use super::palette::STEPS;
use super::scale::Scale;

/// A quantity of all clusters of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// What it is.
    pub colour: ColourBy,
    /// Its scale.
    pub scale: Scale,
    /// One value a cluster; `None` where it is withheld.
    pub values: Vec<Option<f64>>,
}

/// A part of a scale: its steps from `from` to `to`, both included, of 0..=[`STEPS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lowest step.
    pub from: u8,
    /// The highest step, at least `from`.
    pub to: u8,
}

impl Overlay {
    /// The values of `colour` in `atlas`.
    #[must_use]
    pub fn new(atlas: &Atlas, colour: ColourBy) -> Self {
        let all: Vec<usize> = (0..atlas.clusters().len()).collect();
        let values: Vec<Option<f64>> = match &colour {
            // In one go, because that is how it is tested for chance.
            ColourBy::Growth(windows) => growth(atlas, *windows, &all)
                .iter()
                .map(super::growth::Growth::at_least)
                .collect(),
            _ => all.iter().map(|&i| colour.value(atlas, i)).collect(),
        };
        Self {
            scale: colour.scale(values.iter().copied().flatten()),
            values,
            colour,
        }
    }

    /// Where the cluster at `index` lies on the scale, 0 to 1; `None` where its value is withheld.
    #[must_use]
    pub fn fraction(&self, index: usize) -> Option<f64> {
        let value = *self.values.get(index)?;
        value.map(|value| self.scale.fraction(value))
    }

    /// Whether some values are withheld.
    #[must_use]
    pub fn has_unknown(&self) -> bool {
        self.values.iter().any(Option::is_none)
    }

    /// One bool a cluster: whether its value is known and within `range`.
    #[must_use]
    pub fn within(&self, range: Range) -> Vec<bool> {
        (0..self.values.len())
            .map(|index| {
                self.fraction(index)
                    .is_some_and(|fraction| range.holds(fraction))
            })
            .collect()
    }

    /// The value at a step of the scale, in words.
    #[must_use]
    pub fn write_step(&self, step: u8) -> String {
        let fraction = f64::from(step) / f64::from(STEPS);
        self.colour.write(self.scale.value(fraction))
    }
}

impl Range {
    /// The whole scale.
    pub const ALL: Self = Self { from: 0, to: STEPS };

    /// Whether it holds what lies at `fraction`: half a step to either side counts as well.
    #[must_use]
    pub fn holds(self, fraction: f64) -> bool {
        let step = fraction * f64::from(STEPS);
        (f64::from(self.from) - 0.5..=f64::from(self.to) + 0.5).contains(&step)
    }

    /// With another lower end, which stays below the upper one.
    #[must_use]
    pub fn with_from(self, from: u8) -> Self {
        Self {
            from: from.min(self.to),
            to: self.to,
        }
    }

    /// With another upper end, which stays above the lower one.
    #[must_use]
    pub fn with_to(self, to: u8) -> Self {
        Self {
            from: self.from,
            to: to.clamp(self.from, STEPS),
        }
    }

    /// As it stands in links: `12-48`.
    #[must_use]
    pub fn key(self) -> String {
        format!("{}-{}", self.from, self.to)
    }

    /// The reverse of [`Self::key`]; `None` for the whole scale and for what is none.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let (from, to) = key.split_once('-')?;
        let range = Self {
            from: from.parse().ok()?,
            to: to.parse().ok()?,
        };
        (range.from <= range.to && range.to <= STEPS && range != Self::ALL).then_some(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn the_whole_scale_holds_every_known_value_and_no_unknown_one() {
        let atlas = fixture::atlas();
        for group in crate::derive::colour_by::choices(&atlas) {
            for choice in group.choices {
                let overlay = Overlay::new(&atlas, choice.colour);
                let within = overlay.within(Range::ALL);
                for (value, within) in overlay.values.iter().zip(within) {
                    assert_eq!(value.is_some(), within, "{:?}", overlay.colour);
                }
            }
        }
    }

    #[test]
    fn a_part_of_the_scale_holds_what_lies_there() {
        let atlas = fixture::atlas();
        let overlay = Overlay::new(&atlas, ColourBy::Size);
        let upper = overlay.within(Range::ALL.with_from(STEPS));
        let lit: Vec<usize> = (0..upper.len()).filter(|&i| upper[i]).collect();
        assert_eq!(lit, atlas.at_level(2));
    }

    #[test]
    fn ranges_in_links_go_both_ways() {
        let range = Range { from: 3, to: 40 };
        assert_eq!(Range::from_key(&range.key()), Some(range));
        for broken in ["", "3", "9-3", "0-48", "0-200", "a-b"] {
            assert_eq!(Range::from_key(broken), None, "{broken}");
        }
    }

    #[test]
    fn ends_do_not_cross() {
        let range = Range { from: 10, to: 20 };
        assert_eq!(range.with_from(30).from, 20);
        assert_eq!(range.with_to(5).to, 10);
    }
}
