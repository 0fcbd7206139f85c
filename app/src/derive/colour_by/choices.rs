//! All that can colour the map of a release, in groups that can be searched.

use super::{ColourBy, FacetValue};
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, Subject};
use crate::derive::growth::Windows;
use crate::derive::sorting::Sorting as _;
use crate::tr;

/// Something that can colour the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What it is.
    pub colour: ColourBy,
    /// Its name.
    pub name: String,
}

/// Choices under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// Whether they are values of a facet.
    pub of_facet: bool,
    /// The choices, in order of display.
    pub choices: Vec<Choice>,
}

/// All choices of `atlas`: first what every cluster has, then the values of each facet, the most frequent
/// first where their order means nothing.
#[must_use]
pub fn choices(atlas: &Atlas) -> Vec<Group> {
    let weeks = atlas.release().manifest().weeks.len();
    let measures = [
        Some(ColourBy::Size),
        Windows::halves(weeks).map(ColourBy::Growth),
        Some(ColourBy::Concern),
        FacetValue::refusal(atlas).map(ColourBy::Share),
        FacetValue::flagged(atlas).map(ColourBy::Share),
        Some(ColourBy::FlagsBeyondRefusals),
        Some(ColourBy::Stability),
        Some(ColourBy::Coherence),
    ];
    let named = |colour: ColourBy| Choice {
        name: colour.name(atlas),
        colour,
    };
    let mut groups = vec![Group {
        title: tr!("Measures").to_owned(),
        of_facet: false,
        choices: measures
            .into_iter()
            .flatten()
            .filter(|colour| colour.fits(atlas))
            .map(named)
            .collect(),
    }];
    groups.extend(atlas.release().manifest().facets.iter().map(|facet| {
        let counts = chart::readings(atlas, Subject::Overall, &facet.name);
        let mut values: Vec<(u64, FacetValue)> = facet
            .values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                let count = counts.get(place).and_then(|reading| reading.known());
                (count.unwrap_or(0), FacetValue::new(&facet.name, value))
            })
            .collect();
        if !facet.kind.is_ordered() {
            values.order_by_key(|(count, _)| std::cmp::Reverse(*count));
        }
        Group {
            title: chart::facet_title(&facet.name),
            of_facet: true,
            choices: values
                .into_iter()
                .map(|(_, value)| Choice {
                    name: value.label(atlas),
                    colour: ColourBy::Share(value),
                })
                .collect(),
        }
    }));
    groups
}

/// Those of `groups` that have every word of `text` in their name or their group's title, whatever the case.
#[must_use]
pub fn search(groups: &[Group], text: &str) -> Vec<Group> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let found = |title: &str, choice: &Choice| {
        let place = format!("{title} {}", choice.name).to_lowercase();
        words.iter().all(|word| place.contains(word))
    };
    groups
        .iter()
        .map(|group| Group {
            title: group.title.clone(),
            of_facet: group.of_facet,
            choices: group
                .choices
                .iter()
                .filter(|choice| found(&group.title, choice))
                .cloned()
                .collect(),
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn every_value_of_every_facet_is_a_choice() {
        let atlas = fixture::atlas();
        let groups = choices(&atlas);
        let values: usize = atlas
            .release()
            .manifest()
            .facets
            .iter()
            .map(|facet| facet.values.len())
            .sum();
        let offered: usize = groups[1..].iter().map(|group| group.choices.len()).sum();
        assert_eq!(offered, values);
        assert_eq!(groups[0].choices[0].colour, ColourBy::Size);
    }

    #[test]
    fn a_search_finds_by_value_and_by_facet() {
        let groups = choices(&fixture::atlas());
        let found = search(&groups, "FREN");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].choices[0].name, "French");
        assert!(search(&groups, "xyzzy").is_empty());
        assert_eq!(search(&groups, " "), groups);
    }
}
