//! What goes from a case to others: choosing it, looking at what went, taking it back.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, content_rows, field};
use crate::show;
use crate::tabs::head;
use app::views::Item;
use app::{
    AppError, CHANNELS, DocumentBytes, NewShare, Part, PresetView, PreviewSection, ShareLine, ShareParts, SharePreview,
    ShareView, SharedDocument, ShownRow, StepDownLine, StepLine,
};
use kernel::{AttachmentId, CaseId, ShareId};
use pages::form::{Choice, Control, Entered, Field, FormState};
use pages::share::{
    DocumentShown, OncePage, PartShown, Pick, PickSection, SecretShown, Selection, ShareAct, SharePage, ShareWrite,
    StepShown, Term,
};
use pages::sheet::{Card, Group, Sheet};
use pages::work::PlainForm;
use pages::{Link, Row, StateTag, Tone};
use sharing::share::{ANSWERS, OUTCOMES, REJECTIONS, code_words};
use sharing::{Ground, ShareState, Step};

pub(super) fn link(text: &str, href: String) -> Link {
    Link { text: text.to_owned(), href }
}

pub(super) fn term(label: &str, says: Vec<String>) -> Term {
    Term { label: label.to_owned(), says }
}

pub(super) fn codes(list: &[(&str, &str)]) -> Vec<Choice> {
    list.iter().map(|(code, words)| choice(*code, *words)).collect()
}

/// Where what came back of something that went up stands.
fn stepped_down(back: &StepDownLine) -> (&'static str, Tone) {
    match back.state.as_str() {
        "new" => ("Step down: to be answered", Tone::Warn),
        "assessed" => ("Step down: taken on", Tone::Good),
        _ => ("Step down: not taken on", Tone::Plain),
    }
}

/// The same in a line.
fn stepped_down_words(back: &StepDownLine) -> String {
    let by = back.answer_by.filter(|_| back.state == "new");
    let by = by.map(|on| format!(", to be answered by {}", show::date(on))).unwrap_or_default();
    let answered = back.answered_at.map(|at| format!(", answered {}", at.words())).unwrap_or_default();
    format!(
        "Step down {} on {}: {}{by}{answered}",
        back.reference,
        back.received_at.words(),
        show::lower_first(&back.reason)
    )
}

pub(super) fn tags(line: &ShareLine) -> Vec<StateTag> {
    let tone = match line.state {
        ShareState::Asked | ShareState::MoreAsked => Tone::Warn,
        ShareState::Refused | ShareState::Rejected => Tone::Bad,
        ShareState::Accepted => Tone::Good,
        ShareState::Sent | ShareState::Withdrawn | ShareState::Reported => Tone::Plain,
    };
    let mut tags = vec![show::tag(line.state.words(), tone)];
    if line.step_up {
        tags.push(show::tag("Step up", Tone::Plain));
    }
    if let Some(back) = &line.came_back {
        let (words, tone) = stepped_down(back);
        tags.push(show::tag(words, tone));
    }
    let without = line.line.ground.is_without_consent();
    if without && line.in_force {
        tags.push(show::tag("In force", Tone::Warn));
    }
    if without && line.sent_at.is_some() && line.reviewed_at.is_none() {
        tags.push(show::tag("To be reviewed", Tone::Warn));
    }
    tags
}

/// A line about it, for lists.
pub(super) fn card(line: &ShareLine, href: String) -> Card {
    let mut lines = vec![
        format!("{}: {}", line.line.ground.words(), line.line.purpose),
        format!("What: {}", line.line.categories.join(", ")),
        format!("Asked for by {} on {}", line.line.asked_by, line.line.asked_at.words()),
    ];
    let what = if line.state == ShareState::Accepted { "What came of it is due on" } else { "An answer is due on" };
    lines.extend(line.answer_by.map(|on| format!("{what} {}", show::date(on))));
    lines.extend(line.came_back.as_ref().map(stepped_down_words));
    lines.extend(line.until.filter(|_| line.in_force).map(|until| format!("They may look until {}", until.words())));
    lines.extend(
        line.review_on.filter(|_| line.reviewed_at.is_none()).map(|on| format!("Review by {}", show::date(on))),
    );
    Card { title: line.line.to.clone(), href: Some(href), tags: tags(line), lines, ..Card::default() }
}

/// What goes and went.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (top, lines) = ask.app().shares(ask.actor()?, case)?;
    let group = |id: &str, heading: &str, empty: &str, wanted: &dyn Fn(&ShareLine) -> bool| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: lines
            .iter()
            .filter(|l| wanted(l))
            .map(|l| card(l, format!("/cases/{case}/sharing/{}", l.line.id)))
            .collect(),
    };
    let live = |l: &ShareLine| l.in_force && l.state != ShareState::Reported;
    let waits = |l: &ShareLine| l.state == ShareState::Asked;
    let actions = if top.open {
        vec![
            link("Refer to an agency", format!("/cases/{case}/sharing/new")),
            link("Share without consent", format!("/cases/{case}/sharing/new?without=consent")),
            link("What originators agree to", format!("/cases/{case}/sharing/originators")),
        ]
    } else {
        Vec::new()
    };
    let came = ask.app().inbound_of_case(ask.actor()?, case)?;
    let came = came.into_iter().map(|l| Card {
        title: if l.step_down { super::inbound::STEP_DOWN } else { l.sender.label() }.to_owned(),
        href: Some(format!("/referrals/{}", l.id)),
        tags: vec![super::inbound::tag(&l)],
        lines: [Some(l.reference), l.body, Some(l.received_at.words())].into_iter().flatten().collect(),
        ..Card::default()
    });
    let came = Group {
        id: "came".to_owned(),
        heading: "Came in for this case".to_owned(),
        empty: String::new(),
        cards: came.collect(),
    };
    let page = Sheet {
        heading: "Sharing".to_owned(),
        back: Some(link("All cases", "/cases".to_owned())),
        lede: vec!["What goes to other bodies, on which ground, and what they did with it.".to_owned()],
        actions,
        groups: vec![
            group("waiting", "Waits for approval", "", &waits),
            group("live", "With somebody now", "Nothing is with anybody just now.", &live),
            group("over", "Over", "", &|l| !live(l) && !waits(l)),
            came,
        ]
        .into_iter()
        .filter(|g| !g.cards.is_empty() || !g.empty.is_empty())
        .collect(),
        case: Some(head(top, "sharing")),
        ..Sheet::default()
    };
    ask.page(&page)
}

/// To whom.
fn choose(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let without = ask.query("without") == "consent" || ask.field("without") == "consent";
    let ways = ask.app().share_ways(ask.actor()?, case, without)?;
    let top = ask.app().case_top(ask.actor()?, case, "to choose to whom something goes")?;
    let fine = form.is_fine();
    let options = ways.iter().map(|w| {
        let name = if w.opens { format!("{} (a body that is not on the list yet)", w.name) } else { w.name.clone() };
        let why = if without {
            format!("{}: {name}, {}", w.ground.words(), w.purpose_words)
        } else {
            format!("{name}: {}", w.purpose_words)
        };
        choice(format!("{}|{}|{}", w.party, w.purpose, w.ground.id()), why)
    });
    let lede = if without {
        "Only what the privacy notice or the law lets go without the person’s consent is offered, each on a ground with its own test."
    } else {
        "Every body that the privacy notice names is offered. Next you see exactly what may go to it, and why."
    };
    let page = PlainForm {
        heading: if without { "Share without consent" } else { "Refer to an agency" }.to_owned(),
        lede: vec![lede.to_owned()],
        action: format!("/cases/{case}/sharing/new"),
        back: link("Sharing", format!("/cases/{case}/sharing")),
        hidden: vec![
            ("without".to_owned(), if without { "consent" } else { "" }.to_owned()),
            ("step".to_owned(), said(ask, "step").to_owned()),
        ],
        fields: vec![field(ask, &form, "way", "To whom, and what for?", Control::Choice).options(options.collect())],
        button: "Continue".to_owned(),
        case: Some(head(top, "")),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn choose_page(ask: &Ask) -> Result<Answer, Failure> {
    choose(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn chosen_again(ask: &Ask) -> Result<Answer, Failure> {
    choose(ask, stale())
}

/// Leads to the form of that way.
pub(crate) fn chosen(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let parts: Vec<&str> = ask.field("way").split('|').collect();
    // That the case is there for whoever asks comes before anything about the form.
    ask.app().share_ways(ask.actor()?, case, ask.field("without") == "consent")?;
    match parts.as_slice() {
        [to, purpose, ground] if plain(to) && plain(purpose) && plain(ground) => {
            let step = ask.field("step");
            let step = if plain(step) { format!("&step={step}") } else { String::new() };
            Ok(Answer::next(format!("/cases/{case}/sharing/write?to={to}&for={purpose}&why={ground}{step}")))
        }
        _ => choose(ask, FormState::wrong("way", "Choose to whom it goes")),
    }
}

/// Whether something is one of our own keys, so that it can stand in an address.
fn plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-:/_".contains(c))
}

/// A value of the address, or of the form that came from there.
fn said<'a>(ask: &'a Ask, name: &str) -> &'a str {
    let query = ask.query(name);
    if query.is_empty() { ask.field(name) } else { query }
}

/// What can be chosen. At first it is what the notice's selection chooses. Without one, of a referral it is everything, and of what
/// goes without consent nothing: each answer is a decision.
fn sections(
    ask: &Ask,
    preview: Vec<PreviewSection>,
    href: &str,
    (ground, preset): (Ground, Option<&PresetView>),
) -> Vec<PickSection> {
    let first = ask.form.pairs().is_empty();
    let at_first = |item: &str| {
        // A document says more than an answer: each is a decision.
        let all = !ground.is_without_consent() && !item.contains(".doc-");
        preset.map_or(all, |p| p.chooses(item))
    };
    // What holds of everything is said once, above.
    let common = common(&preview);
    let typed: Vec<String> = ask.form.all("items").map(str::to_owned).collect();
    let pick = |section: PreviewSection| {
        let because = section.statements.iter().map(|s| show::statement(s, href)).collect::<Vec<_>>();
        let mut say: Vec<String> = section.obligations.into_iter().filter(|o| !common.contains(o)).collect();
        say.extend(section.kept_back);
        let withheld =
            (!section.released).then(|| pages::Withheld { why: section.reasons, statements: because.clone() });
        PickSection {
            id: section.category,
            label: section.label,
            because: if section.released { because } else { Vec::new() },
            say,
            picks: section.rows.map(|rows| {
                let picks = |rows: Vec<ShownRow>| {
                    let one = |r: ShownRow| Pick {
                        picked: (first && at_first(&r.item)) || typed.contains(&r.item),
                        value: r.item,
                        label: r.label,
                        text: r.text,
                    };
                    rows.into_iter().map(one).collect::<Vec<_>>()
                };
                rows.map(picks)
            }),
            withheld,
        }
    };
    preview.into_iter().map(pick).collect()
}

/// What comes with every category that may go.
fn common(preview: &[PreviewSection]) -> Vec<String> {
    let mut released = preview.iter().filter(|s| s.released);
    let first = released.next().map_or_else(Vec::new, |s| s.obligations.clone());
    first.into_iter().filter(|o| preview.iter().filter(|s| s.released).all(|s| s.obligations.contains(o))).collect()
}

fn questions(
    ask: &Ask,
    form: &FormState,
    preview: &SharePreview,
    preset: Option<&PresetView>,
) -> Vec<pages::form::Field> {
    let ground = preview.ground;
    let mut fields = Vec::new();
    if !ground.is_without_consent() {
        fields.push(
            field(ask, form, "reason", "Why do you refer, and what do you hope for?", Control::LongText)
                .hint("They read this. Do not repeat what was sent, and leave out what they do not need."),
        );
    } else {
        for question in ground.test() {
            fields
                .push(field(ask, form, question.id, question.words, Control::Choice).options(codes(question.answers)));
        }
        let why = if ground.is_asked_for() {
            "Why is it right to share this?"
        } else {
            "What is the danger, and how do you know?"
        };
        fields.push(
            field(ask, form, "reason", why, Control::LongText)
                .hint("Kept sealed with the record. It does not go to them, and the person can ask for it."),
        );
        if preview.facts.iter().any(|f| f == "request") || ground.is_asked_for() {
            let asked = field(
                ask,
                form,
                "request",
                "Their request: who asked, when, under which reference, and for what",
                Control::LongText,
            );
            fields.push(if preview.facts.iter().any(|f| f == "request") { asked } else { asked.optional() });
        }
        let law = preview.gateways.iter().map(|g| Choice {
            value: g.id.clone(),
            label: format!("{} ({})", g.words(), if g.kind == "duty" { "duty" } else { "power" }),
            hint: None,
            picked: false,
        });
        fields.push(
            field(ask, form, "gateway", "Which law lets or makes you share it?", Control::Choice)
                .options(law.collect())
                .hint("From the register of gateways. Whoever approves it sees what else that law asks for."),
        );
        fields.push(
            field(ask, form, "citation", "Citation, if the law is another one", Control::Text)
                .optional()
                .hint("The Act or instrument, and the section"),
        );
        let mut told = vec![choice("yes", "Yes, they have been told"), choice("not-yet", "Not yet: they will be told")];
        told.extend(
            codes(ground.untold())
                .into_iter()
                .map(|c| Choice { label: format!("No: {}", show::lower_first(&c.label)), ..c }),
        );
        let when = preview.tell.as_ref().map(|t| format!("The notice says: {t}.")).unwrap_or_default();
        fields.push(field(ask, form, "told", "Has the person been told?", Control::Choice).options(told).hint(&when));
    }
    let mut ways = codes(CHANNELS);
    if let Some(preset) = preset {
        ways.retain(|w| preset.channels.is_empty() || preset.channels.contains(&w.value.as_str()));
        fields.insert(
            ground.test().len(),
            field(ask, form, "widen", "If more goes than was chosen at first: why is it needed?", Control::LongText)
                .optional()
                .hint("Leave it empty if you have added nothing. It is kept with the record, and the person can ask for it."),
        );
    }
    fields.push(
        field(ask, form, "channel", "How does it reach them?", Control::Choice)
            .options(ways)
            .standing(ask, Entered::text("desk")),
    );
    fields
}

/// The selection, as the page says it; the others are a link away.
fn selection(preset: &PresetView, all: &[PresetView], here: &str) -> Selection {
    let mut says = Vec::new();
    if let (who, Some(on)) = &preset.reviewed {
        says.push(format!(
            "The notice has this selection for the occasion. Last looked at by: {who}, {}.",
            show::date(*on)
        ));
    }
    if !preset.asks.is_empty() {
        says.push(format!("They are asked for: {}. It goes with what is chosen and no more.", preset.asks.join("; ")));
    }
    if preset.discreet {
        says.push(
            "Nothing of it shows on the person’s own pages, where somebody else could look: tell them yourself."
                .to_owned(),
        );
    }
    let others = all.iter().filter(|p| p.id != preset.id);
    Selection {
        label: preset.label.clone(),
        says,
        warns: preset.overdue.map(|on| {
            format!(
                "This selection should have been looked at again by {}: tell the data protection officer.",
                show::date(on)
            )
        }),
        others: others.map(|p| link(&p.label, format!("{here}&preset={}", p.id))).collect(),
    }
}

fn write(ask: &Ask, mut form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (to, purpose) = (said(ask, "to").to_owned(), said(ask, "for").to_owned());
    let ground = Ground::parse(said(ask, "why")).ok_or_else(Failure::not_found)?;
    let preview = ask.app().share_preview(ask.actor()?, case, (&to, &purpose, ground))?;
    let href = show::notice_head(&preview.top.notice).href;
    let mut lede = vec![format!("What for: {}.", preview.purpose)];
    if ground.is_without_consent() {
        lede.push(format!(
            "Ground: {}. They may look for {} hours at most.",
            show::lower_first(ground.words()),
            ground.most_hours()
        ));
    }
    let mut step = said(ask, "step").to_owned();
    // A step that the plan no longer has is let go of: what was typed can be sent without it.
    for error in form.errors.iter_mut().filter(|error| error.field == "step") {
        error.field.clear();
        step.clear();
    }
    if !step.is_empty() {
        lede.push(
            "It serves a step of the person’s plan: what comes of it stands beside the step. They do not read the step."
                .to_owned(),
        );
    }
    lede.extend(common(&preview.sections));
    if !preview.approvers.is_empty() {
        lede.push(format!("Somebody else has to approve it: {}.", preview.approvers.join(", or ")));
    }
    let wanted = said(ask, "preset");
    let preset = preview.presets.iter().find(|p| p.id == wanted).or_else(|| preview.presets.first()).cloned();
    let mut asked = questions(ask, &form, &preview, preset.as_ref());
    // The test comes first: whoever cannot meet it need not choose anything.
    let fields = asked.split_off(ground.test().len());
    let first = preview.requires.iter().flat_map(|requires| {
        [
            field(ask, &form, "body", "Which organisation gets it?", Control::Text)
                .hint(&format!("It is put on the list when this is approved. The notice requires: {requires}.")),
            super::destinations::country(ask, &form, ""),
        ]
    });
    let property = preview.property.then(|| {
        field(ask, &form, "property", "Which home is offered?", Control::Text)
            .hint("Its address. What goes is for this home only, and they read it.")
    });
    let aside = preview.aside.then(|| {
        field(ask, &form, "aside", "Why is it shared for this?", Control::LongText).hint(
            "The privacy notice says that sharing is for something else. The data protection officer looks at it afterwards.",
        )
    });
    let first = first.chain(property).chain(aside);
    let fine = form.is_fine();
    let page = ShareWrite {
        heading: if ground.is_without_consent() {
            format!("Share with {}", preview.to)
        } else {
            format!("Refer to {}", preview.to)
        },
        lede,
        action: format!("/cases/{case}/sharing/write"),
        back: link("Sharing", format!("/cases/{case}/sharing")),
        selection: preset.as_ref().map(|p| {
            selection(
                p,
                &preview.presets,
                &format!(
                    "/cases/{case}/sharing/write?to={to}&for={purpose}&why={}{}",
                    ground.id(),
                    if plain(&step) { format!("&step={step}") } else { String::new() }
                ),
            )
        }),
        hidden: vec![
            ("to".to_owned(), to),
            ("for".to_owned(), purpose),
            ("why".to_owned(), ground.id().to_owned()),
            ("preset".to_owned(), preset.as_ref().map(|p| p.id.clone()).unwrap_or_default()),
            ("step".to_owned(), step.clone()),
        ],
        first: first.chain(asked).collect(),
        button: if preview.approvers.is_empty() { "Send" } else { "Ask for approval" }.to_owned(),
        choose: if preview.sections.iter().all(|s| !s.released) {
            "Nothing may go to them as things stand: what is missing stands beside each part.".to_owned()
        } else if preset.is_some() {
            "What this occasion needs is chosen. Take out what is not needed. If more is needed, choose it and say why: only what is offered can go.".to_owned()
        } else if ground.is_without_consent() {
            "Nothing is chosen yet. Choose the least that will do: nothing else can go.".to_owned()
        } else {
            "Everything that may go is chosen. Take out what is not needed: nothing can be added.".to_owned()
        },
        sections: sections(ask, preview.sections, &href, (ground, preset.as_ref())),
        fields,
        case: head(preview.top, ""),
        form,
    };
    ask.form_page(&page, fine)
}

/// The form.
pub(crate) fn write_page(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn written_again(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, stale())
}

/// Asks for it, or sends it.
pub(crate) fn written(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let ground = Ground::parse(ask.field("why"));
    let test = ground
        .map_or_else(Vec::new, |g| g.test().iter().map(|q| (q.id.to_owned(), ask.field(q.id).to_owned())).collect());
    let new = NewShare {
        party: ask.field("to").to_owned(),
        body: ask.field("body").to_owned(),
        country: ask.field("country").to_owned(),
        purpose: ask.field("for").to_owned(),
        ground: ask.field("why").to_owned(),
        items: ask.form.all("items").map(str::to_owned).collect(),
        gateway: ask.field("gateway").to_owned(),
        citation: ask.field("citation").to_owned(),
        test,
        reason: ask.field("reason").to_owned(),
        request: ask.field("request").to_owned(),
        channel: ask.field("channel").to_owned(),
        told: ask.field("told").to_owned(),
        preset: ask.field("preset").to_owned(),
        widen: ask.field("widen").to_owned(),
        property: ask.field("property").to_owned(),
        aside: ask.field("aside").to_owned(),
        step: ask.field("step").to_owned(),
    };
    match ask.app().ask_to_share(ask.actor()?, case, &new) {
        Ok(id) => Ok(Answer::next(format!("/cases/{case}/sharing/{id}")).saying(Said::ShareAsked)),
        Err(error) => again(error, |mut form| {
            // Which question was left open is said in its own words.
            for error in &mut form.errors {
                let question = ground.and_then(|g| g.test().iter().find(|q| q.id == error.field));
                if let Some(question) = question {
                    error.words = format!("Choose an answer to “{}”", question.words);
                }
            }
            write(ask, form)
        }),
    }
}

/// Shows a form again with what is wrong with it.
pub(super) fn again(
    error: AppError,
    shown: impl FnOnce(FormState) -> Result<Answer, Failure>,
) -> Result<Answer, Failure> {
    match error {
        AppError::Form(errors) => shown(show::form_state(&errors)),
        AppError::Refused(words) => shown(FormState::wrong("", &words)),
        other => Err(other.into()),
    }
}

pub(super) fn id(ask: &Ask) -> Result<ShareId, Failure> {
    ask.param("share").parse().map_err(|_| Failure::not_found())
}

fn step_words(line: &StepLine) -> String {
    let done = match line.step.as_str() {
        "ask" => "Asked for",
        "send" => "Sent",
        "told" => "The person was told",
        "not-told" => "The person is not told",
        "review" => "Reviewed",
        "narrow" => "Narrowed to what may still go",
        "ask-back" => "What they have of it was asked back",
        "review-due" => "Whoever reviews was told that it is due",
        "review-late" => "Its review is late: administrators were told too",
        "written-to" => "An email said that something waits",
        "for-step" => "For a step of the plan",
        "take" => "Taken up",
        "lay-back" => "Laid back on the desk",
        "answered" => "Answered",
        "answer-gone" => "The answer was destroyed: its time was over",
        "in-file" => "Went in a file of enquiries",
        "check-decided" => "Decided on account of the answer",
        "check-review-asked" => "The person asks for a review of the decision",
        "check-reviewed" => "The decision was reviewed",
        "link-made" => "A link was made, for a body without an account",
        "link-followed" => "Opened by the link",
        "word-ended" => "Whoever had given some of it to the council does not agree any more: deletion asked for",
        other => Step::parse(other).map_or("Noted", Step::done),
    };
    let lists = [
        REJECTIONS,
        OUTCOMES,
        ANSWERS,
        sharing::ground::REFUSALS,
        sharing::share::STEP_DOWN_REASONS,
        app::FINDINGS,
        app::ANSWERED_WITH,
        app::CHECK_DECISIONS,
        app::REVIEW_DECISIONS,
    ];
    let code = line.code.as_deref().and_then(|c| {
        let untold = || Ground::ALL.into_iter().find_map(|g| code_words(g.untold(), c));
        lists.into_iter().find_map(|list| code_words(list, c)).or_else(untold)
    });
    let by_itself = || match line.code.as_deref() {
        Some(code) if code == app::PermissionEnded::Withdrawn.code() => Some("The person withdrew their permission"),
        Some(code) if code == app::PermissionEnded::RunOut.code() => {
            Some("The last day of the person’s permission has passed")
        }
        Some(code) if code == app::PermissionEnded::AgreementOver.code() => {
            Some("The agreement under which it went is over")
        }
        Some("late") => Some("The day by which it was to be answered has passed"),
        Some("stopped") => Some("It was narrowed or stopped"),
        Some("delete") => Some("It has to be deleted"),
        Some("outcome") => Some("The day by which they were to say what came of it has passed"),
        _ => None,
    };
    match code.or_else(by_itself) {
        Some(code) => format!("{done}: {}, by {}", show::lower_first(code), line.by),
        None => format!("{done} by {}", line.by),
    }
}

pub(super) fn steps(lines: Vec<StepLine>) -> Vec<StepShown> {
    lines
        .into_iter()
        .map(|line| {
            let instead = matches!(line.words, Some(Item::Withheld(_)))
                .then(|| "What was written with it is not shown to you for your purpose.".to_owned());
            StepShown {
                words: step_words(&line),
                when: line.at.words(),
                more: line.words.and_then(content_rows),
                instead,
            }
        })
        .collect()
}

pub(super) fn parts(list: Vec<ShareParts>, href: &str) -> Vec<PartShown> {
    let row = |r: ShownRow| Row { label: r.label, text: r.text, ..Row::default() };
    list.into_iter()
        .map(|part| {
            let empty = PartShown { label: part.label, rows: None, withheld: None, instead: None };
            match part.rows {
                Item::Released(rows) => {
                    PartShown { rows: Some(rows.map(|rows| rows.into_iter().map(row).collect())), ..empty }
                }
                Item::Withheld(why) => PartShown { withheld: Some(show::withheld(why, href)), ..empty },
                Item::Erased => PartShown { instead: Some("It has been erased.".to_owned()), ..empty },
                Item::Empty => PartShown { instead: Some("Nothing.".to_owned()), ..empty },
            }
        })
        .collect()
}

/// The documents that went with it; `at` is where the page of it is.
pub(super) fn documents(list: Vec<SharedDocument>, at: &str) -> Vec<DocumentShown> {
    let show = |d: SharedDocument| {
        let title = match d.title {
            Item::Released(title) => Some(title),
            _ => None,
        };
        let address = format!("{at}/documents/{}", d.id);
        DocumentShown {
            label: format!("{}, {}", d.label, d.kind),
            named: None,
            href: title.is_some().then(|| address.clone()),
            picture: (title.is_some() && d.picture).then(|| format!("{address}/preview")),
            title,
            hash: d.hash,
        }
    };
    list.into_iter().map(show).collect()
}

pub(super) fn the_document(ask: &Ask) -> Result<AttachmentId, Failure> {
    ask.param("document").parse().map_err(|_| Failure::not_found())
}

pub(super) fn document_bytes(id: AttachmentId, found: DocumentBytes) -> Answer {
    super::work::documents::served(&format!("document-{id}"), &found)
}

/// A document that went with it.
pub(crate) fn document(ask: &Ask) -> Result<Answer, Failure> {
    let document = the_document(ask)?;
    let found = ask.app().shared_document(ask.actor()?, (ask.case()?, id(ask)?), document, Part::Original)?;
    Ok(document_bytes(document, found))
}

/// A picture of it.
pub(crate) fn document_preview(ask: &Ask) -> Result<Answer, Failure> {
    let document = the_document(ask)?;
    let found = ask.app().shared_document(ask.actor()?, (ask.case()?, id(ask)?), document, Part::Preview)?;
    Ok(document_bytes(document, found))
}

/// What is said of it, for whoever looks.
pub(super) fn facts(view: &ShareView) -> Vec<Term> {
    let some = |words: Option<String>| words.into_iter().collect::<Vec<_>>();
    let line = &view.line;
    let mut facts = vec![
        term("Ground", vec![line.line.ground.words().to_owned()]),
        term("What for", vec![line.line.purpose.clone()]),
        term("What was chosen", view.items.clone()),
        term("Chosen from", some(view.preset.clone())),
        term("Beyond that selection", view.beyond.clone()),
        term("Law", some(view.gateway.clone())),
        term("Duty", view.duty.clone()),
        term("How", some(code_words(CHANNELS, &view.channel).map(str::to_owned))),
        term("Sent", some(line.sent_at.map(|at| at.words()))),
        term("To be gone", view.copies.iter().map(super::copies::until).collect()),
        term("They may look until", some(line.until.map(|at| at.words()))),
        term("Answer due", some(line.answer_by.map(show::date))),
        term("Came back", some(line.came_back.as_ref().map(stepped_down_words))),
        term("Taken up by", some(view.taken.as_ref().map(|t| t.name.clone()))),
    ];
    if let Some(enquiry) = &view.enquiry {
        facts.push(term("What was asked", enquiry.asks.iter().map(|(_, words)| words.clone()).collect()));
        facts.push(term("Answered", some(enquiry.answered_at.map(|at| at.words()))));
        facts.push(term("The answer is gone on", some(enquiry.gone_on.map(show::date))));
    }
    if view.staff {
        let review = match (line.reviewed_at, line.review_on) {
            (Some(at), _) => Some(format!("Done {}", at.words())),
            (None, Some(on)) => Some(format!("By {}", show::date(on))),
            (None, None) => None,
        };
        facts.push(term("Review", some(review)));
        let nobody =
            "No email tells them that it waits: the register of agencies has no address of theirs for referrals.";
        facts.push(term("Telling them", some(view.no_address.then(|| nobody.to_owned()))));
        facts.push(term("Who may approve", view.approvers.clone()));
        facts.extend(view.test.iter().map(|(q, a)| term(q, vec![a.clone()])));
        facts.push(term("Telling the person", vec![view.told.clone()]));
    }
    facts
}

/// Something that is done on a page, by a form that goes to an address of its own under the page's.
pub(super) fn act_at(
    at: &str,
    (id, heading): (&str, &str),
    words: Vec<String>,
    fields: Vec<Field>,
    button: &str,
) -> ShareAct {
    ShareAct {
        id: id.to_owned(),
        heading: heading.to_owned(),
        words,
        action: format!("{at}/{id}"),
        hidden: Vec::new(),
        fields,
        button: button.to_owned(),
        warns: false,
    }
}

fn acts(ask: &Ask, form: &FormState, view: &ShareView, at: &str) -> Vec<ShareAct> {
    let act = |id: &str, heading: &str, fields, button: &str, warns| ShareAct {
        warns,
        ..act_at(at, (id, heading), Vec::new(), fields, button)
    };
    let mut acts = Vec::new();
    let line = &view.line;
    if line.state == ShareState::MoreAsked {
        let decided = field(ask, form, "answer", "What was decided?", Control::Choice).options(codes(ANSWERS));
        let why = field(ask, form, "why", "Why? They read this", Control::LongText);
        acts.push(act("answer", "They ask for more: decide", vec![decided, why], "Answer", false));
    }
    if line.told == "not-yet" && line.sent_at.is_some() {
        let mut options = vec![choice("yes", "The person has been told")];
        options.extend(codes(line.line.ground.untold()));
        let told = field(ask, form, "told", "Has the person been told?", Control::Choice).options(options);
        acts.push(act("told", "Telling the person", vec![told], "Note it", false));
    }
    if let Some(enquiry) = &view.enquiry {
        acts.extend(super::enquiries::acts(ask, form, enquiry, line.state, at));
    }
    let over =
        matches!(line.state, ShareState::Refused | ShareState::Withdrawn | ShareState::Rejected | ShareState::Reported);
    if !over {
        let why = field(ask, form, "reason", "Why?", Control::Text).optional();
        let words = "From the next moment on they are shown nothing more of it. What they have read or copied cannot be called back.";
        let back = act("withdraw", "Take it back", vec![why], "Take it back", true);
        acts.push(ShareAct { words: vec![words.to_owned()], ..back });
    }
    acts
}

fn one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, id(ask)?);
    let view = ask.app().share_of(ask.actor()?, case, id)?;
    let at = format!("/cases/{case}/sharing/{id}");
    let href = show::notice_head(&view.top.notice).href;
    let fine = form.is_fine();
    let mut links = Vec::new();
    for copy in view.copies.iter().filter(|c| c.said.is_none()) {
        links
            .push(link(&format!("Say what became of the copy with {}", copy.holder), format!("/outbound/{}", copy.id)));
    }
    if let Some(back) = view.line.came_back.as_ref() {
        links.push(link("The step down that came back", format!("/referrals/{}", back.id)));
    }
    if view.receipt.is_some() {
        links.push(link("Receipt, for machines (JSON)", format!("{at}/receipt")));
    }
    let (offered, works_until) = ask.app().share_link_state(ask.actor()?, case, id)?;
    let mut by_link = Vec::new();
    let link_act = |name: &str, heading: &str, words: Vec<String>, button: &str| {
        act_at(&at, (name, heading), words, Vec::new(), button)
    };
    if offered {
        let words = vec![
            "Nobody there has an account. A link with a code lets them open what was sent, answer it and say what they did. Send the link to an address that you know is theirs, and tell the code by another way.".to_owned(),
        ];
        by_link.push(link_act("link", "Give them a link", words, "Make a link"));
    }
    if let Some(until) = works_until {
        let words = vec![format!("A link works until {}. Making another ends it too.", until.words())];
        by_link.push(link_act("link-end", "End the link", words, "End it"));
    }
    let page = SharePage {
        heading: view.line.line.to.clone(),
        back: Some(link("Sharing", format!("/cases/{case}/sharing"))),
        tags: tags(&view.line),
        lede: Vec::new(),
        facts: facts(&view),
        acts: acts(ask, &form, &view, &at).into_iter().chain(by_link).collect(),
        answers: view.enquiry.map_or_else(Vec::new, |e| parts(e.answers, &href)),
        parts: parts(view.parts, &href),
        parts_heading: None,
        documents: documents(view.documents, &at),
        steps: steps(view.steps),
        links,
        case: Some(head(view.top, "sharing")),
        form,
    };
    ask.form_page(&page, fine)
}

/// One of them.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    one(ask, stale())
}

pub(super) fn done(ask: &Ask, came: Result<(), AppError>, (case, id): (CaseId, ShareId)) -> Result<Answer, Failure> {
    match came {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/sharing/{id}")).saying(Said::ShareChanged)),
        Err(error) => again(error, |form| one(ask, form)),
    }
}

/// Takes it back.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().withdraw_share(ask.actor()?, at.0, at.1, ask.field("reason")), at)
}

/// Answers what was asked for.
pub(crate) fn answer(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().answer_more(ask.actor()?, at.0, at.1, ask.field("answer"), ask.field("why")), at)
}

/// The person was told, or is not.
pub(crate) fn told(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().share_told(ask.actor()?, at.0, at.1, ask.field("told")), at)
}

/// What left, for machines.
pub(crate) fn receipt(ask: &Ask) -> Result<Answer, Failure> {
    let id = id(ask)?;
    let view = ask.app().share_of(ask.actor()?, ask.case()?, id)?;
    let receipt = view.receipt.ok_or_else(Failure::not_found)?;
    Ok(Answer::document("application/json", &format!("receipt-{id}.json"), receipt).download())
}

/// Makes a link for a body without an account, and shows it once, with its code.
pub(crate) fn make_link(ask: &Ask) -> Result<Answer, Failure> {
    let (case, id) = (ask.case()?, id(ask)?);
    match ask.app().make_share_link(ask.actor()?, case, id) {
        Ok(made) => {
            let secret = |label: &str, text: String| SecretShown { label: label.to_owned(), text: pages::Typed(text) };
            ask.page(&OncePage {
                heading: "The link and the code".to_owned(),
                back: link("What was sent", format!("/cases/{case}/sharing/{id}")),
                words: vec![format!(
                    "They are shown this once. Send the link to an address that you know is theirs, and tell the code by another way, on the telephone for instance. The link works for {} days, and each time that it is opened stands on the record.",
                    app::SHARE_LINK_DAYS
                )],
                secrets: vec![
                    secret("The link", format!("{}/sent/{}", ask.origin, made.link.text().expose())),
                    secret("The code", made.code.expose().clone()),
                ],
            })
        }
        Err(error) => again(error, |form| one(ask, form)),
    }
}

/// Ends the links to it.
pub(crate) fn end_link(ask: &Ask) -> Result<Answer, Failure> {
    let at = (ask.case()?, id(ask)?);
    done(ask, ask.app().end_share_link(ask.actor()?, at.0, at.1), at)
}
