//! A part of the file is taken out, and its rows are read: outside of any unit of work, so that the store does not wait for it.

use super::Line;
use super::alike::Keys;
use super::reading::Reading;
use super::work::Work;
use crate::App;
use crate::actor::Actor;
use crate::cases::create::FIRST_LOOK_DAYS;
use crate::cases::parts::reference;
use crate::error::AppError;
use crate::forms::pinned;
use crate::work::marks::telling;
use casework::SectionContent;
use casework::alert::alerts;
use casework::came::IMPORT as IN_A_FILE;
use casework::household::about_members;
use casework::section::{Provenance, WHOLE};
use casework::{Came, Sure};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, Entropy, PersonId, SectionId, Timestamp, london_date};
use ledger::{Action, SubjectTag};
use notice::model::CategoryIx;
use sealing::{BlindIndex, CLASS_SUBJECT, FreshKey, NewKey};
use std::sync::Arc;
use store::{Case, CaseState, ImportIssue, Section, section_place};

/// A part of the file, opened.
pub(super) struct Taken {
    pub(super) lines: Disclosed<Vec<Line>>,
    pub(super) index: BlindIndex,
}

/// A row that fits.
pub(super) struct Fitting {
    pub(super) number: i32,
    pub(super) contents: Vec<(CategoryIx, SectionContent)>,
    pub(super) keys: Keys,
}

/// The rows of a part, read.
pub(super) struct ReadRows {
    pub(super) fitting: Vec<Fitting>,
    pub(super) wrong: Vec<ImportIssue>,
}

/// A case that is ready to be written.
pub(super) struct Ready {
    pub(super) number: i32,
    pub(super) case: Case,
    pub(super) categories: Vec<CategoryIx>,
    pub(super) sections: Vec<Section>,
    pub(super) new_keys: Vec<NewKey>,
    pub(super) keys: Keys,
    pub(super) tag: SubjectTag,
    /// Sections that speak of members of the household: they are written with the case, each member as somebody of their own.
    pub(super) housed: Vec<(CategoryIx, SectionContent)>,
    /// What it says, where something has to be done because of it.
    pub(super) alerting: Option<Vec<(CategoryIx, SectionContent)>>,
}

/// A part that is ready to be written.
pub(super) struct Prepared {
    pub(super) part: i32,
    pub(super) ready: Vec<Ready>,
    pub(super) wrong: Vec<ImportIssue>,
}

impl App {
    /// Takes a part out, which is recorded before.
    pub(super) fn take_part(&self, work: &Arc<Work>, part: i32) -> Result<Taken, AppError> {
        let w = Arc::clone(work);
        self.act(&work.actor.caller, "take part of an import", move |tx, _| {
            let detail = format!("part {part} of {} is read", w.run.parts);
            let recorded = w.ground.recorded(tx, &w.actor, &w.run, (Action::Query, &detail))?;
            let lines = w.ground.open::<Vec<Line>>(tx, &w.run, part, &recorded)?;
            let lines =
                lines.ok_or_else(|| AppError::Refused("The rows of this file are not kept any more".to_owned()))?;
            Ok(Taken { lines, index: tx.blind_index()? })
        })
    }

    /// Reads the rows of a part.
    pub(super) fn read_rows(work: &Work, taken: &Taken, today: Date) -> Result<ReadRows, AppError> {
        let reading = Reading::new(work.ground.clone(), &work.run.mapping, &work.surnames, today);
        let mut read = ReadRows { fitting: Vec::new(), wrong: Vec::new() };
        for line in taken.lines.get() {
            match reading.row(line)? {
                Ok(contents) => {
                    let known: Vec<_> = contents.iter().map(|(c, content)| (*c, content)).collect();
                    let who = work.ground.notice.well_known.identity_of(&known, reading.today);
                    let keys = Keys::of(&taken.index, &who);
                    read.fitting.push(Fitting { number: i32::try_from(line.n).unwrap_or(i32::MAX), contents, keys });
                }
                Err(issue) => read.wrong.push(issue),
            }
        }
        Ok(read)
    }

    /// Makes a part ready to be written: cases with their keys, sealed.
    pub(super) fn prepare(&self, work: &Arc<Work>, part: i32) -> Result<Prepared, AppError> {
        let taken = self.take_part(work, part)?;
        let (store, now) = (self.store(), self.now());
        let today = london_date(now);
        let read = Self::read_rows(work, &taken, today)?;
        let (masters, mut entropy) = (store.master(), store.entropy());
        let made = |row| ready(work, row, masters.as_ref(), (now, today), entropy.as_mut());
        let ready = read.fitting.into_iter().map(made).collect::<Result<_, _>>()?;
        Ok(Prepared { part, ready, wrong: read.wrong })
    }
}

/// A row as a case.
fn ready(
    work: &Work,
    row: Fitting,
    masters: &dyn sealing::MasterKeys,
    (now, today): (Timestamp, Date),
    entropy: &mut dyn Entropy,
) -> Result<Ready, AppError> {
    let fault = |e: sealing::SealError| match e {
        sealing::SealError::Master(_) => AppError::Unavailable(e.to_string()),
        other => AppError::Fault(other.to_string()),
    };
    let (notice, run, actor): (_, _, &Actor) = (&work.ground.notice, &work.run, &work.actor);
    let (id, person) = (CaseId::new(now, entropy), PersonId::new(now, entropy));
    let (own, own_row) = FreshKey::make(masters, person, CLASS_SUBJECT, now, entropy).map_err(fault)?;
    let mut new_keys = vec![own_row];
    let mut classes: Vec<(String, FreshKey)> = Vec::new();
    let mut sections = Vec::with_capacity(row.contents.len());
    let mut housed = Vec::new();
    let source = notice.source_for(actor, &run.source);
    let form = pinned(work.ground.form.as_deref());
    let said = Provenance {
        source: source.clone(),
        sure: Sure::Said,
        on: today,
        by: Some(actor.account),
        marking: None,
        came: Came { document: IN_A_FILE.0.to_owned(), received: Some(london_date(run.made_at)), ..Came::default() },
    };
    for (category, content) in &row.contents {
        let class = notice.class_in(*category, id);
        if !classes.iter().any(|(known, _)| *known == class) {
            let (key, key_row) = FreshKey::make(masters, person, &class, now, entropy).map_err(fault)?;
            new_keys.push(key_row);
            classes.push((class.clone(), key));
        }
        let Some((_, key)) = classes.iter().find(|(known, _)| *known == class) else { continue };
        let section = SectionId::new(now, entropy);
        let mut content = content.clone();
        content.said.insert(WHOLE.to_owned(), said.clone());
        let asked = work.ground.forms.iter().find(|spec| spec.category == notice.category_id(*category));
        if asked.is_some_and(|spec| about_members(&spec.fields).any(|q| !content.rows(&q.id).is_empty())) {
            housed.push((*category, content));
            continue;
        }
        let plain =
            serde_json::to_vec(&content).map_err(|_| AppError::Fault("a section cannot be written down".to_owned()))?;
        let sealed = key.seal(&section_place(person, &class, section, 1), &plain, entropy).map_err(fault)?;
        sections.push(Section {
            id: section,
            case_id: id,
            person,
            category: notice.category_id(*category).to_owned(),
            record_class: class,
            version: 1,
            sealed,
            author: Some(actor.account),
            source: source.clone(),
            recorded_at: now,
            superseded_at: None,
            form: form.clone(),
        });
    }
    let look_again = today.checked_add(jiff::Span::new().days(FIRST_LOOK_DAYS)).ok();
    let case = Case {
        id,
        reference: reference(today, id),
        notice_version: notice.version_id,
        service: run.service.clone(),
        person,
        state: CaseState::Open,
        opened_on: today,
        closed_on: None,
        close_reason: None,
        retention_due: None,
        retention_statement: None,
        owner: Some(actor.account),
        next_due_on: look_again,
        next_due_kind: look_again.map(|_| "first-assessment".to_owned()),
        restricted: false,
        created_at: now,
        updated_at: now,
    };
    let alerting = row.contents.iter().any(|(category, content)| {
        let Some(info) = notice.compiled.categories.get(usize::from(category.0)) else { return false };
        let section = work.ground.form.as_deref().and_then(|f| f.section(&info.id));
        !telling(&info.id, content).is_empty()
            || !alerts(content, section.map_or(&info.fields, |s| &s.fields), today).is_empty()
    });
    Ok(Ready {
        number: row.number,
        categories: row.contents.iter().map(|(c, _)| *c).collect(),
        tag: own.subject_tag(id),
        case,
        sections,
        new_keys,
        keys: row.keys,
        housed,
        alerting: alerting.then_some(row.contents),
    })
}
