//! Desks: what was sent to a body, what waits for somebody's approval, what is to be reviewed; and why one looks.

use super::share::{
    again, card, codes, document_bytes, documents, facts, id, link, parts, steps, tags, term, the_document,
};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::{DESK_PAGE, DeskLine, FINDINGS, OwnReason, Part, PermissionEnded, REASON_DAYS, ShareView};
use pages::Tone;
use pages::form::{Control, Entered, Field, FormState};
use pages::share::{ShareAct, SharePage};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use sharing::ground::REFUSALS;
use sharing::share::{OUTCOMES, REJECTIONS, STEP_DOWN_REASONS};
use sharing::{ShareState, Step};

/// A form of what was sent, which says what is done.
pub(super) fn act(action: String, (name, heading): (&str, &str), fields: Vec<Field>, button: &str) -> ShareAct {
    ShareAct {
        id: name.to_owned(),
        heading: heading.to_owned(),
        words: Vec::new(),
        action,
        hidden: vec![("do".to_owned(), name.to_owned())],
        fields,
        button: button.to_owned(),
        warns: false,
    }
}

/// What was sent to the body that somebody acts for.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let from = |part: &str| ask.query(part).parse().unwrap_or(0);
    let (waiting_from, rest_from) = (from("waiting"), from("rest"));
    let page = ask.app().desk_page(actor, (waiting_from, rest_from))?;
    let to_card = |l: DeskLine| {
        let open = l.name.is_some();
        let taken =
            l.taken.map(|t| if t.mine { "You have taken it up".to_owned() } else { format!("Taken up by {}", t.name) });
        let href = format!("/desk/{}", l.line.line.id);
        let shown = card(&l.line, href.clone());
        Card {
            title: l.line.line.purpose.clone(),
            name: l.name.map(|n| show::name(n, "/notices")),
            reference: l.line.line.reference.clone(),
            href: open.then_some(href),
            lines: if open {
                shown.lines.into_iter().chain(taken).collect()
            } else if let Some((ended, at)) = l.permission_ended {
                vec![match ended {
                    PermissionEnded::Withdrawn => format!(
                        "The person withdrew their permission on {}. Stop using what you had, and say under “Permissions withdrawn” what you did.",
                        at.words()
                    ),
                    PermissionEnded::AgreementOver => format!(
                        "The agreement under which it was sent is over: since {} nothing of it is shown to you. Delete what you had.",
                        at.words()
                    ),
                    PermissionEnded::RunOut => format!(
                        "The last day of the person’s permission has passed: since {} nothing of it is shown to you. Stop using what you had.",
                        at.words()
                    ),
                }]
            } else {
                vec!["It was taken back, or its time is over: nothing of it is shown to you any more.".to_owned()]
            },
            ..shown
        }
    };
    // Where a part goes on, and where it began.
    let group = |id: &str, (heading, empty): (&str, &str), of: Vec<DeskLine>, from: usize, all: usize| {
        let at = |from: usize| match id {
            "waiting" => format!("/desk?waiting={from}&rest={rest_from}#waiting"),
            _ => format!("/desk?waiting={waiting_from}&rest={from}#rest"),
        };
        let more = |words: String, from: usize| Card { title: words, href: Some(at(from)), ..Card::default() };
        let before = (from > 0).then(|| more(format!("The {DESK_PAGE} before these"), from.saturating_sub(DESK_PAGE)));
        let next = from + DESK_PAGE;
        let after = (next < all).then(|| more(format!("{} more: the next of them", all - next), next));
        Group {
            id: id.to_owned(),
            heading: heading.to_owned(),
            empty: empty.to_owned(),
            cards: before.into_iter().chain(of.into_iter().map(to_card)).chain(after).collect(),
        }
    };
    let waiting = ("To answer", "Nothing waits for your answer.");
    let rest = ("Everything else", "Nothing else has been sent to you.");
    let copies = ask.app().copies_at_desk(actor)?;
    let copies = (!copies.is_empty()).then(|| Group {
        id: "copies".to_owned(),
        heading: "To be deleted".to_owned(),
        empty: String::new(),
        cards: copies.iter().map(|c| super::copies::copy_card(c, &c.purpose)).collect(),
    });
    let words = super::originators::desk_group(ask)?;
    let waits_for_signature = ask.app().agreement_waits(actor)?;
    let actions = waits_for_signature.then(|| link("An agreement waits for your signature", "/to-sign".to_owned()));
    let support = ask.app().may_ask_for_support(actor)?;
    let support = support.then(|| link("Who supports somebody?", "/support".to_owned()));
    // Only where there is or was a file for them.
    let studies = !ask.app().studies_for(ask.actor()?)?.is_empty();
    let studies = studies.then(|| link("Files for studies", "/study-files".to_owned()));
    let sheet = Sheet {
        actions: actions.into_iter().chain(support).chain(studies).collect(),
        heading: "Your desk".to_owned(),
        lede: vec![
            "What the council has sent you, for the purpose that you act for. You see what was sent, and every look is recorded."
                .to_owned(),
        ],
        totals: [("waiting", page.waiting_in_all), ("rest", page.rest_in_all)]
            .into_iter()
            .filter(|(_, all)| *all > DESK_PAGE)
            .map(|(id, all)| (id.to_owned(), all))
            .collect(),
        groups: std::iter::once(group("waiting", waiting, page.waiting, waiting_from, page.waiting_in_all))
            .chain(words)
            .chain(copies)
            .chain([group("rest", rest, page.rest, rest_from, page.rest_in_all)])
            .collect(),
        ..Sheet::default()
    };
    ask.page(&sheet)
}

fn is_referral(view: &ShareView) -> bool {
    !view.line.line.ground.is_without_consent() && view.enquiry.is_none()
}

/// What a body can do with what was sent, each in a form of its own: of that which was sent the fields alone are filled in again. `code`: how
/// the field for what is chosen begins.
pub(super) fn answers<T>(
    ask: &Ask,
    form: &FormState,
    view: &ShareView,
    code: &str,
    act: impl Fn((&str, &str), Vec<Field>, &str) -> T,
) -> Vec<T> {
    let (state, mut acts) = (view.line.state, Vec::new());
    if !is_referral(view) {
        return acts;
    }
    let more = |step: Step, label: &str| field(ask, form, &format!("more-{}", step.id()), label, Control::LongText);
    let chosen = |step: Step, label: &str, list: &[(&str, &str)]| {
        field(ask, form, &format!("{code}-{}", step.id()), label, Control::Choice).options(codes(list))
    };
    if matches!(state, ShareState::Sent | ShareState::MoreAsked) {
        acts.push(act((Step::Accept.id(), "Accept"), Vec::new(), "Accept the referral"));
    }
    if matches!(state, ShareState::Sent | ShareState::Accepted) {
        let step = Step::AskMore;
        let fields = vec![more(step, "What do you need, and why?").hint("The council decides about it, with reasons.")];
        acts.push(act((step.id(), "Ask for more"), fields, "Ask"));
    }
    if matches!(state, ShareState::Sent | ShareState::MoreAsked) {
        let step = Step::Reject;
        let fields =
            vec![chosen(step, "Why do you not take it on?", REJECTIONS), more(step, "Anything to add").optional()];
        acts.push(act((step.id(), "Do not take it on"), fields, "Send it back"));
    }
    if state == ShareState::Accepted {
        let step = Step::Report;
        let fields = vec![chosen(step, "What came of it?", OUTCOMES), more(step, "In your words").optional()];
        acts.push(act((step.id(), "Report what came of it"), fields, "Report and close"));
        if view.line.step_up {
            let step = Step::StepDown;
            let fields = vec![
                chosen(step, "Why does the family come back?", STEP_DOWN_REASONS),
                more(step, "What was done, and what does the family still need?")
                    .hint("The programme reads it. Talk about it with the family first."),
            ];
            acts.push(act((step.id(), "Hand the family back (step down)"), fields, "Hand it back and close"));
        }
    }
    acts
}

fn one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let share = id(ask)?;
    let view = ask.app().desk_item(ask.actor()?, share)?;
    let action = format!("/desk/{share}");
    let mut acts = Vec::new();
    let enquiry = view.enquiry.as_ref().filter(|e| e.answered_at.is_none());
    if let Some(enquiry) = enquiry.filter(|_| view.line.state != ShareState::Rejected) {
        acts.push(super::enquiries::answering(ask, &form, enquiry, format!("{action}/answer"), "Answer"));
    }
    acts.extend(answers(ask, &form, &view, "code", |name, fields, button| act(action.clone(), name, fields, button)));
    if is_referral(&view) && matches!(view.line.state, ShareState::Sent | ShareState::MoreAsked | ShareState::Accepted)
    {
        let mine = view.taken.as_ref().is_some_and(|t| t.mine);
        let (name, heading, button) = if mine {
            ("lay-back", "Lay it back on the desk", "Lay it back")
        } else {
            ("take", "Take it up, so that nobody else here does", "I take it up")
        };
        acts.push(act(action, (name, heading), Vec::new(), button));
    }
    let href = show::notice_head(&view.top.notice).href;
    let fine = form.is_fine();
    let page = SharePage {
        heading: format!(
            "{} {}",
            if view.enquiry.is_some() {
                "Enquiry"
            } else if is_referral(&view) {
                "Referral"
            } else {
                "Sent to you"
            },
            view.line.line.reference
        ),
        back: Some(link("Your desk", "/desk".to_owned())),
        tags: tags(&view.line),
        lede: vec!["This is what was sent to you. Keep it to what it is for, and do not pass it on.".to_owned()],
        facts: facts(&view),
        parts: parts(view.parts, &href),
        documents: documents(view.documents, &format!("/desk/{share}")),
        steps: steps(view.steps),
        acts,
        form,
        ..SharePage::default()
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, FormState::default())
}

fn bytes(ask: &Ask, part: Part) -> Result<Answer, Failure> {
    let document = the_document(ask)?;
    Ok(document_bytes(document, ask.app().desk_document(ask.actor()?, id(ask)?, document, part)?))
}

/// A document that came with it.
pub(crate) fn document(ask: &Ask) -> Result<Answer, Failure> {
    bytes(ask, Part::Original)
}

/// A picture of it.
pub(crate) fn document_preview(ask: &Ask) -> Result<Answer, Failure> {
    bytes(ask, Part::Preview)
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, stale())
}

/// The body answers an enquiry.
pub(crate) fn answer(ask: &Ask) -> Result<Answer, Failure> {
    let share = id(ask)?;
    let view = ask.app().desk_item(ask.actor()?, share)?;
    let asked = view.enquiry.map_or_else(Vec::new, |e| e.asks);
    let (code, answers) = super::enquiries::typed(ask, &asked);
    match ask.app().answer_enquiry(ask.actor()?, share, &code, &answers) {
        Ok(()) => Ok(Answer::next(format!("/desk/{share}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, super::enquiries::beside(form))),
    }
}

/// What the body does with it.
pub(crate) fn step(ask: &Ask) -> Result<Answer, Failure> {
    let share = id(ask)?;
    if ["take", "lay-back"].contains(&ask.field("do")) {
        return match ask.app().take_up(ask.actor()?, share, ask.field("do") == "take") {
            Ok(()) => Ok(Answer::next(format!("/desk/{share}")).saying(Said::ShareChanged)),
            Err(error) => again(error, |form| one(ask, form)),
        };
    }
    let what = Step::parse(ask.field("do")).ok_or_else(Failure::not_found)?;
    let (code, more) = (ask.field(&format!("code-{}", what.id())), ask.field(&format!("more-{}", what.id())));
    match ask.app().desk_step(ask.actor()?, share, what, code, more) {
        Ok(()) if what == Step::Reject => Ok(Answer::next("/desk").saying(Said::ShareChanged)),
        Ok(()) => Ok(Answer::next(format!("/desk/{share}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| {
            let mut named = FormState::default();
            for e in form.errors {
                let field = if e.field.is_empty() { e.field } else { format!("{}-{}", e.field, what.id()) };
                named.add(field, e.words);
            }
            one(ask, named)
        }),
    }
}

/// Where else those who decide about sharing look; what waits for them is said.
pub(super) fn beside(ask: &Ask) -> Result<Vec<pages::Link>, Failure> {
    let actor = ask.actor()?;
    let waiting =
        |words: &str, many: usize| if many == 0 { words.to_owned() } else { format!("{words} ({many} to decide)") };
    let mut links = vec![
        link("What went out, and when it has to be gone", "/outbound".to_owned()),
        link("Enquiries, and what came back", "/enquiries".to_owned()),
        link("Requests from police and others", "/outside-requests".to_owned()),
        link("Data for studies", "/studies".to_owned()),
        link(&waiting("Files that were asked for", ask.app().files_to_approve(actor)?), "/files".to_owned()),
    ];
    let looks = ask.app().looks_to_review(actor)?;
    links.extend(looks.map(|many| link(&waiting("Unusual looks", many), "/unusual-looks".to_owned())));
    Ok(links)
}

fn approval(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let share = id(ask)?;
    let view = ask.app().approval(ask.actor()?, share)?;
    let action = format!("/approvals/{share}");
    let mut facts = vec![
        term("Ground", vec![view.line.ground.words().to_owned()]),
        term("What for", vec![view.line.purpose.clone()]),
        term("Law", view.gateway.iter().cloned().collect()),
        term("They may look for", vec![format!("{} hours", view.hours)]),
        term("Telling the person", vec![view.told.clone()]),
        term("Asked for", vec![format!("{}, {}", view.line.asked_by, view.line.asked_at.words())]),
    ];
    facts.extend(view.test.iter().map(|(q, a)| term(q, vec![a.clone()])));
    facts.push(term("What would go", view.items.clone()));
    facts.push(term("Chosen from", view.preset.iter().cloned().collect()));
    facts.push(term("Beyond that selection", view.beyond.clone()));
    let mut lede = vec![format!("Case {}. It goes the moment that you approve it.", view.line.reference)];
    lede.extend(view.prompt.clone());
    if let Some((body, requires)) = &view.enrols {
        lede.push(format!("{body} is put on the list by your approval. The notice requires: {requires}."));
    }
    let mut acts = Vec::new();
    match &view.lacks {
        Some(lacks) => lede.push(format!("{lacks}: it can only be refused.")),
        None => acts.push(act(action.clone(), ("approve", "Approve"), Vec::new(), "Approve and send")),
    }
    let fields = vec![
        field(ask, &form, "reason", "Why is it refused?", Control::Choice).options(codes(REFUSALS)),
        field(ask, &form, "more", "Anything to add", Control::LongText).optional(),
    ];
    acts.push(ShareAct { warns: true, ..act(action, ("refuse", "Refuse"), fields, "Refuse") });
    let fine = form.is_fine();
    let page = SharePage {
        heading: view.line.to.clone(),
        back: Some(link("Approvals", "/approvals".to_owned())),
        tags: vec![show::tag("Waits for approval", Tone::Warn)],
        lede,
        facts,
        acts,
        form,
        ..SharePage::default()
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn approval_page(ask: &Ask) -> Result<Answer, Failure> {
    approval(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn approval_again(ask: &Ask) -> Result<Answer, Failure> {
    approval(ask, stale())
}

/// Approves or refuses it.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let share = id(ask)?;
    let came = match ask.field("do") {
        "approve" => ask.app().approve_share(ask.actor()?, share),
        "refuse" => ask.app().refuse_share(ask.actor()?, share, ask.field("reason"), ask.field("more")),
        _ => return Err(Failure::not_found()),
    };
    match came {
        Ok(()) => Ok(Answer::next("/approvals").saying(Said::ShareChanged)),
        Err(error) => again(error, |form| approval(ask, form)),
    }
}

fn review(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let share = id(ask)?;
    let lines = ask.app().share_reviews(ask.actor()?)?;
    let it = lines.into_iter().find(|r| r.line.id == share).ok_or_else(Failure::not_found)?;
    let mut facts = vec![
        term("Ground", vec![it.line.ground.words().to_owned()]),
        term("What for", vec![it.line.purpose.clone()]),
        term("What went", it.line.categories.clone()),
        term("Law", it.gateway.iter().cloned().collect()),
        term("Sent", it.sent_at.map(|at| at.words()).into_iter().collect()),
        term("Asked for by", vec![it.line.asked_by.clone()]),
        term("Approved by", it.decided_by.iter().cloned().collect()),
        term("Telling the person", vec![it.told.clone()]),
    ];
    facts.extend(it.test.iter().map(|(q, a)| term(q, vec![a.clone()])));
    let mut acts = Vec::new();
    if it.can_finish {
        let fields = vec![
            field(ask, &form, "finding", "What did the review find?", Control::Choice).options(codes(FINDINGS)),
            field(ask, &form, "more", "Anything to add", Control::LongText).optional(),
        ];
        acts.push(act(format!("/reviews/{share}"), ("review", "Finish the review"), fields, "Finish"));
    }
    let mut lede = vec![format!("Case {}. To look into the record, write down why first.", it.line.reference)];
    if !it.can_finish {
        lede.push("The review is finished once the person was told, or once it is written down why not.".to_owned());
    }
    let fine = form.is_fine();
    let page = SharePage {
        heading: it.line.to.clone(),
        back: Some(link("Reviews", "/reviews".to_owned())),
        tags: vec![if it.late { show::tag("Late", Tone::Bad) } else { show::tag("To be reviewed", Tone::Warn) }],
        lede,
        facts,
        acts,
        links: vec![link("Write down why you look", format!("/reasons?case={}", it.line.reference))],
        form,
        ..SharePage::default()
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn review_page(ask: &Ask) -> Result<Answer, Failure> {
    review(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn review_again(ask: &Ask) -> Result<Answer, Failure> {
    review(ask, stale())
}

/// Finishes it.
pub(crate) fn reviewed(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().review_share(ask.actor()?, id(ask)?, ask.field("finding"), ask.field("more")) {
        Ok(()) => Ok(Answer::next("/reviews").saying(Said::ShareChanged)),
        Err(error) => again(error, |form| review(ask, form)),
    }
}

fn reason(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    if !ask.actor()?.is_staff() {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Write down why you look".to_owned(),
        lede: vec![format!(
            "Some of a record opens only once it is written down why, or who asked. It counts for {REASON_DAYS} days, for the purpose that you act for."
        )],
        action: "/reasons".to_owned(),
        back: link("All cases", "/cases".to_owned()),
        fields: vec![
            field(ask, &form, "reference", "Case reference", Control::Text)
                .standing(ask, Entered::text(ask.query("case"))),
            field(ask, &form, "kind", "What do you write down?", Control::Choice).options(vec![
                choice("reason", "A reason: why you have to see it"),
                choice("request", "A request: somebody with the right to has asked in writing"),
            ]),
            field(ask, &form, "words", "Why; or who asked, when, and under which reference", Control::LongText)
                .hint("Kept sealed with the record. The person can ask for it."),
        ],
        button: "Write it down".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form of a reason.
pub(crate) fn reason_page(ask: &Ask) -> Result<Answer, Failure> {
    reason(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn reason_again(ask: &Ask) -> Result<Answer, Failure> {
    reason(ask, stale())
}

/// Writes it down.
pub(crate) fn write_reason(ask: &Ask) -> Result<Answer, Failure> {
    let new = OwnReason {
        reference: ask.field("reference").to_owned(),
        kind: ask.field("kind").to_owned(),
        words: ask.field("words").to_owned(),
    };
    match ask.app().write_reason(ask.actor()?, &new) {
        Ok(case) => Ok(Answer::next(format!("/cases/{case}")).saying(Said::ReasonWritten)),
        Err(error) => again(error, |form| reason(ask, form)),
    }
}
