//! The only way to change the state: one method for each thing a reader, the map or the server does.
//!
//! Invariant: the address always describes the view. What a reader chooses makes a new step of the
//! history, so that "back" undoes it; where the camera goes rewrites the current step.

mod address;
pub mod commands;
mod compare;
mod find;
mod listing;
mod loading;
mod map;
mod meaning;
pub mod recluster;
mod sets;
pub mod share;
mod time;
pub mod tour;
mod watch;

use leptos::prelude::*;

use crate::browser;
use crate::derive::link::{Link, Mode};
use crate::derive::palette::Shade;
use crate::map::draw::RendererKind;
use crate::state::{Request, State, Writers};
use crate::tr;
use crate::words::Language;

/// Where the browser remembers light or dark.
const SHADE_KEY: &str = "kleio-theme";

/// Changes the state. Copies act on the same state.
#[derive(Clone, Copy)]
pub struct Actions {
    state: State,
    write: Writers,
    address_writes: StoredValue<u32>,
    /// The step of the tour that is shown, from 0.
    tour: StoredValue<Option<usize>>,
    /// Whether the server is to be asked again after a while.
    waits: StoredValue<bool>,
    desk: recluster::Desk,
}

impl Actions {
    /// Actions on `state`, whose writing halves are `write`.
    #[must_use]
    pub fn new(state: State, write: Writers) -> Self {
        Self {
            state,
            write,
            address_writes: StoredValue::new(0),
            tour: StoredValue::new(None),
            waits: StoredValue::new(false),
            desk: recluster::Desk::default(),
        }
    }

    /// Reads the address and what the browser remembers, listens to both, and loads the release.
    pub fn start(self) {
        self.start_sharing();
        let link = Link::parse(&browser::query());
        match link.renderer.as_deref() {
            Some("canvas2d") => self.write.renderer.set(RendererKind::Canvas2d),
            Some("table") => self.write.renderer.set(RendererKind::Table),
            _ => {}
        }
        self.write.chosen_shade.set(recall_shade());
        self.recall_map();
        self.show_shade();
        browser::on_system_theme(move || self.show_shade());
        browser::on_history(move || self.follow_address());
        self.start_finding();
        self.start_watching();
        self.apply_plain(&link);
        self.load(link);
    }

    /// Selects a cluster, or none.
    pub fn select(self, index: Option<usize>) {
        if self.state.selected.get_untracked() == index {
            return;
        }
        self.set_selected(index);
        self.write_address(true);
    }

    /// Shows the map or the table.
    pub fn show(self, mode: Mode) {
        if self.state.mode.get_untracked() == mode {
            return;
        }
        self.write.mode.set(mode);
        self.write_address(true);
    }

    /// Turns from light to dark or back, and remembers it.
    pub fn toggle_shade(self) {
        let dark = !self.state.shade.get_untracked().is_dark();
        browser::remember(SHADE_KEY, Some(theme(dark)));
        self.write.chosen_shade.set(Some(Shade::of(dark, false)));
        self.show_shade();
    }

    /// Speaks another language, which the browser remembers. The same view opens anew.
    pub fn change_language(self, language: Language) {
        browser::change_language(language);
    }

    /// Shows or hides the children of a cluster in the tree.
    pub fn expand(self, index: usize, open: bool) {
        self.write.expanded.update(|expanded| {
            if open {
                expanded.insert(index);
            } else {
                expanded.remove(&index);
            }
        });
    }

    /// Puts the tree's keyboard on a row.
    pub fn go_to_row(self, index: usize) {
        self.write.tree_row.set(Some(index));
    }

    fn set_selected(self, index: Option<usize>) {
        if let (Some(index), Some(atlas)) = (index, self.state.atlas_now()) {
            self.write.expanded.update(|expanded| {
                expanded.extend(atlas.tree().ancestors(index));
            });
            self.write.tree_row.set(Some(index));
            self.announce(index);
        }
        self.write.selected.set(index);
    }

    /// Says the cluster's name and size to those who listen.
    fn announce(self, index: usize) {
        if let Some(atlas) = self.state.atlas_now() {
            let cluster = atlas.cluster(index);
            self.write.announcement.set(tr!(
                "{name}, {n, plural, one {# conversation} other {# conversations}}",
                name = &cluster.name,
                n = cluster.conversations
            ));
        }
    }

    fn show_shade(self) {
        // Where the system insists on its colours, the page has these, whatever was chosen.
        let forced = browser::matches(browser::FORCED);
        let chosen = self.state.chosen_shade.get_untracked();
        let dark = match chosen.filter(|_| !forced) {
            Some(chosen) => chosen.is_dark(),
            None => browser::matches(browser::DARK),
        };
        browser::mark_root("data-theme", Some(theme(dark)));
        let stark = forced || browser::matches(browser::MORE_CONTRAST);
        self.write.shade.set(Shade::of(dark, stark));
    }

    fn request(self, look: Option<crate::derive::link::Look>) {
        self.write.look.set(look);
        self.write.request.update(|request| {
            *request = Request {
                number: request.number + 1,
                look,
            };
        });
    }
}

/// The name of a theme in style sheets.
const fn theme(dark: bool) -> &'static str {
    if dark { "dark" } else { "light" }
}

fn recall_shade() -> Option<Shade> {
    match browser::recall(SHADE_KEY)?.as_str() {
        "light" => Some(Shade::Light),
        "dark" => Some(Shade::Dark),
        _ => None,
    }
}
