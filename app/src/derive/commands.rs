//! Every action that the command palette offers, as data.

use crate::derive::sorting::Sorting as _;
use crate::tr;
use std::collections::BTreeSet;

use super::atlas::Atlas;
use super::colour_by::{self, ColourBy, FacetValue};
use super::grid::TableLevel;
use super::link::{Dock, Mode};
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
    /// Open time or the comparison below the map.
    Below(Dock),
    /// Open the panel that makes groups.
    Recluster,
    /// Show the release in place of groups of the reader's own.
    ShowRelease,
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
    /// Show the tour.
    Tour,
    /// Select a cluster.
    GoTo(usize),
}

/// A command with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What it does, in a phrase.
    pub title: String,
    /// A key that does the same, or where it belongs.
    pub note: &'static str,
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
    let mut offer = |title: String, note: &'static str, command: Command| {
        offers.push(Offer {
            title,
            note,
            command,
        });
    };
    let plain = str::to_owned;
    offer(plain(tr!("Search clusters")), "/", Command::Search);
    offer(plain(tr!("Filter clusters")), "", Command::Filters(true));
    if situation.finding {
        offer(
            plain(tr!("Clear search and filters")),
            "",
            Command::ClearFinding,
        );
        offer(
            plain(tr!("Open the tree where clusters match")),
            tr!("Tree"),
            Command::ExpandMatches,
        );
    }
    for name in &situation.saved {
        offer(
            tr!("Apply the filter “{name}”", name = name),
            tr!("Filter"),
            Command::Apply(name.clone()),
        );
    }
    match situation.mode {
        Mode::Map => offer(plain(tr!("Show the table")), "", Command::Show(Mode::Table)),
        Mode::Table => offer(plain(tr!("Show the map")), "", Command::Show(Mode::Map)),
    }
    offer(
        plain(tr!("Show the whole map")),
        tr!("0 on the map"),
        Command::Fit,
    );
    if situation.mode == Mode::Map {
        offer(
            plain(tr!("Pick clusters with a lasso")),
            tr!("L on the map"),
            Command::Lasso,
        );
        offer(
            plain(tr!("Pick clusters with a rectangle")),
            tr!("R on the map"),
            Command::Rectangle,
        );
    }
    offer(plain(tr!("Time")), "", Command::Below(Dock::Time));
    offer(plain(tr!("Compare")), "", Command::Below(Dock::Compare));
    offer(plain(tr!("Re-cluster")), "", Command::Recluster);
    if atlas.is_regrouped() {
        offer(plain(tr!("Back to the release")), "", Command::ShowRelease);
    }
    if situation.selected {
        offer(
            plain(tr!("Clear the selection")),
            tr!("Esc on the map"),
            Command::ClearSelection,
        );
    }
    offer(
        plain(tr!("Open the whole tree")),
        tr!("Tree"),
        Command::ExpandAll,
    );
    offer(
        plain(tr!("Close the whole tree")),
        tr!("Tree"),
        Command::CollapseAll,
    );
    for (title, order) in tree_orders(atlas) {
        offer(plain(title), tr!("Tree"), Command::SortTree(order));
    }
    let top = atlas.top_level();
    for level in (0..=top).rev() {
        offer(
            table_of(level, top),
            tr!("Table"),
            Command::Level(TableLevel::Of(level)),
        );
    }
    offer(
        plain(tr!("Table of all clusters")),
        tr!("Table"),
        Command::Level(TableLevel::All),
    );
    for (title, colour) in colours(atlas) {
        offer(title, tr!("Map"), Command::Colour(colour));
    }
    offer(
        plain(tr!("Switch between light and dark")),
        "",
        Command::ToggleShade,
    );
    for (id, title) in &situation.releases {
        offer(
            tr!("Open the release “{title}”", title = title),
            tr!("Release"),
            Command::Release(id.clone()),
        );
    }
    if situation.steps.can_undo() {
        offer(
            plain(tr!("Undo: back to the view before")),
            tr!("Ctrl Z"),
            Command::Undo,
        );
    }
    if situation.steps.can_redo() {
        let title = tr!("Redo: on to the view that was gone back from");
        offer(plain(title), tr!("Ctrl Shift Z"), Command::Redo);
    }
    offer(
        plain(tr!("Copy the link to this view")),
        tr!("Share and save"),
        Command::CopyLink,
    );
    offer(
        plain(tr!("Print or save as PDF")),
        tr!("Share and save"),
        Command::Print,
    );
    offer(plain(tr!("Show the keys")), "?", Command::Keys);
    offer(plain(tr!("Take the tour")), "", Command::Tour);
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

/// What offers the table of a level.
fn table_of(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("Table of clusters").to_owned(),
        0 => tr!("Table of base clusters").to_owned(),
        1 if top == 2 => tr!("Table of middle clusters").to_owned(),
        _ if level == top => tr!("Table of top clusters").to_owned(),
        _ => tr!("Table of level {level} clusters", level = level),
    }
}

/// Orders of the tree, each with what offers it: sizes, growth and the like. Facet values are chosen in the tree
/// itself, for there may be hundreds.
fn tree_orders(atlas: &Atlas) -> Vec<(&'static str, Order)> {
    let measures = PLAIN.into_iter().filter(|measure| measure.is_in(atlas));
    measures
        .filter_map(|measure| {
            let title = match measure {
                Measure::Size => tr!("Sort the tree by conversations"),
                Measure::Concern => tr!("Sort the tree by concern"),
                Measure::Growth => tr!("Sort the tree by growth"),
                Measure::Coherence => tr!("Sort the tree by coherence"),
                Measure::Stability => tr!("Sort the tree by stability"),
                Measure::FlagsBeyondRefusals => tr!("Sort the tree by flag rate minus refusals"),
                Measure::Share
                | Measure::Accounts
                | Measure::Level
                | Measure::Value { .. }
                | Measure::Ratio { .. } => return None,
            };
            Some((title, Order::of(By::Measure(measure))))
        })
        .chain([(tr!("Sort the tree by name"), Order::of(By::Name))])
        .collect()
}

/// What the map can be coloured by, each with what offers it: measures by their name, values after that of their
/// facet.
fn colours(atlas: &Atlas) -> Vec<(String, ColourBy)> {
    let groups = colour_by::choices(atlas).into_iter();
    let mut taken = BTreeSet::new();
    let refusal = FacetValue::refusal(atlas);
    groups
        .flat_map(|group| {
            let facet = group.of_facet.then_some(group.title);
            let refusal = refusal.clone();
            group.choices.into_iter().map(move |choice| {
                let title = match &facet {
                    Some(facet) => tr!(
                        "Colour by {facet}: {value}",
                        facet = facet,
                        value = choice.name
                    ),
                    None => measured(&choice.colour, refusal.as_ref()).to_owned(),
                };
                (title, choice.colour)
            })
        })
        // Of values that are called alike, the first.
        .filter(|(title, _)| taken.insert(title.clone()))
        .collect()
}

/// What offers to colour by what every cluster has.
fn measured(colour: &ColourBy, refusal: Option<&FacetValue>) -> &'static str {
    match colour {
        ColourBy::Size => tr!("Colour by size"),
        ColourBy::Concern => tr!("Colour by concern"),
        ColourBy::Coherence => tr!("Colour by coherence"),
        ColourBy::Stability => tr!("Colour by stability"),
        ColourBy::Growth(_) => tr!("Colour by growth"),
        ColourBy::Share(value) if Some(value) == refusal => tr!("Colour by refusals"),
        ColourBy::Share(_) | ColourBy::Ratio(_) => tr!("Colour by flag rate"),
        ColourBy::FlagsBeyondRefusals => tr!("Colour by flag rate minus refusals"),
        ColourBy::Difference(_) => tr!("Colour by the difference of two sides"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::words::{Catalogue, Language, speak};

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

    #[test]
    fn offers_are_found_by_the_words_of_the_language() {
        let german = Catalogue::read(r#"{ "Show the keys": "Tasten zeigen" }"#).unwrap();
        speak(Language::German, Some(german));
        let all = offers(&fixture::atlas(), &Situation::default());
        assert_eq!(find(&all, "tasten")[0].command, Command::Keys);
        speak(Language::English, None);
    }
}
