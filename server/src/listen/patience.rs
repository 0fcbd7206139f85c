//! A stream that is cut off when the other end takes in what is sent too slowly.
//!
//! A client that asks for much and reads little of it holds memory and a connection. So while something
//! waits to be written, [`LEAST`] bytes must go out every [`WINDOW`].

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long a client may take to read [`LEAST`] bytes.
pub const WINDOW: Duration = Duration::from_secs(20);
/// How many bytes a client must take in, in a [`WINDOW`].
pub const LEAST: usize = 32 * 1024;

/// The other end was too slow.
#[derive(Debug, thiserror::Error)]
#[error("the other end takes in too little of what is sent")]
struct TooSlow;

/// Whether an error comes from here.
#[must_use]
pub fn ran_out(error: &(dyn Error + 'static)) -> bool {
    let mut error = Some(error);
    while let Some(this) = error {
        let io = this.downcast_ref::<io::Error>();
        let inner = io.and_then(io::Error::get_ref);
        if this.is::<TooSlow>() || inner.is_some_and(<dyn Error + Send + Sync>::is::<TooSlow>) {
            return true;
        }
        error = this.source();
    }
    false
}

/// The stream.
#[derive(Debug)]
pub struct Patient<S> {
    stream: S,
    /// Runs while something waits to be written.
    waiting: Option<Pin<Box<Sleep>>>,
    written: usize,
}

impl<S> Patient<S> {
    /// Around `stream`.
    pub const fn new(stream: S) -> Self {
        Self {
            stream,
            waiting: None,
            written: 0,
        }
    }

    /// Notes how a write went.
    fn note<T>(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<T>>,
        bytes: impl Fn(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        match result {
            Poll::Ready(Ok(value)) => {
                self.written += bytes(&value);
                Poll::Ready(Ok(value))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                if self.waiting.is_none() {
                    self.written = 0;
                }
                let timer = self.waiting.get_or_insert_with(|| Box::pin(sleep(WINDOW)));
                loop {
                    ready!(timer.as_mut().poll(context));
                    if self.written < LEAST {
                        return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, TooSlow)));
                    }
                    self.written = 0;
                    timer.as_mut().reset(Instant::now() + WINDOW);
                }
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(context, result, |&written| written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.note(context, result, |&written| written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_flush(context);
        let result = self.note(context, result, |()| 0);
        if result.is_ready() {
            // All is out: the clock starts anew with the next answer.
            self.waiting = None;
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_cut_off() {
        let (ours, _theirs) = duplex(1024);
        let started = Instant::now();
        let error = Patient::new(ours).write_all(&[0; 2048]).await.unwrap_err();
        assert_eq!(started.elapsed().as_secs(), WINDOW.as_secs());
        assert!(ran_out(&error));
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_drop_by_drop_is_cut_off_too() {
        let (ours, mut theirs) = duplex(1024);
        let reader = tokio::spawn(async move {
            let mut byte = [0; 64];
            while theirs.read(&mut byte).await.is_ok_and(|read| read > 0) {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let error = Patient::new(ours)
            .write_all(&[0; 1024 * 1024])
            .await
            .unwrap_err();
        assert!(ran_out(&error));
        drop(reader);
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_but_steady_gets_everything() {
        let (ours, mut theirs) = duplex(8 * 1024);
        let reader = tokio::spawn(async move {
            let (mut total, mut buffer) = (0, [0; 4096]);
            loop {
                match theirs.read(&mut buffer).await.unwrap() {
                    0 => return total,
                    read => total += read,
                }
                sleep(Duration::from_secs(1)).await;
            }
        });
        let mut stream = Patient::new(ours);
        stream.write_all(&[0; 512 * 1024]).await.unwrap();
        stream.shutdown().await.unwrap();
        drop(stream);
        assert_eq!(reader.await.unwrap(), 512 * 1024);
    }
}
