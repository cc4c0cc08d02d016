//! Contracts under which the services of a notice are delivered: who commissions and pays, who answers for the delivery, which bodies
//! deliver, from when until when, and by which law the council may contract. A body that delivers under contracts is released nothing
//! that needs an agreement unless one of its contracts is in force.

use crate::App;
use crate::actor::Actor;
use crate::agreements::{Held, keeps_register, of_contract, parties};
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::views::FormErrors;
use jiff::civil::Date;
use kernel::{RegisterId, Timestamp, london_date};
use ledger::Action;
use sharing::Standing;
use store::{Contract, ContractProvider, StoreError, Tx};

/// The longest words that are taken.
const LONGEST: usize = 500;

/// What somebody typed of a contract. The names of what is wrong are those of the form's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContract {
    /// Its reference.
    pub reference: String,
    /// What is delivered under it.
    pub title: String,
    /// Who commissions and pays: a controller of the notice.
    pub commissioner: String,
    /// Who answers for the delivery: a party of the notice.
    pub prime: String,
    /// By which Act the council may contract: one that the notice rests on.
    pub law: String,
    /// The provision of it: "section 1".
    pub provision: String,
    /// Where the signed contract is kept.
    pub document: String,
    /// The first day.
    pub from_on: Option<Date>,
    /// The last day.
    pub until_on: Option<Date>,
}

/// A body that delivers under a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelivererLine {
    /// Its key in the notice.
    pub body: String,
    /// Its name.
    pub name: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Whether it delivers today.
    pub today: bool,
}

/// A contract of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractLine {
    /// Its id.
    pub id: RegisterId,
    /// The notice.
    pub notice_id: String,
    /// The notice's title.
    pub notice: String,
    /// Its reference.
    pub reference: String,
    /// What is delivered under it.
    pub title: String,
    /// Who commissions and pays.
    pub commissioner: String,
    /// Who answers for the delivery.
    pub prime: String,
    /// By which law.
    pub law: String,
    /// Where the signed contract is kept.
    pub document: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Date,
    /// Who delivers.
    pub providers: Vec<DelivererLine>,
    /// When it was ended before its time, and why.
    pub ended: Option<(Timestamp, String)>,
    /// Whether it is in force today.
    pub in_force: bool,
    /// What both sides were told of its last day, and when: codes.
    pub told: Vec<(String, Timestamp)>,
}

/// What the form of a contract under a notice offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractChoices {
    /// The notice's title.
    pub notice: String,
    /// Its controllers: key and name.
    pub commissioners: Vec<(String, String)>,
    /// Whom it can be made with: key and name.
    pub primes: Vec<(String, String)>,
    /// The Acts that the notice rests on.
    pub laws: Vec<String>,
}

impl ContractLine {
    fn of(tx: &mut Tx<'_>, notice: &Published, row: Contract, all: &[ContractProvider]) -> Result<Self, AppError> {
        let today = london_date(tx.now());
        let mut providers = Vec::new();
        for p in all.iter().filter(|p| p.contract == row.id) {
            providers.push(DelivererLine {
                body: p.body.clone(),
                name: recipient_name(tx, notice, &p.body)?,
                from_on: p.from_on,
                until_on: p.until_on,
                today: p.from_on <= today && today <= p.until_on && standing(&row, today).is_live(),
            });
        }
        let told = tx.reminders(&of_contract(&row))?.into_iter().map(|r| (r.what, r.at)).collect();
        Ok(Self {
            told,
            in_force: standing(&row, today).is_live(),
            notice: notice.compiled.title.clone(),
            commissioner: name_of(tx, notice, &row.commissioner)?,
            prime: name_of(tx, notice, &row.prime)?,
            providers,
            ended: row.ended_at.map(|at| (at, row.ended_why.unwrap_or_default())),
            id: row.id,
            notice_id: row.notice_id,
            reference: row.reference,
            title: row.title,
            law: row.law,
            document: row.document,
            from_on: row.from_on,
            until_on: row.until_on,
        })
    }
}

/// Where a contract stands on a day.
fn standing(row: &Contract, today: Date) -> Standing {
    if let Some(at) = row.ended_at {
        return Standing::Ended { at };
    }
    if today < row.from_on {
        Standing::NotYet { from: row.from_on }
    } else if today > row.until_on {
        Standing::Lapsed { on: row.until_on }
    } else {
        Standing::Live { ending: Some(row.until_on), review_overdue: false }
    }
}

/// Where the contracts of a body stand, if it delivers under any: the best of them, with its reference.
fn best(
    contracts: &[Contract],
    providers: &[ContractProvider],
    (recipient, principal): (&str, &str),
    today: Date,
) -> Option<(String, Standing)> {
    let is = |body: &str| body == recipient || body == principal;
    let mut found: Option<(String, Standing)> = None;
    for row in contracts {
        let days = providers.iter().find(|p| p.contract == row.id && is(&p.body));
        let mut stands = standing(row, today);
        match days {
            None if !is(&row.prime) => continue,
            None => {}
            Some(p) if stands.is_live() && today < p.from_on => stands = Standing::NotYet { from: p.from_on },
            Some(p) if stands.is_live() && today > p.until_on => stands = Standing::Lapsed { on: p.until_on },
            Some(_) => {}
        }
        if stands.is_live() {
            return Some((row.reference.clone(), stands));
        }
        found = found.or(Some((row.reference.clone(), stands)));
    }
    found
}

/// Contracts of a notice with who delivers under them.
pub(crate) struct Contracts(Vec<Contract>, Vec<ContractProvider>, Date);

impl Contracts {
    pub(crate) fn of(tx: &mut Tx<'_>, notice_id: &str) -> Result<Self, AppError> {
        let rows = tx.contracts(notice_id)?;
        let ids: Vec<RegisterId> = rows.iter().map(|r| r.id).collect();
        let providers = if ids.is_empty() { Vec::new() } else { tx.contract_providers(&ids)? };
        Ok(Self(rows, providers, london_date(tx.now())))
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The contract by which a body delivers, where that is not in force, and how it stands.
    pub(crate) fn ended(&self, recipient: &str, principal: &str) -> Option<(String, Standing)> {
        best(&self.0, &self.1, (recipient, principal), self.2).filter(|(_, stands)| !stands.is_live())
    }

    /// Lets the agreements with a body end with its contract: none of them lets anything go unless it is in force.
    pub(crate) fn end(&self, held: Vec<Held>, recipient: &str, principal: &str) -> Vec<Held> {
        let Some((reference, stands)) = self.ended(recipient, principal) else { return held };
        held.into_iter()
            .map(|h| match h.standing {
                Standing::Live { .. } => {
                    Held { reference: format!("{}, under contract {reference},", h.reference), standing: stands, ..h }
                }
                _ => h,
            })
            .collect()
    }
}

/// What a side of a contract is called.
fn name_of(tx: &mut Tx<'_>, notice: &Published, key: &str) -> Result<String, AppError> {
    match notice.compiled.merged.party.get(key) {
        Some(party) => Ok(party.name.clone()),
        None => recipient_name(tx, notice, key),
    }
}

fn laws(notice: &Published) -> Vec<String> {
    let mut laws: Vec<String> =
        notice.compiled.merged.basis.values().flat_map(|b| b.legislation.iter().cloned()).collect();
    laws.sort_unstable();
    laws.dedup();
    laws
}

fn commissioners(notice: &Published) -> Vec<(String, String)> {
    let merged = &notice.compiled.merged;
    let named = |id: &String| merged.party.get(id).map(|p| (id.clone(), p.name.clone()));
    merged.notice.controller.iter().filter_map(named).collect()
}

/// Whom a contract can be made with: the parties of a notice, and those of its controllers that do not commission alone.
fn primes(notice: &Published, parties: &[(String, String)]) -> Vec<(String, String)> {
    let joint = if commissioners(notice).len() > 1 { commissioners(notice) } else { Vec::new() };
    let mut all: Vec<(String, String)> = parties.iter().cloned().chain(joint).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

impl NewContract {
    fn read(&self, notice: &Published, parties: &[(String, String)]) -> Result<(Date, Date), AppError> {
        let said = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        let mut wrong = FormErrors::default();
        if !said(&self.reference) {
            wrong.add("reference", "Enter the reference of the contract");
        }
        if !said(&self.title) {
            wrong.add("title", "Enter what is delivered under it");
        }
        if !commissioners(notice).iter().any(|(key, _)| *key == self.commissioner) {
            wrong.add("commissioner", "Choose who commissions and pays: a controller of the notice");
        }
        if self.prime == self.commissioner {
            wrong.add("prime", "Whoever commissions does not deliver under the same contract: choose the other side");
        } else if !primes(notice, parties).iter().any(|(key, _)| *key == self.prime) {
            wrong.add("prime", "Choose who answers for the delivery");
        }
        if !laws(notice).contains(&self.law) {
            wrong.add("law", "Choose the Act by which the council may contract: one that the notice rests on");
        }
        if !said(&self.provision) {
            wrong.add("provision", "Enter the provision of it, like section 1");
        }
        if !said(&self.document) {
            wrong.add("document", "Enter where the signed contract is kept");
        }
        if self.from_on.is_none() {
            wrong.add("from-day", "Enter the first day, like 27 3 2026");
        }
        match (self.from_on, self.until_on) {
            (_, None) => wrong.add("until-day", "Enter the last day, like 27 3 2029"),
            (Some(from), Some(until)) if until < from => {
                wrong.add("until-day", "The last day must not be before the first");
            }
            _ => {}
        }
        wrong.done()?;
        self.from_on.zip(self.until_on).ok_or(AppError::NotFound)
    }
}

/// A contract, for whoever keeps the register of its notice.
fn kept(tx: &mut Tx<'_>, actor: &Actor, id: RegisterId) -> Result<Contract, AppError> {
    let row = tx.contract(id)?.ok_or(AppError::NotFound)?;
    keeps_register(actor, &row.notice_id)?;
    Ok(row)
}

impl App {
    /// The contracts of the notices whose register the actor keeps.
    ///
    /// # Errors
    /// `NotFound` for whoever keeps none.
    pub fn contracts(&self, actor: &Actor) -> Result<Vec<ContractLine>, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "contracts", move |tx| {
            let mut lines = Vec::new();
            for id in crate::publish::notice_ids(tx)? {
                if keeps_register(&actor, &id).is_err() {
                    continue;
                }
                let Some(notice) = inner.latest(tx, &id)? else { continue };
                let Contracts(rows, providers, _) = Contracts::of(tx, &id)?;
                for row in rows {
                    lines.push(ContractLine::of(tx, &notice, row, &providers)?);
                }
            }
            lines.sort_by_key(|l| (!l.in_force, l.until_on));
            Ok(lines)
        })
    }

    /// One contract.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor does not keep the register of its notice.
    pub fn contract(&self, actor: &Actor, id: RegisterId) -> Result<ContractLine, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "contract", move |tx| {
            let row = kept(tx, &actor, id)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            let providers = tx.contract_providers(&[id])?;
            ContractLine::of(tx, &notice, row, &providers)
        })
    }

    /// What a contract under a notice can say.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of the notice, or there is none.
    pub fn contract_choices(&self, actor: &Actor, notice_id: &str) -> Result<ContractChoices, AppError> {
        keeps_register(actor, notice_id)?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        inner.store.read(&actor.caller, "contract choices", move |tx| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            Ok(ContractChoices {
                notice: notice.compiled.title.clone(),
                commissioners: commissioners(&notice),
                primes: primes(&notice, &parties(tx, &notice)?),
                laws: laws(&notice),
            })
        })
    }

    /// Who can deliver under a contract: key and name.
    ///
    /// # Errors
    /// As [`App::contract`].
    pub fn contract_bodies(&self, actor: &Actor, id: RegisterId) -> Result<Vec<(String, String)>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "contract bodies", move |tx| {
            let row = kept(tx, &actor, id)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            let mut all = parties(tx, &notice)?;
            all.retain(|(key, _)| *key != row.prime && *key != row.commissioner);
            Ok(all)
        })
    }

    /// Writes a contract down.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register of the notice; `Form` with everything to put right.
    pub fn put_contract(&self, actor: &Actor, notice_id: &str, new: &NewContract) -> Result<RegisterId, AppError> {
        keeps_register(actor, notice_id)?;
        let (actor, notice_id, new) = (actor.clone(), notice_id.to_owned(), new.clone());
        self.act(&actor.caller.clone(), "put contract", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let (from_on, until_on) = new.read(&notice, &parties(tx, &notice)?)?;
            let id = RegisterId::new(tx.now(), tx.entropy());
            let row = Contract {
                id,
                notice_id: notice_id.clone(),
                reference: new.reference.trim().to_owned(),
                title: new.title.trim().to_owned(),
                commissioner: new.commissioner.clone(),
                prime: new.prime.clone(),
                law: format!("{}, {}", new.law, new.provision.trim()),
                document: new.document.trim().to_owned(),
                from_on,
                until_on,
                made_at: tx.now(),
                account: Some(actor.account),
                ended_at: None,
                ended_why: None,
            };
            tx.insert_contract(&row).map_err(|error| match error {
                StoreError::Conflict(_) => {
                    AppError::field("reference", "There is a contract of this reference already: look at that one")
                }
                other => other.into(),
            })?;
            let what =
                format!("contract {id} of {} with {} written down, under {notice_id}", row.commissioner, row.prime);
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)?;
            Ok(id)
        })
    }

    /// Says that a body delivers under a contract, from a day to a day within it.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` for somebody whom the notice does not know, who commissions or
    /// answers for the delivery, or for days outside of the contract; `Refused` when the contract was ended.
    pub fn put_provider(
        &self,
        actor: &Actor,
        id: RegisterId,
        body: &str,
        (from_on, until_on): (Option<Date>, Option<Date>),
    ) -> Result<(), AppError> {
        let (actor, body) = (actor.clone(), body.to_owned());
        self.act(&actor.caller.clone(), "put provider", move |tx, inner| {
            let row = kept(tx, &actor, id)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            if row.ended_at.is_some() {
                return Err(AppError::Refused("This contract was ended: write a new one down".to_owned()));
            }
            let mut wrong = FormErrors::default();
            if body == row.prime || body == row.commissioner {
                wrong.add("body", "It is one of the two sides of the contract: choose a body that delivers under it");
            } else if !parties(tx, &notice)?.iter().any(|(key, _)| *key == body) {
                wrong.add("body", "Choose the body that delivers");
            }
            let (from, until) = (from_on.unwrap_or(row.from_on), until_on.unwrap_or(row.until_on));
            if from < row.from_on || from > row.until_on {
                wrong.add("from-day", "The first day has to be within the contract");
            }
            if until < from || until > row.until_on {
                wrong.add("until-day", "The last day has to be within the contract, and not before the first");
            }
            wrong.done()?;
            tx.put_contract_provider(&ContractProvider {
                contract: id,
                body: body.clone(),
                from_on: from,
                until_on: until,
            })?;
            let what = format!("{body} delivers under contract {id} from {from} until {until}");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &what)
        })
    }

    /// Ends a contract before its time: from the next request on, nothing that needs an agreement goes to whoever delivered under it, and
    /// what they hold of what went is asked back.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` without a reason; `Refused` when it was ended.
    pub fn end_contract(&self, actor: &Actor, id: RegisterId, why: &str) -> Result<(), AppError> {
        let (actor, why) = (actor.clone(), why.trim().to_owned());
        self.act(&actor.caller.clone(), "end contract", move |tx, inner| {
            let row = kept(tx, &actor, id)?;
            if row.ended_at.is_some() {
                return Err(AppError::Refused("This contract was ended already".to_owned()));
            }
            if why.is_empty() || why.chars().count() > LONGEST {
                return Err(AppError::field("why", "Enter why it ends before its last day"));
            }
            let now = tx.now();
            tx.end_contract(id, now, &why)?;
            let copies = crate::shares::agreements_over(tx, inner, &row.notice_id)?;
            let detail = format!("contract {id} ended, {copies} copies to be deleted");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &detail)
        })
    }
}
