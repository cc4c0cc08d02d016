//! The register of what went out.

use super::{ListAsk, ListLines, Take, gather, note_file};
use crate::actor::Actor;
use crate::error::AppError;
use crate::shares::{ApprovalLine, CopyLine, copies_of, kept_by, line, receipt_of};
use crate::{App, Inner};
use kernel::{CaseId, Timestamp};
use store::{InWords, SentFilter, SentOrder, Share, Tx};

/// Something that went out, with the copies of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundLine {
    /// What, to whom, by whom.
    pub line: ApprovalLine,
    /// The case.
    pub case: CaseId,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// How it went: a code.
    pub channel: String,
    /// SHA-256 of what was sent, in hexadecimal, as the receipt has it.
    pub hash: String,
    /// Who holds a copy until when.
    pub copies: Vec<CopyLine>,
}

fn outbound_line(tx: &mut Tx<'_>, inner: &Inner, share: &Share) -> Result<OutboundLine, AppError> {
    let notice = inner.published(tx, share.notice_version)?;
    let receipt = receipt_of(share);
    let hash = receipt.as_ref().and_then(|r| r.get("sha256")).and_then(serde_json::Value::as_str);
    Ok(OutboundLine {
        line: line(tx, inner, &notice, share)?,
        case: share.case_id,
        sent_at: share.sent_at,
        channel: share.channel.clone(),
        hash: hash.unwrap_or_default().to_owned(),
        copies: copies_of(tx, inner, share)?,
    })
}

impl App {
    /// The bodies and purposes that the register of what went out can be narrowed to: keys and names.
    ///
    /// # Errors
    /// As [`App::copies_due`].
    pub fn outbound_choices(&self, actor: &Actor) -> Result<[Vec<(String, String)>; 2], AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "choices of what went out", move |tx| {
            let notice = kept_by(tx, inner, &actor)?;
            let purposes = notice.compiled.purposes.iter().map(|p| (p.id.clone(), p.label.clone())).collect();
            Ok([crate::agreements::parties(tx, &notice)?, purposes])
        })
    }

    /// The register of what went out under the actor's notice: what was sent, when, how, and when each copy has to be gone.
    /// Nothing about anybody but references.
    ///
    /// # Errors
    /// As [`App::copies_due`].
    pub fn outbound(&self, actor: &Actor, ask: &ListAsk, take: Take) -> Result<ListLines<OutboundLine>, AppError> {
        let (actor, ask) = (actor.clone(), ask.clone());
        self.act(&actor.caller.clone(), "what went out", move |tx, inner| {
            let notice = kept_by(tx, inner, &actor)?;
            let (from, before) = ask.moments();
            let filter = SentFilter {
                notice_versions: tx.versions_of(&actor.capacity.notice)?,
                party: ask.owned("to"),
                purpose: ask.owned("purpose"),
                from,
                before,
            };
            let order = match ask.order.as_str() {
                "to" => SentOrder::Party(InWords::of(crate::agreements::parties(tx, &notice)?)),
                "purpose" => SentOrder::Purpose(InWords::of(
                    notice.compiled.purposes.iter().map(|purpose| (purpose.id.clone(), purpose.label.clone())),
                )),
                _ => SentOrder::Sent,
            };
            let found = gather(
                tx,
                (&ask, take),
                |tx, walk| tx.list_sent(&filter, &order, walk),
                |share| order.behind(share),
                |tx, shares| {
                    let mut ids: Vec<CaseId> = shares.iter().map(|s| s.case_id).collect();
                    ids.sort_unstable();
                    ids.dedup();
                    let owners: Vec<_> = tx.cases_by_id(&ids)?.iter().map(|c| (c.id, c.owner)).collect();
                    let hidden = tx.hidden(actor.account, &owners)?;
                    let there = shares.iter().filter(|s| !hidden.contains(&s.case_id));
                    there.map(|share| outbound_line(tx, inner, share)).collect()
                },
            )?;
            note_file(tx, &actor, ("what went out", take), found)
        })
    }
}
