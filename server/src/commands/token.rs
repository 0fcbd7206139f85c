//! `kleio-server token`: makes and revokes tokens for programs.

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::{DataArgs, note, say, time};
use crate::state::now;
use crate::store::log::Action;

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Makes a token with the rights of a user, and prints it this once
    Make {
        #[command(flatten)]
        data: DataArgs,
        /// The user whose rights it has
        user: String,
        /// What it is for
        #[arg(long)]
        label: String,
        /// How many days it works, 1 to 366
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
    /// Lists the tokens, without their secrets
    List {
        #[command(flatten)]
        data: DataArgs,
    },
    /// Revokes a token
    Revoke {
        #[command(flatten)]
        data: DataArgs,
        /// Its number, as list shows it
        token: i64,
    },
}

pub(super) fn run(command: TokenCommand) -> anyhow::Result<()> {
    match command {
        TokenCommand::Make {
            data,
            user,
            label,
            days,
        } => {
            let store = data.open()?;
            let user = store
                .user(&user)?
                .filter(|user| !user.disabled)
                .with_context(|| format!("There is no user called {user} who may log in."))?;
            let (token, secret) = store.make_token(&user, &label, days, now())?;
            note(&store, Action::MadeToken, &token.id.to_string())?;
            let until = time(token.expires);
            say(format_args!(
                "Token {} has the rights of {} until {until}. Copy it now, it is shown this once:",
                token.id, user.name
            ));
            say(secret.reveal());
        }
        TokenCommand::List { data } => {
            for token in data.open()?.tokens(None)? {
                let (id, user, label) = (token.id, token.user, token.label);
                say(format_args!(
                    "{id}\t{user}\t{}\t{label}",
                    time(token.expires)
                ));
            }
        }
        TokenCommand::Revoke { data, token } => {
            let store = data.open()?;
            if !store.revoke_token(token, None)? {
                bail!("There is no token {token}. kleio-server token list shows those there are.");
            }
            note(&store, Action::RevokedToken, &token.to_string())?;
            say(format_args!("Token {token} works no more."));
        }
    }
    Ok(())
}
