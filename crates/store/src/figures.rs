//! Numbers that are published. They come here as they are published, and lead to no case.

use crate::conn::{Db, readable};
use crate::error::StoreError;
use crate::schema::published_figure;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::civil::Date;
use kernel::{AccountId, FigureId, Timestamp};

/// Where numbers to be published stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FigureState {
    /// Somebody wants them published.
    Proposed,
    /// Everybody can read them.
    Published,
    /// The data protection officer said no.
    Refused,
    /// They were published, and are not any more.
    Withdrawn,
}

impl FigureState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Published => "published",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

readable! {
    FigureState, Text, String, |raw| match raw.as_str() {
        "proposed" => Ok(Self::Proposed),
        "published" => Ok(Self::Published),
        "refused" => Ok(Self::Refused),
        "withdrawn" => Ok(Self::Withdrawn),
        _ => Err("not a state of published numbers".into()),
    };
}

/// Answers with their numbers; none: left out.
pub type FigureLines = Vec<(String, Option<u64>)>;

/// The same, as they lie in a column.
pub struct Lines(FigureLines);

readable! {
    Lines, Text, String, |raw| Ok(Self(serde_json::from_str(&raw)?));
}

impl From<Lines> for FigureLines {
    fn from(lines: Lines) -> Self {
        lines.0
    }
}

/// Numbers that are published, or are to be.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = published_figure, check_for_backend(Db))]
pub struct Figure {
    /// Its id.
    pub id: FigureId,
    /// Of which notice's cases.
    pub notice_id: String,
    /// For which purpose, in the notice's words of that day.
    pub purpose: String,
    /// The statement that names it.
    pub statement: String,
    /// What was counted, in words.
    pub label: String,
    /// The answers with their numbers, rounded; none: left out.
    #[diesel(deserialize_as = Lines)]
    pub lines: FigureLines,
    /// The sum of what is said; none where something is left out.
    pub total: Option<i64>,
    /// The day on which they were counted.
    pub counted_on: Date,
    /// Where it stands.
    pub state: FigureState,
    /// Who wants them published.
    pub made_by: AccountId,
    /// On which day: its beginning.
    pub made_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Proposes numbers.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn insert_figure(&mut self, new: &Figure) -> Result<(), StoreError> {
        let a = self.authority();
        let Ok(lines) = serde_json::to_string(&new.lines) else {
            return self.fail(StoreError::Bug("numbers have no JSON form".to_owned()));
        };
        self.q("published_figure", |c| {
            diesel::insert_into(published_figure::table)
                .values((
                    published_figure::authority.eq(a.as_bytes().as_slice()),
                    published_figure::id.eq(new.id.as_bytes().as_slice()),
                    published_figure::notice_id.eq(&new.notice_id),
                    published_figure::purpose.eq(&new.purpose),
                    published_figure::statement.eq(&new.statement),
                    published_figure::label.eq(&new.label),
                    published_figure::lines.eq(&lines),
                    published_figure::total.eq(new.total),
                    published_figure::counted_on.eq(new.counted_on.to_string()),
                    published_figure::state.eq(new.state.id()),
                    published_figure::made_by.eq(new.made_by.as_bytes().as_slice()),
                    published_figure::made_at.eq(new.made_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// Decides about numbers that stand so now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when they stand otherwise; or when the store does not answer.
    pub fn decide_figure(
        &mut self,
        id: FigureId,
        from: FigureState,
        to: FigureState,
        by: AccountId,
    ) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        let rows = self.q("published_figure", |c| {
            diesel::update(
                published_figure::table
                    .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                    .filter(published_figure::state.eq(from.id())),
            )
            .set((
                published_figure::state.eq(to.id()),
                published_figure::decided_by.eq(Some(by.as_bytes().as_slice())),
                published_figure::decided_at.eq(Some(now.as_micros())),
            ))
            .execute(c)
        })?;
        self.one("published_figure", rows)
    }
    /// All that is or was published or proposed, the newest count first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn figures(&mut self) -> Result<Vec<Figure>, StoreError> {
        let a = self.authority();
        self.q("published_figure", |c| {
            published_figure::table
                .filter(published_figure::authority.eq(a.as_bytes().as_slice()))
                .order((published_figure::counted_on.desc(), published_figure::id.desc()))
                .select(Figure::as_select())
                .load(c)
        })
    }
    /// One of them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn figure(&mut self, id: FigureId) -> Result<Option<Figure>, StoreError> {
        let a = self.authority();
        self.q("published_figure", |c| {
            published_figure::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Figure::as_select())
                .get_result(c)
                .optional()
        })
    }
}
