//! Records that may be of one person: proposed with a score that explains itself, linked so that it can be undone, split
//! again. Nothing is moved: both records keep what is theirs.

use super::evidence::{EvidenceView, Known, evidence, known_of, matching_is_off, weigh};
use super::page::{Cluster, OfPerson, Place, may_link, of_case, visible};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use crate::{App, Inner};
use casework::person::{Compared, PersonFacts, compare};
use disclosure::Disclosed;
use kernel::{LinkId, LinkageRunId, PersonId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use people::{KeyKind, strength_together};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;
use store::{Duplicate, DuplicateState, PersonKey, PersonLink, Tx, in_order};

/// How many records that share a key are compared.
const CANDIDATES: usize = 8;
/// Keys together have to say at least so much, roughly in bits, before two records are compared: a name alone says less.
const STRENGTH: u32 = 19;
/// One key by itself has to say so much: a number does, a telephone does not, which a hostel has for all who live there.
const ALONE: u32 = 22;
/// How many proposals stand on a page.
const SHOWN: usize = 50;
/// How many are weighed for it.
const LOOKED_AT: u32 = 200;
/// What the ledger says of two records being compared.
const COMPARED: (Action, &str) = (Action::Query, "compared with another record");

/// A proposal in a list.
pub struct ProposalLine {
    /// The one record.
    pub one: SideView,
    /// The other.
    pub other: SideView,
    /// How likely they are of one person, in per cent, from what the actor may read.
    pub score: i32,
    /// When it was proposed.
    pub proposed_at: Timestamp,
}

/// One side of a proposal.
pub struct SideView {
    /// The record.
    pub person: PersonId,
    /// The name.
    pub name: Item<String>,
    /// The references of the cases.
    pub cases: Vec<String>,
    /// Whether the actor holds one of them.
    pub mine: bool,
}

/// Two records side by side.
pub struct DuplicateView {
    /// The one record.
    pub one: SideView,
    /// The other.
    pub other: SideView,
    /// How likely they are of one person and why, from what the actor may read. None where the notice says that nobody is profiled:
    /// then matching is off.
    pub evidence: Option<EvidenceView>,
    /// Field by field.
    pub fields: Disclosed<Vec<Compared>>,
    /// The link that holds, if they are linked.
    pub linked: Option<LinkId>,
}

/// After a record was made or its identity changed: who shares keys with it is compared, and proposed if it is likely enough.
/// Those who share no more than a name are not compared: nobody's record is opened for that.
pub(crate) fn propose(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    found_by: &[(KeyKind, PersonKey)],
) -> Result<(), AppError> {
    propose_of(tx, inner, actor, Place::own(look), found_by)
}

/// The same of anybody with a place in a case.
pub(super) fn propose_of(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    of: Place<'_>,
    found_by: &[(KeyKind, PersonKey)],
) -> Result<(), AppError> {
    if !may_link(actor, of) || matching_is_off(&of.look.notice) {
        return Ok(());
    }
    let person = of.person;
    let digests: Vec<[u8; 16]> = found_by.iter().map(|(_, key)| key.digest).collect();
    let strength = |keys: Vec<usize>| strength_together(keys.into_iter().filter_map(|at| Some(found_by.get(at)?.0)));
    let mut alike: Vec<(u32, PersonId)> = tx
        .who_has(&digests)?
        .into_iter()
        .filter(|(other, _)| *other != person)
        .map(|(other, keys)| (keys.len(), strength(keys), other))
        .filter(|(keys, strength, _)| *strength >= if *keys == 1 { ALONE } else { STRENGTH })
        .map(|(_, strength, other)| (strength, other))
        .collect();
    alike.sort_unstable_by_key(|(strength, other)| (Reverse(*strength), *other));
    alike.truncate(CANDIDATES);
    let alike: Vec<PersonId> = alike.into_iter().map(|(_, other)| other).collect();
    compared(tx, inner, actor, of, &alike)
}

/// Compares a record with some others, and proposes those that are likely enough.
pub(crate) fn propose_among(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    alike: &[PersonId],
) -> Result<(), AppError> {
    compared(tx, inner, actor, Place::own(look), alike)
}

fn compared(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, of: Place<'_>, alike: &[PersonId]) -> Result<(), AppError> {
    if alike.is_empty() || !may_link(actor, of) || matching_is_off(&of.look.notice) {
        return Ok(());
    }
    let person = of.person;
    let model = inner.model(tx, &actor.capacity.notice)?;
    let own = known_of(tx, actor, of, COMPARED)?;
    for other in alike.iter().copied() {
        let (one, two) = in_order(person, other);
        if tx.duplicate(one, two)?.is_some() {
            continue;
        }
        let Some(theirs) = visible(tx, inner, actor, other)?.into_iter().next() else { continue };
        let found = weigh(&model, &own, &known_of(tx, actor, theirs.place(), COMPARED)?)?;
        if found.same {
            tx.propose_duplicate(&Duplicate {
                one,
                other: two,
                notice_id: actor.capacity.notice.clone(),
                score: found.percent,
                state: DuplicateState::Open,
                proposed_at: tx.now(),
                decided_by: None,
                decided_at: None,
            })?;
        }
    }
    Ok(())
}

/// A proposal, weighed by what its reader may read.
pub(super) struct Weighed {
    pub proposal: Duplicate,
    sides: [Rc<(OfPerson, Known)>; 2],
    percent: i32,
}

/// Weighs proposals again for whoever looks at them. What was written down when they were proposed may rest on what this reader may not
/// read (another officer saw a number), so neither the score nor that there is a proposal is taken from there: the answer is a function of
/// what is released to the reader, and of nothing else.
pub(super) fn weighed(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (proposals, action): (Vec<Duplicate>, Action),
) -> Result<Vec<Weighed>, AppError> {
    let mut all = Vec::new();
    if proposals.is_empty() {
        return Ok(all);
    }
    let model = inner.model(tx, &actor.capacity.notice)?;
    // Somebody of whom several are proposed is read once.
    let mut read: HashMap<PersonId, Option<Rc<(OfPerson, Known)>>> = HashMap::new();
    for proposal in proposals {
        let mut sides = Vec::new();
        for person in [proposal.one, proposal.other] {
            let side = match read.get(&person) {
                Some(side) => side.clone(),
                None => {
                    let look = visible(tx, inner, actor, person)?.into_iter().next();
                    let fits = |of: &OfPerson| may_link(actor, of.place()) && !matching_is_off(&of.look.notice);
                    let side = match look.filter(fits) {
                        Some(of) => {
                            let known = known_of(tx, actor, of.place(), (action, "may be a second record"))?;
                            Some(Rc::new((of, known)))
                        }
                        None => None,
                    };
                    read.entry(person).or_insert(side).clone()
                }
            };
            let Some(side) = side else { break };
            sides.push(side);
        }
        let Ok(sides) = <[Rc<(OfPerson, Known)>; 2]>::try_from(sides) else { continue };
        let found = weigh(&model, &sides[0].1, &sides[1].1)?;
        if found.same {
            all.push(Weighed { proposal, sides, percent: found.percent });
        }
    }
    all.sort_by_key(|w| (Reverse(w.percent), w.proposal.one, w.proposal.other));
    Ok(all)
}

/// The open proposals about a person, as they stand for the actor.
pub(super) fn open_for(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    person: PersonId,
    action: Action,
) -> Result<Vec<Weighed>, AppError> {
    let mut open = tx.duplicates_of(person)?;
    open.retain(|proposal| proposal.state == DuplicateState::Open);
    weighed(tx, inner, actor, (open, action))
}

/// One record's side: its name and cases, and all that says who they are.
fn side(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    person: PersonId,
    detail: &str,
) -> Result<(SideView, Disclosed<PersonFacts>, Vec<OfPerson>), AppError> {
    let today = london_date(tx.now());
    let looks = visible(tx, inner, actor, person)?;
    if looks.is_empty() {
        return Err(AppError::NotFound);
    }
    let mut view = SideView { person, name: Item::Empty, cases: Vec::new(), mine: false };
    let mut facts = Vec::new();
    for place in &looks {
        let of = of_case(tx, actor, place.place(), today, (Action::Query, detail))?;
        facts.extend(of.facts);
        if !matches!(view.name, Item::Released(_)) {
            view.name = of.name;
        }
        view.cases.push(reference(place));
        view.mine |= place.look.case.owner == Some(actor.account);
    }
    Ok((view, Disclosed::all(facts).map(PersonFacts::together), looks))
}

/// The reference of a case in which somebody has a place, and which place, where it is not theirs.
fn reference(of: &OfPerson) -> String {
    let reference = of.look.case.reference.clone();
    if of.place().is_member() { format!("{reference} (in the household)") } else { reference }
}

/// Records under the actor's notice that may be of one person, the likeliest first: of those that were likeliest when they were proposed, so
/// many at most, or all of a person.
pub(crate) fn proposals(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    of: Option<PersonId>,
    (most, action): (u32, Action),
) -> Result<Vec<ProposalLine>, AppError> {
    let open = match of {
        Some(person) => open_for(tx, inner, actor, person, action)?,
        None => {
            let open = tx.open_duplicates(&actor.capacity.notice, most)?;
            weighed(tx, inner, actor, (open, action))?
        }
    };
    let side = |person, of: &(OfPerson, Known)| SideView {
        person,
        name: of.1.name.same(),
        cases: vec![reference(&of.0)],
        mine: of.0.look.case.owner == Some(actor.account),
    };
    let line = |w: &Weighed| ProposalLine {
        one: side(w.proposal.one, &w.sides[0]),
        other: side(w.proposal.other, &w.sides[1]),
        score: w.percent,
        proposed_at: w.proposal.proposed_at,
    };
    Ok(open.iter().map(line).collect())
}

impl App {
    /// Records under the actor's notice that may be of one person, the likeliest first; of those that do not exist for the
    /// actor nothing is said.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn duplicates(&self, actor: &Actor, of: Option<PersonId>) -> Result<Vec<ProposalLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "duplicates", move |tx, inner| {
            let mut lines = proposals(tx, inner, &actor, of, (LOOKED_AT, Action::List))?;
            lines.truncate(SHOWN);
            Ok(lines)
        })
    }

    /// Two records side by side, with the score and why.
    ///
    /// # Errors
    /// `NotFound` when the actor may not link them.
    pub fn compare_people(&self, actor: &Actor, a: PersonId, b: PersonId) -> Result<DuplicateView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "compare people", move |tx, inner| {
            let (one_id, other_id) = in_order(a, b);
            if one_id == other_id {
                return Err(AppError::NotFound);
            }
            let detail = "compared with another record";
            let (one, one_facts, one_looks) = side(tx, inner, &actor, one_id, detail)?;
            let (other, other_facts, other_looks) = side(tx, inner, &actor, other_id, detail)?;
            let (Some(first), Some(second)) = (one_looks.first(), other_looks.first()) else {
                return Err(AppError::NotFound);
            };
            if !may_link(&actor, first.place()) || !may_link(&actor, second.place()) {
                return Err(AppError::NotFound);
            }
            let evidence = if matching_is_off(&first.look.notice) {
                None
            } else {
                let one = known_of(tx, &actor, first.place(), COMPARED)?;
                let other = known_of(tx, &actor, second.place(), COMPARED)?;
                let model = inner.model(tx, &actor.capacity.notice)?;
                Some(evidence(&model, &first.look.notice, &one, &other)?)
            };
            let linked = tx
                .person_links(&[one_id])?
                .into_iter()
                .find(|l| l.split_at.is_none() && (l.one, l.other) == (one_id, other_id));
            let fields = Disclosed::all(vec![one_facts, other_facts]).map(|both| match both.as_slice() {
                [one, other] => compare(one, other),
                _ => Vec::new(),
            });
            Ok(DuplicateView { one, other, evidence, fields, linked: linked.map(|l| l.id) })
        })
    }

    /// Says that two records are of one person. Both keep what is theirs; it can be undone.
    ///
    /// # Errors
    /// `NotFound` when the actor may not link them; `Refused` when they are linked already.
    pub fn link_people(&self, actor: &Actor, a: PersonId, b: PersonId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "link people", move |tx, inner| {
            if !link_in(tx, inner, &actor, (a, b), None)? {
                return Err(AppError::Refused("These records are linked already".to_owned()));
            }
            Ok(())
        })
    }

    /// Undoes a link: the records stand as they did before it, and what was proposed is open again. What was undone already stays so.
    ///
    /// # Errors
    /// `NotFound` when there is no such link between records that the actor may link.
    pub fn split_people(&self, actor: &Actor, link: LinkId, person: PersonId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "split people", move |tx, inner| {
            let links = Cluster::of(tx, inner, &actor, person)?.links;
            let link = links.into_iter().find(|l| l.id == link).ok_or(AppError::NotFound)?;
            if link.split_at.is_some() {
                return Ok(());
            }
            let looks = both(tx, inner, &actor, link.one, link.other)?;
            tx.end_person_link(link.id, Some(actor.account))?;
            if tx.duplicate(link.one, link.other)?.is_some() {
                tx.decide_duplicate((link.one, link.other), DuplicateState::Open, None)?;
            }
            noted(tx, &actor, &looks, "split from another record")
        })
    }

    /// Says that two records are of two people: they are proposed no more.
    ///
    /// # Errors
    /// `NotFound` when the actor may not link them, or nobody proposed it.
    pub fn keep_apart(&self, actor: &Actor, a: PersonId, b: PersonId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "keep people apart", move |tx, inner| keep_apart_in(tx, inner, &actor, a, b))
    }
}

/// Links two records, if they are not linked already; answers whether they were not. `run`: the matching run in which they were found.
pub(crate) fn link_in(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (a, b): (PersonId, PersonId),
    run: Option<LinkageRunId>,
) -> Result<bool, AppError> {
    let (one, other) = in_order(a, b);
    let looks = both(tx, inner, actor, one, other)?;
    if Cluster::of(tx, inner, actor, one)?.people.contains(&other) {
        return Ok(false);
    }
    let (score, model) = if matching_is_off(&looks[0].look.notice) {
        (0, String::new())
    } else {
        let one = known_of(tx, actor, looks[0].place(), COMPARED)?;
        let model = inner.model(tx, &actor.capacity.notice)?;
        let weighed = weigh(&model, &one, &known_of(tx, actor, looks[1].place(), COMPARED)?)?;
        (weighed.percent, model.name.clone())
    };
    let id = LinkId::new(tx.now(), tx.entropy());
    tx.insert_person_link(&PersonLink {
        id,
        one,
        other,
        score,
        linked_by: Some(actor.account),
        linked_at: tx.now(),
        split_by: None,
        split_at: None,
        run,
        model,
    })?;
    if tx.duplicate(one, other)?.is_some() {
        tx.decide_duplicate((one, other), DuplicateState::Same, Some(actor.account))?;
    }
    noted(tx, actor, &looks, "linked with another record of the person")?;
    Ok(true)
}

/// Writes down that two records are of two people.
pub(crate) fn keep_apart_in(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    a: PersonId,
    b: PersonId,
) -> Result<(), AppError> {
    let (one, other) = in_order(a, b);
    let looks = both(tx, inner, actor, one, other)?;
    if tx.duplicate(one, other)?.is_none() {
        tx.propose_duplicate(&Duplicate {
            one,
            other,
            notice_id: actor.capacity.notice.clone(),
            score: 0,
            state: DuplicateState::Open,
            proposed_at: tx.now(),
            decided_by: None,
            decided_at: None,
        })?;
    }
    tx.decide_duplicate((one, other), DuplicateState::Different, Some(actor.account))?;
    noted(tx, actor, &looks, "found to be another person than in another record")
}

/// A case of a person that exists for the actor, and what it says of who they are.
pub(crate) struct CaseOfPerson {
    pub(crate) look: Look,
    pub(crate) facts: Disclosed<PersonFacts>,
}

/// The first case of a person that exists for the actor, read by the gate.
pub(crate) fn first_case(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    person: PersonId,
    detail: &str,
) -> Result<Option<CaseOfPerson>, AppError> {
    let own = visible(tx, inner, actor, person)?.into_iter().find(|of| !of.place().is_member());
    let Some(own) = own else { return Ok(None) };
    let of = of_case(tx, actor, own.place(), london_date(tx.now()), (Action::Open, detail))?;
    let facts = Disclosed::all(of.facts).map(PersonFacts::together);
    Ok(Some(CaseOfPerson { look: own.look, facts }))
}

/// Something that was decided of a record, on its ledger.
pub(crate) fn noted_one(tx: &mut Tx<'_>, actor: &Actor, look: &Look, detail: &str) -> Result<(), AppError> {
    let ring = ring(tx, look, &[])?;
    let name: Vec<_> = look.notice.well_known.name.iter().map(|(c, _)| *c).collect();
    let decision = look.decide(Act::Record, &name);
    look.record(tx, actor, decision, Action::Edit, &ring, detail)?;
    Ok(())
}

/// One case of each of two records, both of people that the actor may link.
fn both(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    one: PersonId,
    other: PersonId,
) -> Result<[OfPerson; 2], AppError> {
    if one == other {
        return Err(AppError::NotFound);
    }
    let mut first = |person| -> Result<OfPerson, AppError> {
        let of = visible(tx, inner, actor, person)?.into_iter().next().ok_or(AppError::NotFound)?;
        if may_link(actor, of.place()) { Ok(of) } else { Err(AppError::NotFound) }
    };
    Ok([first(one)?, first(other)?])
}

/// What was decided of two records, on the ledger of each.
fn noted(tx: &mut Tx<'_>, actor: &Actor, places: &[OfPerson; 2], detail: &str) -> Result<(), AppError> {
    for of in places {
        if of.place().is_member() {
            let ring = ring(tx, &of.look, &[])?;
            let detail = format!("a member of the household: {detail}");
            of.look.record(tx, actor, of.place().decide(Act::Record), Action::Edit, &ring, &detail)?;
        } else {
            noted_one(tx, actor, &of.look, detail)?;
        }
    }
    Ok(())
}
