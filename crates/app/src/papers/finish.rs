//! Signing a paper of a case: by the person on their own page, or in the presence of a member of staff.

use super::Words;
use super::make::may_go_to_the_person;
use super::settle::{Signing, gone, ready, settle};
use super::view::opened;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use kernel::AccountId;
use ledger::Action;
use notice::model::Act;
use store::{Paper, PaperPart, Side, SignerState, Tx};

/// How it was known who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// On their own page, which a code by email and the date of birth open.
    EmailedCode,
    /// The same, with a code by text.
    TextedCode,
    /// In the presence of a member of staff.
    InPerson(AccountId),
    /// In an account of their own here.
    Account,
    /// By a link that was sent to their address, with a code that was sent there when they opened it.
    EmailedLink,
}

impl Way {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::EmailedCode => "emailed-code",
            Self::TextedCode => "texted-code",
            Self::InPerson(_) => "in-person",
            Self::Account => "account",
            Self::EmailedLink => "emailed-link",
        }
    }
    /// Before whom.
    pub(super) const fn witness(self) -> Option<AccountId> {
        match self {
            Self::InPerson(by) => Some(by),
            _ => None,
        }
    }
    /// Why nobody was a witness, by the way's code.
    pub(super) fn alone(id: &str) -> &'static str {
        match id {
            "account" => "None: they were logged in here",
            "emailed-link" => "None: they followed the link that was sent to them",
            _ => "None: they were alone on their own page",
        }
    }
    /// The same in words, from its code.
    #[must_use]
    pub fn words(id: &str) -> &'static str {
        match id {
            "emailed-code" => "On their own page, opened by a code sent by email and the date of birth",
            "texted-code" => "On their own page, opened by a code sent by text and the date of birth",
            "account" => "In their own account here, with password and second factor",
            "emailed-link" => "By a link sent to their address by email, and a code sent there when they opened it",
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

/// Signs or declines a paper of a case. `look` is that of whoever signs, or of the witness.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (actor, look): (&Actor, &Look),
    paper: Paper,
    signature: &Signature,
    way: Way,
) -> Result<(), AppError> {
    if !look.is_open() {
        return Err(gone());
    }
    ready(&paper, signature, tx.now())?;
    let opening = opened::<Words>(tx, actor, look, &paper, (PaperPart::Words, Some(&paper.sealed)), "to be signed")?;
    let Item::Released(words) = opening else {
        return Err(AppError::NotFound);
    };
    if way.witness().is_some() {
        // What lies before them is disclosed to the person, not to the officer alone.
        may_go_to_the_person(tx, inner, actor, look, &paper)?;
    }
    let signers = tx.paper_signers(paper.id)?;
    let place = signers.iter().find(|s| s.side == Side::Subject && s.state == SignerState::Waiting);
    let place = place.map(|s| s.place).ok_or_else(gone)?;
    let row = |label: &str, value: String| (label.to_owned(), value);
    let words = words.get();
    let known = signers.iter().map(|_| vec![row("Known to us as", words.name.clone())]).collect();
    let notice = format!("{} {}", look.notice.compiled.id, look.notice.compiled.version);
    let about = vec![row("Case", words.reference.clone()), row("Privacy notice", notice)];
    let keys = ring(tx, look, &[])?;
    let signing = Signing { words, signers, known, place, signature, way, about };
    settle(tx, inner, paper, signing, &mut |tx, detail| {
        let recorded = look.record(tx, actor, look.decide(Act::See, &[]), Action::Edit, &keys, detail)?;
        Ok(recorded.receipt().entry())
    })?;
    Ok(())
}
