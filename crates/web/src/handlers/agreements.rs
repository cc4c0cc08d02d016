//! Agreements: writing them down, signing, looking at them again, ending them.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{self, Say, choice, field, field_with, picked};
use crate::show;
use app::{AgreementForm, AgreementView, AppError, BothSides, THEIR_OFFICER, TheirOfficer};
use jiff::civil::Date;
use kernel::EnrolmentId;
use pages::agreements::{AgreementPage, Said as Term, WriteAgreement};
use pages::form::{Choice, Control, Entered, Field, FormState};
use pages::{StateTag, Tone};
use sharing::{AgreementKind, Standing};

fn days(from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => format!("{} to {}", show::date(from), show::date(until)),
        None => format!("From {}, with no last day", show::date(from)),
    }
}

/// Where an agreement stands, and what that means.
pub(crate) fn standing(standing: Standing) -> (StateTag, Option<String>) {
    match standing {
        Standing::Unsigned { ours, theirs } => {
            let missing = match (ours, theirs) {
                (false, false) => "Neither side has signed.",
                (false, true) => "The data protection officer has not signed.",
                _ => "The other side has not signed.",
            };
            (show::tag("Not signed", Tone::Warn), Some(missing.to_owned()))
        }
        Standing::NotYet { from } => {
            (show::tag("Not begun", Tone::Plain), Some(format!("It begins on {}.", show::date(from))))
        }
        Standing::Live { ending: Some(on), .. } => (
            show::tag("Ends soon", Tone::Warn),
            Some(format!("Its last day is {}. After that nothing goes under it.", show::date(on))),
        ),
        Standing::Live { review_overdue: true, .. } => {
            (show::tag("In force", Tone::Good), Some("The day for looking at it again has passed.".to_owned()))
        }
        Standing::Live { .. } => (show::tag("In force", Tone::Good), None),
        Standing::Lapsed { on } => (
            show::tag("Lapsed", Tone::Bad),
            Some(format!("Its last day was {}. Nothing goes under it.", show::date(on))),
        ),
        Standing::Ended { at } => (show::tag("Ended", Tone::Plain), Some(format!("Ended {}.", at.words()))),
    }
}

/// What stands in the form: as typed, or as the register has it.
struct Filled {
    form: AgreementForm,
    dates: [Entered; 3],
}

const DATES: [&str; 3] = ["from", "until", "review"];

impl Filled {
    fn typed(ask: &Ask) -> Self {
        let text = |name: &str| ask.field(name).to_owned();
        let all = |name: &str| ask.form.all(name).map(str::to_owned).collect::<Vec<_>>();
        let lines = |name: &str| ask.field(name).lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned);
        Self {
            form: AgreementForm {
                kind: text("kind"),
                party: text("party"),
                reference: text("reference"),
                title: text("title"),
                members: all("members"),
                purposes: all("purposes"),
                categories: all("categories"),
                gateways: lines("gateways").collect(),
                from_on: day(ask, "from").ok().flatten(),
                until_on: day(ask, "until").ok().flatten(),
                review_on: day(ask, "review").ok().flatten(),
                document: text("document"),
                contact: text("contact"),
                our_contact: text("our-contact"),
            },
            dates: DATES.map(|name| typed_day(ask, name)),
        }
    }
    fn empty() -> Self {
        let kind = AgreementKind::Sharing.id().to_owned();
        Self { form: AgreementForm { kind, ..AgreementForm::default() }, dates: Default::default() }
    }
    fn of(view: AgreementView) -> Self {
        let date = |d: Option<Date>| d.map_or_else(Entered::default, fields::day);
        let terms = view.terms;
        Self {
            dates: [date(Some(terms.from_on)), date(terms.until_on), date(terms.review_on)],
            form: AgreementForm {
                kind: view.kind.id().to_owned(),
                party: terms.party,
                reference: view.line.reference,
                title: view.line.title,
                members: terms.members,
                purposes: terms.purposes,
                categories: terms.categories,
                gateways: view.gateways,
                from_on: Some(terms.from_on),
                until_on: terms.until_on,
                review_on: terms.review_on,
                document: view.document,
                contact: view.contact,
                our_contact: view.our_contact,
            },
        }
    }
}

fn typed_day(ask: &Ask, name: &str) -> Entered {
    let part = |p: &str| ask.field(&format!("{name}-{p}")).trim().to_owned();
    Entered::date(part("day"), part("month"), part("year"))
}

/// A date of a form: none when all of it is empty, an error when it is no date.
fn day(ask: &Ask, name: &str) -> Result<Option<Date>, ()> {
    let typed = typed_day(ask, name);
    if typed.day.is_empty() && typed.month.is_empty() && typed.year.is_empty() {
        return Ok(None);
    }
    let (year, month, day) = (typed.year.parse(), typed.month.parse(), typed.day.parse());
    match (year, month, day) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

fn write(
    ask: &Ask,
    notice_id: &str,
    change: Option<(EnrolmentId, &str)>,
    filled: Filled,
    form: FormState,
) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let notice = ask.app().agreement_notice(actor, notice_id)?;
    let parties = ask.app().agreement_parties(actor, notice_id)?;
    let Filled { form: typed, dates: [from, until, review] } = filled;
    let text =
        |name: &str, label: &str, value: &str| field_with(&form, name, label, Control::Text, Entered::text(value));
    let email =
        |name: &str, label: &str, value: &str| field_with(&form, name, label, Control::Email, Entered::text(value));
    let several = |name: &str, label: &str, hint: &str, chosen: Vec<String>, options: Vec<Choice>| {
        field_with(&form, name, label, Control::Choices, Entered::chosen(chosen)).options(options).hint(hint).optional()
    };
    let compiled = &notice.compiled;
    let kinds = AgreementKind::ALL.map(|k| choice(k.id(), k.words()));
    let kind = field_with(&form, "kind", "Kind", Control::Choice, Entered::text(typed.kind.as_str()));
    let date = |name: &str, label: &str, value: Entered| field_with(&form, name, label, Control::Date, value);
    let fields = vec![
        kind.options(kinds.to_vec()),
        text("title", "What it is called", &typed.title),
        text("reference", "Reference", &typed.reference),
        date("from", "First day", from),
        date("until", "Last day", until).hint("Leave it empty only if the agreement has no end.").optional(),
        date("review", "To be looked at again by", review),
        several(
            "purposes",
            "Purposes it covers",
            "Choose none if it covers every purpose for which the notice lets them have anything.",
            typed.purposes.clone(),
            compiled.purposes.iter().map(|p| choice(&p.id, &p.label)).collect(),
        ),
        several(
            "categories",
            "Information it covers",
            "Choose none if it covers everything that the notice lets them have.",
            typed.categories.clone(),
            compiled.categories.iter().map(|c| choice(&c.id, &c.label)).collect(),
        ),
        several(
            "members",
            "Members of a network that they sign for",
            "Only where one body signs for others.",
            typed.members.clone(),
            parties.iter().filter(|(k, _)| *k != typed.party).map(|(k, l)| choice(k, l)).collect(),
        ),
        field_with(
            &form,
            "gateways",
            "Duties and powers it names",
            Control::LongText,
            Entered::text(typed.gateways.join("\n")),
        )
        .hint("Acts and sections, each on a line of its own.")
        .optional(),
        text("document", "Where the document is kept", &typed.document)
            .hint("Needed only if it is signed elsewhere.")
            .optional(),
        email("contact", "Their contact", &typed.contact).hint("An address of the body, for reminders.").optional(),
        email("our-contact", "Our contact", &typed.our_contact)
            .hint("A shared address of the service, for reminders. Both sides are told beforehand and at the time.")
            .optional(),
    ];
    let choices = parties.iter().map(|(key, label)| picked(key, label, *key == typed.party));
    let (action, back, heading) = match change {
        None => (format!("/agreements/new/{notice_id}"), "/agreements".to_owned(), "New agreement".to_owned()),
        Some((id, reference)) => {
            (format!("/agreements/{id}/change"), format!("/agreements/{id}"), format!("Change agreement {reference}"))
        }
    };
    let fine = form.is_fine();
    let page = WriteAgreement {
        action,
        back,
        heading,
        notice: compiled.title.clone(),
        parties: if change.is_none() { choices.collect() } else { Vec::new() },
        fields,
        form,
    };
    ask.form_page(&page, fine)
}

/// Saves what was typed, or shows it again with what is wrong.
fn save(ask: &Ask, notice_id: &str, change: Option<(EnrolmentId, &str)>) -> Result<Answer, Failure> {
    let mut filled = Filled::typed(ask);
    if let Some((id, _)) = change {
        // Whom it is with does not change.
        filled.form.party = ask.app().agreement(ask.actor()?, id)?.terms.party;
    }
    let mut form = FormState::default();
    if day(ask, "until").is_err() {
        form.add("until-day", "Enter a real date, like 27 3 2027, or leave it empty");
        // A day that is none must not be taken for an agreement without an end: before every first day, it is refused.
        filled.form.until_on = Some(Date::MIN);
    }
    match ask.app().put_agreement(ask.actor()?, notice_id, change.map(|(id, _)| id), &filled.form) {
        Ok(id) => Ok(Answer::next(format!("/agreements/{id}")).saying(Said::AgreementSaved)),
        Err(AppError::Form(errors)) => {
            for error in errors.fields {
                if form.of(&error.input).is_none() {
                    form.add(error.input, error.words);
                }
            }
            write(ask, notice_id, change, filled, form)
        }
        Err(AppError::Refused(words)) => write(ask, notice_id, change, filled, FormState::wrong("", &words)),
        Err(error) => Err(error.into()),
    }
}

/// The form of a new agreement under a notice.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, &ask.notice(), None, Filled::empty(), FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    write(ask, &ask.notice(), None, Filled::typed(ask), stale())
}

/// Puts it into the register.
pub(crate) fn new(ask: &Ask) -> Result<Answer, Failure> {
    save(ask, &ask.notice(), None)
}

fn id(ask: &Ask) -> Result<EnrolmentId, Failure> {
    ask.param("agreement").parse().map_err(|_| Failure::not_found())
}

fn changeable(ask: &Ask) -> Result<AgreementView, Failure> {
    let view = ask.app().agreement(ask.actor()?, id(ask)?)?;
    if view.may_change { Ok(view) } else { Err(Failure::not_found()) }
}

/// The form that changes what nobody has signed.
pub(crate) fn change_page(ask: &Ask) -> Result<Answer, Failure> {
    let view = changeable(ask)?;
    let (notice, reference) = (view.notice_id.clone(), view.line.reference.clone());
    write(ask, &notice, Some((id(ask)?, &reference)), Filled::of(view), FormState::default())
}

/// The same, with its token made new.
pub(crate) fn change_again(ask: &Ask) -> Result<Answer, Failure> {
    let view = changeable(ask)?;
    write(ask, &view.notice_id, Some((id(ask)?, &view.line.reference)), Filled::typed(ask), stale())
}

/// Changes it.
pub(crate) fn change(ask: &Ask) -> Result<Answer, Failure> {
    let view = changeable(ask)?;
    save(ask, &view.notice_id, Some((id(ask)?, &view.line.reference)))
}

/// Who is the data protection officer of the other side.
fn officer(ask: &Ask, form: &FormState, is: &str, name: &str) -> Vec<Field> {
    let options = THEIR_OFFICER.iter().map(|(code, words)| choice(*code, *words)).collect();
    vec![
        field(ask, form, "officer", "Their data protection officer", Control::Choice)
            .options(options)
            .standing(ask, Entered::text(is)),
        field(ask, form, "officer-name", "Who, if it is somebody else", Control::Text)
            .optional()
            .standing(ask, Entered::text(name)),
    ]
}

fn typed_officer(ask: &Ask) -> TheirOfficer {
    TheirOfficer { is: ask.field("officer").to_owned(), name: ask.field("officer-name").to_owned() }
}

/// Who is the data protection officer of the other side, in words.
fn officer_words(view: &AgreementView) -> Option<String> {
    let words = THEIR_OFFICER.iter().find(|(code, _)| *code == view.officer_is).map(|(_, words)| *words)?;
    Some(if view.officer_name.is_empty() { words.to_owned() } else { format!("{words}: {}", view.officer_name) })
}

fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let view = ask.app().agreement(ask.actor()?, id(ask)?)?;
    let over = matches!(view.line.standing, Standing::Ended { .. });
    let (state, say) = standing(view.line.standing);
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let date = |name: &str, label: &str| field(ask, &form, name, label, Control::Date);
    let shown = |wanted: bool, fields: Vec<Field>| if wanted && !over { fields } else { Vec::new() };
    let fine = form.is_fine();
    let page = AgreementPage {
        href: format!("/agreements/{}", view.line.id),
        reference: view.line.reference.clone(),
        title: view.line.title.clone(),
        state,
        say,
        may_sign: view.may_sign,
        may_change: view.may_change,
        countersign: shown(
            view.terms.theirs.is_none(),
            [text("by", "Who signed, and as what"), date("on", "Signed on")]
                .into_iter()
                .chain(officer(ask, &form, "", ""))
                .collect(),
        ),
        asks: view.asks.iter().map(|words| (*words).to_owned()).collect(),
        sides: shown(
            view.line.standing.is_live(),
            [
                field(ask, &form, "contact", "Their contact", Control::Email)
                    .standing(ask, Entered::text(&view.contact))
                    .hint("An address of the body, for reminders."),
                field(ask, &form, "our-contact", "Our contact", Control::Email)
                    .standing(ask, Entered::text(&view.our_contact))
                    .hint("A shared address of the service, for reminders."),
            ]
            .into_iter()
            .chain(officer(ask, &form, &view.officer_is, &view.officer_name))
            .collect(),
        ),
        review: shown(true, vec![date("next", "To be looked at next by")]),
        end: shown(true, vec![text("why", "Why does it end?")]),
        terms: terms(&view),
        links: super::agreement_papers::links(ask, view.line.id)?,
        form,
    };
    ask.form_page(&page, fine)
}

/// What both sides were told, in words.
pub(super) fn told(code: &str, when: &str) -> String {
    let (what, _) = code.split_once(':').unwrap_or((code, ""));
    let words = match what.split_once('-') {
        _ if what == "lapsed" => "that it has lapsed".to_owned(),
        _ if what == "ended" => "that it was ended".to_owned(),
        _ if what == "review-late" => "that it was to be looked at again".to_owned(),
        Some(("ends", days)) => format!("that it ends within {days} days"),
        Some(("review", days)) => format!("that it is to be looked at again within {days} days"),
        _ => what.to_owned(),
    };
    format!("{words}, {when}")
}

/// One agreement in full, to be handed out: the register's answer to who asks for a copy.
pub(crate) fn export(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().agreement(ask.actor()?, id(ask)?)?;
    let mut text = format!("# {}\n\nReference {}\n", view.line.title, view.line.reference);
    for term in terms(&view) {
        if !term.says.is_empty() {
            text.push_str(&format!("\n## {}\n\n", term.label));
            for says in &term.says {
                text.push_str(&format!("- {says}\n"));
            }
        }
    }
    Ok(Answer::document("text/markdown; charset=utf-8", &format!("agreement-{}.md", view.line.id), text).download())
}

/// What an agreement says, line by line.
fn terms(view: &AgreementView) -> Vec<Term> {
    let said = |label: &str, says: Vec<String>| Term { label: label.to_owned(), says };
    let or_all = |list: &[String], all: &str| if list.is_empty() { vec![all.to_owned()] } else { list.to_vec() };
    let side = |signed: &Option<sharing::SignOff>| {
        signed.iter().map(|s| format!("{}, {}", s.by, show::date(s.on))).collect::<Vec<_>>()
    };
    let text = |words: &str| if words.is_empty() { Vec::new() } else { vec![words.to_owned()] };
    let mut terms = vec![
        said("Kind", vec![view.kind.words().to_owned()]),
        said("With", vec![view.line.party.clone()]),
        said("Under the notice", vec![view.line.notice.clone()]),
        said("In force", vec![days(view.line.from_on, view.line.until_on)]),
        said("To be looked at again by", view.terms.review_on.map(show::date).into_iter().collect()),
        said("Purposes", or_all(&view.purposes, "Every purpose for which the notice lets them have anything")),
        said("Information", or_all(&view.categories, "Everything that the notice lets them have")),
        said("Duties and powers", view.gateways.clone()),
        said("Document", text(&view.document)),
        said("Their contact", text(&view.contact)),
        said("Our contact", text(&view.our_contact)),
        said("Both sides were told", view.told.iter().map(|(what, at)| told(what, &at.words())).collect()),
        said("Signed for the council", side(&view.terms.ours)),
        said("Signed for the other side", side(&view.terms.theirs)),
        said("Their data protection officer", officer_words(view).into_iter().collect()),
    ];
    if !view.members.is_empty() {
        terms.insert(2, said("Signing for", view.members.clone()));
    }
    if let Some(why) = &view.ended_why {
        terms.push(said("Why it ended", vec![why.clone()]));
    }
    terms
}

/// One agreement.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn page_again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, stale())
}

/// What came of a form on the page of an agreement.
fn done(ask: &Ask, came: Result<(), AppError>, first: &str) -> Result<Answer, Failure> {
    match came {
        Ok(()) => Ok(Answer::next(format!("/agreements/{}", id(ask)?)).saying(Said::AgreementSaved)),
        Err(AppError::Refused(words)) => show_one(ask, FormState::wrong(first, &words)),
        Err(AppError::Form(errors)) => show_one(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// The data protection officer signs.
pub(crate) fn sign(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().sign_agreement(ask.actor()?, id(ask)?), "")
}

/// The other side has signed.
pub(crate) fn countersigned(ask: &Ask) -> Result<Answer, Failure> {
    let first = if ask.field("by").trim().is_empty() { "by" } else { "on-day" };
    let on = day(ask, "on").ok().flatten();
    done(ask, ask.app().countersigned(ask.actor()?, id(ask)?, ask.field("by"), on, &typed_officer(ask)), first)
}

/// Whom to reach on both sides, and who is the data protection officer of the other.
pub(crate) fn sides(ask: &Ask) -> Result<Answer, Failure> {
    let new = BothSides {
        contact: ask.field("contact").to_owned(),
        our_contact: ask.field("our-contact").to_owned(),
        officer: typed_officer(ask),
    };
    done(ask, ask.app().say_both_sides(ask.actor()?, id(ask)?, &new), "")
}

/// It was looked at again.
pub(crate) fn reviewed(ask: &Ask) -> Result<Answer, Failure> {
    let next = day(ask, "next").ok().flatten();
    done(ask, ask.app().reviewed_agreement(ask.actor()?, id(ask)?, next), "next-day")
}

/// It ends now.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().end_agreement(ask.actor()?, id(ask)?, ask.field("why")), "why")
}
