//! Drafts: nothing typed is lost. What somebody types is sealed on the server before they send it, for that officer and that
//! form only; its id is also the token by which a form is sent once.

use crate::access::in_use;
use crate::actor::{Actor, Capacity};
use crate::cases::parts::forms_for;
use crate::error::AppError;
use crate::linking::ListedRecord;
use crate::look::Look;
use crate::{App, Inner};
use casework::Typed;
use disclosure::{Ask, Disclosed, EntryHead, Recorded, Sealed};
use kernel::{CaseId, DraftId, EntryId, LinkageRunId, PersonId, Timestamp};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact};
use sealing::CLASS_SUBJECT;
use store::{CaseState, Draft, Tx};

/// The class whose key seals what is typed into the form of a new case: destroyed when it is sent.
const CLASS_DRAFT: &str = "draft";

/// Which form something is typed into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftPlace {
    /// The form of a new case of a service.
    New {
        /// The service.
        service: String,
    },
    /// A section of a case.
    Section {
        /// The case.
        case: CaseId,
        /// The category.
        category: String,
    },
    /// Another form of a case: a note, a task, a message, a referral.
    Form {
        /// The case.
        case: CaseId,
        /// Which form it is: its address.
        form: String,
    },
}

/// What the form of a new case is begun from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DraftOrigin {
    /// Nothing.
    #[default]
    Nothing,
    /// Somebody known.
    Known(PersonId),
    /// A record of a list of a matching run.
    Listed(ListedRecord),
}

impl DraftOrigin {
    /// As the form says it.
    fn of(typed: &Typed) -> Self {
        if let Ok(person) = typed.first("known").parse() {
            return Self::Known(person);
        }
        typed.first("listed").parse().map_or(Self::Nothing, Self::Listed)
    }
    fn stored(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Known(person) => format!("known:{person}"),
            Self::Listed(of) => format!("listed:{of}"),
        }
    }
    fn read(text: &str) -> Self {
        match text.split_once(':') {
            Some(("known", person)) => person.parse().map_or(Self::Nothing, Self::Known),
            Some(("listed", of)) => of.parse().map_or(Self::Nothing, Self::Listed),
            _ => Self::Nothing,
        }
    }
}

/// What marks the drafts of other forms of a case, before their address.
const FORM: &str = "form:";

/// What was typed before.
pub struct DraftView {
    /// Its id: sent back with the form.
    pub id: DraftId,
    /// What a new case is begun from.
    pub origin: DraftOrigin,
    /// What was typed.
    pub typed: Disclosed<Typed>,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// A form that somebody began and has not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Its id.
    pub id: DraftId,
    /// Which form.
    pub place: DraftPlace,
    /// The service, in words.
    pub service: String,
    /// When it was begun, by its id.
    pub begun_at: Timestamp,
    /// The section in words; empty: a new case, or another form.
    pub section: String,
    /// The case's reference; empty: a new case.
    pub reference: String,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// What a form needs to be kept: whom it is about, the class that seals it, the categories that it may be opened with.
struct Ground {
    notice: std::sync::Arc<crate::notices::Published>,
    service: String,
    person: Option<PersonId>,
    class: String,
    categories: Vec<CategoryIx>,
    look: Option<Look>,
}

impl Ground {
    /// `NotFound` when the actor may not write this form.
    fn of(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, place: &DraftPlace) -> Result<Self, AppError> {
        match place {
            DraftPlace::New { service } => {
                let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
                let form = notice.newest_form(tx, service)?;
                let forms = forms_for(&notice, actor, service, form.as_deref())?;
                let categories = forms.iter().filter_map(|f| notice.compiled.category(&f.category)).collect();
                let (service, class) = (service.clone(), CLASS_DRAFT.to_owned());
                Ok(Self { notice, service, person: None, class, categories, look: None })
            }
            DraftPlace::Form { case, .. } => {
                let look = Look::at(tx, inner, actor, *case)?.ok_or(AppError::NotFound)?;
                // What is typed into a closed case is not kept: nothing would end it.
                if look.case.state != CaseState::Open {
                    return Err(AppError::NotFound);
                }
                let decision = look.decide_all(Act::Record);
                let at = look.notice.all.iter().copied().find(|at| decision.releases(*at)).ok_or(AppError::NotFound)?;
                Ok(Self {
                    notice: std::sync::Arc::clone(&look.notice),
                    service: look.case.service.clone(),
                    person: Some(look.case.person),
                    class: look.notice.class_in(at, *case),
                    categories: vec![at],
                    look: Some(look),
                })
            }
            DraftPlace::Section { case, category } => {
                let look = Look::at(tx, inner, actor, *case)?.ok_or(AppError::NotFound)?;
                let at = look.notice.compiled.category(category).ok_or(AppError::NotFound)?;
                if !look.decide(Act::Record, &[at]).releases(at) || look.case.state != CaseState::Open {
                    return Err(AppError::NotFound);
                }
                Ok(Self {
                    notice: std::sync::Arc::clone(&look.notice),
                    service: look.case.service.clone(),
                    person: Some(look.case.person),
                    class: look.notice.class_in(at, *case),
                    categories: vec![at],
                    look: Some(look),
                })
            }
        }
    }

    /// Whether all that was typed belongs to categories that the actor is asked here.
    fn covers(&self, typed: &[(String, String)]) -> bool {
        typed.iter().filter_map(|(name, _)| name.split_once('.')).all(|(category, _)| {
            self.notice.compiled.category(category).is_none_or(|category| self.categories.contains(&category))
        })
    }

    /// The decision that the actor may write all of it, on the ledger.
    fn record(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        person: PersonId,
        ring: &sealing::KeyRing,
    ) -> Result<Recorded, AppError> {
        let detail = "what was typed and not sent";
        if let Some(look) = &self.look {
            let decision = look.decide(Act::Record, &self.categories);
            return look.record(tx, actor, decision, Action::Open, ring, detail);
        }
        // Whoever makes a case works with the person.
        let facts = actor.given().with(Fact::Linked);
        let asks: Vec<Ask> = self.categories.iter().map(|&category| Ask { category, facts }).collect();
        let (principal, purpose) =
            (self.notice.principal(&actor.capacity.principal)?, self.notice.purpose(&actor.purpose)?);
        let decision = self.notice.gate.decide_in(&self.service, person, principal, Act::Record, purpose, &asks);
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action: Action::Open,
            subjects: Vec::new(),
            detail: detail.to_owned(),
        };
        let receipt = tx.append(&decision.to_entry(&self.notice.gate, &actor.caller, head))?;
        Ok(decision.recorded(&receipt))
    }
}

fn parts(place: &DraftPlace) -> (Option<CaseId>, String) {
    match place {
        DraftPlace::New { .. } => (None, String::new()),
        DraftPlace::Section { case, category } => (Some(*case), category.clone()),
        DraftPlace::Form { case, form } => (Some(*case), format!("{FORM}{form}")),
    }
}

/// Whether a draft is of another form of a case than a section's.
pub(crate) fn is_other(draft: &Draft) -> bool {
    draft.category.starts_with(FORM)
}

/// The form that a draft is of.
fn place_of(draft: &Draft) -> DraftPlace {
    match (draft.case_id, draft.category.strip_prefix(FORM)) {
        (Some(case), Some(form)) => DraftPlace::Form { case, form: form.to_owned() },
        (Some(case), None) => DraftPlace::Section { case, category: draft.category.clone() },
        (None, _) => DraftPlace::New { service: draft.service.clone() },
    }
}

fn is_for(draft: &Draft, actor: &Actor, place: &DraftPlace) -> bool {
    let (case, category) = parts(place);
    let same_service = match place {
        DraftPlace::New { service } => draft.service == *service,
        DraftPlace::Section { .. } | DraftPlace::Form { .. } => true,
    };
    draft.account == actor.account
        && draft.notice_id == actor.capacity.notice
        && draft.case_id == case
        && draft.category == category
        && same_service
}

impl App {
    /// Keeps what somebody is typing. Nobody else is shown it, and a form that was sent meanwhile is left alone.
    ///
    /// # Errors
    /// `NotFound` when the actor may not write this form, or the draft is somebody else's.
    pub fn keep_draft(&self, actor: &Actor, place: &DraftPlace, id: DraftId, typed: &Typed) -> Result<(), AppError> {
        let origin =
            if matches!(place, DraftPlace::New { .. }) { DraftOrigin::of(typed) } else { DraftOrigin::Nothing };
        self.keep_as(actor, place, (Some(id), origin), typed.answers())
    }

    /// Keeps what somebody is typing into a form of a case of which each has one draft. `typed`: all that is to come back.
    ///
    /// # Errors
    /// As [`App::keep_draft`].
    pub fn keep_form(&self, actor: &Actor, place: &DraftPlace, typed: &Typed) -> Result<(), AppError> {
        self.keep_as(actor, place, (None, DraftOrigin::Nothing), typed.clone())
    }

    /// A form of a case was sent, or what was typed into it is thrown away.
    ///
    /// # Errors
    /// When the store does not answer. None at all is no error.
    pub fn drop_form(&self, actor: &Actor, place: &DraftPlace) -> Result<(), AppError> {
        let (actor, place) = (actor.clone(), place.clone());
        self.act(&actor.caller.clone(), "drop draft", move |tx, _| {
            for draft in tx.drafts_of(actor.account)? {
                if is_for(&draft, &actor, &place) {
                    done(tx, draft, None)?;
                }
            }
            Ok(())
        })
    }

    fn keep_as(
        &self,
        actor: &Actor,
        place: &DraftPlace,
        (id, origin): (Option<DraftId>, DraftOrigin),
        typed: Typed,
    ) -> Result<(), AppError> {
        let (actor, place) = (actor.clone(), place.clone());
        self.act(&actor.caller.clone(), "keep draft", move |tx, inner| {
            let ground = Ground::of(tx, inner, &actor, &place)?;
            let known = match id {
                Some(id) => tx.draft(id)?,
                None => tx.drafts_of(actor.account)?.into_iter().find(|d| is_for(d, &actor, &place)),
            };
            let id = match (id, &known) {
                (Some(id), _) => id,
                (None, Some(known)) => known.id,
                (None, None) => DraftId::new(tx.now(), tx.entropy()),
            };
            if let Some(draft) = &known {
                if !is_for(draft, &actor, &place) {
                    return Err(AppError::NotFound);
                }
                if draft.done_at.is_some() {
                    return Ok(());
                }
            }
            let person = match (&known, ground.person) {
                (Some(draft), _) => draft.person,
                (None, Some(person)) => person,
                (None, None) => PersonId::new(tx.now(), tx.entropy()),
            };
            let (case_id, category) = parts(&place);
            let mut draft = Draft {
                id,
                account: actor.account,
                case_id,
                notice_id: actor.capacity.notice.clone(),
                service: ground.service.clone(),
                category,
                person,
                record_class: ground.class.clone(),
                version: known.as_ref().map_or(1, |d| d.version + 1),
                sealed: None,
                saved_at: tx.now(),
                done_at: None,
                made: None,
                origin: origin.stored(),
                sent_hash: None,
            };
            let plain = serde_json::to_vec(typed.pairs())
                .map_err(|_| AppError::Fault("a draft cannot be written down".to_owned()))?;
            let ring = tx.ring_for_sealing(&[(person, ground.class.as_str())])?;
            let sealed = ring.seal(&draft.place(), &plain, tx.entropy()).map_err(|e| AppError::Fault(e.to_string()))?;
            draft.sealed = Some(sealed);
            Ok(tx.save_draft(&draft)?)
        })
    }

    /// The id of a form that is begun now, and today: what a page with a form needs.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn new_form(&self, actor: &Actor) -> Result<(DraftId, jiff::civil::Date), AppError> {
        self.inner.store.read(&actor.caller, "new form", |tx| {
            let now = tx.now();
            Ok((DraftId::new(now, tx.entropy()), kernel::london_date(now)))
        })
    }

    /// Of whom a session was that has lapsed and was not ended: so that what they were typing can be kept for them. Nothing
    /// is shown to who only holds this.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn lapsed(&self, token: &identity::SessionToken) -> Result<Option<Actor>, AppError> {
        let door = self.public();
        let digest = token.digest();
        self.inner.store.read(&door, "lapsed session", |tx| {
            let Some(session) = tx.lapsed_session(&digest)?.filter(|s| s.second_factor) else { return Ok(None) };
            let Some(account) = tx.account(session.account)?.filter(|a| in_use(a, tx.now())) else {
                return Ok(None);
            };
            let Some(capacity) =
                Capacity::parse(&session.capacity).filter(|_| account.capacities.contains(&session.capacity))
            else {
                return Ok(None);
            };
            Ok(Some(crate::login::actor(&door, session, account, capacity, kernel::london_date(tx.now()))))
        })
    }

    /// What somebody typed into a form and did not send: of a new case the draft of an id, of a section the only one there is.
    ///
    /// # Errors
    /// When the store does not answer. None at all is no error.
    pub fn draft(&self, actor: &Actor, place: &DraftPlace, id: Option<DraftId>) -> Result<Option<DraftView>, AppError> {
        let (actor, place) = (actor.clone(), place.clone());
        self.act(&actor.caller.clone(), "open draft", move |tx, inner| {
            let mine = tx.drafts_of(actor.account)?;
            let wanted = |d: &&Draft| is_for(d, &actor, &place) && id.is_none_or(|id| d.id == id);
            let Some(draft) = mine.iter().find(wanted) else { return Ok(None) };
            let ground = match Ground::of(tx, inner, &actor, &place) {
                Err(AppError::NotFound) => return Ok(None),
                other => other?,
            };
            let (Some(sealed), Some(first)) = (&draft.sealed, ground.categories.first()) else { return Ok(None) };
            let ring = tx.ring(&[(draft.person, draft.record_class.as_str()), (draft.person, CLASS_SUBJECT)])?;
            let recorded = ground.record(tx, &actor, draft.person, &ring)?;
            if recorded.decision().outcomes().iter().any(|o| !o.released) {
                return Ok(None);
            }
            let Some(grant) = recorded.grant(*first) else { return Ok(None) };
            let sealed: Sealed<Vec<(String, String)>> = Sealed::new(draft.place(), *first, sealed.clone());
            match sealed.open(&grant, &ring) {
                // Typed under another role or for another purpose: then it is not for this one.
                Ok(pairs) if !ground.covers(pairs.get()) => Ok(None),
                Ok(pairs) => {
                    let (origin, typed) = (DraftOrigin::read(&draft.origin), pairs.map(Typed::new));
                    Ok(Some(DraftView { id: draft.id, origin, typed, saved_at: draft.saved_at }))
                }
                Err(disclosure::OpenError::Erased) => Ok(None),
                Err(e) => Err(AppError::Fault(e.to_string())),
            }
        })
    }

    /// Whether the form that this was begun as was sent or thrown away: what is typed now is another.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn form_is_over(&self, actor: &Actor, id: DraftId) -> Result<bool, AppError> {
        let account = actor.account;
        self.inner.store.read(&actor.caller, "form is over", move |tx| {
            Ok(tx.draft(id)?.is_some_and(|d| d.account == account && d.done_at.is_some()))
        })
    }

    /// The forms that somebody began and has not sent, the newest first. Nothing of what was typed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drafts(&self, actor: &Actor) -> Result<Vec<DraftLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "drafts", move |tx| {
            let mut lines = Vec::new();
            for draft in tx.drafts_of(actor.account)? {
                let place = place_of(&draft);
                if !is_for(&draft, &actor, &place) {
                    continue;
                }
                let ground = match Ground::of(tx, inner, &actor, &place) {
                    Err(AppError::NotFound) => continue,
                    other => other?,
                };
                lines.push(DraftLine {
                    id: draft.id,
                    place,
                    service: ground.notice.service_label(&draft.service),
                    begun_at: draft.id.made_at(),
                    section: if draft.category.is_empty() || is_other(&draft) {
                        String::new()
                    } else {
                        ground.notice.category_label(&draft.category)
                    },
                    reference: ground.look.map_or_else(String::new, |l| l.case.reference),
                    saved_at: draft.saved_at,
                });
            }
            Ok(lines)
        })
    }

    /// Throws a draft away: what was typed is gone.
    ///
    /// # Errors
    /// `NotFound` when there is none of this actor.
    pub fn drop_draft(&self, actor: &Actor, id: DraftId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "drop draft", move |tx, _| {
            let draft = tx.draft(id)?.filter(|d| d.account == actor.account && d.done_at.is_none());
            let draft = draft.ok_or(AppError::NotFound)?;
            done(tx, draft, None)
        })
    }
}

/// The draft that the form of a new case was begun as, sent or not.
pub(crate) fn begun(
    tx: &mut Tx<'_>,
    actor: &Actor,
    service: &str,
    id: Option<DraftId>,
) -> Result<Option<Draft>, AppError> {
    let Some(draft) = id.map(|id| tx.draft(id)).transpose()?.flatten() else { return Ok(None) };
    let place = DraftPlace::New { service: service.to_owned() };
    if is_for(&draft, actor, &place) { Ok(Some(draft)) } else { Err(AppError::NotFound) }
}

/// The form of a new case was sent: whoever sends it again gets the same case.
pub(crate) fn finished(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, begun): (DraftId, Option<Draft>),
    service: &str,
    person: PersonId,
    (made, sent_hash): (Option<CaseId>, Option<Vec<u8>>),
) -> Result<(), AppError> {
    if let Some(draft) = begun {
        return done(tx, Draft { sent_hash, ..draft }, made);
    }
    let sent = Draft {
        id,
        account: actor.account,
        case_id: None,
        notice_id: actor.capacity.notice.clone(),
        service: service.to_owned(),
        category: String::new(),
        person,
        record_class: CLASS_DRAFT.to_owned(),
        version: 1,
        sealed: None,
        saved_at: tx.now(),
        done_at: Some(tx.now()),
        made,
        origin: String::new(),
        sent_hash,
    };
    Ok(tx.save_draft(&sent)?)
}

/// A section was saved: what its form was kept as is done with.
pub(crate) fn sent(tx: &mut Tx<'_>, actor: &Actor, case: CaseId, category: &str) -> Result<(), AppError> {
    let place = DraftPlace::Section { case, category: category.to_owned() };
    for draft in tx.drafts_of(actor.account)? {
        if is_for(&draft, actor, &place) {
            done(tx, draft, None)?;
        }
    }
    Ok(())
}

/// Forms that were begun from a list of a run and put by.
pub(crate) fn begun_from_run(tx: &mut Tx<'_>, run: LinkageRunId) -> Result<Vec<Draft>, AppError> {
    Ok(tx.drafts_begun_from(&format!("listed:{run}."))?)
}

/// A run is over and its lists are destroyed: what of them stands in forms that were put by goes with them.
pub(crate) fn forget_run(tx: &mut Tx<'_>, run: LinkageRunId) -> Result<(), AppError> {
    for draft in begun_from_run(tx, run)? {
        done(tx, draft, None)?;
    }
    Ok(())
}

fn done(tx: &mut Tx<'_>, draft: Draft, made: Option<CaseId>) -> Result<(), AppError> {
    if draft.record_class == CLASS_DRAFT && draft.sealed.is_some() {
        tx.destroy_keys(draft.person, Some(CLASS_DRAFT), "the form was sent or thrown away")?;
    }
    let version = draft.version + 1;
    Ok(tx.save_draft(&Draft { version, sealed: None, done_at: Some(tx.now()), made, ..draft })?)
}
