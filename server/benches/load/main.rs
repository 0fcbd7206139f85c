//! Load on a real `kleio-server`: the whole API of a made-up release of 5,000 clusters, over loopback.
//!
//! Every answer is compared with what it should be. It is asked over kept connections, once without a
//! login for a release that is public, and once with a token for one that is behind the login, where
//! every answer goes into the access log. Run through `make load`; SECONDS_EACH and CONNECTIONS change it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends with the reason"
)]

mod asker;
mod program;
mod release;
mod report;

use std::time::{Duration, Instant};

use asker::{Asker, Target};
use program::Program;
use report::Report;

fn variable(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .map_or(otherwise, |value| value.parse().expect(name))
}

fn main() {
    let seconds = variable("SECONDS_EACH", 300);
    let connections = variable("CONNECTIONS", 32);
    let work = tempfile::TempDir::new().unwrap();
    let mut slow = false;
    for login in [false, true] {
        let directory = work.path().join(if login { "analyst" } else { "public" });
        let made = release::write(&directory, login);
        let program = Program::start(&directory, login);
        let targets = Target::all(&made, program.address(), program.token());
        let report = measure(
            &program,
            &targets,
            connections,
            Duration::from_secs(seconds),
        );
        let name = if login {
            "behind the login, with a token and the access log"
        } else {
            "public, without a login"
        };
        report.print(name);
        slow |= !report.keeps_target();
    }
    if slow {
        println!("The target is 10,000 requests/s or more, p99 under 25 ms, and memory flat.");
        std::process::exit(1);
    }
}

fn measure(program: &Program, targets: &[Target], connections: u64, time: Duration) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // A second first, so that pages are ready and connections open.
        run(program, targets, connections, Duration::from_secs(1)).await;
        run(program, targets, connections, time).await
    })
}

async fn run(program: &Program, targets: &[Target], connections: u64, time: Duration) -> Report {
    let local = tokio::task::LocalSet::new();
    let started = Instant::now();
    let until = started + time;
    local
        .run_until(async {
            let mut tasks = Vec::new();
            for number in 0..connections {
                let mut asker = Asker::connect(program.address(), targets, number).await;
                tasks.push(tokio::task::spawn_local(async move {
                    while Instant::now() < until {
                        asker.ask().await;
                    }
                    asker.measured()
                }));
            }
            let mut memory = Vec::new();
            while Instant::now() < until {
                memory.push(program.memory());
                tokio::time::sleep(Duration::from_secs(1).min(until - Instant::now())).await;
            }
            let mut report = Report::new(memory);
            for task in tasks {
                report.add(&task.await.unwrap());
            }
            report.took(started.elapsed());
            report
        })
        .await
}
