//! Reading one value as its type wants it. The words of an error never repeat what was typed.

use jiff::civil::Date;
use notice::model::FieldInfo;
use notice::source::FieldKind;

pub(super) fn read_value(field: &FieldInfo, value: &str, what: &str) -> Result<String, String> {
    match field.kind {
        FieldKind::Choice => {
            if field.options.iter().any(|o| o == value) {
                Ok(value.to_owned())
            } else {
                Err(format!("Choose {what} from the list"))
            }
        }
        FieldKind::YesNo => match value {
            "yes" | "no" => Ok(value.to_owned()),
            _ => Err(format!("Choose yes or no for {what}")),
        },
        FieldKind::Number => {
            let number = without_commas(value).filter(|plain| plain.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
            match number.and_then(|plain| plain.parse::<i64>().ok()) {
                Some(n) if n < 0 => Err(format!("{} cannot be less than 0", field.label)),
                Some(n) => Ok(n.to_string()),
                None => Err(format!("{} must be a whole number, like 3", field.label)),
            }
        }
        FieldKind::Money => match read_money(value) {
            Some(amount) if amount.starts_with('-') => Err(format!("{} cannot be less than £0", field.label)),
            Some(amount) => Ok(amount),
            None if value.contains(',') => Err(format!(
                "{} must be an amount, like 1,234.50: write the pence behind a full stop, and commas only between thousands",
                field.label
            )),
            None => Err(format!("{} must be an amount, like 120.50", field.label)),
        },
        FieldKind::Email => {
            let good = value.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
            }) && !value.contains(char::is_whitespace);
            if good { Ok(value.to_owned()) } else { Err("Enter an email address like name@example.com".to_owned()) }
        }
        FieldKind::Telephone => kernel::PhoneNumber::parse(value).map(|n| n.expose().clone()).map_err(said),
        FieldKind::NiNumber => kernel::NiNumber::parse(value).map(|n| n.expose().clone()).map_err(said),
        FieldKind::NhsNumber => kernel::NhsNumber::parse(value).map(|n| n.expose().clone()).map_err(said),
        FieldKind::Upn => kernel::Upn::parse(value).map(|n| n.expose().clone()).map_err(said),
        FieldKind::Postcode => kernel::Postcode::parse(value).map(|n| n.expose().clone()).map_err(said),
        FieldKind::Text | FieldKind::LongText | FieldKind::Address | FieldKind::Date | FieldKind::Choices => {
            Ok(value.to_owned())
        }
    }
}

/// What is wrong with a number, as a sentence of its own.
pub(crate) fn said(error: kernel::IdentifierError) -> String {
    upper_first(&error.to_string())
}

/// A number without the commas between its thousands; none where a comma stands anywhere else, as in `12,50`.
fn without_commas(value: &str) -> Option<String> {
    let (whole, rest) = value.split_once('.').map_or((value, None), |(whole, rest)| (whole, Some(rest)));
    if rest.is_some_and(|rest| rest.contains(',')) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let begins = first.chars().filter(char::is_ascii_digit).count();
    let three = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = whole.contains(',');
    if grouped && (!(1..=3).contains(&begins) || !groups.all(three)) {
        return None;
    }
    Some(value.replace(',', ""))
}

/// `1,234.5` becomes `1234.50`; pounds signs and spaces are forgiven.
pub(super) fn read_money(value: &str) -> Option<String> {
    let plain: String = value.chars().filter(|c| !matches!(c, '£' | ' ')).collect();
    let plain = without_commas(&plain)?;
    let (pounds, pence) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (sign, pounds) = pounds.strip_prefix('-').map_or(("", pounds), |p| ("-", p));
    if !digits(pounds) || !digits(pence) || pence.len() > 2 || pounds.len() > 12 {
        return None;
    }
    let pounds = pounds.trim_start_matches('0');
    let pounds = if pounds.is_empty() { "0" } else { pounds };
    Some(format!("{sign}{pounds}.{pence:0<2}"))
}

/// A full date, a month and year, or a year alone (people do not always know).
pub(super) fn read_date(
    day: &str,
    month: &str,
    year: &str,
    what: &str,
    id: &str,
    today: Date,
) -> Result<Option<String>, String> {
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let number = |text: &str, from: i16, to: i16| text.parse::<i16>().ok().filter(|n| (from..=to).contains(n));
    let Some(y) = number(year, 1880, 2200) else {
        return Err(format!("Enter the year of {what} with four digits, like 1984"));
    };
    let is_birth = is_birth(id);
    if day.is_empty() && month.is_empty() {
        if is_birth && y > today.year() {
            return Err(format!("The year of {what} must be in the past"));
        }
        return Ok(Some(format!("{y:04}")));
    }
    let Some(m) = number(month, 1, 12) else {
        return Err(format!("Enter the month of {what} as a number from 1 to 12, or only the year"));
    };
    if day.is_empty() {
        return Ok(Some(format!("{y:04}-{m:02}")));
    }
    let date =
        number(day, 1, 31).and_then(|d| Date::new(y, i8::try_from(m).unwrap_or(0), i8::try_from(d).unwrap_or(0)).ok());
    match date {
        None => Err(format!("There is no such date: check the day and month of {what}")),
        Some(date) if is_birth && date > today => Err(format!("{} must be in the past", upper_first(what))),
        Some(date) => Ok(Some(date.to_string())),
    }
}

/// Whether somebody born on a date (as it is kept) is as old as a service wants; where that cannot be told, it has to be asked.
pub(super) fn old_enough(born: &str, youngest: u8, today: Date) -> Result<(), String> {
    let of_age = |born: Date| born.checked_add(jiff::Span::new().years(youngest)).is_ok_and(|day| day <= today);
    let (first, last) = (crate::timeline::first_day(born), crate::timeline::last_day(born));
    match (first.map(of_age), last.map(of_age)) {
        (_, Some(true)) => Ok(()),
        (Some(true), _) => Err(format!(
            "Enter the whole date of birth: from this alone it cannot be told whether the person is {youngest} or over"
        )),
        _ => Err(format!(
            "This service is for people of {youngest} and over: tell children’s services about somebody younger"
        )),
    }
}

pub(super) fn missing(field: &FieldInfo) -> String {
    let what = lower_first(&field.label);
    match field.kind {
        FieldKind::Choice | FieldKind::Choices | FieldKind::YesNo => format!("Choose {what}"),
        _ => format!("Enter {what}"),
    }
}

/// `Date of birth` becomes `date of birth`, but `NHS number` stays.
pub(super) fn lower_first(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

/// Whether a field of this id is somebody's date of birth.
#[must_use]
pub fn is_birth(id: &str) -> bool {
    id.contains("birth") || id == "born"
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
