//! Which facets follow from others: every conversation with the same value of the finer has the same value
//! of the coarser one, as with two facets of one number in bands, or a model's name and who makes it.
//!
//! It is found in the data, over all conversations that were read, so that no declaration has to say it.
//!
//! Values that stand for many (what was too rare to be named, what is not known, no week) may be anything: that they are
//! part of several values of the coarser facet does not keep the others from telling.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::facet::{NOT_KNOWN, OTHER};

use super::Survey;

/// One facet (or the weeks) that follows from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// Which list it follows from, in the order of display; weeks last.
    pub finer: usize,
    /// Which list follows.
    pub coarser: usize,
    /// Value of the finer → value of the coarser one. Weeks are called by their number.
    pub values: BTreeMap<String, String>,
    /// Values of the coarser that what stands for many in the finer is part of, where these are several.
    pub mixed: BTreeSet<String>,
}

/// All pairs of lists of which one follows from the other. Of two that say the same in other words the
/// earlier one counts as the finer. A list that has one value only says nothing, and follows from none.
pub(super) fn follows(survey: &Survey<'_>) -> Vec<Follows> {
    let lists: Vec<List> = (0..=survey.columns.len())
        .map(|list| List::new(survey, list))
        .collect();
    let mut found = Vec::new();
    for (coarser, coarse) in lists.iter().enumerate() {
        for (finer, fine) in lists.iter().enumerate() {
            if finer == coarser || coarse.present < 2 {
                continue;
            }
            // Fewer values cannot tell more apart; as many do only where both say the same.
            let may_be =
                fine.present > coarse.present || fine.present == coarse.present && finer < coarser;
            if let Some((values, mixed)) = may_be.then(|| fine.determines(coarse)).flatten() {
                found.push(Follows {
                    finer,
                    coarser,
                    values,
                    mixed,
                });
            }
        }
    }
    found
}

/// One value for every conversation; `None` where it is in no week.
struct List {
    cells: Vec<Option<u32>>,
    names: Vec<String>,
    present: usize,
}

impl List {
    fn new(survey: &Survey<'_>, list: usize) -> Self {
        let (cells, names): (Vec<Option<u32>>, Vec<String>) = match survey.columns.get(list) {
            Some(column) => (
                column.cells.iter().copied().map(Some).collect(),
                column.values.clone(),
            ),
            None => {
                let mut weeks: Vec<i32> = survey.weeks.iter().flatten().map(|w| w.0).collect();
                weeks.sort_unstable();
                weeks.dedup();
                let place = |week: i32| weeks.binary_search(&week).ok().map(|at| at as u32);
                let cells = survey.weeks.iter().map(|w| place(w.as_ref()?.0)).collect();
                (cells, weeks.iter().map(i32::to_string).collect())
            }
        };
        let mut there: Vec<Option<u32>> = cells.clone();
        there.sort_unstable();
        there.dedup();
        Self {
            cells,
            names,
            present: there.len(),
        }
    }

    /// The value of `other` that each value here has, and those that values that stand for many have, where these are
    /// several; none where some value has several, or all that have one have the same.
    fn determines(&self, other: &Self) -> Option<(BTreeMap<String, String>, BTreeSet<String>)> {
        let place = |cell: Option<u32>| cell.map_or(self.names.len(), |cell| cell as usize);
        let mut of: Vec<Option<Option<u32>>> = vec![None; self.names.len() + 1];
        let mut is_mixed = vec![false; self.names.len() + 1];
        for (cell, value) in self.cells.iter().zip(&other.cells) {
            let at = place(*cell);
            if *of[at].get_or_insert(*value) != *value {
                if !self.stands_for_many(at) {
                    return None;
                }
                is_mixed[at] = true;
            }
        }
        let name = |value: Option<u32>| other.names.get(value? as usize).cloned();
        let mut mixed = BTreeSet::new();
        for (cell, value) in self.cells.iter().zip(&other.cells) {
            if is_mixed[place(*cell)] {
                mixed.extend(name(*value));
            }
        }
        let clear = of.iter().zip(&is_mixed).filter(|(_, mixed)| !**mixed);
        let mut told: Vec<Option<u32>> = clear.filter_map(|(value, _)| *value).collect();
        told.sort_unstable();
        told.dedup();
        if told.len() < 2 && is_mixed.contains(&true) {
            return None;
        }
        let pairs = self.names.iter().zip(of.iter().zip(&is_mixed));
        let values = pairs
            .filter(|(_, (_, mixed))| !**mixed)
            .filter_map(|(mine, (value, _))| Some((mine.clone(), name((*value)?)?)))
            .collect();
        Some((values, mixed))
    }

    /// Whether the value at this place is a name for many.
    fn stands_for_many(&self, at: usize) -> bool {
        let name = self.names.get(at);
        name.is_none_or(|name| [OTHER, NOT_KNOWN].contains(&name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use kleio_shared::facet::ValueKind;

    use super::*;
    use crate::measure::Column;
    use crate::week::Week;

    fn column(name: &str, values: &[&str], cells: &[u32]) -> Column {
        Column {
            name: name.to_owned(),
            kind: ValueKind::Category,
            question: None,
            values: values.iter().map(|&value| value.to_owned()).collect(),
            cells: cells.to_vec(),
        }
    }

    #[test]
    fn bands_follow_from_narrower_ones_and_nothing_else_does() {
        let columns = [
            column("wide", &["1–4", "5+"], &[0, 0, 1, 1, 0]),
            column("narrow", &["1–2", "3–4", "5–8", "9+"], &[0, 1, 2, 3, 0]),
            column("language", &["English", "French"], &[0, 1, 0, 1, 0]),
            column("same", &["all"], &[0, 0, 0, 0, 0]),
            column("again", &["few", "many"], &[0, 0, 1, 1, 0]),
        ];
        let survey = Survey {
            accounts: &[0, 1, 2, 3, 4],
            weeks: &[
                Some(Week(7)),
                None,
                Some(Week(7)),
                Some(Week(8)),
                Some(Week(7)),
            ],
            concern: &[1; 5],
            columns: &columns,
        };
        let found = follows(&survey);
        let pairs: Vec<_> = found.iter().map(|f| (f.finer, f.coarser)).collect();
        // Weeks are the list of number 5: they follow from the narrow bands here, and a language from them.
        assert_eq!(pairs, [(1, 0), (1, 2), (5, 2), (0, 4), (1, 4), (1, 5)]);
        assert_eq!(found[0].values["3–4"], "1–4");
        assert_eq!(found[5].values.get("3–4"), None, "of no week");
        assert_eq!(found[5].values["9+"], "8");
    }
    #[test]
    fn what_is_not_named_may_be_anything() {
        // Makers follow from models, although the models that few use have several makers.
        let columns = [
            column("model", &["m1", "m2", "m3", OTHER], &[0, 1, 2, 3, 3, 0]),
            column("maker", &["a", "b"], &[0, 0, 1, 0, 1, 0]),
            column("same", &["x", "y"], &[0, 0, 0, 0, 1, 0]),
        ];
        let survey = Survey {
            accounts: &[0, 1, 2, 3, 4, 5],
            weeks: &[None; 6],
            concern: &[1; 6],
            columns: &columns,
        };
        let found = follows(&survey);
        let models: Vec<_> = found.iter().filter(|f| f.finer == 0).collect();
        assert_eq!(models.len(), 1, "{found:?}");
        assert_eq!(models[0].coarser, 1);
        assert_eq!(models[0].values.len(), 3);
        assert_eq!(models[0].values["m2"], "a");
        assert!(
            ["a", "b"]
                .iter()
                .all(|maker| models[0].mixed.contains(*maker))
        );
    }
}
