//! Data for a study. A notice's statement says who gets what for it; an agreement that is limited to research says so too; one person
//! asks, another approves, and the recipient takes the file once, encrypted for their certificate. It is made at that moment, by the
//! gate's word on each person then, so that whoever objects until then is not in it; what was decided is on each person's ledger before
//! it leaves. It is kept nowhere, and nothing on a case says that it was in one. It does not come back.

mod ended;

pub(crate) use ended::tell_of_files;

use crate::actor::Actor;
use crate::agreements::Held;
use crate::cases::parts::{recipient_name, ring};
use crate::error::AppError;
use crate::login::note;
use crate::look::{Look, Toward};
use crate::notices::Published;
use crate::shares::kept_by;
use crate::{App, Inner};
use casework::SectionContent;
use casework::counts::{FEWEST, SMALLEST};
use data_encoding::HEXLOWER;
use disclosure::{Decision, Disclosed};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{ShareId, Timestamp, csv_cell, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, FieldInfo};
use notice::source::{Disclose, FieldKind, Form, Need};
use sha2::{Digest as _, Sha256};
use signing::Envelope;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Agreement, Case, CaseFilter, CaseState, MarkKind, Section, StudyRelease, StudyState, StudyStep, Tx};

/// The first column of every file for a study: a file that has it is never taken in.
pub const RESEARCH_ONLY: &str = "Key (research only)";
/// The heads of the last columns: what a row was made under.
pub const MADE_UNDER: [&str; 3] = ["Gateway in law", "Accredited purpose", "How people are kept from being known"];
/// What an entry of the ledger has before the sources of what went, and between them.
const FROM: &str = "; from: ";
const BETWEEN: &str = "; ";
/// How long a project's name may be.
const LONGEST_PROJECT: usize = 200;
/// For how many years at most a recipient may keep a file.
const LONGEST_HELD: i64 = 10;
/// The most cases of a notice for which a file is made at once.
const MOST: u32 = 20_000;

/// A study for which a release can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyChoice {
    /// The disclosure of the notice, and the agreement: what a form sends.
    pub id: String,
    /// The recipient, the purpose and the agreement, in words.
    pub words: String,
}

/// What a release is asked for with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewStudy {
    /// One of [`Studies::choices`].
    pub choice: String,
    /// The project, as whoever accredited it calls it.
    pub project: String,
    /// The recipient's certificate, in PEM: the file is encrypted for it.
    pub certificate: String,
    /// The last day by which the recipient has to have deleted it.
    pub delete_by: Option<Date>,
}

/// A release, for those who ask and approve, and for whoever takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyLine {
    /// The release.
    pub release: StudyRelease,
    /// To whom, in words.
    pub to: String,
    /// For what, in words.
    pub purpose: String,
    /// What is in it, in words.
    pub items: Vec<String>,
    /// Who asked and who decided, by name.
    pub by: (String, Option<String>),
    /// SHA-256 of the certificate that it is encrypted for: what both sides compare. None of releases from before it was asked.
    pub certificate: Option<String>,
    /// Why the recipient has to delete it now, if it has it and has to.
    pub to_go: Option<&'static str>,
    /// Of how many people it would be today; for those who decide only.
    pub people: Option<usize>,
    /// The cases whose address is kept hidden: it is left out unless somebody has looked at it and let it go. For those who decide only.
    pub hidden: Vec<String>,
    /// Whether the actor may decide about it.
    pub may_decide: bool,
}

/// Studies as those who ask and approve see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Studies {
    /// For which a release can be asked today.
    pub choices: Vec<StudyChoice>,
    /// What was asked for, the newest first.
    pub lines: Vec<StudyLine>,
}

/// Refuses a file that was made for a study: by its first column, wherever that stands now.
pub(crate) fn not_for_research(columns: &[String]) -> Result<(), AppError> {
    if columns.iter().any(|c| c.trim().eq_ignore_ascii_case(RESEARCH_ONLY)) {
        let words = "This file was made for research only, and does not come back: take another";
        return Err(AppError::Refused(words.to_owned()));
    }
    Ok(())
}

/// Where what went for a study had come from, as its entry of the ledger says; nothing of any other entry.
pub(crate) fn sources_in(detail: &str) -> Vec<String> {
    let said = detail.strip_prefix("study ").and_then(|rest| rest.split_once(FROM));
    said.map_or_else(Vec::new, |(_, from)| from.split(BETWEEN).map(str::to_owned).collect())
}

/// To whom the file of a release went.
pub(crate) fn went_to(tx: &mut Tx<'_>, release: ShareId) -> Result<Option<String>, AppError> {
    Ok(tx.study_release(release)?.map(|r| r.party))
}

/// The disclosures of a notice for studies: records of people go, and nobody decides about them with it.
fn studies(notice: &Published) -> impl Iterator<Item = (&String, &Disclose)> {
    let records = |flow: &Disclose| matches!(flow.form, Form::Identifiable | Form::Pseudonymised);
    let own = |flow: &Disclose| flow.to.iter().any(|to| to == "subject");
    notice.compiled.merged.disclose.iter().filter(move |(_, flow)| flow.no_decisions && records(flow) && !own(flow))
}

/// The agreements in force that are limited to studies and cover one: by disclosure, recipient and reference.
fn covered(tx: &mut Tx<'_>, notice: &Published) -> Result<Vec<(String, String, String)>, AppError> {
    let now = tx.now();
    let purposes: BTreeSet<&str> = studies(notice).map(|(_, flow)| flow.purpose.as_str()).collect();
    let held: Vec<Held> = tx.agreements(&notice.compiled.id)?.iter().map(|row| Held::of(row, now)).collect();
    let mut found = Vec::new();
    for (id, flow) in studies(notice) {
        for held in held.iter().filter(|h| h.standing.is_live() && h.terms.purposes.contains(&flow.purpose)) {
            let research_only = held.terms.purposes.iter().all(|p| purposes.contains(p.as_str()));
            let principal = held.terms.party.split('/').next().unwrap_or_default();
            if research_only && flow.to.iter().any(|to| to == principal) {
                found.push((id.clone(), held.terms.party.clone(), held.reference.clone()));
            }
        }
    }
    Ok(found)
}

/// The categories of a disclosure, in the notice's order.
fn categories(notice: &Published, flow: &Disclose) -> Vec<CategoryIx> {
    let named = |id: &str| flow.categories.iter().any(|c| c == id || c == "*") && !flow.except.iter().any(|c| c == id);
    notice.all.iter().copied().filter(|c| named(notice.category_id(*c))).collect()
}

/// What a file has columns for: category, question, words. Under codes instead of identifiers, only what is chosen from a list goes.
fn columns(notice: &Published, flow: &Disclose) -> Vec<(String, FieldKind, String)> {
    let mut columns = Vec::new();
    for category in categories(notice, flow) {
        let Some(info) = notice.compiled.categories.get(usize::from(category.0)) else { continue };
        for field in info.fields.iter() {
            let listed = matches!(field.kind, FieldKind::Choice | FieldKind::Choices | FieldKind::YesNo);
            if flow.form == Form::Identifiable || (listed && field.rows().is_none()) {
                columns.push((format!("{}.{}", info.id, field.id), field.kind, field.label.clone()));
            }
        }
    }
    columns
}

/// Whether a person is in the file of a release: the case as it stands before the recipient, and what the gate says. `None`: not in it.
fn included(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    release: &StudyRelease,
    case: Case,
) -> Result<Option<(Look, Decision, Vec<Section>)>, AppError> {
    let notice = inner.published(tx, case.notice_version)?;
    let Some(flow) = notice.compiled.merged.disclose.get(&release.flow) else { return Ok(None) };
    let items: Vec<String> = columns(&notice, flow).into_iter().map(|(item, _, _)| item).collect();
    // Somebody else has approved the release.
    let approved = flow.needs.contains(&Need::Approval).then(|| "approval".to_owned());
    let facts: Vec<String> = approved.into_iter().collect();
    let to = Toward {
        party: &release.party,
        purpose: &release.purpose,
        facts: &facts,
        items: &items,
        linked: false,
        enrolled: false,
        country: None,
    };
    let id = case.id;
    let Some(them) = Look::toward(tx, inner, actor, case, &to)? else { return Ok(None) };
    // What has no column goes to nobody.
    let has = |category: &str, item: &str| item.strip_prefix(category).is_some_and(|rest| rest.starts_with('.'));
    let mut wanted = categories(&them.notice, flow);
    wanted.retain(|c| items.iter().any(|item| has(them.notice.category_id(*c), item)));
    let decision = them.decide(Act::See, &wanted);
    let released: Vec<CategoryIx> = wanted.iter().copied().filter(|c| decision.releases(*c)).collect();
    let names: Vec<&str> = released.iter().map(|c| them.notice.category_id(*c)).collect();
    let sections = if names.is_empty() { Vec::new() } else { tx.sections_of(&[id], &names)? };
    // Of whom nothing is known but who they are, there is nothing to study: unless that is all that the study is told.
    let tells = |c: &CategoryIx| !them.notice.well_known.holds_identity(*c);
    let telling: Vec<&str> = released.iter().filter(|c| tells(c)).map(|c| them.notice.category_id(*c)).collect();
    let there = |s: &Section| telling.contains(&s.category.as_str()) || !wanted.iter().any(tells);
    // Who is to be in it by the notice is known by what stands there, whether or not the recipient is told that.
    if let Some(by) = &flow.included_by
        && tx.sections_of(&[id], &[by.as_str()])?.is_empty()
    {
        return Ok(None);
    }
    Ok(sections.iter().any(there).then_some((them, decision, sections)))
}

/// The open cases of a notice; none when there are more than a file is made of.
fn some_cases(tx: &mut Tx<'_>, notice_id: &str) -> Result<Option<Vec<Case>>, AppError> {
    let filter = CaseFilter {
        notice_versions: tx.versions_of(notice_id)?,
        state: Some(CaseState::Open),
        ..CaseFilter::default()
    };
    let cases = tx.list_cases(&filter, None, MOST + 1)?;
    Ok(Some(cases).filter(|cases| cases.len() <= MOST as usize))
}

/// What a form sends for a disclosure, a recipient and an agreement.
fn choice_of(flow: &str, party: &str, agreement: &str) -> String {
    [flow, party, agreement].join("|")
}

/// What stands in a question, as it is written into the file.
fn value(content: &SectionContent, field: &FieldInfo) -> String {
    match field.rows() {
        Some(rows) => {
            let cells = content.rows(&field.id);
            let cells = cells
                .iter()
                .map(|row| rows.columns.iter().filter_map(|c| row.get(&c.id)).collect::<Vec<_>>().join(", "));
            cells.collect::<Vec<_>>().join("; ")
        }
        None => {
            let text = content.get(&field.id).unwrap_or_default().trim();
            // A postcode that is none tells the study nothing, and might tell something else.
            let fits = field.kind != FieldKind::Postcode || kernel::Postcode::parse(text).is_ok();
            if fits { text.replace('\n', "; ") } else { String::new() }
        }
    }
}

/// The law on which a disclosure stands, in the notice's words.
fn gateway(notice: &Published, flow: &Disclose) -> String {
    let mut law: Vec<String> = flow.gate.laws().cloned().collect();
    if law.is_empty() {
        let bases = notice.compiled.merged.basis.values();
        let of = bases.filter(|b| b.purposes.contains(&flow.purpose));
        law.extend(of.flat_map(|b| b.legislation.iter().cloned()));
    }
    law.sort_unstable();
    law.dedup();
    law.join("; ")
}

/// Under codes, an answer that fewer people gave than are ever told of is left out.
fn guarded(rows: &mut [Row]) {
    let mut given: HashMap<(String, String), u64> = HashMap::new();
    for (_, row) in rows.iter() {
        for (item, text) in row {
            *given.entry((item.clone(), text.clone())).or_default() += 1;
        }
    }
    for (_, row) in rows.iter_mut() {
        row.retain(|item, text| given.get(&(item.clone(), text.clone())).is_some_and(|n| *n >= SMALLEST));
    }
}

impl App {
    /// The studies of the actor's notice: what can be asked for, and what was.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice.
    pub fn studies(&self, actor: &Actor) -> Result<Studies, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "studies", move |tx| {
            let notice = kept_by(tx, inner, &actor)?;
            let mut all = Studies::default();
            for (flow, party, agreement) in covered(tx, &notice)? {
                let Some(of) = notice.compiled.merged.disclose.get(&flow) else { continue };
                let to = recipient_name(tx, &notice, &party)?;
                let words = format!("{to}: {} (agreement {agreement})", notice.purpose_label(&of.purpose));
                all.choices.push(StudyChoice { id: choice_of(&flow, &party, &agreement), words });
            }
            let agreements = tx.agreements(&notice.compiled.id)?;
            for release in tx.study_releases(&notice.compiled.id)? {
                let mut line = line(tx, inner, (&notice, &agreements), release)?;
                line.may_decide = line.release.state == StudyState::Asked && line.release.made_by != actor.account;
                // Whoever decides is told of how many people it would be.
                if line.may_decide {
                    let mut people = BTreeSet::new();
                    // Of so many that no file is made, nobody is counted: taking it says so.
                    for case in some_cases(tx, &notice.compiled.id)?.unwrap_or_default() {
                        let (reference, person) = (case.reference.clone(), case.person);
                        let Some((them, _, _)) = included(tx, inner, &actor, &line.release, case)? else { continue };
                        people.insert(person);
                        if them.is_marked(MarkKind::AddressHidden) {
                            line.hidden.push(reference);
                        }
                    }
                    line.people = Some(people.len());
                }
                all.lines.push(line);
            }
            Ok(all)
        })
    }

    /// Asks for a release: for a study and under an agreement of [`App::studies`], for a project.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice; `Form` about what is not right with it.
    pub fn ask_for_study(&self, actor: &Actor, new: &NewStudy) -> Result<ShareId, AppError> {
        let (actor, new, project) = (actor.clone(), new.clone(), new.project.trim().to_owned());
        self.act(&actor.caller.clone(), "ask for a study", move |tx, inner| {
            let notice = kept_by(tx, inner, &actor)?;
            let chosen = covered(tx, &notice)?.into_iter().find(|(flow, to, of)| choice_of(flow, to, of) == new.choice);
            let Some((flow, party, agreement)) = chosen else {
                let words = "Choose a study under an agreement that is in force and limited to research";
                return Err(AppError::field("study", words));
            };
            if !(3..=LONGEST_PROJECT).contains(&project.chars().count()) {
                let words = "Enter the project, as whoever accredited it calls it: at most 200 characters";
                return Err(AppError::field("project", words));
            }
            if let Err(unfit) = Envelope::read(&new.certificate, tx.now()) {
                return Err(AppError::field("certificate", &format!("The certificate: {unfit}")));
            }
            let today = london_date(tx.now());
            let Some(delete_by) =
                new.delete_by.filter(|day| *day > today && *day <= today.saturating_add(LONGEST_HELD.years()))
            else {
                let words = "Enter the day by which the file has to be deleted: after today, and within ten years";
                return Err(AppError::field("delete-by-day", words));
            };
            let purpose = notice.compiled.merged.disclose.get(&flow).map(|f| f.purpose.clone()).unwrap_or_default();
            let id = ShareId::new(tx.now(), tx.entropy());
            tx.insert_study_release(&StudyRelease {
                id,
                notice_id: notice.compiled.id.clone(),
                flow,
                party,
                purpose,
                agreement,
                project: project.clone(),
                state: StudyState::Asked,
                made_by: actor.account,
                made_at: tx.now(),
                decided_by: None,
                decided_at: None,
                taken_by: None,
                taken_at: None,
                deleted_by: None,
                deleted_at: None,
                people: None,
                manifest: None,
                certificate: Some(new.certificate.trim().to_owned()),
                delete_by: Some(delete_by),
                received_by: None,
                received_at: None,
            })?;
            noted(tx, &actor, id, "asked for")?;
            Ok(id)
        })
    }

    /// Decides about a release that somebody else asked for.
    ///
    /// # Errors
    /// `NotFound` for whoever has no say in the notice; `Refused` to whoever asked, and when it was decided.
    pub fn decide_study(&self, actor: &Actor, id: ShareId, yes: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide about a study", move |tx, inner| {
            let notice = kept_by(tx, inner, &actor)?;
            let release = tx.study_release(id)?.filter(|r| r.notice_id == notice.compiled.id);
            let release = release.ok_or(AppError::NotFound)?;
            if release.made_by == actor.account {
                return Err(AppError::Refused("Somebody else than who asked for it decides".to_owned()));
            }
            if release.state != StudyState::Asked {
                return Err(AppError::Refused("It was decided already".to_owned()));
            }
            let to = if yes { StudyState::Approved } else { StudyState::Refused };
            tx.step_study_release(id, StudyState::Asked, actor.account, StudyStep::Decided(to))?;
            noted(tx, &actor, id, to.id())
        })
    }

    /// What waits for the body that the actor acts for, and what it has taken.
    ///
    /// # Errors
    /// `NotFound` for the controller's own people.
    pub fn studies_for(&self, actor: &Actor) -> Result<Vec<StudyLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "studies of a body", move |tx| {
            if actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let Some(notice) = inner.latest(tx, &actor.capacity.notice)? else { return Err(AppError::NotFound) };
            let agreements = tx.agreements(&notice.compiled.id)?;
            let mut lines = Vec::new();
            for release in tx.study_releases(&notice.compiled.id)? {
                if is_theirs(&actor, &release) && !matches!(release.state, StudyState::Asked | StudyState::Refused) {
                    lines.push(line(tx, inner, (&notice, &agreements), release)?);
                }
            }
            Ok(lines)
        })
    }

    /// Makes the file of a release and hands it over, once, encrypted for the recipient's certificate: each person is decided about now,
    /// and it is on their ledger before it leaves.
    ///
    /// # Errors
    /// `NotFound` when it is not theirs to take; `Refused` when it was taken, its agreement is over, its certificate does not count any
    /// more, or it is about too few people.
    pub fn take_study(&self, actor: &Actor, id: ShareId) -> Result<Disclosed<Vec<u8>>, AppError> {
        let actor = actor.clone();
        self.act_much(&actor.caller.clone(), "take a study", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let release = theirs(tx, &actor, id)?;
            match release.state {
                StudyState::Approved => {}
                StudyState::Asked | StudyState::Refused => return Err(AppError::NotFound),
                StudyState::Taken | StudyState::Deleted => {
                    return Err(AppError::Refused("It was handed over already: it is handed over once".to_owned()));
                }
            }
            let live = covered(tx, &notice)?.into_iter().any(|(flow, party, agreement)| {
                flow == release.flow && party == release.party && agreement == release.agreement
            });
            let Some(flow) = notice.compiled.merged.disclose.get(&release.flow).filter(|_| live) else {
                let words =
                    "The agreement under which it was approved is not in force any more, or not limited to research";
                return Err(AppError::Refused(words.to_owned()));
            };
            // Before anything is decided about anybody: what cannot be encrypted does not go.
            let envelope = Envelope::read(release.certificate.as_deref().unwrap_or_default(), tx.now()).map_err(|_| {
                let words = "The certificate that the file is to be encrypted for is not valid today: ask whoever asked for the file to ask anew with another";
                AppError::Refused(words.to_owned())
            })?;
            if release.delete_by.is_some_and(|day| day < london_date(tx.now())) {
                let words = "The day by which the file was to be deleted has passed: nothing goes";
                return Err(AppError::Refused(words.to_owned()));
            }
            let mut rows: Vec<Disclosed<Row>> = Vec::new();
            let mut statements: BTreeSet<String> = BTreeSet::new();
            let cases = some_cases(tx, &notice.compiled.id)?.ok_or_else(|| {
                AppError::Refused(format!("There are more than {MOST} open cases: no file is made of so many"))
            })?;
            let mut who = BTreeSet::new();
            for case in cases {
                let person = case.person;
                let Some((them, decision, sections)) = included(tx, inner, &actor, &release, case)? else { continue };
                statements.extend(
                    decision
                        .outcomes()
                        .iter()
                        .filter(|o| o.released)
                        .flat_map(|o| o.statements.iter().map(|s| s.0.clone())),
                );
                rows.push(row(tx, &actor, &release, &them, decision, &sections)?);
                who.insert(person);
            }
            let people = u64::try_from(who.len()).unwrap_or(u64::MAX);
            let codes = flow.form == Form::Pseudonymised;
            if people == 0 || (codes && people < FEWEST) {
                let words = if codes {
                    format!("It would be about fewer than {FEWEST} people, which is too few: nothing goes")
                } else {
                    "It would be about nobody: nothing goes".to_owned()
                };
                return Err(AppError::Refused(words));
            }
            let columns = columns(&notice, flow);
            let heads: Vec<String> = std::iter::once(RESEARCH_ONLY)
                .chain(columns.iter().map(|(_, _, words)| words.as_str()))
                .chain(MADE_UNDER)
                .map(csv_cell)
                .collect();
            // Within each row, so that it goes wherever a row goes.
            let under = [gateway(&notice, flow), release.project.clone(), de_identification(flow.form).to_owned()];
            let under = under.map(|text| csv_cell(&text));
            let file = Disclosed::all(rows).map(|mut rows| {
                if codes {
                    guarded(&mut rows);
                }
                // The order is that of the keys, which is chance.
                rows.sort_by(|a, b| a.0.cmp(&b.0));
                let mut text = format!("{}\r\n", heads.join(","));
                for (key, row) in rows {
                    let cells = columns.iter().map(|(item, _, _)| csv_cell(row.get(item).map_or("", String::as_str)));
                    let cells = std::iter::once(csv_cell(&key)).chain(cells).chain(under.iter().cloned());
                    text.push_str(&cells.collect::<Vec<_>>().join(","));
                    text.push_str("\r\n");
                }
                text
            });
            let manifest = serde_json::json!({
                "release": id.to_string(),
                "use": "research only: no decision about anybody, and it does not come back",
                "at": tx.now().rfc3339(),
                "controller": notice.controller(),
                "notice": notice.gate.notice().at(),
                "to": release.party,
                "purpose": notice.purpose_label(&release.purpose),
                "accredited_project": release.project,
                "gateway": gateway(&notice, flow),
                "statements": statements,
                "agreement": release.agreement,
                "de_identification": de_identification(flow.form),
                "columns": columns.iter().map(|(item, _, _)| item).collect::<Vec<_>>(),
                "people": people,
                "delete_by": release.delete_by.map(|day| day.to_string()),
                "encryption": {
                    "form": "CMS EnvelopedData (RFC 5652), AES-256-CBC, RSA",
                    "certificate_sha256": envelope.fingerprint(),
                },
                "sha256": HEXLOWER.encode(&Sha256::digest(file.get().as_bytes())),
            });
            let count = i64::try_from(people).unwrap_or(i64::MAX);
            let taken = StudyStep::Taken(count, &manifest.to_string());
            tx.step_study_release(id, StudyState::Approved, actor.account, taken)?;
            noted(tx, &actor, id, &format!("taken, encrypted for {}", envelope.fingerprint()))?;
            let closed = envelope.close(file.get().as_bytes(), tx.entropy());
            let closed = closed.map_err(|_| AppError::Refused("The file could not be encrypted: nothing went".to_owned()))?;
            Ok(file.map(|_| closed))
        })
    }

    /// What a release was made under (gateway, project, statements, how people are kept from being known), for whoever took it and those
    /// with a say: JSON that tells of nobody.
    ///
    /// # Errors
    /// `NotFound` when it is neither theirs nor theirs to decide about, or was not taken yet.
    pub fn study_manifest(&self, actor: &Actor, id: ShareId) -> Result<String, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "what a study was made under", move |tx| {
            let release = if actor.is_staff() {
                let notice = kept_by(tx, inner, &actor)?;
                tx.study_release(id)?.filter(|release| release.notice_id == notice.compiled.id)
            } else {
                Some(theirs(tx, &actor, id)?)
            };
            release.and_then(|release| release.manifest).ok_or(AppError::NotFound)
        })
    }
}

/// How the people in a file are kept from being known, in words.
const fn de_identification(form: Form) -> &'static str {
    match form {
        Form::Identifiable => {
            "Each row has a random key of this release alone, and no id of the council’s. The items are those that the notice names, and no others: where they say who somebody is, the law wants them so"
        }
        _ => {
            "Names, numbers, dates, addresses and free text are left out; each row has a random key of this release alone; an answer that fewer than 5 people gave is left out; nothing goes of fewer than 10 people"
        }
    }
}

/// A row of the file: its random key, and its answers by column.
type Row = (String, BTreeMap<String, String>);

/// What goes of one person: the decision is on their ledger before anything is opened.
fn row(
    tx: &mut Tx<'_>,
    actor: &Actor,
    release: &StudyRelease,
    them: &Look,
    decision: Decision,
    sections: &[Section],
) -> Result<Disclosed<Row>, AppError> {
    let ring = ring(tx, them, sections)?;
    let released: Vec<CategoryIx> = decision.outcomes().iter().filter(|o| o.released).map(|o| o.category).collect();
    let sources: BTreeSet<String> = sections.iter().map(|s| them.notice.source_names(&s.source)).collect();
    let from = sources.into_iter().collect::<Vec<_>>().join(BETWEEN);
    let detail = format!("study {}, research only{FROM}{from}", release.id);
    let recorded = them.record(tx, actor, decision, Action::Disclose, &ring, &detail)?;
    let mut parts: Vec<Disclosed<Vec<(String, String)>>> = Vec::new();
    for category in released {
        let id = them.notice.category_id(category).to_owned();
        let section = sections.iter().find(|s| s.category == id);
        let questions = them.questions(category, section);
        if let crate::views::Item::Released(content) = them.content(&recorded, category, section, &ring)? {
            parts.push(content.map(|content| {
                questions
                    .iter()
                    .map(|q| (format!("{id}.{}", q.id), value(&content, q)))
                    .filter(|(_, text)| !text.is_empty())
                    .collect()
            }));
        }
    }
    let mut key = [0u8; 16];
    tx.entropy().fill(&mut key);
    let key = HEXLOWER.encode(&key);
    Ok(Disclosed::all(parts).map(|parts| (key, parts.into_iter().flatten().collect())))
}

fn is_theirs(actor: &Actor, release: &StudyRelease) -> bool {
    !actor.is_staff()
        && release.notice_id == actor.capacity.notice
        && release.party == actor.recipient()
        && release.purpose == actor.purpose
}

fn theirs(tx: &mut Tx<'_>, actor: &Actor, id: ShareId) -> Result<StudyRelease, AppError> {
    tx.study_release(id)?.filter(|release| is_theirs(actor, release)).ok_or(AppError::NotFound)
}

fn noted(tx: &mut Tx<'_>, actor: &Actor, id: ShareId, what: &str) -> Result<(), AppError> {
    note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("study {id}: {what}"))
}

fn line(
    tx: &mut Tx<'_>,
    inner: &Inner,
    (notice, agreements): (&Published, &[Agreement]),
    release: StudyRelease,
) -> Result<StudyLine, AppError> {
    let items = notice.compiled.merged.disclose.get(&release.flow).map_or_else(Vec::new, |f| columns(notice, f));
    let decided = match release.decided_by {
        Some(id) => Some(inner.account_name(tx, id)?),
        None => None,
    };
    let certificate = release.certificate.as_deref();
    let certificate = certificate.and_then(|pem| Envelope::read(pem, release.made_at).ok());
    Ok(StudyLine {
        to_go: ended::why_to_go(&release, agreements, tx.now()),
        certificate: certificate.map(|envelope| envelope.fingerprint().to_owned()),
        to: recipient_name(tx, notice, &release.party)?,
        purpose: notice.purpose_label(&release.purpose),
        items: items.into_iter().map(|(_, _, words)| words).collect(),
        by: (inner.account_name(tx, release.made_by)?, decided),
        people: None,
        hidden: Vec::new(),
        may_decide: false,
        release,
    })
}

impl StudyLine {
    /// When something became of it last.
    #[must_use]
    pub fn last_at(&self) -> Timestamp {
        let r = &self.release;
        r.deleted_at.or(r.received_at).or(r.taken_at).or(r.decided_at).unwrap_or(r.made_at)
    }
}
