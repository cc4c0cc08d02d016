//! The same page of a case without gate, seal and ledger, to measure what those cost. Only the benchmark's build has it.

use crate::cases::parts::{author, due_line, names, notice_line, recipient_name};
use crate::views::{AgencyLine, CaseView, Item, SectionView, StatementRef};
use crate::{Actor, App, AppError};
use casework::{CloseReason, SectionContent};
use disclosure::{Disclosed, Opener as _};
use kernel::{AuthorityId, CaseId, SectionId, TaskId, london_date};
use notice::model::Act;
use std::sync::{Arc, OnceLock};
use store::{CaseParty, CaseState, NewCase, NewSection, Store};

/// What the gate said of each category of one notice to one principal, once: the page shows the same rules without asking.
#[derive(Default)]
pub(crate) struct Skeleton(OnceLock<Vec<Rules>>);

struct Rules {
    category: String,
    released: bool,
    obligations: Vec<String>,
    statements: Vec<StatementRef>,
    can_record: bool,
}

impl App {
    /// An application that opens the copies that [`App::plain_copy`] made, and decides and records nothing about them.
    #[must_use]
    pub fn without_gate_seal_and_ledger(store: Store, authority: AuthorityId) -> Self {
        let mut app = Self::new(store, authority);
        if let Some(inner) = Arc::get_mut(&mut app.inner) {
            inner.baseline = Some(Skeleton::default());
        }
        app
    }

    /// A copy of a case whose sections are not sealed. Only for the benchmark's synthetic data.
    ///
    /// # Errors
    /// When there is no such case, or the store does not answer.
    pub fn plain_copy(&self, actor: &Actor, case: CaseId) -> Result<CaseId, AppError> {
        self.act(&actor.caller.clone(), "plain copy", move |tx, _| {
            let case = tx.case(case)?.ok_or(AppError::NotFound)?;
            let sections = tx.sections(case.id)?;
            let keys: Vec<_> = sections.iter().map(|s| (s.person, s.record_class.as_str())).collect();
            let ring = tx.ring(&keys)?;
            let id = CaseId::new(tx.now(), tx.entropy());
            tx.insert_case(&NewCase {
                id,
                reference: format!("PLAIN-{id}"),
                notice_version: case.notice_version,
                service: case.service.clone(),
                person: case.person,
                opened_on: case.opened_on,
                owner: case.owner,
                next_due: case.next_due_on.zip(case.next_due_kind.clone()),
            })?;
            for section in &sections {
                let plain = ring.open(&section.place(), &section.sealed).map_err(|e| AppError::Fault(e.to_string()))?;
                let new = NewSection {
                    id: SectionId::new(tx.now(), tx.entropy()),
                    case_id: id,
                    person: section.person,
                    category: section.category.clone(),
                    record_class: section.record_class.clone(),
                    version: 1,
                    sealed: plain.expose().clone(),
                    author: section.author,
                    source: section.source.clone(),
                    form: section.form.clone(),
                };
                tx.insert_section(&new)?;
            }
            for party in tx.case_parties(&[case.id])? {
                let link = CaseParty { id: TaskId::new(tx.now(), tx.entropy()), case_id: id, ..party };
                tx.insert_case_party(&link)?;
            }
            Ok(id)
        })
    }

    /// The page of a plain copy: the same reads that a page without any protection would need.
    pub(crate) fn open_plain(&self, actor: &Actor, case: CaseId, skeleton: &Skeleton) -> Result<CaseView, AppError> {
        let inner = &self.inner;
        inner.store.read(&actor.caller, "open plain", |tx| {
            let case = tx.case(case)?.ok_or(AppError::NotFound)?;
            let notice = inner.published(tx, case.notice_version)?;
            let sections = tx.sections(case.id)?;
            let parties = tx.case_parties(&[case.id])?;
            let _held = tx.consents(case.id)?;
            let people = names(tx, inner, &sections, case.owner)?;
            if skeleton.0.get().is_none() {
                let look = crate::look::Look::many(tx, inner, actor, vec![case.clone()])?.pop();
                let look = look.ok_or(AppError::NotFound)?;
                let (see, record) = (look.decide_all(Act::See), look.decide_all(Act::Record));
                let rules = notice.all.iter().map(|&category| {
                    let outcome = see.outcome(category);
                    Rules {
                        category: notice.category_id(category).to_owned(),
                        released: see.releases(category),
                        obligations: outcome
                            .map_or_else(Vec::new, |o| o.obligations.iter().map(|b| b.words().to_string()).collect()),
                        statements: outcome
                            .map_or_else(Vec::new, |o| o.statements.iter().map(|s| look.statement(&s.0)).collect()),
                        can_record: record.releases(category),
                    }
                });
                let _ = skeleton.0.set(rules.collect());
            }
            let rules = skeleton.0.get().map_or(&[][..], Vec::as_slice);
            let mut name = Item::Empty;
            let mut views = Vec::with_capacity(notice.all.len());
            for (info, rules) in notice.compiled.categories.iter().zip(rules) {
                let section = sections.iter().find(|s| s.category == info.id);
                let content = match section.filter(|_| rules.released) {
                    None => Item::Empty,
                    Some(section) => {
                        let content: SectionContent = serde_json::from_slice(&section.sealed)
                            .map_err(|_| AppError::Fault("this is no plain copy".to_owned()))?;
                        if let Some((category, field)) = &notice.well_known.name
                            && notice.category_id(*category) == info.id
                            && let Some(words) = content.get(field)
                        {
                            name = Item::Released(Disclosed::without_a_decision(words.to_owned()));
                        }
                        Item::Released(Disclosed::without_a_decision(content))
                    }
                };
                views.push(SectionView {
                    category: rules.category.clone(),
                    label: info.label.clone(),
                    special: info.special.map(|_| "Special category data: protected by article 9"),
                    fields: info.fields.clone(),
                    content,
                    kept_back: Vec::new(),
                    alerts: Disclosed::without_a_decision(Vec::new()),
                    facts: Vec::new(),
                    version: section.map_or(0, |s| u32::try_from(s.version).unwrap_or(0)),
                    recorded: section.map(|s| (s.recorded_at, author(s, &people))),
                    source: section.map(|s| notice.source_words(&s.source)),
                    can_record: rules.can_record && !info.derived,
                    obligations: rules.obligations.clone(),
                    statements: rules.statements.clone(),
                });
            }
            let mut agencies = Vec::with_capacity(parties.len());
            for party in parties {
                agencies.push(AgencyLine {
                    name: recipient_name(tx, &notice, &party.party)?,
                    key: party.party,
                    stopped: None,
                    works: party.until.is_none(),
                    since: party.since,
                    until: party.until,
                });
            }
            let reason = case.close_reason.as_deref().and_then(CloseReason::from_code);
            Ok(CaseView {
                id: case.id,
                person: case.person,
                reference: case.reference.clone(),
                name,
                service: notice.service_label(&case.service),
                notice: notice_line(&notice),
                purpose: notice.purpose_label(&actor.purpose),
                open: case.state == CaseState::Open,
                opened_on: case.opened_on,
                closed: case.closed_on.map(|on| (on, reason.map_or("", CloseReason::words).to_owned())),
                kept: Vec::new(),
                owner: case.owner.and_then(|id| people.get(&id).cloned()),
                due: due_line(actor, &case, london_date(tx.now())).into_iter().collect(),
                sections: views,
                agencies,
                consents: Vec::new(),
                staff: true,
                beside: Vec::new(),
                warnings: Vec::new(),
                in_force: Vec::new(),
                blocked: Vec::new(),
                can_close: true,
            })
        })
    }
}
