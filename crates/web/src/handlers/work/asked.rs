//! Documents that the person is asked to give: asking, accepting, asking again with words, taking back.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, day, field, read_day};
use crate::show;
use crate::tabs::head;
use app::views::Item;
use app::{AppError, AskLine, AskState, AskStep, NewAsk};
use casework::SectionContent;
use casework::document::{KINDS, PHOTO, words};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, ItemId, PersonId};
use pages::form::{Control, Entered, Field, FormState};
use pages::sheet::{Button, Card};
use pages::work::PlainForm;
use pages::{Link, Row, Tone};

/// How something that was asked for stands, in words.
pub(in crate::handlers) fn state(state: AskState, late: bool, due_on: Date) -> (String, Tone) {
    let due = show::date(due_on);
    match state {
        AskState::Open if late => (format!("Late: asked for by {due}"), Tone::Bad),
        AskState::Open => (format!("Asked for by {due}"), Tone::Plain),
        AskState::Missing => ("The person does not have it".to_owned(), Tone::Warn),
        AskState::Given => ("Given: look at it".to_owned(), Tone::Warn),
        AskState::Accepted => ("Received and accepted".to_owned(), Tone::Good),
        AskState::TakenBack => ("Taken back".to_owned(), Tone::Plain),
    }
}

/// What is asked for, in words.
pub(in crate::handlers) fn kind_words(code: &str) -> String {
    words(KINDS, code).unwrap_or("Document").to_owned()
}

/// What was said about something that was asked for.
fn said(content: Disclosed<SectionContent>, state: AskState, whose: Option<String>) -> Disclosed<Vec<Row>> {
    content.map(|content| {
        let row = |label: &str, text: String| Row { label: label.to_owned(), text, ..Row::default() };
        let answer = if state == AskState::TakenBack { "Why it is not needed" } else { "What we said about it" };
        let said = [("why", "What it is for"), ("says", "The person says"), ("answer", answer)];
        let said = said.into_iter().filter_map(|(id, label)| content.get(id).map(|text| row(label, text.to_owned())));
        said.chain(whose.map(|name| row("Whose it is", name))).collect()
    })
}

/// A document that was asked for.
pub(super) fn card(case: CaseId, line: AskLine, names: &[(PersonId, String)]) -> Card {
    let address = format!("/cases/{case}/asked/{}", line.id);
    let (words, tone) = state(line.state, line.late, line.due_on);
    let whose = line.whose.map(|person| {
        let known = names.iter().find(|(member, _)| *member == person);
        known.map_or_else(|| "Somebody of the household".to_owned(), |(_, name)| name.clone())
    });
    let named = match &line.content {
        Item::Released(content) => Some(content.map_ref(|c| kind_words(c.get("kind").unwrap_or_default()))),
        _ => None,
    };
    let mut lines = vec![
        format!("About: {}", line.about),
        format!(
            "Asked for by {}, {}. Stands like this since {}.",
            line.asked.0,
            line.asked.1.words(),
            line.changed_at.words()
        ),
    ];
    if line.given > 0 {
        let files = if line.given == 1 { "1 file was given" } else { &format!("{} files were given", line.given) };
        lines.push(format!("{files}: see below."));
    }
    if line.untold {
        lines.push(
            "Nobody could be told that it waits: the person has no page of their own, or no safe way to be told. Tell them another way."
                .to_owned(),
        );
    }
    let (mut links, mut buttons) = (Vec::new(), Vec::new());
    if line.can_change {
        let accept = if line.state == AskState::Given { "Accept it" } else { "We have it another way" };
        buttons.push(Button {
            words: accept.to_owned(),
            about: "the document that was asked for".to_owned(),
            action: format!("{address}/accept"),
        });
        let again = match line.state {
            AskState::Given => "Say what is wrong with it",
            AskState::Missing => "Ask for it again",
            _ => "Change the last day",
        };
        links.push(Link { text: again.to_owned(), href: format!("{address}/again") });
        links.push(Link { text: "Take it back".to_owned(), href: format!("{address}/take-back") });
    }
    Card {
        title: "Document asked for".to_owned(),
        named,
        tags: vec![show::tag(words, tone)],
        rows: match line.content {
            Item::Released(content) => Some(said(content, line.state, whose)),
            _ => None,
        },
        lines,
        links,
        buttons,
        ..Card::default()
    }
}

fn documents(case: CaseId) -> Link {
    Link { text: "Documents".to_owned(), href: format!("/cases/{case}/documents") }
}

fn last_day(ask: &Ask, form: &FormState) -> Field {
    field(ask, form, "due", "What is the last day?", Control::Date)
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let actor = ask.actor()?;
    let view = ask.app().askable(actor, case)?;
    let names = ask.app().member_names(actor, case)?;
    let fine = form.is_fine();
    let kinds = KINDS.iter().filter(|(code, _)| *code != PHOTO).map(|(code, words)| choice(*code, *words)).collect();
    let about = view.askable.iter().map(|(id, label)| choice(id, label)).collect();
    let mut fields = vec![
        field(ask, &form, "kind", "What kind of document do you need?", Control::Choice).options(kinds),
        field(ask, &form, "why", "What is it for?", Control::LongText)
            .hint("In plain words: the person reads this. For example: to see how long you may live there."),
        field(ask, &form, "about", "What is it about?", Control::Choice)
            .options(about)
            .hint("This decides who may see it, and how long it is kept."),
    ];
    if !names.get().is_empty() {
        let household = names.get().iter().map(|(person, name)| choice(person.to_string(), name)).collect();
        fields.push(
            field(ask, &form, "whose", "Whose is it?", Control::Choice)
                .options(household)
                .hint("Leave it empty if it is the person’s own.")
                .optional(),
        );
    }
    let soon = ask.app().now().plus_seconds(14 * 86_400);
    fields.push(last_day(ask, &form).standing(ask, day(kernel::london_date(soon))));
    let mut lede =
        vec!["The person sees it on their own page, and is told only that something waits there.".to_owned()];
    if !view.has_page {
        lede.push("Nobody can log in to the person’s own page yet: let them in, or tell them another way.".to_owned());
    }
    let page = PlainForm {
        heading: "Ask for a document".to_owned(),
        lede,
        action: format!("/cases/{case}/asked/new"),
        back: documents(case),
        fields,
        button: "Ask for it".to_owned(),
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
pub(crate) fn ask_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Asks for it.
pub(crate) fn ask_for(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    let Some(due_on) = needed_day(ask, &mut form) else { return show_new(ask, form) };
    let whose = ask.field("whose");
    let whose = if whose.is_empty() { None } else { Some(whose.parse().map_err(|_| Failure::not_found())?) };
    let new = NewAsk {
        kind: ask.field("kind").to_owned(),
        why: ask.field("why").to_owned(),
        category: ask.field("about").to_owned(),
        whose,
        due_on,
    };
    match ask.app().ask_for_document(ask.actor()?, case, &new, &ask.origin) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/documents")).saying(Said::DocumentAsked)),
        Err(AppError::Form(errors)) => show_new(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("about", &words)),
        Err(error) => Err(error.into()),
    }
}

/// The last day, which has to be there.
fn needed_day(ask: &Ask, form: &mut FormState) -> Option<Date> {
    let day = read_day(ask, form, "due", "The last day");
    if day.is_none() && form.is_fine() {
        form.add("due-day", "Enter the last day");
    }
    day
}

/// Which of them, if it is still asked for and the actor may do something about it.
fn which(ask: &Ask) -> Result<(CaseId, ItemId), Failure> {
    Ok((ask.case()?, ask.param("item").parse().map_err(|_| Failure::not_found())?))
}

/// Goes on with it; what is wrong is said on the form with words for the person.
fn settle(ask: &Ask, step: &AskStep, taken_back: bool) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    match ask.app().settle_ask(ask.actor()?, case, id, step, &ask.origin) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/documents")).saying(Said::DocumentSettled)),
        Err(AppError::Form(errors)) => show_words(ask, show::form_state(&errors), taken_back),
        Err(AppError::Refused(words)) => show_words(ask, FormState::wrong("words", &words), taken_back),
        Err(error) => Err(error.into()),
    }
}

/// It is what was asked for.
pub(crate) fn accept(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    ask.app().settle_ask(ask.actor()?, case, id, &AskStep::Accept, &ask.origin)?;
    Ok(Answer::next(format!("/cases/{case}/documents")).saying(Said::DocumentSettled))
}

/// A form with words for the person.
fn show_words(ask: &Ask, form: FormState, taken_back: bool) -> Result<Answer, Failure> {
    let (case, id) = which(ask)?;
    let view = ask.app().documents(ask.actor()?, case)?;
    let line = view.asked.into_iter().find(|l| l.id == id && l.can_change).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let label = if taken_back { "Why is it not needed any more?" } else { "What should the person know?" };
    let mut fields =
        vec![field(ask, &form, "words", label, Control::LongText).hint("In plain words: the person reads this.")];
    if !taken_back {
        let stands = if line.late { Entered::default() } else { day(line.due_on) };
        fields.push(last_day(ask, &form).standing(ask, stands));
    }
    let (heading, to, button) = if taken_back {
        ("Take back what was asked for", "take-back", "Take it back")
    } else {
        ("Ask for it again", "again", "Ask again")
    };
    let page = PlainForm {
        heading: heading.to_owned(),
        action: format!("/cases/{case}/asked/{id}/{to}"),
        back: documents(case),
        fields,
        button: button.to_owned(),
        case: Some(head(view.top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What is wrong with it.
pub(crate) fn again_page(ask: &Ask) -> Result<Answer, Failure> {
    show_words(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn again_again(ask: &Ask) -> Result<Answer, Failure> {
    show_words(ask, stale(), false)
}

/// Asks for it again.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let Some(due_on) = needed_day(ask, &mut form) else { return show_words(ask, form, false) };
    settle(ask, &AskStep::Again(ask.field("words").to_owned(), due_on), false)
}

/// Why it is not needed.
pub(crate) fn take_back_page(ask: &Ask) -> Result<Answer, Failure> {
    show_words(ask, FormState::default(), true)
}

/// The same, with its token made new.
pub(crate) fn take_back_again(ask: &Ask) -> Result<Answer, Failure> {
    show_words(ask, stale(), true)
}

/// Takes it back.
pub(crate) fn take_back(ask: &Ask) -> Result<Answer, Failure> {
    settle(ask, &AskStep::TakeBack(ask.field("words").to_owned()), true)
}
