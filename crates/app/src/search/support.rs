//! Who supports somebody: health staff who may know learn whether support is in place and whom to call, and nothing else. They bring
//! the NHS number and the date of birth with them; how often they ask is limited, and every question is on the ledger.

use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::notices::Published;
use crate::views::Item;
use crate::{App, Inner};
use casework::alert::{IN_PLACE, KEY_CONTACT};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{NhsNumber, PersonId, Sensitive};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use people::{Facet, KeyKind};
use sealing::CLASS_SUBJECT;
use store::{CaseState, Tx};

/// How often one account may ask within a day.
pub const MOST_A_DAY: u64 = 40;
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// More people than this cannot have one NHS number.
const MOST_WITH_NUMBER: u32 = 20;

/// The answer: nothing more than whether, and whom to call.
pub struct SupportAnswer {
    /// Whether support is in place, as far as whoever asks may know. No is said also where there is nobody of that number, or the
    /// person does not agree.
    pub in_place: bool,
    /// Whom to call.
    pub contact: Option<Disclosed<String>>,
    /// How often they may ask again today.
    pub left: u64,
}

/// The category in which it stands, where a notice has it.
fn category(notice: &Published) -> Option<CategoryIx> {
    notice.all.iter().copied().find(|c| {
        let info = notice.compiled.categories.get(usize::from(c.0));
        info.is_some_and(|info| info.fields.iter().any(|f| f.id == KEY_CONTACT))
    })
}

/// Whether an actor can ever be told: the notice lets the body that it acts for have it for its purpose.
fn may_ask(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<bool, AppError> {
    if actor.is_staff() {
        return Ok(false);
    }
    let Some(notice) = inner.latest(tx, &actor.capacity.notice)? else { return Ok(false) };
    let (Some(category), Some(principal), Some(purpose)) = (
        category(&notice),
        notice.compiled.principal(&actor.capacity.principal),
        notice.compiled.purpose(&actor.purpose),
    ) else {
        return Ok(false);
    };
    let lines = &notice.compiled.envelope.lines;
    Ok(lines
        .iter()
        .any(|l| l.principal == principal && l.purpose == purpose && l.act == Act::See && l.category == category))
}

impl App {
    /// Whether the actor may ask who supports somebody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn may_ask_for_support(&self, actor: &Actor) -> Result<bool, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "who may ask for support", move |tx| may_ask(tx, inner, &actor))
    }

    /// Whether support is in place for somebody, and whom to call.
    ///
    /// # Errors
    /// `NotFound` for whom the notice lets have this never; `Form` when the number or the date is none; `Refused` when the actor
    /// has asked too often within a day.
    pub fn who_supports(
        &self,
        actor: &Actor,
        number: &Sensitive<String>,
        born: Option<Date>,
    ) -> Result<SupportAnswer, AppError> {
        let (actor, number) = (actor.clone(), number.clone());
        self.act(&actor.caller.clone(), "who supports somebody", move |tx, inner| {
            if !may_ask(tx, inner, &actor)? {
                return Err(AppError::NotFound);
            }
            let Ok(number) = NhsNumber::parse(number.expose()) else {
                return Err(AppError::field("number", "Enter the NHS number: ten digits, as a letter from the NHS has it"));
            };
            let Some(born) = born else {
                return Err(AppError::field("born-day", "Enter the date of birth"));
            };
            let since = tx.now().plus_seconds(-DAY_SECONDS);
            let asked = tx.support_lookups_since(actor.account, since)?;
            if asked >= MOST_A_DAY {
                return Err(AppError::Refused(format!(
                    "You have asked {MOST_A_DAY} times within a day, which is the most that one account may. Ask the council by telephone"
                )));
            }
            let contact = find(tx, inner, &actor, &number, born)?;
            let in_place = contact.is_some();
            tx.note_support_lookup(actor.account, in_place)?;
            let said = if in_place { "told whom to call" } else { "told of no support" };
            note(tx, &disclosure::actor(&actor.caller), Action::Query, &format!("who supports somebody: {said}"))?;
            Ok(SupportAnswer { in_place, contact: contact.flatten(), left: MOST_A_DAY - asked - 1 })
        })
    }
}

/// Whom to call of the first open case of that number and birth of which the gate releases it; none where support is not in place.
fn find(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    number: &NhsNumber,
    born: Date,
) -> Result<Option<Option<Disclosed<String>>>, AppError> {
    let index = tx.blind_index()?;
    let digest = index.digest(KeyKind::NhsNumber.id(), number.expose());
    let people: Vec<PersonId> =
        tx.postings(&[digest], MOST_WITH_NUMBER)?.into_iter().filter(|p| !p.common).flat_map(|p| p.people).collect();
    if people.is_empty() {
        return Ok(None);
    }
    let mut cases = tx.cases_of(&people)?;
    cases.retain(|c| c.state == CaseState::Open);
    for look in Look::many(tx, inner, actor, cases)? {
        let Some(contact) = category(&look.notice) else { continue };
        // Who they are is compared with what they may see of them, and with nothing else.
        let mut asked = look.notice.well_known.places(&[Facet::NhsNumber, Facet::Born]);
        asked.push(contact);
        asked.sort_unstable();
        asked.dedup();
        let decision = look.decide(Act::See, &asked);
        if asked.iter().any(|c| !decision.releases(*c)) {
            continue;
        }
        let ids: Vec<&str> = asked.iter().map(|c| look.notice.category_id(*c)).collect();
        let sections = tx.sections_of(&[look.case.id], &ids)?;
        look.notice.ready_forms(tx, &sections)?;
        let mut keys: Vec<(PersonId, &str)> = sections.iter().map(|s| (s.person, s.record_class.as_str())).collect();
        keys.push((look.case.person, CLASS_SUBJECT));
        keys.sort_unstable();
        keys.dedup();
        let ring = tx.ring(&keys)?;
        let recorded = look.record(tx, actor, decision, Action::Query, &ring, "whether support is in place")?;
        let mut contents = Vec::new();
        for &category in &asked {
            let section = sections.iter().find(|s| s.category == look.notice.category_id(category));
            if let Item::Released(content) = look.content(&recorded, category, section, &ring)? {
                contents.push((category, content));
            }
        }
        let known: Vec<_> = contents.iter().map(|(c, d)| (*c, d.get())).collect();
        let who = look.notice.well_known.identity_of(&known, look.today);
        let same = who.nhs_number.as_ref().is_some_and(|n| n.expose() == number.expose());
        let birth = look.notice.well_known.born.as_ref().and_then(|(category, field)| {
            let of = contents.iter().find(|(c, _)| c == category)?;
            of.1.get().get(field)?.trim().parse::<Date>().ok()
        });
        if !same || birth != Some(born) {
            continue;
        }
        let Some((_, content)) = contents.into_iter().find(|(c, _)| *c == contact) else { continue };
        if content.get().get(IN_PLACE) != Some("yes") {
            continue;
        }
        let named = content.get().get(KEY_CONTACT).is_some_and(|n| !n.trim().is_empty());
        let name = content.map(|c| c.get(KEY_CONTACT).unwrap_or_default().trim().to_owned());
        return Ok(Some(named.then_some(name)));
    }
    Ok(None)
}
