//! axe-core, which looks for what bars people from a page.

use std::fs;

use kleio_tests::browser::Browser;

/// What axe takes for faults that are none.
///
/// Of a text that is cut off at the end of its last line, it takes words that stand in elements of their own (what a
/// search found) for hidden, and the plain words around them for seen, and misses the former in the name. So names are
/// compared with the whole text as well. Where the system insists on its own colours, it looks at a colour of text
/// (`-webkit-text-fill-color`) that Chromium does not draw with then; those that it does are the system's to choose.
const NO_FAULTS: &str = "
    const plain = text => text.toLowerCase().replace(/[^\\p{L}\\p{N}\\s]/gu, ' ').replace(/\\s+/g, ' ').trim();
    const forced = matchMedia('(forced-colors: active)').matches;
    const isNoFault = (rule, element) => rule === 'label-content-name-mismatch'
        && plain(element.getAttribute('aria-label') ?? '').includes(plain(element.textContent))
        || rule === 'color-contrast' && forced;";

/// Its program.
pub(crate) struct Axe(String);

impl Axe {
    /// `None`, said aloud, where it is not at hand.
    pub(crate) fn at_hand() -> Option<Self> {
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
    pub(crate) async fn faults(&self, browser: &Browser) -> Vec<String> {
        // Half a megabyte, which need not be sent for every look at one page.
        if browser.eval("return window.axe === undefined;").await == true {
            browser.eval(&self.0).await;
        }
        let script = format!(
            "{NO_FAULTS}
             return axe.run(document, {{
                 elementRef: true,
                 runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
             }}).then(found => found.violations.flatMap(violation => {{
                 const nodes = violation.nodes.filter(node => !isNoFault(violation.id, node.element));
                 const told = nodes.slice(0, 4).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''));
                 return told.length === 0 ? [] : [violation.id + ': ' + violation.help + ' — ' + told.join(' | ')];
             }}));"
        );
        let found = browser.eval(&script).await;
        let faults = found.as_array().expect("a list of violations").iter();
        faults
            .map(|fault| fault.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}
