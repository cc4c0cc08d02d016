//! What is decided on account of an answer to an enquiry on which nothing may be refused alone: by a person with a say in the notice, with
//! reasons, on something else too; the person is told, and can ask somebody else to look at it again.

use super::view::ours;
use super::{Said, refused, write_step};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::{FormErrors, Item};
use crate::work::desk::Desk;
use crate::{App, Inner};
use casework::SectionContent;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ShareId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use sharing::share::code_words;
use store::{Share, ShareStep, Tx};

/// What can be decided: codes and words.
pub const CHECK_DECISIONS: &[(&str, &str)] =
    &[("nothing", "Nothing follows from it"), ("refused", "Something is refused: help, money, a home or work")];
/// How the person was told: codes and words.
pub const TOLD_BY: &[(&str, &str)] =
    &[("letter", "By letter"), ("spoken", "Face to face, and in writing"), ("secure", "By a secure message")];
/// What a review decides: codes and words.
pub const REVIEW_DECISIONS: &[(&str, &str)] =
    &[("stands", "The decision stands"), ("changed", "The decision is changed")];

const DECIDED: &str = "check-decided";
const ASKED: &str = "check-review-asked";
const REVIEWED: &str = "check-reviewed";

/// The shortest reasons.
const LEAST: usize = 20;
/// The longest.
const MOST: usize = 10_000;

/// A decision, as it is typed. The names of what is wrong are those of the form's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFinding {
    /// What was decided: a code.
    pub decision: String,
    /// Why.
    pub reasons: String,
    /// What else it rests on: categories of the record.
    pub others: Vec<String>,
    /// What that shows.
    pub shows: String,
    /// How the person was told: a code.
    pub told_by: String,
    /// On which day.
    pub told_on: Option<Date>,
    /// What the person was told about asking for a review: where, and by when.
    pub route: String,
}

/// What was decided.
pub struct FindingView {
    /// A code.
    pub decision: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Reasons, what else it rests on, how the person was told and can ask for a review: as the gate allows.
    pub words: Item<SectionContent>,
    /// When a review was asked for.
    pub review_asked: Option<Timestamp>,
    /// What the review decided, by whom, and when: a code first.
    pub reviewed: Option<(String, String, Timestamp)>,
}

/// What was decided on account of an answer, as far as anything was.
pub(super) fn of(
    tx: &mut Tx<'_>,
    inner: &Inner,
    desk: &Desk,
    share: &Share,
    steps: &[ShareStep],
) -> Result<Option<FindingView>, AppError> {
    let Some(decided) = steps.iter().rfind(|s| s.step == DECIDED) else { return Ok(None) };
    let category = desk.look.notice.compiled.category(&share.about).ok_or(AppError::NotFound)?;
    let words = match &decided.sealed {
        Some(sealed) => {
            desk.look.unseal(&desk.recorded, category, Some(decided.place()), sealed.clone(), &desk.ring)?
        }
        None => Item::Empty,
    };
    let name = |tx: &mut Tx<'_>, id: Option<AccountId>| match id {
        Some(id) => inner.account_name(tx, id),
        None => Ok("the system".to_owned()),
    };
    let reviewed = match steps.iter().rfind(|s| s.step == REVIEWED) {
        Some(step) => Some((step.code.clone().unwrap_or_default(), name(tx, step.account)?, step.at)),
        None => None,
    };
    Ok(Some(FindingView {
        decision: decided.code.clone().unwrap_or_default(),
        by: name(tx, decided.account)?,
        at: decided.at,
        words,
        review_asked: steps.iter().rfind(|s| s.step == ASKED).map(|s| s.at),
        reviewed,
    }))
}

/// Whether something that a check found waits for a decision: until then nothing is decided about the case by closing it.
pub(crate) fn waits(tx: &mut Tx<'_>, look: &Look) -> Result<bool, AppError> {
    for share in tx.shares(look.case.id)? {
        let alone = super::enquiry::enquiry(&look.notice, &share).is_some_and(|p| p.never_alone);
        if !alone {
            continue;
        }
        let steps = tx.share_steps(share.id)?;
        let known = steps.iter().any(|s| s.step == super::enquiry::ANSWERED && s.code.as_deref() == Some("known"));
        let decided = steps.iter().any(|s| s.step == DECIDED);
        let open = steps.iter().any(|s| s.step == ASKED) && !steps.iter().any(|s| s.step == REVIEWED);
        if (known && !decided) || open {
            return Ok(true);
        }
    }
    Ok(false)
}

impl NewFinding {
    fn read(&self, look: &Look, there: &[(String, String)], today: Date) -> Result<SectionContent, AppError> {
        let mut wrong = FormErrors::default();
        let long = |text: &str, least: usize| (least..=MOST).contains(&text.trim().chars().count());
        if code_words(CHECK_DECISIONS, &self.decision).is_none() {
            wrong.add("decision", "Choose what was decided");
        }
        if !long(&self.reasons, LEAST) {
            wrong.add("reasons", "Give the reasons, in a sentence or more: the person reads them");
        }
        let mut rests = String::new();
        if self.decision == "refused" {
            if self.others.is_empty() {
                wrong.add("others", "Choose what else it rests on: nothing is refused on this answer alone");
            } else if !self.others.iter().all(|o| there.iter().any(|(id, _)| id == o)) {
                wrong.add("others", "Choose from what is on the record and shown to you");
            }
            if !long(&self.shows, LEAST) {
                wrong.add("shows", "Say what that shows, apart from the answer");
            }
            if code_words(TOLD_BY, &self.told_by).is_none() {
                wrong.add("told-by", "Choose how the person was told");
            }
            match self.told_on {
                None => wrong.add("told-day", "Enter the day on which the person was told"),
                Some(day) if day > today => wrong.add("told-day", "Tell the person first: this day is to come"),
                Some(_) => {}
            }
            if !long(&self.route, LEAST) {
                wrong.add("route", "Say what the person was told about asking for a review: where, and by when");
            }
            rests = self.others.iter().map(|o| look.notice.category_label(o)).collect::<Vec<_>>().join(", ");
        }
        wrong.done()?;
        let refuses = self.decision == "refused";
        let only = |text: &str| if refuses { text.trim().to_owned() } else { String::new() };
        let told = self.told_on.filter(|_| refuses).map_or_else(String::new, |day| {
            let how = code_words(TOLD_BY, &self.told_by).unwrap_or_default();
            format!("{how}, {}", clocks::date_words(day))
        });
        Ok(SectionContent::from_pairs([
            ("reasons", self.reasons.trim()),
            ("what-else-it-rests-on", &rests),
            ("what-that-shows", &only(&self.shows)),
            ("told", &told),
            ("how-to-ask-for-a-review", &only(&self.route)),
        ]))
    }
}

/// An enquiry with an answer on which nothing may be refused alone, of a case that the actor works with.
fn check_of(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    at: (CaseId, ShareId),
) -> Result<Option<(Look, Share, Vec<ShareStep>)>, AppError> {
    let Some((look, share)) = ours(tx, inner, actor, at)? else { return Ok(None) };
    if super::enquiry::enquiry(&look.notice, &share).is_none_or(|p| !p.never_alone) {
        return refused("This is no check on which something is decided");
    }
    let steps = tx.share_steps(share.id)?;
    if !steps.iter().any(|s| s.step == super::enquiry::ANSWERED) {
        return refused("There is no answer yet");
    }
    Ok(Some((look, share, steps)))
}

fn noted(tx: &mut Tx<'_>, actor: &Actor, look: &Look, share: &Share, said: Said<'_>) -> Result<(), AppError> {
    let detail = format!("share {}: {} {}", share.id, said.step, said.code.unwrap_or_default());
    write_step(tx, share, Some(actor.account), said)?;
    let ring = crate::cases::parts::ring(tx, look, &[])?;
    look.record(tx, actor, look.decide(Act::See, &[]), Action::Administer, &ring, detail.trim_end())?;
    Ok(())
}

impl App {
    /// Decides what follows from the answer to a check: by a person with a say in the notice. Something is refused only on something
    /// else too, with reasons, once the person was told of it and of how to ask for a review.
    ///
    /// # Errors
    /// `NotFound` when it does not exist for the actor or they have no say in the notice; `Form` with everything to put right; `Refused`
    /// when there is no answer, or it was decided.
    pub fn decide_on_check(&self, actor: &Actor, at: (CaseId, ShareId), new: &NewFinding) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "decide on a check", move |tx, inner| {
            let Some((look, mut share, steps)) = check_of(tx, inner, &actor, at)? else { return Ok(None) };
            if !look.notice.decides_shares(&actor.capacity.principal) {
                return Ok(None);
            }
            if steps.iter().any(|s| s.step == DECIDED) {
                return refused("It was decided already: a review can change it");
            }
            let there = super::enquiry::others(tx, &look)?;
            let words = new.read(&look, &there, london_date(tx.now()))?;
            noted(tx, &actor, &look, &share, Said { step: DECIDED, code: Some(&new.decision), words })?;
            super::send::reminded(tx, &mut share, Some(actor.account))?;
            tx.update_share(&share)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Writes down that the person asks for a review of what was decided.
    ///
    /// # Errors
    /// As [`App::decide_on_check`]; anybody who works with the case may write it down.
    pub fn ask_for_check_review(&self, actor: &Actor, at: (CaseId, ShareId), words: &str) -> Result<(), AppError> {
        let (actor, said) = (actor.clone(), words.to_owned());
        self.act(&actor.caller.clone(), "ask for a review of a check", move |tx, inner| {
            let Some((look, mut share, steps)) = check_of(tx, inner, &actor, at)? else { return Ok(None) };
            if !steps.iter().any(|s| s.step == DECIDED) {
                return refused("Nothing was decided yet");
            }
            if steps.iter().any(|s| s.step == ASKED) {
                return refused("A review was asked for already");
            }
            let words = super::words("what-the-person-says", &said);
            noted(tx, &actor, &look, &share, Said { step: ASKED, code: None, words })?;
            let due = look.today.checked_add(jiff::Span::new().days(28)).unwrap_or(look.today);
            share.task = Some(super::send::remind(tx, &share, "review-a-decision", "decision", due)?);
            tx.update_share(&share)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Decides the review: somebody else than who decided, with reasons.
    ///
    /// # Errors
    /// As [`App::decide_on_check`]; `Refused` to who decided, and when no review waits.
    pub fn review_check(
        &self,
        actor: &Actor,
        at: (CaseId, ShareId),
        decision: &str,
        reasons: &str,
    ) -> Result<(), AppError> {
        let (actor, decision, reasons) = (actor.clone(), decision.to_owned(), reasons.to_owned());
        self.act(&actor.caller.clone(), "review a check", move |tx, inner| {
            let Some((look, mut share, steps)) = check_of(tx, inner, &actor, at)? else { return Ok(None) };
            if !look.notice.decides_shares(&actor.capacity.principal) {
                return Ok(None);
            }
            if !steps.iter().any(|s| s.step == ASKED) || steps.iter().any(|s| s.step == REVIEWED) {
                return refused("No review waits");
            }
            if steps.iter().any(|s| s.step == DECIDED && s.account == Some(actor.account)) {
                return refused("Somebody else has to review what you decided");
            }
            let mut wrong = FormErrors::default();
            if code_words(REVIEW_DECISIONS, &decision).is_none() {
                wrong.add("review", "Choose what the review decided");
            }
            if !(LEAST..=MOST).contains(&reasons.trim().chars().count()) {
                wrong.add("review-reasons", "Give the reasons, in a sentence or more: the person reads them");
            }
            wrong.done()?;
            let words = super::words("reasons", &reasons);
            noted(tx, &actor, &look, &share, Said { step: REVIEWED, code: Some(&decision), words })?;
            super::send::reminded(tx, &mut share, Some(actor.account))?;
            tx.update_share(&share)?;
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }
}
