//! What stands round a case: its household, marks, documents that the person is asked for, who holds it.

use super::{DAY, Door, ID, Method, Route, WRITES, done, good, made, query, route};
use crate::answer::Made;
use crate::handlers::{asked, cases, documents, hand_over, household, known, marks};
use Door::Caseworkers;
use Method::{Delete, Get, Post};

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/cases/{case}/household",
        "openHousehold",
        "Households",
        Caseworkers,
        good::<household::Household>("The household"),
        household::open,
        "Who belongs to a household and who did, each with a record of their own. They are written down by saving the section",
    )
    .with(&[query("on", DAY, "As it was on this day")]),
    route(
        Get,
        "/cases/{case}/household/{person}/seen",
        "whoHasSeenMember",
        "Households",
        Caseworkers,
        good::<cases::SeenPage>("A page of the ledger"),
        household::seen,
        "Who has seen what is kept of a member; the newest first",
    )
    .with(&[query("before", ID, "Before this entry: `next` of the page before")]),
    route(
        Get,
        "/services/{service}/known/{person}",
        "knownAlready",
        "Cases",
        Caseworkers,
        good::<known::KnownAlready>("What is known"),
        known::open,
        "What a new case of a service can begin with for somebody known. The records are linked by deciding about them",
    ),
    route(
        Get,
        "/colleagues",
        "listColleagues",
        "Work",
        Caseworkers,
        good::<hand_over::Colleagues>("The colleagues"),
        hand_over::colleagues,
        "To whom work can be given",
    ),
    route(
        Post,
        "/cases/{case}/hand-over",
        "handOver",
        "Work",
        Caseworkers,
        done("The colleague holds it from now on"),
        hand_over::hand_over,
        "Hands a case over to a colleague, with what is to be done on it; or takes one that nobody holds",
    )
    .takes::<hand_over::HandedOver>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/marks",
        "listMarks",
        "Access",
        Caseworkers,
        good::<marks::Marks>("The marks"),
        marks::list,
        "What stands on the case as a whole: partners kept apart, a hidden address, to whom it was let go",
    ),
    route(
        Post,
        "/cases/{case}/marks",
        "setMark",
        "Access",
        Caseworkers,
        done("It is so from the next request on"),
        marks::set,
        "Keeps partners apart, hides the address, or lets a hidden one go to a body",
    )
    .takes::<marks::MarkToSet>()
    .or(WRITES),
    route(
        Delete,
        "/cases/{case}/marks/{mark}",
        "endMark",
        "Access",
        Caseworkers,
        done("It is over"),
        marks::end,
        "Ends a mark",
    )
    .or(&[409]),
    route(
        Get,
        "/cases/{case}/asked",
        "listAsked",
        "Documents",
        Caseworkers,
        good::<asked::AllAsked>("What was asked for"),
        asked::list,
        "The documents that the person was asked to give",
    ),
    route(
        Post,
        "/cases/{case}/asked",
        "askForDocument",
        "Documents",
        Caseworkers,
        made::<Made>("What is asked for"),
        asked::ask_for,
        "Asks the person for a document, on their own page",
    )
    .takes::<asked::DocumentToAskFor>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/asked/{item}",
        "settleAsked",
        "Documents",
        Caseworkers,
        done("It is as asked"),
        asked::settle,
        "Accepts what was given, asks for it again, or takes it back",
    )
    .takes::<asked::AskedStep>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/documents/{item}/scan",
        "scanDocument",
        "Documents",
        Caseworkers,
        good::<documents::HandedIn>("How it stands now"),
        asked::scan,
        "Scans a document that has waited for the scanner",
    )
    .or(&[409]),
    route(
        Post,
        "/cases/{case}/documents/{item}/check",
        "checkDocument",
        "Documents",
        Caseworkers,
        done("It is written down"),
        asked::check,
        "Writes down how a document was checked",
    )
    .takes::<asked::DocumentChecked>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/documents/{item}/delete",
        "deleteDocument",
        "Documents",
        Caseworkers,
        done("It is gone, with its keys"),
        asked::delete,
        "Deletes a document, for a reason that stands on the ledger",
    )
    .takes::<asked::WhyDeleted>()
    .or(WRITES),
];
