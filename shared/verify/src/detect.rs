//! Finds personal data in a text, without a model, and says how far the text identifies someone.
//!
//! What has a form of its own (e-mail, numbers with check digits, keys) is found by that form; what
//! has not (names, addresses, numbers of an account) by lists and by the words before it. It is a
//! measuring instrument, and a second pair of eyes on texts about to be released: it misses some,
//! and takes some public names for private ones. `kleio eval pii` says how often.
//!
//! Invariant: deterministic, and a finding is a place in the text, never a copy of it.

mod address;
mod birth;
mod checks;
mod contact;
mod level;
mod names;
mod numbers;
mod rule;
mod secrets;

use std::ops::Range;
use std::sync::LazyLock;

pub use level::{Level, level};

use rule::Patterns;

/// What is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address, also one spelt out.
    Email,
    /// A telephone number.
    Phone,
    /// The number of a payment card.
    Card,
    /// The number of an account at a bank, or of a wallet.
    BankAccount,
    /// A number that a state gives to a person: social security, passport, driving licence.
    NationalId,
    /// A number that an organisation gives to a person: patient, member, policy.
    RecordNumber,
    /// A password, key or token.
    Secret,
    /// The address of a machine in a network.
    NetworkAddress,
    /// A link that names an account.
    Profile,
    /// A name of an account.
    Handle,
    /// A street with a number, a post code.
    Address,
    /// A date of birth.
    BirthDate,
    /// A given name with a family name, or one of them after a title or an introduction.
    Person,
    /// A given name alone.
    GivenName,
    /// A company, school, hospital or authority.
    Organisation,
    /// A country, region or city.
    Place,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 16] = [
        Self::Email,
        Self::Phone,
        Self::Card,
        Self::BankAccount,
        Self::NationalId,
        Self::RecordNumber,
        Self::Secret,
        Self::NetworkAddress,
        Self::Profile,
        Self::Handle,
        Self::Address,
        Self::BirthDate,
        Self::Person,
        Self::GivenName,
        Self::Organisation,
        Self::Place,
    ];

    /// A name for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::BankAccount => "bank account",
            Self::NationalId => "national number",
            Self::RecordNumber => "record number",
            Self::Secret => "secret",
            Self::NetworkAddress => "network address",
            Self::Profile => "profile link",
            Self::Handle => "handle",
            Self::Address => "address",
            Self::BirthDate => "date of birth",
            Self::Person => "person",
            Self::GivenName => "given name",
            Self::Organisation => "organisation",
            Self::Place => "place",
        }
    }
}

/// Something personal in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes; never empty, on borders of characters.
    pub range: Range<usize>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::compile(&[
        secrets::RULES,
        contact::RULES,
        numbers::RULES,
        birth::RULES,
        address::RULES,
        names::RULES,
    ])
});

/// Everything personal in `text`, in order of place; findings do not overlap.
///
/// Where two overlap, the longer one stays, or the earlier [`Kind`].
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let mut findings = PATTERNS.find(text);
    findings.extend(names::find(text));
    findings.sort_by(|a, b| {
        let size = |f: &Finding| std::cmp::Reverse(f.range.len());
        (size(a), a.kind, a.range.start).cmp(&(size(b), b.kind, b.range.start))
    });
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let apart = |other: &Finding| {
            finding.range.end <= other.range.start || other.range.end <= finding.range.start
        };
        if kept.iter().all(apart) {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| finding.range.start);
    kept
}

#[cfg(test)]
mod tests;
