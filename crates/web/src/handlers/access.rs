//! The administrator's pages of accounts, invitations and enrolled bodies.

use super::own::handed_over;
use super::sign_on;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, day, field, read_day};
use crate::show;
use app::{AppError, NewEnrolment, NewInvitation};
use kernel::{AccountId, EnrolmentId};
use pages::Link;
use pages::form::{Control, Entered, FieldValue, FormState};
use pages::panel::{AdminPanel, Button, Folded, Once, PanelContent, PanelForm, Table, TableCell};

pub(super) fn heads<const N: usize>(all: [&str; N]) -> Vec<String> {
    all.map(str::to_owned).to_vec()
}

pub(super) fn to(text: &str, href: &str) -> Link {
    Link { text: text.to_owned(), href: href.to_owned() }
}

pub(super) fn button(action: String, label: &str, about: &str, warns: bool) -> Button {
    Button { action, hidden: vec![], label: label.to_owned(), about: about.to_owned(), warns }
}

/// Confirms an account.
pub(crate) fn confirm(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().confirm_account(ask.actor()?, account_id(ask)?) {
        Ok(()) => Ok(Answer::next("/admin/review").saying(Said::AccountConfirmed)),
        Err(AppError::Refused(words)) => super::lists::access::refused(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Until when somebody's training is up to date.
pub(crate) fn training(ask: &Ask) -> Result<Answer, Failure> {
    let id = account_id(ask)?;
    let mut form = FormState::default();
    let until = read_day(ask, &mut form, "training", "The day");
    if !form.is_fine() {
        return show_account(ask, form, false);
    }
    match ask.app().set_training(ask.actor()?, id, until) {
        Ok(()) => Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::AccountChanged)),
        Err(AppError::Form(errors)) => show_account(ask, show::form_state(&errors), false),
        Err(error) => Err(error.into()),
    }
}

/// By what somebody owes confidentiality.
pub(crate) fn confidentiality(ask: &Ask) -> Result<Answer, Failure> {
    let id = account_id(ask)?;
    let by = Some(ask.field("bound-by")).filter(|by| !by.is_empty());
    match ask.app().set_confidentiality(ask.actor()?, id, by) {
        Ok(()) => Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::AccountChanged)),
        Err(AppError::Form(errors)) => show_account(ask, show::form_state(&errors), false),
        Err(error) => Err(error.into()),
    }
}

/// As whom somebody may act: a field for each notice, and one for administration.
pub(super) fn capacity_fields(
    ask: &Ask,
    chosen: &[String],
    administers: bool,
    form: &FormState,
) -> Result<Vec<Folded>, Failure> {
    let mut fields = Vec::new();
    for (at, group) in ask.app().capacity_choices(ask.actor()?)?.into_iter().enumerate() {
        let name = format!("capacities-{at}");
        let label = format!("May act under {}", group.notice);
        let field = choose(form, &name, &label, Control::Choices, &group.choices, chosen.to_vec());
        let open = field.error.is_some() || group.choices.iter().any(|(value, _)| chosen.contains(value));
        fields.push(Folded { field, open });
    }
    let yes =
        [("yes".to_owned(), "Administers accounts, lists and rules, and is shown nothing about anybody".to_owned())];
    let picked = if administers { vec!["yes".to_owned()] } else { vec![] };
    let field = choose(form, "administers", "Administration", Control::Choices, &yes, picked);
    fields.push(Folded { open: administers || field.error.is_some(), field });
    Ok(fields)
}

/// What was ticked, over all notices.
pub(super) fn ticked(ask: &Ask) -> Result<Vec<String>, Failure> {
    let groups = ask.app().capacity_choices(ask.actor()?)?.len();
    Ok((0..groups)
        .flat_map(|at| ask.form.all(&format!("capacities-{at}")).map(str::to_owned).collect::<Vec<_>>())
        .collect())
}

/// What is wrong, with the first of the notices' fields to lead to.
pub(super) fn state(errors: &app::views::FormErrors) -> FormState {
    let mut form = show::form_state(errors);
    for error in &mut form.errors {
        if error.field == "capacities" {
            "capacities-0".clone_into(&mut error.field);
        }
    }
    form
}

fn account_id(ask: &Ask) -> Result<AccountId, Failure> {
    ask.param("account").parse().map_err(|_| Failure::not_found())
}

fn show_account(ask: &Ask, form: FormState, typed: bool) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let account = app.account(actor, account_id(ask)?)?;
    let here = format!("/admin/accounts/{}", account.id);
    let own = account.id == actor.account;
    let session = |s: app::SessionLine| {
        let device = if s.device.is_empty() { "A device that did not say what it is".to_owned() } else { s.device };
        vec![TableCell::words(device), TableCell::words(s.began_at.words()), TableCell::words(s.last_seen_at.words())]
    };
    let (chosen, administers) = if typed {
        (ticked(ask)?, ask.field("administers") == "yes")
    } else {
        (account.capacities.clone(), account.administers)
    };
    let folded = capacity_fields(ask, &chosen, administers, &form)?;
    let plain = |action: &str, button: &str, warns| PanelForm {
        action: format!("{here}/{action}"),
        button: button.to_owned(),
        warns,
        ..PanelForm::default()
    };
    let mut forms = vec![PanelForm {
        heading: "What the account may act as".to_owned(),
        id: "capacities".to_owned(),
        words: vec!["What is taken away is gone at once, and its sessions end.".to_owned()],
        folded,
        ..PanelForm { action: here.clone(), ..plain("", "Save", false) }
    }];
    let until = field(ask, &form, "training", "Up to date until", Control::Date).optional().hint(
        "The last day. Empty: it is not up to date. A notice can say that only people with training see something.",
    );
    let until = match account.trained_until {
        Some(last) => until.standing(ask, day(last)),
        None => until,
    };
    forms.push(PanelForm {
        heading: "Training".to_owned(),
        id: "training-form".to_owned(),
        fields: vec![until],
        ..plain("training", "Save the day", false)
    });
    let mut bound: Vec<_> = vec![choice("", "That is not established: nothing of it is shown")];
    bound.extend(app::BOUND_BY.iter().map(|(code, words)| choice(*code, *words)));
    forms.push(PanelForm {
        heading: "Confidentiality".to_owned(),
        id: "confidentiality-form".to_owned(),
        words: vec!["Health and care that are kept on that condition (UK GDPR article 9(2)(h) and (3)) are shown only to people who owe confidentiality.".to_owned()]
            .into_iter()
            .chain((account.bound_by.as_deref() == Some("taken-over")).then(|| {
                "It was taken over that they do: confirm by what.".to_owned()
            }))
            .collect(),
        fields: vec![
            field(ask, &form, "bound-by", "By what do they owe confidentiality?", Control::Choice)
                .options(bound)
                .optional()
                .standing(ask, Entered::text(account.bound_by.clone().unwrap_or_default())),
        ],
        ..plain("confidentiality", "Save", false)
    });
    if !account.sessions.is_empty() {
        forms.push(PanelForm {
            heading: "Log out everywhere".to_owned(),
            id: "sessions".to_owned(),
            ..plain("sessions", "End all sessions", false)
        });
    }
    if account.enabled && !own {
        forms.push(PanelForm {
            heading: "Lost password or authenticator".to_owned(),
            id: "recovery".to_owned(),
            words: vec!["You ask for a way back, and another administrator or their team’s manager agrees. Only then is there a link.".to_owned()],
            ..plain("recovery", "Ask for a way back", false)
        });
    }
    if !own {
        let (words, label, on) = if account.enabled {
            (
                "Nobody can log in to it any more, and its sessions end at once. What it did stays on the ledger.",
                "Switch off",
                "no",
            )
        } else {
            ("It can be logged in to again, as before.", "Switch on", "yes")
        };
        forms.push(PanelForm {
            heading: format!("{label} the account"),
            id: "switch".to_owned(),
            words: vec![words.to_owned()],
            hidden: vec![("on".to_owned(), on.to_owned())],
            ..plain("switch", label, account.enabled)
        });
    }
    let connected: Vec<_> = app.connections(actor, account.id)?.into_iter().filter(|c| c.since.is_some()).collect();
    let mut tables = Vec::new();
    if !connected.is_empty() {
        let row = |c: &app::Connection| {
            let off =
                button(format!("{here}/sign-on/{}", c.provider), "Disconnect", &format!("from {}", c.label), false);
            vec![TableCell::words(c.label.clone()), sign_on::since(c), sign_on::used(c), TableCell::buttons(vec![off])]
        };
        tables.push(Table {
            caption: "Logs in elsewhere".to_owned(),
            heads: heads(["Where", "Connected", "Last used", "Change"]),
            rows: connected.iter().map(row).collect(),
            none: String::new(),
        });
    }
    let fine = form.is_fine();
    let said = format!(
        "{}, second factor {}.{}",
        if account.enabled { "Active" } else { "Switched off" },
        if account.second_factor { "set up" } else { "not set up yet" },
        account
            .confirm_by
            .map_or_else(String::new, |by| format!(" It ends after {} unless it is confirmed.", show::date(by)))
    );
    tables.insert(
        0,
        Table {
            caption: "Sessions".to_owned(),
            heads: heads(["Device", "Since", "Last used"]),
            rows: account.sessions.into_iter().map(session).collect(),
            none: "Not logged in anywhere.".to_owned(),
        },
    );
    let content = PanelContent {
        title: account.name,
        nameless: Some("An account".to_owned()),
        caption: Some(account.username),
        lede: vec![said],
        back: Some(to("Accounts", "/admin/accounts")),
        form,
        links: vec![to("Tokens for programs", &format!("{here}/tokens"))],
        tables,
        forms,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// An account.
pub(crate) fn account(ask: &Ask) -> Result<Answer, Failure> {
    show_account(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn account_again(ask: &Ask) -> Result<Answer, Failure> {
    show_account(ask, stale(), true)
}

/// What an account may act as.
pub(crate) fn set_account(ask: &Ask) -> Result<Answer, Failure> {
    let id = account_id(ask)?;
    let administers = ask.field("administers") == "yes";
    match ask.app().set_capacities(ask.actor()?, id, &ticked(ask)?, administers) {
        Ok(()) => Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::AccountChanged)),
        Err(AppError::Form(errors)) => show_account(ask, state(&errors), true),
        Err(error) => Err(error.into()),
    }
}

/// Switches an account on or off.
pub(crate) fn switch_account(ask: &Ask) -> Result<Answer, Failure> {
    let id = account_id(ask)?;
    ask.app().enable_account(ask.actor()?, id, ask.field("on") == "yes")?;
    Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::AccountChanged))
}

/// Ends all sessions of an account.
pub(crate) fn end_sessions(ask: &Ask) -> Result<Answer, Failure> {
    let id = account_id(ask)?;
    ask.app().end_sessions_of(ask.actor()?, id)?;
    Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::SessionsEnded))
}

/// Disconnects an account from a provider.
pub(crate) fn disconnect(ask: &Ask) -> Result<Answer, Failure> {
    let (id, provider) = (account_id(ask)?, ask.param("provider").parse().map_err(|_| Failure::not_found())?);
    ask.app().disconnect(ask.actor()?, id, provider)?;
    Ok(Answer::next(format!("/admin/accounts/{id}")).saying(Said::Disconnected))
}

/// Asks for a way back.
pub(crate) fn ask_recovery(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().ask_recovery(ask.actor()?, account_id(ask)?)?;
    Ok(Answer::next("/recoveries").saying(Said::RecoveryAsked))
}

fn show_invite(ask: &Ask, form: FormState, once: Option<Once>) -> Result<Answer, Failure> {
    // After an invitation was made, the form is empty again.
    let filled = once.is_none();
    let mut fields = vec![
        field(ask, &form, "name", "Name that colleagues know them by", Control::Text),
        field(ask, &form, "username", "Work email address", Control::Email).hint("They type it to log in."),
    ];
    if !filled {
        for field in &mut fields {
            field.value = FieldValue::default();
        }
    }
    let chosen = if filled { ticked(ask)? } else { vec![] };
    let folded = capacity_fields(ask, &chosen, filled && ask.field("administers") == "yes", &form)?;
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Invite somebody".to_owned(),
        lede: vec!["They choose their own password, through a link that works once within a week.".to_owned()],
        back: Some(to("Invitations", "/admin/invitations")),
        once,
        form,
        forms: vec![PanelForm {
            action: "/admin/invitations/new".to_owned(),
            fields,
            folded,
            button: "Make the invitation".to_owned(),
            ..PanelForm::default()
        }],
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// The form of an invitation.
pub(crate) fn invite_page(ask: &Ask) -> Result<Answer, Failure> {
    show_invite(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn invite_again(ask: &Ask) -> Result<Answer, Failure> {
    show_invite(ask, stale(), None)
}

/// Invites somebody, and shows the link once.
pub(crate) fn invite(ask: &Ask) -> Result<Answer, Failure> {
    let new = NewInvitation {
        username: ask.field("username").to_owned(),
        name: ask.field("name").to_owned(),
        capacities: ticked(ask)?,
        administers: ask.field("administers") == "yes",
        origin: ask.web.settings.origin.clone(),
    };
    match ask.app().invite(ask.actor()?, &new) {
        Ok((_, secret)) => {
            let mut once = handed_over(ask, "/join", &secret, "for a week");
            if new.origin.is_some() {
                once.heading = "The invitation is on its way".to_owned();
                once.words.insert(
                    0,
                    "An email with this link goes to their address. You can also hand it over yourself.".to_owned(),
                );
            }
            show_invite(ask, FormState::default(), Some(once))
        }
        Err(AppError::Form(errors)) => show_invite(ask, state(&errors), None),
        Err(error) => Err(error.into()),
    }
}

/// Withdraws an invitation.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("invitation").parse().map_err(|_| Failure::not_found())?;
    ask.app().withdraw_invitation(ask.actor()?, id)?;
    Ok(Answer::next("/admin/invitations").saying(Said::InvitationWithdrawn))
}

/// The published notices, each once: id and title.
pub(super) fn published(ask: &Ask) -> Result<Vec<(String, String)>, Failure> {
    let mut notices: Vec<(String, String)> = Vec::new();
    for line in ask.app().notice_list()? {
        if !notices.iter().any(|(id, _)| *id == line.notice_id) {
            notices.push((line.notice_id, line.title));
        }
    }
    Ok(notices)
}

fn show_enrol(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = ask.notice();
    let lists = ask.app().open_lists(ask.actor()?, &id)?;
    if lists.is_empty() {
        return Err(Failure::not_found());
    }
    let options: Vec<(String, String)> = lists.iter().map(|l| (l.class.clone(), l.label.clone())).collect();
    let requires: Vec<String> = lists.iter().map(|l| format!("{}: {}", l.label, l.requires)).collect();
    let picked = match ask.field("class") {
        "" if options.len() == 1 => options.iter().map(|(value, _)| value.clone()).collect(),
        class => vec![class.to_owned()],
    };
    let fields = vec![
        choose(&form, "class", "List", Control::Choice, &options, picked),
        field(ask, &form, "name", "Name of the organisation", Control::Text).hint(
            "It is published on the notice’s page, unless the list is of those who are let in for one person each. For somebody who lets in their own name, enter the name that they trade under.",
        ),
        field(ask, &form, "evidence", "What was seen", Control::Text)
            .hint("Where it can be seen: the reference of an agreement, contract or certificate."),
        super::destinations::country(ask, &form, ""),
        field(ask, &form, "from", "First day", Control::Date).hint("Empty: today.").optional(),
        field(ask, &form, "until", "Last day", Control::Date).hint("Empty: until it is ended.").optional(),
    ];
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Add an organisation to an open list".to_owned(),
        lede: std::iter::once("What the notice requires first:".to_owned()).chain(requires).collect(),
        back: Some(to("Open lists", "/admin/enrolments")),
        form,
        forms: vec![PanelForm {
            action: format!("/admin/enrolments/{id}"),
            fields,
            button: "Add to the list".to_owned(),
            ..PanelForm::default()
        }],
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// The form to enrol a body.
pub(crate) fn enrol_page(ask: &Ask) -> Result<Answer, Failure> {
    show_enrol(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn enrol_again(ask: &Ask) -> Result<Answer, Failure> {
    show_enrol(ask, stale())
}

/// Enrols a body.
pub(crate) fn enrol(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let from_on = read_day(ask, &mut form, "from", "The first day");
    let until_on = read_day(ask, &mut form, "until", "The last day");
    if !form.is_fine() {
        return show_enrol(ask, form);
    }
    let new = NewEnrolment {
        notice_id: ask.notice(),
        class: ask.field("class").to_owned(),
        name: ask.field("name").to_owned(),
        evidence: ask.field("evidence").to_owned(),
        country: ask.field("country").to_owned(),
        from_on,
        until_on,
    };
    match ask.app().enrol_body(ask.actor()?, &new) {
        Ok(_) => Ok(Answer::next("/admin/enrolments").saying(Said::EnrolmentSaved)),
        Err(AppError::Form(errors)) => show_enrol(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn enrolment_id(ask: &Ask) -> Result<EnrolmentId, Failure> {
    ask.param("enrolment").parse().map_err(|_| Failure::not_found())
}

fn show_end(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = enrolment_id(ask)?;
    let mut found = None;
    for (notice, title) in published(ask)? {
        let lines = ask.app().enrolments(ask.actor()?, &notice)?;
        found = found.or_else(|| lines.into_iter().find(|e| e.id == id).map(|e| (e, title)));
    }
    let (enrolment, title) = found.ok_or_else(Failure::not_found)?;
    let last = field(ask, &form, "last", "Last day", Control::Date);
    let last = match enrolment.until_on {
        Some(until) => last.standing(ask, day(until)),
        None => last,
    };
    let fine = form.is_fine();
    let content = PanelContent {
        title: enrolment.name,
        nameless: Some("On an open list".to_owned()),
        caption: Some(format!("{}, {title}", enrolment.class)),
        lede: vec![format!("Since {}. What was seen: {}", show::date(enrolment.from_on), enrolment.evidence)],
        back: Some(to("Open lists", "/admin/enrolments")),
        forms: vec![PanelForm {
            heading: "End it".to_owned(),
            id: "end".to_owned(),
            words: vec!["From the day after, the organisation is shown nothing, whatever accounts it has.".to_owned()],
            action: format!("/admin/enrolment/{id}"),
            fields: vec![last],
            button: "Set the last day".to_owned(),
            warns: true,
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// One enrolment.
pub(crate) fn enrolment(ask: &Ask) -> Result<Answer, Failure> {
    show_end(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn end_again(ask: &Ask) -> Result<Answer, Failure> {
    show_end(ask, stale())
}

/// Ends an enrolment.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let Some(last) = read_day(ask, &mut form, "last", "The last day") else {
        let none = form.is_fine();
        return show_end(ask, if none { FormState::wrong("last-day", "Enter the last day") } else { form });
    };
    match ask.app().end_enrolment(ask.actor()?, enrolment_id(ask)?, last) {
        Ok(()) => Ok(Answer::next("/admin/enrolments").saying(Said::EnrolmentSaved)),
        Err(AppError::Form(errors)) => show_end(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}
