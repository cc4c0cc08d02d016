//! What each account looks at, counted by night from the ledger; what is unusual of it is told of and reviewed.

use super::unusual::{KINDS, Unusual, unusual};
use super::{is_one_of, mail_roles};
use crate::App;
use crate::actor::Actor;
use crate::cases::list::{ListFilter, wanted};
use crate::cases::parts::Visible;
use crate::error::AppError;
use crate::login::note;
use crate::processors::notices as latest_of_all;
use crate::search::is_search;
use jiff::Span;
use jiff::civil::Date;
use kernel::{AccountId, Caller, EntryId, RegisterId, Timestamp, london_date, london_moment};
use ledger::{Action, Entry, SubjectTag};
use sharing::share::code_words;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{CaseOrder, LookCount, Tx, UnusualLook};

/// Counts what was looked at on the days that are over, and tells of what is unusual: a kind of job that recurs.
pub const WATCH_LOOKS: &str = "watch-looks";
/// What a review comes to: codes and words.
pub const LOOK_FINDINGS: &[(&str, &str)] = &[
    ("work", "Their work explains it"),
    ("spoken", "It was spoken about, and is to be done otherwise"),
    ("narrowed", "Their access was narrowed or ended"),
    ("breach", "To be handled as a possible breach"),
];
/// So many days back are counted that were not, after a server stood still.
const CATCH_UP_DAYS: i64 = 14;
/// What is usual is known from so many days before.
const USUAL_DAYS: i64 = 28;
/// Counts are kept for so many days.
const COUNTS_KEPT_DAYS: i64 = 90;
/// What was reviewed is kept for so many days after that, and files that were asked for after they were.
const KEPT_DAYS: i64 = 731;
/// So many entries of the ledger are read at once.
const AT_ONCE: u32 = 2_000;
/// So many unusual looks are shown.
const MOST: u32 = 300;
/// So many looks are shown of one day.
const MOST_LOOKS: usize = 500;

/// Something unusual, for whoever reviews it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusualLine {
    /// Its id.
    pub id: RegisterId,
    /// The day.
    pub on: Date,
    /// Who.
    pub who: String,
    /// In which way, in words, with its number.
    pub words: String,
    /// What is usual for them, in words.
    pub usual: String,
    /// What a review came to, in words, by whom and on which day; none: it waits.
    pub reviewed: Option<(String, String, Date)>,
    /// Whether the actor may review it: nobody reviews their own.
    pub may_review: bool,
}

/// A record that somebody opened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    /// Its reference; none: it does not exist for whoever reviews, or does not exist any more.
    pub case: Option<(kernel::CaseId, String)>,
    /// When each look began: pages that are opened soon after one another are one.
    pub at: Vec<Timestamp>,
    /// How often something was written to it.
    pub wrote: usize,
}

/// Something unusual with what was opened on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusualDetail {
    /// What.
    pub line: UnusualLine,
    /// The records, those opened most first.
    pub records: Vec<LookedAt>,
    /// Whether there were more.
    pub more: bool,
}

/// Whether an entry writes to a record.
const fn writes(action: Action) -> bool {
    matches!(
        action,
        Action::Create | Action::Edit | Action::Close | Action::Reopen | Action::Consent | Action::Disclose
    )
}

/// Pages of one record that are opened within so many seconds of one another are one look at it: a record has many pages.
const ONE_LOOK_SECONDS: i64 = 30 * 60;

/// The looks of an account at a record: from when to when each lasted.
#[derive(Default)]
struct Looks(Vec<(Timestamp, Timestamp)>);

impl Looks {
    /// A page was opened: it goes on with a look, or begins one. Pages come in the order of the ledger.
    fn opened(&mut self, at: Timestamp) {
        match self
            .0
            .iter_mut()
            .find(|(from, to)| from.plus_seconds(-ONE_LOOK_SECONDS) <= at && at <= to.plus_seconds(ONE_LOOK_SECONDS))
        {
            Some((from, to)) => (*from, *to) = ((*from).min(at), (*to).max(at)),
            None => self.0.push((at, at)),
        }
    }
    /// When each began.
    fn began(&self) -> Vec<Timestamp> {
        self.0.iter().map(|(from, _)| *from).collect()
    }
}

/// What one account did to the records of one notice on a day.
#[derive(Default)]
struct Done {
    /// By record: the looks at it, and how often something was written to it.
    records: HashMap<SubjectTag, (Looks, usize)>,
    searches: i64,
    /// The records that were opened at night.
    at_night: HashSet<SubjectTag>,
}

impl Done {
    fn take(&mut self, entry: &Entry) {
        if is_search(entry) {
            self.searches += 1;
        }
        // The first is whose record it is; others are those whom it speaks of too.
        let Some(tag) = entry.subjects.first() else { return };
        // Of what was tried and not shown nothing was looked at.
        if entry.action == Action::Open && !entry.released.is_empty() {
            self.records.entry(*tag).or_default().0.opened(entry.at);
            if !(6..22).contains(&entry.at.london_hour()) {
                self.at_night.insert(*tag);
            }
        } else if writes(entry.action) {
            self.records.entry(*tag).or_default().1 += 1;
        }
    }

    fn count(&self, on_day: Date, notice_id: &str, account: AccountId) -> LookCount {
        let many = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let opened = || self.records.values().filter(|(looks, _)| !looks.0.is_empty());
        LookCount {
            on_day,
            notice_id: notice_id.to_owned(),
            account,
            records: many(opened().count()),
            searches: self.searches,
            at_night: many(self.at_night.len()),
            most_one: many(
                opened().filter(|(_, wrote)| *wrote == 0).map(|(looks, _)| looks.0.len()).max().unwrap_or(0),
            ),
        }
    }
}

fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(Span::new().days(days))
}

impl App {
    /// Counts what was looked at on each day that is over and was not counted, under the notices that have it watched; writes down what is
    /// unusual, and tells those who review it. Answers with how much is unusual.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn watch_looks(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, WATCH_LOOKS);
        let inner = &self.inner;
        let (watched, accounts, days) = inner.store.read(&caller, "what is watched", move |tx| {
            let today = london_date(tx.now());
            let mut watched = BTreeMap::new();
            for notice in latest_of_all(tx, inner)? {
                let roles = notice.compiled.merged.oversight.as_ref().map(|o| o.unusual_looks_to.clone());
                if let Some(roles) = roles.filter(|roles| !roles.is_empty()) {
                    watched.insert(notice.compiled.id.clone(), roles);
                }
            }
            let accounts: HashSet<AccountId> = tx.accounts()?.into_iter().map(|a| a.id).collect();
            let first = days_before(today, CATCH_UP_DAYS);
            let counted = tx.look_counts(first, today)?.last().map(|c| c.on_day);
            let from = counted.map_or_else(|| days_before(today, 1), |on| on.saturating_add(Span::new().days(1)));
            let days: Vec<Date> = from.series(Span::new().days(1)).take_while(|day| *day < today).collect();
            Ok::<_, AppError>((watched, accounts, days))
        })?;
        let mut found = 0;
        for day in days.into_iter().filter(|_| !watched.is_empty()) {
            let mut done: BTreeMap<(String, AccountId), Done> = BTreeMap::new();
            self.entries_of(&caller, day, |entry| {
                let notice = entry.notice.split('@').next().unwrap_or_default();
                let Ok(account) = entry.actor.parse::<AccountId>() else { return };
                if watched.contains_key(notice) && accounts.contains(&account) {
                    done.entry((notice.to_owned(), account)).or_default().take(entry);
                }
            })?;
            let counts: Vec<LookCount> =
                done.iter().map(|((notice, account), done)| done.count(day, notice, *account)).collect();
            let watched = watched.clone();
            found += self.act(&caller, "watch looks", move |tx, _| put_day(tx, day, &counts, &watched))?;
        }
        self.act(&caller, "forget what was watched", |tx, _| {
            let today = london_date(tx.now());
            let before = tx.now().plus_seconds(-KEPT_DAYS * 24 * 3600);
            Ok(tx.forget_oversight(days_before(today, COUNTS_KEPT_DAYS), before)?)
        })?;
        Ok(found)
    }

    /// Walks the ledger's entries of one day, some at a time, so that nobody waits for it.
    fn entries_of(&self, caller: &Caller, day: Date, mut take: impl FnMut(&Entry)) -> Result<(), AppError> {
        let bounds = london_moment(day, 0, 0).zip(day.tomorrow().ok().and_then(|next| london_moment(next, 0, 0)));
        let Some((from, until)) = bounds else { return Ok(()) };
        let mut after: Option<EntryId> = None;
        loop {
            let rows = self.inner.store.read(caller, "looks of a day", move |tx| {
                Ok::<_, AppError>(tx.entries_between(from, until, after, AT_ONCE)?)
            })?;
            for row in &rows {
                take(&row.entry);
            }
            after = rows.last().map(|row| row.entry.id);
            if rows.len() < AT_ONCE as usize {
                return Ok(());
            }
        }
    }

    /// Unusual looks under the actor's notice, those that wait first.
    ///
    /// # Errors
    /// `NotFound` where the notice does not have the actor's role told of them.
    pub fn unusual_looks(&self, actor: &Actor) -> Result<Vec<UnusualLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "unusual looks", move |tx| {
            must_review(tx, inner, &actor)?;
            let mut lines = Vec::new();
            for one in tx.unusual_looks(&actor.capacity.notice, MOST)? {
                lines.push(line(tx, inner, &actor, one)?);
            }
            lines.sort_by_key(|line| line.reviewed.is_some());
            Ok(lines)
        })
    }

    /// How many unusual looks wait for the actor's review; none: the notice does not have them told.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn looks_to_review(&self, actor: &Actor) -> Result<Option<usize>, AppError> {
        match self.unusual_looks(actor) {
            Ok(lines) => Ok(Some(lines.iter().filter(|line| line.may_review).count())),
            Err(AppError::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// One of them, with the records that were opened on that day. That it was looked at is on the ledger.
    ///
    /// # Errors
    /// `NotFound` as [`App::unusual_looks`], and when there is none such.
    pub fn unusual_look(&self, actor: &Actor, id: RegisterId) -> Result<UnusualDetail, AppError> {
        let (line, account) = self.act(&actor.caller.clone(), "unusual look", {
            let actor = actor.clone();
            move |tx, inner| {
                must_review(tx, inner, &actor)?;
                let one = tx.unusual_look(id)?.filter(|u| u.notice_id == actor.capacity.notice);
                let one = one.ok_or(AppError::NotFound)?;
                let account = one.account;
                note(tx, &disclosure::actor(&actor.caller), Action::History, &format!("unusual look {id}"))?;
                Ok((line(tx, inner, &actor, one)?, account))
            }
        })?;
        let (mut done, notice) = (Done::default(), actor.capacity.notice.as_str());
        self.entries_of(&actor.caller, line.on, |entry| {
            let own = entry.actor.parse::<AccountId>().is_ok_and(|who| who == account);
            if own && entry.notice.split('@').next() == Some(notice) {
                done.take(entry);
            }
        })?;
        let mut whose = self.cases_of_tags(actor, done.records.keys().copied().collect())?;
        let opened = done.records.into_iter().map(|(tag, (looks, wrote))| (tag, (looks.began(), wrote)));
        let opened = opened.filter(|(_, (at, _))| !at.is_empty());
        let mut records: Vec<LookedAt> =
            opened.map(|(tag, (at, wrote))| LookedAt { case: whose.remove(&tag), at, wrote }).collect();
        records.sort_by(|a, b| b.at.len().cmp(&a.at.len()).then_with(|| a.at.cmp(&b.at)));
        let more = records.len() > MOST_LOOKS;
        records.truncate(MOST_LOOKS);
        Ok(UnusualDetail { line, records, more })
    }

    /// The cases that stand behind tags of the ledger, among those that exist for the actor: a page of cases at a time, until all are found.
    fn cases_of_tags(
        &self,
        actor: &Actor,
        mut tags: HashSet<SubjectTag>,
    ) -> Result<HashMap<SubjectTag, (kernel::CaseId, String)>, AppError> {
        let (mut found, mut after, mut closed) = (HashMap::new(), None::<String>, false);
        while !tags.is_empty() {
            let (actor, from) = (actor.clone(), after.take());
            let (page, next) = self.act(&actor.caller.clone(), "whose records", move |tx, inner| {
                let filter = ListFilter { closed, order: CaseOrder::Newest, ..ListFilter::default() };
                let wanted = wanted(tx, &actor, &filter, london_date(tx.now()))?;
                let Visible { looks, next } = Visible::page(tx, inner, &actor, &wanted, from.as_deref())?;
                let people: Vec<_> = looks.iter().map(|l| (l.case.person, sealing::CLASS_SUBJECT)).collect();
                let ring = tx.ring(&people)?;
                let mut page = Vec::new();
                for look in &looks {
                    let case = (look.case.id, look.case.reference.clone());
                    page.extend(look.tag(&ring).into_iter().map(|tag| (tag, case.clone())));
                }
                Ok::<_, AppError>((page, next))
            })?;
            found.extend(page.into_iter().filter(|(tag, _)| tags.remove(tag)));
            after = next;
            match (after.is_none(), closed) {
                (true, true) => break,
                (true, false) => closed = true,
                (false, _) => {}
            }
        }
        Ok(found)
    }

    /// Writes down what a review came to: a code of [`LOOK_FINDINGS`].
    ///
    /// # Errors
    /// `NotFound` as [`App::unusual_look`]; `Refused` for one's own looks and for one that was reviewed; `Form` for no such code.
    pub fn review_look(&self, actor: &Actor, id: RegisterId, finding: &str) -> Result<(), AppError> {
        if !LOOK_FINDINGS.iter().any(|(code, _)| *code == finding) {
            return Err(AppError::field("finding", "Choose what the review came to"));
        }
        let (actor, finding) = (actor.clone(), finding.to_owned());
        self.act(&actor.caller.clone(), "review a look", move |tx, inner| {
            must_review(tx, inner, &actor)?;
            let one = tx.unusual_look(id)?.filter(|u| u.notice_id == actor.capacity.notice);
            let one = one.ok_or(AppError::NotFound)?;
            if one.account == actor.account {
                return Err(AppError::Refused("Somebody else has to review what you looked at".to_owned()));
            }
            if one.finding.is_some() {
                return Err(AppError::Refused("Somebody has reviewed this already".to_owned()));
            }
            tx.review_unusual_look(id, &finding, actor.account)?;
            let who = disclosure::actor(&actor.caller);
            note(tx, &who, Action::Administer, &format!("unusual look {id} reviewed: {finding}"))
        })
    }
}

/// Puts down what was looked at on a day, and what of it is unusual.
fn put_day(
    tx: &mut Tx<'_>,
    day: Date,
    counts: &[LookCount],
    watched: &BTreeMap<String, Vec<String>>,
) -> Result<usize, AppError> {
    let mut before: HashMap<(String, AccountId), Vec<LookCount>> = HashMap::new();
    for one in tx.look_counts(days_before(day, USUAL_DAYS), day)? {
        before.entry((one.notice_id.clone(), one.account)).or_default().push(one);
    }
    tx.put_look_counts(day, counts)?;
    let mut told: BTreeMap<&str, Vec<AccountId>> = BTreeMap::new();
    let mut found = 0;
    for count in counts {
        let known = before.get(&(count.notice_id.clone(), count.account)).map_or(&[][..], Vec::as_slice);
        for Unusual { kind, found: many, usual } in unusual(count, known) {
            let new = UnusualLook {
                id: RegisterId::new(tx.now(), tx.entropy()),
                on_day: day,
                notice_id: count.notice_id.clone(),
                account: count.account,
                kind: kind.to_owned(),
                found: many,
                usual,
                made_at: tx.now(),
                finding: None,
                reviewed_by: None,
                reviewed_at: None,
            };
            if tx.insert_unusual_look(&new)? {
                let what = format!("unusual look {}: {kind}, {many}", new.id);
                note(tx, &format!("system:{WATCH_LOOKS}"), Action::Administer, &what)?;
                told.entry(count.notice_id.as_str()).or_default().push(count.account);
                found += 1;
            }
        }
    }
    for (notice, accounts) in told {
        let Some(roles) = watched.get(notice) else { continue };
        let body = "Somebody looked at records in a way that is unusual for them.\n\nLog in and look under Unusual looks. This message \
                    says nothing about anybody.\n";
        // Who alone is meant is not told of themselves: somebody else reviews it.
        let alone = accounts.first().filter(|first| accounts.iter().all(|a| a == *first)).copied();
        mail_roles(tx, (notice, roles), alone, ("Unusual looks to review", body))?;
    }
    Ok(found)
}

/// Refuses whoever the notice does not have told of unusual looks.
fn must_review(tx: &mut Tx<'_>, inner: &crate::Inner, actor: &Actor) -> Result<(), AppError> {
    let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
    let told = notice.compiled.merged.oversight.as_ref().is_some_and(|o| is_one_of(actor, &o.unusual_looks_to));
    if told { Ok(()) } else { Err(AppError::NotFound) }
}

fn line(tx: &mut Tx<'_>, inner: &crate::Inner, actor: &Actor, one: UnusualLook) -> Result<UnusualLine, AppError> {
    let words = KINDS.iter().find(|k| k.code == one.kind).map_or(one.kind.as_str(), |k| k.words);
    let reviewed = match (one.finding.as_deref(), one.reviewed_by, one.reviewed_at) {
        (Some(finding), Some(by), Some(at)) => Some((
            code_words(LOOK_FINDINGS, finding).unwrap_or(finding).to_owned(),
            inner.account_name(tx, by)?,
            london_date(at),
        )),
        _ => None,
    };
    Ok(UnusualLine {
        id: one.id,
        on: one.on_day,
        who: inner.account_name(tx, one.account)?,
        words: format!("{words}: {}", one.found),
        usual: one.usual.map_or_else(
            || "What is usual for them is not known yet.".to_owned(),
            |usual| format!("Usual for them: {usual}."),
        ),
        may_review: reviewed.is_none() && one.account != actor.account,
        reviewed,
    })
}
