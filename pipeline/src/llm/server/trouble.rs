//! Why a call brought no reply, and what that means for the next one.

use std::time::Duration;

use reqwest::StatusCode;

/// Why a call brought no reply.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(super) kind: Kind,
    /// The pause that the server asks for.
    pub(crate) pause: Option<Duration>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Status(StatusCode, Option<String>),
    Timeout(Duration),
    Connection,
    Unreadable,
    Request,
}

impl Trouble {
    /// Whether the same call may succeed later.
    pub(crate) fn passes(&self) -> bool {
        match &self.kind {
            Kind::Status(status, _) if self.no_money() => !status.is_client_error(),
            Kind::Status(status, _) => {
                status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 425 | 429)
            }
            Kind::Timeout(_) | Kind::Connection | Kind::Unreadable => true,
            Kind::Request => false,
        }
    }

    /// Whether the server is asked too much, so that all calls to it should wait.
    pub(crate) fn is_limit(&self) -> bool {
        matches!(&self.kind, Kind::Status(status, _) if matches!(status.as_u16(), 429 | 503 | 529))
    }

    /// Whether no call can succeed until somebody does something.
    pub(crate) fn is_final(&self) -> bool {
        self.no_money()
            || matches!(&self.kind, Kind::Status(status, _) if matches!(status.as_u16(), 401 | 402))
    }

    fn no_money(&self) -> bool {
        matches!(&self.kind, Kind::Status(_, Some(code)) if code == "insufficient_quota")
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            Kind::Status(status, code) => {
                write!(f, "The server says {}", status.as_u16())?;
                if let Some(words) = status.canonical_reason() {
                    write!(f, " {words}")?;
                }
                if let Some(code) = code {
                    write!(f, " ({code})")?;
                }
                match status.as_u16() {
                    401 | 403 => {
                        f.write_str("; check the key and the variable that key_env names.")
                    }
                    402 => f.write_str("; check the account's balance."),
                    404 => f.write_str("; check url and model."),
                    429 if self.no_money() => f.write_str("; check the account's balance."),
                    429 => f.write_str("; lower concurrency or requests_per_minute."),
                    _ => f.write_str("."),
                }
            }
            Kind::Timeout(after) => write!(
                f,
                "There was no whole answer within {} seconds; raise timeout_seconds or lower concurrency.",
                after.as_secs()
            ),
            Kind::Connection => f.write_str(
                "No connection could be made; check that the server runs and url is right.",
            ),
            Kind::Unreadable => f.write_str(
                "The server's answer broke off or is not of the protocol; check provider and url.",
            ),
            Kind::Request => f.write_str(
                "The client library could not make the request; check provider and model.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(status: u16, code: Option<&str>) -> Trouble {
        Trouble {
            kind: Kind::Status(
                StatusCode::from_u16(status).unwrap(),
                code.map(str::to_owned),
            ),
            pause: None,
        }
    }

    #[test]
    fn what_passes_and_what_does_not() {
        for (status, passes) in [
            (429, true),
            (500, true),
            (503, true),
            (529, true),
            (408, true),
            (400, false),
            (401, false),
            (404, false),
            (302, false),
        ] {
            assert_eq!(trouble(status, None).passes(), passes, "{status}");
        }
        let broke = trouble(429, Some("insufficient_quota"));
        assert!(!broke.passes() && broke.is_final());
        assert!(broke.to_string().contains("balance"), "{broke}");
        assert!(trouble(401, None).is_final() && !trouble(403, None).is_final());
    }
}
