//! What goes from cases to others, and what comes of it.

use super::{Door, FLAG, Method, Route, WRITES, done, good, made, query, route};
use crate::answer::Made;
use crate::handlers::{desk, sharing};
use Door::{Caseworkers, Staff};
use Method::{Get, Post};

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/cases/{case}/sharing",
        "listShares",
        "Sharing",
        Caseworkers,
        good::<sharing::Shares>("What went, and what is asked for"),
        sharing::list,
        "What went from a case to others, the newest first",
    ),
    route(
        Get,
        "/cases/{case}/sharing/ways",
        "waysToShare",
        "Sharing",
        Staff,
        good::<sharing::Ways>("The ways"),
        sharing::ways,
        "To whom something of a case can go, for what, and on which ground",
    )
    .with(&[query("without_consent", FLAG, "The grounds that need no consent, rather than referrals")]),
    route(
        Post,
        "/cases/{case}/sharing/preview",
        "previewShare",
        "Sharing",
        Staff,
        good::<sharing::Preview>("What would go"),
        sharing::preview,
        "What the gate would let go to somebody, answer by answer, and what has to be written down",
    )
    .takes::<sharing::WayAsked>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/sharing",
        "share",
        "Sharing",
        Staff,
        made::<Made>("What was asked for; it has gone where nobody has to approve it"),
        sharing::share,
        "Asks for something to go to somebody",
    )
    .takes::<sharing::ToShare>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/sharing/{share}",
        "openShare",
        "Sharing",
        Caseworkers,
        good::<sharing::ShareOpened>("What went"),
        sharing::open,
        "Something that went, with its steps and its receipt",
    ),
    route(
        Post,
        "/cases/{case}/sharing/{share}",
        "stepOfShare",
        "Sharing",
        Staff,
        done("It is as asked"),
        sharing::step,
        "Takes it back, answers what they asked for, or notes that the person was told",
    )
    .takes::<sharing::ShareStep>()
    .or(WRITES),
    route(
        Get,
        "/desk",
        "desk",
        "Sharing",
        Caseworkers,
        good::<desk::Desk>("The desk"),
        desk::list,
        "What was sent to the body that the caller acts for",
    ),
    route(
        Get,
        "/desk/{share}",
        "openOnDesk",
        "Sharing",
        Caseworkers,
        good::<sharing::ShareOpened>("What was sent"),
        desk::open,
        "Something that was sent, as whoever got it may see it. That it was looked at is on the ledger",
    ),
    route(
        Post,
        "/desk/{share}",
        "stepOnDesk",
        "Sharing",
        Caseworkers,
        done("It is as asked"),
        desk::step,
        "Accepts a referral, asks for more, does not take it on, or reports what came of it",
    )
    .takes::<desk::DeskStep>()
    .or(WRITES),
    route(
        Get,
        "/approvals",
        "listApprovals",
        "Sharing",
        Staff,
        good::<desk::Approvals>("What waits"),
        desk::approvals,
        "What waits for the caller's approval",
    ),
    route(
        Get,
        "/approvals/{share}",
        "openApproval",
        "Sharing",
        Staff,
        good::<desk::ToApprove>("What is asked"),
        desk::approval,
        "All that whoever decides is told",
    ),
    route(
        Post,
        "/approvals/{share}",
        "decideApproval",
        "Sharing",
        Staff,
        done("It is decided"),
        desk::decide,
        "Approves it, and it goes; or refuses it",
    )
    .takes::<desk::ApprovalDecided>()
    .or(WRITES),
    route(
        Get,
        "/reviews",
        "listReviews",
        "Sharing",
        Staff,
        good::<desk::Reviews>("What waits"),
        desk::reviews,
        "What went without consent, to be reviewed by the data protection officer",
    ),
    route(
        Post,
        "/reviews/{share}",
        "review",
        "Sharing",
        Staff,
        done("It is written down"),
        desk::reviewed,
        "Writes down what the review of something found",
    )
    .takes::<desk::ReviewFound>()
    .or(WRITES),
];
