//! A group of agencies for each service that is one: set up, with members, a meeting tomorrow and people on its agenda.

use app::meetings::{NewAgenda, NewGap, NewMeeting, NewSeries};
use app::{Actor, App, AppError, ListFilter};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Who sits in it, where the notice names them.
const MEMBERS: [&str; 6] =
    ["community-safety", "housing-options", "forfutures", "class:police", "class:gp", "class:probation"];
/// How many people stand on the agenda.
const PEOPLE: usize = 6;
/// Why the group speaks of them: for one after another.
const WHY: [(&str, &str, &[usize]); PEOPLE] = [
    ("Refused the hostel twice; afraid of somebody there", "Under the ring road bridge", &[0, 2]),
    ("Came out of hospital last week with nowhere to go", "Outside the station", &[1]),
    ("Seen for the first time by the outreach team", "Doorway in Market Street", &[3]),
    ("Was moved on three times this month", "Behind the library", &[0]),
    ("Lost his place after a quarrel with a neighbour", "With friends, some nights", &[]),
    ("Has an offer from Monday; needs a lift and a bed", "In the park", &[1, 3]),
];

const CRITERIA: &str = "3 | Sleeping out for more than a year\n3 | Health failing, or just out of hospital\n2 | Harmed or threatened by others\n1 | New to the streets";

/// Sets a group up for a service, run by an officer.
///
/// # Errors
/// When the store does not answer; what the notice does not let somebody do is left out.
pub(crate) fn group(app: &App, me: &Actor, service: &str, today: Date) -> Result<(), AppError> {
    let series = app.make_group(
        me,
        &NewSeries {
            service: service.to_owned(),
            name: "Rough sleeping group, Wednesdays".to_owned(),
            terms: "Agencies of the borough meet every week about people who sleep rough: who they are, what each agency can do \
                    for them, and by when. It decides nothing about anybody’s home or money."
                .to_owned(),
            statement: "What is said here about people is confidential. I use it only to help them, share only what is \
                        needed, and pass nothing on outside my agency but what I have undertaken to do."
                .to_owned(),
            criteria: CRITERIA.to_owned(),
            opens_days: 3,
            closes_days: 5,
        },
    )?;
    let sits = |key: &str| MEMBERS.contains(&key.split('/').next().unwrap_or(key));
    for (party, _) in app.meeting_group(me, series)?.candidates.into_iter().filter(|(key, _)| sits(key)) {
        app.join_group(me, series, &party)?;
    }
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let (starts, place) = ("10:00".to_owned(), "Town hall, room 2".to_owned());
    let meeting = app.call_meeting(me, series, &NewMeeting { on: Some(tomorrow), starts, place })?;
    let category = app.agenda_choices(me, meeting, ("", None))?.categories;
    let category = category.iter().find(|(id, _)| id == "risk").or(category.first()).map(|(id, _)| id.clone());
    let Some(category) = category else { return Ok(()) };
    let mine = ListFilter { mine: true, ..ListFilter::default() };
    let mut cases: Vec<String> = app.list(me, &mine)?.lines.into_iter().map(|l| l.reference).collect();
    cases.truncate(PEOPLE);
    for (reference, (why, seen, criteria)) in cases.into_iter().zip(WHY) {
        let new = NewAgenda {
            reference,
            category: category.clone(),
            criteria: criteria.to_vec(),
            seen: seen.to_owned(),
            why: why.to_owned(),
            lead: None,
            apart: Vec::new(),
        };
        match app.put_on_agenda(me, meeting, &new) {
            Ok(_) | Err(AppError::NotFound | AppError::Refused(_) | AppError::Form(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let due_on = Some(today.checked_add(30.days()).unwrap_or(today));
    for (title, words) in [
        ("No beds for couples with dogs", "Asked for at three meetings running."),
        ("No drug worker after five in the evening", ""),
    ] {
        let (title, words) = (title.to_owned(), words.to_owned());
        app.add_gap(me, series, &NewGap { meeting: None, title, words, owner: None, due_on })?;
    }
    Ok(())
}
