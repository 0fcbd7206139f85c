//! How far a text identifies someone, on the scale of Clio's auditor (arXiv 2412.13678, appendix D).

use std::collections::BTreeSet;
use std::fmt;

use super::{Finding, Kind};

/// 1 (identifies a person) … 5 (nothing specific).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The number, 1 … 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether a text of this level may not leave: 1 and 2.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        self.0 <= 2
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The level of a text in which `findings` were found.
///
/// 1: what belongs to one person or opens their doors (contact, number, card, secret), or two or
/// more different things that point at a person. 2: one such thing (full name, address, date of
/// birth, handle). 3: a given name, or an organisation together with a place. 4: one of those. 5:
/// nothing.
#[must_use]
pub fn level(findings: &[Finding]) -> Level {
    let kinds: BTreeSet<Kind> = findings.iter().map(|finding| finding.kind).collect();
    let any = |wanted: &[Kind]| wanted.iter().filter(|kind| kinds.contains(kind)).count();
    let unique = any(&[
        Kind::Email,
        Kind::Phone,
        Kind::Card,
        Kind::BankAccount,
        Kind::NationalId,
        Kind::RecordNumber,
        Kind::Secret,
    ]);
    let pointing = any(&[
        Kind::NetworkAddress,
        Kind::Profile,
        Kind::Handle,
        Kind::Address,
        Kind::BirthDate,
        Kind::Person,
    ]);
    let around = any(&[Kind::Organisation, Kind::Place]);
    Level(match (unique, pointing) {
        (1.., _) | (0, 2..) => 1,
        (0, 1) => 2,
        _ if kinds.contains(&Kind::GivenName) || around == 2 => 3,
        _ if around == 1 => 4,
        _ => 5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kinds: &[Kind]) -> u8 {
        let findings: Vec<Finding> = kinds
            .iter()
            .map(|&kind| Finding { kind, range: 0..1 })
            .collect();
        level(&findings).number()
    }

    #[test]
    fn more_to_go_by_is_worse() {
        assert_eq!(of(&[]), 5);
        assert_eq!(of(&[Kind::Place, Kind::Place]), 4);
        assert_eq!(of(&[Kind::Place, Kind::Organisation]), 3);
        assert_eq!(of(&[Kind::GivenName]), 3);
        assert_eq!(of(&[Kind::Person]), 2);
        assert_eq!(of(&[Kind::Person, Kind::BirthDate]), 1);
        assert_eq!(of(&[Kind::Email]), 1);
        assert!(Level::ALL[1].is_personal() && !Level::ALL[2].is_personal());
    }
}
