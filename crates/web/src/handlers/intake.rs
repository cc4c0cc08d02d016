//! A new case: its service, and the form that its notice gives.

use super::drafts::{self, Do, pressed};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::choice;
use crate::show::{self, Filled};
use app::{
    AppError, DraftOrigin, DraftPlace, DraftView, FirstTold, KnownAlready, Listed, ListedRecord, NewCase, Published,
    Referred,
};
use casework::form::Typed;
use casework::{FormSpec, Sure};
use kernel::{InboundId, PersonId};
use notice::source::Recall;
use pages::form::{Choice, DraftNote, FormState};
use pages::intake::{
    Begun, ChooseService, ForKnown, ForListed, ForReferral, NewCase as NewCasePage, ServiceChoice, ToldBy, ToldSection,
};

/// What stands before a category in the name of the question who told its section.
const TOLD: &str = "told.section-";

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
            DraftPlace::Form { form, .. } => {
                (form.clone(), format!("{}, case {}", crate::kept::words(form), line.reference))
            }
        };
        Begun { href, what, when: line.saved_at.words(), begun: line.begun_at.words() }
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
    /// With what a referral says that came in.
    Referred(Referred),
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
    // A form that was sent is over: what is typed into it now is another.
    let begun = match ask.draft() {
        Some(id) if ask.app().form_is_over(actor, id)? => None,
        other => other,
    };
    let id = kept.map(|k| k.id).or(begun).unwrap_or(fresh);
    let draft = DraftNote { id: id.to_string(), kept: kept.map(|k| k.saved_at.words()) };
    let (filled, cases) = match with {
        Begins::Typed(typed) => (Filled::Typed(typed), Vec::new()),
        Begins::Kept(kept) => (Filled::Draft(&kept.typed), Vec::new()),
        Begins::Known(known) => (Filled::Draft(&known.typed), known.cases.clone()),
        Begins::Listed(listed) => (Filled::Draft(&listed.typed), Vec::new()),
        Begins::Referred(referred) => (Filled::Draft(&referred.typed), Vec::new()),
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
    let referral = referral(ask).map(|id| ForReferral {
        id: id.to_string(),
        reference: if let Begins::Referred(referred) = with { referred.reference.clone() } else { String::new() },
    });
    let told = actor.is_staff().then(|| told_by(&notice, &forms, with));
    let known = known_person(ask).or(known_before).map(|person| ForKnown { person: person.to_string(), cases });
    let page = NewCasePage {
        notice: show::head_of(compiled),
        service: notice.service_label(service),
        action: here(ask),
        told_first: told_first.collect(),
        sections: forms.iter().map(|spec| show::form_section(spec, compiled, filled, &form, today)).collect(),
        told,
        form,
        draft,
        known,
        listed,
        referral,
    };
    ask.form_page(&page, fine)
}

/// Where what is typed comes from: the whole of it, and each section that somebody else told.
fn told_by(notice: &Published, forms: &[FormSpec], with: &Begins<'_>) -> ToldBy {
    let typed = |name: &str| match with {
        Begins::Typed(typed) => typed.first(name).to_owned(),
        Begins::Kept(kept) => kept.typed.get().first(name).to_owned(),
        Begins::Known(_) | Begins::Listed(_) | Begins::Referred(_) => String::new(),
    };
    let chosen = |name: &str| {
        let picked = typed(name);
        let one = move |(value, label): (String, String)| Choice { picked: value == picked, value, label, hint: None };
        notice.source_choices().into_iter().map(one).collect::<Vec<_>>()
    };
    let section = |spec: &FormSpec| {
        let name = format!("{TOLD}{}", spec.category);
        let mut choices = vec![choice("", "As the whole")];
        choices.extend(chosen(&name));
        ToldSection { label: spec.label.clone(), choices, name }
    };
    let sure = Sure::from_code(&typed("told.sure"));
    let one =
        |s: &Sure| Choice { value: s.code().to_owned(), label: s.words().to_owned(), hint: None, picked: *s == sure };
    let by_section: Vec<ToldSection> = forms.iter().map(section).collect();
    ToldBy {
        open: by_section.iter().any(|s| s.choices.iter().any(|c| c.picked)),
        sources: chosen("told.whole"),
        sure: Sure::ALL.iter().map(one).collect(),
        by_section,
    }
}

/// What the form says of where it comes from.
fn told(ask: &Ask) -> (String, FirstTold) {
    let whole = Some(ask.field("told.whole")).filter(|s| !s.is_empty()).unwrap_or("subject");
    let by_section = ask.form.pairs().iter().filter(|(_, source)| !source.is_empty()).filter_map(|(name, source)| {
        let category = name.strip_prefix(TOLD)?;
        Some((category.to_owned(), source.clone()))
    });
    (whole.to_owned(), FirstTold { sure: Sure::from_code(ask.field("told.sure")), by_section: by_section.collect() })
}

/// Somebody who is known, for whom the case is.
fn known_person(ask: &Ask) -> Option<PersonId> {
    let said = if ask.field("known").is_empty() { ask.query("person") } else { ask.field("known") };
    said.parse().ok()
}

/// A referral that came in, for which the case is.
fn referral(ask: &Ask) -> Option<InboundId> {
    let said = if ask.field("referral").is_empty() { ask.query("referral") } else { ask.field("referral") };
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
    let with = match (kept, known_person(ask), referral(ask)) {
        (Some(kept), ..) => Begins::Kept(kept),
        (None, Some(person), _) => {
            // A notice that this one does not act under has no such form: that is said before anything is read.
            if ask.notice() != ask.actor()?.capacity.notice {
                return Err(Failure::not_found());
            }
            Begins::Known(ask.app().known_already(ask.actor()?, ask.param("service"), person)?)
        }
        (None, None, Some(id)) => {
            if ask.notice() != ask.actor()?.capacity.notice {
                return Err(Failure::not_found());
            }
            match ask.app().referred(ask.actor()?, ask.param("service"), id) {
                Ok(referred) => Begins::Referred(referred),
                // What became of it stands on its own page.
                Err(AppError::Refused(_)) => return Ok(Answer::next(format!("/referrals/{id}"))),
                Err(error) => return Err(error.into()),
            }
        }
        (None, None, None) => match listed_record(ask) {
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
    let (source, first) = told(ask);
    let new = NewCase { service: ask.param("service").to_owned(), typed: ask.form.clone(), source };
    match ask.app().create_told(actor, &new, (ask.draft(), listed_record(ask)), &first) {
        Ok(case) => {
            // The case is made, whatever comes of looking for others of the same person. Where it was opened for somebody known, the
            // records are one person's; where that cannot be said any more, they are proposed like any others.
            if let Some(known) = known_person(ask) {
                let linked = ask.app().person_of(actor, case).and_then(|new| ask.app().link_people(actor, known, new));
                if let Err(error) = linked {
                    tracing::info!(%error, "a case for somebody known was not linked");
                }
            }
            if let Some(id) = referral(ask)
                && let Err(error) = ask.app().inbound_led_to(actor, id, case)
            {
                // The case is made; the referral's page says that it still waits, and takes the reference.
                tracing::info!(%error, "a referral was not marked as the one that led to a case");
                return Ok(Answer::next(format!("/cases/{case}")).saying(Said::CaseOpenedReferralWaits));
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
