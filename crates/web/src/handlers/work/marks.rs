//! What stands on a case as a whole: partners kept apart, a hidden address, and to whom it was let go after somebody looked at it.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show::{self, date};
use crate::tabs::head;
use app::{AppError, MarkKind, MarkLine};
use kernel::CaseId;
use pages::form::{Choice, Control, FormState};
use pages::sheet::{Button, Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Tone};

fn card(case: CaseId, line: &MarkLine) -> Card {
    let title = match line.kind {
        MarkKind::PartnerApart => "Partners are kept apart: there is, or may be, domestic abuse".to_owned(),
        MarkKind::AddressHidden => "The address is kept hidden".to_owned(),
        MarkKind::AddressReviewed => format!("The address may go to {}", line.party.as_deref().unwrap_or("somebody")),
    };
    let mut lines = vec![match &line.set_by {
        Some(who) => format!("Set by {who} on {}", line.set_at.words()),
        None => format!("It followed from an answer, on {}", line.set_at.words()),
    }];
    lines.extend(line.purpose.clone());
    lines.extend(line.until_on.map(|on| format!("Until {}", date(on))));
    Card {
        title: title.clone(),
        tags: vec![if line.counts { show::tag("In force", Tone::Warn) } else { show::tag("Ended", Tone::Plain) }],
        lines,
        buttons: if line.counts {
            vec![Button {
                words: "End".to_owned(),
                about: title,
                action: format!("/cases/{case}/marks/{}/end", line.id),
            }]
        } else {
            Vec::new()
        },
        ..Card::default()
    }
}

/// The marks.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().marks(ask.actor()?, case)?;
    let set = |kind: &str, words: &str| Button {
        words: words.to_owned(),
        about: String::new(),
        action: format!("/cases/{case}/marks/set/{kind}"),
    };
    let mut buttons = Vec::new();
    if view.top.open && !view.apart {
        buttons.push(set("partner-apart", "Keep partners apart"));
    }
    if view.top.open && !view.hidden {
        buttons.push(set("address-hidden", "Keep the address hidden"));
    }
    let actions = if view.top.open && view.hidden {
        vec![Link { text: "Let the address go to somebody".to_owned(), href: format!("/cases/{case}/marks/let-go") }]
    } else {
        Vec::new()
    };
    let page = Sheet {
        heading: "Domestic abuse and hidden address".to_owned(),
        back: Some(Link { text: "Who may look".to_owned(), href: format!("/cases/{case}/access") }),
        lede: vec![
            "Where partners are kept apart, a partner in the household is shown to those who work on this case only, and nothing \
             leads from the partner’s own record here."
                .to_owned(),
            "Where the address is hidden, it goes to nobody outside until somebody here has looked at it and said to whom it may \
             go, and for what."
                .to_owned(),
        ],
        actions,
        buttons,
        groups: vec![Group {
            id: "marks".to_owned(),
            heading: "On this case".to_owned(),
            empty: "Nothing.".to_owned(),
            cards: view.lines.iter().map(|l| card(case, l)).collect(),
        }],
        case: Some(head(view.top, "access")),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn back(case: CaseId) -> String {
    format!("/cases/{case}/marks")
}

/// Sets a mark.
pub(crate) fn set(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let kind = match ask.param("kind") {
        "partner-apart" => MarkKind::PartnerApart,
        "address-hidden" => MarkKind::AddressHidden,
        _ => return Err(Failure::not_found()),
    };
    match ask.app().set_mark(ask.actor()?, case, kind) {
        // Sent twice: it is so.
        Ok(()) | Err(AppError::Refused(_)) => Ok(Answer::next(back(case)).saying(Said::MarkChanged)),
        Err(error) => Err(error.into()),
    }
}

/// Ends one.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mark = ask.param("mark").parse().map_err(|_| Failure::not_found())?;
    ask.app().end_mark(ask.actor()?, case, mark)?;
    Ok(Answer::next(back(case)).saying(Said::MarkChanged))
}

fn show_let_go(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().marks(ask.actor()?, case)?;
    if !view.hidden || !view.top.open {
        return Err(Failure::not_found());
    }
    let mut options: Vec<Choice> = Vec::new();
    for without in [false, true] {
        for way in ask.app().share_ways(ask.actor()?, case, without)? {
            let value = format!("{}|{}", way.party, way.purpose);
            if !options.iter().any(|o| o.value == value) {
                options.push(choice(value, format!("{}: {}", way.name, way.purpose_words)));
            }
        }
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Let a hidden address go to somebody".to_owned(),
        lede: vec![
            "Look at the address and at who is to have it: could it reach whoever the person is hidden from? Your name and today’s \
             date are written down. It counts for 30 days, for this body and purpose only."
                .to_owned(),
        ],
        action: format!("/cases/{case}/marks/let-go"),
        back: Link { text: "Domestic abuse and hidden address".to_owned(), href: back(case) },
        fields: vec![field(ask, &form, "to", "To whom may it go, and for what?", Control::Choice).options(options)],
        button: "I have looked at it: it may go".to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn let_go_page(ask: &Ask) -> Result<Answer, Failure> {
    show_let_go(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn let_go_again(ask: &Ask) -> Result<Answer, Failure> {
    show_let_go(ask, stale())
}

/// Lets it go.
pub(crate) fn let_go(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (party, purpose) = ask.field("to").split_once('|').unwrap_or_default();
    match ask.app().let_address_go(ask.actor()?, case, party, purpose) {
        Ok(()) => Ok(Answer::next(back(case)).saying(Said::MarkChanged)),
        Err(AppError::Refused(words)) => show_let_go(ask, FormState::wrong("to", &words)),
        Err(error) => Err(error.into()),
    }
}
