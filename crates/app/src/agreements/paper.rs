//! The paper of an agreement: its terms, with the hashes of what is attached, presented to those who sign for both sides.

use super::kept_by;
use super::partners::may_have;
use super::signing::{file, own_place};
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::outbox::{Mail, mail};
use crate::papers::{
    DAYS, PaperOf, PaperState, SealCheck, Way, Words, answer_of, check_seal, drafted, seal, unsealed, whole,
};
use crate::{App, Inner};
use data_encoding::HEXLOWER;
use identity::{HandedOut, SecretFor};
use jiff::Span;
use jiff::civil::Date;
use kernel::{EnrolmentId, PaperId, PersonId, Timestamp, london_date};
use ledger::Action;
use serde::{Deserialize, Serialize};
use sharing::AgreementKind;
use std::fmt::Write as _;
use store::{
    Agreement, AgreementDocument, CLASS_AGREEMENT, DocumentState, Paper, PaperPart, PaperSigner, Side, SignerState, Tx,
};

/// What somebody says who signs an agreement.
const AGREE: &str = "I have read this agreement with what is attached to it, I may sign it for the body that I sign for, and that body is bound by it";

/// Somebody who is to sign an agreement, besides the data protection officer of the notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSigner {
    /// For the other side.
    pub theirs: bool,
    /// Their name.
    pub name: String,
    /// As what they sign.
    pub position: String,
    /// The address to which the link is sent.
    pub email: String,
}

/// What is sealed of a signer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct SignerWho {
    pub(super) name: String,
    pub(super) position: String,
    pub(super) email: String,
}

impl SignerWho {
    pub(super) fn in_words(&self) -> String {
        let said: Vec<&str> = [self.name.as_str(), &self.position].into_iter().filter(|w| !w.is_empty()).collect();
        said.join(", ")
    }
}

/// One of those who sign, as the register shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerLine {
    /// For the council, or for the other side.
    pub ours: bool,
    /// Who it is.
    pub who: String,
    /// Where they are reached.
    pub email: String,
    /// Signed; otherwise declined or waiting.
    pub state: SignerState,
    /// When they answered.
    pub at: Option<Timestamp>,
    /// How it was known who signs, in words.
    pub way: Option<&'static str>,
    /// The name that they wrote, or why they do not sign.
    pub wrote: Option<String>,
    /// The ledger's entry.
    pub entry: Option<String>,
}

/// The paper of an agreement, as those see it who keep the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementPaper {
    /// Its id.
    pub id: PaperId,
    /// How it stands.
    pub state: PaperState,
    /// Its time to be signed has passed.
    pub lapsed: bool,
    /// Since when it is presented.
    pub sent_at: Option<Timestamp>,
    /// The last day on which it can be signed.
    pub until: Option<Date>,
    /// Those who sign.
    pub signers: Vec<SignerLine>,
    /// SHA-256 of what is presented, in hexadecimal.
    pub hash: String,
    /// SHA-256 of the signed file.
    pub file_hash: Option<String>,
    /// Whose digital signature seals the file.
    pub provider: Option<String>,
    /// What checking the signed file came to, just now.
    pub check: Option<SealCheck>,
    /// Whether whoever looks is asked to sign it.
    pub may_sign: bool,
}

/// The agreement's own keys stand under its id.
pub(super) fn keys_of(agreement: EnrolmentId) -> PersonId {
    PersonId::from_bytes(*agreement.as_bytes())
}

/// A paper of an agreement, with it.
pub(super) fn by_id(tx: &mut Tx<'_>, id: PaperId) -> Result<Option<(Paper, Agreement)>, AppError> {
    let Some(paper) = tx.paper(id)? else { return Ok(None) };
    let Some(of) = paper.agreement else { return Ok(None) };
    Ok(tx.agreement(of)?.map(|row| (paper, row)))
}

/// Who a signer is.
pub(super) fn who_of(tx: &mut Tx<'_>, paper: &Paper, signer: &PaperSigner) -> Result<SignerWho, AppError> {
    match &signer.sealed {
        Some(sealed) => unsealed(tx, paper, PaperPart::Signer(signer.place), sealed),
        None => Ok(SignerWho::default()),
    }
}

/// The newest paper of an agreement that was not called back.
pub(super) fn newest(tx: &mut Tx<'_>, agreement: EnrolmentId) -> Result<Option<Paper>, AppError> {
    Ok(tx.papers_of_agreement(agreement)?.into_iter().find(|p| p.state != PaperState::Cancelled))
}

/// Refuses what would change an agreement while it is out to be signed here.
pub(super) fn not_out_to_be_signed(tx: &mut Tx<'_>, agreement: EnrolmentId) -> Result<(), AppError> {
    match newest(tx, agreement)? {
        Some(paper) if paper.state == PaperState::Open => {
            Err(AppError::Refused("It is out to be signed here: call the paper back first".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Calls back what is out to be signed, if anything is.
pub(super) fn call_back(tx: &mut Tx<'_>, agreement: EnrolmentId) -> Result<bool, AppError> {
    let Some(mut paper) = newest(tx, agreement)?.filter(|p| p.state == PaperState::Open) else { return Ok(false) };
    paper.state = PaperState::Cancelled;
    paper.settled_at = Some(tx.now());
    Ok(tx.move_paper(PaperState::Open, &paper)?)
}

impl App {
    /// Presents an agreement to those who sign it: the data protection officer of its notice, and everybody named. Each who is named
    /// gets a link of their own by email; who has an account can sign there too.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` with what is wrong about the signers; `Refused` when it is
    /// signed, ended or out already, or a document has not been scanned.
    pub fn present_agreement(
        &self,
        actor: &Actor,
        id: EnrolmentId,
        signers: &[NewSigner],
        council: &str,
        origin: &str,
    ) -> Result<PaperId, AppError> {
        let (actor, signers) = (actor.clone(), signers.to_vec());
        let (council, origin) = (council.to_owned(), origin.to_owned());
        let by = disclosure::actor(&actor.caller);
        self.act(&actor.caller.clone(), "present agreement", move |tx, inner| {
            let row = kept_by(tx, &actor, id)?;
            if row.ended_at.is_some() {
                return Err(AppError::Refused("This agreement has ended: make a new one".to_owned()));
            }
            if row.ours_on.is_some() || row.theirs_on.is_some() {
                return Err(AppError::Refused(
                    "A signature is on the register already: the other side signs as the first did, and you record it"
                        .to_owned(),
                ));
            }
            not_out_to_be_signed(tx, id)?;
            let documents = tx.agreement_documents(id)?;
            if documents.iter().any(|d| d.state != DocumentState::Kept) {
                return Err(AppError::Refused(
                    "A document of it is not scanned yet or is kept apart: have it scanned, or take it off".to_owned(),
                ));
            }
            let signers = checked(tx, &signers)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            let party = recipient_name(tx, &notice, &row.party)?;
            let now = tx.now();
            // Who agrees is whoever the notice says decides, all of them, whatever this server calls itself.
            let controller = notice.controller();
            let body = text(tx, (&row, &notice), &documents, (&controller, &party), &signers)?;
            let words = Words {
                title: if row.title.is_empty() { format!("Agreement {}", row.reference) } else { row.title.clone() },
                body,
                agree: AGREE.to_owned(),
                name: String::new(),
                from: vec![council.clone()],
                reference: row.reference.clone(),
                day: clocks::date_words(london_date(now)),
                notice: format!("{} {}", notice.compiled.id, notice.compiled.version),
            };
            let of = PaperOf {
                case: None,
                agreement: Some(id),
                person: keys_of(id),
                template: format!("agreement@{}", notice.compiled.version),
                categories: Vec::new(),
                record_class: CLASS_AGREEMENT.to_owned(),
            };
            let mut paper = drafted(tx, &actor, &words, of)?;
            paper.sent_at = Some(now);
            paper.until_on = london_date(now).checked_add(Span::new().days(DAYS)).ok();
            let mut first = PaperSigner::waiting(paper.id, 0, Side::Ours);
            let officer = SignerWho { position: "Data protection officer".to_owned(), ..SignerWho::default() };
            first.sealed = Some(seal(tx, &paper, PaperPart::Signer(0), &officer)?);
            tx.insert_paper_signer(&first)?;
            for (place, signer) in (1..).zip(&signers) {
                ask(tx, (&paper, &row), place, signer, (&council, &party, &origin))?;
            }
            paper.state = PaperState::Open;
            tx.move_paper(PaperState::Draft, &paper)?;
            let shown = HEXLOWER.encode(&paper.hash);
            let asked = signers.len() + 1;
            let detail = format!("agreement {id} presented to {asked} signers, sha256 {shown}");
            note(tx, &by, Action::Administer, &detail)?;
            Ok(paper.id)
        })
    }

    /// The paper of an agreement, if one was presented and not called back. A signed file is checked anew.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn agreement_paper(&self, actor: &Actor, id: EnrolmentId) -> Result<Option<AgreementPaper>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement paper", move |tx, inner| {
            let row = kept_by(tx, &actor, id)?;
            let Some(paper) = newest(tx, id)? else { return Ok(None) };
            let signers = tx.paper_signers(paper.id)?;
            let may_sign = paper.state == PaperState::Open && own_place(&actor, &row, &signers).is_some();
            let mut lines = Vec::new();
            for signer in &signers {
                lines.push(line(tx, inner, &paper, signer)?);
            }
            let check = match &paper.file {
                Some(_) => Some(check_seal(&file(tx, &paper)?, paper.file_hash.as_deref(), paper.settled_at)),
                None => None,
            };
            let over = paper.until_on.is_some_and(|last| last < london_date(tx.now()));
            Ok(Some(AgreementPaper {
                id: paper.id,
                state: paper.state,
                lapsed: paper.state == PaperState::Open && over,
                sent_at: paper.sent_at,
                until: paper.until_on,
                signers: lines,
                hash: HEXLOWER.encode(&paper.hash),
                file_hash: paper.file_hash.as_ref().map(|h| HEXLOWER.encode(h)),
                provider: paper.provider,
                check,
                may_sign,
            }))
        })
    }

    /// How that paper stands, and how many documents are attached. Nothing is opened, or checked.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register.
    pub fn agreement_signing(&self, actor: &Actor, id: EnrolmentId) -> Result<(Option<PaperState>, usize), AppError> {
        let actor = actor.clone();
        self.inner.store.read(&actor.caller.clone(), "agreement signing", move |tx| {
            kept_by(tx, &actor, id)?;
            Ok((newest(tx, id)?.map(|p| p.state), tx.agreement_documents(id)?.len()))
        })
    }

    /// The file of that paper: as it is presented, or as all have signed it.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor does not keep the register; `Refused` when it was signed and does not verify.
    pub fn agreement_paper_file(&self, actor: &Actor, id: EnrolmentId) -> Result<Vec<u8>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "agreement paper", move |tx, _| {
            kept_by(tx, &actor, id)?;
            let paper = newest(tx, id)?.ok_or(AppError::NotFound)?;
            let bytes = file(tx, &paper)?;
            if paper.file.is_some() {
                whole(&bytes, &paper)?;
            }
            Ok(bytes)
        })
    }

    /// Calls an agreement back that is out to be signed: its links lead nowhere from now on, and what some have signed counts for
    /// nothing.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Refused` when nothing is out, or a side has signed.
    pub fn call_back_agreement(&self, actor: &Actor, id: EnrolmentId) -> Result<(), AppError> {
        let actor = actor.clone();
        let by = disclosure::actor(&actor.caller);
        self.act(&actor.caller.clone(), "call back agreement", move |tx, _| {
            let mut row = kept_by(tx, &actor, id)?;
            if !call_back(tx, id)? {
                return Err(AppError::Refused(
                    "It is not out to be signed: it was signed by all, or called back".to_owned(),
                ));
            }
            (row.ours_by, row.ours_on, row.theirs_by, row.theirs_on) = (None, None, None, None);
            tx.update_agreement(&row)?;
            note(tx, &by, Action::Administer, &format!("agreement {id}: its paper was called back"))
        })
    }
}

fn line(tx: &mut Tx<'_>, inner: &Inner, paper: &Paper, signer: &PaperSigner) -> Result<SignerLine, AppError> {
    let mut who = who_of(tx, paper, signer)?;
    if let (true, Some(by)) = (who.name.is_empty(), signer.account) {
        who.name = inner.account_name(tx, by)?;
    }
    let wrote = answer_of(tx, paper, signer)?.map(|answer| answer.words);
    Ok(SignerLine {
        ours: signer.side == Side::Ours,
        who: who.in_words(),
        email: who.email,
        state: signer.state,
        at: signer.settled_at,
        way: signer.way.as_deref().map(Way::words),
        wrote,
        entry: signer.entry.map(|e| e.to_string()),
    })
}

/// Asks one who is named: they get a link of their own.
fn ask(
    tx: &mut Tx<'_>,
    (paper, row): (&Paper, &Agreement),
    place: i32,
    new: &NewSigner,
    (council, party, origin): (&str, &str, &str),
) -> Result<(), AppError> {
    let link = HandedOut::new(tx.entropy());
    let mut signer = PaperSigner::waiting(paper.id, place, if new.theirs { Side::Theirs } else { Side::Ours });
    let who = SignerWho { name: new.name.clone(), position: new.position.clone(), email: new.email.clone() };
    signer.sealed = Some(seal(tx, paper, PaperPart::Signer(place), &who)?);
    let account = tx.account_named(&new.email)?.filter(|a| a.disabled_at.is_none());
    signer.account = account.map(|a| a.id);
    signer.link_hash = Some(link.digest(SecretFor::Signing).to_vec());
    tx.insert_paper_signer(&signer)?;
    let until = paper
        .until_on
        .map_or_else(String::new, |last| format!(" It can be signed until {}.", clocks::date_words(last)));
    let account = match signer.account {
        Some(_) => format!("You have an account here: you can log in instead and sign at {origin}/to-sign\n"),
        None => String::new(),
    };
    let side = if new.theirs { party } else { council };
    let body = format!(
        "{}, {council} and {party} mean to sign an agreement: {} {}. You are asked to sign it for {side}.\n\n\
         Read it and sign it, or say why not: {origin}/sign/{}\n\n\
         The link is for you alone. A code is sent to this address when you follow it.{until}\n{account}",
        new.name,
        row.reference,
        row.title,
        link.text().expose()
    );
    mail(tx, &Mail { under: paper.person, address: &new.email, subject: "An agreement waits for you", body: &body })?;
    Ok(())
}

/// Those who sign as they were typed, put right or with what is wrong.
fn checked(tx: &mut Tx<'_>, typed: &[NewSigner]) -> Result<Vec<NewSigner>, AppError> {
    let mut fine: Vec<NewSigner> = Vec::new();
    let mut wrong = Vec::new();
    let mut add = |at: usize, field: &str, words: &str| {
        wrong.push(casework::FieldError { input: format!("{field}-{at}"), words: words.to_owned() });
    };
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (at, signer) in typed.iter().enumerate() {
        let signer = NewSigner {
            theirs: signer.theirs,
            name: one_line(&signer.name),
            position: one_line(&signer.position),
            email: signer.email.trim().to_lowercase(),
        };
        if signer.name.is_empty() && signer.position.is_empty() && signer.email.is_empty() {
            continue;
        }
        if signer.name.is_empty() || signer.name.chars().count() > 200 {
            add(at, "name", "Enter the name of whoever signs");
        }
        if signer.position.is_empty() || signer.position.chars().count() > 200 {
            add(at, "position", "Enter as what they sign, like Director");
        }
        let parts = signer.email.split_once('@');
        if !parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            || signer.email.contains(char::is_whitespace)
        {
            add(at, "email", "Enter their email address, like name@example.org");
        } else if fine.iter().any(|s| s.email == signer.email) {
            add(at, "email", "Each who signs needs an address of their own");
        } else if signer.theirs {
            // Nobody of the council signs for the other side.
            let staff = tx
                .account_named(&signer.email)?
                .is_some_and(|a| a.administers || a.capacities.iter().any(|c| c.contains("#role:")));
            if staff {
                add(at, "email", "This is somebody of the council: the other side signs for itself");
            }
        }
        fine.push(signer);
    }
    if !fine.iter().any(|s| s.theirs) {
        add(0, "name", "Enter who signs for the other side");
    }
    if wrong.is_empty() { Ok(fine) } else { Err(AppError::Form(crate::views::FormErrors { fields: wrong })) }
}

/// What an agreement says, to be set as a paper.
fn text(
    tx: &mut Tx<'_>,
    (row, notice): (&Agreement, &Published),
    documents: &[AgreementDocument],
    (council, party): (&str, &str),
    signers: &[NewSigner],
) -> Result<String, AppError> {
    let mut text = String::new();
    let compiled = &notice.compiled;
    let kind = AgreementKind::parse(&row.kind).unwrap_or(AgreementKind::Sharing);
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "Between {council} and {party}, under the privacy notice “{}”, version {}.\n\nKind: {}.\n",
        compiled.title,
        compiled.version,
        kind.words()
    );
    let until = row
        .until_on
        .map_or_else(|| "without a last day".to_owned(), |last| format!("until {}", clocks::date_words(last)));
    let _ = write!(text, "\n# When it is in force\n\nFrom {}, {until}.", clocks::date_words(row.from_on));
    if let Some(review) = row.review_on {
        let _ = write!(text, " Both sides look at it again by {}.", clocks::date_words(review));
    }
    text.push('\n');
    let mut part = |heading: &str, lines: &[String]| {
        if !lines.is_empty() {
            let _ = write!(text, "\n# {heading}\n\n");
            for line in lines {
                let _ = writeln!(text, "- {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    };
    if row.purposes.is_empty() {
        part("For what", &["Every purpose for which the privacy notice lets them have anything".to_owned()]);
    } else {
        part("For what", &row.purposes.iter().map(|p| notice.purpose_label(p)).collect::<Vec<_>>());
    }
    let categories: Vec<String> = if row.categories.is_empty() {
        let principal = row.party.split('/').next().unwrap_or(&row.party);
        may_have(notice, principal)
    } else {
        row.categories.iter().map(|c| notice.category_label(c)).collect()
    };
    part("Which information, as far as the privacy notice lets it go", &categories);
    part("Duties and powers", &row.gateways);
    let mut members = Vec::new();
    for member in &row.members {
        members.push(recipient_name(tx, notice, member)?);
    }
    part(&format!("For whom {party} signs"), &members);
    let attached: Vec<String> = documents
        .iter()
        .map(|d| format!("{}, {} bytes, SHA-256 {}", d.title, d.bytes, HEXLOWER.encode(&d.hash)))
        .collect();
    part("Attached", &attached);
    let mut who = vec![format!("For {council}: the data protection officer")];
    who.extend(signers.iter().map(|s| {
        let side = if s.theirs { party } else { council };
        format!("For {side}: {}, {}", s.name, s.position)
    }));
    part("Who signs", &who);
    Ok(text)
}
