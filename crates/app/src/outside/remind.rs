//! Reminding those who decide about requests from outside, by email: shortly before the day by which somebody asks for an answer, and once
//! when it is over. The message says nothing about anybody.

use crate::App;
use crate::actor::Capacity;
use crate::agreements::write_to_ours;
use crate::error::AppError;
use crate::notices::Published;
use crate::outbox::{StaffMail, is_written_to, mail_to_staff};
use crate::shares::is_kept_from;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Caller, london_date};
use store::{Account, OutsideFilter, OutsideOrder, OutsideRequest, OutsideThat, ReminderSent, Tx, Walk};

/// So many days before the day somebody is reminded.
const DAYS_BEFORE: i64 = 3;
/// How many that wait one night looks at.
const MOST: u32 = 5_000;

/// What is due, by notice.
#[derive(Default)]
struct Due {
    soon: Vec<Date>,
    late: usize,
}

/// Of which occasion a request is told today: a code, and whether it is late.
fn occasion(row: &OutsideRequest, today: Date) -> Option<(String, bool)> {
    let by = row.answer_by.filter(|_| row.decision.is_none())?;
    if by < today {
        return Some((format!("late:{by}"), true));
    }
    (by <= today.saturating_add(DAYS_BEFORE.days())).then(|| (format!("soon:{by}"), false))
}

/// Whether an account decides about requests under a notice.
fn decides(account: &Account, notice: &Published) -> bool {
    let mut acts = account.capacities.iter().filter_map(|c| Capacity::parse(c));
    acts.any(|c| c.notice == notice.compiled.id && notice.decides_shares(&c.principal))
}

/// A request of which nobody was told yet that it is due.
struct Fresh {
    row: OutsideRequest,
    /// The occasion.
    code: String,
    late: bool,
}

impl Fresh {
    fn about(&self) -> String {
        format!("outside-request:{}", self.row.id)
    }
}

impl Due {
    fn add(&mut self, one: &Fresh) {
        if one.late {
            self.late += 1;
        } else {
            self.soon.extend(one.row.answer_by);
        }
    }
}

/// What waits under a notice and is due, of which nobody was told for the same occasion.
fn not_told_yet(tx: &mut Tx<'_>, notice_id: &str, today: Date) -> Result<Vec<Fresh>, AppError> {
    let until = today.saturating_add(DAYS_BEFORE.days());
    let filter = OutsideFilter {
        notice_versions: tx.versions_of(notice_id)?,
        that: OutsideThat::WaitUntil(until),
        ..OutsideFilter::default()
    };
    let walk = Walk { down: true, after: None, limit: MOST };
    let mut fresh = Vec::new();
    for row in tx.list_outside_requests(&filter, &OutsideOrder::AnswerBy, &walk)? {
        let Some((code, late)) = occasion(&row, today) else { continue };
        let one = Fresh { row, code, late };
        if !tx.reminders(&one.about())?.iter().any(|r| r.what == one.code) {
            fresh.push(one);
        }
    }
    Ok(fresh)
}

/// The subject and text of an email; none where nothing is due.
fn words(due: &Due) -> Option<(&'static str, String)> {
    let things = |many: usize| if many == 1 { "One request".to_owned() } else { format!("{many} requests") };
    let mut lines = Vec::new();
    if let Some(first) = due.soon.iter().min() {
        let first = clocks::date_words(*first);
        lines.push(format!(
            "{} from police or others should be answered soon, the first by {first}.",
            things(due.soon.len())
        ));
    }
    if due.late > 0 {
        lines.push(format!("{} from police or others should have been answered by now.", things(due.late)));
    }
    if lines.is_empty() {
        return None;
    }
    let subject = if due.late > 0 { "Late: requests from outside" } else { "Requests from outside" };
    let look = "Log in and look under “Requests from police and others”. This message says nothing about anybody.";
    Some((subject, format!("{}\n\n{look}\n", lines.join("\n"))))
}

impl App {
    /// Tells those who decide about requests from outside what is due soon, and what is late: of each request once for each. Answers with
    /// how many requests somebody was told of.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn remind_of_outside_requests(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "remind of requests from outside", |tx, inner| {
            let today = london_date(tx.now());
            let accounts: Vec<Account> = tx.accounts()?.into_iter().filter(is_written_to).collect();
            let mut told = 0;
            for id in crate::publish::notice_ids(tx)? {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                let fresh = not_told_yet(tx, &id, today)?;
                if fresh.is_empty() {
                    continue;
                }
                let mut reached = vec![false; fresh.len()];
                let deciding: Vec<&Account> = accounts.iter().filter(|a| decides(a, &notice)).collect();
                for to in &deciding {
                    let mut due = Due::default();
                    for (one, reached) in fresh.iter().zip(&mut reached) {
                        // Whoever is kept from a case learns nothing of what others ask about it.
                        if !is_kept_from(tx, to.id, one.row.about)? {
                            due.add(one);
                            *reached = true;
                        }
                    }
                    if let Some((subject, body)) = words(&due) {
                        let body = &body;
                        mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body })?;
                    }
                }
                if deciding.is_empty() {
                    let mut due = Due::default();
                    fresh.iter().for_each(|one| due.add(one));
                    if let Some((subject, body)) = words(&due)
                        && write_to_ours(tx, &id, subject, &body)?
                    {
                        reached.fill(true);
                    }
                }
                for (one, _) in fresh.iter().zip(&reached).filter(|(_, reached)| **reached) {
                    let (about, what, at) = (one.about(), one.code.clone(), tx.now());
                    tx.note_reminder(&ReminderSent { about, what, at, ours: true, theirs: false })?;
                    told += 1;
                }
            }
            Ok(told)
        })
    }
}
