//! That a column holds one of some ids, said so that the statement is prepared once and not for each number of them.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Binary, Bool, HasSqlType};

/// How many places statements have for ids. What is left over of a statement's places holds the last id once more.
const PLACES: [usize; 4] = [4, 16, 64, 128];

/// `column IN (…)`.
pub struct Among<'i, C> {
    column: C,
    ids: Vec<&'i [u8]>,
}

/// That a column holds one of some ids; of none: no row does.
pub fn among<'i, C>(column: C, ids: impl IntoIterator<Item = &'i [u8; 16]>) -> Among<'i, C> {
    Among { column, ids: ids.into_iter().map(<[u8; 16]>::as_slice).collect() }
}

/// The places of a statement that has room for so many.
fn places(ids: usize) -> usize {
    let most = PLACES.last().copied().unwrap_or(1);
    PLACES.into_iter().find(|places| ids <= *places).unwrap_or_else(|| ids.div_ceil(most) * most)
}

impl<C> Expression for Among<'_, C> {
    type SqlType = Bool;
}
impl<C, T> AppearsOnTable<T> for Among<'_, C> where C: AppearsOnTable<T> {}
impl<C, T> SelectableExpression<T> for Among<'_, C> where C: SelectableExpression<T> {}
impl<C> ValidGrouping<()> for Among<'_, C> {
    type IsAggregate = is_aggregate::No;
}
impl<C> QueryId for Among<'_, C> {
    // Its words depend on how many ids there are.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, DB> QueryFragment<DB> for Among<'_, C>
where
    DB: Backend + HasSqlType<Binary>,
    C: QueryFragment<DB>,
    [u8]: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(last) = self.ids.last() else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for at in 0..places(self.ids.len()) {
            if at > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Binary, [u8]>(self.ids.get(at).unwrap_or(last))?;
        }
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_room_for_all_and_there_are_few_statements() {
        let different: std::collections::BTreeSet<usize> = (1..=1_000).map(places).collect();
        assert!((1..=1_000).all(|ids| places(ids) >= ids));
        assert_eq!(different.len(), 11, "{different:?}");
    }
}
