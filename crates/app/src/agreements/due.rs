//! The days on which contracts run out and conditions of partners are to be met: those responsible on both sides are told beforehand and at
//! the time, by email to the addresses that the registers have. Nothing in it is about anybody.

use super::{OFFICER, partners_of};
use crate::access::mail_administrators;
use crate::agencies::acts_for;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::onboarding::CONDITIONS;
use crate::outbox::{Mail, StaffMail, is_written_to, mail, mail_to_staff};
use crate::shares::addresses_for;
use crate::studies::tell_of_files;
use clocks::date_words as day;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{PersonId, london_date};
use ledger::Action;
use sharing::reminder::{Occasion, occasions};
use store::{Account, Contract, ContractProvider, ReminderSent, Tx};

/// Whom to reach at a body about agreements: purposes of the contacts of an agency, the first that has anybody.
const WHOM: [&str; 2] = ["data-protection", "anything"];
/// What ran out longer ago than this, in days, is told to nobody by email: the register says it.
const LONG_OVER: i64 = 30;

/// The addresses of bodies about agreements, as the register of agencies has them.
pub(super) fn their_addresses(tx: &mut Tx<'_>, notice_id: &str, bodies: &[String]) -> Result<Vec<String>, AppError> {
    let mut all = Vec::new();
    for body in bodies {
        all.extend(addresses_for(tx, (notice_id, body), &WHOM)?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Writes to those of the council who keep the register of a notice: its data protection officers, or else the administrators. Answers
/// whether anybody is reached.
pub(crate) fn write_to_ours(tx: &mut Tx<'_>, notice_id: &str, subject: &str, body: &str) -> Result<bool, AppError> {
    let accounts: Vec<Account> = tx.accounts()?.into_iter().filter(is_written_to).collect();
    let officers: Vec<&Account> = accounts.iter().filter(|a| acts_for(a, notice_id, OFFICER)).collect();
    if officers.is_empty() {
        mail_administrators(tx, &accounts, subject, body)?;
        return Ok(accounts.iter().any(|a| a.administers));
    }
    for to in officers {
        mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body })?;
    }
    Ok(true)
}

/// A day that both sides are told of.
pub(crate) struct Due<'a> {
    /// What it is about: its kind and id, and for keys of what is sent its id alone.
    pub(crate) about: String,
    /// Under which id the keys of what is sent stand.
    pub(crate) under: PersonId,
    /// The other side.
    pub(crate) bodies: &'a [String],
    pub(crate) subject: &'static str,
    pub(crate) words: String,
    /// What it is called, and with whom.
    pub(crate) of: String,
}

/// Tells both sides of a day, once for an occasion.
pub(crate) fn tell(tx: &mut Tx<'_>, notice_id: &str, due: &Due<'_>, code: &str) -> Result<bool, AppError> {
    if tx.reminders(&due.about)?.iter().any(|r| r.what == code) {
        return Ok(false);
    }
    let theirs = their_addresses(tx, notice_id, due.bodies)?;
    const BOTH: &str = "Both sides were told.";
    let text = |side: &str, other: &str| format!("{}\n\n{}\n\nThis was sent to {side}. {other}\n", due.words, due.of);
    let other = match theirs.is_empty() {
        true => "The other side has no address in the register of agencies: tell them.",
        false => BOTH,
    };
    let ours = write_to_ours(tx, notice_id, due.subject, &text("those who keep the council’s register", other))?;
    let other = if ours { BOTH } else { "The council’s side has no address here: tell them." };
    let body = text("the other side’s contact", other);
    for address in &theirs {
        mail(tx, &Mail { under: due.under, address, subject: due.subject, body: &body })?;
    }
    let sent = ReminderSent {
        about: due.about.clone(),
        what: code.to_owned(),
        at: tx.now(),
        ours,
        theirs: !theirs.is_empty(),
    };
    tx.note_reminder(&sent)?;
    let detail = format!("{}: told of {code}, ours {ours}, theirs {}", due.about, !theirs.is_empty());
    note(tx, "system:jobs", Action::Administer, &detail)?;
    Ok(true)
}

/// The occasions of a last day; what was over long ago is none.
pub(crate) fn of_last_day(on: Date, today: Date) -> Vec<(Occasion, Date)> {
    let old = on < today.saturating_sub(LONG_OVER.days());
    if old { Vec::new() } else { occasions(Some(on), None, today) }
}

/// What reminders about a contract are kept under.
pub(crate) fn of_contract(row: &Contract) -> String {
    format!("contract:{}", row.id)
}

/// What reminders about the conditions of a partner are kept under.
pub(crate) fn of_conditions(notice_id: &str, body: &str) -> String {
    format!("conditions:{notice_id}:{body}")
}

fn contract(
    tx: &mut Tx<'_>,
    notice: &Published,
    row: &Contract,
    providers: &[ContractProvider],
) -> Result<usize, AppError> {
    let (id, today) = (&notice.compiled.id, london_date(tx.now()));
    let under = PersonId::from_bytes(*row.id.as_bytes());
    let mut told = 0;
    let of = format!("Contract {}: {}", row.reference, row.title);
    let words = |over: bool, on: Date| {
        if over {
            format!(
                "The last day of the contract was {}. Nothing that needs an agreement goes to whoever delivered under it.",
                day(on)
            )
        } else {
            format!(
                "The last day of the contract is {}. After it nothing that needs an agreement goes to whoever delivers under it.",
                day(on)
            )
        }
    };
    // Those who deliver until the end are told with whoever answers for the delivery; the others of their own day.
    let (to_the_end, before): (Vec<_>, Vec<_>) = providers.iter().partition(|p| p.until_on >= row.until_on);
    let mut bodies = vec![row.prime.clone()];
    bodies.extend(to_the_end.iter().map(|p| p.body.clone()));
    for (occasion, on) in of_last_day(row.until_on, today) {
        let over = occasion == Occasion::Lapsed;
        let due = Due {
            about: of_contract(row),
            under,
            bodies: &bodies,
            subject: if over { "A contract has run out" } else { "A contract ends soon" },
            words: words(over, on),
            of: of.clone(),
        };
        told += usize::from(tell(tx, id, &due, &occasion.code(on))?);
    }
    for provider in before {
        let name = recipient_name(tx, notice, &provider.body)?;
        for (occasion, on) in of_last_day(provider.until_on, today) {
            let over = occasion == Occasion::Lapsed;
            let due = Due {
                about: format!("{}:{}", of_contract(row), provider.body),
                under,
                bodies: std::slice::from_ref(&provider.body),
                subject: if over {
                    "Delivery under a contract has ended"
                } else {
                    "Delivery under a contract ends soon"
                },
                words: format!("{name} delivers under it until {}.", day(on)),
                of: of.clone(),
            };
            told += usize::from(tell(tx, id, &due, &occasion.code(on))?);
        }
    }
    Ok(told)
}

fn conditions(tx: &mut Tx<'_>, notice: &Published) -> Result<usize, AppError> {
    let (id, today) = (&notice.compiled.id, london_date(tx.now()));
    let mut told = 0;
    // A body that has left the list has no conditions to meet any more.
    let (on_list, left): (Vec<_>, Vec<_>) = tx.enrolments(id)?.into_iter().partition(|e| e.holds_on(today));
    let has_left = |key: &str| left.iter().any(|e| e.body == key) && !on_list.iter().any(|e| e.body == key);
    for partner in partners_of(tx, notice, &[])?.into_iter().filter(|partner| !has_left(&partner.key)) {
        for check in tx.partner_checks_of(id, &partner.key)? {
            let Some(by) = check.conditions_by.filter(|_| check.result == CONDITIONS && check.body == partner.key)
            else {
                continue;
            };
            for (occasion, on) in of_last_day(by, today) {
                let over = occasion == Occasion::Lapsed;
                let words = if over {
                    format!(
                        "The conditions were to be met by {}. No referral goes until it is written down that they are.",
                        day(on)
                    )
                } else {
                    format!(
                        "The conditions are to be met by {}. From the day after no referral goes, until it is written down that they are.",
                        day(on)
                    )
                };
                let mut under = [0; 16];
                under.copy_from_slice(&sha2_of(&of_conditions(id, &partner.key))[..16]);
                let due = Due {
                    about: of_conditions(id, &partner.key),
                    under: PersonId::from_bytes(under),
                    bodies: std::slice::from_ref(&partner.key),
                    subject: if over { "Conditions were to be met" } else { "Conditions are to be met soon" },
                    words,
                    of: format!(
                        "Answers about privacy and security, passed with conditions\nOf: {}\nUnder: {}",
                        partner.name, notice.compiled.title
                    ),
                };
                told += usize::from(tell(tx, id, &due, &occasion.code(on))?);
            }
        }
    }
    Ok(told)
}

fn sha2_of(text: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).into()
}

/// Tells both sides of the days of a notice's contracts, of the conditions of its partners, and of files for studies.
pub(super) fn tell_of_days(tx: &mut Tx<'_>, notice: &Published) -> Result<usize, AppError> {
    let rows = tx.contracts(&notice.compiled.id)?;
    let ids: Vec<_> = rows.iter().map(|r| r.id).collect();
    let providers = if ids.is_empty() { Vec::new() } else { tx.contract_providers(&ids)? };
    let mut told = 0;
    for row in rows.iter().filter(|r| r.ended_at.is_none()) {
        let of: Vec<ContractProvider> = providers.iter().filter(|p| p.contract == row.id).cloned().collect();
        told += contract(tx, notice, row, &of)?;
    }
    Ok(told + conditions(tx, notice)? + tell_of_files(tx, notice)?)
}
