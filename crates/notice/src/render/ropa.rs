//! The record of processing activities (UK GDPR article 30), one row for each purpose, as CSV.

use super::names::Names;
use super::tables::how_long;
use super::words;
use crate::model::{Compiled, PurposeIx, RetentionRule};
use crate::source::{Basis, Contact, Decides, Gate, PartyRole, PromiseKind, Right};
use kernel::harmless_cell;

/// The heads of the record's columns.
pub const COLUMNS: [&str; 30] = [
    "Purpose id",
    "Purpose of processing",
    "Business function",
    "Controller",
    "Controller contact",
    "Data protection officer",
    "Joint controllers",
    "Categories of individuals",
    "Categories of personal data",
    "Special category and offence data",
    "Categories of recipients",
    "Processors and contracts",
    "Third countries and safeguards",
    "Retention schedule",
    "Security measures",
    "Article 6 basis",
    "Article 9 condition",
    "Schedule 1 condition",
    "Appropriate policy document",
    "Legitimate interest",
    "Rights available",
    "Automated decisions and profiling",
    "Source of the data",
    "Consent record",
    "Location of the data",
    "Impact assessment",
    "Breaches",
    "Kept and erased to policy",
    "Assumed",
    "Notice version",
];

/// Writes the record.
///
/// # Errors
/// Where the CSV writer cannot write; into memory it always can.
pub fn csv(compiled: &Compiled) -> Result<String, csv::Error> {
    let names = Names::new(compiled);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for at in 0..compiled.purposes.len() {
        if let Some(row) = row(&names, at) {
            writer.write_record(row.iter().map(|cell| harmless_cell(cell).into_owned()))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(names: &Names<'_>, at: usize) -> Option<[String; 30]> {
    let compiled = names.compiled;
    let merged = &compiled.merged;
    let info = compiled.purposes.get(at)?;
    let purpose = merged.purpose.get(&info.id)?;
    let ix = PurposeIx(u8::try_from(at).ok()?);
    let touched = touched(compiled, ix);
    let labels = |special: bool| {
        let of = touched.iter().filter_map(|c| compiled.categories.get(*c));
        of.filter(|c| c.special.is_some() || !special).map(|c| c.label.clone()).collect::<Vec<_>>()
    };
    let bases: Vec<(&String, &Basis)> = merged.basis.iter().collect();
    let article6 = compact(bases.iter().filter(|(_, b)| serves(names, b, &info.id)).filter_map(|(_, b)| {
        let limb = b.article6.as_deref()?;
        let law =
            if b.legislation.is_empty() { String::new() } else { format!(" under {}", words::and(&b.legislation)) };
        let holder = b.holder.as_ref().map_or_else(String::new, |h| format!(" ({})", names.name(h)));
        Some(format!("6(1)({limb}){holder}{law}"))
    }));
    let conditions: Vec<&Basis> = bases
        .iter()
        .map(|(_, b)| *b)
        .filter(|b| for_purpose(names, b, &info.id))
        .filter(|b| {
            b.categories
                .iter()
                .any(|c| c == "*" || touched.iter().filter_map(|t| compiled.categories.get(*t)).any(|t| t.id == *c))
        })
        .collect();
    let flows: Vec<_> = merged.disclose.iter().filter(|(_, d)| d.purpose == info.id).collect();
    // By exception, under a test and with a second person.
    let exceptions = merged.overrides.values().filter(|o| o.purpose == info.id);
    let exceptions =
        exceptions.flat_map(|o| names.names(&o.to).into_iter().map(|to| format!("{to} (by exception: {})", o.label)));
    let services =
        if info.services.is_empty() { merged.service.keys().cloned().collect() } else { info.services.clone() };
    let head = &merged.notice;
    let contact = head.controller.iter().filter_map(|c| names.party(c)?.contact.clone());
    let assumed: Vec<String> = compiled
        .assumptions
        .iter()
        .filter(|a| {
            a.statement == info.statement
                || flows.iter().any(|(id, _)| names.statement("disclose", id).is_some_and(|s| s.id == a.statement))
                || bases.iter().any(|(id, b)| {
                    serves(names, b, &info.id) && names.statement("basis", id).is_some_and(|s| s.id == a.statement)
                })
        })
        .map(|a| a.key.as_ref().map_or_else(|| a.statement.0.clone(), |k| format!("{}: {k}", a.statement)))
        .collect();
    Some([
        info.id.clone(),
        purpose.label.clone(),
        compact(services.iter().map(|s| names.service(s))),
        names.controllers(),
        compact(contact.map(|c| plain_reach(names, &c))),
        protection_officer(names),
        joint(names),
        words::capital(&words::and(&head.subjects.iter().map(|s| words::people(s)).collect::<Vec<_>>())),
        compact(labels(false).into_iter()),
        compact(labels(true).into_iter()),
        compact(flows.iter().flat_map(|(_, d)| names.names(&d.to)).chain(exceptions)),
        processors(names),
        transfers(names),
        retention(names, &touched, &info.id),
        promises(names),
        article6,
        compact(conditions.iter().filter_map(|b| b.article9.as_ref()).map(|a| format!("9(2)({a})"))),
        compact(conditions.iter().filter_map(|b| b.schedule1.clone())),
        compact(conditions.iter().filter_map(|b| b.policy_document.clone())),
        compact(bases.iter().filter(|(_, b)| serves(names, b, &info.id)).filter_map(|(_, b)| b.interest.clone())),
        rights(names, &info.article6),
        automated(names, info.decision),
        sources(names, &touched),
        if flows.iter().any(|(_, d)| d.gate.asks_consent())
            || purpose.identifiable_with.as_ref().is_some_and(Gate::asks_consent)
            || info.article6.iter().any(|limb| limb == "a")
        {
            "Each consent stands in the consent register of the case".to_owned()
        } else {
            "None is relied on".to_owned()
        },
        location(names),
        head.dpia.clone().unwrap_or_else(|| "None is named".to_owned()),
        "See the breach register".to_owned(),
        "Measured: see the erasure log".to_owned(),
        compact(assumed.into_iter()),
        format!("{} {}", compiled.id, compiled.version),
    ])
}

/// The categories (by place) that anybody may see or write, or that leave, for a purpose.
pub(super) fn touched(compiled: &Compiled, purpose: PurposeIx) -> Vec<usize> {
    let mut at: Vec<usize> = compiled
        .permits
        .iter()
        .filter(|p| p.purposes.contains(&purpose))
        .flat_map(|p| p.categories.iter())
        .chain(compiled.flows.iter().filter(|f| f.purpose == purpose).flat_map(|f| f.categories.iter()))
        .map(|c| usize::from(c.0))
        .collect();
    at.sort_unstable();
    at.dedup();
    at
}

/// Whether an article 6 basis supports a purpose; a base notice's `*` means the base's own purposes.
pub(super) fn serves(names: &Names<'_>, basis: &Basis, purpose: &str) -> bool {
    basis.article6.is_some()
        && (basis.purposes.iter().any(|p| p == purpose)
            || (basis.purposes.iter().any(|p| p == "*") && !names.is_base("purpose", purpose)))
}

/// Whether a condition counts for a purpose: one that names none counts for all that its categories are used for.
fn for_purpose(names: &Names<'_>, basis: &Basis, purpose: &str) -> bool {
    let named = |p: &String| p == purpose || (p == "*" && !names.is_base("purpose", purpose));
    basis.purposes.is_empty() || basis.purposes.iter().any(named)
}

/// Distinct values in order, divided by semicolons.
fn compact(values: impl Iterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for value in values.filter(|v| !v.is_empty()) {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen.join("; ")
}

fn plain_reach(names: &Names<'_>, contact: &str) -> String {
    names.compiled.merged.contact.get(contact).map_or_else(
        || contact.to_owned(),
        |c| {
            let ways = [&c.email, &c.phone, &c.post, &c.url];
            let ways: Vec<String> = ways.into_iter().filter_map(Clone::clone).collect();
            if ways.is_empty() { c.label.clone() } else { format!("{}: {}", c.label, ways.join(", ")) }
        },
    )
}

/// The contact that is the data protection officer's: none of the others will do (article 30(1)(a)).
fn protection_officer(names: &Names<'_>) -> String {
    let merged = &names.compiled.merged;
    let is_one = |(id, contact): &(&String, &Contact)| {
        let label = contact.label.to_lowercase();
        id.starts_with("data-protection-officer") || label.contains("data protection officer") || label.contains("dpo")
    };
    let all = compact(merged.contact.iter().filter(is_one).map(|(id, _)| plain_reach(names, id)));
    if all.is_empty() { "None is named".to_owned() } else { all }
}

fn joint(names: &Names<'_>) -> String {
    let merged = &names.compiled.merged;
    let mut all = if merged.notice.controller.len() > 1 { merged.notice.controller.clone() } else { Vec::new() };
    let others = merged.party.iter().filter(|(_, p)| p.role == PartyRole::JointController);
    all.extend(others.map(|(id, _)| id.clone()).filter(|id| !merged.notice.controller.contains(id)));
    compact(names.names(&all).into_iter())
}

pub(super) fn processors(names: &Names<'_>) -> String {
    let merged = &names.compiled.merged;
    let named = merged.party.values().filter(|p| p.role == PartyRole::Processor).map(|p| {
        let task = p.task.as_ref().map_or_else(String::new, |t| format!(" ({t})"));
        let contract = p.contract.as_ref().map_or_else(String::new, |c| format!(", contract {c}"));
        format!("{}{task}{contract}", p.name)
    });
    let kinds = merged.class.values().filter(|c| c.role == PartyRole::Processor).map(|c| match &c.open {
        Some(open) => format!("{} (enrolled with {})", c.label, open.requires),
        None => c.label.clone(),
    });
    compact(named.chain(kinds))
}

fn transfers(names: &Names<'_>) -> String {
    names.compiled.merged.transfers.as_ref().map_or_else(
        || "Nothing is said".to_owned(),
        |t| {
            let safeguards = t.safeguards.as_ref().map_or_else(String::new, |s| format!("; safeguards: {s}"));
            match t.allowed {
                crate::source::Region::Uk => format!("None{safeguards}"),
                other => format!("Allowed: {}{safeguards}", words::region(other)),
            }
        },
    )
}

/// The controller's own periods for what is used for a purpose, and for records that are in no category; then those of the
/// recipients that the purpose gives something to.
fn retention(names: &Names<'_>, touched: &[usize], purpose: &str) -> String {
    let compiled = names.compiled;
    let merged = &compiled.merged;
    let told = |r: &RetentionRule| format!("{}: {}", r.label, how_long(r));
    let is_own = |r: &RetentionRule| compiled.statements.get(&r.statement).is_none_or(|s| s.base.is_none());
    let ours = compiled
        .retention
        .iter()
        .filter(|r| r.held_by.is_empty())
        .filter(|r| {
            let beside = !r.artefacts.is_empty() && is_own(r) && !names.is_base("purpose", purpose);
            beside || r.categories.iter().any(|c| touched.contains(&usize::from(c.0)))
        })
        .map(told);
    let open = compiled
        .unkept()
        .filter(|(id, _)| touched.iter().any(|t| compiled.categories.get(*t).is_some_and(|of| of.id == **id)))
        .map(|(_, c)| format!("{}: no period is stated", c.label));
    let to: Vec<&String> =
        merged.disclose.values().filter(|d| d.purpose == purpose).flat_map(|d| d.to.iter()).collect();
    let gets = |holder: &String| {
        to.iter().any(|t| {
            *t == holder
                || t.strip_prefix("class:")
                    .and_then(|c| merged.class.get(c))
                    .is_some_and(|c| c.members.contains(holder))
        })
    };
    let theirs = compiled
        .retention
        .iter()
        .filter(|r| r.held_by.iter().chain(&r.through).any(gets))
        .map(|r| format!("{} ({})", told(r), words::and(&names.names(&r.held_by))));
    compact(ours.chain(open).chain(theirs))
}

fn promises(names: &Names<'_>) -> String {
    let promises = names.compiled.merged.promise.values();
    compact(
        promises
            .filter(|p| matches!(p.about, PromiseKind::Security | PromiseKind::Storage))
            .map(|p| p.text.trim_end_matches('.').to_owned()),
    )
}

fn rights(names: &Names<'_>, article6: &[String]) -> String {
    let has = |limbs: &[&str]| article6.iter().any(|a| limbs.contains(&a.as_str()));
    let mut rights = vec![Right::Informed, Right::Access, Right::Rectification, Right::Restriction];
    if !has(&["c"]) || has(&["a"]) {
        rights.push(Right::Erasure);
    }
    if has(&["a", "b"]) {
        rights.push(Right::Portability);
    }
    if has(&["e", "ea", "f"]) {
        rights.push(Right::Objection);
    }
    let listed = names.compiled.merged.rights.as_ref().map(|r| r.listed.as_slice()).unwrap_or_default();
    if has(&["a"]) || listed.contains(&Right::WithdrawConsent) {
        rights.push(Right::WithdrawConsent);
    }
    rights.push(Right::Complaint);
    compact(rights.into_iter().map(|r| words::right(r).0.to_owned()))
}

fn automated(names: &Names<'_>, decides: Decides) -> String {
    let human = match decides {
        Decides::Significant => "; significant decisions, each by a named person",
        Decides::None => "",
    };
    names.compiled.merged.automated.as_ref().map_or_else(
        || format!("Nothing is said{human}"),
        |a| {
            let decisions = if a.decisions { "Automated decisions" } else { "No automated decisions" };
            let profiling = match a.profiling {
                Some(true) => ", profiling",
                Some(false) => ", no profiling",
                None => "",
            };
            format!("{decisions}{profiling}{human}")
        },
    )
}

fn sources(names: &Names<'_>, touched: &[usize]) -> String {
    let compiled = names.compiled;
    let ids: Vec<&str> = touched.iter().filter_map(|t| compiled.categories.get(*t)).map(|c| c.id.as_str()).collect();
    compact(
        compiled
            .merged
            .source
            .values()
            .filter(|s| s.categories.iter().any(|c| c == "*" || ids.contains(&c.as_str())))
            .flat_map(|s| s.from.iter())
            .map(|f| if f == "subject" { "The person".to_owned() } else { names.name(f) }),
    )
}

fn location(names: &Names<'_>) -> String {
    names.compiled.merged.storage.as_ref().map_or_else(
        || "Nothing is said".to_owned(),
        |s| {
            let mut parts = names.names(&s.systems);
            parts.extend(s.region.map(|r| words::region(r).to_owned()));
            parts.join("; ")
        },
    )
}
