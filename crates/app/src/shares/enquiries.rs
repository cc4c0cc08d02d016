//! Enquiries as a whole: what was asked of whom and what came back, without any name; and the files in which a body that answers in
//! files is asked and answers.

use super::enquiry::{ANSWERED, asks, enquiry, write_answer};
use super::send::Part;
use super::{ApprovalLine, Said, ShownRow, line, state_of, write_step};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::{Look, Toward, is_in_force};
use crate::notices::Published;
use crate::views::{FormErrors, Item};
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use casework::SectionContent;
use disclosure::Disclosed;
use kernel::{ShareId, Timestamp, csv_cell};
use ledger::Action;
use notice::model::Act;
use sharing::ShareState;
use std::collections::{HashMap, HashSet};
use store::{Share, Tx};

/// The step by which an enquiry went in a file.
const IN_FILE: &str = "in-file";
/// The most that goes into one file; what is left goes into the next.
const MOST_IN_FILE: usize = 500;
/// The most of a kind that do not wait any more and stand in the log.
const MOST: i64 = 500;
/// The column by which an answer is known.
pub const REFERENCE: &str = "Reference";
/// The column that says whether something is known.
pub const KNOWN: &str = "Known";

/// An enquiry in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryLine {
    /// What, to whom, by whom, when.
    pub line: ApprovalLine,
    /// The selection of the notice: its id.
    pub preset: String,
    /// What is asked, in words.
    pub asks: Vec<String>,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// Whether it went in a file, and when last.
    pub in_file: Option<Timestamp>,
    /// When it was answered, and whether something was known.
    pub answered: Option<(Timestamp, bool)>,
    /// Where it stands.
    pub state: ShareState,
}

/// A kind of enquiry that the notice has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryKind {
    /// The selection's id.
    pub id: String,
    /// The occasion.
    pub label: String,
    /// How many wait for an answer.
    pub waiting: usize,
}

/// The log of enquiries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enquiries {
    /// The kinds that the notice has.
    pub kinds: Vec<EnquiryKind>,
    /// The enquiries, the newest first.
    pub lines: Vec<EnquiryLine>,
}

/// The selections of a notice that ask something.
fn kinds(notice: &Published) -> Vec<(String, String)> {
    let asking = notice.compiled.merged.preset.iter().filter(|(_, p)| !p.asks.is_empty());
    asking.map(|(id, p)| (id.clone(), p.label.clone())).collect()
}

/// Where an enquiry stands that waits for an answer.
const WAITING: [ShareState; 3] = [ShareState::Sent, ShareState::MoreAsked, ShareState::Accepted];

fn waits(share: &Share) -> bool {
    share.sent_at.is_some() && WAITING.contains(&state_of(share))
}

/// Of what was chosen from a kind, the enquiries under the actor's notice that the actor is not barred from.
fn among(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, shares: Vec<Share>) -> Result<Vec<Share>, AppError> {
    let mut all = Vec::new();
    for share in shares {
        let (notice, case) = (inner.published(tx, share.notice_version)?, super::copies::case_of(tx, &share)?);
        if notice.compiled.id == actor.capacity.notice
            && enquiry(&notice, &share).is_some()
            && !super::copies::barred(tx, actor, &case)?
        {
            all.push(share);
        }
    }
    Ok(all)
}

/// All of a kind that wait for an answer, those first that have waited longest since they went in a file, or never did.
fn waiting(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, kind: &str) -> Result<Vec<Share>, AppError> {
    let states = WAITING.map(ShareState::id);
    let shares = tx.shares_chosen_in(kind, &states)?;
    let mut waiting = Vec::new();
    for share in among(tx, inner, actor, shares)? {
        let went = tx.share_steps(share.id)?.iter().rfind(|s| s.step == IN_FILE).map(|s| s.at);
        waiting.push((went, share));
    }
    waiting.sort_by_key(|(went, share)| (*went, share.sent_at));
    Ok(waiting.into_iter().map(|(_, share)| share).collect())
}

/// Whether the gate still lets an enquiry go to whom it was sent, as it would let it go today; that it goes is on the ledger.
fn goes(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, share: &Share, look: &Look) -> Result<bool, AppError> {
    if !look.is_open() || !is_in_force(share, tx.now()) {
        return Ok(false);
    }
    let Some(them) = Look::toward(tx, inner, actor, look.case.clone(), &Toward::again(share))? else {
        return Ok(false);
    };
    let wanted = super::categories(&them, &share.items);
    let decision = them.decide(Act::See, &wanted);
    let all = wanted.iter().all(|category| decision.releases(*category));
    let ring = crate::cases::parts::ring(tx, &them, &[])?;
    them.record(tx, actor, decision, Action::Disclose, &ring, &format!("share {}, in a file", share.id))?;
    Ok(all)
}

impl App {
    /// What was asked of others under the actor's notice, and what became of it. It names nobody.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice.
    pub fn enquiries(&self, actor: &Actor) -> Result<Enquiries, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "enquiries", move |tx| {
            let notice = super::kept_by(tx, inner, &actor)?;
            let mut log = Enquiries::default();
            for (id, label) in kinds(&notice) {
                let mut shares = waiting(tx, inner, &actor, &id)?;
                log.kinds.push(EnquiryKind { waiting: shares.len(), id: id.clone(), label });
                // All that wait, and of the others the newest.
                let newest = tx.shares_chosen_from(&id, MOST)?.into_iter().filter(|s| !waits(s)).collect();
                shares.extend(among(tx, inner, &actor, newest)?);
                for share in shares {
                    let under = inner.published(tx, share.notice_version)?;
                    let steps = tx.share_steps(share.id)?;
                    let answered = steps.iter().find(|s| s.step == ANSWERED);
                    log.lines.push(EnquiryLine {
                        line: line(tx, inner, &under, &share)?,
                        preset: id.clone(),
                        asks: enquiry(&under, &share)
                            .map_or_else(Vec::new, |p| asks(&under, p).into_iter().map(|(_, words)| words).collect()),
                        sent_at: share.sent_at,
                        in_file: steps.iter().rfind(|s| s.step == IN_FILE).map(|s| s.at),
                        answered: answered.map(|s| (s.at, s.code.as_deref() == Some("known"))),
                        state: state_of(&share),
                    });
                }
            }
            log.lines.sort_by_key(|l| std::cmp::Reverse(l.line.asked_at));
            Ok(log)
        })
    }

    /// The enquiries of a kind that wait for an answer, as a file for whoever answers: a reference, what was sent to know whom each is
    /// about, and a column for each answer. That each went in a file stands in its history and on the ledger.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice; `Refused` when none waits that the actor may see.
    pub fn enquiry_file(&self, actor: &Actor, kind: &str) -> Result<Disclosed<String>, AppError> {
        let (actor, kind) = (actor.clone(), kind.to_owned());
        self.act(&actor.caller.clone(), "enquiry file", move |tx, inner| {
            let notice = super::kept_by(tx, inner, &actor)?;
            let preset =
                notice.compiled.merged.preset.get(&kind).filter(|p| !p.asks.is_empty()).ok_or(AppError::NotFound)?;
            let told = asks(&notice, &notice::source::Preset { asks: preset.items.clone(), ..preset.clone() });
            let asked = asks(&notice, preset);
            let mut lines: Vec<Disclosed<String>> = Vec::new();
            for share in &waiting(tx, inner, &actor, &kind)? {
                if lines.len() >= MOST_IN_FILE {
                    break;
                }
                // Of a closed case nothing goes, and it does not keep the others.
                let look = match visible(tx, inner, &actor, share.case_id) {
                    Ok(Some(look)) if goes(tx, inner, &actor, share, &look)? => look,
                    Ok(_) | Err(AppError::WantsReason(_)) => continue,
                    Err(error) => return Err(error),
                };
                let wanted = super::categories(&look, &share.items);
                let parts = tx.share_parts(share.id)?;
                let classes: Vec<&str> = parts.iter().map(|p| p.record_class.as_str()).collect();
                let desk = Desk::of(tx, &actor, look, &wanted, &classes, (Action::Export, "an enquiry, in a file"))?;
                let mut rows: Vec<Disclosed<Vec<ShownRow>>> = Vec::new();
                for part in &parts {
                    let category = desk.look.notice.compiled.category(&part.category).ok_or(AppError::NotFound)?;
                    let opened: Item<Part> = desk.look.unseal(
                        &desk.recorded,
                        category,
                        Some(part.place()),
                        part.sealed.clone(),
                        &desk.ring,
                    )?;
                    if let Item::Released(part) = opened {
                        rows.push(part.map(|p| p.rows));
                    }
                }
                if rows.is_empty() {
                    continue;
                }
                let (reference, told, asked) = (share.id.to_string(), told.clone(), asked.len());
                lines.push(Disclosed::all(rows).map(|rows| {
                    let rows: Vec<ShownRow> = rows.concat();
                    let said = |item: &str| rows.iter().find(|r| r.item == item).map_or("", |r| r.text.as_str());
                    let mut cells = vec![csv_cell(&reference)];
                    cells.extend(told.iter().map(|(item, _)| csv_cell(said(item))));
                    cells.extend(std::iter::repeat_n(csv_cell(""), asked + 1));
                    cells.join(",")
                }));
                let code = Some(kind.as_str());
                write_step(
                    tx,
                    share,
                    Some(actor.account),
                    Said { step: IN_FILE, code, words: SectionContent::default() },
                )?;
            }
            if lines.is_empty() {
                return super::refused("No enquiry of this kind waits for an answer that you may see");
            }
            let mut heads = vec![csv_cell(REFERENCE)];
            heads.extend(told.iter().map(|(_, words)| csv_cell(words)));
            heads.push(csv_cell(KNOWN));
            heads.extend(asked.iter().map(|(_, words)| csv_cell(words)));
            let heads = heads.join(",");
            Ok(Disclosed::all(lines).map(|lines| format!("{heads}\r\n{}\r\n", lines.join("\r\n"))))
        })
    }

    /// Takes answers over from a file: the reference, whether something is known (yes or no), and the answers, in the columns that the
    /// enquiry's file has. All of it or nothing. Answers with how many enquiries were answered.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice; `Form` with what is wrong, row by row, and never with what stands in it.
    pub fn enquiry_answers(&self, actor: &Actor, kind: &str, bytes: &[u8]) -> Result<usize, AppError> {
        let table = sheets::read(bytes).map_err(|e| AppError::field("file", &e.to_string()))?;
        crate::studies::not_for_research(&table.columns)?;
        let (actor, kind) = (actor.clone(), kind.to_owned());
        self.act(&actor.caller.clone(), "answers to enquiries", move |tx, inner| {
            let notice = super::kept_by(tx, inner, &actor)?;
            let preset =
                notice.compiled.merged.preset.get(&kind).filter(|p| !p.asks.is_empty()).ok_or(AppError::NotFound)?;
            let asked = asks(&notice, preset);
            let at = |name: &str| table.columns.iter().position(|c| c.trim().eq_ignore_ascii_case(name));
            let (Some(reference), Some(known)) = (at(REFERENCE), at(KNOWN)) else {
                let words = format!(
                    "The file needs the columns {REFERENCE} and {KNOWN}, as the file of the enquiries has them"
                );
                return Err(AppError::field("file", &words));
            };
            let columns: Vec<(usize, String)> =
                asked.iter().filter_map(|(item, words)| Some((at(words)?, item.clone()))).collect();
            let waiting = waiting(tx, inner, &actor, &kind)?.into_iter().map(|share| (share.id, share));
            let waiting: HashMap<ShareId, Share> = waiting.collect();
            let (mut wrong, mut done) = (FormErrors::default(), HashSet::<ShareId>::new());
            for sheets::Row { number, cells } in &table.rows {
                let text = |at: usize| cells.get(at).map_or("", |c| c.trim());
                let id: Option<ShareId> = text(reference).parse().ok();
                let share = id.and_then(|id| waiting.get(&id).filter(|s| waits(s) && !done.contains(&id)));
                let code = match text(known).to_lowercase().as_str() {
                    "yes" => "known",
                    "no" => "nothing-known",
                    _ => "",
                };
                let Some(share) = share else {
                    wrong.add("file", &format!("Row {number}: no enquiry of this reference waits for an answer"));
                    continue;
                };
                let look = match visible(tx, inner, &actor, share.case_id) {
                    Ok(Some(look)) => look,
                    Ok(None) => {
                        wrong.add("file", &format!("Row {number}: no enquiry of this reference waits for an answer"));
                        continue;
                    }
                    Err(AppError::WantsReason(_)) => {
                        wrong.add("file", &format!("Row {number}: its case is closed: open that first, and say why"));
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let answers: Vec<(String, String)> =
                    columns.iter().map(|(at, item)| (item.clone(), text(*at).to_owned())).collect();
                let mut share = share.clone();
                match write_answer(tx, &actor, &look, &mut share, (code, &answers)) {
                    Ok(()) => {
                        done.insert(share.id);
                    }
                    Err(AppError::Form(errors)) => {
                        for error in errors.fields {
                            wrong.add("file", &format!("Row {number}: {}", error.words));
                        }
                    }
                    Err(AppError::Refused(words)) => wrong.add("file", &format!("Row {number}: {words}")),
                    Err(other) => return Err(other),
                }
            }
            if table.rows.is_empty() {
                wrong.add("file", "There is no answer in this file");
            }
            wrong.done()?;
            Ok(done.len())
        })
    }
}
