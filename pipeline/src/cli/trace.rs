//! `kleio trace` and `kleio approve`: one asks, another agrees, and then it is shown.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::secret::VaultArgs;
use crate::access::{PrivateKey, SignedApproval, SignedRequest, USUAL};
use crate::trace::{self, Who};
use crate::vault::VaultReader;

/// Shows where the conversations of a cluster were read, their files and places there, once a second
/// person has approved.
///
/// The first time, this writes a signed request. Another person approves it with `kleio approve`. Then
/// the same command, with --approval, shows them. Everything is noted in the access log.
#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    /// The cluster's id, as `kleio tree RELEASE --json` and the pages show it.
    cluster: String,
    /// What for. Whoever approves judges by it, and it stays in the log.
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    #[command(flatten)]
    vault: VaultArgs,
    #[command(flatten)]
    who: WhoArgs,
    /// The approval that `kleio approve` wrote.
    #[arg(long, value_name = "FILE")]
    approval: Option<PathBuf>,
    /// How long the request is good for, such as 30m, 8h or 7d [default: 24h].
    #[arg(long, value_name = "TIME", value_parser = duration, conflicts_with = "approval")]
    valid: Option<SignedDuration>,
    /// Where to write the request [default: trace-CLUSTER-NUMBER.json].
    #[arg(long, value_name = "FILE", conflicts_with = "approval")]
    request: Option<PathBuf>,
}

/// Who does this.
#[derive(Debug, Args)]
pub(super) struct WhoArgs {
    /// Your name in the vault.
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    /// Your private key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// Agrees that somebody else sees the conversations of a cluster, or with no key only shows what they
/// ask for. Needs neither the vault nor its passphrase.
#[derive(Debug, Args)]
pub(super) struct ApproveArgs {
    /// The request that `kleio trace` wrote.
    request: PathBuf,
    /// Your name in the vault.
    #[arg(long = "as", value_name = "NAME", requires = "key")]
    name: Option<String>,
    /// Your private key.
    #[arg(long, value_name = "FILE", requires = "name")]
    key: Option<PathBuf>,
    /// Where to write the approval [default: beside the request, ending in .approved.json].
    #[arg(long, value_name = "FILE", requires = "key")]
    out: Option<PathBuf>,
}

fn duration(text: &str) -> Result<SignedDuration, String> {
    let number = |number: &str| number.parse::<u32>().ok().map(i64::from);
    let parsed = match text.split_at_checked(text.len().saturating_sub(1)) {
        Some((n, "m")) => number(n).map(SignedDuration::from_mins),
        Some((n, "h")) => number(n).map(SignedDuration::from_hours),
        Some((n, "d")) => number(n).map(|n| SignedDuration::from_hours(24 * n)),
        _ => None,
    };
    parsed.ok_or_else(|| "give minutes, hours or days, such as 30m, 8h or 7d".to_owned())
}

pub(super) fn execute(args: &TraceArgs) -> anyhow::Result<ExitCode> {
    let now = Timestamp::now();
    let key = PrivateKey::read(&args.who.key)?;
    let who = Who {
        name: &args.who.name,
        key: &key,
    };
    let vault = VaultReader::open_with(&args.vault.path, &args.vault.passphrase)?;
    let Some(approval) = &args.approval else {
        let valid = args.valid.unwrap_or(USUAL);
        let asked = trace::ask(&vault, &args.cluster, &args.purpose, who, valid, now)?;
        let usual = || PathBuf::from(file_name(&asked));
        let path = args.request.clone().unwrap_or_else(usual);
        asked.write(&path)?;
        super::print(&format!(
            "Nothing is shown yet. The request is in {path}. A second person has until {} to agree:\n  kleio approve {path} --as NAME --key FILE\n",
            asked.request.until,
            path = path.display(),
        ))?;
        return Ok(ExitCode::SUCCESS);
    };
    let approved = SignedApproval::read(approval)?;
    let (references, head) =
        trace::show(&vault, &args.cluster, &args.purpose, who, &approved, now)?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["file", "unit", "number"])?;
    for reference in &references {
        let number = reference.number.to_string();
        csv.write_record([reference.file.as_str(), reference.unit, &number])?;
    }
    super::print(&String::from_utf8(csv.into_inner()?)?)?;
    super::tell(&format!(
        "This is noted in the access log. Keep its head elsewhere, so that nobody can take the note away: {head}"
    ));
    Ok(ExitCode::SUCCESS)
}

fn file_name(asked: &SignedRequest) -> String {
    let number: String = asked.request.number.chars().take(8).collect();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let cluster: String = asked.request.cluster.chars().map(plain).collect();
    format!("trace-{cluster}-{number}.json")
}

pub(super) fn approve(args: &ApproveArgs) -> anyhow::Result<ExitCode> {
    let request = SignedRequest::read(&args.request)?;
    if !request.is_as_signed() {
        anyhow::bail!(
            "{} was changed after it was signed. Do not approve it; ask for a new one.",
            args.request.display()
        );
    }
    let asked = &request.request;
    super::print(&format!(
        "{} asks to see which conversations are in the cluster {} ({}).\nFor: {}\nAsked at {}, good until {}.\n",
        asked.by, asked.name, asked.cluster, asked.purpose, asked.at, asked.until
    ))?;
    let (Some(name), Some(key)) = (&args.name, &args.key) else {
        super::print("To agree, give --as NAME and --key FILE.\n")?;
        return Ok(ExitCode::SUCCESS);
    };
    if *name == asked.by {
        anyhow::bail!("{name} asks, so somebody else has to approve.");
    }
    let now = Timestamp::now();
    if now > asked.until {
        anyhow::bail!(
            "The request was good until {}. It has to be asked again.",
            asked.until
        );
    }
    let approved = request.approve(name, &PrivateKey::read(key)?, now)?;
    let path = args.out.clone().unwrap_or_else(|| beside(&args.request));
    approved.write(&path)?;
    super::print(&format!(
        "Approved. Give {path} to who asked; they add --approval {path} to their command.\n",
        path = path.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn beside(request: &Path) -> PathBuf {
    request.with_extension("approved.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(duration("30m"), Ok(SignedDuration::from_mins(30)));
        assert_eq!(duration("7d"), Ok(SignedDuration::from_hours(168)));
        for bad in ["", "h", "8", "-1h", "8s", "1.5h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }
}
