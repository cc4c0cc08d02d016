//! Who signs an agreement here, and how: in an account of their own, or by a link that was sent to them and a code.

use super::documents::{AttachmentBytes, bytes_of};
use super::paper::{SignerWho, by_id, who_of};
use super::signs_for;
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::login::{note, noted};
use crate::outbox::{Mail, mail};
use crate::papers::{PaperState, Signature, Signing, Way, Words, answer_of, gone, settle, unsealed, unsealed_bytes};
use data_encoding::HEXLOWER;
use identity::{HandedOut, SecretFor};
use jiff::civil::Date;
use kernel::{AttachmentId, Caller, PaperId, Sensitive, london_date};
use ledger::Action;
use sha2::{Digest as _, Sha256};
use store::{Agreement, AgreementDocument, Paper, PaperPart, PaperSigner, Side, SignerState, Tx};
use subtle::ConstantTimeEq as _;

/// How many minutes a code works: as long as reading an agreement takes.
const CODE_MINUTES: i64 = 60;
/// How many codes somebody is sent for one paper.
const CODES: i32 = 10;
/// For how many days after the last signature whoever signed by a link fetches the sealed agreement by it.
const FETCH_DAYS: i64 = 30;
/// How often a wrong code can be tried.
const TRIES: i32 = 5;

/// An agreement that somebody is asked to sign. Nothing in it is about anybody whose record is kept.
#[derive(Clone)]
pub struct ToSign {
    /// The paper.
    pub paper: PaperId,
    /// What it is called.
    pub title: String,
    /// Its reference.
    pub reference: String,
    /// Between whom: the council and the other side.
    pub between: (String, String),
    /// Its text.
    pub says: String,
    /// What somebody says who signs.
    pub agree: String,
    /// SHA-256 of what is presented, in hexadecimal.
    pub hash: String,
    /// Who they are to us.
    pub name: String,
    /// On which side they sign, in words.
    pub side: String,
    /// The last day on which it can be signed.
    pub until: Option<Date>,
    /// Whether it waits for them.
    pub waits: bool,
    /// Whether all have signed.
    pub signed: bool,
    /// What is attached: ids and titles.
    pub documents: Vec<(AttachmentId, String)>,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkLeads {
    /// It waits for their signature.
    ToSign,
    /// They have signed, and others have not yet.
    Later,
    /// Everybody has signed: they fetch the sealed agreement, until that day.
    ToFetch(Date),
}

/// What came of following a link to sign.
pub enum ByLink<T> {
    /// It is here.
    Here(T),
    /// The code is wrong or has run out.
    WrongCode,
    /// The link does not work any more.
    Over,
}

fn code_digest(link: &[u8], code: &str) -> Vec<u8> {
    let figures: String = code.chars().filter(char::is_ascii_digit).collect();
    Sha256::new().chain_update(b"casement signing code 1:").chain_update(link).chain_update(figures).finalize().to_vec()
}

/// The place at which an actor is asked to sign a paper, and has not answered yet.
pub(super) fn own_place(actor: &Actor, row: &Agreement, signers: &[PaperSigner]) -> Option<i32> {
    let asked = |s: &&PaperSigner| {
        s.state == SignerState::Waiting
            && match (s.place, s.side) {
                // The first is the data protection officer, whoever that is today.
                (0, Side::Ours) => signs_for(actor, &row.notice_id),
                _ => s.account == Some(actor.account),
            }
    };
    signers.iter().find(asked).map(|s| s.place)
}

fn shown(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (paper, row): (&Paper, &Agreement),
    (signer, who): (&PaperSigner, &SignerWho),
) -> Result<ToSign, AppError> {
    let words: Words = unsealed(tx, paper, PaperPart::Words, &paper.sealed)?;
    let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
    let party = recipient_name(tx, &notice, &row.party)?;
    let council = words.from.first().cloned().unwrap_or_default();
    let documents = attached(tx, paper, row)?.into_iter().map(|d| (d.id, d.title)).collect();
    Ok(ToSign {
        documents,
        paper: paper.id,
        title: words.title.clone(),
        reference: words.reference.clone(),
        says: words.as_read(),
        agree: words.agree.clone(),
        hash: HEXLOWER.encode(&paper.hash),
        name: who.name.clone(),
        side: if signer.side == Side::Ours { council.clone() } else { party.clone() },
        between: (council, party),
        until: paper.until_on,
        waits: waits(paper, signer, london_date(tx.now())),
        signed: paper.state == PaperState::Signed,
    })
}

/// What was attached when the paper was written: it names each with its hash.
fn attached(tx: &mut Tx<'_>, paper: &Paper, row: &Agreement) -> Result<Vec<AgreementDocument>, AppError> {
    Ok(tx.agreement_documents(row.id)?.into_iter().filter(|d| d.added_at <= paper.made_at).collect())
}

fn one_attached(
    tx: &mut Tx<'_>,
    paper: &Paper,
    row: &Agreement,
    id: AttachmentId,
) -> Result<AttachmentBytes, AppError> {
    let document = attached(tx, paper, row)?.into_iter().find(|d| d.id == id).ok_or(AppError::NotFound)?;
    bytes_of(tx, &document)
}

/// Signs or declines for one of those who are asked; when a side has signed, the register says so.
fn sign(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (paper, mut row): (Paper, Agreement),
    (place, who_acts, way): (i32, &str, Way),
    signature: &Signature,
) -> Result<(), AppError> {
    if row.ended_at.is_some() {
        return Err(gone());
    }
    let words: Words = unsealed(tx, &paper, PaperPart::Words, &paper.sealed)?;
    let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
    let party = recipient_name(tx, &notice, &row.party)?;
    let council = words.from.first().cloned().unwrap_or_default();
    let signers = tx.paper_signers(paper.id)?;
    let mut known = Vec::new();
    for signer in &signers {
        let who = who_of(tx, &paper, signer)?;
        let row = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let for_whom = if signer.side == Side::Ours { &council } else { &party };
        let mut rows = vec![row("Known to us as", &who.in_words()), row("For", for_whom)];
        if !who.email.is_empty() {
            rows.push(row("Address", &who.email));
        }
        known.push(rows);
    }
    let about =
        vec![("Agreement".to_owned(), row.reference.clone()), ("Privacy notice".to_owned(), words.notice.clone())];
    let id = row.id;
    let signing = Signing { words: &words, signers, known, place, signature, way, about };
    let paper = settle(tx, inner, paper, signing, &mut |tx, detail| {
        noted(tx, who_acts, Action::Administer, &format!("agreement {id}: {detail}"))
    })?;
    if paper.state == PaperState::Declined {
        // What others have signed of it counts for nothing.
        (row.ours_by, row.ours_on, row.theirs_by, row.theirs_on) = (None, None, None, None);
        return Ok(tx.update_agreement(&row)?);
    }
    let today = london_date(tx.now());
    let signers = tx.paper_signers(paper.id)?;
    for (side, by, on) in
        [(Side::Ours, &mut row.ours_by, &mut row.ours_on), (Side::Theirs, &mut row.theirs_by, &mut row.theirs_on)]
    {
        let of_side: Vec<&PaperSigner> = signers.iter().filter(|s| s.side == side).collect();
        if on.is_some() || of_side.iter().any(|s| s.state != SignerState::Signed) {
            continue;
        }
        let mut names = Vec::new();
        for signer in of_side {
            let Some(answer) = answer_of(tx, &paper, signer)? else { continue };
            let who = who_of(tx, &paper, signer)?;
            names.push(if who.position.is_empty() {
                answer.words
            } else {
                format!("{}, {}", answer.words, who.position)
            });
        }
        *by = Some(names.join("; "));
        *on = Some(today);
    }
    if paper.state == PaperState::Signed {
        if row.document.is_empty() {
            "Here, signed and sealed".clone_into(&mut row.document);
        }
        say_it_is_sealed(tx, &paper, &row, &signers)?;
    }
    Ok(tx.update_agreement(&row)?)
}

/// Tells whoever signed by a link that everybody has signed, and that the sealed agreement can be fetched.
fn say_it_is_sealed(tx: &mut Tx<'_>, paper: &Paper, row: &Agreement, signers: &[PaperSigner]) -> Result<(), AppError> {
    let Some(until) = fetch_until(paper) else { return Ok(()) };
    for signer in signers.iter().filter(|s| s.link_hash.is_some()) {
        let who = who_of(tx, paper, signer)?;
        let body = format!(
            "Everybody has signed agreement {}. The link by which you signed gives you the sealed agreement until {}: it sends you a new code first. If you do not have the link any more, ask the council.\n",
            row.reference,
            until.strftime("%-d %B %Y")
        );
        let subject = "Everybody has signed";
        mail(tx, &Mail { under: paper.person, address: &who.email, subject, body: &body })?;
    }
    Ok(())
}

/// The last day on which a sealed agreement is fetched by a link.
fn fetch_until(paper: &Paper) -> Option<Date> {
    let settled = paper.settled_at.filter(|_| paper.state == PaperState::Signed).map(london_date)?;
    settled.checked_add(jiff::Span::new().days(FETCH_DAYS)).ok()
}

/// What an actor is asked to sign in their own account, or has answered, the newest first.
fn own(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(Paper, Agreement, PaperSigner)>, AppError> {
    let mut ids: Vec<(PaperId, i32)> =
        tx.papers_to_sign(actor.account)?.into_iter().map(|s| (s.paper, s.place)).collect();
    if actor.is_officer() {
        for row in tx.agreements(&actor.capacity.notice)? {
            ids.extend(tx.papers_of_agreement(row.id)?.into_iter().map(|p| (p.id, 0)));
        }
    }
    ids.sort_unstable();
    ids.dedup_by_key(|(paper, _)| *paper);
    let mut found = Vec::new();
    for (id, place) in ids.into_iter().rev() {
        let Some((paper, row)) = by_id(tx, id)? else { continue };
        if matches!(paper.state, PaperState::Cancelled | PaperState::Draft) {
            continue;
        }
        let signer = tx.paper_signers(id)?.into_iter().find(|s| s.place == place);
        found.extend(signer.map(|signer| (paper, row, signer)));
    }
    Ok(found)
}

/// Whether a paper waits for one of its signers.
fn waits(paper: &Paper, signer: &PaperSigner, today: Date) -> bool {
    let over = paper.until_on.is_some_and(|last| last < today);
    paper.state == PaperState::Open && !over && signer.state == SignerState::Waiting
}

impl App {
    /// Whether an agreement waits for the actor's signature in their own account. Nothing of it is opened.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement_waits(&self, actor: &Actor) -> Result<bool, AppError> {
        let actor = actor.clone();
        self.inner.store.read(&actor.caller.clone(), "agreement waits", move |tx| {
            let today = london_date(tx.now());
            Ok(own(tx, &actor)?.iter().any(|(paper, _, signer)| waits(paper, signer, today)))
        })
    }

    /// The agreements that an actor is asked to sign, or has signed, in their own account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreements_to_sign(&self, actor: &Actor) -> Result<Vec<ToSign>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreements to sign", move |tx, inner| {
            let mut found = Vec::new();
            for (paper, row, signer) in own(tx, &actor)? {
                let who = who_of(tx, &paper, &signer)?;
                found.push(shown(tx, inner, (&paper, &row), (&signer, &who))?);
            }
            found.sort_by_key(|line| !line.waits);
            Ok(found)
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` when the actor is not asked to sign it.
    pub fn agreement_to_sign(&self, actor: &Actor, id: PaperId) -> Result<ToSign, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement to sign", move |tx, inner| {
            let (paper, row, signer) = asked(tx, &actor, id)?;
            let who = who_of(tx, &paper, &signer)?;
            shown(tx, inner, (&paper, &row), (&signer, &who))
        })
    }

    /// Its file: as it is presented, or as it was signed by all.
    ///
    /// # Errors
    /// As [`App::agreement_to_sign`].
    pub fn agreement_to_sign_file(&self, actor: &Actor, id: PaperId) -> Result<Vec<u8>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement to sign", move |tx, _| {
            let (paper, ..) = asked(tx, &actor, id)?;
            file(tx, &paper)
        })
    }

    /// A document that is attached to it.
    ///
    /// # Errors
    /// As [`App::agreement_to_sign`]; `NotFound` when there is no such document.
    pub fn agreement_to_sign_document(
        &self,
        actor: &Actor,
        id: PaperId,
        document: AttachmentId,
    ) -> Result<AttachmentBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement to sign", move |tx, _| {
            let (paper, row, _) = asked(tx, &actor, id)?;
            one_attached(tx, &paper, &row, document)
        })
    }

    /// The same by a link and its code.
    ///
    /// # Errors
    /// `NotFound` when there is no such document.
    pub fn document_by_link(
        &self,
        link: &HandedOut,
        code: &Sensitive<String>,
        document: AttachmentId,
    ) -> Result<ByLink<AttachmentBytes>, AppError> {
        let (digest, code) = (link.digest(SecretFor::Signing), code.expose().clone());
        self.act(&self.signing_door(), "document by link", move |tx, _| {
            Ok(match through(tx, &digest, &code)? {
                ByLink::Here((paper, row, _)) => ByLink::Here(one_attached(tx, &paper, &row, document)?),
                ByLink::WrongCode => ByLink::WrongCode,
                ByLink::Over => ByLink::Over,
            })
        })
    }

    /// Signs an agreement in an account, or says why not.
    ///
    /// # Errors
    /// `NotFound` when the actor is not asked to; `Form` when something is missing; `Refused` when it does not wait any more.
    pub fn sign_in_account(&self, actor: &Actor, id: PaperId, signature: &Signature) -> Result<(), AppError> {
        let (actor, signature) = (actor.clone(), signature.clone());
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller.clone(), "sign agreement", move |tx, inner| {
            let (paper, row) = by_id(tx, id)?.ok_or(AppError::NotFound)?;
            let signers = tx.paper_signers(id)?;
            let place = own_place(&actor, &row, &signers).ok_or(AppError::NotFound)?;
            if place == 0
                && let Some(mut first) = signers.into_iter().next()
            {
                // Who the officer was is said in the evidence.
                first.account = Some(actor.account);
                let who = SignerWho { name: actor.name.clone(), ..who_of(tx, &paper, &first)? };
                first.sealed = Some(crate::papers::seal(tx, &paper, PaperPart::Signer(0), &who)?);
                tx.update_paper_signer(&first)?;
            }
            sign(tx, inner, (paper, row), (place, &who, Way::Account), &signature)
        })
    }

    /// What a link leads to, without opening anything; none: nothing any more.
    ///
    /// # Errors
    /// When the store does not answer, or too many links that lead nowhere are being tried.
    pub fn signing_link(&self, link: &HandedOut) -> Result<Option<LinkLeads>, AppError> {
        let digest = link.digest(SecretFor::Signing);
        let now = self.now();
        self.inner.store.read(&self.signing_door(), "signing link", move |tx| {
            let leads = at_link(tx, &digest)?.map(|(.., leads)| leads);
            if leads.is_none() && !self.inner.dead_links.once_more(now) {
                return Err(AppError::Unavailable("too many links that lead nowhere".to_owned()));
            }
            Ok(leads)
        })
    }

    /// Sends a code to the address of whoever a link was sent to. Answers whether the link works.
    ///
    /// # Errors
    /// `Refused` when they were sent too many.
    pub fn send_signing_code(&self, link: &HandedOut) -> Result<bool, AppError> {
        let digest = link.digest(SecretFor::Signing);
        self.act(&self.signing_door(), "signing code", move |tx, _| {
            let Some((paper, row, mut signer)) = open_link(tx, &digest)? else { return Ok(false) };
            if signer.codes >= CODES {
                return Err(AppError::Refused(
                    "You were sent as many codes as we send. Ask whoever sent you the link for a new one".to_owned(),
                ));
            }
            let mut bytes = [0; 8];
            tx.entropy().fill(&mut bytes);
            let code = format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000);
            signer.codes += 1;
            signer.tries = 0;
            signer.code_hash = Some(code_digest(&digest, &code));
            signer.code_until = Some(tx.now().plus_seconds(CODE_MINUTES * 60));
            tx.update_paper_signer(&signer)?;
            let who = who_of(tx, &paper, &signer)?;
            let body = format!(
                "{code} is your code for agreement {}. It works for {CODE_MINUTES} minutes. If you did not ask for it, you need do nothing.\n",
                row.reference
            );
            mail(tx, &Mail { under: paper.person, address: &who.email, subject: "Your code", body: &body })?;
            let detail = format!("agreement {}: a code was sent to the signer at place {}", row.id, signer.place);
            note(tx, "nobody", Action::Administer, &detail)?;
            Ok(true)
        })
    }

    /// The agreement that a link and its code open.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn agreement_by_link(
        &self,
        link: &HandedOut,
        code: &Sensitive<String>,
    ) -> Result<ByLink<(ToSign, Vec<u8>)>, AppError> {
        let (digest, code) = (link.digest(SecretFor::Signing), code.expose().clone());
        self.act(&self.signing_door(), "agreement by link", move |tx, inner| {
            Ok(match through(tx, &digest, &code)? {
                ByLink::Here((paper, row, signer)) => {
                    let who = who_of(tx, &paper, &signer)?;
                    ByLink::Here((shown(tx, inner, (&paper, &row), (&signer, &who))?, file(tx, &paper)?))
                }
                ByLink::WrongCode => ByLink::WrongCode,
                ByLink::Over => ByLink::Over,
            })
        })
    }

    /// Signs an agreement by a link and its code, or says why not. After it the link leads to the sealed agreement only.
    ///
    /// # Errors
    /// `Form` when something is missing; `Refused` when it does not wait any more.
    pub fn sign_by_link(
        &self,
        link: &HandedOut,
        code: &Sensitive<String>,
        signature: &Signature,
    ) -> Result<ByLink<()>, AppError> {
        let (digest, code, signature) = (link.digest(SecretFor::Signing), code.expose().clone(), signature.clone());
        self.act(&self.signing_door(), "sign by link", move |tx, inner| {
            let to_sign = at_link(tx, &digest)?.is_some_and(|(.., leads)| leads == LinkLeads::ToSign);
            if !to_sign {
                return Ok(ByLink::Over);
            }
            Ok(match through(tx, &digest, &code)? {
                ByLink::Here((paper, row, signer)) => {
                    let by = format!("signer {} of {}", signer.place, paper.id);
                    sign(tx, inner, (paper, row), (signer.place, &by, Way::EmailedLink), &signature)?;
                    ByLink::Here(())
                }
                ByLink::WrongCode => ByLink::WrongCode,
                ByLink::Over => ByLink::Over,
            })
        })
    }

    fn signing_door(&self) -> Caller {
        Caller::system(self.inner.authority, "signing")
    }
}

/// A paper that the actor is asked to sign, or has.
fn asked(tx: &mut Tx<'_>, actor: &Actor, id: PaperId) -> Result<(Paper, Agreement, PaperSigner), AppError> {
    let (paper, row) = by_id(tx, id)?.ok_or(AppError::NotFound)?;
    if matches!(paper.state, PaperState::Cancelled | PaperState::Draft) {
        return Err(AppError::NotFound);
    }
    let signers = tx.paper_signers(id)?;
    let place = own_place(actor, &row, &signers);
    let mut own = signers.into_iter().filter(|s| Some(s.place) == place || s.account == Some(actor.account));
    let signer = own.next().ok_or(AppError::NotFound)?;
    Ok((paper, row, signer))
}

/// Its file: as it was signed, or as it is presented.
pub(super) fn file(tx: &mut Tx<'_>, paper: &Paper) -> Result<Vec<u8>, AppError> {
    if let Some(sealed) = &paper.file {
        return unsealed_bytes(tx, paper, PaperPart::File, sealed);
    }
    let words: Words = unsealed(tx, paper, PaperPart::Words, &paper.sealed)?;
    let pdf = words.set(paper.made_at, Vec::new(), None);
    pdf.map(|pdf| pdf.bytes).map_err(|_| AppError::Fault("a paper cannot be set".to_owned()))
}

/// Whom a link was sent to, and what it leads to for them, if it leads to anything.
fn at_link(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<(Paper, Agreement, PaperSigner, LinkLeads)>, AppError> {
    let Some(signer) = tx.paper_signer_by_link(digest)? else { return Ok(None) };
    let Some((paper, row)) = by_id(tx, signer.paper)? else { return Ok(None) };
    let today = london_date(tx.now());
    let leads = if waits(&paper, &signer, today) {
        Some(LinkLeads::ToSign).filter(|_| row.ended_at.is_none())
    } else if signer.state != SignerState::Signed {
        None
    } else if paper.state == PaperState::Open {
        Some(LinkLeads::Later)
    } else {
        fetch_until(&paper).filter(|last| today <= *last).map(LinkLeads::ToFetch)
    };
    Ok(leads.map(|leads| (paper, row, signer, leads)))
}

/// The same, where there is something to read by it: before signing, and once everybody has signed.
fn open_link(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<(Paper, Agreement, PaperSigner)>, AppError> {
    let found = at_link(tx, digest)?.filter(|(.., leads)| *leads != LinkLeads::Later);
    Ok(found.map(|(paper, row, signer, _)| (paper, row, signer)))
}

/// The same, with the code: a wrong one is counted.
fn through(tx: &mut Tx<'_>, digest: &[u8], code: &str) -> Result<ByLink<(Paper, Agreement, PaperSigner)>, AppError> {
    let Some((paper, row, mut signer)) = open_link(tx, digest)? else { return Ok(ByLink::Over) };
    let lives = signer.code_until.is_some_and(|until| tx.now() < until) && signer.tries < TRIES;
    let right = signer.code_hash.as_ref().is_some_and(|h| bool::from(h.ct_eq(&code_digest(digest, code))));
    if lives && right {
        return Ok(ByLink::Here((paper, row, signer)));
    }
    signer.tries += 1;
    tx.update_paper_signer(&signer)?;
    note(tx, "nobody", Action::LogInFailed, &format!("agreement {}: wrong code by a link", row.id))?;
    Ok(ByLink::WrongCode)
}
