//! The work on a record: reasons and decisions, things to do, requests about it, and who looked.

use super::around::{Of, all_of, day, opened, words_of};
use super::gather::Gathering;
use crate::actor::Actor;
use crate::error::AppError;
use crate::outside::{ON_LEDGER, TOLD};
use crate::portal::PortalEnvelope;
use crate::requests::CLASS;
use crate::seen::bare_line;
use crate::shares::{Silent, TELL, body_of};
use ::rights::{Kind, Mark, Part, StepKind};
use casework::SectionContent;
use casework::happening::task_words;
use disclosure::{OpenError, Sealed};
use kernel::{RequestId, Timestamp, london_date};
use store::{Draft, FactRecord, PortalAccount, RetentionDecision, Share, SharePart, ShareStep, Tx, decision_place};

/// How much of a ledger is read at a time.
const PAGE: u32 = 500;

/// Reasons that somebody wrote down to look or to pass on, and decisions about how long the record is kept.
pub(super) fn reasons(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    facts: &[FactRecord],
    decisions: &[RetentionDecision],
) -> Result<(), AppError> {
    for fact in facts {
        let Some(sealed) = &fact.sealed else { continue };
        let covert = at.silent.keeps(at.look, (&fact.party, ""), &[]);
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
    shares: &[(Share, Vec<SharePart>, Vec<ShareStep>)],
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
    let untold = shares.iter().any(|(s, ..)| ["not-yet", "withheld"].contains(&s.told.as_str()));
    for task in tx.tasks(at.case())? {
        // That there is something to tell them tells them of it.
        let marks = if untold && task.kind == TELL { vec![Mark::Crime] } else { Vec::new() };
        let state = match (&task.withdrawn, task.done_at) {
            (Some(why), _) => format!("withdrawn ({})", crate::work::tasks::withdrawn_words(why)),
            (None, Some(_)) => "done".to_owned(),
            (None, None) => "open".to_owned(),
        };
        let when = day(task.made_at.or(task.done_at).unwrap_or(at.look.case.created_at));
        let by = at.author(tx, task.made_by)?;
        if let Some(text) = at.plain("", format!("Due {}; {state}", clocks::date_words(task.due_on))) {
            let of = Of { marks, ..of("Something to do", task_words(&task.kind), when, by) };
            at.add(&format!("t/{}", task.id), of, text);
        }
    }
    let silent = Silent::of(tx, at.look, |share| share.told == "not-yet")?;
    for party in tx.case_parties(&[at.case()])? {
        // Who works with the person on account of something they are not told of tells of it.
        let marks = if silent.is_of(&party.party) { vec![Mark::Crime] } else { Vec::new() };
        let name = if party.party.starts_with(crate::portal::REPRESENTATIVE) {
            "Somebody who acts for the person".to_owned()
        } else {
            at.body(tx, &party.party)?
        };
        let until = party.until.map_or_else(String::new, |on| format!(" until {}", clocks::date_words(on)));
        let when = clocks::date_words(party.since);
        if let Some(text) = at.plain("", format!("{name}, from {when}{until}")) {
            let label = "Who works with the person".to_owned();
            let of = Of { marks, ..of("Agency", label, when, String::new()) };
            at.add(&format!("a/{}", party.id), of, text);
        }
    }
    // What is typed into another form of the case is of no section, and is not the record's yet.
    for draft in drafts.iter().filter(|d| !crate::drafts::is_other(d)) {
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
        let text = envelope.map(|e| {
            [e.name, e.way, e.authority, e.language]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        });
        at.add(&format!("o/{}", account.id), of, text);
    }
    Ok(())
}

/// What others asked to be told of the person, and what was decided about it. Before somebody has said that they may know, they do not learn of it.
pub(super) fn asked_from_outside(tx: &mut Tx<'_>, actor: &Actor, at: &mut Gathering<'_>) -> Result<(), AppError> {
    let Some(category) = at.category("") else { return Ok(()) };
    for row in tx.outside_requests_about(at.case())? {
        let ring = tx.ring(&[(row.person, row.record_class.as_str())])?;
        let detail = format!("{ON_LEDGER}{}", row.id);
        let recorded = at.apart(tx, actor, (row.person, category), &detail)?;
        let of = |label: &str| Of {
            part: Part::Work,
            category: "",
            heading: format!("Asked from outside: {}", row.body),
            label: label.to_owned(),
            when: clocks::date_words(row.received_on),
            by: String::new(),
            // Who asked there, and about whom else, is somebody else's.
            marks: vec![if row.told == TOLD { Mark::ThirdParty } else { Mark::Crime }],
        };
        if let Some(content) = opened::<SectionContent>(&recorded, category, row.place(), &row.sealed, &ring)? {
            let words = |id: &str| id.replace('-', " ");
            at.add(&format!("u/{}", row.id), of("What was asked"), content.map(|c| all_of(c, words)));
        }
        let Some(sealed) = &row.decision_sealed else { continue };
        if let Some(why) = opened::<String>(&recorded, category, row.decision_place(), sealed, &ring)? {
            at.add(&format!("ud/{}", row.id), of("What was decided, and why"), why);
        }
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
    let mut groups: Vec<Lookers> = Vec::new();
    let mut tags = at.ring.subject_tags(person, case);
    tags.extend(crate::inbound::tags_before(tx, case)?);
    for tag in tags {
        let mut before = None;
        loop {
            let rows = tx.entries_about(tag, before, PAGE)?;
            let Some(last) = rows.last() else { break };
            before = Some(last.entry.id);
            for row in &rows {
                let body = body_of(tx, &row.entry)?;
                let statements: Vec<&str> = row.entry.statements.iter().map(String::as_str).collect();
                let covert = at.silent.keeps(at.look, (&body, &row.entry.detail), &statements);
                // Its detail names bodies and requests: that stands in the part of the copy that is about those.
                let line = bare_line(tx, at.inner, &at.look.notice, &row.entry, "")?;
                let who = match (line.acting.as_str(), line.who.strip_prefix("The system")) {
                    ("", Some(_)) => "The system".to_owned(),
                    ("", None) => "The person".to_owned(),
                    _ if at.keeps_quiet(&row.entry.principal) => crate::seen::UNNAMED.to_owned(),
                    (acting, _) => acting.to_owned(),
                };
                let shown =
                    if line.released.is_empty() { String::new() } else { format!(": {}", line.released.join(", ")) };
                let purpose = if line.purpose.is_empty() { String::new() } else { format!(" ({})", line.purpose) };
                let said = format!("{}{purpose}{shown}", line.what);
                let key = if body.is_empty() { "system" } else { body.as_str() };
                let group = match groups.iter().position(|g| g.key == key && g.covert == covert) {
                    Some(at) => groups.get_mut(at),
                    None => {
                        groups.push(Lookers { key: key.to_owned(), who, covert, looks: Vec::new() });
                        groups.last_mut()
                    }
                };
                if let Some(group) = group {
                    group.add(line.at, said);
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
    }
    for group in groups {
        let times: usize = group.looks.iter().map(|l| l.times).sum();
        let of = Of {
            part: Part::Looked,
            category: "",
            heading: "Who looked".to_owned(),
            label: group.who,
            when: if times == 1 { "Once".to_owned() } else { format!("{times} times") },
            by: String::new(),
            marks: if group.covert { vec![Mark::Crime] } else { Vec::new() },
        };
        let lines: Vec<String> = group.looks.iter().map(Looks::words).collect();
        if let Some(text) = at.plain("", lines.join("\n")) {
            at.add(&format!("l/{}{}", if group.covert { "x/" } else { "" }, group.key), of, text);
        }
    }
    Ok(())
}

/// Everybody of one role or body who looked.
struct Lookers {
    key: String,
    who: String,
    covert: bool,
    looks: Vec<Looks>,
}

/// The same look on one day, however often.
struct Looks {
    last: Timestamp,
    said: String,
    times: usize,
}

impl Lookers {
    fn add(&mut self, at: Timestamp, said: String) {
        let on = london_date(at);
        match self.looks.iter_mut().find(|l| london_date(l.last) == on && l.said == said) {
            Some(same) => {
                same.last = same.last.max(at);
                same.times += 1;
            }
            None => self.looks.push(Looks { last: at, said, times: 1 }),
        }
    }
}

impl Looks {
    fn words(&self) -> String {
        match self.times {
            1 => format!("{}: {}", self.last.words(), self.said),
            n => format!("{}, {n} times: {}", day(self.last), self.said),
        }
    }
}
