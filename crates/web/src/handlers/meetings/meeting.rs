//! One meeting: its agenda, signing in, holding it.

use super::super::share::{again, link};
use super::{button, group, meeting_id, present_card, state, when};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::AppError;
use app::meetings::{AgendaLine, MeetingPage, NewAgenda, PresentLine};
use kernel::MeetingId;
use pages::Tone;
use pages::form::{Control, Entered, FormState};
use pages::sheet::{Card, Sheet};
use pages::work::PlainForm;

fn agenda_card(at: usize, line: AgendaLine, runs: bool, closed: bool) -> Card {
    let mut tags = Vec::new();
    if let Some(words) = &line.outcome {
        tags.push(show::tag(words, Tone::Plain));
    } else if line.taken_at.is_some() {
        tags.push(show::tag("Spoken of", Tone::Good));
    }
    let mut lines = Vec::new();
    if runs {
        lines.push(format!("Points: {}", line.points));
    }
    lines.extend(line.lead.as_ref().map(|lead| format!("Lead worker: {lead}")));
    if !line.apart.is_empty() {
        lines.push(format!("Left out: {}", line.apart.join(", ")));
    }
    let here = format!("/agenda/{}", line.id);
    let buttons = if runs && !closed {
        vec![
            button("Up", &line.reference, format!("{here}/up")),
            button("Down", &line.reference, format!("{here}/down")),
        ]
    } else {
        Vec::new()
    };
    Card {
        title: format!("Item {at}"),
        href: Some(here),
        name: Some(show::name(line.name, "")),
        reference: line.reference,
        tags,
        lines,
        rows: crate::fields::content_rows(line.why),
        buttons,
        ..Card::default()
    }
}

fn shown(ask: &Ask, refused: Option<String>) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let page = ask.app().meeting_page(ask.actor()?, id)?;
    let here = format!("/meetings/{id}");
    let MeetingPage { line, group: of, agenda, present, absent, until, signed, today, runs, statement, .. } = page;
    let (open, closed) = (line.state == "open", line.state == "closed");
    let left_out = absent.into_iter().map(|(name, why)| Card {
        title: name,
        tags: if why.is_some() { vec![show::tag("Sees nothing", Tone::Warn)] } else { Vec::new() },
        lines: why.into_iter().collect(),
        ..Card::default()
    });
    let mut actions = Vec::new();
    let mut buttons = Vec::new();
    if today && !signed {
        actions.push(link("Sign in", format!("{here}/sign")));
    } else if statement.is_some() {
        actions.push(link("Read the confidentiality statement and sign it", format!("{here}/sign")));
    }
    if !closed && !agenda.is_empty() {
        actions.push(link("A pack to print", format!("{here}/pack")));
    }
    if signed {
        buttons.push(button("I leave now", "this meeting", format!("{here}/go")));
    }
    if runs && today && !closed {
        actions.push(link("Sign in a guest", format!("{here}/guests")));
    }
    if runs && !closed {
        actions.push(link("Put somebody on the agenda", format!("{here}/agenda")));
        buttons.push(button("Bring over who stayed on the list", "the last meeting", format!("{here}/bring-over")));
        if open {
            buttons.push(button("Close the meeting", "this meeting", format!("{here}/close")));
        } else if today && signed {
            buttons.push(button("Open the meeting", "this meeting", format!("{here}/open")));
        }
    }
    let mut lede = vec![line.place.clone(), format!("Members may look until {}.", show::date(until))];
    lede.extend(refused);
    let page = Sheet {
        heading: format!("{}: {}", of.1, when(&line)),
        back: Some(link(&of.1, format!("/groups/{}", of.0))),
        lede,
        actions,
        buttons,
        groups: vec![
            group(
                "agenda",
                &format!("Agenda ({})", state(&line).words),
                if statement.is_some() {
                    "It is shown once you have signed the confidentiality statement of this meeting."
                } else {
                    "Nobody is on it whom you may see."
                },
                (1..).zip(agenda).map(|(at, item)| agenda_card(at, item, runs, closed)).collect(),
            ),
            group(
                "present",
                "Who came",
                "Nobody has signed in yet.",
                present.iter().map(|line| here_card(line, &here, runs)).collect(),
            ),
            group("absent", "Members of whom nobody signed in", "Somebody of every member did.", left_out.collect()),
        ],
        ..Sheet::default()
    };
    ask.page(&page)
}

/// Who came, with the way to say that a guest leaves.
fn here_card(line: &PresentLine, here: &str, runs: bool) -> Card {
    let leaves = line.guest.as_ref().filter(|_| runs && line.left_at.is_none());
    let buttons = leaves.map(|(id, _)| button("They leave now", &line.name, format!("{here}/guests/{id}/go")));
    Card { buttons: buttons.into_iter().collect(), ..present_card(line) }
}

/// A meeting.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    shown(ask, None)
}

/// Does something to a meeting; what is refused stands on its page.
fn act(ask: &Ask, what: impl FnOnce(MeetingId) -> Result<(), AppError>) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    match what(id) {
        Ok(()) => Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => shown(ask, Some(words)),
        Err(error) => Err(error.into()),
    }
}

/// Opens it.
pub(crate) fn open(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, |id| ask.app().open_meeting(actor, id))
}

/// Closes it.
pub(crate) fn close(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, |id| ask.app().close_meeting(actor, id))
}

/// Leaves it.
pub(crate) fn go(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, |id| ask.app().leave_meeting(actor, id))
}

/// Brings over who stayed on the list.
pub(crate) fn bring_over(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, |id| ask.app().bring_over(actor, id).map(|_| ()))
}

fn sign_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let signs = ask.app().meeting_statement(ask.actor()?, id)?;
    let beforehand = !signs.today;
    let fine = form.is_fine();
    let mut lede = vec![signs.statement];
    let mut fields = Vec::new();
    match signs.agreed_at {
        Some(at) => lede.push(format!("You signed this on {}.", at.words())),
        None => fields.push(
            field(ask, &form, "agrees", "Do you keep to this?", Control::Choice)
                .options(vec![choice("yes", "Yes, I have read it and keep to it")]),
        ),
    }
    let words = if beforehand { "Sign the statement" } else { "Sign in" };
    let page = PlainForm {
        heading: words.to_owned(),
        lede,
        fields,
        action: format!("/meetings/{id}/sign"),
        back: link("The meeting", format!("/meetings/{id}")),
        button: words.to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Signing in.
pub(crate) fn sign_page(ask: &Ask) -> Result<Answer, Failure> {
    sign_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn sign_again(ask: &Ask) -> Result<Answer, Failure> {
    sign_form(ask, stale())
}

/// Signs in, or, before a member looks at the agenda on another day, the statement.
pub(crate) fn sign(ask: &Ask) -> Result<Answer, Failure> {
    let (id, agrees) = (meeting_id(ask)?, ask.field("agrees") == "yes");
    let signs = ask.app().meeting_statement(ask.actor()?, id)?;
    let done = if signs.waits && !signs.today {
        ask.app().sign_statement(ask.actor()?, id, agrees)
    } else {
        ask.app().sign_in_to_meeting(ask.actor()?, id, agrees)
    };
    match done {
        Ok(()) => Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| sign_form(ask, form)),
    }
}

fn put_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    let from = ask.query("case").parse().ok();
    let choices = ask.app().agenda_choices(ask.actor()?, id, (ask.field("reference"), from))?;
    let pairs = |list: &[(String, String)]| list.iter().map(|(id, label)| choice(id, label)).collect::<Vec<_>>();
    let criteria = choices.criteria.iter().enumerate();
    let criteria = criteria.map(|(at, c)| choice(at.to_string(), format!("{} ({})", c.words, c.points))).collect();
    let colleagues = choices.colleagues.iter().map(|(id, name)| choice(id.to_string(), name)).collect();
    let fine = form.is_fine();
    let mut fields = vec![
        field(ask, &form, "reference", "Reference of the case", Control::Text)
            .optional()
            .hint("As it stands on the case’s page, like C26-ABC1234. With the beginning of one, those that begin like it are offered below")
            .standing(ask, Entered::text(choices.from.unwrap_or_default())),
    ];
    if !choices.cases.is_empty() {
        let cases = choices.cases.iter().map(|reference| choice(reference, reference)).collect();
        fields.push(
            field(ask, &form, "case", "Or choose an open case", Control::Choice)
                .options(cases)
                .optional()
                .hint("Those of the service that were opened last, and are not on the agenda"),
        );
    }
    fields.extend([
        field(ask, &form, "why", "Why should the group speak of them?", Control::LongText)
            .hint("Only what the group needs to know"),
        field(ask, &form, "seen", "Where were they last seen?", Control::Text).optional(),
        field(ask, &form, "category", "What is this about?", Control::Choice)
            .options(pairs(&choices.categories))
            .hint("It decides which agencies may read the reasons"),
    ]);
    if !choices.criteria.is_empty() {
        fields
            .push(field(ask, &form, "criteria", "Which of these hold?", Control::Choices).options(criteria).optional());
    }
    fields.push(
        field(ask, &form, "lead", "Lead worker", Control::Choice)
            .options(colleagues)
            .optional()
            .hint("Whoever holds the case, if nobody is chosen"),
    );
    if !choices.members.is_empty() {
        fields.push(
            field(ask, &form, "apart", "Which agencies are left out?", Control::Choices)
                .options(pairs(&choices.members))
                .optional()
                .hint("They learn nothing of it: for example where somebody there may be the one who does harm"),
        );
    }
    let page = PlainForm {
        heading: "Put somebody on the agenda".to_owned(),
        lede: vec!["Members may look at them from then on, each at what the notice gives it.".to_owned()],
        fields,
        action: format!("/meetings/{id}/agenda"),
        back: link("The meeting", format!("/meetings/{id}")),
        button: "Put on the agenda".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Somebody to be put on the agenda.
pub(crate) fn put_page(ask: &Ask) -> Result<Answer, Failure> {
    put_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn put_again(ask: &Ask) -> Result<Answer, Failure> {
    put_form(ask, stale())
}

/// Puts them on it.
pub(crate) fn put(ask: &Ask) -> Result<Answer, Failure> {
    let id = meeting_id(ask)?;
    // What was chosen counts where nothing was typed, or its beginning.
    let (typed, chosen) = (ask.field("reference").trim().to_uppercase(), ask.field("case"));
    let reference = if chosen.starts_with(&typed) && !chosen.is_empty() { chosen.to_owned() } else { typed };
    let new = NewAgenda {
        reference,
        category: ask.field("category").to_owned(),
        criteria: ask.form.all("criteria").filter_map(|at| at.parse().ok()).collect(),
        seen: ask.field("seen").to_owned(),
        why: ask.field("why").to_owned(),
        lead: ask.field("lead").parse().ok(),
        apart: ask.form.all("apart").map(str::to_owned).collect(),
    };
    match ask.app().put_on_agenda(ask.actor()?, id, &new) {
        Ok(_) => Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| put_form(ask, form)),
    }
}
