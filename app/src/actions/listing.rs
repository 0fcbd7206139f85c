//! How tree and table list clusters: orders, open rows, columns, marks, and copying.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::browser;
use crate::derive::grid::{self, TableLevel};
use crate::derive::measure::Measure;
use crate::derive::order::{By, Order};
use crate::derive::sorting::{Sorting as _, set_of};
use crate::tr;

impl Actions {
    /// Sorts the tree.
    pub fn sort_tree(self, order: Order) {
        self.write.find.tree_order.set(order);
        self.write_address(true);
    }

    /// Sorts the table by another column, or the other way round.
    pub fn sort_table(self, by: By) {
        self.write
            .find
            .table_order
            .update(|order| *order = order.then(by));
        self.write_address(true);
    }

    /// Lists clusters of another level in the table.
    pub fn show_table_level(self, level: TableLevel) {
        self.write.find.table_level.set(level);
        self.write.find.marked.set(BTreeSet::new());
        self.write_address(true);
    }

    /// Shows or hides a column of the table.
    pub fn show_column(self, measure: Measure, shown: bool) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        self.write.find.columns.update(|columns| {
            let mut now = columns
                .take()
                .unwrap_or_else(|| grid::usual_columns(&atlas));
            now.retain(|column| *column != measure);
            if shown {
                now.push(measure);
            }
            // Numbers that every release has come first, in their usual order; facet values as they
            // were added.
            now.order_by_key(|column| {
                let usual = crate::derive::measure::PLAIN.iter();
                usual
                    .clone()
                    .position(|plain| plain == column)
                    .unwrap_or(usual.len())
            });
            *columns = (now != grid::usual_columns(&atlas)).then_some(now);
        });
        self.write_address(true);
    }

    /// Shows the usual columns.
    pub fn reset_columns(self) {
        self.write.find.columns.set(None);
        self.write_address(true);
    }

    /// Marks a row of the table, or no longer.
    pub fn mark(self, index: usize, marked: bool) {
        self.write.find.marked.update(|rows| {
            if marked {
                rows.insert(index);
            } else {
                rows.remove(&index);
            }
        });
    }

    /// Marks exactly these rows of the table.
    pub fn mark_only(self, rows: &[usize]) {
        self.write.find.marked.set(set_of(rows.iter().copied()));
    }

    /// Copies rows of the table for a spreadsheet.
    pub fn copy_rows(self, rows: &[usize]) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let columns = self.state.find.columns.get_untracked();
        let columns = columns.unwrap_or_else(|| grid::usual_columns(&atlas));
        let windows = untrack(|| self.state.time.windows_of(&atlas));
        let text = grid::tab_separated(&atlas, &columns, windows, rows);
        let copied = tr!(
            "{n, plural, one {# row is copied.} other {# rows are copied.}}",
            n = rows.len()
        );
        spawn_local(async move {
            let said = if browser::copy(&text).await {
                copied
            } else {
                tr!("The browser does not let this page copy.").to_owned()
            };
            self.write.announcement.set(said);
        });
    }

    /// Shows the children of every cluster in the tree.
    pub fn expand_all(self) {
        if let Some(atlas) = self.state.atlas_now() {
            let all = (0..atlas.clusters().len()).filter(|&i| !atlas.tree().children(i).is_empty());
            self.write.expanded.set(set_of(all));
        }
    }

    /// Shows the children of every cluster that stands beside the one at `index`, and its own.
    pub fn expand_siblings(self, index: usize) {
        if let Some(atlas) = self.state.atlas_now() {
            let siblings = match atlas.tree().parent(index) {
                Some(parent) => atlas.tree().children(parent),
                None => atlas.tree().roots(),
            };
            self.write.expanded.update(|open| open.extend(siblings));
        }
    }

    /// Shows children wherever a cluster below matches.
    pub fn expand_matches(self) {
        let matches = self.state.find.matches.get_untracked();
        if let (Some(atlas), Some(matches)) = (self.state.atlas_now(), matches) {
            let ways = (0..atlas.clusters().len()).filter(|&index| matches.below(index) > 0);
            self.write.expanded.set(set_of(ways));
        }
    }

    /// Shows top clusters only, and what lies above the selected one.
    pub fn collapse_all(self) {
        self.write.expanded.set(BTreeSet::new());
    }
}
