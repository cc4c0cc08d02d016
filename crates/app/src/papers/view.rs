//! The papers of a case: how each stands, what it says, the file.

use super::PaperState;
use super::Words;
use super::finish::{Signature, Way, finish};
use super::make::{of_case, told_by};
use super::settle::Answer;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::{TemplateLine, current_templates, title_of, writable};
use crate::views::{CaseTop, Item, Withheld};
use crate::work::desk::Desk;
use crate::{App, Inner};
use data_encoding::HEXLOWER;
use disclosure::{Disclosed, Recorded, Sealed};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, PaperId, Timestamp, london_date};
use ledger::Action;
use messages::Ask;
use notice::model::{Act, CategoryIx};
use sha2::{Digest as _, Sha256};
use store::{Paper, PaperPart, PaperSigner, Tx};

/// A paper in the list: nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// Its id.
    pub id: PaperId,
    /// What it is.
    pub title: String,
    /// How it stands.
    pub state: PaperState,
    /// Its time to be signed has passed.
    pub lapsed: bool,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// When the person was asked.
    pub sent_at: Option<Timestamp>,
    /// The last day on which it can be signed.
    pub until: Option<Date>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// How it was known who signed, in words.
    pub way: Option<&'static str>,
    /// Before whom.
    pub witness: Option<String>,
    /// SHA-256 of what is presented, in hexadecimal.
    pub hash: String,
    /// SHA-256 of the signed file.
    pub file_hash: Option<String>,
    /// The ledger's entry.
    pub entry: Option<String>,
    /// Whose digital signature seals the file.
    pub provider: Option<String>,
}

/// What checking a signed file anew came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealCheck {
    /// It is as it was sealed: with whose certificate, and SHA-256 of that.
    Whole {
        /// Whose certificate it is.
        by: String,
        /// SHA-256 of the certificate, in hexadecimal.
        certificate: String,
    },
    /// It does not verify: why.
    Broken(String),
}

/// Checks a signed file: its digital signature, that its certificate counted when it was sealed, and that it is the file whose hash was
/// written down.
pub(crate) fn check_seal(bytes: &[u8], noted: Option<&[u8]>, sealed_at: Option<Timestamp>) -> SealCheck {
    if noted.is_none_or(|hash| Sha256::digest(bytes).as_slice() != hash) {
        return SealCheck::Broken("this is not the file whose hash was written down when it was sealed".to_owned());
    }
    match signing::verify(bytes) {
        Ok(whole) if sealed_at.is_none_or(|at| signing::days_left(&whole.certificate, at).is_none()) => {
            SealCheck::Broken("the certificate had run out when it was sealed".to_owned())
        }
        Ok(whole) => {
            SealCheck::Whole { by: whole.by, certificate: HEXLOWER.encode(&Sha256::digest(&whole.certificate)) }
        }
        Err(broken) => SealCheck::Broken(broken.to_string()),
    }
}

/// Goes on only with a signed file that verifies: one that does not is given to nobody as if it did.
pub(crate) fn whole(bytes: &[u8], paper: &Paper) -> Result<(), AppError> {
    match check_seal(bytes, paper.file_hash.as_deref(), paper.settled_at) {
        SealCheck::Whole { .. } => Ok(()),
        SealCheck::Broken(why) => Err(AppError::Refused(format!(
            "This file does not verify: {why}. Do not rely on it, and tell the data protection officer"
        ))),
    }
}

/// The papers of a case.
pub struct PapersView {
    /// The head of the page.
    pub top: CaseTop,
    /// The papers, the newest first.
    pub lines: Vec<PaperLine>,
    /// The templates of papers that can be written, with what each asks.
    pub templates: Vec<(TemplateLine, Vec<(String, Ask)>)>,
}

/// A paper, with what it says.
pub struct PaperView {
    /// The head of the page.
    pub top: CaseTop,
    /// Its line.
    pub line: PaperLine,
    /// Title, text and what is said by whoever signs.
    pub says: Item<(String, String, String)>,
    /// Who signed, or why not.
    pub answer: Item<String>,
}

impl App {
    /// The papers of a case, and what can be written.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write to the person.
    pub fn papers(&self, actor: &Actor, case: CaseId) -> Result<PapersView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "papers", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let mut templates = Vec::new();
            for checked in current_templates(tx, &look.notice)?.into_iter().filter(|c| c.template.agree.is_some()) {
                let asks = checked.template.asks.iter().map(|(name, ask)| (name.clone(), ask.clone())).collect();
                let template = &checked.template;
                let line = TemplateLine {
                    key: template.key.clone(),
                    version: template.version.clone(),
                    title: template.title.clone(),
                    channels: template.channels().collect(),
                };
                templates.push((line, asks));
            }
            let mut lines = Vec::new();
            for paper in tx.papers_of(case)? {
                lines.push(line(tx, inner, &look, &paper)?);
            }
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "papers"))?;
            Ok(PapersView { top: desk.top(&actor)?, lines, templates })
        })
    }

    /// A paper, with what it says and who signed. Looking at it is on the ledger.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not write to the person.
    pub fn paper(&self, actor: &Actor, case: CaseId, id: PaperId) -> Result<PaperView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            let says = opened::<Words>(tx, &actor, &look, &paper, (PaperPart::Words, Some(&paper.sealed)), "")?;
            let signer = answered(tx, &paper)?;
            let answer = match &signer {
                Some(signer) => {
                    let part = (PaperPart::Answer(signer.place), signer.answer.as_ref());
                    opened::<Answer>(tx, &actor, &look, &paper, part, "")?.map(|a| a.words)
                }
                None => Item::Empty,
            };
            let line = line(tx, inner, &look, &paper)?;
            let desk = Desk::of(tx, &actor, look, &[], &[], (Action::Open, "paper"))?;
            let says = says.map(|w| (w.title.clone(), w.as_read(), w.agree));
            Ok(PaperView { top: desk.top(&actor)?, line, says, answer })
        })
    }

    /// The file: as it is presented, or as it was signed.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor may not read it; `Refused` when it was signed and does not verify.
    pub fn paper_file(&self, actor: &Actor, case: CaseId, id: PaperId) -> Result<Disclosed<Vec<u8>>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            file(tx, &actor, &look, &paper)
        })
    }

    /// Checks the signed file anew: that nothing in it was changed, and with which certificate it was sealed.
    ///
    /// # Errors
    /// `NotFound` when there is none, it is not signed, or the actor may not read it.
    pub fn check_paper(&self, actor: &Actor, case: CaseId, id: PaperId) -> Result<SealCheck, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "check paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            if paper.file.is_none() {
                return Err(AppError::NotFound);
            }
            let bytes = kept_file(tx, &actor, &look, &paper)?;
            Ok(check_seal(bytes.get(), paper.file_hash.as_deref(), paper.settled_at))
        })
    }

    /// The person signs, or does not, in the presence of the actor, who knows who they are; or on the telephone, when it is said who
    /// else hears it.
    ///
    /// # Errors
    /// `NotFound` when there is no such paper; `Form` when something is missing; `Refused` when it does not wait to be signed.
    pub fn sign_before(&self, actor: &Actor, case: CaseId, id: PaperId, signature: &Signature) -> Result<(), AppError> {
        let (actor, signature) = (actor.clone(), signature.clone());
        self.act(&actor.caller.clone(), "sign paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            let by_phone = !signature.heard_by.trim().is_empty();
            let way = if by_phone { Way::ByPhone(actor.account) } else { Way::InPerson(actor.account) };
            finish(tx, inner, (&actor, &look), paper, &signature, way, None)
        })
    }
}

fn line(tx: &mut Tx<'_>, inner: &Inner, look: &Look, paper: &Paper) -> Result<PaperLine, AppError> {
    let over = paper.until_on.is_some_and(|last| last < london_date(tx.now()));
    let signer = answered(tx, paper)?;
    Ok(PaperLine {
        id: paper.id,
        title: title_of(tx, &look.notice, &paper.template)?,
        state: paper.state,
        lapsed: paper.state == PaperState::Open && over,
        by: inner.account_name(tx, paper.made_by)?,
        made_at: paper.made_at,
        sent_at: paper.sent_at,
        until: paper.until_on,
        settled_at: paper.settled_at,
        way: signer.as_ref().and_then(|s| s.way.as_deref()).map(Way::words),
        witness: match signer.as_ref().and_then(|s| s.witness) {
            Some(by) => Some(inner.account_name(tx, by)?),
            None => None,
        },
        hash: HEXLOWER.encode(&paper.hash),
        file_hash: paper.file_hash.as_ref().map(|h| HEXLOWER.encode(h)),
        entry: signer.and_then(|s| s.entry).map(|e| e.to_string()),
        provider: paper.provider.clone(),
    })
}

/// Whoever answered last: of a paper that several sign, the others stand in its evidence.
fn answered(tx: &mut Tx<'_>, paper: &Paper) -> Result<Option<PaperSigner>, AppError> {
    Ok(tx.paper_signers(paper.id)?.into_iter().filter(|s| s.answer.is_some()).max_by_key(|s| s.settled_at))
}

/// What stands on the timeline of a case: that a paper was sent, signed or not. Nothing that it says.
pub(crate) fn marks(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<(Timestamp, String, AccountId)>, AppError> {
    let mut marks = Vec::new();
    for paper in tx.papers_of(look.case.id)? {
        let title = title_of(tx, &look.notice, &paper.template)?;
        if let Some(at) = paper.sent_at {
            marks.push((at, format!("The person was asked to sign “{title}”"), paper.made_by));
        }
        let settled = match paper.state {
            PaperState::Signed => "was signed",
            PaperState::Declined => "was not signed",
            PaperState::Cancelled => "was called back",
            PaperState::Draft | PaperState::Open => continue,
        };
        if let Some(at) = paper.settled_at {
            let witness = answered(tx, &paper)?.and_then(|s| s.witness);
            marks.push((at, format!("“{title}” {settled}"), witness.unwrap_or(paper.made_by)));
        }
    }
    Ok(marks)
}

/// The recorded decision to open a paper, and the category by which it is opened: whoever does has to be allowed to see all that
/// it tells.
fn allowed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    paper: &Paper,
    what_for: &str,
) -> Result<Result<(Recorded, CategoryIx), Withheld>, AppError> {
    // What the notice does not speak of any more is asked about by nobody, and so it is not opened.
    let Some(asked) = told_by(look, paper) else { return Ok(Err(Withheld::silent())) };
    let keys = ring(tx, look, &[])?;
    let detail = format!("the paper {} {what_for}", paper.template);
    let recorded = look.record(tx, actor, look.decide(Act::See, &asked), Action::Open, &keys, detail.trim_end())?;
    if let Some(no) = recorded.decision().outcomes().iter().find(|o| !o.released) {
        return Ok(Err(look.why(no)));
    }
    match asked.last() {
        Some(category) => Ok(Ok((recorded, *category))),
        None => Ok(Err(Withheld::silent())),
    }
}

/// Opens words of a paper.
pub(super) fn opened<T: serde::de::DeserializeOwned>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    paper: &Paper,
    (part, sealed): (PaperPart, Option<&Vec<u8>>),
    what_for: &str,
) -> Result<Item<T>, AppError> {
    let (recorded, category) = match allowed(tx, actor, look, paper, what_for)? {
        Ok(allowed) => allowed,
        Err(why) => return Ok(Item::Withheld(why)),
    };
    let Some(sealed) = sealed else { return Ok(Item::Empty) };
    let keys = tx.ring(&[(paper.person, paper.record_class.as_str())])?;
    look.unseal(&recorded, category, Some(paper.place(part)), sealed.clone(), &keys)
}

/// The file of a paper: as it was signed, checked anew, or as it is presented.
pub(super) fn file(tx: &mut Tx<'_>, actor: &Actor, look: &Look, paper: &Paper) -> Result<Disclosed<Vec<u8>>, AppError> {
    let bytes = kept_file(tx, actor, look, paper)?;
    if paper.file.is_some() {
        whole(bytes.get(), paper)?;
    }
    Ok(bytes)
}

/// The file of a paper as it is kept, whether it verifies or not.
fn kept_file(tx: &mut Tx<'_>, actor: &Actor, look: &Look, paper: &Paper) -> Result<Disclosed<Vec<u8>>, AppError> {
    if let Some(sealed) = &paper.file {
        let Ok((recorded, category)) = allowed(tx, actor, look, paper, "as it was signed")? else {
            return Err(AppError::NotFound);
        };
        let grant = recorded.grant(category).ok_or(AppError::NotFound)?;
        let keys = tx.ring(&[(paper.person, paper.record_class.as_str())])?;
        let place = paper.place(PaperPart::File);
        return match Sealed::<Vec<u8>>::new(place, category, sealed.clone()).open_bytes(&grant, &keys) {
            Ok(bytes) => Ok(bytes),
            Err(disclosure::OpenError::Erased) => Err(AppError::NotFound),
            Err(e) => Err(AppError::Fault(e.to_string())),
        };
    }
    let words = (PaperPart::Words, Some(&paper.sealed));
    let Item::Released(words) = opened::<Words>(tx, actor, look, paper, words, "as it is presented")? else {
        return Err(AppError::NotFound);
    };
    let pdf = words.get().set(paper.made_at, Vec::new(), None);
    let pdf = pdf.map_err(|_| AppError::Fault("a paper cannot be set".to_owned()))?;
    Ok(words.map(|_| pdf.bytes))
}
