//! `GET /api/v1/me`: who is asking, and whether there is a login at all.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::private_json;
use crate::access::{Asker, Proof, Role};
use crate::error::ApiError;
use crate::state::AppState;

/// Who is asking.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Whether people can log in here, at /login.
    login: bool,
    /// The user; null where nobody is logged in.
    user: Option<String>,
    /// What the user may do.
    role: Option<Role>,
    /// What a page must send in the header X-Kleio-Form with every request that changes something;
    /// null where that is not needed.
    form: Option<String>,
}

/// Who is asking.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "server",
    responses((status = 200, description = "Who is asking", body = Me)),
)]
pub(crate) async fn read(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let person = asker.person();
    let me = Me {
        login: state.door().is_some(),
        user: person.map(|person| person.name.clone()),
        role: person.map(|person| person.role),
        form: person.and_then(|person| match &person.proof {
            Proof::Session { form } => Some(form.clone()),
            Proof::Proxy { form } => form.clone(),
            Proof::Token(_) => None,
        }),
    };
    private_json(&headers, &me)
}
