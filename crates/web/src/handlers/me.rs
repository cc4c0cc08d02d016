//! The person's own pages. Everything that is said on them comes from the words of the language.

use crate::answer::{Answer, CookieChange, Failure};
use crate::ask::Ask;
use crate::show;
use app::views::{ConsentLine, Item, SectionView};
use app::{
    AppError, BodyLine, CODE_MINUTES, CodeMail, ConsentAnswer, DateKind, LETTERS_PAGE, Me, MyAnswer, MySteps,
    PortalStep,
};
use axum::http::StatusCode;
use jiff::civil::Date;
use kernel::{CaseId, Sensitive};
use pages::form::FormState;
use pages::portal::{PortalCard, PortalField, PortalForm, PortalGroup, PortalLanguage, PortalLink, PortalPage, Words};
use pages::problem::Problem;
use pages::{Row, Typed};
use sha2::{Digest as _, Sha256};

/// Where *Leave this page now* leads, without a trace of where it came from.
const AWAY: &str = "https://www.bbc.co.uk/weather";

/// The words of the language that was chosen.
pub(super) fn words(ask: &Ask) -> &Words {
    static NONE: std::sync::LazyLock<Words> = std::sync::LazyLock::new(Words::english);
    ask.web.words.get(ask.language).or_else(|| ask.web.words.first()).unwrap_or(&NONE)
}

/// The other languages, each with where it is chosen. Of a page that is no page of one's own there are none: its address is a secret.
fn languages(ask: &Ask, at: &str) -> Vec<PortalLanguage> {
    let here = if at.is_empty() { ask.path.as_str() } else { at };
    if !is_own(here) {
        return Vec::new();
    }
    let others = ask.web.words.iter().filter(|w| w.code != words(ask).code);
    others
        .map(|w| PortalLanguage {
            code: w.code.clone(),
            name: w.name.clone(),
            direction: w.direction.clone(),
            href: format!("/me/language/{}?to={here}", w.code),
        })
        .collect()
}

/// Whether an address is one of the menu's, or a step of logging in: where one is sent back to once a language is chosen.
fn is_own(path: &str) -> bool {
    ["/me/log-in", "/me/code"].contains(&path) || MENU.iter().any(|(href, _)| *href == path)
}

/// Chooses the language of one's own pages: in this browser until it is closed, and for whoever is logged in from now on.
pub(crate) fn language(ask: &Ask) -> Result<Answer, Failure> {
    let code = ask.param("code");
    if !ask.web.words.iter().any(|w| w.code == code) {
        return Err(Failure::not_found());
    }
    if let Some(me) = &ask.me {
        ask.app().choose_my_language(me, code)?;
    }
    let to = Some(ask.query("to")).filter(|to| is_own(to)).unwrap_or("/me");
    Ok(Answer::next(to).with(CookieChange::Language(code.to_owned())))
}

pub(super) fn me(ask: &Ask) -> Result<&Me, Failure> {
    ask.me.as_ref().ok_or_else(Failure::not_found)
}

fn case_of(ask: &Ask) -> Result<CaseId, Failure> {
    ask.param("case").parse().map_err(|_| Failure::not_found())
}

const MENU: [(&str, &str); 10] = [
    ("/me", "home"),
    ("/me/plan", "plan"),
    ("/me/documents", "give"),
    ("/me/held", "held"),
    ("/me/shared", "shared"),
    ("/me/looked", "looked"),
    ("/me/consents", "consents"),
    ("/me/letters", "letters"),
    ("/me/papers", "papers"),
    ("/me/copies", "copies"),
];

pub(super) fn link(text: String, href: impl Into<String>) -> PortalLink {
    PortalLink { text, href: href.into(), current: false }
}

/// The menu of whoever is logged in.
fn menu(ask: &Ask, at: &str) -> Vec<PortalLink> {
    let w = words(ask);
    let shown = MENU.iter().filter(|_| ask.me.is_some());
    shown.map(|(href, key)| PortalLink { text: w.say(key), href: (*href).to_owned(), current: *href == at }).collect()
}

/// The frame alone, with the way out: without a menu, and in no other language.
fn blank(w: &Words, title: String) -> PortalPage {
    PortalPage {
        w: w.clone(),
        title,
        exit: "/me/leave".to_owned(),
        languages: Vec::new(),
        menu: Vec::new(),
        said: None,
        form: FormState::default(),
        lede: Vec::new(),
        quote: None,
        groups: Vec::new(),
        ask: None,
        below: Vec::new(),
        links: Vec::new(),
    }
}

pub(super) fn page(ask: &Ask, at: &str, title: String) -> PortalPage {
    PortalPage { languages: languages(ask, at), menu: menu(ask, at), ..blank(words(ask), title) }
}

/// The statuses that have words of their own.
const TOLD: [u16; 10] = [400, 403, 404, 405, 409, 413, 415, 429, 500, 503];

/// What cannot be done, in the frame of one's own pages: with the way out, and nothing of anybody else's.
pub(crate) fn problem(ask: &Ask, status: StatusCode, problem: &Problem) -> PortalPage {
    // In no other language: the address is no page one could be led back to from one.
    PortalPage { menu: menu(ask, ""), ..bare_problem(words(ask), status, problem) }
}

/// The same where nothing can be looked up: without the menu.
pub(crate) fn bare_problem(w: &Words, status: StatusCode, problem: &Problem) -> PortalPage {
    let code = if TOLD.contains(&status.as_u16()) { status.as_u16() } else { 500 };
    let mut lede = vec![w.say(&format!("problem-{code}"))];
    // Why something is refused, the one who refused says, in English.
    if status == StatusCode::CONFLICT && w.code.starts_with("en") {
        lede.extend(problem.words.get(1..).unwrap_or_default().iter().cloned());
    }
    lede.extend(problem.incident.as_ref().map(|number| w.fill("problem-number", &[("number", number)])));
    PortalPage { lede, links: vec![link(w.say("problem-back"), "/me")], ..blank(w, w.say("problem-title")) }
}

pub(super) fn field(name: &str, control: &'static str, label: String, hint: String, form: &FormState) -> PortalField {
    PortalField {
        name: name.to_owned(),
        control,
        label,
        hint,
        options: Vec::new(),
        typed: vec![Typed(String::new())],
        error: form.of(name),
    }
}

fn show_log_in(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let w = words(ask);
    let fine = form.is_fine();
    let mut page = page(ask, "", w.say("log-in"));
    page.lede = vec![w.say("log-in-lede")];
    let mut way = field("way", "text", w.say("way"), w.say("way-hint"), &form);
    way.typed = vec![Typed(ask.field("way").to_owned())];
    page.ask = Some(PortalForm {
        action: "/me/log-in".to_owned(),
        hidden: Vec::new(),
        fields: vec![way],
        button: w.say("send-code"),
    });
    page.form = form;
    ask.form_page(&page, fine)
}

/// The first step.
pub(crate) fn log_in_page(ask: &Ask) -> Result<Answer, Failure> {
    if ask.me.is_some() { Ok(Answer::next("/me")) } else { show_log_in(ask, FormState::default()) }
}

/// The same, with its token made new.
pub(crate) fn log_in_again(ask: &Ask) -> Result<Answer, Failure> {
    show_log_in(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// Sends a code, if the address or number opens a page.
pub(crate) fn log_in(ask: &Ask) -> Result<Answer, Failure> {
    let in_language = |w: &Words| CodeMail {
        language: w.code.clone(),
        subject: w.say("mail-code-subject"),
        body: w.say("mail-code"),
    };
    let mails: Vec<CodeMail> = ask.web.words.iter().map(in_language).collect();
    let chosen = ask.language_chosen.then(|| words(ask).code.as_str());
    match ask.app().portal_ask_code(&Sensitive::new(ask.field("way").to_owned()), &mails, chosen) {
        Ok(token) => Ok(Answer::next("/me/code").with(CookieChange::Me(token.cookie().expose().clone()))),
        Err(AppError::Refused(_)) => show_log_in(ask, FormState::wrong("way", &words(ask).say("wrong-way"))),
        Err(error) => Err(error.into()),
    }
}

fn show_code(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let w = words(ask);
    let fine = form.is_fine();
    let mut page = page(ask, "", w.say("code"));
    page.lede = vec![w.fill("code-lede", &[("minutes", &CODE_MINUTES.to_string())])];
    let code = field("code", "code", w.say("code-field"), String::new(), &form);
    let mut born = field("born", "date", w.say("born"), w.say("born-hint"), &form);
    born.typed = ["day", "month", "year"].map(|part| Typed(ask.field(&format!("born-{part}")).to_owned())).to_vec();
    let word = field("word", "text", w.say("word-field"), w.say("word-hint"), &form);
    page.ask = Some(PortalForm {
        action: "/me/code".to_owned(),
        hidden: Vec::new(),
        fields: vec![code, born, word],
        button: w.say("open"),
    });
    page.links = vec![link(w.say("again"), "/me/log-in")];
    page.form = form;
    ask.form_page(&page, fine)
}

/// The second step.
pub(crate) fn code_page(ask: &Ask) -> Result<Answer, Failure> {
    if ask.me.is_some() { Ok(Answer::next("/me")) } else { show_code(ask, FormState::default()) }
}

/// The same, with its token made new.
pub(crate) fn code_again(ask: &Ask) -> Result<Answer, Failure> {
    show_code(ask, FormState::wrong("", &words(ask).say("stale")))
}

/// The code and the date of birth.
pub(crate) fn code(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let Some(token) = &ask.own_token else { return Ok(Answer::next("/me/log-in")) };
    let part = |p: &str| ask.field(&format!("born-{p}")).trim().parse::<i16>().ok();
    let born = match (part("year"), part("month"), part("day")) {
        (Some(y), Some(m), Some(d)) => Date::new(y, i8::try_from(m).unwrap_or(0), i8::try_from(d).unwrap_or(0)).ok(),
        _ => None,
    };
    let word = Sensitive::new(ask.field("word").to_owned());
    match ask.app().portal_enter(token, &Sensitive::new(ask.field("code").to_owned()), (born, &word))? {
        PortalStep::In(token) => {
            let answer = Answer::next("/me").with(CookieChange::Me(token.cookie().expose().clone()));
            let Some(me) = ask.app().me(&token)? else { return Ok(answer) };
            // What is chosen in the browser counts from now on; otherwise what was chosen before, or when they were let in.
            if ask.language_chosen {
                ask.app().choose_my_language(&me, &w.code)?;
                return Ok(answer);
            }
            let known = ask.app().my_language(&me)?.filter(|code| ask.web.words.iter().any(|w| w.code == *code));
            Ok(match known {
                Some(code) => answer.with(CookieChange::Language(code)),
                None => answer,
            })
        }
        PortalStep::No => {
            show_code(ask, FormState::wrong("code", &w.fill("wrong-code", &[("minutes", &CODE_MINUTES.to_string())])))
        }
    }
}

fn show_word(ask: &Ask, form: FormState, said: bool) -> Result<Answer, Failure> {
    let (w, fine) = (words(ask), form.is_fine());
    let asked = ask.app().my_word_is_asked(me(ask)?)?;
    let mut page = page(ask, "", w.say("word"));
    page.said = said.then(|| w.say("word-said"));
    page.lede = vec![w.say("word-lede"), w.say(if asked { "word-is-asked" } else { "word-is-not-asked" })];
    let ask_for = |button: &str, fields: Vec<PortalField>, does: &str| PortalForm {
        action: "/me/word".to_owned(),
        hidden: vec![("do".to_owned(), does.to_owned())],
        fields,
        button: w.say(button),
    };
    let word = field("word", "text", w.say("word-new"), w.say("word-new-hint"), &form);
    page.ask = Some(ask_for("word-choose", vec![word], "choose"));
    if asked {
        page.below.push(ask_for("word-forget", Vec::new(), "forget"));
    }
    page.links = vec![link(w.say("home"), "/me")];
    page.form = form;
    ask.form_page(&page, fine)
}

/// A word of one's own.
pub(crate) fn word_page(ask: &Ask) -> Result<Answer, Failure> {
    show_word(ask, FormState::default(), ask.query("said") == "yes")
}

/// The same, with its token made new.
pub(crate) fn word_again(ask: &Ask) -> Result<Answer, Failure> {
    show_word(ask, FormState::wrong("", &words(ask).say("stale")), false)
}

/// Chooses one, or asks for none any more.
pub(crate) fn word(ask: &Ask) -> Result<Answer, Failure> {
    let word = Sensitive::new(ask.field("word").to_owned());
    let word = (ask.field("do") != "forget").then_some(&word);
    match ask.app().choose_my_word(me(ask)?, word) {
        Ok(()) => Ok(Answer::next("/me/word?said=yes")),
        Err(AppError::Refused(_)) => show_word(ask, FormState::wrong("word", &words(ask).say("word-wrong")), false),
        Err(error) => Err(error.into()),
    }
}

/// Logs out.
pub(crate) fn log_out(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().portal_leave(me(ask)?)?;
    Ok(Answer::next("/me/log-in").with(CookieChange::NoMe))
}

/// Leaves in a hurry: logged out here, and away to a page about the weather. Works for everybody, logged in or not.
pub(crate) fn leave(ask: &Ask) -> Result<Answer, Failure> {
    if let Some(me) = &ask.me {
        ask.app().portal_leave(me)?;
    }
    Ok(Answer::next(AWAY).with(CookieChange::NoMe))
}

/// The first page.
pub(crate) fn home(ask: &Ask) -> Result<Answer, Failure> {
    let (w, me) = (words(ask), me(ask)?);
    let dates = ask.app().my_dates(me)?;
    let mut page = page(ask, "/me", w.say("home"));
    page.lede = vec![w.fill("home-lede", &[("council", &ask.web.settings.council)])];
    if me.represents {
        page.lede.push(w.say("home-represents"));
    }
    let mut cards = Vec::new();
    for date in dates {
        let mut card = PortalCard { tone: "plain", ..PortalCard::default() };
        card.title = match date.kind {
            DateKind::Appointment => w.say("appointment"),
            DateKind::Wait => {
                // What a service calls it itself stays in its own words.
                let what = w.texts.get(&format!("task-{}", date.task)).unwrap_or(&date.what);
                w.fill("date-wait", &[("what", what)])
            }
            DateKind::Step => w.say("step-mine"),
            DateKind::Review => w.say("date-review"),
            DateKind::Document => w.say("give-one"),
        };
        match (date.at, date.by) {
            (Some(at), _) => card.lines.push(w.fill("date-at", &[("when", &w.moment(at))])),
            (_, Some(by)) if date.kind == DateKind::Review => {
                card.lines.push(w.fill("date-at", &[("when", &w.day(by))]));
            }
            (_, Some(by)) => card.lines.push(w.fill("date-by", &[("when", &w.day(by))])),
            _ => continue,
        }
        card.href = match date.kind {
            DateKind::Step | DateKind::Review => Some("/me/plan".to_owned()),
            DateKind::Document => Some("/me/documents".to_owned()),
            DateKind::Appointment | DateKind::Wait => None,
        };
        if let Some(content) = date.content {
            card.rows = crate::fields::content_rows(content);
        }
        if let Some(step) = date.step {
            card.rows = Some(step.map(|text| vec![Row { label: w.say("step-what"), text, ..Row::default() }]));
        }
        card.lines.push(date.service);
        cards.push(card);
    }
    let to = |key: &str, href: &str| PortalCard {
        title: w.say(key),
        href: Some(href.to_owned()),
        lines: vec![w.say(&format!("{key}-card"))],
        tone: "plain",
        ..PortalCard::default()
    };
    let parts: Vec<PortalCard> = MENU[1..].iter().map(|(href, key)| to(key, href)).collect();
    page.groups = vec![
        PortalGroup { heading: w.say("dates"), empty: w.say("dates-none"), cards },
        PortalGroup { heading: String::new(), empty: String::new(), cards: parts },
    ];
    page.links = vec![link(w.say("word"), "/me/word")];
    if page.groups.first().is_some_and(|g| !g.cards.is_empty()) {
        page.links.insert(0, link(w.say("calendar"), "/me/dates.ics"));
        page.lede.push(w.say("calendar-safe"));
    }
    ask.page(&page)
}

/// A part of the record, with where it came from, and the way to have it put right.
pub(super) fn section_card(w: &Words, case: &app::MyCase, section: SectionView) -> PortalCard {
    let mut card = PortalCard { title: section.label, tone: "plain", ..PortalCard::default() };
    if let Some(source) = &section.source {
        card.lines.push(w.fill("held-from", &[("source", source)]));
    }
    for fact in &section.facts {
        card.lines.push(format!("{}: {}", fact.label, w.fill("held-from", &[("source", &fact.source)])));
    }
    if let Some((at, _)) = &section.recorded {
        card.lines.push(w.fill("held-written", &[("when", &w.moment(*at))]));
    }
    card.lines.extend(section.kept_back.iter().map(|why| w.fill("held-kept-back", &[("why", why)])));
    match section.content {
        Item::Released(content) => card.rows = Some(show::rows(content, &section.fields, "")),
        Item::Erased => card.lines.push(w.say("held-erased")),
        Item::Withheld(why) => card.lines.push(match why.reasons.first() {
            Some(why) => w.fill("held-withheld", &[("why", why)]),
            None => w.say("held-withheld-plain"),
        }),
        Item::Empty => {}
    }
    let about = format!("{}%7C{}", case.id, quiet(&[&section.category]));
    card.links.push(link(w.say("correct"), format!("/me/ask?kind=rectification&about={about}")));
    card
}

pub(super) fn case_heading(w: &Words, case: &app::MyCase) -> String {
    w.fill("case", &[("service", &case.service), ("reference", &case.reference)])
}

/// What is held, and where it came from.
pub(crate) fn held(ask: &Ask) -> Result<Answer, Failure> {
    let (w, who) = (words(ask), me(ask)?);
    let mut page = page(ask, "/me/held", w.say("held"));
    page.lede = vec![w.say("held-lede"), w.say("lawful")];
    for part in ask.app().my_record(who)? {
        let mut cards = Vec::new();
        for section in part.sections {
            cards.push(section_card(w, &part.case, section));
        }
        for blocked in &part.blocked {
            let needed: Vec<&str> = blocked.missing.iter().map(|m| m.label.as_str()).collect();
            let mut lines = vec![w.fill("held-blocked-needs", &[("what", &needed.join("; "))])];
            lines.extend(blocked.if_refused.iter().map(|what| w.fill("held-blocked-if", &[("what", what)])));
            lines.push(w.say("held-blocked-free"));
            let title = w.fill("held-blocked", &[("decision", &blocked.decision)]);
            cards.insert(0, PortalCard { title, lines, tone: "warn", ..PortalCard::default() });
        }
        page.groups.push(PortalGroup { heading: case_heading(w, &part.case), empty: w.say("nothing"), cards });
        let empty = part.empty.into_iter().map(|e| PortalCard {
            lines: vec![match &e.if_missing {
                Some(what) => w.fill("held-missing", &[("what", what)]),
                None => w.say("held-missing-plain"),
            }],
            title: e.label,
            tone: "plain",
            ..PortalCard::default()
        });
        let cards: Vec<PortalCard> = empty.collect();
        if !cards.is_empty() {
            page.groups.push(PortalGroup { heading: w.say("held-none"), empty: String::new(), cards });
        }
        page.links.push(link(
            format!("{}: {}", w.say("notice"), part.case.service),
            format!("/notices/{}/{}", part.case.notice.0, part.case.notice.1),
        ));
        page.links.push(link(format!("{}: {}", w.say("correct"), part.case.service), "/me/ask"));
    }
    ask.page(&page)
}

/// An organisation that works with the person, with its last day.
fn body_card(w: &Words, body: BodyLine) -> PortalCard {
    let mut lines = vec![w.fill("bodies-since", &[("when", &w.day(body.since))])];
    lines.push(match body.until {
        Some(last) => w.fill("bodies-until", &[("when", &w.day(last))]),
        None => w.say("bodies-open"),
    });
    let title = if body.quiet { w.say("consent-quiet") } else { body.name };
    PortalCard { title, lines, tone: "plain", ..PortalCard::default() }
}

/// A family's way up to social care and back.
fn between_card(w: &Words, steps: MySteps) -> PortalCard {
    let mut lines = Vec::new();
    if let Some(at) = steps.up_at {
        lines.push(w.fill("steps-up", &[("when", &w.moment(at))]));
    }
    lines.extend(steps.state.map(|state| w.say(&format!("steps-{}", state.id()))));
    lines.extend(steps.answer_by.map(|by| w.fill("steps-answer-by", &[("when", &w.day(by))])));
    let mut waits = false;
    if let Some(down) = steps.down {
        lines.push(w.fill("steps-down", &[("when", &w.moment(down.received_at))]));
        waits = down.state == "new";
        lines.push(w.say(match down.state.as_str() {
            "new" => "steps-down-new",
            "assessed" => "steps-down-taken",
            _ => "steps-down-ended",
        }));
        lines.extend(down.answer_by.filter(|_| waits).map(|by| w.fill("steps-we-answer-by", &[("when", &w.day(by))])));
    }
    let title = steps.to.unwrap_or_else(|| w.say("steps-social-care"));
    PortalCard { title, lines, tone: if waits { "warn" } else { "plain" }, ..PortalCard::default() }
}

/// Who has something, and on what ground.
pub(crate) fn shared(ask: &Ask) -> Result<Answer, Failure> {
    let (w, me) = (words(ask), me(ask)?);
    let mut page = page(ask, "/me/shared", w.say("shared"));
    page.lede = vec![w.say("shared-lede"), w.say("lawful")];
    let cards = ask.app().my_sharing(me)?.into_iter().map(|line| {
        let (first, last) = (w.moment(line.between.0), w.moment(line.between.1));
        let mut lines = if line.quiet {
            vec![w.say("shared-quiet")]
        } else {
            let what = w.fill("shared-what", &[("what", &line.categories.join(", "))]);
            vec![what, w.fill("shared-for", &[("purpose", &line.purpose)])]
        };
        lines.push(if line.times == 1 {
            w.fill("shared-once", &[("last", &last)])
        } else {
            w.fill("shared-often", &[("times", &line.times.to_string()), ("first", &first), ("last", &last)])
        });
        if !line.sources.is_empty() {
            lines.push(w.fill("shared-from", &[("sources", &line.sources.join("; "))]));
        }
        lines.extend(line.grounds.iter().map(|g| w.fill("shared-ground", &[("ground", &g.words)])));
        let title = if line.quiet { w.say("consent-quiet") } else { line.name };
        PortalCard { title, lines, tone: "plain", ..PortalCard::default() }
    });
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("shared-none"), cards: cards.collect() }];
    let bodies: Vec<PortalCard> = ask.app().my_bodies(me)?.into_iter().map(|b| body_card(w, b)).collect();
    if !bodies.is_empty() {
        page.groups.insert(0, PortalGroup { heading: w.say("bodies"), empty: String::new(), cards: bodies });
        if let Some(shared) = page.groups.get_mut(1) {
            shared.heading = w.say("shared-heading");
        }
    }
    let steps: Vec<PortalCard> = ask.app().my_steps(me)?.into_iter().map(|s| between_card(w, s)).collect();
    if !steps.is_empty() {
        page.groups.push(PortalGroup { heading: w.say("steps"), empty: String::new(), cards: steps });
    }
    // They are of the whole record.
    let whole = if me.scope.is_empty() { ask.app().my_cases(me)? } else { Vec::new() };
    for case in whole {
        page.links.push(link(
            format!("{}: {}", w.say("receipts"), case_heading(w, &case)),
            format!("/me/receipts/{}", case.id),
        ));
    }
    ask.page(&page)
}

/// Who has looked, when and why.
pub(crate) fn looked(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = page(ask, "/me/looked", w.say("looked"));
    page.lede = vec![w.say("looked-lede"), w.say("lawful")];
    let before = ask.query("before");
    let before = if before.is_empty() { None } else { Some(before.parse().map_err(|_| Failure::not_found())?) };
    let (lines, next) = ask.app().my_lookers(me(ask)?, before)?;
    page.links = next.map(|id| link(w.say("looked-earlier"), format!("/me/looked?before={id}"))).into_iter().collect();
    let cards = lines.into_iter().map(|line| {
        let mut lines = vec![format!("{}. {}", w.moment(line.at), w.say(&format!("did-{}", line.what)))];
        if !line.purpose.is_empty() {
            lines.push(w.fill("looked-for", &[("purpose", &line.purpose)]));
        }
        if !line.saw.is_empty() {
            lines.push(w.fill("looked-saw", &[("what", &line.saw.join(", "))]));
        }
        if line.quiet {
            lines.push(w.say("shared-quiet"));
        }
        if line.by_link {
            lines.push(w.say("looked-by-link"));
        }
        let title = match (line.who.is_empty(), line.system, line.quiet) {
            (true, ..) => w.say("looked-you"),
            (_, true, _) => w.say("looked-system"),
            (_, _, true) => w.say("consent-quiet"),
            _ => line.who,
        };
        PortalCard { title, lines, tone: "plain", ..PortalCard::default() }
    });
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("looked-none"), cards: cards.collect() }];
    ask.page(&page)
}

/// How something is found whose key would say to whoever reads what a browser keeps which body or which part of the record it is.
pub(super) fn quiet(of: &[&str]) -> String {
    let mut hash = Sha256::new_with_prefix(b"casement own question 1:");
    for (at, part) in of.iter().enumerate() {
        if at > 0 {
            hash.update(b"|");
        }
        hash.update(part.as_bytes());
    }
    data_encoding::HEXLOWER.encode(hash.finalize().get(..12).unwrap_or_default())
}

fn quiet_flow(line: &ConsentLine) -> String {
    quiet(&[&line.party, &line.purpose])
}

fn show_consents(ask: &Ask, said: bool) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = page(ask, "/me/consents", w.say("consents"));
    page.said = said.then(|| w.say("said"));
    // The records are of the whole.
    let whole = me(ask)?.scope.is_empty();
    page.lede = vec![w.say("consents-lede")];
    for part in ask.app().my_consents(me(ask)?, &words(ask).code)? {
        let case = part.case;
        let cards = part.lines.iter().map(|line| {
            let tone = match line.state {
                "given" => "good",
                "refused" => "bad",
                "not-asked" => "plain",
                _ => "warn",
            };
            let flow = quiet_flow(line);
            // Who looks over somebody's shoulder finds no service there that helps them against whoever looks.
            let mut lines = vec![if line.discreet {
                w.say("consent-quiet-why")
            } else {
                w.fill("consent-what", &[("purpose", &line.purpose_words), ("what", &line.categories.join(", "))])
            }];
            if line.cannot_recall {
                lines.push(w.say("consent-recall"));
            }
            if let Some(at) = line.at {
                lines.push(w.fill("consent-when", &[("when", &w.moment(at))]));
            }
            let mut links = Vec::new();
            if case.open {
                links.push(link(w.say("answer"), format!("/me/consents/{}?flow={flow}", case.id)));
            }
            if line.state == "given" {
                links.push(link(w.say("change-mind"), format!("/me/withdraw/{}?flow={flow}", case.id)));
            }
            PortalCard {
                title: if line.discreet { w.say("consent-quiet") } else { line.name.clone() },
                tag: w.say(&format!("state-{}", line.state)),
                tone,
                lines,
                links,
                ..PortalCard::default()
            }
        });
        page.groups.push(PortalGroup {
            heading: case_heading(w, &case),
            empty: w.say("consents-none"),
            cards: cards.collect(),
        });
        if !part.otherwise.is_empty() {
            page.lede.push(w.fill("consents-otherwise", &[("how", &part.otherwise)]));
        }
        if whole {
            page.links.push(link(
                format!("{}: {}", w.say("records"), case_heading(w, &case)),
                format!("/me/records/{}", case.id),
            ));
        }
    }
    page.lede.dedup();
    ask.page(&page)
}

/// What is agreed to.
pub(crate) fn consents(ask: &Ask) -> Result<Answer, Failure> {
    show_consents(ask, ask.query("said") == "yes")
}

fn flow(ask: &Ask) -> &str {
    let typed = ask.field("flow");
    if typed.is_empty() { ask.query("flow") } else { typed }
}

fn show_question(ask: &Ask, form: FormState, giving: bool) -> Result<Answer, Failure> {
    let (w, case) = (words(ask), case_of(ask)?);
    let part = ask
        .app()
        .my_consents(me(ask)?, &words(ask).code)?
        .into_iter()
        .find(|c| c.case.id == case)
        .ok_or_else(Failure::not_found)?;
    let asked = flow(ask);
    let is_asked = |l: &&ConsentLine| asked == format!("{}|{}", l.party, l.purpose) || asked == quiet_flow(l);
    let line = part.lines.iter().find(is_asked).ok_or_else(Failure::not_found)?;
    let (party, purpose) = (line.party.as_str(), line.purpose.as_str());
    let fine = form.is_fine();
    let mut hidden = vec![("flow".to_owned(), format!("{party}|{purpose}"))];
    // A title is read over somebody's shoulder, and kept by the browser: it is the same for everybody who is asked about.
    let mut page = page(ask, "/me/consents", w.say(if giving { "ask" } else { "withdraw" }));
    if giving {
        page.lede = vec![w.say("ask-read")];
        page.quote = Some(line.wording_in(&w.code));
        hidden.push(("shown".to_owned(), line.wording_hash_in(&w.code)));
        let mut answer = field("answer", "choice", w.say("ask-legend"), String::new(), &form);
        answer.options = vec![("given".to_owned(), w.say("yes")), ("refused".to_owned(), w.say("no"))];
        page.ask = Some(PortalForm {
            action: format!("/me/consents/{case}"),
            hidden,
            fields: vec![answer],
            button: w.say("send-answer"),
        });
    } else {
        let had = part.gone.iter().filter(|g| g.purpose == purpose && (party.is_empty() || g.party == party)).count();
        page.lede = vec![line.name.clone(), w.say("withdraw-lede")];
        page.lede.push(if had == 0 {
            w.say("withdraw-none")
        } else {
            w.fill("withdraw-gone", &[("times", &had.to_string())])
        });
        if line.cannot_recall {
            page.lede.push(w.say("consent-recall"));
        }
        page.ask = Some(PortalForm {
            action: format!("/me/withdraw/{case}"),
            hidden,
            fields: Vec::new(),
            button: w.say("withdraw-button"),
        });
    }
    page.form = form;
    ask.form_page(&page, fine)
}

/// One question, with the words that are kept with the answer.
pub(crate) fn question(ask: &Ask) -> Result<Answer, Failure> {
    show_question(ask, FormState::default(), true)
}

/// The same, with its token made new.
pub(crate) fn question_again(ask: &Ask) -> Result<Answer, Failure> {
    show_question(ask, FormState::wrong("", &words(ask).say("stale")), true)
}

fn send(ask: &Ask, answer: ConsentAnswer) -> Result<Answer, Failure> {
    let case = case_of(ask)?;
    let (party, purpose) = ask.field("flow").split_once('|').ok_or_else(Failure::not_found)?;
    let shown = if answer == ConsentAnswer::Withdrawn { "" } else { ask.field("shown") };
    match ask.app().my_answer(me(ask)?, case, &MyAnswer { party, purpose, answer, language: &words(ask).code, shown }) {
        Ok(()) => Ok(Answer::next("/me/consents?said=yes")),
        Err(AppError::Refused(_) | AppError::Form(_)) => {
            let form = FormState::wrong("", &words(ask).say("stale"));
            show_question(ask, form, answer != ConsentAnswer::Withdrawn)
        }
        Err(error) => Err(error.into()),
    }
}

/// An answer.
pub(crate) fn answer(ask: &Ask) -> Result<Answer, Failure> {
    match ConsentAnswer::parse(ask.field("answer")).filter(|a| *a != ConsentAnswer::Withdrawn) {
        Some(answer) => send(ask, answer),
        None => show_question(ask, FormState::wrong("answer", &words(ask).say("choose-answer")), true),
    }
}

/// What withdrawing does, and cannot undo.
pub(crate) fn withdraw_page(ask: &Ask) -> Result<Answer, Failure> {
    show_question(ask, FormState::default(), false)
}

/// The same, with its token made new.
pub(crate) fn withdraw_again(ask: &Ask) -> Result<Answer, Failure> {
    show_question(ask, FormState::wrong("", &words(ask).say("stale")), false)
}

/// No more.
pub(crate) fn withdraw(ask: &Ask) -> Result<Answer, Failure> {
    send(ask, ConsentAnswer::Withdrawn)
}

/// Letters and messages.
pub(crate) fn letters(ask: &Ask) -> Result<Answer, Failure> {
    let w = words(ask);
    let mut page = page(ask, "/me/letters", w.say("letters"));
    let from = ask.query("from").parse().unwrap_or(0);
    let (letters, older) = ask.app().my_letters(me(ask)?, from)?;
    let cards = letters.into_iter().map(|letter| {
        let mut card = PortalCard { title: letter.title, tone: "plain", ..PortalCard::default() };
        card.lines.push(w.fill("letter-sent", &[("when", &w.moment(letter.at))]));
        match letter.says {
            Item::Released(says) => {
                card.letter = Some(says);
                let paper = letter.paper.map(|(case, id)| format!("/me/letters/{case}/{id}"));
                card.links.extend(paper.map(|href| PortalLink { text: w.say("letter-paper"), href, current: false }));
            }
            Item::Erased => card.lines.push(w.say("held-erased")),
            Item::Withheld(_) | Item::Empty => card.lines.push(w.say("held-withheld-plain")),
        }
        card
    });
    page.groups = vec![PortalGroup { heading: String::new(), empty: w.say("letters-none"), cards: cards.collect() }];
    let older = older.then(|| link(w.say("letters-older"), format!("/me/letters?from={}", from + LETTERS_PAGE)));
    page.links = older.into_iter().collect();
    ask.page(&page)
}

/// A letter, as it was printed.
pub(crate) fn letter(ask: &Ask) -> Result<Answer, Failure> {
    let id: kernel::MessageId = ask.param("message").parse().map_err(|_| Failure::not_found())?;
    let pdf = ask.app().my_letter(me(ask)?, case_of(ask)?, id)?;
    Ok(super::letters::pdf(&format!("letter-{id}"), pdf.get().clone()))
}

/// The consent records, as a file.
pub(crate) fn records(ask: &Ask) -> Result<Answer, Failure> {
    let (records, _) = ask.app().my_documents(me(ask)?, case_of(ask)?)?;
    Ok(Answer::document(super::consent::JSON_LD, "consent-records.jsonld", records).download())
}

/// The receipts, as a file.
pub(crate) fn receipts(ask: &Ask) -> Result<Answer, Failure> {
    let (_, receipts) = ask.app().my_documents(me(ask)?, case_of(ask)?)?;
    Ok(Answer::document(super::consent::JSON_LD, "receipts.jsonld", receipts).download())
}
