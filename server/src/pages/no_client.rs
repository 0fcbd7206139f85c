//! The page in place of the map, where the server was built without its client.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::page;
use crate::state::AppState;
use crate::words::Words;

/// What builds a server with a client in it, in this order.
const BUILD: [&str; 2] = ["make client", "cargo build --release -p kleio-server"];

/// Where the data is, for programs.
const DATA: &str = "/api/v1/releases";

/// Says what to run.
pub(crate) fn show(state: &AppState, words: Words) -> Response {
    let title = words.say("This program was built without its client");
    let content = html! {
        section.entry-card.is-wide {
            h1 { (title) }
            p {
                (words.say(
                    "To see the map, stop the server, run this in Kleio's source directory, and start the server again:",
                ))
            }
            @for command in BUILD {
                p { code dir="ltr" { (command) } }
            }
            p {
                (words.say("The data is served all the same:")) " "
                a href=(DATA) { code dir="ltr" { (DATA) } }
            }
        }
    };
    page(
        state,
        words,
        StatusCode::SERVICE_UNAVAILABLE,
        title,
        &content,
    )
}
