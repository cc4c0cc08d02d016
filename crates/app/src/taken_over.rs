//! What was taken to be so of whoever a notice names, when the registers of places and of new partners began: it holds for those
//! whom it named then, and for nobody whom only a further version names.

use crate::destinations::{RECIPIENT, is_own};
use crate::error::AppError;
use crate::onboarding::ALL;
use notice::model::Compiled;
use store::{PartnerCheck, Tx, WHOEVER_IS_NAMED, Whereabouts};

/// Before a further version is published: puts it down for each whom the version before names.
pub(crate) fn name_each(tx: &mut Tx<'_>, before: &Compiled) -> Result<(), AppError> {
    let known = tx.whereabouts(RECIPIENT)?;
    let of = |body: &str| known.iter().find(|w| w.notice_id == before.id && w.body == body);
    if let Some(all) = of(WHOEVER_IS_NAMED) {
        // Where the notice says where somebody is, that counts.
        let unsaid = before.merged.party.iter().filter(|(id, p)| p.location.is_none() && !is_own(before, id));
        for (body, _) in unsaid.filter(|(id, _)| of(id).is_none()) {
            tx.put_whereabouts(&Whereabouts { body: body.clone(), ..all.clone() })?;
        }
        tx.delete_whereabouts(RECIPIENT, &before.id, WHOEVER_IS_NAMED)?;
    }
    let all = tx.partner_checks_of(&before.id, WHOEVER_IS_NAMED)?.into_iter().find(|c| c.item == ALL);
    if let Some(all) = all {
        for body in before.merged.party.keys() {
            let checked = tx.partner_checks_of(&before.id, body)?;
            if !checked.iter().any(|c| c.body == *body && c.item == ALL) {
                tx.put_partner_check(&PartnerCheck { body: body.clone(), ..all.clone() })?;
            }
        }
        tx.delete_partner_check(&before.id, WHOEVER_IS_NAMED, ALL)?;
    }
    Ok(())
}
