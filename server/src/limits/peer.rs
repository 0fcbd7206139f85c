//! Who is at the other end: the connection's address, or what a trusted proxy says of it.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;

/// A range of addresses: an address, or one with `/` and a number of leading bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(address.to_canonical(), self.bits) == Some(self.address)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no address or network, such as 10.0.0.7 or 10.0.0.0/24.");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits = bits.unwrap_or(if address.is_ipv4() { 32 } else { 128 });
        let address = masked(address, bits).ok_or_else(wrong)?;
        Ok(Self { address, bits })
    }
}

/// The address with all but its first `bits` bits cleared; `None` where it does not have so many.
fn masked(address: IpAddr, bits: u8) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => {
            let keep = 32_u32.checked_sub(bits.into())?;
            let mask = u32::MAX.checked_shl(keep).unwrap_or(0);
            Some(IpAddr::V4((v4.to_bits() & mask).into()))
        }
        IpAddr::V6(v6) => {
            let keep = 128_u32.checked_sub(bits.into())?;
            let mask = u128::MAX.checked_shl(keep).unwrap_or(0);
            Some(IpAddr::V6((v6.to_bits() & mask).into()))
        }
    }
}

/// The sender of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Whether the connection comes from a trusted proxy.
    pub through_proxy: bool,
}

impl Peer {
    /// The sender, for a connection from `connection`.
    ///
    /// A proxy that is trusted appends the address that it sees to `X-Forwarded-For`; what stands
    /// before may be anything. So the last address that is no trusted proxy's is the sender's.
    #[must_use]
    pub fn of(connection: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let connection = connection.to_canonical();
        let trusted = |address| proxies.iter().any(|network| network.contains(address));
        if !trusted(connection) {
            return Self {
                address: connection,
                through_proxy: false,
            };
        }
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        let mut address = connection;
        for text in forwarded.into_iter().rev() {
            // What is no address was not written by a proxy that is trusted.
            let Ok(found) = text.parse::<IpAddr>() else {
                break;
            };
            address = found.to_canonical();
            if !trusted(address) {
                break;
            }
        }
        Self {
            address,
            through_proxy: true,
        }
    }

    /// The address to count by: for IPv6 the network of a site (64 bits), which has them by the
    /// billion.
    #[must_use]
    pub fn counted(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(_) => masked(self.address, 64).unwrap_or(self.address),
        }
    }
}

/// How much of an address the access log keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum AddressPolicy {
    /// Nothing.
    None,
    /// The network: 24 bits of IPv4, 48 of IPv6.
    #[default]
    Network,
    /// All of it.
    Full,
}

impl AddressPolicy {
    /// What is kept of `address`.
    #[must_use]
    pub fn keep(self, address: IpAddr) -> String {
        match self {
            Self::None => String::new(),
            Self::Full => address.to_string(),
            Self::Network => {
                let bits = if address.is_ipv4() { 24 } else { 48 };
                masked(address, bits).map_or(String::new(), |network| format!("{network}/{bits}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(connection: &str, forwarded: &[&str], proxies: &[&str]) -> Peer {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: Vec<Network> = proxies.iter().map(|p| p.parse().unwrap()).collect();
        Peer::of(connection.parse().unwrap(), &headers, &proxies)
    }

    #[test]
    fn nobody_but_a_trusted_proxy_speaks_for_others() {
        let alone = peer("203.0.113.5", &["10.0.0.1"], &[]);
        assert_eq!(alone.address.to_string(), "203.0.113.5");
        assert!(!alone.through_proxy);
        let proxied = peer("10.0.0.9", &["1.1.1.1, 203.0.113.5"], &["10.0.0.0/24"]);
        assert_eq!(proxied.address.to_string(), "203.0.113.5");
        assert!(proxied.through_proxy);
        let two = peer("10.0.0.9", &["203.0.113.5", "10.0.0.8"], &["10.0.0.0/24"]);
        assert_eq!(two.address.to_string(), "203.0.113.5");
        let nonsense = peer("10.0.0.9", &["203.0.113.5, x"], &["10.0.0.0/24"]);
        assert_eq!(nonsense.address.to_string(), "10.0.0.9");
        assert!(peer("::ffff:10.0.0.9", &[], &["10.0.0.9"]).through_proxy);
    }

    #[test]
    fn networks_are_read_and_checked() {
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("9.9.9.9".parse().unwrap()));
        let odd: Network = "10.1.2.3/8".parse().unwrap();
        assert!(odd.contains("10.200.0.1".parse().unwrap()));
        assert!(!odd.contains("11.0.0.1".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "x", "10.0.0.0/", "::/129"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_log_keeps_no_more_of_an_address_than_the_policy_says() {
        let address = "203.0.113.77".parse().unwrap();
        assert_eq!(AddressPolicy::Network.keep(address), "203.0.113.0/24");
        assert_eq!(AddressPolicy::None.keep(address), "");
        let six = "2001:db8:1:2::9".parse().unwrap();
        assert_eq!(AddressPolicy::Network.keep(six), "2001:db8:1::/48");
    }
}
