//! Recording what the person said about one recipient and purpose: the words, how, before whom, until when.

use super::lines;
use super::told::tell;
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::views::{ConsentLine, FormErrors};
use crate::{App, Inner};
use casework::FieldError;
use data_encoding::HEXLOWER;
use disclosure::Decision;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ConsentId, Timestamp, london_moment};
use ledger::Action;
use messages::OwnWords;
use notice::model::{Act, CategoryIx};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{CaseState, Consent, ConsentDetail, ConsentState, Tx};

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Not any more.
    Withdrawn,
}

impl ConsentAnswer {
    /// From a form's value.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "given" => Some(Self::Given),
            "refused" => Some(Self::Refused),
            "withdrawn" => Some(Self::Withdrawn),
            _ => None,
        }
    }
    const fn state(self) -> ConsentState {
        match self {
            Self::Given => ConsentState::Given,
            Self::Refused => ConsentState::Refused,
            Self::Withdrawn => ConsentState::Withdrawn,
        }
    }
}

/// How an answer came about: what describes the person, and is kept sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// `alone`: the person understood and answered; `supported`: with support; `representative`: somebody answered for them.
    #[serde(default)]
    pub capacity: String,
    /// Which support was given.
    #[serde(default)]
    pub support: String,
    /// Who answered for the person.
    #[serde(default)]
    pub representative: String,
    /// By which authority.
    #[serde(default)]
    pub authority: String,
    /// Who else heard it.
    #[serde(default)]
    pub witness: String,
}

/// An answer that is to be recorded.
#[derive(Clone)]
pub struct NewAnswer {
    /// The recipient; empty: everybody that the purpose is for.
    pub party: String,
    /// The purpose.
    pub purpose: String,
    /// What was said.
    pub answer: ConsentAnswer,
    /// How: `in-person`, `by-phone`, `in-writing`, `by-email`, `online` …
    pub method: String,
    /// When the person said so, if not now: for an email or letter, when it was received.
    pub said_at: Option<Timestamp>,
    /// On which day the person said so, if not today and no time is known. Of that day the first moment counts: whatever they said later
    /// that day stands after it.
    pub said_on: Option<Date>,
    /// The last day on which a yes counts.
    pub until: Option<Date>,
    /// SHA-256, in hexadecimal, of the words that were on the page; none where there was no page.
    pub shown: Option<String>,
    /// In which language they were shown, as browsers know it; empty: English.
    pub language: String,
    /// The version of the recipient's own notice that was shown.
    pub own_notice_version: String,
    /// Witness, capacity, representative.
    pub circumstances: Circumstances,
    /// The words, their language and the record elsewhere, for an answer that was recorded there.
    pub elsewhere: Option<(String, String, String)>,
}

impl NewAnswer {
    /// A plain answer, given now.
    #[must_use]
    pub fn now(party: &str, purpose: &str, answer: ConsentAnswer, method: &str) -> Self {
        Self {
            party: party.to_owned(),
            purpose: purpose.to_owned(),
            answer,
            method: method.to_owned(),
            said_at: None,
            said_on: None,
            until: None,
            shown: None,
            language: String::new(),
            own_notice_version: String::new(),
            circumstances: Circumstances::default(),
            elsewhere: None,
        }
    }
}

/// The category under which the circumstances of an answer are sealed: the one that the name stands in.
pub(crate) fn category(look: &Look) -> Option<CategoryIx> {
    look.notice.well_known.name.as_ref().map(|(category, _)| *category).or_else(|| look.notice.all.first().copied())
}

impl App {
    /// Records what the person said about one recipient and purpose, said just now. It counts from the next request on.
    ///
    /// # Errors
    /// As [`App::answer_consent`].
    pub fn record_consent(
        &self,
        actor: &Actor,
        case: CaseId,
        party: &str,
        purpose: &str,
        answer: ConsentAnswer,
        method: &str,
    ) -> Result<(), AppError> {
        self.answer_consent(actor, case, &NewAnswer::now(party, purpose, answer, method))
    }

    /// Records what the person said about one recipient and purpose. It counts from the next request on; whoever had
    /// something under what is withdrawn is told.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of this case; `Refused` when the notice asks no consent for this
    /// recipient and purpose, when nothing was given that could be withdrawn, when the words have changed since they were shown,
    /// or the case is closed (withdrawing is always possible); `Form` when something that belongs to the answer is missing.
    pub fn answer_consent(&self, actor: &Actor, case: CaseId, new: &NewAnswer) -> Result<(), AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "record consent", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let decision = look.decide_all(Act::Record);
            if !actor.is_staff() || decision.releases_nothing() {
                return Err(AppError::NotFound);
            }
            write((tx, inner), &actor, &look, decision, Some(actor.account), &new)
        })
    }
}

/// The language of the words where none is chosen.
const ENGLISH: &str = "en-GB";

/// What is missing from an answer or cannot be so.
fn check(new: &NewAnswer, asked: &ConsentLine, now: Timestamp, today: Date) -> Result<(), AppError> {
    let mut errors = FormErrors::default();
    let mut add = |input: &str, words: &str| {
        errors.fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let how = &new.circumstances;
    let asked_anew = new.answer != ConsentAnswer::Withdrawn;
    if asked_anew && new.method == "by-phone" && how.witness.trim().is_empty() {
        add("witness", "Enter who else heard it: an answer by telephone needs a witness");
    }
    match how.capacity.as_str() {
        "supported" if how.support.trim().is_empty() => add("support", "Enter which support the person had"),
        "representative" => {
            if how.representative.trim().is_empty() {
                add("representative", "Enter who answered for the person");
            }
            if how.authority.trim().is_empty() {
                add("authority", "Enter by which authority, such as a lasting power of attorney");
            }
        }
        _ => {}
    }
    if new.said_at.is_some_and(|at| at > now) || new.said_on.is_some_and(|on| on > today) {
        add("said", "It cannot have been said or received in the future");
    }
    if new.until.is_some_and(|last| last < today) {
        add("until", "The last day has to be today or later");
    }
    let shown = new.shown.is_some() && !asked.own_notice.is_empty();
    if asked_anew && shown && new.own_notice_version.trim().is_empty() {
        add("own-notice-version", "Enter which version of their own notice the person was shown, or its date");
    }
    if errors.fields.is_empty() { Ok(()) } else { Err(AppError::Form(errors)) }
}

/// Records an answer under a decision that allows it. `by`: who records it; none: the person.
pub(crate) fn write(
    (tx, inner): (&mut Tx<'_>, &Inner),
    actor: &Actor,
    look: &Look,
    decision: Decision,
    by: Option<AccountId>,
    new: &NewAnswer,
) -> Result<(), AppError> {
    let refused = |words: &str| Err(AppError::Refused(words.to_owned()));
    let (case, now) = (look.case.id, tx.now());
    let lines = lines(tx, look)?;
    let Some(asked) = lines.iter().find(|l| l.party == new.party && l.purpose == new.purpose) else {
        return refused("The notice asks no permission for this organisation and purpose");
    };
    let withdrawn = new.answer == ConsentAnswer::Withdrawn;
    if withdrawn && !matches!(asked.state, "given" | "run-out") {
        return refused("There is no permission to withdraw: none was given");
    }
    if !withdrawn && look.case.state == CaseState::Closed {
        return refused("The case is closed: open it again to record a new permission");
    }
    let (wording, language, origin) = match &new.elsewhere {
        Some((wording, language, origin)) => (wording.clone(), language.clone(), origin.clone()),
        None => {
            let code = OwnWords::of(&new.language).code.clone();
            let code = if code == ENGLISH { "en".to_owned() } else { code };
            (asked.wording_in(&new.language), code, String::new())
        }
    };
    let hash = Sha256::digest(wording.as_bytes()).to_vec();
    if new.shown.as_ref().is_some_and(|shown| *shown != HEXLOWER.encode(&hash)) {
        return refused("The words have changed since this page was opened: read them out again, and ask again");
    }
    check(new, asked, now, look.today)?;
    let before = tx.consents(case)?.into_iter().find(|c| c.party == new.party && c.purpose == new.purpose);
    let on_a_day = new.said_on.filter(|on| *on < look.today).and_then(|on| london_moment(on, 0, 0));
    let said_at = new.said_at.or(on_a_day).unwrap_or(now);
    let last_said = match &before {
        Some(before) => {
            let detail = tx.consent_details(case)?.into_iter().find(|d| d.consent == before.id);
            Some(detail.map_or(before.recorded_at, |d| d.said_at))
        }
        None => None,
    };
    if last_said.is_some_and(|last| said_at < last) {
        return refused("The person said something about this later than that: look at what is on record");
    }
    let id = ConsentId::new(now, tx.entropy());
    let step = Consent {
        id,
        case_id: case,
        person: look.case.person,
        party: new.party.clone(),
        purpose: new.purpose.clone(),
        categories: asked.category_ids.clone(),
        state: new.answer.state(),
        explicit: asked.explicit,
        method: new.method.clone(),
        given_at: match new.answer {
            ConsentAnswer::Given => Some(said_at),
            _ => before.and_then(|c| c.given_at),
        },
        withdrawn_at: withdrawn.then_some(said_at),
        expires_on: new.until.filter(|_| new.answer == ConsentAnswer::Given),
        wording_hash: hash,
        notice_version: look.notice.version_id,
        recorded_by: by,
        recorded_at: now,
        superseded_at: None,
    };
    tx.put_consent(&step)?;
    let mut detail = ConsentDetail {
        consent: id,
        case_id: case,
        wording,
        language,
        said_at,
        own_notice: asked.own_notice.clone(),
        own_notice_version: new.own_notice_version.trim().to_owned(),
        origin,
        record_class: category(look).map_or_else(String::new, |c| look.notice.class_in(c, look.case.id)),
        sealed: None,
    };
    if new.circumstances != Circumstances::default() && !detail.record_class.is_empty() {
        let plain = serde_json::to_vec(&new.circumstances)
            .map_err(|_| AppError::Fault("the circumstances cannot be written down".to_owned()))?;
        let keys = tx.ring_for_sealing(&[(look.case.person, detail.record_class.as_str())])?;
        let sealed = keys.seal(&detail.place(look.case.person), &plain, tx.entropy());
        detail.sealed = Some(sealed.map_err(|e| AppError::Fault(e.to_string()))?);
    }
    tx.put_consent_detail(&detail)?;
    let ring = ring(tx, look, &[])?;
    let whom = if new.party.is_empty() { "everybody" } else { new.party.as_str() };
    let words = format!("{} for {whom}, {}, {}", step.state.id(), new.purpose, new.method);
    look.record(tx, actor, decision, Action::Consent, &ring, &words)?;
    // A no after a yes ends it as well.
    if withdrawn || (new.answer == ConsentAnswer::Refused && asked.state == "given") {
        tell(tx, actor, look, &ring, &step, asked, said_at)?;
        crate::shares::permission_withdrawn(tx, inner, actor, look, (&new.party, &new.purpose))?;
    }
    Ok(())
}
