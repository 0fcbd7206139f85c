//! What a reader does with the weeks, and with the panel's sections.

use std::sync::Arc;

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::compare::{self, Comparison};
use crate::derive::growth::{Thumb, Windows};
use crate::derive::link::{Dock, TimeLink};
use crate::derive::ratios::Ratios;
use crate::tr;

/// How long the windows rest on a week while they play.
const STEP_MS: i32 = 1_100;

impl Actions {
    /// Opens a part below the map, or closes it.
    pub fn open_dock(self, dock: Option<Dock>) {
        if dock != Some(Dock::Time) {
            self.pause();
        }
        // What is seen on the map is asked about first; from then on the reader chooses.
        if dock.is_some() && self.state.time.level.get_untracked().is_none() {
            let seen = self.state.level.get_untracked();
            self.write.time.level.set(Some(seen));
        }
        self.write.time.dock.set(dock);
        self.write_address(true);
    }

    /// Lists the clusters of another level below the map.
    pub fn list_level(self, level: u8) {
        self.write.time.level.set(Some(level));
        self.write_address(true);
    }

    /// Shows or hides a section of the panel.
    pub fn toggle_section(self, name: &'static str) {
        self.write.time.closed.update(|closed| {
            if !closed.remove(name) {
                closed.insert(name);
            }
        });
    }

    /// Puts an end of a window on a week.
    pub fn put_thumb(self, thumb: Thumb, week: usize) {
        self.change_windows(|windows, weeks| windows.put(thumb, week, weeks));
    }

    /// Measures growth between the two halves of the weeks again.
    pub fn reset_windows(self) {
        self.pause();
        self.write.time.windows.set(None);
        self.after_windows();
    }

    /// Lets the windows step through the weeks, from the first ones where they are at the end, and
    /// colours the map by growth. Where the reader asked for less motion, one step and no more.
    pub fn play(self) {
        self.colour_by_growth(true);
        if browser::prefers_reduced_motion() {
            self.step_or_restart();
            return;
        }
        self.write.time.playing.set(true);
        self.step_or_restart();
        self.play_on();
    }

    /// Stops the windows where they are.
    pub fn pause(self) {
        if self.state.time.playing.get_untracked() {
            self.write.time.playing.set(false);
        }
    }

    fn play_on(self) {
        browser::after(STEP_MS, move || {
            // The page may have gone in the meantime.
            if self.state.time.playing.try_get_untracked() != Some(true) {
                return;
            }
            if self.step() {
                self.play_on();
            } else {
                self.pause();
            }
        });
    }

    fn step_or_restart(self) {
        if !self.step() {
            self.change_windows(|windows, weeks| {
                let start = windows.from_start();
                // The halves, say, have no room to move.
                let stuck = start.moved(1, weeks).is_none();
                let short = stuck.then(|| Windows::short(weeks)).flatten();
                short.unwrap_or(start)
            });
        }
    }

    /// Moves both windows by a week; false at the end.
    fn step(self) -> bool {
        let mut moved = false;
        self.change_windows(|windows, weeks| {
            let next = windows.moved(1, weeks);
            moved = next.is_some();
            next.unwrap_or(windows)
        });
        moved
    }

    fn change_windows(self, change: impl FnOnce(Windows, usize) -> Windows) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let weeks = atlas.release().manifest().weeks.len();
        let Some(windows) = untrack(|| self.state.time.windows_of(&atlas)) else {
            return;
        };
        let changed = change(windows, weeks);
        if changed != windows {
            let chosen = (Some(changed) != Windows::halves(weeks)).then_some(changed);
            self.write.time.windows.set(chosen);
            self.after_windows();
        }
    }

    fn after_windows(self) {
        self.recolour();
        self.write_address(false);
    }

    /// Brings the map's colours in step with the windows or the comparison, where they depend on these.
    pub(super) fn recolour(self) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let time = self.state.time;
        let now = self.state.colour.get_untracked();
        let anew = match &now {
            ColourBy::Growth(_) => untrack(|| time.windows_of(&atlas)).map(ColourBy::Growth),
            ColourBy::Difference(_) => {
                let what = time.comparison.get_untracked();
                let ratios = what
                    .map(|what| self.ratios(&atlas, &what))
                    .unwrap_or_default();
                Some(ColourBy::Difference(ratios.into()))
            }
            _ => None,
        };
        if let Some(anew) = anew.filter(|anew| *anew != now) {
            self.write.colour.set(anew);
        }
    }

    fn ratios(self, atlas: &Atlas, what: &Comparison) -> Ratios {
        let given = untrack(|| self.state.time.given(atlas));
        let compared = compare::compare(atlas, what, &given, atlas.top_level());
        let mut ratios = Ratios::default();
        if let Some(compared) = compared {
            ratios.title = match what {
                Comparison::Values { .. } | Comparison::Windows => tr!(
                    "Share of “{a}” over share of “{b}”",
                    a = compared.a.0,
                    b = compared.b.0
                ),
                Comparison::Releases(_) => {
                    tr!("Share in this release over share in the other").to_owned()
                }
            };
            ratios.values = compare::ratios(atlas, what, &given);
        }
        ratios
    }

    /// Colours the map by growth between the windows, or no longer.
    pub fn colour_by_growth(self, on: bool) {
        let windows = self.state.atlas_now();
        let windows = windows.and_then(|atlas| untrack(|| self.state.time.windows_of(&atlas)));
        self.colour_by(match windows {
            Some(windows) if on => ColourBy::Growth(windows),
            _ => ColourBy::Size,
        });
    }

    /// Colours the map by the difference of the two sides, or no longer.
    pub fn colour_by_difference(self, on: bool) {
        self.colour_by(if on {
            ColourBy::Difference(Arc::default())
        } else {
            ColourBy::Size
        });
    }

    /// Takes over what a link says of weeks and comparisons.
    pub(super) fn apply_time(self, link: &TimeLink) {
        self.pause();
        let write = self.write.time;
        write.dock.set(link.dock);
        write.level.set(link.level);
        // A link that colours by growth names the windows there as well.
        let coloured = self.state.colour.with_untracked(|colour| match colour {
            ColourBy::Growth(windows) => Some(*windows),
            _ => None,
        });
        write.windows.set(link.windows.or(coloured));
        write.comparison.set(link.comparison.clone());
        write.beside.set(link.beside);
        self.fetch_other();
        self.recolour();
    }

    /// Weeks and comparisons as a link has them.
    pub(super) fn time_link(self) -> TimeLink {
        let time = self.state.time;
        TimeLink {
            dock: time.dock.get_untracked(),
            level: time.level.get_untracked(),
            windows: time.windows.get_untracked(),
            comparison: time.comparison.get_untracked(),
            beside: time.beside.get_untracked(),
        }
    }
}
