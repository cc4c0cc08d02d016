//! Going through a copy, making it, checking it, handing it over.

use super::bundle;
use super::one::id;
use super::passage::{card, exemptions, standing};
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say, choice, field};
use crate::show;
use app::{AppError, CODE_LENGTH, CopyPassage, CopyReview, CopyState, Handing, LINK_DAYS};
use pages::copies::{CopyReviewPage, CopyRow, PassageGroup};
use pages::form::{Control, Field, FormState};
use pages::panel::{Button, Once, PanelForm};
use pages::rights::RequestCase;
use pages::{Link, Tone, Typed};
use rights::{Kind, Mark, Part, exemption};
use std::collections::BTreeMap;

/// What is shown of all passages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Waits,
    All,
    Out,
    Marked,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Waits, "waits", "Waiting"),
        (Self::All, "all", "Everything"),
        (Self::Marked, "marked", "Marked"),
        (Self::Out, "out", "Left out or struck"),
    ];
    fn shows(self, review: &CopyReview, passage: &CopyPassage) -> bool {
        let decided = review.decided.get(&passage.place);
        match self {
            Self::All => true,
            Self::Waits => review.waits(passage),
            Self::Marked => !passage.marks.is_empty(),
            Self::Out => decided.is_some_and(|d| exemption(&d.reason).is_some()),
        }
    }
}

fn row(copy: &CopyState) -> CopyRow {
    let state = match copy.state.as_str() {
        "made" => show::tag("Made: waits for a second person", Tone::Warn),
        "checked" => show::tag("Checked: can be handed over", Tone::Good),
        "handed" => show::tag("Handed over", Tone::Good),
        _ => show::tag("Destroyed", Tone::Plain),
    };
    let mut lines = vec![
        format!(
            "Made by {}, {}. {} things in it; {} left out or struck",
            copy.made.0,
            copy.made.1.words(),
            copy.counts.0,
            copy.counts.1
        ),
        format!("SHA-256 {}", copy.sha256),
    ];
    if let Some((by, at)) = &copy.checked {
        lines.push(format!("Checked by {by}, {}", at.words()));
    }
    if let Some(until) = copy.link_until {
        lines.push(format!("A link to it works until {}", until.words()));
    }
    if let Some((at, how)) = &copy.handed {
        lines.push(format!("Handed over {}, {}", at.words(), Handing::words(how)));
    }
    if copy.state != "dropped" {
        lines.push(format!("Kept until {}", show::date(copy.keep_until)));
    }
    CopyRow { recipient: copy.recipient.clone(), state, lines }
}

fn panel(id: &str, heading: &str, href: &str, words: &[&str], fields: Vec<Field>, button: &str) -> PanelForm {
    PanelForm {
        heading: heading.to_owned(),
        id: id.to_owned(),
        words: words.iter().map(|w| (*w).to_owned()).collect(),
        action: format!("{href}/copy-{id}"),
        fields,
        button: button.to_owned(),
        ..PanelForm::default()
    }
}

fn forms(ask: &Ask, form: &FormState, review: &CopyReview, href: &str) -> Vec<PanelForm> {
    let newest = review.newest();
    let mut forms = Vec::new();
    if let Some(copy) = newest {
        if copy.may_check && !review.settled {
            let answers =
                vec![choice("yes", "It is right: it can be handed over"), choice("no", "It has to be made again")];
            forms.push(panel(
                "check",
                "Check it, as a second person",
                href,
                &["Look it through first. What is left out must be nowhere in it, in no document either."],
                vec![
                    field(ask, form, "right", "What do you say?", Control::Choice).options(answers),
                    field(ask, form, "check-words", "What has to be put right", Control::LongText).optional(),
                ],
                "Write it down",
            ));
        }
        if copy.state == "checked" {
            forms.push(panel(
                "hand",
                "Hand it over yourself",
                href,
                &[
                    "You get the archive, to give it to them: on paper, on a stick, by secure email. It is written down as handed over, as a disclosure to them, and can be taken only this once.",
                ],
                Vec::new(),
                "Take it, to hand it over",
            ));
            let words = format!(
                "They fetch it themselves, once, within {LINK_DAYS} days. Tell them the code of {CODE_LENGTH} letters and figures by another way than the link: a wrong code ends it after five tries."
            );
            forms.push(panel(
                "link",
                "Make a link for them",
                href,
                &[words.as_str()],
                Vec::new(),
                "Make a link and a code",
            ));
        }
    }
    if review.settled {
        return forms;
    }
    let mut counted: BTreeMap<Mark, usize> = BTreeMap::new();
    for passage in review.records.iter().flat_map(|r| &r.passages) {
        for mark in passage.marks.iter().filter(|_| review.waits(passage)) {
            *counted.entry(*mark).or_default() += 1;
        }
    }
    if !counted.is_empty() {
        let marks = counted.iter().map(|(m, n)| choice(m.id(), format!("{} ({n})", m.words()))).collect();
        let reasons =
            exemptions(review.kind).filter(|e| !e.asks).map(|e| choice(e.id, format!("{} ({})", e.words, e.law)));
        let mut bulk = panel(
            "marked",
            "Leave out together what waits with one mark",
            href,
            &["Only what you have read. Each can be decided anew by itself afterwards."],
            vec![
                field(ask, form, "mark", "Which", Control::Choice).options(marks),
                field(ask, form, "reason", "Why", Control::Choice).options(reasons.collect()),
            ],
            "Leave them out",
        );
        bulk.warns = false;
        forms.push(bulk);
    }
    let words = field(ask, form, "words", "Words that are struck wherever they stand, one in a line", Control::LongText)
        .optional()
        .hint("A name, a telephone number, an address of somebody else. With or without capitals and accents; in texts, not in documents.");
    let kept = review.struck.as_ref().map(|w| w.map_ref(|w| w.join("\n")));
    forms.push(panel("words", "Strike words everywhere", href, &[], vec![standing(ask, words, kept)], "Strike them"));
    for (at, record) in review.records.iter().enumerate() {
        let name = format!("member-{at}");
        let label = format!("The name that record {} knows them by", record.reference);
        let kept = record.member.as_ref().map(|m| m.map_ref(Clone::clone));
        let who = standing(ask, field(ask, form, &name, &label, Control::Text).optional(), kept).hint(
            "As it stands in the rows of the family or household. Empty: the person in whose name the record is kept.",
        );
        let mut whose = panel(
            "for",
            &format!("For whom the copy of {} is", record.reference),
            href,
            &[
                "In a file about several people each gets only their own. What is not theirs is then marked, and waits for you.",
            ],
            vec![who],
            "It is for them",
        );
        if at > 0 {
            whose.id = format!("for-{at}");
        }
        whose.hidden = vec![("record".to_owned(), record.case.to_string()), ("at".to_owned(), at.to_string())];
        forms.push(whose);
    }
    let mut fields = Vec::new();
    if review.kind == Kind::Regulator {
        let bodies = review.bodies.iter().map(|(key, words)| choice(key.as_str(), words.as_str())).collect();
        fields.push(field(ask, form, "body", "For whom", Control::Choice).options(bodies));
    }
    let again = newest.is_some();
    forms.push(panel(
        "make",
        if again { "Make it again" } else { "Make the copy" },
        href,
        &["It is sealed, and a second person checks it before it can be handed over. What was made before and not handed over is destroyed."],
        fields,
        "Make the copy",
    ));
    forms
}

fn show_review(ask: &Ask, form: FormState, opened: &str, once: Option<Once>) -> Result<Answer, Failure> {
    let request = id(ask)?;
    let mut review = ask.app().copy_review(ask.actor()?, request)?;
    let href = format!("/rights/{request}");
    let forms = forms(ask, &form, &review, &href);
    let asked = ask.query("show");
    let view = View::ALL.iter().find(|(_, code, _)| *code == asked).map(|(view, ..)| *view);
    let view = view.unwrap_or(if review.open > 0 { View::Waits } else { View::All });
    let count = |v: View| review.records.iter().flat_map(|r| &r.passages).filter(|p| v.shows(&review, p)).count();
    let views = View::ALL
        .iter()
        .map(|(v, code, words)| {
            let link = Link { text: (*words).to_owned(), href: format!("{href}/copy?show={code}#passages") };
            (link, *v == view, count(*v))
        })
        .collect();
    let mut groups = Vec::new();
    let records = std::mem::take(&mut review.records);
    for (at, record) in records.into_iter().enumerate() {
        let mut by_part: BTreeMap<Part, Vec<CopyPassage>> = BTreeMap::new();
        for passage in record.passages.into_iter().filter(|p| view.shows(&review, p)) {
            by_part.entry(passage.part).or_default().push(passage);
        }
        for (part, passages) in by_part {
            groups.push(PassageGroup {
                id: format!("p{at}-{}", part.id()),
                heading: format!("{}, {}: {}", record.service, record.reference, part.words().to_lowercase()),
                cards: passages.into_iter().map(|p| card(&review, p, &href)).collect(),
            });
        }
    }
    let mut warnings = Vec::new();
    if !review.withheld.is_empty() {
        warnings
            .push(format!("Not released to you, so that no whole copy can be made: {}.", review.withheld.join(", ")));
    }
    if review.settled {
        warnings.push("The request has been decided: nothing is changed about its copy any more.".to_owned());
    }
    let look = if review.newest().is_some() {
        vec![
            Link { text: "Look the newest copy through".to_owned(), href: format!("{href}/copy-look") },
            Link {
                text: "Download it with its documents, to check it".to_owned(),
                href: format!("{href}/copy-download"),
            },
        ]
    } else {
        Vec::new()
    };
    let more = review
        .more
        .iter()
        .map(|m| RequestCase {
            reference: m.reference.clone(),
            href: None,
            service: m.service.clone(),
            tags: vec![show::open(m.open)],
            small: None,
            buttons: vec![Button {
                action: format!("{href}/match"),
                hidden: vec![("reference".to_owned(), m.reference.clone()), ("back".to_owned(), "copy".to_owned())],
                label: "Add it".to_owned(),
                about: m.reference.clone(),
                warns: false,
            }],
        })
        .collect();
    let fine = form.is_fine();
    let page = CopyReviewPage {
        reference: review.reference.clone(),
        open: review.open,
        settled: review.settled,
        warnings,
        views,
        groups,
        more: if review.settled { Vec::new() } else { more },
        copies: review.copies.iter().rev().map(row).collect(),
        look,
        once,
        forms,
        opened: opened.to_owned(),
        form,
        href,
    };
    ask.form_page(&page, fine)
}

/// All passages.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_review(ask, FormState::default(), "", None)
}

/// The same, after a form was out of date.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_review(ask, stale(), "", None)
}

fn after(ask: &Ask, done: Result<(), AppError>, opened: &str, prefix: &str) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(format!("/rights/{}/copy", id(ask)?)).saying(Said::RequestSaved)),
        Err(AppError::Form(errors)) => show_review(ask, show::form_state(&errors), opened, None),
        Err(AppError::Refused(words)) => show_review(ask, FormState::wrong(prefix, &words), opened, None),
        Err(error) => Err(error.into()),
    }
}

/// Leaves out what waits with one mark.
pub(crate) fn marked(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().leave_out_marked(ask.actor()?, id(ask)?, ask.field("mark"), ask.field("reason"));
    after(ask, done.map(|_| ()), "marked", "mark")
}

/// Strikes words everywhere.
pub(crate) fn words(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().strike_words(ask.actor()?, id(ask)?, ask.field("words"));
    after(ask, done, "words", "words")
}

/// Says for whom of a file it is.
pub(crate) fn whose(ask: &Ask) -> Result<Answer, Failure> {
    let record = ask.field("record").parse().map_err(|_| Failure::not_found())?;
    let at = ask.field("at");
    let name = ask.field(&format!("member-{at}"));
    let done = ask.app().copy_is_for(ask.actor()?, id(ask)?, record, name);
    after(ask, done, if at == "0" { "for" } else { "" }, &format!("member-{at}"))
}

/// Makes the copy.
pub(crate) fn make(ask: &Ask) -> Result<Answer, Failure> {
    let done = ask.app().make_copy(ask.actor()?, id(ask)?, ask.field("body"));
    after(ask, done.map(|_| ()), "make", "")
}

/// A second person's word.
pub(crate) fn check(ask: &Ask) -> Result<Answer, Failure> {
    let right = match ask.field("right") {
        "yes" => true,
        "no" => false,
        _ => return show_review(ask, FormState::wrong("right", "Choose what you say"), "check", None),
    };
    let done = ask.app().check_copy(ask.actor()?, id(ask)?, right, ask.field("check-words"));
    after(ask, done, "check", "right")
}

/// The newest copy as a page, to be looked through.
pub(crate) fn look(ask: &Ask) -> Result<Answer, Failure> {
    let request = id(ask)?;
    let bytes = ask.app().copy_to_check(ask.actor()?, request)?;
    bundle::page(ask, bytes, &format!("/rights/{request}/copy"))
}

/// The newest copy with its documents, to be checked.
pub(crate) fn download(ask: &Ask) -> Result<Answer, Failure> {
    let bytes = ask.app().copy_to_check(ask.actor()?, id(ask)?)?;
    bundle::archive(ask, bytes)
}

/// Hands it over.
pub(crate) fn hand(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().hand_over_copy(ask.actor()?, id(ask)?) {
        Ok(bytes) => bundle::archive(ask, bytes),
        Err(error) => after(ask, Err(error), "hand", ""),
    }
}

/// Makes a link and a code, and shows them once.
pub(crate) fn link(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().copy_link(ask.actor()?, id(ask)?) {
        Ok(made) => {
            let once = Once {
                heading: "The link and the code".to_owned(),
                words: vec![format!(
                    "They are shown this once. Send the link to the address that they gave, and tell them the code by another way, on the telephone for instance. It works once, within {LINK_DAYS} days."
                )],
                lines: vec![
                    Typed(format!("{}/copies/{}", ask.origin, made.link.text().expose())),
                    Typed(made.code.expose().clone()),
                ],
            };
            show_review(ask, FormState::default(), "", Some(once))
        }
        Err(error) => after(ask, Err(error), "link", ""),
    }
}
