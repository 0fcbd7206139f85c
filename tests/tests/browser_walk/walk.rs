//! The steps of the walk. Each ends where it began, and shows on its way that the link alone leads to the same.

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, Hands, Way};
use kleio_tests::server::Server;
use serde_json::Value;

use crate::withheld;

const MAP: &str = "[data-testid=map-container]";

/// Somebody on the walk.
pub(crate) struct Walk<'a> {
    server: &'a Server,
    browser: &'a Browser,
    hands: Hands<'a>,
}

impl<'a> Walk<'a> {
    pub(crate) const fn new(server: &'a Server, browser: &'a Browser, way: Way) -> Self {
        Self {
            server,
            browser,
            hands: Hands::new(browser, way),
        }
    }

    /// Waits until `script` is true, and until it is so again in the page loaded anew at the same address.
    async fn linked(&self, what: &str, script: &str) {
        self.browser.wait_for(what, script).await;
        let settled = "const now = location.search;
            return new Promise(done => setTimeout(() => done(now === location.search && now), 400));";
        let link = self
            .browser
            .wait_for("an address that stays", settled)
            .await;
        let link = link.as_str().unwrap();
        self.browser.show_map(self.server, link).await;
        self.browser
            .wait_for(&format!("{what}, by {link}"), script)
            .await;
        let same = format!("return location.search === {};", Value::from(link));
        self.browser.wait_for("the same address", &same).await;
        let notices = "return document.querySelector('[data-testid=notices]') === null;";
        assert_eq!(self.browser.eval(notices).await, true, "{link} is not read");
    }

    /// A cluster on the map.
    pub(crate) async fn selects(&self) {
        match self.hands.way() {
            Way::Mouse => {
                let (_, x, y) = self.browser.middle_label().await;
                self.browser.click(x, y).await;
            }
            Way::Keyboard => {
                self.hands.go_to(MAP).await;
                self.browser.tap(Key::Right).await;
                self.browser
                    .wait_for(
                        "the cluster that the keyboard is on, said aloud",
                        "return document.querySelector('[data-testid=status]').textContent.includes('conversation');",
                    )
                    .await;
                self.browser.tap(Key::Enter).await;
            }
        }
        self.linked(
            "a selected cluster",
            "return location.search.includes('cluster=')
                 && Boolean(document.querySelector('[data-testid=panel-name]')?.textContent);",
        )
        .await;
        self.clear().await;
    }

    /// Lets the selected cluster go.
    async fn clear(&self) {
        self.hands.press("[data-testid=clear]").await;
        self.browser
            .wait_for(
                "nothing selected",
                "return !location.search.includes('cluster=');",
            )
            .await;
    }

    pub(crate) async fn searches(&self) {
        let clusters = self.server.clusters();
        let name = clusters.last().unwrap()["name"].as_str().unwrap();
        self.hands.go_to("[data-testid=search]").await;
        self.browser.type_keys(name).await;
        let first = "[data-testid=search-list] [role=option]";
        self.browser
            .wait_for(
                "the cluster in the list",
                &format!(
                    "return document.querySelector('{first} .choice-name')?.textContent === {};",
                    Value::from(name)
                ),
            )
            .await;
        match self.hands.way() {
            Way::Mouse => self.browser.press(first).await,
            Way::Keyboard => self.browser.tap(Key::Enter).await,
        }
        self.browser.panel_shows(name).await;
        self.linked(
            "what was found",
            &format!(
                "return location.search.includes('q=')
                     && document.querySelector('[data-testid=tree] mark') !== null
                     && document.querySelector('[data-testid=panel-name]')?.textContent === {};",
                Value::from(name)
            ),
        )
        .await;
        self.clear().await;
        self.hands.press("[data-testid=search-clear]").await;
        self.browser.gone("[data-testid=tree] mark").await;
    }

    pub(crate) async fn filters(&self) {
        let fits = self.server.clusters();
        let fits = fits
            .iter()
            .filter(|cluster| cluster["conversations"].as_u64().unwrap() >= 150)
            .count();
        self.hands.press("[data-testid=filters-toggle]").await;
        self.hands.write("[data-testid=filter-bound]", "150").await;
        self.hands.press("[data-testid=filter-add]").await;
        self.linked(
            "a filter",
            &format!(
                "const note = document.querySelector('[data-testid=filters-note]');
                 return location.search.includes('filter=size:ge:150') && note !== null
                     && note.textContent.startsWith('{fits} of ');"
            ),
        )
        .await;
        self.hands.press("[data-testid=filters-clear]").await;
        self.browser.gone("[data-testid=chip]").await;
    }

    /// Colours the map by what the list calls so.
    async fn colours_by(&self, what: &str) {
        self.hands.press("[data-testid=colour-by]").await;
        self.browser
            .focus_is(
                "the keyboard in the list",
                "focused.dataset.testid === 'colour-search'",
            )
            .await;
        match self.hands.way() {
            Way::Mouse => {
                let option = format!("[data-testid=colour-choices] [data-value={what}]");
                self.browser.press(&option).await;
            }
            Way::Keyboard => {
                self.browser.type_keys(what).await;
                self.browser.tap(Key::Enter).await;
            }
        }
        self.browser
            .there(&format!("[data-testid=colour-by][data-value={what}]"))
            .await;
    }

    pub(crate) async fn colours(&self) {
        let before = self.browser.picture("[data-testid=map]").await;
        self.colours_by("concern").await;
        self.linked(
            "another colour",
            "return location.search.includes('colour=concern')
                 && document.querySelector('[data-testid=colour-by]').dataset.value === 'concern';",
        )
        .await;
        let after = self.browser.picture("[data-testid=map]").await;
        assert!(before.png != after.png, "the map looks the same");
        self.colours_by("size").await;
    }

    pub(crate) async fn picks_weeks(&self) {
        self.hands.press("[data-testid=dock-time]").await;
        let first = "[data-testid=brush] [role=slider]";
        match self.hands.way() {
            Way::Mouse => {
                let place = self
                    .browser
                    .wait_for(
                        "the windows",
                        &format!(
                            "const thumb = document.querySelector('{first}');
                             if (!thumb) {{ return false; }}
                             thumb.scrollIntoView({{block: 'center'}});
                             const box = thumb.getBoundingClientRect();
                             const brush = document.querySelector('[data-testid=brush]').getBoundingClientRect();
                             const weeks = document.querySelectorAll('[data-testid=time-all] .column').length;
                             return [box.x + box.width / 2, box.y + box.height / 2, brush.width / weeks];"
                        ),
                    )
                    .await;
                let [x, y, week] = [0, 1, 2].map(|at| place[at].as_f64().unwrap());
                let to = x + week;
                self.browser
                    .drag(&[[x, y], [f64::midpoint(x, to), y], [to, y]])
                    .await;
            }
            Way::Keyboard => {
                self.hands.go_to(first).await;
                self.browser.tap(Key::Right).await;
            }
        }
        self.linked(
            "another window of weeks",
            &format!(
                "return location.search.includes('weeks=1-') && location.search.includes('below=time')
                     && document.querySelector('{first}')?.getAttribute('aria-valuenow') === '2'
                     && document.querySelector('[data-testid=windows]').textContent.includes('against');"
            ),
        )
        .await;
        self.hands.press("[data-testid=halves]").await;
        self.hands.press("[data-testid=dock-time]").await;
        self.browser.gone("[data-testid=brush]").await;
    }

    pub(crate) async fn compares(&self) {
        self.hands.press("[data-testid=dock-compare]").await;
        self.hands
            .choose("[data-testid=compare-kind]", "values")
            .await;
        self.hands
            .choose("[data-testid=compare-facet]", "turns")
            .await;
        self.linked(
            "two sides compared",
            "return location.search.includes('compare=values')
                 && document.querySelector('[data-testid=compare-facet]')?.value === 'turns'
                 && document.querySelectorAll('[data-testid=ranked] tbody tr').length > 0;",
        )
        .await;
        withheld::in_ranked(self.browser).await;
        self.hands.press("[data-testid=compare-beside]").await;
        self.linked(
            "two maps",
            "return location.search.includes('beside=maps')
                 && document.querySelectorAll('[data-testid=twin-maps] svg').length === 2;",
        )
        .await;
        self.hands.press("[data-testid=dock-compare]").await;
        self.browser.gone("[data-testid=compare]").await;
        // The comparison stays for who opens it again; the walk goes on from the plain page.
        self.browser.show_map(self.server, "").await;
    }

    pub(crate) async fn regroups(&self) {
        self.hands.press("[data-testid=recluster]").await;
        self.hands
            .choose("[data-testid=recluster-method]", "hierarchical")
            .await;
        self.hands
            .write("[data-testid=recluster-groups]", "5")
            .await;
        self.hands.press("[data-testid=recluster-run]").await;
        self.linked(
            "groups of their own",
            "return location.search.includes('own=h5.')
                 && document.querySelectorAll('[data-testid=recluster-sizes] > li').length === 5;",
        )
        .await;
        self.hands
            .press("[data-testid=recluster-sizes] .link")
            .await;
        self.browser.there("[data-testid=receipt]").await;
        let receipt = self.browser.text("[data-testid=receipt]").await;
        assert!(receipt.contains("Your own group"), "{receipt}");
        withheld::in_panel(self.browser, None).await;
        self.clear().await;
        self.hands.press("[data-testid=back-to-release]").await;
        self.browser.gone("[data-testid=own-groups]").await;
    }

    /// Files.
    pub(crate) async fn takes_away(&self) {
        self.hands.press("[data-testid=share]").await;
        self.hands.choose("[data-testid=save-which]", "all").await;
        self.hands.press("[data-testid=save-csv]").await;
        self.browser.saved(1).await;
        let table = self.browser.last_file().await;
        withheld::in_csv(&table, self.server);
        self.hands.press("[data-testid=save-json]").await;
        self.browser.saved(2).await;
        withheld::in_json(&self.browser.last_file().await, self.server);
        self.hands.press("[data-testid=copy-link]").await;
        let link = self.browser.copied().await;
        assert!(link.starts_with(&self.server.url("/")), "{link}");
        self.browser.tap(Key::Escape).await;
    }
}
