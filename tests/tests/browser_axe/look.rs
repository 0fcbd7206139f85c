//! Ways to look at one state of a page: the size of the window and what the system prefers.

use std::cell::RefCell;

use kleio_tests::browser::Browser;

use crate::axe::Axe;

/// A size of the window and a colour scheme.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// As it stands in the name of a screenshot.
    pub(crate) name: &'static str,
    /// Width and height of the window, in CSS pixels.
    pub(crate) size: [u32; 2],
    /// Whether the system prefers dark pages.
    pub(crate) dark: bool,
    /// Whether it asks for more contrast.
    pub(crate) contrast: bool,
    /// Whether it insists on its own colours.
    pub(crate) forced: bool,
}

const fn look(name: &'static str, size: [u32; 2], dark: bool) -> Look {
    Look {
        name,
        size,
        dark,
        contrast: false,
        forced: false,
    }
}

const USUAL: [u32; 2] = [1400, 900];
const NARROW: [u32; 2] = [320, 800];
const WIDE: [u32; 2] = [2560, 1440];
const WIDEST: [u32; 2] = [3840, 2160];

/// What a page is looked at with that was loaded in a usual window.
pub(crate) const AT_A_DESK: [Look; 6] = [
    look("light", USUAL, false),
    look("dark", USUAL, true),
    look("wide", WIDE, false),
    look("wide-dark", WIDE, true),
    Look {
        contrast: true,
        ..look("contrast", USUAL, false)
    },
    Look {
        contrast: true,
        ..look("contrast-dark", USUAL, true)
    },
];

/// What one is looked at with that was loaded in a narrow window.
pub(crate) const IN_THE_HAND: [Look; 2] = [
    look("narrow", NARROW, false),
    look("narrow-dark", NARROW, true),
];

/// What a page is looked at with on a wall, and where the system insists on its own colours.
pub(crate) const UNUSUAL: [Look; 3] = [
    look("widest", WIDEST, false),
    Look {
        forced: true,
        ..look("forced", USUAL, false)
    },
    Look {
        forced: true,
        ..look("forced-dark", USUAL, true)
    },
];

/// What one is looked at with that reads from right to left.
pub(crate) const FROM_THE_RIGHT: [Look; 2] = [
    look("right-to-left", USUAL, false),
    look("right-to-left-dark", USUAL, true),
];

/// As [`FROM_THE_RIGHT`], of a page that was loaded in a narrow window.
pub(crate) const FROM_THE_RIGHT_IN_THE_HAND: [Look; 1] =
    [look("right-to-left-narrow", NARROW, false)];

impl Look {
    /// Gives the page this size and scheme, and waits until it is drawn so.
    pub(crate) async fn put_on(&self, browser: &Browser) {
        browser.prefers(&[
            (
                "prefers-color-scheme",
                if self.dark { "dark" } else { "light" },
            ),
            (
                "prefers-contrast",
                if self.contrast {
                    "more"
                } else {
                    "no-preference"
                },
            ),
            ("forced-colors", if self.forced { "active" } else { "none" }),
            // A colour on its way to another one has a contrast that nobody chose.
            ("prefers-reduced-motion", "reduce"),
        ]);
        browser.resize(self.size[0], self.size[1]);
        let two_frames = "return new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
        browser.eval(two_frames).await;
    }
}

/// One window, all the looks it is given, and what was found wrong so far.
pub(crate) struct Looks<'a> {
    pub(crate) browser: &'a Browser,
    axe: &'a Axe,
    all: &'a [Look],
    faults: RefCell<Vec<String>>,
}

impl<'a> Looks<'a> {
    /// Nothing is wrong yet; the window has the first of `all`.
    pub(crate) async fn new(browser: &'a Browser, axe: &'a Axe, all: &'a [Look]) -> Self {
        all[0].put_on(browser).await;
        Self {
            browser,
            axe,
            all,
            faults: RefCell::default(),
        }
    }

    /// Looks at the page as it is in every way, and keeps a picture of each: axe is to find nothing, and the page is not
    /// to be wider than the window.
    pub(crate) async fn at(&self, state: &str) {
        for look in self.all {
            look.put_on(self.browser).await;
            let name = format!("axe-{state}-{}", look.name);
            self.browser.keep_screenshot(&name).await;
            let mut found = self.axe.faults(self.browser).await;
            let beyond = self
                .browser
                .eval("return document.documentElement.scrollWidth - window.innerWidth;")
                .await;
            if beyond.as_i64().is_none_or(|beyond| beyond > 0) {
                found.push(format!("{beyond} px too wide"));
            }
            let mut faults = self.faults.borrow_mut();
            faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
        }
        self.all[0].put_on(self.browser).await;
    }

    /// Asserts that nothing was wrong anywhere.
    pub(crate) fn assert_flawless(&self) {
        let faults = self.faults.borrow();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
