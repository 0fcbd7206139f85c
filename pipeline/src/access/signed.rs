//! A request for a trace and its approval: two signed files, good for a limited time.
//!
//! The approval can be made anywhere: it needs neither the vault nor its passphrase.
//!
//! Invariant: [`SignedApproval::check`] is the only judge of whether something may be shown.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{People, PeopleError, PrivateKey, PublicKey, Signature, times};

/// How long a request is good for, unless it says something else.
pub const USUAL: SignedDuration = SignedDuration::from_hours(24);
/// How long a request may be good for.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How far the clocks of two machines may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

const REQUEST: &str = "trace request";
const APPROVAL: &str = "trace approval";

/// Somebody asks to see which conversations are in a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The vault.
    pub vault: String,
    /// The run whose cluster it is: the key of its last stage.
    pub run: String,
    /// The cluster's id.
    pub cluster: String,
    /// The cluster's name, for whoever approves.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// Who asks.
    pub by: String,
    /// When.
    #[serde(with = "times")]
    pub at: Timestamp,
    /// Until when it is good.
    #[serde(with = "times")]
    pub until: Timestamp,
    /// Random, so that no two requests are the same.
    pub number: String,
}

/// A request and the signature of who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRequest {
    /// What.
    pub request: Request,
    /// The key of who asks.
    pub key: PublicKey,
    /// With that key.
    pub signature: Signature,
}

/// Somebody else agrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// SHA-256 of the signed request, in hexadecimal.
    pub request: String,
    /// Who agrees.
    pub by: String,
    /// When.
    #[serde(with = "times")]
    pub at: Timestamp,
}

/// A request, its approval, and both signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedApproval {
    /// What was asked.
    pub request: SignedRequest,
    /// That it was agreed to.
    pub approval: Approval,
    /// The key of who agrees.
    pub key: PublicKey,
    /// With that key.
    pub signature: Signature,
}

/// Why nothing is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody is not registered, or not with that key.
    #[error(transparent)]
    Person(#[from] PeopleError),
    /// A signature is not good, or the approval is of another request.
    #[error("The {0} was changed after it was signed, or was signed with another key.")]
    Changed(&'static str),
    /// One person on both sides.
    #[error("{0} asks and approves. A second person has to approve.")]
    SamePerson(String),
    /// Two names for whom one person answers.
    #[error(
        "{asks} and {approves} both go back to {founder}, who added them, or added those who did, and count as one person. Somebody who goes back to the other of the first two persons has to approve."
    )]
    SameFounder {
        /// Who asks.
        asks: String,
        /// Who approves.
        approves: String,
        /// To whom both go back.
        founder: String,
    },
    /// Not good any more.
    #[error("The request was good until {0}. Ask again.")]
    Late(String),
    /// From the future.
    #[error("The {0} was signed later than now. Check the clocks.")]
    Early(&'static str),
    /// Good for longer than anything may be.
    #[error("The request is good for longer than {} days, the most that is allowed. Ask again.", LONGEST.as_hours() / 24)]
    TooLong,
    /// About something else.
    #[error("The request is about another {0}.")]
    Other(&'static str),
}

/// A file is no request, or no approval.
#[derive(Debug, thiserror::Error)]
pub enum RequestFileError {
    /// It cannot be read or written.
    #[error("{} cannot be {verb}: {cause}. Check the path.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        verb: &'static str,
        /// Why.
        cause: io::Error,
    },
    /// It holds something else.
    #[error("{} is no {kind}: {why}.", .path.display())]
    Kind {
        /// The file.
        path: PathBuf,
        /// What it should be.
        kind: &'static str,
        /// How that shows.
        why: String,
    },
}

impl SignedRequest {
    /// Signs a request.
    ///
    /// # Errors
    /// When it has no form as JSON.
    pub fn new(request: Request, key: &PrivateKey) -> serde_json::Result<Self> {
        Ok(Self {
            signature: key.sign(REQUEST, &request)?,
            key: key.public(),
            request,
        })
    }

    /// Whether it is as it was signed, by somebody of `people`.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self, people: &People) -> Result<(), Refusal> {
        people.with_key(&self.request.by, &self.key)?;
        if !self.is_as_signed() {
            return Err(Refusal::Changed("request"));
        }
        if self.request.until.duration_since(self.request.at) > LONGEST {
            return Err(Refusal::TooLong);
        }
        Ok(())
    }

    /// Whether it is as it was signed, whoever that was.
    #[must_use]
    pub fn is_as_signed(&self) -> bool {
        self.key.signed(REQUEST, &self.request, &self.signature)
    }

    fn digest(&self) -> serde_json::Result<String> {
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(self)?)))
    }

    /// Agrees, as `by`.
    ///
    /// # Errors
    /// When it has no form as JSON.
    pub fn approve(
        self,
        by: &str,
        key: &PrivateKey,
        at: Timestamp,
    ) -> serde_json::Result<SignedApproval> {
        let approval = Approval {
            request: self.digest()?,
            by: by.to_owned(),
            at,
        };
        Ok(SignedApproval {
            signature: key.sign(APPROVAL, &approval)?,
            key: key.public(),
            request: self,
            approval,
        })
    }

    /// Reads a request from a file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn read(path: &Path) -> Result<Self, RequestFileError> {
        read(path, "request for a trace")
    }

    /// Writes it to a new file.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), RequestFileError> {
        write(path, self)
    }
}

impl SignedApproval {
    /// Whether two persons of `people` agreed to show the cluster of this run, and `now` is within the
    /// time that they agreed to.
    ///
    /// # Errors
    /// The first reason why nothing may be shown.
    pub fn check(
        &self,
        people: &People,
        vault: &str,
        run: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let request = &self.request.request;
        self.request.check(people)?;
        let asks = people.with_key(&request.by, &self.request.key)?;
        let approves = people.with_key(&self.approval.by, &self.key)?;
        let same = self
            .request
            .digest()
            .is_ok_and(|d| d == self.approval.request);
        if !same || !self.key.signed(APPROVAL, &self.approval, &self.signature) {
            return Err(Refusal::Changed("approval"));
        }
        if asks.name == approves.name || asks.key == approves.key {
            return Err(Refusal::SamePerson(asks.name.clone()));
        }
        if asks.founder == approves.founder {
            return Err(Refusal::SameFounder {
                asks: asks.name.clone(),
                approves: approves.name.clone(),
                founder: asks.founder.clone(),
            });
        }
        if request.vault != vault {
            return Err(Refusal::Other("vault"));
        }
        if request.run != run {
            return Err(Refusal::Other(
                "run: the vault was written again since. Ask again",
            ));
        }
        if request.at > now + SKEW {
            return Err(Refusal::Early("request"));
        }
        if self.approval.at > now + SKEW || self.approval.at + SKEW < request.at {
            return Err(Refusal::Early("approval"));
        }
        if now > request.until || self.approval.at > request.until {
            return Err(Refusal::Late(times::text(request.until)));
        }
        Ok(())
    }

    /// Reads an approval from a file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn read(path: &Path) -> Result<Self, RequestFileError> {
        read(path, "approval of a trace; make one with `kleio approve`")
    }

    /// Writes it to a new file.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), RequestFileError> {
        write(path, self)
    }
}

fn read<T: DeserializeOwned>(path: &Path, kind: &'static str) -> Result<T, RequestFileError> {
    let text = fs::read(path).map_err(|cause| RequestFileError::Io {
        path: path.to_owned(),
        verb: "read",
        cause,
    })?;
    serde_json::from_slice(&text).map_err(|e| RequestFileError::Kind {
        path: path.to_owned(),
        kind,
        why: e.to_string(),
    })
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), RequestFileError> {
    let fault = |cause| RequestFileError::Io {
        path: path.to_owned(),
        verb: "written",
        cause,
    };
    let text = serde_json::to_string_pretty(value).map_err(|e| fault(e.into()))? + "\n";
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    file.and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
        .map_err(fault)
}

#[cfg(test)]
mod tests;
