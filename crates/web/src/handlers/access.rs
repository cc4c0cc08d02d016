//! The administrator's pages of accounts, invitations and enrolled bodies.

use super::own::handed_over;
use super::sign_on;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, day, field, read_day};
use crate::show;
use app::{AppError, CONFIRM_MONTHS, NewEnrolment, NewInvitation};
use jiff::civil::Date;
use kernel::{AccountId, EnrolmentId};
use pages::form::{Control, Entered, FieldValue, FormState};
use pages::panel::{AdminPanel, Button, Folded, Once, PanelContent, PanelForm, Table, TableCell};
use pages::{Link, Tone};

pub(super) fn heads<const N: usize>(all: [&str; N]) -> Vec<String> {
    all.map(str::to_owned).to_vec()
}

pub(super) fn to(text: &str, href: &str) -> Link {
    Link { text: text.to_owned(), href: href.to_owned() }
}

pub(super) fn button(action: String, label: &str, about: &str, warns: bool) -> Button {
    Button { action, hidden: vec![], label: label.to_owned(), about: about.to_owned(), warns }
}

/// All accounts.
pub(crate) fn accounts(ask: &Ask) -> Result<Answer, Failure> {
    let row = |account: app::AccountLine| {
        let roles: Vec<String> = account
            .capacities
            .iter()
            .map(|(role, notice)| format!("{role}, under {notice}"))
            .chain(account.administers.then(|| "Administrator".to_owned()))
            .collect();
        let state =
            if account.enabled { show::tag("Active", Tone::Good) } else { show::tag("Switched off", Tone::Bad) };
        vec![
            TableCell::words(account.name).to(format!("/admin/accounts/{}", account.id)).small(account.username),
            TableCell::list(roles),
            TableCell::state(state),
        ]
    };
    let content = PanelContent {
        title: "Accounts".to_owned(),
        back: Some(to("Administration", "/admin")),
        links: vec![
            to("Review of access", "/admin/review"),
            to("Invite somebody", "/admin/invitations"),
            to("Ways back into an account", "/recoveries"),
            to("Log in elsewhere", "/admin/sign-on"),
        ],
        tables: vec![Table {
            caption: "Everybody who has an account".to_owned(),
            heads: heads(["Name", "May act as", "State"]),
            rows: ask.app().accounts(ask.actor()?)?.into_iter().map(row).collect(),
            none: "None yet.".to_owned(),
        }],
        ..PanelContent::default()
    };
    ask.page(&AdminPanel(content))
}

/// How an account stands that is reviewed.
fn review_state(account: &app::ReviewedAccount, today: Date) -> TableCell {
    let state = match account.confirm_by {
        _ if account.ended => show::tag("Ended: nobody confirmed it", Tone::Bad),
        Some(by) if by < today => show::tag("Overdue", Tone::Bad),
        _ if account.waits => show::tag("Waits", Tone::Warn),
        _ => show::tag("Confirmed", Tone::Good),
    };
    let by = account.confirm_by.map_or_else(|| "No day was set yet".to_owned(), |by| format!("By {}", show::date(by)));
    TableCell::state(state).small(by)
}

/// Every account, to be confirmed.
pub(crate) fn review(ask: &Ask) -> Result<Answer, Failure> {
    show_review(ask, FormState::default())
}

fn show_review(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let review = ask.app().access_review(ask.actor()?)?;
    let today = review.today;
    let row = |account: app::ReviewedAccount| {
        let roles: Vec<String> = account
            .capacities
            .iter()
            .map(|(role, notice)| format!("{role}, under {notice}"))
            .chain(account.administers.then(|| "Administrator".to_owned()))
            .collect();
        let used = account.last_used.map_or_else(|| "Not in the last weeks".to_owned(), |at| at.words());
        let trained = match account.trained_until {
            Some(until) if until < today => TableCell::state(show::tag("Ran out", Tone::Warn)).small(show::date(until)),
            Some(until) => TableCell::words(format!("Until {}", show::date(until))),
            None => TableCell::words("Not entered"),
        };
        let mut standing = review_state(&account, today);
        if account.can_confirm && (account.waits || account.ended) {
            let action = format!("/admin/accounts/{}/confirm", account.id);
            standing.buttons.push(button(action, "Confirm", &account.name, false));
        }
        vec![
            TableCell::words(account.name).to(format!("/admin/accounts/{}", account.id)).small(account.username),
            TableCell::list(roles),
            TableCell::words(used),
            trained,
            standing,
        ]
    };
    let waiting = match review.waiting {
        0 => "No account waits to be confirmed.".to_owned(),
        1 => "One account waits to be confirmed.".to_owned(),
        n => format!("{n} accounts wait to be confirmed."),
    };
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Review of access".to_owned(),
        back: Some(to("Administration", "/admin")),
        lede: vec![
            waiting,
            format!(
                "Confirm an account when whoever has it still needs it, as it is: it then goes on for {CONFIRM_MONTHS} months. Take away first what is not needed. An account that nobody confirms ends after its day, with its sessions and tokens."
            ),
        ],
        form,
        tables: vec![Table {
            caption: "Accounts".to_owned(),
            heads: heads(["Name", "May act as", "Last used", "Training", "Review"]),
            rows: review.accounts.into_iter().map(row).collect(),
            none: "None yet.".to_owned(),
        }],
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// Confirms an account.
pub(crate) fn confirm(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().confirm_account(ask.actor()?, account_id(ask)?) {
        Ok(()) => Ok(Answer::next("/admin/review").saying(Said::AccountConfirmed)),
        Err(AppError::Refused(words)) => show_review(ask, FormState::wrong("", &words)),
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

fn show_invitations(ask: &Ask, form: FormState, once: Option<Once>) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let row = |i: app::InvitationLine| {
        let state = match (i.open, i.used) {
            (true, _) => show::tag("Open", Tone::Plain),
            (_, true) => show::tag("Accepted", Tone::Good),
            _ => show::tag("Over", Tone::Plain),
        };
        let mut last = TableCell::state(state);
        if i.open {
            let hidden = vec![("invitation".to_owned(), i.id.to_string())];
            let about = format!("the invitation of {}", i.name);
            last.buttons
                .push(Button { hidden, ..button("/admin/invitations/withdraw".to_owned(), "Withdraw", &about, false) });
        }
        vec![
            TableCell::words(i.name).small(i.username),
            TableCell::words(i.made_at.words()),
            TableCell::words(i.expires_at.words()),
            last,
        ]
    };
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
        title: "Invitations".to_owned(),
        lede: vec!["They choose their own password, through a link that works once within a week.".to_owned()],
        back: Some(to("Accounts", "/admin/accounts")),
        once,
        form,
        tables: vec![Table {
            caption: "Invited".to_owned(),
            heads: heads(["Name", "Invited", "Until", "State"]),
            rows: app.invitations(actor)?.into_iter().map(row).collect(),
            none: "Nobody yet.".to_owned(),
        }],
        forms: vec![PanelForm {
            heading: "Invite somebody".to_owned(),
            id: "invite".to_owned(),
            action: "/admin/invitations".to_owned(),
            fields,
            folded,
            button: "Make the invitation".to_owned(),
            ..PanelForm::default()
        }],
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// Invitations.
pub(crate) fn invitations(ask: &Ask) -> Result<Answer, Failure> {
    show_invitations(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn invite_again(ask: &Ask) -> Result<Answer, Failure> {
    show_invitations(ask, stale(), None)
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
            show_invitations(ask, FormState::default(), Some(once))
        }
        Err(AppError::Form(errors)) => show_invitations(ask, state(&errors), None),
        Err(error) => Err(error.into()),
    }
}

/// Withdraws an invitation.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.field("invitation").parse().map_err(|_| Failure::not_found())?;
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

/// All bodies on open lists.
pub(crate) fn enrolments(ask: &Ask) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let (mut tables, mut links) = (Vec::new(), Vec::new());
    for (id, title) in published(ask)? {
        if app.open_lists(actor, &id)?.is_empty() {
            continue;
        }
        links.push(Link { text: format!("Add to a list of {title}"), href: format!("/admin/enrolments/{id}") });
        links.push(to(&format!("What is checked of new partners of {title}"), &format!("/onboarding/{id}")));
        let row = |e: app::EnrolmentLine| {
            let days = match e.until_on {
                Some(until) => format!("{} to {}", show::date(e.from_on), show::date(until)),
                None => format!("Since {}", show::date(e.from_on)),
            };
            vec![
                TableCell::words(e.name).to(format!("/admin/enrolment/{}", e.id)),
                TableCell::words(e.class),
                TableCell::words(days),
                TableCell::words(e.evidence),
            ]
        };
        tables.push(Table {
            caption: title,
            heads: heads(["Organisation", "List", "Days", "What was seen"]),
            rows: app.enrolments(actor, &id)?.into_iter().map(row).collect(),
            none: "Nobody yet.".to_owned(),
        });
    }
    let content = PanelContent {
        title: "Open lists".to_owned(),
        lede: vec!["A notice can leave a list open: private landlords, support providers. Who is on it today stands on the notice’s page.".to_owned()],
        back: Some(to("Administration", "/admin")),
        links,
        tables,
        ..PanelContent::default()
    };
    ask.page(&AdminPanel(content))
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
            "It is published on the notice’s page. For somebody who lets in their own name, enter the name that they trade under.",
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
