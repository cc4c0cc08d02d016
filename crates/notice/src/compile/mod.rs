//! From the merged file to the compiled notice.

mod assume;
mod data;
mod forbids;
mod keep;
mod people;
mod permits;
mod reach;
mod sentence;

use crate::merge::Merged;
use crate::model::{Compiled, Statement, StatementId};
use crate::source::Origin;
use crate::statement::entries;
use indexmap::IndexMap;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

pub(crate) use data::supports;
pub(crate) use keep::unkept;
pub(crate) use permits::who_key;
pub(crate) use reach::{Reach, all_of, gate_cond, needs};

/// Compiles a merged file that has been checked. `None` when it breaks a limit of the model, which the checks report.
pub(crate) fn compile(merged: Merged) -> Option<Compiled> {
    let head = &merged.file.notice;
    let effective: Date = head.effective.parse().ok()?;
    let (principals, categories, purposes) =
        (people::principals(&merged), data::categories(&merged), data::purposes(&merged));
    let mut compiled = Compiled {
        id: head.id.clone(),
        version: head.version.clone(),
        title: head.title.clone(),
        effective,
        hash: hash(&merged),
        merged: merged.file.clone(),
        statements: statements(&merged),
        assumptions: Vec::new(),
        principals,
        categories,
        purposes,
        permits: Vec::new(),
        forbids: Vec::new(),
        retention: Vec::new(),
        flows: Vec::new(),
        cedar_schema: String::new(),
        cedar_policies: String::new(),
        envelope: crate::envelope::Envelope::default(),
    };
    compiled.assumptions = assume::assumptions(&merged, &compiled.statements);
    let reach = Reach::new(&merged);
    (compiled.permits, compiled.flows) = permits::permits(&merged, &reach, &mut compiled.categories)?;
    compiled.forbids = forbids::forbids(&merged, &reach, &compiled)?;
    compiled.retention = keep::retention(&merged, &reach);
    keep::apart(&mut compiled.categories, &compiled.retention);
    compiled.cedar_schema = crate::cedar::SCHEMA.to_owned();
    compiled.cedar_policies = crate::cedar::policies(&merged, &compiled);
    compiled.envelope = crate::envelope_writer::write(&merged, &compiled);
    Some(compiled)
}

/// What is so by law for every notice, even one without a base: named so that refusals can quote it.
pub(crate) const EXPIRED: &str = "law.expired";
/// Restriction of processing.
pub(crate) const RESTRICTED: &str = "law.restricted";
/// What leaves the country, where the notice says nothing of it.
pub(crate) const TRANSFERS: &str = "law.transfers";
/// Linked data never feeds a decision about a person.
pub(crate) const LINKED: &str = "law.linked";
/// What is about somebody else is not shown to the person until somebody has decided.
pub(crate) const OTHERS: &str = "law.others";

fn statements(merged: &Merged) -> IndexMap<StatementId, Statement> {
    let mut all = IndexMap::new();
    for entry in entries(&merged.file) {
        // A party that is only a member's name is said by its class.
        if merged.source(entry.table, entry.key).is_none() {
            continue;
        }
        let id = merged.id(entry.table, entry.key);
        let statement = Statement {
            id: id.clone(),
            kind: entry.table,
            origin: entry.statement.provenance().origin,
            base: merged.base(entry.table, entry.key).map(str::to_owned),
            words: sentence::of(merged, &merged.file, entry.table, entry.key),
        };
        all.insert(id, statement);
    }
    for (at, table) in &merged.beside {
        let Some(base) = merged.sources.get(*at) else { continue };
        let id = StatementId(format!("{}#{table}", base.file.notice.id));
        let origin = entries(&base.file)
            .iter()
            .find(|e| e.table == *table && e.key.is_empty())
            .map_or(Origin::Law, |e| e.statement.provenance().origin);
        all.insert(
            id.clone(),
            Statement {
                id,
                kind: table,
                origin,
                base: Some(base.file.notice.id.clone()),
                words: sentence::of(merged, &base.file, table, ""),
            },
        );
    }
    let law = [
        (
            EXPIRED,
            "Once its period has run out, data is used for nothing but erasing it and answering for that (UK GDPR article 5(1)(e)).",
        ),
        (
            RESTRICTED,
            "While processing is restricted, data is kept and otherwise used only with the person's consent, for legal claims, or to protect rights (UK GDPR article 18).",
        ),
        (
            TRANSFERS,
            "Data goes to no place outside the United Kingdom, and to none that nobody knows, unless the rules on transfers let it (UK GDPR articles 44 to 49).",
        ),
        (
            OTHERS,
            "What is about somebody else is not shown to the person until somebody has decided what of it can be given (UK GDPR article 15(4); Data Protection Act 2018 Schedule 2 paragraph 16).",
        ),
        (
            LINKED,
            "Data linked for research or statistics is never used for a decision about a particular person (UK GDPR article 84C).",
        ),
    ];
    for (id, words) in law {
        let id = StatementId(id.to_owned());
        all.insert(id.clone(), Statement { id, kind: "law", origin: Origin::Law, base: None, words: words.to_owned() });
    }
    all
}

/// SHA-256 over the files' statements in a canonical form: layout and comments do not count.
fn hash(merged: &Merged) -> [u8; 32] {
    let mut digest = Sha256::new();
    for source in &merged.sources {
        let text = serde_json::to_vec(&source.file).unwrap_or_default();
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(&text);
    }
    digest.finalize().into()
}
