//! The command palette, the list of keys, and keys that do something anywhere.

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::commands::Command;
use crate::derive::keys::{Deed, Pressed, Scope, deed, types};
use crate::derive::link::Mode;
use crate::map::lasso::Tool;
use crate::state::Dialog;

/// Where the browser remembers whether keys that type a character do something.
const CHARACTER_KEYS_KEY: &str = "kleio-character-keys";
/// The search's id in the page.
pub const SEARCH_ID: &str = "search";

impl Actions {
    /// Does what a key does anywhere; whether it did something. `typing` where the keyboard is in a
    /// field.
    pub fn press(self, pressed: &Pressed, typing: bool) -> bool {
        let lets = self.state.find.character_keys.get_untracked();
        if types(pressed) && (typing || !lets) {
            return false;
        }
        // A dialog has the keyboard for itself.
        let dialog = self.state.find.dialog.get_untracked();
        match deed(Scope::Anywhere, pressed) {
            Some(Deed::Palette) if dialog == Some(Dialog::Palette) => self.open_dialog(None),
            Some(Deed::Palette) => self.open_dialog(Some(Dialog::Palette)),
            Some(Deed::Help) if dialog.is_none() => self.open_dialog(Some(Dialog::Keys)),
            Some(Deed::Search) if dialog.is_none() => browser::focus(SEARCH_ID),
            // A field has undo of its own.
            Some(Deed::Undo) if dialog.is_none() && !typing => self.undo(),
            Some(Deed::Redo) if dialog.is_none() && !typing => self.redo(),
            // What has the keyboard did not want it.
            None if pressed.key == "Escape" && dialog.is_none() => return self.end_tour(),
            _ => return false,
        }
        true
    }

    /// Opens a dialog, or closes the one that is open.
    pub fn open_dialog(self, dialog: Option<Dialog>) {
        self.write.find.dialog.set(dialog);
    }

    /// Lets keys that type a character do something anywhere, or not, and remembers it.
    pub fn let_character_keys(self, lets: bool) {
        browser::remember(CHARACTER_KEYS_KEY, (!lets).then_some("off"));
        self.write.find.character_keys.set(lets);
    }

    pub(super) fn recall_character_keys(self) {
        let off = browser::recall(CHARACTER_KEYS_KEY).as_deref() == Some("off");
        self.write.find.character_keys.set(!off);
    }

    /// Does what was chosen in the palette.
    pub fn run(self, command: Command) {
        self.open_dialog(None);
        match command {
            // Once the dialog has given the keyboard back.
            Command::Search => browser::on_next_frame(|| browser::focus(SEARCH_ID)),
            Command::Filters(open) => self.open_filters(open),
            Command::ClearFinding => self.clear_finding(),
            Command::Apply(name) => self.apply_saved(&name),
            Command::Show(mode) => self.show(mode),
            Command::Fit => self.request(None),
            Command::Lasso => self.take_up(Tool::Lasso),
            Command::Rectangle => self.take_up(Tool::Rectangle),
            Command::Below(dock) => self.open_dock(Some(dock)),
            Command::Recluster => self.show_recluster(true),
            Command::ShowRelease => self.show_release(),
            Command::ClearSelection => self.select(None),
            Command::ToggleShade => self.toggle_shade(),
            Command::Colour(colour) => self.colour_by(colour),
            Command::ExpandAll => self.expand_all(),
            Command::ExpandMatches => self.expand_matches(),
            Command::CollapseAll => self.collapse_all(),
            Command::SortTree(order) => self.sort_tree(order),
            Command::Level(level) => {
                self.show_table_level(level);
                self.show(Mode::Table);
            }
            Command::Release(id) => self.open_release(id),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::CopyLink => self.copy_link(),
            Command::Print => self.print(),
            Command::Keys => self.open_dialog(Some(Dialog::Keys)),
            Command::Tour => self.show_tour(0),
            Command::GoTo(index) => self.select(Some(index)),
        }
    }
}
