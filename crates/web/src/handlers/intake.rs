//! A new case: its service, and the form that its notice gives.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show;
use app::{AppError, NewCase};
use notice::source::Recall;
use pages::form::FormState;
use pages::intake::{ChooseService, NewCase as NewCasePage, ServiceChoice};

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
    ask.page(&ChooseService { services })
}

fn show_form(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
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
    let page = NewCasePage {
        notice: show::head_of(compiled),
        service: notice.service_label(service),
        action: format!("/cases/new/{}/{service}", compiled.id),
        told_first: told_first.collect(),
        sections: forms.iter().map(|spec| show::form_section(spec, compiled, &ask.form, &form)).collect(),
        form,
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn form_page(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, FormState::default())
}

/// The same with everything typed, and its token made new.
pub(crate) fn create_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale())
}

/// Makes the case.
pub(crate) fn create(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    if ask.notice() != actor.capacity.notice {
        return Err(Failure::not_found());
    }
    let new =
        NewCase { service: ask.param("service").to_owned(), typed: ask.form.clone(), source: "subject".to_owned() };
    match ask.app().create(actor, &new) {
        Ok(case) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::CaseOpened)),
        Err(AppError::Form(errors)) => show_form(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}
