//! One passage of a copy: what it says, and what is decided about it.

use super::one::id;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say, choice, field, picked, read_day};
use crate::show;
use app::{AppError, CopyPassage, CopyReview, CopyWords, Decided, NewDecision};
use disclosure::Disclosed;
use jiff::civil::Date;
use pages::copies::{PassageCard, PassagePage};
use pages::form::{Choice, Control, Entered, Field, FieldValue, FormState};
use pages::{Link, Tone, Typed};
use rights::{EXEMPTIONS, Kind, Mark, SHOWN, exemption, shown};

fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::StaffOnly | Mark::Named => Tone::Plain,
        Mark::Crime | Mark::Referrer => Tone::Bad,
        _ => Tone::Warn,
    }
}

pub(super) fn card(review: &CopyReview, passage: CopyPassage, href: &str) -> PassageCard {
    let decided = review.decided.get(&passage.place);
    let waits = review.waits(&passage);
    let mut tags: Vec<_> = passage.marks.iter().map(|m| show::tag(m.words(), tone(*m))).collect();
    if waits {
        tags.push(show::tag("Waits", Tone::Bad));
    }
    let key = passage.key();
    let (text, plain) = match passage.text {
        CopyWords::Opened(text) => (Some(text), String::new()),
        CopyWords::Plain(text) => (None, text),
    };
    PassageCard {
        heading: passage.heading,
        label: passage.label,
        when: passage.when,
        source: passage.source,
        by: passage.by,
        text,
        plain,
        tags,
        decision: decided.map(Decided::words),
        decided_by: decided.map(|d| format!("{}, {}", d.by.0, d.by.1.words())),
        href: (!review.settled).then(|| format!("{href}/copy/{key}")),
        document: passage.document.map(|item| format!("/cases/{}/documents/{item}", passage.case)),
    }
}

/// The words that stand in a field: what was typed, or what was written down before.
pub(super) fn standing(ask: &Ask, mut field: Field, kept: Option<Disclosed<String>>) -> Field {
    if let Some(kept) = kept.filter(|_| ask.form.pairs().is_empty()) {
        field.value = FieldValue::Disclosed(kept.map(Entered::text));
    }
    field
}

pub(super) fn exemptions(kind: Kind) -> impl Iterator<Item = &'static rights::Exemption> {
    EXEMPTIONS.iter().filter(move |e| !e.for_bodies || kind == Kind::Regulator)
}

/// Why a passage waits, and what the law asks.
fn advice(marks: &[Mark]) -> Vec<String> {
    let mut all = Vec::new();
    let others =
        [Mark::ThirdParty, Mark::OtherPerson, Mark::Named, Mark::InConfidence, Mark::Originator, Mark::Referrer];
    if marks.iter().any(|m| others.contains(m)) {
        all.push("What would identify somebody else goes in only if they agree, or if it is reasonable without that: what kind of information it is, any duty of confidence, what was done to ask them, whether they can agree, whether they refused (Data Protection Act 2018 Schedule 2 paragraph 16).".to_owned());
    }
    if marks.contains(&Mark::Health) {
        all.push("A council is no health professional: ask the one who is answerable for the person’s care whether showing it would do serious harm, unless the person knows it already (Schedule 3 paragraph 6). Their word counts for six months.".to_owned());
    }
    if marks.contains(&Mark::Crime) {
        all.push("Ask whoever had it whether showing it would harm an investigation. If it is left out for that, the copy does not say where.".to_owned());
    }
    all
}

/// The note that was written down with a decision.
fn noted(decided: Option<&Decided>, part: impl Fn(&app::CopyNote) -> String) -> Option<Disclosed<String>> {
    decided.and_then(|d| d.note.as_ref()).map(|n| n.map_ref(part))
}

fn show_passage(ask: &Ask, form: FormState, key: Option<&str>) -> Result<Answer, Failure> {
    let request = id(ask)?;
    let href = format!("/rights/{request}");
    let mut review = ask.app().copy_review(ask.actor()?, request)?;
    if review.settled {
        return Err(Failure::not_found());
    }
    let mut found = None;
    for record in &mut review.records {
        let here = std::mem::take(&mut record.passages);
        let (mut hit, rest): (Vec<_>, Vec<_>) = here.into_iter().partition(|p| match key {
            Some(key) => p.key() == key,
            None => false,
        });
        record.passages = rest;
        found = found.or(hit.pop());
    }
    if key.is_none() {
        let next = review
            .records
            .iter()
            .enumerate()
            .find_map(|(at, r)| r.passages.iter().position(|p| review.waits(p)).map(|p| (at, p)));
        let Some((record, passage)) = next else {
            return Ok(Answer::next(format!("{href}/copy")).saying(Said::RequestSaved));
        };
        found = review.records.get_mut(record).map(|r| r.passages.swap_remove(passage));
    }
    let passage = found.ok_or_else(Failure::not_found)?;
    let decided = review.decided.get(&passage.place);
    let stood = match decided {
        Some(d) if !d.shown => "out",
        Some(d) if exemption(&d.reason).is_some() => "struck",
        Some(_) => "in",
        None => "",
    };
    let proposed = decided.map_or_else(|| passage.proposed().unwrap_or_default(), |d| d.reason.as_str()).to_owned();
    let chosen = |name: &str, stood: &str| {
        if ask.form.pairs().is_empty() { stood.to_owned() } else { ask.field(name).to_owned() }
    };
    let radios = |name: &str, label: &str, options: Vec<Choice>, stood: &str| {
        let mut made = field(ask, &form, name, label, Control::Choice).options(options);
        made.value = FieldValue::Typed(Typed(Entered::text(chosen(name, stood))));
        made
    };
    let goes = vec![
        picked("in", "Goes in", false),
        picked("struck", "Goes in without some words", false),
        picked("out", "Left out", false),
    ];
    let why_in = SHOWN
        .iter()
        .filter(|s| s.id != "needed" || review.kind == Kind::Regulator)
        .map(|s| choice(s.id, s.words))
        .collect();
    let why_out = exemptions(review.kind).map(|e| choice(e.id, format!("{} ({})", e.words, e.law))).collect();
    let mut choices = goes;
    if decided.is_some() {
        choices.push(choice("back", "Nothing is decided: take it back"));
    }
    let asked_on: Option<Date> = decided.and_then(|d| d.note.as_ref()).and_then(|n| n.get().asked_on.parse().ok());
    let fields = vec![
        radios("choice", "Does it go into the copy?", choices, stood),
        standing(
            ask,
            field(ask, &form, "struck", "The words that are struck, one in a line", Control::LongText)
                .optional()
                .hint("Only if it goes in without some words."),
            noted(decided, |n| n.struck.join("\n")),
        ),
        radios(
            "out-reason",
            "Why it, or the words, are left out",
            why_out,
            if exemption(&proposed).is_some() { &proposed } else { "" },
        )
        .optional()
        .hint("The person reads this."),
        radios("in-reason", "Why it goes in", why_in, if shown(&proposed).is_some() { &proposed } else { "" })
            .optional()
            .hint("For the record. Only if it goes in whole."),
        standing(
            ask,
            field(ask, &form, "asked", "Who was asked", Control::Text).optional().hint(
                "The name, and what they are: whoever it is about, or a health, social work or education professional.",
            ),
            noted(decided, |n| n.asked.clone()),
        ),
        field(ask, &form, "asked-on", "When they answered", Control::Date)
            .optional()
            .standing(ask, asked_on.map(crate::fields::day).unwrap_or_default()),
        standing(
            ask,
            field(ask, &form, "note", "What else there is to note", Control::LongText).optional(),
            noted(decided, |n| n.note.clone()),
        ),
    ];
    let fine = form.is_fine();
    let (action, advice) = (format!("{href}/copy/{}", passage.key()), advice(&passage.marks));
    let hidden = vec![("place".to_owned(), passage.place.clone()), ("category".to_owned(), passage.category.clone())];
    let page = PassagePage {
        back: Link { text: "The copy".to_owned(), href: format!("{href}/copy") },
        reference: review.reference.clone(),
        open: review.open,
        advice,
        action,
        hidden,
        fields,
        passage: card(&review, passage, &href),
        form,
    };
    ask.form_page(&page, fine)
}

/// One passage.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_passage(ask, FormState::default(), Some(ask.param("passage")))
}

/// The next passage that waits.
pub(crate) fn next(ask: &Ask) -> Result<Answer, Failure> {
    show_passage(ask, FormState::default(), None)
}

/// One passage, after its form was out of date.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_passage(ask, stale(), Some(ask.param("passage")))
}

/// Decides about one passage.
pub(crate) fn decide(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let asked_on = read_day(ask, &mut form, "asked-on", "The day");
    if !form.is_fine() {
        return show_passage(ask, form, Some(ask.param("passage")));
    }
    let choice = match ask.field("choice") {
        "in" => format!("in:{}", ask.field("in-reason")),
        kept @ ("out" | "struck") => format!("{kept}:{}", ask.field("out-reason")),
        "back" => String::new(),
        _ => "none".to_owned(),
    };
    let new = NewDecision {
        place: ask.field("place").to_owned(),
        category: ask.field("category").to_owned(),
        choice,
        struck: ask.field("struck").to_owned(),
        asked: ask.field("asked").to_owned(),
        asked_on,
        note: ask.field("note").to_owned(),
    };
    let request = id(ask)?;
    match ask.app().decide_passage(ask.actor()?, request, &new) {
        Ok(()) => Ok(Answer::next(format!("/rights/{request}/copy/next"))),
        Err(AppError::Form(errors)) => show_passage(ask, show::form_state(&errors), Some(ask.param("passage"))),
        Err(AppError::Refused(words)) => show_passage(ask, FormState::wrong("", &words), Some(ask.param("passage"))),
        Err(error) => Err(error.into()),
    }
}
