//! Consent records and receipts of disclosures, out and in.

use super::answer::{Circumstances, ConsentAnswer, NewAnswer, category};
use super::told::gone_of;
use super::views::{AnswerLine, answers};
use super::{how_to_withdraw, lines};
use crate::actor::Actor;
use crate::cases::parts::ring;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::views::{ConsentLine, Item};
use crate::work::desk::{Desk, visible};
use crate::{App, Inner};
use kernel::CaseId;
use ledger::Action;
use notice::model::Act;
use notice::source::{Nation, Region};
use sharing::receipt::Receipt;
use sharing::record::{CameAbout, ConsentRecord, Event, Named, State};
use store::Tx;

/// How somebody can have said it, in codes. What a file calls otherwise stands in the record elsewhere: the ledger repeats no words.
const MEANS: [&str; 8] =
    ["in-person", "by-phone", "in-writing", "by-email", "online", "spoken", "signed", "recorded-by-staff"];
/// Any other.
const ELSEWHERE: &str = "elsewhere";

/// Whose law the notice is under: ISO 3166-2.
const fn jurisdiction(nation: Nation) -> &'static str {
    match nation {
        Nation::England => "GB-ENG",
        Nation::Scotland => "GB-SCT",
        Nation::Wales => "GB-WLS",
        Nation::NorthernIreland => "GB-NIR",
        Nation::UnitedKingdom => "GB",
    }
}

/// Where the notice says that the data is kept.
fn stored(notice: &Published) -> String {
    let storage = notice.compiled.merged.storage.as_ref();
    let region = storage.and_then(|s| s.region).map(|region| match region {
        Region::Uk => "United Kingdom",
        Region::Eea => "European Economic Area",
        Region::Safeguarded => "Any country, with safeguards",
    });
    region.unwrap_or("Not said in the notice").to_owned()
}

/// How an answer came about, as far as it is shown: that it is written down, and nobody's name.
fn came_about(how: &Item<Circumstances>) -> CameAbout {
    let Item::Released(how) = how else { return CameAbout::default() };
    let how = how.get();
    CameAbout {
        capacity: how.capacity.clone(),
        authority: !how.authority.trim().is_empty(),
        witness: !how.witness.trim().is_empty(),
    }
}

fn named((id, name): &(String, String)) -> Named {
    Named { id: id.clone(), name: name.clone() }
}

/// The records of a case, from its answers: one for each recipient and purpose.
fn records(look: &Look, asked: &[ConsentLine], answers: &[AnswerLine]) -> Vec<ConsentRecord> {
    let compiled = &look.notice.compiled;
    let mut all: Vec<ConsentRecord> = Vec::new();
    // The oldest first: the first one gives the record its id.
    for answer in answers.iter().rev() {
        let event = Event {
            state: match answer.state {
                "given" => State::Given,
                "refused" => State::Refused,
                _ => State::Withdrawn,
            },
            said_at: answer.said_at,
            recorded_at: answer.recorded_at,
            until: answer.until,
            explicit: answer.explicit,
            method: answer.method.clone(),
            by: match answer.by {
                None => "the person, or whoever acts for them, on their own page".to_owned(),
                Some(_) => "the controller’s staff".to_owned(),
            },
            notice_version: answer.notice_version.clone(),
            wording: answer.wording.clone(),
            wording_hash: answer.wording_hash.clone(),
            language: answer.language.clone(),
            own_notice: answer.own_notice.clone(),
            came_about: came_about(&answer.circumstances),
        };
        if let Some(record) = all.iter_mut().find(|r| r.recipient.id == answer.party && r.purpose.id == answer.purpose)
        {
            record.categories = answer.categories.iter().map(named).collect();
            record.events.push(event);
            continue;
        }
        let line = asked.iter().find(|l| l.party == answer.party && l.purpose == answer.purpose);
        let kept = compiled.retention.iter().find(|r| {
            r.categories.iter().any(|c| answer.categories.iter().any(|(id, _)| look.notice.category_id(*c) == id))
        });
        all.push(ConsentRecord {
            id: answer.id.to_string(),
            principal: look.case.reference.clone(),
            notice: compiled.id.clone(),
            controllers: compiled
                .merged
                .notice
                .controller
                .iter()
                .map(|id| Named {
                    id: id.clone(),
                    name: compiled.merged.party.get(id).map_or_else(|| id.clone(), |p| p.name.clone()),
                })
                .collect(),
            recipient: Named { id: answer.party.clone(), name: answer.name.clone() },
            purpose: Named { id: answer.purpose.clone(), name: answer.purpose_words.clone() },
            categories: answer.categories.iter().map(named).collect(),
            lawful_basis: line.is_some_and(|l| l.lawful_basis),
            cannot_recall: line.is_some_and(|l| l.cannot_recall),
            withdraw: line.map_or_else(String::new, |l| how_to_withdraw(look, &l.statement.id, "")),
            kept: kept.map_or_else(|| "As the notice says".to_owned(), |r| r.label.clone()),
            stored: stored(&look.notice),
            jurisdiction: jurisdiction(compiled.merged.notice.nation).to_owned(),
            events: vec![event],
        });
    }
    all
}

/// The receipts of everything of a case that went to somebody outside.
fn receipts(tx: &mut Tx<'_>, look: &Look, shows: &dyn Fn(&super::Gone) -> bool) -> Result<Vec<Receipt>, AppError> {
    let one = |went: super::Gone| Receipt {
        entry: went.entry.to_string(),
        leaf: went.leaf,
        principal: look.case.reference.clone(),
        at: went.at,
        recipient: Named { id: went.party, name: went.name },
        purpose: Named { id: went.purpose, name: went.purpose_words },
        categories: went.categories.iter().map(named).collect(),
        statements: went.statements.into_iter().map(|s| Named { id: s.id, name: s.words }).collect(),
        notice: went.notice,
    };
    Ok(gone_of(tx, look)?.into_iter().filter(|went| shows(went)).map(one).collect())
}

/// Records and receipts of a look, for whoever it is. `names`: whether a body is to be named in them; `shows`: whether a disclosure is
/// theirs to know.
pub(crate) fn documents(
    tx: &mut Tx<'_>,
    inner: &Inner,
    look: &Look,
    recorded: &disclosure::Recorded,
    opener: &dyn disclosure::Opener,
    names: &dyn Fn(&str) -> bool,
    shows: &dyn Fn(&super::Gone) -> bool,
) -> Result<(String, String), AppError> {
    let (asked, mut said) = (lines(tx, look)?, answers(tx, inner, look, recorded, opener)?);
    said.retain(|answer| names(&answer.party));
    let print = |value: serde_json::Value| serde_json::to_string_pretty(&value).unwrap_or_default();
    let records = print(sharing::record::write(&records(look, &asked, &said)));
    Ok((records, print(sharing::receipt::write(&receipts(tx, look, &|went| names(&went.party) && shows(went))?))))
}

impl App {
    /// The consent records of a case and the receipts of its disclosures, as JSON-LD. They name nobody.
    ///
    /// # Errors
    /// `NotFound` when the actor is not one of the controller's own people who may record something of the case.
    pub fn consent_documents(&self, actor: &Actor, case: CaseId) -> Result<(String, String), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "consent records", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            let about: Vec<_> = category(&look).into_iter().collect();
            let classes: Vec<String> = about.iter().map(|c| look.notice.class_in(*c, look.case.id)).collect();
            let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
            let desk = Desk::of(tx, &actor, look, &about, &classes, (Action::Export, "consent records"))?;
            if !actor.is_staff() || desk.may.releases_nothing() {
                return Ok(None);
            }
            Ok(Some(documents(tx, inner, &desk.look, &desk.recorded, &desk.ring, &|_| true, &|_| true)?))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Takes over the last word of each record that came from elsewhere, with the words that were shown there. Either all are
    /// taken over or none. Answers with their number.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of the case; `Refused` when the file is no such record, is about another
    /// case, or says something that this notice does not ask or that is older than what is on record.
    pub fn import_consents(&self, actor: &Actor, case: CaseId, document: &str) -> Result<usize, AppError> {
        let found = sharing::record::read(document).map_err(|e| AppError::Refused(e.to_string()))?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "import consents", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            if !actor.is_staff() || look.decide_all(Act::Record).releases_nothing() {
                return Err(AppError::NotFound);
            }
            for record in &found {
                take_over((tx, inner), &actor, &look, record)?;
            }
            let ring = ring(tx, &look, &[])?;
            let detail = format!("{} consent records taken over", found.len());
            look.record(tx, &actor, look.decide(Act::Record, &[]), Action::Consent, &ring, &detail)?;
            Ok(found.len())
        })
    }
}

fn take_over(
    (tx, inner): (&mut Tx<'_>, &Inner),
    actor: &Actor,
    look: &Look,
    record: &ConsentRecord,
) -> Result<(), AppError> {
    let refused = |words: String| Err(AppError::Refused(words));
    if record.principal != look.case.reference {
        return refused(format!("The file is about another case: it has to say {}", look.case.reference));
    }
    let asked = lines(tx, look)?;
    let Some(line) = asked.iter().find(|l| l.party == record.recipient.id && l.purpose == record.purpose.id) else {
        return refused(
            "The notice of this case asks no permission for the organisation and purpose in the file".to_owned(),
        );
    };
    let Some(last) = record.events.last() else { return Ok(()) };
    // A yes elsewhere to less than is asked here is no yes to all of it.
    let all = line.category_ids.iter().all(|c| record.categories.iter().any(|r| r.id == *c));
    if last.state == State::Given && !all {
        return refused(format!(
            "What was agreed to elsewhere is less than {} would get here: ask the person",
            line.name
        ));
    }
    if last.state == State::Given && line.explicit && !last.explicit {
        return refused(format!(
            "The answer about {} has to be in express words, and the one in the file is not",
            line.name
        ));
    }
    if last.state == State::Given && last.wording.trim().is_empty() {
        return refused(format!("The file does not hold the words that the person was shown about {}", line.name));
    }
    if last.state == State::Given && last.until.is_some_and(|on| on < look.today) {
        return refused(format!("The permission for {} in the file has run out: ask the person", line.name));
    }
    let (answer, wording) = match last.state {
        State::Given => (ConsentAnswer::Given, last.wording.clone()),
        State::Refused => (ConsentAnswer::Refused, last.wording.clone()),
        State::Withdrawn => (ConsentAnswer::Withdrawn, last.wording.clone()),
    };
    let means = MEANS.iter().find(|code| **code == last.method).copied().unwrap_or(ELSEWHERE);
    let mut new = NewAnswer::now(&record.recipient.id, &record.purpose.id, answer, means);
    new.said_at = Some(last.said_at);
    new.until = last.until;
    new.own_notice_version = last.own_notice.as_ref().map(|(_, version)| version.clone()).unwrap_or_default();
    new.elsewhere = Some((wording, last.language.clone(), record.id.clone()));
    // Who it was, and which support there was, stands in the record elsewhere.
    let there = || format!("see record {}", record.id);
    let said = &last.came_about;
    new.circumstances.capacity.clone_from(&said.capacity);
    if said.witness || new.method == "by-phone" {
        new.circumstances.witness = there();
    }
    if said.capacity == "supported" {
        new.circumstances.support = there();
    }
    if said.capacity == "representative" {
        new.circumstances.representative = there();
        new.circumstances.authority = there();
    }
    super::write_answer((tx, inner), actor, look, look.decide_all(Act::Record), Some(actor.account), &new)
}
