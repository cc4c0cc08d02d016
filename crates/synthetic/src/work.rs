//! A working week on the first cases of each officer: entries, appointments, things to do, documents, a warning. Made through
//! the use cases themselves, so that the gate and the ledger have seen all of it.

use app::{Actor, App, AppError, By, Capacity, Entry, ListFilter, NewDocument, NewTask, NewWarning};
use casework::SectionContent;
use clocks::Unit;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use kernel::{AccountId, AuthorityId, Caller, CaseId, SessionId, Timestamp, london_moment};
use std::sync::Arc;

/// How many cases of each officer have a working week.
const CASES: usize = 6;

const NOTES: [&str; 4] = [
    "Came to the front desk without an appointment. Calm, tired, has slept at a friend’s. We went through the plan together.",
    "The landlord agreed by telephone to wait two weeks before going to court. He will confirm it by email.",
    "Left a message at the number that is safe to call. No answer yet.",
    "A neighbour says that there was shouting at night. Not confirmed by anybody else.",
];
const CALLS: [(&str, &str); 3] = [
    ("The person", "Asked how long the decision takes. Explained the steps and what is still missing."),
    ("Citizens Advice", "They can see them on Thursday about the debts. The person agrees."),
    ("The letting agent", "Two flats become free at the end of the month. Sends the details."),
];
const APPOINTMENTS: [(&str, &str, &str); 3] = [
    ("Look at the plan together", "Council House, room 3", "Bring the tenancy agreement"),
    ("Home visit", "At the present address", ""),
    ("Viewing of a flat", "12 Example Street", "The landlord lets us in"),
];

/// Somebody of the demonstration, as the use cases know them.
pub(crate) fn actor(authority: AuthorityId, account: AccountId, notice: &str, principal: &str, purpose: &str) -> Actor {
    Actor {
        caller: Caller { authority, account: Some(account), kind: Actor::kind_of(principal) },
        account,
        enrolment: None,
        session: SessionId::from_bytes(*account.as_bytes()),
        name: String::new(),
        capacity: Capacity { notice: notice.to_owned(), principal: principal.to_owned() },
        purpose: purpose.to_owned(),
        administers: false,
        trained: false,
        bound: true,
    }
}

fn at(day: Date, hour: i8) -> Option<Timestamp> {
    london_moment(day, hour, 0)
}

fn back(day: Date, days: i32) -> Date {
    day.checked_sub(Span::new().days(days)).unwrap_or(day)
}

/// A page of PDF that says one line.
fn pdf(line: &str) -> Vec<u8> {
    let text = format!("BT /F1 18 Tf 60 760 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in (1..).zip(&objects) {
        places.push(out.len());
        out.push_str(&format!("{n} 0 obj{object}endobj\n"));
    }
    let table = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
    out.into_bytes()
}

/// Gives the first cases of some officers a working week.
///
/// # Errors
/// When the store does not answer; what the notice does not let somebody do is left out.
pub(crate) fn week(
    app: &App,
    authority: AuthorityId,
    officers: &[AccountId],
    (notice, principal, purpose): (&str, &str, &str),
    today: Date,
) -> Result<(), AppError> {
    for (number, officer) in officers.iter().enumerate() {
        let me = actor(authority, *officer, notice, principal, purpose);
        let colleague = officers.iter().find(|o| *o != officer);
        let mine = ListFilter { mine: true, ..ListFilter::default() };
        let cases: Vec<CaseId> = app.list(&me, &mine)?.lines.iter().take(CASES).map(|l| l.id).collect();
        for (at_case, case) in cases.into_iter().enumerate() {
            let one = number * CASES + at_case;
            match case_week(app, &me, case, one, colleague, today) {
                Ok(()) | Err(AppError::NotFound | AppError::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}

/// The same for a colleague in the same capacity.
fn as_other(me: &Actor, other: AccountId) -> Actor {
    actor(me.caller.authority, other, &me.capacity.notice, &me.capacity.principal, &me.purpose)
}

fn pick<T: Copy>(all: &[T], at: usize) -> Option<T> {
    all.get(at % all.len().max(1)).copied()
}

fn case_week(
    app: &App,
    me: &Actor,
    case: CaseId,
    one: usize,
    colleague: Option<&AccountId>,
    today: Date,
) -> Result<(), AppError> {
    let subjects = app.subjects(me, case)?.1;
    let Some((category, _)) = subjects.get(one % subjects.len().max(1)) else { return Ok(()) };
    let entry = |kind: &str, pairs: &[(&str, &str)], at: Option<Timestamp>| Entry {
        kind: kind.to_owned(),
        category: category.clone(),
        third_party: false,
        staff_only: false,
        happened_at: at,
        ends_at: None,
        content: SectionContent::from_pairs(pairs.iter().copied()),
    };
    let days = i32::try_from(one % 9).unwrap_or(0);
    if let Some(note) = pick(&NOTES, one) {
        let mut note_of = entry("note", &[("text", note)], at(back(today, days + 1), 10));
        note_of.third_party = note.contains("neighbour");
        app.add_entry(me, case, &note_of)?;
    }
    if let Some((with, text)) = pick(&CALLS, one) {
        app.add_entry(me, case, &entry("call", &[("with", with), ("text", text)], at(back(today, days), 15)))?;
    }
    if let Some((what, place, text)) = pick(&APPOINTMENTS, one) {
        let day = today.checked_add(days.days()).unwrap_or(today);
        let hour = 9 + i8::try_from(one % 7).unwrap_or(0);
        let mut visit = entry("appointment", &[("what", what), ("place", place), ("text", text)], at(day, hour));
        visit.content.fields.retain(|_, v| !v.is_empty());
        visit.ends_at = at(day, hour + 1);
        app.add_entry(me, case, &visit)?;
    }
    for (kind, by, waiting, escalates) in [
        ("call-the-person", By::On(today), "", None),
        ("ask-for-a-document", By::Rule(u32::try_from(one % 6).unwrap_or(0) + 1, Unit::WorkingDays), "person", None),
        ("chase-an-agency", By::On(back(today, 3)), "agency", Some(1)),
    ]
    .into_iter()
    .skip(one % 3)
    {
        app.add_task(
            me,
            case,
            &NewTask {
                kind: kind.to_owned(),
                text: if one.is_multiple_of(2) {
                    "Ask about the two letters as well".to_owned()
                } else {
                    String::new()
                },
                category: category.clone(),
                owner: colleague.filter(|_| one.is_multiple_of(5)).copied(),
                by,
                waiting_for: waiting.to_owned(),
                escalates_after: escalates,
            },
        )?;
    }
    let title = if one.is_multiple_of(2) { "Tenancy agreement" } else { "Letter from the landlord" };
    app.hand_in(
        me,
        case,
        &NewDocument {
            bytes: Arc::new(pdf(title)),
            title: title.to_owned(),
            note: String::new(),
            category: category.clone(),
            third_party: false,
            staff_only: false,
        },
    )?;
    if one.is_multiple_of(4) {
        let proposed = app.propose_warning(
            me,
            case,
            &NewWarning {
                words: "Meet at the office, not at home".to_owned(),
                reason: "A dog bit a colleague at the door in spring.".to_owned(),
                category: category.clone(),
                review_on: today.checked_add(60.days()).unwrap_or(today),
                expires_on: today.checked_add(180.days()).unwrap_or(today),
                told: "not-yet".to_owned(),
            },
        )?;
        // Most are approved by somebody else; some wait for that.
        if let Some(other) = colleague.filter(|_| !one.is_multiple_of(3)) {
            app.approve_warning(&as_other(me, *other), case, proposed)?;
        }
    }
    Ok(())
}
