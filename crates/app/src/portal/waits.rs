//! Something lies on the person's own page: that is all that is said.

use super::login::{PortalParcel, channel_of, envelope, send};
use crate::error::AppError;
use crate::look::Look;
use crate::messages::says_unsafe;
use kernel::london_date;
use messages::OwnWords;
use store::Tx;

/// Tells the person, if they can log in, that something waits on their page. It says neither whose page it is nor what waits. A
/// way that the record calls unsafe by now, or of which it cannot be read whether it is safe, is left alone. Answers whether anybody
/// was told.
pub(crate) fn say_something_waits(tx: &mut Tx<'_>, look: &Look, page: &str) -> Result<bool, AppError> {
    let (case, person, today) = (look.case.id, look.case.person, london_date(tx.now()));
    let mine = |a: &store::PortalAccount| a.person == person && a.kind == "subject" && a.is_live(today);
    let accounts: Vec<_> = tx.portal_accounts(case)?.into_iter().filter(mine).collect();
    if accounts.is_empty() {
        return Ok(false);
    }
    let sections = tx.sections(case)?;
    let mut told = false;
    for account in accounts {
        let Some(super::login::Envelope { way: to, language, .. }) = envelope(tx, &account)? else { continue };
        // Nothing was ever said of it but when the account was made: then it was safe.
        let safe = says_unsafe(tx, &look.notice, &sections, channel_of(&account.channel), &to)? == Some(false);
        if safe {
            // Who asks by a program may not know where the page is.
            let page = Some(format!("{page}/me")).filter(|_| !page.is_empty());
            let (subject, body) = OwnWords::of(&language).waits(page.as_deref());
            let parcel = PortalParcel { channel: account.channel.clone(), to, subject, body };
            send(tx, account.id, &parcel)?;
            told = true;
        }
    }
    Ok(told)
}
