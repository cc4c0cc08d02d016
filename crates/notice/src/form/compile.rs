//! From a form file to a form: every section a category of the notice, every question a field of that category.

use super::questions::{Asked, Here, id_ok, questions};
use super::source::{FormFile, FormSection};
use super::{Form, Section};
use crate::diagnostic::Diagnostic;
use crate::library::SourceText;
use crate::model::{CategoryInfo, Compiled};
use crate::read::{Kind, ReadFile, read_as};
use crate::source::Necessity;
use crate::words::{nearest, quoted_list};

pub(super) fn compile(source: &SourceText, notice: &Compiled, found: &mut Vec<Diagnostic>) -> Option<Form> {
    let file: ReadFile<FormFile> = read_as(source, Kind::Form, found)?;
    head(&file, notice, found);
    let mut sections = Vec::with_capacity(file.file.section.len());
    for (id, section) in &file.file.section {
        let Some(category) = category(&file, id, notice, found) else { continue };
        let here = Here { file: &file, category, notice };
        let asked: Asked = questions(&here, section, found);
        required(&here, &asked, found);
        changed(&here, section, found);
        sections.push(Section {
            category: id.clone(),
            label: section.label.clone().unwrap_or_else(|| category.label.clone()),
            text: section.text.clone(),
            when_changed: section.when_changed.clone(),
            fields: asked.fields.into(),
        });
    }
    left_out(&file, notice, found);
    let head = &file.file.form;
    Some(Form {
        notice: notice.id.clone(),
        service: head.service.clone(),
        version: head.version.clone(),
        title: head.title.clone(),
        sections,
    })
}

fn head(file: &ReadFile<FormFile>, notice: &Compiled, found: &mut Vec<Diagnostic>) {
    let head = &file.file.form;
    let (id, major) = head.notice.split_once('@').unwrap_or((&head.notice, ""));
    let is = notice.version.split('.').next().unwrap_or_default();
    if id != notice.id || (!major.is_empty() && major != is) {
        found.push(
            Diagnostic::error("F01", format!("this is not a form of {} version {is}", notice.id))
                .at(file.place(&["form", "notice"]), "another notice")
                .why("A form is checked against the notice that people were given, and against no other.")
                .help(format!("write `notice = \"{}@{is}\"`", notice.id)),
        );
    }
    if !notice.merged.service.contains_key(&head.service) {
        let known: Vec<&str> = notice.merged.service.keys().map(String::as_str).collect();
        found.push(
            Diagnostic::error("F02", format!("the notice has no service `{}`", head.service))
                .at(file.place(&["form", "service"]), "no such service")
                .help(match nearest(&head.service, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the services are {}", quoted_list(&known)),
                }),
        );
    }
    let parts: Vec<&str> = head.version.split('.').collect();
    if parts.len() != 3 || parts.iter().any(|p| p.parse::<u32>().is_err()) {
        found.push(
            Diagnostic::error("F01", format!("`{}` is not a version", head.version))
                .at(file.place(&["form", "version"]), "not of the form 1.0.0")
                .help("write three numbers, `1.0.0`; raise them whenever a question changes"),
        );
    }
}

/// The category of a section: the notice has it, it is collected, and by this service.
fn category<'n>(
    file: &ReadFile<FormFile>,
    id: &str,
    notice: &'n Compiled,
    found: &mut Vec<Diagnostic>,
) -> Option<&'n CategoryInfo> {
    let place = file.key(&["section", id]);
    let service = &file.file.form.service;
    let Some(category) = notice.categories.iter().find(|c| c.id == id) else {
        let known: Vec<&str> = notice.categories.iter().filter(|c| !c.derived).map(|c| c.id.as_str()).collect();
        found.push(
            Diagnostic::error("F03", format!("the notice has no category `{id}`"))
                .at(place, "the person is not told that this is collected")
                .why("What the notice does not say cannot be asked: people were told what is collected, and this is not in it.")
                .help(match nearest(id, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("say it in the notice first, as `[category.{id}]`; it has {}", quoted_list(&known)),
                }),
        );
        return None;
    };
    if category.derived {
        found.push(
            Diagnostic::error("F04", format!("`{id}` is made from other categories and never asked"))
                .at(place, "there is nothing to type here")
                .help("leave the section out"),
        );
        return None;
    }
    if !category.services.is_empty() && !category.services.contains(service) {
        found.push(
            Diagnostic::error("F05", format!("`{id}` is not collected by the service `{service}`"))
                .at(place, "another service collects it")
                .why("The notice says which service collects what; this form would ask for more.")
                .help(format!("leave the section out: the notice has it for {}", quoted_list(&category.services))),
        );
        return None;
    }
    Some(category)
}

/// What the notice demands is asked.
fn required(here: &Here<'_>, asked: &Asked, found: &mut Vec<Diagnostic>) {
    for field in here.category.fields.iter().filter(|f| f.required) {
        if !asked.answers.contains(&field.id) {
            found.push(
                Diagnostic::error("F06", format!("`{}` has to be given, and this form does not ask it", field.id))
                    .at(here.file.key(&["section", &here.category.id]), "not asked in this section")
                    .help(format!("add `{} = {{}}` under `ask`", field.id)),
            );
        }
    }
}

/// What there is to do after a change has a code that words can be made of.
fn changed(here: &Here<'_>, section: &FormSection, found: &mut Vec<Diagnostic>) {
    let Some(task) = section.when_changed.as_ref().map(|w| &w.task).filter(|task| !id_ok(task)) else { return };
    found.push(
        Diagnostic::error("F13", format!("`{task}` is not a thing to do"))
            .at(here.file.place(&["section", &here.category.id, "when-changed", "task"]), "not written as a code")
            .help("write it in small letters with hyphens: `check-the-band` becomes “Check the band”"),
    );
}

/// Categories without a section: an error where they have to be given, worth knowing otherwise.
fn left_out(file: &ReadFile<FormFile>, notice: &Compiled, found: &mut Vec<Diagnostic>) {
    let service = &file.file.form.service;
    for category in notice.categories.iter().filter(|c| !c.derived) {
        let collected = category.services.is_empty() || category.services.contains(service);
        if !collected || file.file.section.contains_key(&category.id) {
            continue;
        }
        let place = file.place(&["form", "service"]);
        found.push(if category.necessity == Necessity::Optional {
            Diagnostic::note("F07", format!("`{}` is collected and not asked in this form", category.id))
                .at(place, "this service's form")
                .help("if no form asks it, take it out of the notice: it is not needed")
        } else {
            Diagnostic::error("F06", format!("`{}` has to be given, and this form has no section for it", category.id))
                .at(place, "this service's form")
                .help(format!("add `[section.{}.ask]`", category.id))
        });
    }
}
