//! A run on an input full of canaries, and a search of everything that can be seen of it.

use std::collections::BTreeMap;

use super::canaries::{Canary, Finder, Searched, canaries, plant};
use super::copying::copy;
use super::desk::Desk;
use super::exports::exports;
use super::served;
use super::visited::visit;
use crate::corpus;
use crate::model_server::ModelServer;
use crate::programs::{kleio, outcome};
use crate::server::Server;

/// How a run on canaries is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanaryRun {
    /// Canaries planted.
    pub canaries: usize,
    /// Conversations of each at most.
    pub copies: usize,
    /// Made-up conversations around them.
    pub background: usize,
    /// Whether a model that copies what it reads does the facets and names.
    pub with_model: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Seen {
    /// What was planted.
    pub canaries: Vec<Canary>,
    /// What was searched, and found.
    pub searched: Searched,
    /// Clusters that were released: of none, nothing could have come out.
    pub clusters: usize,
    /// What the run said, for whoever wants to know why something is not there.
    pub said: String,
}

impl CanaryRun {
    /// Plants, runs, and looks through release, programs' output, servers with and without users and all that they keep,
    /// client and exports.
    ///
    /// # Panics
    /// When a program does not start.
    #[must_use]
    pub fn go(&self, seed: u64) -> Seen {
        let desk = Desk::new();
        let all = canaries(self.canaries);
        let finder = Finder::new(&all);
        let input = plant(&desk, &all, self.copies, self.background, seed);
        let model = self.with_model.then(|| ModelServer::start(copy));
        let models = model.as_ref().map_or_else(String::new, |model| {
            format!(
                "\n[models]\nprovider = \"openai\"\nurl = \"{}\"\nmodel = \"copying\"\nmax_failures = 1.0\n",
                model.url()
            )
        });
        let config = desk.write("kleio.toml", format!("embedder = \"lexical\"\n{models}"));
        let ran = desk.run(&[&input], &config, "out");
        let mut searched = Searched::default();
        searched.look(&finder, "log of the run", ran.outcome.text().as_bytes());
        let plan = outcome(kleio().arg("plan").arg(&input).arg("--config").arg(&config));
        searched.look(&finder, "log of the plan", plan.text().as_bytes());
        if ran.release.is_dir() {
            for (name, bytes) in corpus::files(&ran.release) {
                let name = name.display().to_string();
                searched.look(&finder, &format!("release: {name}"), &bytes);
                searched.look(&finder, "release: names of files", name.as_bytes());
            }
            for arguments in [&[][..], &["--json"]] {
                let export = outcome(kleio().arg("tree").arg(&ran.release).args(arguments));
                searched.look(&finder, "export: tree", export.text().as_bytes());
            }
            let verified = outcome(kleio().arg("verify").arg(&ran.release));
            searched.look(&finder, "log of the check", verified.text().as_bytes());
            let server = Server::without_limit(&ran.release);
            served::everything(&server, |path, bytes| {
                let place = if path.starts_with("/api/") {
                    "API"
                } else {
                    "client's files"
                };
                searched.look(&finder, place, bytes);
            });
            exports(&server, |place, bytes| searched.look(&finder, place, bytes));
            searched.look(
                &finder,
                "log of the server",
                server.stop("TERM").text().as_bytes(),
            );
            visit(&ran.release, &mut |place, bytes| {
                searched.look(&finder, &format!("server with users: {place}"), bytes);
            });
        }
        Seen {
            clusters: ran.open().map_or(0, |release| release.clusters().len()),
            canaries: all,
            searched,
            said: ran.outcome.text(),
        }
    }
}

impl Seen {
    /// Canaries that came out, by kind, script or place, as `of` says.
    #[must_use]
    pub fn out_by<'a>(&self, of: impl Fn(&Canary) -> &'a str) -> BTreeMap<&'a str, (u64, u64)> {
        let out = self.searched.out();
        let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (index, canary) in self.canaries.iter().enumerate() {
            let count = counts.entry(of(canary)).or_default();
            count.0 += 1;
            count.1 += u64::from(out.contains(&index));
        }
        counts
    }
}
