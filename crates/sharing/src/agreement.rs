//! Agreements between the controller and those it shares with. A flow that needs one goes only while a signed agreement
//! that covers it is in force; the moment it lapses or is ended, the flow stops.

use jiff::civil::Date;
use kernel::{Timestamp, london_date};

/// Days before its last day from which an agreement is said to be ending.
pub const ENDING_DAYS: i32 = 60;

/// What kind of agreement it is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgreementKind {
    /// Between controllers who share: the code of practice under section 121 of the Data Protection Act 2018.
    Sharing,
    /// With a processor: UK GDPR article 28.
    Processing,
    /// Between joint controllers: UK GDPR article 26.
    Joint,
}

impl AgreementKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sharing, Self::Processing, Self::Joint];
    /// Its code in the store and in forms.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Sharing => "sharing",
            Self::Processing => "processing",
            Self::Joint => "joint",
        }
    }
    /// From its code.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.id() == id)
    }
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sharing => "Data sharing agreement between controllers",
            Self::Processing => "Processing agreement (article 28)",
            Self::Joint => "Joint controllers’ arrangement (article 26)",
        }
    }
}

/// Who signed for one side, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The data protection officer (or who signs for that body).
    pub by: String,
    /// The day.
    pub on: Date,
}

/// What an agreement says, as far as flows depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The party it is with: its id in the notice, a class (`class:…`) or an enrolled body's key.
    pub party: String,
    /// Bodies of a network or consortium that the party has signed for as well.
    pub members: Vec<String>,
    /// The purposes it covers; empty: all for which the notice lets the party have anything.
    pub purposes: Vec<String>,
    /// The categories it covers; empty: all that the notice lets the party have.
    pub categories: Vec<String>,
    /// The first day.
    pub from_on: Date,
    /// The last day, if it has one.
    pub until_on: Option<Date>,
    /// The day by which the two sides have to look at it again.
    pub review_on: Option<Date>,
    /// The controller's own signature.
    pub ours: Option<SignOff>,
    /// The other side's.
    pub theirs: Option<SignOff>,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
}

/// Where an agreement stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not signed by both sides yet.
    Unsigned {
        /// The controller has signed.
        ours: bool,
        /// The other side has signed.
        theirs: bool,
    },
    /// Signed, and not begun.
    NotYet {
        /// The first day.
        from: Date,
    },
    /// In force.
    Live {
        /// The last day, if it comes within [`ENDING_DAYS`] days.
        ending: Option<Date>,
        /// The day for looking at it again has passed.
        review_overdue: bool,
    },
    /// Its last day has passed.
    Lapsed {
        /// The last day.
        on: Date,
    },
    /// Ended before its time.
    Ended {
        /// When.
        at: Timestamp,
    },
}

impl Standing {
    /// Whether flows may go under it.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

impl Terms {
    /// Where it stands at a moment. Days are days in London; the first and the last are included.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        let today = london_date(now);
        if let Some(at) = self.ended_at.filter(|at| *at <= now) {
            return Standing::Ended { at };
        }
        if let Some(on) = self.until_on.filter(|last| *last < today) {
            return Standing::Lapsed { on };
        }
        // A signature that is dated in the future does not count yet.
        let signed = |side: &Option<SignOff>| side.as_ref().is_some_and(|s| s.on <= today);
        let (ours, theirs) = (signed(&self.ours), signed(&self.theirs));
        if !ours || !theirs {
            return Standing::Unsigned { ours, theirs };
        }
        if today < self.from_on {
            return Standing::NotYet { from: self.from_on };
        }
        let soon = today.saturating_add(jiff::Span::new().days(ENDING_DAYS));
        Standing::Live {
            ending: self.until_on.filter(|last| *last <= soon),
            review_overdue: self.review_on.is_some_and(|by| by < today),
        }
    }

    /// Whether it is with a recipient: its own key, or the principal it acts as (a class stands for all its bodies), or a
    /// member of the network that it was signed for.
    #[must_use]
    pub fn is_with(&self, recipient: &str, principal: &str) -> bool {
        let named = |key: &str| key == recipient || key == principal;
        named(&self.party) || self.members.iter().any(|m| named(m))
    }

    /// Whether it covers a purpose and category, wherever it stands.
    #[must_use]
    pub fn covers(&self, purpose: &str, category: &str) -> bool {
        self.purposes_cover(purpose) && within(&self.categories, category)
    }

    /// Whether it covers anything for a purpose.
    #[must_use]
    pub fn purposes_cover(&self, purpose: &str) -> bool {
        within(&self.purposes, purpose)
    }
}

fn within(list: &[String], one: &str) -> bool {
    list.is_empty() || list.iter().any(|x| x == one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
        let zoned = day.at(hour, minute, 0, 0).to_zoned(TimeZone::get("Europe/London").unwrap()).unwrap();
        Timestamp::from_micros(zoned.timestamp().as_microsecond())
    }

    fn signed(on: Date) -> Option<SignOff> {
        Some(SignOff { by: "A. Officer".to_owned(), on })
    }

    fn terms() -> Terms {
        Terms {
            party: "st-basils".to_owned(),
            members: vec!["ymca".to_owned()],
            purposes: vec!["refer".to_owned()],
            categories: vec![],
            from_on: date(2026, 4, 1),
            until_on: Some(date(2027, 3, 31)),
            review_on: Some(date(2026, 12, 1)),
            ours: signed(date(2026, 3, 20)),
            theirs: signed(date(2026, 3, 25)),
            ended_at: None,
        }
    }

    #[test]
    fn it_is_in_force_from_its_first_minute_to_its_last_in_london() {
        let terms = terms();
        assert_eq!(terms.standing(at(date(2026, 3, 31), 23, 59)), Standing::NotYet { from: date(2026, 4, 1) });
        assert!(terms.standing(at(date(2026, 4, 1), 0, 0)).is_live());
        assert!(terms.standing(at(date(2027, 3, 31), 23, 59)).is_live());
        assert_eq!(terms.standing(at(date(2027, 4, 1), 0, 0)), Standing::Lapsed { on: date(2027, 3, 31) });
    }

    #[test]
    fn ending_it_stops_it_that_minute_and_not_before() {
        let end = at(date(2026, 6, 10), 14, 30);
        let terms = Terms { ended_at: Some(end), ..terms() };
        assert!(terms.standing(at(date(2026, 6, 10), 14, 29)).is_live());
        assert_eq!(terms.standing(end), Standing::Ended { at: end });
    }

    #[test]
    fn both_sides_have_to_have_signed_by_that_day() {
        let moment = at(date(2026, 6, 1), 9, 0);
        for (ours, theirs) in [(None, None), (signed(date(2026, 3, 20)), None), (None, signed(date(2026, 3, 20)))] {
            let expected = Standing::Unsigned { ours: ours.is_some(), theirs: theirs.is_some() };
            assert_eq!(Terms { ours, theirs, ..terms() }.standing(moment), expected);
        }
        let tomorrow = Terms { theirs: signed(date(2026, 6, 2)), ..terms() };
        assert_eq!(tomorrow.standing(moment), Standing::Unsigned { ours: true, theirs: false });
        assert!(tomorrow.standing(at(date(2026, 6, 2), 9, 0)).is_live());
    }

    #[test]
    fn what_ends_soon_or_is_to_be_looked_at_again_is_said() {
        let live = |day| terms().standing(at(day, 12, 0));
        assert_eq!(live(date(2026, 12, 1)), Standing::Live { ending: None, review_overdue: false });
        assert_eq!(live(date(2026, 12, 2)), Standing::Live { ending: None, review_overdue: true });
        assert_eq!(live(date(2027, 1, 30)), Standing::Live { ending: Some(date(2027, 3, 31)), review_overdue: true });
        assert_eq!(live(date(2027, 1, 29)), Standing::Live { ending: None, review_overdue: true });
    }

    #[test]
    fn it_covers_what_it_names_or_everything_where_it_names_nothing() {
        let terms = terms();
        assert!(terms.covers("refer", "health"));
        assert!(!terms.covers("report", "health"));
        let narrow = Terms { categories: vec!["identity".to_owned()], ..terms };
        assert!(narrow.covers("refer", "identity") && !narrow.covers("refer", "health"));
    }

    #[test]
    fn a_network_is_signed_for_by_its_lead_and_a_class_covers_its_bodies() {
        let terms = terms();
        assert!(terms.is_with("st-basils", "st-basils") && terms.is_with("ymca", "ymca"));
        assert!(!terms.is_with("emmaus", "emmaus"));
        let class = Terms { party: "class:private-landlord".to_owned(), members: vec![], ..terms };
        assert!(class.is_with("class:private-landlord/0197", "class:private-landlord"));
        assert!(!class.is_with("class:auditor/0197", "class:auditor"));
    }
}
