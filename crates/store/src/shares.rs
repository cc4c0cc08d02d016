//! What goes to other bodies: referrals and other disclosures, what was sent as it was rendered, and every step.

use crate::conn::{Db, Names, names};
use crate::error::StoreError;
use crate::schema::{consent, share, share_part, share_step};
use crate::tx::Tx;
use diesel::prelude::*;
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, NoticeVersionId, PersonId, ShareId, TaskId, Timestamp};

/// The table's name in the places of what was sent.
pub const SHARE_PART_TABLE: &str = "share_part";
/// The table's name in the places of words about it.
pub const SHARE_STEP_TABLE: &str = "share_step";

/// A referral or another disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share, check_for_backend(Db))]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// The case.
    pub case_id: CaseId,
    /// Whom the case is about.
    pub person: PersonId,
    /// Under which version of the notice.
    pub notice_version: NoticeVersionId,
    /// Why: a code.
    pub ground: String,
    /// To whom: a party, an enrolled body, or (until it is approved) an open class.
    pub party: String,
    /// The name of a body that is enrolled by the approval.
    pub body: Option<String>,
    /// For which purpose of the notice.
    pub purpose: String,
    /// What was chosen: `category.field`.
    #[diesel(deserialize_as = Names)]
    pub items: Vec<String>,
    /// Which law is cited; empty: none.
    pub gateway: String,
    /// The answers to the test: `question=answer`; and what it was chosen from: `preset=…`, and each item `beyond=…` it.
    #[diesel(deserialize_as = Names)]
    pub test: Vec<String>,
    /// The facts that hold for the recipient while it is in force.
    #[diesel(deserialize_as = Names)]
    pub facts: Vec<String>,
    /// The roles that may approve it; none: no approval is needed.
    #[diesel(deserialize_as = Names)]
    pub approvers: Vec<String>,
    /// The category that the words about it stand in.
    pub about: String,
    /// Its record class.
    pub record_class: String,
    /// How it reaches them: a code.
    pub channel: String,
    /// For how many hours it is in force; 0: while they work on the case.
    pub hours: i32,
    /// Where it stands: a code.
    pub state: String,
    /// Who asked for it.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// Who decided: somebody else.
    pub decided_by: Option<AccountId>,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// Until when it is in force.
    pub expires_at: Option<Timestamp>,
    /// What left, for machines: categories, statements, agreement, hash, ledger entry.
    pub receipt: Option<String>,
    /// Whether the person was told: `not-yet`, `yes`, `withheld`, `not-needed`.
    pub told: String,
    /// By when it is reviewed.
    pub review_on: Option<Date>,
    /// When it was.
    pub reviewed_at: Option<Timestamp>,
    /// By when they have to answer.
    pub answer_by: Option<Date>,
    /// The reminder on the case.
    pub task: Option<TaskId>,
    /// In which country a body is that is enrolled by the approval: two letters.
    pub country: Option<String>,
}

/// What was sent of one category, or what was answered in it.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share_part, check_for_backend(Db))]
pub struct SharePart {
    /// Its id.
    pub id: ShareId,
    /// What it is part of.
    pub share: ShareId,
    /// Its place in the order.
    pub part: i32,
    /// The category.
    pub category: String,
    /// Whom it is about.
    pub person: PersonId,
    /// The record class.
    pub record_class: String,
    /// What was sent, sealed.
    pub sealed: Vec<u8>,
    /// When it was answered, where it is not what was sent but what came back.
    pub answered_at: Option<Timestamp>,
    /// From which day on such an answer is gone.
    pub gone_on: Option<Date>,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = share_step, check_for_backend(Db))]
pub struct ShareStep {
    /// Its id.
    pub id: ShareId,
    /// Of what.
    pub share: ShareId,
    /// When.
    pub at: Timestamp,
    /// Who; none: the system.
    pub account: Option<AccountId>,
    /// What: a code.
    pub step: String,
    /// More about it: a code.
    pub code: Option<String>,
    /// Whom the words are about.
    pub person: PersonId,
    /// The record class of the words.
    pub record_class: String,
    /// The words, sealed.
    pub sealed: Option<Vec<u8>>,
}

macro_rules! quiet {
    ($ty:ident, $name:literal, $table:expr) => {
        impl std::fmt::Debug for $ty {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($name, "({:?})"), self.id)
            }
        }
        impl $ty {
            /// Where its sealed bytes belong.
            #[must_use]
            pub fn place(&self) -> Place {
                Place {
                    subject: self.person,
                    record_class: self.record_class.clone(),
                    table: $table,
                    row: *self.id.as_bytes(),
                    version: 1,
                }
            }
        }
    };
}
quiet!(SharePart, "SharePart", SHARE_PART_TABLE);
quiet!(ShareStep, "ShareStep", SHARE_STEP_TABLE);

/// How the selection of the notice stands among the answers.
const PRESET: &str = "preset=";
/// How an item that goes beyond the selection does.
const BEYOND: &str = "beyond=";

impl Share {
    /// The selection of the notice from which it was chosen; empty: there was none.
    #[must_use]
    pub fn preset(&self) -> &str {
        self.test.iter().find_map(|said| said.strip_prefix(PRESET)).unwrap_or_default()
    }
    /// What was chosen beyond the selection.
    #[must_use]
    pub fn beyond(&self) -> Vec<String> {
        self.test.iter().filter_map(|said| said.strip_prefix(BEYOND)).map(str::to_owned).collect()
    }
    /// Says what it was chosen from.
    #[must_use]
    pub fn chosen_from(mut self, preset: &str, beyond: &[String]) -> Self {
        if !preset.is_empty() {
            self.test.push(format!("{PRESET}{preset}"));
        }
        self.test.extend(beyond.iter().map(|item| format!("{BEYOND}{item}")));
        self
    }
}

impl Tx<'_> {
    /// Writes down a referral or disclosure.
    ///
    /// # Errors
    /// When the case, notice version or account is not there, or the store does not answer.
    pub fn insert_share(&mut self, new: &Share) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            diesel::insert_into(share::table)
                .values((
                    share::authority.eq(a.as_bytes().as_slice()),
                    share::id.eq(new.id.as_bytes().as_slice()),
                    share::case_id.eq(new.case_id.as_bytes().as_slice()),
                    share::person.eq(new.person.as_bytes().as_slice()),
                    share::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    share::ground.eq(&new.ground),
                    share::party.eq(&new.party),
                    share::body.eq(new.body.as_deref()),
                    share::purpose.eq(&new.purpose),
                    share::items.eq(names(&new.items)),
                    share::gateway.eq(&new.gateway),
                    share::test.eq(names(&new.test)),
                    share::facts.eq(names(&new.facts)),
                    share::approvers.eq(names(&new.approvers)),
                    share::about.eq(&new.about),
                    share::record_class.eq(&new.record_class),
                    share::channel.eq(&new.channel),
                    share::hours.eq(new.hours),
                    share::state.eq(&new.state),
                    share::asked_by.eq(new.asked_by.as_bytes().as_slice()),
                    share::asked_at.eq(new.asked_at.as_micros()),
                    share::told.eq(&new.told),
                    share::country.eq(new.country.as_deref()),
                ))
                .execute(c)
        })?;
        self.update_share(new)
    }
    /// Writes down how it stands now. The database refuses an approval by whoever asked.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_share(&mut self, now: &Share) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("share", |c| {
            diesel::update(share::table.find((a.as_bytes().as_slice(), now.id.as_bytes().as_slice())))
                .set((
                    share::party.eq(&now.party),
                    share::items.eq(names(&now.items)),
                    share::state.eq(&now.state),
                    share::decided_by.eq(now.decided_by.map(|id| id.as_bytes().to_vec())),
                    share::sent_at.eq(now.sent_at.map(Timestamp::as_micros)),
                    share::expires_at.eq(now.expires_at.map(Timestamp::as_micros)),
                    share::receipt.eq(now.receipt.as_deref()),
                    share::told.eq(&now.told),
                    share::review_on.eq(now.review_on.map(|d| d.to_string())),
                    share::reviewed_at.eq(now.reviewed_at.map(Timestamp::as_micros)),
                    share::answer_by.eq(now.answer_by.map(|d| d.to_string())),
                    share::task.eq(now.task.map(|id| id.as_bytes().to_vec())),
                ))
                .execute(c)
        })?;
        self.one("share", rows)
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share(&mut self, id: ShareId) -> Result<Option<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Share::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// All of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares(&mut self, case: CaseId) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::case_id.eq(case.as_bytes().as_slice()))
                .order((share::asked_at.desc(), share::id.desc()))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// What went to one body, of many cases, in one query: for decisions about what it may see.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_for(&mut self, cases: &[CaseId], party: &str) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            let mine = share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::party.eq(party))
                .filter(share::sent_at.is_not_null())
                .select(Share::as_select());
            match cases {
                [one] => mine.filter(share::case_id.eq(one.as_bytes().as_slice())).load(c),
                many => mine.filter(share::case_id.eq_any(many.iter().map(|id| id.as_bytes().as_slice()))).load(c),
            }
        })
    }
    /// What went to one body, the newest first: its desk.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_with(&mut self, party: &str) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::party.eq(party))
                .filter(share::sent_at.is_not_null())
                .order((share::sent_at.desc(), share::id.desc()))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// What waits for approval, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_asked(&mut self) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::state.eq("asked"))
                .order((share::asked_at, share::id))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// What left and was chosen from a selection of a notice, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_chosen_from(&mut self, preset: &str, most: i64) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        let said = format!("%\"{PRESET}{preset}\"%");
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::sent_at.is_not_null())
                .filter(share::test.like(said))
                .order((share::asked_at.desc(), share::id.desc()))
                .limit(most)
                .select(Share::as_select())
                .load(c)
        })
    }
    /// Of what left and was chosen from a selection of a notice, what stands in some states, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_chosen_in(&mut self, preset: &str, states: &[&str]) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        let said = format!("%\"{PRESET}{preset}\"%");
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::sent_at.is_not_null())
                .filter(share::state.eq_any(states))
                .filter(share::test.like(said))
                .order((share::sent_at, share::id))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// When a party was last written to, or whatever a step says, for an occasion: under any of some versions of a notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn last_step_toward(
        &mut self,
        (party, versions): (&str, &[NoticeVersionId]),
        (step, code): (&str, &str),
    ) -> Result<Option<Timestamp>, StoreError> {
        let a = self.authority();
        let versions: Vec<Vec<u8>> = versions.iter().map(|v| v.as_bytes().to_vec()).collect();
        let at: Option<i64> = self.q("share_step", |c| {
            let theirs = share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::party.eq(party))
                .filter(share::notice_version.eq_any(&versions))
                .select(share::id);
            share_step::table
                .filter(share_step::authority.eq(a.as_bytes().as_slice()))
                .filter(share_step::step.eq(step))
                .filter(share_step::code.eq(code))
                .filter(share_step::share.eq_any(theirs))
                .order(share_step::at.desc())
                .select(share_step::at)
                .first(c)
                .optional()
        })?;
        Ok(at.map(Timestamp::from_micros))
    }
    /// What waits to go, or is with whoever it went to and not closed, over all cases: for what is done by itself.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_open(&mut self) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::state.eq_any(["asked", "sent", "more-asked", "accepted"]))
                .order(share::id)
                .select(Share::as_select())
                .load(c)
        })
    }
    /// What is closed with what came of it, of which a permission ran out between a day (counted) and another (not counted), and which was not
    /// asked back yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_closed_run_out(
        &mut self,
        (since, today): (Date, Date),
        asked_back: &str,
    ) -> Result<Vec<ShareId>, StoreError> {
        let a = self.authority();
        let (since, today) = (since.to_string(), today.to_string());
        self.q("share", |c| {
            let run_out = consent::table
                .filter(consent::authority.eq(share::authority))
                .filter(consent::case_id.eq(share::case_id))
                .filter(consent::purpose.eq(share::purpose))
                .filter(consent::party.eq(share::party).or(consent::party.eq("")))
                .filter(consent::state.eq("given"))
                .filter(consent::superseded_at.is_null())
                .filter(consent::expires_on.ge(&since))
                .filter(consent::expires_on.lt(&today));
            let already = share_step::table
                .filter(share_step::authority.eq(share::authority))
                .filter(share_step::share.eq(share::id))
                .filter(share_step::step.eq(asked_back));
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::state.eq("reported"))
                .filter(diesel::dsl::exists(run_out))
                .filter(diesel::dsl::not(diesel::dsl::exists(already)))
                .order(share::id)
                .select(share::id)
                .load(c)
        })
    }
    /// What has to be reviewed and was not yet, by its day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn shares_to_review(&mut self) -> Result<Vec<Share>, StoreError> {
        let a = self.authority();
        self.q("share", |c| {
            share::table
                .filter(share::authority.eq(a.as_bytes().as_slice()))
                .filter(share::review_on.is_not_null())
                .filter(share::reviewed_at.is_null())
                .order((share::review_on, share::id))
                .select(Share::as_select())
                .load(c)
        })
    }
    /// Keeps a part of what is sent.
    ///
    /// # Errors
    /// When what it is part of is not there, or the store does not answer.
    pub fn insert_share_part(&mut self, new: &SharePart) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share_part", |c| {
            diesel::insert_into(share_part::table)
                .values((
                    share_part::authority.eq(a.as_bytes().as_slice()),
                    share_part::id.eq(new.id.as_bytes().as_slice()),
                    share_part::share.eq(new.share.as_bytes().as_slice()),
                    share_part::part.eq(new.part),
                    share_part::category.eq(&new.category),
                    share_part::person.eq(new.person.as_bytes().as_slice()),
                    share_part::record_class.eq(&new.record_class),
                    share_part::sealed.eq(&new.sealed),
                    share_part::answered_at.eq(new.answered_at.map(Timestamp::as_micros)),
                    share_part::gone_on.eq(new.gone_on.map(|d| d.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was sent, part by part.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_parts(&mut self, of: ShareId) -> Result<Vec<SharePart>, StoreError> {
        let a = self.authority();
        self.q("share_part", |c| {
            share_part::table
                .filter(share_part::authority.eq(a.as_bytes().as_slice()))
                .filter(share_part::share.eq(of.as_bytes().as_slice()))
                .filter(share_part::answered_at.is_null())
                .order((share_part::part, share_part::id))
                .select(SharePart::as_select())
                .load(c)
        })
    }
    /// What was answered, part by part, and is not gone yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_answers(&mut self, of: ShareId, today: Date) -> Result<Vec<SharePart>, StoreError> {
        let a = self.authority();
        let today = today.to_string();
        self.q("share_part", |c| {
            share_part::table
                .filter(share_part::authority.eq(a.as_bytes().as_slice()))
                .filter(share_part::share.eq(of.as_bytes().as_slice()))
                .filter(share_part::answered_at.is_not_null())
                .filter(share_part::gone_on.is_null().or(share_part::gone_on.gt(&today)))
                .order((share_part::part, share_part::id))
                .select(SharePart::as_select())
                .load(c)
        })
    }
    /// Destroys what was answered and is not kept any longer: of which shares, each as often as there was something.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_answers(&mut self, today: Date) -> Result<Vec<ShareId>, StoreError> {
        let a = self.authority();
        let today = today.to_string();
        let of: Vec<ShareId> = self.q("share_part", |c| {
            share_part::table
                .filter(share_part::authority.eq(a.as_bytes().as_slice()))
                .filter(share_part::gone_on.le(&today))
                .order((share_part::share, share_part::id))
                .select(share_part::share)
                .load(c)
        })?;
        self.q("share_part", |c| {
            diesel::delete(
                share_part::table
                    .filter(share_part::authority.eq(a.as_bytes().as_slice()))
                    .filter(share_part::gone_on.le(&today)),
            )
            .execute(c)
        })?;
        Ok(of)
    }
    /// Writes a step down.
    ///
    /// # Errors
    /// When what it is a step of is not there, or the store does not answer.
    pub fn insert_share_step(&mut self, new: &ShareStep) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("share_step", |c| {
            diesel::insert_into(share_step::table)
                .values((
                    share_step::authority.eq(a.as_bytes().as_slice()),
                    share_step::id.eq(new.id.as_bytes().as_slice()),
                    share_step::share.eq(new.share.as_bytes().as_slice()),
                    share_step::at.eq(new.at.as_micros()),
                    share_step::account.eq(new.account.map(|id| id.as_bytes().to_vec())),
                    share_step::step.eq(&new.step),
                    share_step::code.eq(new.code.as_deref()),
                    share_step::person.eq(new.person.as_bytes().as_slice()),
                    share_step::record_class.eq(&new.record_class),
                    share_step::sealed.eq(new.sealed.as_deref()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The steps, the first first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn share_steps(&mut self, of: ShareId) -> Result<Vec<ShareStep>, StoreError> {
        let a = self.authority();
        self.q("share_step", |c| {
            share_step::table
                .filter(share_step::authority.eq(a.as_bytes().as_slice()))
                .filter(share_step::share.eq(of.as_bytes().as_slice()))
                .order((share_step::at, share_step::id))
                .select(ShareStep::as_select())
                .load(c)
        })
    }
}
