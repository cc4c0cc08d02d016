//! The days of a person's birth and death, for the clocks that count from them: sealed beside the clock of the case.

use super::class_of;
use super::so::Clocks;
use crate::Inner;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use casework::alert::not_of_age;
use casework::retention::{Kept, Stand, kept_after_closing, stand};
use casework::{Circumstances, SectionContent};
use disclosure::Opener as _;
use jiff::civil::Date;
use kernel::{CaseId, PersonId, Sensitive};
use notice::model::{CategoryIx, RetentionRule};
use notice::source::Anchor;
use serde::{Deserialize, Serialize};
use store::{Case, CaseClock, Section, Tx, clock_place};

/// After this no clock looks any more: the case has no date.
const NEVER: Date = Date::constant(9999, 12, 31);

/// The days of a life, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Life {
    /// Birth.
    pub(crate) birth: Option<Date>,
    /// Death.
    pub(crate) death: Option<Date>,
    /// Somebody has said that the record is about no child.
    #[serde(default)]
    pub(crate) no_child: bool,
}

impl Life {
    /// From a case's clock.
    pub(super) fn unseal(tx: &mut Tx<'_>, clock: &CaseClock, person: PersonId) -> Result<Option<Self>, AppError> {
        let Some(sealed) = &clock.sealed else { return Ok(None) };
        let ring = tx.ring(&[(person, clock.class.as_str())])?;
        let plain = match ring.open(&clock_place(clock.case_id, person, &clock.class), sealed) {
            Ok(plain) => plain,
            Err(disclosure::OpenError::Erased) => return Ok(None),
            Err(e) => return Err(AppError::Fault(e.to_string())),
        };
        serde_json::from_slice(plain.expose())
            .map(Some)
            .map_err(|_| AppError::Fault("the clock of a case cannot be read".to_owned()))
    }

    /// Lets periods count from these days.
    pub(crate) const fn count_in(self, so: &mut Circumstances) {
        so.anchors.birth = self.birth;
        so.anchors.death = self.death;
        so.anchors.no_child = self.no_child;
    }

    fn is_known(self) -> bool {
        self.birth.is_some() || self.death.is_some() || self.no_child
    }

    fn seal(self, tx: &mut Tx<'_>, case: CaseId, person: PersonId) -> Result<Vec<u8>, AppError> {
        let class = class_of(case);
        let plain = serde_json::to_vec(&self).map_err(|_| AppError::Fault("not writable".to_owned()))?;
        let ring = tx.ring_for_sealing(&[(person, class.as_str())])?;
        ring.seal(&clock_place(case, person, &class), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))
    }

    /// What the record itself says of a birth, to the day. It is read for the clock only and goes nowhere.
    ///
    /// A period that counts from a birth is about a child: the person of the record, if they are one on the day that it is closed, or else
    /// the youngest member of the household. Where there is none, it has to be said, and until then nothing falls due.
    pub(crate) fn recorded(
        tx: &mut Tx<'_>,
        notice: &Published,
        case: &Case,
        sections: &[Section],
        today: Date,
    ) -> Result<Self, AppError> {
        let closed = case.closed_on.unwrap_or(today);
        let mut births = Vec::new();
        if let Some((category, field)) = &notice.well_known.born
            && let Some(section) = sections.iter().find(|s| s.category == notice.category_id(*category))
        {
            births.extend(
                plain(tx, section)?.and_then(|content| content.get(field).and_then(|t| t.trim().parse::<Date>().ok())),
            );
        }
        if !births.iter().any(|born| not_of_age(*born, closed)) {
            births.extend(births_of_members(tx, case.id)?);
        }
        births.retain(|born| not_of_age(*born, closed));
        Ok(Self { birth: births.into_iter().max(), ..Self::default() })
    }
}

/// The days on which members of a household were born, as far as they are known to the day.
fn births_of_members(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Date>, AppError> {
    let parts = tx.member_parts(&[case])?;
    let keys: Vec<(PersonId, &str)> = parts.iter().map(|p| (p.person, p.record_class.as_str())).collect();
    let ring = tx.ring(&keys)?;
    let mut births = Vec::new();
    for part in &parts {
        let row = opened(ring.open(&part.place(), &part.sealed))?;
        births.extend(row.and_then(|row| row.get("born").and_then(|text| text.trim().parse::<Date>().ok())));
    }
    Ok(births)
}

/// A section's content, for what the program itself does with it (clocks, the index): it is shown to nobody.
pub(crate) fn plain(tx: &mut Tx<'_>, section: &Section) -> Result<Option<SectionContent>, AppError> {
    let ring = tx.ring(&[(section.person, section.record_class.as_str())])?;
    plain_with(&ring, section)
}

/// The same, with keys that are there already.
pub(crate) fn plain_with(ring: &sealing::KeyRing, section: &Section) -> Result<Option<SectionContent>, AppError> {
    opened(ring.open(&section.place(), &section.sealed))
}

/// What was unsealed; none of what was erased.
fn opened(plain: Result<Sensitive<Vec<u8>>, disclosure::OpenError>) -> Result<Option<SectionContent>, AppError> {
    match plain {
        Ok(plain) => serde_json::from_slice(plain.expose())
            .map(Some)
            .map_err(|_| AppError::Fault("a section cannot be read".to_owned())),
        Err(disclosure::OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

/// Whether a rule of the notice's own counts from an event.
pub(crate) fn counts_from(notice: &Published, anchor: Anchor) -> bool {
    let counts = |r: &RetentionRule| r.anchor == Some(anchor) || (anchor == Anchor::Death && r.instead.is_some());
    notice.compiled.retention.iter().any(|r| r.held_by.is_empty() && counts(r))
}

/// Sets the clock of a closed case anew: when it has to be looked at next, whether somebody has to decide, and what the case
/// says of its longest period. `life` replaces the days that were known.
pub(crate) fn set_clock(
    tx: &mut Tx<'_>,
    inner: &Inner,
    case: &Case,
    life: Option<Life>,
    today: Date,
) -> Result<(), AppError> {
    let notice = inner.published(tx, case.notice_version)?;
    let clocks = Clocks::of_one(tx, inner, case, today)?;
    let mut so = clocks.circumstances(&notice, case);
    let life = life.unwrap_or_else(|| clocks.life(case.id));
    life.count_in(&mut so);
    let present = present(tx, &notice, case.id)?;
    let kept = kept_after_closing(&notice.compiled, &present, &so);
    let (look_on, waits) = next_look(&kept, &present, today);
    let sealed = if life.is_known() { Some(life.seal(tx, case.id, case.person)?) } else { None };
    tx.put_case_clock(&CaseClock { case_id: case.id, look_on, waits, class: class_of(case.id), sealed })?;
    let longest = longest(&kept);
    tx.set_retention(case.id, longest.as_ref().map(|(due, statement)| (*due, statement.as_str())))?;
    Ok(())
}

/// The categories of which a case holds anything; of a case that holds nothing, all: it is destroyed by the same rules.
pub(super) fn present(tx: &mut Tx<'_>, notice: &Published, case: CaseId) -> Result<Vec<CategoryIx>, AppError> {
    let names = tx.categories_of(case)?;
    let found: Vec<CategoryIx> = names.iter().filter_map(|n| notice.compiled.category(n)).collect();
    Ok(if found.is_empty() { notice.all.clone() } else { found })
}

/// When a case has to be looked at next, and whether somebody has to decide about it now.
fn next_look(kept: &[Kept], present: &[CategoryIx], today: Date) -> (Date, bool) {
    let stands: Vec<Stand> = present.iter().map(|c| stand(kept, *c, today)).collect();
    if stands.contains(&Stand::Gone) {
        return (today, false);
    }
    let waits = stands.iter().any(|s| matches!(s, Stand::Looked | Stand::Locked));
    if waits {
        return (today, true);
    }
    let coarse = |k: &Kept| {
        let turns = k.turns(today)?;
        // A date that is counted from a birth would tell it: only the month stands in the open.
        Some(if k.personal { turns.first_of_month() } else { turns })
    };
    (kept.iter().filter_map(coarse).min().unwrap_or(NEVER), false)
}

/// The longest period of a case, and the statement that says so. Of one that counts from a birth or death only the month is
/// said, by its last day.
pub(crate) fn longest(kept: &[Kept]) -> Option<(Date, String)> {
    // A case is not over while a rule has no date yet.
    if kept.iter().any(|k| k.due.is_none()) {
        return None;
    }
    let said = |k: &Kept| k.due.map(|due| (if k.personal { due.last_of_month() } else { due }, k.statement.0.clone()));
    kept.iter().filter_map(said).max()
}

/// What is so of a case that would be closed on a day.
pub(crate) fn if_closed(
    tx: &mut Tx<'_>,
    inner: &Inner,
    look: &Look,
    life: Life,
    today: Date,
) -> Result<Circumstances, AppError> {
    let mut case = look.case.clone();
    case.state = store::CaseState::Closed;
    case.closed_on = Some(today);
    let clocks = Clocks::of_one(tx, inner, &case, today)?;
    let mut so = clocks.circumstances(&look.notice, &case);
    life.count_in(&mut so);
    Ok(so)
}
