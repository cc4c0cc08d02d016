//! Small facts that are so of a person and case. Options of forms are matched to them by the words that they contain, so
//! that a choice agrees with the rest of the record, whatever notice wrote the options.

macro_rules! truths {
    ($($name:ident,)*) => {
        /// A fact.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Truth { $($name,)* }
    };
}

truths! {
    EthnicAsian, EthnicBlack, EthnicMixed, EthnicWhite, EthnicOther, EthnicNotSaid,
    Male, Female, OtherSex,
    Under18, From18, From26, From40, From60,
    NeedMental, NeedPhysical, NeedAbuse, NeedOffending, NeedRepeat, NeedLearning, NeedRough, NeedDrugs, NeedAlcohol,
    NeedMoney, NeedWork, NeedAsylum, NeedYoung, NeedOld, NeedCare, NeedParent, NeedForces, NeedSlavery,
    FamilyAttendance, FamilyParenting, FamilyHousing, FamilyCrime, FamilyEarly, FamilyChild,
    Alone, Partner, Married, Separated, Widowed, RelationNotSaid,
    WorksFull, WorksPart, WorksNot, Studies, IsRetired, TooIll,
    PrivateTenant, SocialTenant, Owner, WithFamily, InHostel, InTemporary, SleepsRough, NoHome, InRefuge, OtherHome,
    ReasonPrivate, ReasonSocial, ReasonFamily, ReasonAbuse, ReasonBreakdown, ReasonInstitution, ReasonSupported,
    ReasonAsylum, ReasonViolence, ReasonOther,
    UniversalCredit, HousingBenefit, DisabilityBenefit, PensionCredit, ChildBenefit, OtherBenefit,
    BritishOrIrish, SettledStatus, RefugeeStatus, OtherLeave,
    WantsEmergency, WantsHostel, WantsSupported, WantsHousingFirst, WantsTenancy,
    SelfNone, SelfLow, SelfMedium, SelfHigh, OthersNone, OthersLow, OthersMedium, OthersHigh,
    StageReferred, StageAssessing, StageSupported, StageStepped, StageClosed,
    Band1, Band2, Band3, Band4,
    SexualityStraight, SexualityGay, SexualityBi, SexualityNotSaid,
}

/// A set of facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Truths(pub u128);

impl Truths {
    pub const fn of(truth: Truth) -> Self {
        Self(1 << (truth as u8))
    }
    pub const fn add(&mut self, truth: Truth) {
        self.0 |= Self::of(truth).0;
    }
    pub const fn add_if(&mut self, truth: Truth, so: bool) {
        if so {
            self.add(truth);
        }
    }
    pub const fn has(self, truth: Truth) -> bool {
        self.0 & Self::of(truth).0 != 0
    }
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a choice is about: the same word means another thing in another choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Ethnicity,
    Sex,
    AgeBand,
    Needs,
    Relationship,
    Work,
    Home,
    Reason,
    Benefits,
    Immigration,
    Wanted,
    RiskToSelf,
    RiskToOthers,
    Stage,
    Band,
    Sexuality,
}

/// Words of options, and the fact that each stands for. The first word found in an option counts.
pub fn words_of(about: About) -> &'static [(&'static str, Truth)] {
    use Truth as T;
    match about {
        About::Ethnicity => &[
            ("mixed", T::EthnicMixed),
            ("multiple", T::EthnicMixed),
            ("asian", T::EthnicAsian),
            ("black", T::EthnicBlack),
            ("african", T::EthnicBlack),
            ("white", T::EthnicWhite),
            ("prefer", T::EthnicNotSaid),
            ("not known", T::EthnicNotSaid),
            ("arab", T::EthnicOther),
            ("other", T::EthnicOther),
        ],
        About::Sex => &[
            ("female", T::Female),
            ("woman", T::Female),
            ("male", T::Male),
            ("man", T::Male),
            ("other", T::OtherSex),
            ("non-binary", T::OtherSex),
            ("own", T::OtherSex),
        ],
        About::AgeBand => &[
            ("under", T::Under18),
            ("18", T::From18),
            ("16", T::From18),
            ("26", T::From26),
            ("25", T::From26),
            ("40", T::From40),
            ("60", T::From60),
            ("65", T::From60),
        ],
        About::Needs => &[
            ("mental", T::NeedMental),
            ("physical", T::NeedPhysical),
            ("domestic", T::NeedAbuse),
            ("abuse", T::NeedAbuse),
            ("violence", T::NeedAbuse),
            ("drug", T::NeedDrugs),
            ("substance", T::NeedDrugs),
            ("alcohol", T::NeedAlcohol),
            ("offend", T::NeedOffending),
            ("crime", T::FamilyCrime),
            ("antisocial", T::FamilyCrime),
            ("learning", T::NeedLearning),
            ("missing school", T::FamilyAttendance),
            ("school", T::FamilyAttendance),
            ("attendance", T::FamilyAttendance),
            ("children who need", T::FamilyChild),
            ("child", T::FamilyChild),
            ("parent", T::FamilyParenting),
            ("out of work", T::NeedWork),
            ("work", T::NeedWork),
            ("training", T::NeedWork),
            ("money", T::NeedMoney),
            ("debt", T::NeedMoney),
            ("financ", T::NeedMoney),
            ("budget", T::NeedMoney),
            ("rough", T::NeedRough),
            ("homeless", T::NeedRepeat),
            ("care leaver", T::NeedCare),
            ("leaving care", T::NeedCare),
            ("armed", T::NeedForces),
            ("veteran", T::NeedForces),
            ("asylum", T::NeedAsylum),
            ("refugee", T::NeedAsylum),
            ("slavery", T::NeedSlavery),
            ("young", T::NeedYoung),
            ("old", T::NeedOld),
            ("health", T::NeedMental),
            ("housing", T::FamilyHousing),
        ],
        About::Relationship => &[
            ("single", T::Alone),
            ("married", T::Married),
            ("civil", T::Married),
            ("partner", T::Partner),
            ("cohabit", T::Partner),
            ("separated", T::Separated),
            ("divorced", T::Separated),
            ("widow", T::Widowed),
            ("prefer", T::RelationNotSaid),
        ],
        About::Work => &[
            ("full", T::WorksFull),
            ("part", T::WorksPart),
            ("unable", T::TooIll),
            ("sick", T::TooIll),
            ("not working", T::WorksNot),
            ("unemployed", T::WorksNot),
            ("seeking", T::WorksNot),
            ("stud", T::Studies),
            ("retired", T::IsRetired),
            ("employed", T::WorksFull),
        ],
        About::Home => &[
            ("rough", T::SleepsRough),
            ("no home", T::NoHome),
            ("no fixed", T::NoHome),
            ("family", T::WithFamily),
            ("friend", T::WithFamily),
            ("private", T::PrivateTenant),
            ("council", T::SocialTenant),
            ("association", T::SocialTenant),
            ("social", T::SocialTenant),
            ("own tenancy", T::PrivateTenant),
            ("hostel", T::InHostel),
            ("supported", T::InHostel),
            ("temporary", T::InTemporary),
            ("refuge", T::InRefuge),
            ("owner", T::Owner),
            ("other", T::OtherHome),
        ],
        About::Reason => &[
            ("family", T::ReasonFamily),
            ("friend", T::ReasonFamily),
            ("private", T::ReasonPrivate),
            ("landlord", T::ReasonPrivate),
            ("social", T::ReasonSocial),
            ("domestic", T::ReasonAbuse),
            ("abuse", T::ReasonAbuse),
            ("relationship", T::ReasonBreakdown),
            ("breakdown", T::ReasonBreakdown),
            ("supported", T::ReasonSupported),
            ("institution", T::ReasonInstitution),
            ("custody", T::ReasonInstitution),
            ("prison", T::ReasonInstitution),
            ("hospital", T::ReasonInstitution),
            ("asylum", T::ReasonAsylum),
            ("violence", T::ReasonViolence),
            ("harass", T::ReasonViolence),
            ("other", T::ReasonOther),
        ],
        About::Benefits => &[
            ("universal", T::UniversalCredit),
            ("housing", T::HousingBenefit),
            ("personal independence", T::DisabilityBenefit),
            ("disability", T::DisabilityBenefit),
            ("pension", T::PensionCredit),
            ("child", T::ChildBenefit),
            ("other", T::OtherBenefit),
        ],
        About::Immigration => &[
            ("british", T::BritishOrIrish),
            ("settled", T::SettledStatus),
            ("refugee", T::RefugeeStatus),
            ("leave", T::OtherLeave),
        ],
        About::Wanted => &[
            ("emergency", T::WantsEmergency),
            ("hostel", T::WantsHostel),
            ("supported", T::WantsSupported),
            ("housing first", T::WantsHousingFirst),
            ("tenancy", T::WantsTenancy),
        ],
        About::RiskToSelf => {
            &[("none", T::SelfNone), ("low", T::SelfLow), ("medium", T::SelfMedium), ("high", T::SelfHigh)]
        }
        About::RiskToOthers => {
            &[("none", T::OthersNone), ("low", T::OthersLow), ("medium", T::OthersMedium), ("high", T::OthersHigh)]
        }
        About::Stage => &[
            ("refer", T::StageReferred),
            ("assess", T::StageAssessing),
            ("support", T::StageSupported),
            ("open", T::StageSupported),
            ("stepped", T::StageStepped),
            ("closed", T::StageClosed),
        ],
        About::Band => &[
            ("1", T::Band1),
            ("a", T::Band1),
            ("2", T::Band2),
            ("b", T::Band2),
            ("3", T::Band3),
            ("c", T::Band3),
            ("4", T::Band4),
            ("d", T::Band4),
        ],
        About::Sexuality => &[
            ("hetero", T::SexualityStraight),
            ("straight", T::SexualityStraight),
            ("gay", T::SexualityGay),
            ("lesbian", T::SexualityGay),
            ("bi", T::SexualityBi),
            ("prefer", T::SexualityNotSaid),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_bit() {
        assert!((Truth::SexualityNotSaid as u8) < 128);
        let mut some = Truths::default();
        some.add(Truth::SexualityNotSaid);
        some.add_if(Truth::Male, false);
        assert!(some.has(Truth::SexualityNotSaid) && !some.has(Truth::Male));
    }
}
