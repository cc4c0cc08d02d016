//! Both engines' catalogues, read into one plain model, and compared with each other, with `schema.rs` and with
//! `classification.toml`.

use crate::place::{Place, authority};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// Table, column: neutral type, nullable, place in the primary key (0: none).
type Columns = BTreeMap<(String, String), (String, bool, usize)>;
/// Table, columns, referenced table, referenced columns, what a deletion does.
type References = BTreeSet<(String, String, String, String, String)>;
/// Table, columns, unique, condition.
type Indexes = BTreeSet<(String, String, bool, String)>;

#[derive(Debug, Default, PartialEq, Eq)]
struct Catalogue {
    columns: Columns,
    references: References,
    indexes: Indexes,
}

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().filter(|l| !l.is_empty()).map(|l| l.split('|').map(str::to_owned).collect()).collect()
}

fn neutral(kind: &str) -> String {
    match kind {
        "BLOB" | "bytea" | "Binary" => "bytes",
        "TEXT" | "text" | "Text" => "text",
        "INTEGER" | "bigint" | "integer" | "smallint" | "boolean" | "BigInt" | "Integer" | "SmallInt" | "Bool" => {
            "number"
        }
        other => other,
    }
    .to_owned()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Asks for columns; `from` follows.
fn sqlite_says(conn: &mut SqliteConnection, columns: &[&str], from: &str) -> Vec<Vec<String>> {
    let line = columns.join(" || '|' || ");
    let lines: Vec<Line> = diesel::sql_query(format!("SELECT {line} AS line {from}")).load(conn).unwrap();
    lines.iter().map(|l| l.line.split('|').map(str::to_owned).collect()).collect()
}

fn sqlite(place: &Place) -> Catalogue {
    let url = place.url();
    let data = url.trim_start_matches("sqlite://");
    let mut found = Catalogue::default();
    for file in [data.to_owned(), format!("{data}.keys")] {
        let conn = &mut SqliteConnection::establish(&file).unwrap();
        let tables = "SELECT name AS t FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'";
        let from = format!("FROM ({tables}), pragma_table_info(t) c");
        for r in sqlite_says(conn, &["t", "c.name", "c.type", "c.\"notnull\"", "c.pk"], &from) {
            found.columns.insert((r[0].clone(), r[1].clone()), (neutral(&r[2]), r[3] == "0", r[4].parse().unwrap()));
        }
        let from = format!(
            "FROM ({tables}), (SELECT * FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f ORDER BY s.name, f.id, f.seq) f \
             WHERE f.name = t GROUP BY t, f.id"
        );
        let columns = ["t", "group_concat(f.\"from\")", "f.\"table\"", "group_concat(f.\"to\")", "f.on_delete"];
        for r in sqlite_says(conn, &columns, &from) {
            found.references.insert((r[0].clone(), r[1].clone(), r[2].clone(), r[3].clone(), r[4].clone()));
        }
        let from = format!("FROM ({tables}), pragma_index_list(t) i WHERE i.origin <> 'pk'");
        let columns = [
            "t",
            "(SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))",
            "i.\"unique\"",
            "coalesce((SELECT replace(sql, '|', '') FROM sqlite_schema s WHERE s.name = i.name), '')",
        ];
        for r in sqlite_says(conn, &columns, &from) {
            let condition = r[3].split_once(" WHERE ").map_or(String::new(), |(_, c)| c.to_owned());
            found.indexes.insert((r[0].clone(), r[1].clone(), r[2] == "1", condition));
        }
    }
    found
}

fn postgres(place: &Place) -> Catalogue {
    let Place::Postgres { cluster, url } = place else { unreachable!("not PostgreSQL") };
    let database = url.rsplit('/').next().unwrap();
    let ask = |sql: &str| rows(&cluster.sql(database, sql).unwrap());
    let ours =
        "n.nspname IN ('casement', 'casement_keys') AND c.relname NOT LIKE '\\_\\_%' AND c.relname <> 'migrating'";
    let mut found = Catalogue::default();
    let columns = format!(
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull, \
         coalesce(array_position(k.conkey, a.attnum), 0) \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid \
         LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' \
         WHERE {ours} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
    );
    for r in ask(&columns) {
        found.columns.insert((r[0].clone(), r[1].clone()), (neutral(&r[2]), r[3] == "f", r[4].parse().unwrap()));
    }
    let names = |array: &str, table: &str| {
        format!(
            "(SELECT string_agg(a.attname, ',' ORDER BY u.o) FROM unnest({array}) WITH ORDINALITY u(n, o) \
             JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = u.n)"
        )
    };
    let keys = format!(
        "SELECT c.relname, {}, r.relname, {}, CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END \
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_class r ON r.oid = k.confrelid WHERE {ours} AND k.contype = 'f'",
        names("k.conkey", "k.conrelid"),
        names("k.confkey", "k.confrelid"),
    );
    for r in ask(&keys) {
        found.references.insert((r[0].clone(), r[1].clone(), r[2].clone(), r[3].clone(), r[4].clone()));
    }
    let indexes = format!(
        "SELECT c.relname, {}, i.indisunique, coalesce(pg_get_expr(i.indpred, i.indrelid), '') \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE {ours} AND NOT i.indisprimary",
        names("i.indkey::int2[]", "i.indrelid"),
    );
    for r in ask(&indexes) {
        let condition = r[3].trim_start_matches('(').trim_end_matches(')').to_owned();
        found.indexes.insert((r[0].clone(), r[1].clone(), r[2] == "t", condition));
    }
    found
}

fn schema_rs() -> Columns {
    let mut columns = Columns::new();
    let (mut table, mut key) = (String::new(), Vec::new());
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some((name, rest)) = line.split_once(" (") {
            table = name.to_owned();
            key = rest.trim_end_matches(") {").split(", ").map(str::to_owned).collect();
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let inner = kind.strip_prefix("Nullable<").map(|k| k.trim_end_matches('>'));
            let place = key.iter().position(|k| k == column).map_or(0, |p| p + 1);
            columns
                .insert((table.clone(), column.to_owned()), (neutral(inner.unwrap_or(kind)), inner.is_some(), place));
        }
    }
    columns
}

fn opened(place: &Place) -> Store {
    let store = place.open();
    authority(&store, 1);
    store
}

#[test]
fn both_engines_have_the_same_tables() {
    let (one, other) = (Place::sqlite(), Place::postgres());
    let (_open, _too) = (opened(&one), opened(&other));
    let (one, other) = (sqlite(&one), postgres(&other));
    assert!(one.columns.len() > 150 && one.references.len() > 20 && one.indexes.len() > 15, "{one:#?}");
    assert_eq!(one.columns, other.columns);
    assert_eq!(one.references, other.references);
    assert_eq!(one.indexes, other.indexes);
    assert_eq!(one.columns, schema_rs(), "schema.rs");
    // Both folders have the same files.
    let files = |folder: &str| -> BTreeSet<String> {
        let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(files("sqlite"), files("postgres"));
    assert_eq!(files("keys-sqlite"), files("keys-postgres"));
}

/// What belongs to a case goes with it (a referral, which is there before its case, is destroyed by name): no table may hold a row of a case that is not there, or keep a case from going.
#[test]
fn every_table_of_a_case_goes_with_the_case() {
    let place = Place::sqlite();
    let _open = opened(&place);
    let catalogue = sqlite(&place);
    let of_cases: BTreeSet<&String> =
        catalogue.columns.keys().filter(|(t, c)| c == "case_id" && t != "inbound").map(|(t, _)| t).collect();
    assert!(of_cases.len() > 10, "{of_cases:?}");
    for table in of_cases {
        let goes = |r: &&(String, String, String, String, String)| {
            r.0 == *table && r.1 == "authority,case_id" && r.2 == "case_file" && r.4 == "CASCADE"
        };
        assert!(catalogue.references.iter().any(|r| goes(&r)), "{table} does not go with its case");
    }
    for (table, _, to, _, how) in &catalogue.references {
        assert!(to != "case_file" || how == "CASCADE", "{table} keeps cases from going");
    }
}

#[test]
fn every_column_is_classified() {
    let text = include_str!("../../../../classification.toml");
    let file: BTreeMap<String, BTreeMap<String, BTreeMap<String, toml::Value>>> = toml::from_str(text).unwrap();
    let mut marked = BTreeSet::new();
    for (table, columns) in &file {
        for (column, mark) in columns {
            marked.insert((table.clone(), column.clone()));
            let text = |key: &str| mark.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            let sealed = mark.get("sealed").and_then(toml::Value::as_bool).unwrap();
            assert!(mark.get("subject_sees").is_some_and(toml::Value::is_bool), "{table}.{column}");
            let categories = [
                "public",
                "organisation",
                "staff",
                "security",
                "identifier",
                "pseudonym",
                "casework",
                "personal",
                "ledger",
                "key",
                "operation",
            ];
            assert!(categories.contains(&text("category")), "{table}.{column}: category");
            let kept = [
                "permanent",
                "enrolment",
                "account",
                "session",
                "case",
                "record-class",
                "ledger",
                "key",
                "job",
                "request",
            ];
            assert!(kept.contains(&text("retention")), "{table}.{column}: retention");
            assert!(text("category") != "personal" || sealed, "{table}.{column}: what describes people is sealed");
        }
    }
    let place = Place::sqlite();
    let _open = opened(&place);
    let catalogue = sqlite(&place);
    let live: BTreeSet<_> = catalogue.columns.keys().cloned().collect();
    assert_eq!(marked, live);
    for (table, column) in &live {
        let sealed = file[table][column]["sealed"].as_bool().unwrap();
        let bytes = catalogue.columns[&(table.clone(), column.clone())].0 == "bytes";
        assert!(!sealed || bytes, "{table}.{column}: what is sealed is bytes");
    }
}

#[test]
fn every_step_of_the_schema_can_be_undone() {
    for folder in ["sqlite", "keys-sqlite"] {
        let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        let mut steps: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
        steps.sort();
        let read =
            |name: &str| steps.iter().map(|s| std::fs::read_to_string(s.join(name)).unwrap()).collect::<Vec<_>>();
        let mut down = read("down.sql");
        down.reverse();
        let conn = &mut SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(&read("up.sql").concat()).unwrap();
        conn.batch_execute(&down.concat()).unwrap();
        assert_eq!(sqlite_says(conn, &["count(*)"], "FROM sqlite_schema"), [["0"]]);
    }
}
