//! Permissions, and what was passed on.

use super::around::{Of, all_of, words_of};
use super::gather::Gathering;
use crate::consent::{Circumstances, circumstances_category};
use crate::error::AppError;
use crate::shares::{FOR_STEP, ShownRow, is_theirs, plan_category};
use ::rights::{Mark, Part};
use casework::SectionContent;
use serde::Deserialize;
use sharing::ShareState;
use store::{ConsentDetail, ConsentTold, Share, SharePart, ShareStep, Tx};

pub(super) fn consents(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    (details, told): &(Vec<ConsentDetail>, Vec<ConsentTold>),
) -> Result<(), AppError> {
    let name = circumstances_category(at.look).map(|c| at.look.notice.category_id(c).to_owned()).unwrap_or_default();
    let whom = |tx: &mut Tx<'_>, at: &Gathering<'_>, party: &str| -> Result<String, AppError> {
        if party.is_empty() {
            return Ok("everybody that this is for".to_owned());
        }
        at.body(tx, party)
    };
    for consent in tx.consent_history(at.case())? {
        let party = whom(tx, at, &consent.party)?;
        let detail = details.iter().find(|d| d.consent == consent.id);
        let what: Vec<String> = consent.categories.iter().map(|c| at.look.notice.category_label(c)).collect();
        let mut said = format!(
            "{} for {party}, to {}: {}. Recorded as {}.",
            words_of(consent.state.id()),
            at.look.notice.purpose_label(&consent.purpose),
            what.join(", "),
            words_of(&consent.method).to_lowercase()
        );
        if let Some(wording) = detail.map(|d| d.wording.as_str()).filter(|w| !w.is_empty()) {
            said.push_str(&format!("\nThe words that were shown: {wording}"));
        }
        let of = |label: &str, by: String| Of {
            part: Part::Permissions,
            category: &name,
            heading: "Permission".to_owned(),
            label: label.to_owned(),
            when: consent.recorded_at.words(),
            by,
            marks: Vec::new(),
        };
        let by = at.author(tx, consent.recorded_by)?;
        if let Some(text) = at.plain(&name, said) {
            at.add(&format!("c/{}", consent.id), of("What was answered", by.clone()), text);
        }
        if let Some((detail, sealed)) = detail.and_then(|d| Some((d, d.sealed.as_ref()?))) {
            let place = detail.place(at.look.case.person);
            if let Some(so) = at.open::<Circumstances>(&name, place, sealed)? {
                let text = so.map(|so| {
                    [
                        ("Capacity", so.capacity),
                        ("Support", so.support),
                        ("Who answered", so.representative),
                        ("By which authority", so.authority),
                        ("Witness", so.witness),
                    ]
                    .into_iter()
                    .filter(|(_, v)| !v.trim().is_empty())
                    .map(|(l, v)| format!("{l}: {v}"))
                    .collect::<Vec<_>>()
                    .join("\n")
                });
                at.add(&format!("c/{}/how", consent.id), of("How it came about", by), text);
            }
        }
    }
    for told in told {
        let party = whom(tx, at, &told.party)?;
        let did = told.did.as_deref().map(|d| format!("; they say: {}", words_of(d).to_lowercase()));
        let said = format!(
            "{party} was told that the permission to {} was withdrawn{}",
            at.look.notice.purpose_label(&told.purpose),
            did.unwrap_or_default()
        );
        let of = |label: &str| Of {
            part: Part::Permissions,
            category: &name,
            heading: "Withdrawal".to_owned(),
            label: label.to_owned(),
            when: told.told_at.words(),
            by: String::new(),
            marks: Vec::new(),
        };
        if let Some(text) = at.plain(&name, said) {
            at.add(&format!("w/{}", told.id), of("Who was told"), text);
        }
        if let Some(sealed) = &told.sealed
            && let Some(words) = at.open::<String>(&name, told.place(), sealed)?
        {
            at.add(&format!("w/{}/words", told.id), of("What they said"), words);
        }
    }
    Ok(())
}

/// What was sent of a category, as it was kept.
#[derive(Deserialize)]
struct SentPart {
    rows: Vec<ShownRow>,
}

pub(super) fn shares(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    shares: &[(Share, Vec<SharePart>, Vec<ShareStep>)],
) -> Result<(), AppError> {
    for (share, parts, steps) in shares {
        let party = at.body(tx, &share.party)?;
        let marks = if at.silent.keeps(at.look, (&share.party, &format!("share {}", share.id)), &[]) {
            vec![Mark::Crime]
        } else if share.told == "not-yet" {
            vec![Mark::Untold]
        } else if crate::shares::is_discreet(&at.look.notice, share) {
            // Staff tell the person of it themselves: somebody decides whether it goes into a copy.
            vec![Mark::StaffOnly]
        } else {
            Vec::new()
        };
        let when = share.sent_at.unwrap_or(share.asked_at).words();
        let heading = format!("For {party}");
        // A step of the plan stands where the plan does.
        let place = |step: &ShareStep| match plan_category(at.look, step) {
            Some(category) => at.look.notice.category_id(category).to_owned(),
            None => share.about.clone(),
        };
        let places: Vec<String> = steps.iter().map(place).collect();
        let of = |category, label: &str, by: String| Of {
            part: Part::Shared,
            category,
            heading: heading.clone(),
            label: label.to_owned(),
            when: when.clone(),
            by,
            marks: marks.clone(),
        };
        let mut what: Vec<String> = share
            .items
            .iter()
            .filter_map(|i| i.split_once('.'))
            .map(|(category, _)| at.look.notice.category_label(category))
            .collect();
        what.dedup();
        let said = format!(
            "{}, to {}: {}",
            ShareState::parse(&share.state).map_or("Withdrawn", ShareState::words),
            at.look.notice.purpose_label(&share.purpose),
            what.join(", ")
        );
        let by = at.author(tx, Some(share.asked_by))?;
        if let Some(text) = at.plain(&share.about, said) {
            at.add(&format!("p/{}", share.id), of(&share.about, "What was asked for", by), text);
        }
        for part in parts {
            let Some(sent) = at.open::<SentPart>(&part.category, part.place(), &part.sealed)? else { continue };
            let what = if part.answered_at.is_some() { "What they answered" } else { "What they were given" };
            let label = format!("{what}: {}", at.look.notice.category_label(&part.category));
            let text = sent
                .map(|s| s.rows.into_iter().map(|r| format!("{}: {}", r.label, r.text)).collect::<Vec<_>>().join("\n"));
            at.add(&format!("p/{}/{}", share.id, part.id), of(&part.category, &label, String::new()), text);
        }
        for (step, about) in steps.iter().zip(&places) {
            let Some(sealed) = &step.sealed else { continue };
            let Some(content) = at.open::<SectionContent>(about, step.place(), sealed)? else { continue };
            let by = match step.account {
                None if is_theirs(&step.step) => party.clone(),
                account => at.author(tx, account)?,
            };
            let label = match step.step.as_str() {
                FOR_STEP => "The step of the plan that it serves".to_owned(),
                other => format!("What was written: {}", words_of(other).to_lowercase()),
            };
            let text = content.map(|c| all_of(c, words_of));
            at.add(&format!("p/{}/{}", share.id, step.id), of(about, &label, by), text);
        }
    }
    Ok(())
}
