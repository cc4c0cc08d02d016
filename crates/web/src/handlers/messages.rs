//! Messages to the person: what was sent, writing one, looking at it before it is sent.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, STALE};
use crate::show;
use crate::tabs::tabs;
use app::AppError;
use app::messages::{MessageLine, MessageState, Sending};
use app::views::Item;
use messages::{Channel, Safety};
use pages::case::CaseHead;
use pages::form::FormState;
use pages::messages::{
    AskField, MessageRow, MessageSays, Messages, OneMessage, PreviewMessage, TemplateRow, WayShown, WriteMessage,
};
use pages::{Link, Tone, Typed};

/// How a message stands, in words.
const fn state_words(state: MessageState) -> (&'static str, Tone) {
    match state {
        MessageState::Queued => ("Waiting to leave", Tone::Plain),
        MessageState::Ready => ("Waiting to be printed", Tone::Warn),
        MessageState::Sent => ("Sent", Tone::Plain),
        MessageState::Delivered => ("Delivered", Tone::Good),
        MessageState::Failed => ("Failed", Tone::Bad),
        MessageState::Cancelled => ("Stopped", Tone::Warn),
    }
}

fn head(ask: &Ask, reference: String) -> CaseHead {
    CaseHead {
        id: ask.param("case").to_owned(),
        reference,
        name: None,
        service: None,
        notice: None,
        state: None,
        tabs: Vec::new(),
    }
}

fn row(ask: &Ask, line: &MessageLine) -> MessageRow {
    let (words, tone) = state_words(line.state);
    let mut steps = vec![format!("{} decided to send it on {}", line.sender, line.queued_at.words())];
    if let Some(at) = line.sent_at {
        let carrier = match line.carrier.as_deref() {
            Some("smtp") => "the mail server",
            Some("notify") => "GOV.UK Notify",
            _ => "the post",
        };
        steps.push(match &line.printer {
            Some(printer) => format!("{printer} printed and posted it on {}", at.words()),
            None => format!("Handed to {carrier} on {}", at.words()),
        });
    }
    if let Some(at) = line.settled_at {
        let why = line.why.as_deref().map_or_else(String::new, |why| format!(": {why}"));
        steps.push(format!("{words} on {}{why}", at.words()));
    }
    MessageRow {
        href: format!("/cases/{}/messages/{}", ask.param("case"), line.id),
        title: line.title.clone(),
        channel: line.channel.words().to_owned(),
        state: show::tag(words, tone),
        steps,
    }
}

/// What was sent, and what can be written.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let (actor, case) = (ask.actor()?, ask.case()?);
    let view = ask.app().messages(actor, case)?;
    let (_, templates) = ask.app().templates_for(actor, case)?;
    let templates = templates.into_iter().map(|t| TemplateRow {
        ways: t
            .channels
            .iter()
            .map(|c| Link {
                text: c.words().to_owned(),
                href: format!("/cases/{case}/messages/new/{}/{}", t.key, c.id()),
            })
            .collect(),
        title: t.title,
    });
    let page = Messages {
        case: CaseHead { tabs: tabs("messages", &case.to_string(), true, true), ..head(ask, view.reference) },
        rows: view.lines.iter().map(|l| row(ask, l)).collect(),
        templates: templates.collect(),
    };
    ask.page(&page)
}

fn channel(ask: &Ask) -> Result<Channel, Failure> {
    Channel::parse(ask.param("channel")).ok_or_else(Failure::not_found)
}

fn action(ask: &Ask) -> String {
    format!("/cases/{}/messages/new/{}/{}", ask.param("case"), ask.param("template"), ask.param("channel"))
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let channel = channel(ask)?;
    let view = ask.app().compose(ask.actor()?, ask.case()?, ask.param("template"), channel)?;
    let asks = view.asks.into_iter().map(|(name, asked)| {
        let name = format!("ask.{name}");
        AskField {
            value: Typed(ask.field(&name).to_owned()),
            name,
            label: if asked.optional { format!("{} (optional)", asked.label) } else { asked.label },
            hint: asked.hint,
            long: asked.long,
        }
    });
    let fine = form.is_fine();
    let page = WriteMessage {
        case: head(ask, view.reference),
        form,
        title: view.template.title,
        channel: channel.words().to_owned(),
        action: action(ask),
        not_safe: view.way.safety == Some(Safety::Unsafe),
        to: match view.way.to {
            Item::Released(to) => WayShown::Released(to),
            Item::Withheld(why) => WayShown::Withheld(show::withheld(why, &notice_href(ask))),
            Item::Empty | Item::Erased => WayShown::None,
        },
        asks: asks.collect(),
    };
    ask.form_page(&page, fine)
}

fn notice_href(ask: &Ask) -> String {
    ask.actor().map(|actor| format!("/notices/{}", actor.capacity.notice)).unwrap_or_default()
}

/// The form.
pub(crate) fn write_page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same with everything typed, and its token made new.
pub(crate) fn write_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::wrong("", STALE))
}

fn show_preview(ask: &Ask, sending: &Sending, form: FormState) -> Result<Answer, Failure> {
    let council = &ask.web.settings.council;
    let preview = ask.app().preview_message(ask.actor()?, ask.case()?, sending, council)?;
    let shown = match sending.channel {
        Channel::Text => {
            "Anybody who holds the telephone may read a text: it names nobody and does not say what it is about."
        }
        Channel::Email => "Others may see the subject line: it names nobody and does not say what it is about.",
        Channel::Letter => "The envelope shows the name and the address only.",
    };
    let kept = preview.asks.iter().map(|name| {
        let name = format!("ask.{name}");
        (name.clone(), Typed(ask.field(&name).to_owned()))
    });
    let fine = form.is_fine();
    let letter = sending.channel == Channel::Letter;
    let page = PreviewMessage {
        case: head(ask, preview.reference),
        form,
        title: preview.title,
        channel: sending.channel.words().to_owned(),
        action: action(ask),
        to: preview.to,
        said: preview.said,
        subject: preview.says.map_ref(|s| s.subject.clone()),
        body: preview.says.map(|s| if letter { s.as_read() } else { s.body }),
        ask_if_safe: preview.safety == Safety::NotSaid,
        kept: kept.collect(),
        letter,
        shown: shown.to_owned(),
    };
    ask.form_page(&page, fine)
}

/// Looks at it, changes it, or sends it.
pub(crate) fn write(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let sending = Sending {
        template: ask.param("template").to_owned(),
        channel: channel(ask)?,
        typed: ask.form.clone(),
        asked_if_safe: ask.field("safe") == "yes",
    };
    let done = match ask.field("do") {
        "send" => {
            match ask.app().send_message(ask.actor()?, case, &sending, &ask.web.settings.council) {
                Ok(_) => return Ok(Answer::next(format!("/cases/{case}/messages")).saying(Said::MessageSent)),
                // Only what has to be said about safety is put right on the preview itself.
                Err(AppError::Refused(words)) if !sending.asked_if_safe => {
                    show_preview(ask, &sending, FormState::wrong("safe", &words))
                }
                Err(error) => Err(error.into()),
            }
        }
        "pdf" => match ask.app().preview_letter(ask.actor()?, case, &sending, &ask.web.settings.council) {
            Ok(letter) => return Ok(super::letters::pdf("letter", letter.get().clone())),
            Err(error) => Err(error.into()),
        },
        "change" => return show_form(ask, FormState::default()),
        _ => show_preview(ask, &sending, FormState::default()),
    };
    match done {
        Err(Failure::App(AppError::Form(errors))) => show_form(ask, show::form_state(&errors)),
        Err(Failure::App(AppError::Refused(words))) => show_form(ask, FormState::wrong("", &words)),
        other => other,
    }
}

/// One message, as it was sent.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("message").parse().map_err(|_| Failure::not_found())?;
    let view = ask.app().message(ask.actor()?, ask.case()?, id)?;
    let row = row(ask, &view.line);
    let letter = view.line.channel == Channel::Letter && matches!(view.says, Item::Released(_));
    let waits = matches!(view.line.state, MessageState::Queued | MessageState::Ready);
    let left = matches!(view.line.state, MessageState::Sent | MessageState::Delivered);
    let page = OneMessage {
        case: head(ask, view.reference),
        stop: waits.then(|| format!("{}/stop", row.href)),
        paper: (letter && (waits || left)).then(|| format!("{}/letter", row.href)),
        posted: (view.line.state == MessageState::Ready).then(|| format!("{}/posted", row.href)),
        row,
        says: match view.says {
            Item::Released(says) => MessageSays::Released {
                to: says.map_ref(|(to, _)| to.clone()),
                subject: says.map_ref(|(_, says)| says.subject.clone()),
                body: says.map(|(_, says)| if letter { says.as_read() } else { says.body }),
            },
            Item::Withheld(why) => MessageSays::Withheld(show::withheld(why, &notice_href(ask))),
            Item::Empty | Item::Erased => MessageSays::Erased,
        },
    };
    ask.page(&page)
}

/// Stops one that has not left.
pub(crate) fn stop(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let id = ask.param("message").parse().map_err(|_| Failure::not_found())?;
    ask.app().stop_message(ask.actor()?, case, id)?;
    Ok(Answer::next(format!("/cases/{case}/messages")).saying(Said::MessageStopped))
}
