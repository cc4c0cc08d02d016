//! Meetings of several agencies: how people are ranked, how long members may look, and what can become of an item.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// What can become of a person on the list: codes and words. All but the first take the person off it.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("stays", "Stays on the list"),
    ("housed", "Housed"),
    ("moved", "Moved to another area"),
    ("custody", "In custody"),
    ("hospital", "In hospital"),
    ("lost", "Lost contact"),
    ("died", "Died"),
    ("not-needed", "No longer needs the group"),
];

/// Whether a person stays on the list.
#[must_use]
pub fn stays(outcome: Option<&str>) -> bool {
    outcome.is_none_or(|code| code == "stays")
}

/// What can become of an action: codes and words.
pub const ENDINGS: &[(&str, &str)] = &[("done", "It was done"), ("not-done", "It will not be done")];

/// How far an action can have come that is not over: codes and words.
pub const PROGRESS: &[(&str, &str)] = &[("under-way", "It is under way"), ("held-up", "Something holds it up")];

/// A criterion by which a group ranks people: set by people, added up by the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// How much it weighs.
    pub points: i32,
    /// What it says.
    pub words: String,
}

impl Criterion {
    /// As it is kept: `3|Sleeping out for more than a year`.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (points, words) = line.split_once('|')?;
        let points = points.trim().parse().ok().filter(|p| (1..=9).contains(p))?;
        let words = words.trim();
        (!words.is_empty()).then(|| Self { points, words: words.to_owned() })
    }
    /// As it is kept.
    #[must_use]
    pub fn stored(&self) -> String {
        format!("{}|{}", self.points, self.words)
    }
}

/// The criteria of a text with one on each line; the first line that is none, if any.
///
/// # Errors
/// With that line's number, from 1.
pub fn criteria(text: &str) -> Result<Vec<Criterion>, usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| Criterion::parse(line).ok_or(at + 1)).collect()
}

/// The sum of the points of those that were ticked, by their place in the list.
#[must_use]
pub fn points(all: &[Criterion], ticked: &[usize]) -> i32 {
    ticked.iter().filter_map(|at| all.get(*at)).map(|c| c.points).sum()
}

/// The first and the last day on which members may look.
#[must_use]
pub fn window(held_on: Date, opens: i32, closes: i32, today: Date) -> (Date, Date) {
    let back = held_on.checked_sub(Span::new().days(opens)).unwrap_or(held_on);
    (back.max(today), held_on.checked_add(closes.days()).unwrap_or(held_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn criteria_are_read_and_added_up() {
        let all = criteria("3|Sleeping out for more than a year\n\n 2 | Health failing \n").unwrap_or_default();
        assert_eq!(all.len(), 2);
        assert_eq!((points(&all, &[0, 1]), points(&all, &[1]), points(&all, &[7])), (5, 2, 0));
        assert_eq!(all[1].stored(), "2|Health failing");
        for wrong in ["x|y", "0|y", "10|y", "3|", "3 y"] {
            assert_eq!(criteria(&format!("1|fine\n{wrong}")), Err(2), "{wrong}");
        }
    }

    #[test]
    fn the_window_opens_and_closes_by_itself() {
        let held = date(2026, 11, 25);
        assert_eq!(window(held, 5, 3, date(2026, 11, 1)), (date(2026, 11, 20), date(2026, 11, 28)));
        // Nobody looks into the past.
        assert_eq!(window(held, 5, 3, date(2026, 11, 24)), (date(2026, 11, 24), date(2026, 11, 28)));
        assert_eq!(window(held, 0, 0, held), (held, held));
    }

    #[test]
    fn who_is_housed_leaves_the_list() {
        assert!(stays(None) && stays(Some("stays")) && !stays(Some("housed")));
    }
}
