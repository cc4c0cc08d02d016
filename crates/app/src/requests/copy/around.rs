//! What is held besides the sections: entries, documents, messages, what came in, permissions, what was passed on, reasons and
//! decisions, things to do, requests, and who looked.

use super::gather::{CopyPassage, Gathering, Words};
use super::marks::Whose;
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::consent::{Circumstances, circumstances_category};
use crate::error::AppError;
use crate::messages::class_of;
use crate::portal::{PortalEnvelope, held_back};
use crate::requests::CLASS;
use crate::seen::line as seen_line;
use crate::shares::ShownRow;
use ::rights::{Kind, Mark, Part, StepKind};
use casework::SectionContent;
use casework::happening::{kind, kind_words, task_words};
use disclosure::{Ask, Disclosed, EntryHead, OpenError, Recorded, Sealed};
use kernel::{AccountId, EntryId, PersonId, RequestId, Timestamp, london_date};
use ledger::Action;
use messages::Filled;
use notice::model::{Act, CategoryIx};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sharing::ShareState;
use store::{
    ConsentDetail, ConsentTold, DocumentState, Draft, FactRecord, Happening, Inbound, InboundPart, Message,
    PortalAccount, RetentionDecision, Share, SharePart, ShareStep, Tx, decision_place, message_place,
};

/// How much of a ledger is read at a time.
const PAGE: u32 = 500;

/// What is the same of most passages.
struct Of<'a> {
    part: Part,
    category: &'a str,
    heading: String,
    label: String,
    when: String,
    by: String,
    marks: Vec<Mark>,
}

impl Gathering<'_> {
    fn add(&mut self, place: &str, of: Of<'_>, text: impl Into<Words>) {
        let mut marks = of.marks;
        if matches!(self.whose, Whose::Member(_)) && !marks.contains(&Mark::OtherPerson) {
            marks.push(Mark::OtherPerson);
        }
        let passage = CopyPassage {
            place: self.place(place),
            case: self.case(),
            part: of.part,
            category: of.category.to_owned(),
            heading: of.heading,
            label: of.label,
            when: of.when,
            source: None,
            by: of.by,
            text: text.into(),
            marks,
            document: None,
        };
        self.push(passage);
    }
    fn author(&self, tx: &mut Tx<'_>, by: Option<AccountId>) -> Result<String, AppError> {
        match by {
            Some(account) => self.inner.account_name(tx, account),
            None => Ok("the system".to_owned()),
        }
    }
    /// Something of a person of its own: a referral that came in, a request. Decided by itself, as the record is.
    fn apart(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        (person, category): (PersonId, CategoryIx),
        detail: &str,
    ) -> Result<Recorded, AppError> {
        let look = self.look;
        let asks = [Ask { category, facts: look.facts(category) }];
        let decision =
            look.notice.gate.decide_in(&look.case.service, person, look.principal, Act::See, look.purpose, &asks);
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action: Action::Open,
            subjects: look.tag(self.ring),
            detail: detail.to_owned(),
        };
        let receipt = tx.append(&decision.to_entry(&look.notice.gate, &actor.caller, head))?;
        Ok(decision.recorded(&receipt))
    }
}

fn opened<T: DeserializeOwned>(
    recorded: &Recorded,
    category: CategoryIx,
    place: disclosure::Place,
    sealed: &[u8],
    ring: &sealing::KeyRing,
) -> Result<Option<Disclosed<T>>, AppError> {
    let Some(grant) = recorded.grant(category) else { return Ok(None) };
    match Sealed::<T>::new(place, category, sealed.to_vec()).open(&grant, ring) {
        Ok(content) => Ok(Some(content)),
        Err(OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

fn day(at: Timestamp) -> String {
    clocks::date_words(london_date(at))
}

/// A code as words.
fn words_of(id: &str) -> String {
    task_words(id)
}

fn all_of(content: SectionContent, asked: impl Fn(&str) -> String) -> String {
    let lines = content.fields.iter().filter(|(_, text)| !text.trim().is_empty());
    let many = content.fields.len() > 1;
    let line = |(id, text): (&String, &String)| if many { format!("{}: {text}", asked(id)) } else { text.clone() };
    lines.map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn items(tx: &mut Tx<'_>, at: &mut Gathering<'_>, items: &[Happening]) -> Result<(), AppError> {
    let warnings = tx.warnings(at.case())?;
    for item in items {
        let asked = |field: &str| {
            let known = kind(&item.kind).and_then(|k| k.asks.iter().find(|a| a.id == field));
            known.map_or_else(|| words_of(field), |a| a.label.to_owned())
        };
        let Some(content) = at.open::<SectionContent>(&item.category, item.place(), &item.sealed)? else { continue };
        let document = item.kind == "document";
        let current = item.superseded_at.is_none();
        let mut marks = Vec::new();
        if item.third_party {
            marks.push(Mark::ThirdParty);
        }
        if item.staff_only {
            marks.push(Mark::StaffOnly);
        }
        if warnings.iter().any(|w| w.id == item.id && w.told_on.is_none()) {
            marks.push(Mark::Untold);
        }
        if matches!(at.whose, Whose::Member(_)) {
            marks.push(Mark::OtherPerson);
        }
        let kept = match (document, current) {
            (true, true) => tx.document(item.id)?.filter(|d| d.state == DocumentState::Kept).map(|d| d.id),
            _ => None,
        };
        let named = kind_words(&item.kind);
        let passage = CopyPassage {
            place: at.place(&format!("i/{}/{}", item.id, item.version)),
            case: at.case(),
            part: if document { Part::Documents } else { Part::Entries },
            category: item.category.clone(),
            heading: at.look.notice.category_label(&item.category),
            label: if current { named.to_owned() } else { format!("{named}, as it was written at first") },
            when: item.happened_at.words(),
            source: None,
            by: at.author(tx, item.author)?,
            text: Words::Opened(content.map(|content| all_of(content, asked))),
            marks,
            document: kept,
        };
        at.push(passage);
    }
    Ok(())
}

/// What is sealed of a message.
#[derive(Deserialize)]
struct Sent {
    to: String,
    says: Filled,
}

pub(super) fn messages(tx: &mut Tx<'_>, at: &mut Gathering<'_>, messages: &[Message]) -> Result<(), AppError> {
    let class = class_of(at.case());
    for message in messages {
        let category = message.categories.first().cloned().unwrap_or_else(|| "contact".to_owned());
        let place = message_place(message.id, message.person, &class);
        let Some(sent) = at.open::<Sent>(&category, place, &message.sealed)? else { continue };
        let of = Of {
            part: Part::Messages,
            category: &category,
            heading: format!("Message by {}", message.channel),
            label: if message.sent_at.is_some() { "Sent" } else { "Written and not sent" }.to_owned(),
            when: message.queued_at.words(),
            by: at.author(tx, Some(message.sender))?,
            marks: Vec::new(),
        };
        let text = sent.map(|s| {
            [format!("To: {}", s.to), s.says.subject, s.says.body]
                .into_iter()
                .filter(|t| !t.trim().is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        });
        at.add(&format!("m/{}", message.id), of, text);
    }
    Ok(())
}

/// What came in and led to the record. Who referred is held apart: a look of its own, and a passage of its own.
pub(super) fn came_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    at: &mut Gathering<'_>,
    inbound: &[(Inbound, Vec<InboundPart>)],
) -> Result<(), AppError> {
    for (row, parts) in inbound {
        for part in parts {
            let Some(category) = at.category(&part.category) else { continue };
            let detail = format!("referral {} that came in: {}", row.id, part.part);
            let recorded = at.apart(tx, actor, (part.person, category), &detail)?;
            let content = opened::<SectionContent>(&recorded, category, part.place(), &part.sealed, at.ring)?;
            let Some(content) = content else { continue };
            let referrer = part.part == "referrer";
            let of = Of {
                part: Part::CameIn,
                category: &part.category,
                heading: "Referral that came in".to_owned(),
                label: if referrer { "Who referred" } else { "What it said" }.to_owned(),
                when: row.received_at.words(),
                by: row.body.clone().unwrap_or_default(),
                marks: if referrer { vec![Mark::Referrer] } else { Vec::new() },
            };
            at.add(&format!("r/{}/{}", row.id, part.part), of, content.map(|c| all_of(c, words_of)));
        }
    }
    Ok(())
}

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
        recipient_name(tx, &at.look.notice, party)
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
        let party = recipient_name(tx, &at.look.notice, &share.party)?;
        let marks = if held_back(at.look, &share.party, &[]) || share.told == "withheld" {
            vec![Mark::Crime]
        } else if share.told == "not-yet" {
            vec![Mark::Untold]
        } else {
            Vec::new()
        };
        let when = share.sent_at.unwrap_or(share.asked_at).words();
        let heading = format!("For {party}");
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
            let label = format!("What they were given: {}", at.look.notice.category_label(&part.category));
            let text = sent
                .map(|s| s.rows.into_iter().map(|r| format!("{}: {}", r.label, r.text)).collect::<Vec<_>>().join("\n"));
            at.add(&format!("p/{}/{}", share.id, part.id), of(&part.category, &label, String::new()), text);
        }
        for step in steps {
            let Some(sealed) = &step.sealed else { continue };
            let Some(content) = at.open::<SectionContent>(&share.about, step.place(), sealed)? else { continue };
            let by = at.author(tx, step.account)?;
            let label = format!("What was written: {}", words_of(&step.step).to_lowercase());
            let text = content.map(|c| all_of(c, words_of));
            at.add(&format!("p/{}/{}", share.id, step.id), of(&share.about, &label, by), text);
        }
    }
    Ok(())
}

/// Reasons that somebody wrote down to look or to pass on, and decisions about how long the record is kept.
pub(super) fn reasons(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    facts: &[FactRecord],
    decisions: &[RetentionDecision],
) -> Result<(), AppError> {
    for fact in facts {
        let Some(sealed) = &fact.sealed else { continue };
        let covert = held_back(at.look, &fact.party, &[]);
        let Some(content) = at.open::<SectionContent>("", fact.place(), sealed)? else { continue };
        let by = at.author(tx, fact.recorded_by)?;
        let of = Of {
            part: Part::Work,
            category: "",
            heading: "Reason that was written down".to_owned(),
            label: format!(
                "{}, to {}",
                at.look.notice.principal_label(fact.party.split('/').next().unwrap_or_default()),
                at.look.notice.purpose_label(&fact.purpose)
            ),
            when: fact.recorded_at.words(),
            by,
            marks: if covert { vec![Mark::Crime] } else { Vec::new() },
        };
        at.add(&format!("f/{}", fact.id), of, content.map(|c| all_of(c, words_of)));
    }
    let person = at.look.case.person;
    for decision in decisions {
        let Some(sealed) = &decision.sealed else { continue };
        let Some(category) = at.category("") else { continue };
        let Some(grant) = at.recorded.grant(category) else { continue };
        let place = decision_place(decision.id, person, &decision.class);
        let words = match Sealed::<Vec<u8>>::new(place, category, sealed.clone()).open_bytes(&grant, at.ring) {
            Ok(bytes) => bytes.map(|b| String::from_utf8_lossy(&b).into_owned()),
            Err(OpenError::Erased) => continue,
            Err(e) => return Err(AppError::Fault(e.to_string())),
        };
        let of = Of {
            part: Part::Work,
            category: "",
            heading: "How long the record is kept".to_owned(),
            label: words_of(decision.kind.id()),
            when: decision.asked_at.words(),
            by: at.author(tx, Some(decision.asked_by))?,
            marks: Vec::new(),
        };
        at.add(&format!("k/{}", decision.id), of, words);
    }
    Ok(())
}

/// Things to do, who works with the person, what somebody typed and did not save, who can log in to the person's own page.
pub(super) fn work(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    drafts: &[Draft],
    accounts: &[PortalAccount],
) -> Result<(), AppError> {
    let of = |heading: &str, label: String, when: String, by: String| Of {
        part: Part::Work,
        category: "",
        heading: heading.to_owned(),
        label,
        when,
        by,
        marks: Vec::new(),
    };
    for task in tx.tasks(at.case())? {
        let state = if task.done_at.is_some() { "done" } else { "open" };
        let when = day(task.made_at.or(task.done_at).unwrap_or(at.look.case.created_at));
        let by = at.author(tx, task.made_by)?;
        if let Some(text) = at.plain("", format!("Due {}; {state}", clocks::date_words(task.due_on))) {
            at.add(&format!("t/{}", task.id), of("Something to do", task_words(&task.kind), when, by), text);
        }
    }
    for party in tx.case_parties(&[at.case()])? {
        let name = if party.party.starts_with(crate::portal::REPRESENTATIVE) {
            "Somebody who acts for the person".to_owned()
        } else {
            recipient_name(tx, &at.look.notice, &party.party)?
        };
        let until = party.until.map_or_else(String::new, |on| format!(" until {}", clocks::date_words(on)));
        let when = clocks::date_words(party.since);
        if let Some(text) = at.plain("", format!("{name}, from {when}{until}")) {
            let label = "Who works with the person".to_owned();
            at.add(&format!("a/{}", party.id), of("Agency", label, when, String::new()), text);
        }
    }
    for draft in drafts {
        let Some(sealed) = &draft.sealed else { continue };
        let typed = at.open::<Vec<(String, String)>>(&draft.category, draft.place(), sealed)?;
        let Some(typed) = typed else { continue };
        let mut of = of(
            "Typed and not saved",
            at.look.notice.category_label(&draft.category),
            draft.saved_at.words(),
            at.author(tx, Some(draft.account))?,
        );
        of.category = &draft.category;
        let text = typed.map(|pairs| {
            let told = pairs.iter().filter(|(name, text)| name.contains('.') && !text.trim().is_empty());
            told.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
        });
        at.add(&format!("d/{}", draft.id), of, text);
    }
    for account in accounts {
        let Some(sealed) = &account.sealed else { continue };
        let Some(envelope) = at.open::<PortalEnvelope>("", account.place(), sealed)? else { continue };
        let own = account.kind == "subject";
        let label = if own { "The person’s own page" } else { "Somebody who acts for the person" };
        let mut of = of(
            "Who can log in",
            label.to_owned(),
            account.invited_at.words(),
            at.author(tx, Some(account.invited_by))?,
        );
        if !own {
            of.marks = vec![Mark::ThirdParty];
        }
        let text = envelope
            .map(|e| [e.name, e.way, e.authority].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n"));
        at.add(&format!("o/{}", account.id), of, text);
    }
    Ok(())
}

/// The requests about the record, this one too: what was asked, and what was written about it.
pub(super) fn requests(
    tx: &mut Tx<'_>,
    actor: &Actor,
    at: &mut Gathering<'_>,
    this: RequestId,
) -> Result<(), AppError> {
    let Some(category) = at.category("") else { return Ok(()) };
    for request in tx.requests_of_case(at.case())? {
        let Some(asked) = Kind::from_id(&request.kind) else { continue };
        let ring = tx.ring(&[(request.person, CLASS)])?;
        let detail = format!("request {}", request.reference);
        let recorded = at.apart(tx, actor, (request.person, category), &detail)?;
        let regulator = asked == Kind::Regulator;
        let of = |label: &str, when: String, marks: Vec<Mark>| Of {
            part: Part::Work,
            category: "",
            heading: format!("Request about data: {}", asked.label().to_lowercase()),
            label: label.to_owned(),
            when,
            by: String::new(),
            marks,
        };
        let came = clocks::date_words(request.received_on);
        let staff = if regulator { vec![Mark::StaffOnly] } else { Vec::new() };
        if let Some(content) = opened::<SectionContent>(&recorded, category, request.place(), &request.sealed, &ring)? {
            let text = content.map(|c| all_of(c, words_of));
            at.add(&format!("q/{}", request.id), of("What was asked", came, staff), text);
        }
        // What is written down while this very request is answered is not finished.
        if request.id == this {
            continue;
        }
        for step in tx.steps_of(request.id)? {
            let Some(sealed) = &step.sealed else { continue };
            let Some(kind) = StepKind::from_id(&step.step) else { continue };
            let Some(words) = opened::<String>(&recorded, category, step.place(), sealed, &ring)? else { continue };
            let inner = matches!(kind, StepKind::Noted | StepKind::CopySentBack);
            let marks = if inner || regulator { vec![Mark::StaffOnly] } else { Vec::new() };
            let when = clocks::date_words(step.on_day);
            at.add(&format!("q/{}/{}", request.id, step.id), of(kind.words(), when, marks), words);
        }
    }
    Ok(())
}

/// Who looked at the record, when, for what, and what they were shown: by the role or body, never a member of staff by name.
pub(super) fn looked(tx: &mut Tx<'_>, at: &mut Gathering<'_>) -> Result<(), AppError> {
    let (person, case) = (at.look.case.person, at.case());
    let mut groups: Vec<(String, String, bool, Vec<String>)> = Vec::new();
    for tag in at.ring.subject_tags(person, case) {
        let mut before = None;
        loop {
            let rows = tx.entries_about(tag, before, PAGE)?;
            let Some(last) = rows.last() else { break };
            before = Some(last.entry.id);
            for row in &rows {
                let statements: Vec<&str> = row.entry.statements.iter().map(String::as_str).collect();
                let covert = held_back(at.look, &row.entry.principal, &statements);
                let line = seen_line(tx, at.inner, &at.look.notice, &row.entry)?;
                // What is in brackets names bodies and requests: it stands in the part of the copy that is about those.
                let what = line.what.split(" (").next().unwrap_or_default();
                let who = match (line.acting.as_str(), line.who.strip_prefix("The system")) {
                    ("", Some(_)) => "The system".to_owned(),
                    ("", None) => "The person".to_owned(),
                    (acting, _) => acting.to_owned(),
                };
                let shown =
                    if line.released.is_empty() { String::new() } else { format!(": {}", line.released.join(", ")) };
                let purpose = if line.purpose.is_empty() { String::new() } else { format!(" ({})", line.purpose) };
                let text = format!("{}: {what}{purpose}{shown}", line.at.words());
                let key = if row.entry.principal.is_empty() { "system" } else { row.entry.principal.as_str() };
                match groups.iter_mut().find(|(k, _, c, _)| k == key && *c == covert) {
                    Some((.., lines)) => lines.push(text),
                    None => groups.push((key.to_owned(), who, covert, vec![text])),
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
    }
    for (key, who, covert, lines) in groups {
        let of = Of {
            part: Part::Looked,
            category: "",
            heading: "Who looked".to_owned(),
            label: who,
            when: format!("{} times", lines.len()),
            by: String::new(),
            marks: if covert { vec![Mark::Crime] } else { Vec::new() },
        };
        if let Some(text) = at.plain("", lines.join("\n")) {
            at.add(&format!("l/{}{key}", if covert { "x/" } else { "" }), of, text);
        }
    }
    Ok(())
}
