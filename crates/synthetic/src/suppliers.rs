//! The suppliers of a demonstration: those that the notices name, with contracts, examinations (one of them late) and what they carry.

use jiff::Span;
use jiff::civil::Date;
use kernel::{AccountId, RegisterId};
use notice::model::Compiled;
use notice::source::PartyRole;
use store::{Assurance, BackupRecord, Carrier, Processor, StoreError, SubProcessor, Tx, Whereabouts};

fn processor(tx: &mut Tx<'_>, name: &str, task: &str, country: &str, location: &str, as_of: Date) -> Processor {
    let now = tx.now();
    Processor {
        id: RegisterId::new(now, tx.entropy()),
        name: name.to_owned(),
        task: task.to_owned(),
        notice_id: String::new(),
        party: String::new(),
        contract: format!("Demonstration contract, {name}"),
        agreement: None,
        categories: Vec::new(),
        country: country.to_owned(),
        location: location.to_owned(),
        from_on: as_of.checked_sub(Span::new().years(2)).unwrap_or(as_of),
        review_on: as_of.checked_add(Span::new().months(7)).unwrap_or(as_of),
        made_at: now,
        ended_at: None,
        ended_why: None,
    }
}

fn examined(tx: &mut Tx<'_>, of: &Processor, by: AccountId, on: Date) -> Result<(), StoreError> {
    let now = tx.now();
    let id = RegisterId::new(now, tx.entropy());
    tx.insert_assurance(&Assurance {
        id,
        processor: of.id,
        standard: "UK GDPR article 32: our own questions".to_owned(),
        found: "met".to_owned(),
        evidence: format!("Demonstration report, {}", of.name),
        checked_on: on,
        review_on: on.checked_add(Span::new().years(1)).unwrap_or(on),
        account: by,
        made_at: now,
    })
}

/// Writes them down.
///
/// # Errors
/// When the store does not answer.
pub fn write(tx: &mut Tx<'_>, notices: &[Compiled], by: AccountId, as_of: Date) -> Result<(), StoreError> {
    let months = |n: i32| as_of.checked_sub(Span::new().months(n)).unwrap_or(as_of);
    for compiled in notices {
        for (key, party) in compiled.merged.party.iter().filter(|(_, p)| p.role == PartyRole::Processor) {
            let task = party.task.clone().unwrap_or_else(|| "Works with data for the council".to_owned());
            let (country, place) = if key == "adobe" { ("IE", "Dublin") } else { ("GB", "London") };
            let mut row = processor(tx, &party.name, &task, country, place, as_of);
            row.notice_id.clone_from(&compiled.id);
            row.party.clone_from(key);
            tx.insert_processor(&row)?;
            // One was examined more than a year ago: it stands on the data protection officer's desk.
            examined(tx, &row, by, months(if key == "liquidlogic" { 14 } else { 4 }))?;
        }
    }
    let post = processor(tx, "Example Post Services", "Sends email for the council", "GB", "Slough", as_of);
    tx.insert_processor(&post)?;
    examined(tx, &post, by, months(2))?;
    for (kind, days) in [("made", 0), ("restored", 9)] {
        let at = tx.now().plus_seconds(-days * 24 * 3600 - 3600);
        let id = RegisterId::new(at, tx.entropy());
        tx.insert_backup_record(&BackupRecord {
            id,
            kind: kind.to_owned(),
            at,
            good: true,
            why: String::new(),
            place: "Example Data Hall".to_owned(),
            copied_at: at,
            row_count: 0,
            entry_count: 0,
        })?;
    }
    tx.put_whereabouts(&Whereabouts {
        kind: "backup".to_owned(),
        notice_id: String::new(),
        body: "Example Data Hall".to_owned(),
        country: "GB".to_owned(),
        confirmed: true,
        source: "Demonstration contract".to_owned(),
        account: Some(by),
        at: tx.now(),
    })?;
    let (now, id) = (tx.now(), RegisterId::new(tx.now(), tx.entropy()));
    tx.insert_sub_processor(&SubProcessor {
        id,
        processor: post.id,
        name: "Example Data Hall".to_owned(),
        task: "Hosts its servers".to_owned(),
        country: "GB".to_owned(),
        made_at: now,
    })?;
    for (channel, processor) in [("smtp", Some(post.id)), ("notify", None)] {
        let channel = channel.to_owned();
        tx.put_carrier(&Carrier { channel, processor, confirmed: true, account: Some(by), at: now })?;
    }
    Ok(())
}
