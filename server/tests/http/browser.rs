//! A browser, as far as forms and cookies go.

use axum::http::Method;

use crate::fixture::Answer;
use crate::house::{Credentials, House, cookie_of};

/// A browser that keeps its cookies.
pub(crate) struct Browser<'a> {
    house: &'a House,
    pub(crate) cookies: Vec<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(house: &'a House) -> Self {
        Self {
            house,
            cookies: Vec::new(),
        }
    }

    pub(crate) fn ask(&mut self, method: &Method, path: &str, body: &str) -> Answer {
        let credentials = Credentials(vec![
            ("cookie", self.cookies.join("; ")),
            ("sec-fetch-site", "same-origin".to_owned()),
        ]);
        let answer = self.house.ask(method, path, &credentials, body);
        for value in answer.headers.get_all("set-cookie") {
            let cookie = cookie_of(value);
            let name = cookie.split('=').next().unwrap().to_owned();
            self.cookies
                .retain(|kept| !kept.starts_with(&format!("{name}=")));
            if !value.to_str().unwrap().contains("Max-Age=0") {
                self.cookies.push(cookie);
            }
        }
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.ask(&Method::GET, path, "")
    }

    /// Loads the page and sends its form, with these fields.
    pub(crate) fn submit(&mut self, page: &str, action: &str, fields: &str) -> Answer {
        let form = hidden(&self.get(page));
        self.ask(&Method::POST, action, &format!("form={form}&{fields}"))
    }
}

/// The value of a page's hidden field.
pub(crate) fn hidden(page: &Answer) -> String {
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let (_, rest) = text.split_once("name=\"form\" value=\"").expect(&text);
    rest.split('"').next().unwrap().to_owned()
}
