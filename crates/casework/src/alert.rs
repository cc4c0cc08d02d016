//! What a section says that whoever works with the person must not overlook. It says nothing that the section does not.

use crate::SectionContent;
use crate::form::is_birth;
use crate::person::{Meaning, is_child_there, meaning};
use crate::timeline::{Timeline, YEARS, first_day, last_day};
use jiff::civil::Date;
use notice::form::source::DutyWhen;
use notice::model::{FieldInfo, Part, Shape};
use notice::source::FieldKind;

/// Somebody is a child until this age.
pub const OF_AGE: i32 = 18;

/// Whether somebody born on a day is not of age on another.
#[must_use]
pub fn not_of_age(born: Date, on: Date) -> bool {
    born.checked_add(jiff::Span::new().years(OF_AGE)).is_ok_and(|of_age| on < of_age)
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// The person is under 18, or may be.
    UnderAge,
    /// Nobody knows the person's name.
    NameUnknown,
    /// Nobody may see the person alone.
    LoneWorking,
    /// Where the person lives is to be kept hidden, or post there is not safe.
    HiddenAddress,
    /// There are children in the household.
    Children,
    /// A risk was to be looked at again.
    RiskReview,
    /// The addresses do not cover the years that are asked for.
    Coverage,
    /// Nobody has made sure for a while that whom to call is still right.
    StaleContact,
    /// The council has a duty because of what was answered.
    Duty,
}

/// The question that says whom health staff call.
pub const KEY_CONTACT: &str = "key-contact";
/// The question that says whether support is in place.
pub const IN_PLACE: &str = "support-in-place";
/// The question that says when somebody made sure of both.
const CHECKED: &str = "key-contact-checked";
/// For so many days it counts as right.
pub const CHECKED_DAYS: i32 = 90;

impl AlertKind {
    /// Whether it stands at the top of the case, and not only at its section.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::UnderAge | Self::LoneWorking | Self::HiddenAddress | Self::Duty)
    }
    /// What there is to do because of it, once for a case: a code of a task.
    #[must_use]
    pub const fn task(self) -> Option<&'static str> {
        match self {
            Self::UnderAge => Some(crate::happening::CHILDRENS_PATHWAY),
            _ => None,
        }
    }
}

/// Something that must not be overlooked.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// What to know and do, in words.
    pub words: String,
}

/// Says nothing of the person.
impl std::fmt::Debug for Alert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(an alert: {:?})", self.kind)
    }
}

/// The alerts of a section, as of a day.
#[must_use]
pub fn alerts(content: &SectionContent, questions: &[FieldInfo], today: Date) -> Vec<Alert> {
    let mut all = Vec::new();
    all.extend(under_age(content, questions, today));
    all.extend(stale_contact(content, questions, today));
    for question in questions {
        match &question.part {
            Part::Rows(rows) => match rows.shape {
                Some(Shape::Risks) => all.extend(of_risks(content, question, &rows.columns, today)),
                Some(Shape::Household) => all.extend(children(content, question, today)),
                Some(Shape::Addresses) if meaning(&question.id) == Meaning::Lived => {
                    all.extend(coverage(content, question, today));
                }
                _ => {}
            },
            Part::Plain => {
                all.extend(hidden(content, question));
                all.extend(unknown(content, question));
                all.extend(
                    duty(content, question)
                        .map(|duty| alert(AlertKind::Duty, format!("Duty ({}): {}", duty.law, duty.say))),
                );
            }
            Part::Total(_) => {}
        }
    }
    all
}

/// The duty that the council has because of what was answered, if it has one.
#[must_use]
pub fn duty<'q>(content: &SectionContent, question: &'q FieldInfo) -> Option<&'q DutyWhen> {
    let duty = question.duty.as_ref()?;
    let given = content.get(&question.id)?;
    given.lines().any(|line| duty.is.iter().any(|answer| answer == line.trim())).then_some(duty)
}

fn alert(kind: AlertKind, words: impl Into<String>) -> Alert {
    Alert { kind, words: words.into() }
}

/// Whether the person is under 18, by the date of birth as far as it is known, or else by the age band.
fn under_age(content: &SectionContent, questions: &[FieldInfo], today: Date) -> Option<Alert> {
    let birth = questions.iter().find(|q| q.kind == FieldKind::Date && is_birth(&q.id) && q.rows().is_none());
    let born = birth.and_then(|q| content.get(&q.id));
    let pathway = "the children’s pathway applies. Tell children’s services today: they assess first (Children Act 1989, \
                   sections 17 and 20)";
    if let Some(born) = born {
        let estimated = born.starts_with(crate::form::ABOUT);
        let born = born.strip_prefix(crate::form::ABOUT).unwrap_or(born);
        let minor = |day: Date| not_of_age(day, today);
        let (first, last) = (first_day(born).map(minor)?, last_day(born).map(minor)?);
        return match (first, last) {
            (true, _) if !estimated => Some(alert(AlertKind::UnderAge, format!("Under 18: {pathway}."))),
            (true, _) | (_, true) => Some(alert(
                AlertKind::UnderAge,
                format!("May be under 18, the date of birth is not known: until it is, {pathway}."),
            )),
            _ => None,
        };
    }
    let band = content.get("age-band")?;
    matches!(band, "Under 18" | "under-18").then(|| {
        alert(AlertKind::UnderAge, format!("Thought to be under 18: until the date of birth is known, {pathway}."))
    })
}

/// Whom to call is asked for again when nobody has made sure of it for a while, or nobody stands there though support is in place.
fn stale_contact(content: &SectionContent, questions: &[FieldInfo], today: Date) -> Option<Alert> {
    if !questions.iter().any(|q| q.id == KEY_CONTACT) || content.get(IN_PLACE) != Some("yes") {
        return None;
    }
    let named = content.get(KEY_CONTACT).is_some_and(|n| !n.trim().is_empty());
    let checked = content.get(CHECKED).and_then(|on| on.parse::<Date>().ok()).filter(|on| *on <= today);
    let words = match (named, checked) {
        (false, _) => {
            "Support is in place and nobody says whom to call: health staff who ask are told no name.".to_owned()
        }
        (true, None) => "Nobody has said when it was last made sure that this is whom to call.".to_owned(),
        (true, Some(on)) if on.saturating_add(jiff::Span::new().days(CHECKED_DAYS)) < today => {
            format!("Whom to call was last checked on {}: make sure that it is still right.", on.strftime("%-d %B %Y"))
        }
        (true, Some(_)) => return None,
    };
    Some(alert(AlertKind::StaleContact, words))
}

fn of_risks(content: &SectionContent, question: &FieldInfo, columns: &[FieldInfo], today: Date) -> Vec<Alert> {
    let words = |id: &str, value: Option<&str>| {
        let value = value.unwrap_or_default();
        columns.iter().find(|c| c.id == id).map_or_else(|| value.to_owned(), |c| c.words_of(value).to_owned())
    };
    let mut all = Vec::new();
    for row in content.rows(&question.id) {
        let (what, how) = (words("domain", row.get("domain")), words("score", row.get("score")));
        if row.get("alone") == Some("yes") {
            let controls = row.get("controls").map(|c| format!(" {c}")).unwrap_or_default();
            let how = how.to_lowercase();
            all.push(alert(
                AlertKind::LoneWorking,
                format!("Do not see this person alone. {}: {what}, {how}.{controls}", question.label),
            ));
        }
        if row.get("review").and_then(last_day).is_some_and(|on| on <= today) {
            let words = format!("{}: “{what}” was to be looked at again by now.", question.label);
            all.push(alert(AlertKind::RiskReview, words));
        }
    }
    all
}

fn children(content: &SectionContent, question: &FieldInfo, today: Date) -> Option<Alert> {
    let count = content.rows(&question.id).iter().filter(|row| is_child_there(row, today)).count();
    let who = match count {
        0 => return None,
        1 => "A child is".to_owned(),
        n => format!("{n} children are"),
    };
    Some(alert(
        AlertKind::Children,
        format!(
            "{who} in the household: see them, ask how they are, and raise a safeguarding concern if you have one. Their names \
             are for the council’s own people only."
        ),
    ))
}

fn coverage(content: &SectionContent, question: &FieldInfo, today: Date) -> Option<Alert> {
    if content.rows(&question.id).is_empty() {
        return None;
    }
    let timeline = Timeline::of(content, &question.id, today);
    if timeline.is_whole() {
        return None;
    }
    let gaps = match timeline.gaps.len() {
        1 => "1 gap".to_owned(),
        n => format!("{n} gaps"),
    };
    let missing = timeline.all - timeline.covered;
    Some(alert(
        AlertKind::Coverage,
        format!("{missing} days of the last {YEARS} years are not covered ({gaps}): ask where the person was."),
    ))
}

fn hidden(content: &SectionContent, question: &FieldInfo) -> Option<Alert> {
    match (question.id.as_str(), content.get(&question.id)) {
        ("address-hidden", Some("yes")) => {
            Some(alert(AlertKind::HiddenAddress, "Keep the address hidden: tell nobody where this person lives."))
        }
        ("safe-address", Some("no")) => Some(alert(
            AlertKind::HiddenAddress,
            "It is not safe to write to this person’s address, or to give it to anybody.",
        )),
        _ => None,
    }
}

fn unknown(content: &SectionContent, question: &FieldInfo) -> Option<Alert> {
    let name = content.get(&question.id).filter(|_| question.may_be_unknown)?;
    name.starts_with(crate::form::UNKNOWN_NAME).then(|| {
        alert(
            AlertKind::NameUnknown,
            "Nobody knows this person’s name yet. Once somebody does, write it here, and link this record with the one that they \
             may have already: both keep what is theirs.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);

    fn birth() -> FieldInfo {
        FieldInfo { id: "date-of-birth".to_owned(), kind: FieldKind::Date, ..FieldInfo::default() }
    }

    fn said(born: &str) -> Option<String> {
        let content = SectionContent::from_pairs([("date-of-birth", born)]);
        alerts(&content, &[birth()], TODAY).pop().map(|a| a.words)
    }

    #[test]
    fn whom_to_call_is_asked_for_again_after_three_months() {
        let field = FieldInfo { id: KEY_CONTACT.to_owned(), ..FieldInfo::default() };
        let said = |pairs: &[(&str, &str)]| {
            let content = SectionContent::from_pairs(pairs.iter().copied());
            alerts(&content, std::slice::from_ref(&field), TODAY).pop().map(|a| a.words)
        };
        let with = |on| [(IN_PLACE, "yes"), (KEY_CONTACT, "Pat Example"), (CHECKED, on)];
        assert_eq!(said(&with("2026-08-23")), None, "ninety days");
        assert!(said(&with("2026-08-22")).unwrap().contains("22 August 2026"));
        assert!(said(&with("2027-01-01")).unwrap().contains("Nobody has said"), "a day to come is none");
        assert!(said(&[(IN_PLACE, "yes")]).unwrap().contains("no name"));
        assert_eq!(said(&[(IN_PLACE, "no"), (KEY_CONTACT, "Pat Example")]), None);
        assert_eq!(said(&[]), None);
    }

    #[test]
    fn a_child_is_one_until_the_day_itself_and_whoever_may_be_one_is_taken_for_one() {
        assert!(said("2008-11-22").unwrap().starts_with("Under 18"));
        assert_eq!(said("2008-11-21"), None, "of age on the birthday itself");
        assert!(said("2010").unwrap().starts_with("Under 18"));
        assert!(said("2008").unwrap().starts_with("May be under 18"), "the birthday may be still to come");
        assert!(said("about 2012").unwrap().starts_with("May be under 18"), "somebody guessed");
        assert!(said("2008-12").unwrap().starts_with("Under 18"));
        assert_eq!(said("2007"), None);
        assert_eq!(said("about 1984"), None);
        let band = SectionContent::from_pairs([("age-band", "Under 18")]);
        assert!(alerts(&band, &[birth()], TODAY)[0].words.starts_with("Thought to be under 18"));
        let both = SectionContent::from_pairs([("age-band", "Under 18"), ("date-of-birth", "1984-01-01")]);
        assert!(alerts(&both, &[birth()], TODAY).is_empty(), "a date that is known speaks before a guess");
    }
}
