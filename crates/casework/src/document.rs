//! Documents of a case: what kind they are, how one is checked, and until when it is good.

use jiff::civil::Date;

/// The kinds, with their words.
pub const KINDS: &[(&str, &str)] = &[
    ("identity", "Passport, identity card or driving licence"),
    ("birth", "Birth, adoption or marriage certificate"),
    ("immigration", "Immigration or right to rent document"),
    ("tenancy", "Tenancy or licence agreement"),
    ("notice", "Notice to leave, or a possession order"),
    ("income", "Payslip, bank statement or benefit letter"),
    ("medical", "Letter or report about health"),
    ("court", "Court order or injunction"),
    ("letter", "Other letter"),
    ("photo", "Photograph of the person"),
    ("other", "Something else"),
];

/// The kind that is a picture of the person: kept only with their permission, and never used to tell people apart.
pub const PHOTO: &str = "photo";

/// How a document is checked, with words.
pub const CHECKS: &[(&str, &str)] = &[
    ("original", "The original was seen"),
    ("certified", "A certified copy was seen"),
    ("issuer", "Whoever issued it confirmed it"),
    ("online", "A share code or online service confirmed it"),
];

/// Whose a document is that is asked for, if not the person's: a member of the household, by the id of their own record.
pub const WHOSE: &str = "whose";

/// What an entry says that was written on the person's own page: by whom.
pub const CAME_IN: &str = "came-in";

/// Who writes on the person's own page, with words.
pub const CAME: &[(&str, &str)] = &[
    ("the-person", "the person, on their own page"),
    ("representative", "somebody who acts for the person, on the own page"),
];

/// What an entry about a document says in a field, for whoever reads it: codes in words. None: it is nothing to read by itself.
#[must_use]
pub fn as_read(field: &str, value: &str) -> Option<String> {
    let said = match field {
        WHOSE => return None,
        "kind" => words(KINDS, value),
        CAME_IN => words(CAME, value),
        _ => None,
    };
    Some(said.unwrap_or(value).to_owned())
}

/// The words of a code of a list; nothing, if it is none of it.
#[must_use]
pub fn words<'l>(list: &[(&str, &'l str)], code: &str) -> Option<&'l str> {
    list.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// So many days before a document runs out it is shown as running out.
pub const SOON: i32 = 28;

/// How long a document is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Good {
    /// It has run out.
    Over,
    /// It runs out within [`SOON`] days.
    Soon,
    /// It is good for longer.
    Long,
}

/// How long a document that is good until a day (that day included) is still good.
#[must_use]
pub fn good(until: Date, today: Date) -> Good {
    let soon = today.checked_add(jiff::Span::new().days(SOON)).unwrap_or(Date::MAX);
    match until {
        day if day < today => Good::Over,
        day if day <= soon => Good::Soon,
        _ => Good::Long,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_document_is_good_on_its_last_day_and_not_the_day_after() {
        let today = date(2026, 11, 26);
        assert_eq!(good(date(2026, 11, 25), today), Good::Over);
        assert_eq!(good(date(2026, 11, 26), today), Good::Soon);
        assert_eq!(good(date(2026, 12, 24), today), Good::Soon);
        assert_eq!(good(date(2026, 12, 25), today), Good::Long);
    }
}
