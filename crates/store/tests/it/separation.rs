//! Row-level security: the second lock, on PostgreSQL. The first is that every query names its authority.

use crate::place::{Place, authority, caller, entry};
use kernel::PersonId;
use ledger::Action;
use store::StoreError;

#[test]
fn one_authority_sees_nothing_of_another() {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open();
        let (one, two) = (authority(&store, 1), authority(&store, 2));
        let person = store
            .write(&one, "person", |tx| {
                let id = PersonId::new(tx.now(), tx.entropy());
                tx.insert_person(id, &[])?;
                let entry = entry(tx, Action::Create, &[]);
                tx.append(&entry)?;
                Ok::<_, StoreError>(id)
            })
            .unwrap();
        let see = |caller| {
            store
                .write(caller, "look", move |tx| {
                    Ok::<_, StoreError>((tx.has_person(person)?, tx.entries(None, 9)?.len()))
                })
                .unwrap()
        };
        assert_eq!(see(&one), (true, 1));
        assert_eq!(see(&two), (false, 0));
        let foreign = store.write(&two, "append", move |tx| {
            let mut entry = entry(tx, Action::Create, &[]);
            entry.authority = caller(1).authority;
            tx.append(&entry)
        });
        assert!(matches!(foreign, Err(StoreError::Bug(_))), "{foreign:?}");
    }
}

#[test]
fn the_application_role_owns_nothing_and_sees_only_its_authority() {
    let place = Place::postgres();
    let store = place.open();
    for n in [1, 2] {
        let caller = authority(&store, n);
        store
            .write(&caller, "person", |tx| {
                let id = PersonId::new(tx.now(), tx.entropy());
                tx.insert_person(id, &[])?;
                tx.ring_for_sealing(&[(id, "casework")])?;
                let entry = entry(tx, Action::Create, &[]);
                tx.append(&entry)?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
    let Place::Postgres { cluster, url } = &place else { unreachable!() };
    let database = url.rsplit('/').next().unwrap();
    let as_app = |authority: Option<&str>, sql: &str| {
        let set = authority.map_or(String::new(), |a| format!("SET app.authority = '{a}';"));
        cluster.sql(database, &format!("SET ROLE casement_app; SET search_path = casement, casement_keys; {set} {sql}"))
    };
    let (one, three) = ("01".repeat(16), "03".repeat(16));
    let tables = cluster
        .sql(
            database,
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname IN ('casement', 'casement_keys') AND c.relkind = 'r' AND NOT c.relforcerowsecurity",
        )
        .unwrap();
    let mut open: Vec<_> = tables.lines().collect();
    open.sort_unstable();
    // Names of authorities are public; the epoch is a number; the others belong to the migrations.
    assert_eq!(
        open,
        [
            "__diesel_schema_migrations",
            "__diesel_schema_migrations",
            "authority",
            "key_epoch",
            "migrating",
            "migrating"
        ]
    );
    for table in ["person", "ledger_entry", "data_key"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(as_app(None, &count).unwrap(), "0", "{table} without an authority");
        assert_eq!(as_app(Some(&three), &count).unwrap(), "0", "{table} for an authority that has none");
        assert_eq!(as_app(Some(&one), &count).unwrap(), "1", "{table} for its own authority");
    }
    let stolen = format!("INSERT INTO person VALUES (decode('{}', 'hex'), decode('{one}', 'hex'), 0)", "02".repeat(16));
    assert!(as_app(Some(&one), &stolen).unwrap_err().contains("row-level security"));
    for sql in [
        "UPDATE ledger_entry SET body = ''",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM data_key",
        "DROP TABLE person",
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
    ] {
        assert!(as_app(Some(&one), sql).is_err(), "{sql}");
    }
    let owned = "SELECT count(*) FROM pg_class WHERE relowner = 'casement_app'::regrole";
    assert_eq!(cluster.sql(database, owned).unwrap(), "0");
}
