//! Signing a paper of a case: by the person on their own page, or in the presence of a member of staff.

use super::Words;
use super::make::may_go_to_the_person;
use super::settle::{Signing, gone, ready, settle};
use super::view::opened;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::consent::{Circumstances, answered_by_paper};
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
    /// By telephone, with a member of staff and somebody else who hears it.
    ByPhone(AccountId),
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
            Self::ByPhone(_) => "by-phone",
            Self::Account => "account",
            Self::EmailedLink => "emailed-link",
        }
    }
    /// Before whom.
    pub(super) const fn witness(self) -> Option<AccountId> {
        match self {
            Self::InPerson(by) | Self::ByPhone(by) => Some(by),
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
            "by-phone" => "By telephone, with a member of staff who knows who they are, and a witness",
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
    /// By telephone: who else heard it.
    pub heard_by: String,
}

/// Signs or declines a paper of a case. `look` is that of whoever signs, or of the witness.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (actor, look): (&Actor, &Look),
    paper: Paper,
    signature: &Signature,
    way: Way,
    acts: Option<Represents>,
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
    let known = match &acts {
        None => vec![row("Known to us as", words.name.clone())],
        Some(acts) => vec![
            row("Known to us as", acts.name.clone()),
            row("Acts for", words.name.clone()),
            row("By which authority", acts.authority.clone()),
        ],
    };
    let known = signers.iter().map(|_| known.clone()).collect();
    let notice = format!("{} {}", look.notice.compiled.id, look.notice.compiled.version);
    let about = vec![row("Case", words.reference.clone()), row("Privacy notice", notice)];
    let keys = ring(tx, look, &[])?;
    let signing = Signing { words, signers, known, place, signature, way, about };
    let paper = settle(tx, inner, paper, signing, &mut |tx, detail| {
        let recorded = look.record(tx, actor, look.decide(Act::See, &[]), Action::Edit, &keys, detail)?;
        Ok(recorded.receipt().entry())
    })?;
    let circumstances = match acts {
        Some(acts) => Circumstances {
            capacity: "representative".to_owned(),
            representative: acts.name,
            authority: acts.authority,
            ..Circumstances::default()
        },
        // Whoever signs for themself is taken to understand what they sign: who had support or somebody who acts for them says so by the
        // other way of answering.
        None => Circumstances {
            capacity: "alone".to_owned(),
            witness: signature.heard_by.trim().to_owned(),
            ..Circumstances::default()
        },
    };
    answered_by_paper((tx, inner), (actor, look), &paper, words, (way, circumstances))
}

/// Somebody who signs for the person.
pub(super) struct Represents {
    /// Their name.
    pub(super) name: String,
    /// By which authority.
    pub(super) authority: String,
}
