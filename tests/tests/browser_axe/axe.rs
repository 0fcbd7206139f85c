//! axe-core, which looks for what bars people from a page.

use std::fs;

use kleio_tests::browser::Browser;

/// Its program.
pub struct Axe(String);

impl Axe {
    /// `None`, said aloud, where it is not at hand.
    pub fn at_hand() -> Option<Self> {
        let found = std::env::var("KLEIO_AXE")
            .ok()
            .and_then(|path| fs::read_to_string(path).ok());
        if found.is_none() {
            eprintln!(
                "Skipped: axe-core is not here. make test installs it and says where in KLEIO_AXE."
            );
        }
        found.map(Self)
    }

    /// What it finds on the page as it is, by WCAG 2.2 AA and by its own list of good practice.
    pub async fn faults(&self, browser: &Browser) -> Vec<String> {
        let script = format!(
            "if (!window.axe) {{ {} }}
             return axe.run(document, {{
                 runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
             }}).then(found => found.violations.map(violation => violation.id + ': ' + violation.help + ' — '
                 + violation.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))
                     .join(' | ')));",
            self.0
        );
        let found = browser.eval(&script).await;
        let faults = found.as_array().expect("a list of violations").iter();
        faults
            .map(|fault| fault.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}
