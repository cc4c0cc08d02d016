//! Until it is gone: what becomes of the copies that others hold of what went out.

use super::share::{again, codes, link};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field};
use crate::show;
use app::{CopyLine, CopyStanding};
use kernel::ShareId;
use pages::form::{Control, FormState};
use pages::sheet::Card;
use pages::work::PlainForm;
use pages::{Link, StateTag, Tone};

fn id(ask: &Ask) -> Result<ShareId, Failure> {
    ask.param("share").parse().map_err(|_| Failure::not_found())
}

fn tag(standing: CopyStanding) -> StateTag {
    let (words, tone) = match standing {
        CopyStanding::Overdue => ("Overdue", Tone::Bad),
        CopyStanding::Due => ("To be deleted today", Tone::Warn),
        CopyStanding::Held => ("With them", Tone::Plain),
        CopyStanding::Kept => ("Kept by law", Tone::Warn),
        CopyStanding::Gone => ("Deleted", Tone::Good),
    };
    show::tag(words, tone)
}

/// What is to be known of a copy.
fn says(copy: &CopyLine) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", copy.purpose, copy.categories.join(", "))];
    if let Some(at) = copy.sent_at {
        let through = copy.through.as_ref().map(|t| format!(" to {t}, who passed it on")).unwrap_or_default();
        lines.push(format!("Sent {}{through}", at.words()));
    }
    lines.push(format!("To be gone by {}: {}", show::date(copy.gone_by), copy.why));
    if copy.no_trace {
        lines.push("Nothing may be left that shows that the person took part".to_owned());
    }
    if let Some((words, at, by)) = &copy.said {
        lines.push(format!("{words}. Said {} ({by})", at.words()));
    }
    lines
}

/// A copy, with the way to say what became of it.
pub(crate) fn copy_card(copy: &CopyLine, title: &str) -> Card {
    let open = copy.said.is_none();
    Card {
        title: title.to_owned(),
        reference: copy.reference.clone(),
        tags: vec![tag(copy.standing)],
        lines: says(copy),
        links: if open {
            vec![Link { text: "Say what became of it".to_owned(), href: format!("/outbound/{}", copy.id) }]
        } else {
            Vec::new()
        },
        ..Card::default()
    }
}

/// One line for each holder, for a table or a list.
pub(crate) fn until(copy: &CopyLine) -> String {
    let how = match copy.standing {
        CopyStanding::Overdue => ", overdue",
        CopyStanding::Due => ", today",
        CopyStanding::Held => "",
        CopyStanding::Kept => ", kept by law",
        CopyStanding::Gone => ", deleted",
    };
    format!("{}: by {}{how}", copy.holder, show::date(copy.gone_by))
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let actor = ask.actor()?;
    let copy = ask.app().copy_held(actor, id)?;
    let fine = form.is_fine();
    let staff = actor.is_staff();
    let mut lede = says(&copy);
    if copy.standing == CopyStanding::Held {
        lede.push("It may still be held. Say what became of it only if it is gone already.".to_owned());
    }
    let asked =
        if staff { format!("What does {} say became of it?", copy.holder) } else { "What became of it?".to_owned() };
    let page = PlainForm {
        heading: format!("Copy of {}", copy.reference),
        lede,
        action: format!("/outbound/{id}"),
        back: back(&copy, staff),
        fields: if copy.said.is_none() {
            vec![
                field(ask, &form, "became", &asked, Control::Choice)
                    .options(codes(copy.answers))
                    .hint("It is kept with the record of what was sent, and cannot be changed."),
            ]
        } else {
            Vec::new()
        },
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

fn back(copy: &CopyLine, staff: bool) -> Link {
    if staff { link("Sharing", format!("/cases/{}/sharing", copy.case)) } else { link("Your desk", "/desk".to_owned()) }
}

/// A copy, to say what became of it.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale())
}

/// Says it.
pub(crate) fn became(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let copy = ask.app().copy_held(ask.actor()?, id)?;
    match ask.app().copy_became(ask.actor()?, id, ask.field("became")) {
        Ok(()) => Ok(Answer::next(back(&copy, ask.actor()?.is_staff()).href).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| show_form(ask, form)),
    }
}
