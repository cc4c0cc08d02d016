//! The register of gateways: the provisions that are cited when something is shared without consent. Data, with sources.

use crate::ground::Ground;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::LazyLock;

/// A provision under which something may or must be disclosed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Its id, as disclosures keep it.
    pub id: String,
    /// The Act or instrument, with its year.
    pub act: String,
    /// Which part of it.
    pub provision: String,
    /// What it lets or makes somebody do.
    pub lets: String,
    /// `duty` or `power`.
    pub kind: String,
    /// For which grounds it is offered.
    grounds: Vec<String>,
    /// Where it can be read.
    pub source: String,
    /// What else it asks for, said to whoever cites it.
    #[serde(default)]
    pub prompt: Option<String>,
    /// Only a data protection officer approves a disclosure under it.
    #[serde(default)]
    pub senior: bool,
    /// It is cited in words.
    #[serde(default)]
    pub cite: bool,
    /// The first day as law, where that is not always.
    #[serde(default)]
    from: Option<String>,
    /// The last day as law.
    #[serde(default)]
    until: Option<String>,
    /// Whether it was read in the primary source.
    pub confirmed: bool,
}

impl Gateway {
    /// As it is cited: `Crime and Disorder Act 1998, section 115`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}, {}", self.act, self.provision)
    }
    /// Whether it is law on a day. A day that cannot be read bars it.
    #[must_use]
    pub fn is_law(&self, on: Date) -> bool {
        let after = self.from.as_deref().is_none_or(|d| d.parse::<Date>().is_ok_and(|from| from <= on));
        let before = self.until.as_deref().is_none_or(|d| d.parse::<Date>().is_ok_and(|until| on <= until));
        after && before
    }
    /// Whether it is offered for a ground.
    #[must_use]
    pub fn is_for(&self, ground: Ground) -> bool {
        self.grounds.iter().any(|g| g == ground.id())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    #[expect(dead_code, reason = "a mark for whoever maintains the register")]
    checked: String,
    gateway: Vec<Gateway>,
}

// A register that does not parse would offer nothing; the tests read every entry of it.
static REGISTER: LazyLock<Register> =
    LazyLock::new(|| toml::from_str(include_str!("../registers/gateways.toml")).unwrap_or_default());

/// All of the register.
#[must_use]
pub fn gateways() -> &'static [Gateway] {
    &REGISTER.gateway
}

/// One of them.
#[must_use]
pub fn gateway(id: &str) -> Option<&'static Gateway> {
    gateways().iter().find(|g| g.id == id)
}

/// Those that are law on a day and offered for a ground.
pub fn gateways_for(ground: Ground, on: Date) -> impl Iterator<Item = &'static Gateway> {
    gateways().iter().filter(move |g| g.is_for(ground) && g.is_law(on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_entry_says_where_it_can_be_read_and_for_what_it_is() {
        assert!(gateways().len() > 30, "the register was not read");
        for g in gateways() {
            assert!(g.source.starts_with("https://www.legislation.gov.uk"), "{}", g.id);
            assert!(["duty", "power"].contains(&g.kind.as_str()), "{}", g.id);
            assert!(!g.grounds.is_empty() && g.grounds.iter().all(|id| Ground::parse(id).is_some()), "{}", g.id);
            assert!([&g.from, &g.until].into_iter().flatten().all(|d| d.parse::<Date>().is_ok()), "{}", g.id);
            assert_eq!(gateways().iter().filter(|o| o.id == g.id).count(), 1, "{}", g.id);
        }
        for ground in Ground::ALL.into_iter().filter(|g| *g != Ground::Referral) {
            assert!(gateways_for(ground, date(2026, 11, 25)).next().is_some(), "{ground:?} has no gateway");
        }
    }

    #[doc = "keeps MARS-072, FAM-028, FAM-029, FAM-031"]
    #[test]
    fn the_acts_that_the_notices_name_can_be_cited() {
        let cited = |act: &str| gateways().iter().any(|g| g.act == act && g.is_law(date(2026, 11, 25)));
        for act in [
            "Housing Act 1985",
            "Housing Act 1996",
            "Housing Act 2004",
            "Homelessness Act 2002",
            "Crime and Disorder Act 1998",
            "Criminal Justice Act 2003",
            "Sexual Offences Act 2003",
            "Police and Criminal Evidence Act 1984",
            "Education Act 2002",
            "Education and Skills Act 2008",
            "Special Educational Needs and Disability Regulations 2014",
            "Children (Leaving Care) Act 2000",
            "Protection of Children Act 1999",
        ] {
            assert!(cited(act), "{act}");
        }
        assert!(gateway("immigration-and-asylum-act-1999").is_some_and(|g| g.senior));
    }

    #[test]
    fn law_begins_and_ends_with_its_days() {
        let dated = |from: Option<&str>, until: Option<&str>| Gateway {
            from: from.map(str::to_owned),
            until: until.map(str::to_owned),
            ..gateways()[0].clone()
        };
        assert!(dated(Some("2026-01-01"), Some("2026-12-31")).is_law(date(2026, 12, 31)));
        assert!(!dated(Some("2026-01-02"), None).is_law(date(2026, 1, 1)));
        assert!(!dated(None, Some("2026-01-01")).is_law(date(2026, 1, 2)));
        assert!(!dated(Some("soon"), None).is_law(date(2026, 1, 2)));
    }
}
