//! Slows down who fails at logging in: the more failures, the longer the wait.
//!
//! Failures are counted for the address and for the user's name. An address waits longer and longer. A
//! name waits half a minute at most, so that nobody can lock another person out for long.
//!
//! Invariant: the memory is bounded; when it is full, the oldest failures are forgotten.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// Failures that cost nothing: people mistype.
const FREE: u32 = 4;
/// The longest wait of an address, seconds.
const LONGEST_OF_ADDRESS: i64 = 900;
/// The longest wait of a name, seconds.
const LONGEST_OF_NAME: i64 = 30;
/// After this time without a failure, seconds, all is forgotten.
const FORGOTTEN: i64 = 3600;
/// Most keys remembered.
const CAPACITY: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    /// The name's hash: names come from outside and may be long.
    Name([u8; 32]),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: i64,
}

/// Failures so far.
#[derive(Debug, Default)]
pub struct Slowdown(Mutex<HashMap<Key, Failures>>);

impl Slowdown {
    /// How long, in seconds, `address` must wait before it may try to log in as `name`; 0 for not at
    /// all. `now` is in seconds since 1970.
    #[must_use]
    pub fn wait(&self, address: IpAddr, name: &str, now: i64) -> u64 {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: Key, longest: i64| {
            known.get(&key).map_or(0, |failures| {
                let over = failures.count.saturating_sub(FREE);
                let wait = if over == 0 {
                    0
                } else {
                    (1_i64 << over.min(20)).min(longest)
                };
                failures.last + wait - now
            })
        };
        let address = left(Key::Address(address), LONGEST_OF_ADDRESS);
        let name = left(key_of(name), LONGEST_OF_NAME);
        u64::try_from(address.max(name)).unwrap_or(0)
    }

    /// Notes a failure. Called before a password is checked, so that attempts at the same time do
    /// not all go through; [`Self::succeeded`] takes it back.
    pub fn failed(&self, address: IpAddr, name: &str, now: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in [Key::Address(address), key_of(name)] {
            if known.len() >= CAPACITY && !known.contains_key(&key) {
                make_room(&mut known, now);
            }
            let failures = known.entry(key).or_insert(Failures {
                count: 0,
                last: now,
            });
            if now - failures.last > FORGOTTEN {
                failures.count = 0;
            }
            failures.count = failures.count.saturating_add(1);
            failures.last = now;
        }
    }

    /// Forgets the failures of a name that logged in. Those of the address lose one only, so that who
    /// knows one password cannot try others for free.
    pub fn succeeded(&self, address: IpAddr, name: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&key_of(name));
        if let Some(failures) = known.get_mut(&Key::Address(address)) {
            failures.count = failures.count.saturating_sub(1);
        }
    }
}

fn key_of(name: &str) -> Key {
    Key::Name(Sha256::digest(name.to_lowercase()).into())
}

fn make_room(known: &mut HashMap<Key, Failures>, now: i64) {
    known.retain(|_, failures| now - failures.last <= FORGOTTEN);
    if known.len() >= CAPACITY {
        let mut times: Vec<i64> = known.values().map(|failures| failures.last).collect();
        let (_, median, _) = times.select_nth_unstable(CAPACITY / 2);
        let median = *median;
        known.retain(|_, failures| failures.last > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn waits_grow_and_end() {
        let slow = Slowdown::default();
        let mut waits = Vec::new();
        for _ in 0..8 {
            slow.failed(HERE, "ada", 1000);
            waits.push(slow.wait(HERE, "ada", 1000));
        }
        assert_eq!(waits, [0, 0, 0, 0, 2, 4, 8, 16]);
        assert_eq!(slow.wait(HERE, "ada", 1010), 6);
        assert_eq!(slow.wait(HERE, "ada", 1016), 0);
    }

    #[test]
    fn a_name_is_slowed_down_from_every_address_but_not_for_long() {
        let slow = Slowdown::default();
        for host in 0..100 {
            slow.failed(IpAddr::from([10, 0, 0, host]), "Ada", 1000);
        }
        let elsewhere = IpAddr::from([10, 1, 1, 1]);
        assert_eq!(slow.wait(elsewhere, "ada", 1000), 30);
        assert_eq!(slow.wait(elsewhere, "bob", 1000), 0);
    }

    #[test]
    fn one_known_password_does_not_buy_guesses_at_others() {
        let slow = Slowdown::default();
        for round in 0..20 {
            slow.failed(HERE, &format!("victim {round}"), 1000);
            slow.failed(HERE, "mallory", 1000);
            slow.succeeded(HERE, "mallory");
        }
        assert_eq!(slow.wait(HERE, "victim 20", 1000), 900);
    }

    #[test]
    fn memory_is_bounded() {
        let slow = Slowdown::default();
        for number in 0..30_000_u32 {
            let address = IpAddr::from(number.to_be_bytes());
            slow.failed(address, "x", i64::from(number) / 10);
        }
        assert!(slow.0.lock().unwrap().len() <= CAPACITY);
    }
}
