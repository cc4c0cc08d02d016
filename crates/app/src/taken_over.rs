//! What was taken to be so of whoever a notice names, when the registers of places and of new partners began: it holds for those
//! whom it named then, and for nobody whom only a further version names.

use crate::Inner;
use crate::destinations::{RECIPIENT, is_own};
use crate::error::AppError;
use crate::onboarding::ALL;
use kernel::Timestamp;
use std::collections::BTreeSet;
use store::{PartnerCheck, Tx, WHOEVER_IS_NAMED, Whereabouts};

/// Before a further version of a notice is published: puts it down for each whom the versions of that time name.
pub(crate) fn name_each(tx: &mut Tx<'_>, inner: &Inner, notice_id: &str) -> Result<(), AppError> {
    let known = tx.whereabouts(RECIPIENT)?;
    let of = |body: &str| known.iter().find(|w| w.notice_id == notice_id && w.body == body);
    if let Some(all) = of(WHOEVER_IS_NAMED) {
        for body in named_by(tx, inner, notice_id, all.at)?.iter().filter(|body| of(body).is_none()) {
            tx.put_whereabouts(&Whereabouts { body: body.clone(), ..all.clone() })?;
        }
        tx.delete_whereabouts(RECIPIENT, notice_id, WHOEVER_IS_NAMED)?;
    }
    let all = tx.partner_checks_of(notice_id, WHOEVER_IS_NAMED)?.into_iter().find(|c| c.item == ALL);
    if let Some(all) = all {
        for body in named_by(tx, inner, notice_id, all.at)? {
            let checked = tx.partner_checks_of(notice_id, &body)?;
            if !checked.iter().any(|c| c.body == body && c.item == ALL) {
                tx.put_partner_check(&PartnerCheck { body, ..all.clone() })?;
            }
        }
        tx.delete_partner_check(notice_id, WHOEVER_IS_NAMED, ALL)?;
    }
    Ok(())
}

/// The parties, but for the council's own, that the versions published until a moment name.
fn named_by(tx: &mut Tx<'_>, inner: &Inner, notice_id: &str, until: Timestamp) -> Result<BTreeSet<String>, AppError> {
    let mut named = BTreeSet::new();
    for version in tx.notice_versions()?.into_iter().filter(|v| v.notice_id == notice_id && v.published_at <= until) {
        let published = inner.published(tx, version.id)?;
        let compiled = &published.compiled;
        named.extend(compiled.merged.party.keys().filter(|id| !is_own(compiled, id)).cloned());
    }
    Ok(named)
}
