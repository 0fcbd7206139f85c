//! Where the server listens, and who could reach it there.

use std::net::{SocketAddr, ToSocketAddrs};

use kleio_shared::policy::Profile;

/// Reads `--bind`: an IP address or `localhost`, a colon and a port.
///
/// # Errors
/// With a sentence that says what is expected.
pub fn parse(value: &str) -> Result<SocketAddr, String> {
    value
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(|| {
            "Give an address and a port, for example 127.0.0.1:8080. Port 0 takes any free port."
                .to_owned()
        })
}

/// A release that is not for everyone would be reachable from other machines.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "This release was made under the analyst profile, for analysts behind a login, and Kleio has no login of its own: at {0} anyone who can reach this machine could read it. Bind to 127.0.0.1 and put a proxy with a login in front of it, or pass --allow-remote if the network already keeps others out."
)]
pub struct Exposed(SocketAddr);

/// Refuses to show an analyst release to other machines unless `allow_remote` says so.
///
/// # Errors
/// When it refuses.
pub fn check_exposure(
    address: SocketAddr,
    profile: Profile,
    allow_remote: bool,
) -> Result<(), Exposed> {
    let guarded = profile == Profile::Analyst && !address.ip().to_canonical().is_loopback();
    if guarded && !allow_remote {
        return Err(Exposed(address));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_or_explained() {
        assert_eq!(parse("127.0.0.1:0").unwrap().port(), 0);
        assert!(parse("localhost:8080").unwrap().ip().is_loopback());
        for bad in ["8080", "127.0.0.1", "127.0.0.1:99999", ""] {
            assert!(parse(bad).unwrap_err().contains("127.0.0.1:8080"), "{bad}");
        }
    }

    #[test]
    fn an_analyst_release_stays_on_this_machine_unless_told_otherwise() {
        let check = |address: &str, profile, allow| {
            check_exposure(address.parse().unwrap(), profile, allow).is_ok()
        };
        assert!(check("127.0.0.1:80", Profile::Analyst, false));
        assert!(check("[::1]:80", Profile::Analyst, false));
        assert!(check("[::ffff:127.0.0.1]:80", Profile::Analyst, false));
        assert!(!check("0.0.0.0:80", Profile::Analyst, false));
        assert!(!check("[::]:80", Profile::Analyst, false));
        assert!(!check("192.168.1.5:80", Profile::Analyst, false));
        assert!(check("0.0.0.0:80", Profile::Analyst, true));
        assert!(check("0.0.0.0:80", Profile::Public, false));
        assert!(check("0.0.0.0:80", Profile::OpenData, false));
    }
}
