//! A case: open it, close it, open it again, see who has seen it, let an agency work on it.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field, read_day};
use crate::show;
use crate::tabs::{head, tabs};
use app::meetings::AgendaAhead;
use app::views::{AgencyLine, CaseView, KeptLine};
use app::{AppError, SeenView};
use casework::CloseReason;
use casework::closing::REOPEN_REASONS;
use casework::missing::Blocked;
use jiff::civil::Date;
use kernel::{CaseId, london_date};
use notice::model::Principal;
use pages::case::{
    Agency, BlockedDecision, CaseHead, CaseMay, CasePage, CloseCase, LinkAgency, MissingAnswer, ReopenCase, Seen,
    SeenPage,
};
use pages::caseload::Paging;
use pages::form::{Choice, Control, FormState};
use pages::{Due, Link, Tone};

/// The record.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().open(ask.actor()?, ask.case()?)?;
    let ahead = if view.can_close && view.open { ask.app().agendas_for(ask.actor()?, view.id)? } else { Vec::new() };
    let link = |ahead: AgendaAhead| {
        let text = format!("Put on the agenda of {}, {}", ahead.group, show::date(ahead.held_on));
        Link { text, href: format!("/meetings/{}/agenda?case={}", ahead.meeting, view.id) }
    };
    let agendas = ahead.into_iter().map(link).collect();
    ask.page(&CasePage { agendas, ..case_page(view) })
}

fn case_page(view: CaseView) -> CasePage {
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let may = CaseMay {
        close: view.can_close && view.open,
        reopen: view.can_close && !view.open,
        consent: view.can_close,
        seen: view.staff,
        link: view.can_close && view.open,
    };
    let id = view.id.to_string();
    let alerts = view.sections.iter().map(|s| show::alerts_of(&s.alerts, true)).collect();
    let editable: Vec<String> = view.sections.iter().filter(|s| s.can_record).map(|s| s.category.clone()).collect();
    let blocked = view.blocked.iter().map(|b| blocked(b, &id, &editable)).collect();
    let mut sections: Vec<_> = view.sections.into_iter().map(|s| show::section(s, &id, &href)).collect();
    for (category, at, words) in view.beside {
        if let Some(section) = sections.iter_mut().find(|s| s.id == category) {
            section.beside.push((show::date(london_date(at)), words));
        }
    }
    CasePage {
        held: view.owner,
        opened: show::date(view.opened_on),
        closed: view.closed.map(|(on, why)| format!("Closed {}: {}.", show::date(on), show::lower_first(&why))),
        kept: view.kept.iter().map(|k| show::kept(k, &href)).collect(),
        warnings: view.in_force,
        markers: view.warnings,
        alerts,
        blocked,
        due: view.due.iter().map(show::due).collect::<Vec<Due>>(),
        tasks: Vec::new(),
        consents: super::consent::rows(&view.consents),
        agencies: view.agencies.iter().map(agency).collect(),
        agendas: Vec::new(),
        sections,
        may,
        case: CaseHead {
            tabs: tabs("case", &view.id.to_string(), view.staff, view.can_close),
            id: view.id.to_string(),
            reference: view.reference,
            name: Some(show::name(view.name, &href)),
            service: Some(view.service),
            state: Some(show::open(view.open)),
            notice: Some(notice),
        },
    }
}

fn blocked(line: &Blocked, case: &str, editable: &[String]) -> BlockedDecision {
    let missing = |m: &casework::missing::Missing| MissingAnswer {
        label: m.label.clone(),
        href: editable.contains(&m.category).then(|| format!("/cases/{case}/sections/{}/edit", m.category)),
        declined: m.declined,
    };
    BlockedDecision {
        decision: line.decision.clone(),
        missing: line.missing.iter().map(missing).collect(),
        if_refused: line.if_refused.clone(),
    }
}

fn agency(line: &AgencyLine) -> Agency {
    let words = match line.until {
        Some(until) if until < line.since => format!("Put on and taken off on {}", show::date(line.since)),
        Some(until) => format!("From {} until {}", show::date(line.since), show::date(until)),
        None => format!("Since {}", show::date(line.since)),
    };
    let end = line.works.then(|| line.key.clone());
    Agency { name: line.name.clone(), words, stopped: line.stopped.clone(), end }
}

/// A head for a page that asks nothing about the person.
fn bare(ask: &Ask, reference: &str) -> CaseHead {
    CaseHead { id: ask.param("case").to_owned(), reference: reference.to_owned(), ..CaseHead::default() }
}

fn show_close(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let closing = ask.app().closing(ask.actor()?, ask.case()?)?;
    let typed = ask.field("reason");
    let reasons = CloseReason::ALL.iter().map(|reason| Choice {
        value: reason.code().to_owned(),
        label: reason.words().to_owned(),
        hint: None,
        picked: reason.code() == typed,
    });
    let href = notice_href(ask);
    let fine = form.is_fine();
    let mut days = Vec::new();
    if closing.asks_birth {
        let label = "When was the youngest child born that this record is about?";
        days.push(
            field(ask, &form, "birth", label, Control::Date)
                .optional()
                .hint("How long it is kept is counted from this day: give it, or say below that there is no child."),
        );
        let none =
            [("yes".to_owned(), "This record is about no child: count from the day on which it is closed".to_owned())];
        let said = vec![ask.field("no-child").to_owned()];
        days.push(choose(&form, "no-child", "If there is none", Control::Choices, &none, said).optional());
    }
    if closing.asks_death {
        let label = "If the person has died: on which day?";
        days.push(field(ask, &form, "death", label, Control::Date).optional());
    }
    let page = CloseCase {
        case: bare(ask, &closing.reference),
        form,
        days,
        reasons: reasons.collect(),
        kept: closing.kept.iter().map(|k: &KeptLine| show::kept(k, &href)).collect(),
        open_tasks: Vec::new(),
    };
    ask.form_page(&page, fine)
}

/// Where the notice under which one acts is published.
fn notice_href(ask: &Ask) -> String {
    ask.actor().map(|actor| format!("/notices/{}", actor.capacity.notice)).unwrap_or_default()
}

/// Closing: the reason, and until when what is kept.
pub(crate) fn close_page(ask: &Ask) -> Result<Answer, Failure> {
    show_close(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn close_again(ask: &Ask) -> Result<Answer, Failure> {
    show_close(ask, stale())
}

/// Closes.
pub(crate) fn close(ask: &Ask) -> Result<Answer, Failure> {
    let Some(reason) = CloseReason::from_code(ask.field("reason")) else {
        return show_close(ask, FormState::wrong("reason", "Choose why the case is closed"));
    };
    let case = ask.case()?;
    let mut form = FormState::default();
    let birth = read_day(ask, &mut form, "birth", "The day of birth");
    let death = read_day(ask, &mut form, "death", "The day of death");
    if !form.is_fine() {
        return show_close(ask, form);
    }
    let no_child = ask.field("no-child") == "yes";
    match ask.app().close(ask.actor()?, case, app::Close { reason, birth, death, no_child }) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::CaseClosed)),
        Err(AppError::Refused(words)) => show_close(ask, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_reopen(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let closing = ask.app().closing(ask.actor()?, ask.case()?)?;
    let fine = form.is_fine();
    let typed = ask.field("reason");
    let reason = |(code, words): &(&str, &str)| Choice {
        value: (*code).to_owned(),
        label: (*words).to_owned(),
        hint: None,
        picked: *code == typed,
    };
    let reasons = REOPEN_REASONS.iter().map(reason).collect();
    ask.form_page(&ReopenCase { case: bare(ask, &closing.reference), form, reasons }, fine)
}

/// Opening again.
pub(crate) fn reopen_page(ask: &Ask) -> Result<Answer, Failure> {
    show_reopen(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn reopen_again(ask: &Ask) -> Result<Answer, Failure> {
    show_reopen(ask, stale())
}

/// Opens it again.
pub(crate) fn reopen(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    match ask.app().reopen(ask.actor()?, case, ask.field("reason")) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::CaseReopened)),
        Err(AppError::Refused(words)) => show_reopen(ask, FormState::wrong("reason", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_agencies(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let (top, agencies) = ask.app().agencies(actor, ask.case()?)?;
    if !top.open {
        return Err(Failure::not_found());
    }
    let typed = ask.field("party");
    // Of one that works on the case already the last day can be made another.
    let called = |key: &str, name: String| match agencies.iter().find(|a| a.key == key && a.works) {
        Some(AgencyLine { until: Some(until), .. }) => format!("{name}: works on it until {}", show::date(*until)),
        Some(_) => format!("{name}: works on it"),
        None => name,
    };
    let mut choices = Vec::new();
    for notice in ask.app().notices_to_open(actor)? {
        for principal in &notice.compiled.principals {
            if let Principal::Party { id, name, .. } = principal {
                let label = called(id, name.clone());
                choices.push(Choice { value: id.clone(), label, hint: None, picked: id == typed });
            }
        }
    }
    for body in ask.app().enrolled_bodies(&actor.capacity.notice)? {
        let label = called(&body.key, format!("{} ({})", body.name, body.list));
        choices.push(Choice { picked: body.key == typed, value: body.key, label, hint: None });
    }
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    let fine = form.is_fine();
    let until = match ask.field("until") {
        "" => ask.app().usual_agency_day().to_string(),
        typed => typed.to_owned(),
    };
    let agencies = agencies.iter().map(agency).collect();
    let page = LinkAgency { agencies, case: head(top, ""), form, choices, until };
    ask.form_page(&page, fine)
}

/// The agencies, and adding one.
pub(crate) fn agencies_page(ask: &Ask) -> Result<Answer, Failure> {
    show_agencies(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn link_again(ask: &Ask) -> Result<Answer, Failure> {
    show_agencies(ask, stale())
}

/// Lets an agency work on the case.
pub(crate) fn link(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    // Nobody is let in without a last day: left empty, it is the usual one.
    let until = match ask.field("until").trim() {
        "" => None,
        typed => match typed.parse::<Date>() {
            Ok(day) => Some(day),
            Err(_) => return show_agencies(ask, FormState::wrong("until", "Enter a real date as the last day")),
        },
    };
    match ask.app().link_party_until(ask.actor()?, case, ask.field("party"), until) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::AgencyAdded)),
        Err(AppError::Form(errors)) => show_agencies(ask, show::form_state(&errors)),
        Err(AppError::Refused(words)) => show_agencies(ask, FormState::wrong("party", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Ends an agency's work on the case.
pub(crate) fn unlink(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    match ask.app().unlink_party(ask.actor()?, case, ask.field("party")) {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::AgencyRemoved)),
        Err(AppError::Refused(words)) => show_agencies(ask, FormState::wrong("party", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Who has seen the record.
pub(crate) fn seen(ask: &Ask) -> Result<Answer, Failure> {
    let before = Some(ask.query("before")).filter(|b| !b.is_empty());
    let case = ask.case()?;
    let view = ask.app().seen(ask.actor()?, case, before)?;
    let summary = "Everything that happened to this record, newest first: who, for whom, why, what was shown, what was withheld, and under which rule. It is read from the ledger, which nobody can change.";
    ask.page(&seen_page(case, view, &format!("/cases/{case}/seen"), before, summary))
}

/// The page of a ledger: of a case, or of a member of its household.
pub(crate) fn seen_page(case: CaseId, view: SeenView, at: &str, before: Option<&str>, summary: &str) -> SeenPage {
    let notice = show::notice_head(&view.notice);
    let href = notice.href.clone();
    let entries: Vec<Seen> = view
        .lines
        .into_iter()
        .map(|line| Seen {
            when: line.at.words(),
            who: line.who,
            body: line.acting,
            did: show::lower_first(&line.what),
            why: line.purpose,
            saw: line.released,
            kept_from: line.withheld,
            tone: if line.statements.iter().any(|s| s.id.contains("override")) { Tone::Warn } else { Tone::Plain },
            rules: line.statements.iter().map(|s| show::statement(s, &href)).collect(),
            notice: line.notice,
            entry: line.entry,
        })
        .collect();
    let older = view.next.map(|next| format!("{at}?before={next}"));
    let words = format!(
        "{} entries{}",
        entries.len(),
        if older.is_some() { ", newest first; there are older ones" } else { "" }
    );
    SeenPage {
        case: CaseHead {
            id: case.to_string(),
            reference: view.reference,
            name: Some(show::name(view.name, &href)),
            service: Some(view.service),
            notice: Some(notice),
            tabs: tabs("seen", &case.to_string(), true, true),
            ..CaseHead::default()
        },
        paging: Paging { words, previous: before.map(|_| at.to_owned()), next: older },
        entries,
        summary: summary.to_owned(),
    }
}
