//! The codes of the data files, as types.

/// A closed list of codes.
pub trait Code: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// As the data files write it.
    fn code(self) -> &'static str;
    /// Its place in the list.
    fn index(self) -> usize;
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant,)* }
        impl Code for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
            fn code(self) -> &'static str { match self { $(Self::$variant => $code,)* } }
            fn index(self) -> usize { self as usize }
        }
    )*};
}

codes! {
    /// Kinds of services.
    Kind {
        Homelessness = "homelessness",
        Register = "register",
        Support = "support",
        Families = "families",
        RoughSleeping = "rough-sleeping",
        HousingFirst = "housing-first",
    }
    /// The first duty owed.
    Duty { Prevention = "prevention", Relief = "relief", }
    /// Household types of the homelessness statistics.
    Household {
        SingleMan = "single-man",
        SingleWoman = "single-woman",
        SingleMother = "single-mother",
        SingleFather = "single-father",
        CoupleWithChildren = "couple-with-children",
        Couple = "couple",
        AdultsWithChildren = "adults-with-children",
        Adults = "adults",
        Other = "other",
    }
    /// Ages in the statistics' bands, by the first year of each.
    Age { A16 = "16", A18 = "18", A25 = "25", A35 = "35", A45 = "45", A55 = "55", A65 = "65", A75 = "75", }
    /// Ethnic groups of the statistics.
    Ethnicity {
        WhiteBritish = "white-british",
        WhiteIrish = "white-irish",
        GypsyOrTraveller = "gypsy-or-traveller",
        WhiteOther = "white-other",
        BlackAfrican = "black-african",
        BlackCaribbean = "black-caribbean",
        BlackOther = "black-other",
        Pakistani = "pakistani",
        Bangladeshi = "bangladeshi",
        Indian = "indian",
        Chinese = "chinese",
        AsianOther = "asian-other",
        MixedCaribbean = "mixed-caribbean",
        MixedAfrican = "mixed-african",
        MixedAsian = "mixed-asian",
        MixedOther = "mixed-other",
        Arab = "arab",
        Other = "other",
        NotKnown = "not-known",
    }
    /// Work of the main applicant.
    Work {
        Unemployed = "unemployed",
        Sick = "sick",
        FullTime = "full-time",
        PartTime = "part-time",
        AtHome = "at-home",
        Seeking = "seeking",
        Retired = "retired",
        Away = "off-work",
        IrregularHours = "irregular-hours",
        Student = "student",
        Other = "other",
        NotKnown = "not-known",
    }
    /// Sexual identity.
    Sexuality {
        Heterosexual = "heterosexual",
        PreferNotToSay = "prefer-not-to-say",
        GayOrLesbian = "gay-or-lesbian",
        Bisexual = "bisexual",
        Other = "other",
    }
    /// Reasons for the loss of the last settled home.
    Reason {
        LandlordSelling = "landlord-selling",
        LandlordReletting = "landlord-reletting",
        PrivateArrears = "private-arrears",
        PrivateBreach = "private-breach",
        PrivateOther = "private-other",
        OtherPrivate = "other-private",
        FamilyOrFriends = "family-or-friends",
        DomesticAbuse = "domestic-abuse",
        AbuseAlleged = "abuse-alleged",
        Breakdown = "breakdown",
        Violence = "violence",
        SocialArrears = "social-arrears",
        SocialOther = "social-other",
        SupportedEviction = "supported-eviction",
        Custody = "custody",
        Hospital = "hospital",
        CarePlacement = "care-placement",
        AsylumSupport = "asylum-support",
        HomeUnsuitable = "home-unsuitable",
        Resettlement = "resettlement",
        Other = "other",
    }
    /// Accommodation at the time of application.
    Accommodation {
        PrivateRented = "private-rented",
        Family = "family",
        Friends = "friends",
        SocialRented = "social-rented",
        Supported = "supported",
        AsylumSupport = "asylum-support",
        Custody = "custody",
        Hospital = "hospital",
        NoFixedAbode = "no-fixed-abode",
        RoughSleeping = "rough-sleeping",
        Temporary = "temporary",
        Refuge = "refuge",
        Owner = "owner",
        Other = "other",
    }
    /// Support needs.
    Need {
        MentalHealth = "mental-health",
        PhysicalHealth = "physical-health",
        DomesticAbuse = "domestic-abuse",
        Offending = "offending",
        RepeatHomelessness = "repeat-homelessness",
        LearningDisability = "learning-disability",
        RoughSleeping = "rough-sleeping",
        Drugs = "drugs",
        Budgeting = "budgeting",
        WorkOrTraining = "work-or-training",
        Asylum = "asylum",
        Alcohol = "alcohol",
        YoungPerson = "young-person",
        OtherAbuse = "other-abuse",
        SexualAbuse = "sexual-abuse",
        OldAge = "old-age",
        CareLeaver = "care-leaver",
        YoungParent = "young-parent",
        ArmedForces = "armed-forces",
        ModernSlavery = "modern-slavery",
    }
    /// What a family needs help with.
    FamilyNeed {
        Attendance = "attendance",
        MentalHealth = "mental-health",
        Parenting = "parenting",
        Money = "money",
        Housing = "housing",
        Abuse = "abuse",
        Crime = "crime",
        Substance = "substance",
        Work = "work",
        EarlyYears = "early-years",
        ChildSafety = "child-safety",
    }
    /// How prevention duties end.
    PreventionEnd {
        Secured = "secured",
        Homeless = "homeless",
        ContactLost = "contact-lost",
        NoAction = "no-action",
        Withdrew = "withdrew",
        Refused = "refused",
        NotEligible = "not-eligible",
        Died = "died",
    }
    /// How relief duties end.
    ReliefEnd {
        Days56 = "days-56",
        Secured = "secured",
        ContactLost = "contact-lost",
        Withdrew = "withdrew",
        Refused = "refused",
        Transferred = "transferred",
        Intentional = "intentional",
        NotEligible = "not-eligible",
        Died = "died",
    }
    /// The decision after relief.
    FinalDecision {
        Accepted = "accepted",
        NoPriorityNeed = "no-priority-need",
        Intentional = "intentional",
        NotHomeless = "not-homeless",
    }
    /// Nationality, in groups.
    Nationality { British = "british", Irish = "irish", Eea = "eea", Other = "other", }
    /// Sex as the statistics have it.
    Sex { Male = "male", Female = "female", Other = "other", }
    /// Bands of a register.
    Band { First = "band-1", Second = "band-2", Third = "band-3", Fourth = "band-4", Fifth = "band-5", }
}

impl Household {
    /// Whether children belong to it.
    pub const fn has_children(self) -> bool {
        matches!(self, Self::SingleMother | Self::SingleFather | Self::CoupleWithChildren | Self::AdultsWithChildren)
    }
    /// Whether the main applicant lives with a partner.
    pub const fn has_partner(self) -> bool {
        matches!(self, Self::CoupleWithChildren | Self::Couple)
    }
}
