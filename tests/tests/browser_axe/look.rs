//! Ways to look at one state of a page: the size of the window and what the system prefers.

use kleio_tests::browser::Browser;

use crate::axe::Axe;

/// A size of the window and a colour scheme.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// As it stands in the name of a screenshot.
    pub name: &'static str,
    /// Width and height of the window, in CSS pixels.
    pub size: [u32; 2],
    /// Whether the system prefers dark pages.
    pub dark: bool,
    /// Whether it asks for more contrast.
    pub contrast: bool,
}

const fn look(name: &'static str, size: [u32; 2], dark: bool) -> Look {
    Look {
        name,
        size,
        dark,
        contrast: false,
    }
}

const USUAL: [u32; 2] = [1400, 900];
const NARROW: [u32; 2] = [320, 800];
const WIDE: [u32; 2] = [2560, 1440];

/// What a page is looked at with that was loaded in a usual window.
pub const AT_A_DESK: [Look; 5] = [
    look("light", USUAL, false),
    look("dark", USUAL, true),
    look("wide", WIDE, false),
    look("wide-dark", WIDE, true),
    Look {
        contrast: true,
        ..look("contrast", USUAL, true)
    },
];

/// What one is looked at with that was loaded in a narrow window.
pub const IN_THE_HAND: [Look; 2] = [
    look("narrow", NARROW, false),
    look("narrow-dark", NARROW, true),
];

/// What one is looked at with that reads from right to left.
pub const FROM_THE_RIGHT: [Look; 2] = [
    look("right-to-left", USUAL, false),
    look("right-to-left-dark", USUAL, true),
];

impl Look {
    /// Gives the page this size and scheme, and waits until it is drawn so.
    pub async fn put_on(&self, browser: &Browser) {
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
            // A colour on its way to another one has a contrast that nobody chose.
            ("prefers-reduced-motion", "reduce"),
        ]);
        browser.resize(self.size[0], self.size[1]);
        let two_frames = "return new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
        browser.eval(two_frames).await;
    }
}

/// One window and all the looks it is given.
pub struct Looks<'a> {
    pub browser: &'a Browser,
    pub axe: &'a Axe,
    pub all: &'a [Look],
}

impl Looks<'_> {
    /// Looks at the page as it is in every way, keeps a picture of each, and asserts that axe finds nothing and that
    /// the page is not wider than the window; all that is found in one state is told together.
    pub async fn at(&self, state: &str) {
        let mut faults: Vec<String> = Vec::new();
        for look in self.all {
            look.put_on(self.browser).await;
            let name = format!("axe-{state}-{}", look.name);
            self.browser.keep_screenshot(&name).await;
            let found = self.axe.faults(self.browser).await;
            faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
            let beyond = self
                .browser
                .eval("return document.documentElement.scrollWidth - window.innerWidth;")
                .await;
            if beyond.as_i64().is_none_or(|beyond| beyond > 0) {
                faults.push(format!("{name}: {beyond} px too wide"));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        if self.all.len() > 1 {
            self.all[0].put_on(self.browser).await;
        }
    }
}
