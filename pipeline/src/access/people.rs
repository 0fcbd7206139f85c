//! The persons who may ask for a trace or approve one, as the log says they were added and removed.
//!
//! The first two persons of a vault are added by whoever sets it up. Everyone later is added by
//! somebody who is there and signs for it. So each person goes back to one of the first two, and two
//! persons who go back to the same one count as one: nobody can approve a request through a helper of
//! their own making.
//!
//! Invariant: a name is never given twice, so that the log always says who it was.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PrivateKey, PublicKey, Signature, times};

/// So many persons are there without being added by another.
const FOUNDERS: usize = 2;
const KIND: &str = "change of persons";

/// Somebody who may ask or approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name, unique in the vault.
    pub name: String,
    /// Their key.
    pub key: PublicKey,
    /// Who added them; none for the first two.
    pub added_by: Option<String>,
    /// Which of the first two they go back to.
    pub founder: String,
}

/// Everybody there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    current: BTreeMap<String, Person>,
    ever: BTreeSet<String>,
}

/// Somebody is added, or with no key removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The vault.
    pub vault: String,
    /// Whom it is about.
    pub name: String,
    /// The key of somebody new; none where somebody is removed.
    pub key: Option<PublicKey>,
    /// Who does it.
    pub by: Option<String>,
    /// When.
    #[serde(with = "times")]
    pub at: Timestamp,
}

/// A change with the signature of who does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedChange {
    /// What.
    pub change: Change,
    /// By [`Change::by`].
    pub signature: Option<Signature>,
}

/// Why somebody cannot be added or removed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// There is nobody of that name.
    #[error("There is no person {0} in this vault. `kleio person list` shows who there is.")]
    Unknown(String),
    /// The key is not the one that was registered.
    #[error(
        "The key is not the one that {0} was added with. Give the private key that belongs to it."
    )]
    WrongKey(String),
    /// Somebody has to sign.
    #[error(
        "This vault has its first two persons, so another one is added, or one removed, by somebody who is there: give --as NAME and --key FILE."
    )]
    NotSigned,
    /// A signature is not good.
    #[error("The signature of {0} is not good: what was signed was changed.")]
    BadSignature(String),
    /// The name was used before.
    #[error("The name {0} is, or was, somebody else's in this vault. Choose another one.")]
    NameTaken(String),
    /// It is no name.
    #[error("A person's name has 1 to 60 letters, digits, spaces, and . _ - @ ; {0:?} is none.")]
    NoName(String),
    /// The key was added under another name.
    #[error("This key is {0}'s already. Each person needs a key of their own.")]
    KeyTaken(String),
    /// It was meant for another vault.
    #[error("This was signed for another vault.")]
    OtherVault,
}

impl SignedChange {
    /// Signs a change for [`Change::by`]; the first two persons need no signature.
    ///
    /// # Errors
    /// When the change has no form as JSON.
    pub fn new(change: Change, key: Option<&PrivateKey>) -> serde_json::Result<Self> {
        let signature = key.map(|key| key.sign(KIND, &change)).transpose()?;
        Ok(Self { change, signature })
    }
}

impl People {
    /// Everybody, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.current.values()
    }

    /// Somebody.
    ///
    /// # Errors
    /// When there is nobody of that name.
    pub fn person(&self, name: &str) -> Result<&Person, PeopleError> {
        let unknown = || PeopleError::Unknown(name.to_owned());
        self.current.get(name).ok_or_else(unknown)
    }

    /// Somebody who shows that they are.
    ///
    /// # Errors
    /// When there is nobody of that name, or their key is another one.
    pub fn with_key(&self, name: &str, key: &PublicKey) -> Result<&Person, PeopleError> {
        let person = self.person(name)?;
        if person.key == *key {
            Ok(person)
        } else {
            Err(PeopleError::WrongKey(name.to_owned()))
        }
    }

    /// Carries out a change.
    ///
    /// # Errors
    /// When it is not allowed, or not signed by who may do it. Then nothing is changed.
    pub fn apply(&mut self, signed: &SignedChange, vault: &str) -> Result<(), PeopleError> {
        let SignedChange { change, signature } = signed;
        let name = change.name.clone();
        if change.vault != vault {
            return Err(PeopleError::OtherVault);
        }
        let by = match (&change.by, signature) {
            (Some(by), Some(signature)) => {
                let by = self.person(by)?;
                if !by.key.signed(KIND, change, signature) {
                    return Err(PeopleError::BadSignature(by.name.clone()));
                }
                Some(by.clone())
            }
            _ if change.key.is_some() && self.ever.len() < FOUNDERS => None,
            _ => return Err(PeopleError::NotSigned),
        };
        let Some(key) = change.key else {
            self.person(&name)?;
            self.current.remove(&name);
            return Ok(());
        };
        if !is_name(&name) {
            return Err(PeopleError::NoName(name));
        }
        if self.ever.contains(&name) {
            return Err(PeopleError::NameTaken(name));
        }
        if let Some(other) = self.iter().find(|person| person.key == key) {
            return Err(PeopleError::KeyTaken(other.name.clone()));
        }
        self.ever.insert(name.clone());
        let person = Person {
            name: name.clone(),
            key,
            founder: by.as_ref().map_or(&name, |by| &by.founder).clone(),
            added_by: by.map(|by| by.name),
        };
        self.current.insert(name, person);
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || " ._-@".contains(c);
    (1..=60).contains(&name.chars().count()) && name.trim() == name && name.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(name: &str, key: Option<&PrivateKey>, by: Option<&str>) -> Change {
        Change {
            vault: "v".into(),
            name: name.into(),
            key: key.map(PrivateKey::public),
            by: by.map(Into::into),
            at: "2026-03-02T10:00:00Z".parse().unwrap(),
        }
    }

    fn sign(change: Change, key: Option<&PrivateKey>) -> SignedChange {
        SignedChange::new(change, key).unwrap()
    }

    #[test]
    fn after_the_first_two_somebody_must_sign() {
        let keys: Vec<PrivateKey> = (0..4).map(|_| PrivateKey::new().unwrap()).collect();
        let mut people = People::default();
        for (name, key) in [("anna", &keys[0]), ("ben", &keys[1])] {
            let added = sign(change(name, Some(key), None), None);
            people.apply(&added, "v").unwrap();
        }
        let alone = sign(change("carl", Some(&keys[2]), None), None);
        assert_eq!(people.apply(&alone, "v"), Err(PeopleError::NotSigned));
        let by_anna = change("carl", Some(&keys[2]), Some("anna"));
        let forged = sign(by_anna.clone(), Some(&keys[3]));
        let error = people.apply(&forged, "v").unwrap_err();
        assert_eq!(error, PeopleError::BadSignature("anna".into()));
        let signed = sign(by_anna, Some(&keys[0]));
        assert_eq!(people.apply(&signed, "w"), Err(PeopleError::OtherVault));
        people.apply(&signed, "v").unwrap();
        assert_eq!(people.person("carl").unwrap().founder, "anna");
        let by_carl = sign(change("dora", Some(&keys[3]), Some("carl")), Some(&keys[2]));
        people.apply(&by_carl, "v").unwrap();
        assert_eq!(people.person("dora").unwrap().founder, "anna");
        // Removing everybody does not make room for new first ones.
        for name in ["anna", "carl", "dora"] {
            let removed = sign(change(name, None, Some("ben")), Some(&keys[1]));
            people.apply(&removed, "v").unwrap();
        }
        let again = sign(change("eve", Some(&keys[2]), None), None);
        assert_eq!(people.apply(&again, "v"), Err(PeopleError::NotSigned));
    }

    #[test]
    fn names_and_keys_are_given_once() {
        let (key, other) = (PrivateKey::new().unwrap(), PrivateKey::new().unwrap());
        let mut people = People::default();
        people
            .apply(&sign(change("anna", Some(&key), None), None), "v")
            .unwrap();
        for (name, key, expected) in [
            ("anna", &other, PeopleError::NameTaken("anna".into())),
            ("ben", &key, PeopleError::KeyTaken("anna".into())),
            (" ben", &other, PeopleError::NoName(" ben".into())),
            ("b\nen", &other, PeopleError::NoName("b\nen".into())),
            ("", &other, PeopleError::NoName(String::new())),
        ] {
            let added = sign(change(name, Some(key), None), None);
            assert_eq!(people.apply(&added, "v"), Err(expected));
        }
    }
}
