//! Where the server listens, who could reach it there, and whether that is safe.

use std::net::{SocketAddr, ToSocketAddrs};

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

/// What somebody else could reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    /// Where the server listens.
    pub address: SocketAddr,
    /// Whether it keeps users, who log in.
    pub login: bool,
    /// Whether it speaks TLS.
    pub tls: bool,
    /// Whether a proxy stands in front of it and speaks TLS.
    pub proxy: bool,
    /// Whether it serves a release that is for readers who log in.
    pub guarded: bool,
}

/// The server would show, or be told, something that others could see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exposed {
    /// A release for readers who log in, and no login.
    #[error(
        "This release was made under the analyst profile, for analysts behind a login, and at {0} anyone who can reach this machine could read it. Bind to 127.0.0.1, or give users a login with --data DIRECTORY and the connection a certificate with --tls-cert and --tls-key."
    )]
    Release(SocketAddr),
    /// The same, with a proxy that makes other machines look like this one.
    #[error(
        "This release was made under the analyst profile, for analysts behind a login, and everyone whom the proxy lets through could read it. Give users a login with --data DIRECTORY; the proxy can do the login itself with --proxy-user-header."
    )]
    ReleaseByProxy,
    /// Passwords and tokens in the clear.
    #[error(
        "At {0} passwords and tokens would cross the network unencrypted. Give a certificate with --tls-cert and --tls-key, or say with --behind-proxy ADDRESS that a proxy in front does TLS, or bind to 127.0.0.1."
    )]
    Login(SocketAddr),
}

impl Exposure {
    /// Refuses what others could see who should not.
    ///
    /// # Errors
    /// When it refuses.
    pub fn check(self) -> Result<(), Exposed> {
        let local = self.address.ip().to_canonical().is_loopback();
        if !self.login && self.guarded {
            if self.proxy {
                return Err(Exposed::ReleaseByProxy);
            }
            if !local {
                return Err(Exposed::Release(self.address));
            }
        }
        if self.login && !local && !self.tls && !self.proxy {
            return Err(Exposed::Login(self.address));
        }
        Ok(())
    }
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

    /// Every combination; what is let through is listed, and everything else is refused.
    #[test]
    fn nothing_guarded_leaves_this_machine_without_a_login_and_encryption() {
        let places = [
            ("127.0.0.1:80", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]:80", true),
            ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("192.168.1.5:80", false),
        ];
        for (address, local) in places {
            for bits in 0..16_u8 {
                let [login, tls, proxy, guarded] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
                let address = address.parse().unwrap();
                let exposure = Exposure {
                    address,
                    login,
                    tls,
                    proxy,
                    guarded,
                };
                let safe = match (login, guarded) {
                    // Passwords need encryption as soon as they leave the machine.
                    (true, _) => local || tls || proxy,
                    // Public releases are for everyone.
                    (false, false) => true,
                    (false, true) => local && !proxy,
                };
                assert_eq!(exposure.check().is_ok(), safe, "{exposure:?}");
            }
        }
    }
}
