//! The table: which clusters it lists, what its cells say, and how it is copied.

mod copy;

pub use copy::tab_separated;

use super::atlas::Atlas;
use super::chart::{Subject, withheld};
use super::matches::Matches;
use super::measure::{Known, Measure, PLAIN, Unit};
use super::{format, noise};
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
        .filter(|measure| measure.is_in(atlas))
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

/// What the cell of `measure` says for the cluster at `index`.
#[must_use]
pub fn say(atlas: &Atlas, measure: &Measure, index: usize) -> Said {
    let cluster = atlas.cluster(index);
    let subject = Subject::Cluster(index);
    let plain = |text| Said {
        text,
        aside: None,
        more: None,
        known: true,
    };
    let known = measure.known(atlas, index);
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
        Measure::Growth => plain(noise::about(atlas, change(value))),
        Measure::Level => plain(format::level_of_one(cluster.level, atlas.top_level())),
        Measure::Value { .. } => plain(noise::about(atlas, format::percent(value))),
    }
}

/// What stands where there is no number: that it is withheld, or that there is none.
fn unsaid(atlas: &Atlas, measure: &Measure, subject: Subject, known: Known) -> Said {
    let (text, more) = match measure {
        Measure::Coherence | Measure::Stability | Measure::Accounts => {
            (tr!("unknown"), tr!("The release does not tell it.").to_owned())
        }
        Measure::Growth => (
            tr!("withheld"),
            tr!("Some of the weeks compared are withheld, or there was nothing in the first of them.")
                .to_owned(),
        ),
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

/// A change with its sign: `+25%`, `−4.0%`; `0%` where there is none.
#[must_use]
pub fn change(value: f64) -> String {
    let percent = format::percent(value.abs());
    if value == 0.0 {
        percent
    } else {
        format::signed(value < 0.0, percent)
    }
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
        let matches = Matches::new(&atlas, &filter.answers(&atlas), false);
        let ranks = ranks(&atlas, &Order::default());
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
            atlas.at_level(0)[0],
        );
        assert_eq!((said.text.as_str(), said.known), ("withheld", false));
        assert!(said.more.unwrap().contains("at most 33%"));
    }

    #[test]
    fn changes_have_signs() {
        assert_eq!(change(0.25), "+25%");
        assert_eq!(change(-0.04), "−4.0%");
        assert_eq!(change(0.0), "0%");
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
