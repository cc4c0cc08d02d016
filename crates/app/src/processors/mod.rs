//! Whoever works with data for the council: under which contract, with which data, where and through whom; how their systems were
//! examined; and who carries what leaves. What goes to a processor that is none, or is none any more, stays here.

mod keep;
mod sheet;
mod views;

pub use keep::{NewAssurance, NewProcessor, NewSubProcessor};
pub use views::{AssuranceLine, CarrierLine, ProcessorLine, ProcessorsView, SubProcessorLine, SupplierDue};

use crate::Inner;
use crate::agreements::Held;
use crate::destinations::reach;
use crate::error::AppError;
use crate::notices::Published;
use kernel::london_date;
use sharing::{AgreementKind, Destination, TransferRecord};
use store::{Agreement, Processor, Tx};

/// By what something leaves: codes and words.
pub const CHANNELS_OUT: [(&str, &str); 2] =
    [("smtp", "Email (the mail server)"), ("notify", "GOV.UK Notify (texts, email, letters)")];

/// What an examination found: codes and words.
pub const FOUND: [(&str, &str); 3] = [("met", "Met"), ("partly", "Met in part"), ("not-met", "Not met")];

/// Who would carry what a worker takes out, by how it goes. What is none goes by nobody: it is printed here, or is not set up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Carriers {
    /// Texts.
    pub text: Option<&'static str>,
    /// Email.
    pub email: Option<&'static str>,
    /// Letters.
    pub letter: Option<&'static str>,
}

impl Carriers {
    /// Of a channel, by its code.
    pub(crate) fn of(self, channel: &str) -> Option<&'static str> {
        match channel {
            "text" => self.text,
            "email" => self.email,
            "letter" => self.letter,
            _ => None,
        }
    }
}

/// The processing agreement that a processor is under.
fn agreement_of(tx: &mut Tx<'_>, row: &Processor) -> Result<Option<Agreement>, AppError> {
    Ok(match row.agreement {
        Some(id) => tx.agreement(id)?,
        None => None,
    })
}

/// Why somebody is no processor today; nothing, if they are.
fn why_none(tx: &mut Tx<'_>, row: &Processor) -> Result<Option<String>, AppError> {
    let today = london_date(tx.now());
    if row.ended_at.is_some() {
        return Ok(Some(format!("{} is no processor of the council any more.", row.name)));
    }
    if row.from_on > today {
        let from = clocks::date_words(row.from_on);
        return Ok(Some(format!("{} is a processor of the council from {from} only.", row.name)));
    }
    if row.agreement.is_none() {
        return Ok(None);
    }
    let Some(agreement) = agreement_of(tx, row)? else {
        return Ok(Some(format!("The processing agreement with {} is gone.", row.name)));
    };
    if AgreementKind::parse(&agreement.kind) != Some(AgreementKind::Processing) {
        return Ok(Some(format!("Agreement {} is no processing agreement.", agreement.reference)));
    }
    Ok(Held::of(&agreement, tx.now()).why_not())
}

/// What is special in a notice: data that only an agreement of the register lets go to a processor.
fn is_special(notice: &Published, category: &str) -> bool {
    let of = |at: notice::model::CategoryIx| notice.compiled.categories.get(usize::from(at.0));
    notice.compiled.category(category).and_then(of).is_some_and(|c| c.special.is_some())
}

/// Why some categories of a notice do not go to a processor; nothing, where they may.
fn why_not(
    tx: &mut Tx<'_>,
    notice: &Published,
    row: &Processor,
    categories: &[&str],
) -> Result<Option<String>, AppError> {
    if let Some(why) = why_none(tx, row)? {
        return Ok(Some(why));
    }
    let theirs = row.notice_id.is_empty() || row.notice_id == notice.compiled.id;
    let agreement = agreement_of(tx, row)?;
    for category in categories {
        let label = notice.category_label(category);
        if !theirs || !(row.categories.is_empty() || row.categories.iter().any(|c| c == category)) {
            return Ok(Some(format!(
                "The register does not have “{label}” among the data that {} works with.",
                row.name
            )));
        }
        let covered = match &agreement {
            None => !is_special(notice, category),
            Some(agreement) => agreement.categories.is_empty() || agreement.categories.iter().any(|c| c == category),
        };
        if !covered {
            return Ok(Some(format!("No processing agreement with {} covers “{label}”.", row.name)));
        }
    }
    abroad(tx, notice, row)
}

/// Why data may not be where a processor is, or where those are through whom it works.
fn abroad(tx: &mut Tx<'_>, notice: &Published, row: &Processor) -> Result<Option<String>, AppError> {
    let (reach, today) = (reach(&notice.compiled), london_date(tx.now()));
    let transfers =
        if row.party.is_empty() { Vec::new() } else { tx.transfers(&notice.compiled.id, Some(&row.party))? };
    let records: Vec<TransferRecord> = transfers.iter().map(crate::destinations::record_of).collect();
    let mut places = vec![(row.name.clone(), row.country.clone())];
    let through = tx.sub_processors()?.into_iter().filter(|s| s.processor == row.id);
    places.extend(through.map(|s| (s.name, s.country)));
    for (name, country) in places {
        let at = Destination { country, confirmed: true };
        if let Some(why) = sharing::ruling(reach, Some(&at), &records, "", today).why_not(&name, Some(&at)) {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// Why something of a notice does not leave by a channel; nothing, where it may. Of no notice: whatever it says.
pub(crate) fn stays(
    tx: &mut Tx<'_>,
    notice: Option<&Published>,
    channel: &str,
    categories: &[&str],
) -> Result<Option<String>, AppError> {
    let label = CHANNELS_OUT.iter().find(|(code, _)| *code == channel).map_or(channel, |(_, words)| words);
    let Some(carrier) = tx.carriers()?.into_iter().find(|c| c.channel == channel) else {
        return Ok(Some(format!(
            "Nobody has said who carries this: {label}. An administrator or the data protection officer enters it under Processors, and it is sent again."
        )));
    };
    let Some(id) = carrier.processor else { return Ok(None) };
    let row = tx.processor(id)?.ok_or(AppError::NotFound)?;
    let why = match notice {
        Some(notice) => why_not(tx, notice, &row, categories)?,
        None => why_none(tx, &row)?,
    };
    Ok(why.map(|why| format!("{why} See Processors.")))
}

/// Why a party of a notice that is a processor in law is given nothing; nothing, where the register has it in force.
pub(crate) fn no_contract(tx: &mut Tx<'_>, notice_id: &str, party: &str) -> Result<Option<String>, AppError> {
    let mut last =
        "The register of processors does not have it: nothing goes to a processor without a contract.".to_owned();
    for row in tx.processors_of(notice_id, party)? {
        match why_none(tx, &row)? {
            None => return Ok(None),
            Some(why) => last = why,
        }
    }
    Ok(Some(last))
}

/// The notices of the authority, each as it counts today.
pub(crate) fn notices(tx: &mut Tx<'_>, inner: &Inner) -> Result<Vec<std::sync::Arc<Published>>, AppError> {
    let mut all = Vec::new();
    for id in crate::publish::notice_ids(tx)? {
        all.extend(inner.latest(tx, &id)?);
    }
    Ok(all)
}
