//! Everything that a server with users shows, to whoever asks, and all that it keeps and says meanwhile.
//!
//! A release is put up, users of every role come in by every door, read every address that there is with every value of
//! its parameters, and change what may be changed. Then come the server's own files, its log of who saw what, its metrics,
//! what its commands print, and what the process said.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::addresses::{addresses, encoded, known};
use super::served::{bytes, named_files};
use crate::corpus;
use crate::programs::{kleio_server, outcome};
use crate::server::{Answer, Server};
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, VECTORS_FILE};

/// Who there is; the last may do everything.
const ROLES: [&str; 4] = ["viewer", "analyst", "publisher", "admin"];

/// The series that the release is put up in.
const SERIES: &str = "spring";

/// A password that nobody has chosen before.
const PASSWORD: &str = "walnut-harbour-lantern-42";

/// What browsers ask for pages in.
const LANGUAGES: [&str; 8] = ["en", "de", "es", "fr", "ja", "zh-Hans", "ar", "xx"];

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Takes what was seen: the place, and bytes of it.
type See<'a> = &'a mut dyn FnMut(&str, &[u8]);

/// Shows `see` everything of a server with `release`.
///
/// # Panics
/// When the server does not do what it is there for: then nothing was looked at.
pub fn visit(release: &Path, see: See<'_>) {
    let data = TempDir::new().expect("a directory can be made");
    let data = data.path();
    let mut links = Vec::new();
    let mut tokens = Vec::new();
    for role in ROLES {
        let invited = command(data, &["user", "invite", role, "--role", role], see);
        let link = invited.lines().find_map(|line| {
            let (_, secret) = line.split_once("/invitation/")?;
            Some(format!("/invitation/{}", secret.trim()))
        });
        links.push(link.expect("an invitation has a link"));
        let made = command(data, &["token", "make", role, "--label", "visit"], see);
        tokens.push(made.lines().last().unwrap_or_default().to_owned());
    }
    let named = release.display().to_string();
    command(
        data,
        &["release", "publish", &named, "--series", SERIES],
        see,
    );
    let place = data.as_os_str();
    let server = Server::with([
        "--data".as_ref(),
        place,
        "--metrics".as_ref(),
        "127.0.0.1:0".as_ref(),
        "--rate".as_ref(),
        "0".as_ref(),
    ]);
    read(&server, &tokens, see);
    pages(&server, &links, see);
    change(&server, release, &tokens, see);
    for path in ["/metrics", "/health/live", "/health/ready", "/"] {
        let answer = server.monitor(path).expect("it was asked for metrics");
        look(&answer, "metrics", see);
    }
    kept(data, see);
    for arguments in [
        &["user", "list"][..],
        &["token", "list"],
        &["release", "list"],
        &["log", "show", "--limit", "1000000"],
        &["log", "verify"],
        &["log", "head"],
    ] {
        command(data, arguments, see);
    }
    see("log of the server", server.stop("TERM").text().as_bytes());
    // Once more, since stopping writes what was under way.
    kept(data, see);
}

fn look(answer: &Answer, place: &str, see: See<'_>) {
    let (status, head) = (answer.status, &answer.head);
    assert!(status < 500 && status != 429, "{place}: {status} {head}");
    for bytes in bytes(answer) {
        see(place, bytes);
    }
}

/// Runs a command of the server on its data; gives what it prints.
fn command(data: &Path, arguments: &[&str], see: See<'_>) -> String {
    let said = outcome(kleio_server().args(arguments).arg("--data").arg(data));
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:#?}");
    see("commands of the server", said.text().as_bytes());
    said.stdout
}

/// Every address that can be read, by nobody in particular and by every role.
fn read(server: &Server, tokens: &[String], see: See<'_>) {
    let bearer = |token: &String| format!("Bearer {token}");
    let admin = tokens
        .last()
        .map(bearer)
        .expect("somebody may do everything");
    let json = |path: &str| -> Value {
        let answer = server.ask(path, &[("authorization", &admin)]);
        serde_json::from_slice(&answer.body).expect("the answer is JSON")
    };
    let openapi = json("/api/v1/openapi.json");
    let releases = json("/api/v1/releases");
    let id = releases["releases"][0]["id"]
        .as_str()
        .expect("a release is up");
    let clusters = json(&format!("/api/v1/releases/{id}/clusters.json"));
    let clusters = clusters.as_array().expect("clusters are a list");
    let mut shown = 0;
    for path in addresses(&openapi, &known(id, clusters)) {
        look(&server.ask(&path, &[]), "API", see);
        for token in tokens {
            let token = bearer(token);
            let answer = server.ask(&path, &[("authorization", &token)]);
            look(&answer, "API", see);
            shown += usize::from(answer.status == 200 && token == admin);
        }
        for encoding in ["gzip", "br"] {
            let headers = [
                ("authorization", admin.as_str()),
                ("accept-encoding", encoding),
            ];
            look(&server.ask(&path, &headers), "API", see);
        }
    }
    assert!(
        shown > clusters.len(),
        "only {shown} addresses were shown to an admin"
    );
}

/// The pages that let people in and out, in every language, by invitation, by password, and wrongly.
fn pages(server: &Server, links: &[String], see: See<'_>) {
    let invitation = links.last().expect("somebody was invited");
    let mut files = Vec::new();
    for language in LANGUAGES {
        let headers = [("accept-language", language), ("accept", "text/html")];
        for path in [
            "/login",
            "/login?next=%2Faccount",
            "/login/oidc",
            "/account",
            invitation,
        ] {
            let answer = server.ask(path, &headers);
            look(&answer, "pages", see);
            files.extend(named_files(&String::from_utf8_lossy(&answer.body)));
        }
    }
    // Once, as the wrong password below: who fails more often has to wait.
    look(&server.ask("/invitation/kleio_none", &[]), "pages", see);
    files.sort();
    files.dedup();
    for file in files {
        look(&server.ask(&file, &[]), "pages", see);
    }
    for (role, link) in ROLES.iter().zip(links) {
        let form = form(&server.ask(link, &[]));
        let chosen = format!("form={}&password={PASSWORD}&again={PASSWORD}", form.value);
        look(
            &server.send(link, &[FORM, ("cookie", &form.cookie)], &chosen),
            "pages",
            see,
        );
        let mut session = String::new();
        let wrong = (*role == ROLES[0]).then_some("not-the-right-password");
        for password in wrong.into_iter().chain([PASSWORD]) {
            let form = form_of(server, "/login", "");
            let body = format!(
                "form={}&name={role}&password={password}&next=%2Faccount",
                form.value
            );
            let entered = server.send("/login", &[FORM, ("cookie", &form.cookie)], &body);
            look(&entered, "pages", see);
            session = cookie(&entered).unwrap_or_default();
        }
        let account = server.ask("/account", &[("cookie", &session)]);
        assert_eq!(account.status, 200, "{role} is not in: {}", account.head);
        look(&account, "pages", see);
        for (path, fields) in [
            ("/account/tokens", "label=report&days=30"),
            ("/account/tokens/revoke", "token=1"),
            ("/logout", ""),
        ] {
            let form = form_of(server, "/account", &session);
            let body = format!("form={}&{fields}", form.value);
            look(
                &server.send(path, &[FORM, ("cookie", &session)], &body),
                "pages",
                see,
            );
        }
    }
}

/// What a page with a form gives to send back with it.
struct Form {
    cookie: String,
    value: String,
}

fn form_of(server: &Server, path: &str, session: &str) -> Form {
    form(&server.ask(path, &[("cookie", session)]))
}

fn form(answer: &Answer) -> Form {
    let text = String::from_utf8_lossy(&answer.body);
    let value = text.split_once("name=\"form\" value=\"");
    let value = value.and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
    Form {
        cookie: cookie(answer).unwrap_or_default(),
        value: value.unwrap_or_default(),
    }
}

/// The cookie that an answer sets.
fn cookie(answer: &Answer) -> Option<String> {
    answer.head.lines().find_map(|line| {
        let set = line.strip_prefix("set-cookie: ")?;
        Some(set.split(';').next()?.to_owned())
    })
}

/// Everything that changes something, by every role; those who may not are told so.
///
/// # Panics
/// When the server describes a change that is not known here.
fn change(server: &Server, release: &Path, tokens: &[String], see: See<'_>) {
    let openapi = server.json("/api/v1/openapi.json");
    let files = corpus::files(release);
    let file = |name: &str| files.get(Path::new(name)).cloned().unwrap_or_default();
    let text = |name: &str| String::from_utf8_lossy(&file(name)).into_owned();
    let upload = json!({
        "manifest": text(MANIFEST_FILE), "clusters": text(CLUSTERS_FILE),
        "vectors": STANDARD.encode(file(VECTORS_FILE)), "visibility": "login",
    });
    for (path, item) in openapi["paths"].as_object().into_iter().flatten() {
        for (method, _) in item.as_object().into_iter().flatten() {
            let body = match (method.as_str(), path.as_str()) {
                ("get", _) => continue,
                ("post", "/api/v1/series/{series}/versions") => upload.clone(),
                ("post", "/api/v1/series/{series}/retire") => json!({"version": 1}),
                ("post", "/api/v1/series/{series}/rollback") => json!({"to": 1}),
                ("post", "/api/v1/tokens") => json!({"label": "a program", "days": 30}),
                ("post", "/api/v1/users") => json!({"name": "guest", "role": "viewer"}),
                ("post", "/api/v1/users/{user}") => json!({"role": "analyst", "disabled": false}),
                ("delete", "/api/v1/tokens/{token}") => Value::Null,
                (method, path) => panic!("{method} {path} is not known: add it here"),
            };
            let path = path
                .replace("{series}", "autumn")
                .replace("{user}", &encoded("guest"))
                .replace("{token}", "9999");
            for token in tokens {
                let bearer = format!("Bearer {token}");
                let headers = [
                    ("authorization", bearer.as_str()),
                    ("content-type", "application/json"),
                ];
                if method.as_str() == "delete" {
                    look(&server.delete(&path, &headers[..1]), "API", see);
                    continue;
                }
                let empty = server.send(&path, &headers, "{}");
                look(&empty, "API", see);
                // Who is refused whatever they send may find the connection closed while sending a whole release.
                if !matches!(empty.status, 401 | 403) {
                    let answer = server.send(&path, &headers, &body.to_string());
                    look(&answer, "API", see);
                }
            }
        }
    }
}

/// The server's files: users, tokens, releases, and the log of who saw what.
fn kept(data: &Path, see: See<'_>) {
    for (name, bytes) in corpus::files(data) {
        see("files of the server", &bytes);
        see("files of the server", name.display().to_string().as_bytes());
    }
}
