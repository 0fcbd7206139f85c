//! Fields of a form or a query string (`application/x-www-form-urlencoded`).

use crate::error::ApiError;

/// Names and values, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form's body or a query string.
    ///
    /// # Errors
    /// When it is not text.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let not_text = || ApiError::BadBody("it is not UTF-8 text".to_owned());
        let text = std::str::from_utf8(bytes).map_err(|_| not_text())?;
        let mut fields = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text| decode(text).ok_or_else(not_text);
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Self(fields))
    }

    /// The value of the field `name`; `None` where it is missing or stands more than once.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(found, _)| found == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The names, as often as they stand.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

/// Takes percent signs and plus signs back; `None` where the result is no text.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

/// A text as it may stand in a query string.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            write!(encoded, "%{byte:02X}").ok();
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let fields = Fields::parse("name=ada&password=a+b%26c%C3%A9&x".as_bytes()).unwrap();
        assert_eq!(fields.get("name"), Some("ada"));
        assert_eq!(fields.get("password"), Some("a b&cé"));
        assert_eq!(fields.get("x"), Some(""));
        assert_eq!(fields.get("y"), None);
        assert_eq!(Fields::parse(b"a=1&a=2").unwrap().get("a"), None);
        for bad in [&b"a=%"[..], b"a=%4", b"a=%zz", b"a=%ff", b"\xff"] {
            assert!(Fields::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        let text = "a b&c=é/?#%+\u{10ffff}";
        assert_eq!(decode(&encode(text)).as_deref(), Some(text));
    }
}
