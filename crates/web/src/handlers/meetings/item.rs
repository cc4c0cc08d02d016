//! One person on an agenda: why, what each agency may see, what was said and undertaken.

use super::super::share::{again, codes, link};
use super::{agenda_id, button, entry_card, group, present_card, when};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, day, field, read_day};
use crate::show;
use crate::tabs::head;
use app::AppError;
use app::meetings::{ActionNews, ItemForm, NewAction, Said as Words, Sight};
use kernel::{AgendaId, ItemId, MeetingId};
use pages::form::{Choice, Control, Entered, FormState};
use pages::sheet::{Card, Sheet};
use pages::work::PlainForm;
use pages::{Link, Tone};
use sharing::meeting::{ENDINGS, OUTCOMES, PROGRESS};

fn sight_card(sight: Sight) -> Card {
    let sees = sight.sees.join(", ");
    let (tag, mut lines) = if sight.apart {
        let otherwise = format!("Nothing of this meeting. By other work with them it sees: {sees}");
        (show::tag("Left out", Tone::Warn), if sees.is_empty() { Vec::new() } else { vec![otherwise] })
    } else if sees.is_empty() {
        (show::tag("Sees nothing", Tone::Warn), sight.why_not.into_iter().collect())
    } else if let Some(day) = sight.from {
        (show::tag("Sees nothing yet", Tone::Plain), vec![format!("From {}: {sees}", show::date(day))])
    } else {
        (show::tag("Sees something", Tone::Good), vec![sees])
    };
    if !sight.purpose.is_empty() {
        lines.push(format!("For: {}", sight.purpose));
    }
    Card { title: sight.name, tags: vec![tag], lines, ..Card::default() }
}

fn shown(ask: &Ask, refused: Option<String>) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let page = ask.app().agenda_page(ask.actor()?, id)?;
    let (here, case) = (format!("/agenda/{id}"), page.line.case);
    let closed = page.meeting.state == "closed";
    let why = Card { title: "Why".to_owned(), rows: content_rows(page.line.why), ..Card::default() };
    let mut groups = vec![group("why", "Why they are on the list", "", vec![why])];
    let said = page.entries.into_iter().map(|entry| {
        let (mut buttons, mut links) = (Vec::new(), Vec::new());
        if entry.can_end {
            let ends = |(code, words): &(&str, &str)| {
                button(words, &entry.owner, format!("{here}/actions/{}?ending={code}", entry.id))
            };
            buttons.extend(ENDINGS.iter().map(ends));
            links.push(link("Say how it goes", format!("{here}/actions/{}/news", entry.id)));
        }
        Card { buttons, links, ..entry_card(entry) }
    });
    groups.push(group("said", "What was said and undertaken", "Nothing that you may see.", said.collect()));
    groups.push(group(
        "present",
        "Who was there for it",
        "They were not spoken of yet.",
        page.present.iter().map(present_card).collect(),
    ));
    let mut actions = vec![link("What you may see of the case", format!("/cases/{case}"))];
    let mut buttons = Vec::new();
    if page.may_say {
        actions.push(link("Write down what you say", format!("{here}/say")));
    }
    if page.may_undertake {
        actions.push(link("Write down what you undertake", format!("{here}/undertake")));
    }
    if page.runs {
        groups.push(group(
            "sights",
            "What each agency may see of them",
            "No agency is a member.",
            page.sights.into_iter().map(sight_card).collect(),
        ));
        if !closed {
            if page.meeting.state == "open" && page.line.taken_at.is_none() {
                buttons.push(button("Speak of them now", &page.line.reference, format!("{here}/take")));
            }
            if page.line.taken_at.is_some() && !page.line.apart.is_empty() && !page.were_out {
                buttons.push(button("They were out of the room", &page.line.reference, format!("{here}/out")));
            }
            if page.line.taken_at.is_some() {
                actions.push(link("Write down what was said", format!("{here}/minute")));
            }
            actions.push(link("Write down an action", format!("{here}/action")));
            actions.push(link("Say what becomes of it", format!("{here}/outcome")));
            if page.line.taken_at.is_none() {
                buttons.push(button("Take off the agenda", &page.line.reference, format!("{here}/off")));
            }
        }
    }
    let mut lede: Vec<String> = page.line.outcome.iter().map(|words| format!("What becomes of it: {words}.")).collect();
    if !page.line.apart.is_empty() {
        lede.push(format!(
            "Left out of this person: {}. They are taken to leave the room while the person is spoken of, and do not count as there.",
            page.line.apart.join(", ")
        ));
    }
    lede.extend(page.line.lead.map(|lead| format!("Lead worker: {lead}.")));
    lede.extend(refused);
    let page = Sheet {
        case: Some(head(page.top, "")),
        heading: format!("At the meeting of {}", when(&page.meeting)),
        back: Some(link("The meeting", format!("/meetings/{}", page.meeting.id))),
        lede,
        actions,
        buttons,
        groups,
        ..Sheet::default()
    };
    ask.page(&page)
}

/// One person on an agenda.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    // A member signs the statement of the meeting before anybody's page is shown.
    if let Some(meeting) = ask.app().statement_before(ask.actor()?, agenda_id(ask)?)? {
        return Ok(Answer::next(format!("/meetings/{meeting}/sign")));
    }
    shown(ask, None)
}

/// Does something to an item; what is refused stands on its page.
fn act<T>(
    ask: &Ask,
    to: impl FnOnce(AgendaId, T) -> String,
    what: impl FnOnce(AgendaId) -> Result<T, AppError>,
) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    match what(id) {
        Ok(done) => Ok(Answer::next(to(id, done)).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => shown(ask, Some(words)),
        Err(error) => Err(error.into()),
    }
}

fn item(id: AgendaId, (): ()) -> String {
    format!("/agenda/{id}")
}

fn meeting(_: AgendaId, id: MeetingId) -> String {
    format!("/meetings/{id}")
}

/// Takes it.
pub(crate) fn take(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, item, |id| ask.app().take_item(actor, id))
}

/// Those who are left out were out of the room.
pub(crate) fn out(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, item, |id| ask.app().note_out_of_the_room(actor, id))
}

/// Up the agenda.
pub(crate) fn up(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, meeting, |id| ask.app().move_on_agenda(actor, id, true))
}

/// Down the agenda.
pub(crate) fn down(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, meeting, |id| ask.app().move_on_agenda(actor, id, false))
}

/// Off the agenda.
pub(crate) fn off(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    act(ask, meeting, |id| ask.app().take_off_agenda(actor, id))
}

/// What became of an action.
pub(crate) fn end_action(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let entry: ItemId = ask.param("item").parse().map_err(|_| Failure::not_found())?;
    act(ask, item, |id| ask.app().end_action(actor, id, entry, ask.query("ending")))
}

/// A form about an item, for those who run the meeting.
struct Asked<'a> {
    heading: &'a str,
    lede: &'a str,
    path: &'a str,
    button: &'a str,
}

fn form_of(
    ask: &Ask,
    form: FormState,
    asked: &Asked<'_>,
    fields: impl FnOnce(&ItemForm, &FormState) -> Vec<pages::form::Field>,
) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let page = ask.app().agenda_form(ask.actor()?, id)?;
    let (fields, fine) = (fields(&page, &form), form.is_fine());
    let back: Link = link("This person", format!("/agenda/{id}"));
    let page = PlainForm {
        case: Some(head(page.top, "")),
        heading: asked.heading.to_owned(),
        lede: vec![asked.lede.to_owned()],
        fields,
        action: format!("/agenda/{id}/{}", asked.path),
        back,
        button: asked.button.to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

fn agencies(page: &ItemForm) -> Vec<Choice> {
    let members = page.members.iter().map(|(key, name)| choice(key, name));
    std::iter::once(choice("council", "The council")).chain(members).collect()
}

fn about(page: &ItemForm) -> Vec<Choice> {
    page.subjects.iter().map(|(id, label)| choice(id, label)).collect()
}

fn party(ask: &Ask) -> String {
    let party = ask.field("party");
    if party == "council" { String::new() } else { party.to_owned() }
}

fn minute_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let asked = Asked {
        heading: "Write down what was said",
        lede: "It becomes an entry of this person’s case, and of nobody else’s. Who may see what it is about may read it.",
        path: "minute",
        button: "Write it down",
    };
    form_of(ask, form, &asked, |page, form| {
        vec![
            field(ask, form, "party", "Who said it?", Control::Choice).options(agencies(page)),
            field(ask, form, "words", "What was said?", Control::LongText).hint("Only what the record needs"),
            field(ask, form, "category", "What is it about?", Control::Choice).options(about(page)),
            field(ask, form, "marks", "Marks", Control::Choices)
                .options(vec![
                    choice("decision", "It is a decision of the meeting"),
                    choice("third-party", "It is about somebody else, or was said in confidence"),
                ])
                .optional(),
        ]
    })
}

/// What was said.
pub(crate) fn minute_page(ask: &Ask) -> Result<Answer, Failure> {
    minute_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn minute_again(ask: &Ask) -> Result<Answer, Failure> {
    minute_form(ask, stale())
}

/// Writes it down.
pub(crate) fn minute(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let marked = |mark: &str| ask.form.all("marks").any(|m| m == mark);
    let said = Words {
        decision: marked("decision"),
        party: party(ask),
        category: ask.field("category").to_owned(),
        words: ask.field("words").to_owned(),
        third_party: marked("third-party"),
    };
    match ask.app().minute(ask.actor()?, id, &said) {
        Ok(_) => Ok(Answer::next(format!("/agenda/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| minute_form(ask, form)),
    }
}

fn say_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let categories = match ask.app().contribution_choices(ask.actor()?, id) {
        Ok(categories) => categories,
        Err(AppError::Refused(words)) => return shown(ask, Some(words)),
        Err(error) => return Err(error.into()),
    };
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Write down what you say".to_owned(),
        lede: vec![
            "It becomes an entry of this person’s case in your organisation’s name. Who may see what it is about may read it."
                .to_owned(),
        ],
        fields: vec![
            field(ask, &form, "words", "What do you have to say?", Control::LongText).hint("Only what the record needs"),
            field(ask, &form, "category", "What is it about?", Control::Choice)
                .options(categories.iter().map(|(id, label)| choice(id, label)).collect()),
            field(ask, &form, "marks", "Marks", Control::Choices)
                .options(vec![choice("third-party", "It is about somebody else, or was said in confidence")])
                .optional(),
        ],
        action: format!("/agenda/{id}/say"),
        back: link("This person", format!("/agenda/{id}")),
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What an agency itself says.
pub(crate) fn say_page(ask: &Ask) -> Result<Answer, Failure> {
    say_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn say_again(ask: &Ask) -> Result<Answer, Failure> {
    say_form(ask, stale())
}

/// Writes it down.
pub(crate) fn say(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let said = Words {
        category: ask.field("category").to_owned(),
        words: ask.field("words").to_owned(),
        third_party: ask.form.all("marks").any(|m| m == "third-party"),
        ..Words::default()
    };
    match ask.app().contribute(ask.actor()?, id, &said) {
        Ok(_) => Ok(Answer::next(format!("/agenda/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| say_form(ask, form)),
    }
}

fn action_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let asked = Asked {
        heading: "Write down an action",
        lede: "Responsibility for it stays with the agency that has undertaken it.",
        path: "action",
        button: "Write it down",
    };
    form_of(ask, form, &asked, |page, form| {
        vec![
            field(ask, form, "party", "Which agency?", Control::Choice).options(agencies(page)),
            field(ask, form, "owner", "Who there does it?", Control::Text).hint("A name or a post"),
            field(ask, form, "words", "What is to be done?", Control::LongText),
            field(ask, form, "category", "What is it about?", Control::Choice)
                .options(about(page))
                .hint("The agency reads it only if it may see this"),
            field(ask, form, "due", "By when?", Control::Date),
        ]
    })
}

/// An action.
pub(crate) fn action_page(ask: &Ask) -> Result<Answer, Failure> {
    action_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn action_again(ask: &Ask) -> Result<Answer, Failure> {
    action_form(ask, stale())
}

/// Writes it down.
pub(crate) fn action(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let mut form = FormState::default();
    let due_on = read_day(ask, &mut form, "due", "The day");
    if !form.is_fine() {
        return action_form(ask, form);
    }
    let new = NewAction {
        party: party(ask),
        owner: ask.field("owner").to_owned(),
        category: ask.field("category").to_owned(),
        words: ask.field("words").to_owned(),
        due_on,
    };
    match ask.app().add_action(ask.actor()?, id, &new) {
        Ok(_) => Ok(Answer::next(format!("/agenda/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| action_form(ask, form)),
    }
}

fn own_action_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let categories = match ask.app().undertaking_choices(ask.actor()?, id) {
        Ok(categories) => categories,
        Err(AppError::Refused(words)) => return shown(ask, Some(words)),
        Err(error) => return Err(error.into()),
    };
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Write down what you undertake".to_owned(),
        lede: vec![
            "It becomes an entry of this person’s case in your organisation’s name, and stays your organisation’s to do. Those who run the meeting see it."
                .to_owned(),
        ],
        fields: vec![
            field(ask, &form, "owner", "Who at your organisation does it?", Control::Text).hint("A name or a post"),
            field(ask, &form, "words", "What is to be done?", Control::LongText).hint("Only what the record needs"),
            field(ask, &form, "category", "What is it about?", Control::Choice)
                .options(categories.iter().map(|(id, label)| choice(id, label)).collect())
                .hint("Who may see this may read it"),
            field(ask, &form, "due", "By when?", Control::Date),
        ],
        action: format!("/agenda/{id}/undertake"),
        back: link("This person", format!("/agenda/{id}")),
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// What an agency itself undertakes.
pub(crate) fn undertake_page(ask: &Ask) -> Result<Answer, Failure> {
    own_action_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn undertake_again(ask: &Ask) -> Result<Answer, Failure> {
    own_action_form(ask, stale())
}

/// Writes it down.
pub(crate) fn undertake(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let mut form = FormState::default();
    let due_on = read_day(ask, &mut form, "due", "The day");
    if !form.is_fine() {
        return own_action_form(ask, form);
    }
    let new = NewAction {
        party: String::new(),
        owner: ask.field("owner").to_owned(),
        category: ask.field("category").to_owned(),
        words: ask.field("words").to_owned(),
        due_on,
    };
    match ask.app().undertake(ask.actor()?, id, &new) {
        Ok(_) => Ok(Answer::next(format!("/agenda/{id}")).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => own_action_form(ask, FormState::wrong("", &words)),
        Err(error) => again(error, |form| own_action_form(ask, form)),
    }
}

fn news_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let entry: ItemId = ask.param("item").parse().map_err(|_| Failure::not_found())?;
    let now = ask.app().action_now(ask.actor()?, id, entry)?;
    let fine = form.is_fine();
    let states = PROGRESS.iter().chain(ENDINGS).map(|(code, words)| choice(*code, *words)).collect();
    let mut fields = vec![
        field(ask, &form, "state", "How does it go?", Control::Choice)
            .options(states)
            .standing(ask, Entered::text(now.progress.unwrap_or_default())),
        field(ask, &form, "due", "By when is it done?", Control::Date)
            .optional()
            .standing(ask, now.due_on.map(day).unwrap_or_default()),
    ];
    if now.may_note {
        fields.push(
            field(ask, &form, "note", "What is there to say of it?", Control::LongText)
                .optional()
                .hint("Only what the record needs. It stands with the action, in this person’s case"),
        );
    }
    let page = PlainForm {
        heading: "Say how an action goes".to_owned(),
        lede: vec!["Those who run the meeting and the agency whose it is see it.".to_owned()],
        fields,
        action: format!("/agenda/{id}/actions/{entry}/news"),
        back: link("This person", format!("/agenda/{id}")),
        button: "Save".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// How an action goes.
pub(crate) fn news_page(ask: &Ask) -> Result<Answer, Failure> {
    news_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn news_again(ask: &Ask) -> Result<Answer, Failure> {
    news_form(ask, stale())
}

/// Writes it down.
pub(crate) fn news(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    let entry: ItemId = ask.param("item").parse().map_err(|_| Failure::not_found())?;
    let mut form = FormState::default();
    let due_on = read_day(ask, &mut form, "due", "The day");
    if !form.is_fine() {
        return news_form(ask, form);
    }
    let news = ActionNews { state: ask.field("state").to_owned(), due_on, note: ask.field("note").to_owned() };
    match ask.app().update_action(ask.actor()?, id, entry, &news) {
        // Once its window is closed an agency finds its action with the group, and not with the person.
        Ok(()) => Ok(Answer::next(back_to(ask, id)?).saying(Said::ShareChanged)),
        Err(AppError::Refused(words)) => news_form(ask, FormState::wrong("note", &words)),
        Err(error) => again(error, |form| news_form(ask, form)),
    }
}

/// The person on the agenda, if they exist for the actor; otherwise the groups.
fn back_to(ask: &Ask, id: AgendaId) -> Result<String, Failure> {
    match ask.app().agenda_page(ask.actor()?, id) {
        Ok(_) => Ok(format!("/agenda/{id}")),
        Err(AppError::NotFound | AppError::WantsReason(_)) => Ok("/groups".to_owned()),
        Err(error) => Err(error.into()),
    }
}

fn outcome_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let asked = Asked {
        heading: "What becomes of it?",
        lede: "Who leaves the list is out of the agencies’ sight from today. Who stays after all is in it again, as long as the meeting’s window would be open.",
        path: "outcome",
        button: "Save",
    };
    form_of(ask, form, &asked, |_, form| {
        vec![field(ask, form, "outcome", "What becomes of it?", Control::Choice).options(codes(OUTCOMES))]
    })
}

/// What becomes of it.
pub(crate) fn outcome_page(ask: &Ask) -> Result<Answer, Failure> {
    outcome_form(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn outcome_again(ask: &Ask) -> Result<Answer, Failure> {
    outcome_form(ask, stale())
}

/// Saves it.
pub(crate) fn outcome(ask: &Ask) -> Result<Answer, Failure> {
    let id = agenda_id(ask)?;
    match ask.app().item_outcome(ask.actor()?, id, ask.field("outcome")) {
        Ok(()) => Ok(Answer::next(format!("/agenda/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| outcome_form(ask, form)),
    }
}
