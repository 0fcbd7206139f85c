//! What a reader does with the weeks, and with the panel's sections.

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::compare::{self, Comparison};
use crate::derive::growth::{Thumb, Windows};
use crate::derive::link::{Dock, TimeLink};
use crate::derive::ratios::{Of, Ratios};

/// How long the windows rest on a week while they play.
const STEP_MS: i32 = 1_100;

impl Actions {
    /// Opens a part below the map, or closes it.
    pub fn open_dock(self, dock: Option<Dock>) {
        if dock != Some(Dock::Time) {
            self.pause();
        }
        self.write.time.dock.set(dock);
        self.write_address(false);
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
        if self
            .state
            .colour
            .with_untracked(|colour| !colour.is_of(Of::Growth))
        {
            self.colour_by(ColourBy::awaited(Of::Growth));
        }
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
            self.change_windows(|windows, _| windows.from_start());
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

    /// Computes the colours of growth or of the comparison anew, where the map has such colours.
    pub(super) fn recolour(self) {
        let Some(of) = self.state.colour.with_untracked(ColourBy::of_ratios) else {
            return;
        };
        let ratios = match self.state.atlas_now() {
            Some(atlas) => untrack(|| self.ratios(&atlas, of)),
            None => Ratios::awaited(of),
        };
        self.write.colour.set(ColourBy::Ratios(ratios.into()));
    }

    fn ratios(self, atlas: &Atlas, of: Of) -> Ratios {
        let time = self.state.time;
        let what = match of {
            Of::Growth => Some(Comparison::Windows),
            Of::Difference => time.comparison.get(),
        };
        let Some(what) = what else {
            return Ratios::awaited(of);
        };
        let given = time.given(atlas);
        let title = compare::compare(atlas, &what, &given, atlas.top_level()).map(|compared| {
            let (a, b) = (compared.a.0, compared.b.0);
            match of {
                Of::Growth => format!("Growth: share in {a} over share in {b}"),
                Of::Difference => format!("Share of {a} over share of {b}"),
            }
        });
        let awaited = Ratios::awaited(of);
        Ratios {
            of,
            title: title.unwrap_or(awaited.title),
            values: compare::ratios(atlas, &what, &given),
        }
    }

    /// Takes over what a link says of weeks and comparisons.
    pub(super) fn apply_time(self, link: &TimeLink) {
        self.pause();
        let write = self.write.time;
        write.dock.set(link.dock);
        write.windows.set(link.windows);
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
            windows: time.windows.get_untracked(),
            comparison: time.comparison.get_untracked(),
            beside: time.beside.get_untracked(),
        }
    }
}
