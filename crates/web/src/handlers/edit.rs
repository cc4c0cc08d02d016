//! Editing a section, and its earlier versions.

use super::drafts::{self, Do, pressed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say, choose, field, read_day};
use crate::show::{self, Filled};
use app::views::{Clash, Item};
use app::{AppError, DraftPlace, EditView, Saved, Told};
use casework::came::{DOCUMENTS, ONWARD};
use casework::form::{Typed as TypedForm, earlier_id};
use casework::{Came, SectionContent, Sure};
use disclosure::Disclosed;
use jiff::civil::Date;
use notice::model::{FieldInfo, Part};
use notice::source::FieldKind;
use pages::case::{CaseHead, Conflict, ConflictRow, EditSection, Released, SectionHistory, Version, VersionLine};
use pages::form::{Choice, Control, DraftNote, Entered, Field, FieldValue, FormState};
use pages::{Row, Typed};

/// What the form is filled with.
#[derive(Clone, Copy)]
enum With<'a> {
    /// What stands in the record, or what was typed before and kept.
    Record,
    /// What was typed.
    Typed(&'a TypedForm),
}

fn open(ask: &Ask) -> Result<EditView, Failure> {
    Ok(ask.app().edit(ask.actor()?, ask.case()?, ask.param("category"))?)
}

fn place(ask: &Ask) -> Result<DraftPlace, Failure> {
    Ok(DraftPlace::Section { case: ask.case()?, category: ask.param("category").to_owned() })
}

/// What was answered under an earlier form and has no question in this one.
fn left_over(case: &str, view: &EditView) -> Option<Disclosed<Vec<Row>>> {
    let Item::Released(content) = &view.content else { return None };
    if view.earlier.is_empty() {
        return None;
    }
    let copied = content.map_ref(SectionContent::clone);
    let reveal_at = format!("/cases/{case}/sections/{}/reveal", view.form.category);
    Some(show::rows(copied, &view.earlier, &reveal_at))
}

fn show_form(
    ask: &Ask,
    view: EditView,
    with: With<'_>,
    form: FormState,
    clash: Option<Clash>,
) -> Result<Answer, Failure> {
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let actor = ask.actor()?;
    let (fresh, today) = ask.app().new_form(actor)?;
    let kept = match with {
        With::Record => ask.app().draft(actor, &place(ask)?, None)?,
        With::Typed(_) => None,
    };
    let empty = TypedForm::default();
    let filled = match (with, &kept, &view.content) {
        (With::Record, Some(kept), _) => Filled::Draft(&kept.typed),
        (With::Record, None, Item::Released(content)) => Filled::Record(content),
        (With::Typed(typed), ..) => Filled::Typed(typed),
        _ => Filled::Typed(&empty),
    };
    let fields = show::fields(&view.form, filled, &form, today);
    let decline = show::decline(&view.form, filled);
    let earlier = left_over(ask.param("case"), &view);
    let take_out = |q: &FieldInfo| {
        let value = earlier_id(&q.id);
        let picked = ask.form.all("drop-earlier").any(|out| out == value);
        Choice { label: q.label.clone(), hint: None, picked, value }
    };
    let take_out = view.earlier.iter().map(take_out).collect();
    let id = kept.as_ref().map(|k| k.id).or_else(|| ask.draft()).unwrap_or(fresh);
    let draft = DraftNote { id: id.to_string(), kept: kept.as_ref().map(|k| k.saved_at.words()) };
    let conflict = clash.map(|clash| conflict(ask, &view, &clash, today));
    let picked = ask.field("source");
    let source = |(value, label): (String, String)| Choice { picked: value == picked, value, label, hint: None };
    let how_sure = Sure::from_code(ask.field("sure"));
    let sure = |s: &Sure| Choice {
        value: s.code().to_owned(),
        label: s.words().to_owned(),
        hint: None,
        picked: *s == how_sure,
    };
    // What was typed is sent against the version that the form was made from, or the newest once both have been seen.
    let version = match (with, &conflict) {
        (With::Typed(_), None) => ask.field("version").parse().unwrap_or(view.version),
        _ => view.version,
    };
    let (came, came_open) = came_fields(ask, &form, &view);
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
            ..CaseHead::default()
        },
        form,
        section: view.form.category.clone(),
        label: view.form.label.clone(),
        text: view.form.text.clone(),
        why: show::why(&compiled.compiled, &view.form.why),
        if_refused: view.form.if_refused.clone(),
        special,
        version,
        fields,
        decline,
        earlier,
        take_out,
        draft,
        sure: Sure::ALL.iter().map(sure).collect(),
        marking: Typed(ask.field("marking").to_owned()),
        came,
        came_open,
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

/// How what is new came in: asked of all, demanded where its source asks for it. Whether any of it was typed or is wrong.
fn came_fields(ask: &Ask, form: &FormState, view: &EditView) -> (Vec<Field>, bool) {
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(c, w)| ((*c).to_owned(), (*w).to_owned())).collect::<Vec<_>>();
    let one = |name: &str, label: &str, options: Vec<(String, String)>| {
        let chosen = Some(ask.field(name).to_owned()).filter(|c| !c.is_empty());
        choose(form, name, label, Control::Choice, &options, chosen.into_iter().collect()).optional()
    };
    let gateways = sharing::gateway::gateways().iter().map(|g| (g.id.clone(), g.words())).collect();
    let text = |name: &str, label: &str| field(ask, form, name, label, Control::Text).optional();
    let date = |name: &str, label: &str| field(ask, form, name, label, Control::Date).optional();
    let fields = vec![
        text("came-body", "Who gave it").hint("Which department, council, hospital or charity"),
        date("came-received", "Received on"),
        text("came-reference", "Their reference"),
        one("came-document", "What it came in", pairs(&DOCUMENTS)),
        one("came-gateway", "The law under which they gave it", gateways),
        one("came-purpose", "What it was given for", view.purposes.clone()).hint("It is shown for no other purpose."),
        one("came-onward", "How far it may go from here", pairs(&ONWARD)),
        date("came-licence-from", "Licence or order from"),
        date("came-licence-until", "Licence or order until"),
    ];
    let typed = ask.form.pairs().iter().any(|(name, value)| name.starts_with("came-") && !value.trim().is_empty());
    let wrong = form.errors.iter().any(|e| e.field.starts_with("came-"));
    (fields, typed || wrong)
}

/// How what is new came in, as it was typed.
fn came(ask: &Ask, form: &mut FormState) -> Came {
    let text = |name: &str| ask.field(name).to_owned();
    Came {
        body: text("came-body"),
        received: read_day(ask, form, "came-received", "The day on which it was received"),
        reference: text("came-reference"),
        gateway: text("came-gateway"),
        document: text("came-document"),
        purpose: text("came-purpose"),
        onward: text("came-onward"),
        licence_from: read_day(ask, form, "came-licence-from", "The first day of the licence or order"),
        licence_until: read_day(ask, form, "came-licence-until", "The last day of the licence or order"),
    }
}

fn conflict(ask: &Ask, view: &EditView, clash: &Clash, today: Date) -> Conflict {
    let theirs: Option<&Disclosed<_>> = match &clash.theirs {
        Item::Released(content) => Some(content),
        _ => None,
    };
    let typed = view.form.so_far(&ask.form, today);
    let row = |field: &FieldInfo| {
        let name = view.form.input(field);
        let plain = |typed: &TypedForm| show::entered(&name, field.kind, typed);
        // Codes and rows are compared in words; what stands in a box as it was typed, whatever is wrong with it.
        let coded = matches!(field.kind, FieldKind::Choice | FieldKind::Choices) || field.rows().is_some();
        let yours = if coded { Entered::text(show::in_words(&typed, field)) } else { plain(&ask.form) };
        let value = |entered: Entered| FieldValue::Typed(Typed(entered));
        let stands = theirs.map(|content| {
            content.map_ref(|content| {
                if coded {
                    Entered::text(show::in_words(content, field))
                } else {
                    plain(&TypedForm::shown(&view.form, content))
                }
            })
        });
        let differs = stands.as_ref().is_some_and(|stands| *stands.get() != yours);
        let theirs = stands.map_or_else(|| value(Entered::default()), FieldValue::Disclosed);
        let control = if coded { Control::Text } else { show::control_of(field) };
        ConflictRow { label: field.label.clone(), control, theirs, yours: value(yours), differs }
    };
    let asked = view.form.fields.iter().filter(|f| !matches!(f.part, Part::Total(_)));
    Conflict {
        by: clash.recorded.1.clone(),
        when: format!("on {}", clash.recorded.0.words()),
        rows: asked.map(row).collect(),
    }
}

/// The form with what stands there.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, open(ask)?, With::Record, FormState::default(), None)
}

/// The form with everything typed, and its token made new.
pub(crate) fn save_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, open(ask)?, With::Typed(&ask.form), stale(), None)
}

/// Saves a new version.
pub(crate) fn save(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    match pressed(&ask.form) {
        Do::Send => {}
        Do::Keep => return drafts::later(ask, &place(ask)?, format!("/cases/{case}")),
        Do::Drop => {
            let here = format!("/cases/{case}/sections/{}/edit", ask.param("category"));
            return drafts::throw_away(ask, here);
        }
        Do::Again(typed) => {
            drafts::keep(ask, &place(ask)?, &typed)?;
            return show_form(ask, open(ask)?, With::Typed(&typed), FormState::default(), None);
        }
    }
    let Ok(version) = ask.field("version").parse::<u32>() else {
        return save_again(ask);
    };
    let source = if ask.field("source").is_empty() { "subject" } else { ask.field("source") };
    let mut form = FormState::default();
    let came = came(ask, &mut form);
    if !form.is_fine() {
        return show_form(ask, open(ask)?, With::Typed(&ask.form), form, None);
    }
    let told = Told {
        came,
        source: source.to_owned(),
        sure: Sure::from_code(ask.field("sure")),
        marking: ask.field("marking").chars().take(60).collect(),
    };
    match ask.app().save_told(ask.actor()?, case, ask.param("category"), version, &ask.form, &told) {
        Ok(Saved::As(_)) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::SectionSaved)),
        Ok(Saved::Clash(clash)) => {
            let words = "Somebody else saved this section while you were editing: compare both, then save";
            show_form(ask, open(ask)?, With::Typed(&ask.form), FormState::wrong("", words), Some(*clash))
                .map(|answer| answer.status(axum::http::StatusCode::CONFLICT))
        }
        Err(AppError::Form(errors)) => {
            show_form(ask, open(ask)?, With::Typed(&ask.form), show::form_state(&errors), None)
        }
        Err(AppError::Refused(words)) => {
            show_form(ask, open(ask)?, With::Typed(&ask.form), FormState::wrong("", &words), None)
        }
        Err(error) => Err(error.into()),
    }
}

/// In the history nothing that is masked is shown: the questions without those.
fn masked_out(questions: &[FieldInfo]) -> Vec<FieldInfo> {
    questions
        .iter()
        .filter(|q| !q.masked)
        .cloned()
        .map(|mut q| {
            if let Part::Rows(rows) = &mut q.part {
                rows.columns.retain(|c| !c.masked);
            }
            q
        })
        .collect()
}

/// Every version.
pub(crate) fn history(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().section_history(ask.actor()?, ask.case()?, ask.param("category"))?;
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let under = format!("{}, version {}", notice.title, notice.version);
    let newest = view.versions.iter().map(|v| v.version).max();
    let reveal_none = "";
    let version = |version: app::views::SectionVersion| {
        let (at, by) = version.recorded;
        let line = VersionLine { number: version.version, when: at.words(), by: by.clone() };
        let content =
            show::content(version.content, &masked_out(&version.fields), &href, reveal_none, |rows| Released {
                rows,
                recorded: at.words(),
                by,
                source: None,
                obligations: Vec::new(),
                kept_back: Vec::new(),
                facts: Vec::new(),
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
            ..CaseHead::default()
        },
        label: view.label,
    };
    ask.page(&page)
}
