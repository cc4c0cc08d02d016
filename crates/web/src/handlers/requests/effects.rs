//! What a request does to a record: stop and lift, statements, corrections, erasure, telling those who had the data.

use super::one::{after, id};
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::fields::{Say, choice, field};
use crate::show;
use app::{MatchedCase, RecipientLine, RequestView};
use kernel::CaseId;
use pages::Tone;
use pages::form::{Control, Field, FormState};
use pages::panel::PanelForm;
use pages::rights::Recipient;
use rights::{Kind, StepKind};

/// What has to be known of the records beside the request itself.
pub(super) struct Known {
    /// Who had the data.
    pub(super) recipients: Vec<RecipientLine>,
    /// The categories of each record: ids and names.
    categories: Vec<(CaseId, Vec<(String, String)>)>,
}

impl Known {
    pub(super) fn of(ask: &Ask, view: &RequestView) -> Result<Self, Failure> {
        let (actor, kind) = (ask.actor()?, view.line.kind);
        let told = kind.tells_recipients() && !view.cases.is_empty();
        let recipients = if told { ask.app().request_recipients(actor, view.line.id)? } else { Vec::new() };
        let mut categories = Vec::new();
        if view.line.settled.is_none() && matches!(kind, Kind::Rectification | Kind::Completion) {
            for case in &view.cases {
                categories.push((case.case, ask.app().request_categories(actor, case.case)?));
            }
        }
        Ok(Self { recipients, categories })
    }
}

/// Somebody who had the data.
pub(super) fn recipient(line: &RecipientLine) -> Recipient {
    let recall = if line.cannot_recall { ". It cannot be called back: they can only be told" } else { "" };
    Recipient {
        name: line.name.clone(),
        words: format!(
            "{}; last on {}{recall}{}",
            line.categories.join(", "),
            line.last.words(),
            line.did.map_or_else(String::new, |did| format!(". They say: {did}"))
        ),
        state: match line.told_on {
            Some(on) => show::tag(format!("Told {}", show::date(on)), Tone::Good),
            None => show::tag("Not told yet", Tone::Warn),
        },
    }
}

fn one(case: &MatchedCase, act: &str, heading: String, href: &str, fields: Vec<Field>, button: &str) -> PanelForm {
    PanelForm {
        heading,
        id: act.to_owned(),
        action: format!("{href}/do/{act}"),
        hidden: vec![("record".to_owned(), case.case.to_string())],
        fields,
        button: button.to_owned(),
        ..PanelForm::default()
    }
}

/// What can be done in the records.
pub(super) fn forms(ask: &Ask, form: &FormState, view: &RequestView, href: &str, known: &Known) -> Vec<PanelForm> {
    let kind = view.line.kind;
    let mut forms = Vec::new();
    for (at, case) in view.cases.iter().enumerate() {
        let named = |act: &str| if at == 0 { act.to_owned() } else { format!("{act}-{at}") };
        let long = |name: String, label: &str| field(ask, form, &name, label, Control::LongText);
        let stops = matches!(kind, Kind::Restriction | Kind::Objection | Kind::Rectification);
        if stops && !case.restricted {
            let act = named("restrict");
            let words = long(format!("{act}-words"), "On which ground")
                .hint("Accuracy contested, use unlawful, needed for a claim, or an objection (UK GDPR article 18(1)).");
            let heading = format!("Stop use and sharing of {}, and keep it", case.reference);
            forms.push(one(case, &act, heading, href, vec![words], "Stop use and sharing"));
        }
        let categories = known.categories.iter().find(|(id, _)| *id == case.case).map(|(_, all)| all);
        if let Some(all) = categories.filter(|all| !all.is_empty()) {
            let options = || all.iter().map(|(id, label)| choice(id.as_str(), label.as_str())).collect();
            let which = |act: &str| {
                let name = format!("{act}-category");
                Field { compact: true, ..field(ask, form, &name, "Which part of the record", Control::Choice) }
                    .options(options())
            };
            let act = named("statement");
            let words = long(format!("{act}-words"), "What the person wants to have said, in their words");
            let heading = format!("Put the person’s statement into {}", case.reference);
            forms.push(one(case, &act, heading, href, vec![which(&act), words], "Put it beside the entry"));
            if kind == Kind::Rectification {
                let act = named("corrected");
                let heading = format!("Confirm that {} was corrected", case.reference);
                let mut confirm = one(case, &act, heading, href, vec![which(&act)], "It was corrected");
                confirm.words.push(
                    "Open the record and change what is wrong first. What stood there stays in its history.".to_owned(),
                );
                forms.push(confirm);
            }
        }
        if kind == Kind::Erasure {
            let act = named("erase");
            let words = long(format!("{act}-words"), "Why no duty, task or claim needs it any more")
                .hint("UK GDPR article 17(1) and (3). If one does, refuse on that ground instead.");
            let mut erase =
                one(case, &act, format!("Erase {}", case.reference), href, vec![words], "Erase it for good");
            erase.warns = true;
            erase.words.push("Its keys are destroyed: nobody can read it again, here or in a backup.".to_owned());
            forms.push(erase);
        }
    }
    forms.extend(lifting(ask, form, view, href));
    forms.extend(telling(ask, form, href, known));
    forms
}

/// Lifting restrictions, also after the request is decided.
pub(super) fn lifting(ask: &Ask, form: &FormState, view: &RequestView, href: &str) -> Vec<PanelForm> {
    view.cases
        .iter()
        .filter(|case| case.stopped)
        .enumerate()
        .map(|(at, case)| {
            let act = if at == 0 { "lift".to_owned() } else { format!("lift-{at}") };
            let told = field(ask, form, &format!("{act}-words"), "How the person was told", Control::LongText)
                .hint("They have to be told before it is lifted (UK GDPR article 18(3)).");
            let heading = format!("Lift the restriction of {}", case.reference);
            one(case, &act, heading, href, vec![told], "Lift it")
        })
        .collect()
}

/// Telling those who had the data.
pub(super) fn telling(ask: &Ask, form: &FormState, href: &str, known: &Known) -> Vec<PanelForm> {
    let step = StepKind::RecipientTold.id();
    let untold: Vec<_> = known.recipients.iter().filter(|r| r.told_on.is_none()).collect();
    if untold.is_empty() {
        return Vec::new();
    }
    let options = untold.iter().map(|r| choice(r.party.as_str(), r.name.as_str())).collect();
    let whom = field(ask, form, &format!("{step}-code"), "Who was told", Control::Choice).options(options);
    let what = field(ask, form, &format!("{step}-words"), "What they were told, and how", Control::LongText)
        .hint("Or why it is impossible, or out of all proportion, to tell them (UK GDPR article 19).");
    let at_desks = PanelForm {
        heading: "Tell them at their desks".to_owned(),
        id: "tell-at-desks".to_owned(),
        action: format!("{href}/tell"),
        fields: Vec::new(),
        button: "Tell everybody who has a desk".to_owned(),
        words: vec![
            "They read there what became of it, say that they have read it, and what they did. Whoever has no desk is told by hand.".to_owned(),
        ],
        ..PanelForm::default()
    };
    vec![
        at_desks,
        PanelForm {
            heading: "Tell those who had the data".to_owned(),
            id: step.to_owned(),
            action: format!("{href}/step/{step}"),
            fields: vec![whom, what],
            button: "They were told".to_owned(),
            ..PanelForm::default()
        },
    ]
}

/// Does one of these things.
pub(crate) fn take(ask: &Ask) -> Result<Answer, Failure> {
    let (app, actor, request) = (ask.app(), ask.actor()?, id(ask)?);
    let act = ask.param("step").to_owned();
    let case: CaseId = ask.field("record").parse().map_err(|_| Failure::not_found())?;
    let (words, category) = (ask.field(&format!("{act}-words")), ask.field(&format!("{act}-category")));
    let what = act.split('-').next().unwrap_or_default();
    let mut place = format!("{act}-words");
    let done = match what {
        "restrict" => app.restrict_for_request(actor, request, case, words),
        "lift" => app.lift_restriction(actor, request, case, words),
        "statement" if category.is_empty() => Err(app::AppError::Refused("Choose the part of the record".to_owned())),
        "statement" => app.add_statement(actor, request, case, category, words).map(|_| ()),
        "corrected" if category.is_empty() => Err(app::AppError::Refused("Choose the part of the record".to_owned())),
        "corrected" => app.confirm_correction(actor, request, case, category),
        "erase" => app.erase_for_request(actor, request, case, words),
        _ => return Err(Failure::not_found()),
    };
    if category.is_empty() && matches!(what, "statement" | "corrected") || what == "corrected" {
        place = format!("{act}-category");
    }
    after(ask, done, &act, &place)
}

/// Tells everybody at their desk who has one.
pub(crate) fn tell(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().tell_recipients_at_desks(ask.actor()?, id(ask)?).map(|_| ());
    after(ask, done, "tell-at-desks", "")
}
