//! Weeks and comparisons in a link.

use super::super::compare::Comparison;
use super::super::growth::Windows;

/// What may be open below the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dock {
    /// The weeks.
    Time,
    /// The comparison.
    Compare,
}

/// The part of a link that is about weeks and comparisons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimeLink {
    /// What is open below the map.
    pub dock: Option<Dock>,
    /// The level whose clusters are listed there.
    pub level: Option<u8>,
    /// The windows of weeks; `None` for the two halves.
    pub windows: Option<Windows>,
    /// What is compared.
    pub comparison: Option<Comparison>,
    /// Whether as two maps.
    pub beside: bool,
}

impl Dock {
    const fn key(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Compare => "compare",
        }
    }
}

impl TimeLink {
    /// Takes over `value` where `key` is one of its own. What cannot be read is left out.
    pub(super) fn read(&mut self, key: &str, value: &str) {
        match key {
            "below" => {
                self.dock = [Dock::Time, Dock::Compare]
                    .into_iter()
                    .find(|dock| dock.key() == value);
            }
            "below-level" => self.level = value.parse().ok(),
            "weeks" => self.windows = Windows::from_key(value),
            "compare" => self.comparison = comparison(value),
            "beside" => self.beside = value == "maps",
            _ => {}
        }
    }

    /// Its keys and values, in their order.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(dock) = self.dock {
            pairs.push(("below", dock.key().to_owned()));
        }
        if let Some(level) = self.level.filter(|_| self.dock.is_some()) {
            pairs.push(("below-level", level.to_string()));
        }
        if let Some(windows) = self.windows {
            pairs.push(("weeks", windows.key()));
        }
        if let Some(comparison) = &self.comparison {
            pairs.push(("compare", key(comparison)));
        }
        if self.beside {
            pairs.push(("beside", "maps".to_owned()));
        }
        pairs
    }
}

/// `weeks`, `release,ID`, `values,FACET,A` or `values,FACET,A,B`.
fn key(comparison: &Comparison) -> String {
    match comparison {
        Comparison::Windows => "weeks".to_owned(),
        Comparison::Releases(id) => format!("release,{}", escape(id)),
        Comparison::Values { facet, a, b } => {
            let mut key = format!("values,{},{}", escape(facet), escape(a));
            if let Some(b) = b {
                key.push(',');
                key.push_str(&escape(b));
            }
            key
        }
    }
}

fn comparison(key: &str) -> Option<Comparison> {
    let parts: Vec<String> = key.split(',').map(unescape).collect();
    match parts.as_slice() {
        [kind] if kind == "weeks" => Some(Comparison::Windows),
        [kind, id] if kind == "release" => Some(Comparison::Releases(id.clone())),
        [kind, facet, a, rest @ ..] if kind == "values" && rest.len() < 2 => {
            Some(Comparison::Values {
                facet: facet.clone(),
                a: a.clone(),
                b: rest.first().cloned(),
            })
        }
        _ => None,
    }
}

/// Commas divide parts, so those within a part are written otherwise.
fn escape(part: &str) -> String {
    part.replace('~', "~0").replace(',', "~1")
}

fn unescape(part: &str) -> String {
    part.replace("~1", ",").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comparison_goes_both_ways() {
        let values = |b: Option<&str>| Comparison::Values {
            facet: "hour of week".to_owned(),
            a: "Monday, 0–6 h".to_owned(),
            b: b.map(str::to_owned),
        };
        for one in [
            Comparison::Windows,
            Comparison::Releases("0123456789ab".to_owned()),
            values(None),
            values(Some("~1,~")),
        ] {
            assert_eq!(comparison(&key(&one)), Some(one));
        }
        assert_eq!(comparison("flavour,a"), None);
        assert_eq!(comparison("values,a,b,c,d"), None);
    }
}
