//! What SQLite's planner is told of the data: how far each column of an index narrows down. Without it, it takes an
//! authority for a narrow choice, since every primary key begins with one, and walks a whole table to find the consents of
//! one case. It is told once, of a large council, so that plans do not depend on when a file was last analysed.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::SqliteConnection;
use std::fmt::Write as _;

/// Rows in each table, of a large council.
const ROWS: u64 = 1_000_000;

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Bool)]
    only_one: bool,
    #[diesel(sql_type = Text)]
    columns: String,
}

/// How many different values a column has; the most for what is an id.
fn different(column: &str) -> u64 {
    match column {
        "authority" | "restricted" | "retention_due" | "superseded_at" => 1,
        "state" | "service" | "purpose" => 2,
        "notice_version" | "notice_id" => 5,
        "category" => 10,
        "party" => 50,
        "due_sort" | "due_on" | "expires_at" | "owner" | "account" => 1_000,
        _ => 100_000,
    }
}

/// The numbers of an index: all rows, then how many share the first column, the first two, and so on.
fn numbers(columns: &str, only_one: bool) -> String {
    let mut share = ROWS;
    let mut numbers = ROWS.to_string();
    let mut columns = columns.split(',').peekable();
    while let Some(column) = columns.next() {
        share = (share / different(column)).max(1);
        if only_one && columns.peek().is_none() {
            share = 1;
        }
        let _ = write!(numbers, " {share}");
    }
    numbers
}

/// Tells the planner, anew after each change of the schema.
pub fn tell(conn: &mut SqliteConnection) -> QueryResult<()> {
    let indexes: Vec<Index> = diesel::sql_query(
        "SELECT m.name AS of_table, CASE l.origin WHEN 'pk' THEN m.name ELSE l.name END AS index_name, \
                l.[unique] AS only_one, \
                (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns \
         FROM sqlite_schema m, pragma_index_list(m.name) l \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND substr(m.name, 1, 2) <> '__'",
    )
    .load(conn)?;
    // Names of tables and indexes are our own: they need no quoting. Analysing makes the table that is written to.
    let mut sql = String::from("BEGIN IMMEDIATE; ANALYZE authority; DELETE FROM sqlite_stat1;");
    for index in &indexes {
        let numbers = numbers(&index.columns, index.only_one);
        let _ =
            write!(sql, "INSERT INTO sqlite_stat1 VALUES ('{}', '{}', '{numbers}');", index.of_table, index.index_name);
    }
    sql.push_str("COMMIT; ANALYZE sqlite_schema");
    conn.batch_execute(&sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_narrows_nothing_down_and_a_case_does() {
        assert_eq!(numbers("authority,case_id,party", false), "1000000 1000000 10 1");
        assert_eq!(numbers("authority,id", true), "1000000 1000000 1");
    }

    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Text)]
        place: String,
        #[diesel(sql_type = Text)]
        held: String,
    }

    /// Where a council has some hundred rows at most, or they are gone within days: these are walked.
    const FEW: [(&str, &str); 11] = [
        ("bulk_case", "case_id"),
        ("draft", "case_id"),
        ("draft", "person"),
        ("import_run", "person"),
        ("linkage_run", "person"),
        ("originator_word", "person"),
        ("outside_request", "person"),
        ("rights_copy_file", "person"),
        ("rights_passage", "person"),
        ("rights_request", "person"),
        ("rights_step", "person"),
    ];

    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[test]
    fn what_belongs_to_one_case_or_person_is_found_by_an_index_in_an_empty_file() {
        let folder = std::env::temp_dir().join(format!("casement-plans-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut conn = crate::sqlite::connect(&folder.join("data.db"), "the database", false).unwrap();
        crate::migrate::sqlite(&mut conn, "the database", false).unwrap();
        let tables: Vec<Held> = diesel::sql_query(
            "SELECT m.name AS place, p.name AS held FROM sqlite_schema m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND p.name IN ('case_id', 'person') ORDER BY 1, 2",
        )
        .load(&mut conn)
        .unwrap();
        assert!(tables.len() > 50, "{} columns lead to a case or a person", tables.len());
        for Held { place, held } in tables {
            if FEW.contains(&(place.as_str(), held.as_str())) {
                continue;
            }
            let plan: Vec<Plan> = diesel::sql_query(format!(
                "EXPLAIN QUERY PLAN SELECT * FROM {place} WHERE authority = x'01' AND {held} = x'02'"
            ))
            .load(&mut conn)
            .unwrap();
            assert!(
                plan[0].detail.contains(&format!("{held}=?")),
                "a look for one {held} walks {place}: it needs an index that begins with authority and {held} ({})",
                plan[0].detail
            );
        }
        let _ = std::fs::remove_dir_all(folder);
    }
}
