//! Linkage runs: their lists, the pairs that were found, what reviewers said of them, and what was decided for good.

use crate::conn::Db;
use crate::error::StoreError;
use crate::schema::{
    case_file, linkage_decision, linkage_list, linkage_pair, linkage_part, linkage_run, linkage_verdict, notice_version,
};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable};
use disclosure::Place;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, LinkageListId, LinkageRunId, NoticeVersionId, PersonId, Timestamp};

/// The table's name in the places of sealed lists.
pub const LINKAGE_LIST_TABLE: &str = "linkage_list";

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_run, check_for_backend(Db))]
pub struct LinkageRun {
    /// Its id.
    pub id: LinkageRunId,
    /// Under which notice.
    pub notice_id: String,
    /// In which version.
    pub notice_version: NoticeVersionId,
    /// Who began it.
    pub account: AccountId,
    /// As whom.
    pub capacity: String,
    /// For which purpose.
    pub purpose: String,
    /// Where it stands: a code.
    pub state: String,
    /// The model.
    pub model: String,
    /// Under whose key its lists are sealed: nobody's, made for the run.
    pub person: PersonId,
    /// The class of the key.
    pub record_class: String,
    /// What was counted: JSON without personal data.
    pub counts: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its last day.
    pub expires_on: Date,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
}

/// A list of a run.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_list, check_for_backend(Db))]
pub struct LinkageList {
    /// Its id.
    pub id: LinkageListId,
    /// The run.
    pub run: LinkageRunId,
    /// Who gave it.
    pub party: String,
    /// Their name.
    pub label: String,
    /// The statement by which it may be matched.
    pub gateway: String,
    /// The agreement that it came under; empty where none is needed.
    pub agreement: String,
    /// The categories that it may hold: JSON.
    pub categories: String,
    /// Columns of the file that were not kept: JSON.
    pub columns_left_out: String,
    /// How many records it has.
    pub record_count: i32,
    /// The records, sealed for [`LinkageList::place`]; none once they were destroyed.
    pub sealed: Option<Vec<u8>>,
    /// When it came.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for LinkageList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkageList({:?}, {} records)", self.id, self.record_count)
    }
}

impl LinkageList {
    /// Where its sealed bytes belong.
    #[must_use]
    pub fn place(&self, run: &LinkageRun) -> Place {
        Place {
            subject: run.person,
            record_class: run.record_class.clone(),
            table: LINKAGE_LIST_TABLE,
            row: *self.id.as_bytes(),
            version: 1,
        }
    }
}

/// Two records that may be of one person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_pair, check_for_backend(Db))]
pub struct LinkagePair {
    /// Its number in the run.
    pub number: i32,
    /// The cluster that both belong to.
    pub cluster: String,
    /// A keyed digest of what the one record is.
    pub one_key: Vec<u8>,
    /// The person on record, if it is one.
    pub one_person: Option<PersonId>,
    /// The list it stands in, otherwise.
    pub one_list: Option<LinkageListId>,
    /// Its row there, from 0.
    pub one_row: i32,
    /// A keyed digest of the other.
    pub other_key: Vec<u8>,
    /// The person.
    pub other_person: Option<PersonId>,
    /// The list.
    pub other_list: Option<LinkageListId>,
    /// The row.
    pub other_row: i32,
    /// Two people review it, to see whether they agree.
    pub sampled: bool,
    /// Where it stands: a code.
    pub state: String,
}

/// What a reviewer said.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_verdict, check_for_backend(Db))]
pub struct LinkageVerdict {
    /// Of which pair.
    pub number: i32,
    /// Who.
    pub account: AccountId,
    /// `same`, `different` or `unsure`.
    pub verdict: String,
    /// Why: a code.
    pub reason: String,
    /// When.
    pub made_at: Timestamp,
    /// Acting as whom they saw it.
    pub seen_as: String,
    /// The score that they saw, in thousandths of a bit. None of what was said before scores were kept.
    pub millibits: Option<i32>,
    /// Which finding of the model each comparison had, in words of the model: JSON. Before version 161 by number, with commas between them.
    pub evidence: String,
    /// The model that gave the score; empty of what was said before version 161.
    pub model: String,
}

/// A part of what a run has read.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_part, check_for_backend(Db))]
pub struct LinkagePart {
    /// Its number in the run, from 1.
    pub number: i32,
    /// The last case that was gone through.
    pub last_case: CaseId,
    /// What was read, sealed for [`LinkagePart::place`].
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for LinkagePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkagePart({})", self.number)
    }
}

impl LinkagePart {
    /// Where the sealed bytes of a part belong.
    #[must_use]
    pub fn place(number: i32, run: &LinkageRun) -> Place {
        Place {
            subject: run.person,
            record_class: run.record_class.clone(),
            table: "linkage_part",
            row: *run.id.as_bytes(),
            version: number.unsigned_abs(),
        }
    }
}

/// What was decided of two records for good.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = linkage_decision, check_for_backend(Db))]
pub struct LinkageDecision {
    /// The lesser key.
    pub one_key: Vec<u8>,
    /// The other.
    pub other_key: Vec<u8>,
    /// `same` or `different`.
    pub verdict: String,
    /// In which run.
    pub run: LinkageRunId,
    /// Who decided last.
    pub decided_by: AccountId,
    /// When.
    pub decided_at: Timestamp,
    /// Whether one of the two is a record of ours. None of what was decided before version 162.
    pub on_record: Option<bool>,
    /// The last day on which it counts. None where one is a record of ours: it then lasts as long as that person is on record.
    pub expires_on: Option<Date>,
}

impl Tx<'_> {
    /// Keeps a new run.
    ///
    /// # Errors
    /// When it is there already, or the store does not answer.
    pub fn insert_linkage_run(&mut self, new: &LinkageRun) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_run", |c| {
            diesel::insert_into(linkage_run::table)
                .values((
                    linkage_run::authority.eq(a.as_bytes().as_slice()),
                    linkage_run::id.eq(new.id.as_bytes().as_slice()),
                    linkage_run::notice_id.eq(&new.notice_id),
                    linkage_run::notice_version.eq(new.notice_version.as_bytes().as_slice()),
                    linkage_run::account.eq(new.account.as_bytes().as_slice()),
                    linkage_run::capacity.eq(&new.capacity),
                    linkage_run::purpose.eq(&new.purpose),
                    linkage_run::state.eq(&new.state),
                    linkage_run::model.eq(&new.model),
                    linkage_run::person.eq(new.person.as_bytes().as_slice()),
                    linkage_run::record_class.eq(&new.record_class),
                    linkage_run::counts.eq(&new.counts),
                    linkage_run::made_at.eq(new.made_at.as_micros()),
                    linkage_run::expires_on.eq(new.expires_on.to_string()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A run.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_run(&mut self, id: LinkageRunId) -> Result<Option<LinkageRun>, StoreError> {
        let a = self.authority();
        self.q("linkage_run", |c| {
            linkage_run::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(LinkageRun::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The runs of a notice, for a purpose or for any, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_runs(
        &mut self,
        notice_id: &str,
        purpose: Option<&str>,
        limit: u32,
    ) -> Result<Vec<LinkageRun>, StoreError> {
        let a = self.authority();
        self.q("linkage_run", |c| {
            let runs = linkage_run::table
                .filter(linkage_run::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_run::notice_id.eq(notice_id))
                .order((linkage_run::made_at.desc(), linkage_run::id.desc()))
                .limit(i64::from(limit))
                .select(LinkageRun::as_select());
            match purpose {
                Some(purpose) => runs.filter(linkage_run::purpose.eq(purpose)).load(c),
                None => runs.load(c),
            }
        })
    }
    /// Runs whose last day has passed and that are not over, of every notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_runs_expired(&mut self, today: Date) -> Result<Vec<LinkageRun>, StoreError> {
        let a = self.authority();
        self.q("linkage_run", |c| {
            linkage_run::table
                .filter(linkage_run::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_run::expires_on.lt(today.to_string()))
                .filter(linkage_run::ended_at.is_null())
                .select(LinkageRun::as_select())
                .load(c)
        })
    }
    /// Moves a run on. `ended`: it is over.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn move_linkage_run(
        &mut self,
        id: LinkageRunId,
        state: &str,
        counts: &str,
        ended: bool,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now());
        let rows = self.q("linkage_run", |c| {
            diesel::update(linkage_run::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .set((
                    linkage_run::state.eq(state),
                    linkage_run::counts.eq(counts),
                    linkage_run::ended_at.eq(ended.then_some(now.as_micros())),
                ))
                .execute(c)
        })?;
        self.one("linkage_run", rows)
    }
    /// Adds a list to a run.
    ///
    /// # Errors
    /// When it is there already, or the store does not answer.
    pub fn insert_linkage_list(&mut self, new: &LinkageList) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_list", |c| {
            diesel::insert_into(linkage_list::table)
                .values((
                    linkage_list::authority.eq(a.as_bytes().as_slice()),
                    linkage_list::id.eq(new.id.as_bytes().as_slice()),
                    linkage_list::run.eq(new.run.as_bytes().as_slice()),
                    linkage_list::party.eq(&new.party),
                    linkage_list::label.eq(&new.label),
                    linkage_list::gateway.eq(&new.gateway),
                    linkage_list::agreement.eq(&new.agreement),
                    linkage_list::categories.eq(&new.categories),
                    linkage_list::columns_left_out.eq(&new.columns_left_out),
                    linkage_list::record_count.eq(new.record_count),
                    linkage_list::sealed.eq(&new.sealed),
                    linkage_list::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The lists of a run, in the order in which they came.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_lists(&mut self, run: LinkageRunId) -> Result<Vec<LinkageList>, StoreError> {
        let a = self.authority();
        self.q("linkage_list", |c| {
            linkage_list::table
                .filter(linkage_list::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_list::run.eq(run.as_bytes().as_slice()))
                .order(linkage_list::id)
                .select(LinkageList::as_select())
                .load(c)
        })
    }
    /// The same without their records, and whether those are there still.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_list_heads(&mut self, run: LinkageRunId) -> Result<Vec<(LinkageList, bool)>, StoreError> {
        let a = self.authority();
        self.q("linkage_list", |c| {
            linkage_list::table
                .filter(linkage_list::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_list::run.eq(run.as_bytes().as_slice()))
                .order(linkage_list::id)
                .select((
                    (
                        linkage_list::id,
                        linkage_list::run,
                        linkage_list::party,
                        linkage_list::label,
                        linkage_list::gateway,
                        linkage_list::agreement,
                        linkage_list::categories,
                        linkage_list::columns_left_out,
                        linkage_list::record_count,
                        None::<Vec<u8>>.into_sql::<Nullable<Binary>>(),
                        linkage_list::made_at,
                    ),
                    linkage_list::sealed.is_not_null(),
                ))
                .load(c)
        })
    }
    /// Takes the sealed records out of the lists of a run. The keys are destroyed apart.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn empty_linkage_lists(&mut self, run: LinkageRunId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_list", |c| {
            diesel::update(
                linkage_list::table
                    .filter(linkage_list::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_list::run.eq(run.as_bytes().as_slice())),
            )
            .set(linkage_list::sealed.eq(None::<Vec<u8>>))
            .execute(c)
        })?;
        Ok(())
    }
    /// Keeps a part of what a run has read.
    ///
    /// # Errors
    /// When it is there already, or the store does not answer.
    pub fn insert_linkage_part(&mut self, run: LinkageRunId, new: &LinkagePart) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now());
        self.q("linkage_part", |c| {
            diesel::insert_into(linkage_part::table)
                .values((
                    linkage_part::authority.eq(a.as_bytes().as_slice()),
                    linkage_part::run.eq(run.as_bytes().as_slice()),
                    linkage_part::number.eq(new.number),
                    linkage_part::last_case.eq(new.last_case.as_bytes().as_slice()),
                    linkage_part::sealed.eq(&new.sealed),
                    linkage_part::made_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The parts of what a run has read, in their order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_parts(&mut self, run: LinkageRunId) -> Result<Vec<LinkagePart>, StoreError> {
        let a = self.authority();
        self.q("linkage_part", |c| {
            linkage_part::table
                .filter(linkage_part::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_part::run.eq(run.as_bytes().as_slice()))
                .order(linkage_part::number)
                .select(LinkagePart::as_select())
                .load(c)
        })
    }
    /// Drops what every run that is going on has read so far: somebody who may stand there is erased. Such a run reads anew if its worker dies.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) fn drop_all_linkage_parts(&mut self) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_part", |c| {
            diesel::delete(linkage_part::table.filter(linkage_part::authority.eq(a.as_bytes().as_slice()))).execute(c)
        })?;
        Ok(())
    }
    /// Drops the parts of what a run has read.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_linkage_parts(&mut self, run: LinkageRunId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_part", |c| {
            diesel::delete(
                linkage_part::table
                    .filter(linkage_part::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_part::run.eq(run.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        Ok(())
    }
    /// Puts the pairs of a run in the place of what was there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn replace_linkage_pairs(&mut self, run: LinkageRunId, pairs: &[LinkagePair]) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_pair", |c| {
            diesel::delete(
                linkage_pair::table
                    .filter(linkage_pair::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_pair::run.eq(run.as_bytes().as_slice())),
            )
            .execute(c)
        })?;
        for pair in pairs {
            self.q("linkage_pair", |c| {
                diesel::insert_into(linkage_pair::table)
                    .values((
                        linkage_pair::authority.eq(a.as_bytes().as_slice()),
                        linkage_pair::run.eq(run.as_bytes().as_slice()),
                        linkage_pair::number.eq(pair.number),
                        linkage_pair::cluster.eq(&pair.cluster),
                        linkage_pair::one_key.eq(&pair.one_key),
                        linkage_pair::one_person.eq(pair.one_person.map(|p| p.as_bytes().to_vec())),
                        linkage_pair::one_list.eq(pair.one_list.map(|l| l.as_bytes().to_vec())),
                        linkage_pair::one_row.eq(pair.one_row),
                        linkage_pair::other_key.eq(&pair.other_key),
                        linkage_pair::other_person.eq(pair.other_person.map(|p| p.as_bytes().to_vec())),
                        linkage_pair::other_list.eq(pair.other_list.map(|l| l.as_bytes().to_vec())),
                        linkage_pair::other_row.eq(pair.other_row),
                        linkage_pair::sampled.eq(pair.sampled),
                        linkage_pair::state.eq(&pair.state),
                    ))
                    .execute(c)
            })?;
        }
        Ok(())
    }
    /// The pairs of a run, by number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_pairs(&mut self, run: LinkageRunId) -> Result<Vec<LinkagePair>, StoreError> {
        let a = self.authority();
        self.q("linkage_pair", |c| {
            linkage_pair::table
                .filter(linkage_pair::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_pair::run.eq(run.as_bytes().as_slice()))
                .order(linkage_pair::number)
                .select(LinkagePair::as_select())
                .load(c)
        })
    }
    /// One pair of a run.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_pair(&mut self, run: LinkageRunId, number: i32) -> Result<Option<LinkagePair>, StoreError> {
        let a = self.authority();
        self.q("linkage_pair", |c| {
            linkage_pair::table
                .find((a.as_bytes().as_slice(), run.as_bytes().as_slice(), number))
                .select(LinkagePair::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// How many pairs of a run stand in one of some states.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn count_linkage_pairs(&mut self, run: LinkageRunId, states: &[&str]) -> Result<usize, StoreError> {
        let a = self.authority();
        let count: i64 = self.q("linkage_pair", |c| {
            linkage_pair::table
                .filter(linkage_pair::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_pair::run.eq(run.as_bytes().as_slice()))
                .filter(linkage_pair::state.eq_any(states.iter().copied()))
                .count()
                .get_result(c)
        })?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
    /// Drops the pairs of a run that nobody has decided.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_open_linkage_pairs(&mut self, run: LinkageRunId) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_pair", |c| {
            diesel::delete(
                linkage_pair::table
                    .filter(linkage_pair::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_pair::run.eq(run.as_bytes().as_slice()))
                    .filter(linkage_pair::state.eq_any(["open", "unsure", "disputed"])),
            )
            .execute(c)
        })?;
        Ok(())
    }
    /// Says where a pair stands.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub fn set_linkage_pair(&mut self, run: LinkageRunId, number: i32, state: &str) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("linkage_pair", |c| {
            diesel::update(linkage_pair::table.find((a.as_bytes().as_slice(), run.as_bytes().as_slice(), number)))
                .set(linkage_pair::state.eq(state))
                .execute(c)
        })?;
        self.one("linkage_pair", rows)
    }
    /// Keeps what a reviewer says of a pair, in the place of what they said before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_linkage_verdict(&mut self, run: LinkageRunId, new: &LinkageVerdict) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_verdict", |c| {
            diesel::delete(linkage_verdict::table.find((
                a.as_bytes().as_slice(),
                run.as_bytes().as_slice(),
                new.number,
                new.account.as_bytes().as_slice(),
            )))
            .execute(c)?;
            diesel::insert_into(linkage_verdict::table)
                .values((
                    linkage_verdict::authority.eq(a.as_bytes().as_slice()),
                    linkage_verdict::run.eq(run.as_bytes().as_slice()),
                    linkage_verdict::number.eq(new.number),
                    linkage_verdict::account.eq(new.account.as_bytes().as_slice()),
                    linkage_verdict::verdict.eq(&new.verdict),
                    linkage_verdict::reason.eq(&new.reason),
                    linkage_verdict::made_at.eq(new.made_at.as_micros()),
                    linkage_verdict::seen_as.eq(&new.seen_as),
                    linkage_verdict::millibits.eq(new.millibits),
                    linkage_verdict::evidence.eq(&new.evidence),
                    linkage_verdict::model.eq(&new.model),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What reviewers said of the pairs of a run, by pair and then by time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_verdicts(&mut self, run: LinkageRunId) -> Result<Vec<LinkageVerdict>, StoreError> {
        let a = self.authority();
        self.q("linkage_verdict", |c| {
            linkage_verdict::table
                .filter(linkage_verdict::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_verdict::run.eq(run.as_bytes().as_slice()))
                .order((linkage_verdict::number, linkage_verdict::made_at, linkage_verdict::account))
                .select(LinkageVerdict::as_select())
                .load(c)
        })
    }
    /// Keeps what was decided of two records for good, in the place of what was decided before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn put_linkage_decision(&mut self, notice_id: &str, new: &LinkageDecision) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_decision", |c| {
            diesel::delete(linkage_decision::table.find((
                a.as_bytes().as_slice(),
                notice_id,
                new.one_key.as_slice(),
                new.other_key.as_slice(),
            )))
            .execute(c)?;
            diesel::insert_into(linkage_decision::table)
                .values((
                    linkage_decision::authority.eq(a.as_bytes().as_slice()),
                    linkage_decision::notice_id.eq(notice_id),
                    linkage_decision::one_key.eq(&new.one_key),
                    linkage_decision::other_key.eq(&new.other_key),
                    linkage_decision::verdict.eq(&new.verdict),
                    linkage_decision::run.eq(new.run.as_bytes().as_slice()),
                    linkage_decision::decided_by.eq(new.decided_by.as_bytes().as_slice()),
                    linkage_decision::decided_at.eq(new.decided_at.as_micros()),
                    linkage_decision::on_record.eq(new.on_record),
                    linkage_decision::expires_on.eq(new.expires_on.map(|day| day.to_string())),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// What was decided under a notice for good.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn linkage_decisions(&mut self, notice_id: &str) -> Result<Vec<LinkageDecision>, StoreError> {
        let a = self.authority();
        self.q("linkage_decision", |c| {
            linkage_decision::table
                .filter(linkage_decision::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_decision::notice_id.eq(notice_id))
                .select(LinkageDecision::as_select())
                .load(c)
        })
    }
    /// A run has met two records of lists again, of which something was decided: that lasts until a later day.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn renew_linkage_decision(
        &mut self,
        notice_id: &str,
        (one, other): (&[u8], &[u8]),
        until: Date,
    ) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("linkage_decision", |c| {
            diesel::update(linkage_decision::table.find((a.as_bytes().as_slice(), notice_id, one, other)))
                .filter(linkage_decision::expires_on.is_not_null())
                .set(linkage_decision::expires_on.eq(until.to_string()))
                .execute(c)
        })?;
        Ok(())
    }
    /// Drops what was decided of records of lists and whose last day has passed; and, of runs that ended before a moment, pairs of two records
    /// of lists, which say how a cluster was called. Answers how many rows went.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn drop_linkage_over(&mut self, today: Date, ended_before: Timestamp) -> Result<usize, StoreError> {
        let a = self.authority();
        let decisions = self.q("linkage_decision", |c| {
            diesel::delete(
                linkage_decision::table
                    .filter(linkage_decision::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_decision::expires_on.lt(today.to_string())),
            )
            .execute(c)
        })?;
        let pairs = self.q("linkage_pair", |c| {
            let over = linkage_run::table
                .filter(linkage_run::authority.eq(a.as_bytes().as_slice()))
                .filter(linkage_run::ended_at.lt(ended_before.as_micros()))
                .select(linkage_run::id);
            diesel::delete(
                linkage_pair::table
                    .filter(linkage_pair::authority.eq(a.as_bytes().as_slice()))
                    .filter(linkage_pair::one_person.is_null())
                    .filter(linkage_pair::other_person.is_null())
                    .filter(linkage_pair::run.eq_any(over)),
            )
            .execute(c)
        })?;
        Ok(decisions + pairs)
    }
    /// The key by which runs know a person on record: a digest with the authority's own key.
    ///
    /// # Errors
    /// When the key store fails.
    pub fn linkage_key(&mut self, person: PersonId) -> Result<[u8; 16], StoreError> {
        Ok(self.blind_index()?.digest("linkage-person", &person.to_string()))
    }
    /// Drops what was decided of somebody and of records of lists: they are on record no more.
    pub(crate) fn drop_linkage_decisions_of(&mut self, person: PersonId) -> Result<(), StoreError> {
        let (a, key) = (self.authority(), self.linkage_key(person)?);
        self.q("linkage_decision", |c| {
            diesel::delete(
                linkage_decision::table.filter(linkage_decision::authority.eq(a.as_bytes().as_slice())).filter(
                    linkage_decision::one_key.eq(key.as_slice()).or(linkage_decision::other_key.eq(key.as_slice())),
                ),
            )
            .execute(c)
        })?;
        Ok(())
    }
    /// How many open cases there are under a notice.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn count_open_cases(&mut self, notice_id: &str) -> Result<u64, StoreError> {
        let a = self.authority();
        let count: i64 = self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::state.eq("open"))
                .filter(
                    case_file::notice_version.eq_any(
                        notice_version::table
                            .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                            .filter(notice_version::notice_id.eq(notice_id))
                            .select(notice_version::id),
                    ),
                )
                .count()
                .get_result(c)
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
    /// Open cases under a notice behind one, in the order of their ids: for what goes through all of them in parts.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open_cases_behind(
        &mut self,
        notice_id: &str,
        behind: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<crate::Case>, StoreError> {
        let a = self.authority();
        let behind = behind.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        self.q("case_file", |c| {
            case_file::table
                .filter(case_file::authority.eq(a.as_bytes().as_slice()))
                .filter(case_file::id.gt(behind.clone()))
                .filter(case_file::state.eq("open"))
                .filter(
                    case_file::notice_version.eq_any(
                        notice_version::table
                            .filter(notice_version::authority.eq(a.as_bytes().as_slice()))
                            .filter(notice_version::notice_id.eq(notice_id))
                            .select(notice_version::id),
                    ),
                )
                .order(case_file::id)
                .limit(i64::from(limit))
                .select(crate::Case::as_select())
                .load(c)
        })
    }
}
