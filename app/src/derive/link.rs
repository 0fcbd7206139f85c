//! The view as a query string, so that every view is a link.

mod finding;
mod map;
mod problem;
mod time;

pub use self::finding::Finding;
pub use self::map::MapLink;
pub use self::problem::problems;
pub use self::time::{Dock, TimeLink};
pub mod recluster;

use super::colour_by::ColourBy;

/// The version of links that this client writes; it rises when a part changes its meaning.
pub const VERSION: u32 = 1;

/// The key that says a link's version.
pub const VERSION_KEY: &str = "v";

/// The key of a page that another page shows within itself.
pub const EMBED_KEY: &str = "embed";

/// Where the map looks: its centre in world units, and its zoom (see [`super::levels`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Centre of the view, world units.
    pub centre: [f64; 2],
    /// Binary logarithm of the magnification; 0 fits the map.
    pub zoom: f64,
}

/// The map, or its twin for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Marks and labels.
    #[default]
    Map,
    /// A table of the clusters of one level.
    Table,
}

/// A view as it stands in a link. What is not there is as it comes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The release's identifier.
    pub release: Option<String>,
    /// The selected cluster's identifier.
    pub cluster: Option<String>,
    /// Where the map looks; `None` fits it.
    pub look: Option<Look>,
    /// What colours the map.
    pub colour: ColourBy,
    /// Map or table.
    pub mode: Mode,
    /// What the map shows besides.
    pub map: MapLink,
    /// How groups of the reader's own are computed.
    pub own: Option<recluster::Own>,
    /// A renderer asked for by name, for tests: `canvas2d` or `table`.
    pub renderer: Option<String>,
    /// What is looked for.
    pub find: Finding,
    /// Weeks and comparisons.
    pub time: TimeLink,
}

impl Link {
    /// Reads a query string, with or without its `?`. What cannot be read is left out.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut link = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match key {
                "release" => link.release = Some(value),
                "cluster" => link.cluster = Some(value),
                "at" => link.look = parse_look(&value),
                "colour" => link.colour = ColourBy::from_key(&value).unwrap_or_default(),
                "view" if value == "table" => link.mode = Mode::Table,
                recluster::KEY => link.own = recluster::parse(&value),
                "renderer" => link.renderer = Some(value),
                _ => {
                    link.map.read(key, &value);
                    link.find.read(key, &value);
                    link.time.read(key, &value);
                }
            }
        }
        link
    }

    /// The query string with its `?`, or nothing where all is as it comes.
    #[must_use]
    pub fn query(&self) -> String {
        let mut pairs = Vec::new();
        let mut push = |key: &str, value: &str| pairs.push(format!("{key}={}", encode(value)));
        if let Some(release) = &self.release {
            push("release", release);
        }
        if let Some(cluster) = &self.cluster {
            push("cluster", cluster);
        }
        if let Some(Look { centre, zoom }) = self.look {
            push(
                "at",
                &format!("{:.4},{:.4},{:.2}", centre[0], centre[1], zoom),
            );
        }
        if self.colour != ColourBy::Size {
            push("colour", &self.colour.key());
        }
        if self.mode == Mode::Table {
            push("view", "table");
        }
        for (key, value) in self.map.pairs().into_iter().chain(self.time.pairs()) {
            push(key, &value);
        }
        if let Some(own) = self.own.as_ref().map(recluster::write) {
            push(recluster::KEY, &own);
        }
        if let Some(renderer) = &self.renderer {
            push("renderer", renderer);
        }
        for (key, value) in self.find.pairs() {
            push(key, &value);
        }
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}&{VERSION_KEY}={VERSION}", pairs.join("&"))
        }
    }
}

fn parse_look(text: &str) -> Option<Look> {
    let mut numbers = text.split(',').map(|part| part.parse::<f64>().ok());
    let look = Look {
        centre: [numbers.next()??, numbers.next()??],
        zoom: numbers.next()??,
    };
    let sane = look.centre.iter().all(|c| c.abs() <= 4.0) && look.zoom.abs() <= 40.0;
    sane.then_some(look)
}

/// Percent-encodes all but what is plain in a query value.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Reverses [`encode`]; `+` counts as a space. Broken sequences are kept as they stand.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3);
        match (
            bytes[at],
            hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()),
        ) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::compare::Comparison;
    use super::super::growth::Windows;
    use super::*;
    use crate::derive::colour_by::FacetValue;
    use crate::derive::overlay::Range;

    #[test]
    fn a_link_reproduces_its_view() {
        let link = Link {
            release: Some("0123456789ab".to_owned()),
            cluster: Some("0-5f3a91c2d07b".to_owned()),
            look: Some(Look {
                centre: [0.25, -0.5],
                zoom: 2.75,
            }),
            colour: ColourBy::Share(FacetValue::new("language", "中 文&x")),
            mode: Mode::Table,
            map: MapLink {
                range: Some(Range { from: 4, to: 20 }),
                set: Some("0123456789ab.c0-_".to_owned()),
            },
            own: recluster::parse("k12.50-25-25.3.w"),
            renderer: None,
            find: Finding::default(),
            time: TimeLink {
                dock: Some(Dock::Compare),
                level: Some(1),
                windows: Windows::halves(12),
                comparison: Some(Comparison::Values {
                    facet: "task".to_owned(),
                    a: "write, or so".to_owned(),
                    b: None,
                }),
                beside: true,
            },
        };
        assert_eq!(Link::parse(&link.query()), link);
    }

    #[test]
    fn the_plain_view_needs_no_query() {
        assert_eq!(Link::default().query(), "");
    }

    #[test]
    fn broken_links_open_the_plain_view() {
        for query in [
            "?at=1,2",
            "?at=a,b,c",
            "?at=1e9,0,0",
            "?colour=%zz",
            "?&&=&view",
            "?at=NaN,0,0",
            "?range=40-3&set=",
        ] {
            assert_eq!(Link::parse(query), Link::default(), "{query}");
        }
    }
}
