//! Referrals that come in: made by a program of another body or service, read and settled by those who work there.

use super::tasks::part;
use super::worklists::ReferralIn;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Fields, Given};
use app::NewInbound;
use app::views::Item;
use axum::http::StatusCode;
use casework::SectionContent;
use kernel::InboundId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A referral to a service.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ReferralToMake")]
#[serde(deny_unknown_fields)]
pub(crate) struct ToRefer {
    /// Who refers: `own`, `public`, `duty` (under section 213B of the Housing Act 1996), `agency` or `council`.
    sender: String,
    /// The organisation that refers, if one does.
    #[serde(default)]
    body: String,
    /// Whoever needs help: their name,
    #[serde(default)]
    name: String,
    /// when they were born, as far as it is known,
    #[serde(default)]
    born: String,
    /// and how they are reached, and what is safe.
    contact: String,
    /// Why: `rough`, `abuse`, `notice`, `leaving`, `family`, `money` or `other`.
    reason: String,
    /// What happened.
    #[serde(default)]
    words: String,
    /// What ties them to this district: `lived`, `work`, `family`, `special`, `care-leaver` or `none`.
    #[serde(default)]
    connections: Vec<String>,
    /// More about that.
    #[serde(default)]
    connection: String,
    /// Whether the person agreed.
    #[serde(default)]
    agreed: bool,
    /// Whether the person chose this council.
    #[serde(default)]
    chosen: bool,
    /// Who refers: their name,
    #[serde(default)]
    referrer: String,
    /// and how the council reaches them. Both are held apart.
    #[serde(default)]
    referrer_contact: String,
    /// Social care hands a family back to a programme: a step down.
    #[serde(default)]
    step_down: bool,
}

/// A referral that was made: all that whoever refers is ever told.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Referred {
    /// The reference.
    reference: String,
}

pub(crate) fn refer(ask: &Ask) -> Result<Answer, Problem> {
    let new: ToRefer = ask.body()?;
    let new = NewInbound {
        sender: new.sender,
        body: new.body,
        name: new.name,
        born: new.born,
        contact: new.contact,
        reason: new.reason,
        words: new.words,
        connections: new.connections,
        connection: new.connection,
        agreed: new.agreed,
        chosen: new.chosen,
        referrer: new.referrer,
        referrer_contact: new.referrer_contact,
        step_down: new.step_down,
        files: Vec::new(),
    };
    let reference = ask.app().refer_in(&ask.notice(), ask.param("service"), &new).map_err(Problem::of_body)?;
    Ok(Answer::json(&Referred { reference })?.status(StatusCode::CREATED))
}

/// A referral, with what it says of the person. Who referred is asked for by itself.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Referral {
    #[serde(flatten)]
    line: ReferralIn,
    /// The law under which it came, where there is one.
    law: Option<&'static str>,
    person: Given<Fields>,
    /// Who referred, where that was asked for.
    referrer: Option<Given<Fields>>,
    /// Whether it says who referred.
    has_referrer: bool,
    /// The case that a step down comes back to.
    comes_back_to: Option<String>,
}

pub(super) fn fields(item: Item<SectionContent>) -> Given<Fields> {
    Given::from(item.map(|content| content.fields.into_iter().collect::<Fields>()))
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let id: InboundId = ask.id("referral")?;
    let view = ask.app().inbound_one(ask.actor()?, id, ask.flag("referrer")?)?;
    Answer::json(&Referral {
        law: view.law,
        person: fields(view.person),
        referrer: view.referrer.map(fields),
        has_referrer: view.has_referrer,
        comes_back_to: view.line.step_up.map(|(case, _)| case.to_string()),
        line: view.line.into(),
    })
}

/// What became of a referral: the case that it led to, or how it ended without one.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "EndOfReferral")]
#[serde(deny_unknown_fields)]
pub(crate) struct Settled {
    /// The reference of the case that it led to.
    #[serde(default)]
    case: String,
    /// `not-reached`, `not-wanted`, `known`, `elsewhere` or `mistake`.
    #[serde(default)]
    ending: String,
}

pub(crate) fn settle(ask: &Ask) -> Result<Answer, Problem> {
    let id: InboundId = ask.id("referral")?;
    let said: Settled = ask.body()?;
    if !said.case.trim().is_empty() && !said.ending.is_empty() {
        return Err(part("ending", "Give the case that it led to, or how it ended without one: not both"));
    }
    ask.app().settle_inbound(ask.actor()?, id, &said.case, &said.ending).map_err(Problem::of_body)?;
    Ok(Answer::done())
}
