//! Searching, and filtering by clusters' numbers.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::filter::{Condition, Filter, outdated};
use crate::derive::link::Finding;
use crate::derive::search::Builder;
use crate::derive::sorting::Sorting as _;
use crate::lean::effect;
use crate::state::{Load, Saved};
use crate::tr;

/// Where the browser keeps filters.
const SAVED_KEY: &str = "kleio-filters";
/// Clusters indexed at a time: a few milliseconds' work.
const AT_A_TIME: usize = 250;
/// How long the reader must rest before what was found is said.
const REST_MS: i32 = 700;

impl Actions {
    /// Indexes every release that comes, and says what is found to those who listen.
    pub(super) fn start_finding(self) {
        self.recall_saved();
        self.recall_character_keys();
        effect(move || {
            if let Load::Ready(atlas) = self.state.load.get() {
                self.index(atlas);
            }
        });
        let turn = StoredValue::new(0_u32);
        Effect::new(move |before: Option<()>| {
            let matches = self.state.find.matches.get();
            if before.is_none() || matches.is_none() {
                return;
            }
            turn.update_value(|turn| *turn += 1);
            let now = turn.get_value();
            browser::after(REST_MS, move || {
                if turn.try_get_value() == Some(now) {
                    self.say_matches();
                }
            });
        });
    }

    /// Searches for what the reader types.
    pub fn search(self, query: String) {
        self.write.find.query.set(query);
        self.write_address(false);
    }

    /// Opens or closes the filters.
    pub fn open_filters(self, open: bool) {
        self.write.find.filters_open.set(open);
    }

    /// Asks one thing more, or in place of the condition at `place`.
    pub fn ask(self, place: Option<usize>, condition: Condition) {
        self.change_filter(|filter| {
            let asked = place.and_then(|place| filter.conditions.get_mut(place));
            match asked {
                Some(asked) => *asked = condition,
                None => filter.conditions.push(condition),
            }
        });
    }

    /// Asks no longer what the condition at `place` says.
    pub fn drop_condition(self, place: usize) {
        self.change_filter(|filter| {
            if place < filter.conditions.len() {
                filter.conditions.remove(place);
            }
        });
    }

    /// Asks for all conditions, or for any of them.
    pub fn combine(self, any: bool) {
        self.change_filter(|filter| filter.any = any);
    }

    /// Lets clusters through, or not, of which it cannot be told.
    pub fn let_unknown_through(self, through: bool) {
        self.change_filter(|filter| filter.unknown_too = through);
    }

    /// Looks for nothing any more.
    pub fn clear_finding(self) {
        self.write.find.query.set(String::new());
        self.change_filter(|filter| *filter = Filter::default());
    }

    /// Keeps the filter under a name, in place of another of that name.
    pub fn save_filter(self, name: &str) {
        let name = name.trim();
        let filter = self.state.find.filter.with_untracked(Filter::text);
        if name.is_empty() || filter.is_empty() {
            return;
        }
        self.change_saved(|saved| {
            saved.retain(|kept| kept.name != name);
            saved.push(Saved {
                name: name.to_owned(),
                filter,
            });
            saved.order_by(|a, b| a.name.cmp(&b.name));
        });
        let said = tr!("The filter is kept in this browser as {name}.", name = name);
        self.write.announcement.set(said);
    }

    /// Takes the kept filter called `name`.
    pub fn apply_saved(self, name: &str) {
        let saved = self.state.find.saved.get_untracked();
        let kept = saved.iter().find(|kept| kept.name == name);
        if let Some(filter) = kept.and_then(|kept| Filter::from_text(&kept.filter)) {
            self.change_filter(|now| *now = filter);
        }
    }

    /// Keeps the filter called `name` no longer.
    pub fn forget_filter(self, name: &str) {
        self.change_saved(|saved| saved.retain(|kept| kept.name != name));
    }

    /// Takes over the part of a link that says what is looked for.
    pub(super) fn apply_finding(self, find: &Finding) {
        let write = self.write.find;
        write.query.set(find.query.clone());
        write.filter.set(find.filter.clone());
        write.tree_order.set(find.tree_order.clone());
        write.table_order.set(find.table_order.clone());
        write.table_level.set(find.level);
        write.columns.set(find.columns.clone());
    }

    /// What is looked for, as part of a link.
    pub(super) fn finding(self) -> Finding {
        let find = self.state.find;
        Finding {
            query: find.query.get_untracked(),
            filter: find.filter.get_untracked(),
            tree_order: find.tree_order.get_untracked(),
            table_order: find.table_order.get_untracked(),
            level: find.table_level.get_untracked(),
            columns: find.columns.get_untracked(),
        }
    }

    fn change_filter(self, change: impl FnOnce(&mut Filter)) {
        self.write.find.filter.update(change);
        self.write_address(true);
    }

    fn change_saved(self, change: impl FnOnce(&mut Vec<Saved>)) {
        self.write.find.saved.update(change);
        let text = self
            .state
            .find
            .saved
            .with_untracked(|saved| serde_json::to_string(saved).ok());
        browser::remember(SAVED_KEY, text.as_deref());
    }

    /// Recalls the filters that are kept. One that would ask for another number now is kept no longer, and the reader is
    /// told.
    fn recall_saved(self) {
        let mut saved: Vec<Saved> = browser::recall(SAVED_KEY)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let all = saved.len();
        saved.retain(|kept| match outdated(&kept.filter, &kept.name) {
            Some(why) => {
                self.notify(why);
                false
            }
            None => true,
        });
        if saved.len() < all {
            self.change_saved(|now| *now = saved);
        } else {
            self.write.find.saved.set(saved);
        }
    }

    /// Indexes the words of `atlas`, a part at a time, unless another release comes in between.
    fn index(self, atlas: Arc<Atlas>) {
        self.write.find.index.set(None);
        spawn_local(async move {
            let is_current = || {
                let now = self.state.atlas_now();
                now.is_some_and(|now| Arc::ptr_eq(&now, &atlas))
            };
            let mut builder = Builder::default();
            loop {
                browser::pause().await;
                if !is_current() {
                    return;
                }
                if !builder.add(&atlas, AT_A_TIME) {
                    break;
                }
            }
            browser::pause().await;
            if is_current() {
                self.write.find.index.set(Some(Arc::new(builder.finish())));
            }
        });
    }

    fn say_matches(self) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let Some(matches) = self.state.find.matches.get_untracked() else {
            return;
        };
        let all: Vec<usize> = (0..atlas.clusters().len()).collect();
        let (fits, unknown) = matches.count(&all);
        let said = if unknown == 0 {
            tr!(
                "{n} of {all, plural, one {# cluster} other {# clusters}} match.",
                n = fits,
                all = all.len()
            )
        } else {
            tr!(
                "{n} of {all, plural, one {# cluster} other {# clusters}} match. Of {unknown} it cannot be told.",
                n = fits,
                all = all.len(),
                unknown = unknown
            )
        };
        self.write.announcement.set(said);
    }
}
