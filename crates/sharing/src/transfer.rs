//! Where something goes to, and whether data may go there: by what the notice says of other countries, and by the records of
//! transfers that were approved.

use crate::country::{UNITED_KINGDOM, country, country_words};
use jiff::civil::Date;

/// How far a notice lets data go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nowhere outside the United Kingdom.
    Uk,
    /// To the United Kingdom and the European Economic Area.
    Eea,
    /// To any country, with a record of the transfer that was approved.
    Safeguarded,
}

/// What keeps data safe that leaves the country (UK GDPR articles 45 to 49).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safeguard {
    /// Regulations say that the country's protection is adequate (article 45A).
    Adequacy,
    /// The international data transfer agreement (article 46).
    Agreement,
    /// The addendum to the European Union's standard clauses (article 46).
    Addendum,
    /// Binding corporate rules (article 47).
    CorporateRules,
    /// An instrument between public bodies (article 46).
    PublicBodies,
    /// An exception for a particular situation (article 49).
    Exception,
}

impl Safeguard {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Adequacy, Self::Agreement, Self::Addendum, Self::CorporateRules, Self::PublicBodies, Self::Exception];
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Adequacy => "adequacy",
            Self::Agreement => "idta",
            Self::Addendum => "addendum",
            Self::CorporateRules => "corporate-rules",
            Self::PublicBodies => "public-bodies",
            Self::Exception => "exception",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == code)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Adequacy => "Adequacy regulations (UK GDPR article 45A)",
            Self::Agreement => "International data transfer agreement (article 46)",
            Self::Addendum => "Addendum to the European Union’s standard clauses (article 46)",
            Self::CorporateRules => "Binding corporate rules (article 47)",
            Self::PublicBodies => "Instrument between public bodies (article 46)",
            Self::Exception => "Exception for a particular situation (article 49)",
        }
    }
    /// Whether the risk of the transfer has to be assessed first.
    #[must_use]
    pub const fn wants_assessment(self) -> bool {
        !matches!(self, Self::Adequacy | Self::Exception)
    }
}

/// Where somebody or something is, as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The country: two letters.
    pub country: String,
    /// Whether somebody has confirmed it; otherwise it is assumed.
    pub confirmed: bool,
}

/// A record of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRecord {
    /// The country that it is about.
    pub country: String,
    /// The categories that it covers; none: all.
    pub categories: Vec<String>,
    /// Its first day.
    pub from_on: Date,
    /// Its last day.
    pub until_on: Date,
    /// Whether it was approved.
    pub approved: bool,
    /// Whether it was ended before its time.
    pub ended: bool,
}

impl TransferRecord {
    /// Whether something of a category may go under it on a day.
    #[must_use]
    pub fn lets(&self, country: &str, category: &str, on: Date) -> bool {
        self.country == country
            && self.approved
            && !self.ended
            && self.from_on <= on
            && on <= self.until_on
            && (self.categories.is_empty() || self.categories.iter().any(|c| c == category))
    }
}

/// Whether data may go somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It may.
    Stays,
    /// It may, under a record that was approved.
    Recorded,
    /// Nobody knows where that is.
    Unknown,
    /// The notice lets nothing go to that country, whatever is approved.
    Barred,
    /// It may once a record of the transfer is approved.
    WantsRecord,
}

impl Ruling {
    /// Whether something may go.
    #[must_use]
    pub const fn lets(self) -> bool {
        matches!(self, Self::Stays | Self::Recorded)
    }
    /// Why nothing goes, said to whoever was refused, with what to do; nothing where it goes.
    #[must_use]
    pub fn why_not(self, to: &str, destination: Option<&Destination>) -> Option<String> {
        let place = destination.map_or_else(String::new, |d| country_words(&d.country));
        Some(match self {
            Self::Stays | Self::Recorded => return None,
            Self::Unknown => format!(
                "Nobody has said in which country {to} keeps what it is sent: an administrator or the data protection officer enters it under Destinations."
            ),
            Self::Barred => format!(
                "{to} is in {place}, and the notice lets nothing go there: only another version of the notice could."
            ),
            Self::WantsRecord => format!(
                "{to} is in {place}: nothing goes there until the data protection officer has approved a record of the transfer, under Destinations."
            ),
        })
    }
}

/// Whether something of a category may go to a place on a day.
#[must_use]
pub fn ruling(
    reach: Reach,
    destination: Option<&Destination>,
    records: &[TransferRecord],
    category: &str,
    on: Date,
) -> Ruling {
    let Some((code, place)) = destination.and_then(|d| Some((d.country.as_str(), country(&d.country)?))) else {
        return Ruling::Unknown;
    };
    // The notice lets data go there without more.
    if place.code == UNITED_KINGDOM || (reach == Reach::Eea && place.eea) {
        return Ruling::Stays;
    }
    match reach {
        Reach::Uk | Reach::Eea => Ruling::Barred,
        Reach::Safeguarded if records.iter().any(|r| r.lets(code, category, on)) => Ruling::Recorded,
        Reach::Safeguarded => Ruling::WantsRecord,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn to(code: &str) -> Destination {
        Destination { country: code.to_owned(), confirmed: true }
    }
    fn record(code: &str) -> TransferRecord {
        TransferRecord {
            country: code.to_owned(),
            categories: Vec::new(),
            from_on: date(2026, 11, 1),
            until_on: date(2027, 10, 31),
            approved: true,
            ended: false,
        }
    }

    #[test]
    fn what_leaves_the_country_needs_a_record_that_is_approved_and_in_its_days() {
        let on = date(2026, 11, 26);
        let rules = |destination: Option<Destination>, records: &[TransferRecord]| {
            ruling(Reach::Safeguarded, destination.as_ref(), records, "needs", on)
        };
        assert_eq!(rules(Some(to("GB")), &[]), Ruling::Stays);
        assert_eq!(rules(None, &[record("US")]), Ruling::Unknown);
        assert_eq!(rules(Some(to("ZZ")), &[record("ZZ")]), Ruling::Unknown, "a country that there is not");
        assert_eq!(rules(Some(to("US")), &[]), Ruling::WantsRecord);
        assert_eq!(rules(Some(to("IE")), &[]), Ruling::WantsRecord, "adequacy is a safeguard, and not a record of it");
        assert_eq!(rules(Some(to("US")), &[record("US")]), Ruling::Recorded);
        let bad = [
            TransferRecord { country: "IN".to_owned(), ..record("US") },
            TransferRecord { approved: false, ..record("US") },
            TransferRecord { ended: true, ..record("US") },
            TransferRecord { from_on: date(2026, 11, 27), ..record("US") },
            TransferRecord { until_on: date(2026, 11, 25), ..record("US") },
            TransferRecord { categories: vec!["health".to_owned()], ..record("US") },
        ];
        for one in &bad {
            assert_eq!(rules(Some(to("US")), std::slice::from_ref(one)), Ruling::WantsRecord, "{one:?}");
        }
        assert_eq!(rules(Some(to("US")), &bad), Ruling::WantsRecord, "halves do not make one");
    }

    #[test]
    fn a_notice_that_says_no_is_opened_by_no_record() {
        let on = date(2026, 11, 26);
        for country in crate::country::countries() {
            let place = to(&country.code);
            let records = [record(&country.code)];
            let uk = ruling(Reach::Uk, Some(&place), &records, "needs", on);
            let eea = ruling(Reach::Eea, Some(&place), &records, "needs", on);
            assert_eq!(uk.lets(), country.code == "GB", "{country:?}");
            assert_eq!(eea.lets(), country.code == "GB" || country.eea, "{country:?}");
            assert_eq!(uk.why_not("They", Some(&place)).is_none(), uk.lets());
        }
    }

    #[test]
    fn codes_come_back() {
        for safeguard in Safeguard::ALL {
            assert_eq!(Safeguard::parse(safeguard.id()), Some(safeguard));
        }
        assert_eq!(Safeguard::parse("hope"), None);
    }
}
