//! The published figures, read from the data files and fitted together.

use crate::chance::Weighted;
use crate::codes::{
    Accommodation, Age, Band, Code, Duty, Ethnicity, FamilyNeed, FinalDecision, Household, Kind, Nationality, Need,
    PreventionEnd, Reason, ReliefEnd, Sex, Sexuality, Work,
};
use crate::fit::{Given, Several, fit};
use toml::Table;

const HOMELESSNESS: &str = include_str!("../data/homelessness.toml");
const SERVICES: &str = include_str!("../data/services.toml");

/// A fault in the data files of this crate: only whoever changes them can meet it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the data file {file} is not right at [{at}]: {what}")]
pub struct DataError {
    /// The file.
    pub file: &'static str,
    /// The table.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

impl DataError {
    pub(crate) fn new(file: &'static str, at: &str, what: impl Into<String>) -> Self {
        Self { file, at: at.to_owned(), what: what.into() }
    }
}

/// Rows of codes with their figures, in the order of the codes.
pub type Rows<T> = Vec<(T, f64)>;

/// One data file.
pub struct File {
    name: &'static str,
    table: Table,
}

impl File {
    pub fn read(name: &'static str, text: &str) -> Result<Self, DataError> {
        let table = text.parse().map_err(|e: toml::de::Error| DataError::new(name, "", e.to_string()))?;
        Ok(Self { name, table })
    }
    /// The table at a path of names separated by full stops.
    pub fn table(&self, path: &str) -> Result<&Table, DataError> {
        let missing = || DataError::new(self.name, path, "there is no such table");
        path.split('.')
            .filter(|n| !n.is_empty())
            .try_fold(&self.table, |table, name| table.get(name)?.as_table())
            .ok_or_else(missing)
    }
    /// The figures of a table, one for each code (0 for codes that it lacks). A key that is no code is an error.
    pub fn rows<T: Code>(&self, path: &str) -> Result<Rows<T>, DataError> {
        let table = self.table(path)?;
        if let Some(stranger) = table.keys().find(|k| !T::ALL.iter().any(|c| c.code() == k.as_str())) {
            return Err(DataError::new(self.name, path, format!("{stranger} is not a known code")));
        }
        Ok(T::ALL.iter().map(|c| (*c, figure(table, c.code()))).collect())
    }
    pub fn weighted<T: Code>(&self, path: &str) -> Result<Weighted<T>, DataError> {
        self.draw(path, &self.rows(path)?)
    }
    pub fn draw<T: Copy>(&self, path: &str, rows: &[(T, f64)]) -> Result<Weighted<T>, DataError> {
        Weighted::new(rows).ok_or_else(|| DataError::new(self.name, path, "no figure is above zero"))
    }
    /// A table whose keys are whole numbers.
    pub fn numbered(&self, path: &str) -> Result<Vec<(i32, f64)>, DataError> {
        let table = self.table(path)?;
        table
            .keys()
            .map(|k| k.parse().map(|n| (n, figure(table, k))))
            .collect::<Result<_, _>>()
            .map_err(|_| DataError::new(self.name, path, "the keys are whole numbers"))
    }
}

fn figure(table: &Table, key: &str) -> f64 {
    table
        .get(key)
        .and_then(|v| {
            #[expect(clippy::cast_precision_loss, reason = "figures are small")]
            v.as_float().or_else(|| v.as_integer().map(|n| n as f64))
        })
        .unwrap_or(0.0)
}

fn only<T: Copy>(rows: &[(T, f64)]) -> Vec<f64> {
    rows.iter().map(|(_, f)| *f).collect()
}

/// Everything that is drawn from figures.
pub struct Figures {
    pub mix: Rows<Kind>,
    pub duty: Weighted<Duty>,
    pub household: [Weighted<Household>; 2],
    pub reason: [Given<Reason>; 2],
    pub accommodation: [Given<Accommodation>; 2],
    pub age: Given<Age>,
    pub work: Given<Work>,
    pub ethnicity: Given<Ethnicity>,
    pub sexuality: Weighted<Sexuality>,
    pub nationality: Weighted<Nationality>,
    pub free_needs: Several,
    pub free_needs_of: Vec<Need>,
    pub free_needs_count: Weighted<usize>,
    pub prevention_end: Weighted<PreventionEnd>,
    pub relief_end: Weighted<ReliefEnd>,
    pub final_decision: Weighted<FinalDecision>,
    pub rough_sex: Weighted<Sex>,
    pub rough_age: Weighted<i32>,
    pub rough_nationality: Weighted<Nationality>,
    pub support_household: Weighted<Household>,
    pub general_household: Weighted<Household>,
    pub family_children: Weighted<i32>,
    pub family_needs: Several,
    pub family_needs_count: Weighted<i32>,
    pub band: Weighted<Band>,
    pub bedrooms: Weighted<i32>,
}

impl Figures {
    /// Reads and fits.
    pub fn read() -> Result<Self, DataError> {
        let home = File::read("homelessness.toml", HOMELESSNESS)?;
        let services = File::read("services.toml", SERVICES)?;
        let duties: Rows<Duty> = home.rows("duty")?;
        let ages: Rows<Age> = home.rows("age")?;
        let by_duty = |table: &str, duty: &Duty| [table, ".", duty.code()].concat();
        let households: Vec<Rows<Household>> =
            Duty::ALL.iter().map(|d| home.rows(&by_duty("household", d))).collect::<Result<_, _>>()?;
        let reasons: Vec<Rows<Reason>> =
            Duty::ALL.iter().map(|d| home.rows(&by_duty("reason", d))).collect::<Result<_, _>>()?;
        let places: Vec<Rows<Accommodation>> =
            Duty::ALL.iter().map(|d| home.rows(&by_duty("accommodation", d))).collect::<Result<_, _>>()?;
        let both = |of: &[Vec<f64>]| -> Vec<f64> {
            let shares = only(&duties);
            (0..of.first().map_or(0, Vec::len))
                .map(|at| of.iter().zip(&shares).map(|(rows, s)| rows.get(at).copied().unwrap_or(0.0) * s).sum())
                .collect()
        };
        let of = |rows: &[Vec<(Household, f64)>]| both(&rows.iter().map(|r| only(r)).collect::<Vec<_>>());
        let all_households = of(&households);
        let all_reasons = both(&reasons.iter().map(|r| only(r)).collect::<Vec<_>>());
        let reason_given = pairs(&households, &reasons, goes_with_household);
        let place_given = pairs(&reasons, &places, goes_with_reason);
        let age_table = fitted(Household::ALL, Age::ALL, &all_households, &only(&ages), goes_with_age);
        let work_table = fitted(Age::ALL, Work::ALL, &only(&ages), &only(&home.rows::<Work>("work")?), works_at);
        let origin: Rows<Ethnicity> = home.rows("ethnicity")?;
        let origin_table = fitted(Reason::ALL, Ethnicity::ALL, &all_reasons, &only(&origin), comes_with);
        let needs: Rows<Need> = home.rows("needs")?;
        let (free, wanted): (Vec<Need>, Vec<f64>) = needs.iter().filter_map(|(n, f)| free_need(*n, *f)).unzip();
        let counts = FREE_NEEDS;
        let family_counts = services.numbered("families.needs-count")?;
        let family_share = shares_by_count(&family_counts);
        let [Ok(prevention), Ok(relief)] = [0, 1].map(|d| {
            households.get(d).map_or_else(|| home.weighted("household.relief"), |rows| home.draw("household", rows))
        }) else {
            return Err(DataError::new("homelessness.toml", "household", "no figure is above zero"));
        };
        Ok(Self {
            mix: services.rows("mix")?,
            duty: home.draw("duty", &duties)?,
            household: [prevention, relief],
            reason: reason_given,
            accommodation: place_given,
            age: Given::new(&age_table, Age::ALL),
            work: Given::new(&work_table, Work::ALL),
            ethnicity: Given::new(&origin_table, Ethnicity::ALL),
            sexuality: home.weighted("sexual-identity")?,
            nationality: home.weighted("nationality")?,
            free_needs: Several::new(&wanted, &counts),
            free_needs_of: free,
            free_needs_count: home.draw("needs", &counts.iter().copied().enumerate().collect::<Vec<_>>())?,
            prevention_end: home.weighted("prevention-ends")?,
            relief_end: home.weighted("relief-ends")?,
            final_decision: home.weighted("final-decision")?,
            rough_sex: services.weighted("rough-sleeping.sex")?,
            rough_age: services.draw("rough-sleeping.age", &services.numbered("rough-sleeping.age")?)?,
            rough_nationality: services.weighted("rough-sleeping.nationality")?,
            support_household: services.weighted("support.household")?,
            general_household: services.weighted("general.household")?,
            family_children: services.draw("families.children", &services.numbered("families.children")?)?,
            family_needs: Several::new(&only(&services.rows::<FamilyNeed>("families.needs")?), &family_share),
            family_needs_count: services.draw("families.needs-count", &family_counts)?,
            band: services.weighted("register.band")?,
            bedrooms: services.draw("register.bedrooms", &services.numbered("register.bedrooms")?)?,
        })
    }
}

/// How many of the needs that do not follow from age, reason or place a household has: fitted by trial so that, with those
/// that do follow, three in five have any and the published total comes out.
const FREE_NEEDS: [f64; 9] = [0.600, 0.165, 0.080, 0.054, 0.041, 0.028, 0.018, 0.009, 0.005];

/// The share of a need that does not follow from something else; none if all of it does.
fn free_need(need: Need, published: f64) -> Option<(Need, f64)> {
    let free = match need {
        Need::DomesticAbuse
        | Need::RoughSleeping
        | Need::Asylum
        | Need::YoungPerson
        | Need::OldAge
        | Need::CareLeaver
        | Need::YoungParent => return None,
        // The rest follows from leaving custody, and from a home or hospital that tells of ill health.
        Need::Offending => published - 3.1,
        Need::PhysicalHealth => published - 1.6,
        _ => published,
    };
    Some((need, free))
}

fn shares_by_count(rows: &[(i32, f64)]) -> Vec<f64> {
    let whole: f64 = rows.iter().map(|(_, f)| f).sum();
    let most = rows.iter().map(|(n, _)| *n).max().unwrap_or(0);
    (0..=most).map(|n| rows.iter().find(|(m, _)| *m == n).map_or(0.0, |(_, f)| f / whole)).collect()
}

/// A fitted table for each duty.
fn pairs<A: Code, B: Code>(rows: &[Rows<A>], columns: &[Rows<B>], pattern: fn(A, B) -> f64) -> [Given<B>; 2] {
    [0, 1].map(|duty| {
        let (rows, columns) = (rows.get(duty).map_or(&[][..], |r| r), columns.get(duty).map_or(&[][..], |c| c));
        Given::new(&fitted(A::ALL, B::ALL, &only(rows), &only(columns), pattern), B::ALL)
    })
}

fn fitted<A: Copy, B: Copy>(
    all_rows: &[A],
    all_columns: &[B],
    rows: &[f64],
    columns: &[f64],
    pattern: fn(A, B) -> f64,
) -> Vec<Vec<f64>> {
    let mut table: Vec<Vec<f64>> =
        all_rows.iter().map(|a| all_columns.iter().map(|b| pattern(*a, *b)).collect()).collect();
    fit(&mut table, rows, columns);
    table
}

/// What goes with what: rough odds from casework, which the fitting brings to the published totals.
fn goes_with_household(household: Household, reason: Reason) -> f64 {
    let children = household.has_children();
    let man = matches!(household, Household::SingleMan | Household::SingleFather);
    match reason {
        Reason::DomesticAbuse => match household {
            Household::SingleMan => 0.15,
            Household::SingleWoman | Household::SingleMother => 2.5,
            Household::CoupleWithChildren | Household::Couple => 0.1,
            _ => 0.5,
        },
        Reason::AbuseAlleged => {
            if man {
                3.0
            } else {
                0.1
            }
        }
        Reason::LandlordSelling | Reason::LandlordReletting => {
            if children {
                2.5
            } else {
                0.8
            }
        }
        Reason::Custody => match household {
            Household::SingleMan => 4.0,
            Household::SingleWoman => 0.6,
            _ => 0.02,
        },
        Reason::CarePlacement | Reason::Hospital => {
            if children {
                0.05
            } else {
                1.5
            }
        }
        Reason::SupportedEviction => {
            if children {
                0.3
            } else {
                1.5
            }
        }
        Reason::Breakdown => match household {
            Household::CoupleWithChildren | Household::Couple => 0.1,
            _ => 1.2,
        },
        Reason::AsylumSupport => {
            if man {
                1.6
            } else {
                0.8
            }
        }
        _ => 1.0,
    }
}

fn goes_with_reason(reason: Reason, place: Accommodation) -> f64 {
    use Accommodation as A;
    let likely: &[A] = match reason {
        Reason::LandlordSelling
        | Reason::LandlordReletting
        | Reason::PrivateArrears
        | Reason::PrivateBreach
        | Reason::PrivateOther
        | Reason::OtherPrivate => &[A::PrivateRented],
        Reason::FamilyOrFriends => &[A::Family, A::Friends],
        Reason::DomesticAbuse => &[A::Refuge, A::Family, A::Friends, A::PrivateRented, A::SocialRented],
        Reason::Breakdown | Reason::AbuseAlleged | Reason::Violence => {
            &[A::Family, A::Friends, A::PrivateRented, A::SocialRented, A::NoFixedAbode]
        }
        Reason::SocialArrears | Reason::SocialOther => &[A::SocialRented],
        Reason::SupportedEviction => &[A::Supported],
        Reason::Custody => &[A::Custody],
        Reason::Hospital => &[A::Hospital],
        Reason::CarePlacement | Reason::Other => &[A::Other, A::Friends, A::NoFixedAbode],
        Reason::AsylumSupport => &[A::AsylumSupport],
        Reason::HomeUnsuitable => &[A::PrivateRented, A::SocialRented, A::Owner, A::Hospital],
        Reason::Resettlement => &[A::Family, A::Other, A::PrivateRented],
    };
    if likely.contains(&place) {
        return 30.0;
    }
    match place {
        // Nobody is in a tenancy, custody or asylum accommodation by chance.
        A::PrivateRented | A::SocialRented | A::Owner | A::Refuge => 0.3,
        A::Custody | A::Hospital | A::AsylumSupport => 0.02,
        _ => 2.0,
    }
}

const fn goes_with_age(household: Household, age: Age) -> f64 {
    match (household.has_children(), age) {
        (true, Age::A16) => 0.1,
        (true, Age::A55) => 0.15,
        (true, Age::A65 | Age::A75) => 0.01,
        (false, Age::A55) => 1.3,
        (false, Age::A65 | Age::A75) => 1.5,
        _ => 1.0,
    }
}

const fn works_at(age: Age, work: Work) -> f64 {
    match (work, age) {
        (Work::Retired, Age::A65 | Age::A75) => 40.0,
        (Work::Retired, Age::A55) => 0.5,
        (Work::Retired, _) => 0.0001,
        (Work::Student, Age::A16 | Age::A18) => 10.0,
        (Work::Student, _) => 0.3,
        (Work::Sick, Age::A45 | Age::A55) => 2.5,
        (Work::Sick, Age::A16) => 0.2,
        (_, Age::A75) => 0.05,
        (_, Age::A65) => 0.3,
        _ => 1.0,
    }
}

const fn comes_with(reason: Reason, ethnicity: Ethnicity) -> f64 {
    use Ethnicity as E;
    match reason {
        Reason::AsylumSupport | Reason::Resettlement => match ethnicity {
            E::WhiteBritish | E::WhiteIrish | E::GypsyOrTraveller | E::BlackCaribbean | E::MixedCaribbean => 0.002,
            E::BlackAfrican | E::Arab | E::AsianOther | E::Other => 5.0,
            _ => 0.6,
        },
        _ => 1.0,
    }
}
