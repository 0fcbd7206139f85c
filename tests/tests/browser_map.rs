//! The map in a real Chromium: colours and the legend that filters, sets, labels, the mini-map, and what happens when
//! WebGL is missing or lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, key, visit_at};

const MAP: &str = "[data-testid=map-container]";
const CANVAS: &str = "[data-testid=map]";

async fn map_box(browser: &Browser) -> [f64; 4] {
    let script = format!(
        "const box = document.querySelector('{MAP}').getBoundingClientRect();
         return [box.left, box.top, box.right, box.bottom];"
    );
    let sides = browser.eval(&script).await;
    [0, 1, 2, 3].map(|side| sides[side].as_f64().unwrap())
}

async fn number(browser: &Browser, script: &str) -> f64 {
    browser.eval(script).await.as_f64().unwrap()
}

/// How many clusters the set in the panel has.
async fn set_size(browser: &Browser) -> u64 {
    let text = browser
        .wait_for(
            "a set in the panel",
            "const name = document.querySelector('[data-testid=panel-name]');
             const all = document.querySelectorAll('[data-testid=set-members] .set-member').length;
             return document.querySelector('[data-testid=figures]') && name && all;",
        )
        .await;
    text.as_u64().unwrap()
}

#[tokio::test]
async fn the_colour_is_chosen_from_a_list_that_can_be_searched() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    let by_size = browser.picture(CANVAS).await;
    // The first value of a facet, by its name.
    browser.press("[data-testid=colour-by]").await;
    let value = browser
        .wait_for(
            "a value to choose",
            "const option = [...document.querySelectorAll('[data-testid=colour-choices] [role=option]')]
                 .filter(option => option.dataset.value.startsWith('share:')).pop();
             return option && [option.textContent, option.parentElement.getAttribute('aria-label')];",
        )
        .await;
    let (name, facet) = (value[0].as_str().unwrap(), value[1].as_str().unwrap());
    browser.type_keys(&format!("{facet} {name}")).await;
    browser.keep_screenshot("map-colour-choices").await;
    browser.type_keys(&key(Key::Enter)).await;
    browser
        .wait_for(
            "the colour in the address",
            "return location.search.includes('colour=share:');",
        )
        .await;
    let by_share = browser.picture(CANVAS).await;
    assert!(by_size.png != by_share.png, "the map looks the same");
    assert_eq!(
        browser
            .eval("return document.activeElement.dataset.testid;")
            .await,
        "colour-by",
        "the keyboard is lost"
    );
    browser.type_keys(&key(Key::Enter)).await;
    browser.press("[data-testid=colour-ratio]").await;
    browser.focus("[data-testid=colour-search]").await;
    browser.type_keys(&format!("{facet} {name}")).await;
    browser.type_keys(&key(Key::Enter)).await;
    browser
        .wait_for(
            "a ratio in the address",
            "return location.search.includes('colour=ratio:')
                && document.querySelector('[data-testid=legend]').textContent.includes('×1');",
        )
        .await;
    browser.keep_screenshot("map-ratio").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_legend_turns_clusters_grey_and_none_away() {
    for query in ["", "?renderer=canvas2d"] {
        let Some((server, browser)) = visit_at(query).await else {
            return;
        };
        let visible = format!("return Number(document.querySelector('{MAP}').dataset.visible);");
        let before = (
            browser.picture(CANVAS).await,
            number(&browser, &visible).await,
        );
        browser.focus("[data-testid=scale-from]").await;
        for _ in 0..44 {
            browser.type_keys(&key(Key::Right)).await;
        }
        browser
            .wait_for(
                "grey labels",
                "return document.querySelector('.map-label[data-state=grey]') !== null
                     && document.querySelector('.map-label[data-state=plain]') !== null
                     && location.search.includes('range=44-48');",
            )
            .await;
        let after = browser.picture(CANVAS).await;
        assert!(before.0.png != after.png, "nothing turned grey");
        let dim = [0xdf, 0xe3, 0xe6];
        let is_near = |colour: &[u8; 3]| (0..3).all(|i| colour[i].abs_diff(dim[i]) < 8);
        assert!(after.colours.iter().any(is_near), "{:?}", after.colours);
        assert_eq!(number(&browser, &visible).await, before.1, "marks are gone");
        browser.keep_screenshot("map-narrowed").await;
        // The link alone brings it back, and one press undoes it.
        let link = browser.eval("return location.search;").await;
        browser.show_map(&server, link.as_str().unwrap()).await;
        browser
            .wait_for(
                "grey labels from the link",
                "return document.querySelector('.map-label[data-state=grey]') !== null;",
            )
            .await;
        browser.press("[data-testid=legend-narrowed] button").await;
        browser
            .wait_for(
                "no grey labels",
                "return document.querySelector('.map-label[data-state=grey]') === null
                     && !location.search.includes('range=');",
            )
            .await;
        browser.assert_quiet_console();
    }
}

#[tokio::test]
async fn a_lasso_makes_a_set_that_can_be_named_kept_linked_and_deleted() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let [left, top, right, bottom] = map_box(&browser).await;
    browser.press("[data-testid=lasso]").await;
    let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
    browser
        .drag(&[
            [left + 60.0, top + 60.0],
            [right - 60.0, top + 60.0],
            [right - 60.0, y],
            [x, y],
            [left + 60.0, y],
        ])
        .await;
    let size = set_size(&browser).await;
    assert!(size > 0);
    assert_eq!(
        browser
            .eval(&format!(
                "return document.querySelector('{MAP}').dataset.tool;"
            ))
            .await,
        "move",
        "the lasso is laid down after use"
    );
    let accent = [0xd1, 0x4a, 0x08];
    let picture = browser.picture(CANVAS).await;
    assert!(
        picture
            .colours
            .iter()
            .any(|colour| (0..3).all(|i| colour[i].abs_diff(accent[i]) < 12)),
        "no ring around the set: {:?}",
        picture.colours
    );
    browser.keep_screenshot("map-set").await;

    browser.focus("[data-testid=set-name]").await;
    browser.type_keys("Upper half").await;
    browser.press("[data-testid=keep-set]").await;
    let link = browser
        .wait_for(
            "the set in the address",
            "return location.search.includes('set=') && location.search;",
        )
        .await;
    let conversations = browser.text("[data-testid=figures] dd").await;

    // Another visit, without the link: the browser kept it.
    browser.show_map(&server, "").await;
    browser.press("[data-testid=kept-sets] .link").await;
    assert_eq!(set_size(&browser).await, size);
    assert_eq!(browser.text("[data-testid=panel-name]").await, "Upper half");
    browser.press("[data-testid=kept-sets] .button-bare").await;
    browser
        .wait_for(
            "no kept set",
            "return document.querySelector('[data-testid=kept-sets]') === null
                 && localStorage.getItem('kleio-sets') === null;",
        )
        .await;
    // And with the link alone.
    browser.show_map(&server, link.as_str().unwrap()).await;
    assert_eq!(set_size(&browser).await, size);
    assert_eq!(
        browser.text("[data-testid=figures] dd").await,
        conversations
    );
    browser.press("[data-testid=clear-set]").await;
    browser
        .wait_for(
            "no set in the address",
            "return !location.search.includes('set=');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_rectangle_picks_what_a_lasso_around_the_same_place_does() {
    for query in ["", "?renderer=canvas2d"] {
        let Some((server, browser)) = visit_at(query).await else {
            return;
        };
        let [left, top, right, bottom] = map_box(&browser).await;
        let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let [first, last] = [[left + 60.0, top + 60.0], [x + 40.0, y]];
        let across = [first, [x, y - 40.0], last];
        let around = [first, [last[0], first[1]], last, [first[0], last[1]], first];
        let mut codes = Vec::new();
        for tool in ["rectangle", "lasso", "shift"] {
            match tool {
                "rectangle" => {
                    browser.press("[data-testid=rectangle]").await;
                    browser.there(&format!("{MAP}[data-tool=rectangle]")).await;
                    browser.drag(&across).await;
                }
                "lasso" => {
                    browser.press("[data-testid=lasso]").await;
                    browser.there(&format!("{MAP}[data-tool=lasso]")).await;
                    browser.drag(&around).await;
                }
                _ => {
                    browser.hold(Key::Shift).await;
                    browser.drag(&across).await;
                    browser.let_go(Key::Shift).await;
                }
            }
            assert!(set_size(&browser).await > 0);
            browser.there(&format!("{MAP}[data-tool=move]")).await;
            let code = browser
                .wait_for(
                    "the set in the address",
                    "return new URLSearchParams(location.search).get('set');",
                )
                .await;
            codes.push(code);
            if tool == "rectangle" {
                browser.keep_screenshot("map-rectangle").await;
            }
            browser.press("[data-testid=clear-set]").await;
            browser
                .wait_for(
                    "no set in the address",
                    "return !location.search.includes('set=');",
                )
                .await;
        }
        assert_eq!(codes[0], codes[1], "a lasso picks others");
        assert_eq!(codes[0], codes[2], "Shift and dragging picks others");

        // By keyboard the tools are taken up and laid down; the link brings the set.
        browser.focus(MAP).await;
        browser.type_keys("r").await;
        browser.there(&format!("{MAP}[data-tool=rectangle]")).await;
        browser.tap(Key::Escape).await;
        browser.there(&format!("{MAP}[data-tool=move]")).await;
        let link = format!("?set={}", codes[0].as_str().unwrap());
        browser.show_map(&server, &link).await;
        assert!(set_size(&browser).await > 0);
        browser.assert_quiet_console();
    }
}

#[tokio::test]
async fn the_legend_filters_by_mouse_from_either_end() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    for (thumb, end) in [("scale-from", 0.0), ("scale-to", 1.0)] {
        let place = browser
            .eval(
                "const ramp = document.querySelector('.legend-ramp').getBoundingClientRect();
                 return [ramp.x, ramp.y + ramp.height / 2, ramp.width];",
            )
            .await;
        let [x, y, width] = [0, 1, 2].map(|at| place[at].as_f64().unwrap());
        let from = x + width * end;
        let to = x + width * (0.25 + end / 2.0);
        browser
            .drag(&[[from, y], [f64::midpoint(from, to), y], [to, y]])
            .await;
        browser
            .wait_for(
                &format!("{thumb} in the address"),
                &format!(
                    "return location.search.includes('range=')
                         && Number(document.querySelector('[data-testid={thumb}]').value) % 48 !== 0;"
                ),
            )
            .await;
    }
    let narrowed = browser.text("[data-testid=legend-narrowed]").await;
    assert!(narrowed.contains("in colour"), "{narrowed}");
    browser.press("[data-testid=legend-narrowed] button").await;
    browser.gone("[data-testid=legend-narrowed]").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_set_is_picked_by_keyboard_and_exported_with_its_source() {
    let Some((server, browser)) = visit_at("?renderer=canvas2d").await else {
        return;
    };
    // What would be downloaded is read instead.
    browser
        .eval(
            "window.files = [];
             const make = URL.createObjectURL;
             URL.createObjectURL = blob => { blob.text().then(t => window.files.push(t)); return make(blob); };
             return true;",
        )
        .await;
    browser.focus(MAP).await;
    browser.type_keys(&key(Key::Right)).await;
    browser.type_keys("a").await;
    set_size(&browser).await;
    let said = browser
        .wait_for(
            "the size of the set, said aloud",
            "const said = document.querySelector('[data-testid=status]').textContent;
             return said.includes('in the set') && said;",
        )
        .await;
    assert!(said.as_str().unwrap().contains("base cluster"), "{said}");
    browser.press("[data-testid=export-set]").await;
    let file = browser.wait_for("a file", "return window.files[0];").await;
    let file: serde_json::Value = serde_json::from_str(file.as_str().unwrap()).unwrap();
    assert_eq!(file["format"], "kleio-set");
    let releases = server.json("/api/v1/releases");
    assert_eq!(file["source"]["release"], releases["releases"][0]["id"]);
    assert!(file["link"].as_str().unwrap().contains("set="));
    assert_eq!(file["policy"]["profile"], "analyst");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn labels_overlap_neither_each_other_nor_the_chrome_at_any_zoom() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    for (width, height) in [(1400, 900), (800, 700), (390, 800)] {
        browser.resize(width, height);
        browser.show_map(&server, "").await;
        for step in 0..9 {
            // The mini-map comes when the map has come to rest.
            browser
                .wait_for(
                    &format!("labels that are clear at {width} pixels, step {step}"),
                    "const boxes = [...document.querySelectorAll('.map-label[data-covered=no]')]
                       .map(label => label.getBoundingClientRect());
                     const chrome = [...document.querySelectorAll('.map-frame [data-chrome]')]
                       .map(part => part.getBoundingClientRect()).filter(box => box.width > 0);
                     const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
                                            && a.top < b.bottom - 1 && b.top < a.bottom - 1;
                     let found = [];
                     boxes.forEach((a, i) => {
                       boxes.slice(i + 1).forEach(b => { if (overlap(a, b)) found.push([a, b]); });
                       chrome.forEach(b => { if (overlap(a, b)) found.push([a, b]); });
                     });
                     return found.length === 0;",
                )
                .await;
            if step == 0 {
                let cut = browser
                    .eval(&format!(
                        "const map = document.querySelector('{MAP}').getBoundingClientRect();
                         return [...document.querySelectorAll('.map-label[data-covered=no]')].filter(label => {{
                           const box = label.getBoundingClientRect();
                           return box.top < map.top || box.bottom > map.bottom
                               || box.left < map.left || box.right > map.right;
                         }}).map(label => label.textContent);"
                    ))
                    .await;
                assert_eq!(cut, serde_json::json!([]), "cut at {width} pixels");
                browser.keep_screenshot(&format!("map-home-{width}")).await;
            }
            let [left, top, right, bottom] = map_box(&browser).await;
            browser
                .zoom_in(
                    f64::midpoint(left, right),
                    f64::midpoint(top, bottom) - 20.0,
                    2,
                )
                .await;
        }
    }
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_minimap_moves_the_map_and_can_be_hidden() {
    let Some((server, browser)) = visit_at("?at=0,0,3").await else {
        return;
    };
    let frame =
        "const box = document.querySelector('[data-testid=minimap-seen]').getBoundingClientRect();
                 return box.left;";
    let before = number(&browser, frame).await;
    browser.focus("[data-testid=minimap]").await;
    browser.type_keys(&key(Key::Right)).await;
    browser
        .wait_for(
            "the frame to move by key",
            &format!("return (() => {{ {frame} }})() > {before};"),
        )
        .await;
    let at = browser
        .eval(
            "const box = document.querySelector('[data-testid=minimap]').getBoundingClientRect();
             return [box.left, box.top];",
        )
        .await;
    browser
        .click(
            at[0].as_f64().unwrap() + 30.0,
            at[1].as_f64().unwrap() + 40.0,
        )
        .await;
    browser
        .wait_for(
            "the frame to follow the mouse",
            &format!("return (() => {{ {frame} }})() < {before};"),
        )
        .await;
    browser.press("[data-testid=minimap-toggle]").await;
    browser.show_map(&server, "").await;
    let shown = browser
        .eval("return document.querySelector('[data-testid=minimap]').offsetWidth;")
        .await;
    assert_eq!(shown, 0, "the browser does not remember that it is hidden");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_map_goes_on_when_the_context_is_lost() {
    let Some((_server, browser)) = visit_at("?range=40-48").await else {
        return;
    };
    let renderer = format!("return document.querySelector('{MAP}').dataset.renderer;");
    assert_eq!(browser.eval(&renderer).await, "webgl2");
    browser
        .eval(&format!(
            "document.querySelector('{CANVAS}').getContext('webgl2')
                 .getExtension('WEBGL_lose_context').loseContext(); return true;"
        ))
        .await;
    browser
        .wait_for(
            "Canvas 2D to take over",
            &format!("return (() => {{ {renderer} }})() === 'canvas2d';"),
        )
        .await;
    let picture = browser.picture(CANVAS).await;
    assert!(picture.colours.len() > 3, "{:?}", picture.colours);
    let dim = [0xdf, 0xe3, 0xe6];
    let is_near = |colour: &[u8; 3]| (0..3).all(|i| colour[i].abs_diff(dim[i]) < 8);
    assert!(picture.colours.iter().any(is_near), "{:?}", picture.colours);
    browser.keep_screenshot("map-context-lost").await;
}
