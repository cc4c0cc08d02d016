//! One request: what was asked, whose record it is, what is done about it, and the decision.

use super::effects::{self, Known};
use super::queue::{due, state};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say, choice, content_rows, field, read_day};
use crate::show;
use app::views::Item;
use app::{AppError, CONFIRMED_BY, FoundCase, MatchedCase, NewStep, RequestDecision, RequestStepLine, RequestView};
use kernel::{RequestId, london_date};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, PanelForm};
use pages::rights::{RequestCase, RequestPage, RequestStep};
use pages::{Link, Tone};
use rights::{Kind, Outcome, StepKind, Waiting, grounds_for};

pub(super) fn id(ask: &Ask) -> Result<RequestId, Failure> {
    ask.param("request").parse().map_err(|_| Failure::not_found())
}

/// That a request is not about the person whose case it is.
const MEMBER: &str = "A member of its household: what is done reaches what is kept of them, and nobody else";

fn matched(case: &MatchedCase, href: &str, settled: bool) -> RequestCase {
    let mut tags = vec![show::open(case.open)];
    if case.restricted {
        tags.push(show::tag("Restricted", Tone::Bad));
    }
    let other = Button {
        action: format!("{href}/unmatch"),
        hidden: vec![("record".to_owned(), case.case.to_string())],
        label: "It is another person’s".to_owned(),
        about: case.reference.clone(),
        warns: false,
    };
    RequestCase {
        reference: case.reference.clone(),
        href: (!settled).then(|| format!("/cases/{}", case.case)),
        service: case.service.clone(),
        tags,
        small: case.member.map(|_| MEMBER.to_owned()),
        buttons: if settled { Vec::new() } else { vec![other] },
    }
}

fn candidate(case: &FoundCase, href: &str) -> RequestCase {
    let fits = match case.bits {
        60.. => "Fits very well",
        40..60 => "Fits well",
        _ => "Fits in part: a name, or how it sounds",
    };
    RequestCase {
        reference: case.reference.clone(),
        href: None,
        service: case.service.clone(),
        tags: vec![show::open(case.open)],
        small: Some(match case.member {
            Some(_) => format!("{fits}. {MEMBER}"),
            None => fits.to_owned(),
        }),
        buttons: vec![Button {
            action: format!("{href}/match"),
            hidden: std::iter::once(("reference".to_owned(), case.reference.clone()))
                .chain(case.member.map(|member| ("member".to_owned(), member.to_string())))
                .collect(),
            label: if case.member.is_some() { "It is this member" } else { "It is this record" }.to_owned(),
            about: case.reference.clone(),
            warns: false,
        }],
    }
}

fn step(line: RequestStepLine, others: &[app::ControllerLine], kind: Kind) -> RequestStep {
    let more = match line.kind {
        StepKind::IdentityConfirmed => {
            CONFIRMED_BY.iter().find(|(code, _)| *code == line.code).map(|(_, words)| (*words).to_owned())
        }
        StepKind::Copied => others.iter().find(|o| o.id == line.code).map(|o| o.name.clone()),
        StepKind::Decided => {
            let (outcome, ground) = line.code.split_once(':').unwrap_or((&line.code, ""));
            let outcome = Outcome::from_id(outcome).map_or("", Outcome::words);
            let ground = grounds_for(kind).find(|g| g.id == ground);
            Some(ground.map_or_else(|| outcome.to_owned(), |g| format!("{outcome}. {} ({})", g.words, g.law)))
        }
        StepKind::CopyHanded => Some(app::Handing::words(&line.code).to_owned()),
        _ => None,
    };
    let words = match line.words {
        Item::Released(words) => Some(words),
        _ => None,
    };
    RequestStep { when: show::date(line.on), what: line.kind.words().to_owned(), by: line.by, more, words }
}

/// The form of one step: its day, what goes with it.
fn step_form(ask: &Ask, form: &FormState, href: &str, kind: StepKind, fields: Vec<Field>, button: &str) -> PanelForm {
    let day = field(ask, form, &format!("{}-on", kind.id()), "On which day", Control::Date)
        .optional()
        .hint("Today, if you leave it empty.");
    PanelForm {
        heading: kind.words().to_owned(),
        id: kind.id().to_owned(),
        action: format!("{href}/step/{}", kind.id()),
        fields: fields.into_iter().chain([day]).collect(),
        button: button.to_owned(),
        ..PanelForm::default()
    }
}

fn forms(ask: &Ask, form: &FormState, view: &RequestView, href: &str, known: &Known) -> Vec<PanelForm> {
    let kind = view.line.kind;
    let has = |step: StepKind| view.steps.iter().any(|s| s.kind == step);
    let words = |step: StepKind, label: &str, required: bool| {
        let field = field(ask, form, &format!("{}-words", step.id()), label, Control::LongText);
        if required { field } else { field.optional() }
    };
    let mut forms = Vec::new();
    if view.line.settled.is_some() {
        forms.extend(effects::lifting(ask, form, view, href));
        forms.extend(effects::telling(ask, form, href, known));
        if !has(StepKind::DecisionSent) {
            let how = words(StepKind::DecisionSent, "How it was sent", false);
            forms.push(step_form(ask, form, href, StepKind::DecisionSent, vec![how], "It was sent"));
        }
        return forms;
    }
    forms.extend(effects::forms(ask, form, view, href, known));
    forms.push(PanelForm {
        heading: "Say whose record it is about".to_owned(),
        id: "match".to_owned(),
        action: format!("{href}/match"),
        fields: vec![
            field(ask, form, "reference", "The record’s reference", Control::Text).hint("For example C26-ABC2345."),
        ],
        button: "It is this record".to_owned(),
        ..PanelForm::default()
    });
    if !has(StepKind::Acknowledged) {
        let how = words(StepKind::Acknowledged, "How they were told", false);
        forms.push(step_form(ask, form, href, StepKind::Acknowledged, vec![how], "They were told"));
    }
    for other in view.others.iter().filter(|o| o.copied_on.is_none()) {
        let hidden = ("copied-code".to_owned(), other.id.clone());
        let mut copied = step_form(ask, form, href, StepKind::Copied, Vec::new(), "It has a copy");
        copied.heading = format!("Give a copy of the request to {}", other.name);
        copied.words.extend(view.arrangement.clone());
        copied.hidden.push(hidden);
        forms.push(copied);
    }
    if kind.has_month() && !has(StepKind::IdentityConfirmed) {
        if !has(StepKind::IdentityAsked) {
            let mut asked = step_form(
                ask,
                form,
                href,
                StepKind::IdentityAsked,
                vec![words(StepKind::IdentityAsked, "What you asked for", true)],
                "They were asked",
            );
            asked
                .words
                .push("Only if there is a real doubt. The month then begins when it is known who they are.".to_owned());
            forms.push(asked);
        }
        let ways = CONFIRMED_BY.iter().map(|(code, words)| choice(*code, *words)).collect();
        let how = field(ask, form, "identity-confirmed-code", "How do you know?", Control::Choice).options(ways);
        forms.push(step_form(ask, form, href, StepKind::IdentityConfirmed, vec![how], "It is known who they are"));
    }
    if kind.pauses() {
        if matches!(view.line.standing.waiting, Some(Waiting::Clarification { .. })) {
            let said = words(StepKind::ClarificationAnswered, "What they said", false);
            forms.push(step_form(ask, form, href, StepKind::ClarificationAnswered, vec![said], "They answered"));
        } else {
            let said = words(StepKind::ClarificationAsked, "What you asked", true);
            let mut asked = step_form(ask, form, href, StepKind::ClarificationAsked, vec![said], "They were asked");
            asked.words.push(
                "Only where so much is held that it cannot be known what they mean. The clock stands still until they answer."
                    .to_owned(),
            );
            forms.push(asked);
        }
    }
    if kind.has_month() && !has(StepKind::Extended) {
        let why = words(StepKind::Extended, "The reasons, as the person was told them", true);
        let mut extended = step_form(ask, form, href, StepKind::Extended, vec![why], "Extend by two months");
        extended.words.push(
            "Only because it is complex or because there are many requests, and only within the first month."
                .to_owned(),
        );
        forms.push(extended);
    }
    if kind == Kind::Complaint {
        let how = words(StepKind::ProgressTold, "What they were told", false);
        forms.push(step_form(ask, form, href, StepKind::ProgressTold, vec![how], "They were told"));
    }
    let note = words(StepKind::Noted, "What to note", true);
    forms.push(step_form(ask, form, href, StepKind::Noted, vec![note], "Note it"));
    forms.push(decision(ask, form, kind, href));
    forms
}

fn decision(ask: &Ask, form: &FormState, kind: Kind, href: &str) -> PanelForm {
    let outcomes = Outcome::ALL.iter().map(|o| choice(o.id(), o.words())).collect();
    let grounds: Vec<_> = grounds_for(kind).map(|g| choice(g.id, format!("{} ({})", g.words, g.law))).collect();
    let mut fields = vec![field(ask, form, "outcome", "How it ends", Control::Choice).options(outcomes)];
    if !grounds.is_empty() {
        fields.push(
            field(ask, form, "ground", "On which ground", Control::Choice)
                .optional()
                .hint("Only if it is refused, or done in part.")
                .options(grounds),
        );
    }
    fields.push(
        field(ask, form, "words", "The reasons, as the person will read them", Control::LongText)
            .hint("The letter adds how to complain, to you and to the regulator."),
    );
    PanelForm {
        heading: "Decide".to_owned(),
        id: "decide".to_owned(),
        action: format!("{href}/decide"),
        fields,
        button: "Decide".to_owned(),
        ..PanelForm::default()
    }
}

pub(super) fn show_one(ask: &Ask, form: FormState, open: &str) -> Result<Answer, Failure> {
    let (actor, id) = (ask.actor()?, id(ask)?);
    let mut view = ask.app().request(actor, id)?;
    let href = format!("/rights/{id}");
    let today = london_date(ask.app().now());
    let kind = view.line.kind;
    let settled = view.line.settled.is_some();
    let looks = ask.query("find") == "yes" && !settled;
    let found = if looks { Some(ask.app().find_for_request(actor, id)?) } else { None };
    let known = Known::of(ask, &view)?;
    let forms = forms(ask, &form, &view, &href, &known);
    let notice = show::notice_head(&view.notice);
    let content = std::mem::replace(&mut view.content, Item::Erased);
    let (rows, withheld) = match content {
        Item::Withheld(why) => (None, Some(show::withheld(why, &notice.href))),
        other => (content_rows(other), None),
    };
    let mut links = Vec::new();
    if kind.wants_copy() && !view.cases.is_empty() {
        let text = if settled { "The copy" } else { "Go through the copy, make it, check it, hand it over" };
        links.push(Link { text: text.to_owned(), href: format!("{href}/copy") });
    }
    if settled {
        links.push(Link { text: "The letter to the person".to_owned(), href: format!("{href}/letter") });
    } else if !looks {
        links.push(Link { text: "Look for their record".to_owned(), href: format!("{href}?find=yes#records") });
    }
    let mut facts = vec![
        ("Came".to_owned(), show::date(view.line.received_on)),
        ("How".to_owned(), view.line.channel.words().to_owned()),
        ("Sent to".to_owned(), view.controller.clone()),
    ];
    if view.representative {
        facts.push(("Asked by".to_owned(), "Somebody who acts for the person".to_owned()));
    }
    for other in &view.others {
        let said =
            other.copied_on.map_or_else(|| "no copy yet".to_owned(), |on| format!("copy given {}", show::date(on)));
        facts.push((other.name.clone(), said));
    }
    if let Some(kept) = &view.kept {
        let until = kept.until.map_or_else(|| "For now".to_owned(), |on| format!("Until {}", show::date(on)));
        facts.push(("Kept".to_owned(), format!("{until}. {}.", kept.why)));
    }
    let waiting = view.line.standing.waiting.map(|w| match w {
        Waiting::Identity { since } => {
            format!("They were asked on {} who they are. {}.", show::date(since), view.line.standing.how)
        }
        Waiting::Clarification { since } => {
            format!("They were asked on {} what they mean. {}.", show::date(since), view.line.standing.how)
        }
    });
    let fine = form.is_fine();
    let mut steps: Vec<RequestStep> =
        std::mem::take(&mut view.steps).into_iter().map(|s| step(s, &view.others, kind)).collect();
    steps.reverse();
    let page = RequestPage {
        reference: view.line.reference.clone(),
        kind: kind.label().to_owned(),
        law: kind.law().to_owned(),
        state: state(&view.line),
        due: due(&view.line, today),
        waiting,
        notice,
        form,
        facts,
        rows,
        withheld,
        cases: view.cases.iter().map(|c| matched(c, &href, settled)).collect(),
        found: found.map(|all| all.iter().map(|c| candidate(c, &href)).collect()),
        recipients: known.recipients.iter().map(effects::recipient).collect(),
        steps,
        forms,
        links,
        open: open.to_owned(),
        href,
    };
    ask.form_page(&page, fine)
}

/// The request.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default(), "")
}

/// The same after a form was out of date, with what was typed.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, stale(), ask.param("step"))
}

pub(super) fn after(ask: &Ask, done: Result<(), AppError>, open: &str, prefix: &str) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(format!("/rights/{}", id(ask)?)).saying(Said::RequestSaved)),
        Err(AppError::Form(errors)) => show_one(ask, show::form_state(&errors), open),
        Err(AppError::Refused(words)) => show_one(ask, FormState::wrong(prefix, &words), open),
        Err(error) => Err(error.into()),
    }
}

/// Writes a step down.
pub(crate) fn take_step(ask: &Ask) -> Result<Answer, Failure> {
    let code = ask.param("step").to_owned();
    let kind = StepKind::from_id(&code).ok_or_else(Failure::not_found)?;
    let mut form = FormState::default();
    let on = read_day(ask, &mut form, &format!("{code}-on"), "The day");
    if !form.is_fine() {
        return show_one(ask, form, &code);
    }
    let new = NewStep {
        kind,
        on,
        code: ask.field(&format!("{code}-code")).to_owned(),
        words: ask.field(&format!("{code}-words")).to_owned(),
    };
    let done = ask.app().take_step(ask.actor()?, id(ask)?, &new);
    let place = match kind {
        StepKind::IdentityConfirmed => format!("{code}-code"),
        StepKind::Copied => format!("{code}-on-day"),
        _ => format!("{code}-words"),
    };
    after(ask, done, &code, &place)
}

/// Says whose record it is about.
pub(crate) fn say_whose(ask: &Ask) -> Result<Answer, Failure> {
    let member = ask.field("member").parse().ok();
    let done = ask.app().match_request_to(ask.actor()?, id(ask)?, ask.field("reference"), member);
    if done.is_ok() && ask.field("back") == "copy" {
        return Ok(Answer::next(format!("/rights/{}/copy", id(ask)?)).saying(Said::RequestSaved));
    }
    after(ask, done, "match", "reference")
}

/// Takes that back.
pub(crate) fn not_theirs(ask: &Ask) -> Result<Answer, Failure> {
    let record = ask.field("record").parse().map_err(|_| Failure::not_found())?;
    let done = ask.app().unmatch_request(ask.actor()?, id(ask)?, record);
    after(ask, done, "", "")
}

/// Decides it.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let decision = RequestDecision {
        outcome: ask.field("outcome").to_owned(),
        ground: ask.field("ground").to_owned(),
        words: ask.field("words").to_owned(),
    };
    let done = ask.app().decide_request(ask.actor()?, id(ask)?, &decision);
    after(ask, done, "decide", "outcome")
}
