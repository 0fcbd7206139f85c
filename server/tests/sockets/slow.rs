//! Clients that are slow, greedy or broken, and what it costs them.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use kleio_server::client::Client;
use kleio_server::listen::connections::Limits;
use kleio_server::state::{AppState, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::running::{HEALTH, Running, exchange};

/// Waits until the server hangs up; gives how long that took and what it said before.
async fn hung_up(stream: &mut TcpStream) -> (Duration, String) {
    let started = Instant::now();
    let mut said = Vec::new();
    timeout(Duration::from_secs(90), stream.read_to_end(&mut said))
        .await
        .expect("the server does not hang up")
        .ok();
    (
        started.elapsed(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[tokio::test]
async fn who_sends_its_head_drop_by_drop_is_cut_off() {
    let running = Running::start(None, Limits::default()).await;
    let (mut reader, mut writer) = running.connect().await.into_split();
    let started = Instant::now();
    let drip = tokio::spawn(async move {
        for byte in HEALTH.iter().cycle() {
            if *byte == b'\r' || writer.write_all(b"a").await.is_err() {
                sleep(Duration::from_millis(10)).await;
            }
            sleep(Duration::from_millis(250)).await;
        }
    });
    let mut said = Vec::new();
    let ended = timeout(Duration::from_secs(60), reader.read_to_end(&mut said)).await;
    assert!(ended.is_ok(), "it was not cut off");
    assert!(
        started.elapsed() < Duration::from_secs(25),
        "{:?}",
        started.elapsed()
    );
    drip.abort();
    assert!(
        running
            .metrics()
            .contains("kleio_refusals_total{reason=\"slow\"} 1")
    );
}

#[tokio::test]
async fn who_says_nothing_at_all_is_cut_off_also_between_requests() {
    let running = Running::start(None, Limits::default()).await;
    let mut silent = running.connect().await;
    let mut used = running.connect().await;
    assert!(
        exchange(&mut used, HEALTH)
            .await
            .starts_with("HTTP/1.1 200")
    );
    let (one, two) = tokio::join!(hung_up(&mut silent), hung_up(&mut used));
    for (took, _) in [one, two] {
        assert!(took < Duration::from_secs(25), "{took:?}");
    }
}

#[tokio::test]
async fn who_promises_a_body_and_does_not_send_it_is_cut_off() {
    // Where there are no users the body is not even waited for.
    let running = Running::start(None, Limits::default()).await;
    let mut stream = running.connect().await;
    let head = b"POST /api/v1/users HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5000\r\n\r\n";
    let said = exchange(&mut stream, head).await;
    assert!(said.starts_with("HTTP/1.1 404"), "{said}");
    let (took, _) = hung_up(&mut stream).await;
    assert!(took < Duration::from_secs(25), "{took:?}");
}

#[tokio::test]
async fn who_asks_for_much_and_reads_nothing_is_cut_off() {
    let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
    let router = Router::new().route("/", get(async || "x".repeat(64 * 1024 * 1024)));
    let running = Running::with(state, router, None, Limits::default()).await;
    let mut stream = running.connect().await;
    let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let cut = async {
        while !running.metrics().contains("reason=\"slow\"} 1") {
            sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(Duration::from_secs(60), cut)
        .await
        .expect("it was not cut off");
    assert!(running.metrics().contains("\nkleio_connections 0\n"));
}

#[tokio::test]
async fn heads_that_are_too_large_or_nonsense_are_refused() {
    let running = Running::start(None, Limits::default()).await;
    let head =
        |line: String| format!("GET {line} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes();
    let many: String = (0..100).map(|n| format!("x-{n}: 1\r\n")).collect();
    for (request, status) in [
        (head(format!("/{}", "a".repeat(5_000))), "414"),
        (
            format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(40_000)).into_bytes(),
            "431",
        ),
        (format!("GET / HTTP/1.1\r\n{many}\r\n").into_bytes(), "431"),
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
            "400",
        ),
    ] {
        let mut stream = running.connect().await;
        let said = exchange(&mut stream, &request).await;
        let shown = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
        assert!(said.contains(status), "{shown:?}: {said}");
    }
    let mut stream = running.connect().await;
    assert!(
        exchange(&mut stream, HEALTH)
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn connections_over_the_limit_are_not_taken() {
    let running = Running::start(None, Limits { all: 3, each: 2 }).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = running.connect().await;
        assert!(
            exchange(&mut stream, HEALTH)
                .await
                .starts_with("HTTP/1.1 200")
        );
        open.push(stream);
    }
    let mut third = running.connect().await;
    assert_eq!(exchange(&mut third, HEALTH).await, "");
    assert!(running.metrics().contains("reason=\"connections\"} 1"));
    open.pop();
    sleep(Duration::from_millis(200)).await;
    let mut fourth = running.connect().await;
    assert!(
        exchange(&mut fourth, HEALTH)
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn it_stops_at_once_where_nobody_waits_and_lets_answers_end() {
    let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
    let slow = async || {
        sleep(Duration::from_secs(1)).await;
        "done"
    };
    let router = Router::new().route("/", get(slow));
    let running = Running::with(state, router, None, Limits::default()).await;
    let idle = running.connect().await;
    let mut asking = running.connect().await;
    asking
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_millis(200)).await;
    let address = running.address;
    let (took, (_, said)) = tokio::join!(running.stop(), hung_up(&mut asking));
    assert!(said.ends_with("done"), "{said}");
    assert!(took < Duration::from_millis(2_900), "{took:?}");
    assert!(TcpStream::connect(address).await.is_err());
    drop(idle);
}

#[tokio::test]
async fn what_does_not_end_in_time_does_not_keep_it() {
    let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
    let slow = async || {
        sleep(Duration::from_secs(60)).await;
        "done"
    };
    let router = Router::new().route("/", get(slow));
    let grace = Duration::from_millis(500);
    let running = Running::stopping_within(grace, state, router, None, Limits::default()).await;
    let mut asking = running.connect().await;
    asking
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_millis(200)).await;
    let (took, (_, said)) = tokio::join!(running.stop(), hung_up(&mut asking));
    assert_eq!(said, "", "it was cut off");
    assert!(took >= grace, "{took:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}
