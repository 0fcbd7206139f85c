//! Groups of a reader's own, as far as tests of several kinds make some.

use super::Browser;

impl Browser {
    /// Clicks what has this name for tests, wherever it is, in sight or not.
    ///
    /// # Panics
    /// When there is no such thing.
    pub async fn click_on(&self, testid: &str) {
        let script =
            format!("document.querySelector('[data-testid={testid}]').click(); return true;");
        self.eval(&script).await;
    }

    /// Opens the panel in which clusters are grouped anew, where it is not open, and waits for its form.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn open_recluster(&self) {
        let closed = "return document.querySelector('[data-testid=recluster-run]') === null;";
        if self.eval(closed).await == true {
            self.click_on("recluster").await;
        }
        self.there("[data-testid=recluster-run]").await;
    }

    /// Groups as the form says and waits until that is done.
    ///
    /// # Panics
    /// When it is not in time.
    pub async fn regroup(&self) {
        self.click_on("recluster-run").await;
        self.there("[data-testid=own-groups]").await;
        self.gone("[data-testid=recluster-progress]").await;
    }
}
