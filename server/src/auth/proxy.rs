//! Logins by a header that a reverse proxy sets, where that was explicitly switched on.
//!
//! Invariant: the header counts only on connections from the proxies named at the start; see
//! [`crate::limits::peer`].

use axum::http::{HeaderMap, HeaderName};

use crate::access::Role;
use crate::store::users::User;
use crate::store::{Store, StoreError};

/// Which header names the user, and what becomes of users not known yet.
#[derive(Debug, Clone)]
pub struct ProxyLogin {
    /// The header, for example `x-remote-user`.
    pub header: HeaderName,
    /// The role of users whom the proxy names and the store does not know; `None` lets them not in.
    pub newcomers: Option<Role>,
}

impl ProxyLogin {
    /// The user that the proxy names. A header that stands twice names nobody.
    pub(crate) fn name(&self, headers: &HeaderMap) -> Option<String> {
        let mut values = headers.get_all(&self.header).iter();
        let name = values.next()?.to_str().ok()?.trim();
        let one = values.next().is_none() && !name.is_empty();
        one.then(|| name.to_owned())
    }

    /// That user in the store, added where newcomers are welcome.
    pub(crate) fn user(&self, store: &Store, name: &str) -> Result<Option<User>, StoreError> {
        match (store.user(name)?, self.newcomers) {
            (Some(user), _) => Ok((!user.disabled).then_some(user)),
            (None, Some(role)) if crate::store::users::is_name(name) => {
                store.add_user(name, role).map(Some)
            }
            (None, _) => Ok(None),
        }
    }
}
