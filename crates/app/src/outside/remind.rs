//! Reminding those who decide about requests from outside, by email: shortly before the day by which somebody asks for an answer, and once
//! when it is over. The message says nothing about anybody.

use crate::App;
use crate::actor::Capacity;
use crate::error::AppError;
use crate::notices::Published;
use crate::outbox::{StaffMail, mail_to_staff};
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

fn words(due: &Due) -> String {
    let things = |many: usize| if many == 1 { "One request".to_owned() } else { format!("{many} requests") };
    let mut lines = Vec::new();
    if let Some(first) = due.soon.iter().min() {
        let first = first.strftime("%-d %B %Y");
        lines.push(format!(
            "{} from police or others should be answered soon, the first by {first}.",
            things(due.soon.len())
        ));
    }
    if due.late > 0 {
        lines.push(format!("{} from police or others should have been answered by now.", things(due.late)));
    }
    format!(
        "{}\n\nLog in and look under “Requests from police and others”. This message says nothing about anybody.\n",
        lines.join("\n")
    )
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
            let mut told = 0;
            for id in crate::publish::notice_ids(tx)? {
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                let versions = tx.versions_of(&id)?;
                let mut due = Due::default();
                let until = today.saturating_add(DAYS_BEFORE.days());
                let filter = OutsideFilter {
                    notice_versions: versions,
                    that: OutsideThat::WaitUntil(until),
                    ..OutsideFilter::default()
                };
                let walk = Walk { down: true, after: None, limit: MOST };
                for row in tx.list_outside_requests(&filter, &OutsideOrder::AnswerBy, &walk)? {
                    let Some((code, late)) = occasion(&row, today) else { continue };
                    if !note(tx, &row, &code)? {
                        continue;
                    }
                    if late {
                        due.late += 1;
                    } else {
                        due.soon.extend(row.answer_by);
                    }
                }
                if due.soon.is_empty() && due.late == 0 {
                    continue;
                }
                told += due.soon.len() + due.late;
                let subject = if due.late > 0 { "Late: requests from outside" } else { "Requests from outside" };
                let body = words(&due);
                for to in tx.accounts()? {
                    if to.disabled_at.is_none() && to.username.contains('@') && decides(&to, &notice) {
                        mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body: &body })?;
                    }
                }
            }
            Ok(told)
        })
    }
}

/// Notes that somebody is told; answers whether nobody was before.
fn note(tx: &mut Tx<'_>, row: &OutsideRequest, code: &str) -> Result<bool, AppError> {
    let about = format!("outside-request:{}", row.id);
    if tx.reminders(&about)?.iter().any(|r| r.what == code) {
        return Ok(false);
    }
    let at = tx.now();
    tx.note_reminder(&ReminderSent { about, what: code.to_owned(), at, ours: true, theirs: false })?;
    Ok(true)
}
