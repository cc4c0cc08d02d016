//! Entries: notes, calls, visits, appointments; adding one, looking at one, correcting it.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, day, field, moment, read_clock, read_moment};
use crate::show;
use crate::tabs::head;
use app::views::{CaseTop, Item};
use app::{AppError, Entry, ItemLine, ItemView};
use axum::http::StatusCode;
use casework::SectionContent;
use casework::document::as_read;
use casework::happening::{Kind, OUTCOMES, asks_of, kind, kind_words};
use jiff::civil::Date;
use kernel::{ItemId, Timestamp, london_date};
use pages::Typed;
use pages::case::{Conflict, ConflictRow};
use pages::form::{Control, Entered, Field, FieldValue, FormState};
use pages::work::{EntryCard, EntryPage, EntryVersion, PlainForm};
use pages::{Link, Row, Tone};

/// What ends on the next day ends at most so many seconds after it began: what would be longer is a slip.
const LONGEST_NIGHT: i64 = 12 * 60 * 60;
/// The longest that one answer may be, in characters.
const LONGEST: usize = 20_000;

fn the_kind(ask: &Ask) -> Result<&'static Kind, Failure> {
    kind(ask.param("kind")).ok_or_else(Failure::not_found)
}

fn the_item(ask: &Ask) -> Result<ItemId, Failure> {
    ask.param("item").parse().map_err(|_| Failure::not_found())
}

/// The marks of an entry.
pub(crate) fn marks(line: &ItemLine) -> Vec<pages::StateTag> {
    let mut marks = Vec::new();
    if line.third_party {
        marks.push(show::tag("About somebody else", Tone::Warn));
    }
    if line.staff_only {
        marks.push(show::tag("Staff only", Tone::Warn));
    }
    if line.version > 1 {
        marks.push(show::tag("Corrected", Tone::Plain));
    }
    marks
}

/// An entry as it is read.
pub(crate) fn card(line: ItemLine, _notice_href: &str) -> EntryCard {
    let href = match line.kind.as_str() {
        "document" => format!("/cases/{}/documents/{}", line.case, line.id),
        "asked-document" => format!("/cases/{}/documents#asked", line.case),
        "plan-step" => format!("/cases/{}/steps", line.case),
        "warning" => format!("/cases/{}/warnings", line.case),
        "task" => format!("/cases/{}/tasks", line.case),
        _ => format!("/cases/{}/entries/{}", line.case, line.id),
    };
    let marks = marks(&line);
    let asks = asks_of(&line.kind);
    let until = line.ends_at.map(|end| format!("{} to {}", line.happened_at.words(), end.time_words()));
    let (rows, instead) = match line.content {
        Item::Released(content) => {
            let rows = content.map(|content| {
                let label = |id: &str| {
                    asks.iter().find(|a| a.id == id).map_or_else(|| crate::show::label(id), |a| a.label.to_owned())
                };
                let mut rows: Vec<Row> =
                    until.into_iter().map(|text| Row { label: "When".to_owned(), text, ..Row::default() }).collect();
                rows.extend(content.fields.iter().filter_map(|(id, text)| {
                    let text = if asks.is_empty() { as_read(id, text)? } else { text.clone() };
                    Some(Row { label: label(id), text, ..Row::default() })
                }));
                rows
            });
            (Some(rows), None)
        }
        Item::Erased => (None, Some("What was written here has been erased.".to_owned())),
        Item::Withheld(_) | Item::Empty => (None, Some("It is not shown to you.".to_owned())),
    };
    EntryCard { href, about: format!("About: {}", line.about), marks, rows, instead }
}

/// What every entry says beside its own questions: what it is about, when, and who may not see it.
pub(crate) fn around(ask: &Ask, form: &FormState, subjects: &[(String, String)], staff: bool) -> Vec<Field> {
    let about = subjects.iter().map(|(id, label)| choice(id, label)).collect();
    let mut marks = vec![choice("third-party", "It is about somebody else, or somebody else said it in confidence")];
    if staff {
        marks.push(choice("staff-only", "Our own staff only: no partner sees it"));
    }
    vec![
        field(ask, form, "about", "What is it about?", Control::Choice)
            .options(about)
            .hint("This decides who may see it, and how long it is kept."),
        field(ask, form, "marks", "Who should not see it?", Control::Choices)
            .options(marks)
            .optional()
            .hint("What is about somebody else is left out of the person’s own copy of the record."),
    ]
}

enum From<'a> {
    Nothing(Timestamp),
    Line(&'a ItemLine),
}

fn fields(
    ask: &Ask,
    form: &FormState,
    kind: &Kind,
    from: &From<'_>,
    (subjects, staff): (&[(String, String)], bool),
) -> Vec<Field> {
    let mut fields = Vec::new();
    for asked in kind.asks {
        let control = if asked.long { Control::LongText } else { Control::Text };
        let mut one = field(ask, form, asked.id, asked.label, control);
        if !asked.required {
            one = one.optional();
        }
        if let From::Line(ItemLine { content: Item::Released(content), .. }) = from {
            one = one.recorded(ask, content.map_ref(|c| Entered::text(c.get(asked.id).unwrap_or_default())));
        }
        fields.push(one);
    }
    let (at, ends) = match from {
        From::Nothing(now) => (*now, None),
        From::Line(line) => (line.happened_at, line.ends_at),
    };
    let when = if kind.planned { "On which day?" } else { "When was it?" };
    let time = if kind.planned { "From what time?" } else { "At what time?" };
    let starts = if kind.planned && matches!(from, From::Nothing(_)) { String::new() } else { at.london_time() };
    fields.push(field(ask, form, "on", when, Control::Date).standing(ask, day(london_date(at))));
    fields.push(
        field(ask, form, "on-time", time, Control::Postcode)
            .standing(ask, Entered::text(starts))
            .hint("For example 14:30 or 2:30pm"),
    );
    if kind.planned {
        let until = ends.map(Timestamp::london_time).unwrap_or_default();
        fields.push(
            field(ask, form, "until-time", "Until what time?", Control::Postcode)
                .optional()
                .standing(ask, Entered::text(until)),
        );
    }
    let mut more = around(ask, form, subjects, staff);
    if let From::Line(line) = from {
        let mut marks = Vec::new();
        if line.third_party {
            marks.push("third-party".to_owned());
        }
        if line.staff_only {
            marks.push("staff-only".to_owned());
        }
        more = more
            .into_iter()
            .map(|f| match f.name.as_str() {
                "about" => f.standing(ask, Entered::text(line.category.clone())),
                _ => f.standing(ask, Entered::chosen(marks.clone())),
            })
            .collect();
    }
    fields.extend(more);
    fields
}

/// Reads an entry from the form.
fn read(ask: &Ask, kind: &Kind, subjects: &[(String, String)], form: &mut FormState) -> Option<Entry> {
    let mut content = SectionContent::default();
    for asked in kind.asks {
        let text = ask.field(asked.id).trim();
        if text.is_empty() && asked.required {
            form.add(asked.id, format!("{}: this cannot be empty", asked.label));
        } else if text.chars().count() > LONGEST {
            form.add(asked.id, format!("{}: at most 20,000 characters", asked.label));
        } else if !text.is_empty() {
            content.fields.insert(asked.id.to_owned(), text.to_owned());
        }
    }
    let at = read_moment(ask, form, "on", "The day");
    if at.is_none() && form.of("on-day").is_none() && form.of("on-time").is_none() {
        form.add("on-day", "Enter the day");
    }
    // What has happened has happened: a day ahead is a slip, or something planned.
    if !kind.planned && at.is_some_and(|at| at > ask.app().now()) {
        form.add("on-day", "This lies ahead: check the day and the time, or make an appointment of it");
    }
    let typed = ask.field("until-time").trim();
    let (until, which) = read_clock(typed);
    let ends = match (kind.planned && !typed.is_empty(), until, at) {
        (false, ..) => None,
        (true, Some(until), Some(at)) => {
            let end = end_of(at, |day| moment(day, until, which));
            if let Err(words) = &end {
                form.add("until-time", *words);
            }
            end.ok()
        }
        (true, None, _) => {
            form.add("until-time", "Enter a time, for example 15:30 or 3:30pm");
            None
        }
        (true, Some(_), None) => None,
    };
    let about = ask.field("about");
    if !subjects.iter().any(|(id, _)| id == about) {
        form.add("about", "Choose what it is about");
    }
    let marked = |mark: &str| ask.form.all("marks").any(|m| m == mark);
    form.is_fine().then(|| Entry {
        kind: kind.code.to_owned(),
        category: about.to_owned(),
        third_party: marked("third-party"),
        staff_only: marked("staff-only"),
        happened_at: at,
        ends_at: ends,
        content,
    })
}

/// When something ends that begins at a moment: on the same day, or in the night after it.
fn end_of(begins: Timestamp, on: impl Fn(Date) -> Result<Timestamp, &'static str>) -> Result<Timestamp, &'static str> {
    let day = london_date(begins);
    let same = on(day)?;
    if same > begins {
        return Ok(same);
    }
    let next = day.tomorrow().ok().map(on).transpose()?;
    next.filter(|end| *end <= begins.plus_seconds(LONGEST_NIGHT)).ok_or("It has to end after it begins")
}

fn show_new(ask: &Ask, form: FormState, given: Option<(CaseTop, Vec<(String, String)>)>) -> Result<Answer, Failure> {
    let kind = the_kind(ask)?;
    let case = ask.case()?;
    let (top, subjects) = match given {
        Some(given) => given,
        None => ask.app().subjects(ask.actor()?, case)?,
    };
    let fine = form.is_fine();
    let now = ask.app().now();
    let page = PlainForm {
        heading: kind.add.to_owned(),
        action: format!("/cases/{case}/entries/new/{}", kind.code),
        back: Link { text: "Timeline".to_owned(), href: format!("/cases/{case}/timeline") },
        fields: fields(ask, &form, kind, &From::Nothing(now), (&subjects, top.staff)),
        button: "Save".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a new entry.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn add_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale(), None)
}

/// Adds it.
pub(crate) fn add(ask: &Ask) -> Result<Answer, Failure> {
    let kind = the_kind(ask)?;
    let case = ask.case()?;
    let given = ask.app().subjects(ask.actor()?, case)?;
    let mut form = FormState::default();
    let Some(entry) = read(ask, kind, &given.1, &mut form) else {
        return show_new(ask, form, Some(given));
    };
    match ask.app().add_entry(ask.actor()?, case, &entry) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/timeline")).saying(Said::EntryAdded)),
        Err(AppError::Refused(words)) => show_new(ask, FormState::wrong("", &words), Some(given)),
        Err(error) => Err(error.into()),
    }
}

/// One entry, with its versions.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let view = ask.app().entry(ask.actor()?, case, item)?;
    let newest = view.versions.first().ok_or_else(Failure::not_found)?;
    let heading = format!("{} on {}", kind_words(&newest.kind), newest.happened_at.words());
    let by_hand = kind(&newest.kind).is_some();
    let version = |line: ItemLine| EntryVersion {
        words: format!("Version {}, written by {} on {}", line.version, line.by, line.recorded_at.words()),
        card: card(line, ""),
    };
    let page = EntryPage {
        heading,
        correct: (view.can_change && by_hand).then(|| format!("/cases/{case}/entries/{item}/correct")),
        outcome: (view.can_change && newest.kind == "appointment")
            .then(|| format!("/cases/{case}/entries/{item}/outcome")),
        versions: view.versions.into_iter().map(version).collect(),
        case: head(view.top, ""),
    };
    ask.page(&page)
}

fn show_outcome(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let view = ask.app().entry(ask.actor()?, case, item)?;
    let newest = view.versions.first().filter(|v| view.can_change && v.kind == "appointment");
    let newest = newest.ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let ahead = newest.happened_at > ask.app().now();
    let open = |code: &str| !ahead || code == "appointment-cancelled";
    let outcomes = OUTCOMES.iter().filter(|(code, ..)| open(code)).map(|(code, words, _)| choice(*code, *words));
    let page = PlainForm {
        heading: "What became of this appointment?".to_owned(),
        lede: vec![
            "It goes out of calendars and of what lies ahead. The appointment as it was made stays on the case."
                .to_owned(),
        ],
        action: format!("/cases/{case}/entries/{item}/outcome"),
        back: Link { text: "Back to the entry".to_owned(), href: format!("/cases/{case}/entries/{item}") },
        fields: vec![
            field(ask, &form, "outcome", "What became of it?", Control::Choice).options(outcomes.collect()),
            field(ask, &form, "words", "More about it", Control::LongText)
                .optional()
                .hint("For example who cancelled it, and what comes instead"),
        ],
        button: "Save".to_owned(),
        form,
        case: Some(head(view.top, "")),
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of what became of an appointment.
pub(crate) fn outcome_page(ask: &Ask) -> Result<Answer, Failure> {
    show_outcome(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn outcome_again(ask: &Ask) -> Result<Answer, Failure> {
    show_outcome(ask, stale())
}

/// Writes down what became of it.
pub(crate) fn outcome(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let words = ask.field("words").trim();
    if words.chars().count() > LONGEST {
        return show_outcome(ask, FormState::wrong("words", "At most 20,000 characters"));
    }
    match ask.app().settle_appointment(ask.actor()?, (case, item), ask.field("outcome"), words) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/entries/{item}")).saying(Said::EntryCorrected)),
        Err(AppError::Refused(words)) => show_outcome(ask, FormState::wrong("outcome", &words)),
        Err(error) => Err(error.into()),
    }
}

/// What stands there now beside what was typed.
fn both(ask: &Ask, kind: &Kind, newest: &ItemLine) -> Conflict {
    let row = |label: &str, theirs: FieldValue, yours: String, differs: bool| ConflictRow {
        label: label.to_owned(),
        control: Control::LongText,
        theirs,
        yours: FieldValue::Typed(Typed(Entered::text(yours))),
        differs,
    };
    let mut rows = Vec::new();
    if let Item::Released(content) = &newest.content {
        for asked in kind.asks {
            let theirs = content.map_ref(|c| Entered::text(c.get(asked.id).unwrap_or_default()));
            let yours = ask.field(asked.id).trim().to_owned();
            let differs = content.get().get(asked.id).unwrap_or_default() != yours;
            rows.push(row(asked.label, FieldValue::Disclosed(theirs), yours, differs));
        }
    }
    let theirs = newest.happened_at;
    let yours = read_moment(ask, &mut FormState::default(), "on", "The day");
    let when = FieldValue::Typed(Typed(Entered::text(theirs.words())));
    rows.push(row("When", when, yours.map(Timestamp::words).unwrap_or_default(), yours != Some(theirs)));
    Conflict { by: newest.by.clone(), when: format!("on {}", newest.recorded_at.words()), rows }
}

fn show_correct(ask: &Ask, form: FormState, view: ItemView, clash: bool) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let newest = view.versions.first().filter(|_| view.can_change).ok_or_else(Failure::not_found)?;
    let kind = kind(&newest.kind).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let version = match ask.field("version") {
        _ if clash => newest.version.to_string(),
        "" => newest.version.to_string(),
        typed => typed.to_owned(),
    };
    let page = PlainForm {
        heading: format!("Correct this {}", kind.label.to_lowercase()),
        lede: vec!["The earlier version is kept, and who changed it.".to_owned()],
        action: format!("/cases/{case}/entries/{item}/correct"),
        back: Link { text: "Back to the entry".to_owned(), href: format!("/cases/{case}/entries/{item}") },
        hidden: vec![("version".to_owned(), version)],
        conflict: clash.then(|| both(ask, kind, newest)),
        fields: fields(ask, &form, kind, &From::Line(newest), (&view.subjects, view.top.staff)),
        button: "Save the correction".to_owned(),
        form,
        case: Some(head(view.top, "")),
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a correction.
pub(crate) fn correct_page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().entry(ask.actor()?, ask.case()?, the_item(ask)?)?;
    show_correct(ask, FormState::default(), view, false)
}

/// The same, with its token made new.
pub(crate) fn correct_again(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().entry(ask.actor()?, ask.case()?, the_item(ask)?)?;
    show_correct(ask, stale(), view, false)
}

/// Saves a correction.
pub(crate) fn correct(ask: &Ask) -> Result<Answer, Failure> {
    let (case, item) = (ask.case()?, the_item(ask)?);
    let view = ask.app().entry(ask.actor()?, case, item)?;
    let kind = view.versions.first().and_then(|v| kind(&v.kind)).ok_or_else(Failure::not_found)?;
    let mut form = FormState::default();
    let Some(entry) = read(ask, kind, &view.subjects, &mut form) else { return show_correct(ask, form, view, false) };
    let Ok(version) = ask.field("version").parse() else { return show_correct(ask, stale(), view, false) };
    match ask.app().correct_entry(ask.actor()?, (case, item), version, &entry) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/entries/{item}")).saying(Said::EntryCorrected)),
        Err(AppError::Refused(words)) => show_correct(ask, FormState::wrong("", &words), view, false),
        Err(AppError::Conflict) => {
            let words = "Somebody else corrected this while you did: compare both, then save";
            let view = ask.app().entry(ask.actor()?, case, item)?;
            show_correct(ask, FormState::wrong("", words), view, true).map(|a| a.status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}
