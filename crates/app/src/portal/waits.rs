//! Something lies on the person's own page: that is all that is said.

use super::login::{PortalParcel, address, send};
use crate::error::AppError;
use kernel::{CaseId, PersonId, london_date};
use store::Tx;

/// Tells the person, if they can log in, that something waits on their page. It says neither whose page it is nor what waits.
pub(crate) fn say_something_waits(tx: &mut Tx<'_>, person: PersonId, case: CaseId, page: &str) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let accounts = tx.portal_accounts(case)?.into_iter();
    for account in accounts.filter(|a| a.person == person && a.kind == "subject" && a.is_live(today)) {
        if let Some(to) = address(tx, &account)? {
            let parcel = PortalParcel {
                channel: account.channel.clone(),
                to,
                subject: "Something waits for you".to_owned(),
                body: format!("Something waits for you on your page: {page}/me"),
            };
            send(tx, account.id, &parcel)?;
        }
    }
    Ok(())
}
