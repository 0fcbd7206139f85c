//! Every action that the command palette offers, as data.

use crate::derive::sorting::Sorting as _;
use std::collections::BTreeSet;

use super::atlas::Atlas;
use super::colour_by::{self, ColourBy};
use super::format;
use super::grid::TableLevel;
use super::link::Mode;
use super::measure::{Measure, PLAIN};
use super::order::{By, Order};
use super::search::term::{rank, terms};
use super::undo::Steps;

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Go to the search.
    Search,
    /// Open or close the filters.
    Filters(bool),
    /// Look for nothing any more.
    ClearFinding,
    /// Take a kept filter, by its name.
    Apply(String),
    /// Show the map or the table.
    Show(Mode),
    /// Fit the whole map.
    Fit,
    /// Pick clusters with a lasso.
    Lasso,
    /// Pick clusters with a rectangle.
    Rectangle,
    /// Let the selected cluster go.
    ClearSelection,
    /// Turn from light to dark or back.
    ToggleShade,
    /// Colour the map.
    Colour(ColourBy),
    /// Open every row of the tree.
    ExpandAll,
    /// Open the tree where something matches.
    ExpandMatches,
    /// Close every row of the tree.
    CollapseAll,
    /// Sort the tree.
    SortTree(Order),
    /// Show clusters of a level in the table.
    Level(TableLevel),
    /// Show another release.
    Release(String),
    /// Back to the view before.
    Undo,
    /// On to the view that was gone back from.
    Redo,
    /// Put the address of the view on the clipboard.
    CopyLink,
    /// Print the panel.
    Print,
    /// Show the keys.
    Keys,
    /// Select a cluster.
    GoTo(usize),
}

/// A command with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What it does, in a phrase.
    pub title: String,
    /// A key that does the same, or where it belongs.
    pub note: String,
    /// The command.
    pub command: Command,
}

/// What decides which commands make sense now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Situation {
    /// Map or table.
    pub mode: Mode,
    /// Whether a cluster is selected.
    pub selected: bool,
    /// Where in the history the view is.
    pub steps: Steps,
    /// Whether something is looked for.
    pub finding: bool,
    /// Names of kept filters.
    pub saved: Vec<String>,
    /// Other releases of the server: identifier and title.
    pub releases: Vec<(String, String)>,
}

/// The commands that make sense in `situation`, in the order in which they stand where nothing is typed.
#[must_use]
pub fn offers(atlas: &Atlas, situation: &Situation) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut offer = |title: String, note: &str, command: Command| {
        offers.push(Offer {
            title,
            note: note.to_owned(),
            command,
        });
    };
    let plain = str::to_owned;
    offer(plain("Search clusters"), "/", Command::Search);
    offer(plain("Filter clusters"), "", Command::Filters(true));
    if situation.finding {
        offer(plain("Clear search and filters"), "", Command::ClearFinding);
        offer(
            plain("Open the tree where clusters match"),
            "Tree",
            Command::ExpandMatches,
        );
    }
    for name in &situation.saved {
        offer(
            format!("Apply the filter “{name}”"),
            "Filter",
            Command::Apply(name.clone()),
        );
    }
    match situation.mode {
        Mode::Map => offer(plain("Show the table"), "", Command::Show(Mode::Table)),
        Mode::Table => offer(plain("Show the map"), "", Command::Show(Mode::Map)),
    }
    offer(plain("Show the whole map"), "0 on the map", Command::Fit);
    if situation.mode == Mode::Map {
        offer(
            plain("Pick clusters with a lasso"),
            "L on the map",
            Command::Lasso,
        );
        offer(
            plain("Pick clusters with a rectangle"),
            "R on the map",
            Command::Rectangle,
        );
    }
    if situation.selected {
        offer(
            plain("Clear the selection"),
            "Esc on the map",
            Command::ClearSelection,
        );
    }
    offer(plain("Open the whole tree"), "Tree", Command::ExpandAll);
    offer(plain("Close the whole tree"), "Tree", Command::CollapseAll);
    for (title, order) in tree_orders(atlas) {
        offer(
            format!("Sort the tree by {title}"),
            "Tree",
            Command::SortTree(order),
        );
    }
    let top = atlas.top_level();
    for level in (0..=top).rev() {
        offer(
            format!("Table of {}", format::level(level, top).to_lowercase()),
            "Table",
            Command::Level(TableLevel::Of(level)),
        );
    }
    offer(
        plain("Table of all clusters"),
        "Table",
        Command::Level(TableLevel::All),
    );
    for (title, colour) in colours(atlas) {
        offer(format!("Colour by {title}"), "Map", Command::Colour(colour));
    }
    offer(
        plain("Switch between light and dark"),
        "",
        Command::ToggleShade,
    );
    for (id, title) in &situation.releases {
        offer(
            format!("Open the release “{title}”"),
            "Release",
            Command::Release(id.clone()),
        );
    }
    if situation.steps.can_undo() {
        offer(
            plain("Undo: back to the view before"),
            "Ctrl Z",
            Command::Undo,
        );
    }
    if situation.steps.can_redo() {
        let title = "Redo: on to the view that was gone back from";
        offer(plain(title), "Ctrl Shift Z", Command::Redo);
    }
    offer(
        plain("Copy the link to this view"),
        "Share",
        Command::CopyLink,
    );
    offer(plain("Print or save as PDF"), "Share", Command::Print);
    offer(plain("Show the keys"), "?", Command::Keys);
    offers
}

/// The offers that a query finds, best first; all where nothing is typed.
#[must_use]
pub fn find(offers: &[Offer], query: &str) -> Vec<Offer> {
    let terms = terms(query);
    if terms.is_empty() {
        return offers.to_vec();
    }
    let ranked = offers.iter().filter_map(|offer| {
        let quality = rank(&terms, &offer.title)?;
        Some((quality, offer))
    });
    let mut ranked: Vec<(f32, &Offer)> = ranked.collect();
    ranked.order_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().map(|(_, offer)| offer.clone()).collect()
}

/// Orders of the tree by name: sizes, growth and the like. Facet values are chosen in the tree itself,
/// for there may be hundreds.
fn tree_orders(atlas: &Atlas) -> Vec<(String, Order)> {
    let measures = PLAIN.into_iter().filter(|measure| {
        measure.is_in(atlas) && !matches!(measure, Measure::Share | Measure::Accounts)
    });
    measures
        .map(|measure| {
            let title = measure.title(atlas).to_lowercase();
            (title, Order::of(By::Measure(measure)))
        })
        .chain([("name".to_owned(), Order::of(By::Name))])
        .collect()
}

/// What the map can be coloured by: measures by their name, values after that of their facet.
fn colours(atlas: &Atlas) -> Vec<(String, ColourBy)> {
    let groups = colour_by::choices(atlas).into_iter();
    let mut taken = BTreeSet::new();
    groups
        .flat_map(|group| {
            let facet = (group.title != colour_by::MEASURES).then_some(group.title);
            group.choices.into_iter().map(move |choice| {
                let title = match &facet {
                    Some(facet) => format!("{facet}: {}", choice.name),
                    None => choice.name.to_lowercase(),
                };
                (title, choice.colour)
            })
        })
        // Of values that are called alike, the first.
        .filter(|(title, _)| taken.insert(title.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn only_what_makes_sense_is_offered() {
        let atlas = fixture::atlas();
        let bare = offers(&atlas, &Situation::default());
        let has = |offers: &[Offer], command: &Command| {
            offers.iter().any(|offer| offer.command == *command)
        };
        assert!(!has(&bare, &Command::ClearFinding));
        assert!(has(&bare, &Command::Show(Mode::Table)));
        let busy = Situation {
            finding: true,
            saved: vec!["Mine".to_owned()],
            ..Situation::default()
        };
        let busy = offers(&atlas, &busy);
        assert!(has(&busy, &Command::ClearFinding));
        assert!(has(&busy, &Command::Apply("Mine".to_owned())));
    }

    #[test]
    fn offers_are_found_by_parts_of_their_words() {
        let atlas = fixture::atlas();
        let all = offers(&atlas, &Situation::default());
        let found = find(&all, "sort conc");
        assert_eq!(found[0].title, "Sort the tree by concern");
        assert_eq!(find(&all, "").len(), all.len());
        assert!(find(&all, "zzz").is_empty());
    }

    #[test]
    fn titles_are_unique() {
        let all = offers(&fixture::atlas(), &Situation::default());
        let mut titles: Vec<&str> = all.iter().map(|offer| offer.title.as_str()).collect();
        titles.sort_unstable();
        assert!(titles.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
