//! `/invitation/{secret}`: the invited user chooses a password.

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;

use super::login::start_session;
use super::{form_value, page, see_other, told, with_cookie};
use crate::access::Asker;
use crate::auth::password::{self, BadPassword, SHORTEST};
use crate::auth::secret::Secret;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::handlers::{door, on_store, store_error};
use crate::limits::peer::Peer;
use crate::metrics::Refusal;
use crate::state::{AppState, now};
use crate::store::log::Action;
use crate::store::users::User;
use crate::words::Words;

pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    Extension(words): Extension<Words>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    match invited(&state, peer, path)? {
        Some((_, user)) => form(&state, words, &asker, &headers, &user, None),
        None => Ok(gone(&state, words)),
    }
}

fn form(
    state: &AppState,
    words: Words,
    asker: &Asker,
    headers: &HeaderMap,
    user: &User,
    problem: Option<&str>,
) -> Result<Response, ApiError> {
    let (value, set) = form_value(asker, headers)?;
    let shortest = SHORTEST.to_string();
    let content = html! {
        section.entry-card {
            h1 { (words.fill("Welcome, {name}", &[("name", &user.name)])) }
            p {
                (words.fill(
                    "Choose a password. With it, and your name, you log in as {role}.",
                    &[("role", told::role(words, user.role))],
                ))
            }
            @if let Some(problem) = problem {
                p.entry-warning role="alert" { (problem) }
            }
            form.entry-form method="post" {
                input type="hidden" name="form" value=(value);
                input type="text" name="name" value=(user.name) autocomplete="username" readonly hidden;
                label.entry-field {
                    (words.fill("Password, {n} characters or more", &[("n", &shortest)]))
                    input.entry-input type="password" name="password" autocomplete="new-password"
                        minlength=(SHORTEST) required autofocus;
                }
                label.entry-field {
                    (words.say("The same again"))
                    input.entry-input type="password" name="again" autocomplete="new-password"
                        required;
                }
                button.entry-button { (words.say("Set the password")) }
            }
        }
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let title = words.say("Choose a password");
    Ok(with_cookie(
        page(state, words, status, title, &content),
        set,
    ))
}

pub(crate) async fn accept(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    Extension(words): Extension<Words>,
    Extension(fields): Extension<Fields>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Some((secret, user)) = invited(&state, peer, path)? else {
        return Ok(gone(&state, words));
    };
    let chosen = fields.get("password").unwrap_or("").to_owned();
    if fields.get("again") != Some(&chosen) {
        let problem = words.say("The two passwords are not the same.");
        return form(&state, words, &asker, &headers, &user, Some(problem));
    }
    let door = door(&state)?;
    let permit = door
        .hashing
        .acquire()
        .await
        .map_err(|_| ApiError::Internal)?;
    let name = user.name.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&chosen, &name))
        .await
        .map_err(|_| ApiError::Internal)?;
    drop(permit);
    let hash = match hash {
        Ok(hash) => hash,
        Err(BadPassword::Failed) => return Err(ApiError::Internal),
        Err(bad) => {
            let problem = told::bad_password(words, bad);
            return form(&state, words, &asker, &headers, &user, Some(&problem));
        }
    };
    let accepted = on_store(door, move |store| store.accept(&secret, &hash, now())).await?;
    let Some(user) = accepted else {
        return Ok(gone(&state, words));
    };
    door.log
        .login(
            &user.name,
            "invitation",
            Action::ChosePassword,
            peer.address,
        )
        .await?;
    let session = start_session(door, &user).await?;
    Ok(with_cookie(see_other("/"), Some(session)))
}

/// The secret in the address, and whom it invites. Wrong ones are slowed down.
fn invited(
    state: &AppState,
    peer: Peer,
    path: Result<Path<String>, PathRejection>,
) -> Result<Option<(Secret, User)>, ApiError> {
    let door = door(state)?;
    let address = peer.counted();
    // Stands for the name: whoever guesses invitations slows down nobody else.
    let name = format!("invitation, {address}");
    let wait = door.slowdown.wait(address, &name, now());
    if wait > 0 {
        state.metrics().refused(Refusal::Failures);
        return Err(ApiError::TooManyFailures(wait));
    }
    let secret = path.ok().and_then(|Path(text)| Secret::parse(&text));
    let found = match secret {
        None => None,
        Some(secret) => door
            .store
            .invitation(&secret, now())
            .map_err(store_error)?
            .map(|user| (secret, user)),
    };
    if found.is_none() {
        door.slowdown.failed(address, &name, now());
    }
    Ok(found)
}

fn gone(state: &AppState, words: Words) -> Response {
    let content = html! {
        section.entry-card {
            h1 { (words.say("This invitation does not work any more")) }
            p {
                (words.say(
                    "It was used, or it is older than a week, or a newer one was made. Ask for another.",
                ))
            }
            a.entry-link href="/login" { (words.say("To the login")) }
        }
    };
    let title = words.say("Invitation");
    page(state, words, StatusCode::NOT_FOUND, title, &content)
}
