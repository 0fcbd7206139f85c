//! `/account`: who is logged in, the way out, and tokens for programs.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};

use super::{form_value, page, see_other, told, with_cookie};
use crate::access::{Asker, Person, Proof, Role};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::handlers::tokens::{make_for, revoke_for};
use crate::handlers::{door, on_store, person};
use crate::limits::peer::Peer;
use crate::state::AppState;
use crate::store::tokens::Token;
use crate::words::Words;

pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(words): Extension<Words>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    account(&state, words, &asker, &headers, StatusCode::OK, None).await
}

async fn account(
    state: &AppState,
    words: Words,
    asker: &Asker,
    headers: &HeaderMap,
    status: StatusCode,
    news: Option<Markup>,
) -> Result<Response, ApiError> {
    let person = person(asker)?;
    let user = person.user;
    let tokens = on_store(door(state)?, move |store| store.tokens(Some(user))).await?;
    let (value, set) = form_value(asker, headers)?;
    let content = html! {
        section.entry-card.is-wide {
            h1 dir="auto" { (person.name) }
            p { (words.fill("Logged in as {role}.", &[("role", told::role(words, person.role))])) }
            @if matches!(person.proof, Proof::Session { .. }) {
                form.entry-form.is-row method="post" action="/logout" {
                    input type="hidden" name="form" value=(value);
                    button.entry-button.is-quiet { (words.say("Log out")) }
                }
            }
        }
        @if let Some(news) = news { (news) }
        @if person.role >= Role::Analyst { (token_list(words, person, &tokens, &value)) }
    };
    let page = page(state, words, status, words.say("Account"), &content);
    Ok(with_cookie(page, set))
}

fn token_list(words: Words, person: &Person, tokens: &[Token], form: &str) -> Markup {
    let may = words.fill(
        "A program that sends one in the header {header} may do what you may as {role}.",
        &[("role", told::role(words, person.role))],
    );
    let (before, after) = may.split_once("{header}").unwrap_or((&may, ""));
    html! {
        section.entry-card.is-wide {
            h2 { (words.say("Tokens for programs")) }
            p { (before) code dir="ltr" { "Authorization: Bearer …" } (after) }
            @if !tokens.is_empty() {
                table.entry-table {
                    thead {
                        tr { th { (words.say("For")) } th { (words.say("Works until")) } td {} }
                    }
                    tbody {
                        @for token in tokens {
                            tr {
                                td dir="auto" { (token.label) }
                                td { (date(token.expires)) }
                                td {
                                    form method="post" action="/account/tokens/revoke" {
                                        input type="hidden" name="form" value=(form);
                                        input type="hidden" name="token" value=(token.id);
                                        button.entry-button.is-quiet
                                            aria-label=(words.fill(
                                                "Revoke the token for {what}",
                                                &[("what", &token.label)],
                                            )) { (words.say("Revoke")) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            form.entry-form.is-row method="post" action="/account/tokens" {
                input type="hidden" name="form" value=(form);
                label.entry-field {
                    (words.say("What is it for?"))
                    input.entry-input dir="auto" name="label" maxlength="100" required;
                }
                label.entry-field {
                    (words.say("Days"))
                    input.entry-input type="number" name="days" min="1" max="366" value="90" required;
                }
                button.entry-button { (words.say("Make a token")) }
            }
        }
    }
}

/// The day of a time, UTC.
fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |time| time.strftime("%Y-%m-%d").to_string(),
    )
}

pub(crate) async fn make_token(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(words): Extension<Words>,
    Extension(peer): Extension<Peer>,
    Extension(fields): Extension<Fields>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let label = fields.get("label").unwrap_or("").to_owned();
    let days = fields.get("days").and_then(|days| days.parse().ok());
    let days = days.unwrap_or(0);
    let (status, news) = match make_for(&state, &asker, peer, label, days).await {
        Ok(made) => {
            let news = html! {
                section.entry-card.is-wide {
                    h2 { (words.say("Your new token")) }
                    code.entry-secret dir="ltr" { (made.secret()) }
                    p { (words.say("Copy it now: it is shown this once.")) }
                }
            };
            (StatusCode::CREATED, news)
        }
        Err(ApiError::Conflict(why)) => {
            let news = html! {
                section.entry-card.is-wide { p.entry-warning role="alert" { (told::refusal(words, &why)) } }
            };
            (StatusCode::UNPROCESSABLE_ENTITY, news)
        }
        Err(error) => return Err(error),
    };
    account(&state, words, &asker, &headers, status, Some(news)).await
}

pub(crate) async fn revoke_token(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, ApiError> {
    let token = fields.get("token").unwrap_or("");
    match revoke_for(&state, &asker, peer, token).await {
        // One that is gone already is what was wanted.
        Ok(()) | Err(ApiError::NothingCalled { .. }) => Ok(see_other("/account")),
        Err(error) => Err(error),
    }
}
