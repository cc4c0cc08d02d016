//! One synthetic case, as the generator gives it: text in one buffer that is used again for the next case.

use jiff::civil::Date;
use notice::model::{CategoryIx, PrincipalIx, PurposeIx};
use people::{BirthDate, Identity, PersonName};

/// A case with everything that a store needs to keep it.
#[derive(Debug, Clone)]
pub struct SyntheticCase {
    /// Its number, from 0. Everything in it depends on the seed, the date and this number alone.
    pub number: u64,
    /// Which of the population's notices it is under.
    pub notice: usize,
    /// Which of the notice's services it is of.
    pub service: usize,
    /// The number of its person: cases of one person have the same.
    pub person: u64,
    /// Whether this is the person's first case. It has a lower number than any other of the person's.
    pub first: bool,
    /// The day it was opened.
    pub opened_on: Date,
    /// The day it was closed, and why (a code that cases are closed with).
    pub closed: Option<(Date, &'static str)>,
    /// What is due next, and when.
    pub due: Option<(Date, &'static str)>,
    /// A number from which its owner is chosen: the remainder by the number of officers.
    pub owner: u32,
    /// Bodies that work with the person.
    pub links: Vec<Link>,
    /// Consents, asked for and answered.
    pub consents: Vec<Consent>,
    pub(crate) sections: Vec<Section>,
    pub(crate) values: Vec<Value>,
    pub(crate) text: String,
    pub(crate) full_name: (u32, u32),
    pub(crate) surname_from: u32,
    pub(crate) ni_number: (u32, u32),
    pub(crate) former_name: (u32, u32),
    pub(crate) born: Date,
}

/// A body that works with the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Who: a party, or the representative of an open class.
    pub principal: PrincipalIx,
    /// Since when.
    pub since: Date,
}

/// How somebody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Yes, and later no.
    Withdrawn,
}

/// A consent that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// For whom; none: for the purpose, whoever it is.
    pub principal: Option<PrincipalIx>,
    /// For which purpose.
    pub purpose: PurposeIx,
    /// For which categories: a place in the notice's list of what can be asked, see [`crate::Population::categories_of`].
    pub(crate) asked: usize,
    /// In words.
    pub explicit: bool,
    /// The answer.
    pub answer: Answer,
    /// When it was answered.
    pub on: Date,
    /// When it was withdrawn.
    pub withdrawn_on: Option<Date>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub category: CategoryIx,
    pub from: u32,
    pub to: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    pub field: u16,
    pub from: u32,
    pub to: u32,
}

impl Default for SyntheticCase {
    fn default() -> Self {
        let day = Date::constant(1970, 1, 1);
        Self {
            number: 0,
            notice: 0,
            service: 0,
            person: 0,
            first: true,
            opened_on: day,
            closed: None,
            due: None,
            owner: 0,
            links: Vec::new(),
            consents: Vec::new(),
            sections: Vec::new(),
            values: Vec::new(),
            text: String::new(),
            full_name: (0, 0),
            surname_from: 0,
            ni_number: (0, 0),
            former_name: (0, 0),
            born: day,
        }
    }
}

impl SyntheticCase {
    fn cut(&self, from: u32, to: u32) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }
    /// The person's full name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.cut(self.full_name.0, self.full_name.1)
    }
    /// The person's National Insurance number (of nobody), or nothing.
    #[must_use]
    pub fn ni_number(&self) -> &str {
        self.cut(self.ni_number.0, self.ni_number.1)
    }
    /// The day of birth.
    #[must_use]
    pub const fn born(&self) -> Date {
        self.born
    }
    /// What the person is found by.
    #[must_use]
    pub fn identity(&self) -> Identity {
        let (start, end) = self.full_name;
        let mut names = vec![PersonName::new(self.cut(start, self.surname_from), self.cut(self.surname_from, end))];
        let former = self.cut(self.former_name.0, self.former_name.1);
        if !former.is_empty() {
            names.push(PersonName::from_full(former));
        }
        Identity {
            names,
            born: Some(BirthDate::Full(self.born)),
            ni_number: kernel::NiNumber::parse(self.ni_number()).ok(),
            ..Identity::default()
        }
    }
    /// The categories that the record has, in the order of the notice.
    pub fn categories(&self) -> impl Iterator<Item = CategoryIx> + '_ {
        self.sections.iter().map(|s| s.category)
    }
    /// A section's values: the place of each field in the category's form, and what stands in it.
    pub fn values(&self, category: CategoryIx) -> impl Iterator<Item = (usize, &str)> + '_ {
        let section = self.sections.iter().find(|s| s.category == category);
        let values = section.and_then(|s| self.values.get(s.from as usize..s.to as usize)).unwrap_or_default();
        values.iter().map(|v| (usize::from(v.field), self.cut(v.from, v.to)))
    }
    /// Writes a section as it is sealed: a JSON object of field ids and texts. `ids` are the ids of the category's fields
    /// in order.
    pub fn write_json<'a>(&self, category: CategoryIx, ids: impl Fn(usize) -> &'a str, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (field, value)) in self.values(category).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write_text(ids(field), out);
            out.push(b':');
            write_text(value, out);
        }
        out.push(b'}');
    }
}

/// Writes a JSON text.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let written: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            // Nothing else below a space is ever written; it would be no JSON.
            0..=0x1f => b" ",
            _ => continue,
        };
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        out.extend_from_slice(written);
        from = at + 1;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out.push(b'"');
}
