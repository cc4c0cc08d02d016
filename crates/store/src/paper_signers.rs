//! Who is asked to sign a paper, one or several: on which side, how it was known who they are, and what they answered. Names,
//! addresses and answers are sealed; of links and codes there are digests only.

use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::paper_signer;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use kernel::{AccountId, EntryId, PaperId, Timestamp};

/// On whose side somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The person whom a case is about, or who acts for them.
    Subject,
    /// The council.
    Ours,
    /// The other body.
    Theirs,
}

impl Side {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// What a signer has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignerState {
    /// Nothing yet.
    Waiting,
    /// They signed.
    Signed,
    /// They do not sign.
    Declined,
}

impl SignerState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Signed => "signed",
            Self::Declined => "declined",
        }
    }
}

readable! {
    Side, Text, String, |raw| match raw.as_str() {
        "subject" => Ok(Self::Subject),
        "ours" => Ok(Self::Ours),
        "theirs" => Ok(Self::Theirs),
        _ => Err("not a side of a paper".into()),
    };
    SignerState, Text, String, |raw| match raw.as_str() {
        "waiting" => Ok(Self::Waiting),
        "signed" => Ok(Self::Signed),
        "declined" => Ok(Self::Declined),
        _ => Err("not a state of a signer".into()),
    };
}

/// Somebody who is asked to sign.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = paper_signer, check_for_backend(Db))]
pub struct PaperSigner {
    /// Which paper.
    pub paper: PaperId,
    /// Their place among those who sign, from 0.
    pub place: i32,
    /// Their side.
    pub side: Side,
    /// Who they are and where they are reached, sealed; none where the paper says it.
    pub sealed: Option<Vec<u8>>,
    /// Their account, if they have one.
    pub account: Option<AccountId>,
    /// Digest of the link that they were sent.
    pub link_hash: Option<Vec<u8>>,
    /// Digest of the code that they were sent last.
    pub code_hash: Option<Vec<u8>>,
    /// Until when it works.
    pub code_until: Option<Timestamp>,
    /// How many codes they were sent.
    pub codes: i32,
    /// How often a wrong code was given since the last was sent.
    pub tries: i32,
    /// What they have done.
    pub state: SignerState,
    /// How it was known who signs: a code.
    pub way: Option<String>,
    /// The member of staff in whose presence it was signed.
    pub witness: Option<AccountId>,
    /// Who signed, or why not, sealed.
    pub answer: Option<Vec<u8>>,
    /// The ledger's entry of the answer.
    pub entry: Option<EntryId>,
    /// When they answered.
    pub settled_at: Option<Timestamp>,
}

impl std::fmt::Debug for PaperSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PaperSigner({:?}, {}, {})", self.paper, self.place, self.state.id())
    }
}

impl PaperSigner {
    /// Somebody who has not answered yet.
    #[must_use]
    pub const fn waiting(paper: PaperId, place: i32, side: Side) -> Self {
        Self {
            paper,
            place,
            side,
            sealed: None,
            account: None,
            link_hash: None,
            code_hash: None,
            code_until: None,
            codes: 0,
            tries: 0,
            state: SignerState::Waiting,
            way: None,
            witness: None,
            answer: None,
            entry: None,
            settled_at: None,
        }
    }
}

macro_rules! changing {
    ($new:expr) => {
        (
            paper_signer::sealed.eq(&$new.sealed),
            paper_signer::account.eq($new.account.map(|x| x.as_bytes().to_vec())),
            paper_signer::link_hash.eq(&$new.link_hash),
            paper_signer::code_hash.eq(&$new.code_hash),
            paper_signer::code_until.eq($new.code_until.map(Timestamp::as_micros)),
            paper_signer::codes.eq($new.codes),
            paper_signer::tries.eq($new.tries),
            paper_signer::state.eq($new.state.id()),
            paper_signer::way.eq(&$new.way),
            paper_signer::witness.eq($new.witness.map(|x| x.as_bytes().to_vec())),
            paper_signer::answer.eq(&$new.answer),
            paper_signer::entry.eq($new.entry.map(|x| x.as_bytes().to_vec())),
            paper_signer::settled_at.eq($new.settled_at.map(Timestamp::as_micros)),
        )
    };
}

impl Tx<'_> {
    /// Asks somebody to sign a paper.
    ///
    /// # Errors
    /// When the paper is not there, the place is taken, or the store does not answer.
    pub fn insert_paper_signer(&mut self, new: &PaperSigner) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("paper_signer", |c| {
            diesel::insert_into(paper_signer::table)
                .values((
                    paper_signer::authority.eq(a.as_bytes().as_slice()),
                    paper_signer::paper.eq(new.paper.as_bytes().as_slice()),
                    paper_signer::place.eq(new.place),
                    paper_signer::side.eq(new.side.id()),
                    changing!(new),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Writes down what came of asking: all but paper, place and side.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; or when the store does not answer.
    pub fn update_paper_signer(&mut self, new: &PaperSigner) -> Result<(), StoreError> {
        let a = self.authority();
        let rows = self.q("paper_signer", |c| {
            diesel::update(paper_signer::table.find((
                a.as_bytes().as_slice(),
                new.paper.as_bytes().as_slice(),
                new.place,
            )))
            .set(changing!(new))
            .execute(c)
        })?;
        self.one("paper_signer", rows)
    }
    /// Those who are asked to sign a paper, in order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn paper_signers(&mut self, paper: PaperId) -> Result<Vec<PaperSigner>, StoreError> {
        let a = self.authority();
        self.q("paper_signer", |c| {
            paper_signer::table
                .filter(paper_signer::authority.eq(a.as_bytes().as_slice()))
                .filter(paper_signer::paper.eq(paper.as_bytes().as_slice()))
                .order(paper_signer::place)
                .select(PaperSigner::as_select())
                .load(c)
        })
    }
    /// Who is asked by a link.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn paper_signer_by_link(&mut self, digest: &[u8]) -> Result<Option<PaperSigner>, StoreError> {
        let a = self.authority();
        self.q("paper_signer", |c| {
            paper_signer::table
                .filter(paper_signer::authority.eq(a.as_bytes().as_slice()))
                .filter(paper_signer::link_hash.eq(digest))
                .select(PaperSigner::as_select())
                .first(c)
                .optional()
        })
    }
    /// What an account is asked to sign, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn papers_to_sign(&mut self, account: AccountId) -> Result<Vec<PaperSigner>, StoreError> {
        let a = self.authority();
        self.q("paper_signer", |c| {
            paper_signer::table
                .filter(paper_signer::authority.eq(a.as_bytes().as_slice()))
                .filter(paper_signer::account.eq(account.as_bytes().as_slice()))
                .order((paper_signer::paper.desc(), paper_signer::place))
                .select(PaperSigner::as_select())
                .load(c)
        })
    }
}
