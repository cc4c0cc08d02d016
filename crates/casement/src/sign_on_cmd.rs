//! `casement sign-on`: the providers at which people log in, and what their groups give.

use crate::settings::StorageArgs;
use app::{App, GroupForm, ProviderForm, ProviderLine, SetBy, TeamRole};
use clap::{Args, Subcommand};
use kernel::{Caller, ProviderId, Sensitive};
use std::io::{Read, Write};

/// Enter, list and switch providers, and say what their groups give.
#[derive(Debug, Args)]
pub struct SignOnArgs {
    #[command(subcommand)]
    command: SignOnCommand,
    #[command(flatten)]
    storage: StorageArgs,
    /// The authority's short name, where there are several.
    #[arg(long, env = "CASEMENT_AUTHORITY", global = true)]
    authority: Option<String>,
}

#[derive(Debug, Subcommand)]
enum SignOnCommand {
    /// List the providers, and what their groups give.
    List,
    /// Enter a provider; with `--id`, change one. The client's secret is read from standard input: an empty line keeps what is there.
    Set(SetArgs),
    /// Say what a group gives.
    Group {
        /// The provider's id, as listed.
        id: String,
        /// The group, as the provider names it.
        #[arg(long)]
        name: String,
        /// As whom its people may act, `notice#principal`; for an enrolled body `notice#class:…/enrolment`.
        #[arg(long = "capacity")]
        capacities: Vec<String>,
        /// They administer.
        #[arg(long)]
        administers: bool,
        /// The team that they are in: its id.
        #[arg(long)]
        team: Option<String>,
        /// They lead it.
        #[arg(long, requires = "team")]
        leads: bool,
    },
    /// Take away what a group gives.
    NoGroup {
        /// The provider's id, as listed.
        id: String,
        /// The group.
        #[arg(long)]
        name: String,
    },
    /// Let people in by a provider again.
    On {
        /// The provider's id, as listed.
        id: String,
    },
    /// Let nobody in by a provider any more.
    Off {
        /// The provider's id, as listed.
        id: String,
    },
}

#[derive(Debug, Args)]
struct SetArgs {
    /// The provider's id, as listed; left out: a new one.
    #[arg(long)]
    id: Option<String>,
    /// The words of its button.
    #[arg(long)]
    label: String,
    /// Its address, exactly as it names itself.
    #[arg(long)]
    issuer: String,
    /// What the provider calls this system.
    #[arg(long)]
    client_id: String,
    /// What is asked for beside `openid`.
    #[arg(long, default_value = "profile email")]
    scopes: String,
    /// The claim that holds groups; empty: none is looked at.
    #[arg(long, default_value = "groups")]
    groups_claim: String,
    /// Somebody who is not known gets an account, if a group gives them something.
    #[arg(long)]
    makes_accounts: bool,
    /// What it says (`amr` or `acr`) when it has asked for a second factor that is trusted; empty: ours is asked for too.
    #[arg(long, default_value = "")]
    factors: String,
}

fn provider(id: &str) -> Result<ProviderId, String> {
    id.parse().map_err(|_| "give the provider's id as `casement sign-on list` prints it".to_owned())
}

fn say(provider: &ProviderLine, out: &mut dyn Write) -> std::io::Result<()> {
    let state = if provider.off_at.is_some() { "off" } else { "on" };
    let makes = if provider.makes_accounts { "makes accounts" } else { "makes no accounts" };
    let factors = if provider.factors.is_empty() {
        "our second factor".to_owned()
    } else {
        format!("its second factor ({})", provider.factors.join(" "))
    };
    writeln!(
        out,
        "{}\t{state}\t{}\t{}\t{}\t{makes}, {factors}, {} accounts",
        provider.id, provider.label, provider.issuer, provider.client_id, provider.people
    )?;
    for group in &provider.groups {
        let administers = if group.administers { ", administers" } else { "" };
        let team = group.team.as_ref().map_or_else(String::new, |(_, name, role)| format!(", {} of {name}", role.id()));
        writeln!(out, "\t{}\t{}{administers}{team}", group.name, group.capacities.join(", "))?;
    }
    Ok(())
}

impl SignOnArgs {
    /// Does it.
    ///
    /// # Errors
    /// In words that say what to do.
    pub fn run(&self, input: &mut dyn Read, out: &mut dyn Write) -> Result<(), String> {
        let store = self.storage.open()?;
        let (authority, _) = crate::serve::authority(&store, self.authority.as_deref())?;
        let (app, caller) = (App::new(store, authority), Caller::system(authority, "sign-on"));
        let by = SetBy::Outside(&caller);
        let told = |done: std::io::Result<()>| done.map_err(|e| format!("cannot write: {e}"));
        match &self.command {
            SignOnCommand::List => {
                for provider in app.sign_on_providers(&by).map_err(|e| e.to_string())? {
                    told(say(&provider, out))?;
                }
                Ok(())
            }
            SignOnCommand::Set(set) => {
                let id = set.id.as_deref().map(provider).transpose()?;
                let mut secret = String::new();
                input.take(4096).read_to_string(&mut secret).map_err(|_| "cannot read the secret".to_owned())?;
                let form = ProviderForm {
                    label: set.label.clone(),
                    issuer: set.issuer.clone(),
                    client_id: set.client_id.clone(),
                    secret: Some(Sensitive::new(secret.trim().to_owned())),
                    scopes: set.scopes.clone(),
                    groups_claim: set.groups_claim.clone(),
                    makes_accounts: set.makes_accounts,
                    factors: set.factors.clone(),
                };
                let id = app.set_sign_on_provider(&by, id, &form).map_err(|e| e.to_string())?;
                told(writeln!(out, "{id}"))
            }
            SignOnCommand::Group { id, name, capacities, administers, team, leads } => {
                let team = match team {
                    Some(team) => {
                        let id =
                            team.parse().map_err(|_| "give the team's id, as its page's address has it".to_owned())?;
                        Some((id, if *leads { TeamRole::Manager } else { TeamRole::Member }))
                    }
                    None => None,
                };
                let (name, capacities) = (name.clone(), capacities.clone());
                let form = GroupForm { name, capacities, administers: *administers, team };
                app.set_sign_on_group(&by, provider(id)?, &form).map_err(|e| e.to_string())
            }
            SignOnCommand::NoGroup { id, name } => {
                let done = app.remove_sign_on_group(&by, provider(id)?, name);
                done.map_err(|_| "there is no such provider, or the group gives nothing".to_owned())
            }
            SignOnCommand::On { id } => self.switch(&app, &by, id, true),
            SignOnCommand::Off { id } => self.switch(&app, &by, id, false),
        }
    }

    fn switch(&self, app: &App, by: &SetBy<'_>, id: &str, on: bool) -> Result<(), String> {
        app.switch_sign_on_provider(by, provider(id)?, on).map_err(|_| "there is no such provider".to_owned())
    }
}
