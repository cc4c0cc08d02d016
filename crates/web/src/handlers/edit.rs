//! Editing a section, and its earlier versions.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show::{self, Filled};
use app::views::{Clash, Item};
use app::{AppError, EditView, Saved};
use casework::form::Typed as TypedForm;
use disclosure::Disclosed;
use pages::Typed;
use pages::case::{CaseHead, Conflict, ConflictRow, EditSection, Released, SectionHistory, Version, VersionLine};
use pages::form::{Choice, Entered, FieldValue, FormState};

/// What the form is filled with.
enum With {
    /// What stands in the record.
    Record,
    /// What was typed.
    Typed,
}

fn open(ask: &Ask) -> Result<EditView, Failure> {
    Ok(ask.app().edit(ask.actor()?, ask.case()?, ask.param("category"))?)
}

fn show_form(ask: &Ask, view: EditView, with: &With, form: FormState, clash: Option<Clash>) -> Result<Answer, Failure> {
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let empty = TypedForm::default();
    let typed = match with {
        With::Typed => &ask.form,
        With::Record => &empty,
    };
    let fields = match (with, &view.content) {
        (With::Record, Item::Released(content)) => show::fields(&view.form, &Filled::Record(content), &form),
        _ => show::fields(&view.form, &Filled::Typed(typed), &form),
    };
    let conflict = clash.map(|clash| conflict(ask, &view, &clash));
    let picked = ask.field("source");
    let source = |(value, label): (String, String)| Choice { picked: value == picked, value, label, hint: None };
    // What was typed is sent against the version that the form was made from, or the newest once both have been seen.
    let version = match (with, &conflict) {
        (With::Typed, None) => ask.field("version").parse().unwrap_or(view.version),
        _ => view.version,
    };
    let fine = form.is_fine() && conflict.is_none();
    let compiled = ask.app().notice_page(&view.notice.id, Some(&view.notice.version))?.notice;
    let category = compiled.compiled.category(&view.form.category);
    let special = category
        .and_then(|c| compiled.compiled.categories.get(usize::from(c.0)))
        .and_then(|c| c.special)
        .map(show::special);
    let page = EditSection {
        case: CaseHead {
            id: ask.param("case").to_owned(),
            reference: view.reference,
            name: Some(show::name(view.name, &href)),
            service: Some(view.service),
            notice: Some(notice),
            state: None,
            tabs: Vec::new(),
        },
        form,
        section: view.form.category.clone(),
        label: view.form.label.clone(),
        why: show::why(&compiled.compiled, &view.form.why),
        if_refused: view.form.if_refused.clone(),
        special,
        version,
        fields,
        sources: view.sources.into_iter().map(source).collect(),
        history: (view.version > 0)
            .then(|| VersionLine {
                number: view.version,
                when: "the newest".to_owned(),
                by: "see the history".to_owned(),
            })
            .into_iter()
            .collect(),
        conflict,
    };
    ask.form_page(&page, fine)
}

fn conflict(ask: &Ask, view: &EditView, clash: &Clash) -> Conflict {
    let none = TypedForm::default();
    let theirs: Option<&Disclosed<_>> = match &clash.theirs {
        Item::Released(content) => Some(content),
        _ => None,
    };
    let row = |field: &notice::model::FieldInfo| {
        let name = view.form.input(field);
        let yours = show::entered(&name, field.kind, &ask.form);
        let value = |entered: Entered| FieldValue::Typed(Typed(entered));
        let stands = theirs.map(|content| {
            content.map_ref(|content| show::entered(&name, field.kind, &TypedForm::from_content(&view.form, content)))
        });
        let differs = stands.as_ref().is_some_and(|stands| *stands.get() != yours);
        let theirs = stands.map_or_else(|| value(show::entered(&name, field.kind, &none)), FieldValue::Disclosed);
        ConflictRow {
            label: field.label.clone(),
            control: show::control_of(field),
            theirs,
            yours: value(yours),
            differs,
        }
    };
    Conflict {
        by: clash.recorded.1.clone(),
        when: format!("on {}", clash.recorded.0.words()),
        rows: view.form.fields.iter().map(row).collect(),
    }
}

/// The form with what stands there.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, open(ask)?, &With::Record, FormState::default(), None)
}

/// The form with everything typed, and its token made new.
pub(crate) fn save_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, open(ask)?, &With::Typed, stale(), None)
}

/// Saves a new version.
pub(crate) fn save(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let Ok(version) = ask.field("version").parse::<u32>() else {
        return save_again(ask);
    };
    let source = if ask.field("source").is_empty() { "subject" } else { ask.field("source") };
    match ask.app().save(ask.actor()?, case, ask.param("category"), version, &ask.form, source) {
        Ok(Saved::As(_)) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::SectionSaved)),
        Ok(Saved::Clash(clash)) => {
            let words = "Somebody else saved this section while you were editing: compare both, then save";
            show_form(ask, open(ask)?, &With::Typed, FormState::wrong("", words), Some(*clash))
                .map(|answer| answer.status(axum::http::StatusCode::CONFLICT))
        }
        Err(AppError::Form(errors)) => show_form(ask, open(ask)?, &With::Typed, show::form_state(&errors), None),
        Err(AppError::Refused(words)) => show_form(ask, open(ask)?, &With::Typed, FormState::wrong("", &words), None),
        Err(error) => Err(error.into()),
    }
}

/// Every version.
pub(crate) fn history(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().section_history(ask.actor()?, ask.case()?, ask.param("category"))?;
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let under = format!("{}, version {}", notice.title, notice.version);
    let newest = view.versions.iter().map(|v| v.version).max();
    let fields = view.fields;
    let version = |version: app::views::SectionVersion| {
        let (at, by) = version.recorded;
        let line = VersionLine { number: version.version, when: at.words(), by: by.clone() };
        let content = show::content(version.content, &fields, &href, |rows| Released {
            rows,
            recorded: at.words(),
            by,
            source: None,
            obligations: Vec::new(),
            statements: Vec::new(),
        });
        Version { current: Some(line.number) == newest, line, notice: under.clone(), content }
    };
    let page = SectionHistory {
        versions: view.versions.into_iter().map(version).collect(),
        case: CaseHead {
            id: ask.param("case").to_owned(),
            reference: view.reference,
            name: Some(show::name(view.name, &href)),
            service: Some(view.service),
            notice: Some(notice),
            state: None,
            tabs: Vec::new(),
        },
        label: view.label,
    };
    ask.page(&page)
}
