//! Who is asked over the network in a run, and the book in which that is kept.

use super::RunError;
use crate::config::{Config, EmbedderChoice};
use crate::embed::api::Api;
use crate::embed::choose::ChooseError;
use crate::llm::{Book, LlmError};
use crate::vault::Vault;

/// The book of a run; none where nobody is asked.
pub(super) fn book(config: &Config, vault: &Vault) -> Result<Option<Book>, RunError> {
    let models = config.models.check().map_err(LlmError::from)?;
    if !models.any() && config.embedder != EmbedderChoice::Api {
        return Ok(None);
    }
    let (path, seal) = (vault.path(), vault.seal());
    let book = Book::open_sealed(&config.models, path, seal, config.seed)?;
    Ok(Some(book))
}

/// The server that makes sentence vectors, where one does.
pub(super) fn server(config: &Config, book: Option<&Book>) -> Result<Option<Api>, RunError> {
    if config.embedder != EmbedderChoice::Api {
        return Ok(None);
    }
    let (Some(embedding), Some(book)) = (&config.embedding, book) else {
        return Err(ChooseError::NoServer.into());
    };
    let api = Api::open(embedding, book.clone()).map_err(ChooseError::from)?;
    Ok(Some(api))
}
