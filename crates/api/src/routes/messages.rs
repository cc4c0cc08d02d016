//! Messages and letters to the person.

use super::{Door, Method, ONCE, Route, WRITES, done, good, made, route};
use crate::answer::Made;
use crate::handlers::messages;
use Door::Caseworkers;
use Method::{Get, Post};

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/cases/{case}/templates",
        "listTemplates",
        "Messages",
        Caseworkers,
        good::<messages::Templates>("The templates"),
        messages::templates,
        "What can be written to the person, and by which ways each goes",
    ),
    route(
        Get,
        "/cases/{case}/templates/{template}/{channel}",
        "composeMessage",
        "Messages",
        Caseworkers,
        good::<messages::Compose>("The form of the message"),
        messages::compose,
        "What a message asks, to where it would go, and whether that is safe. `channel`: `text`, `email` or `letter`",
    ),
    route(
        Post,
        "/cases/{case}/messages/preview",
        "previewMessage",
        "Messages",
        Caseworkers,
        good::<messages::Preview>("What will be sent, word for word"),
        messages::preview,
        "What will be sent, before anybody decides to send it. Nothing leaves",
    )
    .takes::<messages::Message>()
    .or(WRITES),
    route(
        Post,
        "/cases/{case}/messages/preview-letter",
        "previewLetter",
        "Messages",
        Caseworkers,
        good::<messages::File>("The letter"),
        messages::preview_letter,
        "A letter as it will be printed, before anybody decides to send it",
    )
    .takes::<messages::Message>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/messages",
        "listMessages",
        "Messages",
        Caseworkers,
        good::<messages::Messages>("The messages"),
        messages::list,
        "What was sent on a case, and what became of it; nothing of what it says",
    ),
    route(
        Post,
        "/cases/{case}/messages",
        "sendMessage",
        "Messages",
        Caseworkers,
        made::<Made>("The message, which a worker carries"),
        messages::send,
        "Sends a message to the person: decided, on the ledger and sealed; safe-contact rules hold",
    )
    .with(&[ONCE])
    .takes::<messages::Message>()
    .or(WRITES),
    route(
        Get,
        "/cases/{case}/messages/{message}",
        "openMessage",
        "Messages",
        Caseworkers,
        good::<messages::MessageOpened>("The message"),
        messages::open,
        "A message as it was sent, and what became of it",
    ),
    route(
        Post,
        "/cases/{case}/messages/{message}/stop",
        "stopMessage",
        "Messages",
        Caseworkers,
        done("It does not leave"),
        messages::stop,
        "Stops a message that has not left yet",
    )
    .or(&[409]),
    route(
        Get,
        "/cases/{case}/messages/{message}/letter",
        "letterFile",
        "Messages",
        Caseworkers,
        good::<messages::File>("The letter"),
        messages::letter,
        "A letter as it is printed (PDF). One that may not leave any more is kept back and says why (409)",
    ),
    route(
        Post,
        "/cases/{case}/messages/{message}/posted",
        "letterPosted",
        "Messages",
        Caseworkers,
        done("It is written down"),
        messages::posted,
        "Says that the caller has printed and posted a letter",
    )
    .or(&[409]),
    route(
        Get,
        "/letters",
        "lettersToPrint",
        "Messages",
        Caseworkers,
        good::<messages::Waiting>("The letters"),
        messages::waiting,
        "Letters that wait to be printed, the oldest first",
    ),
];
