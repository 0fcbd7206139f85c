//! The list of keys.

use super::{Deed, Held, Line, Scope, Stroke};
use crate::tr;

const fn plain(key: &'static str, deed: Deed) -> Stroke {
    Stroke {
        key,
        held: Held::Nothing,
        deed,
    }
}

const fn command(key: &'static str, deed: Deed) -> Stroke {
    Stroke {
        key,
        held: Held::Command,
        deed,
    }
}

const fn command_shift(key: &'static str, deed: Deed) -> Stroke {
    Stroke {
        key,
        held: Held::CommandShift,
        deed,
    }
}

const fn shift(key: &'static str, deed: Deed) -> Stroke {
    Stroke {
        key,
        held: Held::Shift,
        deed,
    }
}

const fn line(
    scope: Scope,
    shown: &'static [&'static str],
    does: fn() -> &'static str,
    strokes: &'static [Stroke],
) -> Line {
    Line {
        scope,
        shown,
        does,
        strokes,
    }
}

/// All keys, by scope.
pub const KEYS: &[Line] = &[
    line(
        Scope::Anywhere,
        &["/"],
        || tr!("Search clusters"),
        &[plain("/", Deed::Search)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl K", "⌘ K"],
        || tr!("Open the commands: every action and every cluster"),
        &[command("k", Deed::Palette)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl Z", "⌘ Z"],
        || tr!("Undo: back to the view before"),
        &[command("z", Deed::Undo)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl Shift Z", "⌘ Shift Z"],
        || tr!("Redo: on to the view that was gone back from"),
        &[command_shift("z", Deed::Redo), command("y", Deed::Redo)],
    ),
    line(
        Scope::Anywhere,
        &["?"],
        || tr!("Show the keys"),
        &[plain("?", Deed::Help)],
    ),
    line(
        Scope::Choices,
        &["↑", "↓"],
        || tr!("Go through what was found"),
        &[
            plain("ArrowUp", Deed::Up),
            plain("ArrowDown", Deed::Down),
            plain("PageUp", Deed::PageUp),
            plain("PageDown", Deed::PageDown),
        ],
    ),
    line(
        Scope::Choices,
        &["Enter"],
        || tr!("Select it, or do it"),
        &[plain("Enter", Deed::Choose)],
    ),
    line(
        Scope::Choices,
        &["Esc"],
        || tr!("Close the list, and then empty the field"),
        &[plain("Escape", Deed::Clear)],
    ),
    line(
        Scope::Map,
        &["←", "↑", "→", "↓"],
        || tr!("Go to the next cluster on that side"),
        &[
            plain("ArrowLeft", Deed::Left),
            plain("ArrowRight", Deed::Right),
            plain("ArrowUp", Deed::Up),
            plain("ArrowDown", Deed::Down),
        ],
    ),
    line(
        Scope::Map,
        &["+", "−"],
        || tr!("Zoom in and out"),
        &[
            plain("+", Deed::ZoomIn),
            plain("=", Deed::ZoomIn),
            plain("-", Deed::ZoomOut),
            plain("_", Deed::ZoomOut),
        ],
    ),
    line(
        Scope::Map,
        &["0"],
        || tr!("Show the whole map"),
        &[plain("0", Deed::Fit)],
    ),
    line(
        Scope::Map,
        &["Enter", "Space"],
        || tr!("Select the cluster"),
        &[plain("Enter", Deed::Choose), plain(" ", Deed::Choose)],
    ),
    line(
        Scope::Map,
        &["Shift and an arrow"],
        || tr!("Move the map"),
        &[
            shift("ArrowLeft", Deed::ViewLeft),
            shift("ArrowRight", Deed::ViewRight),
            shift("ArrowUp", Deed::ViewUp),
            shift("ArrowDown", Deed::ViewDown),
        ],
    ),
    line(
        Scope::Map,
        &["L", "R"],
        || tr!("Pick clusters with a lasso or a rectangle"),
        &[plain("l", Deed::Lasso), plain("r", Deed::Rectangle)],
    ),
    line(
        Scope::Map,
        &["A"],
        || tr!("Add the cluster to the set, or take it out"),
        &[plain("a", Deed::Gather)],
    ),
    line(
        Scope::Map,
        &["Esc"],
        || tr!("Clear the selection"),
        &[plain("Escape", Deed::Clear)],
    ),
    line(
        Scope::Tree,
        &["↑", "↓", "Home", "End"],
        || tr!("Go from row to row"),
        &[
            plain("ArrowUp", Deed::Up),
            plain("ArrowDown", Deed::Down),
            plain("Home", Deed::First),
            plain("End", Deed::Last),
        ],
    ),
    line(
        Scope::Tree,
        &["→", "←"],
        || tr!("Open and close a cluster, or go to its children and its parent"),
        &[
            plain("ArrowRight", Deed::Right),
            plain("ArrowLeft", Deed::Left),
        ],
    ),
    line(
        Scope::Tree,
        &["*"],
        || tr!("Open all clusters beside this one"),
        &[plain("*", Deed::OpenSiblings)],
    ),
    line(
        Scope::Tree,
        &["Enter", "Space"],
        || tr!("Select the cluster"),
        &[plain("Enter", Deed::Choose), plain(" ", Deed::Choose)],
    ),
    line(
        Scope::Table,
        &["←", "↑", "→", "↓"],
        || tr!("Go from cell to cell"),
        &[
            plain("ArrowLeft", Deed::Left),
            plain("ArrowRight", Deed::Right),
            plain("ArrowUp", Deed::Up),
            plain("ArrowDown", Deed::Down),
            plain("PageUp", Deed::PageUp),
            plain("PageDown", Deed::PageDown),
        ],
    ),
    line(
        Scope::Table,
        &["Home", "End"],
        || tr!("Go to the first and last cell of the row, with Ctrl of the table"),
        &[
            plain("Home", Deed::First),
            plain("End", Deed::Last),
            command("home", Deed::Top),
            command("end", Deed::Bottom),
        ],
    ),
    line(
        Scope::Table,
        &["Enter"],
        || tr!("Select the cluster, or sort by the column"),
        &[plain("Enter", Deed::Choose)],
    ),
    line(
        Scope::Table,
        &["Space", "Shift ↑", "Shift ↓"],
        || tr!("Mark rows, to copy them"),
        &[
            plain(" ", Deed::Mark),
            shift("ArrowUp", Deed::MarkUp),
            shift("ArrowDown", Deed::MarkDown),
        ],
    ),
    line(
        Scope::Table,
        &["Ctrl A", "⌘ A"],
        || tr!("Mark all rows, or none"),
        &[command("a", Deed::MarkAll)],
    ),
    line(
        Scope::Table,
        &["Ctrl C", "⌘ C"],
        || tr!("Copy the marked rows, or all"),
        &[command("c", Deed::Copy)],
    ),
    line(
        Scope::Table,
        &["Esc"],
        || tr!("Mark none"),
        &[plain("Escape", Deed::Clear)],
    ),
];

/// A key of [`Line::shown`] as it stands on the reader's keyboard.
#[must_use]
pub fn cap(key: &'static str) -> &'static str {
    match key {
        "Ctrl A" => tr!("Ctrl A"),
        "Ctrl C" => tr!("Ctrl C"),
        "Ctrl K" => tr!("Ctrl K"),
        "Ctrl Z" => tr!("Ctrl Z"),
        "Ctrl Shift Z" => tr!("Ctrl Shift Z"),
        "⌘ Shift Z" => tr!("⌘ Shift Z"),
        "Shift ↑" => tr!("Shift ↑"),
        "Shift ↓" => tr!("Shift ↓"),
        "Shift and an arrow" => tr!("Shift and an arrow"),
        "Enter" => tr!("Enter"),
        "Esc" => tr!("Esc"),
        "Home" => tr!("Home"),
        "End" => tr!("End"),
        "Space" => tr!("Space"),
        as_everywhere => as_everywhere,
    }
}
