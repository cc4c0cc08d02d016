//! What comes in from outside: referrals, and requests of police and others for what is held of somebody.

use super::{Door, FLAG, Good, Method, Route, WRITES, done, good, made, query, route, schema};
use crate::answer::Made;
use crate::handlers::{inbound, outside};
use Door::{Anybody, Staff};
use Method::{Get, Post};

pub(super) const ROUTES: &[Route] = &[
    route(
        Post,
        "/refer/{authority}/{notice}/{service}",
        "refer",
        "Referrals",
        Anybody,
        // It has no address: whoever refers is told the reference, and nothing besides.
        Good { status: 201, words: "It is kept", schema: Some(schema::<inbound::Referred>), headers: &[] },
        inbound::refer,
        "Refers somebody to a service. What comes of it is told to nobody but the person",
    )
    .takes::<inbound::ToRefer>()
    .or(WRITES),
    route(
        Get,
        "/referrals/{referral}",
        "openReferral",
        "Referrals",
        Staff,
        good::<inbound::Referral>("The referral"),
        inbound::open,
        "A referral that came in, with what it says",
    )
    .with(&[query("referrer", FLAG, "Who referred, too: a look of its own")]),
    route(
        Post,
        "/referrals/{referral}",
        "settleReferral",
        "Referrals",
        Staff,
        done("It is settled"),
        inbound::settle,
        "Says to which case a referral led, or how it ended without one",
    )
    .takes::<inbound::Settled>()
    .or(WRITES),
    route(
        Post,
        "/outside-requests",
        "logOutsideRequest",
        "Requests from outside",
        Staff,
        made::<Made>("The request"),
        outside::log,
        "Writes down a request of police or others for what is held of somebody",
    )
    .takes::<outside::ToLog>()
    .or(WRITES),
    route(
        Get,
        "/outside-requests/{request}",
        "openOutsideRequest",
        "Requests from outside",
        Staff,
        good::<outside::OutsideRequest>("The request"),
        outside::open,
        "A request from outside, with what it says and what was decided",
    ),
    route(
        Post,
        "/outside-requests/{request}/about",
        "outsideRequestAbout",
        "Requests from outside",
        Staff,
        done("It is written down"),
        outside::about,
        "Says whose case a request is about",
    )
    .takes::<outside::About>()
    .or(WRITES),
    route(
        Post,
        "/outside-requests/{request}/decision",
        "decideOutsideRequest",
        "Requests from outside",
        Staff,
        done("It is decided"),
        outside::decide,
        "Decides about a request: what goes was shared from the case before, by the gate",
    )
    .takes::<outside::ToDecide>()
    .or(WRITES),
    route(
        Post,
        "/outside-requests/{request}/documents",
        "putOutsideDocument",
        "Requests from outside",
        Staff,
        made::<Made>("The document"),
        outside::put_document,
        "Puts a document to a request",
    )
    .takes::<outside::ToPut>()
    .or(WRITES)
    .uploads(files::LARGEST),
    route(
        Get,
        "/outside-requests/{request}/documents/{document}",
        "outsideDocument",
        "Requests from outside",
        Staff,
        good::<outside::Whole>("The bytes"),
        outside::document,
        "The bytes of a document of a request",
    ),
];
