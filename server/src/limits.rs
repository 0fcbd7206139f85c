//! What one sender may use: requests a second, connections, bytes and time.

pub mod body;
pub mod peer;
pub mod rate;
