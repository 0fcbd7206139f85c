//! The list of keys.

use super::{Deed, Held, Line, Scope, Stroke};

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
    does: &'static str,
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
        "Search clusters",
        &[plain("/", Deed::Search)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl K", "⌘ K"],
        "Open the commands: every action and every cluster",
        &[command("k", Deed::Palette)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl Z", "⌘ Z"],
        "Undo: back to the view before",
        &[command("z", Deed::Undo)],
    ),
    line(
        Scope::Anywhere,
        &["Ctrl Shift Z", "⌘ Shift Z"],
        "Redo: on to the view that was gone back from",
        &[command_shift("z", Deed::Redo), command("y", Deed::Redo)],
    ),
    line(
        Scope::Anywhere,
        &["?"],
        "Show the keys",
        &[plain("?", Deed::Help)],
    ),
    line(
        Scope::Choices,
        &["↑", "↓"],
        "Go through what was found",
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
        "Select it, or do it",
        &[plain("Enter", Deed::Choose)],
    ),
    line(
        Scope::Choices,
        &["Esc"],
        "Close the list, and then empty the field",
        &[plain("Escape", Deed::Clear)],
    ),
    line(
        Scope::Map,
        &["←", "↑", "→", "↓"],
        "Go to the next cluster on that side",
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
        "Zoom in and out",
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
        "Show the whole map",
        &[plain("0", Deed::Fit)],
    ),
    line(
        Scope::Map,
        &["Enter", "Space"],
        "Select the cluster",
        &[plain("Enter", Deed::Choose), plain(" ", Deed::Choose)],
    ),
    line(
        Scope::Map,
        &["Shift and an arrow"],
        "Move the map",
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
        "Pick clusters with a lasso or a rectangle",
        &[plain("l", Deed::Lasso), plain("r", Deed::Rectangle)],
    ),
    line(
        Scope::Map,
        &["A"],
        "Add the cluster to the set, or take it out",
        &[plain("a", Deed::Gather)],
    ),
    line(
        Scope::Map,
        &["Esc"],
        "Clear the selection",
        &[plain("Escape", Deed::Clear)],
    ),
    line(
        Scope::Tree,
        &["↑", "↓", "Home", "End"],
        "Go from row to row",
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
        "Open and close a cluster, or go to its children and its parent",
        &[
            plain("ArrowRight", Deed::Right),
            plain("ArrowLeft", Deed::Left),
        ],
    ),
    line(
        Scope::Tree,
        &["*"],
        "Open all clusters beside this one",
        &[plain("*", Deed::OpenSiblings)],
    ),
    line(
        Scope::Tree,
        &["Enter", "Space"],
        "Select the cluster",
        &[plain("Enter", Deed::Choose), plain(" ", Deed::Choose)],
    ),
    line(
        Scope::Table,
        &["←", "↑", "→", "↓"],
        "Go from cell to cell",
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
        "Go to the first and last cell of the row, with Ctrl of the table",
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
        "Select the cluster, or sort by the column",
        &[plain("Enter", Deed::Choose)],
    ),
    line(
        Scope::Table,
        &["Space", "Shift ↑", "Shift ↓"],
        "Mark rows, to copy them",
        &[
            plain(" ", Deed::Mark),
            shift("ArrowUp", Deed::MarkUp),
            shift("ArrowDown", Deed::MarkDown),
        ],
    ),
    line(
        Scope::Table,
        &["Ctrl A", "⌘ A"],
        "Mark all rows, or none",
        &[command("a", Deed::MarkAll)],
    ),
    line(
        Scope::Table,
        &["Ctrl C", "⌘ C"],
        "Copy the marked rows, or all",
        &[command("c", Deed::Copy)],
    ),
    line(
        Scope::Table,
        &["Esc"],
        "Mark none",
        &[plain("Escape", Deed::Clear)],
    ),
];
