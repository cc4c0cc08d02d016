//! Cases: the list, opening, making, closing, and who has seen the record.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::handlers::consents::{Agency, Consent};
use crate::handlers::sections::Section;
use crate::handlers::tasks::day;
use crate::problem::Problem;
use crate::shown::{Fields, Given, Shown, Statement};
use app::views::{CaseLine, DueLine, KeptLine, NoticeLine, SeenLine};
use app::{CaseOrder, Holder, ListFilter};
use casework::closing::{Codes, LOOK_REASONS, REOPEN_REASONS, code_words};
use casework::{CloseReason, FormSpec, SectionContent, Typed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Line {
    /// Its id.
    id: String,
    /// The person's record.
    person: String,
    /// What people call it.
    reference: String,
    /// The person's name.
    name: Given<String>,
    /// The service, in words.
    service: String,
    /// Whether it is open.
    open: bool,
    /// When it was opened.
    opened_on: String,
    /// Who holds it.
    owner: Option<String>,
    /// What falls due next.
    due: Option<Due>,
}

/// Something that falls due.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Due {
    what: String,
    on: String,
    overdue: bool,
}

impl From<DueLine> for Due {
    fn from(due: DueLine) -> Self {
        Self { what: due.what, on: due.on.to_string(), overdue: due.overdue }
    }
}

impl From<CaseLine> for Line {
    fn from(line: CaseLine) -> Self {
        Self {
            id: line.id.to_string(),
            person: line.person.to_string(),
            reference: line.reference,
            name: line.name.into(),
            service: line.service,
            open: line.open,
            opened_on: line.opened_on.to_string(),
            owner: line.owner,
            due: line.due.map(Due::from),
        }
    }
}

/// A page of cases.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseList {
    cases: Vec<Line>,
    /// How many there are in all that exist for the caller.
    total: u64,
    /// How many of those are overdue.
    overdue: u64,
    /// How many fall due within seven days.
    due_soon: u64,
    /// Where the next page begins: `after`.
    next: Option<String>,
}

/// What the query of a list narrows it to.
pub(crate) fn narrowed(ask: &Ask) -> Result<ListFilter, Problem> {
    let after = ask.query("after");
    if after.is_some_and(|place| !ListFilter::is_place(place)) {
        return Err(Problem::malformed("Give after as it stood in next of the page before"));
    }
    let service = ask.query("service");
    if service.is_some_and(|s| !is_key(s)) {
        return Err(Problem::malformed("Give service by its key, in small letters, figures and hyphens"));
    }
    Ok(ListFilter {
        mine: ask.flag("mine")?,
        service: service.map(str::to_owned),
        closed: ask.flag("closed")?,
        overdue: ask.flag("overdue")?,
        owner: holder(ask.query("owner")).map_err(Problem::malformed)?,
        order: order(ask.query("order")).map_err(Problem::malformed)?,
        after: after.map(str::to_owned),
    })
}

/// Of whom: the id of an account, `team:` and the id of a team, or `nobody`.
pub(crate) fn holder(text: Option<&str>) -> Result<Option<Holder>, &'static str> {
    let words = "Give owner as an account's id, as team: and a team's id, or as nobody";
    text.map(|text| text.parse().map_err(|_| words)).transpose()
}

/// What comes first.
pub(crate) fn order(text: Option<&str>) -> Result<CaseOrder, &'static str> {
    match text {
        None | Some("due") => Ok(CaseOrder::Due),
        Some("newest") => Ok(CaseOrder::Newest),
        Some("oldest") => Ok(CaseOrder::Oldest),
        Some(_) => Err("Give order as due, newest or oldest"),
    }
}

pub(crate) fn list(ask: &Ask) -> Result<Answer, Problem> {
    let found = ask.app().list(ask.actor()?, &narrowed(ask)?)?;
    Answer::json(&CaseList {
        cases: found.lines.into_iter().map(Line::from).collect(),
        total: found.total,
        overdue: found.overdue,
        due_soon: found.due_soon,
        next: found.next,
    })
}

/// Whether a text can be a key of a notice: of a service, a category, a purpose.
pub(crate) fn is_key(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A case to be made.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// The service, by its key.
    service: String,
    /// Where the data comes from: `subject`, or a source of the notice.
    #[serde(default = "subject")]
    source: String,
    /// Category to fields: what the service's form asks.
    sections: BTreeMap<String, Fields>,
}

fn subject() -> String {
    "subject".to_owned()
}

pub(crate) fn create(ask: &Ask) -> Result<Answer, Problem> {
    let actor = ask.actor()?;
    let new: NewCase = ask.body()?;
    let (_, forms) = ask.app().new_case_forms(actor, &new.service).map_err(|e| match e {
        app::AppError::NotFound => {
            Problem::unfit("There is no such service for which you may make cases: check service")
        }
        other => other.into(),
    })?;
    let typed = typed(&forms, &new.sections)?;
    let once = ask.once()?;
    let case = app::NewCase { service: new.service.clone(), typed, source: new.source.clone() };
    let id = ask.app().create_keyed(actor, &case, once.as_ref()).map_err(Problem::of_sections)?;
    Answer::made("cases", &id)
}

/// What the forms would send for these sections.
fn typed(forms: &[FormSpec], sections: &BTreeMap<String, Fields>) -> Result<Typed, Problem> {
    let mut all = Typed::default();
    let mut errors = app::views::FormErrors::default();
    for (category, fields) in sections {
        let Some(form) = forms.iter().find(|f| f.category == *category) else {
            errors.fields.push(casework::FieldError {
                input: String::new(),
                words: "Leave out sections that the service's form does not have, or that you may not record"
                    .to_owned(),
            });
            continue;
        };
        match Typed::of_values(form, &SectionContent::from_pairs(fields.clone()), None) {
            Ok(typed) => all.and(typed),
            Err(wrong) => errors.fields.extend(wrong),
        }
    }
    if errors.fields.is_empty() { Ok(all) } else { Err(Problem::of_sections(app::AppError::Form(errors))) }
}

/// A case, opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Case {
    id: String,
    /// The person's record.
    person: String,
    reference: String,
    name: Given<String>,
    service: String,
    /// The notice that it is worked under.
    notice: NoticeRef,
    /// The purpose for which it was opened, in words.
    purpose: String,
    open: bool,
    opened_on: String,
    closed_on: Option<String>,
    close_reason: Option<String>,
    kept: Vec<Kept>,
    owner: Option<String>,
    due: Vec<Due>,
    sections: Vec<Section>,
    agencies: Vec<Agency>,
    /// What was answered about consent; what is asked stands at the case's consents.
    consents: Vec<Consent>,
    /// Warnings in force, in a few words each.
    warnings: Vec<Shown<String>>,
}

/// A version of a notice.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NoticeRef {
    id: String,
    version: String,
    title: String,
    /// Whether it still rests on assumptions.
    draft: bool,
}

impl From<NoticeLine> for NoticeRef {
    fn from(line: NoticeLine) -> Self {
        Self { id: line.id, version: line.version, title: line.title, draft: line.draft }
    }
}

/// Until when something is kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept {
    what: String,
    sections: Vec<String>,
    until: Option<String>,
    how: String,
    statement: Statement,
}

impl From<KeptLine> for Kept {
    fn from(line: KeptLine) -> Self {
        Self {
            what: line.label,
            sections: line.sections,
            until: line.due.map(|d| d.to_string()),
            how: line.words,
            statement: line.statement.into(),
        }
    }
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().open(ask.actor()?, ask.case()?)?;
    let (closed_on, close_reason) = view.closed.unzip();
    Answer::json(&Case {
        id: view.id.to_string(),
        person: view.person.to_string(),
        reference: view.reference,
        name: view.name.into(),
        service: view.service,
        notice: view.notice.into(),
        purpose: view.purpose,
        open: view.open,
        opened_on: view.opened_on.to_string(),
        closed_on: closed_on.map(|d| d.to_string()),
        close_reason,
        kept: view.kept.into_iter().map(Kept::from).collect(),
        owner: view.owner,
        due: view.due.into_iter().map(Due::from).collect(),
        sections: view.sections.into_iter().map(Section::from).collect(),
        agencies: view.agencies.into_iter().map(Agency::from).collect(),
        consents: view.consents.into_iter().map(Consent::from).collect(),
        warnings: view.warnings.into_iter().map(Shown::from).collect(),
    })
}

/// Why a case is closed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Close {
    /// The reason's code.
    reason: String,
    /// When the youngest child was born that the record is about, where a period counts from it and the record does not say it.
    #[serde(default)]
    birth: Option<String>,
    /// The day of death, if the person has died.
    #[serde(default)]
    death: Option<String>,
    /// The record is about no child.
    #[serde(default)]
    no_child: bool,
}

/// What follows from closing.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Closed {
    kept: Vec<Kept>,
}

pub(crate) fn close(ask: &Ask) -> Result<Answer, Problem> {
    let close: Close = ask.body()?;
    let reason = CloseReason::from_code(&close.reason).ok_or_else(|| {
        let codes: Vec<&str> = CloseReason::ALL.iter().map(|r| r.code()).collect();
        Problem::malformed(format!("Give reason as one of: {}", codes.join(", ")))
    })?;
    let on = |name: &str, text: Option<&String>| text.map(|text| day(name, text)).transpose();
    let (birth, death) = (on("birth", close.birth.as_ref())?, on("death", close.death.as_ref())?);
    let kept =
        ask.app().close(ask.actor()?, ask.case()?, app::Close { reason, birth, death, no_child: close.no_child })?;
    Answer::json(&Closed { kept: kept.into_iter().map(Kept::from).collect() })
}

/// Why a closed case is opened again, or looked at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    /// The reason's code.
    reason: String,
}

/// A reason out of a list.
fn why(ask: &Ask, codes: Codes) -> Result<String, Problem> {
    let why: Why = ask.body()?;
    if code_words(codes, &why.reason).is_none() {
        let codes: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
        return Err(Problem::malformed(format!("Give reason as one of: {}", codes.join(", "))));
    }
    Ok(why.reason)
}

pub(crate) fn reopen(ask: &Ask) -> Result<Answer, Problem> {
    let why = why(ask, REOPEN_REASONS)?;
    ask.app().reopen(ask.actor()?, ask.case()?, &why)?;
    Ok(Answer::done())
}

pub(crate) fn look_at_closed(ask: &Ask) -> Result<Answer, Problem> {
    let why = why(ask, LOOK_REASONS)?;
    ask.app().look_at_closed(ask.actor()?, ask.case()?, &why)?;
    Ok(Answer::done())
}

/// A page of *who has seen this record*.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SeenPage {
    entries: Vec<Seen>,
    /// Where the next page begins: `before`.
    next: Option<String>,
}

impl From<app::SeenView> for SeenPage {
    fn from(view: app::SeenView) -> Self {
        Self { entries: view.lines.into_iter().map(Seen::from).collect(), next: view.next }
    }
}

/// One entry.
#[derive(Serialize, JsonSchema)]
struct Seen {
    /// The entry's id, to ask for its proof.
    entry: String,
    /// When, in universal time.
    at: String,
    who: String,
    acting: String,
    what: String,
    purpose: String,
    released: Vec<String>,
    withheld: Vec<String>,
    statements: Vec<Statement>,
    /// The notice, `id@version`.
    notice: String,
}

impl From<SeenLine> for Seen {
    fn from(line: SeenLine) -> Self {
        Self {
            entry: line.entry,
            at: line.at.rfc3339(),
            who: line.who,
            acting: line.acting,
            what: line.what,
            purpose: line.purpose,
            released: line.released,
            withheld: line.withheld,
            statements: line.statements.into_iter().map(Statement::from).collect(),
            notice: line.notice,
        }
    }
}

pub(crate) fn seen(ask: &Ask) -> Result<Answer, Problem> {
    let before = ask.query("before");
    if before.is_some_and(|b| b.parse::<kernel::EntryId>().is_err()) {
        return Err(Problem::malformed("Give before as it stood in next of the page before"));
    }
    let view = ask.app().seen(ask.actor()?, ask.case()?, before)?;
    Answer::json(&SeenPage::from(view))
}
