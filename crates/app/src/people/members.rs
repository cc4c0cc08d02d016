//! The members of households and families: people of their own, each with a record, a key and a ledger. What is said of them is
//! written down with the section that says it, and sealed with their own key.

use super::duplicates::propose_of;
use super::page::Place;
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::{Written, kinds_and_keys};
use crate::error::AppError;
use crate::look::Look;
use crate::work::follow::see_the_children;
use casework::household::{
    MemberOpened, MemberRow, about_members, identity, is_another, is_child_there, is_partner, may_be_one, refer,
    take_apart,
};
use casework::section::Provenance;
use casework::{Came, SectionContent, Sure};
use disclosure::{EntryHead, Opener as _};
use kernel::{EntryId, MemberPartId, PersonId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use people::KeyKind;
use sealing::CLASS_SUBJECT;
use store::{Member, MemberPart, PersonKey, Tx};

/// A member who is new, or of whom something else is said now.
pub(crate) struct Met {
    person: PersonId,
    /// By what they are found.
    found_by: Vec<(KeyKind, PersonKey)>,
    /// A child who was not in the household before.
    new_child: bool,
}

/// What was said of the members before, opened; and the rows that were not, with their questions.
type Before = (Vec<MemberOpened>, Vec<(String, MemberPartId)>);

/// A row, and whose it is.
struct Placed {
    row: MemberRow,
    person: PersonId,
    /// The part that says the same already.
    kept: Option<MemberPartId>,
}

/// Writes down the members that a section speaks of. What is left is the section without them: in their places it says where their
/// rows are kept.
pub(crate) fn write_members(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    category: CategoryIx,
    content: &SectionContent,
    written: &Written<'_>,
) -> Result<(SectionContent, Vec<Met>), AppError> {
    let questions = look.questions_of(category, written.form);
    let id = look.notice.category_id(category);
    let there: Vec<&MemberPart> = look.parts.iter().filter(|p| p.category == id && p.superseded_at.is_none()).collect();
    if there.is_empty() && about_members(&questions).next().is_none() {
        return Ok((content.clone(), Vec::new()));
    }
    let today = london_date(tx.now());
    let now = Provenance {
        source: look.notice.source_for(actor, written.source),
        sure: Sure::Said,
        on: today,
        by: Some(actor.account),
        marking: None,
        came: Came::default(),
    };
    let (mut section, rows) = take_apart(content, &questions, &now);
    let (before, unread) = before(look, category, written)?;
    let placed = placed(tx, look, id, rows, &before);

    let known = |person: PersonId| look.members.iter().any(|m| m.person == person && m.category == id);
    let mut changed: Vec<PersonId> = placed.iter().filter(|p| p.kept.is_none()).map(|p| p.person).collect();
    let kept: Vec<MemberPartId> =
        placed.iter().filter_map(|p| p.kept).chain(unread.iter().map(|(_, id)| *id)).collect();
    let ended: Vec<&MemberPart> = there.into_iter().filter(|p| !kept.contains(&p.id)).collect();
    changed.sort_unstable();
    changed.dedup();

    let mut met = Vec::new();
    for person in changed.iter().copied() {
        let rows = || placed.iter().filter(move |p| p.person == person).map(|p| &p.row.content);
        let who = identity(rows().map(|r| (r.get("name"), r.get("born"))), today);
        let found_by = kinds_and_keys(tx, &who)?;
        let keys: Vec<PersonKey> = found_by.iter().map(|(_, key)| *key).collect();
        if known(person) {
            // Keys of another category of the case stay: one that fits no more finds nobody.
            let elsewhere = look.members.iter().any(|m| m.person == person && m.category != id);
            if elsewhere { tx.add_person_keys(person, &keys)? } else { tx.replace_person_keys(person, &keys)? }
        } else {
            if !tx.has_person(person)? {
                tx.insert_person(person, &keys)?;
            }
            let joined_at = tx.now();
            let (case_id, category) = (look.case.id, id.to_owned());
            tx.insert_household_member(&Member {
                case_id,
                person,
                category,
                joined_at,
                restricted: false,
                apart: false,
            })?;
        }
        if rows().any(is_partner) {
            tx.set_member_apart(look.case.id, person)?;
        }
        let was = before.iter().any(|b| b.person == person && is_child_there(&b.content, today));
        let new_child = !was && rows().any(|r| is_child_there(r, today));
        met.push(Met { person, found_by, new_child });
    }

    let class = look.notice.class_in(category, look.case.id);
    let mut keys: Vec<(PersonId, &str)> = changed.iter().map(|p| (*p, class.as_str())).collect();
    keys.extend(changed.iter().map(|p| (*p, CLASS_SUBJECT)));
    let ring = tx.ring_for_sealing(&keys)?;
    let mut last: Vec<(String, usize)> = Vec::new();
    for place in &placed {
        let part = match place.kept {
            Some(id) => id,
            None => {
                let mut part = MemberPart {
                    id: MemberPartId::new(tx.now(), tx.entropy()),
                    case_id: look.case.id,
                    person: place.person,
                    category: id.to_owned(),
                    record_class: class.clone(),
                    sealed: Vec::new(),
                    recorded_at: tx.now(),
                    superseded_at: None,
                };
                let plain = serde_json::to_vec(&place.row.content)
                    .map_err(|_| AppError::Fault("a member cannot be written down".to_owned()))?;
                let sealed = ring.seal(&part.place(), &plain, tx.entropy());
                part.sealed = sealed.map_err(|e| AppError::Fault(e.to_string()))?;
                tx.insert_member_part(&part)?;
                part.id
            }
        };
        refer(&mut section, &place.row.field, place.row.row, part);
        last.push((place.row.field.clone(), place.row.row));
    }
    // Rows that whoever writes was not shown: they did not take them out.
    for (field, part) in unread {
        let row = last.iter().filter(|(f, _)| *f == field).map(|(_, row)| *row).max().unwrap_or(0) + 1;
        refer(&mut section, &field, row, part);
        last.push((field, row));
    }
    tx.end_member_parts(&ended.iter().map(|p| p.id).collect::<Vec<_>>())?;

    let mut gone: Vec<PersonId> = ended.iter().map(|p| p.person).filter(|p| !changed.contains(p)).collect();
    gone.sort_unstable();
    gone.dedup();
    if !changed.is_empty() || !gone.is_empty() {
        let of_gone: Vec<(PersonId, &str)> = gone.iter().map(|p| (*p, CLASS_SUBJECT)).collect();
        let others = tx.ring(&of_gone)?;
        let tag = |ring: &sealing::KeyRing, person: &PersonId| ring.subject_tag(*person, look.case.id).ok();
        let mut subjects: Vec<_> = changed.iter().filter_map(|p| tag(&ring, p)).collect();
        subjects.extend(gone.iter().filter_map(|p| tag(&others, p)));
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action: if there_was(&before, &changed) { Action::Edit } else { Action::Create },
            subjects,
            detail: "a member of the household".to_owned(),
        };
        let decision = look.decide(Act::Record, &[category]);
        let entry = decision.to_entry(&look.notice.gate, &actor.caller, head);
        tx.append(&entry)?;
    }
    Ok((section, met))
}

/// What is kept of a member, for what the program itself does with it: it is shown to nobody. `None`: it was erased.
pub(crate) fn plain(tx: &mut Tx<'_>, part: &MemberPart) -> Result<Option<SectionContent>, AppError> {
    let ring = tx.ring(&[(part.person, part.record_class.as_str())])?;
    match ring.open(&part.place(), &part.sealed) {
        Ok(plain) => serde_json::from_slice(plain.expose())
            .map(Some)
            .map_err(|_| AppError::Fault("what is kept of a member cannot be read".to_owned())),
        Err(disclosure::OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

fn there_was(before: &[MemberOpened], changed: &[PersonId]) -> bool {
    changed.is_empty() || before.iter().any(|b| changed.contains(&b.person))
}

/// What was said of the members before, as far as it was opened for whoever writes; and the rows that were not, with their questions.
fn before(look: &Look, category: CategoryIx, written: &Written<'_>) -> Result<Before, AppError> {
    let Some(standing) = written.standing else {
        let unread = written.unseen.iter().map(|(field, _, id)| (field.clone(), *id));
        return Ok((Vec::new(), unread.collect()));
    };
    let ids: Vec<MemberPartId> = standing.parts.iter().map(|(_, _, id)| *id).collect();
    let (opened, unopened) = look.open_parts(&standing.recorded, category, &ids, &standing.ring)?;
    let opened = opened
        .into_iter()
        .map(|(part, row)| MemberOpened { id: part.id, person: part.person, content: row.get().clone() })
        .collect();
    let unread = standing.parts.iter().filter(|(_, _, id)| unopened.contains(id));
    Ok((opened, unread.map(|(field, _, id)| (field.clone(), *id)).collect()))
}

/// Says whose each row is: as the row itself says, if that is somebody of this household and it is not of somebody else now; or whoever
/// is there already and of whom so much is alike; or somebody new.
fn placed(tx: &mut Tx<'_>, look: &Look, category: &str, rows: Vec<MemberRow>, before: &[MemberOpened]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for row in rows {
        let said = row.person.filter(|person| {
            let theirs: Vec<&MemberOpened> = before.iter().filter(|b| b.person == *person).collect();
            let here = look.members.iter().any(|m| m.person == *person && m.category == category);
            here && (theirs.is_empty() || theirs.iter().any(|b| !is_another(&b.content, &row.content)))
        });
        let alike = || before.iter().find(|b| may_be_one(&b.content, &row.content)).map(|b| b.person);
        let twice = || placed.iter().find(|p| may_be_one(&p.row.content, &row.content)).map(|p| p.person);
        let person = match said.or_else(alike).or_else(twice) {
            Some(person) => person,
            None => PersonId::new(tx.now(), tx.entropy()),
        };
        let same = |b: &&MemberOpened| {
            let taken = placed.iter().any(|p| p.kept == Some(b.id));
            b.person == person && !taken && b.content.fields == row.content.fields
        };
        let kept = before.iter().find(same).map(|b| b.id);
        placed.push(Placed { row, person, kept });
    }
    placed
}

/// After members were written down: children are to be seen, and whoever may have a record of their own is proposed.
pub(crate) fn settle(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, look: &Look, met: &[Met]) -> Result<(), AppError> {
    if met.is_empty() {
        return Ok(());
    }
    if met.iter().any(|m| m.new_child) {
        see_the_children(tx, actor, look)?;
    }
    let Some(look) = Look::even_closed(tx, inner, actor, look.case.id)? else { return Ok(()) };
    for member in met {
        let of = Place { look: &look, person: member.person };
        propose_of(tx, inner, actor, of, &member.found_by)?;
    }
    Ok(())
}
