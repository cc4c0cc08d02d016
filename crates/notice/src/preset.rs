//! Selections: what a recipient is given at first, and what it is given only if something is so of the person.

use crate::model::{Compiled, Principal, StatementId, Who};
use crate::source::{Ages, Field, Limit, NoticeFile, OnlyIf, Preset, SendBy};
use crate::words::lower_first;
use jiff::Span;
use jiff::civil::Date;

/// What is so of a person, as far as limits ask for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// The day of birth, if it is known.
    pub born: Option<Date>,
    /// The address is marked to be kept hidden.
    pub address_hidden: bool,
}

impl Marks {
    /// The age in whole years on a day, if the day of birth is known.
    #[must_use]
    pub fn age(&self, on: Date) -> Option<u32> {
        let born = self.born.filter(|born| *born <= on)?;
        let years = born.until((jiff::Unit::Year, on)).ok()?.get_years();
        u32::try_from(years).ok()
    }
}

impl OnlyIf {
    /// Whether it is so on a day. What is not known is not so.
    #[must_use]
    pub fn holds(self, marks: &Marks, on: Date) -> bool {
        match self {
            Self::UnderAge(years) => marks.age(on).is_some_and(|age| age < years),
            Self::AddressShown => !marks.address_hidden,
        }
    }
    /// What has to be so, as it follows "only if".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::UnderAge(years) => format!("the person is known to be under {years}"),
            Self::AddressShown => "the address is not marked to be kept hidden".to_owned(),
        }
    }
}

impl Ages {
    /// Whether an age is among them; one that is not known is not.
    #[must_use]
    pub fn has(self, age: Option<u32>) -> bool {
        age.is_some_and(|age| self.from.is_none_or(|from| from <= age) && self.below.is_none_or(|below| age < below))
    }
    /// In words: "of people under 16", "of people from 16 to under 25".
    #[must_use]
    pub fn words(self) -> String {
        match (self.from, self.below) {
            (Some(from), Some(below)) => format!("people from {from} to under {below}"),
            (Some(from), None) => format!("people of {from} and over"),
            (None, Some(below)) => format!("people under {below}"),
            (None, None) => "people of any age".to_owned(),
        }
    }
}

impl SendBy {
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::SecureEmail => "secure-email",
            Self::ByHand => "by-hand",
            Self::Spoken => "spoken",
        }
    }
    /// In words, as a list of ways has it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Desk => "through their own account here",
            Self::SecureEmail => "by secure email",
            Self::ByHand => "by hand or signed-for post",
            Self::Spoken => "spoken, to somebody whose identity was checked",
        }
    }
}

impl Preset {
    /// Whether it is for somebody of an age.
    #[must_use]
    pub fn is_for_age(&self, age: Option<u32>) -> bool {
        self.ages.is_none_or(|ages| ages.has(age))
    }
    /// The day on which it was last looked at.
    #[must_use]
    pub fn reviewed(&self) -> Option<Date> {
        self.reviewed_on.parse().ok()
    }
    /// The day by which it has to be looked at again.
    #[must_use]
    pub fn review_due(&self) -> Option<Date> {
        self.reviewed()?.checked_add(Span::new().try_months(self.review_months).ok()?).ok()
    }
}

/// Whether a list of categories and answers covers an answer, `category.field`.
#[must_use]
pub fn covers(items: &[String], item: &str) -> bool {
    let category = item.split('.').next().unwrap_or(item);
    items.iter().any(|i| i == item || i == category)
}

impl Compiled {
    /// The selections for a recipient and a purpose, in the order of the notice: id and selection.
    pub fn presets<'a>(
        &'a self,
        principal: &'a Principal,
        purpose: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Preset)> {
        self.merged.preset.iter().filter(move |(_, p)| p.purpose == purpose && p.to.iter().any(|to| is(principal, to)))
    }

    /// What a recipient is given for a purpose only if something is so: the statement that says so, and the limit.
    pub fn limits<'a>(
        &'a self,
        principal: &'a Principal,
        purpose: &'a str,
    ) -> impl Iterator<Item = (StatementId, &'a Limit)> {
        self.presets(principal, purpose).flat_map(|(id, preset)| {
            let statement = self.name("preset", id).cloned();
            preset.limits.iter().filter_map(move |limit| Some((statement.clone()?, limit)))
        })
    }
}

impl Compiled {
    /// Whether a list of parties and classes names a recipient: a party, an enrolled body of a class, or a member of one.
    #[must_use]
    pub fn names(&self, list: &[String], recipient: &str) -> bool {
        let key = recipient.split('/').next().unwrap_or(recipient);
        let known = self.principal_named(key);
        list.iter().any(|named| named == recipient || named == key || known.is_some_and(|p| is(p, named)))
    }
}

/// Whether a recipient is the one that a list names.
fn is(principal: &Principal, named: &str) -> bool {
    principal.is(&match named.strip_prefix("class:") {
        Some(class) => Who::Class(class.to_owned()),
        None => Who::Party(named.to_owned()),
    })
}

/// A category, or an answer of it, by its name.
pub(crate) fn item_words(file: &NoticeFile, item: &str) -> String {
    let (category, field) = item.split_once('.').unwrap_or((item, ""));
    let Some(known) = file.category.get(category) else { return item.to_owned() };
    if field.is_empty() {
        return format!("\u{201c}{}\u{201d}", known.label);
    }
    let of = |f: &Field| match f {
        Field::Id(id) => (id == field).then(|| crate::fields::label_for(id)),
        Field::Full(detail) => {
            (detail.id == field).then(|| detail.label.clone().unwrap_or_else(|| crate::fields::label_for(&detail.id)))
        }
    };
    let label = known.fields.iter().find_map(of);
    lower_first(&label.unwrap_or_else(|| crate::fields::label_for(field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_not_known_is_not_so_and_a_birthday_ends_it() {
        let day = date(2026, 12, 1);
        let born = |on: Date| Marks { born: Some(on), ..Marks::default() };
        assert!(!OnlyIf::UnderAge(18).holds(&Marks::default(), day), "nobody knows how old");
        assert!(OnlyIf::UnderAge(18).holds(&born(date(2008, 12, 2)), day));
        assert!(!OnlyIf::UnderAge(18).holds(&born(date(2008, 12, 1)), day), "eighteen today");
        assert!(!OnlyIf::UnderAge(18).holds(&born(date(2027, 1, 1)), day), "not born yet");
        assert!(OnlyIf::AddressShown.holds(&Marks::default(), day));
        assert!(!OnlyIf::AddressShown.holds(&Marks { address_hidden: true, ..Marks::default() }, day));
        let young = Ages { from: None, below: Some(16) };
        let older = Ages { from: Some(16), below: Some(25) };
        for (age, which) in [(Some(15), (true, false)), (Some(16), (false, true)), (Some(25), (false, false))] {
            assert_eq!((young.has(age), older.has(age)), which, "{age:?}");
        }
        assert!(!young.has(None) && !older.has(None));
    }

    #[test]
    fn a_category_covers_its_answers_and_an_answer_only_itself() {
        let items = vec!["identity.name".to_owned(), "address".to_owned()];
        for (item, is) in [
            ("identity.name", true),
            ("identity.date-of-birth", false),
            ("address.phone", true),
            ("addresses.phone", false),
        ] {
            assert_eq!(covers(&items, item), is, "{item}");
        }
    }
}
