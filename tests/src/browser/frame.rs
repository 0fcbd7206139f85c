//! Pages of other origins, and what they show of ours in a frame.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use fantoccini::Locator;

use super::Browser;

/// A site of its own origin whose page shows in a frame what it is asked for; it answers as long as the test runs.
#[derive(Debug)]
pub struct Site {
    origin: String,
}

impl Site {
    /// On a free port of this machine.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        // Ends with the process. Browsers open connections before they need them, so none waits for another.
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                thread::spawn(move || answer(&stream));
            }
        });
        Self {
            origin: format!("http://{address}"),
        }
    }

    /// Its origin, as `--allow-embedding` takes it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of its page with `shown` in a frame.
    #[must_use]
    pub fn around(&self, shown: &str) -> String {
        format!("{}/?{shown}", self.origin)
    }
}

/// Answers one request with the page around what stands behind its `?`.
fn answer(mut stream: &TcpStream) {
    let mut request = BufReader::new(stream).lines().map_while(Result::ok);
    let first = request.next().unwrap_or_default();
    // What is left of the request is read, or closing would reset the connection.
    request.take_while(|line| !line.is_empty()).for_each(drop);
    let path = first.split(' ').nth(1);
    let shown = path
        .and_then(|path| path.split_once('?'))
        .map_or("about:blank", |(_, shown)| shown);
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><title>Another site</title><link rel=\"icon\" href=\"data:,\">\
         <iframe src=\"{shown}\" width=\"1200\" height=\"760\" title=\"A map\"></iframe>"
    );
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).ok();
    stream.write_all(page.as_bytes()).ok();
}

impl Browser {
    /// Goes on within the first frame of the page.
    ///
    /// # Panics
    /// When there is none.
    pub async fn enter_frame(&self) {
        self.there("iframe").await;
        let frame = self.client.find(Locator::Css("iframe")).await;
        let entered = frame.expect("there is a frame").enter_frame().await;
        entered.expect("it can be entered");
    }

    /// Goes on with the page around the frame.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn leave_frame(&self) {
        let left = self.client.enter_parent_frame().await;
        left.expect("there is a page around it");
    }
}
