//! What the HTTP library answers by itself, to what is no request, in the words of all other errors.
//!
//! It has no place for them: it writes a bare head (`400` or `431`, no body) and closes. That head goes through here
//! like every answer, is known by having none of the headers that ours all have, and is replaced. The end then
//! waits a moment for the rest of what is being sent, because closing before would take the answer away again.
//!
//! Invariant: nothing of what was sent is in the answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::error::ApiError;
use crate::metrics::Refusal;
use crate::state::AppState;

/// How long the end waits for the rest.
const MOMENT: Duration = Duration::from_secs(1);
/// How much of it is taken in, bytes.
const REST: usize = 256 * 1024;
/// No bare head is longer, bytes.
const LONGEST: usize = 256;

/// The stream that answers are written to.
pub(super) struct Refused<S> {
    stream: S,
    state: AppState,
    /// The answer in place of the bare head, as far as it is not written yet.
    answer: Vec<u8>,
    /// Runs once the connection is to end after such an answer.
    ending: Option<Ending>,
    replaced: bool,
}

struct Ending {
    moment: Pin<Box<Sleep>>,
    shut: bool,
    taken: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Refused<S> {
    /// Around `stream`, for the server `state`.
    pub(super) const fn new(stream: S, state: AppState) -> Self {
        Self {
            stream,
            state,
            answer: Vec::new(),
            ending: None,
            replaced: false,
        }
    }

    /// Takes `head` in and prepares the answer in its place, where it is a bare one.
    fn replace(&mut self, head: &[u8]) -> bool {
        let Some((error, date)) = bare(head) else {
            return false;
        };
        self.state.metrics().refused(Refusal::Malformed);
        self.answer = answer(&self.state, error, date);
        self.replaced = true;
        true
    }

    /// Writes what is left of the answer.
    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.answer.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.answer))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.answer.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    /// Ends our side, then takes in the rest, for a moment.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ending = self.ending.get_or_insert_with(|| Ending {
            moment: Box::pin(sleep(MOMENT)),
            shut: false,
            taken: 0,
        });
        if !ending.shut {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            ending.shut = true;
        }
        let mut space = [0; 4096];
        while ending.taken < REST && ending.moment.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut space);
            let read = Pin::new(&mut self.stream).poll_read(context, &mut buffer);
            // A connection that broke is at its end, too.
            if ready!(read).is_err() || buffer.filled().is_empty() {
                break;
            }
            ending.taken += buffer.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}

/// The error that a bare head stands for, and its line of the date.
fn bare(head: &[u8]) -> Option<(ApiError, Option<&str>)> {
    if head.len() > LONGEST || !head.starts_with(b"HTTP/1.") {
        return None;
    }
    let head = std::str::from_utf8(head).ok()?.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?;
    let mut date = None;
    for line in lines {
        match line.split_once(':')?.0 {
            "connection" | "content-length" => {}
            "date" => date = Some(line),
            _ => return None,
        }
    }
    let error = match status {
        "400" => ApiError::NotARequest,
        "414" => ApiError::UriTooLong,
        "431" => ApiError::HeadTooLarge,
        _ => return None,
    };
    Some((error, date))
}

/// The whole answer, as it goes over the network.
fn answer(state: &AppState, error: ApiError, date: Option<&str>) -> Vec<u8> {
    // Strings and fixed words, which always are JSON.
    let body = serde_json::to_vec(&error.envelope()).unwrap_or_default();
    let status: StatusCode = error.status();
    let mut response = error.into_response();
    let headers = response.headers_mut();
    state.headers().put(headers, true);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    if let Some(date) = date {
        bytes.extend_from_slice(date.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    bytes
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Refused<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Refused<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_answer(context))?;
        if self.replace(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_answer(context))?;
        // A bare head has no body beside it.
        let mut filled = slices.iter().filter(|slice| !slice.is_empty());
        if let (Some(only), None) = (filled.next(), filled.next())
            && self.replace(only)
        {
            return Poll::Ready(Ok(only.len()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_answer(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_answer(context))?;
        if self.replaced {
            self.poll_end(context)
        } else {
            Pin::new(&mut self.stream).poll_shutdown(context)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_library_says_by_itself_is_replaced() {
        let of = |head: &str| bare(head.as_bytes()).map(|(error, _)| error);
        let date = "date: Fri, 27 Nov 2026 20:00:00 GMT\r\n";
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n{date}\r\n"
        );
        assert_eq!(of(&head), Some(ApiError::NotARequest));
        let large = head.replace("400 Bad Request", "431 Request Header Fields Too Large");
        assert_eq!(of(&large), Some(ApiError::HeadTooLarge));
        let long = "HTTP/1.1 414 URI Too Long\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(of(long), Some(ApiError::UriTooLong));
        let ours = head.replace(
            "connection",
            "x-content-type-options: nosniff\r\nconnection",
        );
        for other in [
            &*ours,
            &head.replace("400 Bad Request", "200 OK"),
            &head.replace("\r\n\r\n", "\r\n\r\n{}"),
            "HTTP/1.1 100 Continue\r\n\r\n",
            "{\"error\": 400}",
            "",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
