//! Safe contact: what the person said about each way of reaching them, read from the notice's own form: from single fields, and
//! from the rows of *other ways to reach them*. A number or address is one way, wherever it stands: what is said of it in one place
//! holds for it in the others.

use crate::template::Channel;

/// Whether a way is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// The person said that it is.
    Safe,
    /// Nobody asked, or the answer is in words: whoever sends it has to ask, and to say that they did.
    NotSaid,
    /// The person said that it is not: nothing goes that way, whoever decides.
    Unsafe,
}

impl Safety {
    /// Of two answers about one way: a “no” stands, and a “yes” goes before silence.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unsafe, _) | (_, Self::Unsafe) => Self::Unsafe,
            (Self::Safe, _) | (_, Self::Safe) => Self::Safe,
            (Self::NotSaid, Self::NotSaid) => Self::NotSaid,
        }
    }
}

/// A way to reach somebody. It has no `Debug`: it is where somebody lives or can be called.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactWay {
    /// The number or address.
    pub address: String,
    /// Whether it is safe.
    pub safety: Safety,
    /// What the person said about it in words.
    pub said: String,
}

/// The question whose rows are ways to reach somebody.
pub const ROWS: &str = "contact-ways";

/// A row of [`ROWS`]. It has no `Debug` either.
#[derive(Clone, PartialEq, Eq)]
pub struct WayRow {
    /// The code of the way: `mobile`, `landline`, `email`, `post`, `through`.
    pub way: String,
    /// The number or address.
    pub value: String,
    /// The codes of what is safe: `call`, `text`, `write`, `message`. None at all: nobody has said.
    pub safe: Vec<String>,
    /// When, and whom to ask for, in words.
    pub note: String,
}

impl WayRow {
    /// Whether a message of a channel could go to it.
    fn takes(&self, channel: Channel) -> bool {
        let ways: &[&str] = match channel {
            Channel::Text => &["mobile"],
            Channel::Email => &["email"],
            Channel::Letter => &["post"],
        };
        ways.contains(&self.way.as_str())
    }
    /// What was ticked is safe; what was not is not, once anything is.
    fn safety(&self, channel: Channel) -> Safety {
        let code = if channel == Channel::Text { "text" } else { "write" };
        if self.safe.iter().any(|s| s == code) {
            Safety::Safe
        } else if self.safe.is_empty() {
            Safety::NotSaid
        } else {
            Safety::Unsafe
        }
    }
}

/// Field, and the fields that say whether it is safe, the most exact first. A way whose field ends in `?` is not enough to make
/// it safe (that one may be called does not mean that a text may lie on the screen), but enough to make it unsafe.
type Rule = (&'static str, &'static [&'static str]);

const TEXT: &[Rule] = &[
    ("mobile", &["mobile-safe-to-text", "safe-to-text", "safe-to-leave-message?", "safe-to-call?"]),
    ("phone", &["safe-to-text", "safe-to-leave-message", "safe-to-call?"]),
    ("second-phone", &["second-safe-to-text", "second-safe-to-leave-message", "second-safe-to-call?"]),
];
const EMAIL: &[Rule] = &[("email", &["safe-to-email"])];
const LETTER: &[Rule] =
    &[("address", &["safe-address", "safe-to-write"]), ("correspondence-address", &["safe-to-write"])];

/// Words for all ways.
const IN_WORDS: &str = "safe-to-contact";

/// Every way of a channel, by what the record says (`get` answers a field's value, `rows` are those of [`ROWS`]): safe ones first,
/// then those of which nothing is said, then unsafe ones.
#[must_use]
pub fn ways(channel: Channel, get: &dyn Fn(&str) -> Option<String>, rows: &[WayRow]) -> Vec<ContactWay> {
    let rules = match channel {
        Channel::Text => TEXT,
        Channel::Email => EMAIL,
        Channel::Letter => LETTER,
    };
    let mut found: Vec<ContactWay> = Vec::new();
    for (field, flags) in rules {
        let Some(address) = get(field).filter(|a| !a.trim().is_empty()) else { continue };
        put(channel, &mut found, ContactWay { address, safety: safety(flags, get), said: String::new() });
    }
    for row in rows.iter().filter(|row| row.takes(channel) && !row.value.trim().is_empty()) {
        put(
            channel,
            &mut found,
            ContactWay { address: row.value.clone(), safety: Safety::NotSaid, said: String::new() },
        );
    }
    let for_all = get(IN_WORDS).unwrap_or_default();
    for way in &mut found {
        let about = rows.iter().filter(|row| same_way(channel, &row.value, &way.address));
        let mut said: Vec<&str> = Vec::new();
        for row in about {
            way.safety = way.safety.and(row.safety(channel));
            said.push(row.note.trim());
        }
        said.push(for_all.trim());
        said.retain(|words| !words.is_empty());
        way.said = said.join("\n");
    }
    // A text to a number that takes none would not arrive.
    let deaf = |way: &ContactWay| channel == Channel::Text && !digits(&way.address).starts_with('7');
    found.sort_by_key(|way| (way.safety, deaf(way)));
    found
}

fn put(channel: Channel, found: &mut Vec<ContactWay>, way: ContactWay) {
    match found.iter_mut().find(|known| same_way(channel, &known.address, &way.address)) {
        Some(known) => known.safety = known.safety.and(way.safety),
        None => found.push(way),
    }
}

/// Whether two numbers or addresses are one, however they are written.
#[must_use]
pub fn same_way(channel: Channel, one: &str, other: &str) -> bool {
    match channel {
        Channel::Text => !digits(one).is_empty() && digits(one) == digits(other),
        Channel::Email => one.trim().to_lowercase() == other.trim().to_lowercase(),
        Channel::Letter => {
            let fold = |a: &str| a.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            fold(one) == fold(other)
        }
    }
}

/// The digits of a number without its country and the nought before it.
fn digits(number: &str) -> String {
    let all: String = number.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let national = all.strip_prefix("0044").or_else(|| all.strip_prefix("44")).unwrap_or(&all);
    national.strip_prefix('0').unwrap_or(national).to_owned()
}

/// One “no” to anything that would reveal less is a no.
fn safety(flags: &[&str], get: &dyn Fn(&str) -> Option<String>) -> Safety {
    let mut safe = false;
    for flag in flags {
        let (field, enough) = flag.strip_suffix('?').map_or((*flag, true), |field| (field, false));
        match get(field).as_deref() {
            Some("no") => return Safety::Unsafe,
            Some("yes") if enough => safe = true,
            _ => {}
        }
    }
    if safe { Safety::Safe } else { Safety::NotSaid }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(channel: Channel, pairs: &[(&str, &str)], rows: &[WayRow]) -> Vec<ContactWay> {
        ways(channel, &|field| pairs.iter().find(|(f, _)| *f == field).map(|(_, v)| (*v).to_owned()), rows)
    }
    fn of(channel: Channel, pairs: &[(&str, &str)]) -> Option<ContactWay> {
        all(channel, pairs, &[]).into_iter().next()
    }
    fn row(way: &str, value: &str, safe: &[&str], note: &str) -> WayRow {
        let safe = safe.iter().map(|s| (*s).to_owned()).collect();
        WayRow { way: way.to_owned(), value: value.to_owned(), safe, note: note.to_owned() }
    }

    #[test]
    fn a_no_is_a_no_and_silence_is_not_a_yes() {
        let safety = |pairs: &[(&str, &str)]| of(Channel::Text, pairs).map(|w| w.safety);
        assert_eq!(safety(&[]), None);
        assert_eq!(safety(&[("phone", "1")]), Some(Safety::NotSaid));
        assert_eq!(safety(&[("phone", "1"), ("safe-to-call", "yes")]), Some(Safety::NotSaid));
        assert_eq!(safety(&[("phone", "1"), ("safe-to-leave-message", "yes")]), Some(Safety::Safe));
        assert_eq!(
            safety(&[("phone", "1"), ("safe-to-leave-message", "yes"), ("safe-to-call", "no")]),
            Some(Safety::Unsafe)
        );
        let both = of(
            Channel::Text,
            &[
                ("phone", "1"),
                ("safe-to-leave-message", "no"),
                ("second-phone", "2"),
                ("second-safe-to-leave-message", "yes"),
            ],
        );
        assert_eq!(both.map(|w| (w.address, w.safety == Safety::Safe)), Some(("2".to_owned(), true)));
        let words = of(Channel::Email, &[("email", "a@b.test"), ("safe-to-contact", "only mornings")]);
        assert_eq!(words.map(|w| (w.said, w.safety)), Some(("only mornings".to_owned(), Safety::NotSaid)));
    }

    #[test]
    fn a_row_says_of_its_own_number_what_is_safe_wherever_the_number_stands() {
        let said = |pairs: &[(&str, &str)], rows: &[WayRow]| {
            all(Channel::Text, pairs, rows).into_iter().map(|w| (w.address, w.safety, w.said)).collect::<Vec<_>>()
        };
        let way = |address: &str, safety, words: &str| (address.to_owned(), safety, words.to_owned());
        let call = row("mobile", "07700 900123", &["call"], "NEVER text");
        assert_eq!(said(&[], std::slice::from_ref(&call)), [way("07700 900123", Safety::Unsafe, "NEVER text")]);
        // The same number in a field of its own, otherwise written, of which a field says yes.
        let same = [("phone", "+44 7700 900123"), ("safe-to-leave-message", "yes")];
        assert_eq!(said(&same, std::slice::from_ref(&call)), [way("+44 7700 900123", Safety::Unsafe, "NEVER text")]);
        // A safe row goes before a number of which nobody asked, and that before an unsafe one.
        let rows = [call, row("mobile", "07700 900456", &["text"], "After four")];
        let found = said(&[("phone", "07700 900789"), ("safe-to-contact", "By day")], &rows);
        let safe = way("07700 900456", Safety::Safe, "After four\nBy day");
        let unsafe_one = way("07700 900123", Safety::Unsafe, "NEVER text\nBy day");
        assert_eq!(found, [safe, way("07700 900789", Safety::NotSaid, "By day"), unsafe_one]);
        // A telephone at home takes no texts, and nothing ticked says nothing.
        assert!(said(&[], &[row("landline", "02476 123456", &["text"], "")]).is_empty());
        let none = [row("mobile", "07700 900123", &[], "Ask first")];
        assert_eq!(said(&[], &none), [way("07700 900123", Safety::NotSaid, "Ask first")]);
    }

    #[test]
    fn emails_and_letters_go_by_their_rows_as_well() {
        let rows = [
            row("email", "Ada@Example.test", &["call"], ""),
            row("post", "c/o 1 Example Row", &["write"], ""),
            row("post", "2 Other Street", &["message"], ""),
        ];
        let safety = |channel, pairs: &[(&str, &str)]| {
            all(channel, pairs, &rows).into_iter().map(|w| w.safety).collect::<Vec<_>>()
        };
        assert_eq!(safety(Channel::Email, &[("email", "ada@example.test")]), [Safety::Unsafe]);
        let two = [Safety::Safe, Safety::Unsafe];
        assert_eq!(safety(Channel::Letter, &[("address", "2, Other street")]), two);
    }
}
