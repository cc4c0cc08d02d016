//! How long records are kept: a closed case's reason to be looked at, its clocks and holds, the overview with certificates,
//! and the register of session notes.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field, read_day};
use crate::show;
use crate::tabs::tabs;
use app::AppError;
use app::retention::{CertificateView, DecisionLine, HOW, NewNote, RetentionLine, RetentionView, WaitingLine};
use casework::Stand;
use casework::closing::{Codes, HOLD_REASONS, LOOK_REASONS};
use kernel::CaseId;
use pages::case::CaseHead;
use pages::form::{Choice, Control, FormState};
use pages::sheet::{Button, Card, Group, RetentionSheet, Sheet, Table, TableRow};
use pages::work::PlainForm;
use pages::{Link, Tone};

fn choices(codes: Codes) -> Vec<Choice> {
    codes.iter().map(|(code, words)| choice(*code, *words)).collect()
}

/// Where one goes after saying why: only within the case.
fn onward(ask: &Ask, case: CaseId, given: &str) -> String {
    let home = format!("/cases/{case}");
    let plain = given.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
    let within = given.starts_with(&home) && !given.ends_with("/why") && plain && !given.contains("//");
    let known = within && ask.params.iter().any(|(name, _)| name == "case");
    if known { given.to_owned() } else { home }
}

fn show_why(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let reference = ask.app().closed_case(ask.actor()?, case)?;
    let to = if ask.query("to").is_empty() { ask.field("to") } else { ask.query("to") };
    let to = onward(ask, case, to);
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "reason", "Why do you look at it?", Control::Choice)
            .options(choices(LOOK_REASONS))
            .hint("It stands in the record of who has seen this case, and is asked once a day."),
    ];
    let page = PlainForm {
        heading: format!("Case {reference} is closed"),
        lede: vec!["A closed case is kept as it is. It is looked at only for a reason.".to_owned()],
        action: format!("/cases/{case}/why"),
        back: Link::new("All cases", "/cases".to_owned()),
        hidden: vec![("to".to_owned(), to)],
        fields,
        button: "Show the case".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// A closed case asks why.
pub(crate) fn why_page(ask: &Ask) -> Result<Answer, Failure> {
    show_why(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn why_again(ask: &Ask) -> Result<Answer, Failure> {
    show_why(ask, stale())
}

/// Says why.
pub(crate) fn why(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    match ask.app().look_at_closed(ask.actor()?, case, ask.field("reason")) {
        Ok(()) => Ok(Answer::next(onward(ask, case, ask.field("to")))),
        Err(AppError::Refused(words)) => show_why(ask, FormState::wrong("reason", &words)),
        Err(error) => Err(error.into()),
    }
}

fn stand_tag(stand: Stand) -> (&'static str, Tone) {
    match stand {
        Stand::Kept => ("Kept", Tone::Plain),
        Stand::Looked => ("Somebody has to decide", Tone::Warn),
        Stand::Locked => ("Time is over: nobody is shown it; somebody has to decide", Tone::Bad),
        Stand::Gone => ("Is destroyed the next night", Tone::Bad),
    }
}

/// A statement's id as it stands in an address.
fn slug(statement: &str) -> String {
    data_encoding::HEXLOWER.encode(statement.as_bytes())
}

fn unslug(slug: &str) -> Result<String, Failure> {
    let bytes = data_encoding::HEXLOWER.decode(slug.as_bytes()).map_err(|_| Failure::not_found())?;
    String::from_utf8(bytes).map_err(|_| Failure::not_found())
}

fn rule_card(case: CaseId, line: RetentionLine, href: &str) -> Card {
    let (words, tone) = stand_tag(line.stand);
    let mut lines = vec![line.words];
    if !line.sections.is_empty() {
        lines.push(format!("For: {}", line.sections.join(", ")));
    }
    if matches!(line.stand, Stand::Looked | Stand::Locked) {
        lines.push(format!("Decides: {}", line.decides));
    }
    let mut links = vec![Link::new("The rule in the notice", show::statement(&line.statement, href).href)];
    let address = |what: &str| format!("/cases/{case}/retention/rule/{what}-{}", slug(&line.statement.id));
    if line.choose.is_some() {
        links.push(Link::new("Choose for how long", address("period")));
    }
    if line.may_destroy {
        links.push(Link::new("Approve destruction", address("destroy")));
        links.push(Link::new("Keep it longer", format!("/cases/{case}/retention/hold")));
    }
    Card { title: line.label, tags: vec![show::tag(words, tone)], lines, links, ..Card::default() }
}

fn decision_card(case: CaseId, line: DecisionLine) -> Card {
    let tag = match (&line.decided, line.ended) {
        (_, Some(_)) => Some(("Ended", Tone::Plain)),
        (Some((false, ..)), _) => Some(("Refused", Tone::Plain)),
        (Some((true, ..)), _) if line.what == "Hold" => Some(("In force", Tone::Warn)),
        (None, _) if line.what == "Hold" => Some(("Waits for approval by somebody else", Tone::Warn)),
        _ => None,
    };
    let mut lines = vec![line.why];
    if !line.lasts.is_empty() {
        lines.push(format!("Lasts {}", line.lasts));
    }
    if !line.words.is_empty() {
        lines.push(line.words);
    }
    lines.push(format!("{} on {}", line.asked.0, line.asked.1.words()));
    if let Some((yes, by, at)) = line.decided.filter(|_| line.what == "Hold") {
        lines.push(format!("{} by {by} on {}", if yes { "Approved" } else { "Refused" }, at.words()));
    }
    let button = |words: &str, what: &str| Button {
        words: words.to_owned(),
        about: "this hold".to_owned(),
        action: format!("/cases/{case}/retention/holds/{}/{what}", line.id),
    };
    let mut buttons = Vec::new();
    if line.may_decide {
        buttons.push(button("Approve", "approve"));
        buttons.push(button("Refuse", "refuse"));
    }
    if line.may_lift {
        buttons.push(button("Lift", "lift"));
    }
    Card {
        title: line.what,
        tags: tag.map(|(words, tone)| show::tag(words, tone)).into_iter().collect(),
        lines,
        buttons,
        ..Card::default()
    }
}

/// How long a case is kept, and what was decided about that.
pub(crate) fn case_page(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view: RetentionView = ask.app().retention(ask.actor()?, case)?;
    let href = format!("/notices/{}", view.notice);
    let lede = match view.closed_on {
        Some(on) => format!("Case {}, closed on {}.", view.reference, show::date(on)),
        None => format!("Case {} is open. Its clocks start on the day it is closed.", view.reference),
    };
    let back = if view.staff {
        Link::new("The case", format!("/cases/{case}"))
    } else {
        Link::new("Retention", "/retention".to_owned())
    };
    let mut actions = Vec::new();
    if view.may_ask {
        actions.push(Link::new("Ask for a hold", format!("/cases/{case}/retention/hold")));
    }
    let id = case.to_string();
    let head = view.staff.then(|| CaseHead {
        tabs: tabs("retention", &id, true, true),
        id: id.clone(),
        reference: view.reference.clone(),
        ..CaseHead::default()
    });
    let page = Sheet {
        case: head,
        heading: "How long this case is kept".to_owned(),
        back: Some(back),
        lede: vec![lede],
        actions,
        groups: vec![
            Group {
                id: "rules".to_owned(),
                heading: "By which rule".to_owned(),
                empty: "No rule counts yet.".to_owned(),
                cards: view.lines.into_iter().map(|l| rule_card(case, l, &href)).collect(),
            },
            Group {
                id: "decisions".to_owned(),
                heading: "What was decided".to_owned(),
                empty: "Nothing was decided about it.".to_owned(),
                cards: view.decisions.into_iter().map(|d| decision_card(case, d)).collect(),
            },
        ],
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_hold(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let view = ask.app().retention(ask.actor()?, case)?;
    if !view.may_ask {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "reason", "Why does it have to be kept?", Control::Choice).options(choices(HOLD_REASONS)),
        field(ask, &form, "until", "Until when?", Control::Date)
            .optional()
            .hint("Leave it empty if nobody can say yet. Then it lasts until it is lifted."),
        field(ask, &form, "words", "What else has to be known to decide?", Control::LongText)
            .optional()
            .hint("It is sealed, and destroyed with the case."),
    ];
    let page = PlainForm {
        heading: format!("Keep case {} longer", view.reference),
        lede: vec![
            "A hold counts at once. The data protection officer has to approve it within two weeks; after that it lapses."
                .to_owned(),
        ],
        action: format!("/cases/{case}/retention/hold"),
        back: Link::new("How long this case is kept", format!("/cases/{case}/retention")),
        fields,
        button: "Ask for the hold".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Asking for a hold.
pub(crate) fn hold_page(ask: &Ask) -> Result<Answer, Failure> {
    show_hold(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn hold_again(ask: &Ask) -> Result<Answer, Failure> {
    show_hold(ask, stale())
}

/// Asks for one.
pub(crate) fn hold(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let mut form = FormState::default();
    let until = read_day(ask, &mut form, "until", "The day");
    if !HOLD_REASONS.iter().any(|(code, _)| *code == ask.field("reason")) {
        form.add("reason", "Choose why it has to be kept");
    }
    if !form.is_fine() {
        return show_hold(ask, form);
    }
    match ask.app().ask_hold(ask.actor()?, case, ask.field("reason"), until, ask.field("words")) {
        Ok(_) => Ok(Answer::next(format!("/cases/{case}/retention")).saying(Said::RetentionSaved)),
        Err(AppError::Refused(words)) => show_hold(ask, FormState::wrong("until-day", &words)),
        Err(error) => Err(error.into()),
    }
}

/// Approves, refuses or lifts one.
pub(crate) fn settle_hold(ask: &Ask) -> Result<Answer, Failure> {
    let (case, actor) = (ask.case()?, ask.actor()?);
    let id = ask.param("decision").parse().map_err(|_| Failure::not_found())?;
    match ask.param("what") {
        "approve" => ask.app().decide_hold(actor, case, id, true)?,
        "refuse" => ask.app().decide_hold(actor, case, id, false)?,
        "lift" => ask.app().lift_hold(actor, case, id)?,
        _ => return Err(Failure::not_found()),
    }
    Ok(Answer::next(format!("/cases/{case}/retention")).saying(Said::RetentionSaved))
}

/// `period-…` or `destroy-…`, with the rule's statement.
fn about(ask: &Ask) -> Result<(bool, String), Failure> {
    let (what, statement) = ask.param("what").split_once('-').ok_or_else(Failure::not_found)?;
    let period = match what {
        "period" => true,
        "destroy" => false,
        _ => return Err(Failure::not_found()),
    };
    Ok((period, unslug(statement)?))
}

fn show_rule(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (period, statement) = about(ask)?;
    let view = ask.app().retention(ask.actor()?, case)?;
    let may =
        |l: &&RetentionLine| l.statement.id == statement && if period { l.choose.is_some() } else { l.may_destroy };
    let line = view.lines.iter().find(may).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let mut fields = Vec::new();
    if let (true, Some((least, most))) = (period, line.choose) {
        fields.push(
            field(ask, &form, "years", "For how many years?", Control::Number)
                .hint(&format!("Between {least} and {most}, counted as the notice says.")),
        );
    }
    let why = if period { "Why for so long?" } else { "Why is it not needed any more?" };
    fields.push(field(ask, &form, "words", why, Control::LongText));
    let (heading, lede, button) = if period {
        ("Choose for how long it is kept", line.statement.words.clone(), "Choose")
    } else {
        (
            "Approve that it is destroyed",
            format!(
                "{} It is destroyed the next night, with its keys, and cannot be brought back.",
                line.statement.words
            ),
            "Approve destruction",
        )
    };
    let page = PlainForm {
        heading: heading.to_owned(),
        lede: vec![format!("Case {}: {}.", view.reference, line.label), lede],
        action: format!("/cases/{case}/retention/rule/{}", ask.param("what")),
        back: Link::new("How long this case is kept", format!("/cases/{case}/retention")),
        fields,
        button: button.to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Deciding about one rule.
pub(crate) fn rule_page(ask: &Ask) -> Result<Answer, Failure> {
    show_rule(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn rule_again(ask: &Ask) -> Result<Answer, Failure> {
    show_rule(ask, stale())
}

/// Decides.
pub(crate) fn rule(ask: &Ask) -> Result<Answer, Failure> {
    let case = ask.case()?;
    let (period, statement) = about(ask)?;
    let words = ask.field("words");
    let done = if period {
        let Ok(years) = ask.field("years").trim().parse::<u32>() else {
            return show_rule(ask, FormState::wrong("years", "Enter a whole number of years"));
        };
        ask.app().choose_period(ask.actor()?, case, &statement, years, words)
    } else {
        ask.app().approve_destruction(ask.actor()?, case, &statement, words)
    };
    match done {
        Ok(()) => Ok(Answer::next(format!("/cases/{case}/retention")).saying(Said::RetentionSaved)),
        Err(AppError::Refused(said)) => {
            let at = if words.trim().is_empty() || !period { "words" } else { "years" };
            show_rule(ask, FormState::wrong(at, &said))
        }
        Err(error) => Err(error.into()),
    }
}

fn waiting_card(line: &WaitingLine, what: &str, lines: Vec<String>) -> Card {
    Card {
        title: what.to_owned(),
        reference: line.reference.clone(),
        href: line.mine.then(|| format!("/cases/{}/retention", line.case)),
        lines: std::iter::once(line.notice.clone()).chain(lines).collect(),
        ..Card::default()
    }
}

fn certificate_words(view: &CertificateView) -> String {
    let what = if view.whole { "A whole case".to_owned() } else { view.what.join(", ") };
    let rows: u64 = view.rows.iter().map(|(_, n)| n).sum();
    format!("{what}: {rows} rows and {} keys", view.keys)
}

/// What falls due when, what waits for somebody, what was destroyed.
pub(crate) fn overview(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().retention_overview(ask.actor()?)?;
    let waiting: Vec<Card> = view
        .waiting
        .iter()
        .map(|w| waiting_card(w, "Somebody has to decide whether it is destroyed", Vec::new()))
        .collect();
    let holds: Vec<Card> = view
        .holds
        .iter()
        .map(|h| {
            let until = h.until.map_or_else(|| "Until it is lifted".to_owned(), |d| format!("Until {}", show::date(d)));
            let mut card = waiting_card(&h.case, "Hold", vec![format!("Because {}", h.why), until]);
            card.tags = vec![if h.approved {
                show::tag("In force", Tone::Plain)
            } else {
                show::tag("Waits for approval", Tone::Warn)
            }];
            card
        })
        .collect();
    let certificates = view
        .certificates
        .iter()
        .map(|c| Card {
            title: certificate_words(c),
            href: Some(format!("/retention/certificates/{}", c.id)),
            lines: vec![format!("Destroyed on {}", c.at.words()), c.notice.clone()],
            ..Card::default()
        })
        .collect();
    let schedules = view
        .schedules
        .iter()
        .map(|(notice, stored)| Card {
            title: notice.clone(),
            lines: vec![match stored {
                Some((title, at)) => format!("{title}, imported on {}", at.words()),
                None => "No schedule has been imported, so nothing falls due: casement retention import".to_owned(),
            }],
            ..Card::default()
        })
        .collect::<Vec<Card>>();
    let mut rows: Vec<TableRow> = Vec::new();
    for line in &view.months {
        rows.push(TableRow {
            head: line.month.strftime("%B %Y").to_string(),
            href: None,
            cells: vec![line.cases.to_string(), line.notice.clone()],
        });
    }
    let group = |id: &str, heading: &str, empty: &str, cards: Vec<Card>| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards,
    };
    let mut groups = vec![
        group("waiting", "Waits for a decision", "Nothing waits for a decision.", waiting),
        group("holds", "Holds", "Nothing is held.", holds),
        group("certificates", "What was destroyed", "Nothing has been destroyed yet.", certificates),
    ];
    if !schedules.is_empty() {
        groups.push(group("schedules", "Corporate retention schedules", "", schedules));
    }
    let page = Sheet {
        heading: "Retention".to_owned(),
        lede: vec![
            "What is due is destroyed every night, with its keys, so that copies in backups cannot be read either. \
             Nothing on this page tells of anybody."
                .to_owned(),
        ],
        table: (!rows.is_empty()).then(|| Table {
            caption: "What falls due when: closed cases, by the month in which the first part of them is due"
                .to_owned(),
            heads: ["Month", "Cases", "Notice"].map(str::to_owned).to_vec(),
            rows,
            ..Table::default()
        }),
        groups,
        ..Sheet::default()
    };
    ask.page(&RetentionSheet(page))
}

/// One certificate, to be printed.
pub(crate) fn certificate(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("certificate").parse().map_err(|_| Failure::not_found())?;
    let view = ask.app().certificate(ask.actor()?, id)?;
    let mut rows: Vec<TableRow> = Vec::new();
    let mut row = |head: &str, cell: String| {
        rows.push(TableRow { head: head.to_owned(), href: None, cells: vec![cell] });
    };
    row("Destroyed on", view.at.words());
    row("Under the notice", view.notice.clone());
    row("What", if view.whole { format!("A whole case: {}", view.what.join(", ")) } else { view.what.join(", ") });
    row("By the rule", view.rule.clone());
    row("Statements", view.statements.join(", "));
    row("Its time ran out", show::date(view.due_on));
    row("Decided by", view.decided_by.clone().unwrap_or_else(|| "the notice's rule alone".to_owned()));
    for (what, n) in &view.rows {
        row(&format!("Destroyed: {what}"), n.to_string());
    }
    row("Keys destroyed", view.keys.to_string());
    row("Left behind", "Nothing: every table was looked through afterwards".to_owned());
    row("Entry of the ledger", view.entry.clone());
    let page = Sheet {
        heading: "Certificate of destruction".to_owned(),
        back: Some(Link::new("Retention", "/retention".to_owned())),
        lede: vec![format!("Certificate {}", view.id)],
        table: Some(Table {
            caption: "What was destroyed".to_owned(),
            heads: ["About", "What"].map(str::to_owned).to_vec(),
            rows,
            ..Table::default()
        }),
        ..Sheet::default()
    };
    ask.page(&RetentionSheet(page))
}

fn show_note(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    ask.app().session_notes_rule(ask.actor()?)?;
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "session", "Which session was it?", Control::Text)
            .hint("For example: residents’ panel. Name nobody."),
        field(ask, &form, "held", "When was it held?", Control::Date),
        field(ask, &form, "medium", "What are they?", Control::Choice)
            .options(vec![choice("paper", "On paper"), choice("typed", "Typed")]),
        field(ask, &form, "place", "Where are they?", Control::Text)
            .hint("For example: locked cabinet 3. Name nobody."),
        field(ask, &form, "text", "Typed notes can be kept here until then", Control::LongText)
            .optional()
            .hint("They are sealed, and the system destroys them on their day."),
    ];
    let page = PlainForm {
        heading: "Add notes of a session".to_owned(),
        lede: vec!["The notice says how soon they have to be destroyed.".to_owned()],
        action: "/notes/new".to_owned(),
        back: Link::new("Notes of sessions", "/notes".to_owned()),
        fields,
        button: "Add".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Adding notes.
pub(crate) fn note_page(ask: &Ask) -> Result<Answer, Failure> {
    show_note(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn note_again(ask: &Ask) -> Result<Answer, Failure> {
    show_note(ask, stale())
}

/// Adds them.
pub(crate) fn add_note(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let held_on = read_day(ask, &mut form, "held", "The day");
    if held_on.is_none() && form.is_fine() {
        form.add("held-day", "Enter the day on which it was held");
    }
    for (name, words) in [("session", "Say which session it was"), ("place", "Say where the notes are")] {
        if ask.field(name).trim().is_empty() {
            form.add(name, words);
        }
    }
    let paper = match ask.field("medium") {
        "paper" => true,
        "typed" => false,
        _ => {
            form.add("medium", "Choose whether they are on paper or typed");
            false
        }
    };
    if paper && !ask.field("text").trim().is_empty() {
        form.add("text", "Only typed notes are kept here: choose Typed, or leave this empty");
    }
    if !form.is_fine() {
        return show_note(ask, form);
    }
    let new = NewNote {
        session: ask.field("session").to_owned(),
        held_on,
        paper,
        place: ask.field("place").to_owned(),
        text: ask.field("text").to_owned(),
    };
    match ask.app().add_session_note(ask.actor()?, &new) {
        Ok(_) => Ok(Answer::next("/notes").saying(Said::NotesSaved)),
        Err(AppError::Refused(words)) => show_note(ask, FormState::wrong("held-day", &words)),
        Err(error) => Err(error.into()),
    }
}

fn show_destroyed(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id: kernel::NoteId = ask.param("note").parse().map_err(|_| Failure::not_found())?;
    let view = ask.app().session_notes(ask.actor()?)?;
    let line = view.lines.into_iter().find(|l| l.id == id && l.destroyed.is_none()).ok_or_else(Failure::not_found)?;
    let fine = form.is_fine();
    let fields = vec![
        field(ask, &form, "how", "How were they destroyed?", Control::Choice)
            .options(HOW.iter().map(|(code, words)| choice(*code, *words)).collect()),
    ];
    let page = PlainForm {
        heading: "They were destroyed".to_owned(),
        lede: vec![format!("{}, held on {}.", line.session, show::date(line.held_on))],
        action: format!("/notes/{id}/destroyed"),
        back: Link::new("Notes of sessions", "/notes".to_owned()),
        fields,
        button: "Record it".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Saying how notes were destroyed.
pub(crate) fn destroyed_page(ask: &Ask) -> Result<Answer, Failure> {
    show_destroyed(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn destroyed_again(ask: &Ask) -> Result<Answer, Failure> {
    show_destroyed(ask, stale())
}

/// Records it.
pub(crate) fn destroyed(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("note").parse().map_err(|_| Failure::not_found())?;
    match ask.app().session_note_destroyed(ask.actor()?, id, ask.field("how")) {
        Ok(()) => Ok(Answer::next("/notes").saying(Said::NotesSaved)),
        Err(AppError::Refused(words)) => show_destroyed(ask, FormState::wrong("how", &words)),
        Err(error) => Err(error.into()),
    }
}
