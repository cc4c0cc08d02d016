//! Forms from the notice: which fields a category has, and reading what somebody typed into them.
//!
//! What is typed is kept whatever is wrong with it: the form comes back with everything in place and each error beside
//! its field.

use crate::SectionContent;
use indexmap::IndexMap;
use jiff::civil::Date;
use notice::model::{CategoryInfo, FieldInfo};
use notice::source::FieldKind;

/// The longest value of a one-line field, in characters.
pub const LONGEST_LINE: usize = 500;
/// The longest value of a field of several lines, in characters.
pub const LONGEST_TEXT: usize = 20_000;

/// What was typed: input names to values, in order; a name may come several times (choices).
#[derive(Clone, Default)]
pub struct Typed {
    pairs: Vec<(String, String)>,
}

impl Typed {
    /// From the pairs of a form.
    #[must_use]
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }
    /// What a form would send for content that is already there.
    #[must_use]
    pub fn from_content(spec: &FormSpec, content: &SectionContent) -> Self {
        let mut pairs = Vec::new();
        for field in &spec.fields {
            let Some(value) = content.get(&field.id) else { continue };
            let name = spec.input(field);
            match field.kind {
                FieldKind::Date => {
                    let mut parts = value.split('-');
                    let mut push = |part: &str, value: Option<&str>| {
                        if let Some(value) = value {
                            pairs.push((format!("{name}-{part}"), value.trim_start_matches('0').to_owned()));
                        }
                    };
                    push("year", parts.next());
                    push("month", parts.next());
                    push("day", parts.next());
                }
                FieldKind::Choices => pairs.extend(value.lines().map(|one| (name.clone(), one.to_owned()))),
                _ => pairs.push((name, value.to_owned())),
            }
        }
        Self { pairs }
    }
    /// The first value under a name.
    #[must_use]
    pub fn first(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
    /// All values under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// The pairs.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

/// Something wrong with what was typed into a field. The words never repeat it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The input's name, to which the error summary links.
    pub input: String,
    /// What to do, in words.
    pub words: String,
}

/// The form of one category.
#[derive(Debug, Clone)]
pub struct FormSpec {
    /// The category's id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// Whether the section has to be given for a case to be made.
    pub required: bool,
    /// What follows if it is not given.
    pub if_refused: Option<String>,
    /// Why we ask.
    pub why: Vec<String>,
    /// The fields.
    pub fields: Vec<FieldInfo>,
}

impl FormSpec {
    /// The form of a category; none if it is made from others and so never asked.
    #[must_use]
    pub fn of(category: &CategoryInfo) -> Option<Self> {
        (!category.derived).then(|| Self {
            category: category.id.clone(),
            label: category.label.clone(),
            required: category.necessity != notice::source::Necessity::Optional,
            if_refused: category.if_refused.clone(),
            why: category.why.clone(),
            fields: category.fields.clone(),
        })
    }

    /// Whether anything was typed into any of its fields.
    #[must_use]
    pub fn touched(&self, typed: &Typed) -> bool {
        let prefix = format!("{}.", self.category);
        typed.pairs().iter().any(|(name, value)| name.starts_with(&prefix) && !value.trim().is_empty())
    }

    /// The first input of the form, for an error about the whole of it.
    #[must_use]
    pub fn first_input(&self) -> String {
        self.fields.first().map_or_else(|| self.category.clone(), |field| self.anchor(field))
    }

    /// The name of a field's input.
    #[must_use]
    pub fn input(&self, field: &FieldInfo) -> String {
        format!("{}.{}", self.category, field.id)
    }

    /// Reads what was typed. `today` (London) bounds dates of birth.
    ///
    /// # Errors
    /// Every field that cannot be read, each with what to do.
    pub fn read(&self, typed: &Typed, today: Date) -> Result<SectionContent, Vec<FieldError>> {
        let mut fields = IndexMap::new();
        let mut errors = Vec::new();
        for field in &self.fields {
            match self.read_field(field, typed, today) {
                Ok(Some(value)) => {
                    fields.insert(field.id.clone(), value);
                }
                Ok(None) if field.required => {
                    errors.push(FieldError { input: self.anchor(field), words: missing(field) });
                }
                Ok(None) => {}
                Err(words) => errors.push(FieldError { input: self.anchor(field), words }),
            }
        }
        if errors.is_empty() { Ok(SectionContent { fields }) } else { Err(errors) }
    }

    /// The input that an error links to: a date's first box.
    fn anchor(&self, field: &FieldInfo) -> String {
        let name = self.input(field);
        if field.kind == FieldKind::Date { format!("{name}-day") } else { name }
    }

    fn read_field(&self, field: &FieldInfo, typed: &Typed, today: Date) -> Result<Option<String>, String> {
        let name = self.input(field);
        let what = lower_first(&field.label);
        if field.kind == FieldKind::Date {
            let part = |p: &str| typed.first(&format!("{name}-{p}")).trim().to_owned();
            return read_date(&part("day"), &part("month"), &part("year"), &what, &field.id, today);
        }
        if field.kind == FieldKind::Choices {
            let chosen: Vec<&str> = typed.all(&name).map(str::trim).filter(|v| !v.is_empty()).collect();
            if chosen.iter().any(|c| !field.options.iter().any(|o| o == c)) {
                return Err(format!("Choose {what} from the list"));
            }
            return Ok((!chosen.is_empty()).then(|| chosen.join("\n")));
        }
        let value = typed.first(&name).replace("\r\n", "\n");
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        let longest = if field.kind == FieldKind::LongText { LONGEST_TEXT } else { LONGEST_LINE };
        if value.chars().count() > longest {
            return Err(format!("{} must be {longest} characters or fewer", field.label));
        }
        if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(format!("{} has characters that cannot be read: type it again", field.label));
        }
        read_value(field, value, &what).map(Some)
    }
}

fn read_value(field: &FieldInfo, value: &str, what: &str) -> Result<String, String> {
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
            let plain = value.replace(',', "");
            plain
                .parse::<i64>()
                .map(|n| n.to_string())
                .map_err(|_| format!("{} must be a whole number, like 3", field.label))
        }
        FieldKind::Money => read_money(value).ok_or_else(|| format!("{} must be an amount, like 120.50", field.label)),
        FieldKind::Email => {
            let good = value.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
            }) && !value.contains(char::is_whitespace);
            if good { Ok(value.to_owned()) } else { Err("Enter an email address like name@example.com".to_owned()) }
        }
        FieldKind::Telephone => {
            kernel::PhoneNumber::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string())
        }
        FieldKind::NiNumber => kernel::NiNumber::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        FieldKind::NhsNumber => kernel::NhsNumber::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        FieldKind::Upn => kernel::Upn::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        FieldKind::Postcode => kernel::Postcode::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        FieldKind::Text | FieldKind::LongText | FieldKind::Address | FieldKind::Date | FieldKind::Choices => {
            Ok(value.to_owned())
        }
    }
}

/// `1,234.5` becomes `1234.50`; pounds signs and spaces are forgiven.
fn read_money(value: &str) -> Option<String> {
    let plain: String = value.chars().filter(|c| !matches!(c, '£' | ',' | ' ')).collect();
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
fn read_date(day: &str, month: &str, year: &str, what: &str, id: &str, today: Date) -> Result<Option<String>, String> {
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let number = |text: &str, from: i16, to: i16| text.parse::<i16>().ok().filter(|n| (from..=to).contains(n));
    let Some(y) = number(year, 1880, 2200) else {
        return Err(format!("Enter the year of {what} with four digits, like 1984"));
    };
    let is_birth = id.contains("birth");
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

fn missing(field: &FieldInfo) -> String {
    let what = lower_first(&field.label);
    match field.kind {
        FieldKind::Choice | FieldKind::Choices | FieldKind::YesNo => format!("Choose {what}"),
        _ => format!("Enter {what}"),
    }
}

/// `Date of birth` becomes `date of birth`, but `NHS number` stays.
fn lower_first(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(id: &str, kind: FieldKind) -> FieldInfo {
        FieldInfo {
            id: id.to_owned(),
            label: upper_first(&id.replace('-', " ")),
            kind,
            options: vec!["One".to_owned(), "Two".to_owned()],
            required: false,
            hint: None,
            masked: false,
        }
    }

    fn spec(fields: Vec<FieldInfo>) -> FormSpec {
        FormSpec {
            category: "identity".to_owned(),
            label: "Who you are".to_owned(),
            required: true,
            if_refused: None,
            why: Vec::new(),
            fields,
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    const TODAY: Date = jiff::civil::date(2026, 11, 21);

    #[test]
    fn a_date_may_be_full_or_only_a_year() {
        let form = spec(vec![field("date-of-birth", FieldKind::Date)]);
        let read = |d: &str, m: &str, y: &str| {
            form.read(
                &typed(&[
                    ("identity.date-of-birth-day", d),
                    ("identity.date-of-birth-month", m),
                    ("identity.date-of-birth-year", y),
                ]),
                TODAY,
            )
            .map(|c| c.get("date-of-birth").map(str::to_owned))
            .map_err(|e| e[0].words.clone())
        };
        assert_eq!(read("5", "3", "1984"), Ok(Some("1984-03-05".to_owned())));
        assert_eq!(read("", "", "1984"), Ok(Some("1984".to_owned())));
        assert_eq!(read("", "", ""), Ok(None));
        assert_eq!(
            read("31", "2", "1984").unwrap_err(),
            "There is no such date: check the day and month of date of birth"
        );
        assert_eq!(read("1", "1", "2027").unwrap_err(), "Date of birth must be in the past");
        assert_eq!(read("1", "1", "84").unwrap_err(), "Enter the year of date of birth with four digits, like 1984");
    }

    #[test]
    fn a_choice_outside_the_list_is_refused() {
        let form = spec(vec![field("kind", FieldKind::Choice)]);
        assert!(form.read(&typed(&[("identity.kind", "Three")]), TODAY).is_err());
        assert!(form.read(&typed(&[("identity.kind", "One")]), TODAY).is_ok());
    }

    #[test]
    fn a_required_field_left_empty_says_so() {
        let mut name = field("name", FieldKind::Text);
        name.required = true;
        let errors = spec(vec![name]).read(&typed(&[("identity.name", "  ")]), TODAY).unwrap_err();
        assert_eq!(errors[0].words, "Enter name");
        assert_eq!(errors[0].input, "identity.name");
    }

    #[test]
    fn a_field_that_the_form_lacks_is_not_read() {
        let content = spec(vec![field("name", FieldKind::Text)])
            .read(&typed(&[("identity.name", "A"), ("identity.politics", "B")]), TODAY)
            .unwrap();
        assert_eq!(content.fields.len(), 1);
    }

    #[test]
    fn money_is_forgiving_and_exact() {
        assert_eq!(read_money("£1,234.5").as_deref(), Some("1234.50"));
        assert_eq!(read_money("0").as_deref(), Some("0.00"));
        assert_eq!(read_money("-12").as_deref(), Some("-12.00"));
        assert_eq!(read_money("1.234"), None);
        assert_eq!(read_money("twelve"), None);
    }

    proptest! {
        #[test]
        fn nothing_typed_ever_panics_and_errors_never_repeat_it(value in "\\PC{8,60}") {
            for kind in [FieldKind::Text, FieldKind::Number, FieldKind::Money, FieldKind::Email, FieldKind::NiNumber,
                FieldKind::NhsNumber, FieldKind::Upn, FieldKind::Postcode, FieldKind::Telephone, FieldKind::Choice] {
                let form = spec(vec![field("x", kind)]);
                if let Err(errors) = form.read(&typed(&[("identity.x", &value)]), TODAY) {
                    for error in errors {
                        prop_assert!(!error.words.contains(value.trim()));
                    }
                }
            }
        }

        #[test]
        fn what_was_read_comes_back_into_the_form_the_same(y in 1900i16..2026, m in 1i8..=12, d in 1i8..=28, text in "[a-z ]{1,40}") {
            let form = spec(vec![field("when", FieldKind::Date), field("what", FieldKind::Text), field("which", FieldKind::Choices)]);
            let first = typed(&[("identity.when-day", &d.to_string()), ("identity.when-month", &m.to_string()),
                ("identity.when-year", &y.to_string()), ("identity.what", &text), ("identity.which", "One"), ("identity.which", "Two")]);
            let content = form.read(&first, TODAY).unwrap();
            let again = form.read(&Typed::from_content(&form, &content), TODAY).unwrap();
            prop_assert_eq!(content.fields, again.fields);
        }
    }
}
