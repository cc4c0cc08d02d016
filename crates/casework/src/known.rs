//! Where in a notice's forms the things stand that people are looked up by, and reading them out of sections.

use crate::section::{Row, SectionContent};
use jiff::civil::Date;
use kernel::{NhsNumber, NiNumber, PhoneNumber, Postcode, Sensitive, Upn};
use notice::model::{CategoryIx, Compiled, FieldInfo};
use notice::source::FieldKind;
use people::{BirthDate, Facet, Identity, PersonName};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The name in use.
    Name,
    /// Other and former names.
    OtherNames,
    /// Something of a facet.
    Of(Facet),
    /// Rows of ways to reach the person.
    Ways,
    /// Rows of numbers by which the person is known.
    Numbers,
}

impl Holds {
    fn holds(self, facet: Facet) -> bool {
        match self {
            Self::Name | Self::OtherNames => facet == Facet::Name,
            Self::Of(of) => facet == of,
            Self::Ways => matches!(facet, Facet::Phone | Facet::Email | Facet::Postcode),
            Self::Numbers => matches!(facet, Facet::NiNumber | Facet::NhsNumber | Facet::Upn),
        }
    }
    /// What a field of a form holds about the person whose case it is: its id says so, and for numbers its type.
    fn of(field: &FieldInfo) -> Option<Self> {
        // What is somebody else's (a landlord's number, a next of kin's address) does not find the person.
        let theirs = ["third-party", "landlord", "emergency", "kin", "school", "employer", "partner", "gp"];
        if theirs.iter().any(|other| field.id.split('-').any(|part| part == *other) || field.id.starts_with(other)) {
            return None;
        }
        match (field.id.as_str(), field.kind) {
            ("name" | "full-name", _) => Some(Self::Name),
            ("other-names" | "aliases" | "known-as" | "former-names" | "preferred-name", _) => Some(Self::OtherNames),
            ("date-of-birth", _) => Some(Self::Of(Facet::Born)),
            ("contact-ways", _) => Some(Self::Ways),
            ("other-identifiers" | "other-identifier", _) => Some(Self::Numbers),
            (_, FieldKind::NiNumber) => Some(Self::Of(Facet::NiNumber)),
            (_, FieldKind::NhsNumber) => Some(Self::Of(Facet::NhsNumber)),
            (_, FieldKind::Upn) => Some(Self::Of(Facet::Upn)),
            (_, FieldKind::Telephone) => Some(Self::Of(Facet::Phone)),
            (_, FieldKind::Email) => Some(Self::Of(Facet::Email)),
            (_, FieldKind::Postcode | FieldKind::Address) => Some(Self::Of(Facet::Postcode)),
            _ => None,
        }
    }
}

/// A field of a form that people are looked up by.
#[derive(Debug, Clone)]
struct Place {
    category: CategoryIx,
    field: String,
    holds: Holds,
}

/// Where in a notice the things stand that people are looked up by.
#[derive(Debug, Clone, Default)]
pub struct WellKnown {
    /// The category and field of the name.
    pub name: Option<(CategoryIx, String)>,
    /// The category and field of the date of birth.
    pub born: Option<(CategoryIx, String)>,
    places: Vec<Place>,
}

impl WellKnown {
    /// Of a compiled notice.
    #[must_use]
    pub fn of(notice: &Compiled) -> Self {
        let mut places = Vec::new();
        for (at, category) in notice.categories.iter().enumerate() {
            let Ok(at) = u8::try_from(at) else { continue };
            for field in category.fields.iter() {
                if let Some(holds) = Holds::of(field) {
                    places.push(Place { category: CategoryIx(at), field: field.id.clone(), holds });
                }
            }
        }
        let first = |what: Holds| {
            let place: Option<&Place> = places.iter().find(|p| p.holds == what);
            place.map(|p| (p.category, p.field.clone()))
        };
        let (name, born) = (first(Holds::Name), first(Holds::Of(Facet::Born)));
        // A form has one name in use and one date of birth: those that stand first.
        for only in [Holds::Name, Holds::Of(Facet::Born)] {
            let mut seen = false;
            places.retain(|p| p.holds != only || !std::mem::replace(&mut seen, true));
        }
        Self { name, born, places }
    }

    /// The categories in which something of these facets stands, each once.
    #[must_use]
    pub fn places(&self, facets: &[Facet]) -> Vec<CategoryIx> {
        let mut found: Vec<CategoryIx> =
            self.places.iter().filter(|p| facets.iter().any(|f| p.holds.holds(*f))).map(|p| p.category).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The category and field in which something of a facet is written first, if a form asks for it.
    #[must_use]
    pub fn place_of(&self, facet: Facet) -> Option<(CategoryIx, &str)> {
        let holds = if facet == Facet::Name { Holds::Name } else { Holds::Of(facet) };
        self.places.iter().find(|p| p.holds == holds).map(|p| (p.category, p.field.as_str()))
    }

    /// Whether a category holds anything that people are looked up by.
    #[must_use]
    pub fn holds_identity(&self, category: CategoryIx) -> bool {
        self.places.iter().any(|p| p.category == category)
    }

    /// Whether a field of a category says who somebody is or where they are reached, and no more.
    #[must_use]
    pub fn is_identity(&self, category: CategoryIx, field: &str) -> bool {
        self.places.iter().any(|p| p.category == category && p.field == field)
    }

    /// Who somebody is, as far as some values say. `value` gives what stands in a field of a category.
    #[must_use]
    pub fn identity<'v>(&self, value: impl Fn(CategoryIx, &str) -> Option<&'v str>, today: Date) -> Identity {
        let mut who = Identity::default();
        for place in &self.places {
            let Some(text) = value(place.category, &place.field).map(str::trim).filter(|t| !t.is_empty()) else {
                continue;
            };
            match place.holds {
                // What somebody is called whose name nobody knows finds them too.
                Holds::Name => {
                    let called = text.strip_prefix(crate::form::UNKNOWN_NAME).unwrap_or(text);
                    who.names.insert(0, PersonName::from_full(called));
                }
                Holds::OtherNames => who.names.extend(other_names(text)),
                Holds::Of(Facet::Born) => who.born = BirthDate::parse(text, today.year()).ok(),
                Holds::Of(Facet::NiNumber) => who.ni_number = who.ni_number.or(NiNumber::parse(text).ok()),
                Holds::Of(Facet::NhsNumber) => who.nhs_number = who.nhs_number.or(NhsNumber::parse(text).ok()),
                Holds::Of(Facet::Upn) => who.upn = who.upn.or(Upn::parse(text).ok()),
                Holds::Of(Facet::Phone) => who.phones.extend(PhoneNumber::parse(text)),
                Holds::Of(Facet::Email) => who.emails.push(Sensitive::new(text.to_lowercase())),
                Holds::Of(Facet::Postcode) => who.postcodes.extend(postcode_in(text)),
                // Texts from before there were rows are not read: they say in words whose number it is.
                Holds::Of(Facet::Name) | Holds::Ways | Holds::Numbers => {}
            }
        }
        who
    }

    /// The same, of sections that were read.
    #[must_use]
    pub fn identity_of(&self, sections: &[(CategoryIx, &SectionContent)], today: Date) -> Identity {
        let of = |category: CategoryIx| sections.iter().find(|(c, _)| *c == category).map(|(_, content)| *content);
        let mut who = self.identity(|category, field| of(category)?.get(field), today);
        // Forms ask for other names in rows, each with the name itself in one column.
        for place in self.places.iter().filter(|p| p.holds == Holds::OtherNames) {
            let Some(content) = of(place.category) else { continue };
            who.names
                .extend(content.rows(&place.field).iter().filter_map(|r| r.get("name")).map(PersonName::from_full));
        }
        for place in self.places.iter().filter(|p| matches!(p.holds, Holds::Ways | Holds::Numbers)) {
            let Some(content) = of(place.category) else { continue };
            for row in content.rows(&place.field) {
                if place.holds == Holds::Ways {
                    put_way(&mut who, &row);
                } else {
                    put_number(&mut who, &row);
                }
            }
        }
        who
    }
}

/// A way to reach the person; what goes through somebody else is theirs.
fn put_way(who: &mut Identity, row: &Row<'_>) {
    let value = row.get("value").unwrap_or_default().trim();
    match row.get("way") {
        Some("mobile" | "landline") => {
            who.phones.extend(PhoneNumber::parse(value).ok().filter(|new| !who.phones.contains(new)));
        }
        Some("email") => {
            let address = Sensitive::new(value.to_lowercase());
            if !value.is_empty() && !who.emails.iter().any(|e| e.expose() == address.expose()) {
                who.emails.push(address);
            }
        }
        Some("post") => who.postcodes.extend(postcode_in(value).filter(|new| !who.postcodes.contains(new))),
        _ => {}
    }
}

/// A number by which a body knows the person, if people are looked up by numbers of its kind.
fn put_number(who: &mut Identity, row: &Row<'_>) {
    let value = row.get("value").unwrap_or_default();
    match row.get("kind") {
        Some("ni-number") => who.ni_number = who.ni_number.take().or(NiNumber::parse(value).ok()),
        Some("nhs-number") => who.nhs_number = who.nhs_number.take().or(NhsNumber::parse(value).ok()),
        Some("upn") => who.upn = who.upn.take().or(Upn::parse(value).ok()),
        _ => {}
    }
}

fn other_names(text: &str) -> impl Iterator<Item = PersonName> + '_ {
    text.split([',', ';', '\n']).map(str::trim).filter(|n| !n.is_empty()).map(PersonName::from_full)
}

/// The postcode that an address ends in, or that it is.
fn postcode_in(text: &str) -> Option<Postcode> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    (0..words.len())
        .rev()
        .find_map(|at| [2, 1].iter().find_map(|n| Postcode::parse(&words.get(at..at + n)?.join(" ")).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_in_its_postcode() {
        for (text, code) in [
            ("12 High Street, Coventry CV1 2AB", Some("CV12AB")),
            ("Flat 3\n4 Low Road\nWX11 1AA", Some("WX111AA")),
            ("WX111AA", Some("WX111AA")),
            ("No fixed abode", None),
        ] {
            assert_eq!(postcode_in(text).map(|c| c.expose().clone()).as_deref(), code, "{text}");
        }
    }
}
