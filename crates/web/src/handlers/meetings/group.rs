//! Groups: what they are for, who is in them, their meetings, what agencies have undertaken, and the register of gaps.

use super::super::share::{again, link};
use super::{button, entry_card, group, series_id, state, when};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, read_day};
use crate::show;
use app::AppError;
use app::meetings::{GapLine, Groups, MemberLine, NewGap, NewMeeting, NewSeries};
use kernel::GapId;
use pages::Tone;
use pages::form::{Control, Entered, FormState};
use pages::sheet::{Card, Sheet};
use pages::work::PlainForm;

/// What everybody signs, unless the group writes its own.
const STATEMENT: &str = "What is said here about people is confidential. I use it only for what this group is for, share \
                         only what is needed, and pass nothing on outside my agency but what I have undertaken to do.";

fn make_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let Groups { services, .. } = ask.app().meeting_groups(ask.actor()?)?;
    if services.is_empty() {
        return Err(Failure::not_found());
    }
    let one = services.first().map(|(id, _)| id.clone()).filter(|_| services.len() == 1);
    let options = services.into_iter().map(|(id, label)| choice(id, label)).collect();
    let fine = form.is_fine();
    let days = |name: &str, label: &str, usual: &str| {
        field(ask, &form, name, label, Control::Number).standing(ask, Entered::text(usual))
    };
    let page = PlainForm {
        heading: "Set up a group".to_owned(),
        fields: vec![
            field(ask, &form, "name", "What is it called?", Control::Text),
            field(ask, &form, "service", "Whose people does it speak of?", Control::Choice)
                .options(options)
                .standing(ask, Entered::text(one.unwrap_or_default())),
            field(ask, &form, "terms", "Terms of reference", Control::LongText)
                .hint("What the group is for, what it is not for, who takes part, how often it meets"),
            field(ask, &form, "statement", "What everybody who comes signs", Control::LongText)
                .standing(ask, Entered::text(STATEMENT)),
            field(ask, &form, "criteria", "By what are people ranked?", Control::LongText).optional().hint(
                "One criterion on each line: points from 1 to 9, a bar, and the words, like 3 | Sleeping out for more than a year. People tick them; the program only adds up",
            ),
            days("opens", "How many days before a meeting may members look?", "3"),
            days("closes", "How many days after it may they still look?", "5"),
        ],
        action: "/groups/new".to_owned(),
        back: link("Meetings", "/groups".to_owned()),
        button: "Set up".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A new group.
pub(crate) fn make_page(ask: &Ask) -> Result<Answer, Failure> {
    make_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn make_again(ask: &Ask) -> Result<Answer, Failure> {
    make_form(ask, stale())
}

/// Sets it up.
pub(crate) fn make(ask: &Ask) -> Result<Answer, Failure> {
    let text = |name: &str| ask.field(name).to_owned();
    let days = |name: &str| ask.field(name).trim().parse().unwrap_or(-1);
    let new = NewSeries {
        service: text("service"),
        name: text("name"),
        terms: text("terms"),
        statement: text("statement"),
        criteria: text("criteria"),
        opens_days: days("opens"),
        closes_days: days("closes"),
    };
    if new.service.is_empty() {
        return make_form(ask, FormState::wrong("service", "Choose whose people it speaks of"));
    }
    match ask.app().make_group(ask.actor()?, &new) {
        Ok(id) => Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| make_form(ask, form)),
    }
}

fn member_card(line: MemberLine, here: &str, runs: bool) -> Card {
    let mut lines = vec![format!("Since {}", show::date(line.since))];
    lines.extend(line.until.map(|until| format!("Until {}", show::date(until))));
    lines.extend(line.stopped.clone());
    let tags = if line.stopped.is_some() { vec![show::tag("Sees nothing", Tone::Warn)] } else { Vec::new() };
    let buttons = if runs && line.until.is_none() {
        let action = format!("{here}/members/end?party={}", line.key.replace('/', "%2F"));
        vec![button("End its membership", &line.name, action)]
    } else {
        Vec::new()
    };
    Card { title: line.name, lines, tags, buttons, ..Card::default() }
}

fn gap_card(line: GapLine, here: &str) -> Card {
    let mut lines = vec![line.words];
    lines.retain(|words| !words.is_empty());
    lines.push(format!("{} sees to it by {}", line.owner, show::date(line.due_on)));
    lines.extend(line.meeting.map(|on| format!("Found at the meeting of {}", show::date(on))));
    let tag = match (&line.closed, line.overdue) {
        (Some(_), _) => show::tag("Closed", Tone::Good),
        (None, true) => show::tag("Overdue", Tone::Bad),
        (None, false) => show::tag("Open", Tone::Warn),
    };
    let links = match &line.closed {
        Some((at, answer)) => {
            lines.push(format!("{answer} ({})", at.words()));
            Vec::new()
        }
        None => vec![link("Say what was done", format!("{here}/gaps/{}", line.id))],
    };
    Card { title: line.title, lines, tags: vec![tag], links, ..Card::default() }
}

/// A group.
pub(crate) fn one(ask: &Ask) -> Result<Answer, Failure> {
    shown(ask, None)
}

/// Ends it.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    match ask.app().end_group(ask.actor()?, id) {
        Ok(()) => Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => shown(ask, Some(words)),
        Err(error) => Err(error.into()),
    }
}

fn shown(ask: &Ask, refused: Option<String>) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let view = ask.app().meeting_group(ask.actor()?, id)?;
    let actions = ask.app().group_actions(ask.actor()?, id)?;
    let (here, runs) = (format!("/groups/{id}"), view.runs);
    let meetings = view.meetings.iter().map(|m| Card {
        title: when(m),
        href: Some(format!("/meetings/{}", m.id)),
        tags: vec![state(m)],
        lines: vec![m.place.clone(), format!("Chair: {}", m.chair)],
        ..Card::default()
    });
    let todo = actions.into_iter().map(|a| {
        let (news, can_end) = (format!("/agenda/{}/actions/{}/news", a.agenda, a.entry.id), a.entry.can_end);
        let links = can_end.then(|| link("Say how it goes", news)).into_iter().collect();
        // Of whom they may not see any more there is no page.
        let (href, name) = if a.reference.is_empty() {
            (None, None)
        } else {
            (Some(format!("/agenda/{}", a.agenda)), Some(show::name(a.name, "")))
        };
        Card { href, name, reference: a.reference, links, ..entry_card(a.entry) }
    });
    let mut groups = vec![
        group("meetings", "Meetings", "No meeting was called yet.", meetings.collect()),
        group("actions", "What agencies have undertaken", "Nothing is open.", todo.collect()),
        group(
            "members",
            "Members",
            "No agency is a member yet.",
            view.members.into_iter().map(|m| member_card(m, &here, runs)).collect(),
        ),
    ];
    if runs {
        let cards = view.gaps.into_iter().map(|g| gap_card(g, &here)).collect();
        groups.push(group("gaps", "Gaps in services", "No gap was written down yet.", cards));
    }
    let terms = Card { title: "Terms of reference".to_owned(), lines: vec![view.terms], ..Card::default() };
    let statement = Card { title: "What everybody signs".to_owned(), lines: vec![view.statement], ..Card::default() };
    let ranked = view.criteria.iter().map(|(points, words)| format!("{points}: {words}")).collect();
    let ranked = Card { title: "By what people are ranked".to_owned(), lines: ranked, ..Card::default() };
    let about = [terms, statement, ranked].into_iter().filter(|c| !c.lines.is_empty()).collect();
    groups.push(group("about", "What it is for", "", about));
    let (mut links, mut buttons) = (Vec::new(), Vec::new());
    if runs && view.line.open {
        buttons.push(button("End the group", &view.line.name, format!("{here}/end")));
        links.push(link("Call a meeting", format!("{here}/meetings/new")));
        links.push(link("Add a member", format!("{here}/members")));
        links.push(link("Write a gap down", format!("{here}/gaps/new")));
    }
    let mut lede = if view.line.open {
        vec![format!(
            "{}. Members may look at the people on an agenda from {} days before its meeting until {} days after it.",
            view.line.service, view.window.0, view.window.1
        )]
    } else {
        vec![format!("{}. The group has ended: nobody looks at anybody by it any more.", view.line.service)]
    };
    lede.extend(refused);
    let page = Sheet {
        heading: view.line.name,
        back: Some(link("Meetings", "/groups".to_owned())),
        lede,
        actions: links,
        buttons,
        groups,
        ..Sheet::default()
    };
    ask.page(&page)
}

fn join_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let view = ask.app().meeting_group(ask.actor()?, id)?;
    if !view.runs {
        return Err(Failure::not_found());
    }
    let options = view.candidates.into_iter().map(|(key, name)| choice(key, name)).collect();
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Add a member".to_owned(),
        lede: vec!["Organisations that the notice names, and those on its open lists. From today they may look at the people on agendas that are ahead.".to_owned()],
        fields: vec![field(ask, &form, "party", "Which organisation?", Control::Choice).options(options)],
        action: format!("/groups/{id}/members"),
        back: link(&view.line.name, format!("/groups/{id}")),
        button: "Add".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A member to be added.
pub(crate) fn join_page(ask: &Ask) -> Result<Answer, Failure> {
    join_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn join_again(ask: &Ask) -> Result<Answer, Failure> {
    join_form(ask, stale())
}

/// Adds it.
pub(crate) fn join(ask: &Ask) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    match ask.app().join_group(ask.actor()?, id, ask.field("party")) {
        Ok(()) => Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| join_form(ask, form)),
    }
}

/// A member leaves.
pub(crate) fn leave(ask: &Ask) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    ask.app().leave_group(ask.actor()?, id, ask.query("party"))?;
    Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged))
}

fn call_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let view = ask.app().meeting_group(ask.actor()?, id)?;
    if !view.runs {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Call a meeting".to_owned(),
        fields: vec![
            field(ask, &form, "on", "On which day?", Control::Date),
            field(ask, &form, "starts", "When does it begin?", Control::Text).hint("For example 10:00"),
            field(ask, &form, "place", "Where is it held?", Control::Text),
        ],
        action: format!("/groups/{id}/meetings/new"),
        back: link(&view.line.name, format!("/groups/{id}")),
        button: "Call it".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A meeting to be called.
pub(crate) fn call_page(ask: &Ask) -> Result<Answer, Failure> {
    call_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn call_again(ask: &Ask) -> Result<Answer, Failure> {
    call_form(ask, stale())
}

/// Calls it.
pub(crate) fn call(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let on = read_day(ask, &mut form, "on", "The day of the meeting");
    if !form.is_fine() {
        return call_form(ask, form);
    }
    let starts = crate::fields::read_time(ask.field("starts")).map(|(h, m)| format!("{h:02}:{m:02}"));
    let new = NewMeeting { on, starts: starts.unwrap_or_default(), place: ask.field("place").to_owned() };
    match ask.app().call_meeting(ask.actor()?, series_id(ask)?, &new) {
        Ok(id) => Ok(Answer::next(format!("/meetings/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| call_form(ask, form)),
    }
}

fn gap_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let view = ask.app().meeting_group(ask.actor()?, id)?;
    if !view.runs {
        return Err(Failure::not_found());
    }
    let meetings = view.meetings.iter().map(|m| choice(m.id.to_string(), when(m))).collect();
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Write a gap down".to_owned(),
        lede: vec!["What is missing in the borough’s services. The register holds nothing about anybody: say what is missing, not who misses it.".to_owned()],
        fields: vec![
            field(ask, &form, "title", "What is missing?", Control::Text).hint("In one line"),
            field(ask, &form, "words", "More about it", Control::LongText).optional(),
            field(ask, &form, "meeting", "At which meeting was it found?", Control::Choice).options(meetings).optional(),
            field(ask, &form, "due", "By when does somebody see to it?", Control::Date),
        ],
        action: format!("/groups/{id}/gaps/new"),
        back: link(&view.line.name, format!("/groups/{id}")),
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A gap to be written down.
pub(crate) fn gap_page(ask: &Ask) -> Result<Answer, Failure> {
    gap_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn gap_again(ask: &Ask) -> Result<Answer, Failure> {
    gap_form(ask, stale())
}

/// Writes it down.
pub(crate) fn gap(ask: &Ask) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let mut form = FormState::default();
    let due_on = read_day(ask, &mut form, "due", "The day");
    if !form.is_fine() {
        return gap_form(ask, form);
    }
    let new = NewGap {
        meeting: ask.field("meeting").parse().ok(),
        title: ask.field("title").to_owned(),
        words: ask.field("words").to_owned(),
        owner: None,
        due_on,
    };
    match ask.app().add_gap(ask.actor()?, id, &new) {
        Ok(_) => Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| gap_form(ask, form)),
    }
}

fn close_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let gap: GapId = ask.param("gap").parse().map_err(|_| Failure::not_found())?;
    let view = ask.app().meeting_group(ask.actor()?, id)?;
    let known = view.gaps.into_iter().find(|g| g.id == gap && g.closed.is_none()).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let page = PlainForm {
        heading: known.title,
        fields: vec![field(ask, &form, "answer", "What was done about it?", Control::LongText)],
        action: format!("/groups/{id}/gaps/{gap}"),
        back: link(&view.line.name, format!("/groups/{id}")),
        button: "Close the gap".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A gap to be closed.
pub(crate) fn close_gap_page(ask: &Ask) -> Result<Answer, Failure> {
    close_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn close_gap_again(ask: &Ask) -> Result<Answer, Failure> {
    close_form(ask, stale())
}

/// Closes it.
pub(crate) fn close_gap(ask: &Ask) -> Result<Answer, Failure> {
    let id = series_id(ask)?;
    let gap: GapId = ask.param("gap").parse().map_err(|_| Failure::not_found())?;
    match ask.app().close_gap(ask.actor()?, id, gap, ask.field("answer")) {
        Ok(()) => Ok(Answer::next(format!("/groups/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| close_form(ask, form)),
    }
}
