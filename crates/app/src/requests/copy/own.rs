//! Asking for a copy on one's own page, and seeing how one's requests stand.

use super::hand::{is_mine, newest};
use crate::App;
use crate::error::AppError;
use crate::portal::{Me, looks};
use crate::requests::intake::{RequestForm, keep, read};
use crate::requests::queue::stands;
use crate::requests::steps::keep_step;
use crate::views::Item;
use ::rights::{Channel, Kind, StepKind};
use jiff::civil::Date;
use kernel::{CaseId, RequestId, london_date};
use ledger::Action;
use notice::model::Act;

/// A request, as whoever made it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyRequest {
    /// Its id.
    pub id: RequestId,
    /// Its reference.
    pub reference: String,
    /// What was asked.
    pub kind: Kind,
    /// The day it came.
    pub received_on: Date,
    /// By when it is answered, while it is open.
    pub answer_by: Option<Date>,
    /// Whether it is decided.
    pub settled: bool,
    /// Whether a copy is there to be fetched.
    pub copy_is_here: bool,
    /// Whether the copy was handed over.
    pub handed: bool,
}

/// What somebody asks on their own page. It has no `Debug`.
#[derive(Clone)]
pub struct OwnRequest {
    /// Under which notice.
    pub notice: String,
    /// What.
    pub kind: Kind,
    /// In their words.
    pub words: String,
    /// About which part of which record, if they began there.
    pub about: Option<(CaseId, String)>,
}

/// How many requests of one account can be open at once.
const MOST_OPEN: usize = 20;

impl App {
    /// The person's requests: those made on their own page, and those about their records.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_requests(&self, me: &Me) -> Result<Vec<MyRequest>, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "own requests", move |tx, inner| {
            let mut found = Vec::new();
            let mut requests = tx.requests_by(me.account)?;
            // Who acts for somebody in a part of the record only sees what they asked themselves.
            let all = if me.scope.is_empty() { looks(tx, inner, &me)? } else { Vec::new() };
            for (_, look) in all {
                for request in tx.requests_of_case(look.case.id)? {
                    if !requests.iter().any(|r| r.id == request.id) && request.kind != Kind::Regulator.id() {
                        requests.push(request);
                    }
                }
            }
            let today = london_date(tx.now());
            for request in requests {
                let (kind, now) = stands(&request, &tx.steps_of(request.id)?, today)?;
                let copy = newest(tx, request.id)?;
                let mine = match &copy {
                    Some(copy) => is_mine(tx, &me, (&request, copy))?,
                    None => false,
                };
                let state = copy.map(|c| c.state).unwrap_or_default();
                found.push(MyRequest {
                    id: request.id,
                    reference: request.reference,
                    kind,
                    received_on: request.received_on,
                    answer_by: now.last_day.filter(|_| !now.settled),
                    settled: now.settled,
                    copy_is_here: mine && state == "checked",
                    handed: mine && state == "handed",
                });
            }
            found.sort_by_key(|r| std::cmp::Reverse((r.received_on, r.id)));
            Ok(found)
        })
    }

    /// Asks for something about the person's data, under a notice of one of their records: the person, whom the service knows already, or
    /// somebody who acts for them, whose authority a second officer has seen.
    ///
    /// # Errors
    /// `NotFound` when they have no record under the notice; `Refused` when a copy was asked for
    /// already and the request is open, or when too many requests are; `Form` when it does not say what is asked.
    pub fn ask_on_own_page(&self, me: &Me, new: &OwnRequest) -> Result<String, AppError> {
        let (me, new) = (me.clone(), new.clone());
        let caller = me.caller(self.inner.authority);
        self.act(&caller, "ask on own page", move |tx, inner| {
            if new.kind == Kind::Regulator {
                return Err(AppError::NotFound);
            }
            let notice_id = new.notice.clone();
            let mut all = looks(tx, inner, &me)?;
            all.retain(|(_, look)| look.notice.compiled.id == notice_id);
            let Some((actor, look)) = all.first() else { return Err(AppError::NotFound) };
            let mut open = tx.requests_by(me.account)?;
            open.retain(|r| r.settled_at.is_none());
            let asked = |r: &store::RightsRequest| r.kind == Kind::Access.id() && r.notice_id == notice_id;
            if open.len() >= MOST_OPEN || (new.kind == Kind::Access && open.iter().any(asked)) {
                return Err(AppError::Refused("You have asked already. How it stands is shown below.".to_owned()));
            }
            // What it is about is said in the words of the notice that the record was made under.
            let about = new.about.as_ref().and_then(|(case, category)| {
                let (_, look) = all.iter().find(|(_, l)| l.case.id == *case)?;
                let category = look.notice.compiled.category(category).filter(|c| me.asks(look).contains(c))?;
                Some(look.notice.category_label(look.notice.category_id(category)))
            });
            let details = match about {
                Some(about) if !new.words.trim().is_empty() => format!("{about}: {}", new.words.trim()),
                _ => new.words.clone(),
            };
            let sections = tx.sections(look.case.id)?;
            let ring = crate::cases::parts::ring(tx, look, &sections)?;
            let name = look.notice.well_known.name.iter().map(|(c, _)| *c);
            let asked: Vec<_> = name.filter(|c| me.covers(look.notice.category_id(*c))).collect();
            let what = format!("asked on the own page: {}", new.kind.id());
            let recorded = look.record(tx, actor, look.decide(Act::See, &asked), Action::Create, &ring, &what)?;
            let name = match look.name(&recorded, &sections, &ring)? {
                Item::Released(name) => name.get().clone(),
                // Whose name is not theirs to see is found by the account that asks, and by the reference.
                _ if me.represents => "Whoever the record is about".to_owned(),
                _ => "Whoever is logged in".to_owned(),
            };
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let references: Vec<&str> = all.iter().map(|(_, l)| l.case.reference.as_str()).collect();
            let controllers = super::super::contact::controllers(&notice.compiled);
            let acts = match tx.portal_account(me.account)? {
                Some(account) => crate::portal::represents(tx, &account)?,
                None => None,
            };
            if me.represents && acts.is_none() {
                return Err(AppError::NotFound);
            }
            let form = RequestForm {
                representative: acts.map(|(name, authority)| format!("{name}, {authority}")).unwrap_or_default(),
                kind: new.kind.id().to_owned(),
                channel: Channel::Online.id().to_owned(),
                controller: controllers.first().map(|(id, _)| id.clone()).unwrap_or_default(),
                name,
                contact: "Their own page".to_owned(),
                reference: references.join(", "),
                details,
                ..RequestForm::default()
            };
            let read = read(&notice, &form, london_date(tx.now()), false)?;
            let id = RequestId::new(tx.now(), tx.entropy());
            let made = keep(tx, &notice, id, &read, (None, Some(me.account)))?;
            let today = london_date(tx.now());
            let how = if me.represents { "authority" } else { "logged-in" };
            keep_step(tx, None, &made, (StepKind::IdentityConfirmed, today), how, "")?;
            Ok(made.reference)
        })
    }
}
