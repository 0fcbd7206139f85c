//! `kleio purge`: takes conversations out of a vault and keeps them out.

use std::io::{self, Read as _};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::secret::VaultArgs;
use crate::custody::{self, Purge, Purged};
use crate::vault::Vault;

/// Takes what is named out of the vault, and keeps it out of all later runs in it, also where the
/// input still holds it.
///
/// Finished stages are taken away: the next run makes them again without what was purged. A release
/// that was written before is not changed; run again and put the new one in its place.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(super) struct PurgeArgs {
    #[command(flatten)]
    vault: VaultArgs,
    /// Purge what began longer ago than this (such as 90d or 12w), or before a day (2026-03-01).
    /// Conversations without a time stay.
    #[arg(long, group = "what", value_name = "SPAN", value_parser = older_than)]
    older_than: Option<OlderThan>,
    /// Purge all conversations of an account, by its id in the input. May be given more than once;
    /// - reads ids from standard input, one a line.
    #[arg(long, group = "what", value_name = "ID")]
    account: Vec<String>,
    /// Purge everything. The access log stays, and so does what was purged before.
    #[arg(long, group = "what")]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OlderThan {
    Span(SignedDuration),
    Day(Timestamp),
}

fn older_than(text: &str) -> Result<OlderThan, String> {
    if let Ok(date) = text.parse::<Date>() {
        let day = date.to_zoned(TimeZone::UTC).map_err(|e| e.to_string())?;
        return Ok(OlderThan::Day(day.timestamp()));
    }
    let days = match text.split_at_checked(text.len().saturating_sub(1)) {
        Some((number, "d")) => number.parse::<i64>().ok(),
        Some((number, "w")) => number.parse::<i64>().ok().and_then(|n| n.checked_mul(7)),
        _ => None,
    };
    match days {
        Some(days @ 1..=36_500) => Ok(OlderThan::Span(SignedDuration::from_hours(24 * days))),
        _ => Err("give days or weeks, such as 90d or 12w, or a day, such as 2026-03-01".to_owned()),
    }
}

impl PurgeArgs {
    fn what(&self, now: Timestamp) -> anyhow::Result<Purge> {
        Ok(match self.older_than {
            Some(OlderThan::Day(day)) => Purge::Before(day),
            Some(OlderThan::Span(span)) => Purge::Before(now.checked_sub(span)?),
            None if self.all => Purge::All,
            None => Purge::Accounts(self.accounts()?),
        })
    }

    fn accounts(&self) -> anyhow::Result<Vec<String>> {
        let mut accounts = Vec::new();
        for account in &self.account {
            if account == "-" {
                let mut text = String::new();
                io::stdin()
                    .read_to_string(&mut text)
                    .context("Standard input cannot be read as text")?;
                accounts.extend(text.lines().filter(|l| !l.is_empty()).map(str::to_owned));
            } else {
                accounts.push(account.clone());
            }
        }
        if accounts.is_empty() {
            bail!("No account was named. Give --account ID, or ids on standard input.");
        }
        Ok(accounts)
    }
}

pub(super) fn execute(args: &PurgeArgs) -> anyhow::Result<ExitCode> {
    let now = Timestamp::now();
    let what = args.what(now)?;
    let mut vault = Vault::existing(&args.vault.path, &args.vault.passphrase)?;
    let purged = custody::purge(&mut vault, &what, now)?;
    super::print(&in_words(&what, purged))?;
    Ok(ExitCode::SUCCESS)
}

fn in_words(what: &Purge, purged: Purged) -> String {
    let mut said = match purged.conversations {
        None => {
            "Purged. No finished run was in the vault, so how much it was is not known.".to_owned()
        }
        Some(0) => "Nothing of it was in the vault.".to_owned(),
        Some(1) => "Purged 1 conversation.".to_owned(),
        Some(n) => format!("Purged {n} conversations."),
    };
    if purged.replies > 0 {
        said += &format!(" Removed {} replies of models.", purged.replies);
    }
    if purged.without_time > 0 {
        said += &format!(
            " {} conversations have no time and stay; purge their accounts, or everything.",
            purged.without_time
        );
    }
    said += match what {
        Purge::All => "\nFinished stages are gone.",
        _ => "\nLater runs leave it out. Finished stages are gone; `kleio run` makes them again.",
    };
    said + " A release that was written before is unchanged: put a new one in its place. The new one is not held \
            against it, since that would keep what was purged in the vault: whoever kept the old one could subtract \
            the two. With --dp-epsilon they could not.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_days() {
        let days = |n: i64| Ok(OlderThan::Span(SignedDuration::from_hours(24 * n)));
        assert_eq!(older_than("90d"), days(90));
        assert_eq!(older_than("2w"), days(14));
        let day = OlderThan::Day("2026-03-01T00:00:00Z".parse().unwrap());
        assert_eq!(older_than("2026-03-01"), Ok(day));
        for bad in [
            "",
            "d",
            "90",
            "0d",
            "-1d",
            "90m",
            "1.5d",
            "99999999d",
            "2026-13-01",
            "ä",
        ] {
            assert!(older_than(bad).is_err(), "{bad}");
        }
    }
}
