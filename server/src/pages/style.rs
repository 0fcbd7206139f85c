//! The style of the server's own pages, made of the client's.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kleio_shared::release::sha256_hex;

use crate::content::{Caching, Content};
use crate::error::ApiError;
use crate::state::AppState;

const PARTS: [&str; 5] = [
    include_str!("../../../style/theme/light.css"),
    include_str!("../../../style/theme/dark.css"),
    include_str!("../../../style/theme/contrast.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/entry.css"),
];

/// The style, and its address, which has its hash and so never changes.
#[derive(Debug)]
pub(crate) struct Style {
    file: String,
    content: Content,
}

impl Style {
    /// Puts the parts together.
    ///
    /// # Errors
    /// Only if an encoder fails, which in memory it does not.
    pub(crate) fn new() -> std::io::Result<Self> {
        let css = PARTS.concat();
        let hash = sha256_hex(css.as_bytes());
        let mime = "text/css; charset=utf-8";
        Ok(Self {
            file: format!("entry-{}.css", &hash[..16]),
            content: Content::compressed(mime, Caching::Immutable, css.into_bytes())?,
        })
    }

    /// Its address.
    pub(crate) fn path(&self) -> String {
        format!("/pages/{}", self.file)
    }
}

pub(crate) async fn read(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path(file) = path.map_err(|_| ApiError::NotFound)?;
    if file == state.style().file {
        Ok(state.style().content.respond(&headers))
    } else {
        Err(ApiError::NotFound)
    }
}
