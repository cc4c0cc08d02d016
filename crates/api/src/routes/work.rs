//! Working a case: entries, tasks, documents, warnings; teams and who is away.

use super::{
    DAY, Door, FLAG, ID, IF_MATCH, KIND, Method, ONCE, Route, WRITES, done, done_as, good, made, query, route,
    versioned,
};
use crate::answer::Made;
use crate::handlers::{documents, entries, tasks, teams, warnings};
use Door::{Administrators, Anybody, Caseworkers};
use Method::{Delete, Get, Post, Put};

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/my-day",
        "myDay",
        "Work",
        Caseworkers,
        good::<tasks::Day>("The day"),
        tasks::my_day,
        "What is overdue, due, waiting for whom, and who comes",
    ),
    route(
        Get,
        "/cases/{case}/timeline",
        "timeline",
        "Work",
        Caseworkers,
        good::<entries::TimelinePage>("A page of the timeline"),
        entries::timeline,
        "What happened on a case, the latest first",
    )
    .with(&[
        query("kind", KIND, "Only of this kind"),
        query("from", DAY, "From this day on"),
        query("until", DAY, "Until this day"),
        query(
            "before",
            r#"{"type":"string","pattern":"^[0-9]{15,16}(\\.[0-9a-f]{32})?$"}"#,
            "Before this place: `next` of the page before",
        ),
    ]),
    route(
        Post,
        "/cases/{case}/entries",
        "addEntry",
        "Work",
        Caseworkers,
        made::<Made>("The entry that was added"),
        entries::add,
        "Adds a note, a call, a visit or an appointment",
    )
    .with(&[ONCE])
    .takes::<entries::NewEntry>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/entries/{item}",
        "openEntry",
        "Work",
        Caseworkers,
        versioned::<entries::EntryVersions>("The entry"),
        entries::open,
        "An entry with its earlier versions",
    ),
    route(
        Put,
        "/cases/{case}/entries/{item}",
        "correctEntry",
        "Work",
        Caseworkers,
        done_as("It is corrected; what it said before stays"),
        entries::correct,
        "Corrects an entry",
    )
    .with(&[IF_MATCH])
    .takes::<entries::NewEntry>()
    .or(&[409, 412, 413, 415, 422, 428]),
    route(
        Post,
        "/cases/{case}/entries/{item}/outcome",
        "settleAppointment",
        "Work",
        Caseworkers,
        done("It is as asked"),
        entries::outcome,
        "Says what became of an appointment",
    )
    .takes::<entries::AppointmentOutcome>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/tasks",
        "listTasks",
        "Work",
        Caseworkers,
        good::<tasks::Tasks>("The tasks"),
        tasks::list,
        "What is to be done on a case",
    ),
    route(
        Post,
        "/cases/{case}/tasks",
        "addTask",
        "Work",
        Caseworkers,
        made::<Made>("The task that was added"),
        tasks::add,
        "Adds something to be done",
    )
    .with(&[ONCE])
    .takes::<tasks::TaskToAdd>()
    .or(WRITES),
    route(
        Put,
        "/cases/{case}/tasks/{task}",
        "changeTask",
        "Work",
        Caseworkers,
        done("It is as asked"),
        tasks::change,
        "Gives a task to somebody, or another day",
    )
    .takes::<tasks::TaskChange>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/tasks/{task}/done",
        "finishTask",
        "Work",
        Caseworkers,
        done("It is done"),
        tasks::finish,
        "Says that a task is done",
    )
    .or(&[409]),
    route(
        Post,
        "/cases/{case}/tasks/{task}/withdrawn",
        "withdrawTask",
        "Work",
        Caseworkers,
        done("It is as asked"),
        tasks::withdraw,
        "Says that a task is not to be done after all, and why",
    )
    .takes::<tasks::TaskWithdrawal>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/documents",
        "listDocuments",
        "Documents",
        Caseworkers,
        good::<documents::Documents>("The documents"),
        documents::list,
        "The documents of a case, without their bytes",
    ),
    route(
        Post,
        "/cases/{case}/documents",
        "addDocument",
        "Documents",
        Caseworkers,
        made::<documents::HandedIn>("The document that was handed in"),
        documents::add,
        "Hands in a document",
    )
    .with(&[ONCE])
    .takes::<documents::DocumentToAdd>()
    .or(WRITES)
    .uploads(files::LARGEST),
    route(
        Get,
        "/cases/{case}/documents/{item}",
        "openDocument",
        "Documents",
        Caseworkers,
        good::<documents::Document>("The document, without its bytes"),
        documents::open,
        "A document, without its bytes",
    ),
    route(
        Get,
        "/cases/{case}/documents/{item}/content",
        "documentContent",
        "Documents",
        Caseworkers,
        good::<documents::WholeDocument>("The bytes"),
        documents::content,
        "The bytes of a document",
    )
    .with(&[query("preview", FLAG, "A small picture of it rather than all of it")]),
    route(
        Get,
        "/cases/{case}/warnings",
        "listWarnings",
        "Warnings",
        Caseworkers,
        good::<warnings::Warnings>("The warnings"),
        warnings::list,
        "The warnings of a case",
    ),
    route(
        Post,
        "/cases/{case}/warnings",
        "proposeWarning",
        "Warnings",
        Caseworkers,
        made::<Made>("The warning that was proposed"),
        warnings::propose,
        "Proposes a warning; somebody else has to approve it",
    )
    .takes::<warnings::WarningToPropose>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/warnings/{item}/approve",
        "approveWarning",
        "Warnings",
        Caseworkers,
        done("It is in force"),
        warnings::approve,
        "Approves a warning that somebody else proposed",
    )
    .or(&[409]),
    route(
        Post,
        "/cases/{case}/warnings/{item}/told",
        "warningTold",
        "Warnings",
        Caseworkers,
        done("It is written down"),
        warnings::told,
        "Says that the person was told",
    )
    .or(&[409]),
    route(
        Post,
        "/cases/{case}/warnings/{item}/end",
        "endWarning",
        "Warnings",
        Caseworkers,
        done("It is over"),
        warnings::end,
        "Ends a warning",
    )
    .or(&[409]),
    route(
        Get,
        "/team-work",
        "teamWork",
        "Teams",
        Caseworkers,
        good::<teams::Work>("How the work stands"),
        teams::work,
        "How the work stands by person: counts of what exists for the caller, and nothing else",
    ),
    route(
        Get,
        "/teams",
        "listTeams",
        "Teams",
        Anybody,
        good::<teams::Teams>("The teams"),
        teams::list,
        "The teams in which the caller works; all of them for an administrator",
    ),
    route(
        Post,
        "/teams",
        "makeTeam",
        "Teams",
        Administrators,
        made::<Made>("The team that was made"),
        teams::make,
        "Makes a team under a notice",
    )
    .takes::<teams::NewTeam>()
    .or(WRITES),
    route(
        Get,
        "/teams/{team}",
        "openTeam",
        "Teams",
        Anybody,
        good::<teams::TeamOpened>("The team"),
        teams::open,
        "A team with its people, and who of them is away",
    ),
    route(
        Post,
        "/teams/{team}/close",
        "closeTeam",
        "Teams",
        Administrators,
        done("Today is its last day"),
        teams::close,
        "Closes a team",
    )
    .or(&[409]),
    route(
        Post,
        "/teams/{team}/members",
        "addMember",
        "Teams",
        Anybody,
        made::<Made>("The place in the team"),
        teams::add,
        "Puts somebody into a team",
    )
    .takes::<teams::NewMember>()
    .or(WRITES),
    route(
        Post,
        "/teams/{team}/members/{place}/end",
        "endMember",
        "Teams",
        Anybody,
        done("It ends on that day"),
        teams::end,
        "Ends somebody's place in a team",
    )
    .takes::<teams::LastDay>()
    .or(WRITES),
    route(
        Get,
        "/absences",
        "listAbsences",
        "Teams",
        Anybody,
        good::<teams::Absences>("Days away, from today on"),
        teams::absences,
        "When the caller, or somebody whom they lead, is away, and who could stand in",
    )
    .with(&[query("account", ID, "Of this colleague")])
    .or(&[404]),
    route(
        Post,
        "/absences",
        "recordAbsence",
        "Teams",
        Anybody,
        made::<Made>("The days away"),
        teams::record,
        "Says that somebody is away, and who stands in",
    )
    .takes::<teams::DaysAway>()
    .or(&[404, 409, 413, 415, 422]),
    route(
        Delete,
        "/absences/{absence}",
        "callOffAbsence",
        "Teams",
        Anybody,
        done("It is called off"),
        teams::call_off,
        "Calls days away off",
    )
    .or(&[409]),
];
