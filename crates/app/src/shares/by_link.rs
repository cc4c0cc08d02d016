//! What was sent to a body without an account: reached by a link, with a code that it is told by another way. From there it does what others do
//! at a desk. Each time that it is opened stands on the person's ledger and among the steps.

use super::view::{ShareView, ours};
use super::ways::checked;
use super::{CopyLine, Said, ground_of, refused, state_of, words, write_step};
use crate::App;
use crate::actor::{Actor, Capacity};
use crate::agencies::has_desk;
use crate::cases::parts::ring;
use crate::consent::WithdrawalLine;
use crate::error::AppError;
use crate::look::Look;
use crate::requests::{LinkMade, code_digest, new_code};
use crate::work::documents::DocumentBytes;
use identity::{HandedOut, SecretFor};
use kernel::{AccountId, AttachmentId, Caller, CaseId, Sensitive, SessionId, ShareId, TaskId, Timestamp};
use ledger::Action;
use notice::model::Act;
use sharing::Step;
use store::{Part, Share, ShareLink, Tx};
use subtle::ConstantTimeEq as _;

/// For how many days a link works.
pub const SHARE_LINK_DAYS: i64 = 28;
/// How often a wrong code can be given.
const TRIES: i32 = 5;
/// The steps by which a link was made and followed.
const MADE: &str = "link-made";
pub(super) const FOLLOWED: &str = "link-followed";

/// Who has followed a link and given its code: the body, before that one thing and no other.
pub struct SentByLink {
    actor: Actor,
    share: ShareId,
    /// The case's reference.
    pub reference: String,
    /// Until when the link works.
    pub until: Timestamp,
}

/// What came of following a link.
pub enum Followed {
    /// They are in.
    In(Box<SentByLink>),
    /// The code is wrong; so many tries are left.
    WrongCode(i32),
    /// The link does not work any more.
    Over,
    /// Too many links that lead nowhere were tried within a minute.
    TooMany,
}

/// The body, as the gate knows it. It has no account.
fn body(authority: kernel::AuthorityId, notice: &str, share: &Share) -> Actor {
    let (principal, enrolment) = match share.party.split_once('/') {
        Some((class, id)) => (class, id.parse().ok()),
        None => (share.party.as_str(), None),
    };
    Actor {
        caller: Caller::system(authority, BY_LINK),
        // Nobody's: what is so of whoever sent it (their cases, what they are barred from, why they look) is not so of the body.
        account: AccountId::from_bytes([0; 16]),
        enrolment,
        session: SessionId::from_bytes([0; 16]),
        name: String::new(),
        capacity: Capacity { notice: notice.to_owned(), principal: principal.to_owned() },
        purpose: share.purpose.clone(),
        administers: false,
        trained: false,
        bound: true,
    }
}

/// Who acts by a link, as entries of the ledger name them.
pub(crate) const BY_LINK: &str = "link";

/// The link with a digest, while it works.
fn live(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<ShareLink>, AppError> {
    let now = tx.now();
    Ok(tx.share_link(digest)?.filter(|link| works(link, now)))
}

/// Whether a link leads somewhere. The last wrong code ends it.
fn works(link: &ShareLink, now: Timestamp) -> bool {
    link.ended_at.is_none() && now < link.until_at
}

impl App {
    /// Whether something that was sent can be given to the body by a link, since nobody there has an account; and until when the newest
    /// link works, if one does.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn share_link_state(
        &self,
        actor: &Actor,
        case: CaseId,
        id: ShareId,
    ) -> Result<(bool, Option<Timestamp>), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "link to what was sent", move |tx, inner| {
            let Some((look, share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            let now = tx.now();
            let live = tx.share_links(id)?.into_iter().find(|link| works(link, now));
            let offered = may_link(tx, &look, &share)?;
            Ok(Some((offered, live.map(|l| l.until_at))))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Makes a link by which the body reaches what was sent, with a code to be told by another way. An earlier link ends.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor; `Refused` when it was not sent, somebody there has an account, or not everything
    /// was checked of the body.
    pub fn make_share_link(&self, actor: &Actor, case: CaseId, id: ShareId) -> Result<LinkMade, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "make link to what was sent", move |tx, inner| {
            let Some((look, share)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            if !may_link(tx, &look, &share)? {
                return refused("It was not sent, or somebody there has an account: it waits on their desk");
            }
            // Of what was taken back it shows nothing: by it they say what became of what they have.
            if state_of(&share).is_with_them() {
                checked(tx, &look.notice, &share.party, (&share.purpose, ground_of(&share)))?;
            }
            end_links(tx, id)?;
            let link = HandedOut::new(tx.entropy());
            let digest = link.digest(SecretFor::Sent).to_vec();
            let code = new_code(tx);
            let row = ShareLink {
                id: AttachmentId::new(tx.now(), tx.entropy()),
                share: id,
                code_hash: code_digest(&digest, &code),
                link_hash: digest,
                until_at: tx.now().plus_seconds(SHARE_LINK_DAYS * 86_400),
                tries: 0,
                made_by: actor.account,
                made_at: tx.now(),
                ended_at: None,
            };
            tx.insert_share_link(&row)?;
            write_step(tx, &share, Some(actor.account), Said { step: MADE, code: None, words: words("more", "") })?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("share {id}: a link for {}", share.party);
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &keys, &detail)?;
            Ok(Some(LinkMade { link, code: Sensitive::new(code) }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Ends the links to something that was sent.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor.
    pub fn end_share_link(&self, actor: &Actor, case: CaseId, id: ShareId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end link to what was sent", move |tx, inner| {
            let Some((look, _)) = ours(tx, inner, &actor, (case, id))? else { return Ok(None) };
            end_links(tx, id)?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!("share {id}: its link was ended");
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &keys, &detail)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Whether a link still leads somewhere. Says nothing of what.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_link_works(&self, link: &HandedOut) -> Result<bool, AppError> {
        let digest = link.digest(SecretFor::Sent).to_vec();
        self.inner.store.read(&self.public(), "link to what was sent", move |tx| Ok(live(tx, &digest)?.is_some()))
    }

    /// Follows a link with its code. `opens` says that what was sent is looked at: that is on the person's ledger.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn follow_share_link(
        &self,
        link: &HandedOut,
        code: &Sensitive<String>,
        opens: bool,
    ) -> Result<Followed, AppError> {
        let (digest, code) = (link.digest(SecretFor::Sent).to_vec(), code.clone());
        let inner = &self.inner;
        let nowhere = self.inner.store.read(&self.public(), "link to what was sent", {
            let digest = digest.clone();
            move |tx| {
                Ok::<_, AppError>(match live(tx, &digest)? {
                    Some(_) => None,
                    None if inner.dead_links.once_more(tx.now()) => Some(Followed::Over),
                    None => Some(Followed::TooMany),
                })
            }
        })?;
        if let Some(nowhere) = nowhere {
            return Ok(nowhere);
        }
        self.act(&Caller::system(self.inner.authority, BY_LINK), "follow link", move |tx, inner| {
            let Some(mut link) = live(tx, &digest)? else { return Ok(Followed::Over) };
            let given = code_digest(&digest, code.expose());
            if !bool::from(link.code_hash.ct_eq(&given)) {
                link.tries += 1;
                let left = TRIES - link.tries;
                if left <= 0 {
                    link.ended_at = Some(tx.now());
                }
                tx.update_share_link(&link)?;
                crate::login::note(tx, "system:link", Action::LogInFailed, "a wrong code for what was sent")?;
                return Ok(if left <= 0 { Followed::Over } else { Followed::WrongCode(left) });
            }
            let share = tx.share(link.share)?.ok_or(AppError::NotFound)?;
            let case = tx.case(share.case_id)?.ok_or(AppError::NotFound)?;
            let notice = inner.published(tx, case.notice_version)?;
            let actor = body(inner.authority, &notice.compiled.id, &share);
            let reference = case.reference.clone();
            if opens && let Some(look) = Look::many(tx, inner, &actor, vec![case])?.pop() {
                let keys = ring(tx, &look, &[])?;
                let detail = format!("share {}: followed the link for {}", share.id, share.party);
                look.record(tx, &actor, look.decide(Act::See, &[]), Action::Open, &keys, &detail)?;
                write_step(tx, &share, None, Said { step: FOLLOWED, code: None, words: words("more", "") })?;
            }
            Ok(Followed::In(Box::new(SentByLink { actor, share: share.id, reference, until: link.until_at })))
        })
    }

    /// What was sent, as the gate still lets the body have it; none where nothing of it is shown any more.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sent_by_link(&self, at: &SentByLink) -> Result<Option<ShareView>, AppError> {
        match self.desk_item(&at.actor, at.share) {
            Ok(view) => Ok(Some(view)),
            // Of a closed case nothing is shown, and a body gives no reason for looking.
            Err(AppError::NotFound | AppError::WantsReason(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the body does with it.
    ///
    /// # Errors
    /// As [`App::desk_step`].
    pub fn step_by_link(&self, at: &SentByLink, what: Step, code: &str, more: &str) -> Result<(), AppError> {
        self.desk_step(&at.actor, at.share, what, code, more)
    }

    /// A document that went with it.
    ///
    /// # Errors
    /// As [`App::desk_document`].
    pub fn sent_document_by_link(&self, at: &SentByLink, document: AttachmentId) -> Result<DocumentBytes, AppError> {
        self.desk_document(&at.actor, at.share, document, Part::Original)
    }

    /// Permissions for this record that were withdrawn, and under which the body had something.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn withdrawals_by_link(&self, at: &SentByLink) -> Result<Vec<WithdrawalLine>, AppError> {
        let mut lines = self.withdrawals(&at.actor)?;
        lines.retain(|l| l.reference == at.reference);
        Ok(lines)
    }

    /// The body has read of a withdrawal, or says what it did.
    ///
    /// # Errors
    /// As [`App::answer_withdrawal`]; `NotFound` of another record's.
    pub fn answer_withdrawal_by_link(
        &self,
        at: &SentByLink,
        id: TaskId,
        did: Option<&str>,
        said: &Sensitive<String>,
    ) -> Result<(), AppError> {
        if !self.withdrawals_by_link(at)?.iter().any(|l| l.id == id) {
            return Err(AppError::NotFound);
        }
        self.answer_withdrawal(&at.actor, id, did, said)
    }

    /// What the body still holds of what was sent, and has to delete.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copies_by_link(&self, at: &SentByLink) -> Result<Vec<CopyLine>, AppError> {
        let share = at.share;
        let of_this: Vec<ShareId> = self
            .inner
            .store
            .read(&at.actor.caller, "copies of what was sent", move |tx| Ok::<_, AppError>(tx.share_copies(share)?))?
            .into_iter()
            .map(|c| c.id)
            .collect();
        let mut lines = self.copies_at_desk(&at.actor)?;
        lines.retain(|l| of_this.contains(&l.id));
        Ok(lines)
    }

    /// The body says what became of its copy.
    ///
    /// # Errors
    /// As [`App::copy_became`]; `NotFound` of another's.
    pub fn copy_became_by_link(&self, at: &SentByLink, id: ShareId, code: &str) -> Result<(), AppError> {
        if !self.copies_by_link(at)?.iter().any(|l| l.id == id) {
            return Err(AppError::NotFound);
        }
        self.copy_became(&at.actor, id, code)
    }
}

/// Whether something can be given by a link: it has left, and nobody of the body has an account.
fn may_link(tx: &mut Tx<'_>, look: &Look, share: &Share) -> Result<bool, AppError> {
    Ok(share.sent_at.is_some() && !has_desk(&tx.accounts()?, &look.notice.compiled.id, &share.party))
}

fn end_links(tx: &mut Tx<'_>, share: ShareId) -> Result<(), AppError> {
    for mut link in tx.share_links(share)?.into_iter().filter(|l| l.ended_at.is_none()) {
        link.ended_at = Some(tx.now());
        tx.update_share_link(&link)?;
    }
    Ok(())
}
