//! Signing, whoever signs and whatever the paper is of: what was presented is what is signed; the ledger has each signature first;
//! when the last has signed, the paper is set with its evidence, and the file is sealed.

use super::certificate::signer;
use super::finish::{Signature, Way};
use super::make::{seal, seal_bytes};
use super::{PaperState, Words};
use crate::Inner;
use crate::error::AppError;
use data_encoding::HEXLOWER;
use disclosure::Opener as _;
use kernel::{EntryId, Timestamp, london_date};
use letters::{Block, SignatureRoom};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use signing::Signer;
use store::{Paper, PaperPart, PaperSigner, SignerState, Tx};

/// The longest name or reason, in characters.
const LONGEST: usize = 2_000;

/// What is sealed of a signature.
#[derive(Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) words: String,
    /// Who else heard it, by telephone.
    #[serde(default)]
    pub(crate) heard_by: String,
}

/// Writes something on the ledger under which the paper stands.
pub(crate) type Record<'r> = dyn FnMut(&mut Tx<'_>, &str) -> Result<EntryId, AppError> + 'r;

/// Labels and values of an evidence page.
pub(crate) type Rows = Vec<(String, String)>;

/// A signature that is given now, with what its evidence needs.
pub(crate) struct Signing<'s> {
    /// What the paper says.
    pub(crate) words: &'s Words,
    /// All who sign it.
    pub(crate) signers: Vec<PaperSigner>,
    /// Who each of them is to us, by place: labels and values.
    pub(crate) known: Vec<Rows>,
    /// Whose signature it is.
    pub(crate) place: i32,
    /// The signature.
    pub(crate) signature: &'s Signature,
    /// How it is known who signs.
    pub(crate) way: Way,
    /// What else the evidence names: the case or agreement, the notice.
    pub(crate) about: Rows,
}

pub(crate) fn gone() -> AppError {
    AppError::Refused("It does not wait to be signed any more".to_owned())
}

fn wrong(input: &str, words: &str) -> AppError {
    AppError::field(input, words)
}

/// Whether a paper can be signed at this moment, and what was typed. Nothing of the paper has to be opened for it.
pub(crate) fn ready(paper: &Paper, signature: &Signature, now: Timestamp) -> Result<String, AppError> {
    if paper.state != PaperState::Open {
        return Err(gone());
    }
    if paper.until_on.is_some_and(|last| last < london_date(now)) {
        return Err(AppError::Refused("Its time to be signed has passed: ask for a new one".to_owned()));
    }
    let typed = signature.words.split_whitespace().collect::<Vec<_>>().join(" ");
    if typed.chars().count() > LONGEST {
        return Err(wrong("words", "Write less: at most 2,000 characters"));
    }
    if signature.shown != HEXLOWER.encode(&paper.hash) {
        return Err(AppError::Refused("What is shown has changed: read it again".to_owned()));
    }
    Ok(typed)
}

/// Signs or declines a paper for one of those who are asked. Answers with the paper as it then stands: open while others are
/// still to sign.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    inner: &Inner,
    mut paper: Paper,
    signing: Signing<'_>,
    record: &mut Record<'_>,
) -> Result<Paper, AppError> {
    let Signing { words, mut signers, known, place, signature, way, about } = signing;
    let now = tx.now();
    let typed = ready(&paper, signature, now)?;
    // What is presented is set anew each time: a newer program may set it otherwise than what was hashed.
    let presented = words.set(paper.made_at, Vec::new(), None).map_err(|_| gone())?;
    if Sha256::digest(&presented.bytes).as_slice() != paper.hash.as_slice() {
        return Err(AppError::Refused("What is shown has changed since it was written: ask for a new one".to_owned()));
    }
    let mine = signers.iter_mut().find(|s| s.place == place && s.state == SignerState::Waiting).ok_or_else(gone)?;
    let shown = HEXLOWER.encode(&paper.hash);
    if signature.declines && typed.is_empty() {
        return Err(wrong("words", "Say what you do not agree with"));
    }
    if !signature.declines && typed.is_empty() {
        return Err(wrong("words", "Write your name"));
    }
    if !signature.declines && !signature.agrees {
        return Err(wrong("agree", "Say that you agree, or that you do not sign"));
    }
    let heard_by = signature.heard_by.split_whitespace().collect::<Vec<_>>().join(" ");
    if heard_by.chars().count() > 200 {
        return Err(wrong("heard", "Write less: at most 200 characters"));
    }
    // The ledger has the signature before there is a file of it.
    let did = if signature.declines { "did not sign" } else { "signed" };
    let entry = record(tx, &format!("{did} {} ({}), sha256 {shown}", paper.template, way.id()))?;
    mine.state = if signature.declines { SignerState::Declined } else { SignerState::Signed };
    mine.way = Some(way.id().to_owned());
    mine.witness = way.witness();
    mine.settled_at = Some(now);
    mine.entry = Some(entry);
    // By the link by which somebody signed they fetch the sealed paper, once everybody has signed: with a new code.
    mine.link_hash = mine.link_hash.take().filter(|_| !signature.declines && way == Way::EmailedLink);
    mine.code_hash = None;
    mine.answer = Some(seal(tx, &paper, PaperPart::Answer(place), &Answer { words: typed, heard_by })?);
    tx.update_paper_signer(mine)?;
    if signature.declines {
        paper.state = PaperState::Declined;
        paper.settled_at = Some(now);
    } else if signers.iter().all(|s| s.state == SignerState::Signed) {
        seal_up(tx, inner, (&mut paper, words), (&signers, &known), about, record)?;
        paper.state = PaperState::Signed;
        paper.settled_at = Some(now);
    }
    if tx.move_paper(PaperState::Open, &paper)? { Ok(paper) } else { Err(gone()) }
}

/// Sets the paper with its evidence page and seals the file.
fn seal_up(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (paper, words): (&mut Paper, &Words),
    (signers, known): (&[PaperSigner], &[Rows]),
    about: Rows,
    record: &mut Record<'_>,
) -> Result<(), AppError> {
    let now = tx.now();
    let council = words.from.first().cloned().unwrap_or_default();
    let row = |label: &str, value: String| (label.to_owned(), value);
    let mut evidence = vec![
        Block::NewPage,
        Block::Heading(2, "Evidence of the signature".to_owned()),
        Block::Paragraph(format!(
            "{council} keeps this page with the paper before it. The digital signature of this file covers both: a reader of PDF files says whether anything was changed."
        )),
    ];
    let several = signers.len() > 1;
    for (signer, known) in signers.iter().zip(known) {
        let way = signer.way.as_deref().unwrap_or_default();
        let witness = match signer.witness {
            Some(by) => inner.account_name(tx, by)?,
            None => Way::alone(way).to_owned(),
        };
        let answer = answer_of(tx, paper, signer)?;
        let (name, heard_by) = answer.map_or_else(Default::default, |a| (a.words, a.heard_by));
        let witness = if heard_by.is_empty() { witness } else { format!("{witness}, and {heard_by}, who heard it") };
        let mut rows = vec![row("Signed by", name)];
        rows.extend(known.iter().cloned());
        rows.extend([
            row("What they said", format!("“{}”", words.agree)),
            row("When", signer.settled_at.map_or_else(String::new, Timestamp::words)),
            row("How we know them", Way::words(way).to_owned()),
            row("Witness", witness),
            row("Entry of the ledger", signer.entry.map_or_else(String::new, |e| e.to_string())),
        ]);
        if several {
            evidence.push(Block::Heading(3, format!("Signature {}", signer.place + 1)));
        }
        evidence.push(Block::Pairs(rows));
    }
    if several {
        evidence.push(Block::Heading(3, "The paper".to_owned()));
    }
    let mut rows = vec![row("Presented since", paper.sent_at.map_or_else(String::new, |at| at.words()))];
    rows.extend(about);
    rows.push(row("SHA-256 of what was presented", HEXLOWER.encode(&paper.hash)));
    rows.push(row("Paper", paper.id.to_string()));
    evidence.push(Block::Pairs(rows));
    let last = signers.iter().filter_map(|s| s.entry).max().map_or_else(String::new, |e| e.to_string());
    let room = SignatureRoom { name: council, reason: format!("Seals the signature recorded as {last}"), at: now };
    let mut pdf = words
        .set(now, evidence, Some(room))
        .map_err(|e| wrong("words", &format!("Your name cannot be printed as it is: {e}")))?;
    let room = pdf.room.clone().ok_or_else(|| AppError::Fault("a paper has no room to sign".to_owned()))?;
    let own;
    let sealer: &dyn Signer = match inner.sealer.get() {
        Some(outside) => outside.as_ref(),
        None => {
            own = signer(tx, inner)?;
            &own
        }
    };
    let hash = signing::seal(&mut pdf.bytes, &room, sealer, now).map_err(|e| AppError::Refused(e.to_string()))?;
    record(tx, &format!("sealed {}, sha256 {}", paper.template, HEXLOWER.encode(&hash)))?;
    paper.provider = Some(sealer.provider().to_owned());
    paper.file = Some(seal_bytes(tx, paper, PaperPart::File, &pdf.bytes)?);
    paper.file_hash = Some(hash.to_vec());
    Ok(())
}

/// What a signer wrote, for the evidence within the paper that they signed.
pub(crate) fn answer_of(tx: &mut Tx<'_>, paper: &Paper, signer: &PaperSigner) -> Result<Option<Answer>, AppError> {
    let Some(sealed) = &signer.answer else { return Ok(None) };
    unsealed(tx, paper, PaperPart::Answer(signer.place), sealed).map(Some)
}

/// Opens a part of a paper for what the program itself does with it. What is shown of a paper of a case is opened with a grant.
pub(crate) fn unsealed<T: serde::de::DeserializeOwned>(
    tx: &mut Tx<'_>,
    paper: &Paper,
    part: PaperPart,
    sealed: &[u8],
) -> Result<T, AppError> {
    let plain = unsealed_bytes(tx, paper, part, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| AppError::Fault("a sealed part of a paper cannot be read".to_owned()))
}

/// The same, as bytes.
pub(crate) fn unsealed_bytes(
    tx: &mut Tx<'_>,
    paper: &Paper,
    part: PaperPart,
    sealed: &[u8],
) -> Result<Vec<u8>, AppError> {
    let ring = tx.ring(&[(paper.person, paper.record_class.as_str())])?;
    let plain = ring.open(&paper.place(part), sealed).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(plain.expose().to_vec())
}
