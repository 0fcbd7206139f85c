//! The table: which clusters it lists, what its cells say, and how it is copied.

mod copy;

pub use copy::tab_separated;

use super::atlas::Atlas;
use super::chart::{Subject, withheld};
use super::filter::write;
use super::growth::{Windows, growth};
use super::matches::Matches;
use super::measure::{Known, Measure, PLAIN, Unit};
use super::{format, growth_text, noise};
use crate::derive::sorting::Sorting as _;
use crate::tr;

/// Which levels the table lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableLevel {
    /// The finest that the map shows.
    #[default]
    AsMap,
    /// This one.
    Of(u8),
    /// All together.
    All,
}

impl TableLevel {
    /// As it stands in links; nothing where it follows the map.
    #[must_use]
    pub fn key(self) -> Option<String> {
        match self {
            Self::AsMap => None,
            Self::Of(level) => Some(level.to_string()),
            Self::All => Some("all".to_owned()),
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "all" {
            return Some(Self::All);
        }
        key.parse().ok().map(Self::Of)
    }

    /// The level listed where the map shows `on_map`; `None` for all.
    #[must_use]
    pub const fn level(self, on_map: u8) -> Option<u8> {
        match self {
            Self::AsMap => Some(on_map),
            Self::Of(level) => Some(level),
            Self::All => None,
        }
    }
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Clusters, in order.
    pub rows: Vec<usize>,
    /// Clusters of the level that are left out, because they do not match.
    pub left_out: usize,
    /// Of these, clusters of which it cannot be told.
    pub unknown: usize,
}

/// The columns shown where none were chosen.
#[must_use]
pub fn usual_columns(atlas: &Atlas) -> Vec<Measure> {
    PLAIN
        .into_iter()
        .filter(|measure| *measure != Measure::FlagsBeyondRefusals && measure.is_in(atlas))
        .collect()
}

/// Clusters of `level`, or of all, that match, by `ranks`.
#[must_use]
pub fn list(atlas: &Atlas, level: Option<u8>, matches: Option<&Matches>, ranks: &[u32]) -> Listing {
    let mut rows: Vec<usize> = match level {
        Some(level) => atlas.at_level(level).to_vec(),
        None => (0..atlas.clusters().len()).collect(),
    };
    let all = rows.len();
    let mut unknown = 0;
    if let Some(matches) = matches {
        rows.retain(|&index| {
            let fits = matches.contains(index);
            unknown += usize::from(!fits && matches.is_unknown(index));
            fits
        });
    }
    rows.order_by_key(|&index| ranks.get(index).copied().unwrap_or(u32::MAX));
    Listing {
        left_out: all - rows.len(),
        unknown,
        rows,
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The cell's text.
    pub text: String,
    /// Smaller, beside it: an interval.
    pub aside: Option<String>,
    /// More, for who asks.
    pub more: Option<String>,
    /// Whether there is a number.
    pub known: bool,
}

/// What the cell of `measure` says for the cluster at `index`; of growth, between `windows`.
#[must_use]
pub fn say(atlas: &Atlas, measure: &Measure, windows: Option<Windows>, index: usize) -> Said {
    let cluster = atlas.cluster(index);
    let subject = Subject::Cluster(index);
    let plain = |text| Said {
        text,
        aside: None,
        more: None,
        known: true,
    };
    if *measure == Measure::Growth {
        return grown(atlas, windows, index);
    }
    let known = measure.known(atlas, windows, index);
    let Some(value) = known.value else {
        return unsaid(atlas, measure, subject, known);
    };
    match measure {
        Measure::Size => plain(noise::conversations(atlas, subject)),
        Measure::Share => Said {
            aside: Some(format::range(
                format::percent(cluster.share.low),
                format::percent(cluster.share.high),
            )),
            more: Some(tr!(
                "95% confidence: {share}",
                share = format::share(&cluster.share)
            )),
            ..plain(noise::about(atlas, format::percent(value)))
        },
        Measure::Accounts => plain(noise::accounts(atlas, subject)),
        Measure::Concern => plain(noise::about(atlas, format::decimal(value, 1))),
        Measure::Coherence | Measure::Stability => plain(format::decimal(value, 2)),
        Measure::Growth | Measure::Ratio { .. } => plain(noise::about(atlas, format::ratio(value))),
        Measure::FlagsBeyondRefusals => plain(noise::about(atlas, format::points(value))),
        Measure::Level => plain(format::level_of_one(cluster.level, atlas.top_level())),
        Measure::Value { .. } => plain(noise::about(atlas, format::percent(value))),
    }
}

/// Growth as the weeks below the map have it: the ratio, or what withheld weeks leave of it.
fn grown(atlas: &Atlas, windows: Option<Windows>, index: usize) -> Said {
    let found = windows.and_then(|windows| growth(atlas, windows, &[index]).pop());
    let Some(found) = found else {
        return Said {
            text: tr!("unknown").to_owned(),
            aside: None,
            more: None,
            known: false,
        };
    };
    let mut more = vec![growth_text::counts(&found)];
    more.extend(
        found
            .interval
            .map(|ends| tr!("95% confidence: {share}", share = format::ratios(ends))),
    );
    let text = growth_text::short(&found);
    Said {
        known: found.ratio.is_some(),
        text: match found.ratio {
            Some(ratio) if ratio.is_finite() && ratio > 0.0 => noise::about(atlas, text),
            _ => text,
        },
        aside: None,
        more: Some(format::sentences(&more)),
    }
}

/// What stands where there is no number: that it is withheld, or that there is none.
fn unsaid(atlas: &Atlas, measure: &Measure, subject: Subject, known: Known) -> Said {
    let (text, more) = match measure {
        Measure::Coherence | Measure::Stability | Measure::Accounts => (
            tr!("unknown"),
            tr!("The release does not tell it.").to_owned(),
        ),
        Measure::Ratio { .. } | Measure::FlagsBeyondRefusals => {
            (tr!("withheld"), between(atlas, measure, subject, known))
        }
        _ if known.low > 0.0 => (
            tr!("withheld"),
            tr!(
                "{why}; between {low} and {high} from what is shown",
                why = withheld(atlas, subject),
                low = format::percent(known.low),
                high = format::percent(known.high)
            ),
        ),
        _ if known.high < 1.0 => (
            tr!("withheld"),
            tr!(
                "{why}; at most {share} from what is shown",
                why = withheld(atlas, subject),
                share = format::percent(known.high)
            ),
        ),
        _ => (tr!("withheld"), withheld(atlas, subject)),
    };
    Said {
        text: text.to_owned(),
        aside: None,
        more: Some(more),
        known: false,
    }
}

/// Why there is no number, and between which ones it lies, where both are known.
fn between(atlas: &Atlas, measure: &Measure, subject: Subject, known: Known) -> String {
    let why = withheld(atlas, subject);
    if known.high.is_infinite() {
        return why;
    }
    tr!(
        "{why}; between {low} and {high} from what is shown",
        why = why,
        low = write(measure.unit(), known.low),
        high = write(measure.unit(), known.high)
    )
}

/// Whether numbers of a measure stand to the right of their column.
#[must_use]
pub const fn is_number(measure: &Measure) -> bool {
    !matches!((measure, measure.unit()), (Measure::Level, Unit::Count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::filter::Filter;
    use crate::derive::fixture;
    use crate::derive::order::{Order, ranks};

    #[test]
    fn what_does_not_match_is_left_out_and_counted() {
        let atlas = fixture::atlas();
        let filter = Filter::from_text("facet:language:fra:ge:0.1").unwrap();
        let matches = Matches::new(&atlas, &filter.answers(&atlas, None), false);
        let ranks = ranks(&atlas, &Order::default(), None);
        let listing = list(&atlas, Some(0), Some(&matches), &ranks);
        assert!(listing.rows.is_empty());
        assert_eq!((listing.left_out, listing.unknown), (36, 36));
        let all = list(&atlas, None, None, &ranks);
        assert_eq!((all.rows.len(), all.left_out), (48, 0));
    }

    #[test]
    fn withheld_cells_say_so_and_never_zero() {
        let atlas = fixture::atlas();
        let said = say(
            &atlas,
            &Measure::of("language", "fra"),
            None,
            atlas.at_level(0)[0],
        );
        assert_eq!((said.text.as_str(), said.known), ("withheld", false));
        assert!(said.more.unwrap().contains("at most 33%"));
    }

    #[test]
    fn growth_says_what_the_weeks_below_the_map_say() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let halves = say(&atlas, &Measure::Growth, Windows::halves(3), base);
        assert_eq!(
            (halves.text.as_str(), halves.known),
            ("perhaps vanished", false)
        );
        let joined = say(&atlas, &Measure::Growth, Windows::from_key("0-0,1-2"), base);
        assert_eq!((joined.text.as_str(), joined.known), ("×1.00", true));
        assert!(
            joined
                .more
                .unwrap()
                .starts_with("30 conversations in the first window")
        );
    }

    #[test]
    fn a_withheld_share_against_all_is_between_bounds() {
        let atlas = fixture::atlas();
        let french = Measure::against_all("language", "fra");
        let said = say(&atlas, &french, None, atlas.at_level(0)[0]);
        assert_eq!((said.text.as_str(), said.known), ("withheld", false));
        assert!(said.more.unwrap().contains("between ×0 and ×1.33"));
    }

    #[test]
    fn levels_go_both_ways() {
        for level in [TableLevel::Of(3), TableLevel::All] {
            assert_eq!(TableLevel::from_key(&level.key().unwrap()), Some(level));
        }
        assert_eq!(TableLevel::from_key("x"), None);
        assert_eq!(TableLevel::AsMap.level(2), Some(2));
    }
}
