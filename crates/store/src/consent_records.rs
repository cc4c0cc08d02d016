//! What stands beside a consent: the words that were shown and the circumstances, who was told of a withdrawal and what they
//! did about it, and the initial interview, at which each partner that is offered is asked about.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{case_file, consent_detail, consent_told, interview, interview_offer, task};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, ConsentId, NoticeVersionId, PersonId, TaskId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const CONSENT_DETAIL_TABLE: &str = "consent_detail";
/// The table's name in the places of sealed bytes.
pub const CONSENT_TOLD_TABLE: &str = "consent_told";

/// What a step of a consent was about, word for word, and how it came about.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consent_detail, check_for_backend(Db))]
pub struct ConsentDetail {
    /// The step.
    pub consent: ConsentId,
    /// Its case.
    pub case_id: CaseId,
    /// The words that were shown or read out, exactly.
    pub wording: String,
    /// Their language (BCP 47).
    pub language: String,
    /// When the person said so: for what came by post or email, when it was received.
    pub said_at: Timestamp,
    /// The recipient's own notice that was pointed to; empty: none.
    pub own_notice: String,
    /// The version of it that was shown.
    pub own_notice_version: String,
    /// The record elsewhere that this one was taken from; empty: none.
    pub origin: String,
    /// The record class of what is sealed.
    pub record_class: String,
    /// Witness, capacity and representative, sealed.
    pub sealed: Option<Vec<u8>>,
}

impl std::fmt::Debug for ConsentDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConsentDetail({:?})", self.consent)
    }
}

impl ConsentDetail {
    /// Where its sealed bytes belong, for the person whose consent it is.
    #[must_use]
    pub fn place(&self, person: PersonId) -> Place {
        Place {
            subject: person,
            record_class: self.record_class.clone(),
            table: CONSENT_DETAIL_TABLE,
            row: *self.consent.as_bytes(),
            version: 1,
        }
    }
}

/// A recipient that had something under a consent, told that it was withdrawn.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consent_told, check_for_backend(Db))]
pub struct ConsentTold {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case_id: CaseId,
    /// Whose consent it was.
    pub person: PersonId,
    /// The withdrawal.
    pub consent: ConsentId,
    /// Who is told.
    pub party: String,
    /// For which purpose they had it.
    pub purpose: String,
    /// What they had.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// How many times something went to them.
    pub times: i64,
    /// How many of those were after the withdrawal was received.
    pub times_since: i64,
    /// The first time.
    pub had_first: Timestamp,
    /// The last time.
    pub had_last: Timestamp,
    /// When the withdrawal was received.
    pub said_at: Timestamp,
    /// Whether the notice says that it cannot be called back.
    pub cannot_recall: bool,
    /// When they were told.
    pub told_at: Timestamp,
    /// When they said that they had read it.
    pub acknowledged_at: Option<Timestamp>,
    /// Who said so.
    pub acknowledged_by: Option<AccountId>,
    /// What they did: `erased`, `stopped`, `kept-by-law`, `nothing-held`.
    pub did: Option<String>,
    /// When they said so.
    pub did_at: Option<Timestamp>,
    /// Who said so.
    pub did_by: Option<AccountId>,
    /// The record class of their words.
    pub record_class: String,
    /// Their words about it, sealed.
    pub sealed: Option<Vec<u8>>,
}

impl std::fmt::Debug for ConsentTold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConsentTold({:?}, {})", self.id, self.party)
    }
}

impl ConsentTold {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            subject: self.person,
            record_class: self.record_class.clone(),
            table: CONSENT_TOLD_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// A partner that is offered at the initial interview, for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = interview_offer, check_for_backend(Db))]
pub struct InterviewOffer {
    /// The case.
    pub case_id: CaseId,
    /// The partner.
    pub party: String,
    /// For which purpose.
    pub purpose: String,
    /// Who offers it.
    pub offered_by: AccountId,
    /// Since when.
    pub offered_at: Timestamp,
}

impl Tx<'_> {
    /// Writes down the words and circumstances of a step.
    ///
    /// # Errors
    /// When there is no such step, or the store does not answer.
    pub fn put_consent_detail(&mut self, new: &ConsentDetail) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("consent_detail", |c| {
            diesel::insert_into(consent_detail::table)
                .values((
                    consent_detail::authority.eq(a.as_bytes().as_slice()),
                    consent_detail::consent.eq(new.consent.as_bytes().as_slice()),
                    consent_detail::case_id.eq(new.case_id.as_bytes().as_slice()),
                    consent_detail::wording.eq(&new.wording),
                    consent_detail::language.eq(&new.language),
                    consent_detail::said_at.eq(new.said_at.as_micros()),
                    consent_detail::own_notice.eq(&new.own_notice),
                    consent_detail::own_notice_version.eq(&new.own_notice_version),
                    consent_detail::origin.eq(&new.origin),
                    consent_detail::record_class.eq(&new.record_class),
                    consent_detail::sealed.eq(&new.sealed),
                ))
                .execute(c)
        })?;
        Ok(())
    }

    /// Words and circumstances of every step of a case, where they are kept.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consent_details(&mut self, case: CaseId) -> Result<Vec<ConsentDetail>, StoreError> {
        let a = self.authority();
        self.q("consent_detail", |c| {
            consent_detail::table
                .filter(consent_detail::authority.eq(a.as_bytes().as_slice()))
                .filter(consent_detail::case_id.eq(case.as_bytes().as_slice()))
                .order(consent_detail::consent)
                .select(ConsentDetail::as_select())
                .load(c)
        })
    }

    /// Tells a recipient of a withdrawal.
    ///
    /// # Errors
    /// When the case or step is not there, or the store does not answer.
    pub fn insert_consent_told(&mut self, new: &ConsentTold) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("consent_told", |c| {
            diesel::insert_into(consent_told::table)
                .values((
                    consent_told::authority.eq(a.as_bytes().as_slice()),
                    consent_told::id.eq(new.id.as_bytes().as_slice()),
                    consent_told::case_id.eq(new.case_id.as_bytes().as_slice()),
                    consent_told::person.eq(new.person.as_bytes().as_slice()),
                    consent_told::consent.eq(new.consent.as_bytes().as_slice()),
                    consent_told::party.eq(&new.party),
                    consent_told::purpose.eq(&new.purpose),
                    consent_told::categories.eq(names(&new.categories)),
                    consent_told::times.eq(new.times),
                    consent_told::times_since.eq(new.times_since),
                    consent_told::had_first.eq(new.had_first.as_micros()),
                    consent_told::had_last.eq(new.had_last.as_micros()),
                    consent_told::said_at.eq(new.said_at.as_micros()),
                    consent_told::cannot_recall.eq(new.cannot_recall),
                    consent_told::told_at.eq(new.told_at.as_micros()),
                    consent_told::record_class.eq(&new.record_class),
                ))
                .execute(c)
        })?;
        Ok(())
    }

    /// Who was told of withdrawals on a case, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consents_told(&mut self, case: CaseId) -> Result<Vec<ConsentTold>, StoreError> {
        let a = self.authority();
        self.q("consent_told", |c| {
            consent_told::table
                .filter(consent_told::authority.eq(a.as_bytes().as_slice()))
                .filter(consent_told::case_id.eq(case.as_bytes().as_slice()))
                .order((consent_told::told_at.desc(), consent_told::id.desc()))
                .select(ConsentTold::as_select())
                .load(c)
        })
    }

    /// What a recipient was told, the latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn told_to(&mut self, party: &str, limit: u32) -> Result<Vec<ConsentTold>, StoreError> {
        let a = self.authority();
        self.q("consent_told", |c| {
            consent_told::table
                .filter(consent_told::authority.eq(a.as_bytes().as_slice()))
                .filter(consent_told::party.eq(party))
                .order((consent_told::told_at.desc(), consent_told::id.desc()))
                .limit(i64::from(limit))
                .select(ConsentTold::as_select())
                .load(c)
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn consent_told(&mut self, id: TaskId) -> Result<Option<ConsentTold>, StoreError> {
        let a = self.authority();
        self.q("consent_told", |c| {
            consent_told::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(ConsentTold::as_select())
                .get_result(c)
                .optional()
        })
    }

    /// A recipient has read it. The first time counts.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn acknowledge_told(&mut self, id: TaskId, by: Option<AccountId>) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("consent_told", |c| {
            diesel::update(
                consent_told::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(consent_told::acknowledged_at.is_null()),
            )
            .set((
                consent_told::acknowledged_at.eq(Some(now.as_micros())),
                consent_told::acknowledged_by.eq(by.map(|by| by.as_bytes().to_vec())),
            ))
            .execute(c)
        })?;
        Ok(())
    }

    /// What a recipient did, with its words, sealed.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub fn answer_told(
        &mut self,
        id: TaskId,
        by: Option<AccountId>,
        did: &str,
        sealed: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("consent_told", |c| {
            diesel::update(consent_told::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    consent_told::did.eq(Some(did)),
                    consent_told::did_at.eq(Some(now.as_micros())),
                    consent_told::did_by.eq(by.map(|by| by.as_bytes().to_vec())),
                    consent_told::sealed.eq(sealed.clone()),
                ))
                .execute(c)
        })?;
        self.one("consent_told", rows)
    }

    /// The partners that are offered at a case's initial interview.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn interview_offers(&mut self, case: CaseId) -> Result<Vec<InterviewOffer>, StoreError> {
        let a = self.authority();
        self.q("interview_offer", |c| {
            interview_offer::table
                .filter(interview_offer::authority.eq(a.as_bytes().as_slice()))
                .filter(interview_offer::case_id.eq(case.as_bytes().as_slice()))
                .order((interview_offer::party, interview_offer::purpose))
                .select(InterviewOffer::as_select())
                .load(c)
        })
    }

    /// Sets which partners are offered: those not among them any more are taken away, those that are new are added.
    ///
    /// # Errors
    /// When the case or account is not there, or the store does not answer.
    pub fn set_interview_offers(
        &mut self,
        case: CaseId,
        offers: &[(String, String)],
        by: AccountId,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let held = self.interview_offers(case)?;
        for old in &held {
            if offers.iter().any(|(party, purpose)| *party == old.party && *purpose == old.purpose) {
                continue;
            }
            self.q("interview_offer", |c| {
                diesel::delete(
                    interview_offer::table
                        .filter(interview_offer::authority.eq(a.as_bytes().as_slice()))
                        .filter(interview_offer::case_id.eq(case.as_bytes().as_slice()))
                        .filter(interview_offer::party.eq(&old.party))
                        .filter(interview_offer::purpose.eq(&old.purpose)),
                )
                .execute(c)
            })?;
        }
        for (party, purpose) in offers {
            if held.iter().any(|old| *party == old.party && *purpose == old.purpose) {
                continue;
            }
            self.q("interview_offer", |c| {
                diesel::insert_into(interview_offer::table)
                    .values((
                        interview_offer::authority.eq(a.as_bytes().as_slice()),
                        interview_offer::case_id.eq(case.as_bytes().as_slice()),
                        interview_offer::party.eq(party),
                        interview_offer::purpose.eq(purpose),
                        interview_offer::offered_by.eq(by.as_bytes().as_slice()),
                        interview_offer::offered_at.eq(now.as_micros()),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }

    /// When a case's initial interview was completed, and by whom.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn interview(&mut self, case: CaseId) -> Result<Option<(Timestamp, AccountId)>, StoreError> {
        let a = self.authority();
        self.q("interview", |c| {
            interview::table
                .find((a.as_bytes().as_slice(), case.as_bytes().as_slice()))
                .select((interview::completed_at, interview::completed_by))
                .get_result::<(Timestamp, AccountId)>(c)
                .optional()
        })
    }

    /// Open cases under versions of a notice, opened within days of which the interview was not completed, and of which nobody was reminded
    /// by something to do of a kind.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases_without_interview(
        &mut self,
        versions: &[NoticeVersionId],
        (from, until): (Date, Date),
        kind: &str,
    ) -> Result<Vec<CaseId>, StoreError> {
        let a = self.authority();
        let versions: Vec<&[u8]> = versions.iter().map(|v| v.as_bytes().as_slice()).collect();
        let (from, until) = (from.to_string(), until.to_string());
        self.q("case_file", |c| {
            let held = interview::table
                .filter(interview::authority.eq(case_file::authority))
                .filter(interview::case_id.eq(case_file::id));
            let reminded = task::table
                .filter(task::authority.eq(case_file::authority))
                .filter(task::case_id.eq(case_file::id))
                .filter(task::kind.eq(kind));
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::state.eq("open"))
                .filter(case_file::notice_version.eq_any(versions))
                .filter(case_file::opened_on.between(&from, &until))
                .filter(diesel::dsl::not(diesel::dsl::exists(held)))
                .filter(diesel::dsl::not(diesel::dsl::exists(reminded)))
                .order(case_file::id)
                .select(case_file::id)
                .load(c)
        })
    }

    /// Completes a case's initial interview.
    ///
    /// # Errors
    /// `Conflict` when it was completed before; when the case or account is not there, or the store does not answer.
    pub fn complete_interview(&mut self, case: CaseId, by: AccountId) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("interview", |c| {
            diesel::insert_into(interview::table)
                .values((
                    interview::authority.eq(a.as_bytes().as_slice()),
                    interview::case_id.eq(case.as_bytes().as_slice()),
                    interview::completed_by.eq(by.as_bytes().as_slice()),
                    interview::completed_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
}
