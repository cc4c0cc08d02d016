//! A person with a household: everything that stays the same when the person comes again.

use crate::chance::Chance;
use crate::codes::{Age, Code, Duty, Ethnicity, Household, Kind, Nationality, Reason, Sex, Sexuality, Work};
use crate::day::{Day, number};
use crate::figures::Figures;
use crate::names::{Drawn, Names, write_surname};

/// Keeps the draws of persons apart from those of cases.
const PEOPLE: u64 = 1;

/// How somebody belongs to the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Partner,
    Child,
    Adult,
}

/// Somebody of the household.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub relation: Relation,
    pub sex: Sex,
    pub forename: &'static str,
    pub born: Day,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Person {
    pub number: u64,
    pub name: Drawn,
    pub sex: Sex,
    pub born: Day,
    pub age: i32,
    pub duty: Duty,
    pub household: Household,
    pub ethnicity: Ethnicity,
    pub nationality: Nationality,
    pub sexuality: Sexuality,
    pub work: Work,
    pub reason: Reason,
    pub members: Vec<Member>,
    pub family_name: &'static str,
    /// The surname before marriage or another change, or nothing.
    pub former_surname: &'static str,
    pub has_phone: bool,
    pub has_email: bool,
}

/// What persons are made from.
pub struct Makers {
    pub figures: Figures,
    pub names: Names,
    pub seed: u64,
    pub as_of: Day,
}

impl Person {
    /// The person of a number who first comes to a kind of service on a day. `into` is used again, with its memory.
    pub fn make(makers: &Makers, kind: Kind, person: u64, came: Day, into: &mut Self) {
        let Makers { figures, names, seed, .. } = makers;
        let chance = &mut Chance::of(*seed, PEOPLE, person);
        let p = into;
        p.number = person;
        p.duty = figures.duty.draw(chance);
        p.household = household(figures, kind, p.duty, chance);
        p.reason = figures
            .reason
            .get(p.duty.index())
            .map_or(Reason::Other, |g| g.draw(p.household.index(), Reason::Other, chance));
        p.ethnicity = figures.ethnicity.draw(p.reason.index(), Ethnicity::NotKnown, chance);
        p.sex = sex(figures, kind, p.household, p.reason, chance);
        p.age = age(figures, kind, p.household, p.reason, chance);
        p.born = came.plus(-(p.age * 1461 / 4) - chance.between(1, 364));
        p.work = figures.work.draw(band(p.age).index(), Work::NotKnown, chance);
        p.nationality = nationality(figures, kind, p.ethnicity, p.reason, chance);
        p.sexuality = figures.sexuality.draw(chance);
        let group = names.group_for(p.ethnicity, chance);
        let born = p.born.civil().0;
        p.name = Drawn {
            group,
            forename: names.forename(group, p.sex, born, chance),
            middle: if chance.happens(0.22) { names.forename(group, p.sex, born, chance) } else { "" },
            surname: names.surname(group, chance),
        };
        p.family_name = if chance.happens(0.8) { p.name.surname } else { names.surname(group, chance) };
        p.former_surname = if chance.happens(0.12) { names.surname(group, chance) } else { "" };
        p.has_phone = chance.happens(if kind == Kind::RoughSleeping { 0.62 } else { 0.96 });
        p.has_email = chance.happens(if kind == Kind::RoughSleeping { 0.4 } else { 0.82 });
        members(makers, kind, p, came, chance);
    }

    /// The full name.
    pub fn write_name(&self, out: &mut String) {
        out.push_str(self.name.forename);
        if !self.name.middle.is_empty() && self.name.middle != self.name.forename {
            out.push(' ');
            out.push_str(self.name.middle);
        }
        out.push(' ');
        write_surname(out, self.name.surname, self.sex);
    }

    /// A National Insurance number that nobody has. Numbers beginning with NC or PP are administrative references that
    /// schemes made up for people without a number (HMRC, National Insurance Manual, NIM39110): no person was ever given
    /// one as a number, those of schemes end in other letters than A to D, and the form is right. Each person has
    /// another, up to eight million of them.
    pub fn write_ni_number(&self, seed: u64, out: &mut String) {
        const ROOM: u64 = 8_000_000;
        // A factor without divisors in common with the room visits every number once.
        let at = (self.number % ROOM * 5_234_561 + seed % ROOM) % ROOM;
        out.push_str(if at < ROOM / 2 { "NC" } else { "PP" });
        number(out, u32::try_from(at / 4 % 1_000_000).unwrap_or(0), 6);
        out.push(['A', 'B', 'C', 'D'].get((at % 4) as usize).copied().unwrap_or('A'));
    }

    /// A mobile number from the range that Ofcom keeps free for drama: 07700 900000 to 900999.
    pub fn write_phone(&self, out: &mut String) {
        out.push_str("07700900");
        number(out, u32::try_from(self.number.wrapping_mul(617) % 1000).unwrap_or(0), 3);
    }

    /// An address at a domain that is reserved for examples (RFC 2606).
    pub fn write_email(&self, out: &mut String) {
        let letters = |out: &mut String, name: &str| {
            out.extend(name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()));
        };
        letters(out, self.name.forename);
        out.push('.');
        letters(out, self.name.surname);
        number(out, u32::try_from(self.number % 1000).unwrap_or(0), 1);
        out.push_str(
            ["@example.org", "@example.com", "@example.net"]
                .get((self.number % 3) as usize)
                .copied()
                .unwrap_or("@example.org"),
        );
    }

    /// An NHS number of the range 999, which is kept for tests, with a right check figure.
    pub fn write_nhs_number(&self, out: &mut String) {
        let mut at = self.number.wrapping_mul(7_919);
        loop {
            let mut nine = [9, 9, 9, 0, 0, 0, 0, 0, 0];
            let mut left = at % 1_000_000;
            for figure in nine.iter_mut().rev().take(6) {
                *figure = u8::try_from(left % 10).unwrap_or(0);
                left /= 10;
            }
            if let Some(check) = kernel::NhsNumber::check_figure(nine) {
                out.extend(nine.iter().chain([&check]).map(|f| char::from(b'0' + f)));
                return;
            }
            at = at.wrapping_add(1);
        }
    }

    /// A unique pupil number of the local authority 000, which does not exist, with a right check letter.
    pub fn write_upn(&self, out: &mut String) {
        let mut twelve = [0; 12];
        let mut left = self.number.wrapping_mul(104_729) % 1_000_000_000;
        for figure in twelve.iter_mut().rev().take(9) {
            *figure = u8::try_from(left % 10).unwrap_or(0);
            left /= 10;
        }
        out.push(kernel::Upn::check_letter(&twelve));
        out.extend(twelve.iter().map(|f| char::from(b'0' + f)));
    }

    /// The members of a relation.
    pub fn of(&self, relation: Relation) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.relation == relation)
    }
}

impl Default for Person {
    fn default() -> Self {
        Self {
            number: 0,
            name: Drawn::default(),
            sex: Sex::Other,
            born: Day(0),
            age: 0,
            duty: Duty::Relief,
            household: Household::Other,
            ethnicity: Ethnicity::NotKnown,
            nationality: Nationality::British,
            sexuality: Sexuality::PreferNotToSay,
            work: Work::NotKnown,
            reason: Reason::Other,
            members: Vec::new(),
            family_name: "",
            former_surname: "",
            has_phone: false,
            has_email: false,
        }
    }
}

fn household(figures: &Figures, kind: Kind, duty: Duty, chance: &mut Chance) -> Household {
    match kind {
        Kind::Homelessness => figures.household.get(duty.index()).map_or(Household::Other, |w| w.draw(chance)),
        Kind::Support => figures.support_household.draw(chance),
        Kind::Register => figures.general_household.draw(chance),
        Kind::RoughSleeping | Kind::HousingFirst => match figures.rough_sex.draw(chance) {
            Sex::Male => Household::SingleMan,
            Sex::Female => Household::SingleWoman,
            Sex::Other => Household::Other,
        },
        Kind::Families => loop {
            let drawn = figures.general_household.draw(chance);
            if drawn.has_children() {
                return drawn;
            }
        },
    }
}

fn sex(figures: &Figures, kind: Kind, household: Household, reason: Reason, chance: &mut Chance) -> Sex {
    match household {
        Household::SingleMan | Household::SingleFather => Sex::Male,
        Household::SingleWoman | Household::SingleMother => Sex::Female,
        Household::Other if matches!(kind, Kind::RoughSleeping | Kind::HousingFirst) => Sex::Other,
        _ if reason == Reason::DomesticAbuse => Sex::Female,
        _ if kind == Kind::RoughSleeping => figures.rough_sex.draw(chance),
        _ => {
            if chance.happens(0.55) {
                Sex::Female
            } else {
                Sex::Male
            }
        }
    }
}

fn age(figures: &Figures, kind: Kind, household: Household, reason: Reason, chance: &mut Chance) -> i32 {
    if matches!(kind, Kind::RoughSleeping | Kind::HousingFirst) {
        let from = figures.rough_age.draw(chance);
        let width = match from {
            18 => 8,
            65 => 14,
            56 => 9,
            _ => 10,
        };
        return from + chance.between(0, width - 1);
    }
    if reason == Reason::CarePlacement {
        return chance.between(17, 22);
    }
    let (from, width) = match figures.age.draw(household.index(), Age::A25, chance) {
        Age::A16 => (16, 2),
        Age::A18 => (18, 7),
        Age::A25 => (25, 10),
        Age::A35 => (35, 10),
        Age::A45 => (45, 10),
        Age::A55 => (55, 10),
        Age::A65 => (65, 10),
        Age::A75 => (75, 14),
    };
    from + chance.between(0, width - 1)
}

/// The band of an age.
pub const fn band(age: i32) -> Age {
    match age {
        ..18 => Age::A16,
        18..25 => Age::A18,
        25..35 => Age::A25,
        35..45 => Age::A35,
        45..55 => Age::A45,
        55..65 => Age::A55,
        65..75 => Age::A65,
        _ => Age::A75,
    }
}

fn nationality(
    figures: &Figures,
    kind: Kind,
    ethnicity: Ethnicity,
    reason: Reason,
    chance: &mut Chance,
) -> Nationality {
    if matches!(reason, Reason::AsylumSupport | Reason::Resettlement) {
        return Nationality::Other;
    }
    match ethnicity {
        Ethnicity::WhiteBritish => Nationality::British,
        Ethnicity::WhiteIrish => {
            if chance.happens(0.6) {
                Nationality::Irish
            } else {
                Nationality::British
            }
        }
        Ethnicity::WhiteOther => {
            if chance.happens(0.75) {
                Nationality::Eea
            } else {
                Nationality::British
            }
        }
        _ if kind == Kind::RoughSleeping => figures.rough_nationality.draw(chance),
        Ethnicity::NotKnown => figures.nationality.draw(chance),
        _ => {
            if chance.happens(0.25) {
                Nationality::Other
            } else {
                Nationality::British
            }
        }
    }
}

fn members(makers: &Makers, kind: Kind, p: &mut Person, came: Day, chance: &mut Chance) {
    p.members.clear();
    let Makers { figures, names, .. } = makers;
    let mut add = |relation, sex, age_days: i32, chance: &mut Chance| {
        let born = came.plus(-age_days);
        let forename = names.forename(p.name.group, sex, born.civil().0, chance);
        p.members.push(Member { relation, sex, forename, born });
    };
    let either = |chance: &mut Chance| if chance.happens(0.5) { Sex::Female } else { Sex::Male };
    if p.household.has_partner() {
        let other = match p.sex {
            Sex::Male => {
                if chance.happens(0.96) {
                    Sex::Female
                } else {
                    Sex::Male
                }
            }
            _ => {
                if chance.happens(0.96) {
                    Sex::Male
                } else {
                    Sex::Female
                }
            }
        };
        let age = (p.age + chance.between(-6, 6)).max(17);
        add(Relation::Partner, other, age * 365 + chance.between(0, 364), chance);
    }
    if p.household.has_children() {
        let count =
            if kind == Kind::Families { figures.family_children.draw(chance) } else { 1 + chance.passed(0.9, 5) };
        let oldest = (p.age - 16).clamp(1, 17);
        for _ in 0..count {
            let sex = either(chance);
            add(Relation::Child, sex, chance.between(0, oldest * 365), chance);
        }
    }
    if matches!(p.household, Household::AdultsWithChildren | Household::Adults) {
        let count = chance.between(1, 2);
        for _ in 0..count {
            let sex = either(chance);
            add(Relation::Adult, sex, chance.between(18, 70) * 365, chance);
        }
    }
}
