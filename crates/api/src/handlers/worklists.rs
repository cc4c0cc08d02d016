//! Working lists over many cases: narrowed, in the order of a column, a page at a time behind a cursor, or whole. What the gate
//! withholds is in neither.

use super::tasks::OnDay;
use super::warnings::State as WarningState;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Given, Shown};
use app::{
    ApprovalLine, CopyLine, CopyStanding, InboundLine, LONGEST_PAGE, ListAsk, ListLines, OutboundLine, RequestLine,
    Take, WarningRow,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A page of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub(crate) struct ListPage<T> {
    lines: Vec<T>,
    /// Where the next page begins: `after`.
    next: Option<String>,
}

/// All of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AllOf{T}")]
pub(crate) struct WholeList<T> {
    /// At most 5,000.
    lines: Vec<T>,
    /// Whether there are more: narrow the list.
    more: bool,
}

/// What a list can be narrowed to: the parameters of its route but for those that all lists have.
const OF_ALL: [&str; 4] = ["sort", "down", "after", "limit"];

/// Reads what the list is narrowed to, in which order, and from where: each parameter is of the description's form. `usual`: the
/// order where none is said, and whether the greatest comes first in it.
fn wanted(ask: &Ask, usual: (&str, bool)) -> Result<ListAsk, Problem> {
    let mut narrowed = Vec::new();
    for (name, value) in ask.query.iter().filter(|(name, _)| !OF_ALL.contains(&name.as_str())) {
        ask.fits(name, value)?;
        narrowed.push((name.clone(), value.clone()));
    }
    for name in ["sort", "after"] {
        if let Some(value) = ask.query(name) {
            ask.fits(name, value)?;
        }
    }
    let (order, down) = match ask.query("sort") {
        Some(order) => (order.to_owned(), ask.flag("down")?),
        None if ask.query("down").is_some() => (usual.0.to_owned(), ask.flag("down")?),
        None => (usual.0.to_owned(), usual.1),
    };
    let limit = ask.query("limit").map(|text| ask.number("limit", text)).transpose()?;
    let limit = limit.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if limit.is_some_and(|n| !(1..=LONGEST_PAGE).contains(&n)) {
        return Err(Problem::malformed(format!("Give limit as a whole number from 1 to {LONGEST_PAGE}")));
    }
    Ok(ListAsk { narrowed, order, down, after: ask.query("after").map(str::to_owned), limit })
}

/// A list: by what addresses of pages and those who approve files know it, and its usual order.
struct Kept {
    key: &'static str,
    order: (&'static str, bool),
}

/// Leave to take all of a list: where the notice has somebody approve it, it is asked for on the pages first.
fn whole(ask: &Ask, list: &Kept) -> Result<Take, Problem> {
    let query = wanted(ask, list.order)?.query(list.order);
    Ok(Take::File(ask.app().leave_for_file(ask.actor()?, list.key, &query)?))
}

/// Answers with a page, or with all of it.
fn answer<L, T: Serialize + From<L>>(take: Take, found: ListLines<L>) -> Result<Answer, Problem> {
    let ListLines { lines, next } = found.map(T::from);
    match take {
        Take::Page => Answer::json(&ListPage { lines, next }),
        Take::File(_) => Answer::json(&WholeList { lines, more: next.is_some() }),
    }
}

const TASKS: Kept = Kept { key: "tasks", order: ("due", false) };

fn take_tasks(ask: &Ask, take: Take) -> Result<Answer, Problem> {
    answer::<_, OnDay>(take, ask.app().task_list(ask.actor()?, &wanted(ask, TASKS.order)?, take)?)
}

pub(crate) fn tasks(ask: &Ask) -> Result<Answer, Problem> {
    take_tasks(ask, Take::Page)
}

pub(crate) fn all_tasks(ask: &Ask) -> Result<Answer, Problem> {
    take_tasks(ask, whole(ask, &TASKS)?)
}

/// A warning, with its case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WarningOnCase {
    case: String,
    reference: String,
    name: Given<String>,
    /// What to know.
    words: Shown<String>,
    /// What it is about, in words.
    about: String,
    state: WarningState,
    review_on: String,
    expires_on: String,
    /// Whether the person was told: `yes`, `not-yet`, `unsafe`.
    told: String,
    proposed_at: String,
    proposed_by: String,
}

impl From<WarningRow> for WarningOnCase {
    fn from(row: WarningRow) -> Self {
        Self {
            case: row.case.to_string(),
            reference: row.reference,
            name: row.name.into(),
            words: row.words.into(),
            about: row.about,
            state: row.state.into(),
            review_on: row.review_on.to_string(),
            expires_on: row.expires_on.to_string(),
            told: row.told,
            proposed_at: row.proposed_at.rfc3339(),
            proposed_by: row.proposed_by,
        }
    }
}

const WARNINGS: Kept = Kept { key: "warnings", order: ("review", false) };

fn take_warnings(ask: &Ask, take: Take) -> Result<Answer, Problem> {
    answer::<_, WarningOnCase>(take, ask.app().warning_list(ask.actor()?, &wanted(ask, WARNINGS.order)?, take)?)
}

pub(crate) fn warnings(ask: &Ask) -> Result<Answer, Problem> {
    take_warnings(ask, Take::Page)
}

pub(crate) fn all_warnings(ask: &Ask) -> Result<Answer, Problem> {
    take_warnings(ask, whole(ask, &WARNINGS)?)
}

/// A request about data.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DataRequest {
    id: String,
    reference: String,
    /// What is asked: `access`, `rectification`, `completion`, `restriction`, `objection`, `erasure`, `portability`, `complaint` or
    /// `regulator`.
    kind: String,
    /// How it came: `online`, `letter`, `email`, `phone`, `in-person` or `regulator`.
    channel: String,
    received_on: String,
    /// What has to be done next, in words.
    what: String,
    /// By when; none while it waits for the person.
    due_on: Option<String>,
    /// How that day comes about, and under which law.
    rule: String,
    law: String,
    overdue: bool,
    /// How it ended: `granted`, `partly`, `refused`, `nothing-held` or `taken-back`.
    outcome: Option<String>,
    decided_at: Option<String>,
    /// How many records it is about, as far as that was found.
    records: usize,
    /// Other controllers that have no copy of it yet.
    not_copied: Vec<String>,
}

impl From<RequestLine> for DataRequest {
    fn from(line: RequestLine) -> Self {
        let (outcome, decided_at) = line.settled.unzip();
        Self {
            id: line.id.to_string(),
            reference: line.reference,
            kind: line.kind.id().to_owned(),
            channel: line.channel.id().to_owned(),
            received_on: line.received_on.to_string(),
            due_on: line.standing.due().filter(|_| outcome.is_none()).map(|on| on.to_string()),
            what: line.standing.what.to_owned(),
            rule: line.standing.how,
            law: line.standing.law.to_owned(),
            overdue: line.standing.overdue,
            outcome: outcome.map(|o| o.id().to_owned()),
            decided_at: decided_at.map(kernel::Timestamp::rfc3339),
            records: line.matched,
            not_copied: line.not_copied,
        }
    }
}

const REQUESTS: Kept = Kept { key: "requests", order: ("due", false) };

fn take_requests(ask: &Ask, take: Take) -> Result<Answer, Problem> {
    answer::<_, DataRequest>(take, ask.app().requests(ask.actor()?, &wanted(ask, REQUESTS.order)?, take)?)
}

pub(crate) fn requests(ask: &Ask) -> Result<Answer, Problem> {
    take_requests(ask, Take::Page)
}

pub(crate) fn all_requests(ask: &Ask) -> Result<Answer, Problem> {
    take_requests(ask, whole(ask, &REQUESTS)?)
}

/// A referral that came in; nothing of whom it is about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReferralIn {
    id: String,
    reference: String,
    /// Who referred: `own`, `public`, `duty`, `agency` or `council`.
    sender: String,
    /// The organisation.
    body: Option<String>,
    service: String,
    /// Why, in words.
    reason: String,
    received_at: String,
    /// `new`, `assessed` or `closed`.
    state: String,
    /// The reference of the case that it led to.
    case: Option<String>,
    /// How it ended without one, in words.
    ending: Option<String>,
    /// Whether the person agreed.
    agreed: bool,
    /// Whether the person chose this council.
    chosen: bool,
    /// Whether social care hands a family back by it: a step down.
    step_down: bool,
    /// By when a step down is answered.
    answer_by: Option<String>,
}

impl From<InboundLine> for ReferralIn {
    fn from(line: InboundLine) -> Self {
        Self {
            id: line.id.to_string(),
            reference: line.reference,
            sender: line.sender.id().to_owned(),
            body: line.body,
            service: line.service,
            reason: line.reason,
            received_at: line.received_at.rfc3339(),
            state: line.state,
            case: line.case,
            ending: line.ending,
            agreed: line.agreed,
            chosen: line.chosen,
            step_down: line.step_down,
            answer_by: line.answer_by.map(|on| on.to_string()),
        }
    }
}

const REFERRALS: Kept = Kept { key: "referrals", order: ("received", true) };

fn take_referrals(ask: &Ask, take: Take) -> Result<Answer, Problem> {
    answer::<_, ReferralIn>(take, ask.app().inbound_list(ask.actor()?, &wanted(ask, REFERRALS.order)?, take)?)
}

pub(crate) fn referrals(ask: &Ask) -> Result<Answer, Problem> {
    take_referrals(ask, Take::Page)
}

pub(crate) fn all_referrals(ask: &Ask) -> Result<Answer, Problem> {
    take_referrals(ask, whole(ask, &REFERRALS)?)
}

/// A copy that somebody holds.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CopyHeld")]
struct Copy {
    holder: String,
    /// Who was sent it, where that is somebody else.
    through: Option<String>,
    /// The last day on which it may be held.
    gone_by: String,
    /// `overdue`, `due`, `held`, `kept` or `gone`.
    state: &'static str,
}

impl From<CopyLine> for Copy {
    fn from(line: CopyLine) -> Self {
        Self {
            holder: line.holder,
            through: line.through,
            gone_by: line.gone_by.to_string(),
            state: match line.standing {
                CopyStanding::Overdue => "overdue",
                CopyStanding::Due => "due",
                CopyStanding::Held => "held",
                CopyStanding::Kept => "kept",
                CopyStanding::Gone => "gone",
            },
        }
    }
}

/// Something that went out. It names nobody.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SentOut {
    id: String,
    case: String,
    reference: String,
    to: String,
    /// In words.
    purpose: String,
    categories: Vec<String>,
    asked_by: String,
    asked_at: String,
    sent_at: Option<String>,
    /// `desk`, `secure-email`, `by-hand` or `spoken`.
    channel: String,
    /// SHA-256 of what was sent, in hexadecimal, as the receipt has it.
    sha256: String,
    copies: Vec<Copy>,
}

impl From<OutboundLine> for SentOut {
    fn from(out: OutboundLine) -> Self {
        let ApprovalLine { id, reference, to, purpose, categories, asked_by, asked_at, .. } = out.line;
        Self {
            id: id.to_string(),
            case: out.case.to_string(),
            reference,
            to,
            purpose,
            categories,
            asked_by,
            asked_at: asked_at.rfc3339(),
            sent_at: out.sent_at.map(kernel::Timestamp::rfc3339),
            channel: out.channel,
            sha256: out.hash,
            copies: out.copies.into_iter().map(Copy::from).collect(),
        }
    }
}

const SENT: Kept = Kept { key: "outbound", order: ("sent", true) };

fn take_sent(ask: &Ask, take: Take) -> Result<Answer, Problem> {
    answer::<_, SentOut>(take, ask.app().outbound(ask.actor()?, &wanted(ask, SENT.order)?, take)?)
}

pub(crate) fn sent(ask: &Ask) -> Result<Answer, Problem> {
    take_sent(ask, Take::Page)
}

pub(crate) fn all_sent(ask: &Ask) -> Result<Answer, Problem> {
    take_sent(ask, whole(ask, &SENT)?)
}
