//! The server under load, as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SERVER: &str = env!("CARGO_BIN_EXE_kleio-server");

/// A running server; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    address: String,
    token: Option<String>,
}

impl Program {
    /// Serves the release in `directory`; with `login` from a data directory, to an analyst's token.
    pub(crate) fn start(directory: &Path, login: bool) -> Self {
        let data = directory.with_extension("data");
        let mut server = Command::new(SERVER);
        let mut token = None;
        if login {
            manage(
                &data,
                &["release", "publish", &directory.display().to_string()],
            );
            manage(&data, &["user", "add", "load", "--role", "analyst"]);
            let said = manage(&data, &["token", "make", "load", "--label", "load"]);
            token = said.lines().last().map(str::to_owned);
            server.arg("--data").arg(&data);
        } else {
            server.arg("--release").arg(directory);
        }
        // The limits are in force; the address is one, so they must let through what it asks.
        let child = server
            .args(["--bind", "127.0.0.1:0", "--rate", "1e9", "--burst", "1e9"])
            .args(["--connections-each", "1024"])
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.expect("the server starts");
        let mut greeting = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut greeting)
            .unwrap();
        let address = greeting
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .expect("the server says where it is");
        Self {
            address: address.0.to_owned(),
            child,
            token,
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Resident memory, MiB.
    pub(crate) fn memory(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("this system has /proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line
            .and_then(|line| line.split_whitespace().nth(1))
            .unwrap();
        kib.parse::<f64>().unwrap() / 1024.0
    }
}

fn manage(data: &Path, arguments: &[&str]) -> String {
    let output = Command::new(SERVER)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?} failed");
    String::from_utf8(output.stdout).unwrap()
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is what is wanted.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
