//! How many connections may be open at a time: of all, and of one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::limits::peer::Peer;

/// Most connections open at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of all.
    pub all: usize,
    /// Of one address (of IPv6: one network of 64 bits).
    pub each: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            all: 1024,
            each: 128,
        }
    }
}

/// The connections that are open.
#[derive(Debug)]
pub struct Connections {
    limits: Limits,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    each: HashMap<IpAddr, usize>,
}

/// A connection's place, given back when dropped.
#[derive(Debug)]
pub struct Place {
    connections: Arc<Connections>,
    address: IpAddr,
}

impl Connections {
    /// None yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: Mutex::default(),
        }
    }

    /// A place for a connection from `address`, where there is one left. A proxy that is `trusted`
    /// stands for many, so only the limit of all counts for it.
    #[must_use]
    pub fn take(self: &Arc<Self>, address: IpAddr, trusted: bool) -> Option<Place> {
        let peer = Peer {
            address: address.to_canonical(),
            through_proxy: trusted,
        };
        let address = peer.counted();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = open.each.get(&address).copied().unwrap_or(0);
        if open.all >= self.limits.all || (!trusted && of_it >= self.limits.each) {
            return None;
        }
        open.all += 1;
        open.each.insert(address, of_it + 1);
        Some(Place {
            connections: self.clone(),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .connections
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        match open.each.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.each.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_and_given_back() {
        let connections = Arc::new(Connections::new(Limits { all: 3, each: 2 }));
        let one = IpAddr::from([10, 0, 0, 1]);
        let two = IpAddr::from([10, 0, 0, 2]);
        let first = connections.take(one, false).unwrap();
        let _second = connections.take(one, false).unwrap();
        assert!(connections.take(one, false).is_none(), "of one address");
        let _third = connections.take(two, false).unwrap();
        assert!(connections.take(two, true).is_none(), "of all");
        drop(first);
        assert!(connections.take(one, false).is_some());
        assert_eq!(connections.open.lock().unwrap().each.len(), 2);
    }
}
