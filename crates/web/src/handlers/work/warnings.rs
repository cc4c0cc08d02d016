//! Warnings on a case, and who may look at it.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, field, read_day};
use crate::show;
use crate::tabs::head;
use app::{AccessKind, AppError, NewWarning, REASONS, WarningLine, WarningState};
use kernel::{AccountId, CaseId, ItemId};
use pages::form::{Control, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, StateTag, Tone};

/// Whether the person was told: codes and words.
pub(crate) const TOLD: [(&str, &str); 3] =
    [("yes", "Yes"), ("not-yet", "Not yet: they will be"), ("unsafe", "No: telling them would put somebody at risk")];

/// How a warning stands.
pub(crate) fn state(state: WarningState) -> StateTag {
    let (words, tone) = match state {
        WarningState::Proposed => ("Waits for approval by somebody else", Tone::Warn),
        WarningState::InForce => ("In force", Tone::Bad),
        WarningState::ToReview => ("In force; to be looked at again", Tone::Bad),
        WarningState::Over => ("Over", Tone::Plain),
    };
    show::tag(words, tone)
}

fn card(case: CaseId, line: WarningLine) -> Card {
    let told = match (line.told.as_str(), line.told_on) {
        ("yes", Some(on)) => format!("The person was told on {}", show::date(on)),
        ("unsafe", _) => "The person was not told: it would put somebody at risk".to_owned(),
        _ => "The person has not been told yet".to_owned(),
    };
    let mut lines = vec![
        format!("About: {}", line.about),
        format!("Proposed by {} on {}", line.proposed.0, line.proposed.1.words()),
        format!("Looked at again on {}; ends on {}", show::date(line.review_on), show::date(line.expires_on)),
        told,
    ];
    lines.extend(line.approved.map(|(by, at)| format!("Approved by {by} on {}", at.words())));
    let button = |words: &str, what: &str| Button {
        words: words.to_owned(),
        about: "this warning".to_owned(),
        action: format!("/cases/{case}/warnings/{}/{what}", line.id),
    };
    let mut buttons = Vec::new();
    if line.can_approve {
        buttons.push(button("Approve", "approve"));
    }
    if line.can_end {
        if line.told == "not-yet" {
            buttons.push(button("The person has been told", "told"));
        }
        buttons.push(button("End", "end"));
    }
    Card {
        title: "Warning".to_owned(),
        tags: vec![state(line.state)],
        lines,
        rows: content_rows(line.content),
        buttons,
        ..Card::default()
    }
}

/// The warnings.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().warnings(ask.actor()?, case)?;
    let may = view.top.records && view.top.open && view.top.staff;
    let page = Sheet {
        heading: "Warnings".to_owned(),
        back: Some(Link { text: "All cases".to_owned(), href: "/cases".to_owned() }),
        lede: vec!["A warning is shown once somebody else has approved it, and ends by itself.".to_owned()],
        actions: may
            .then(|| Link { text: "Propose a warning".to_owned(), href: format!("/cases/{case}/warnings/new") })
            .into_iter()
            .collect(),
        groups: vec![Group {
            id: "warnings".to_owned(),
            heading: "On this case".to_owned(),
            empty: "There are no warnings that you may see.".to_owned(),
            cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
        }],
        case: Some(head(view.top, "warnings")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (top, subjects) = ask.app().subjects(ask.actor()?, case)?;
    if !top.staff {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "words", "What should colleagues know before they meet the person?", Control::Text),
        field(ask, &form, "reason", "What happened, and how do we know?", Control::LongText),
        field(ask, &form, "about", "What is it about?", Control::Choice)
            .options(subjects.iter().map(|(id, label)| choice(id, label)).collect())
            .hint("This decides who may see it."),
        field(ask, &form, "review", "When is it looked at again?", Control::Date),
        field(ask, &form, "expires", "When does it end?", Control::Date).hint("A year from today at the latest"),
        field(ask, &form, "told", "Was the person told?", Control::Choice)
            .options(TOLD.iter().map(|(code, words)| choice(*code, *words)).collect()),
    ];
    let page = PlainForm {
        heading: "Propose a warning".to_owned(),
        lede: vec![
            "Somebody else has to approve it. Write what happened, not what you think of the person.".to_owned(),
        ],
        action: format!("/cases/{case}/warnings/new"),
        back: Link { text: "Warnings".to_owned(), href: format!("/cases/{case}/warnings") },
        fields,
        button: "Propose".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn propose_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Proposes one.
pub(crate) fn propose(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (_, subjects) = ask.app().subjects(ask.actor()?, case)?;
    let mut form = FormState::default();
    for (name, words) in [("words", "Say what colleagues should know"), ("reason", "Say what happened")] {
        if ask.field(name).trim().is_empty() {
            form.add(name, words);
        }
    }
    if !subjects.iter().any(|(id, _)| id == ask.field("about")) {
        form.add("about", "Choose what it is about");
    }
    let review_on = read_day(ask, &mut form, "review", "The day");
    let expires_on = read_day(ask, &mut form, "expires", "The day");
    for (name, day) in [("review", review_on), ("expires", expires_on)] {
        let field = format!("{name}-day");
        if day.is_none() && form.of(&field).is_none() {
            form.add(field, "Enter a day");
        }
    }
    if !TOLD.iter().any(|(code, _)| *code == ask.field("told")) {
        form.add("told", "Choose whether the person was told");
    }
    let (Some(review_on), Some(expires_on), true) = (review_on, expires_on, form.is_fine()) else {
        return show_new(ask, form);
    };
    let new = NewWarning {
        words: ask.field("words").trim().to_owned(),
        reason: ask.field("reason").trim().to_owned(),
        category: ask.field("about").to_owned(),
        review_on,
        expires_on,
        told: ask.field("told").to_owned(),
    };
    match ask.app().propose_warning(ask.actor()?, case, &new) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/warnings")).saying(Said::EntryAdded)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("expires-day", &words)),
        Err(error) => Err(error.into()),
    }
}

fn change(
    ask: &Ask,
    how: fn(&app::App, &app::Actor, CaseId, ItemId) -> Result<(), AppError>,
) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let id = ask.param("item").parse().map_err(|_| Failure::not_found())?;
    how(ask.app(), ask.actor()?, case, id)?;
    Ok(Answer::next(format!("/cases/{case}/warnings")).saying(Said::WarningChanged))
}

/// Approves one.
pub(crate) fn approve(ask: &Ask) -> Result<Answer, Failure> {
    change(ask, app::App::approve_warning)
}

/// Ends one.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    change(ask, app::App::end_warning)
}

/// The person was told.
pub(crate) fn told(ask: &Ask) -> Result<Answer, Failure> {
    change(ask, app::App::warning_told)
}

/// Who may look at the case.
pub(crate) fn access(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().case_access(ask.actor()?, case)?;
    let card = |line: app::AccessLine| {
        let title = match (line.kind, &line.who) {
            (AccessKind::Restricted, _) => "For named people only".to_owned(),
            (AccessKind::Allowed, Some(who)) => format!("{who} may look at it"),
            (AccessKind::Barred, Some(who)) => format!("{who} is barred: for them there is no such case"),
            (_, None) => String::new(),
        };
        let (state, tone) = if line.ended_at.is_some() { ("Ended", Tone::Plain) } else { ("In force", Tone::Warn) };
        Card {
            title: title.clone(),
            tags: vec![show::tag(state, tone)],
            lines: vec![line.reason.clone(), format!("Set by {} on {}", line.set_by, line.set_at.words())]
                .into_iter()
                .filter(|l| !l.is_empty())
                .collect(),
            buttons: if line.ended_at.is_none() {
                vec![Button {
                    words: "End".to_owned(),
                    about: title,
                    action: format!("/cases/{case}/access/{}/end", line.id),
                }]
            } else {
                Vec::new()
            },
            ..Card::default()
        }
    };
    let words = if view.restricted {
        "Only its holder and those named here may look at this case, whatever the notice says of others."
    } else {
        "Everybody may look at this case to whom the notice gives it, but those who are barred."
    };
    let page = Sheet {
        heading: "Who may look at this case".to_owned(),
        back: Some(Link { text: "Back to the case".to_owned(), href: format!("/cases/{case}") }),
        lede: vec![
            words.to_owned(),
            view.owner.map_or_else(|| "Nobody holds it.".to_owned(), |who| format!("{who} holds it.")),
        ],
        actions: vec![
            Link { text: "Restrict, allow or bar".to_owned(), href: format!("/cases/{case}/access/new") },
            Link { text: "Domestic abuse and hidden address".to_owned(), href: format!("/cases/{case}/marks") },
        ],
        groups: vec![Group {
            id: "rules".to_owned(),
            heading: "Rules".to_owned(),
            empty: "There are none.".to_owned(),
            cards: view.lines.into_iter().map(card).collect(),
        }],
        case: Some(head(view.top, "access")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_access(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().case_access(ask.actor()?, case)?;
    let fine = form.is_fine();
    let kinds = vec![
        choice("restricted", "Make it for named people only"),
        choice("allowed", "Let somebody look at it while it is for named people only"),
        choice("barred", "Bar somebody: for them there is no such case anywhere"),
    ];
    let fields = vec![
        field(ask, &form, "kind", "What do you want to do?", Control::Choice).options(kinds),
        field(ask, &form, "who", "Who?", Control::Choice)
            .optional()
            .options(view.colleagues.iter().map(|(id, name)| choice(id.to_string(), name)).collect())
            .hint("Not needed to make it for named people only"),
        field(ask, &form, "reason", "Why?", Control::Choice)
            .options(REASONS.iter().map(|(code, words)| choice(*code, *words)).collect()),
    ];
    let page = PlainForm {
        heading: "Restrict, allow or bar".to_owned(),
        action: format!("/cases/{case}/access/new"),
        back: Link { text: "Who may look at this case".to_owned(), href: format!("/cases/{case}/access") },
        fields,
        button: "Save".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a rule.
pub(crate) fn access_form(ask: &Ask) -> Result<Answer, Failure> {
    show_access(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn set_access_again(ask: &Ask) -> Result<Answer, Failure> {
    show_access(ask, stale())
}

/// Makes a rule.
pub(crate) fn set_access(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let kind = match ask.field("kind") {
        "restricted" => AccessKind::Restricted,
        "allowed" => AccessKind::Allowed,
        "barred" => AccessKind::Barred,
        _ => return show_access(ask, FormState::wrong("kind", "Choose what you want to do")),
    };
    let who = ask.field("who").parse::<AccountId>().ok();
    match ask.app().set_access(ask.actor()?, case, kind, who, ask.field("reason")) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/access")).saying(Said::AccessChanged)),
        Err(AppError::Refused(words)) => {
            let field = if words.contains("why") { "reason" } else { "who" };
            show_access(ask, FormState::wrong(field, &words))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a rule.
pub(crate) fn end_access(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let id = ask.param("rule").parse().map_err(|_| Failure::not_found())?;
    ask.app().end_access(ask.actor()?, case, id)?;
    Ok(Answer::next(format!("/cases/{case}/access")).saying(Said::AccessChanged))
}
