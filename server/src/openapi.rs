//! The description of the API (OpenAPI 3.1), made of the handlers' own annotations.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::access::Needs;
use crate::content::{Caching, Content};
use crate::handlers::{
    access_log, cluster, cluster_list, clusters, health, manifest, me, openapi, releases, series,
    tokens, users, vectors,
};
use crate::routes::{self, Kind};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kleio",
        description = "Releases of how people use an assistant: names, counts and charts of groups large enough to hide everyone in them. Errors have one envelope with a stable code. Requests that change something need a bearer token, or a session and the header X-Kleio-Form.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        health::read, openapi::read, me::read,
        releases::read, manifest::read, clusters::read, vectors::read, cluster_list::read, cluster::read,
        series::list, series::publish, series::retire, series::roll_back,
        tokens::list, tokens::make, tokens::revoke,
        users::list, users::invite, users::change, access_log::read,
    ),
    modifiers(&Security),
)]
struct Api;

/// Says what each route asks for, from the list of routes.
struct Security;

impl Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        );
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-kleio-session"))),
        );
        for route in routes::all() {
            let asked: Vec<&str> = match route.needs {
                Needs::Nothing | Needs::Accounts => continue,
                Needs::Release => vec!["", "token", "session"],
                Needs::Role(_) => vec!["token", "session"],
            };
            let role = match route.needs {
                Needs::Role(role) => format!("Needs the role {role}."),
                _ => "Needs a login where the release is not public.".to_owned(),
            };
            let Some(operation) = operation(api, route.path, &route.method) else {
                continue;
            };
            let schemes = asked.into_iter().map(|name| {
                let none: [&str; 0] = [];
                match name {
                    "" => utoipa::openapi::SecurityRequirement::default(),
                    name => utoipa::openapi::SecurityRequirement::new(name, none),
                }
            });
            operation.security = Some(schemes.collect());
            let description = operation.description.get_or_insert_default();
            if !description.is_empty() {
                description.push_str("\n\n");
            }
            description.push_str(&role);
        }
    }
}

fn operation<'a>(
    api: &'a mut utoipa::openapi::OpenApi,
    path: &str,
    method: &axum::http::Method,
) -> Option<&'a mut utoipa::openapi::path::Operation> {
    let item = api.paths.paths.get_mut(path)?;
    match method.as_str() {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

/// The description, ready to be served.
///
/// # Errors
/// When it cannot be written as JSON or compressed, which it can.
pub(crate) fn content() -> std::io::Result<Content> {
    let json = Api::openapi().to_pretty_json()?;
    Content::compressed("application/json", Caching::Revalidate, json.into_bytes())
}

/// Whether every route of the API is described, and nothing else; for a test.
#[must_use]
pub fn faults() -> Vec<String> {
    let mut api = Api::openapi();
    let mut faults = Vec::new();
    let mut described: usize = 0;
    for item in api.paths.paths.values() {
        described += [&item.get, &item.post, &item.delete, &item.put, &item.patch]
            .into_iter()
            .flatten()
            .count();
    }
    let routes = routes::all();
    let of_api: Vec<_> = routes.iter().filter(|r| r.kind == Kind::Api).collect();
    for route in &of_api {
        if operation(&mut api, route.path, &route.method).is_none() {
            faults.push(format!("{} {} is not described", route.method, route.path));
        }
    }
    if described != of_api.len() {
        faults.push(format!("{described} are described, {} exist", of_api.len()));
    }
    faults
}
