//! What the release withholds is never a zero: not in charts, not in their tables, not in sums, not in files.

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, visit_at};
use kleio_tests::readings;
use kleio_tests::server::Server;
use serde_json::Value;

/// Rows of every chart in the panel as a table: the chart's name for tests, and the texts of its counts. Of each chart
/// the bars are looked at before: what is hatched has no number.
const TWINS: &str = "
    const figures = [...document.querySelectorAll('.panel figure')]
        .filter(figure => figure.querySelector('.chart-switch'));
    return figures.map(figure => {
        const hatched = [...figure.querySelectorAll('.bar')].filter(bar => bar.querySelector('.bar-hatch'));
        const zeros = hatched.map(bar => bar.querySelector('.bar-value').textContent.trim())
            .filter(text => /^0/.test(text));
        figure.querySelector('.chart-switch').click();
        return [figure.dataset.testid, zeros];
    });";
const ROWS: &str = "
    const tables = [...document.querySelectorAll('.panel figure table.twin')];
    return tables.length > 0 && tables.map(table =>
        [table.closest('figure').dataset.testid, [...table.tBodies[0].rows].map(row => row.cells[1].textContent)]);";

/// A count in a table; `None` for words.
fn count(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

/// Looks at every chart in the panel, as bars and as a table. Where it is about `cluster` of the release, each number is
/// the release's own and nothing else is one.
pub(crate) async fn in_panel(browser: &Browser, cluster: Option<&Value>) {
    let charts = browser.eval(TWINS).await;
    let charts = charts.as_array().unwrap();
    assert!(!charts.is_empty(), "no charts in the panel");
    for chart in charts {
        assert_eq!(chart[1], serde_json::json!([]), "{}", chart[0]);
    }
    let tables = browser.wait_for("charts as tables", ROWS).await;
    let tables = tables.as_array().unwrap();
    assert_eq!(tables.len(), charts.len());
    for table in tables {
        let name = table[0].as_str().unwrap();
        let rows = table[1].as_array().unwrap().iter();
        let texts: Vec<&str> = rows.map(|row| row.as_str().unwrap()).collect();
        for text in &texts {
            let word = text.starts_with("withheld") || text.starts_with('≥');
            assert!(word || count(text).is_some(), "{name}: {text}");
        }
        let found = texts.iter().map(|text| count(text));
        let Some(facet) = name.strip_prefix("facet-") else {
            if let (Some(cluster), "weeks") = (cluster, name) {
                assert_eq!(found.collect::<Vec<_>>(), readings::of_weeks(cluster));
            }
            continue;
        };
        // What is known to be nobody has no row.
        assert!(!texts.contains(&"0"), "{name}: {texts:?}");
        if let Some(cluster) = cluster {
            let mut found: Vec<Option<u64>> = found.collect();
            let mut wanted = readings::of_facet(cluster, facet);
            wanted.retain(|known| *known != Some(0));
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{name}");
        }
    }
}

/// Looks at the ranked table of a comparison: a withheld side is a word, and a share of nothing is not made of it.
pub(crate) async fn in_ranked(browser: &Browser) {
    let rows = browser
        .eval(
            "return [...document.querySelectorAll('[data-testid=ranked] tbody tr')]
                 .map(row => [...row.cells].map(cell => cell.innerText.trim()));",
        )
        .await;
    for row in rows.as_array().unwrap() {
        let cells = row.as_array().unwrap().iter();
        let cells: Vec<&str> = cells.map(|cell| cell.as_str().unwrap()).collect();
        let withheld = cells[1..3].contains(&"withheld");
        assert_eq!(withheld, cells[4] == "withheld", "{cells:?}");
    }
}

/// The fields of a line of a file of comma-separated values.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

/// Looks at every cell of the file of all clusters.
pub(crate) fn in_csv(table: &str, server: &Server) {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let head = fields(lines.next().unwrap());
    let clusters = server.clusters();
    let manifest = server.manifest();
    let facets = manifest["facets"].as_array().unwrap();
    let (mut rows, mut withheld) = (0, 0);
    for line in lines {
        let row = fields(line);
        assert_eq!(row.len(), head.len(), "{line}");
        let cluster = clusters.iter().find(|one| one["id"] == row[0]).unwrap();
        let cells = facets
            .iter()
            .flat_map(|facet| readings::of_facet(cluster, facet["name"].as_str().unwrap()))
            .chain(readings::of_weeks(cluster));
        let wanted: Vec<String> = cells
            .map(|known| known.map_or("withheld".to_owned(), |known| known.to_string()))
            .collect();
        withheld += wanted.iter().filter(|cell| *cell == "withheld").count();
        assert_eq!(row[row.len() - wanted.len()..], wanted, "{line}");
        rows += 1;
    }
    assert_eq!(rows, clusters.len());
    assert!(withheld > 0, "the sample withholds nothing");
}

/// Looks at every cell of the file of all clusters in JSON.
pub(crate) fn in_json(text: &str, server: &Server) {
    let file: Value = serde_json::from_str(text).unwrap();
    let of_file = file["clusters"].as_array().unwrap();
    let clusters = server.clusters();
    assert_eq!(of_file.len(), clusters.len());
    for own in of_file {
        let cluster = clusters.iter().find(|one| one["id"] == own["id"]).unwrap();
        assert_eq!(own["weeks"], cluster["weeks"]);
        for facet in own["facets"].as_array().unwrap() {
            let name = facet[0].as_str().unwrap();
            assert_eq!(facet[1], cluster["facets"][name], "{name} of {}", own["id"]);
        }
    }
}

#[tokio::test]
async fn charts_of_clusters_of_every_level_show_no_withheld_cell_as_zero() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let clusters = server.clusters();
    let levels = server.manifest()["levels"].as_array().unwrap().len();
    for level in 0..levels {
        // The one that withholds most, and the largest.
        let of_level = || clusters.iter().filter(|one| one["level"] == level);
        let hidden = |one: &&Value| one["receipt"]["cells_suppressed"].as_u64();
        let size = |one: &&Value| one["conversations"].as_u64();
        for cluster in [of_level().max_by_key(hidden), of_level().max_by_key(size)] {
            let cluster = cluster.unwrap();
            let query = format!("?cluster={}", cluster["id"].as_str().unwrap());
            browser.show_map(&server, &query).await;
            browser.panel_shows(cluster["name"].as_str().unwrap()).await;
            in_panel(&browser, Some(cluster)).await;
        }
    }
    browser.keep_screenshot("withheld-tables").await;
    browser.assert_quiet_console();
}

/// Waits until the number of clusters in the set is as `condition` says; gives it.
async fn members_are(browser: &Browser, condition: &str) -> u64 {
    let script = format!(
        "const members = document.querySelectorAll('[data-testid=set-members] .set-member').length;
         return members {condition} && [members];"
    );
    let what = format!("clusters in the set {condition}");
    browser.wait_for(&what, &script).await[0].as_u64().unwrap()
}

#[tokio::test]
async fn sums_of_a_set_show_no_withheld_cell_as_zero() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    browser.focus("[data-testid=map-container]").await;
    browser.tap(Key::Right).await;
    browser.tap('a').await;
    // The base clusters of one top cluster.
    let first = members_are(&browser, "> 0").await;
    let mut both = 0;
    for arrow in [Key::Down, Key::Up, Key::Left, Key::Right] {
        browser.tap(arrow).await;
        browser.tap('a').await;
        both = members_are(&browser, &format!("!== {first}")).await;
        if both > first {
            break;
        }
        // Nothing lies in that direction: the same cluster was taken out of the set.
        browser.tap('a').await;
        members_are(&browser, &format!("=== {first}")).await;
    }
    assert!(both > first, "{first} clusters, and then {both}");
    in_panel(&browser, None).await;
    // The same set in a file: its sums are null where one of its clusters withholds.
    let link = browser
        .wait_for(
            "the set in the address",
            "return location.search.includes('set=') && location.search;",
        )
        .await;
    browser.show_map(&server, link.as_str().unwrap()).await;
    members_are(&browser, &format!("=== {both}")).await;
    in_panel(&browser, None).await;
    browser.assert_quiet_console();
}
