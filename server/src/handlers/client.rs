//! Every address outside the API: the client's files, and its start page for pages within it.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use crate::error::ApiError;
use crate::state::AppState;

/// Shown where the server was built without a client.
const NO_CLIENT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Kleio: no client</title>
<h1>Kleio runs, but this program was built without its client</h1>
<p>To see the map, stop the server, run <code>make client</code> in Kleio's source directory, build
the server again with <code>cargo build --release -p kleio-server</code>, and start it.</p>
<p>The data is served all the same: see <a href=\"/api/v1/releases\">/api/v1/releases</a>.</p>
</html>
";

pub(crate) async fn get(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return ApiError::MethodNotAllowed.into_response();
    }
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::NotFound.into_response();
    }
    let client = state.client();
    if let Some(file) = client.file(path) {
        return file.respond(&headers);
    }
    if path != "/" && !is_page_request(&headers) {
        return ApiError::NotFound.into_response();
    }
    match client.index() {
        Some(index) => index.respond(&headers),
        None => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::CACHE_CONTROL, "no-store")],
            Html(NO_CLIENT),
        )
            .into_response(),
    }
}

/// Whether a browser asks for a page, not for a script, a picture or data.
fn is_page_request(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}
