//! Dates as people say them.

use jiff::civil::Date;

/// `25 April 2026`.
#[must_use]
pub fn date_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// How far off a due date is: "today", "tomorrow", "in 3 days", "1 day overdue", "2 days overdue".
#[must_use]
pub fn when_words(due: Date, today: Date) -> String {
    let days = due.duration_since(today).as_hours() / 24;
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "1 day overdue".to_owned(),
        d if d > 0 => format!("in {d} days"),
        d => format!("{} days overdue", -d),
    }
}

/// Both: "25 April 2026, in 3 days".
#[must_use]
pub fn due_words(due: Date, today: Date) -> String {
    format!("{}, {}", date_words(due), when_words(due, today))
}
