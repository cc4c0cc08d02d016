//! Officers let the person in to their own page, and whoever acts for them.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field, read_day};
use crate::handlers::consent::button;
use crate::show;
use crate::tabs::head;
use app::views::Item;
use app::{AppError, NewPortalAccount, PortalLine};
use kernel::{AccountId, CaseId};
use pages::form::{Control, FormState};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Row, Tone};

const WHO: [(&str, &str); 2] = [("subject", "The person"), ("representative", "Somebody who acts for the person")];

fn card(case: CaseId, line: PortalLine) -> Card {
    let (words, tone) = match (&line.ended_at, line.represents, &line.approved) {
        (Some(_), ..) => ("Let out", Tone::Plain),
        (None, true, None) => ("Waits for a second officer", Tone::Warn),
        _ if line.is_over => ("Its last day has passed", Tone::Plain),
        _ if line.way_unsafe => ("Cannot log in: the way is not safe", Tone::Warn),
        _ => ("Can log in", Tone::Good),
    };
    let mut lines = vec![format!("Let in by {}, {}.", line.invited.0, line.invited.1.words())];
    if let Some((by, at)) = &line.approved {
        lines.push(format!("{by} agreed, {}.", at.words()));
    }
    if !line.scope.is_empty() {
        lines.push(format!("Sees only: {}.", line.scope.join(", ")));
    }
    if let Some(until) = line.until {
        lines.push(format!("Until {}.", show::date(until)));
    }
    if line.way_unsafe {
        lines.push(
            "The record says that this way is not safe: no code goes there, and nobody is told why. Agree another way with the person, and let them in by it."
                .to_owned(),
        );
    }
    lines.push(
        line.last_in_at
            .map_or_else(|| "Has not logged in yet.".to_owned(), |at| format!("Last logged in {}.", at.words())),
    );
    let rows = match line.who {
        Item::Released(who) => Some(who.map(|(way, name, authority)| {
            [("Code is sent to", way), ("Name", name), ("By which authority", authority)]
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(label, text)| Row { label: label.to_owned(), text, ..Row::default() })
                .collect()
        })),
        _ => None,
    };
    let mut buttons = Vec::new();
    if line.can_approve {
        buttons.push(button("I agree: they act for the person", "", format!("/cases/{case}/portal/{}/agree", line.id)));
    }
    if line.ended_at.is_none() && line.has_word {
        lines.push("A word of their own is asked too.".to_owned());
        buttons.push(button("They have forgotten their word", "", format!("/cases/{case}/portal/{}/word", line.id)));
    }
    if line.ended_at.is_none() {
        buttons.push(button("Let out", "", format!("/cases/{case}/portal/{}/end", line.id)));
    }
    Card {
        title: WHO[usize::from(line.represents)].1.to_owned(),
        tags: vec![show::tag(words, tone)],
        lines,
        rows,
        buttons,
        ..Card::default()
    }
}

/// Who may log in.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().portal_desk(ask.actor()?, case)?;
    let page = Sheet {
        heading: "The person’s own page".to_owned(),
        lede: vec![
            "There the person sees what is held, who has it and who looked, and says what they agree to. They log in with a code and their date of birth. Where somebody they live with may hold their telephone, they should choose a word of their own there, which is asked as well.".to_owned(),
        ],
        actions: vec![Link { text: "Let somebody in".to_owned(), href: format!("/cases/{case}/portal/new") }],
        groups: vec![Group {
            id: "accounts".to_owned(),
            heading: "Who can log in".to_owned(),
            empty: "Nobody yet.".to_owned(),
            cards: view.lines.into_iter().map(|l| card(case, l)).collect(),
        }],
        case: Some(head(view.top, "portal")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().portal_desk(ask.actor()?, case)?;
    let fine = form.is_fine();
    let pairs: Vec<(String, String)> = WHO.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let languages: Vec<(String, String)> = ask.web.words.iter().map(|w| (w.code.clone(), w.name.clone())).collect();
    let chosen = |name: &str| ask.form.all(name).map(str::to_owned).collect::<Vec<_>>();
    let fields = vec![
        choose(&form, "who", "Who is let in?", Control::Choice, &pairs, chosen("who")),
        field(ask, &form, "way", "Email address or mobile number", Control::Text)
            .hint("The code goes there. It has to be theirs alone."),
        choose(
            &form,
            "safe",
            "Is it safe?",
            Control::Choices,
            &[("yes".to_owned(), "I have asked: nobody else reads what comes there".to_owned())],
            chosen("safe"),
        ),
        choose(&form, "language", "In which language do they read?", Control::Choice, &languages, chosen("language"))
            .optional()
            .hint(
                "The page and what is sent to them come in it. Nothing chosen: English. They can change it themselves.",
            ),
        field(ask, &form, "name", "Who acts for the person?", Control::Text)
            .optional()
            .hint("Only for somebody who acts for them."),
        field(ask, &form, "authority", "By which authority?", Control::Text)
            .optional()
            .hint("A signed form, a power of attorney, an order of a court. You have seen it."),
        choose(&form, "scope", "What may they see?", Control::Choices, &view.categories, chosen("scope"))
            .hint("Only for somebody who acts for them. Nothing chosen: everything that the person sees."),
        field(ask, &form, "until", "What is the last day?", Control::Date)
            .optional()
            .hint("Needed for somebody who acts for them."),
    ];
    let page = PlainForm {
        heading: "Let somebody in".to_owned(),
        lede: vec!["The message says neither whose page it is nor what it is about.".to_owned()],
        action: format!("/cases/{case}/portal/new"),
        back: Link { text: "The person’s own page".to_owned(), href: format!("/cases/{case}/portal") },
        fields,
        button: "Let in".to_owned(),
        case: Some(head(view.top, "")),
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
pub(crate) fn invite_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Lets somebody in.
pub(crate) fn invite(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    if !WHO.iter().any(|(code, _)| *code == ask.field("who")) {
        form.add("who", "Choose who is let in");
    }
    let until = read_day(ask, &mut form, "until", "The last day");
    if !form.is_fine() {
        return show_new(ask, form);
    }
    let new = NewPortalAccount {
        way: ask.field("way").to_owned(),
        asked_if_safe: ask.form.all("safe").any(|s| s == "yes"),
        represents: ask.field("who") == "representative",
        name: ask.field("name").to_owned(),
        authority: ask.field("authority").to_owned(),
        categories: ask.form.all("scope").map(str::to_owned).collect(),
        until,
        language: Some(ask.field("language"))
            .filter(|code| ask.web.words.iter().any(|w| w.code == *code))
            .unwrap_or_default()
            .to_owned(),
    };
    match ask.app().invite_to_portal(ask.actor()?, case, &new, &ask.origin) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/portal")).saying(Said::LetIn)),
        Err(AppError::Form(errors)) => show_new(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("way", &words)),
        Err(error) => Err(error.into()),
    }
}

fn account(ask: &Ask) -> Result<AccountId, Failure> {
    ask.param("account").parse().map_err(|_| Failure::not_found())
}

/// A second officer agrees.
pub(crate) fn agree(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    ask.app().approve_representative(ask.actor()?, case, account(ask)?, &ask.origin)?;
    Ok(Answer::next(format!("/cases/{case}/portal")).saying(Said::LetIn))
}

/// Asks somebody's own word no more: they have forgotten it.
pub(crate) fn forget_word(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    ask.app().forget_portal_word(ask.actor()?, case, account(ask)?)?;
    Ok(Answer::next(format!("/cases/{case}/portal")))
}

/// Lets somebody out.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    ask.app().end_portal_account(ask.actor()?, case, account(ask)?)?;
    Ok(Answer::next(format!("/cases/{case}/portal")).saying(Said::LetOut))
}
