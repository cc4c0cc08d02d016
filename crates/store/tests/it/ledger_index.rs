//! Whoever changes the index by which people are shown who has seen their record is found out, on both engines.

use crate::place::{Place, authority, caller, entry};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use ledger::{Action, SubjectTag};
use store::{IndexError, LedgerCopy, StoreError};

/// Changes the database behind the program's back.
fn tamper(place: &Place, sql: &str) {
    let hex: String = caller(1).authority.as_bytes().iter().map(|b| format!("{b:02x}")).collect();
    match place {
        Place::Sqlite(_) => {
            let url = place.url();
            let path = url.strip_prefix("sqlite://").unwrap();
            SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap();
        }
        Place::Postgres { .. } => {
            let sql = sql.replace("X'", "'\\x");
            let own = format!("SET search_path TO casement; SELECT set_config('app.authority', '{hex}', false); {sql}");
            PgConnection::establish(&place.url()).unwrap().batch_execute(&own).unwrap();
        }
    }
}

fn found(place: &Place) -> Result<u64, IndexError> {
    LedgerCopy::open(&place.url()).unwrap().ledger(caller(1).authority).unwrap().verify_index()
}

fn changes_are_found(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let ids = store
        .write(&caller(1), "looks", |tx| {
            let mut ids = Vec::new();
            for person in 1..=3 {
                let mut one = entry(tx, Action::Open, &[SubjectTag([person; 16]), SubjectTag([9; 16])]);
                one.released = vec!["identity".to_owned()];
                one.principal = "st-basils".to_owned();
                tx.append(&one)?;
                ids.push(one.id);
            }
            Ok::<_, StoreError>(ids)
        })
        .unwrap();
    assert_eq!(found(place).unwrap(), 6);
    let (tag, id) = (format!("X'{}'", "02".repeat(16)), format!("X'{}'", ids[1]));
    let line = format!("tag = {tag} AND entry = {id}");
    tamper(place, &format!("DELETE FROM ledger_subject WHERE {line}"));
    assert!(matches!(found(place), Err(IndexError::Missing(entry)) if entry == ids[1]));
    let other = format!("SELECT authority, {tag}, {id}, inside FROM ledger_subject LIMIT 1");
    tamper(place, &format!("INSERT INTO ledger_subject (authority, tag, entry, inside) {other}"));
    assert_eq!(found(place).unwrap(), 6);
    tamper(place, &format!("UPDATE ledger_subject SET tag = X'{}' WHERE {line}", "08".repeat(16)));
    assert!(matches!(found(place), Err(IndexError::Wrong(entry)) if entry == ids[1]));
    tamper(
        place,
        &format!("UPDATE ledger_subject SET tag = {tag} WHERE entry = {id} AND tag = X'{}'", "08".repeat(16)),
    );
    assert_eq!(found(place).unwrap(), 6);
    tamper(place, &format!("UPDATE ledger_subject SET inside = TRUE WHERE {line}"));
    assert!(matches!(found(place), Err(IndexError::Hidden(entry)) if entry == ids[1]));
}

#[test]
fn changes_of_the_index_are_found_on_sqlite() {
    changes_are_found(&Place::sqlite());
}

#[test]
fn changes_of_the_index_are_found_on_postgresql() {
    changes_are_found(&Place::postgres());
}
