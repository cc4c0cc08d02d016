//! What UK GDPR article 15(1) and (2) wants said with a copy: from the notice, and from what became of this very record.

use super::make::MEMBER;
use super::review::Bench;
use crate::cases::parts::kept;
use crate::error::AppError;
use crate::requests::contact::complaints;
use crate::requests::recipients::recipients_by;
use crate::shares::Silent;
use ::rights::{About, Kind, Part, Record, exemption};
use jiff::civil::Date;
use kernel::CaseId;
use ledger::Entry;
use notice::render::words::right;
use notice::source::Right;
use store::{Share, Tx};

/// The rights that UK GDPR article 15(1)(e) and (f) wants named, whatever a notice lists.
const BY_LAW: [Right; 6] =
    [Right::Rectification, Right::Completion, Right::Erasure, Right::Restriction, Right::Objection, Right::Complaint];

/// All of it, for a recipient, of the records as they were finished: what was left out of them stands nowhere here either.
pub(super) fn about(
    tx: &mut Tx<'_>,
    bench: &Bench,
    (records, recipient): (&[Record], &str),
    today: Date,
) -> Result<About, AppError> {
    let notice = &bench.opened.notice;
    let (compiled, merged) = (&notice.compiled, &notice.compiled.merged);
    let mut about = About { purposes: compiled.purposes.iter().map(|p| p.label.clone()).collect(), ..About::default() };
    let add = |list: &mut Vec<String>, words: String| {
        if !words.trim().is_empty() && !list.contains(&words) {
            list.push(words);
        }
    };
    for (gathered, record) in bench.gathered.iter().zip(records) {
        let parts = record.parts.iter().filter(|p| p.part == Part::Record);
        let mut here: Vec<&str> = Vec::new();
        for entry in parts.flat_map(|p| &p.entries).filter(|e| e.text.is_some()) {
            here.push(&entry.heading);
            add(&mut about.categories, entry.heading.clone());
            if let Some(source) = &entry.source {
                add(&mut about.sources, source.clone());
            }
        }
        let mut sections = tx.sections(gathered.look.case.id)?;
        sections.retain(|s| here.contains(&gathered.look.notice.category_label(&s.category).as_str()));
        for line in kept(&gathered.look.notice, &sections, &gathered.look.so) {
            add(&mut about.retention, format!("{}: {}", line.label, line.words));
        }
    }
    // Whoever had something by name, of the person's own record; and by kind whoever may be given something.
    if recipient != MEMBER {
        let mut silent = Vec::new();
        for gathered in &bench.gathered {
            let quiet = |share: &Share| {
                let place = format!("{}/p/{}", gathered.look.case.id, share.id);
                let decided = bench.decided.get(&place);
                // What went under a discreet selection is told only if somebody decided that it is.
                let discreet = bench.kind != Kind::Regulator
                    && crate::shares::is_discreet(&gathered.look.notice, share)
                    && !decided.is_some_and(|d| d.shown);
                discreet || decided.is_some_and(|d| !d.shown && exemption(&d.reason).is_some_and(|e| e.quiet))
            };
            silent.push((&gathered.look, Silent::of(tx, &gathered.look, quiet)?));
        }
        let mut counts = |tx: &mut Tx<'_>, case: CaseId, entry: &Entry| {
            let Some((look, silent)) = silent.iter().find(|(look, _)| look.case.id == case) else { return Ok(false) };
            Ok(!silent.hides(tx, look, entry)?)
        };
        for line in recipients_by(tx, &bench.opened, &mut counts)? {
            let discreet = bench.kind != Kind::Regulator && notice.is_discreet_body(&line.party);
            let name = if discreet { crate::seen::UNNAMED } else { line.name.as_str() };
            add(&mut about.recipients, format!("{name} (had: {})", line.categories.join(", ")));
        }
    }
    for flow in &compiled.flows {
        for principal in compiled.principals.iter().filter(|p| flow.to.iter().any(|who| p.is(who))) {
            let named = principal.words().to_owned();
            if principal.key() != "subject" && !about.recipients.iter().any(|r| r.starts_with(&named)) {
                about.recipients.push(named);
            }
        }
    }
    // A notice may name few rights: those that article 15 wants named are there all the same, as law.
    let mut rights: Vec<Right> = merged.rights.iter().flat_map(|r| r.listed.iter().copied()).collect();
    for always in BY_LAW {
        if !rights.contains(&always) {
            rights.push(always);
        }
    }
    about.rights = rights.into_iter().map(right).map(|(name, gives)| (name.to_owned(), gives.to_owned())).collect();
    about.automated = match &merged.automated {
        Some(said) => {
            let mut words = vec![if said.decisions {
                "Some decisions are made without a person.".to_owned()
            } else {
                "No decision about you is made by a machine alone.".to_owned()
            }];
            words.extend(said.text.clone());
            words
        }
        None => vec!["The notice says of no decision that it is made by a machine alone.".to_owned()],
    };
    about.transfers = merged.transfers.iter().filter_map(|t| t.safeguards.clone()).collect();
    let (first, regulator) = complaints(compiled, today);
    about.complaints = first.into_iter().chain(regulator).map(|c| (c.label, c.ways)).collect();
    Ok(about)
}
