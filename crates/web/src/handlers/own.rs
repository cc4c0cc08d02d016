//! Somebody's own account: sessions, devices, password, recovery codes; and the two ways in through a link.

use super::sign_on;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show;
use app::AppError;
use identity::HandedOut;
use kernel::Sensitive;
use pages::form::FormState;
use pages::panel::{Button, Once, OwnPanel, PanelContent, PanelForm, PasswordField, Table, TableCell};
use pages::{Link, Tone, Typed};

pub(crate) fn password(name: &str, label: &str, new: bool, form: &FormState) -> PasswordField {
    PasswordField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: new.then(|| "12 characters or more. Three random words make a good one.".to_owned()),
        new,
        error: form.of(name),
    }
}

fn typed(ask: &Ask, name: &str) -> Sensitive<String> {
    Sensitive::new(ask.field(name).to_owned())
}

fn button(action: &str, label: &str, about: &str, warns: bool) -> Button {
    Button { action: action.to_owned(), hidden: vec![], label: label.to_owned(), about: about.to_owned(), warns }
}

fn show_own(ask: &Ask, form: FormState, once: Option<Once>) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let (sessions, devices) = (app.sessions(actor)?, app.devices(actor, ask.device.as_ref())?);
    let others = sessions.len() > 1;
    let session_row = |s: app::SessionLine| {
        let device = if s.device.is_empty() { "A device that did not say what it is".to_owned() } else { s.device };
        let last = if s.own {
            TableCell::state(show::tag("This one", Tone::Good))
        } else {
            let hidden = vec![("session".to_owned(), s.id.to_string())];
            let end = button("/account/sessions/end", "Log out", &format!("on {device}"), false);
            TableCell::buttons(vec![Button { hidden, ..end }])
        };
        vec![
            TableCell::words(device),
            TableCell::words(s.began_at.words()),
            TableCell::words(s.last_seen_at.words()),
            last,
        ]
    };
    let fresh = devices.iter().any(|d| !d.confirmed && !d.own);
    let device_row = |d: app::DeviceLine| {
        let state = match (d.own, d.confirmed) {
            (true, _) => show::tag("This one", Tone::Good),
            (false, true) => show::tag("Known", Tone::Plain),
            (false, false) => show::tag("New", Tone::Warn),
        };
        vec![
            TableCell::words(d.words),
            TableCell::words(d.first_seen_at.words()),
            TableCell::words(d.last_seen_at.words()),
            TableCell::state(state),
        ]
    };
    let heads = |all: [&str; 4]| all.map(str::to_owned).to_vec();
    let mut forms = Vec::new();
    if fresh {
        let plain = |action: &str, label: &str, warns| PanelForm {
            action: action.to_owned(),
            button: label.to_owned(),
            warns,
            ..PanelForm::default()
        };
        forms.push(PanelForm {
            heading: "Your account was used from a new device".to_owned(),
            id: "new-device".to_owned(),
            words: vec![
                "If it was you, say so. If not, log out everywhere else now, then change your password.".to_owned(),
            ],
            ..plain("/account/devices/mine", "It was me", false)
        });
        forms.push(plain("/account/devices/not-mine", "It was not me: log out everywhere else", true));
    }
    if others {
        forms.push(PanelForm {
            heading: "Log out everywhere else".to_owned(),
            id: "elsewhere".to_owned(),
            action: "/account/sessions/end-others".to_owned(),
            button: "Log out everywhere else".to_owned(),
            ..PanelForm::default()
        });
    }
    let has_password = app.has_password(actor)?;
    if has_password {
        forms.push(PanelForm {
            heading: "Change your password".to_owned(),
            id: "change-password".to_owned(),
            words: vec!["You will be logged out everywhere else.".to_owned()],
            action: "/account/password".to_owned(),
            passwords: vec![
                password("current", "Password that you log in with today", false, &form),
                password("password", "New password", true, &form),
                PasswordField { hint: None, ..password("again", "New password again", true, &form) },
            ],
            button: "Change the password".to_owned(),
            ..PanelForm::default()
        });
        let left = app.recovery_codes_left(actor)?;
        forms.push(PanelForm {
        heading: "Recovery codes".to_owned(),
        id: "codes".to_owned(),
        words: vec![
            "Each lets you in once when you do not have your authenticator. Keep them on paper, away from your computer.".to_owned(),
            format!("You have {left} left. New ones take the place of the old."),
        ],
        action: "/account/codes".to_owned(),
        passwords: vec![PasswordField {
            name: "codes-password".to_owned(),
            error: form.of("codes-password"),
            ..password("codes-password", "Password", false, &form)
        }],
        button: "Make new codes".to_owned(),
        ..PanelForm::default()
    });
    }
    let connections = app.connections(actor, actor.account)?;
    for connection in &connections {
        let (id, label) = (connection.provider, &connection.label);
        let name = format!("connect-{id}");
        if connection.since.is_some() {
            forms.push(PanelForm {
                heading: format!("Disconnect from “{label}”"),
                id: format!("disconnect-{id}"),
                words: vec![
                    "You cannot log in that way any more, and what you may do by your groups there is gone.".to_owned(),
                ],
                action: format!("/account/sign-on/{id}/disconnect"),
                button: "Disconnect".to_owned(),
                warns: true,
                ..PanelForm::default()
            });
        } else if has_password {
            forms.push(PanelForm {
                heading: format!("Connect with “{label}”"),
                id: format!("to-{id}"),
                words: vec!["You can then log in there instead of typing your password here.".to_owned()],
                action: format!("/account/sign-on/{id}"),
                passwords: vec![password(&name, "Password", false, &form)],
                button: "Connect".to_owned(),
                ..PanelForm::default()
            });
        }
    }
    let fine = form.is_fine();
    let mut content = PanelContent {
        title: "Your account".to_owned(),
        lede: vec!["A session ends after an hour without use, and after twelve hours whatever happens.".to_owned()],
        back: Some(Link { text: "Back".to_owned(), href: "/".to_owned() }),
        once,
        form,
        links: vec![
            Link { text: "Your passkeys".to_owned(), href: "/account/passkeys".to_owned() },
            Link { text: "Tokens for programs".to_owned(), href: "/account/tokens".to_owned() },
            Link { text: "Your teams".to_owned(), href: "/teams".to_owned() },
            Link { text: "When you are away".to_owned(), href: "/absences".to_owned() },
        ],
        tables: vec![
            Table {
                caption: "Where you are logged in".to_owned(),
                heads: heads(["Device", "Since", "Last used", "State"]),
                rows: sessions.into_iter().map(session_row).collect(),
                none: String::new(),
            },
            Table {
                caption: "Devices that you have logged in from".to_owned(),
                heads: heads(["Device", "First used", "Last logged in", "State"]),
                rows: devices.into_iter().map(device_row).collect(),
                none: "None is known. The next one that you log in from will be.".to_owned(),
            },
        ],
        forms,
        ..PanelContent::default()
    };
    if !connections.is_empty() {
        content.tables.push(Table {
            caption: "Log in elsewhere".to_owned(),
            heads: ["Where", "Connected", "Last used"].map(str::to_owned).to_vec(),
            rows: connections
                .iter()
                .map(|c| vec![TableCell::words(c.label.clone()), sign_on::since(c), sign_on::used(c)])
                .collect(),
            none: String::new(),
        });
    }
    if ask.web.passkeys.is_none() {
        content.links.retain(|link| link.href != "/account/passkeys");
    }
    ask.form_page(&OwnPanel(content), fine)
}

/// One's own account, with what is wrong.
pub(crate) fn own_with(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    show_own(ask, form, None)
}

/// One's own account.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, stale(), None)
}

/// Both of the new password's fields have to say the same.
fn same_twice(ask: &Ask) -> Option<FormState> {
    (ask.field("password") != ask.field("again"))
        .then(|| FormState::wrong("again", "The two are not the same: type the new password again"))
}

/// A new password.
pub(crate) fn change_password(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(form) = same_twice(ask) {
        return show_own(ask, form, None);
    }
    match ask.app().change_password(ask.actor()?, &typed(ask, "current"), &typed(ask, "password")) {
        Ok(()) => Ok(Answer::next("/account").saying(Said::PasswordChanged)),
        Err(AppError::Form(errors)) => show_own(ask, show::form_state(&errors), None),
        Err(error) => Err(error.into()),
    }
}

/// New recovery codes, shown once.
pub(crate) fn codes(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().new_recovery_codes(ask.actor()?, &typed(ask, "codes-password")) {
        Ok(codes) => {
            let once = Once {
                heading: "Your new recovery codes".to_owned(),
                words: vec!["They are shown this once. Print this page or write them down.".to_owned()],
                lines: codes.iter().map(|code| Typed(code.expose().clone())).collect(),
            };
            show_own(ask, FormState::default(), Some(once))
        }
        Err(AppError::Form(errors)) => {
            let words = errors.fields.first().map_or("", |f| f.words.as_str());
            show_own(ask, FormState::wrong("codes-password", words), None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends one session.
pub(crate) fn end_session(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.field("session").parse().map_err(|_| Failure::not_found())?;
    ask.app().end_session(ask.actor()?, id)?;
    Ok(Answer::next("/account").saying(Said::SessionsEnded))
}

/// Ends all other sessions.
pub(crate) fn end_others(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().log_out_elsewhere(ask.actor()?)?;
    Ok(Answer::next("/account").saying(Said::SessionsEnded))
}

/// The new devices are one's own.
pub(crate) fn devices_mine(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().confirm_devices(ask.actor()?, ask.device.as_ref())?;
    Ok(Answer::next("/account").saying(Said::DevicesKnown))
}

/// They are not.
pub(crate) fn devices_not_mine(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().disown_devices(ask.actor()?)?;
    Ok(Answer::next("/account").saying(Said::DevicesKnown))
}

fn link(ask: &Ask) -> Result<HandedOut, Failure> {
    HandedOut::parse(ask.param("link")).ok_or_else(Failure::not_found)
}

/// An invitation, with what is wrong.
pub(crate) fn join_with(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    show_join(ask, form)
}

/// A page where somebody who is not logged in chooses a password.
fn choose_password(
    ask: &Ask,
    title: &str,
    lede: Vec<String>,
    action: &str,
    (form, links): (FormState, Vec<Link>),
) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let content = PanelContent {
        title: title.to_owned(),
        lede,
        links,
        forms: vec![PanelForm {
            action: format!("{action}/{}", ask.param("link")),
            passwords: vec![
                password("password", "Password", true, &form),
                PasswordField { hint: None, ..password("again", "Password again", true, &form) },
            ],
            button: "Set the password".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&OwnPanel(content), fine)
}

fn show_join(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let invited = ask.app().invited(&link(ask)?)?;
    let lede = vec![
        format!("Welcome, {}. Your user name is {}.", invited.name, invited.username),
        "Choose a password that you use nowhere else. After that you set up an authenticator as your second factor."
            .to_owned(),
    ];
    let elsewhere = ask.app().ways_in()?.into_iter().map(|w| Link {
        text: format!("Log in with “{}” instead of a password", w.label),
        href: format!("/join/{}/with/{}", ask.param("link"), w.id),
    });
    choose_password(ask, "Set up your account", lede, "/join", (form, elsewhere.collect()))
}

/// An invitation.
pub(crate) fn join_page(ask: &Ask) -> Result<Answer, Failure> {
    show_join(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn join_again(ask: &Ask) -> Result<Answer, Failure> {
    show_join(ask, stale())
}

/// The password that somebody invited chose.
pub(crate) fn join(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(form) = same_twice(ask) {
        return show_join(ask, form);
    }
    match ask.app().accept_invitation(&link(ask)?, &typed(ask, "password")) {
        Ok(_) => Ok(Answer::next("/login").saying(Said::AccountMade)),
        Err(AppError::Form(errors)) => show_join(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn show_back(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let username = ask.app().recovering(&link(ask)?)?;
    let lede = vec![
        format!("Choose a new password for {username}."),
        "You are logged out everywhere, and your authenticator and recovery codes of before are worth nothing any more: you set up an authenticator anew when you log in.".to_owned(),
    ];
    choose_password(ask, "Come back to your account", lede, "/back", (form, Vec::new()))
}

/// A way back.
pub(crate) fn back_page(ask: &Ask) -> Result<Answer, Failure> {
    show_back(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn back_again(ask: &Ask) -> Result<Answer, Failure> {
    show_back(ask, stale())
}

/// The password that somebody who comes back chose.
pub(crate) fn back(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(form) = same_twice(ask) {
        return show_back(ask, form);
    }
    match ask.app().recover(&link(ask)?, &typed(ask, "password")) {
        Ok(()) => Ok(Answer::next("/login").saying(Said::AccountMade)),
        Err(AppError::Form(errors)) => show_back(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// The ways back that wait for a second person.
pub(crate) fn recoveries(ask: &Ask) -> Result<Answer, Failure> {
    show_recoveries(ask, None)
}

fn show_recoveries(ask: &Ask, once: Option<Once>) -> Result<Answer, Failure> {
    let row = |line: app::RecoveryLine| {
        let decide = |agree: &str, label: &str, warns| Button {
            hidden: vec![("agree".to_owned(), agree.to_owned())],
            ..button(&format!("/recoveries/{}", line.id), label, &format!("to a way back for {}", line.name), warns)
        };
        let last = if line.may_decide {
            TableCell::buttons(vec![decide("yes", "Agree", false), decide("no", "Refuse", true)])
        } else {
            TableCell::words("Waits for a second person")
        };
        vec![
            TableCell::words(line.name.clone()),
            TableCell::words(line.asked_by.clone()).small(line.asked_at.words()),
            TableCell::words(line.expires_at.words()),
            last,
        ]
    };
    let actor = ask.actor()?;
    let back = if actor.administers { ("Administration", "/admin") } else { ("Your account", "/account") };
    let content = PanelContent {
        title: "Ways back into an account".to_owned(),
        lede: vec![
            "Somebody who has lost password and authenticator needs two people: an administrator who asks, and another administrator or their team’s manager who agrees. Make sure that it is really them, by their voice or face, before you agree.".to_owned(),
        ],
        back: Some(Link { text: back.0.to_owned(), href: back.1.to_owned() }),
        once,
        tables: vec![Table {
            caption: "Waiting".to_owned(),
            heads: ["Whose account", "Asked by", "Until", "Decide"].map(str::to_owned).to_vec(),
            rows: ask.app().recoveries(actor)?.into_iter().map(row).collect(),
            none: "Nothing waits for a second person.".to_owned(),
        }],
        ..PanelContent::default()
    };
    ask.page(&OwnPanel(content))
}

/// A link that is shown once, to be handed over.
pub(crate) fn handed_over(ask: &Ask, path: &str, secret: &HandedOut, lasts: &str) -> Once {
    Once {
        heading: "The link to hand over".to_owned(),
        words: vec![format!(
            "It is shown this once, works once, and only {lasts}. Give it to the person yourself, or send it to an address that you know is theirs."
        )],
        lines: vec![Typed(format!("{}{path}/{}", ask.origin, secret.text().expose()))],
    }
}

/// The second person decides.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("recovery").parse().map_err(|_| Failure::not_found())?;
    match ask.app().decide_recovery(ask.actor()?, id, ask.field("agree") == "yes")? {
        Some(secret) => show_recoveries(ask, Some(handed_over(ask, "/back", &secret, "for a day"))),
        None => Ok(Answer::next("/recoveries").saying(Said::RecoveryRefused)),
    }
}
