//! Sending: the gate decides for the recipient, that decision is on the ledger, and only then what was chosen is opened,
//! rendered and kept as it was sent.

use super::ask::rows;
use super::decide::lacks;
use super::ways::{checked, way};
use super::{ShownRow, categories, ground_of, refused, state_of};
use crate::Inner;
use crate::access::usual_last_day;
use crate::actor::Actor;
use crate::cases::parts::{as_refs, classes};
use crate::error::AppError;
use crate::look::{Look, Toward};
use crate::notices::Published;
use crate::views::Item;
use crate::work::tasks::{next_date, working_days_after};
use jiff::ToSpan as _;
use kernel::{ShareId, TaskId, london_date};
use ledger::Action;
use notice::model::Act;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sharing::ShareState;
use store::{CaseParty, Share, SharePart, Task, Tx};

/// Why nothing goes from a closed case.
pub(super) const CLOSED: &str = "The case is closed: open it again to share something of it";

/// Working days within which a referral has to be answered.
const ANSWER_DAYS: u32 = 5;

/// Days after which whoever took a referral on is asked what came of it.
const OUTCOME_DAYS: i64 = 28;

/// Days within which a referral for a purpose that sharing is not for is reviewed.
const ASIDE_DAYS: i64 = 28;

/// What is to be done where the person is told later of what went without their permission: a code.
pub(crate) const TELL: &str = "tell-the-person";

/// What was sent of one category.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Part {
    /// Chance, so that the hash of what was sent tells nobody what it was.
    pub(super) nonce: String,
    /// The category's name.
    pub(super) label: String,
    /// What was sent.
    pub(super) rows: Vec<ShownRow>,
}

/// No day that follows from a notice is further off than this, in days.
pub(super) const LONGEST_DAYS: i64 = 36_500;

/// Sends what was asked for. The share is changed; whoever calls writes it down with its step.
pub(super) fn dispatch(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, share: &mut Share) -> Result<(), AppError> {
    let now = tx.now();
    let today = london_date(now);
    let case = tx.case(share.case_id)?.ok_or(AppError::NotFound)?;
    let published = inner.published(tx, case.notice_version)?;
    let ground = ground_of(share);
    let way = way(&published, &share.party, &share.purpose, ground)?;
    checked(tx, &published, &share.party, (&share.purpose, ground))?;
    // Whoever asked, whoever agreed: without its test met nothing goes.
    if let Some(lacks) = lacks(share) {
        return refused(format!("{lacks}. Nothing goes"));
    }
    let items = share.items.clone();
    let facts = share.facts.clone();
    let to = Toward {
        party: &share.party,
        purpose: &share.purpose,
        facts: &facts,
        items: &items,
        linked: way.links,
        enrolled: false,
        country: None,
    };
    let them = Look::toward(tx, inner, actor, case, &to)?.ok_or(AppError::NotFound)?;
    // It may have been closed since it was asked for.
    if !them.is_open() {
        return refused(CLOSED);
    }
    super::documents::known(tx, share.case_id, &items)?;
    let wanted = categories(&them, &items);
    let decision = them.decide(Act::See, &wanted);
    if let Some(outcome) = decision.outcomes().iter().find(|o| !o.released) {
        let label = them.notice.category_label(them.notice.category_id(outcome.category));
        return refused(format!("“{label}” may not go to them: {}", them.why(outcome).reasons.join(" ")));
    }
    let ids: Vec<&str> = wanted.iter().map(|c| them.notice.category_id(*c)).collect();
    let sections = tx.sections_of(&[share.case_id], &ids)?;
    them.notice.ready_forms(tx, &sections)?;
    let keys = classes(&them.notice, (share.person, share.case_id), &wanted);
    let mut keys = as_refs(&keys);
    keys.extend(them.member_keys());
    let ring = tx.ring_for_sealing(&keys)?;
    let detail = format!("share {} to {}, {}, {}", share.id, share.party, ground.id(), share.gateway);
    let mut statements: Vec<String> = Vec::new();
    let mut obligations: Vec<String> = Vec::new();
    for outcome in decision.outcomes() {
        statements.extend(outcome.statements.iter().map(|s| s.0.clone()));
        obligations.extend(outcome.obligations.iter().map(|o| o.words().to_string()));
    }
    let recorded = them.record(tx, actor, decision, Action::Disclose, &ring, detail.trim_end_matches(", "))?;
    let mut hash = Sha256::new();
    let mut agreements: Vec<String> = Vec::new();
    let mut sent: Vec<String> = Vec::new();
    let mut kept: Vec<String> = Vec::new();
    let mut documents: Vec<serde_json::Value> = Vec::new();
    for (at, &category) in wanted.iter().enumerate() {
        let id = them.notice.category_id(category).to_owned();
        let section = sections.iter().find(|s| s.category == id);
        let mut chosen: Vec<ShownRow> = match them.content(&recorded, category, section, &ring)? {
            Item::Released(content) => {
                let mut rows = rows(&id, &them.questions(category, section), content.get());
                for row in &mut rows {
                    let field = row.item.split_once('.').map_or("", |(_, field)| field);
                    row.word = them.originator(content.get(), section, field);
                }
                rows
            }
            _ => Vec::new(),
        };
        chosen.retain(|r| items.contains(&r.item));
        for (item, line) in super::documents::copy(tx, (&them, &recorded), share, category, &ring)? {
            // Their hashes are within that of what was sent.
            hash.update(line.to_string().as_bytes());
            kept.push(item);
            documents.push(line);
            if !sent.contains(&id) {
                agreements.extend(them.agreements_for(category));
                sent.push(id.clone());
            }
        }
        if chosen.is_empty() {
            continue;
        }
        kept.extend(chosen.iter().map(|r| r.item.clone()));
        let mut nonce = [0u8; 16];
        tx.entropy().fill(&mut nonce);
        let part = Part {
            nonce: data_encoding::HEXLOWER.encode(&nonce),
            label: them.notice.category_label(&id),
            rows: chosen,
        };
        let plain =
            serde_json::to_vec(&part).map_err(|_| AppError::Fault("a part cannot be written down".to_owned()))?;
        hash.update(&plain);
        let mut row = SharePart {
            id: ShareId::new(now, tx.entropy()),
            share: share.id,
            part: i32::try_from(at).unwrap_or(i32::MAX),
            category: id.clone(),
            person: share.person,
            record_class: them.notice.class_in(category, share.case_id),
            sealed: Vec::new(),
            answered_at: None,
            gone_on: None,
        };
        row.sealed = ring.seal(&row.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
        tx.insert_share_part(&row)?;
        if !sent.contains(&id) {
            agreements.extend(them.agreements_for(category));
            sent.push(id);
        }
    }
    if sent.is_empty() {
        return refused("Nothing of what was chosen is left to send: look at it again");
    }
    for list in [&mut statements, &mut obligations, &mut agreements] {
        list.sort_unstable();
        list.dedup();
    }
    let copies = super::copies::sent(tx, &them.notice, share, &sent)?;
    let gone_by: Vec<serde_json::Value> = copies
        .iter()
        .map(|c| serde_json::json!({ "holder": c.holder, "by": c.gone_by.to_string(), "statement": c.statement }))
        .collect();
    let receipt = serde_json::json!({
        "share": share.id.to_string(),
        "at": now.rfc3339(),
        "notice": them.notice.gate.notice().at(),
        "controller": them.notice.controller(),
        "basis": them.notice.basis(),
        "to": share.party,
        "purpose": share.purpose,
        "country": them.country(),
        "ground": ground.id(),
        "gateway": share.gateway,
        "categories": sent,
        "statements": statements,
        "obligations": obligations,
        "agreements": agreements,
        "documents": documents,
        "channel": share.channel,
        "preset": share.preset(),
        "beyond": share.beyond(),
        "gone_by": gone_by,
        "sha256": data_encoding::HEXLOWER.encode(&hash.finalize()),
        "entry": recorded.receipt().entry().to_string(),
        "leaf": data_encoding::HEXLOWER.encode(recorded.receipt().leaf()),
    });
    share.items = kept;
    share.receipt = Some(receipt.to_string());
    share.sent_at = Some(now);
    ShareState::Sent.id().clone_into(&mut share.state);
    if ground.is_without_consent() {
        share.expires_at = Some(now.plus_seconds(i64::from(share.hours) * 3600));
        // What a notice says by mistake (of thousands of years) stops nothing that is urgent.
        let days = i64::from(way.review_days.unwrap_or_else(|| ground.review_days())).min(LONGEST_DAYS);
        share.review_on = Some(today.checked_add(days.days()).map_err(|e| AppError::Fault(e.to_string()))?);
        if share.told == "not-yet" {
            share.task = Some(remind(tx, share, TELL, "person", share.review_on.unwrap_or(today))?);
        }
    } else {
        if super::ask::is_aside(&them.notice, &share.purpose) {
            let days = i64::from(ground.review_days()).max(ASIDE_DAYS);
            share.review_on = Some(today.checked_add(days.days()).map_err(|e| AppError::Fault(e.to_string()))?);
        }
    }
    // An enquiry is answered also where it went without consent.
    if !ground.is_without_consent() || super::enquiry::enquiry(&them.notice, share).is_some() {
        wait_for_answer(tx, &them.notice, share)?;
    }
    if way.links {
        link(tx, share, today)?;
    }
    super::write_to::write_about(tx, &them.notice.compiled.id, share, super::Occasion::Sent)?;
    Ok(())
}

/// An answer is waited for from today on: within the days that an enquiry gives, or those of referrals. Somebody chases it then.
pub(super) fn wait_for_answer(tx: &mut Tx<'_>, notice: &Published, share: &mut Share) -> Result<(), AppError> {
    let count = super::enquiry::enquiry(notice, share).map_or(ANSWER_DAYS, |asks| asks.reply_days);
    let due = working_days_after(london_date(tx.now()), count);
    share.answer_by = Some(due);
    if share.task.is_none() {
        share.task = Some(remind(tx, share, "chase-an-agency", "agency", due)?);
    }
    Ok(())
}

/// What comes of something that was taken on is waited for. An enquiry is waited for until the day that it gave.
pub(super) fn wait_for_outcome(tx: &mut Tx<'_>, notice: &Published, share: &mut Share) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let due = match share.answer_by.filter(|_| super::enquiry::enquiry(notice, share).is_some()) {
        Some(by) => by.max(today),
        None => today.checked_add(OUTCOME_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?,
    };
    share.answer_by = Some(due);
    share.task = Some(remind(tx, share, "ask-what-came-of-a-referral", "agency", due)?);
    Ok(())
}

/// What comes of it is waited for as before, after something was asked in between.
pub(super) fn wait_on(tx: &mut Tx<'_>, share: &mut Share) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let due = share.answer_by.map_or(today, |by| by.max(today));
    share.task = Some(remind(tx, share, "ask-what-came-of-a-referral", "agency", due)?);
    Ok(())
}

/// The recipient works with the person from today, if it does not yet for as long as this wants.
fn link(tx: &mut Tx<'_>, share: &Share, today: jiff::civil::Date) -> Result<(), AppError> {
    let enrolment = share.party.split_once('/').and_then(|(_, id)| id.parse().ok());
    let until = match share.expires_at {
        // What goes for some hours makes no work that lasts.
        Some(end) => london_date(end),
        None => usual_last_day(tx, enrolment, today)?,
    };
    // One that ends before somebody is expected to have answered is none.
    let enough = share.answer_by.map_or(until, |answer| until.min(answer));
    let there = tx.case_parties(&[share.case_id])?.into_iter().any(|p| {
        let lasts = p.since <= today && p.until.is_none_or(|last| enough <= last);
        p.party == share.party && p.account.is_none() && lasts
    });
    if there {
        return Ok(());
    }
    let id = TaskId::new(tx.now(), tx.entropy());
    Ok(tx.insert_case_party(&CaseParty {
        id,
        case_id: share.case_id,
        party: share.party.clone(),
        account: None,
        enrolment,
        since: today,
        until: Some(until),
    })?)
}

/// What was sent is with them no more: they do not work with the person on account of it. Where they did already, they still do.
pub(super) fn unlink(tx: &mut Tx<'_>, share: &Share) -> Result<(), AppError> {
    let Some(sent_at) = share.sent_at else { return Ok(()) };
    let today = london_date(tx.now());
    let last = today.yesterday().map_err(|e| AppError::Fault(e.to_string()))?;
    let sent: Vec<Share> =
        tx.shares(share.case_id)?.into_iter().filter(|s| s.party == share.party && s.sent_at.is_some()).collect();
    let mut asked_back = Vec::new();
    for closed in sent.iter().filter(|s| state_of(s) == ShareState::Reported) {
        if super::stop::is_asked_back(tx, closed)? {
            asked_back.push(closed.id);
        }
    }
    let others = sent.iter().any(|s| {
        s.id != share.id
            && ShareState::parse(&s.state).is_some_and(ShareState::is_with_them)
            && !ground_of(s).is_without_consent()
            && !asked_back.contains(&s.id)
    });
    if others {
        return Ok(());
    }
    let first = sent.iter().filter_map(|s| s.sent_at).min().unwrap_or(sent_at);
    for link in tx.case_parties(&[share.case_id])? {
        let of_share = link.account.is_none() && london_date(first) <= link.since;
        if of_share && link.party == share.party && link.until.is_none_or(|until| today <= until) {
            tx.end_case_party(link.id, last)?;
        }
    }
    Ok(())
}

/// Something to do on the case, for whoever asked.
pub(super) fn remind(
    tx: &mut Tx<'_>,
    share: &Share,
    kind: &str,
    waits_for: &str,
    due_on: jiff::civil::Date,
) -> Result<TaskId, AppError> {
    reminder(tx, (share.case_id, Some(share.asked_by)), kind, waits_for, due_on)
}

/// The same of anything that somebody waits for on a case.
pub(crate) fn reminder(
    tx: &mut Tx<'_>,
    (case_id, owner): (kernel::CaseId, Option<kernel::AccountId>),
    kind: &str,
    waits_for: &str,
    due_on: jiff::civil::Date,
) -> Result<TaskId, AppError> {
    let id = TaskId::new(tx.now(), tx.entropy());
    tx.insert_task(&Task {
        id,
        case_id,
        kind: kind.to_owned(),
        due_on,
        owner,
        done_at: None,
        item: None,
        rule: None,
        escalates_on: None,
        waiting_for: Some(waits_for.to_owned()),
        made_by: owner,
        made_at: Some(tx.now()),
        done_by: None,
        withdrawn: None,
    })?;
    next_date(tx, case_id)?;
    Ok(id)
}

/// What it reminded of is done.
pub(super) fn reminded(tx: &mut Tx<'_>, share: &mut Share, by: Option<kernel::AccountId>) -> Result<(), AppError> {
    match share.task.take() {
        Some(task) => done_with(tx, share.case_id, task, by),
        None => Ok(()),
    }
}

/// Something that was to be done on a case is done, if it is not already.
pub(crate) fn done_with(
    tx: &mut Tx<'_>,
    case: kernel::CaseId,
    task: TaskId,
    by: Option<kernel::AccountId>,
) -> Result<(), AppError> {
    let open = tx.tasks(case)?.iter().any(|t| t.id == task && t.done_at.is_none());
    if open {
        tx.finish_task(task, by)?;
        next_date(tx, case)?;
    }
    Ok(())
}
