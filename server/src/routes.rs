//! The one list of everything the server answers: who may call it, how much it takes, what is logged.

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post};

use crate::access::Needs::{Accounts, Nothing, Release};
use crate::access::{Needs, Role};
use crate::error::ApiError;
use crate::guard::{Guard, guard};
use crate::handlers::{
    access_log, client, cluster, cluster_list, clusters, health, manifest, me, openapi, releases,
    series, tokens, users, vectors,
};
use crate::pages::{account, invitation, login, oidc, style};
use crate::state::AppState;
use crate::store::log::Action;
use crate::{front, headers};

/// How errors are told, and where a request carries the value that proves where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JSON; a header.
    Api,
    /// A page; a field of the form.
    Page,
}

/// One method of one address.
#[derive(Debug)]
pub struct Route {
    /// The method; what answers GET answers HEAD too.
    pub method: Method,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What it asks of who calls it.
    pub needs: Needs,
    /// For programs or for people.
    pub kind: Kind,
    /// Most bytes of a body.
    pub body: usize,
    /// What is written down when a release is shown to somebody who is logged in.
    pub logs: Option<Action>,
    handler: MethodRouter<AppState>,
}

/// What a form or a small JSON body may have.
const SMALL: usize = 8 * 1024;
/// What a release may have.
const LARGE: usize = 64 * 1024 * 1024;

const fn of(
    kind: Kind,
    method: Method,
    path: &'static str,
    needs: Needs,
    handler: MethodRouter<AppState>,
) -> Route {
    let body = match method {
        Method::GET => 0,
        _ => SMALL,
    };
    Route {
        method,
        path,
        needs,
        kind,
        body,
        logs: None,
        handler,
    }
}

const fn api(
    method: Method,
    path: &'static str,
    needs: Needs,
    handler: MethodRouter<AppState>,
) -> Route {
    of(Kind::Api, method, path, needs, handler)
}

const fn page(
    method: Method,
    path: &'static str,
    needs: Needs,
    handler: MethodRouter<AppState>,
) -> Route {
    of(Kind::Page, method, path, needs, handler)
}

impl Route {
    const fn logs(mut self, action: Action) -> Self {
        self.logs = Some(action);
        self
    }

    const fn takes(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const DELETE: Method = Method::DELETE;
const VIEWER: Needs = Needs::Role(Role::Viewer);
const ANALYST: Needs = Needs::Role(Role::Analyst);
const PUBLISHER: Needs = Needs::Role(Role::Publisher);
const ADMIN: Needs = Needs::Role(Role::Admin);

/// Everything the server answers, besides the client's files. /api/v1/openapi.json describes the API.
#[rustfmt::skip]
#[must_use]
pub fn all() -> Vec<Route> {
    use Action::{SawCluster, SawRelease};
    vec![
        // Whether the server is well, and who is asking.
        api(GET, "/api/v1/health", Nothing, get(health::read)),
        api(GET, "/api/v1/openapi.json", Nothing, get(openapi::read)),
        api(GET, "/api/v1/me", Nothing, get(me::read)),
        // Releases, as far as who asks may see them. The id is a hash of the content.
        api(GET, "/api/v1/releases", Nothing, get(releases::read)),
        api(GET, "/api/v1/releases/{id}/manifest.json", Release, get(manifest::read)).logs(SawRelease),
        api(GET, "/api/v1/releases/{id}/clusters.json", Release, get(clusters::read)).logs(SawRelease),
        api(GET, "/api/v1/releases/{id}/vectors.bin", Release, get(vectors::read)).logs(SawRelease),
        api(GET, "/api/v1/releases/{id}/clusters", Release, get(cluster_list::read)).logs(SawRelease),
        api(GET, "/api/v1/releases/{id}/clusters/{cluster}", Release, get(cluster::read)).logs(SawCluster),
        // Publishing.
        api(GET, "/api/v1/series", PUBLISHER, get(series::list)),
        api(POST, "/api/v1/series/{series}/versions", PUBLISHER, post(series::publish)).takes(LARGE),
        api(POST, "/api/v1/series/{series}/retire", PUBLISHER, post(series::retire)),
        api(POST, "/api/v1/series/{series}/rollback", PUBLISHER, post(series::roll_back)),
        // Tokens of who asks.
        api(GET, "/api/v1/tokens", ANALYST, get(tokens::list)),
        api(POST, "/api/v1/tokens", ANALYST, post(tokens::make)),
        api(DELETE, "/api/v1/tokens/{token}", ANALYST, delete(tokens::revoke)),
        // Users, and what they saw.
        api(GET, "/api/v1/users", ADMIN, get(users::list)),
        api(POST, "/api/v1/users", ADMIN, post(users::invite)),
        api(POST, "/api/v1/users/{user}", ADMIN, post(users::change)),
        api(GET, "/api/v1/access-log", ADMIN, get(access_log::read)),
        // Pages that let people in and out.
        page(GET, "/login", Accounts, get(login::show)),
        page(POST, "/login", Accounts, post(login::enter)),
        page(GET, "/login/oidc", Accounts, get(oidc::start)),
        page(GET, "/login/oidc/callback", Accounts, get(oidc::callback)),
        page(POST, "/logout", VIEWER, post(login::leave)),
        page(GET, "/invitation/{secret}", Accounts, get(invitation::show)),
        page(POST, "/invitation/{secret}", Accounts, post(invitation::accept)),
        page(GET, "/account", VIEWER, get(account::show)),
        page(POST, "/account/tokens", ANALYST, post(account::make_token)),
        page(POST, "/account/tokens/revoke", ANALYST, post(account::revoke_token)),
        page(GET, "/pages/{file}", Nothing, get(style::read)),
    ]
}

/// The server as a service: routes, each behind its guard, then what is put around all of them.
pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for route in all() {
        let guard_state = Guard {
            state: state.clone(),
            route: (&route).into(),
        };
        let handler = route.handler.layer(from_fn_with_state(guard_state, guard));
        router = router.route(route.path, handler);
    }
    router
        // Everything else: the client's files, its start page, or an error.
        .fallback(client::get)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(from_fn_with_state(state.clone(), front::receive))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_something_needs_a_login_or_lets_people_in() {
        for route in all() {
            let changes = route.method != Method::GET;
            if changes && !matches!(route.needs, Needs::Role(_)) {
                let door = ["/login", "/invitation/{secret}"];
                assert!(door.contains(&route.path), "{route:?}");
            }
            let named = route.path.starts_with("/api/v1/releases/{id}/");
            assert_eq!(named, route.needs == Release, "{route:?}");
            assert_eq!(named, route.logs.is_some(), "{route:?}");
            assert_eq!(route.kind == Kind::Api, route.path.starts_with("/api/v1/"));
        }
    }
}
