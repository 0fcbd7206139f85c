//! What an hour's work leaves behind in a browser's memory: nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use std::time::{Duration, Instant};

use kleio_tests::browser::{Browser, visit};

/// Bytes by which WebAssembly's memory may grow in two rounds. It never shrinks, and grows by what is in use at once,
/// which is the more the slower the machine. A counting allocator saw what stays: nothing of selections and colours, and
/// 288 bytes of a grouping, of Leptos' keyed lists.
const GROWTH: f64 = 12.0 * 65_536.0;

/// For each part of the work; much more than it takes.
const PATIENCE: Duration = Duration::from_secs(180);

/// Selects 200 clusters, one after the other, each shown before the next.
const SELECT: &str = "
    const rows = [...document.querySelectorAll('[data-testid=tree] [role=treeitem]')];
    for (let turn = 0; turn < 200; turn += 1) {
        rows[turn % rows.length].click();
        await new Promise(next => requestAnimationFrame(next));
    }
    find('clear').click();
    await until(() => !find('clear'));";

/// Colours the map 50 times.
const COLOUR: &str = "
    const options = () => document.querySelectorAll('[data-testid=colour-choices] [role=option]');
    for (let turn = 0; turn < 50; turn += 1) {
        if (!find('colour-choices')) find('colour-by').click();
        await until(() => options().length > 0);
        options()[turn % options().length].click();
        await new Promise(next => requestAnimationFrame(next));
    }";

/// Groups the clusters anew 20 times, and goes back to the release's own hierarchy in between.
const GROUP: &str = "
    find('recluster').click();
    await until(() => find('recluster-groups'));
    for (let turn = 0; turn < 20; turn += 1) {
        const field = find('recluster-groups');
        field.value = String(4 + turn % 5);
        field.dispatchEvent(new Event('input', {bubbles: true}));
        field.dispatchEvent(new Event('change', {bubbles: true}));
        // While something is under way, the button cancels it.
        await until(() => find('recluster-run').textContent.trim() === 'Group');
        find('recluster-run').click();
        await until(() => find('own-groups'));
        find('own-groups').querySelector('button').click();
        await until(() => !find('own-groups'));
    }
    find('recluster').click();";

/// What the parts have in common.
const HELP: &str = "
    const find = id => document.querySelector(`[data-testid=${id}]`);
    const until = async is => {
        for (let turn = 0; !is(); turn += 1) {
            if (turn > 1000) throw new Error(`in vain: ${is}`);
            await new Promise(next => setTimeout(next, 20));
        }
    };";

/// Does a part of the work.
async fn work(browser: &Browser, script: &str) {
    let script = format!(
        "window.done = null;
         (async () => {{ {HELP} {script} }})().then(() => {{ window.done = 'well'; }}, error => {{ window.done = String(error); }});
         return true;"
    );
    browser.eval(&script).await;
    let started = Instant::now();
    let done = loop {
        let done = browser.eval("return window.done;").await;
        if !done.is_null() {
            break done;
        }
        assert!(started.elapsed() < PATIENCE, "this is not done: {script}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(done, "well");
}

#[tokio::test]
async fn work_leaves_nothing_behind() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.watch_memory();
    browser.show_map(&server, "").await;
    let mut rounds = Vec::new();
    // The first two rounds fill what is kept for good: caches, the history up to its limit.
    for _ in 0..4 {
        for part in [SELECT, COLOUR, GROUP] {
            work(&browser, part).await;
        }
        let held = browser.held().await;
        eprintln!("{held:?}");
        rounds.push(held);
    }
    let (before, after) = (rounds[1], rounds[3]);
    // Two rounds: 400 selections, 100 overlays, 40 groupings.
    assert!(after.memory <= before.memory + GROWTH, "{rounds:#?}");
    assert!(after.heap <= before.heap * 1.05, "{rounds:#?}");
    assert!(after.nodes <= before.nodes * 1.02, "{rounds:#?}");
    assert!(after.listeners <= before.listeners * 1.02, "{rounds:#?}");
    browser.assert_quiet_console();
}
