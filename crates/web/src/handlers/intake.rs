//! A new case: its service, and the form that its notice gives.

use super::drafts::{self, Do, pressed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::show::{self, Filled};
use app::{AppError, DraftOrigin, DraftPlace, DraftView, KnownAlready, Listed, ListedRecord, NewCase};
use casework::form::Typed;
use kernel::PersonId;
use notice::source::Recall;
use pages::form::{DraftNote, FormState};
use pages::intake::{Begun, ChooseService, ForKnown, ForListed, NewCase as NewCasePage, ServiceChoice};

/// Choosing the service.
pub(crate) fn choose(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let known = ask.query("person").parse::<PersonId>().ok();
    let listed = ask.query("listed").parse::<ListedRecord>().ok();
    let for_whom = match (known, listed) {
        (Some(person), _) => format!("?person={person}"),
        (None, Some(of)) => format!("?listed={of}"),
        (None, None) => String::new(),
    };
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
                href: format!("/cases/new/{}/{id}{for_whom}", notice.compiled.id),
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
    let many = actor.is_staff() && !services.is_empty() && known.is_none() && listed.is_none();
    let imports = many.then(|| "/imports".to_owned());
    let known = known.map(|person| format!("/people/{person}"));
    let listed = listed.map(|of| format!("/linkage/{}/pairs/{}", of.run, of.pair));
    ask.page(&ChooseService { services, begun: begun.collect(), imports, known, listed })
}

/// The address of the form.
fn here(ask: &Ask) -> String {
    format!("/cases/new/{}/{}", ask.notice(), ask.param("service"))
}

fn place(ask: &Ask) -> DraftPlace {
    DraftPlace::New { service: ask.param("service").to_owned() }
}

/// What a form begins with.
enum Begins<'a> {
    /// With what was typed.
    Typed(&'a Typed),
    /// With what was typed before and kept.
    Kept(DraftView),
    /// With what is known of somebody.
    Known(KnownAlready),
    /// With what a list says of somebody who is on no record of ours.
    Listed(Listed),
}

fn show_form(ask: &Ask, form: FormState, with: &Begins<'_>) -> Result<Answer, Failure> {
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
    let kept = if let Begins::Kept(kept) = with { Some(kept) } else { None };
    let id = kept.map(|k| k.id).or_else(|| ask.draft()).unwrap_or(fresh);
    let draft = DraftNote { id: id.to_string(), kept: kept.map(|k| k.saved_at.words()) };
    let (filled, cases) = match with {
        Begins::Typed(typed) => (Filled::Typed(typed), Vec::new()),
        Begins::Kept(kept) => (Filled::Draft(&kept.typed), Vec::new()),
        Begins::Known(known) => (Filled::Draft(&known.typed), known.cases.clone()),
        Begins::Listed(listed) => (Filled::Draft(&listed.typed), Vec::new()),
    };
    // A form that was put by knows what it was begun from.
    let origin = kept.map_or(DraftOrigin::Nothing, |kept| kept.origin);
    let known_before = if let DraftOrigin::Known(person) = origin { Some(person) } else { None };
    let listed_before = if let DraftOrigin::Listed(of) = origin { Some(of) } else { None };
    let listed = listed_record(ask).or(listed_before).map(|of| ForListed {
        record: of.to_string(),
        pair: format!("/linkage/{}/pairs/{}", of.run, of.pair),
        whose: if let Begins::Listed(listed) = with { listed.whose.clone() } else { String::new() },
    });
    let known = known_person(ask).or(known_before).map(|person| ForKnown { person: person.to_string(), cases });
    let page = NewCasePage {
        notice: show::head_of(compiled),
        service: notice.service_label(service),
        action: here(ask),
        told_first: told_first.collect(),
        sections: forms.iter().map(|spec| show::form_section(spec, compiled, filled, &form, today)).collect(),
        form,
        draft,
        known,
        listed,
    };
    ask.form_page(&page, fine)
}

/// Somebody who is known, for whom the case is.
fn known_person(ask: &Ask) -> Option<PersonId> {
    let said = if ask.field("known").is_empty() { ask.query("person") } else { ask.field("known") };
    said.parse().ok()
}

/// A record of a list, for whom the case is.
fn listed_record(ask: &Ask) -> Option<ListedRecord> {
    let said = if ask.field("listed").is_empty() { ask.query("listed") } else { ask.field("listed") };
    said.parse().ok()
}

/// The form, with what was typed into it before if it was begun, or what is known already of whom it is for.
pub(crate) fn form_page(ask: &Ask) -> Result<Answer, Failure> {
    let begun = ask.query("draft").parse().ok();
    let kept = match begun {
        Some(id) => ask.app().draft(ask.actor()?, &place(ask), Some(id))?,
        None => None,
    };
    let nothing = Typed::default();
    let with = match (kept, known_person(ask)) {
        (Some(kept), _) => Begins::Kept(kept),
        (None, Some(person)) => {
            // A notice that this one does not act under has no such form: that is said before anything is read.
            if ask.notice() != ask.actor()?.capacity.notice {
                return Err(Failure::not_found());
            }
            Begins::Known(ask.app().known_already(ask.actor()?, ask.param("service"), person)?)
        }
        (None, None) => match listed_record(ask) {
            Some(_) if ask.notice() != ask.actor()?.capacity.notice => return Err(Failure::not_found()),
            Some(of) => match ask.app().listed_record(ask.actor()?, ask.param("service"), of) {
                Ok(listed) => Begins::Listed(listed),
                // What is in the way stands on the pair's own page.
                Err(AppError::Refused(_)) => {
                    return Ok(Answer::next(format!("/linkage/{}/pairs/{}", of.run, of.pair)));
                }
                Err(error) => return Err(error.into()),
            },
            None => Begins::Typed(&nothing),
        },
    };
    show_form(ask, FormState::default(), &with)
}

/// The same with everything typed, and its token made new.
pub(crate) fn create_again(ask: &Ask) -> Result<Answer, Failure> {
    show_form(ask, stale(), &Begins::Typed(&ask.form))
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
            return show_form(ask, FormState::default(), &Begins::Typed(&typed));
        }
    }
    let new =
        NewCase { service: ask.param("service").to_owned(), typed: ask.form.clone(), source: "subject".to_owned() };
    match ask.app().create_listed(actor, &new, ask.draft(), listed_record(ask)) {
        Ok(case) => {
            // The case is made, whatever comes of looking for others of the same person. Where it was opened for somebody known, the
            // records are one person's; where that cannot be said any more, they are proposed like any others.
            if let Some(known) = known_person(ask) {
                let linked = ask.app().person_of(actor, case).and_then(|new| ask.app().link_people(actor, known, new));
                if let Err(error) = linked {
                    tracing::info!(%error, "a case for somebody known was not linked");
                }
            }
            let others = ask.app().person_of(actor, case).and_then(|person| ask.app().duplicates(actor, Some(person)));
            let known = others.is_ok_and(|others| !others.is_empty());
            let said = if known { Said::CaseOpenedTwice } else { Said::CaseOpened };
            Ok(Answer::next(format!("/cases/{case}")).saying(said))
        }
        Err(AppError::Form(errors)) => {
            drafts::keep(ask, &place(ask), &ask.form)?;
            show_form(ask, show::form_state(&errors), &Begins::Typed(&ask.form))
        }
        Err(AppError::Refused(words)) => show_form(ask, FormState::wrong("", &words), &Begins::Typed(&ask.form)),
        Err(error) => Err(error.into()),
    }
}
