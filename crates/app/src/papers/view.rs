//! The papers of a case: how each stands, what it says, the file.

use super::PaperState;
use super::Words;
use super::finish::{Answer, Signature, Way, finish};
use super::make::of_case;
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
use store::{Paper, PaperPart, Tx};

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
            let says = opened::<Words>(tx, &actor, &look, &paper, PaperPart::Words, "")?;
            let answer = match paper.answer {
                Some(_) => opened::<Answer>(tx, &actor, &look, &paper, PaperPart::Answer, "")?.map(|a| a.words),
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
    /// `NotFound` when there is none, or the actor may not read it.
    pub fn paper_file(&self, actor: &Actor, case: CaseId, id: PaperId) -> Result<Disclosed<Vec<u8>>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            file(tx, &actor, &look, &paper)
        })
    }

    /// The person signs, or does not, in the presence of the actor, who knows who they are.
    ///
    /// # Errors
    /// `NotFound` when there is no such paper; `Form` when something is missing; `Refused` when it does not wait to be signed.
    pub fn sign_before(&self, actor: &Actor, case: CaseId, id: PaperId, signature: &Signature) -> Result<(), AppError> {
        let (actor, signature) = (actor.clone(), signature.clone());
        self.act(&actor.caller.clone(), "sign paper", move |tx, inner| {
            let look = writable(tx, inner, &actor, case)?;
            let paper = of_case(tx, case, id)?;
            finish(tx, inner, (&actor, &look), paper, &signature, Way::InPerson(actor.account))
        })
    }
}

fn line(tx: &mut Tx<'_>, inner: &Inner, look: &Look, paper: &Paper) -> Result<PaperLine, AppError> {
    let over = paper.until_on.is_some_and(|last| last < london_date(tx.now()));
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
        way: paper.way.as_deref().map(Way::words),
        witness: match paper.witness {
            Some(by) => Some(inner.account_name(tx, by)?),
            None => None,
        },
        hash: HEXLOWER.encode(&paper.hash),
        file_hash: paper.file_hash.as_ref().map(|h| HEXLOWER.encode(h)),
        entry: paper.entry.map(|e| e.to_string()),
    })
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
            marks.push((at, format!("“{title}” {settled}"), paper.witness.unwrap_or(paper.made_by)));
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
    let asked: Vec<CategoryIx> = paper.categories.iter().filter_map(|c| look.notice.compiled.category(c)).collect();
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
    part: PaperPart,
    what_for: &str,
) -> Result<Item<T>, AppError> {
    let (recorded, category) = match allowed(tx, actor, look, paper, what_for)? {
        Ok(allowed) => allowed,
        Err(why) => return Ok(Item::Withheld(why)),
    };
    let sealed = if part == PaperPart::Words { Some(&paper.sealed) } else { paper.answer.as_ref() };
    let Some(sealed) = sealed else { return Ok(Item::Empty) };
    let keys = tx.ring(&[(paper.person, paper.record_class.as_str())])?;
    look.unseal(&recorded, category, Some(paper.place(part)), sealed.clone(), &keys)
}

/// The file of a paper: as it was signed, or as it is presented.
pub(super) fn file(tx: &mut Tx<'_>, actor: &Actor, look: &Look, paper: &Paper) -> Result<Disclosed<Vec<u8>>, AppError> {
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
    let Item::Released(words) = opened::<Words>(tx, actor, look, paper, PaperPart::Words, "as it is presented")? else {
        return Err(AppError::NotFound);
    };
    let pdf = words.get().set(paper.made_at, Vec::new(), None);
    let pdf = pdf.map_err(|_| AppError::Fault("a paper cannot be set".to_owned()))?;
    Ok(words.map(|_| pdf.bytes))
}
