//! Starts the client.

fn main() {
    kleio_app::start();
}
