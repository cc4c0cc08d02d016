//! Where what is shared goes to. A notice says how far data may go; the register says in which country each body is, and where
//! data is hosted, backed up and looked at for support; a transfer that was approved opens what the notice lets be opened. The
//! gate gets from here whether a recipient is where data may not go: to nobody of whom that is not known.

mod keep;
mod transfers;
mod views;

pub use keep::NewDestinations;
pub use transfers::NewTransfer;
pub use views::{
    DestinationLine, DestinationsOfNotice, DestinationsView, PlaceLine, PublicTransfer, TransferLine, TransferView,
};

use crate::actor::Actor;
use crate::error::AppError;
use crate::notices::Published;
use crate::portal::{REPRESENTATIVE, SUBJECT};
use jiff::civil::Date;
use kernel::london_date;
use notice::model::{Compiled, Principal};
use notice::source::{PartyKind, PartyRole, Region};
use sharing::{Destination, Reach, Ruling, TransferRecord, UNITED_KINGDOM};
use std::sync::Arc;
use store::{Transfer, Tx, WHOEVER_IS_NAMED, Whereabouts};

/// What the register knows places of.
pub const PLACE_KINDS: [(&str, &str); 3] =
    [("hosting", "Hosting"), ("backup", "Backups"), ("support", "Support that can see data")];

/// The kind of a body that something goes to.
pub(crate) const RECIPIENT: &str = "recipient";

/// How far a notice lets data go. One that says nothing lets it go where the law does.
pub(crate) fn reach(compiled: &Compiled) -> Reach {
    match compiled.merged.transfers.as_ref().map(|t| t.allowed) {
        Some(Region::Uk) => Reach::Uk,
        Some(Region::Eea) => Reach::Eea,
        Some(Region::Safeguarded) | None => Reach::Safeguarded,
    }
}

/// The country that a notice itself gives for a party.
fn by_notice(location: &str) -> Option<String> {
    match location {
        "uk" => Some(UNITED_KINGDOM.to_owned()),
        other => sharing::country(other).map(|c| c.code.clone()),
    }
}

/// Whether a party is the council itself: a department of it, or the controller.
pub(crate) fn is_own(compiled: &Compiled, recipient: &str) -> bool {
    let key = recipient.split('/').next().unwrap_or(recipient);
    let internal = match compiled.principal_named(key) {
        Some(Principal::Party { kind, .. } | Principal::Enrolled { kind, .. }) => *kind == PartyKind::Internal,
        _ => false,
    };
    internal || compiled.merged.notice.controller.iter().any(|c| c == recipient)
}

/// Whether a party or class is a processor in law.
fn is_processor(compiled: &Compiled, key: &str) -> bool {
    let role = match key.strip_prefix("class:") {
        Some(class) => compiled.merged.class.get(class).map(|c| c.role),
        None => compiled.merged.party.get(key).map(|p| p.role),
    };
    role == Some(PartyRole::Processor)
}

/// Where a recipient is, from the register, or from the notice where that says it; if anybody knows.
pub(crate) fn destination_of(compiled: &Compiled, recipient: &str, known: &[Whereabouts]) -> Option<Destination> {
    let of = |body: &str| {
        let is = |w: &&Whereabouts| w.kind == RECIPIENT && w.notice_id == compiled.id && w.body == body;
        known.iter().find(is)
    };
    if let Some(row) = of(recipient).filter(|row| !is_taken_over(row)) {
        return Some(Destination { country: row.country.clone(), confirmed: row.confirmed });
    }
    if is_own(compiled, recipient) {
        return Some(Destination { country: UNITED_KINGDOM.to_owned(), confirmed: true });
    }
    let party = compiled.merged.party.get(recipient);
    if let Some(location) = party.and_then(|p| p.location.as_deref()) {
        // A place that is said and is none that we know is not taken for the United Kingdom: somebody has to say where it is.
        let confirmed = !party.is_some_and(|p| p.provenance.assumed.iter().any(|key| key == "location"));
        return by_notice(location).map(|country| Destination { country, confirmed });
    }
    let assumed = of(recipient).or_else(|| party.and_then(|_| of(WHOEVER_IS_NAMED)));
    assumed.map(|row| Destination { country: row.country.clone(), confirmed: false })
}

/// Whether nobody said so: it was taken to be so when the register began. What a notice says of a place goes before it.
pub(crate) fn is_taken_over(row: &Whereabouts) -> bool {
    row.kind == RECIPIENT && !row.confirmed && row.account.is_none()
}

/// Whether it was taken to be so of whoever a notice names, together or each by name.
fn is_of_the_named(row: &Whereabouts, notice_id: &str) -> bool {
    is_taken_over(row) && row.notice_id == notice_id && !row.body.contains('/')
}

/// A transfer, as the rule about transfers reads it.
pub(crate) fn record_of(row: &Transfer) -> TransferRecord {
    TransferRecord {
        country: row.country.clone(),
        categories: row.categories.clone(),
        from_on: row.from_on,
        until_on: row.until_on,
        approved: row.approved_by.is_some(),
        ended: row.ended_at.is_some(),
    }
}

/// What the register has of the body that an actor acts for. Nothing for the council's own people, and for the person and who
/// acts for them: what goes to them goes where they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    recipient: Option<String>,
    whereabouts: Arc<Vec<Whereabouts>>,
    transfers: Arc<Vec<Transfer>>,
    /// Why a processor would be given nothing.
    no_contract: Option<String>,
}

impl Known {
    pub(crate) fn of(tx: &mut Tx<'_>, actor: &Actor) -> Result<Self, AppError> {
        let principal = actor.capacity.principal.as_str();
        if actor.is_staff() || principal.is_empty() || principal == SUBJECT || principal == REPRESENTATIVE {
            return Ok(Self::default());
        }
        let recipient = actor.recipient();
        let whereabouts = tx.whereabouts_of(&actor.capacity.notice, &recipient)?;
        // Nothing that is known to stay in the country asks for a transfer.
        let stays = whereabouts.iter().any(|w| w.body == recipient && w.country == UNITED_KINGDOM && !is_taken_over(w));
        let transfers = if stays { Vec::new() } else { tx.transfers(&actor.capacity.notice, Some(&recipient))? };
        let no_contract = crate::processors::no_contract(tx, &actor.capacity.notice, &recipient)?;
        Ok(Self {
            recipient: Some(recipient),
            whereabouts: Arc::new(whereabouts),
            transfers: Arc::new(transfers),
            no_contract,
        })
    }
    /// What that means under a notice.
    pub(crate) fn under(&self, notice: &Published) -> Goes {
        let Some(recipient) = &self.recipient else { return Goes::default() };
        let key = recipient.split('/').next().unwrap_or(recipient);
        Goes {
            to: if recipient.contains('/') { "The organisation".to_owned() } else { notice.principal_label(key) },
            reach: Some(reach(&notice.compiled)),
            destination: destination_of(&notice.compiled, recipient, &self.whereabouts),
            records: self.transfers.iter().map(record_of).collect(),
            no_contract: self.no_contract.clone().filter(|_| is_processor(&notice.compiled, key)),
        }
    }
}

/// Where something would go, and what the notice says of that.
#[derive(Debug, Clone, Default)]
pub(crate) struct Goes {
    to: String,
    /// How far data may go; none: nobody asks where it goes.
    reach: Option<Reach>,
    destination: Option<Destination>,
    records: Vec<TransferRecord>,
    no_contract: Option<String>,
}

impl Goes {
    /// To a body that is put on a list by this: where it will be, as somebody said; none: nobody was asked yet.
    pub(crate) fn for_somebody_new(&mut self, country: Option<&str>) {
        match country {
            None => self.reach = None,
            Some(country) => {
                self.destination = Some(Destination { country: country.to_owned(), confirmed: false });
            }
        }
    }
    fn ruling(&self, category: &str, today: Date) -> Ruling {
        self.reach.map_or(Ruling::Stays, |reach| {
            sharing::ruling(reach, self.destination.as_ref(), &self.records, category, today)
        })
    }
    /// Whether it may: it is where data may go, and a processor only under a contract.
    pub(crate) fn lets(&self, category: &str, today: Date) -> bool {
        self.no_contract.is_none() && self.ruling(category, today).lets()
    }
    /// Why something does not go there, with what to do.
    pub(crate) fn why_not(&self, category: &str, today: Date) -> Option<String> {
        self.no_contract.clone().or_else(|| self.ruling(category, today).why_not(&self.to, self.destination.as_ref()))
    }
    /// The country, where it is known.
    pub(crate) fn country(&self) -> Option<&str> {
        self.destination.as_ref().filter(|_| self.reach.is_some()).map(|d| d.country.as_str())
    }
}

/// Places where data is kept or looked at that a notice lets data not be at: what to do, in words.
pub(crate) fn misplaced(tx: &mut Tx<'_>, compiled: &Compiled) -> Result<Option<String>, AppError> {
    let (reach, today) = (reach(compiled), london_date(tx.now()));
    for (kind, words) in PLACE_KINDS {
        for place in tx.whereabouts(kind)? {
            let at = Destination { country: place.country.clone(), confirmed: place.confirmed };
            if reach != Reach::Safeguarded && !sharing::ruling(reach, Some(&at), &[], "", today).lets() {
                return Ok(Some(format!(
                    "“{}” of {} ({}) is in {}, and the notice lets no data be there",
                    place.body,
                    compiled.title,
                    words.to_lowercase(),
                    sharing::country_words(&place.country)
                )));
            }
        }
    }
    Ok(None)
}
