//! The map under fingers in a real Chromium: a tap selects, one finger moves, two zoom.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use kleio_tests::browser::{Browser, visit};

/// Where the address says that the map looks, once it is another place than `before`: centre and zoom.
async fn look(browser: &Browser, before: &[f64]) -> Vec<f64> {
    let script = format!(
        "const at = new URLSearchParams(location.search).get('at');
         return at && at !== '{}' && at.split(',').map(Number);",
        before
            .iter()
            .enumerate()
            .map(|(place, number)| if place < 2 {
                format!("{number:.4}")
            } else {
                format!("{number:.2}")
            })
            .collect::<Vec<_>>()
            .join(",")
    );
    let at = browser
        .wait_for("another view in the address", &script)
        .await;
    let numbers = at.as_array().unwrap().iter();
    numbers.map(|number| number.as_f64().unwrap()).collect()
}

#[tokio::test]
async fn fingers_select_move_and_zoom() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.resize(390, 844);
    browser.show_map(&server, "").await;
    let places = browser
        .wait_for(
            "a label, and the middle of the map",
            "const map = document.querySelector('[data-testid=map-container]').getBoundingClientRect();
             const label = [...document.querySelectorAll('[data-testid=map-labels] .map-label')]
                 .find(label => label.dataset.covered !== 'yes');
             const box = label?.getBoundingClientRect();
             return box && [box.x + box.width / 2, box.y + box.height / 2, map.x + map.width / 2,
                 map.y + map.height / 2, label.dataset.clusterId];",
        )
        .await;
    let number = |place: usize| places[place].as_f64().unwrap();
    let (tap, middle) = ([number(0), number(1)], [number(2), number(3)]);

    // A finger trembles a little.
    browser.touch(&[&[tap, [tap[0] + 5.0, tap[1] + 2.0]]]).await;
    let id = places[4].as_str().unwrap();
    browser
        .wait_for(
            "the cluster that was tapped",
            &format!("return location.search.includes('cluster={id}');"),
        )
        .await;

    let apart = |by: f64| [[middle[0] - by, middle[1]], [middle[0] + by, middle[1]]];
    let [left, right] = [0, 1].map(|side| [20.0, 40.0, 60.0, 80.0].map(|by| apart(by)[side]));
    browser.touch(&[&left, &right]).await;
    let near = look(&browser, &[]).await;
    // Four times as far apart is two doublings; the first pixels decide that it is a pinch.
    assert!((1.5..=2.1).contains(&near[2]), "{near:?}");
    browser.keep_screenshot("touch-pinched").await;

    let path = [0.0, 20.0, 40.0, 60.0].map(|by| [middle[0] + by, middle[1] + by / 2.0]);
    browser.touch(&[&path]).await;
    let moved = look(&browser, &near).await;
    assert!(
        moved[0] < near[0] && (moved[2] - near[2]).abs() < 1e-9,
        "{moved:?}"
    );

    let [left, right] = [0, 1].map(|side| [80.0, 60.0, 40.0, 20.0].map(|by| apart(by)[side]));
    browser.touch(&[&left, &right]).await;
    let far = look(&browser, &moved).await;
    assert!(far[2] < moved[2], "{far:?}");
    let scrolled = browser
        .eval("return [scrollY, visualViewport.scale];")
        .await;
    assert_eq!(scrolled, serde_json::json!([0, 1]), "the page moved too");
    browser.assert_quiet_console();
}
