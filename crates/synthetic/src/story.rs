//! What happens in one case: why the person came, what is needed, how far it has got.

use crate::chance::Chance;
use crate::codes::{
    Accommodation, Band, Code, Duty, Ethnicity, FinalDecision, Household, Kind, Nationality, Need, PreventionEnd,
    Reason, ReliefEnd, Sex, Sexuality, Work,
};
use crate::day::Day;
use crate::figures::Figures;
use crate::person::Person;
use crate::truth::{Truth, Truths};

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
        as_of: Day,
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
        self.draw_dates(figures, as_of, chance);
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

    fn draw_dates(&mut self, figures: &Figures, as_of: Day, chance: &mut Chance) {
        // Most work is recent; the oldest is about as old as records are kept.
        let ago = if chance.happens(0.35) { chance.between(0, 180) } else { chance.passed(620.0, 2190) };
        let mut opened = as_of.plus(-ago);
        // Nobody opens cases at the weekend: Saturday and Sunday move to Friday. Day 0 was a Thursday.
        let weekday = (opened.0 + 3).rem_euclid(7);
        opened = opened.plus(-(weekday - 4).max(0));
        self.opened = opened;
        let (lasted, end, due) = match self.kind {
            Kind::Homelessness => self.homelessness_course(figures, chance),
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
            let since = as_of.0 - opened.0;
            let recurs = !matches!(what, "prevention-ends" | "relief-ends" | "main-decision");
            let at = if recurs { (since / every + 1) * every - chance.between(0, 9) } else { every };
            self.due = Some((opened.plus(at), what));
        }
    }

    /// How long, how it ends, and what is due when.
    fn homelessness_course(&self, figures: &Figures, chance: &mut Chance) -> (i32, CloseCode, (i32, &'static str)) {
        let relief = |from: i32, chance: &mut Chance| {
            let end = figures.relief_end.draw(chance);
            let lasts = match end {
                ReliefEnd::Days56 => LAST_OF_56 + 1 + chance.passed(9.0, 60),
                _ => chance.between(5, 90).min(20 + chance.passed(35.0, 90)),
            };
            let over = from + lasts;
            match end {
                ReliefEnd::Days56 => match figures.final_decision.draw(chance) {
                    // The main duty lasts months or years; the case stays open and is looked at each quarter.
                    FinalDecision::Accepted => {
                        (over + 90 + chance.passed(420.0, 2000), "accommodation", (91, "placement-review"))
                    }
                    _ => (over + chance.between(0, 28), "advice-only", (from + LAST_OF_56 + 21, "main-decision")),
                },
                ReliefEnd::Secured | ReliefEnd::Refused => (over, "accommodation", (from + LAST_OF_56, "relief-ends")),
                ReliefEnd::ContactLost => (over, "contact-lost", (from + LAST_OF_56, "relief-ends")),
                ReliefEnd::Withdrew | ReliefEnd::Intentional | ReliefEnd::NotEligible => {
                    (over, "withdrew", (from + LAST_OF_56, "relief-ends"))
                }
                ReliefEnd::Transferred => (over, "transferred", (from + LAST_OF_56, "relief-ends")),
                ReliefEnd::Died => (over, "died", (from + LAST_OF_56, "relief-ends")),
            }
        };
        if self.duty == Duty::Relief {
            return relief(0, chance);
        }
        let lasts = 12 + chance.passed(58.0, 240);
        let due = (LAST_OF_56, "prevention-ends");
        match figures.prevention_end.draw(chance) {
            PreventionEnd::Homeless => relief(lasts, chance),
            PreventionEnd::Secured => (lasts, "accommodation", due),
            PreventionEnd::ContactLost => (lasts, "contact-lost", due),
            PreventionEnd::NoAction => (LAST_OF_56 + 1 + chance.passed(20.0, 90), "advice-only", due),
            PreventionEnd::Withdrew | PreventionEnd::Refused | PreventionEnd::NotEligible => (lasts, "withdrew", due),
            PreventionEnd::Died => (lasts, "died", due),
        }
    }

    fn draw_truths(&mut self, figures: &Figures, person: &Person, chance: &mut Chance) {
        use Truth as T;
        let mut so = Truths::default();
        so.add(ethnic(person.ethnicity));
        so.add(match person.sex {
            Sex::Male => T::Male,
            Sex::Female => T::Female,
            Sex::Other => T::OtherSex,
        });
        so.add(match person.age {
            ..18 => T::Under18,
            18..26 => T::From18,
            26..40 => T::From26,
            40..60 => T::From40,
            _ => T::From60,
        });
        so.add(match person.sexuality {
            Sexuality::Heterosexual => T::SexualityStraight,
            Sexuality::GayOrLesbian => T::SexualityGay,
            Sexuality::Bisexual => T::SexualityBi,
            Sexuality::PreferNotToSay | Sexuality::Other => T::SexualityNotSaid,
        });
        for need in &self.needs {
            so.add(need_truth(*need));
        }
        so.add(match person.work {
            Work::FullTime => T::WorksFull,
            Work::PartTime | Work::IrregularHours => T::WorksPart,
            Work::Student => T::Studies,
            Work::Retired => T::IsRetired,
            Work::Sick | Work::Away => T::TooIll,
            _ => T::WorksNot,
        });
        so.add(home(self.accommodation));
        so.add(reason_truth(self.reason));
        so.add(relationship(person, self.reason, chance));
        self.add_benefits(&mut so, person, chance);
        so.add(match person.nationality {
            Nationality::British | Nationality::Irish => T::BritishOrIrish,
            Nationality::Eea => T::SettledStatus,
            Nationality::Other if self.reason == Reason::AsylumSupport => T::RefugeeStatus,
            Nationality::Other => {
                if chance.happens(0.4) {
                    T::RefugeeStatus
                } else {
                    T::OtherLeave
                }
            }
        });
        so.add(match self.kind {
            Kind::HousingFirst => T::WantsHousingFirst,
            Kind::RoughSleeping => match chance.below(6) {
                0 => T::WantsEmergency,
                1 => T::WantsHostel,
                2 | 3 => T::WantsSupported,
                4 => T::WantsHousingFirst,
                _ => T::WantsTenancy,
            },
            _ => T::WantsTenancy,
        });
        let worry = self.needs.len().min(4);
        let level = |chance: &mut Chance| chance.passed(0.35 * f64::from(u8::try_from(worry).unwrap_or(0)), 3);
        so.add(match level(chance) {
            0 => T::SelfNone,
            1 => T::SelfLow,
            2 => T::SelfMedium,
            _ => T::SelfHigh,
        });
        so.add(match if self.needs.contains(&Need::Offending) { level(chance) } else { level(chance) / 2 } {
            0 => T::OthersNone,
            1 => T::OthersLow,
            2 => T::OthersMedium,
            _ => T::OthersHigh,
        });
        so.add(match (self.closed.is_some(), chance.below(10)) {
            (true, _) => T::StageClosed,
            (_, 0) => T::StageReferred,
            (_, 1 | 2) => T::StageAssessing,
            (_, 9) => T::StageStepped,
            _ => T::StageSupported,
        });
        so.add(match figures.band.draw(chance) {
            Band::First => T::Band1,
            Band::Second => T::Band2,
            Band::Third => T::Band3,
            Band::Fourth | Band::Fifth => T::Band4,
        });
        if self.kind == Kind::Families {
            let count = usize::try_from(figures.family_needs_count.draw(chance)).unwrap_or(3);
            figures.family_needs.draw(count, chance, |at| {
                if let Some(truth) = FAMILY_TRUTHS.get(at) {
                    so.add(*truth);
                }
            });
        }
        self.truths = so;
    }

    fn add_benefits(&self, so: &mut Truths, person: &Person, chance: &mut Chance) {
        use Truth as T;
        let pensioner = person.age >= 66;
        let low = self.income < 1500;
        so.add_if(T::UniversalCredit, !pensioner && low && chance.happens(0.85));
        so.add_if(T::PensionCredit, pensioner && chance.happens(0.5));
        so.add_if(
            T::HousingBenefit,
            (pensioner && chance.happens(0.6))
                || (self.accommodation == Accommodation::Supported && chance.happens(0.8)),
        );
        so.add_if(
            T::DisabilityBenefit,
            (person.work == Work::Sick || self.needs.contains(&Need::PhysicalHealth)) && chance.happens(0.5),
        );
        so.add_if(T::ChildBenefit, person.household.has_children());
        so.add_if(T::OtherBenefit, chance.happens(0.08));
    }
}

/// In the order of the codes of families' needs.
const FAMILY_TRUTHS: [Truth; 11] = [
    Truth::FamilyAttendance,
    Truth::NeedMental,
    Truth::FamilyParenting,
    Truth::NeedMoney,
    Truth::FamilyHousing,
    Truth::NeedAbuse,
    Truth::FamilyCrime,
    Truth::NeedDrugs,
    Truth::NeedWork,
    Truth::FamilyEarly,
    Truth::FamilyChild,
];

const fn ethnic(ethnicity: Ethnicity) -> Truth {
    use Ethnicity as E;
    match ethnicity {
        E::WhiteBritish | E::WhiteIrish | E::GypsyOrTraveller | E::WhiteOther => Truth::EthnicWhite,
        E::BlackAfrican | E::BlackCaribbean | E::BlackOther => Truth::EthnicBlack,
        E::Pakistani | E::Bangladeshi | E::Indian | E::Chinese | E::AsianOther => Truth::EthnicAsian,
        E::MixedCaribbean | E::MixedAfrican | E::MixedAsian | E::MixedOther => Truth::EthnicMixed,
        E::Arab | E::Other => Truth::EthnicOther,
        E::NotKnown => Truth::EthnicNotSaid,
    }
}

const fn need_truth(need: Need) -> Truth {
    match need {
        Need::MentalHealth => Truth::NeedMental,
        Need::PhysicalHealth => Truth::NeedPhysical,
        Need::DomesticAbuse | Need::OtherAbuse | Need::SexualAbuse => Truth::NeedAbuse,
        Need::Offending => Truth::NeedOffending,
        Need::RepeatHomelessness => Truth::NeedRepeat,
        Need::LearningDisability => Truth::NeedLearning,
        Need::RoughSleeping => Truth::NeedRough,
        Need::Drugs => Truth::NeedDrugs,
        Need::Budgeting => Truth::NeedMoney,
        Need::WorkOrTraining => Truth::NeedWork,
        Need::Asylum => Truth::NeedAsylum,
        Need::Alcohol => Truth::NeedAlcohol,
        Need::YoungPerson => Truth::NeedYoung,
        Need::OldAge => Truth::NeedOld,
        Need::CareLeaver => Truth::NeedCare,
        Need::YoungParent => Truth::NeedParent,
        Need::ArmedForces => Truth::NeedForces,
        Need::ModernSlavery => Truth::NeedSlavery,
    }
}

const fn home(accommodation: Accommodation) -> Truth {
    match accommodation {
        Accommodation::PrivateRented => Truth::PrivateTenant,
        Accommodation::SocialRented => Truth::SocialTenant,
        Accommodation::Owner => Truth::Owner,
        Accommodation::Family | Accommodation::Friends => Truth::WithFamily,
        Accommodation::Supported => Truth::InHostel,
        Accommodation::Temporary | Accommodation::AsylumSupport => Truth::InTemporary,
        Accommodation::RoughSleeping => Truth::SleepsRough,
        Accommodation::NoFixedAbode => Truth::NoHome,
        Accommodation::Refuge => Truth::InRefuge,
        Accommodation::Custody | Accommodation::Hospital | Accommodation::Other => Truth::OtherHome,
    }
}

const fn reason_truth(reason: Reason) -> Truth {
    match reason {
        Reason::LandlordSelling
        | Reason::LandlordReletting
        | Reason::PrivateArrears
        | Reason::PrivateBreach
        | Reason::PrivateOther
        | Reason::OtherPrivate => Truth::ReasonPrivate,
        Reason::FamilyOrFriends => Truth::ReasonFamily,
        Reason::DomesticAbuse => Truth::ReasonAbuse,
        Reason::Breakdown | Reason::AbuseAlleged => Truth::ReasonBreakdown,
        Reason::Violence => Truth::ReasonViolence,
        Reason::SocialArrears | Reason::SocialOther => Truth::ReasonSocial,
        Reason::SupportedEviction => Truth::ReasonSupported,
        Reason::Custody | Reason::Hospital | Reason::CarePlacement => Truth::ReasonInstitution,
        Reason::AsylumSupport => Truth::ReasonAsylum,
        Reason::HomeUnsuitable | Reason::Resettlement | Reason::Other => Truth::ReasonOther,
    }
}

fn relationship(person: &Person, reason: Reason, chance: &mut Chance) -> Truth {
    match person.household {
        Household::CoupleWithChildren | Household::Couple => {
            if chance.happens(0.45) {
                Truth::Married
            } else {
                Truth::Partner
            }
        }
        _ if matches!(reason, Reason::Breakdown | Reason::DomesticAbuse) && chance.happens(0.5) => Truth::Separated,
        _ if person.age > 60 && chance.happens(0.25) => Truth::Widowed,
        _ if chance.happens(0.04) => Truth::RelationNotSaid,
        _ if chance.happens(0.1) => Truth::Separated,
        _ => Truth::Alone,
    }
}
