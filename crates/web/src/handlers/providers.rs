//! The administrator's pages of providers, and of what their groups give.

use super::access::{button, capacity_fields, heads, state, ticked, to};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, field_with};
use crate::show;
use app::{AppError, GroupForm, GroupLine, ProviderForm, ProviderLine, SetBy, TeamRole};
use kernel::{ProviderId, Sensitive};
use pages::Tone;
use pages::form::{Choice, Control, Entered, Field, FormState};
use pages::panel::{AdminPanel, Button, PanelContent, PanelForm, PasswordField, Table, TableCell};

const HOME: &str = "/admin/sign-on";

fn id(ask: &Ask) -> Result<ProviderId, Failure> {
    ask.param("provider").parse().map_err(|_| Failure::not_found())
}

fn standing(provider: &ProviderLine) -> TableCell {
    TableCell::state(match provider.off_at {
        None => show::tag("On the log in page", Tone::Good),
        Some(_) => show::tag("Switched off", Tone::Bad),
    })
}

/// The form of a provider, with what stands in it.
fn provider_form(ask: &Ask, form: &FormState, standing: Option<&ProviderLine>) -> PanelForm {
    let none = ProviderLine {
        id: ProviderId::from_bytes([0; 16]),
        label: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        has_secret: false,
        scopes: "profile email".to_owned(),
        groups_claim: "groups".to_owned(),
        makes_accounts: false,
        factors: Vec::new(),
        off_at: None,
        people: 0,
        groups: Vec::new(),
    };
    let new = standing.is_none();
    let so = standing.unwrap_or(&none);
    // What stands there, unless this very form was sent: there is another one on the page.
    let sent = ask.form.pairs().iter().any(|(name, _)| name == "issuer");
    let value = |name: &str, so: &str| Entered::text(if sent { ask.field(name) } else { so });
    let text = |name: &str, label: &str, hint: &str, so: &str| -> Field {
        field_with(form, name, label, Control::Text, value(name, so)).hint(hint)
    };
    let radio = |name: &str, label: &str, options: Vec<Choice>, so: &str| {
        field_with(form, name, label, Control::Choice, value(name, so)).options(options)
    };
    let secret = if so.has_secret {
        "There is one. Leave this empty to keep it, or enter a new one."
    } else {
        "As the provider gave it to you. It is kept sealed and never shown again."
    };
    PanelForm {
        heading: if new { "Enter a provider" } else { "The provider" }.to_owned(),
        id: "provider".to_owned(),
        action: standing.map_or_else(|| HOME.to_owned(), |p| format!("{HOME}/{}", p.id)),
        words: vec![format!(
            "At the provider, register these two addresses: {0}{1} to come back to, and {0}/login for after logging out.",
            ask.origin,
            app::SIGN_ON_BACK
        )],
        fields: vec![
            text("label", "Words of the button", "Such as “Coventry staff log in”.", &so.label),
            text(
                "issuer",
                "Issuer",
                "The provider’s address exactly as it names itself. It is asked about itself when you save.",
                &so.issuer,
            ),
            text("client-id", "Client id", "What the provider calls this system.", &so.client_id),
            text("scopes", "Scopes", "What is asked for beside openid, with spaces between.", &so.scopes).optional(),
            text(
                "groups-claim",
                "Claim with groups",
                "The name under which the provider sends somebody’s groups. Empty: groups are not looked at, and you say by hand what each account may act as.",
                &so.groups_claim,
            )
            .optional(),
            radio(
                "unknown",
                "Somebody who has no account here yet",
                vec![
                    choice("refuse", "Is turned away: they need an invitation"),
                    choice("make", "Gets an account, if one of their groups gives them something"),
                ],
                if so.makes_accounts { "make" } else { "refuse" },
            ),
            text(
                "factors",
                "Second factor of the provider",
                "What it says in “amr” or “acr” when it has asked for a second factor, such as “mfa”. Empty: ours is asked for as well, which is safe.",
                &so.factors.join(" "),
            )
            .optional(),
        ],
        passwords: vec![PasswordField {
            name: "client-secret".to_owned(),
            label: "Client secret".to_owned(),
            hint: Some(secret.to_owned()),
            new: true,
            error: form.of("client-secret"),
        }],
        button: if new { "Ask the provider, and save" } else { "Save" }.to_owned(),
        ..PanelForm::default()
    }
}

fn typed(ask: &Ask) -> ProviderForm {
    let of = |name: &str| ask.field(name).to_owned();
    ProviderForm {
        label: of("label"),
        issuer: of("issuer").trim().to_owned(),
        client_id: of("client-id"),
        secret: Some(Sensitive::new(of("client-secret"))),
        scopes: of("scopes"),
        groups_claim: of("groups-claim"),
        makes_accounts: ask.field("unknown") == "make",
        factors: of("factors"),
    }
}

fn show_list(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let by = SetBy::Administrator(ask.actor()?);
    let providers = ask.app().sign_on_providers(&by)?;
    let row = |p: ProviderLine| {
        vec![
            TableCell::words(p.label.clone()).to(format!("{HOME}/{}", p.id)).small(p.issuer.clone()),
            TableCell::words(match p.people {
                1 => "One account".to_owned(),
                n => format!("{n} accounts"),
            }),
            standing(&p),
        ]
    };
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Log in elsewhere".to_owned(),
        lede: vec![
            "People can log in at a provider of your own (OpenID Connect), such as the one that they log in to their computer with. What they may do here is said here, by the groups that they are in there. Sessions here end as they always do.".to_owned(),
        ],
        back: Some(to("Administration", "/admin")),
        tables: vec![Table {
            caption: "Providers".to_owned(),
            heads: heads(["Provider", "Accounts", "State"]),
            rows: providers.into_iter().map(row).collect(),
            none: "None: everybody logs in with a password or a passkey.".to_owned(),
        }],
        forms: vec![provider_form(ask, &form, None)],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// All providers.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_list(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn add_again(ask: &Ask) -> Result<Answer, Failure> {
    show_list(ask, stale())
}

/// Enters a provider.
pub(crate) fn add(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().set_sign_on_provider(&SetBy::Administrator(ask.actor()?), None, &typed(ask)) {
        Ok(id) => Ok(Answer::next(format!("{HOME}/{id}")).saying(Said::ProviderSaved)),
        Err(AppError::Form(errors)) => show_list(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn group_row(here: &str, group: GroupLine) -> Vec<TableCell> {
    let mut gives = group.words;
    gives.extend(group.administers.then(|| "Administrator".to_owned()));
    if gives.is_empty() {
        gives.push("Nothing that is there today".to_owned());
    }
    let team = match group.team {
        Some((_, team, TeamRole::Manager)) => format!("{team}, leading it"),
        Some((_, team, TeamRole::Member)) => team,
        None => "None".to_owned(),
    };
    let hidden = vec![("group".to_owned(), group.name.clone())];
    let remove = button(format!("{here}/groups/remove"), "Take away", &group.name, false);
    vec![
        TableCell::words(group.name),
        TableCell::list(gives),
        TableCell::words(team),
        TableCell::buttons(vec![Button { hidden, ..remove }]),
    ]
}

/// The form of what a group gives.
fn group_form(ask: &Ask, form: &FormState, here: &str) -> Result<PanelForm, Failure> {
    let mut teams = vec![choice("", "In none")];
    for team in ask.app().teams(ask.actor()?)?.into_iter().filter(|t| t.closed_on.is_none()) {
        for (role, words) in [("member", ""), ("manager", ", leading it")] {
            teams.push(choice(format!("{}|{role}", team.id), format!("{}{words}", team.name)));
        }
    }
    let group = field(ask, form, "group", "Group", Control::Text).hint("As the provider sends it: a name or an id.");
    let mut fields = vec![group];
    if teams.len() > 1 {
        fields.push(field(ask, form, "team", "Team", Control::Choice).options(teams).optional());
    }
    Ok(PanelForm {
        heading: "What a group gives".to_owned(),
        id: "group-form".to_owned(),
        action: format!("{here}/groups"),
        words: vec![
            "Whoever is in the group has this from their next log in, and loses it at the first log in without the group. What you change or take away here counts at once. A group that is entered again is replaced.".to_owned(),
        ],
        fields,
        folded: capacity_fields(ask, &ticked(ask)?, ask.field("administers") == "yes", form)?,
        button: "Save what the group gives".to_owned(),
        ..PanelForm::default()
    })
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let wanted = id(ask)?;
    let found = ask.app().sign_on_providers(&SetBy::Administrator(ask.actor()?))?.into_iter().find(|p| p.id == wanted);
    let provider = found.ok_or_else(Failure::not_found)?;
    let here = format!("{HOME}/{wanted}");
    let on = provider.off_at.is_none();
    let (words, label) = if on {
        ("Nobody can log in by it any more. Accounts stay, and sessions go on until they end.", "Switch off")
    } else {
        ("It is shown on the log in page again, and people can log in by it as before.", "Switch on")
    };
    let mut forms = Vec::new();
    let mut tables = Vec::new();
    if !provider.groups_claim.is_empty() {
        tables.push(Table {
            caption: "What its groups give".to_owned(),
            heads: heads(["Group", "May act as", "Team", "Change"]),
            rows: provider.groups.iter().cloned().map(|g| group_row(&here, g)).collect(),
            none: "Nothing yet: nobody can log in by it.".to_owned(),
        });
        forms.push(group_form(ask, &form, &here)?);
    }
    forms.push(provider_form(ask, &form, Some(&provider)));
    forms.push(PanelForm {
        heading: format!("{label} this provider"),
        id: "switch".to_owned(),
        words: vec![words.to_owned()],
        action: format!("{here}/switch"),
        hidden: vec![("on".to_owned(), if on { "no" } else { "yes" }.to_owned())],
        button: label.to_owned(),
        warns: on,
        ..PanelForm::default()
    });
    let people = match provider.people {
        0 => "No account comes in by it yet.".to_owned(),
        1 => "One account comes in by it.".to_owned(),
        n => format!("{n} accounts come in by it."),
    };
    let state = if on { people } else { format!("It is switched off. {people}") };
    let fine = form.is_fine();
    let content = PanelContent {
        title: provider.label,
        caption: Some("Log in elsewhere".to_owned()),
        lede: vec![state],
        back: Some(to("Providers", HOME)),
        form,
        tables,
        forms,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// A provider.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn one_again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, stale())
}

/// Changes a provider.
pub(crate) fn set(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    match ask.app().set_sign_on_provider(&SetBy::Administrator(ask.actor()?), Some(id), &typed(ask)) {
        Ok(_) => Ok(Answer::next(format!("{HOME}/{id}")).saying(Said::ProviderSaved)),
        Err(AppError::Form(errors)) => show_one(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// What a group gives.
pub(crate) fn set_group(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let team =
        ask.field("team").split_once('|').and_then(|(team, role)| Some((team.parse().ok()?, TeamRole::parse(role)?)));
    if team.is_none() && !ask.field("team").is_empty() {
        return show_one(ask, FormState::wrong("team", "Choose a team from the list"));
    }
    let form = GroupForm {
        name: ask.field("group").to_owned(),
        capacities: ticked(ask)?,
        administers: ask.field("administers") == "yes",
        team,
    };
    match ask.app().set_sign_on_group(&SetBy::Administrator(ask.actor()?), id, &form) {
        Ok(()) => Ok(Answer::next(format!("{HOME}/{id}")).saying(Said::ProviderSaved)),
        Err(AppError::Form(errors)) => show_one(ask, state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Takes away what a group gives.
pub(crate) fn remove_group(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    ask.app().remove_sign_on_group(&SetBy::Administrator(ask.actor()?), id, ask.field("group"))?;
    Ok(Answer::next(format!("{HOME}/{id}")).saying(Said::ProviderSaved))
}

/// Switches a provider on or off.
pub(crate) fn switch(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    ask.app().switch_sign_on_provider(&SetBy::Administrator(ask.actor()?), id, ask.field("on") == "yes")?;
    Ok(Answer::next(format!("{HOME}/{id}")).saying(Said::ProviderSaved))
}
