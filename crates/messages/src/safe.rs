//! Safe contact: what the person said about each way of reaching them, read from the notice's own form.

use crate::template::Channel;

/// Whether a way is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// The person said that it is.
    Safe,
    /// The person said that it is not: nothing goes that way, whoever decides.
    Unsafe,
    /// Nobody asked, or the answer is in words: whoever sends it has to ask, and to say that they did.
    NotSaid,
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

/// The best way of a channel, by what the contact section says (`get` answers a field's value): a safe one first, then one of which
/// nothing is said, then an unsafe one. None: there is no number or address.
#[must_use]
pub fn way(channel: Channel, get: &dyn Fn(&str) -> Option<String>) -> Option<ContactWay> {
    let rules = match channel {
        Channel::Text => TEXT,
        Channel::Email => EMAIL,
        Channel::Letter => LETTER,
    };
    let said = get(IN_WORDS).unwrap_or_default();
    let mut found: Vec<ContactWay> = rules
        .iter()
        .filter_map(|(field, flags)| {
            let address = get(field).filter(|a| !a.trim().is_empty())?;
            Some(ContactWay { address, safety: safety(flags, get), said: said.clone() })
        })
        .collect();
    found.sort_by_key(|w| match w.safety {
        Safety::Safe => 0,
        Safety::NotSaid => 1,
        Safety::Unsafe => 2,
    });
    found.into_iter().next()
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

    fn of(channel: Channel, pairs: &[(&str, &str)]) -> Option<ContactWay> {
        way(channel, &|field| pairs.iter().find(|(f, _)| *f == field).map(|(_, v)| (*v).to_owned()))
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
}
