//! Which small facts are so of a person and case.

use crate::chance::Chance;
use crate::codes::{Accommodation, Band, Ethnicity, Household, Kind, Nationality, Need, Reason, Sex, Sexuality, Work};
use crate::figures::Figures;
use crate::person::Person;
use crate::story::Story;
use crate::truth::{Truth, Truths};

impl Story {
    pub fn draw_truths(&mut self, figures: &Figures, person: &Person, chance: &mut Chance) {
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
