//! Which bodies work on a case, from a day to a day: what the gate releases to them depends on that. Nobody is let in without a last day;
//! shortly before it somebody looks whether it goes on.

use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::portal::REPRESENTATIVE;
use crate::shares::reminder;
use crate::{App, Inner};
use disclosure::Decision;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Caller, CaseId, EnrolmentId, TaskId, london_date};
use ledger::Action;
use notice::model::Act;
use store::{CaseParty, CaseState, Tx};

/// For so many days a body works on a case, where nobody says another last day. No notice says it: six months, as access is reviewed.
pub const AGENCY_DAYS: i64 = 183;
/// No last day is further away.
pub const MOST_AGENCY_DAYS: i64 = 366;
/// So many days before the last one somebody looks whether the body still has to work on the case.
const LOOK_DAYS: i64 = 14;
/// What there is to do then.
const LOOK: &str = "look-whether-an-agency-still-works-here";
/// So many cases are looked at in one unit of work.
const AT_ONCE: usize = 50;

/// The last day of a body that is let work on a case today and of which nobody says another: no later than that of its place on a list.
pub(crate) fn usual_last_day(tx: &mut Tx<'_>, enrolment: Option<EnrolmentId>, today: Date) -> Result<Date, AppError> {
    let usual = today.checked_add(AGENCY_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?;
    let place = match enrolment {
        Some(id) => tx.enrolment(id)?.and_then(|e| e.until_on),
        None => None,
    };
    Ok(place.filter(|last| today <= *last).map_or(usual, |last| last.min(usual)))
}

/// A case on which the actor may let others work, with the decision for the ledger.
fn may_let(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<(Look, Decision), AppError> {
    let look = Look::at(tx, inner, actor, case)?.ok_or(AppError::NotFound)?;
    let decision = look.decide_all(Act::Record);
    if !actor.is_staff() || decision.releases_nothing() {
        return Err(AppError::NotFound);
    }
    Ok((look, decision))
}

/// The enrolment of a body that a notice lets work on cases; none for whoever it names.
fn enrolment_of(tx: &mut Tx<'_>, look: &Look, party: &str) -> Result<Option<EnrolmentId>, AppError> {
    let unknown = || AppError::Refused("Choose an organisation from the list".to_owned());
    let (key, enrolment) = match party.split_once('/') {
        None => (party, None),
        Some((key, id)) => {
            let id = id.parse().map_err(|_| unknown())?;
            (key, Some(tx.enrolment(id)?.ok_or_else(unknown)?.id))
        }
    };
    let known = look.notice.compiled.principal(key).is_some() && !key.starts_with("role:") && key != "subject";
    if !known || (key.starts_with("class:") && enrolment.is_none()) {
        return Err(AppError::Refused("The notice does not name this organisation as a recipient".to_owned()));
    }
    Ok(enrolment)
}

impl App {
    /// Lets a body work on a case from today, for as long as is usual ([`AGENCY_DAYS`], or until its place on a list ends).
    ///
    /// # Errors
    /// As [`App::link_party_until`].
    pub fn link_party(&self, actor: &Actor, case: CaseId, party: &str) -> Result<(), AppError> {
        self.link_party_until(actor, case, party, None)
    }

    /// Lets a body work on a case from today until a day (none: as long as is usual): what the gate releases to it depends on that, and ends
    /// with that day. Of one that works on it already the last day becomes this one.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Refused` when the notice does not know the body; `Form` for a last
    /// day that has passed or is too far away.
    pub fn link_party_until(
        &self,
        actor: &Actor,
        case: CaseId,
        party: &str,
        until: Option<Date>,
    ) -> Result<(), AppError> {
        let (actor, party) = (actor.clone(), party.to_owned());
        self.act(&actor.caller.clone(), "link party", move |tx, inner| {
            let (look, decision) = may_let(tx, inner, &actor, case)?;
            let enrolment = enrolment_of(tx, &look, &party)?;
            let today = london_date(tx.now());
            let most = today.checked_add(MOST_AGENCY_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?;
            let last = match until {
                Some(day) if day < today => {
                    return Err(AppError::field("until", "The last day must not have passed"));
                }
                Some(day) if day > most => {
                    return Err(AppError::field(
                        "until",
                        "Choose a last day within a year: it can be made later again",
                    ));
                }
                Some(day) => day,
                None => usual_last_day(tx, enrolment, today)?,
            };
            // The window of a meeting opens and closes by itself: it is not what is let here.
            let windows = windows_on(tx, case)?;
            let works = |link: &CaseParty| {
                let now = link.since <= today && link.until.is_none_or(|until| today <= until);
                link.party == party && link.account.is_none() && now && !windows.contains(&link.id.to_string())
            };
            let links: Vec<CaseParty> = look.parties.iter().filter(|link| works(link)).cloned().collect();
            if links.is_empty() {
                let id = TaskId::new(tx.now(), tx.entropy());
                let since = today;
                tx.insert_case_party(&CaseParty {
                    id,
                    case_id: case,
                    party: party.clone(),
                    account: None,
                    enrolment,
                    since,
                    until: Some(last),
                })?;
            }
            for link in links {
                tx.end_case_party(link.id, last)?;
            }
            let ring = ring(tx, &look, &[])?;
            let detail = format!("{party} works on this case until {last}");
            look.record(tx, &actor, decision, Action::Administer, &ring, &detail)?;
            Ok(())
        })
    }

    /// The last day that a body works on a case from today, where nobody says another.
    #[must_use]
    pub fn usual_agency_day(&self) -> Date {
        let today = london_date(self.now());
        today.checked_add(AGENCY_DAYS.days()).unwrap_or(today)
    }

    /// Ends a body's work on a case: from now on it is released nothing that depends on it.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Refused` when the body does not work on it.
    pub fn unlink_party(&self, actor: &Actor, case: CaseId, party: &str) -> Result<(), AppError> {
        let (actor, party) = (actor.clone(), party.to_owned());
        self.act(&actor.caller.clone(), "unlink party", move |tx, inner| {
            let (look, decision) = may_let(tx, inner, &actor, case)?;
            let today = london_date(tx.now());
            let links = tx.case_parties(&[case])?;
            let theirs: Vec<_> =
                links.iter().filter(|l| l.party == party && l.until.is_none_or(|last| today <= last)).collect();
            if theirs.is_empty() {
                return Err(AppError::Refused("This organisation does not work on the case any more".to_owned()));
            }
            // Its last whole day was yesterday: nothing more is released today.
            let last = today.yesterday().map_err(|e| AppError::Fault(e.to_string()))?;
            for link in theirs {
                tx.end_case_party(link.id, last)?;
            }
            let ring = ring(tx, &look, &[])?;
            let detail = format!("{party} no longer works on this case");
            look.record(tx, &actor, decision, Action::Administer, &ring, &detail)?;
            Ok(())
        })
    }

    /// Gives a last day to bodies that were let work on a case before there had to be one, and has somebody look at those whose last day is
    /// near. Answers with how many cases something was done about.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) fn follow_bodies_on_cases(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        let cases = self.inner.store.read(&caller, "bodies on cases", |tx| {
            let today = london_date(tx.now());
            let near = today.checked_add(LOOK_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?;
            Ok::<_, AppError>(tx.bodies_on_cases_until((today, near))?)
        })?;
        let mut done = 0;
        for some in cases.chunks(AT_ONCE) {
            let some = some.to_vec();
            done += self.act(&caller, "bodies on cases", move |tx, _| {
                let mut done = 0;
                for case in &some {
                    done += usize::from(follow(tx, *case)?);
                }
                Ok(done)
            })?;
        }
        Ok(done)
    }
}

/// The links by which members of meetings look at a case: ids.
pub(crate) fn windows_on(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<String>, AppError> {
    Ok(tx.agenda_of_case(case)?.into_iter().flat_map(|(_, item)| item.links).collect())
}

/// The same of one case; answers whether anything was done.
fn follow(tx: &mut Tx<'_>, id: CaseId) -> Result<bool, AppError> {
    let today = london_date(tx.now());
    let Some(case) = tx.case(id)?.filter(|case| case.state == CaseState::Open) else { return Ok(false) };
    let near = today.checked_add(LOOK_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?;
    let (mut done, mut first) = (false, None::<Date>);
    let windows = windows_on(tx, id)?;
    // What goes without consent gives at most four weeks.
    let lasts = |link: &CaseParty, last: Date| link.since.saturating_add(28.days()) < last;
    for link in tx.case_parties(&[id])? {
        // Whoever acts for the person does so as long as the person says.
        if link.account.is_some() || link.party.starts_with(REPRESENTATIVE) {
            continue;
        }
        match link.until {
            None => {
                let last = usual_last_day(tx, link.enrolment, today)?;
                tx.end_case_party(link.id, last)?;
                done = true;
            }
            // What goes for some hours or weeks is no work that could go on.
            Some(last)
                if today <= last && last <= near && lasts(&link, last) && !windows.contains(&link.id.to_string()) =>
            {
                first = Some(first.map_or(last, |first| first.min(last)));
            }
            Some(_) => {}
        }
    }
    let Some(last) = first else { return Ok(done) };
    let since = tx.now().plus_seconds(-LOOK_DAYS * 86_400);
    let known = |t: &store::Task| t.kind == LOOK && (t.done_at.is_none() || t.made_at.is_some_and(|at| since <= at));
    if !tx.tasks(id)?.iter().any(known) {
        reminder(tx, (id, case.owner), LOOK, "decision", last)?;
        done = true;
    }
    Ok(done)
}
