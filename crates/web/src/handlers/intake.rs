//! A new case: its service, and the form that its notice gives.

use super::drafts::{self, Do, pressed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show::{self, Filled};
use app::{AppError, DraftPlace, DraftView, NewCase};
use casework::form::Typed;
use notice::source::Recall;
use pages::form::{DraftNote, FormState};
use pages::intake::{Begun, ChooseService, NewCase as NewCasePage, ServiceChoice};

/// Choosing the service.
pub(crate) fn choose(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let mut services = Vec::new();
    for notice in ask.app().notices_to_open(actor)? {
        let head = show::head_of(&notice.compiled);
        for (id, service) in &notice.compiled.merged.service {
            match ask.app().new_case_forms(actor, id) {
                Ok((_, forms)) if !forms.is_empty() => {}
                Ok(_) | Err(AppError::NotFound) => continue,
                Err(error) => return Err(error.into()),
            }
            services.push(ServiceChoice {
                href: format!("/cases/new/{}/{id}", notice.compiled.id),
                title: service.label.clone(),
                summary: service.text.clone(),
                controller: show::controller(&notice.compiled),
                notice: head.clone(),
            });
        }
    }
    let begun = ask.app().drafts(actor)?.into_iter().map(|line| {
        let (href, what) = match &line.place {
            DraftPlace::New { service } => (
                format!("/cases/new/{}/{service}?draft={}", actor.capacity.notice, line.id),
                format!("New application: {}", line.service),
            ),
            DraftPlace::Section { case, category } => (
                format!("/cases/{case}/sections/{category}/edit"),
                format!("{} of case {}", line.section, line.reference),
            ),
        };
        Begun { href, what, when: line.saved_at.words() }
    });
    let imports = (actor.is_staff() && !services.is_empty()).then(|| "/imports".to_owned());
    ask.page(&ChooseService { services, begun: begun.collect(), imports })
}

/// The address of the form.
fn here(ask: &Ask) -> String {
    format!("/cases/new/{}/{}", ask.notice(), ask.param("service"))
}

fn place(ask: &Ask) -> DraftPlace {
    DraftPlace::New { service: ask.param("service").to_owned() }
}

fn show_form(ask: &Ask, form: FormState, typed: &Typed, kept: Option<DraftView>) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    if ask.notice() != actor.capacity.notice {
        return Err(Failure::not_found());
    }
    let service = ask.param("service");
    let (notice, forms) = ask.app().new_case_forms(actor, service)?;
    let compiled = &notice.compiled;
    let fine = form.is_fine();
    let told_first = compiled.flows.iter().filter(|flow| flow.recall == Recall::Impossible).filter_map(|flow| {
        compiled.statements.get(&flow.statement).map(|s| format!("{} Once sent, it cannot be called back.", s.words))
    });
    let (fresh, today) = ask.app().new_form(actor)?;
    let id = kept.as_ref().map(|k| k.id).or_else(|| ask.draft()).unwrap_or(fresh);
    let draft = DraftNote { id: id.to_string(), kept: kept.as_ref().map(|k| k.saved_at.words()) };
    let filled = match &kept {
        Some(kept) => Filled::Draft(&kept.typed),
        None => Filled::Typed(typed),
    };
    let page = NewCasePage {
        notice: show::head_of(compiled),
        service: notice.service_label(service),
        action: here(ask),
        told_first: told_first.collect(),
        sections: forms.iter().map(|spec| show::form_section(spec, compiled, filled, &form, today)).collect(),
        form,
        draft,
    };
    ask.form_page(&page, fine)
}

/// The form, with what was typed into it before if it was begun.
pub(crate) fn form_page(ask: &Ask) -> Result<Answer, Failure> {
    let begun = ask.query("draft").parse().ok();
    let kept = match begun {
        Some(id) => ask.app().draft(ask.actor()?, &place(ask), Some(id))?,
        None => None,
    };
    show_form(ask, FormState::default(), &Typed::default(), kept)
}

/// The same with everything typed, and its token made new.
pub(crate) fn create_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale(), &ask.form, None)
}

/// Makes the case.
pub(crate) fn create(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    if ask.notice() != actor.capacity.notice {
        return Err(Failure::not_found());
    }
    match pressed(&ask.form) {
        Do::Send => {}
        Do::Keep => return drafts::later(ask, &place(ask), "/cases/new".to_owned()),
        Do::Drop => return drafts::throw_away(ask, here(ask)),
        Do::Again(typed) => {
            drafts::keep(ask, &place(ask), &typed)?;
            return show_form(ask, FormState::default(), &typed, None);
        }
    }
    let new =
        NewCase { service: ask.param("service").to_owned(), typed: ask.form.clone(), source: "subject".to_owned() };
    match ask.app().create_once(actor, &new, ask.draft()) {
        Ok(case) => {
            // The case is made, whatever comes of looking for others of the same person.
            let others = ask.app().person_of(actor, case).and_then(|person| ask.app().duplicates(actor, Some(person)));
            let known = others.is_ok_and(|others| !others.is_empty());
            let said = if known { Said::CaseOpenedTwice } else { Said::CaseOpened };
            Ok(Answer::next(format!("/cases/{case}")).saying(said))
        }
        Err(AppError::Form(errors)) => {
            drafts::keep(ask, &place(ask), &ask.form)?;
            show_form(ask, show::form_state(&errors), &ask.form, None)
        }
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("", &words), &ask.form, None),
        Err(error) => Err(error.into()),
    }
}
