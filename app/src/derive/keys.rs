//! Every key that does something, once: the page's handlers and its list of keys both read this.
//!
//! Invariant: keys that type a character do something outside of what has the focus only while the
//! reader lets them (WCAG 2.2, success criterion 2.1.4).

mod list;

pub use list::{KEYS, cap};

use crate::tr;

/// Where a key does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Wherever the keyboard is, unless it types.
    Anywhere,
    /// In a field with a list of choices below it: the search, the commands.
    Choices,
    /// On the map.
    Map,
    /// In the tree.
    Tree,
    /// In the table.
    Table,
}

/// In the order of the list of keys.
pub const SCOPES: [Scope; 5] = [
    Scope::Anywhere,
    Scope::Choices,
    Scope::Map,
    Scope::Tree,
    Scope::Table,
];

impl Scope {
    /// A heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Anywhere => tr!("Anywhere"),
            Self::Choices => tr!("In the search and the commands"),
            Self::Map => tr!("On the map"),
            Self::Tree => tr!("In the tree"),
            Self::Table => tr!("In the table"),
        }
    }
}

/// What is held down with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Nothing that matters.
    Nothing,
    /// Control, or Command.
    Command,
    /// Control or Command, and Shift.
    CommandShift,
    /// Shift.
    Shift,
}

/// What a key does. What it means in detail depends on the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Opens the commands.
    Palette,
    /// Opens the list of keys.
    Help,
    /// Goes to the search.
    Search,
    /// Back to the view before.
    Undo,
    /// On to the view that was gone back from.
    Redo,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// To the first of all.
    Top,
    /// To the last of all.
    Bottom,
    /// Up by a screen.
    PageUp,
    /// Down by a screen.
    PageDown,
    /// Selects, or does.
    Choose,
    /// Lets go.
    Clear,
    /// Nearer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// The whole map.
    Fit,
    /// Moves the view to the left.
    ViewLeft,
    /// Moves the view to the right.
    ViewRight,
    /// Moves the view up.
    ViewUp,
    /// Moves the view down.
    ViewDown,
    /// Takes up the lasso, or lays it down.
    Lasso,
    /// Takes up the rectangle, or lays it down.
    Rectangle,
    /// Adds to the set, or takes out.
    Gather,
    /// Opens all that are beside it.
    OpenSiblings,
    /// Marks a row, or no longer.
    Mark,
    /// Marks also the row above.
    MarkUp,
    /// Marks also the row below.
    MarkDown,
    /// Marks all rows.
    MarkAll,
    /// Copies.
    Copy,
}

/// A key, as `KeyboardEvent.key` says it, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// `Enter`, `ArrowLeft`, `/`.
    pub key: &'static str,
    /// What must be held.
    pub held: Held,
    /// What it does.
    pub deed: Deed,
}

/// One line of the list of keys.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Where.
    pub scope: Scope,
    /// The keys as readers know them, by their English names; see [`cap`].
    pub shown: &'static [&'static str],
    /// What they do, in a phrase.
    pub does: fn() -> &'static str,
    /// The keys as the browser knows them.
    pub strokes: &'static [Stroke],
}

/// A key that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// `KeyboardEvent.key`.
    pub key: String,
    /// Whether Control or Command is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
}

/// What a pressed key does in `scope`; `None` where nothing.
#[must_use]
pub fn deed(scope: Scope, pressed: &Pressed) -> Option<Deed> {
    let key = if pressed.command {
        pressed.key.to_ascii_lowercase()
    } else {
        pressed.key.clone()
    };
    let strokes = || {
        let lines = KEYS.iter().filter(|line| line.scope == scope);
        lines.flat_map(|line| line.strokes)
    };
    let with = |held| {
        strokes().find(|stroke| stroke.held == held && stroke.key.eq_ignore_ascii_case(&key))
    };
    let found = match (pressed.command, pressed.shift) {
        (true, true) => with(Held::CommandShift).or_else(|| with(Held::Command)),
        (true, false) => with(Held::Command),
        // Shift is also how some characters are typed.
        (false, true) => with(Held::Shift).or_else(|| with(Held::Nothing)),
        (false, false) => with(Held::Nothing),
    };
    found.map(|stroke| stroke.deed)
}

/// Whether the key types a character when nothing is held.
#[must_use]
pub fn types(pressed: &Pressed) -> bool {
    !pressed.command && pressed.key.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, command: bool, shift: bool) -> Pressed {
        Pressed {
            key: key.to_owned(),
            command,
            shift,
        }
    }

    #[test]
    fn keys_are_found_with_what_is_held() {
        let anywhere = |pressed| deed(Scope::Anywhere, &pressed);
        assert_eq!(anywhere(press("k", true, false)), Some(Deed::Palette));
        assert_eq!(anywhere(press("K", true, true)), Some(Deed::Palette));
        assert_eq!(anywhere(press("k", false, false)), None);
        assert_eq!(anywhere(press("z", true, false)), Some(Deed::Undo));
        assert_eq!(anywhere(press("Z", true, true)), Some(Deed::Redo));
        assert_eq!(anywhere(press("?", false, true)), Some(Deed::Help));
        assert_eq!(anywhere(press("/", false, false)), Some(Deed::Search));
        let table = |pressed| deed(Scope::Table, &pressed);
        assert_eq!(table(press("ArrowDown", false, true)), Some(Deed::MarkDown));
        assert_eq!(table(press("ArrowDown", false, false)), Some(Deed::Down));
        assert_eq!(table(press("c", false, false)), None);
    }

    #[test]
    fn no_key_does_two_things_in_one_place() {
        for scope in SCOPES {
            let lines = KEYS.iter().filter(|line| line.scope == scope);
            let mut seen = Vec::new();
            for stroke in lines.flat_map(|line| line.strokes) {
                let what = (stroke.key, stroke.held);
                assert!(
                    !seen.iter().any(|&(key, held, _)| (key, held) == what),
                    "{what:?}"
                );
                seen.push((stroke.key, stroke.held, stroke.deed));
            }
            assert!(!seen.is_empty());
        }
    }

    #[test]
    fn every_line_says_something() {
        for line in KEYS {
            assert!(!line.shown.is_empty() && !line.strokes.is_empty());
            let does = (line.does)();
            assert!(does.starts_with(char::is_uppercase) && !does.ends_with('.'));
            assert!(line.shown.iter().all(|&key| cap(key) == key));
        }
    }
}
