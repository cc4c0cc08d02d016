//! Signing: what was presented is what is signed; the ledger has it first; then the file is sealed.

use super::certificate::signer;
use super::make::{seal, seal_bytes};
use super::view::opened;
use super::{PaperState, Words};
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use data_encoding::HEXLOWER;
use kernel::{AccountId, london_date};
use ledger::Action;
use letters::{Block, SignatureRoom};
use notice::model::Act;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Paper, PaperPart, Tx};

/// The longest name or reason, in characters.
const LONGEST: usize = 2_000;

/// How it was known who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// On their own page, which a code by email and the date of birth open.
    EmailedCode,
    /// The same, with a code by text.
    TextedCode,
    /// In the presence of a member of staff.
    InPerson(AccountId),
}

impl Way {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::EmailedCode => "emailed-code",
            Self::TextedCode => "texted-code",
            Self::InPerson(_) => "in-person",
        }
    }
    /// The same in words, from its code.
    #[must_use]
    pub fn words(id: &str) -> &'static str {
        match id {
            "emailed-code" => "On their own page, opened by a code sent by email and the date of birth",
            "texted-code" => "On their own page, opened by a code sent by text and the date of birth",
            _ => "In person, before a member of staff who knows who they are",
        }
    }
}

/// What somebody does who signs. It has no `Debug`.
#[derive(Clone, Default)]
pub struct Signature {
    /// Their name, as they write it; or, if they do not sign, why.
    pub words: String,
    /// They say what the paper asks them to say.
    pub agrees: bool,
    /// They say that they do not sign.
    pub declines: bool,
    /// SHA-256 of what was presented to them, in hexadecimal.
    pub shown: String,
}

/// What is sealed of a signature.
#[derive(Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) words: String,
}

fn wrong(input: &str, words: &str) -> AppError {
    AppError::field(input, words)
}

/// Signs or declines a paper. `look` is that of whoever signs, or of the witness.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (actor, look): (&Actor, &Look),
    mut paper: Paper,
    signature: &Signature,
    way: Way,
) -> Result<(), AppError> {
    let gone = || AppError::Refused("It does not wait to be signed any more".to_owned());
    let now = tx.now();
    if paper.state != PaperState::Open {
        return Err(gone());
    }
    if !look.is_open() {
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
    let Item::Released(words) = opened::<Words>(tx, actor, look, &paper, PaperPart::Words, "to be signed")? else {
        return Err(AppError::NotFound);
    };
    let words = words.get();
    // What is presented is set anew each time: a newer program may set it otherwise than what was hashed.
    let presented = words.set(paper.made_at, Vec::new(), None).map_err(|_| gone())?;
    if Sha256::digest(&presented.bytes).as_slice() != paper.hash.as_slice() {
        return Err(AppError::Refused("What is shown has changed since it was written: ask for a new one".to_owned()));
    }
    paper.way = Some(way.id().to_owned());
    paper.witness = if let Way::InPerson(by) = way { Some(by) } else { None };
    paper.settled_at = Some(now);
    let shown = HEXLOWER.encode(&paper.hash);
    let keys = ring(tx, look, &[])?;
    if signature.declines {
        if typed.is_empty() {
            return Err(wrong("words", "Say what you do not agree with"));
        }
        paper.state = PaperState::Declined;
        let detail = format!("did not sign {} ({}), sha256 {shown}", paper.template, way.id());
        let recorded = look.record(tx, actor, look.decide(Act::See, &[]), Action::Edit, &keys, &detail)?;
        paper.entry = Some(recorded.receipt().entry());
        paper.answer = Some(seal(tx, &paper, PaperPart::Answer, &Answer { words: typed })?);
        return if tx.move_paper(PaperState::Open, &paper)? { Ok(()) } else { Err(gone()) };
    }
    if typed.is_empty() {
        return Err(wrong("words", "Write your name"));
    }
    if !signature.agrees {
        return Err(wrong("agree", "Say that you agree, or that you do not sign"));
    }
    // The ledger has the signature before there is a file of it.
    let detail = format!("signed {} ({}), sha256 {shown}", paper.template, way.id());
    let recorded = look.record(tx, actor, look.decide(Act::See, &[]), Action::Edit, &keys, &detail)?;
    let entry = recorded.receipt().entry();
    let council = words.from.first().cloned().unwrap_or_default();
    let witness = match way {
        Way::InPerson(by) => inner.account_name(tx, by)?,
        _ => "None: they were alone on their own page".to_owned(),
    };
    let row = |label: &str, value: String| (label.to_owned(), value);
    let evidence = vec![
        Block::NewPage,
        Block::Heading(2, "Evidence of the signature".to_owned()),
        Block::Paragraph(format!(
            "{council} keeps this page with the paper before it. The digital signature of this file covers both: a reader of PDF files says whether anything was changed."
        )),
        Block::Pairs(vec![
            row("Signed by", typed.clone()),
            row("Known to us as", words.name.clone()),
            row("What they said", format!("“{}”", words.agree)),
            row("When", now.words()),
            row("How we know them", Way::words(way.id()).to_owned()),
            row("Witness", witness),
            row("Presented since", paper.sent_at.map_or_else(String::new, |at| at.words())),
            row("Case", words.reference.clone()),
            row("Privacy notice", format!("{} {}", look.notice.compiled.id, look.notice.compiled.version)),
            row("SHA-256 of what was presented", shown),
            row("Entry of the ledger", entry.to_string()),
            row("Paper", paper.id.to_string()),
        ]),
    ];
    let room = SignatureRoom { name: council, reason: format!("Seals the signature recorded as {entry}"), at: now };
    let mut pdf = words
        .set(now, evidence, Some(room))
        .map_err(|e| wrong("words", &format!("Your name cannot be printed as it is: {e}")))?;
    let seal_of = signer(tx, inner)?;
    let room = pdf.room.clone().ok_or_else(|| AppError::Fault("a paper has no room to sign".to_owned()))?;
    let hash = signing::seal(&mut pdf.bytes, &room, &seal_of, now).map_err(|e| AppError::Refused(e.to_string()))?;
    let detail = format!("sealed {}, sha256 {}", paper.template, HEXLOWER.encode(&hash));
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Edit, &keys, &detail)?;
    paper.state = PaperState::Signed;
    paper.entry = Some(entry);
    paper.answer = Some(seal(tx, &paper, PaperPart::Answer, &Answer { words: typed })?);
    paper.file = Some(seal_bytes(tx, &paper, PaperPart::File, &pdf.bytes)?);
    paper.file_hash = Some(hash.to_vec());
    if tx.move_paper(PaperState::Open, &paper)? { Ok(()) } else { Err(gone()) }
}
