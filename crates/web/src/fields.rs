//! The fields of plain forms, and reading what was typed into them.

use crate::ask::Ask;
use app::views::Item;
use casework::SectionContent;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{Timestamp, london_moments};
use pages::form::{Choice, Control, Entered, Field, FieldValue, FormState};
use pages::{Row, Typed};

/// A choice of a list.
pub(crate) fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    picked(value, label, false)
}

/// A choice of a list that may be the one that stands.
pub(crate) fn picked(value: impl Into<String>, label: impl Into<String>, picked: bool) -> Choice {
    Choice { value: value.into(), label: label.into(), hint: None, picked }
}

/// A field, with what was typed into it in this request.
pub(crate) fn field(ask: &Ask, form: &FormState, name: &str, label: &str, control: Control) -> Field {
    let part = |p: &str| ask.field(&format!("{name}-{p}")).to_owned();
    let entered = match control {
        Control::Date => Entered::date(part("day"), part("month"), part("year")),
        Control::Choices => Entered::chosen(ask.form.all(name).map(str::to_owned).collect()),
        _ => Entered::text(ask.field(name)),
    };
    field_with(form, name, label, control, entered)
}

/// A field with what is given to stand in it.
pub(crate) fn field_with(form: &FormState, name: &str, label: &str, control: Control, entered: Entered) -> Field {
    Field {
        error: form.of(name).or_else(|| form.of(&format!("{name}-day"))),
        name: name.to_owned(),
        label: label.to_owned(),
        control,
        options: Vec::new(),
        required: true,
        hint: None,
        value: FieldValue::Typed(Typed(entered)),
        ..Field::default()
    }
}

/// Ways to say more about a field.
pub(crate) trait Say: Sized {
    /// It can be left empty.
    fn optional(self) -> Self;
    /// With a hint.
    fn hint(self, words: &str) -> Self;
    /// With options to choose from.
    fn options(self, options: Vec<Choice>) -> Self;
    /// With this where nothing was typed.
    fn standing(self, ask: &Ask, entered: Entered) -> Self;
    /// With what stands in the record, where nothing was typed.
    fn recorded(self, ask: &Ask, entered: Disclosed<Entered>) -> Self;
}

impl Say for Field {
    fn optional(mut self) -> Self {
        self.required = false;
        self
    }
    fn hint(mut self, words: &str) -> Self {
        self.hint = Some(words.to_owned());
        self
    }
    fn options(mut self, options: Vec<Choice>) -> Self {
        self.options = options;
        self
    }
    fn standing(mut self, ask: &Ask, entered: Entered) -> Self {
        if ask.form.pairs().is_empty() {
            self.value = FieldValue::Typed(Typed(entered));
        }
        self
    }
    fn recorded(mut self, ask: &Ask, entered: Disclosed<Entered>) -> Self {
        if ask.form.pairs().is_empty() {
            self.value = FieldValue::Disclosed(entered);
        }
        self
    }
}

/// One of several or any of several, with what is chosen.
pub(crate) fn choose(
    form: &FormState,
    name: &str,
    label: &str,
    control: Control,
    options: &[(String, String)],
    chosen: Vec<String>,
) -> Field {
    let entered = Entered { text: chosen.first().cloned().unwrap_or_default(), chosen, ..Entered::default() };
    Field {
        options: options.iter().map(|(value, label)| choice(value, label)).collect(),
        required: control != Control::Choices,
        ..field_with(form, name, label, control, entered)
    }
}

/// What an entry says, as rows.
pub(crate) fn content_rows(content: Item<SectionContent>) -> Option<Disclosed<Vec<Row>>> {
    let Item::Released(content) = content else { return None };
    Some(content.map(|content| {
        content
            .fields
            .iter()
            .map(|(id, text)| Row { label: crate::show::label(id), text: text.clone(), ..Row::default() })
            .collect()
    }))
}

/// A day in its three parts, as a date field shows it.
pub(crate) fn day(date: Date) -> Entered {
    Entered::date(date.day().to_string(), date.month().to_string(), date.year().to_string())
}

/// A day that was typed in three parts. None if all are empty; an error is put beside the field.
pub(crate) fn read_day(ask: &Ask, form: &mut FormState, name: &str, what: &str) -> Option<Date> {
    let part = |p: &str| ask.field(&format!("{name}-{p}")).trim().to_owned();
    let (d, m, y) = (part("day"), part("month"), part("year"));
    if d.is_empty() && m.is_empty() && y.is_empty() {
        return None;
    }
    let date = match (y.parse(), m.parse(), d.parse()) {
        (Ok(y), Ok(m), Ok(d)) => Date::new(y, m, d).ok().filter(|date| date.year() >= 1900),
        _ => None,
    };
    if date.is_none() {
        form.add(format!("{name}-day"), format!("{what} has to be a real date, for example 27 3 2026"));
    }
    date
}

/// A time of day: `14:30`, `2:30pm`, `2pm`.
pub(crate) fn read_time(text: &str) -> Option<(i8, i8)> {
    let text = text.trim().to_lowercase().replace(['.', ' '], ":");
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim_end_matches(':').to_owned(), Some(0)),
        (_, Some(rest)) => (rest.trim_end_matches(':').to_owned(), Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = text.split_once(':').unwrap_or((&text, if half.is_some() { "0" } else { "" }));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// A day with a time, from two fields: `name` in three parts and `name-time`.
pub(crate) fn read_moment(ask: &Ask, form: &mut FormState, name: &str, what: &str) -> Option<Timestamp> {
    let day = read_day(ask, form, name, what)?;
    let (time, which) = read_clock(ask.field(&format!("{name}-time")));
    if time.is_none() {
        form.add(format!("{name}-time"), "Enter a time, for example 14:30 or 2:30pm");
    }
    let (hour, minute) = time?;
    match moment(day, (hour, minute), which) {
        Ok(at) => Some(at),
        Err(words) => {
            form.add(format!("{name}-time"), words);
            None
        }
    }
}

/// Which of the two is meant when clocks show a time twice in one night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Nothing was said.
    Either,
    /// In summer time: the first.
    Summer,
    /// In winter time: the second.
    Winter,
}

/// A time of day, and which of two it is: `1:30 BST`.
pub(crate) fn read_clock(text: &str) -> (Option<(i8, i8)>, Which) {
    let text = text.trim().to_lowercase();
    if let Some(rest) = text.strip_suffix("bst") {
        return (read_time(rest), Which::Summer);
    }
    if let Some(rest) = text.strip_suffix("gmt") {
        return (read_time(rest), Which::Winter);
    }
    (read_time(&text), Which::Either)
}

/// The moment at which clocks show a time on a day.
pub(crate) fn moment(day: Date, (hour, minute): (i8, i8), which: Which) -> Result<Timestamp, &'static str> {
    match (london_moments(day, hour, minute).as_slice(), which) {
        ([one], _) => Ok(*one),
        ([first, _], Which::Summer) => Ok(*first),
        ([_, second], Which::Winter) => Ok(*second),
        ([_, _], Which::Either) => Err(
            "The clocks go back that night and show this time twice: write 1:30 BST for the first, or 1:30 GMT for the second",
        ),
        _ => Err("There is no such time that night: the clocks go forward from 1am to 2am. Enter another"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Which, moment, read_clock, read_time};
    use jiff::civil::date;

    #[test]
    fn the_hours_of_the_nights_on_which_clocks_change_are_asked_about() {
        let (forward, back) = (date(2026, 3, 29), date(2026, 10, 25));
        assert!(moment(forward, (1, 30), Which::Either).is_err_and(|words| words.contains("no such time")));
        assert!(moment(forward, (2, 30), Which::Either).is_ok());
        assert!(moment(back, (1, 30), Which::Either).is_err_and(|words| words.contains("1:30 BST")));
        let of = |typed: &str| {
            let (time, which) = read_clock(typed);
            moment(back, time.unwrap(), which).unwrap()
        };
        assert_eq!(of("1:30 GMT").as_micros() - of("1.30am BST").as_micros(), 3_600_000_000);
        assert_eq!(of("14:30"), of("2:30pm GMT"));
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (typed, time) in [
            ("14:30", Some((14, 30))),
            ("2.30pm", Some((14, 30))),
            ("2pm", Some((14, 0))),
            ("12am", Some((0, 0))),
            ("12:05 pm", Some((12, 5))),
            ("9:00", Some((9, 0))),
            ("25:00", None),
            ("13pm", None),
            ("soon", None),
            ("14", None),
            ("", None),
        ] {
            assert_eq!(read_time(typed), time, "{typed}");
        }
    }
}
