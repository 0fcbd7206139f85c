//! What reading may be told.

use std::{collections::BTreeSet, num::NonZeroUsize};

use super::{Format, ReadError, Sample, fields};

/// How much of the input is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Characters kept of a conversation over all its messages: the user's first, then the
    /// assistant's.
    pub characters: NonZeroUsize,
    /// Bytes kept of it, which bounds the memory of a run whatever the script.
    pub bytes: NonZeroUsize,
    /// Longer records are rejected. In bytes, after unpacking.
    pub record_bytes: NonZeroUsize,
}

impl Default for ReadLimits {
    /// 16,000 characters in 24,000 bytes; 64 MiB.
    fn default() -> Self {
        const CHARACTERS: NonZeroUsize = NonZeroUsize::new(16_000).unwrap();
        const BYTES: NonZeroUsize = NonZeroUsize::new(24_000).unwrap();
        const RECORD_BYTES: NonZeroUsize = NonZeroUsize::new(64 << 20).unwrap();
        Self {
            characters: CHARACTERS,
            bytes: BYTES,
            record_bytes: RECORD_BYTES,
        }
    }
}

/// What reading may be told; by default everything is found out and everything is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadParams {
    /// How much is kept.
    pub limits: ReadLimits,
    /// The form of all records; none to tell it from their keys.
    pub format: Option<Format>,
    /// Fields that become metadata only because they are named here: where a person is, ids, times,
    /// texts. Others need not be named.
    pub metadata: BTreeSet<String>,
    /// Draw a sample instead of keeping every conversation.
    pub sample: Option<Sample>,
}

/// Checked [`ReadParams`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidReadParams(ReadParams);

impl ReadParams {
    /// Checks that no field that names an account is asked for.
    ///
    /// # Errors
    /// When one is.
    pub fn check(self) -> Result<ValidReadParams, ReadError> {
        match self
            .metadata
            .iter()
            .find(|name| fields::names_an_account(name))
        {
            Some(name) => Err(ReadError::AccountField(name.clone())),
            None => Ok(ValidReadParams(self)),
        }
    }
}

impl ValidReadParams {
    pub(super) const fn limits(&self) -> ReadLimits {
        self.0.limits
    }

    pub(super) const fn format(&self) -> Option<Format> {
        self.0.format
    }

    pub(super) const fn metadata(&self) -> &BTreeSet<String> {
        &self.0.metadata
    }

    pub(super) const fn sample(&self) -> Option<Sample> {
        self.0.sample
    }

    /// All that decides what the same bytes are read as.
    pub(super) fn fingerprint(&self) -> String {
        format!("{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_fields_cannot_be_asked_for() {
        let params = |name: &str| ReadParams {
            metadata: BTreeSet::from([name.to_owned()]),
            ..ReadParams::default()
        };
        assert!(params("country").check().is_ok());
        let error = params("user_id").check().unwrap_err();
        assert!(error.to_string().contains("user_id"), "{error}");
    }
}
