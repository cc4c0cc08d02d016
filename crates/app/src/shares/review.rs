//! The data protection officer's queue: everything that went without consent, or for a purpose that sharing is not for, is reviewed
//! within its days.

use super::decide::{line, on_ledger, test_words, told_words};
use super::{ApprovalLine, Said, barred_from, is_kept_from, refused, words, write_step};
use crate::access::mail_administrators;
use crate::actor::Actor;
use crate::agencies::acts_for;
use crate::agreements::OFFICER;
use crate::error::AppError;
use crate::outbox::{StaffMail, is_written_to, mail_to_staff};
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{CaseId, ShareId, Timestamp, london_date};
use std::collections::BTreeMap;
use store::{Account, Share, Tx};

/// What a review finds: codes and words.
pub const FINDINGS: &[(&str, &str)] = &[
    ("in-order", "In order"),
    ("in-order-learn", "In order, with something to do better next time"),
    ("too-much", "More went than was needed"),
    ("wrong", "It should not have gone: to be handled as a possible breach"),
];

/// Something to review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// What, to whom, by whom.
    pub line: ApprovalLine,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// By when it is reviewed.
    pub review_on: Date,
    /// Whether that day has passed.
    pub late: bool,
    /// The law that was cited.
    pub gateway: Option<String>,
    /// The test: questions and answers.
    pub test: Vec<(String, String)>,
    /// Who approved it.
    pub decided_by: Option<String>,
    /// Whether the person was told, in words.
    pub told: String,
    /// Whether the review can be finished: the person was told, or it says why not.
    pub can_finish: bool,
}

/// What is to be reviewed, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewsDue {
    /// What falls due within the days asked for.
    pub due: usize,
    /// What is late.
    pub late: usize,
}

impl ReviewsDue {
    const fn count(&mut self, late: bool) {
        if late {
            self.late += 1;
        } else {
            self.due += 1;
        }
    }
}

/// The step by which whoever reviews was told that something is due, and the one by which it went further because it is late.
const DUE: &str = "review-due";
const LATE: &str = "review-late";

/// What the actor has to review until a day; nothing for anybody but the data protection officer of a notice.
pub(crate) fn due_for(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, until: Date) -> Result<ReviewsDue, AppError> {
    let mut found = ReviewsDue::default();
    if !actor.is_officer() {
        return Ok(found);
    }
    for share in tx.shares_to_review()? {
        let (on, late) = due(&share, tx);
        let theirs = inner.published(tx, share.notice_version)?.compiled.id == actor.capacity.notice;
        if on > until || !theirs || barred_from(tx, actor, Some(share.case_id))? {
            continue;
        }
        found.count(late);
    }
    Ok(found)
}

/// What is said of reviews to somebody.
fn lines(due: ReviewsDue) -> Vec<String> {
    let things = |many: usize| if many == 1 { "One thing".to_owned() } else { format!("{many} things") };
    let mut lines = Vec::new();
    if due.due > 0 {
        lines.push(format!("{} that went without consent should be reviewed today.", things(due.due)));
    }
    if due.late > 0 {
        lines.push(format!(
            "{} that went without consent should have been reviewed by now: the privacy notice gives the days.",
            things(due.late)
        ));
    }
    lines
}

/// Tells whoever reviews, once, of what is due today; and administrators too, once, of what is late. Nobody is told of a case that they are
/// kept from. Answers with how many it was said of.
pub(super) fn tell_reviewers(tx: &mut Tx<'_>, inner: &Inner) -> Result<usize, AppError> {
    let today = london_date(tx.now());
    let mut told: BTreeMap<String, Vec<(CaseId, bool)>> = BTreeMap::new();
    for share in tx.shares_to_review()? {
        let (on, late) = due(&share, tx);
        let step = if late { LATE } else { DUE };
        if on > today || tx.share_steps(share.id)?.iter().any(|s| s.step == step) {
            continue;
        }
        let notice = inner.published(tx, share.notice_version)?.compiled.id.clone();
        told.entry(notice).or_default().push((share.case_id, late));
        write_step(tx, &share, None, Said { step, code: None, words: SectionContent::default() })?;
    }
    let accounts = if told.is_empty() { Vec::new() } else { tx.accounts()? };
    let mut many = 0;
    for (notice, shares) in told {
        many += shares.len();
        let body = |due: ReviewsDue| {
            let lines = lines(due).join("\n");
            format!("{lines}\n\nLog in and look under Reviews. This message says nothing about anybody.\n")
        };
        let subject = |due: ReviewsDue| {
            if due.late > 0 { "Late: reviews of what was shared" } else { "Reviews of what was shared" }
        };
        let reviews = |a: &&Account| a.disabled_at.is_none() && acts_for(a, &notice, OFFICER);
        for to in accounts.iter().filter(|a| reviews(a) && is_written_to(a)) {
            let mut theirs = ReviewsDue::default();
            for (case, late) in &shares {
                if !is_kept_from(tx, to.id, Some(*case))? {
                    theirs.count(*late);
                }
            }
            if theirs != ReviewsDue::default() {
                let (subject, body) = (subject(theirs), body(theirs));
                mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body: &body })?;
            }
        }
        let mut all = ReviewsDue::default();
        shares.iter().for_each(|(_, late)| all.count(*late));
        if all.late > 0 {
            let others: Vec<Account> = accounts.iter().filter(|a| !reviews(a)).cloned().collect();
            mail_administrators(tx, &others, subject(all), &body(all))?;
        }
    }
    Ok(many)
}

fn officer(actor: &Actor) -> Result<(), AppError> {
    if actor.capacity.principal == OFFICER { Ok(()) } else { Err(AppError::NotFound) }
}

fn due(share: &Share, tx: &Tx<'_>) -> (Date, bool) {
    let today = london_date(tx.now());
    let on = share.review_on.unwrap_or(today);
    (on, on < today)
}

/// What went without consent and was not reviewed yet, the most pressing first.
pub(crate) fn reviews(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<ReviewLine>, AppError> {
    let mut lines = Vec::new();
    for share in tx.shares_to_review()? {
        let notice = inner.published(tx, share.notice_version)?;
        if notice.compiled.id != actor.capacity.notice || barred_from(tx, actor, Some(share.case_id))? {
            continue;
        }
        let (review_on, late) = due(&share, tx);
        let steps = tx.share_steps(share.id)?;
        lines.push(ReviewLine {
            line: line(tx, inner, &notice, &share)?,
            sent_at: share.sent_at,
            review_on,
            late,
            gateway: sharing::gateway(&share.gateway).map(sharing::Gateway::words),
            test: test_words(&share),
            decided_by: share.decided_by.map(|by| inner.account_name(tx, by)).transpose()?,
            told: told_words(&share, &steps),
            can_finish: share.told != "not-yet",
        });
    }
    Ok(lines)
}

impl App {
    /// What went without consent and was not reviewed yet, the most pressing first. Nothing about anybody but references.
    ///
    /// # Errors
    /// `NotFound` for anybody but the data protection officer of a notice.
    pub fn share_reviews(&self, actor: &Actor) -> Result<Vec<ReviewLine>, AppError> {
        officer(actor)?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "reviews of shares", move |tx| reviews(tx, inner, &actor))
    }

    /// Finishes a review. It waits until the person was told, or it is written down why not.
    ///
    /// # Errors
    /// `NotFound` when there is nothing to review for the actor; `Form` without a finding; `Refused` while it is open whether
    /// the person is told, or to who asked for it or approved it.
    pub fn review_share(&self, actor: &Actor, id: ShareId, finding: &str, more: &str) -> Result<(), AppError> {
        officer(actor)?;
        let (actor, finding, more) = (actor.clone(), finding.to_owned(), more.to_owned());
        self.act(&actor.caller.clone(), "review a share", move |tx, inner| {
            let share = tx.share(id)?.filter(|s| s.review_on.is_some() && s.reviewed_at.is_none());
            let mut share = share.ok_or(AppError::NotFound)?;
            let notice = inner.published(tx, share.notice_version)?;
            if notice.compiled.id != actor.capacity.notice || barred_from(tx, &actor, Some(share.case_id))? {
                return Err(AppError::NotFound);
            }
            if !FINDINGS.iter().any(|(code, _)| *code == finding) {
                return Err(AppError::field("finding", "Choose what the review found"));
            }
            if share.asked_by == actor.account || share.decided_by == Some(actor.account) {
                return refused("Somebody else has to review what you asked for or approved");
            }
            if share.told == "not-yet" {
                return refused("The person has not been told yet: the review is finished once they were, or once it is written down why not");
            }
            share.reviewed_at = Some(tx.now());
            write_step(tx, &share, Some(actor.account), Said { step: "review", code: Some(&finding), words: words("more", &more) })?;
            on_ledger(tx, inner, &actor, &share, &format!("share {id} reviewed: {finding}"))?;
            Ok(tx.update_share(&share)?)
        })
    }
}
