//! Working lists over many cases, a page at a time behind a cursor, or whole; and counts.

use super::{BEHIND, DATE, Door, FLAG, Method, PARTY, Param, Route, SERVICE, WHOSE, good, query, route};
use crate::handlers::worklists::{DataRequest, ListPage, ReferralIn, SentOut, WarningOnCase, WholeList};
use crate::handlers::{counts, tasks::OnDay, worklists};
use Door::Caseworkers;
use Method::Get;

const DOWN: Param = query("down", FLAG, "The greatest first");
const LIMIT: Param =
    query("limit", r#"{"type":"integer","minimum":1,"maximum":200,"default":50}"#, "So many lines on a page");
const AFTER: Param = query("after", BEHIND, "Behind this place: `next` of the page before");

const fn sort(orders: &'static str) -> Param {
    query("sort", orders, "In whose order")
}

const TASKS: &[Param] = &[
    query("whose", WHOSE, "Of the caller's `team`, of a colleague, or what `nobody` has; left out: the caller's own"),
    query("due", r#"{"enum":["overdue","today","week","month"]}"#, "When it falls due"),
    query(
        "kind",
        r#"{"enum":["call-the-person","visit-the-person","ask-for-a-document","chase-an-agency","chase-a-landlord","look-at-the-plan-again","make-a-decision","write-a-letter","something-else"]}"#,
        "Only of this kind",
    ),
    query(
        "waiting",
        r#"{"enum":["person","agency","landlord","colleague","decision"]}"#,
        "Only what waits for somebody",
    ),
    query(
        "state",
        r#"{"enum":["done","withdrawn"]}"#,
        "What is done, or was withdrawn, rather than what is to be done",
    ),
    sort(r#"{"enum":["due","kind"]}"#),
    DOWN,
];
const WARNINGS: &[Param] = &[
    query(
        "state",
        r#"{"enum":["review","review-month","proposed","in-force","over"]}"#,
        "How they stand; left out: proposed or in force",
    ),
    query("told", r#"{"enum":["yes","not-yet","unsafe"]}"#, "Whether the person was told"),
    sort(r#"{"enum":["review","expires","proposed"]}"#),
    DOWN,
];
const REQUESTS: &[Param] = &[
    query("state", r#"{"enum":["overdue","week","waiting","decided","all"]}"#, "How they stand; left out: open"),
    query(
        "kind",
        r#"{"enum":["access","rectification","completion","restriction","objection","erasure","portability","complaint","regulator"]}"#,
        "What is asked",
    ),
    query("from", DATE, "That came on this day or later"),
    query("until", DATE, "That came on this day or before"),
    sort(r#"{"enum":["due","received","kind","decided"]}"#),
    DOWN,
];
const REFERRALS: &[Param] = &[
    query("state", r#"{"enum":["assessed","closed","all"]}"#, "How they stand; left out: new"),
    query("service", SERVICE, "To this service"),
    query("sender", r#"{"enum":["own","public","duty","agency","council"]}"#, "Who referred"),
    query("from", DATE, "That came on this day or later"),
    query("until", DATE, "That came on this day or before"),
    sort(r#"{"enum":["received","service","sender","reason"]}"#),
    DOWN,
];
const SENT: &[Param] = &[
    query("to", PARTY, "To this party of the notice"),
    query("purpose", SERVICE, "For this purpose"),
    query("from", DATE, "Sent on this day or later"),
    query("until", DATE, "Sent on this day or before"),
    sort(r#"{"enum":["sent","to","purpose"]}"#),
    DOWN,
];

/// The parameters of a list, with how long a page is, and the place behind which it begins.
const fn paged<const N: usize, const M: usize>(of: &[Param]) -> [Param; M] {
    assert!(of.len() == N && M == N + 2, "a list's parameters and two more");
    let mut all = [AFTER; M];
    all[N] = LIMIT;
    let mut at = 0;
    while at < N {
        all[at] = of[at];
        at += 1;
    }
    all
}

const TASKS_PAGED: &[Param] = &paged::<7, 9>(TASKS);
const WARNINGS_PAGED: &[Param] = &paged::<4, 6>(WARNINGS);
const REQUESTS_PAGED: &[Param] = &paged::<6, 8>(REQUESTS);
const REFERRALS_PAGED: &[Param] = &paged::<7, 9>(REFERRALS);
const SENT_PAGED: &[Param] = &paged::<6, 8>(SENT);

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/tasks",
        "workList",
        "Lists",
        Caseworkers,
        good::<ListPage<OnDay>>("A page of tasks"),
        worklists::tasks,
        "What is to be done, or was, on the open cases that exist for the caller",
    )
    .with(TASKS_PAGED),
    route(
        Get,
        "/tasks/export",
        "exportTasks",
        "Lists",
        Caseworkers,
        good::<WholeList<OnDay>>("The tasks"),
        worklists::all_tasks,
        "The list of tasks, all at once. That it was taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list",
    )
    .with(TASKS)
    .or(&[409]),
    route(
        Get,
        "/warnings",
        "warningList",
        "Lists",
        Caseworkers,
        good::<ListPage<WarningOnCase>>("A page of warnings"),
        worklists::warnings,
        "The warnings on the open cases that exist for the caller",
    )
    .with(WARNINGS_PAGED),
    route(
        Get,
        "/warnings/export",
        "exportWarnings",
        "Lists",
        Caseworkers,
        good::<WholeList<WarningOnCase>>("The warnings"),
        worklists::all_warnings,
        "The list of warnings, all at once. That it was taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list",
    )
    .with(WARNINGS)
    .or(&[409]),
    route(
        Get,
        "/requests",
        "requestList",
        "Lists",
        Caseworkers,
        good::<ListPage<DataRequest>>("A page of requests"),
        worklists::requests,
        "The requests about data under the notice, for its data protection officer",
    )
    .with(REQUESTS_PAGED),
    route(
        Get,
        "/requests/export",
        "exportRequests",
        "Lists",
        Caseworkers,
        good::<WholeList<DataRequest>>("The requests"),
        worklists::all_requests,
        "The list of requests about data, all at once. That it was taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list",
    )
    .with(REQUESTS)
    .or(&[409]),
    route(
        Get,
        "/referrals",
        "referralList",
        "Lists",
        Caseworkers,
        good::<ListPage<ReferralIn>>("A page of referrals"),
        worklists::referrals,
        "The referrals that came in to services of which the caller may open cases; nothing of whom they are about",
    )
    .with(REFERRALS_PAGED),
    route(
        Get,
        "/referrals/export",
        "exportReferrals",
        "Lists",
        Caseworkers,
        good::<WholeList<ReferralIn>>("The referrals"),
        worklists::all_referrals,
        "The list of referrals, all at once. That it was taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list",
    )
    .with(REFERRALS)
    .or(&[409]),
    route(
        Get,
        "/outbound",
        "sentList",
        "Lists",
        Caseworkers,
        good::<ListPage<SentOut>>("A page of the register"),
        worklists::sent,
        "The register of what went out under the notice, with who holds copies until when",
    )
    .with(SENT_PAGED),
    route(
        Get,
        "/outbound/export",
        "exportSent",
        "Lists",
        Caseworkers,
        good::<WholeList<SentOut>>("The register"),
        worklists::all_sent,
        "The register of what went out, all at once. That it was taken out is on the ledger; where the notice has somebody approve that first, it is asked for on the page of the list",
    )
    .with(SENT)
    .or(&[409]),
    route(
        Get,
        "/counts",
        "countable",
        "Lists",
        Caseworkers,
        good::<counts::Questions>("The questions"),
        counts::list,
        "The questions whose answers the caller may have counted",
    ),
    route(
        Get,
        "/counts/{category}/{question}",
        "countAnswers",
        "Lists",
        Caseworkers,
        good::<counts::AnswersCounted>("The numbers"),
        counts::open,
        "The answers to a question over the open cases, counted; small numbers are left out",
    ),
];
