//! What the server counts of itself, in the text form that Prometheus reads (exposition format 0.0.4).
//!
//! Invariant: nothing of a person is in it. Labels are fixed words: routes, classes of status, reasons.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::routes;

/// Upper ends of the classes of duration, seconds.
const BUCKETS: [f64; 10] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0,
];

/// Why a connection or a request was turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests from its address.
    Rate,
    /// Too many connections, of all or of its address.
    Connections,
    /// The client was too slow.
    Slow,
    /// The TLS handshake failed.
    Handshake,
    /// It did not come through the proxy.
    Proxy,
    /// Too many failed logins.
    Failures,
    /// What was sent is no request, or its head is too large.
    Malformed,
}

const REFUSALS: [(Refusal, &str); 7] = [
    (Refusal::Rate, "rate"),
    (Refusal::Connections, "connections"),
    (Refusal::Slow, "slow"),
    (Refusal::Handshake, "handshake"),
    (Refusal::Proxy, "proxy"),
    (Refusal::Failures, "failures"),
    (Refusal::Malformed, "malformed"),
];

/// The counters.
#[derive(Debug)]
pub struct Metrics {
    /// Paths of the routes, with one more for everything else.
    routes: Vec<&'static str>,
    /// For each route, by the first digit of the status, 1 to 5.
    answers: Vec<[AtomicU64; 5]>,
    buckets: [AtomicU64; BUCKETS.len() + 1],
    microseconds: AtomicU64,
    refusals: [AtomicU64; REFUSALS.len()],
    logins: [AtomicU64; 2],
    connections: AtomicI64,
}

/// What is not counted but known when asked.
#[derive(Debug, Clone, Copy)]
pub struct Gauges {
    /// Releases served.
    pub releases: usize,
    /// Entries written to the access log since the start; `None` where there is none.
    pub logged: Option<u64>,
}

impl Metrics {
    /// All at zero.
    #[must_use]
    pub(crate) fn new() -> Self {
        let mut paths: Vec<&'static str> = routes::all().iter().map(|route| route.path).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.push("other");
        Self {
            answers: paths.iter().map(|_| Default::default()).collect(),
            routes: paths,
            buckets: Default::default(),
            microseconds: AtomicU64::default(),
            refusals: Default::default(),
            logins: Default::default(),
            connections: AtomicI64::default(),
        }
    }

    /// Counts an answer with `status` to a request for the route at `path`, which took `time`.
    pub(crate) fn answered(&self, path: Option<&str>, status: u16, time: Duration) {
        let route = path
            .and_then(|path| self.routes.iter().position(|&route| route == path))
            .unwrap_or(self.routes.len() - 1);
        let class = usize::from((status / 100).clamp(1, 5)) - 1;
        self.answers[route][class].fetch_add(1, Ordering::Relaxed);
        let seconds = time.as_secs_f64();
        let bucket = BUCKETS.partition_point(|&end| end < seconds);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(micros, Ordering::Relaxed);
    }

    /// Counts something turned away.
    pub fn refused(&self, why: Refusal) {
        if let Some(place) = REFUSALS.iter().position(|&(refusal, _)| refusal == why) {
            self.refusals[place].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts an attempt to log in.
    pub fn login(&self, succeeded: bool) {
        self.logins[usize::from(succeeded)].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a connection that opened; it closes when the result is dropped.
    #[must_use]
    pub fn connection(&self) -> OpenConnection<'_> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection(self)
    }

    /// All of it as text.
    #[must_use]
    pub fn text(&self, gauges: Gauges) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        self.write(&mut text, gauges).ok();
        text
    }

    fn write(&self, text: &mut String, gauges: Gauges) -> std::fmt::Result {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let head = |text: &mut String, name: &str, kind: &str, help: &str| {
            writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
        };
        head(
            text,
            "kleio_requests_total",
            "counter",
            "Answers by route and class of status.",
        )?;
        for (path, classes) in self.routes.iter().zip(&self.answers) {
            for (class, count) in (1..).zip(classes) {
                let count = get(count);
                if count > 0 {
                    writeln!(
                        text,
                        "kleio_requests_total{{route=\"{path}\",status=\"{class}xx\"}} {count}"
                    )?;
                }
            }
        }
        let name = "kleio_request_duration_seconds";
        head(
            text,
            name,
            "histogram",
            "Time from a request's head to the head of its answer.",
        )?;
        let mut sum = 0;
        for (end, count) in BUCKETS.iter().zip(&self.buckets) {
            sum += get(count);
            writeln!(text, "{name}_bucket{{le=\"{end}\"}} {sum}")?;
        }
        sum += get(&self.buckets[BUCKETS.len()]);
        writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {sum}")?;
        let seconds = get(&self.microseconds) as f64 / 1e6;
        writeln!(text, "{name}_sum {seconds}\n{name}_count {sum}")?;
        head(
            text,
            "kleio_refusals_total",
            "counter",
            "Connections and requests turned away, by reason.",
        )?;
        for ((_, reason), count) in REFUSALS.iter().zip(&self.refusals) {
            writeln!(
                text,
                "kleio_refusals_total{{reason=\"{reason}\"}} {}",
                get(count)
            )?;
        }
        head(text, "kleio_logins_total", "counter", "Attempts to log in.")?;
        for (result, count) in ["failed", "succeeded"].iter().zip(&self.logins) {
            writeln!(
                text,
                "kleio_logins_total{{result=\"{result}\"}} {}",
                get(count)
            )?;
        }
        head(text, "kleio_connections", "gauge", "Connections open now.")?;
        let open = self.connections.load(Ordering::Relaxed);
        writeln!(text, "kleio_connections {open}")?;
        head(text, "kleio_releases", "gauge", "Releases served now.")?;
        writeln!(text, "kleio_releases {}", gauges.releases)?;
        if let Some(logged) = gauges.logged {
            head(
                text,
                "kleio_log_entries_total",
                "counter",
                "Entries written to the access log.",
            )?;
            writeln!(text, "kleio_log_entries_total {logged}")?;
        }
        head(text, "kleio_build_info", "gauge", "The version.")?;
        writeln!(
            text,
            "kleio_build_info{{version=\"{}\"}} 1",
            env!("CARGO_PKG_VERSION")
        )
    }
}

/// A connection that is counted as open.
#[derive(Debug)]
pub struct OpenConnection<'a>(&'a Metrics);

impl Drop for OpenConnection<'_> {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_shown_in_prometheus_form() {
        let metrics = Metrics::new();
        metrics.answered(Some("/api/v1/releases"), 200, Duration::from_millis(2));
        metrics.answered(Some("/no/such/route"), 404, Duration::from_secs(20));
        metrics.refused(Refusal::Slow);
        metrics.login(false);
        let open = metrics.connection();
        let gauges = Gauges {
            releases: 3,
            logged: None,
        };
        let text = metrics.text(gauges);
        for line in [
            "kleio_requests_total{route=\"/api/v1/releases\",status=\"2xx\"} 1",
            "kleio_requests_total{route=\"other\",status=\"4xx\"} 1",
            "kleio_request_duration_seconds_bucket{le=\"0.001\"} 0",
            "kleio_request_duration_seconds_bucket{le=\"0.0025\"} 1",
            "kleio_request_duration_seconds_bucket{le=\"10\"} 1",
            "kleio_request_duration_seconds_bucket{le=\"+Inf\"} 2",
            "kleio_request_duration_seconds_sum 20.002",
            "kleio_refusals_total{reason=\"slow\"} 1",
            "kleio_logins_total{result=\"failed\"} 1",
            "kleio_connections 1",
            "kleio_releases 3",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in:\n{text}");
        }
        drop(open);
        assert!(metrics.text(gauges).contains("\nkleio_connections 0\n"));
    }
}
