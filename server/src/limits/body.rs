//! Takes in the body of a request: so many bytes, in so much time, and no more.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;

use crate::error::ApiError;

/// How long the next piece of a body may take.
const PIECE: Duration = Duration::from_secs(10);
/// How long all of it may take at least.
const WHOLE: Duration = Duration::from_secs(20);
/// And how much longer for its size: bytes a second that a sender must manage.
const SLOWEST: usize = 64 * 1024;

/// Reads `body`, of at most `limit` bytes.
///
/// # Errors
/// When it is longer, or arrives too slowly, or breaks off.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let stated = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if stated.is_some_and(|length| length > limit) {
        return Err(ApiError::BodyTooLarge(limit));
    }
    let time = WHOLE + Duration::from_secs((limit / SLOWEST) as u64);
    tokio::time::timeout(time, pieces(body, limit))
        .await
        .unwrap_or(Err(ApiError::BodyTooSlow))
}

async fn pieces(mut body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut all = Vec::new();
    loop {
        let next = tokio::time::timeout(PIECE, body.frame())
            .await
            .map_err(|_| ApiError::BodyTooSlow)?;
        let Some(frame) = next else {
            return Ok(all.into());
        };
        let frame = frame.map_err(|_| ApiError::BadBody("it broke off".to_owned()))?;
        if let Ok(data) = frame.into_data() {
            if all.len() + data.len() > limit {
                return Err(ApiError::BodyTooLarge(limit));
            }
            all.extend_from_slice(&data);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_taken_up_to_its_limit() {
        let none = HeaderMap::new();
        let read = |text: &'static str, limit| read(&none, Body::from(text), limit);
        assert_eq!(read("12345", 5).await, Ok("12345".into()));
        assert_eq!(read("123456", 5).await, Err(ApiError::BodyTooLarge(5)));
        assert_eq!(read("", 0).await, Ok(Bytes::new()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_given_up() {
        let never = Body::new(Never);
        let read = read(&HeaderMap::new(), never, 10).await;
        assert_eq!(read, Err(ApiError::BodyTooSlow));
    }

    struct Never;

    impl hyper::body::Body for Never {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
}
