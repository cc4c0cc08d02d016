//! Agencies as such: each organisation that the authority works with, once, over all its notices: of which kind it is, whom to
//! reach there and for what, under which names notices and their open lists have it, its agreements, its accounts and its desk.
//! Administrators keep it; nothing in it is about the people whom cases are about.

mod keep;
mod names;
mod views;

pub use keep::{NewAgency, NewAgencyContact};
pub use names::{AGENCY_NAMES, NewAgencyName};
pub(crate) use names::{Names, called};
pub use views::{
    AgencyAccount, AgencyBodyLine, AgencyChangeLine, AgencyContactLine, AgencyFilter, AgencyLine, AgencyList,
    AgencyNameLine, AgencyView, LooseBody,
};

use crate::App;
use crate::actor::{Actor, Capacity};
use crate::agreements::{PartnerLine, bodies_of};
use crate::error::AppError;
use crate::publish::notice_ids;
use kernel::AgencyId;
use std::collections::BTreeMap;
use store::{Account, Agency, AgencyService, Tx};

/// Kinds of bodies: codes and words.
pub const AGENCY_KINDS: [(&str, &str); 13] = [
    ("council", "Council"),
    ("police", "Police"),
    ("probation", "Probation or prison"),
    ("health", "Health"),
    ("social-care", "Social care"),
    ("housing", "Housing association or other landlord"),
    ("support", "Support provider"),
    ("charity", "Charity or faith group"),
    ("advice", "Advice or legal service"),
    ("education", "School, college or training"),
    ("government", "Government department or agency"),
    ("supplier", "Supplier or processor"),
    ("other", "Another kind"),
];

/// What an agency does for people: codes and words.
pub const AGENCY_SERVICES: [(&str, &str); 17] = [
    ("accommodation", "Somewhere to live"),
    ("homes-to-let", "Homes to let"),
    ("support", "Support in the home"),
    ("advice", "Advice"),
    ("debt-advice", "Advice on debt"),
    ("legal", "Legal help"),
    ("domestic-abuse", "Help with domestic abuse"),
    ("work", "Help with work and training"),
    ("migrants", "Help for refugees and migrants"),
    ("health", "Health"),
    ("mental-health", "Mental health"),
    ("substance-use", "Drugs and alcohol"),
    ("food-and-goods", "Food, clothes and furniture"),
    ("families", "Families and young people"),
    ("veterans", "People who served"),
    ("fraud-checks", "Checks against fraud"),
    ("other", "Something else"),
];

/// For what somebody at an agency is reached: codes and words.
pub const CONTACT_PURPOSES: [(&str, &str); 6] = [
    ("anything", "Anything"),
    ("referrals", "Referrals"),
    ("data-protection", "Data protection and agreements"),
    ("safeguarding", "Safeguarding"),
    ("out-of-hours", "Out of hours"),
    ("accounts", "Accounts and log-in"),
];

fn words_of(codes: &[(&'static str, &'static str)], code: &str) -> String {
    codes.iter().find(|(known, _)| *known == code).map_or_else(String::new, |(_, words)| (*words).to_owned())
}

/// Every party of every notice but the council itself, with the names that it has there. Whoever answers for the data together with the council
/// is an agency like others.
fn everybody(tx: &mut Tx<'_>, inner: &crate::Inner) -> Result<Vec<PartnerLine>, AppError> {
    let mut all = Vec::new();
    for id in notice_ids(tx)? {
        let Some(notice) = inner.latest(tx, &id)? else { continue };
        let rows = tx.agreements(&id)?;
        let own = notice.compiled.merged.notice.controller.first();
        all.extend(bodies_of(tx, (&notice, &rows), |party| own.is_none_or(|own| own != party))?);
    }
    Ok(all)
}

/// Whether somebody who acts for a party of a notice can log in: then it has a desk here.
pub(crate) fn has_desk(accounts: &[Account], notice: &str, key: &str) -> bool {
    accounts.iter().any(|account| account.disabled_at.is_none() && acts_for(account, notice, key))
}

/// Whether an account acts for a party of a notice.
pub(crate) fn acts_for(account: &Account, notice: &str, key: &str) -> bool {
    let (principal, enrolment) = key.split_once('/').map_or((key, None), |(class, id)| (class, Some(id)));
    let same = enrolment.is_none_or(|id| account.enrolment.is_some_and(|own| own.to_string() == id));
    let capacities = account.capacities.iter().filter_map(|c| Capacity::parse(c));
    same && capacities.into_iter().any(|c| c.notice == notice && c.principal == principal)
}

/// The register, narrowed; and bodies that notices have and that are in it under no name yet.
pub(crate) fn register(tx: &mut Tx<'_>, inner: &crate::Inner, filter: &AgencyFilter) -> Result<AgencyList, AppError> {
    let (bodies, contacts, accounts) = (tx.agency_bodies()?, tx.agency_contacts(None)?, tx.accounts()?);
    let everybody = everybody(tx, inner)?;
    let looked_for = filter.words.to_lowercase();
    let (mut list, names, services) = (AgencyList::default(), Names::of(tx)?, tx.agency_services()?);
    for agency in tx.agencies()? {
        let before = names.that_lead_to(agency.id, &looked_for);
        let fits = (agency.name.to_lowercase().contains(&looked_for) || !before.is_empty())
            && (filter.service.is_empty()
                || services.iter().any(|s| s.agency == agency.id && s.service == filter.service))
            && (filter.kind.is_empty() || filter.kind == agency.kind)
            && (filter.all || filter.closed == agency.closed_at.is_some());
        if !fits {
            continue;
        }
        let mut line = line(&agency, &services);
        line.before = before;
        let theirs = bodies.iter().filter(|b| b.agency == agency.id);
        for body in theirs {
            let known = everybody.iter().find(|p| p.notice_id == body.notice_id && p.key == body.body);
            if let Some(known) = known.filter(|p| !line.notices.contains(&p.notice)) {
                line.notices.push(known.notice.clone());
            }
            line.accounts += accounts.iter().filter(|a| acts_for(a, &body.notice_id, &body.body)).count();
        }
        line.contacts = contacts.iter().filter(|c| c.agency == agency.id).count();
        list.lines.push(line);
    }
    let tied = |p: &PartnerLine| bodies.iter().any(|b| b.notice_id == p.notice_id && b.body == p.key);
    list.loose = loose(everybody.iter().filter(|p| !tied(p)));
    Ok(list)
}

impl App {
    /// The register, narrowed; and bodies that notices have and that are in it under no name yet.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn agencies_kept(&self, actor: &Actor, filter: &AgencyFilter) -> Result<AgencyList, AppError> {
        actor.must_administer()?;
        let (inner, filter) = (&self.inner, filter.clone());
        inner.store.read(&actor.caller, "agencies", move |tx| register(tx, inner, &filter))
    }

    /// One agency, with everything that the authority has of it.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or there is none.
    pub fn agency(&self, actor: &Actor, id: AgencyId) -> Result<AgencyView, AppError> {
        actor.must_administer()?;
        let inner = &self.inner;
        inner.store.read(&actor.caller, "agency", move |tx| {
            let agency = tx.agency(id)?.ok_or(AppError::NotFound)?;
            let (ties, accounts, everybody) = (tx.agency_bodies()?, tx.accounts()?, everybody(tx, inner)?);
            let mut bodies = Vec::new();
            for tie in ties.iter().filter(|b| b.agency == id) {
                let known = everybody.iter().find(|p| p.notice_id == tie.notice_id && p.key == tie.body);
                let enrolment = tx.enrolments(&tie.notice_id)?.into_iter().find(|e| e.body == tie.body);
                let days = enrolment.as_ref().map(|e| (e.from_on, e.until_on));
                bodies.push(AgencyBodyLine {
                    notice_id: tie.notice_id.clone(),
                    key: tie.body.clone(),
                    enrolment: enrolment.as_ref().map(|e| e.id),
                    days,
                    evidence: enrolment.map(|e| e.evidence).unwrap_or_default(),
                    named: known.is_some(),
                    partner: known.cloned().unwrap_or_else(|| PartnerLine::gone(&tie.notice_id, &tie.body)),
                    desk: views::desk(tx, &tie.notice_id, &tie.body)?,
                    accounts: accounts
                        .iter()
                        .filter(|a| acts_for(a, &tie.notice_id, &tie.body))
                        .map(|a| AgencyAccount { id: a.id, name: a.name.clone(), enabled: a.disabled_at.is_none() })
                        .collect(),
                });
            }
            let mut changes = Vec::new();
            for change in tx.agency_changes(id)? {
                let by = change.account.map(|id| inner.account_name(tx, id)).transpose()?;
                let by = by.unwrap_or_else(|| "The system".to_owned());
                changes.push(AgencyChangeLine { at: change.at, by, what: change.what });
            }
            let tied = |p: &PartnerLine| ties.iter().any(|b| b.notice_id == p.notice_id && b.body == p.key);
            let contacts = tx.agency_contacts(Some(id))?;
            let mut line = line(&agency, &tx.agency_services()?);
            line.contacts = contacts.len();
            let successor = match agency.successor {
                Some(id) => tx.agency(id)?.map(|a| (id, a.name)),
                None => None,
            };
            Ok(AgencyView {
                line,
                names: Names::of(tx)?.lines(id),
                successor,
                contacts: contacts.into_iter().map(AgencyContactLine::from).collect(),
                bodies,
                changes,
                loose: loose(everybody.iter().filter(|p| !tied(p))),
            })
        })
    }
}

fn line(agency: &Agency, services: &[AgencyService]) -> AgencyLine {
    let does = services.iter().filter(|s| s.agency == agency.id);
    AgencyLine {
        id: agency.id,
        name: agency.name.clone(),
        kind: words_of(&AGENCY_KINDS, &agency.kind),
        kind_code: agency.kind.clone(),
        services: does.clone().map(|s| words_of(&AGENCY_SERVICES, &s.service)).collect(),
        service_codes: does.map(|s| s.service.clone()).collect(),
        before: Vec::new(),
        notices: Vec::new(),
        contacts: 0,
        accounts: 0,
        closed_at: agency.closed_at,
    }
}

/// Parties that are no agency of the register: what is called the same is probably the same.
fn loose<'p>(parties: impl Iterator<Item = &'p PartnerLine>) -> Vec<LooseBody> {
    let mut by_name: BTreeMap<String, LooseBody> = BTreeMap::new();
    for party in parties {
        let one = by_name.entry(party.name.to_lowercase()).or_insert_with(|| LooseBody {
            name: party.name.clone(),
            bodies: Vec::new(),
            notices: Vec::new(),
        });
        one.bodies.push((party.notice_id.clone(), party.key.clone()));
        if !one.notices.contains(&party.notice) {
            one.notices.push(party.notice.clone());
        }
    }
    by_name.into_values().collect()
}
