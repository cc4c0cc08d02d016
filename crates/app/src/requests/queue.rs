//! The requests that wait for the data protection officer: what falls due first, first.

use super::contact::controllers;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use ::rights::{Channel, Kind, Outcome, Standing, Step, StepKind, standing};
use clocks::Calendar;
use jiff::civil::Date;
use kernel::{RequestId, Timestamp, london_date};
use store::{RequestFilter, RequestOrder, RightsRequest, RightsStep, Tx, Walk};

/// How many of those that are due are looked at for the officer's day.
const MOST: u32 = 300;

/// A request in the queue. Nothing in it says who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// Its id.
    pub id: RequestId,
    /// Its reference.
    pub reference: String,
    /// What is asked.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// The day it came.
    pub received_on: Date,
    /// How it stands.
    pub standing: Standing,
    /// How it ended, and when.
    pub settled: Option<(Outcome, Timestamp)>,
    /// How many records it is about, as far as that was found.
    pub matched: usize,
    /// The other controllers that have no copy of it yet.
    pub not_copied: Vec<String>,
}

/// Requests as lines of a list.
pub(crate) fn lines(tx: &mut Tx<'_>, inner: &Inner, requests: &[RightsRequest]) -> Result<Vec<RequestLine>, AppError> {
    let mut lines = Vec::with_capacity(requests.len());
    for request in requests {
        let steps = tx.steps_of(request.id)?;
        lines.push(line(tx, inner, request, &steps)?);
    }
    Ok(lines)
}

/// What is late or falls due within some days, for the officer's day. Nothing for anybody else.
pub(crate) fn due_for(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    until: Date,
) -> Result<Vec<RequestLine>, AppError> {
    if !actor.is_officer() {
        return Ok(Vec::new());
    }
    let filter = RequestFilter {
        notice_id: actor.capacity.notice.clone(),
        settled: Some(false),
        due_until: Some(until),
        ..RequestFilter::default()
    };
    let found = tx.list_requests(&filter, &RequestOrder::Due, &Walk { down: false, after: None, limit: MOST })?;
    let mut due = lines(tx, inner, &found)?;
    due.retain(|l| l.standing.due().is_some_and(|on| on <= until));
    Ok(due)
}

/// The steps, as the rules read them.
pub(super) fn taken(steps: &[RightsStep]) -> Vec<Step> {
    steps
        .iter()
        .filter_map(|s| Some(Step { kind: StepKind::from_id(&s.step)?, on: s.on_day, code: s.code.clone() }))
        .collect()
}

/// How a request stands today.
pub(super) fn stands(request: &RightsRequest, steps: &[RightsStep], today: Date) -> Result<(Kind, Standing), AppError> {
    let kind =
        Kind::from_id(&request.kind).ok_or_else(|| AppError::Fault("a request of an unknown kind".to_owned()))?;
    let now = standing(kind, request.received_on, request.reply_by, &taken(steps), Calendar::standard(), today);
    Ok((kind, now))
}

pub(super) fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    request: &RightsRequest,
    steps: &[RightsStep],
) -> Result<RequestLine, AppError> {
    let (kind, standing) = stands(request, steps, london_date(tx.now()))?;
    let notice = inner.published(tx, request.notice_version)?;
    let copied = |id: &str| steps.iter().any(|s| s.step == StepKind::Copied.id() && s.code == id);
    let not_copied = controllers(&notice.compiled)
        .into_iter()
        .filter(|(id, _)| *id != request.controller && !copied(id))
        .map(|(_, name)| name)
        .collect();
    Ok(RequestLine {
        id: request.id,
        reference: request.reference.clone(),
        kind,
        channel: Channel::from_id(&request.channel)
            .ok_or_else(|| AppError::Fault("a request by an unknown way".to_owned()))?,
        received_on: request.received_on,
        standing,
        settled: request.outcome.as_deref().and_then(Outcome::from_id).zip(request.settled_at),
        matched: tx.cases_of_request(request.id)?.len(),
        not_copied,
    })
}
