//! What happens in one case: why the person came, what is needed, how far it has got.

use crate::chance::Chance;
use crate::codes::{Accommodation, Code, Duty, FinalDecision, Kind, Need, PreventionEnd, Reason, ReliefEnd, Work};
use crate::day::Day;
use crate::figures::Figures;
use crate::person::Person;
use crate::truth::Truths;

/// The days that a story lies between.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// When the case was opened.
    pub opened: Day,
    /// Today.
    pub as_of: Day,
}

/// Keeps the draws of days apart from others.
const OPENED: u64 = 4;

/// The day on which a person's first case was opened, by the case's number.
pub fn opened(seed: u64, case: u64, as_of: Day) -> Day {
    let mut chance = Chance::of(seed, OPENED, case);
    // Most work is recent; the oldest is about as old as records are kept.
    let ago = if chance.happens(0.35) { chance.between(0, 180) } else { chance.passed(620.0, 2190) };
    working_day(as_of.plus(-ago))
}

/// Nobody opens cases at the weekend: Saturday and Sunday become Friday. Day 0 was a Thursday.
pub const fn working_day(day: Day) -> Day {
    let weekday = (day.0 + 3).rem_euclid(7);
    day.plus(if weekday > 4 { 4 - weekday } else { 0 })
}

/// Why a case was closed, in the codes that cases are closed with.
pub type CloseCode = &'static str;

/// A case's story.
#[derive(Debug, Clone)]
pub struct Story {
    pub kind: Kind,
    pub duty: Duty,
    pub reason: Reason,
    pub accommodation: Accommodation,
    pub needs: Vec<Need>,
    pub truths: Truths,
    pub opened: Day,
    pub closed: Option<(Day, CloseCode)>,
    /// What is due next, and when.
    pub due: Option<(Day, &'static str)>,
    pub bedrooms: i32,
    /// Pounds a month.
    pub income: i32,
    /// Pounds; 0 for none.
    pub arrears: i32,
}

impl Default for Story {
    fn default() -> Self {
        Self {
            kind: Kind::Homelessness,
            duty: Duty::Relief,
            reason: Reason::Other,
            accommodation: Accommodation::Other,
            needs: Vec::new(),
            truths: Truths::default(),
            opened: Day(0),
            closed: None,
            due: None,
            bedrooms: 1,
            income: 0,
            arrears: 0,
        }
    }
}

/// The 56 days of the prevention and relief duties include the first (Housing Act 1996, sections 189B and 195).
const LAST_OF_56: i32 = 55;

impl Story {
    /// Draws a story into `self`, which is used again with its memory.
    pub fn make(
        &mut self,
        figures: &Figures,
        kind: Kind,
        person: &Person,
        first: bool,
        days: Days,
        chance: &mut Chance,
    ) {
        self.kind = kind;
        (self.duty, self.reason) = if first {
            (person.duty, person.reason)
        } else {
            // Whoever comes again has another story, but does not leave asylum support twice.
            let duty = figures.duty.draw(chance);
            let drawn = figures
                .reason
                .get(duty.index())
                .map_or(Reason::Other, |g| g.draw(person.household.index(), Reason::Other, chance));
            let odd = matches!(drawn, Reason::AsylumSupport | Reason::Resettlement | Reason::CarePlacement);
            (duty, if odd { Reason::FamilyOrFriends } else { drawn })
        };
        self.accommodation = match kind {
            Kind::RoughSleeping => {
                if chance.happens(0.74) {
                    Accommodation::RoughSleeping
                } else {
                    Accommodation::NoFixedAbode
                }
            }
            Kind::HousingFirst if chance.happens(0.33) => Accommodation::RoughSleeping,
            Kind::HousingFirst => Accommodation::Supported,
            Kind::Families if chance.happens(0.6) => Accommodation::SocialRented,
            _ => figures
                .accommodation
                .get(self.duty.index())
                .map_or(Accommodation::Other, |g| g.draw(self.reason.index(), Accommodation::Other, chance)),
        };
        self.draw_needs(figures, person, chance);
        self.draw_money(person, chance);
        let children = i32::try_from(person.members.len()).unwrap_or(0);
        self.bedrooms =
            if kind == Kind::Register { figures.bedrooms.draw(chance) } else { (1 + (children + 1) / 2).min(4) };
        self.draw_dates(figures, days, chance);
        self.draw_truths(figures, person, chance);
    }

    fn draw_needs(&mut self, figures: &Figures, person: &Person, chance: &mut Chance) {
        self.needs.clear();
        let age = person.age;
        let tied = [
            (Need::DomesticAbuse, if self.reason == Reason::DomesticAbuse { 0.95 } else { 0.026 }),
            (
                Need::RoughSleeping,
                match self.accommodation {
                    Accommodation::RoughSleeping => 0.72,
                    Accommodation::NoFixedAbode => 0.15,
                    _ => 0.014,
                },
            ),
            (Need::Asylum, if self.reason == Reason::AsylumSupport { 0.76 } else { 0.0 }),
            (Need::YoungPerson, if (18..=24).contains(&age) { 0.235 } else { 0.0 }),
            (Need::OldAge, if age >= 65 { 0.46 } else { 0.0 }),
            (
                Need::CareLeaver,
                match age {
                    ..=17 => 0.25,
                    18..=20 => 0.165,
                    21..=24 => 0.065,
                    _ => 0.0085,
                },
            ),
            (Need::YoungParent, if age < 25 && person.household.has_children() { 0.22 } else { 0.0 }),
        ];
        for (need, probability) in tied {
            if chance.happens(probability) {
                self.needs.push(need);
            }
        }
        if self.reason == Reason::Custody && chance.happens(0.9) {
            self.needs.push(Need::Offending);
        }
        if matches!(self.reason, Reason::HomeUnsuitable | Reason::Hospital) && chance.happens(0.75) {
            self.needs.push(Need::PhysicalHealth);
        }
        let more = match self.kind {
            // Three of four people who sleep rough have a need, and people in Housing First have many.
            Kind::RoughSleeping => chance.between(0, 3),
            Kind::HousingFirst => chance.between(3, 5),
            Kind::Support => 1,
            _ => 0,
        };
        let count = figures.free_needs_count.draw(chance) + usize::try_from(more).unwrap_or(0);
        let needs = &mut self.needs;
        figures.free_needs.draw(count, chance, |at| {
            if let Some(need) = figures.free_needs_of.get(at).filter(|n| !needs.contains(n)) {
                needs.push(*need);
            }
        });
    }

    fn draw_money(&mut self, person: &Person, chance: &mut Chance) {
        let children = i32::try_from(person.of(crate::person::Relation::Child).count()).unwrap_or(0);
        let base = match person.work {
            Work::FullTime => chance.between(1450, 2300),
            Work::PartTime | Work::IrregularHours => chance.between(800, 1500),
            Work::Retired => chance.between(900, 1400),
            Work::Student => chance.between(400, 900),
            Work::Sick | Work::Away => chance.between(780, 1250),
            _ => chance.between(311, 900),
        };
        self.income = base + children * 250;
        let in_arrears = match self.reason {
            Reason::PrivateArrears | Reason::SocialArrears => 1.0,
            Reason::LandlordSelling | Reason::LandlordReletting | Reason::PrivateOther => 0.2,
            _ => 0.12,
        };
        self.arrears = if chance.happens(in_arrears) { 150 + chance.passed(1400.0, 9000) } else { 0 };
    }

    fn draw_dates(&mut self, figures: &Figures, days: Days, chance: &mut Chance) {
        let Days { opened, as_of } = days;
        self.opened = opened;
        let since = as_of.0 - opened.0;
        let (lasted, end, due) = match self.kind {
            Kind::Homelessness => self.homelessness_course(figures, since, chance),
            Kind::Register => {
                let end = if chance.happens(0.7) { "accommodation" } else { "withdrew" };
                (30 + chance.passed(700.0, 2000), end, (365, "renewal"))
            }
            Kind::Support => {
                let family = self.kind == Kind::Support && self.bedrooms > 1;
                let well = chance.happens(if family { 0.947 } else { 0.582 });
                (60 + chance.passed(150.0, 700), if well { "need-met" } else { "contact-lost" }, (42, "support-review"))
            }
            Kind::Families => {
                let end = if chance.happens(0.72) { "need-met" } else { "withdrew" };
                (120 + chance.passed(160.0, 900), end, (42, "plan-review"))
            }
            Kind::RoughSleeping => {
                let end = if chance.happens(0.45) { "accommodation" } else { "contact-lost" };
                (7 + chance.passed(180.0, 1500), end, (14, "meeting"))
            }
            Kind::HousingFirst => (500 + chance.passed(900.0, 2000), "need-met", (28, "support-review")),
        };
        let ends = opened.plus(lasted);
        if ends <= as_of {
            self.closed = Some((ends, end));
            self.due = None;
        } else {
            self.closed = None;
            // What recurs is due at the next time; what is due once may be overdue by some days.
            let (every, what) = due;
            let recurs = !matches!(what, "prevention-ends" | "relief-ends" | "main-decision");
            let at = if recurs { (since / every + 1) * every - chance.between(0, 9) } else { every };
            self.due = Some((opened.plus(at), what));
        }
    }

    /// How long it lasts, how it ends, and what is due next for a case of so many days.
    fn homelessness_course(
        &self,
        figures: &Figures,
        since: i32,
        chance: &mut Chance,
    ) -> (i32, CloseCode, (i32, &'static str)) {
        if self.duty == Duty::Relief {
            return relief(figures, 0, since, chance);
        }
        let lasts = 12 + chance.passed(58.0, 240);
        // The duty may go on after 56 days for as long as no notice ends it.
        let due = if since <= LAST_OF_56 + 14 { (LAST_OF_56, "prevention-ends") } else { (28, "prevention-review") };
        let (lasts, end) = match figures.prevention_end.draw(chance) {
            PreventionEnd::Homeless => {
                let (over, end, then) = relief(figures, lasts, since, chance);
                return (over, end, if since < lasts { due } else { then });
            }
            PreventionEnd::Secured => (lasts, "accommodation"),
            PreventionEnd::ContactLost => (lasts, "contact-lost"),
            PreventionEnd::NoAction => (LAST_OF_56 + 1 + chance.passed(20.0, 90), "advice-only"),
            PreventionEnd::Withdrew | PreventionEnd::Refused | PreventionEnd::NotEligible => (lasts, "withdrew"),
            PreventionEnd::Died => (lasts, "died"),
        };
        (lasts, end, due)
    }
}

/// The relief duty, which began after `from` days, and what follows it, for a case of `since` days.
fn relief(figures: &Figures, from: i32, since: i32, chance: &mut Chance) -> (i32, CloseCode, (i32, &'static str)) {
    let drawn = figures.relief_end.draw(chance);
    let lasts = match drawn {
        ReliefEnd::Days56 => LAST_OF_56 + 1 + chance.passed(9.0, 60),
        _ => chance.between(5, 90).min(20 + chance.passed(35.0, 90)),
    };
    let over = from + lasts;
    let ends = (from + LAST_OF_56, "relief-ends");
    match drawn {
        ReliefEnd::Days56 => match figures.final_decision.draw(chance) {
            // The main duty lasts months or years; the case stays open and is looked at each quarter.
            FinalDecision::Accepted => {
                let due = if since < over { ends } else { (91, "placement-review") };
                (over + 90 + chance.passed(420.0, 2000), "accommodation", due)
            }
            _ => {
                let due = if since < over { ends } else { (over + 21, "main-decision") };
                (over + chance.between(0, 28), "advice-only", due)
            }
        },
        ReliefEnd::Secured | ReliefEnd::Refused => (over, "accommodation", ends),
        ReliefEnd::ContactLost => (over, "contact-lost", ends),
        ReliefEnd::Withdrew | ReliefEnd::Intentional | ReliefEnd::NotEligible => (over, "withdrew", ends),
        ReliefEnd::Transferred => (over, "transferred", ends),
        ReliefEnd::Died => (over, "died", ends),
    }
}
