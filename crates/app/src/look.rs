//! What is so of a case for an actor, and what the gate says to it. Every use case about a case goes through here, so that
//! list, open, search, count and history agree.

mod members;

use crate::Inner;
use crate::actor::Actor;
use crate::agreements::{Held, all_over, held_with, is_flow, why_over};
use crate::destinations::{Goes, Known};
use crate::error::AppError;
use crate::limits::Barred;
use crate::notices::Published;
use crate::restraint::Reader;
use crate::retention::Clocks;
use crate::views::{Item, StatementRef, Withheld};
use crate::work::items::SUBJECT;
use casework::{Circumstances, Stand, kept_after_closing, stand};
use casework::{Given, LastWord, Said, SectionContent, Situation, consent_standing, facts_for};
use disclosure::{Ask, Decision, Disclosed, EntryHead, Opener, Outcome, Reason, Recorded};
use jiff::civil::Date;
use kernel::{AccountId, CaseId, EnrolmentId, EntryId, PersonId, Timestamp, london_date};
use ledger::{Action, SubjectTag};
use notice::model::{Act, CategoryIx, Fact, Facts, FieldInfo, PrincipalIx, PurposeIx, StatementId};
use notice::source::FieldKind;
use sharing::ShareState;
use std::collections::HashSet;
use std::sync::Arc;
use store::{
    Around, Case, CaseMark, CaseParty, Consent, ConsentState, FactKind, Member, MemberPart, OriginatorWord, Section,
    Share, Tx,
};

/// What is so of an actor at a moment, whatever the case.
pub(crate) struct Standing {
    recipient: String,
    enrolled: bool,
    agreements: Arc<Vec<Held>>,
    /// Where the body is that the actor acts for.
    known: Known,
    /// Whose work the actor does today besides their own.
    covers: Vec<AccountId>,
}

impl Standing {
    /// `others`: whether any of the cases that are looked at is held by somebody else.
    pub(crate) fn of(tx: &mut Tx<'_>, actor: &Actor, others: bool) -> Result<Self, AppError> {
        let today = london_date(tx.now());
        let enrolled = match actor.enrolment {
            None => false,
            // Somebody who acts for a person is no body on a published list.
            Some(id) if actor.capacity.principal == crate::portal::REPRESENTATIVE => {
                crate::portal::acts_today(tx, id, today)?
            }
            Some(id) => tx.enrolment(id)?.is_some_and(|e| e.holds_on(today)),
        };
        let recipient = actor.recipient();
        let agreements = if actor.is_staff() { Vec::new() } else { held_with(tx, actor)? };
        let covers = if actor.is_staff() && others { tx.covered_by(actor.account, today)? } else { Vec::new() };
        let known = Known::of(tx, actor)?;
        Ok(Self { recipient, enrolled, agreements: Arc::new(agreements), known, covers })
    }
}

/// Facts that hold for a recipient because of something that was sent to it, of what was sent.
#[derive(Debug, Clone)]
struct Lent {
    facts: Vec<String>,
    items: Vec<String>,
}

/// Somebody to whom something is to go.
pub(crate) struct Toward<'a> {
    /// The party, class or enrolled body.
    pub(crate) party: &'a str,
    /// For which purpose.
    pub(crate) purpose: &'a str,
    /// The facts that will be so once it goes.
    pub(crate) facts: &'a [String],
    /// Of what: `category.field`.
    pub(crate) items: &'a [String],
    /// It works with the person from then on.
    pub(crate) linked: bool,
    /// It is enrolled by then.
    pub(crate) enrolled: bool,
    /// Where it will be, of a body that is put on a list by this, if somebody was asked.
    pub(crate) country: Option<&'a str>,
}

impl<'a> Toward<'a> {
    /// Whoever was sent something, as if it went to them once more today.
    pub(crate) fn again(share: &'a Share) -> Self {
        Self {
            party: &share.party,
            purpose: &share.purpose,
            facts: &share.facts,
            items: &share.items,
            linked: true,
            enrolled: false,
            country: None,
        }
    }
}

/// A case as an actor stands before it: the notice it is worked under, who the actor is in that notice, what is so.
pub(crate) struct Look {
    pub(crate) case: Case,
    pub(crate) notice: Arc<Published>,
    pub(crate) principal: PrincipalIx,
    pub(crate) purpose: PurposeIx,
    situation: Situation,
    consents: Vec<Consent>,
    /// Who works or worked on it.
    pub(crate) parties: Vec<CaseParty>,
    /// Every answer about consent, where one of the controller's own people looks at this case by itself: as it was then.
    pub(crate) answers: Vec<Consent>,
    /// What there is around it, where it was looked at by itself.
    around: Option<Around>,
    agreements: Arc<Vec<Held>>,
    /// Where it goes.
    goes: Goes,
    /// Only agreements count that name what for and have a last day.
    for_a_time: bool,
    expired: Vec<CategoryIx>,
    lent: Vec<Lent>,
    /// What was sent, if anything was: then there is no more than that.
    scope: Option<Vec<String>>,
    /// How long it is kept, once it is closed.
    pub(crate) so: Circumstances,
    reader: Reader,
    /// What this recipient does not get of this case, whatever else is so.
    barred: Vec<Barred>,
    /// What whoever gave something agrees that this recipient has, for this purpose, today.
    agreed: Vec<OriginatorWord>,
    pub(crate) today: Date,
    /// The members of the household, where the case was looked at by itself or they were asked for ([`Look::meet`]).
    pub(crate) members: Vec<Member>,
    /// What is and was said of them, sealed.
    pub(crate) parts: Vec<MemberPart>,
    /// What stands on the case as a whole, in force and ended.
    pub(crate) marks: Vec<CaseMark>,
}

impl Look {
    /// One case. `None`: for this actor there is no such case (another notice, or a version that does not know the actor's
    /// principal or purpose).
    ///
    /// A closed case is looked at only by who has said why today; who has not gets [`AppError::WantsReason`].
    pub(crate) fn at(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, id: CaseId) -> Result<Option<Self>, AppError> {
        let Some(look) = Self::even_closed(tx, inner, actor, id)? else { return Ok(None) };
        let asks = !look.is_open() && actor.capacity.principal != SUBJECT;
        if asks && !look.decide_all(Act::See).releases_nothing() && !crate::retention::said_why(tx, actor, &look)? {
            return Err(AppError::WantsReason(id));
        }
        Ok(Some(look))
    }

    /// The same, of a closed case too: for what shows nothing of it (closing, opening again, deciding how long it is kept).
    pub(crate) fn even_closed(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        id: CaseId,
    ) -> Result<Option<Self>, AppError> {
        let Some(case) = tx.case(id)? else { return Ok(None) };
        let around = tx.around(id)?;
        Ok(Self::seen(tx, inner, actor, vec![case], true, around)?.pop())
    }

    /// A case as a recipient would stand before it if something went to it: what the gate would release. Nothing that the
    /// actor is to the case counts.
    pub(crate) fn toward(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        case: Case,
        to: &Toward<'_>,
    ) -> Result<Option<Self>, AppError> {
        let (principal, enrolment): (&str, Option<EnrolmentId>) = match to.party.split_once('/') {
            Some((class, id)) => (class, Some(id.parse().map_err(|_| AppError::NotFound)?)),
            None => (to.party, None),
        };
        // Whether anybody there is trained nobody here knows; who is bound is asked of each of them when they look, as of those who do now.
        let bound = actor.is_staff() || actor.bound;
        let mut them = Actor { enrolment, purpose: to.purpose.to_owned(), trained: false, bound, ..actor.clone() };
        principal.clone_into(&mut them.capacity.principal);
        let Some(mut look) = Self::seen(tx, inner, &them, vec![case], false, None)?.pop() else { return Ok(None) };
        look.situation.linked |= to.linked;
        look.situation.enrolled |= to.enrolled;
        if to.party.starts_with("class:") && enrolment.is_none() {
            look.goes.for_somebody_new(to.country);
        }
        look.scope = None;
        look.lent = vec![Lent { facts: to.facts.to_vec(), items: to.items.to_vec() }];
        Ok(Some(look))
    }

    /// Many cases, with as many queries as for one. Those that do not exist for the actor are left out.
    pub(crate) fn many(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, cases: Vec<Case>) -> Result<Vec<Self>, AppError> {
        Self::seen(tx, inner, actor, cases, true, None)
    }

    fn seen(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        cases: Vec<Case>,
        own: bool,
        around: Option<Around>,
    ) -> Result<Vec<Self>, AppError> {
        // What one case has none of is not asked for.
        let may_have = |has: fn(&Around) -> bool| around.as_ref().is_none_or(has);
        let today = london_date(tx.now());
        let others = cases.iter().any(|c| c.owner.is_some_and(|owner| owner != actor.account));
        let standing = Standing::of(tx, actor, others)?;
        // A case that is barred to somebody, or restricted to others, does not exist for them: whatever the notice says.
        let held: Vec<(CaseId, Option<kernel::AccountId>)> = cases.iter().map(|c| (c.id, c.owner)).collect();
        let hidden = if may_have(|a| a.access) { tx.hidden(actor.account, &held)? } else { HashSet::new() };
        let cases: Vec<Case> = cases.into_iter().filter(|c| !hidden.contains(&c.id)).collect();
        let ids: Vec<CaseId> = cases.iter().map(|c| c.id).collect();
        let parties = if may_have(|a| a.parties) { tx.case_parties(&ids)? } else { Vec::new() };
        // Of one case all answers are read at once: its page shows them.
        let answers = match (&around, ids.as_slice()) {
            (Some(around), [one]) if actor.is_staff() && around.consents => tx.consents(*one)?,
            _ => Vec::new(),
        };
        let consents = if answers.is_empty() && may_have(|a| a.consents) {
            tx.consents_for(&ids, &standing.recipient)?
        } else {
            let counts =
                |c: &&Consent| c.superseded_at.is_none() && (c.party.is_empty() || c.party == standing.recipient);
            answers.iter().filter(counts).cloned().collect()
        };
        let written = if may_have(|a| a.facts) { tx.facts_for(&ids, &standing.recipient)? } else { Vec::new() };
        let sent = if actor.is_staff() || ids.is_empty() || !may_have(|a| a.shares) {
            Vec::new()
        } else {
            tx.shares_for(&ids, &standing.recipient)?
        };
        let agreed = if actor.is_staff() || ids.is_empty() {
            Vec::new()
        } else {
            tx.originator_words(&ids, Some(&standing.recipient))?
        };
        // In a list of the controller's own people nothing hangs on them.
        let marked = may_have(|a| a.marks) && (ids.len() == 1 || !(actor.is_staff() || ids.is_empty()));
        let marks = if marked { tx.marks_of(&ids)? } else { Vec::new() };
        let now = tx.now();
        let alone = ids.len() == 1 && may_have(|a| a.members);
        let mut looks = Vec::with_capacity(cases.len());
        // Of whom a meeting is about nothing is shown to a member who has not signed its statement.
        let shut = if own {
            crate::meetings::shut(tx, actor, (&parties, &standing.recipient), today)?
        } else {
            HashSet::new()
        };
        let clocks = Clocks::of(tx, inner, &cases, &parties, today)?;
        let mut barred = crate::limits::barred(tx, inner, actor, (&cases, &marks), today)?;
        for case in cases {
            let notice = inner.published(tx, case.notice_version)?;
            if notice.compiled.id != actor.capacity.notice {
                continue;
            }
            let (Some(principal), Some(purpose)) =
                (notice.compiled.principal(&actor.capacity.principal), notice.compiled.purpose(&actor.purpose))
            else {
                continue;
            };
            let marks_here = marks.iter().filter(|m| m.case_id == case.id).cloned().collect();
            let owner = case.owner.filter(|_| own);
            let parties: Vec<CaseParty> = parties.iter().filter(|p| p.case_id == case.id).cloned().collect();
            let linked = owner.is_some_and(|owner| owner == actor.account || standing.covers.contains(&owner))
                || parties.iter().any(|p| {
                    p.party == standing.recipient
                        && p.account.is_none_or(|only| own && only == actor.account)
                        && p.since <= today
                        && p.until.is_none_or(|last| today <= last)
                        && (shut.is_empty() || !shut.contains(&p.id.to_string()))
                });
            let has = |kind: FactKind| {
                written.iter().any(|f| {
                    let theirs = f.party.is_empty() || !actor.is_staff() || f.fact != FactKind::Reason;
                    f.case_id == case.id
                        && f.fact == kind
                        && (f.purpose.is_empty() || f.purpose == actor.purpose)
                        // A colleague's reason is not one's own.
                        && (theirs || f.recorded_by.is_none_or(|by| by == actor.account))
                })
            };
            let situation = Situation {
                linked,
                enrolled: standing.enrolled,
                agreement: false,
                consent: casework::ConsentState::None,
                given: Given {
                    request: has(FactKind::Request),
                    reason: has(FactKind::Reason),
                    approval: has(FactKind::Approval),
                    vital: has(FactKind::Vital),
                    safeguarding: has(FactKind::Safeguarding),
                },
                expired: false,
                restricted: case.restricted,
                trained: actor.trained,
                abroad: false,
            };
            let consents =
                consents.iter().filter(|c| c.case_id == case.id && c.purpose == actor.purpose).cloned().collect();
            let so = clocks.circumstances(&notice, &case);
            let expired = expired(&notice, &case, &so, today);
            let agreements = Arc::clone(&standing.agreements);
            let goes = standing.known.under(&notice);
            let for_a_time = crate::limits::for_a_time(&notice, principal);
            let reader = Reader::of(actor);
            let barred = barred.remove(&case.id).unwrap_or_default();
            let agreed = agreed
                .iter()
                .filter(|w| w.case_id == case.id && w.purpose == actor.purpose && w.counts(today))
                .cloned()
                .collect();
            let theirs: Vec<&Share> =
                sent.iter().filter(|s| s.case_id == case.id && s.purpose == actor.purpose).collect();
            let in_force: Vec<&&Share> = theirs.iter().filter(|s| is_in_force(s, now)).collect();
            let lent = in_force.iter().map(|s| Lent { facts: s.facts.clone(), items: s.items.clone() }).collect();
            let scope = (!theirs.is_empty()).then(|| in_force.iter().flat_map(|s| s.items.iter().cloned()).collect());
            looks.push(Self {
                case,
                notice,
                principal,
                purpose,
                situation,
                consents,
                parties,
                answers: answers.clone(),
                around,
                agreements,
                goes,
                for_a_time,
                expired,
                lent,
                scope,
                so,
                reader,
                barred,
                agreed,
                today,
                members: Vec::new(),
                parts: Vec::new(),
                marks: marks_here,
            });
        }
        if alone {
            Self::meet(tx, &mut looks, true)?;
        }
        Ok(looks)
    }

    /// Something of a category is asked for on the person's own page: for as long, a written request is on file for it.
    pub(crate) fn asks_for(&mut self, category: &str) {
        self.lent.push(Lent {
            facts: vec![FactKind::Request.id().to_owned()],
            items: vec![format!("{category}.{}", crate::work::asked::KIND)],
        });
    }

    /// Whether there may be something of a kind around the case: what there is none of need not be asked for.
    pub(crate) fn may_have(&self, has: fn(&Around) -> bool) -> bool {
        self.around.as_ref().is_none_or(has)
    }

    /// Whether the case is open.
    pub(crate) fn is_open(&self) -> bool {
        self.case.state == store::CaseState::Open
    }

    /// Whether the actor works on the case today.
    pub(crate) const fn is_linked(&self) -> bool {
        self.situation.linked
    }

    /// The category that the name stands in.
    pub(crate) fn name_category(&self) -> Option<&str> {
        self.notice.well_known.name.as_ref().map(|(category, _)| self.notice.category_id(*category))
    }

    /// The facts of one category.
    pub(crate) fn facts(&self, category: CategoryIx) -> Facts {
        let id = self.notice.category_id(category);
        let consent = consent_standing(self.consents.iter().map(last_word), id, self.today);
        let purpose = self.purpose_id();
        let agreement = self.agreements.iter().any(|a| self.counts(a) && a.lets(purpose, id));
        let mut given = self.situation.given;
        for lent in self.lent.iter().filter(|l| l.items.iter().any(|item| is_of(item, id))) {
            let has = |kind: FactKind| lent.facts.iter().any(|f| f == kind.id());
            given.request |= has(FactKind::Request);
            given.reason |= has(FactKind::Reason);
            given.approval |= has(FactKind::Approval);
            given.vital |= has(FactKind::Vital);
            given.safeguarding |= has(FactKind::Safeguarding);
        }
        facts_for(&Situation {
            consent,
            agreement,
            given,
            expired: self.expired.contains(&category),
            abroad: !self.goes.lets(id, self.today),
            ..self.situation
        })
    }

    /// Whether an agreement can let anything go: of whoever is a recipient for a time only one does that names what for, and ends.
    const fn counts(&self, held: &Held) -> bool {
        !self.for_a_time || (!held.terms.purposes.is_empty() && held.terms.until_on.is_some())
    }

    /// Whether nothing is so of this case that is not so of most: then the gate says of them what it says of this one. Among the
    /// actor's `own` cases, each is one that the actor works on.
    pub(crate) fn is_plain(&self, own: bool) -> bool {
        let given = &self.situation.given;
        let nothing = !(given.request || given.reason || given.approval || given.vital || given.safeguarding);
        let usual = self.is_open() && !self.case.restricted && self.case.retention_due.is_none();
        usual
            && nothing
            && self.consents.is_empty()
            && self.lent.is_empty()
            && self.barred.is_empty()
            && self.members.is_empty()
            && self.situation.linked == own
    }

    /// Whether anything of a case that is otherwise like this one would be released if it were of another service.
    pub(crate) fn shows_in(&self, service: &str) -> bool {
        !self.decided(service, Act::See, &self.notice.all).releases_nothing()
    }

    fn decided(&self, service: &str, act: Act, categories: &[CategoryIx]) -> Decision {
        let asks: Vec<Ask> = categories.iter().map(|&category| Ask { category, facts: self.facts(category) }).collect();
        let decision = self.notice.gate.decide_in(service, self.case.person, self.principal, act, self.purpose, &asks);
        if all_over(&self.agreements) { self.without_flows(decision) } else { decision }
    }

    /// Without what had been agreed with the recipient: all of that is over.
    fn without_flows(&self, decision: Decision) -> Decision {
        let Some(principal) = self.notice.compiled.principals.get(usize::from(self.principal.0)) else {
            return decision;
        };
        let mut theirs = self.notice.compiled.permits.iter().filter(|p| principal.is(&p.who)).collect::<Vec<_>>();
        theirs.retain(|p| is_flow(&self.notice, p));
        let flows = |id: &StatementId| theirs.iter().any(|p| p.statement == *id);
        let stops: Vec<(CategoryIx, StatementId)> = decision
            .outcomes()
            .iter()
            .filter(|o| o.released && o.statements.iter().all(flows))
            .filter_map(|o| Some((o.category, o.statements.first()?.clone())))
            .collect();
        let why = why_over(&self.agreements);
        decision.forbidden(|category| {
            let (_, statement) = stops.iter().find(|(stopped, _)| *stopped == category)?;
            Some((statement.clone(), why.clone()))
        })
    }

    /// What is so of the actor and this person, whatever is asked for.
    pub(crate) const fn standing(&self) -> Facts {
        Facts::NONE.with_if(Fact::Linked, self.situation.linked).with_if(Fact::Trained, self.situation.trained)
    }

    /// Asks the gate about some categories.
    pub(crate) fn decide(&self, act: Act, categories: &[CategoryIx]) -> Decision {
        let decision = self.decided(&self.case.service, act, categories).forbidden(|category| {
            let id = self.notice.category_id(category);
            self.barred.iter().find_map(|b| b.category(id))
        });
        let decision = if self.members.is_empty() {
            decision
        } else {
            let named = self.spoken_of(act, &decision);
            decision.about_others(named)
        };
        match &self.scope {
            Some(scope) if act == Act::See => decision.narrowed_to(|category| {
                let id = self.notice.category_id(category);
                scope.iter().any(|item| is_of(item, id))
            }),
            _ => decision,
        }
    }

    /// The agreements in force that let something of a category go.
    pub(crate) fn agreements_for(&self, category: CategoryIx) -> Vec<String> {
        let (purpose, id) = (self.purpose_id(), self.notice.category_id(category));
        self.agreements.iter().filter(|a| self.counts(a) && a.lets(purpose, id)).map(|a| a.reference.clone()).collect()
    }

    /// The country that something goes to, where it goes to a body and that is known.
    pub(crate) fn country(&self) -> Option<&str> {
        self.goes.country()
    }

    /// Asks about every category of the notice.
    pub(crate) fn decide_all(&self, act: Act) -> Decision {
        self.decide(act, &self.notice.all)
    }

    /// The tag that stands for the person and this case in the ledger.
    pub(crate) fn tag(&self, ring: &sealing::KeyRing) -> Vec<SubjectTag> {
        // An erased person has no tag any more: the entry then says what happened and not about whom.
        ring.subject_tag(self.case.person, self.case.id).into_iter().collect()
    }

    /// The tags of the person and of everybody else that a decision speaks of.
    pub(crate) fn tags(&self, ring: &sealing::KeyRing, decision: &Decision) -> Vec<SubjectTag> {
        let mut others: Vec<PersonId> = decision.others().iter().map(|(_, person)| *person).collect();
        others.sort_unstable();
        others.dedup();
        let others = others.into_iter().filter_map(|p| ring.subject_tag(p, self.case.id).ok());
        self.tag(ring).into_iter().chain(others).collect()
    }

    /// Puts a decision on the ledger; what comes back can open what it released.
    pub(crate) fn record(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        decision: Decision,
        action: Action,
        ring: &sealing::KeyRing,
        detail: &str,
    ) -> Result<Recorded, AppError> {
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action,
            subjects: self.tags(ring, &decision),
            detail: detail.to_owned(),
        };
        // Of whom the ledger says nothing, nothing is opened.
        let decision = decision.only_others(|person| ring.subject_tag(person, self.case.id).is_ok());
        let entry = decision.to_entry(&self.notice.gate, &actor.caller, head);
        let receipt = tx.append(&entry)?;
        Ok(decision.recorded(&receipt))
    }

    /// A section's content, as the decision allows.
    pub(crate) fn content(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        section: Option<&Section>,
        opener: &dyn Opener,
    ) -> Result<Item<SectionContent>, AppError> {
        Ok(self.content_left(recorded, category, section, opener)?.0)
    }

    /// The same, with what is kept back of a released section all the same, in words.
    pub(crate) fn content_left(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        section: Option<&Section>,
        opener: &dyn Opener,
    ) -> Result<(Item<SectionContent>, Vec<String>), AppError> {
        if recorded.grant(category).is_some() && section.is_none() {
            return Ok((Item::Empty, Vec::new()));
        }
        let (place, sealed) =
            section.map_or_else(|| (None, Vec::new()), |section| (Some(section.place()), section.sealed.clone()));
        let item: Item<SectionContent> = self.unseal(recorded, category, place, sealed, opener)?;
        Ok(match (item, section) {
            (Item::Released(content), Some(section)) => {
                let (content, unsaid) = self.with_members(recorded, category, content, opener)?;
                let (left, mut kept_back) = self.narrowed(category, section, content);
                kept_back.extend(unsaid);
                (Item::Released(left), kept_back)
            }
            (item, _) => (item, Vec::new()),
        })
    }

    /// What the actor is left of a section's content, and in words what is kept back.
    pub(crate) fn narrowed(
        &self,
        category: CategoryIx,
        section: &Section,
        content: Disclosed<SectionContent>,
    ) -> (Disclosed<SectionContent>, Vec<String>) {
        let mut kept_back = Vec::new();
        let questions = self.questions(category, Some(section));
        let content = content.map(|content| {
            let (left, words) = self.reader.for_purpose(&self.notice, content, &questions);
            kept_back = words;
            if self.reader.is_staff() {
                return left;
            }
            let (left, words) = self.reader_left(category, left, Some(section), &questions);
            kept_back.extend(words);
            left
        });
        (content, kept_back)
    }

    /// What a reader who is none of the controller's own people is left of a section, and in words what not.
    pub(crate) fn reader_left(
        &self,
        category: CategoryIx,
        content: SectionContent,
        section: Option<&Section>,
        questions: &[FieldInfo],
    ) -> (SectionContent, Vec<String>) {
        let id = self.notice.category_id(category);
        let written = section.map(|s| london_date(s.recorded_at));
        // A word is about what had been given when it was said.
        let agreed = |from: &str, on: Option<Date>| {
            let before = |w: &OriginatorWord| on.or(written).is_none_or(|on| on <= w.agreed_on);
            self.agreed.iter().any(|w| w.category == id && w.source == from && before(w))
        };
        let source = section.map_or("", |s| s.source.as_str());
        let so = (self.today, self.address());
        let (left, mut kept_back) = self.reader.left(&self.notice, content, source, questions, so, &agreed);
        let left = self.without_barred(id, left, questions, &mut kept_back);
        let Some(scope) = &self.scope else { return (left, kept_back) };
        let sent = |field: &str| scope.iter().any(|item| item.split_once('.') == Some((id, field)));
        if left.given().iter().any(|field| !sent(field)) {
            kept_back.push("Some answers were left out of what was sent: they are not needed for this".to_owned());
        }
        (left.without(|field| !sent(field)), kept_back)
    }

    /// Whose word it takes that this recipient has an answer, if anybody's.
    pub(crate) fn originator(
        &self,
        content: &SectionContent,
        section: Option<&Section>,
        field: &str,
    ) -> Option<String> {
        let source = section.map_or("", |s| s.source.as_str());
        self.reader.originator(&self.notice, content, source, field).map(str::to_owned)
    }

    /// Whether whoever gave something of a category still agrees that this recipient has it.
    pub(crate) fn still_agreed(&self, category: &str, source: &str) -> bool {
        self.agreed.iter().any(|w| w.category == category && w.source == source)
    }

    /// Whether a recipient gets a category as words and not as some named fields only: it has a question that is answered in free
    /// words, and neither what was sent nor a limit leaves anything of it out.
    pub(crate) fn gives_words(&self, category: CategoryIx) -> bool {
        let info = self.notice.compiled.categories.get(usize::from(category.0));
        let free = info.is_some_and(|info| info.fields.iter().any(|f| f.kind == FieldKind::LongText));
        free && self.scope.is_none() && self.no_document(self.notice.category_id(category)).is_none()
    }

    /// Why this recipient gets no document of a category, if a limit holds some of it back.
    pub(crate) fn no_document(&self, category: &str) -> Option<&str> {
        self.barred.iter().find(|b| b.document(category)).map(Barred::words)
    }

    /// Without the answers that this recipient gets only if something is so that is not.
    fn without_barred(
        &self,
        category: &str,
        content: SectionContent,
        questions: &[FieldInfo],
        kept_back: &mut Vec<String>,
    ) -> SectionContent {
        let by = |field: &str| self.barred.iter().find(|b| b.answer(category, field));
        let out: Vec<(String, &str)> =
            content.given().into_iter().filter_map(|f| Some((f.to_owned(), by(f)?.words()))).collect();
        for (field, why) in &out {
            let label = questions.iter().find(|q| q.id == *field).map_or(field.as_str(), |q| q.label.as_str());
            kept_back.push(format!("“{label}”: {why}"));
        }
        content.without(|field| out.iter().any(|(barred, _)| barred == field))
    }

    /// Anything sealed of this case, as the decision allows for its category.
    pub(crate) fn unseal<T: serde::de::DeserializeOwned>(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        place: Option<disclosure::Place>,
        sealed: Vec<u8>,
        opener: &dyn Opener,
    ) -> Result<Item<T>, AppError> {
        Item::opened((recorded, category), |o| self.why(o), place, sealed, opener)
    }

    /// The questions under which a section was answered (of none: those of the notice).
    pub(crate) fn questions(&self, category: CategoryIx, section: Option<&Section>) -> Arc<[FieldInfo]> {
        self.questions_of(category, section.map_or("", |s| s.form.as_str()))
    }

    /// The questions of a category under a form, as `service@version` (of none: those of the notice).
    pub(crate) fn questions_of(&self, category: CategoryIx, form: &str) -> Arc<[FieldInfo]> {
        let info = self.notice.compiled.categories.get(usize::from(category.0));
        info.map_or_else(|| Arc::from([]), |info| self.notice.questions(info, form))
    }

    /// The person's name, as the decision allows.
    pub(crate) fn name(
        &self,
        recorded: &Recorded,
        sections: &[Section],
        opener: &dyn Opener,
    ) -> Result<Item<String>, AppError> {
        let Some((category, field)) = &self.notice.well_known.name else { return Ok(Item::Empty) };
        self.field(recorded, *category, field, sections, opener)
    }

    /// The date of birth as it stands there, if it is released and known.
    pub(crate) fn born(
        &self,
        recorded: &Recorded,
        sections: &[Section],
        opener: &dyn Opener,
    ) -> Result<Option<Disclosed<String>>, AppError> {
        let Some((category, field)) = &self.notice.well_known.born else { return Ok(None) };
        match self.field(recorded, *category, field, sections, opener)? {
            Item::Released(born) => Ok(Some(born)),
            Item::Withheld(_) | Item::Empty | Item::Erased => Ok(None),
        }
    }

    /// One field of a section, as the decision allows.
    fn field(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        field: &str,
        sections: &[Section],
        opener: &dyn Opener,
    ) -> Result<Item<String>, AppError> {
        let id = self.notice.category_id(category);
        let section = sections.iter().find(|s| s.category == id && s.case_id == self.case.id);
        Ok(match self.content(recorded, category, section, opener)? {
            Item::Released(content) => {
                if content.get().get(field).is_none_or(|n| n.trim().is_empty()) {
                    Item::Empty
                } else {
                    Item::Released(content.map(|c| c.get(field).unwrap_or_default().to_owned()))
                }
            }
            Item::Withheld(why) => Item::Withheld(why),
            Item::Empty => Item::Empty,
            Item::Erased => Item::Erased,
        })
    }

    fn purpose_id(&self) -> &str {
        self.notice.compiled.purposes.get(usize::from(self.purpose.0)).map_or("", |p| p.id.as_str())
    }

    /// Why something is withheld, in words, with the statements; where an agreement is missing, what became of it.
    pub(crate) fn why(&self, outcome: &Outcome) -> Withheld {
        let mut reasons: Vec<String> = outcome.reasons.iter().map(Reason::words).collect();
        if outcome.reasons.iter().any(Reason::wants_agreement) {
            reasons.extend(
                self.agreements
                    .iter()
                    .map(|a| a.why_not().unwrap_or_else(|| format!("Agreement {} does not cover this.", a.reference))),
            );
        }
        reasons.extend(self.goes.why_not(self.notice.category_id(outcome.category), self.today));
        Withheld { reasons, statements: outcome.statements.iter().map(|id| self.statement(&id.0)).collect() }
    }

    /// A statement with its words.
    pub(crate) fn statement(&self, id: &str) -> StatementRef {
        self.notice.statement(id)
    }
}

/// Whether something that was sent is of a category.
pub(crate) fn is_of(item: &str, category: &str) -> bool {
    item.split_once('.').is_some_and(|(of, _)| of == category)
}

/// Whether whoever got something may still look at it at a moment.
pub(crate) fn is_in_force(share: &Share, now: Timestamp) -> bool {
    ShareState::parse(&share.state).is_some_and(ShareState::is_with_them)
        && share.expires_at.is_none_or(|end| now < end)
}

/// A consent, as the rule about consents reads it.
fn last_word(consent: &Consent) -> LastWord<'_> {
    LastWord {
        party: &consent.party,
        categories: &consent.categories,
        said: match consent.state {
            ConsentState::Given => Said::Given,
            ConsentState::Refused => Said::Refused,
            ConsentState::Withdrawn => Said::Withdrawn,
        },
        explicit: consent.explicit,
        expires_on: consent.expires_on,
    }
}

/// The categories whose retention period has run out: whatever becomes of them, nobody is shown them any more.
fn expired(notice: &Published, case: &Case, so: &Circumstances, today: Date) -> Vec<CategoryIx> {
    if case.closed_on.is_none() {
        return Vec::new();
    }
    let kept = kept_after_closing(&notice.compiled, &notice.all, so);
    notice.all.iter().copied().filter(|c| stand(&kept, *c, today) >= Stand::Locked).collect()
}
