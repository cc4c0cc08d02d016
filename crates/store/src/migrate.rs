//! Bringing a database to the schema of this version: two folders with equal file names, compared by a test.

use crate::config::OpenError;
use crate::error::read;
use crate::postgres::{KEYS_SCHEMA, ROLE, SCHEMA, login};
use crate::sqlite::opening;
use diesel::backend::Backend;
use diesel::connection::SimpleConnection as _;
use diesel::migration::{MigrationConnection, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const SQLITE_KEYS: EmbeddedMigrations = embed_migrations!("migrations/keys-sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const POSTGRES_KEYS: EmbeddedMigrations = embed_migrations!("migrations/keys-postgres");

/// What this version knows, and what the database has.
fn pending<C, D>(conn: &mut C, ours: &EmbeddedMigrations, what: &'static str) -> Result<usize, OpenError>
where
    D: Backend,
    C: MigrationHarness<D>,
    EmbeddedMigrations: MigrationSource<D>,
{
    let failed = |why: Box<dyn std::error::Error + Send + Sync>| OpenError::Migrate { what, why: why.to_string() };
    let known: Vec<MigrationVersion<'static>> =
        MigrationSource::<D>::migrations(ours).map_err(failed)?.iter().map(|m| m.name().version().as_owned()).collect();
    let applied = conn.applied_migrations().map_err(failed)?;
    if let Some(newer) = applied.iter().find(|a| !known.contains(a)) {
        return Err(OpenError::Newer { what, version: newer.to_string() });
    }
    Ok(known.len().saturating_sub(applied.len()))
}

fn run<C, D>(conn: &mut C, ours: EmbeddedMigrations, what: &'static str) -> Result<(), OpenError>
where
    D: Backend,
    C: MigrationHarness<D>,
    EmbeddedMigrations: MigrationSource<D>,
{
    let why = match conn.run_pending_migrations(ours) {
        Ok(_) => return Ok(()),
        Err(error) => error.downcast::<diesel::result::Error>().map_or_else(|e| e.to_string(), |e| e.to_string()),
    };
    Err(OpenError::Migrate { what, why })
}

/// Brings an SQLite file up to date.
pub fn sqlite(conn: &mut SqliteConnection, what: &'static str, keys: bool) -> Result<(), OpenError> {
    let ours = || if keys { SQLITE_KEYS } else { SQLITE };
    conn.setup().map_err(|e| opening(what, e))?;
    // Another process may be doing the same at this moment: one after the other.
    conn.batch_execute("BEGIN IMMEDIATE; COMMIT").map_err(|e| opening(what, e))?;
    if pending::<_, Sqlite>(conn, &ours(), what)? == 0 {
        return Ok(());
    }
    run::<_, Sqlite>(conn, ours(), what)?;
    if keys { Ok(()) } else { crate::statistics::tell(conn).map_err(|e| opening(what, e)) }
}

/// Brings a PostgreSQL database up to date, as whoever the address says; that role owns the tables, and the role that the
/// application runs as owns nothing.
pub fn postgres(url: &str, what: &'static str, keys: bool) -> Result<(), OpenError> {
    let (schema, ours) = if keys { (KEYS_SCHEMA, POSTGRES_KEYS) } else { (SCHEMA, POSTGRES) };
    let mut conn = login(url, what)?;
    let failed = |e| OpenError::Migrate { what, why: read("schema", e).error.to_string() };
    // Several processes may start at once. The first to make the schema wins; the others find it.
    let made = format!(
        "SET client_min_messages = warning; \
         DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
         DO $$ BEGIN EXECUTE 'GRANT {ROLE} TO ' || quote_ident(current_user); \
           EXCEPTION WHEN unique_violation OR internal_error THEN NULL; END $$; \
         DO $$ BEGIN CREATE SCHEMA {schema}; EXCEPTION WHEN duplicate_schema OR unique_violation THEN NULL; END $$; \
         DO $$ BEGIN CREATE TABLE {schema}.migrating (); EXCEPTION WHEN duplicate_table OR unique_violation THEN NULL; \
           END $$; SET search_path = {schema}"
    );
    if !ready(&mut conn, schema, &ours, what)? {
        conn.batch_execute(&made).map_err(failed)?;
        // One at a time, held by a transaction of a second connection until the first is through.
        let mut lock = login(url, what)?;
        lock.batch_execute(&format!("BEGIN; LOCK TABLE {schema}.migrating IN ACCESS EXCLUSIVE MODE"))
            .map_err(failed)?;
        conn.setup().map_err(failed)?;
        run::<_, Pg>(&mut conn, ours, what)?;
        conn.batch_execute(&grants(schema, keys)).map_err(failed)?;
        lock.batch_execute("COMMIT").map_err(failed)?;
    }
    Ok(())
}

/// Whether everything is there already: then the login role needs no rights beyond being a member of the other.
fn ready(
    conn: &mut PgConnection,
    schema: &'static str,
    ours: &EmbeddedMigrations,
    what: &'static str,
) -> Result<bool, OpenError> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        there: bool,
    }
    let failed = |e| OpenError::Migrate { what, why: read("schema", e).error.to_string() };
    let there: There = diesel::sql_query("SELECT to_regclass($1) IS NOT NULL AS there")
        .bind::<diesel::sql_types::Text, _>(format!("{schema}.__diesel_schema_migrations"))
        .get_result(conn)
        .map_err(failed)?;
    if !there.there {
        return Ok(false);
    }
    conn.batch_execute(&format!("SET search_path = {schema}")).map_err(failed)?;
    Ok(pending::<_, Pg>(conn, ours, what)? == 0)
}

/// The ledger can be added to and never changed: only an entry's place in the tree is filled in later.
fn grants(schema: &str, keys: bool) -> String {
    let mut sql = format!(
        "GRANT USAGE ON SCHEMA {schema} TO {ROLE}; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {ROLE}; \
         REVOKE ALL ON {schema}.__diesel_schema_migrations, {schema}.migrating FROM {ROLE}; \
         GRANT SELECT ON {schema}.__diesel_schema_migrations TO {ROLE};"
    );
    if keys {
        sql.push_str(&format!("REVOKE DELETE ON {schema}.data_key, {schema}.key_epoch FROM {ROLE};"));
    } else {
        for table in ["ledger_entry", "ledger_node", "ledger_subject", "ledger_checkpoint"] {
            sql.push_str(&format!("REVOKE UPDATE, DELETE ON {schema}.{table} FROM {ROLE};"));
        }
        sql.push_str(&format!("GRANT UPDATE (idx) ON {schema}.ledger_entry TO {ROLE};"));
    }
    sql
}
