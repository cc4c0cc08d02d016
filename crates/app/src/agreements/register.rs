//! Keeping the register: what is in it, what is missing, new agreements and their terms.

use super::held::{Held, all_over, is_flow};
use super::views::{AgreementGap, AgreementLine, AgreementView, Agreements};
use super::{keeps_register, kept_by, signs_for};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::contracts::Contracts;
use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::views::FormErrors;
use casework::FieldError;
use jiff::civil::Date;
use kernel::EnrolmentId;
use ledger::Action;
use notice::model::{Fact, Principal, PurposeIx, Who};
use notice::source::PartyKind;
use sharing::{AgreementKind, Standing};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Agreement, Tx};

/// What somebody typed about an agreement. The names of the fields are those of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgreementForm {
    /// `sharing`, `processing` or `joint`.
    pub kind: String,
    /// With whom: a party, a class or an enrolled body.
    pub party: String,
    /// Its reference.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// Members of a network that the party signs for.
    pub members: Vec<String>,
    /// Purposes; none: all.
    pub purposes: Vec<String>,
    /// Categories; none: all.
    pub categories: Vec<String>,
    /// The duties and powers it names.
    pub gateways: Vec<String>,
    /// The first day; none when what was typed is no date.
    pub from_on: Option<Date>,
    /// The last day, if there is one.
    pub until_on: Option<Date>,
    /// By when to look at it again.
    pub review_on: Option<Date>,
    /// Where the document is kept.
    pub document: String,
    /// The other side's contact: an address of the body, not of a person the record is about.
    pub contact: String,
    /// The council's own contact for reminders: an address of the service.
    pub our_contact: String,
}

impl App {
    /// The register: of all notices for an administrator, of the officer's own notice for a data protection officer.
    ///
    /// # Errors
    /// `NotFound` for anybody else.
    pub fn agreements(&self, actor: &Actor) -> Result<Agreements, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "agreements", move |tx| {
            let ids = crate::publish::notice_ids(tx)?;
            let mut register = Agreements::default();
            for id in ids.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                let Some(notice) = inner.latest(tx, id)? else { continue };
                let rows = tx.agreements(id)?;
                for row in &rows {
                    register.lines.push(line(tx, &notice, row)?);
                }
                register.gaps.extend(gaps(tx, &notice, &rows)?);
            }
            register.lines.sort_by_key(|l| (pressing(l.standing), l.until_on.unwrap_or(Date::MAX)));
            Ok(register)
        })
    }

    /// Those under whose notices something goes, or would go, without an agreement that is in force.
    ///
    /// # Errors
    /// As [`App::agreements`].
    pub fn agreement_gaps(&self, actor: &Actor) -> Result<Vec<AgreementGap>, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "gaps in agreements", move |tx| {
            let ids = crate::publish::notice_ids(tx)?;
            let mut found = Vec::new();
            for id in ids.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                if let Some(notice) = inner.latest(tx, id)? {
                    let rows = tx.agreements(id)?;
                    found.extend(gaps(tx, &notice, &rows)?);
                }
            }
            Ok(found)
        })
    }

    /// The agreements in force of which somebody has to say whom to reach on either side, or who is the data protection officer of the other:
    /// each with what is asked for.
    ///
    /// # Errors
    /// As [`App::agreements`].
    pub fn agreements_that_ask(&self, actor: &Actor) -> Result<Vec<(AgreementLine, Vec<&'static str>)>, AppError> {
        actor.must_keep_agreements()?;
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "agreements that ask", move |tx| {
            let mut found = Vec::new();
            for id in crate::publish::notice_ids(tx)?.iter().filter(|id| keeps_register(&actor, id).is_ok()) {
                let Some(notice) = inner.latest(tx, id)? else { continue };
                for row in tx.agreements(id)? {
                    let line = line(tx, &notice, &row)?;
                    let asks = asks(&row, line.standing);
                    if !asks.is_empty() {
                        found.push((line, asks));
                    }
                }
            }
            Ok(found)
        })
    }

    /// One agreement.
    ///
    /// # Errors
    /// `NotFound` when there is none, or the actor does not keep the register.
    pub fn agreement(&self, actor: &Actor, id: EnrolmentId) -> Result<AgreementView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "agreement", move |tx| {
            let row = kept_by(tx, &actor, id)?;
            let notice = inner.latest(tx, &row.notice_id)?.ok_or(AppError::NotFound)?;
            let held = Held::of(&row, tx.now());
            let mut members = Vec::new();
            for member in &row.members {
                members.push(recipient_name(tx, &notice, member)?);
            }
            let told = tx.agreement_notices(id)?.into_iter().map(|n| (n.what, n.at)).collect();
            Ok(AgreementView {
                asks: asks(&row, held.standing),
                line: line(tx, &notice, &row)?,
                kind: AgreementKind::parse(&row.kind).unwrap_or(AgreementKind::Sharing),
                may_sign: signs_for(&actor, &row.notice_id) && row.ours_on.is_none() && row.ended_at.is_none(),
                may_change: row.ours_on.is_none() && row.theirs_on.is_none() && row.ended_at.is_none(),
                members,
                purposes: row.purposes.iter().map(|p| notice.purpose_label(p)).collect(),
                categories: row.categories.iter().map(|c| notice.category_label(c)).collect(),
                gateways: row.gateways,
                document: row.document,
                contact: row.contact,
                our_contact: row.our_contact,
                officer_is: row.officer_is,
                officer_name: row.officer_name,
                told,
                ended_why: row.ended_why,
                notice_id: row.notice_id,
                terms: held.terms,
            })
        })
    }

    /// Those with whom an agreement under a notice can be made: key and name.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register, or there is no such notice.
    pub fn agreement_parties(&self, actor: &Actor, notice_id: &str) -> Result<Vec<(String, String)>, AppError> {
        keeps_register(actor, notice_id)?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner.store.read(&actor.caller, "agreement parties", move |tx| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            parties(tx, &notice)
        })
    }

    /// The notice that an agreement is made under, for its purposes and categories.
    ///
    /// # Errors
    /// As [`App::agreement_parties`].
    pub fn agreement_notice(&self, actor: &Actor, notice_id: &str) -> Result<Arc<Published>, AppError> {
        keeps_register(actor, notice_id)?;
        let (inner, notice_id) = (&self.inner, notice_id.to_owned());
        self.inner
            .store
            .read(&actor.caller, "agreement notice", move |tx| inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound))
    }

    /// Puts an agreement into the register, or changes one that nobody has signed. Nothing goes under it before both
    /// sides have signed.
    ///
    /// # Errors
    /// `NotFound` when the actor does not keep the register; `Form` with everything to put right; `Refused` when it is
    /// signed already.
    pub fn put_agreement(
        &self,
        actor: &Actor,
        notice_id: &str,
        change: Option<EnrolmentId>,
        form: &AgreementForm,
    ) -> Result<EnrolmentId, AppError> {
        keeps_register(actor, notice_id)?;
        let (notice_id, form) = (notice_id.to_owned(), form.clone());
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "put agreement", move |tx, inner| {
            let notice = inner.latest(tx, &notice_id)?.ok_or(AppError::NotFound)?;
            let known = parties(tx, &notice)?;
            let same = |row: &Agreement| {
                row.reference.trim().eq_ignore_ascii_case(form.reference.trim()) && Some(row.id) != change
            };
            let taken = tx.agreements(&notice_id)?.iter().any(same);
            let from_on = check(&notice, &known, &form, taken)?;
            let now = tx.now();
            let (id, before) = match change {
                None => (EnrolmentId::new(now, tx.entropy()), None),
                Some(id) => {
                    let row = tx.agreement(id)?.filter(|r| r.notice_id == notice_id).ok_or(AppError::NotFound)?;
                    if row.ours_on.is_some() || row.theirs_on.is_some() {
                        return Err(AppError::Refused(
                            "Somebody has signed this agreement: end it and make a new one to change its terms"
                                .to_owned(),
                        ));
                    }
                    super::paper::not_out_to_be_signed(tx, id)?;
                    (id, Some(row))
                }
            };
            let party = before.as_ref().map_or(&form.party, |row| &row.party);
            let row = Agreement {
                until_on: form.until_on,
                kind: form.kind.clone(),
                title: form.title.trim().to_owned(),
                members: form.members.clone(),
                purposes: form.purposes.clone(),
                categories: form.categories.clone(),
                gateways: form.gateways.clone(),
                review_on: form.review_on,
                document: form.document.trim().to_owned(),
                contact: form.contact.trim().to_owned(),
                our_contact: form.our_contact.trim().to_owned(),
                officer_is: before.as_ref().map(|row| row.officer_is.clone()).unwrap_or_default(),
                officer_name: before.as_ref().map(|row| row.officer_name.clone()).unwrap_or_default(),
                ..Agreement::unsigned(id, &notice_id, party, form.reference.trim(), from_on, now)
            };
            let done = if before.is_some() { "changed" } else { "drafted" };
            if before.is_some() {
                tx.update_agreement(&row)?;
            } else {
                tx.insert_agreement(&row)?;
            }
            note(tx, &who, Action::Administer, &format!("agreement {id} {done}, under {notice_id}, with {party}"))?;
            Ok(id)
        })
    }
}

/// What is pressing comes first: what has stopped, what waits, what ends soon; then what is well; then what is over.
const fn pressing(standing: Standing) -> u8 {
    match standing {
        Standing::Lapsed { .. } => 0,
        Standing::Unsigned { .. } => 1,
        Standing::Live { ending: Some(_), .. } => 2,
        Standing::Live { review_overdue: true, .. } => 3,
        Standing::NotYet { .. } => 4,
        Standing::Live { .. } => 5,
        Standing::Ended { .. } => 6,
    }
}

/// What is asked for of an agreement that is in force: without it nobody is reached before it ends.
fn asks(row: &Agreement, standing: Standing) -> Vec<&'static str> {
    if !standing.is_live() {
        return Vec::new();
    }
    [
        (row.contact.is_empty(), "whom to reach on the other side"),
        (row.our_contact.is_empty(), "whom to reach at the council"),
        (row.officer_is.is_empty(), "whether whoever signed for them is their data protection officer"),
    ]
    .into_iter()
    .filter(|(lacks, _)| *lacks)
    .map(|(_, words)| words)
    .collect()
}

pub(crate) fn line(tx: &mut Tx<'_>, notice: &Published, row: &Agreement) -> Result<AgreementLine, AppError> {
    Ok(AgreementLine {
        id: row.id,
        reference: row.reference.clone(),
        title: row.title.clone(),
        party: recipient_name(tx, notice, &row.party)?,
        notice: notice.compiled.title.clone(),
        from_on: row.from_on,
        until_on: row.until_on,
        review_on: row.review_on,
        standing: Held::of(row, tx.now()).standing,
    })
}

/// Everybody outside the controller whom a notice names, and the bodies enrolled into its open lists.
pub(crate) fn parties(tx: &mut Tx<'_>, notice: &Published) -> Result<Vec<(String, String)>, AppError> {
    let compiled = &notice.compiled;
    let mut found: Vec<(String, String)> = compiled
        .merged
        .party
        .iter()
        .filter(|(id, _)| !compiled.merged.notice.controller.contains(id))
        .map(|(id, party)| (id.clone(), party.name.clone()))
        .collect();
    found.extend(compiled.merged.class.iter().map(|(id, class)| (format!("class:{id}"), class.label.clone())));
    found.extend(tx.enrolments(&compiled.id)?.into_iter().map(|e| (e.body, e.name)));
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// Reads what was typed. Answers with the first day.
fn check(notice: &Published, known: &[(String, String)], form: &AgreementForm, taken: bool) -> Result<Date, AppError> {
    let mut fields = Vec::new();
    let mut wrong = |input: &str, words: &str| {
        fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let is_party = |key: &String| known.iter().any(|(k, _)| k == key);
    if AgreementKind::parse(&form.kind).is_none() {
        wrong("kind", "Choose what kind of agreement it is");
    }
    if !is_party(&form.party) {
        wrong("party", "Choose whom the agreement is with");
    }
    if form.reference.trim().is_empty() {
        wrong("reference", "Enter the reference by which both sides know the agreement");
    }
    // What went is asked back by it.
    if taken {
        wrong(
            "reference",
            "Another agreement under this notice has this reference: give this one its own, such as with a number behind it",
        );
    }
    if form.title.trim().is_empty() {
        wrong("title", "Enter what the agreement is called");
    }
    if !form.members.iter().all(is_party) {
        wrong("members", "Choose members from the list");
    }
    if !form.purposes.iter().all(|p| notice.compiled.purpose(p).is_some()) {
        wrong("purposes", "Choose purposes from the list");
    }
    if !form.categories.iter().all(|c| notice.compiled.category(c).is_some()) {
        wrong("categories", "Choose kinds of information from the list");
    }
    let from_on = form.from_on;
    if from_on.is_none() {
        wrong("from-day", "Enter the first day, like 27 3 2026");
    }
    if let (Some(from), Some(until)) = (from_on, form.until_on)
        && until < from
    {
        wrong("until-day", "The last day has to be on or after the first");
    }
    match (form.review_on, from_on) {
        (None, _) => wrong("review-day", "Enter the day by which both sides look at it again, like 27 3 2027"),
        (Some(review), Some(from)) if review < from => {
            wrong("review-day", "The day for looking at it again has to be after the first day");
        }
        _ => {}
    }
    match from_on {
        Some(from) if fields.is_empty() => Ok(from),
        _ => Err(AppError::Form(FormErrors { fields })),
    }
}

/// Bodies that get something without an agreement that is in force for it: only under one, so that nothing goes; or, where the notice asks
/// for none, all the same, as long as there has never been one.
fn gaps(tx: &mut Tx<'_>, notice: &Published, rows: &[Agreement]) -> Result<Vec<AgreementGap>, AppError> {
    let now = tx.now();
    let contracts = Contracts::of(tx, &notice.compiled.id)?;
    let with = |(recipient, principal): &(String, String)| {
        let theirs = rows.iter().map(|r| Held::of(r, now)).filter(|h| h.terms.is_with(recipient, principal));
        contracts.end(theirs.collect(), recipient, principal)
    };
    // A body stands in many rules.
    let mut held_with: BTreeMap<(String, String), Vec<Held>> = BTreeMap::new();
    let enrolled = tx.enrolments(&notice.compiled.id)?;
    let today = kernel::london_date(now);
    let mut missing: BTreeMap<(String, bool), Vec<PurposeIx>> = BTreeMap::new();
    for permit in &notice.compiled.permits {
        let needs = permit.when.speaks_of(Fact::Agreement);
        if !needs && !is_flow(notice, permit) {
            continue;
        }
        for body in bodies(notice, &permit.who, &enrolled, today) {
            let (recipient, principal) = &body;
            if !needs && is_of_the_council(notice, principal) {
                continue;
            }
            let recipient = recipient.clone();
            let held = held_with.entry(body).or_insert_with_key(with);
            let goes = !needs && !all_over(held);
            for purpose in &permit.purposes {
                let id = notice.compiled.purposes.get(usize::from(purpose.0)).map_or("", |p| p.id.as_str());
                // What the notice lets go without an agreement goes under any that is in force.
                let covers = |h: &Held| h.standing.is_live() && (!needs || h.terms.purposes_cover(id));
                let known = missing.entry((recipient.clone(), goes)).or_default();
                if !held.iter().any(covers) && !known.contains(purpose) {
                    known.push(*purpose);
                }
            }
        }
    }
    let mut found = Vec::new();
    for ((party, goes), purposes) in missing.into_iter().filter(|(_, purposes)| !purposes.is_empty()) {
        found.push(AgreementGap {
            goes,
            party: recipient_name(tx, notice, &party)?,
            notice: notice.compiled.title.clone(),
            purposes: purposes
                .iter()
                .filter_map(|p| notice.compiled.purposes.get(usize::from(p.0)))
                .map(|p| p.label.clone())
                .collect(),
        });
    }
    Ok(found)
}

/// Whether somebody is a controller of the notice, or a department of one: no agreement is made with oneself.
fn is_of_the_council(notice: &Published, principal: &str) -> bool {
    let named = notice.compiled.merged.notice.controller.iter().any(|c| c == principal);
    let kind = notice.compiled.merged.party.get(principal).map(|p| p.kind);
    named || kind == Some(PartyKind::Internal)
}

/// The bodies that a rule speaks of today, each with the principal it acts as.
fn bodies(notice: &Published, who: &Who, enrolled: &[store::Enrolment], today: Date) -> Vec<(String, String)> {
    match who {
        Who::Party(id) => vec![(id.clone(), id.clone())],
        Who::Class(class) => {
            let named = notice.compiled.principals.iter().filter_map(|p| match p {
                Principal::Party { id, classes, .. } if classes.contains(class) => Some((id.clone(), id.clone())),
                _ => None,
            });
            let here = |e: &&store::Enrolment| e.class == *class && e.holds_on(today);
            let bodies = enrolled.iter().filter(here).map(|e| (e.body.clone(), format!("class:{class}")));
            named.chain(bodies).collect()
        }
        Who::Role(_) | Who::Subject | Who::Anybody => Vec::new(),
    }
}
