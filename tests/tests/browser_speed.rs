//! How fast the map is, measured in a real Chromium that draws without a graphics card: at 5,000 and 10,000 base
//! clusters. The numbers are printed; the bounds here are wide, because machines that test are shared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use std::time::Duration;

use kleio_tests::browser::{Browser, serve};
use kleio_tests::large;
use kleio_tests::server::Server;
use serde_json::Value;

const MAP: &str = "[data-testid=map-container]";

/// Notes how long each frame's own work takes, when the map first showed clusters, and how the layout shifted.
const WATCH: &str = "
  window.kleio = { work: [], frames: [], first: null, shift: 0, long: [] };
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = callback => ask(time => {
    const start = performance.now();
    callback(time);
    window.kleio.work.push(performance.now() - start);
    window.kleio.frames.push(time);
  });
  new MutationObserver(() => {
    const map = document.querySelector('[data-testid=map-container]');
    if (window.kleio.first === null && map && Number(map.dataset.visible) > 0) {
      window.kleio.first = performance.now();
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.kleio.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.kleio.long.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });
";

/// Wider than the promise by this much in `make test`: other tests run at the same time.
const ALLOWANCE: f64 = 8.0;

/// The longest that the page may not answer, in milliseconds, on a machine with nothing else to do: while the worker
/// works, while another hierarchy of 5,000 clusters is put in place, while a cluster is revealed and while one zooms in.
/// `make bench-map` holds it to that, `make test` to as much more as [`ALLOWANCE`] says.
fn most_at_once() -> f64 {
    let measured = std::env::var_os("KLEIO_BENCH").is_some_and(|value| !value.is_empty());
    if measured { 50.0 } else { 50.0 * ALLOWANCE }
}

async fn open(base: usize, query: &str) -> Option<(Server, Browser)> {
    let server = serve(&large::release(base))?;
    let browser = Browser::open(false).await?;
    browser.before_pages(WATCH);
    browser.goto(&server.url(&format!("/{query}"))).await;
    browser
        .wait_for("clusters on the map", "return window.kleio.first;")
        .await;
    Some((server, browser))
}

/// The middle of the map in the window.
async fn middle(browser: &Browser) -> [f64; 2] {
    let middle = browser
        .eval(&format!(
            "const box = document.querySelector('{MAP}').getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2];"
        ))
        .await;
    [0, 1].map(|axis| middle[axis].as_f64().unwrap())
}

fn numbers(value: &Value) -> Vec<f64> {
    let mut numbers: Vec<f64> = value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn percentile(sorted: &[f64], part: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}

#[tokio::test]
async fn the_first_map_comes_soon_and_nothing_jumps() {
    let Some((_server, browser)) = open(5_000, "").await else {
        return;
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    let seen = browser
        .eval("return [window.kleio.first, window.kleio.shift, window.kleio.long];")
        .await;
    let (first, shift) = (seen[0].as_f64().unwrap(), seen[1].as_f64().unwrap());
    let long = numbers(&seen[2]);
    eprintln!(
        "5,000 base clusters: first map after {first:.0} ms, layout shift {shift:.4}, long tasks {long:.0?} ms"
    );
    assert!(first < 1_000.0 * ALLOWANCE, "{first} ms");
    assert!(shift < 0.001, "the layout shifts by {shift}");
}

#[tokio::test]
async fn ten_thousand_clusters_move_smoothly() {
    for query in ["", "?renderer=canvas2d"] {
        let Some((_server, browser)) = open(10_000, query).await else {
            return;
        };
        let [x, y] = middle(&browser).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        browser
            .eval("window.kleio.work = []; window.kleio.frames = []; return true;")
            .await;
        for _ in 0..4 {
            browser.zoom_in(x, y, 6).await;
            let way: Vec<[f64; 2]> = (0..16)
                .map(|step| {
                    let turn = f64::from(step) * 0.6;
                    [x + turn.cos() * 120.0, y + turn.sin() * 90.0]
                })
                .collect();
            browser.drag(&way).await;
        }
        let seen = browser
            .eval(
                "const frames = window.kleio.frames;
                 return [window.kleio.work, frames.slice(1).map((time, i) => time - frames[i])];",
            )
            .await;
        let (work, apart) = (numbers(&seen[0]), numbers(&seen[1]));
        let [middle, late] = [0.5, 0.95].map(|part| percentile(&work, part));
        let renderer = if query.is_empty() {
            "WebGL2"
        } else {
            "Canvas 2D"
        };
        eprintln!(
            "10,000 base clusters, {renderer}: work of {} frames {middle:.1} ms in the median, {late:.1} ms at the 95th percentile; frames {:.1} ms apart in the median",
            work.len(),
            percentile(&apart, 0.5)
        );
        assert!(work.len() > 20, "only {} frames", work.len());
        assert!(late < 16.0 * ALLOWANCE, "{late} ms");

        // Another colour: the page's work from the click on, its frames included.
        browser.press("[data-testid=colour-by]").await;
        browser
            .wait_for(
                "the choices",
                "return document.querySelector('[data-testid=colour-choices]') !== null;",
            )
            .await;
        let change = browser
            .eval(
                "const option = document.querySelector('[data-testid=colour-choices] [data-value=\"share:task:code\"]');
                 window.kleio.work = [];
                 const start = performance.now();
                 option.dispatchEvent(new MouseEvent('mousedown', {bubbles: true, cancelable: true}));
                 return new Promise(done => setTimeout(() => {
                     const told = performance.now() - start;
                     requestAnimationFrame(() => requestAnimationFrame(() =>
                         done(told + window.kleio.work.reduce((sum, each) => sum + each, 0))));
                 }));",
            )
            .await;
        let took = change.as_f64().unwrap();
        eprintln!("10,000 base clusters, {renderer}: another colour in {took:.0} ms of work");
        assert!(took < 100.0 * ALLOWANCE, "{took} ms");
    }
}

#[tokio::test]
async fn five_thousand_clusters_are_grouped_in_half_a_second() {
    let Some((_server, browser)) = open(5_000, "").await else {
        return;
    };
    browser.press("[data-testid=recluster]").await;
    browser.fill("recluster-groups", "50").await;
    // The first time, vectors are fetched and the worker starts.
    browser.press("[data-testid=recluster-run]").await;
    browser.there("[data-testid=own-groups]").await;
    // From the question to the worker until its answer.
    browser
        .eval(
            "const post = Worker.prototype.postMessage;
             Worker.prototype.postMessage = function (...what) {
               const asked = performance.now();
               this.addEventListener('message', event => {
                 if (event.data[0].includes('grouped')) {
                   window.kleio.grouped = performance.now() - asked;
                 }
               });
               return post.apply(this, what);
             };
             return true;",
        )
        .await;
    let mut least = f64::INFINITY;
    for seed in ["2", "3", "4"] {
        browser
            .eval("window.kleio.grouped = null; return true;")
            .await;
        browser.fill("recluster-seed", seed).await;
        browser.press("[data-testid=recluster-run]").await;
        let took = browser
            .wait_for("an answer", "return window.kleio.grouped;")
            .await;
        least = least.min(took.as_f64().unwrap());
        browser.gone("[data-testid=recluster-progress]").await;
    }
    eprintln!("5,000 base clusters in 50 groups: {least:.0} ms in the worker");
    assert!(least < 500.0 * ALLOWANCE, "{least} ms");
}

/// Notes when the worker is asked and when it answers, and each task of the page of more than 50 ms.
const WATCH_TASKS: &str = "
  window.kleio.tasks = [];
  new PerformanceObserver(list => {
    for (const { startTime, duration } of list.getEntries()) window.kleio.tasks.push([startTime, duration]);
  }).observe({ type: 'longtask' });
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...what) {
    window.kleio.asked = performance.now();
    window.kleio.answered = null;
    this.addEventListener('message', event => {
      if (event.data[0].includes('grouped')) { window.kleio.answered ??= performance.now(); }
    });
    return post.apply(this, what);
  };
  return true;";

#[tokio::test]
async fn the_page_answers_while_five_thousand_clusters_are_grouped() {
    let Some((_server, browser)) = open(5_000, "").await else {
        return;
    };
    browser.press("[data-testid=recluster]").await;
    browser.there("[data-testid=recluster-run]").await;
    browser.eval(WATCH_TASKS).await;
    for method in ["k-means", "hierarchical"] {
        browser.fill("recluster-method", method).await;
        // What else the machine does lengthens tasks, so the best of three counts.
        let (mut least, mut least_shown) = (f64::INFINITY, f64::INFINITY);
        for groups in ["50", "40", "30"] {
            browser.fill("recluster-groups", groups).await;
            browser.eval("window.kleio.tasks = []; return true;").await;
            browser.press("[data-testid=recluster-run]").await;
            let there = format!(
                "return document.querySelectorAll('[data-testid=recluster-sizes] > li').length === {groups};"
            );
            browser.wait_for("the groups", &there).await;
            // They are drawn then, and what observes that is told.
            tokio::time::sleep(Duration::from_millis(700)).await;
            let longest = browser
                .eval(
                    "const { tasks, answered } = window.kleio;
                     const longest = which => Math.max(0, ...tasks.filter(which).map(([, lasts]) => lasts));
                     return [longest(([start]) => start < answered), longest(([start]) => start >= answered)];",
                )
                .await;
            let [works, shows] = [0, 1].map(|part| longest[part].as_f64().unwrap());
            eprintln!(
                "5,000 base clusters, {method} into {groups}: longest task of the page {works:.0} ms until the worker answers (0: none of more than 50 ms), {shows:.0} ms when the groups are shown"
            );
            least = least.min(works);
            least_shown = least_shown.min(shows);
        }
        assert!(least <= most_at_once(), "{method}: {least} ms at once");
        assert!(
            least_shown <= most_at_once(),
            "{method}: {least_shown} ms at once to show the groups"
        );
    }
}

/// The longest task, in milliseconds, of a page that shows 5,000 clusters, from when `deed` is done until base clusters
/// are seen; 0 where none took more than 50. What else the machine does lengthens tasks, so the best of
/// three pages counts. `None` where there is no browser.
async fn longest_until_base(deed: impl AsyncFn(&Server, &Browser)) -> Option<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let (server, browser) = open(5_000, "").await?;
        // What the page does after its first map, such as indexing words, is over then.
        tokio::time::sleep(Duration::from_millis(1_000)).await;
        browser.eval(WATCH_TASKS).await;
        deed(&server, &browser).await;
        let there = format!("return document.querySelector('{MAP}').dataset.level === '0';");
        browser.wait_for("the base level", &there).await;
        // A flight ends, labels come, and what observes tasks is told.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let longest = browser
            .eval("return Math.max(0, ...window.kleio.tasks.map(([, lasts]) => lasts));")
            .await;
        least = least.min(longest.as_f64().unwrap());
        if least <= most_at_once() {
            break;
        }
    }
    Some(least)
}

#[tokio::test]
async fn the_page_answers_while_a_link_leads_to_the_last_of_five_thousand_clusters() {
    let longest = longest_until_base(async |server, browser| {
        // The smallest one: all other labels have their places before its own.
        let clusters = server.clusters();
        let id = clusters.last().unwrap()["id"].as_str().unwrap();
        let follow = format!(
            "history.pushState(null, '', '?cluster={id}');
             window.dispatchEvent(new PopStateEvent('popstate'));
             return true;"
        );
        browser.eval(&follow).await;
    });
    let Some(longest) = longest.await else { return };
    eprintln!(
        "5,000 base clusters, the last one revealed: longest task of the page {longest:.0} ms (0: none of more than 50 ms)"
    );
    assert!(longest <= most_at_once(), "{longest} ms at once");
}

#[tokio::test]
async fn the_page_answers_while_one_first_zooms_in_to_five_thousand_clusters() {
    let longest = longest_until_base(async |_, browser| {
        let [x, y] = middle(browser).await;
        let level = format!("return document.querySelector('{MAP}').dataset.level;");
        for _ in 0..12 {
            if browser.eval(&level).await == "0" {
                break;
            }
            browser.zoom_in(x, y, 4).await;
        }
    });
    let Some(longest) = longest.await else { return };
    eprintln!(
        "5,000 base clusters, zoomed in to for the first time: longest task of the page {longest:.0} ms (0: none of more than 50 ms)"
    );
    assert!(longest <= most_at_once(), "{longest} ms at once");
}
