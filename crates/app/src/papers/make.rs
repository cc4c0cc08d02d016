//! Writing a paper, asking for a signature, calling it back.

use super::{DAYS, Words};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::{Letterhead, Sending, Wants, Worded, recipient, worded, writable};
use crate::{App, Inner};
use disclosure::Decision;
use jiff::Span;
use kernel::{CaseId, EnrolmentId, PaperId, PersonId, london_date};
use ledger::Action;
use messages::Channel;
use notice::model::{Act, CategoryIx};
use sha2::{Digest as _, Sha256};
use store::{Paper, PaperPart, PaperSigner, PaperState, Side, Tx};

/// What a paper is of.
pub(crate) struct PaperOf {
    /// The case; none: an agreement.
    pub(crate) case: Option<CaseId>,
    /// The agreement; none: a case.
    pub(crate) agreement: Option<EnrolmentId>,
    /// Under whose keys it is sealed.
    pub(crate) person: PersonId,
    /// What it was written from.
    pub(crate) template: String,
    /// What it tells of.
    pub(crate) categories: Vec<String>,
    /// The class of the key that seals it.
    pub(crate) record_class: String,
}

/// Writes words down as a paper to be signed: set, hashed, sealed, and asked of nobody yet.
pub(crate) fn drafted(tx: &mut Tx<'_>, actor: &Actor, words: &Words, of: PaperOf) -> Result<Paper, AppError> {
    let now = tx.now();
    let cannot =
        if of.agreement.is_some() { "The agreement cannot be set as a paper" } else { "The paper cannot be set" };
    let pdf = words.set(now, Vec::new(), None).map_err(|e| AppError::Refused(format!("{cannot}: {e}")))?;
    let mut paper = Paper {
        id: PaperId::new(now, tx.entropy()),
        case_id: of.case,
        person: of.person,
        template: of.template,
        categories: of.categories,
        record_class: of.record_class,
        sealed: Vec::new(),
        hash: Sha256::digest(&pdf.bytes).to_vec(),
        state: PaperState::Draft,
        made_by: actor.account,
        made_at: now,
        sent_at: None,
        until_on: None,
        settled_at: None,
        file: None,
        file_hash: None,
        agreement: of.agreement,
        provider: None,
    };
    paper.sealed = seal(tx, &paper, PaperPart::Words, words)?;
    tx.insert_paper(&paper)?;
    Ok(paper)
}

impl App {
    /// Writes a paper from a template: nobody is asked to sign it yet.
    ///
    /// # Errors
    /// As [`App::send_message`]; `NotFound` when the template is none to be signed.
    pub fn write_paper(
        &self,
        actor: &Actor,
        case: CaseId,
        sending: &Sending,
        council: &str,
    ) -> Result<PaperId, AppError> {
        let (actor, council) = (actor.clone(), council.to_owned());
        let sending = Sending { channel: Channel::Letter, ..sending.clone() };
        self.act(&actor.caller.clone(), "write paper", move |tx, inner| {
            let wants = Wants { named: true, reach: false };
            let Worded { look, checked, told, says, name, today, .. } =
                worded(tx, inner, &actor, case, (&sending, &council), wants)?;
            let agree = checked.template.agree.clone().ok_or(AppError::NotFound)?;
            let head = Letterhead::of(&look, &council, name.unwrap_or_default(), &today);
            let words = Words {
                title: says.subject,
                body: says.body,
                agree,
                name: head.name,
                from: head.from,
                reference: head.reference,
                day: head.day,
                notice: String::new(),
            };
            let class = told.iter().max_by_key(|c| weight(&look, **c)).copied().ok_or(AppError::NotFound)?;
            let of = PaperOf {
                case: Some(case),
                agreement: None,
                person: look.case.person,
                template: format!("{}@{}", checked.template.key, checked.template.version),
                categories: told.iter().map(|c| look.notice.category_id(*c).to_owned()).collect(),
                record_class: look.notice.class_in(class, case),
            };
            let paper = drafted(tx, &actor, &words, of)?;
            tx.insert_paper_signer(&PaperSigner::waiting(paper.id, 0, Side::Subject))?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("wrote the paper {} to be signed", paper.template);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Edit, &keys, &detail)?;
            Ok(paper.id)
        })
    }

    /// Asks the person to sign: the gate decides, the ledger has the disclosure, and it lies on their own page. Whoever can log in
    /// there is told, without saying what it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such paper; `Refused` when it does not wait to be sent, or may not go to the person.
    pub fn send_paper(&self, actor: &Actor, case: CaseId, id: PaperId, page: &str) -> Result<(), AppError> {
        let (actor, page) = (actor.clone(), page.to_owned());
        self.act(&actor.caller.clone(), "send paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let mut paper = of_case(tx, case, id)?;
            let (to, decision) = may_go_to_the_person(tx, inner, &actor, &look, &paper)?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("{} to be signed", paper.template);
            to.record(tx, &actor, decision, Action::Disclose, &keys, &detail)?;
            paper.state = PaperState::Open;
            paper.sent_at = Some(tx.now());
            paper.until_on = london_date(tx.now()).checked_add(Span::new().days(DAYS)).ok();
            if !tx.move_paper(PaperState::Draft, &paper)? {
                return Err(AppError::Refused("The person was asked already, or it was called back".to_owned()));
            }
            crate::portal::say_something_waits(tx, &look, &page).map(|_| ())
        })
    }

    /// Calls a paper back that is not signed yet.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Refused` when it is settled.
    pub fn cancel_paper(&self, actor: &Actor, case: CaseId, id: PaperId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "cancel paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let mut paper = of_case(tx, case, id)?;
            let from = paper.state;
            if !matches!(from, PaperState::Draft | PaperState::Open) {
                return Err(AppError::Refused("It is settled already, and cannot be called back".to_owned()));
            }
            paper.state = PaperState::Cancelled;
            paper.settled_at = Some(tx.now());
            tx.move_paper(from, &paper)?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("called back the paper {}", paper.template);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Edit, &keys, &detail)?;
            Ok(())
        })
    }
}

/// All that a paper tells, by the notice of today; none when the notice does not know some of it any more.
pub(super) fn told_by(look: &Look, paper: &Paper) -> Option<Vec<CategoryIx>> {
    paper.categories.iter().map(|c| look.notice.compiled.category(c)).collect()
}

/// The decision to show a paper to the person, not recorded yet.
///
/// # Errors
/// `Refused` with why, when it may not go to them as things stand.
pub(super) fn may_go_to_the_person(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    paper: &Paper,
) -> Result<(Look, Decision), AppError> {
    let no = |why: &str| AppError::Refused(format!("It may not go to the person as things stand. {why}"));
    let told = told_by(look, paper);
    let told =
        told.ok_or_else(|| no("The notice does not speak any more of something that it tells: write a new one."))?;
    let to = recipient(actor, &look.notice.compiled.id, crate::portal::SUBJECT, crate::portal::OWN_ACCESS);
    let to = Look::even_closed(tx, inner, &to, look.case.id)?.ok_or(AppError::NotFound)?;
    let decision = to.decide(Act::See, &told);
    if let Some(outcome) = decision.outcomes().iter().find(|o| !o.released) {
        return Err(no(&to.why(outcome).reasons.join(" ")));
    }
    Ok((to, decision))
}

/// Names and contact ways stand in every paper: it is kept as long as what else it tells.
fn weight(look: &Look, category: CategoryIx) -> (bool, CategoryIx) {
    let named = look.notice.well_known.name.as_ref().is_some_and(|(named, _)| *named == category);
    (!named, category)
}

/// A paper of a case.
pub(super) fn of_case(tx: &mut Tx<'_>, case: CaseId, id: PaperId) -> Result<Paper, AppError> {
    tx.paper(id)?.filter(|p| p.case_id == Some(case)).ok_or(AppError::NotFound)
}

/// Seals words of a paper.
pub(crate) fn seal<T: serde::Serialize>(
    tx: &mut Tx<'_>,
    paper: &Paper,
    part: PaperPart,
    what: &T,
) -> Result<Vec<u8>, AppError> {
    let plain = serde_json::to_vec(what).map_err(|_| AppError::Fault("a paper cannot be written down".to_owned()))?;
    seal_bytes(tx, paper, part, &plain)
}

/// Seals a part of a paper.
pub(crate) fn seal_bytes(tx: &mut Tx<'_>, paper: &Paper, part: PaperPart, plain: &[u8]) -> Result<Vec<u8>, AppError> {
    let keys = tx.ring_for_sealing(&[(paper.person, paper.record_class.as_str())])?;
    keys.seal(&paper.place(part), plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))
}
