//! What the register of destinations shows. There is no personal data in it.

use super::{PLACE_KINDS, RECIPIENT, destination_of, is_of_the_named, reach, record_of};
use crate::App;
use crate::actor::Actor;
use crate::agreements::{keeps_register, partners_of};
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::notices::Published;
use jiff::civil::Date;
use kernel::{RegisterId, Timestamp, london_date};
use sharing::{Destination, Reach, Ruling, Safeguard};
use store::{Transfer, Tx, Whereabouts};

/// The register.
#[derive(Debug, Clone, Default)]
pub struct DestinationsView {
    /// What it has of each notice.
    pub notices: Vec<DestinationsOfNotice>,
    /// Where data is kept and looked at.
    pub places: Vec<PlaceLine>,
    /// Whether whoever looks may say so of places.
    pub keeps_places: bool,
}

/// What it has of a notice.
#[derive(Debug, Clone)]
pub struct DestinationsOfNotice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far it lets data go.
    pub reach: Reach,
    /// Whether whoever it names is taken to be in the United Kingdom.
    pub assumes: bool,
    /// The bodies that something can go to.
    pub bodies: Vec<DestinationLine>,
    /// The transfers.
    pub transfers: Vec<TransferLine>,
}

/// A body that something can go to.
#[derive(Debug, Clone)]
pub struct DestinationLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it is, if that is known.
    pub at: Option<Destination>,
    /// How that is known.
    pub source: String,
    /// Whether something may go there: of everything together.
    pub ruling: Ruling,
}

/// A place where data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceLine {
    /// Its kind: a code.
    pub kind: String,
    /// In words.
    pub kind_words: String,
    /// What it is called.
    pub name: String,
    /// The country, in words.
    pub country: String,
    /// How that is known.
    pub source: String,
}

/// A transfer.
#[derive(Debug, Clone)]
pub struct TransferLine {
    /// Its id.
    pub id: RegisterId,
    /// To whom.
    pub to: String,
    /// To which country, in words.
    pub country: String,
    /// What keeps the data safe.
    pub safeguard: Safeguard,
    /// Under which regulations or instrument.
    pub source: String,
    /// The first day.
    pub from_on: Date,
    /// The last.
    pub until_on: Date,
    /// Whether it was approved.
    pub approved: bool,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Whether something may go under it today.
    pub in_force: bool,
}

/// One transfer.
#[derive(Debug, Clone)]
pub struct TransferView {
    /// As the register has it.
    pub line: TransferLine,
    /// The notice's title.
    pub notice: String,
    /// Which kinds of information; none: all.
    pub categories: Vec<String>,
    /// The reference of the assessment of the risk.
    pub assessment: String,
    /// When it was assessed.
    pub assessed_on: Option<Date>,
    /// Who wrote it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// Why it was ended.
    pub ended_why: Option<String>,
    /// Whether whoever looks may approve it.
    pub may_approve: bool,
    /// Whether whoever looks could, had somebody else written it.
    pub waits_for_another: bool,
    /// Whether it may be ended.
    pub may_end: bool,
}

/// A transfer, as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicTransfer {
    /// To whom.
    pub to: String,
    /// To which country.
    pub country: String,
    /// What keeps the data safe.
    pub safeguard: &'static str,
    /// Under which regulations or instrument.
    pub source: String,
    /// The last day.
    pub until_on: Date,
}

pub(super) fn line(tx: &mut Tx<'_>, notice: &Published, row: &Transfer) -> Result<TransferLine, AppError> {
    let today = london_date(tx.now());
    let in_force = {
        let record = record_of(row);
        // Of some category, where it is narrowed to some.
        let category = row.categories.first().map_or("", String::as_str);
        record.lets(&row.country, category, today)
    };
    Ok(TransferLine {
        id: row.id,
        to: recipient_name(tx, notice, &row.body)?,
        country: sharing::country_words(&row.country),
        safeguard: Safeguard::parse(&row.safeguard).unwrap_or(Safeguard::Exception),
        source: row.source.clone(),
        from_on: row.from_on,
        until_on: row.until_on,
        approved: row.approved_by.is_some(),
        ended_at: row.ended_at,
        in_force,
    })
}

fn of_notice(tx: &mut Tx<'_>, notice: &Published, known: &[Whereabouts]) -> Result<DestinationsOfNotice, AppError> {
    let (compiled, today) = (&notice.compiled, london_date(tx.now()));
    let transfers = tx.transfers(&compiled.id, None)?;
    let reach = reach(compiled);
    let mut bodies = Vec::new();
    for partner in partners_of(tx, notice, &[])?.into_iter().filter(|p| !p.may_have.is_empty()) {
        let at = destination_of(compiled, &partner.key, known);
        let records: Vec<_> = transfers.iter().filter(|t| t.body == partner.key).map(record_of).collect();
        let own = known.iter().find(|w| w.notice_id == compiled.id && w.body == partner.key);
        let source = match (own, &at) {
            (Some(own), _) => own.source.clone(),
            (None, Some(at)) if at.confirmed => "The notice".to_owned(),
            (None, Some(_)) => "Taken to be so".to_owned(),
            (None, None) => String::new(),
        };
        bodies.push(DestinationLine {
            ruling: sharing::ruling(reach, at.as_ref(), &records, "", today),
            key: partner.key,
            name: partner.name,
            at,
            source,
        });
    }
    // Those about which something is to be done come first.
    bodies.sort_by_key(|b| (b.ruling.lets(), b.at.as_ref().is_some_and(|at| at.confirmed)));
    let mut lines = Vec::new();
    for row in &transfers {
        lines.push(line(tx, notice, row)?);
    }
    Ok(DestinationsOfNotice {
        id: compiled.id.clone(),
        title: compiled.title.clone(),
        reach,
        assumes: known.iter().any(|w| is_of_the_named(w, &compiled.id)),
        bodies,
        transfers: lines,
    })
}

impl App {
    /// The register: of all notices for an administrator, of the officer's own notice for a data protection officer.
    ///
    /// # Errors
    /// `NotFound` for anybody else.
    pub fn destinations(&self, actor: &Actor) -> Result<DestinationsView, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "destinations", move |tx| {
            let known = tx.whereabouts(RECIPIENT)?;
            let mut view = DestinationsView { keeps_places: actor.administers, ..DestinationsView::default() };
            for id in crate::publish::notice_ids(tx)?.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                let Some(notice) = inner.latest(tx, id)? else { continue };
                view.notices.push(of_notice(tx, &notice, &known)?);
            }
            for (kind, words) in PLACE_KINDS {
                view.places.extend(tx.whereabouts(kind)?.into_iter().map(|p| PlaceLine {
                    kind: kind.to_owned(),
                    kind_words: words.to_owned(),
                    name: p.body,
                    country: sharing::country_words(&p.country),
                    source: p.source,
                }));
            }
            Ok(view)
        })
    }

    /// The transfers under a notice that something may go under today. Public: the notice's page shows them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn public_transfers(&self, notice_id: &str) -> Result<Vec<PublicTransfer>, AppError> {
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&self.public(), "public transfers", move |tx| {
            let Some(notice) = inner.latest(tx, &notice_id)? else { return Err(AppError::NotFound) };
            let mut public = Vec::new();
            for row in tx.transfers(&notice_id, None)? {
                let line = line(tx, &notice, &row)?;
                if line.in_force {
                    public.push(PublicTransfer {
                        to: line.to,
                        country: line.country,
                        safeguard: line.safeguard.words(),
                        source: line.source,
                        until_on: line.until_on,
                    });
                }
            }
            Ok(public)
        })
    }
}
