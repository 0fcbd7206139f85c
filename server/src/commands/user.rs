//! `kleio-server user`: adds users, invites them, changes what they may do.

use anyhow::Context as _;
use clap::Subcommand;

use super::{DataArgs, note, say};
use crate::access::Role;
use crate::state::now;
use crate::store::log::Action;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Adds a user, and prints a link by which the user chooses a password
    ///
    /// For a user who is there already, a new link is made, by which the password is chosen anew. A
    /// link works once, for a week.
    Invite {
        #[command(flatten)]
        data: DataArgs,
        /// The name to log in with
        name: String,
        /// What the user may do; each role may do what those before it may
        #[arg(long, value_name = "viewer|analyst|publisher|admin")]
        role: Option<Role>,
        /// The server's address as browsers see it
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
        url: String,
    },
    /// Adds a user whom a proxy or an OpenID Connect provider will name
    Add {
        #[command(flatten)]
        data: DataArgs,
        /// The name, as it will be given
        name: String,
        /// What the user may do
        #[arg(long, value_name = "viewer|analyst|publisher|admin")]
        role: Role,
    },
    /// Lists the users
    List {
        #[command(flatten)]
        data: DataArgs,
    },
    /// Changes what a user may do
    Role {
        #[command(flatten)]
        data: DataArgs,
        /// The user
        name: String,
        /// What the user may do from now on
        #[arg(value_name = "viewer|analyst|publisher|admin")]
        role: Role,
    },
    /// Lets a user in no more; sessions and tokens end
    Disable {
        #[command(flatten)]
        data: DataArgs,
        /// The user
        name: String,
    },
    /// Lets a user in again
    Enable {
        #[command(flatten)]
        data: DataArgs,
        /// The user
        name: String,
    },
}

pub(super) fn run(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Invite {
            data,
            name,
            role,
            url,
        } => {
            let store = data.open()?;
            let user = match (store.user(&name)?, role) {
                (Some(user), None) => user,
                (Some(user), Some(role)) if user.role == role => user,
                (Some(_), Some(role)) => store.set_role(&name, role)?,
                (None, role) => {
                    let role = role.context(
                        "There is no user of this name yet. Say with --role what the user may do.",
                    )?;
                    store.add_user(&name, role)?
                }
            };
            let secret = store.invite(&user, now())?;
            note(&store, Action::Invited, &user.name)?;
            let url = url.trim_end_matches('/');
            say(format_args!(
                "{} is invited as {}. This link works once, for a week:",
                user.name, user.role
            ));
            say(format_args!("{url}/invitation/{}", secret.reveal()));
        }
        UserCommand::Add { data, name, role } => {
            let store = data.open()?;
            let user = store.add_user(&name, role)?;
            note(&store, Action::Invited, &user.name)?;
            say(format_args!("{} is added as {role}.", user.name));
        }
        UserCommand::List { data } => {
            for user in data.open()?.users()? {
                let state = match (user.disabled, user.password) {
                    (true, _) => "disabled",
                    (false, true) => "has a password",
                    (false, false) => "has no password yet",
                };
                say(format_args!("{}\t{}\t{state}", user.name, user.role));
            }
        }
        UserCommand::Role { data, name, role } => {
            let store = data.open()?;
            let user = store.set_role(&name, role)?;
            note(
                &store,
                Action::ChangedRole,
                &format!("{} {role}", user.name),
            )?;
            say(format_args!("{} is {role} now.", user.name));
        }
        UserCommand::Disable { data, name } => {
            let store = data.open()?;
            let user = store.set_disabled(&name, true)?;
            note(&store, Action::Disabled, &user.name)?;
            say(format_args!("{} is let in no more.", user.name));
        }
        UserCommand::Enable { data, name } => {
            let store = data.open()?;
            let user = store.set_disabled(&name, false)?;
            note(&store, Action::Enabled, &user.name)?;
            say(format_args!("{} is let in again.", user.name));
        }
    }
    Ok(())
}
